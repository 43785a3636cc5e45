"""Checks of rationing: rows without effect, and missing requirements of a rule."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import calendar_of, needs, of_one_unit, problem
from model.families.demand.rows import Demand
from model.families.rationing.algebra import sharing
from model.families.rationing.rows import PRIORITY, PRO_RATA, Rationing
from model.scenario.disruptions import Disruption
from model.sheets.common import Settings
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables


@needs(Demand)
def what_a_rule_needs(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Priority needs markets that come first, or tiers, other rules none; a factor that fits the rule."""
    has_tiers = len({row.tier for row in tables[Demand]}) > 1
    for row in tables[Rationing]:
        if row.rule == PRIORITY and not row.first and not has_tiers:
            fix = "Name a market, country or group of 'scope', or give tiers in Demand"
            yield problem(row, "first", "the markets that come first", fix)
        if row.rule != PRIORITY and row.first:
            fix = "Without priority no market comes first: clear this cell, or make the rule 'priority'"
            yield problem(row, "first", "no market", fix)
        if row.rule != PRIORITY and row.factor < 1 and row.leeway == 0:
            fix = "Below 1 the row would forbid every shortage: the rate of some market is always at least the average"
            yield problem(row, "factor", "1 or more, unless by priority", fix)
        if row.rule == PRIORITY and row.factor > 1:
            fix = "Above 1 the markets that come first may go shorter than the others: that is no priority"
            yield problem(row, "factor", "1 or less with priority", fix)


@needs(Demand, Disruption, Settings)
def binds_nobody(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A factor pro rata at which one market alone may go as short as all of them together."""
    calendar = calendar_of(tables)
    if any(row.action == "demand" for row in tables[Disruption]):
        return  # which changes the shares of markets
    quantity = {(row.market, row.product): row.quantity for row in tables[Demand]}
    for row in (row for row in tables[Rationing] if row.rule == PRO_RATA and row.factor > 1):
        needed = []
        for _, _, mine, everybody in sharing(row, tables, directory):
            for t in calendar.periods:
                needed.append(
                    [sum(calendar.mean(quantity[place], t) for place in places) for places in (mine, everybody)]
                )
        least = max((total / own for own, total in needed if own > 0), default=math.inf)
        if row.factor >= least:
            meant = f". Type {row.factor / 100:.6g} if {row.factor:.6g} % is meant" if row.factor >= 100 else ""
            fix = f"This row has no effect: one market may go short of all that is short{meant}"
            yield problem(row, "factor", f"a factor below {least:.4g}", fix, is_warning=True)


@needs(Demand, Disruption)
def fewer_than_two_parties(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A rule for one market, without first markets, or without a disruption."""
    has_tiers = len({row.tier for row in tables[Demand]}) > 1
    for row in tables[Rationing]:
        if row.rule == PRIORITY and not row.first and not has_tiers:
            continue
        if not sharing(row, tables, directory):
            attribute, wanted = _too_narrow(row, tables, directory)
            fix = f"This row has no effect: fewer than two parties with demand for '{row.of}' share; see sheet Demand"
            yield problem(row, attribute, wanted, fix, is_warning=True)
        elif not tables[Disruption]:
            fix = "This row has no effect: it applies in disruptions, and the sheet Disruptions is empty"
            yield problem(row, "rationing", "a disruption", fix, is_warning=True)


def _too_narrow(row: Rationing, tables: Tables, directory: Directory) -> tuple[str, str]:
    """The cell that leaves fewer than two parties, and the expected entry."""
    goods = directory.commodities(row.of)
    markets = {demand.market for demand in tables[Demand] if demand.product in goods}
    if len(markets) < 2:
        return "of", "products that two markets or more demand"
    within = markets & directory.sites(row.scope)
    if row.rule == PRIORITY and not row.first:
        return "scope", "markets of two tiers or more"
    if row.rule == PRIORITY and (len(within) > 1 or row.scope == ANY):
        if within & directory.sites(row.first):
            return "first", f"some of the markets of '{row.scope}', not all"
        return "first", f"a market of '{row.scope}' with demand"
    return "scope", f"other markets than those of '{row.first}'" if row.rule == PRIORITY else "markets that share"


@needs(Demand)
def units(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Products of several units under one rule."""
    for row in tables[Rationing]:
        goods = {k for *_, mine, theirs in sharing(row, tables, directory) for _, k in (*mine, *theirs)}
        yield from of_one_unit(tables, row, "of", goods)


CHECKS = (what_a_rule_needs, binds_nobody, fewer_than_two_parties, units)

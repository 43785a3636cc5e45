"""Rationing: how scarce supply is allocated among markets in a disruption, pro rata, by parity or by priority."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from model.families.common.protocol import Measure, Report
from model.families.common.pyomo import members, parameter, pyo, unless_trivial
from model.families.demand.algebra import DemandData, shortage_at
from model.families.demand.rows import TIERS, Demand
from model.families.rationing.rows import PARITY, PRIORITY, Rationing
from model.scenario.build_context import BuildContext, Place
from model.sheets.names import Node
from model.sheets.tables import Directory, Tables

Sharing = tuple[str, str, str, str]
"""(rationing, goods, whose shortage rate is limited, with whose it is compared): a market, or a place of several."""


@dataclass(frozen=True)
class RationingData:
    """Index sets and coefficients of rationing."""

    limited: dict[Sharing, list[Place]]
    """Demands of those whose shortage rate is limited."""
    against: dict[Sharing, list[Place]]
    """Demands of those with whose it is compared."""
    ratio: dict[tuple[str, str, str, str, Node], float]
    """Ratio of the demands of two parties, at nodes of disruptions where both have any."""
    factor: dict[Sharing, float]
    leeway: dict[tuple[str, str, str, str, Node], float]
    """Unmet demand beyond the factor [unit/y]."""


def coefficients(context: BuildContext) -> RationingData:
    """Rationing of the tables."""
    limited: dict[Sharing, list[Place]] = {}
    against: dict[Sharing, list[Place]] = {}
    factor: dict[Sharing, float] = {}
    points: dict[Sharing, float] = {}
    for row in context.tables[Rationing]:
        for who, whom, mine, theirs in sharing(row, context.tables, context.directory):
            key = (row.rationing, row.of, who, whom)
            limited[key], against[key], factor[key], points[key] = mine, theirs, row.factor, row.leeway
    demand = context.part(DemandData).demand
    ratio: dict[tuple[str, str, str, str, Node], float] = {}
    leeway: dict[tuple[str, str, str, str, Node], float] = {}
    for key, mine in limited.items():
        for n in context.tree.branch_of:
            own = sum(demand[i, k, n] for i, k in mine)
            other = sum(demand[i, k, n] for i, k in against[key])
            if own > 0 and other > 0:
                ratio[*key, n], leeway[*key, n] = own / other, points[key] * own
    return RationingData(limited, against, ratio, factor, leeway)


def sharing(row: Rationing, tables: Tables, directory: Directory) -> list[tuple[str, str, list[Place], list[Place]]]:
    """Pairs of parties whose shortage rates are compared, and the demands of both; empty with only one party."""
    goods, sites = directory.commodities(row.of), directory.sites(row.scope)
    places: dict[str, list[Place]] = {}
    for demand in tables[Demand]:
        if demand.market in sites and demand.product in goods:
            places.setdefault(demand.market, []).append((demand.market, demand.product))
    if row.rule == PRIORITY:
        compared: list[tuple[str, str, list[Place], list[Place]]] = []
        for first, leading, behind in _ranks(row, tables, directory):
            ahead = [place for market in places if market in leading for place in places[market]]
            if ahead:
                compared += [(first, market, ahead, theirs) for market, theirs in places.items() if market in behind]
        return compared
    if row.rule == PARITY:
        pairs = permutations(places.items(), 2)
        return [(market, other, mine, theirs) for (market, mine), (other, theirs) in pairs]
    everybody = [place for group in places.values() for place in group]
    return [(market, row.scope, mine, everybody) for market, mine in places.items() if len(places) > 1]


def _ranks(row: Rationing, tables: Tables, directory: Directory) -> Iterator[tuple[str, Set[str], Set[str]]]:
    """Those that come first, by name, their sites and those that they precede: the ones of 'first', or each tier."""
    rank = {demand.market: TIERS.index(demand.tier) for demand in tables[Demand]}
    if row.first:
        leading = directory.sites(row.first)
        yield row.first, leading, rank.keys() - leading
        return
    for at, tier in enumerate(TIERS):
        yield tier, {i for i in rank if rank[i] == at}, {i for i in rank if rank[i] > at}


def build(m: Any, data: RationingData) -> None:
    """Adds no variable: shortage is shared."""
    keys = list(data.limited)
    m.SHARINGS = pyo.Set(dimen=5, initialize=list(data.ratio))
    m.HELD_TO = members(keys, dimen=2, values=data.limited)
    m.SHARING_WITH = members(keys, dimen=2, values=data.against)
    m.demand_ratio = parameter(m.SHARINGS, values=data.ratio)
    m.sharing_factor = parameter(keys, values=data.factor)
    m.sharing_leeway = parameter(m.SHARINGS, values=data.leeway)
    m.fair_share = pyo.Constraint(m.SHARINGS, rule=unless_trivial(fair_share))


def unmet_of(m: Any, r: str, k: str, w: str, v: str, n: Node) -> Any:
    """Unmet demand of those whose shortage rate is limited [units per year]."""
    return sum(shortage_at(m, i, c, n) for i, c in m.HELD_TO[r, k, w, v])


def unmet_allowed(m: Any, r: str, k: str, w: str, v: str, n: Node) -> Any:
    """Unmet demand that the rule allows them [units per year]."""
    theirs = sum(shortage_at(m, i, c, n) for i, c in m.SHARING_WITH[r, k, w, v])
    rated = m.sharing_factor[r, k, w, v] * m.demand_ratio[r, k, w, v, n] * theirs
    return rated + m.sharing_leeway[r, k, w, v, n]


def fair_share(m: Any, r: str, k: str, w: str, v: str, n: Node) -> Any:
    r"""In a disruption the shortage rate of markets :math:`w` is at most a factor times that of markets :math:`v`, plus
    a leeway :math:`\ell`: pro rata of each to that of all, by priority of the first to that of each other, by parity of
    each to that of each other [units per year].

    .. math:: \sum_{ik \in w} v_{ikn} \le \varrho_r \, \frac{\sum_{ik \in w} D_{ikn}}{\sum_{ik \in v} D_{ikn}}
              \sum_{ik \in v} v_{ikn} + \ell_r \sum_{ik \in w} D_{ikn} \qquad \forall r, w, v, n
    """
    return unmet_of(m, r, k, w, v, n) <= unmet_allowed(m, r, k, w, v, n)


REPORTS = (
    Report(
        "rationing",
        ("SHARINGS",),
        ("rationing", "goods", "held", "against", "node"),
        (
            Measure("unmet", "{unit}/y", unmet_of),
            Measure("allowed", "{unit}/y", unmet_allowed, "Unmet demand that the rule allows."),
        ),
        keep_zero=True,
    ),
)

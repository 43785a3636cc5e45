"""Decisions that a row fixes, bounds or forbids, and those that were made before the first year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from model.audit.careers import on_contracts, on_short_time, retrained
from model.audit.check import Tally
from model.audit.closures import states, was_closed
from model.audit.contracts import deals
from model.audit.lane_flows import recruits
from model.audit.ledger import Ledger, figures
from model.audit.technology import acquired
from model.families.decisions.rows import (
    ACQUIRE,
    ADD,
    ALREADY_MADE,
    AT_LEAST,
    AT_MOST,
    BUILD,
    CANCEL,
    CLOSE,
    FIXED,
    MOTHBALL,
    NOT_AFTER,
    NOT_BEFORE,
    OF_PEOPLE,
    OPERATE,
    RECRUIT,
    RELEASE,
    RETRAIN,
    SHORT_TIME,
    SIGN,
    SIZED,
    STATES,
    TRAIN,
    Decision,
)
from model.families.strategic_stocks.rows import StrategicStock
from model.results.plan import Check


@dataclass(frozen=True)
class DecisionDone:
    """Decisions of a plan in a period: capacity, a quantity, people or a number of times."""

    action: str
    subject: str
    year: int
    amount: float
    place: str = ""
    way: str = ""

    def is_about(self, row: Decision) -> bool:
        """Whether a row addresses it, in any year."""
        is_it = (self.action, self.subject) == (row.action, row.subject)
        return is_it and row.place in ("", self.place) and row.way in ("", self.way)


def done(ledger: Ledger) -> Iterator[DecisionDone]:
    """All that the plan decides, from its tables."""
    yield from (DecisionDone(BUILD, build.project.project, build.decided, build.size) for build in ledger.builds)
    for deal in deals(ledger):
        yield DecisionDone(SIGN, deal.contract.contract, deal.start, deal.signed)
        if deal.is_ended:
            yield DecisionDone(CANCEL, deal.contract.contract, round(deal.until), deal.signed)
    for capability, year in acquired(ledger):
        yield DecisionDone(ACQUIRE, capability.technology, year, 1.0, capability.place, capability.way)
    for (plant, recipe, year), share in figures(ledger.plan, "in use", ("plant", "recipe", "period"), "in_use").items():
        yield DecisionDone(OPERATE, plant, int(year), share, way=recipe)
    yield from _of_plants(ledger)
    yield from _of_people(ledger)
    for row in ledger.plan.tables[StrategicStock]:
        before = ledger.rows.stores[row.stockpile].opening_stock
        for node in ledger.horizon.trunk:
            after = ledger.lines.stock.get((row.stockpile, node), 0.0)
            yield DecisionDone(ADD, row.stockpile, ledger.horizon.period[node], after - before)
            before = after


def _of_plants(ledger: Ledger) -> Iterator[DecisionDone]:
    """Plants that are closed, from one period to the next, or mothballed."""
    found = states(ledger)
    for plant in found.rows:
        before = float(was_closed(ledger, plant))
        for period in ledger.horizon.periods:
            closed, mothballed = (found.share(state, plant, period) for state in ("closed", "mothballed"))
            yield DecisionDone(CLOSE, plant, period, closed - before)
            yield DecisionDone(MOTHBALL, plant, period, mothballed)
            before = closed


def _of_people(ledger: Ledger) -> Iterator[DecisionDone]:
    years = ledger.horizon.years
    for (skill, market, period), people in ledger.lines.trainees.items():
        yield DecisionDone(TRAIN, skill, period, years * people, market)
        yield DecisionDone(RECRUIT, skill, period, years * recruits(ledger, skill, market, period), market)
    for (skill, market, contract, period), people in on_contracts(ledger).items():
        yield DecisionDone(RECRUIT, skill, period, years * people, market, contract)
    for (skill, other, market, period), people in retrained(ledger).items():
        yield DecisionDone(RETRAIN, skill, period, years * people, market, other)
    for (skill, market, period), people in ledger.lines.releases.items():
        yield DecisionDone(RELEASE, skill, period, people, market)
    for (skill, market, period), people in on_short_time(ledger).items():
        yield DecisionDone(SHORT_TIME, skill, period, people, market)


def decisions(ledger: Ledger) -> Check:
    """Fixed decisions are taken, and bounded ones stay within their bounds: over all years, or a year at a time."""
    tally = Tally("decisions")
    rows = [row for row in ledger.plan.tables[Decision] if row.rule != ALREADY_MADE]
    every = list(done(ledger)) if rows else []
    for row in rows:
        by_year = {t: 0.0 for t in ledger.horizon.periods if _speaks_of(row, t)}
        for each in every:
            if each.is_about(row) and each.year in by_year:
                by_year[each.year] += each.amount
        for amount in by_year.values() if row.action in STATES else [sum(by_year.values())]:
            if row.rule in (FIXED, AT_LEAST):
                tally.at_least(amount, _asked(ledger, row), row.decision)
            if row.rule != AT_LEAST:
                tally.at_most(amount, _asked(ledger, row) if row.rule in (FIXED, AT_MOST) else 0.0, row.decision)
    return tally.check()


def _speaks_of(row: Decision, year: int) -> bool:
    if row.rule in (NOT_BEFORE, NOT_AFTER):
        return row.year is not None and (year < row.year if row.rule == NOT_BEFORE else year > row.year)
    return row.year in (None, year)


def _asked(ledger: Ledger, row: Decision) -> float:
    """Capacity, a quantity or people; one module for projects in modules, once for any other."""
    if row.action in OF_PEOPLE:
        return row.people or 0.0
    if row.action not in SIZED:
        return 1.0
    if row.size is None and row.action == BUILD:
        project = ledger.rows.projects[row.subject]
        return project.module_size or 0.0 if project.kind == "modules" else 0.0
    return row.size or 0.0


def already_made(ledger: Ledger) -> Check:
    """Decisions made before the first year are in the plan unchanged, and no others of earlier years."""
    tally, rows = Tally("already made"), [row for row in ledger.rows.made if row.action in (BUILD, SIGN, ACQUIRE)]
    before = [each for each in done(ledger) if each.year < ledger.horizon.first]
    for row in rows:
        amounts = [each.amount for each in before if each.year == row.year and each.is_about(row)]
        for amount in amounts or [0.0]:
            tally.equal(amount, _asked(ledger, row), f"{row.decision} in {row.year}")
    for each in before:
        is_known = any(each.year == row.year and each.is_about(row) for row in rows)
        tally.require(is_known, f"{each.subject} in {each.year}", "no row says that this was decided before")
    return tally.check()


AUDITS = {"decisions": (decisions, already_made)}

__all__ = ["already_made", "decisions", "done"]

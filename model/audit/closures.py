"""Plants that are mothballed or closed: the state of each, and whether it is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.audit.check import Tally
from model.audit.ledger import At, Ledger, figures
from model.families.closures.rows import Closure
from model.families.decisions.rows import CLOSE, MOTHBALL
from model.results.plan import Check
from model.system.memoise import remembered

STATES = ("open", "mothballed", "closed")


@dataclass(frozen=True)
class AuditedStates:
    """The plan's state of each plant and period; a plant that it does not list is open."""

    rows: Mapping[str, Closure]
    told: Mapping[str, At]
    """By state, then by plant and period."""

    def share(self, state: str, plant: str, period: int) -> float:
        """1 if a plant is in a state, else 0."""
        return self.told[state].get((plant, period), 1.0 if state == "open" else 0.0)


@remembered
def states(ledger: Ledger) -> AuditedStates:
    """The states of all plants."""
    rows: dict[str, Closure] = {row.plant: row for row in ledger.plan.tables[Closure]}
    return AuditedStates(
        rows, {state: figures(ledger.plan, "closures", ("plant", "period"), state) for state in STATES}
    )


def is_open(ledger: Ledger, plant: str, period: int) -> float:
    """1 if a plant is open, else 0."""
    return states(ledger).share("open", plant, period)


def plant_states(ledger: Ledger) -> Check:
    """Every plant is open, mothballed or closed, the last two only as permitted; closure is permanent."""
    tally, found = Tally("plant states"), states(ledger)
    plants = dict.fromkeys(plant for plant, _ in found.told["open"])
    for plant, period in ((plant, period) for plant in plants for period in ledger.horizon.periods):
        where = f"{plant}, {period}"
        shares = [found.told[state].get((plant, period), 0.0) for state in STATES]
        tally.equal(sum(shares), 1.0, f"states of {where}")
        for state, share in zip(STATES, shares, strict=True):
            tally.equal(share, float(share > 0.5), f"{state} or not, {where}")
        tally.require(plant in found.rows or shares[0] > 0.5, where, "the plant may be neither mothballed nor closed")
    for plant, row in found.rows.items():
        _may_be(ledger, tally, plant, row)
    return tally.check()


def was_mothballed(ledger: Ledger, plant: str) -> bool:
    """Whether a plant was mothballed before the first year, by a row of Decisions."""
    return any(row.action == MOTHBALL and row.subject == plant for row in ledger.rows.made)


def was_closed(ledger: Ledger, plant: str) -> bool:
    """Whether a plant was closed before the first year, by a row of Decisions."""
    return any(row.action == CLOSE and row.subject == plant for row in ledger.rows.made)


def _may_be(ledger: Ledger, tally: Tally, plant: str, row: Closure) -> None:
    """Whether a plant's changes of state are permitted, period by period."""
    found = states(ledger)
    state = "closed" if was_closed(ledger, plant) else "mothballed" if was_mothballed(ledger, plant) else "open"
    before = dict.fromkeys(STATES, 0.0) | {state: 1.0}
    for period in ledger.horizon.periods:
        now = {state: found.share(state, plant, period) for state in STATES}
        where = f"{plant}, {period}"
        tally.at_least(now["closed"], before["closed"], f"still closed, {where}")
        is_time = (row.earliest is None or period >= row.earliest) and (row.latest is None or period <= row.latest)
        for state, cost in (("mothballed", row.mothball_cost), ("closed", row.closing_cost)):
            is_new = now[state] > before[state] + 0.5
            tally.require(not is_new or (is_time and cost is not None), where, f"it may not be {state} then")
        before = now


def building_sites(ledger: Ledger) -> Check:
    """Nothing is decided and under construction at a plant that is not open [modules]."""
    tally = Tally("building sites")
    for build in ledger.builds:
        most = build.project.maximum_modules if build.project.kind == "modules" else 1
        for period in ledger.horizon.periods:
            if period >= build.decided and (period < build.online or period == build.decided):
                share = is_open(ledger, build.plant.plant, period)
                tally.at_most(build.modules, most * share, f"{build.name}, {period}")
    return tally.check()


AUDITS = {"closures": (plant_states, building_sites)}

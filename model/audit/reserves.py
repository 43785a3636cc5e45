"""Reserves: extraction, its limits, and depletion."""

from __future__ import annotations

from model.audit.capacity import capacity
from model.audit.check import Tally
from model.audit.ledger import At, Ledger, figures
from model.audit.operating_rules import own_use
from model.families.reserves.rows import Reserve
from model.results.plan import Check
from model.system.memoise import remembered

LINE = ("reserve", "node")


@remembered
def mined(ledger: Ledger) -> At:
    """Extraction by reserve and node [units per year]."""
    return figures(ledger.plan, "reserves", LINE, "mined")


def mined_reserves(ledger: Ledger) -> Check:
    """Use of a deposit by runs is extracted from its reserves, each within its limit [units per year]."""
    tally, found = Tally("mined reserves"), mined(ledger)
    deposits: dict[tuple[str, str], list[Reserve]] = {}
    for row in ledger.plan.tables[Reserve]:
        deposits.setdefault((row.plant, row.recipe), []).append(row)
    for at, (node, period) in enumerate(ledger.horizon.period.items()):
        for (plant, recipe), rows in deposits.items():
            total = sum(found.get((row.reserve, node), 0.0) for row in rows)
            tally.equal(total, own_use(ledger, plant, recipe)[at], f"mined for {recipe} at {plant}, {node}")
            for row in rows:
                if row.limit is not None:
                    limit = ledger.horizon.mean(row.limit, period)
                    tally.at_most(found.get((row.reserve, node), 0.0), limit, f"{row.reserve}, {node}")
                if row.limit_share is not None:
                    limit = row.limit_share * capacity(ledger, plant)[at]
                    tally.at_most(found.get((row.reserve, node), 0.0), limit, f"{row.reserve}, share, {node}")
    return tally.check()


def depletion(ledger: Ledger) -> Check:
    """Extraction stays within the reserve, over all undisturbed years; with a disruption, until its end and then as
    planned [units]."""
    tally = Tally("depletion")
    for row in ledger.plan.tables[Reserve]:
        if row.available is None:
            continue
        last = ledger.horizon.trunk[-1]
        planned = _mined_by(ledger, row.reserve, last)
        tally.at_most(planned, row.available, f"{row.reserve}, {last}")
        for event in ledger.horizon.events:
            end = event.nodes[-1]
            later = planned - _mined_by(ledger, row.reserve, ledger.horizon.undisturbed(end))
            where = f"{row.reserve}, {event.name} and what is planned after it"
            tally.at_most(_mined_by(ledger, row.reserve, end) + later, row.available, where)
    return tally.check()


def reserves_reported(ledger: Ledger) -> Check:
    """The reported reserve is the opening reserve less extraction [units]."""
    tally, left = Tally("reserves reported"), figures(ledger.plan, "reserves", LINE, "left")
    for row in ledger.plan.tables[Reserve]:
        for node in ledger.horizon.nodes:
            there = row.available
            expected = 0.0 if there is None else there - _mined_by(ledger, row.reserve, node)
            tally.equal(left.get((row.reserve, node), 0.0), expected, f"{row.reserve}, {node}", there or 0.0)
    return tally.check()


def _mined_by(ledger: Ledger, reserve: str, node: str) -> float:
    """Cumulative extraction by the end of a node's period, along its path [units]."""
    total = 0.0
    at: str | None = node
    while at is not None:
        total += mined(ledger).get((reserve, at), 0.0) * ledger.horizon.years
        at = ledger.horizon.before(at, 1)
    return total


def names(ledger: Ledger) -> set[str]:
    """Reserves of the workbook."""
    return {row.reserve for row in ledger.plan.tables[Reserve]}


LABELS = {"reserves": (("reserve", names),)}
AUDITS = {"reserves": (mined_reserves, depletion, reserves_reported)}

__all__ = ["depletion", "mined", "mined_reserves", "reserves_reported"]

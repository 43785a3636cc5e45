"""Reserves: extraction, its limits, and depletion."""

from __future__ import annotations

from model.audit.books import At, Books, figures
from model.audit.operating_rules import own_use
from model.audit.tally import Tally
from model.families.reserves.rows import Reserve
from model.results.plan import Check
from model.system.remembering import remembered

LINE = ("reserve", "node")


@remembered
def mined(books: Books) -> At:
    """Extraction by reserve and node [units per year]."""
    return figures(books.plan, "reserves", LINE, "mined")


def mined_reserves(books: Books) -> Check:
    """What runs take from a deposit is extracted from its reserves, each within its limit [units per year]."""
    tally, found = Tally("mined reserves"), mined(books)
    deposits: dict[tuple[str, str], list[Reserve]] = {}
    for row in books.plan.tables[Reserve]:
        deposits.setdefault((row.plant, row.recipe), []).append(row)
    for node, period in books.horizon.period.items():
        for (plant, recipe), rows in deposits.items():
            total = sum(found.get((row.reserve, node), 0.0) for row in rows)
            tally.equal(total, own_use(books, plant, recipe, node), f"mined for {recipe} at {plant}, {node}")
            for row in rows:
                if row.limit is not None:
                    limit = books.horizon.mean(row.limit, period)
                    tally.at_most(found.get((row.reserve, node), 0.0), limit, f"{row.reserve}, {node}")
    return tally.check()


def depletion(books: Books) -> Check:
    """Extraction stays within the reserve, over all undisturbed years; with a disruption, until its end and then as
    planned [units]."""
    tally = Tally("depletion")
    for row in books.plan.tables[Reserve]:
        last = books.horizon.trunk[-1]
        planned = _mined_by(books, row.reserve, last)
        tally.at_most(planned, row.available, f"{row.reserve}, {last}")
        for event in books.horizon.events:
            end = event.nodes[-1]
            later = planned - _mined_by(books, row.reserve, books.horizon.undisturbed(end))
            where = f"{row.reserve}, {event.name} and what is planned after it"
            tally.at_most(_mined_by(books, row.reserve, end) + later, row.available, where)
    return tally.check()


def reserves_reported(books: Books) -> Check:
    """The reported reserve is the opening reserve less extraction [units]."""
    tally, left = Tally("reserves reported"), figures(books.plan, "reserves", LINE, "left")
    for row in books.plan.tables[Reserve]:
        for node in books.horizon.nodes:
            expected = row.available - _mined_by(books, row.reserve, node)
            tally.equal(left.get((row.reserve, node), 0.0), expected, f"{row.reserve}, {node}", row.available)
    return tally.check()


def _mined_by(books: Books, reserve: str, node: str) -> float:
    """What has been mined by the end of a node's period, on the way to it [units]."""
    total = 0.0
    at: str | None = node
    while at is not None:
        total += mined(books).get((reserve, at), 0.0) * books.horizon.years
        at = books.horizon.before(at, 1)
    return total


AUDITS = (mined_reserves, depletion, reserves_reported)

__all__ = ["depletion", "mined", "mined_reserves", "reserves_reported"]

"""The stock when the later year begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from model.families.common.months import MonthsAhead
from model.families.common.past import Change, Edit, Past, continued, with_cells
from model.families.stockpiles.algebra import received_before
from model.families.stockpiles.rows import Stockpile
from model.sheets.common import Settings


def opening_stock(past: Past) -> Iterator[Change]:
    """Stock at the end of the last year."""
    opening = {row.stockpile: row.opening_stock for row in past.tables[Stockpile]}
    stock = past.level("stock", ("stockpile",), "stock", opening)
    for row in past.tables[Stockpile]:
        yield Edit(row, "opening_stock", stock.get(row.stockpile, 0.0), f"in store at the end of {past.to - 1}")


def received(past: Past) -> Iterator[Change]:
    """Inflow of perishable goods."""
    came: dict[str, dict[int, float]] = {}
    for line in past.lines("received"):
        years = past.years_of(line.at)
        came.setdefault(line.stockpile, {}).update(dict.fromkeys(years, line.received))
    for row in past.tables[Stockpile]:
        if row.shelf_life is not None:
            first = past.calendar.first_year
            every = dict.fromkeys(range(first, past.to), 0.0) | came.get(row.stockpile, {})
            before = continued(received_before(row, first), every, first)
            yield Edit(row, "received", before, f"received until {past.to - 1}")


def no_higher(row: Stockpile, settings: Settings) -> Stockpile:
    """A stockpile without further build-up."""
    most = row.opening_stock if row.capacity is None else min(row.opening_stock, row.capacity)
    return replace(row, capacity=most, cover=0.0, minimum_closing_stock=min(row.minimum_closing_stock, most))


def stores(ahead: MonthsAhead, rows: list[Stockpile]) -> Iterator[Stockpile]:
    """Stockpiles without the rules for ends of years: cover, closing stock, shelf life."""
    for row in rows:
        yield ahead.months.row(
            row, cover=0.0, cover_from=None, minimum_closing_stock=0.0, shelf_life=None, received=None
        )


ROLL = (opening_stock, received)
STATE = (opening_stock,)
DO_NOTHING = {Stockpile: no_higher}
MEASURED = {Stockpile: with_cells(cover=0.0, minimum_closing_stock=0.0)}
IN_MONTHS = {Stockpile: stores}

"""Backlog at the start of the later year."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.months import MonthsAhead
from model.families.common.past import Change, Edit, Past, with_cells
from model.families.demand.rows import OWED, Demand
from model.scenario.months import PER_YEAR


def opening_backlog(past: Past) -> Iterator[Change]:
    """Backlog at the end of the last year."""
    opening = {(row.market, row.product): row.opening_backlog for row in past.tables[Demand]}
    backlog = past.level("service", ("market", "product"), "shortage", opening, is_rate=True)
    for row in past.tables[Demand]:
        if row.unmet_demand == OWED:
            owed = backlog.get((row.market, row.product), 0.0)
            yield Edit(row, "opening_backlog", owed, f"still owed at the end of {past.to - 1}")


def demanded(ahead: MonthsAhead, rows: list[Demand]) -> Iterator[Demand]:
    """Demand with its price of shortage, for backlogs per month of delay."""
    for row in rows:
        price = ahead.prices.get((row.market, row.product), row.shortage_cost)
        if price is not None and row.unmet_demand == OWED:
            price *= PER_YEAR
        yield ahead.months.row(row, minimum_service=0.0, shortage_cost=price)


ROLL = STATE = (opening_backlog,)
DO_NOTHING = MEASURED = {Demand: with_cells(minimum_service=0.0)}
IN_MONTHS = {Demand: demanded}

"""Backlog at the start of the later year."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import Change, Edit, Past, with_cells
from model.families.demand.rows import OWED, Demand


def opening_backlog(past: Past) -> Iterator[Change]:
    """Backlog at the end of the last year."""
    opening = {(row.market, row.product): row.opening_backlog for row in past.tables[Demand]}
    backlog = past.level("service", ("market", "product"), "shortage", opening, is_rate=True)
    for row in past.tables[Demand]:
        if row.unmet_demand == OWED:
            owed = backlog.get((row.market, row.product), 0.0)
            yield Edit(row, "opening_backlog", owed, f"still owed at the end of {past.to - 1}")


ROLL = STATE = (opening_backlog,)
DO_NOTHING = MEASURED = {Demand: with_cells(minimum_service=0.0)}

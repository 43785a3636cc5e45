"""Remaining totals of footprints."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import Change, Edit, Past, with_cells
from model.families.footprints.rows import FootprintLimit


def totals(past: Past) -> Iterator[Change]:
    """Footprints of the years that are over count towards a total."""
    caused: dict[tuple[str, str], float] = {}
    for line in past.lines("footprint limits"):
        key = (line.name, line.footprint)
        caused[key] = caused.get(key, 0.0) + past.calendar.length(line.at) * line.amount
    for row in past.tables[FootprintLimit]:
        if row.total is not None:
            so_far = caused.get((row.name, row.footprint), 0.0)
            yield Edit(row, "total", max(0.0, row.total - so_far), f"{so_far:.6g} has been caused")


ROLL = (totals,)
DO_NOTHING = MEASURED = {FootprintLimit: with_cells(total=None, limit=None)}

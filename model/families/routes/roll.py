"""Goods under way when the later year begins."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import NOTHING, Cannot, Change, Past
from model.families.routes.rows import Route


def under_way(past: Past) -> Iterator[Change]:
    """What has been sent and arrives in a year to come."""
    shipped = {line.lane for line in past.lines("flows") if line.shipped > NOTHING}
    for row in past.tables[Route]:
        if row.transit > 0 and shipped:
            yield Cannot(row, "transit", "goods that are under way when a plan begins cannot be said yet")


ROLL = (under_way,)

"""Remaining quantity of each reserve."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import Change, Edit, Past
from model.families.reserves.rows import Reserve


def available(past: Past) -> Iterator[Change]:
    """The reserve at the end of the last year."""
    opening = {row.reserve: row.available for row in past.tables[Reserve] if row.available is not None}
    left = past.level("reserves", ("reserve",), "left", opening)
    for row in (row for row in past.tables[Reserve] if row.available is not None):
        yield Edit(row, "available", left.get(row.reserve, 0.0), f"left at the end of {past.to - 1}")


ROLL = STATE = (available,)

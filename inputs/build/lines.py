"""Rows made in code, told the line of the sheet on which the workbook will hold them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from model.sheets.schema import Row

FIRST_LINE = 3
"""Below the header and the unit row."""


SETTINGS_LINE = 2
"""Where the first setting stands."""

DISCOUNT_RATE = 0.08
"""Of all chains, so that their costs compare."""


def numbered(rows: Iterable[Row]) -> list[Row]:
    """The rows, each with its line, counted by sheet."""
    written: Counter[type[Row]] = Counter()
    made = []
    for row in rows:
        made.append(replace(row, line=FIRST_LINE + written[type(row)]))
        written[type(row)] += 1
    return made

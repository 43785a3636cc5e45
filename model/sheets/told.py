"""How cells, rows and years are told in messages."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any


def shown(value: Any, *, is_percent: bool = False) -> str:
    """A value as a reader sees it in a cell."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return f"{100 * value:.10g} %" if is_percent else f"{value:.12g}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


MOST_SPANS = 12
"""Stretches of rows that are named in a message."""


def rows_named(lines: list[int]) -> str:
    """Lines of a sheet: 'rows 3–7, 9', at most a few spans of them."""
    named = spans(lines).split(", ")
    rest = f" and {len(named) - MOST_SPANS:,} more stretches" if len(named) > MOST_SPANS else ""
    return f"row{'s' if len(lines) > 1 else ''} {', '.join(named[:MOST_SPANS])}{rest}"


def spans(numbers: Iterable[int]) -> str:
    """Whole numbers as spans: '3–7, 9'."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in found)

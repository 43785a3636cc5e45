"""Wording of cells, rows and years in messages."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

CALLED = "python run.py" if (Path(__file__).parents[2] / "run.py").is_file() else "supply-plan"
"""How the program is called: in its repository, and where it is installed."""


def shown(value: Any, *, is_percent: bool = False) -> str:
    """A value as a reader sees it in a cell."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return f"{100 * value:.10g} %" if is_percent else f"{value:.12g}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def count(number: int, one: str, many: str = "") -> str:
    """'1 warning', '2 warnings', '1,200 countries'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


NO_PLAN = "no plan"
"""Proven infeasible."""
NOT_KNOWN = "not known"
"""Neither a plan nor a proof, or no figure: the solver failed, or the time limit or Ctrl-C came first."""


ADDRESS = re.compile(r"[A-Z]{1,3}\d+(:[A-Z]{1,3}\d+)?")


def place(sheet: str, cell: str) -> str:
    """Address of a cell: 'Sites!B2' in a workbook, "Sites, row 0, column 'country'" in a frame."""
    return f"{sheet}!{cell}" if ADDRESS.fullmatch(cell) else ", ".join(part for part in (sheet, cell) if part)


MOST_SPANS = 12
"""Stretches of rows that are named in a message."""


def rows_named(lines: list[int]) -> str:
    """Lines of a sheet: 'rows 3–7, 9', at most a few spans of them."""
    named = spans(lines).split(", ")
    rest = f" and {count(len(named) - MOST_SPANS, 'more stretch', 'more stretches')}" if len(named) > MOST_SPANS else ""
    return f"row{'s' if len(lines) > 1 else ''} {', '.join(named[:MOST_SPANS])}{rest}"


def spans(numbers: Iterable[int]) -> str:
    """Whole numbers as spans: '3–7, 9'."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in parts)

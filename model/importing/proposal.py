"""A proposal of an import, and the cell of the workbook that it is about."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from model.sheets.columns import ByYear
from model.sheets.schema import Column, Row, Sheet

Key = tuple[str, ...]
"""Names that identify a row."""
SAME = 1e-9
"""Relative difference of a number that is the same."""


@dataclass(frozen=True)
class Proposal:
    """A cell, or one of a row that is new. ``year`` is 0 for every year."""

    sheet: str
    key: Key
    column: str
    year: int
    now: float | str | None
    proposed: float | str
    is_new_row: bool
    source: str
    lines: str
    """Lines of the file."""
    unit: str = ""
    is_percent: bool = False

    @property
    def change(self) -> float | None:
        """Relative change of a number; None from nothing, or for words."""
        if isinstance(self.now, int | float) and isinstance(self.proposed, int | float) and self.now:
            return self.proposed / self.now - 1
        return None


@dataclass(frozen=True)
class Skipped:
    """Lines of the file that propose nothing, and why."""

    why: str
    lines: str


def names_of(row: Row, sheet: Sheet) -> Key:
    """Names that identify a row."""
    return tuple(str(getattr(row, column.attribute)) for column in sheet.key)


def value_in(row: Row | None, column: Column, year: int) -> float | str | None:
    """Present value of a cell; of a value by year the one of that year."""
    value: ByYear | float | str | None = None if row is None else getattr(row, column.attribute)
    if isinstance(value, ByYear):
        return value.at(year) if year or len(value.points) == 1 else None
    return value


def is_same(now: float | str | None, value: float | str | None) -> bool:
    if isinstance(now, int | float) and isinstance(value, int | float):
        return math.isclose(now, value, rel_tol=SAME, abs_tol=0.0)
    blank = (None, "")
    return now == value or (now in blank and value in blank)


def in_words(lines: Iterable[int]) -> str:
    """Lines of a file, '2–5, 9'."""
    parts: list[list[int]] = []
    for line in sorted(set(lines)):
        if parts and line == parts[-1][1] + 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in parts)

"""A what-if as tables: the workbook with some of its cells changed, and the list of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.sheets.tables import Tables
from model.sheets.whatifs import NEW


@dataclass(frozen=True)
class Changed:
    """One cell of the workbook that a what-if changes."""

    sheet: str
    line: int
    """Line in the planner's sheet."""
    cell: str
    """Address in that sheet, such as ``F7``; of the line if the column is absent."""
    key: str
    """Key of the row, parts joined by `` · ``; empty in Settings."""
    column: str
    """Its header, with the year if it has one."""
    old: Any
    """Old value, None if empty,"""
    new: Any
    """and its value in the what-if."""
    by: str
    """Cell of the change that did it, such as ``Changes!G5``."""


@dataclass(frozen=True)
class Variant:
    """One what-if, ready to be solved."""

    name: str
    tables: Tables
    description: str = ""
    based_on: str = ""
    """The what-if that it is based on; empty: the unchanged workbook."""
    changed: tuple[Changed, ...] = ()
    """Against the unchanged workbook, in the order of the sheets; a cell once, with its last value."""
    plan: str = NEW
    """First-stage decisions: NEW, HELD or NONE, as in What-ifs. For NONE, tables are those of the do-nothing
    baseline."""
    probability: float = 0.0
    """That it materialises; 0 if it is only a question."""
    known_from: int | None = None
    """Year from which a future is known."""

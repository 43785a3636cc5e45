"""A what-if as tables: the workbook with some of its cells changed, and which these are."""

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
    """Of the sheet in the planner's file."""
    cell: str
    """Address in that sheet, such as ``F7``; of the line where the column is absent."""
    key: str
    """What identifies the row, parts with `` · `` between; empty in Settings."""
    column: str
    """Its header, with the year where it has one."""
    old: Any
    """What it held, None where it was empty,"""
    new: Any
    """and what it holds in the what-if."""
    by: str
    """Cell of the change that did it, such as ``Changes!G5``."""


@dataclass(frozen=True)
class Variant:
    """One what-if, ready to be solved."""

    name: str
    tables: Tables
    description: str = ""
    based_on: str = ""
    """The what-if on top of which it stands; empty: the workbook as it is."""
    changed: tuple[Changed, ...] = ()
    """Against the workbook as it is, in the order of the sheets; a cell once, with its last value."""
    plan: str = NEW
    """What is decided in advance: NEW, HELD or NONE, as in What-ifs. Of NONE, tables are those as it stands."""

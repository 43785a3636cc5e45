"""Tables as DataFrames and back: the contents of a workbook without the workbook.

A frame has a column for each header of its sheet, and one for each year of a value by year, such as ``price 2030``. It
is read by the same code as a workbook, as if it began below a header in line 1. Problems of its cells are reported by
row label and column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

import pandas as pd

from model.errors import Problem
from model.sheets.common import Settings
from model.sheets.names import place
from model.sheets.schema import SHEET_OF, Row, Sheet, typed
from model.sheets.tables import Tables
from model.sheets.whatifs import ADD, SET
from model.workbook.grid import RawCell, SheetGrid
from model.workbook.headers import header_of, normal
from model.workbook.parse import position
from model.workbook.template import all_rows, cell_value, columns_to_write, ordered_sheets

SETTINGS, SETTING = "Settings", "setting"
VALUES = {"Changes": ("value",), "Ranges": ("low", "high")}
"""Headers by sheet that hold values of the cells that their rows name."""

FIRST = 2
"""The line of the first row."""

R = TypeVar("R", bound=Row)


def frames_of(tables: Tables) -> dict[str, pd.DataFrame]:
    """Every sheet that has rows, by its name, and Settings: one column ``value`` by name of the setting."""
    sheets = (sheet for sheet in ordered_sheets() if sheet.vertical or all_rows(tables, sheet))
    return {sheet.name: _frame(tables, sheet) for sheet in sheets}


def empty_frames(settings: Settings) -> dict[str, pd.DataFrame]:
    """Every sheet without rows, in the order of the template; Settings as given. ``attrs`` has the units of columns."""
    frames = {sheet.name: _frame(Tables(settings), sheet) for sheet in ordered_sheets()}
    for sheet in ordered_sheets():
        frames[sheet.name].attrs["units"] = {column.header: column.unit for column in sheet.columns if column.unit}
    return frames


def _frame(tables: Tables, sheet: Sheet) -> pd.DataFrame:
    if sheet.vertical:
        values = {column.header: getattr(tables.settings, column.attribute) for column in sheet.columns}
        return pd.DataFrame({"value": pd.Series(values, dtype=object)})
    rows = all_rows(tables, sheet)
    places = columns_to_write(sheet, rows, tables.settings)
    used_columns = [
        column for column in sheet.everywhere if any(getattr(row, column.attribute) != column.if_empty for row in rows)
    ]
    columns = {
        header_of(column, year): [typed(cell_value(row, column, year, places)) for row in rows]
        for column, year in places
    }
    columns |= {column.header: [getattr(row, column.attribute) for row in rows] for column in used_columns}
    return pd.DataFrame(columns)


class Label(int):
    """The line of a row, which messages tell as the label that the row has in its frame."""

    label = ""

    @classmethod
    def of(cls, frame: pd.DataFrame, line: int) -> Label:
        draft = cls(line)
        draft.label = repr(_plain(frame.index[line - FIRST]))
        return draft

    def __format__(self, form: str) -> str:
        return self.label


class Frames:
    """Frames as cells of sheets, with problems of cells translated to those of the frame."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = {name: _with_names(frame) if name == SETTINGS else frame for name, frame in frames.items()}
        self._by_name = {normal(name): frame for name, frame in self._frames.items()}

    @property
    def grids(self) -> dict[str, SheetGrid]:
        return {name: _grid(name, frame) for name, frame in self._frames.items()}

    def problem(self, problem: Problem) -> Problem:
        """The problem of a cell as one of a frame."""
        where = self._place(problem.sheet, problem.cell)
        sheets = "|".join(map(re.escape, self._frames))
        expected, fix = (
            re.sub(rf"({sheets})!([A-Z]+\d+)", lambda match: place(match[1], self._place(match[1], match[2])), text)
            for text in (problem.expected, problem.fix.replace(f" in {problem.cell}", f" in {where}"))
        )
        return replace(problem, cell=where, expected=expected, fix=fix)

    def tables(self, tables: Tables) -> Tables:
        """Tables read from these frames, whose rows have their places in a frame."""
        rows, off = (
            {of: list(map(self._row, item)) for of, item in part.items()} for part in (tables.rows, tables.off)
        )
        return Tables(self._row(tables.settings), rows, off)

    def _row(self, row: R) -> R:
        sheet = SHEET_OF[type(row)].name
        return replace(row, cells={name: self._place(sheet, cell) for name, cell in row.cells.items()})

    def _place(self, sheet: str, cell: str) -> str:
        """Row label and column of a cell, where it has them."""
        frame = self._by_name.get(normal(sheet))
        if not cell or frame is None:
            return ""
        line, at = position(cell)
        row = f"row {Label.of(frame, line)}" if FIRST <= line < FIRST + len(frame) else "a new row"
        column = f"column {_plain(frame.columns[at - 1])!r}" if at <= len(frame.columns) else "a new column"
        return ", ".join(([row] if line >= FIRST else []) + ([column] if at else []))


def _with_names(settings: pd.DataFrame) -> pd.DataFrame:
    """Settings with their names next to the values, from the index unless a column has them, as in a workbook."""
    if any(normal(str(column)) == SETTING for column in settings.columns):
        return settings
    named = settings.copy()
    named.insert(0, SETTING, settings.index)
    return named


def _grid(name: str, frame: pd.DataFrame) -> SheetGrid:
    header = tuple(RawCell(1, at, _plain(column)) for at, column in enumerate(frame.columns, start=1))
    names = [str(column) for column in frame.columns]

    def cells(at: int, row: Sequence[Any]) -> tuple[RawCell, ...]:
        line, label = Label.of(frame, at), dict(zip(names, row, strict=True))
        return tuple(
            RawCell(line, column, _plain(value), "0%" if _is_share(name, header, label) else "General")
            for column, (header, value) in enumerate(zip(names, row, strict=True), start=1)
            if not _is_empty(value)
        )

    rows = (cells(at, row) for at, row in enumerate(frame.itertuples(index=False, name=None), start=FIRST))
    return SheetGrid(tuple(row for row in (header, *rows) if row))


def _is_share(sheet: str, header: str, row: Mapping[str, Any]) -> bool:
    """Whether a number is a share, which is a fraction in a frame and never a number of per cent."""
    if sheet == SETTINGS:
        header = next(str(value) for name, value in row.items() if normal(name) == SETTING)
    elif header in VALUES.get(sheet, ()) and row.get("operation") in (SET, ADD):
        sheet = str(row.get("sheet"))
        header = str(row.get("rows" if sheet == SETTINGS else "column"))
    return re.sub(r" \d{4}$", "", header) in _shares().get(sheet, ())


@cache
def _shares() -> dict[str, set[str]]:
    """Headers of shares by sheet."""
    return {sheet.name: {column.header for column in sheet.columns if column.is_percent} for sheet in SHEET_OF.values()}


def _is_empty(value: Any) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and (bool(pd.isna(value)) or value == ""))


def _plain(value: Any) -> Any:
    """A value as openpyxl would give it; a list or an array as text."""
    if not pd.api.types.is_scalar(value):
        return str(value)
    return value.item() if hasattr(value, "item") else value

"""Tables as DataFrames and back: what stands in a workbook, without the workbook.

A frame has a column for each header of its sheet, and one for each year of a value by year, such as ``price 2030``. It
is read by the very code that reads a workbook, as if it stood under its header in line 1: the first row is line 2.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from model.sheets.schema import EVERYWHERE, SHEET_OF, Sheet, typed
from model.workbook.grid import Grid, RawCell
from model.workbook.template import all_rows, cell_value, columns_to_write

if TYPE_CHECKING:
    from model.sheets.tables import Tables

SETTINGS = "Settings"


def frames_of(tables: Tables) -> dict[str, pd.DataFrame]:
    """Every sheet that has rows, by its name, and Settings: one column ``value`` by name of the setting."""
    sheets = (sheet for sheet in SHEET_OF.values() if sheet.vertical or all_rows(tables, sheet))
    return {sheet.name: _frame(tables, sheet) for sheet in sheets}


def _frame(tables: Tables, sheet: Sheet) -> pd.DataFrame:
    if sheet.vertical:
        values = {column.header: getattr(tables.settings, column.attribute) for column in sheet.columns}
        return pd.DataFrame({"value": pd.Series(values, dtype=object)})
    rows = all_rows(tables, sheet)
    places = columns_to_write(sheet, rows, tables.settings)
    said = [column for column in EVERYWHERE if any(getattr(row, column.attribute) != column.if_empty for row in rows)]
    columns = {
        (column.header if year is None else year if column.bare else f"{column.header} {year}"): [
            typed(cell_value(row, column, year, places)) for row in rows
        ]
        for column, year in places
    }
    columns |= {column.header: [getattr(row, column.attribute) for row in rows] for column in said}
    return pd.DataFrame(columns)


def grids_of(frames: Mapping[str, pd.DataFrame]) -> dict[str, Grid]:
    """Frames as the cells of sheets. A share is a fraction in a frame, never a number of per cent."""
    shares = {
        sheet.name: {column.header for column in sheet.columns if column.is_percent} for sheet in SHEET_OF.values()
    }
    return {
        name: _grid(frame.rename_axis("setting").reset_index() if name == SETTINGS else frame, shares.get(name, set()))
        for name, frame in frames.items()
    }


def _grid(frame: pd.DataFrame, shares: Collection[str]) -> Grid:
    header = tuple(RawCell(1, at, _cell(name)) for at, name in enumerate(frame.columns, start=1))
    names = [re.sub(r" \d{4}$", "", str(name)) for name in frame.columns]

    def cell(line: int, at: int, row: Sequence[Any]) -> RawCell:
        is_share = names[at] in shares or (names[0] == "setting" and row[0] in shares)
        return RawCell(line, at + 1, _cell(row[at]), "0%" if is_share else "General")

    rows = (
        tuple(cell(line, at, row) for at, value in enumerate(row) if not _is_empty(value))
        for line, row in enumerate(frame.itertuples(index=False, name=None), start=2)
    )
    return Grid((header, *(row for row in rows if row)))


def _is_empty(value: Any) -> bool:
    return value is None or bool(pd.isna(value)) or value == ""


def _cell(value: Any) -> Any:
    """A value as openpyxl would give it."""
    return value.item() if hasattr(value, "item") else value

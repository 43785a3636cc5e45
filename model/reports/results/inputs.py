"""The record of a plan: its input, its search, and its audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from model.reports.book import Book
from model.reports.page import Page
from model.reports.styles import Field
from model.results.view import View
from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.schema import Column, Entry, Row, Sheet, typed
from model.sheets.tables import unit_text
from model.workbook.template import ordered_sheets

INPUTS_SHEET = "Input as used"


class InputCell(NamedTuple):
    """A value of the workbook."""

    sheet: str
    row: Row
    key: str
    column: str
    """Header, with the year if it has one."""
    address: str
    value: Any
    unit: str


INPUT_COLUMNS: list[Field[InputCell]] = [
    Field("sheet", lambda change: change.sheet, "text", 16),
    Field("line", lambda change: change.row.line or None, "number", 7),
    Field("key", lambda change: change.key, "text", 40),
    Field("column", lambda change: change.column, "text", 24),
    Field("value", lambda change: change.value, "value", 14),
    Field("unit", lambda change: change.unit, "text", 16),
    Field("source", lambda change: change.row.source, "text", 90),
]


def write_inputs(book: Book) -> None:
    """The sheet 'Input as used': every cell that the plan was found for, one a line."""
    page = Page(book, INPUTS_SHEET, "Settings", "Inputs of this plan", "Every cell that holds a value, defaults included.")
    page.table(list(input_cells(book.view)), INPUT_COLUMNS)


def input_cells(view: View) -> Iterator[InputCell]:
    """Every value in the tables."""
    tables = view.plan.tables
    for sheet in ordered_sheets():
        rows = [tables.settings] if sheet.row_class is Settings else tables[sheet.row_class]
        for row in rows:
            name = "" if sheet.vertical else " · ".join(str(getattr(row, column.attribute)) for column in sheet.key)
            for column in sheet.columns:
                yield from _cells_of_row(view, sheet, row, column, name)


def _cells_of_row(view: View, sheet: Sheet, row: Row, column: Column, name: str) -> Iterator[InputCell]:
    value = getattr(row, column.attribute)
    if value is None or value == "":
        return
    unit = unit_text(column, view.settings)
    if column.is_percent or _is_share(value):
        unit = unit or "%"
    for year, figure in value.points if isinstance(value, ByYear) else ((0, value),):
        ending = f" {year}" if year else ""
        address = row.cell(f"{column.attribute}{ending}")
        yield InputCell(sheet.name, row, name, f"{column.header}{ending}", address, _in_unit(column, figure), unit)


def _in_unit(column: Column, value: Any) -> Any:
    """A value in the unit of its column: shares are held as fractions."""
    return round(100 * typed(value), 10) if column.is_percent or _is_share(value) else typed(value)


def _is_share(value: Any) -> bool:
    return isinstance(value, Entry) and value.is_percent and isinstance(value.value, int | float)

"""The record of a plan: its input, its search, and its audit."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from model.reports.book import Book
from model.reports.page import Page
from model.reports.styles import Field
from model.results.view import View
from model.sheets.byyear import ByYear
from model.sheets.common import Settings
from model.sheets.row_units import unit_text
from model.sheets.schema import Column, Entry, Row, Sheet, typed
from model.workbook.template import ordered_sheets

SHEET = "Input as used"
INPUT_COLUMNS = (
    ("sheet", "text", 16), ("line", "number", 7), ("key", "text", 40), ("column", "text", 24), ("value", "value", 14),
    ("unit", "text", 16), ("source", "text", 90),
)  # fmt: skip


def write(book: Book) -> None:
    """The sheet 'Input as used': every cell that the plan was found for, one a line."""
    page = Page(book, SHEET, "Settings", "Inputs of this plan", "Every cell that holds a value, defaults included.")
    columns = [Field(header, itemgetter(at), look, width) for at, (header, look, width) in enumerate(INPUT_COLUMNS)]
    page.table(list(input_cells(book.view)), columns)


def input_cells(view: View) -> Iterator[tuple[Any, ...]]:
    """Sheet, line, key, column, value, unit, source of every value in the tables."""
    tables = view.plan.tables
    for sheet in ordered_sheets():
        rows = [tables.settings] if sheet.row_class is Settings else tables[sheet.row_class]
        for row in rows:
            name = "" if sheet.vertical else " · ".join(str(getattr(row, column.attribute)) for column in sheet.key)
            for column in sheet.columns:
                yield from _cells(view, sheet, row, column, name)


def _cells(view: View, sheet: Sheet, row: Row, column: Column, name: str) -> Iterator[tuple[Any, ...]]:
    value = getattr(row, column.attribute)
    if value is None or value == "":
        return
    unit = unit_text(column, view.settings)
    if column.is_percent or _is_share(value):
        unit = unit or "%"
    line = row.line or None
    if not isinstance(value, ByYear):
        yield sheet.name, line, name, column.header, _in_unit(column, value), unit, row.source
        return
    for year, figure in value.points:
        header = f"{column.header} {year}" if year else column.header
        yield sheet.name, line, name, header, _in_unit(column, figure), unit, row.source


def _in_unit(column: Column, value: Any) -> Any:
    """A value in the unit of its column: shares are held as fractions."""
    return round(100 * typed(value), 10) if column.is_percent or _is_share(value) else typed(value)


def _is_share(value: Any) -> bool:
    return isinstance(value, Entry) and value.is_percent and isinstance(value.value, int | float)

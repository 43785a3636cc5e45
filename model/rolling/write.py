"""The changes of a roll, written into the planner's workbook, which is otherwise untouched.

The result is read back like any workbook, and has to give the intended tables. A column may be in a unit of the
planner's own: then a number is misread, and is rewritten in that unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple

from model.errors import InputError, Problem
from model.families.common.past import Added, Change, Edit, Off
from model.rolling.roll import Rolled
from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.schema import EVERYWHERE, NO, SHEET_OF, Column, Entry, Row, Sheet
from model.sheets.tables import Tables, unit_text
from model.whatif.load import valid
from model.workbook.cells import Terms
from model.workbook.grid import SheetGrid, address, grids_of
from model.workbook.headers import ColumnLayout, header_of, read_header
from model.workbook.parse import match_sheets
from model.workbook.patch import Patch
from model.workbook.template import HEADER_ROW, UNIT_ROW, cell_value, columns_to_write

EXACT = 1e-12
"""Relative; a number that is read back and differs by less is the one that was written."""

Where = tuple[str, int, int]
"""(sheet, line, column)"""


@dataclass(frozen=True)
class Written:
    """A workbook with the changes of a roll."""

    content: bytes
    tables: Tables
    """As they are read back."""
    warnings: list[Problem]
    cells: list[tuple[Change, str]]
    """Each change, and its cell."""
    formulas: list[str]
    """Cells whose formulas gave way to values."""
    formula_count: int
    """Number of other formulas."""


def written(content: bytes, path: Path, rolled: Rolled, name: str) -> Written:
    """A workbook with the changes of a roll, under a name for messages. Raises InputError if it does not read back as
    intended."""
    grids = grids_of(content, path)
    factors: dict[Where, float] = {}
    for _ in range(2):
        sheets = _Sheets(grids, rolled)
        cells = [(change, place) for change in rolled.changes for place in sheets.change(change)]
        patch = Patch(content)
        sheets.put(patch, factors)
        edited = patch.content()
        tables, warnings = valid(grids_of(edited, path), name)
        differences = list(_otherwise(rolled.tables, tables))
        if not differences:
            formulas = [f"{title}!{cell}" for title, cell in patch.formulas]
            rows = [row for grid in grids.values() for row in grid.rows]
            every = sum(bool(cell.formula) for row in rows for cell in row)
            return Written(edited, tables, warnings, cells, formulas, every - len(formulas))
        factors |= dict(sheets.units(differences))
    text = f"{name} does not read back as it was meant. Nothing was written."
    raise InputError(text, [_problem(*difference) for difference in differences])


@dataclass
class _Page:
    """A sheet of the workbook, or a missing one, with the values to be written into it."""

    sheet: Sheet
    title: str
    layout: ColumnLayout
    free: int
    """First line under the table,"""
    right: int
    """and the first column beside it."""
    is_new: bool = False
    cells: dict[tuple[int, int], str | float | None] = field(default_factory=dict)
    like: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    """Lines of added rows in the sheet, by their line in the tables."""

    def at(self, column: Column, year: int | None) -> int:
        """Number of a column, which is added if the sheet lacks it."""
        for location, place in self.layout.places.items():
            if (place[0].attribute, place[1]) == (column.attribute, year):
                return location
        at, self.right = self.right, self.right + 1
        head = header_of(column, year)
        self.cells[self.layout.header, at] = head
        self.like[self.layout.header, at] = (self.layout.header, at - 1)
        self.layout.places[at] = (column, year)
        return at


class _Sheets:
    """Every sheet that is changed."""

    def __init__(self, grids: Mapping[str, SheetGrid], rolled: Rolled) -> None:
        self.grids, self.rolled = grids, rolled
        self.titles = match_sheets(grids)[0]
        self.settings = rolled.past.tables.settings
        self.pages: dict[type[Any], _Page] = {}

    def change(self, change: Change) -> Iterator[str]:
        """Write a change; gives the cell."""
        if isinstance(change, Edit):
            page = self._page(type(change.row))
            if isinstance(change.row, Settings):
                line, column = coordinate_to_tuple(change.row.cell(change.attribute))
                page.cells[line, column] = change.value
                yield f"{page.title}!{change.row.cell(change.attribute)}"
            else:
                yield from self._edit(page, change)
        elif isinstance(change, Added):
            page = self._page(type(change.row))
            line = page.lines.setdefault(change.row.line, page.free + len(page.lines))
            for named, year, value in _values(change.row, self.settings):
                entered: Any = value.value if isinstance(value, Entry) else value
                page.cells[line, page.at(named, year)] = entered
            yield f"{page.title}!{address(page.layout.leftmost, line)}"
        elif isinstance(change, Off):
            page = self._page(type(change.row))
            at = page.at(page.sheet.column("in_use"), None)
            page.cells[change.row.line, at] = NO
            yield f"{page.title}!{address(at, change.row.line)}"

    def _edit(self, page: _Page, change: Edit) -> Iterator[str]:
        column, line = page.sheet.column(change.attribute), change.row.line
        if not isinstance(change.value, ByYear):
            at = page.at(column, None)
            page.cells[line, at] = None if change.value == column.if_empty and not column.required else change.value
            yield f"{page.title}!{address(at, line)}"
            return
        before = getattr(change.row, change.attribute)
        value_at = dict(before.points) if before is not None else {}
        points = dict(change.value.points)
        for year in sorted({**value_at, **points}):
            if value_at.get(year) != points.get(year):
                at = page.at(column, year or None)
                page.cells[line, at] = points.get(year)
                yield f"{page.title}!{address(at, line)}"

    def _page(self, row_class: type[Any]) -> _Page:
        if row_class not in self.pages:
            sheet = SHEET_OF[row_class]
            title = self.titles.get(sheet)
            self.pages[row_class] = self._new(sheet) if title is None else self._page_of(sheet, title)
        return self.pages[row_class]

    def _page_of(self, sheet: Sheet, title: str) -> _Page:
        """A sheet of the workbook. An empty one gets its header."""
        grid = self.grids[title]
        terms = Terms(self.settings, (self.settings.first_year, self.settings.last_year))
        columns = sheet.columns if sheet.vertical else sheet.all_columns
        layout = None if sheet.vertical else read_header(grid, sheet, columns, terms)[0]
        if layout is None:
            return _Page(sheet, title, ColumnLayout(1, 2), 1, 1) if sheet.vertical else self._new(sheet, title)
        filled = [cell for row in grid.rows for cell in row if cell.column in layout.places and not cell.is_blank]
        last = max([cell.line for cell in filled] + [layout.header + 1])
        right = max([cell.column for row in grid.rows for cell in row] + [layout.rightmost])
        return _Page(sheet, title, layout, last + 1, right + 1)

    def _new(self, sheet: Sheet, title: str = "") -> _Page:
        """A new sheet with headers and units for the rows added to it."""
        rows = [change.row for change in self.rolled.changes if isinstance(change, Added)]
        rows = [row for row in rows if isinstance(row, sheet.row_class)]
        layout = ColumnLayout(HEADER_ROW + 1, UNIT_ROW + 2)
        page = _Page(sheet, title or sheet.name, layout, UNIT_ROW + 2, 1, is_new=not title)
        places = columns_to_write(sheet, rows, self.settings)
        places += [(column, None) for column in sheet.everywhere]
        for at, (column, year) in enumerate(places, start=1):
            layout.places[at] = (column, year)
            head = header_of(column, year)
            page.cells[HEADER_ROW + 1, at] = head
            unit = "unit" if at == 1 else "" if column in EVERYWHERE else unit_text(column, self.settings)
            page.cells[UNIT_ROW + 1, at] = unit or None
        page.right = len(places) + 1
        return page

    def put(self, patch: Patch, factors: Mapping[Where, float]) -> None:
        """Write everything to a workbook, numbers in the units of their columns."""
        for page in self.pages.values():
            cells = {
                at: value * factors.get((page.title, *at), 1.0)
                if isinstance(value, int | float) and (page.title, *at) in factors
                else value
                for at, value in page.cells.items()
            }
            if page.is_new:
                patch.add_sheet(page.title, cells)
            else:
                patch.put(page.title, cells, page.like)

    def units(self, cells: Iterable[tuple[Row, str, int | None, Any, Any]]) -> Iterator[tuple[Where, float]]:
        """Correction factor of each number that was read as another one."""
        for row, attribute, year, meant, read in cells:
            if not (isinstance(meant, int | float) and isinstance(read, int | float) and read):
                continue
            page = self.pages.get(type(row))
            if page is None:
                continue
            line = page.lines.get(row.line, row.line)
            column = page.sheet.column(attribute)
            yield (page.title, line, page.at(column, year)), meant / read


def _values(row: Row, settings: Settings) -> Iterator[tuple[Column, int | None, Any]]:
    """The cells of a row that is added."""
    sheet = SHEET_OF[type(row)]
    places = columns_to_write(sheet, [row], settings)
    for column, year in places:
        value = cell_value(row, column, year, places)
        if value is not None:
            yield column, year, value
    for column in sheet.everywhere:
        if getattr(row, column.attribute) != column.if_empty:
            yield column, None, getattr(row, column.attribute)


def _otherwise(meant: Tables, read: Tables) -> Iterator[tuple[Row, str, int | None, Any, Any]]:
    """(row, attribute, year, meant, read) of each cell that does not read back as intended."""
    pairs = [(meant.settings, read.settings)]
    for part, other in ((meant.rows, read.rows), (meant.off, read.off)):
        for row_class in {**part, **other}:
            ours, theirs = part.get(row_class, []), other.get(row_class, [])
            if len(ours) != len(theirs):
                yield (ours or theirs)[-1], "notes", None, f"{len(ours)} rows", f"{len(theirs)} rows"
            pairs += zip(_in_order(ours), _in_order(theirs), strict=False)
    for one, other_row in pairs:
        for name in [column.name for column in fields(one)]:
            if name in ("line", "cells"):
                continue
            before, after = getattr(one, name), getattr(other_row, name)
            if isinstance(before, ByYear) and isinstance(after, ByYear):
                points, others = dict(before.points), dict(after.points)
                for year in sorted({**points, **others}):
                    if not _same(points.get(year), others.get(year)):
                        yield one, name, year or None, points.get(year), others.get(year)
            elif not _same(before, after):
                yield one, name, None, before, after


def _in_order(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.line)


def _same(meant: Any, read: Any) -> bool:
    numbers = isinstance(meant, int | float) and isinstance(read, int | float)
    return meant == read or (numbers and math.isclose(meant, read, rel_tol=EXACT, abs_tol=0.0))


def _problem(row: Row, attribute: str, year: int | None, meant: Any, read: Any) -> Problem:
    name = f"{attribute} {year}" if year else attribute
    return Problem(SHEET_OF[type(row)].name, row.cell(name), str(read), f"{meant}, which has been written there")

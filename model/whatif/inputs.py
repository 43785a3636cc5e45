"""Which input cells differ between two workbooks, and from which year on that matters."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from model.sheets.common import Settings
from model.sheets.schema import IN_USE, SHEET_OF, YES, ByYear, Column, Row, Sheet
from model.sheets.tables import Tables
from model.whatif.variants import Changed

WHOLE_ROW = "(row)"
"""Marker in place of the column for a row in only one of the workbooks."""

PRESENT = "present"

WHAT_IFS = "What-if"
"""Tab of the sheets that define further solves."""

SEARCH = ("gap", "time_limit", "value_of_information", "without_the_plan")
"""Settings of the search, which do not change the problem."""

SEPARATOR = " · "

KEPT = 5e-15
"""Relative. A program that saves a workbook may keep 15 digits of a number and drop the others."""


@dataclass(frozen=True)
class InputDifference:
    """One cell that two plans do not share."""

    sheet: str
    cell: str
    """Address in the base's sheet; of a row that it has not, in the other's."""
    key: str
    column: str
    """Its header, with the year if it has one."""
    old: Any
    """Value in the base, None if empty,"""
    new: Any
    """and in the other."""
    year: int | None = None
    """First year of the horizon in which the plans' inputs differ by it; None if beyond the horizon."""
    by: str = ""
    """For a what-if, the cell of the change behind it."""


def of_changed(changed: Sequence[Changed], exact: Sequence[InputDifference]) -> tuple[InputDifference, ...]:
    """The cells declared as changed by a what-if, with the years from a cell by cell comparison."""
    years: dict[tuple[str, str], int] = {}
    for cell in exact:
        if cell.year is not None:
            place = cell.sheet, cell.key
            years[place] = min(cell.year, years.get(place, cell.year))
    return tuple(
        InputDifference(
            sheet=cell.sheet,
            cell=cell.cell,
            key=cell.key,
            column=cell.column,
            old=cell.old,
            new=cell.new,
            year=years.get((cell.sheet, cell.key)),
            by=cell.by,
        )
        for cell in changed
    )


def differences(base: Tables, other: Tables) -> tuple[InputDifference, ...]:
    """Every cell that differs, in the order of the sheets and of the base's rows; rows of the other alone last.

    Remarks are left out, and the what-ifs of a workbook, which its own plan does not depend on. Settings of the search
    change no year's inputs.
    """
    first, last = base.settings.first_year, base.settings.last_year
    span = range(min(first, other.settings.first_year), max(last, other.settings.last_year) + 1)
    cells = list(_cells(SHEET_OF[Settings], "", base.settings, other.settings, span))
    for row_class, sheet in SHEET_OF.items():
        if row_class is not Settings and sheet.tab != WHAT_IFS:
            ours, theirs = (
                [*tables.rows.get(row_class, []), *tables.off.get(row_class, [])] for tables in (base, other)
            )
            cells += _rows(sheet, ours, theirs, span)
    return tuple(cells)


def differ_from(cells: Sequence[InputDifference]) -> int | None:
    """The first year in which inputs differ; None if they never do."""
    return min((cell.year for cell in cells if cell.year is not None), default=None)


def key_of(sheet: Sheet, row: Row) -> str:
    """Key of a row, as one text."""
    return SEPARATOR.join(str(getattr(row, column.attribute)) for column in sheet.key)


def _rows(sheet: Sheet, base: Sequence[Row], other: Sequence[Row], span: range) -> Iterator[InputDifference]:
    ours, theirs = _by_key(sheet, base), _by_key(sheet, other)
    for place, row in ours.items():
        same = theirs.get(place)
        if same is None and row.in_use == YES:
            yield InputDifference(sheet.name, f"row {row.line}", place[0], WHOLE_ROW, PRESENT, None, span[0])
        elif same is not None and row.in_use != same.in_use:
            cell = row.cell(IN_USE.attribute)
            yield InputDifference(sheet.name, cell, place[0], IN_USE.header, row.in_use, same.in_use, span[0])
        if same is not None and YES in (row.in_use, same.in_use):
            yield from _cells(sheet, place[0], row, same, span)
    for place, row in theirs.items():
        if place not in ours and row.in_use == YES:
            yield InputDifference(sheet.name, f"row {row.line}", place[0], WHOLE_ROW, None, PRESENT, span[0])


def _by_key(sheet: Sheet, rows: Sequence[Row]) -> dict[tuple[str, int], Row]:
    """Rows by key; if several share it, also by order."""
    rows_by_key: dict[tuple[str, int], Row] = {}
    for row in rows:
        key, number = key_of(sheet, row), 0
        while (key, number) in rows_by_key:
            number += 1
        rows_by_key[key, number] = row
    return rows_by_key


def _cells(sheet: Sheet, key: str, one: Row, other: Row, span: range) -> Iterator[InputDifference]:
    for column in sheet.columns:
        before, after = getattr(one, column.attribute), getattr(other, column.attribute)
        if _same(before, after) or column.is_key:
            continue
        cell = one.cell(column.attribute)
        if isinstance(before, ByYear) or isinstance(after, ByYear):
            for at, header, old, new in _years(column, before, after):
                of_year = one.cells.get(f"{column.attribute} {at}", cell)
                yield InputDifference(sheet.name, of_year, key, header, old, new, _first_year(before, after, span))
        else:
            year = None if sheet.row_class is Settings and column.attribute in SEARCH else span[0]
            yield InputDifference(sheet.name, cell, key, column.header, before, after, year)


def _same(before: Any, after: Any) -> bool:
    """Whether two values of a cell are the same input: numbers to the digits that a workbook keeps."""
    if isinstance(before, float | int) and isinstance(after, float | int):
        return math.isclose(before, after, rel_tol=KEPT)
    return bool(before == after)


def _years(column: Column, before: ByYear | None, after: ByYear | None) -> Iterator[tuple[int, str, Any, Any]]:
    """Year, header and the two values of each given year in which they differ."""
    points = sorted({year for value in (before, after) if value is not None for year, _ in value.points})
    # A value for all years has no year; next to values by year it counts in each of theirs.
    for year in [point for point in points if point] or points:
        old, new = (None if value is None else value.at(year) for value in (before, after))
        if not _same(old, new):
            header = " ".join([column.header] * (not column.bare) + [str(year)] * bool(year)) or column.header
            yield year, header, old, new


def _first_year(before: ByYear | None, after: ByYear | None, span: range) -> int | None:
    if before is None or after is None:
        return span[0]
    return next((year for year in span if not _same(before.at(year), after.at(year))), None)

"""The rows of a sheet under its header, cell by cell, with every problem within the sheet; values by year in one
row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any

from openpyxl.utils import get_column_letter

from model.errors import Problem, Replacement
from model.sheets.columns import ByYear
from model.sheets.names import count, rows_named, spans
from model.sheets.schema import EVERYWHERE, IN_USE, NO, SAID, Column, Kind, Sheet
from model.sheets.tables import RowUnits
from model.workbook.cells import NOTHING, Terms, expected, fix_of_empty, read_cell
from model.workbook.grid import RawCell, SheetGrid, address
from model.workbook.headers import ColumnLayout
from model.workbook.styles import Area

# ----------------------------------------------------------------------------------------------------------------------
# Values by year in one row: columns ``price 2030``, or one column ``price`` for all years.


MOST_PATTERNS = 3
"""Ways of filling years that are listed row by row; the rest is counted."""


@dataclass
class YearlyBlock:
    """The cells of one yearly column, and in which rows years between or beyond them are made up."""

    column: Column
    places: Mapping[int, int | None]
    """Year of each column of the sheet; None: all years."""
    filled_in: dict[str, list[int]] = field(default_factory=dict)
    """Lines by their interpolated years."""

    def value(
        self, line: int, points: Mapping[int, float], terms: Terms, *, is_broken: bool
    ) -> tuple[Any, tuple[str, str, str] | None]:
        """The value of a row from its numbers by column of the sheet, and its problem: value, expected, fix."""
        values = {self.places[at]: number for at, number in points.items()}
        constant = values.pop(None, None)
        by_year = {year: number for year, number in values.items() if year is not None}
        if constant is not None and by_year:
            wanted = f"either one '{self.column.header}' for all years or values by year, not both"
            return ByYear.of(by_year), (f"{constant:.12g}", wanted, "Clear this cell or the cells of the years")
        if constant is not None:
            return ByYear.of(constant), None
        if by_year:
            if not is_broken and not self.column.past:
                self._note(line, by_year, terms)
            return ByYear.of(by_year), None
        if self.column.required:
            wanted = f"{expected(self.column, terms)}, for at least one year, required"
            return NOTHING, ("", wanted, fix_of_empty(self.column, terms))
        return self.column.if_empty, None

    def constant(self, line: int) -> str:
        """Address of a row's value for all years."""
        at = next(at for at, year in self.places.items() if year is None)
        return address(at, line)

    def _note(self, line: int, points: Mapping[int, float], terms: Terms) -> None:
        if terms.horizon and (pattern := filled_in(points, *terms.horizon)):
            self.filled_in.setdefault(pattern, []).append(line)

    def warnings(self, sheet: Sheet, terms: Terms) -> list[Problem]:
        """One warning about the rows whose yearly values are interpolated or held."""
        if not self.filled_in or not terms.horizon:
            return []
        texts = [f"{rows_named(lines)}: {pattern}" for pattern, lines in list(self.filled_in.items())[:MOST_PATTERNS]]
        rest = sum(len(lines) for lines in list(self.filled_in.values())[MOST_PATTERNS:])
        texts += [f"{count(rest, 'more row')} with other patterns"] if rest else []
        at = next(at for at, year in self.places.items() if year is not None)
        line = next(iter(self.filled_in.values()))[0]
        wanted = "'{}' for every year {}–{}".format(self.column.header, *terms.horizon)
        return [Problem(sheet.name, address(at, line), "", wanted, "; ".join(texts), is_warning=True)]


def filled_in(at_years: Iterable[int], first: int, last: int) -> str:
    """Interpolation of values for missing years, in words; empty if all are given."""
    years = sorted(at_years)
    missing = [year for year in range(first, last + 1) if year not in set(years)]
    between = [year for year in missing if years[0] < year < years[-1]]
    parts = []
    if early := [year for year in missing if year < years[0]]:
        parts.append(f"{spans(early)} as {years[0]}")
    if between:
        parts.append(f"{spans(between)} interpolated")
    if late := [year for year in missing if year > years[-1]]:
        parts.append(f"{spans(late)} as {years[-1]}")
    return ", ".join(parts)


# ----------------------------------------------------------------------------------------------------------------------
# The rows of a sheet under its header, cell by cell, with every problem within the sheet.


REMARKS = frozenset(column.attribute for column in SAID)

SENTENCE = 4
"""Minimum number of words of a text that is hardly a name."""

GAP = 100
"""This many empty lines end a table; cells further down belong to something else."""


@dataclass
class Draft:
    """A row with its readable values; a value is NOTHING if its cell is unusable."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    raw: dict[str, RawCell] = field(default_factory=dict)

    @property
    def is_in_use(self) -> bool:
        """Whether the row is part of the plan; one that does not say so clearly is."""
        return self.values.get(IN_USE.attribute) != NO

    def missing(self, sheet: Sheet) -> list[Column]:
        """Required columns without a value in the row."""
        return [
            column
            for column in sheet.columns
            if column.required and self.values.get(column.attribute, NOTHING) is NOTHING
        ]

    def is_lost(self, sheet: Sheet) -> bool:
        """Whether the row lacks its own name or a reference."""
        return any(column.is_key or column.kind in (Kind.NAME, Kind.REFERENCE) for column in self.missing(sheet))

    def row_of(self, sheet: Sheet) -> Any:
        """The row of the schema. Unreadable values are replaced by the default or a placeholder."""
        values = {name: value for name, value in self.values.items() if value is not NOTHING}
        stand_ins = {column.attribute: stand_in(column) for column in self.missing(sheet)}
        return sheet.row_class(**(values | stand_ins), line=self.line, cells=self.cells)


def stand_in(column: Column) -> Any:
    """Some value that the column allows, so that the rest of a row can be looked at."""
    if column.kind is Kind.CHOICE:
        return column.options[0]
    if column.kind in (Kind.TEXT, Kind.DATE):
        return ""
    low = column.at_least if column.above is None else column.above + 1
    value = low if low is not None else 1.0
    return ByYear.of(value) if column.kind is Kind.YEARLY else int(value) if column.whole else value


@dataclass
class Body:
    """Rows read from a sheet."""

    sheet: Sheet
    layout: ColumnLayout
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_rows(grid: SheetGrid, layout: ColumnLayout, sheet: Sheet, terms: Terms, units: RowUnits) -> Body:
    """Every row under the header."""
    body = Body(sheet, layout)
    body.problems += merged_cells(grid, layout, sheet)
    lines = [row for row in grid.rows if row[0].line >= layout.first]
    table, below = split_at_gap(lines, layout)
    body.problems += values_outside(table, below, layout, sheet)
    reader = _RowReader(body, terms, grid.merged, units)
    before = layout.first - 1
    for row in table:
        cells = {cell.column: cell for cell in row if cell.column in layout.places}
        if any(layout.places[at][0] not in EVERYWHERE and not cell.is_blank for at, cell in cells.items()):
            remark = _remark(cells, layout, sheet, is_apart=row[0].line > before + 1)
            if remark is None:
                reader.read(row[0].line, cells)
            else:
                fix = "Fill in the rest of the row; a remark belongs in the column 'notes'"
                wanted = "a row of the table, of which more than one cell is required"
                body.problems.append(Problem(sheet.name, remark.address, remark.text, wanted, fix))
            before = row[0].line
    body.problems += uncalculated(reader.uncalculated, sheet)
    for block in reader.blocks.values():
        body.problems += block.warnings(sheet, terms)
    return body


def _remark(cells: dict[int, RawCell], layout: ColumnLayout, sheet: Sheet, *, is_apart: bool) -> RawCell | None:
    """The only cell of a line if it is a text apart from the table or a sentence, and a row needs more."""
    filled = [cell for cell in cells.values() if not cell.is_blank]
    lone = filled[0] if len(filled) == 1 else None
    if lone is None or not isinstance(lone.value, str) or lone.is_uncalculated:
        return None
    needed = sum(column.required and layout.at(column.attribute) is not None for column in sheet.columns)
    is_sentence = len(lone.text.split()) >= SENTENCE
    return lone if needed > 1 and (is_apart or is_sentence) else None


class _RowReader:
    """Reader of successive rows; collects the problems that are reported once for all of them."""

    def __init__(self, body: Body, terms: Terms, merged: Sequence[Area], units: RowUnits) -> None:
        self.body, self.terms, self.units = body, terms, units
        self.of_any_year = replace(terms, horizon=None, expectations={})
        """For rows not in use: their years may be over. One that a what-if switches on is checked then."""
        self.merged = Covered(merged, body.layout.places)
        self.uncalculated: list[RawCell] = []
        places: dict[str, list[int]] = {}
        for at, (column, _) in sorted(body.layout.places.items()):
            places.setdefault(column.attribute, []).append(at)
        first = sorted(body.sheet.all_columns, key=lambda column: column is not IN_USE)
        self.columns = [(column, places.get(column.attribute, [])) for column in first]
        self.keys = [
            (column, places[0]) for column, places in self.columns if column.is_key and column.required and places
        ]
        self.blocks = {
            column.attribute: YearlyBlock(column, {at: body.layout.places[at][1] for at in places[column.attribute]})
            for column, _ in self.columns
            if column.kind is Kind.YEARLY and column.attribute in places
        }

    def read(self, line: int, cells: dict[int, RawCell]) -> None:
        draft = Draft(line)
        keyless = self._missing_key(line, cells)
        for column, places in self.columns:
            if places:
                draft.cells[column.attribute] = address(places[0], line)
            if column.attribute in REMARKS:
                draft.values[column.attribute] = next((cells[at].text for at in places if at in cells), "")
            elif column.kind is Kind.YEARLY and places:
                draft.values[column.attribute] = self._yearly(column, draft, cells)
            else:
                at = places[0] if places else None
                draft.values[column.attribute] = self._single(column, at, draft, cells, keyless=keyless)
        if keyless:
            self._add(
                draft.cells[keyless.attribute],
                "",
                f"{expected(keyless, self.terms)}, required",
                f"{fix_of_empty(keyless, self.terms)}, or clear the rest of the row",
            )
        self.body.drafts.append(draft)

    def _missing_key(self, line: int, cells: dict[int, RawCell]) -> Column | None:
        """The first key column of a row without any key."""
        if not self.keys or any(at in cells and not cells[at].is_blank for _, at in self.keys):
            return None
        is_covered = any(self.merged.covers(line, at) for _, at in self.keys)
        return None if is_covered else self.keys[0][0]

    def _single(
        self, column: Column, at: int | None, draft: Draft, cells: dict[int, RawCell], *, keyless: Column | None
    ) -> Any:
        """Value of a column that has one cell a row."""
        cell = cells.get(at) if at is not None else None
        if at is None:
            return NOTHING if column.required else column.if_empty
        is_empty = cell is None or cell.is_blank
        if is_empty and (keyless is not None or self.merged.covers(draft.line, at)):
            return NOTHING if column.required else column.if_empty
        if cell is not None:
            draft.raw[column.attribute] = cell
            if cell.is_uncalculated:
                self.uncalculated.append(cell)
                return NOTHING
        terms = self.terms if draft.is_in_use else self.of_any_year
        reading = read_cell(cell, column, terms, lambda: self._unit(cells))
        if reading.is_problem:
            text = cell.text if cell else ""
            self._add(draft.cells[column.attribute], text, reading.expected, reading.fix, reading.replacement)
        return reading.value

    def _yearly(self, column: Column, draft: Draft, cells: dict[int, RawCell]) -> Any:
        """Values by year of one row."""
        block = self.blocks[column.attribute]
        values: dict[int, float] = {}
        is_broken = False
        for at in block.places:
            cell = cells.get(at)
            if cell is None or cell.is_blank:
                is_broken = is_broken or self.merged.covers(draft.line, at)
                continue
            if cell.is_uncalculated:
                self.uncalculated.append(cell)
                is_broken = True
                continue
            reading = read_cell(cell, column, self.terms, lambda: self._unit(cells))
            if reading.is_problem:
                self._add(cell.address, cell.text, reading.expected, reading.fix, reading.replacement)
            if reading.value is NOTHING:
                is_broken = True
            else:
                values[at] = reading.value
                draft.cells[f"{column.attribute} {block.places[at] or ''}".rstrip()] = cell.address
        value, problem = block.value(draft.line, values, self.terms, is_broken=is_broken)
        if problem is not None and not is_broken:
            self._add(draft.cells[column.attribute] if not values else block.constant(draft.line), *problem)
        return value

    def _unit(self, cells: dict[int, RawCell]) -> str:
        """The unit of a row if its names leave no doubt."""
        first = [(column.attribute, places[0]) for column, places in self.columns if places]
        named = {attribute: cells[at].value for attribute, at in first if at in cells}
        units = self.units.of(self.body.sheet, named)
        return next(iter(units)) if len(units) == 1 else ""

    def _add(self, cell: str, value: str, wanted: str, fix: str, replacement: Replacement | None = None) -> None:
        self.body.problems.append(Problem(self.body.sheet.name, cell, value, wanted, fix, replacement=replacement))


class Covered:
    """Which cells of some columns merged areas cover, found without a look at every area for every cell."""

    def __init__(self, areas: Sequence[Area], columns: Iterable[int]) -> None:
        self.starts: dict[int, list[int]] = {}
        self.ends: dict[int, list[int]] = {}
        """By column, the first lines of areas in order, and how far down any area up to each of them reaches."""
        for at in columns if areas else ():
            spans = sorted((a.first_line, a.last_line) for a in areas if a.first_column <= at <= a.last_column)
            self.starts[at] = [first for first, _ in spans]
            self.ends[at] = list(accumulate((last for _, last in spans), max))

    def covers(self, line: int, column: int) -> bool:
        before = bisect_right(self.starts.get(column, ()), line)
        return before > 0 and self.ends[column][before - 1] >= line


# ------------------------------------------------------------------------------------------- lines outside the table


def split_at_gap(
    lines: Sequence[tuple[RawCell, ...]], layout: ColumnLayout
) -> tuple[list[tuple[RawCell, ...]], list[tuple[RawCell, ...]]]:
    """The lines of the table, and those below too many empty ones to belong to it."""
    before = layout.first - 1
    for at, row in enumerate(lines):
        if row[0].line - before > GAP:
            return list(lines[:at]), list(lines[at:])
        if any(not cell.is_blank for cell in row):
            before = row[0].line
    return list(lines), []


def values_outside(
    table: Sequence[Sequence[RawCell]], below: Sequence[Sequence[RawCell]], layout: ColumnLayout, sheet: Sheet
) -> list[Problem]:
    """Problems of values under no header, one a column, and of values far below the table."""
    stray: dict[int, list[RawCell]] = {}
    for row in table:
        for cell in row:
            if cell.column not in layout.places and cell.column not in layout.ignored and not cell.is_blank:
                stray.setdefault(cell.column, []).append(cell)
    last = get_column_letter(layout.rightmost)
    problems = []
    for number, cells in enumerate(stray.values()):
        if number == 10:
            wanted, value = f"no values outside the table (columns to {last})", count(len(stray) - 10, "more column")
            fix = "Delete them, or give their columns headers"
            problems.append(Problem(sheet.name, cells[0].address, value, wanted, fix))
            break
        letter = get_column_letter(cells[0].column)
        more = f" ({len(cells)} cells of column {letter})" if len(cells) > 1 else ""
        fix = f"Name the column in {letter}{layout.header}, delete the values, or move them to 'notes'{more}"
        wanted = f"no values outside the table (columns to {last})"
        problems.append(Problem(sheet.name, cells[0].address, cells[0].text, wanted, fix))
    rest = [cell for row in below for cell in row if not cell.is_blank]
    if rest:
        end = table[-1][0].line if table else layout.header
        more = f" ({len(rest)} cells from there on)" if len(rest) > 1 else ""
        fix = f"Move them up to the table, or delete them{more}"
        problems.append(
            Problem(sheet.name, rest[0].address, rest[0].text, f"no values outside the table (rows to {end})", fix)
        )
    return problems


def merged_cells(grid: SheetGrid, layout: ColumnLayout, sheet: Sheet) -> list[Problem]:
    """Problems of merged cells in the table: only the first of them has a value."""
    last = max((row[-1].line for row in grid.rows), default=0)
    texts = {(cell.line, cell.column): cell.text for row in grid.rows for cell in row} if grid.merged else {}
    return [
        Problem(
            sheet.name,
            area.address,
            texts.get((area.first_line, area.first_column), ""),
            "cells that are not merged",
            "Unmerge them and enter the value in each cell",
        )
        for area in grid.merged
        if area.last_line >= layout.header
        and area.first_line <= last
        and area.first_column <= layout.rightmost
        and area.last_column >= layout.leftmost
    ]


def uncalculated(cells: Sequence[RawCell], sheet: Sheet) -> list[Problem]:
    """One problem for all formulas whose results were never saved."""
    if not cells:
        return []
    more = f", and {count(len(cells) - 1, 'more formula')} in this sheet" if len(cells) > 1 else ""
    fix = f"Open the workbook in Excel, let it calculate, and save it once{more}"
    return [Problem(sheet.name, cells[0].address, cells[0].formula[:60], "a formula with its result saved", fix)]

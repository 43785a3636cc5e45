"""Changed tables looked at as if they had been typed: the same checks, on rows instead of cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from model.checks import run_checks
from model.checks.again import KnownTables
from model.errors import Problem
from model.families.common.checking import problem
from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.schema import IN_USE, SHEET_OF, Kind, Row, Sheet
from model.sheets.tables import Tables
from model.sheets.whatifs import Change
from model.whatif.changes import Making, of_change
from model.whatif.variants import Changed, EditableTables, cell_of
from model.workbook.cells import NOTHING, Terms, allowed, read_cell
from model.workbook.grid import RawCell
from model.workbook.headers import ColumnLayout
from model.workbook.references import check_references
from model.workbook.rows import Body, Draft
from model.workbook.settings_sheet import horizon_problems
from model.workbook.styles import PERCENT_FORMAT

LAYOUT = ColumnLayout(header=1, first=3)


class KnownRows(KnownTables):
    """Tables with which many others share most of their rows."""

    @cached_property
    def drafts(self) -> dict[int, Draft]:
        """The state after reading of each row, by the identity of the row."""
        parts = (*self.tables.rows.items(), *self.tables.off.items())
        return {id(row): _draft(row, SHEET_OF[row_class]) for row_class, rows in parts for row in rows}

    @cached_property
    def can_be_checked(self) -> bool:
        """Whether nothing is wrong on which checks depend."""
        return not _first_problems(self.tables, self.drafts)

    def first_problems(self, tables: Tables) -> list[Problem]:
        """The same of tables that share rows with these: of numbers alone, where only these differ."""
        if not self.can_be_checked or not self.differ_in_numbers(tables):
            return _first_problems(tables, self.drafts)
        changed = self.changed(tables)
        cases = [row_class for row_class in tables.rows if row_class in changed]
        rows = {case: [row for row in tables.rows[case] if id(row) not in self.drafts] for case in cases}
        return _cells(Tables(tables.settings, rows), _terms(tables.settings))


def problems_of(tables: Tables, rows_known: KnownRows | None = None) -> list[Problem]:
    """Problems of tables whose single cells are valid. Checks that depend on a problem are skipped, and those made
    again of ``known`` tables that look at a changed sheet."""
    if rows_known is None:
        return _first_problems(tables, {}) or run_checks(tables)
    problems = rows_known.first_problems(tables)
    return problems or (rows_known.problems_of(tables) if rows_known.can_be_checked else run_checks(tables))


def _first_problems(tables: Tables, drafts: Mapping[int, Draft]) -> list[Problem]:
    """Problems of the horizon, else of empty sheets, cells and references: no check is made of tables with any."""
    settings = tables.settings
    years = {name: getattr(settings, name) for name in ("first_year", "last_year", "years_per_period")}
    problems = horizon_problems(years, settings, SHEET_OF[Settings])
    if problems:
        return problems
    terms, bodies = _terms(settings), bodies_of(tables, drafts)
    return _empty_sheets(tables) + _cells(tables, terms) + check_references(bodies, terms, set())


def _terms(settings: Settings) -> Terms:
    return Terms(settings, (settings.first_year, settings.last_year))


def _empty_sheets(tables: Tables) -> list[Problem]:
    """Sheets that must have rows and have none that is in use."""
    return [
        Problem(sheet.name, "", "", "at least one row in use", f"Leave one in use. {sheet.about}")
        for row_class, sheet in SHEET_OF.items()
        if sheet.required and not sheet.vertical and not tables[row_class]
    ]


NUMBERS = (Kind.NUMBER, Kind.PERCENT, Kind.YEARLY)


def _cells(tables: Tables, terms: Terms) -> list[Problem]:
    """Years outside the horizon, which a what-if may have moved, and numbers that their columns do not allow."""
    problems = []
    for row_class, rows in [(Settings, [tables.settings]), *tables.rows.items()]:
        for column in SHEET_OF[row_class].columns:
            for row in rows if column.kind in (*NUMBERS, Kind.YEAR) else ():
                value = getattr(row, column.attribute)
                for year, point in value.points if isinstance(value, ByYear) else ((0, value),):
                    if point is None or (column.kind in NUMBERS and allowed(point, column) is not NOTHING):
                        continue
                    form = PERCENT_FORMAT if column.is_percent else "General"
                    reading = read_cell(RawCell(row.line, 1, point, form), column, terms)
                    if reading.is_problem:
                        where = f"{column.attribute} {year or ''}".rstrip()
                        problems.append(problem(row, where, reading.expected, reading.fix))
    return problems


def bodies_of(tables: Tables, drafts: Mapping[int, Draft]) -> dict[type[Any], Body]:
    """Rows in the state after reading, with their words, of those whose ``drafts`` are not known."""
    bodies: dict[type[Any], Body] = {}
    for part in (tables.rows, tables.off):
        for row_class, rows in part.items():
            sheet = SHEET_OF[row_class]
            body = bodies.setdefault(row_class, Body(sheet, LAYOUT))
            body.drafts += [_copied(drafts.get(id(row))) or _draft(row, sheet) for row in rows]
    return bodies


def _copied(draft: Draft | None) -> Draft | None:
    """A draft of its own: looking up references corrects the values."""
    return draft and Draft(draft.line, dict(draft.values), draft.cells, draft.raw)


def _draft(row: Row, sheet: Sheet) -> Draft:
    values = {name: getattr(row, name) for name in sheet.words}
    texts = {name: value for name, value in values.items() if value}
    cells = {name: row.cell(name) for name in texts}
    return Draft(row.line, values, cells, {name: RawCell(row.line, 1, text) for name, text in texts.items()})


Where = tuple[str, str]
"""Sheet and cell of a problem."""


class Blame:
    """Problems of changed tables, reported as problems of the changes that caused them, each once."""

    def __init__(self, base: EditableTables, rows_known: KnownRows | None = None, *, is_range: bool = False) -> None:
        """``known`` are the tables of the base. ``is_range``: the changes are ends of a range, the only cells that can
        be corrected."""
        self.base, self._known, self.is_range = base, rows_known or KnownRows(base.tables()), is_range
        self._told: set[tuple[str, Where]] = set()

    def problems(self, name: str, story: Sequence[Change], tables: Tables, changed: Sequence[Changed]) -> list[Problem]:
        """Problems of a what-if's tables; ``story`` are its changes in the order in which they were made.

        A warning is reported only for a changed cell, or a row that is switched on: other unusual figures are those of
        the base.
        """
        by_cell = {cell_of(change): change for change in story}
        changed_by = {(variant.sheet, variant.cell): by_cell[variant.by] for variant in changed}
        switched = [variant for variant in changed if variant.column == IN_USE.header]
        switched_by = {(variant.sheet, variant.line): by_cell[variant.by] for variant in switched}
        problems = []
        steps: list[set[Where]] = []
        for error in problems_of(tables, self._known):
            where = (error.sheet, error.cell)
            change = changed_by.get(where)
            if change is None and error.is_warning:
                change = switched_by.get((error.sheet, _line(error.cell)))
            if where in self._of_base or (error.is_warning and change is None):
                continue
            if change is None:
                steps = steps or self._steps(story)
                change = story[_first(where, steps)]
            if (cell_of(change), where) not in self._told:
                self._told.add((cell_of(change), where))
                problems.append(self._told_of(name, change, error))
        return problems

    @cached_property
    def _of_base(self) -> set[Where]:
        """Problems without any what-if."""
        return {(problem.sheet, problem.cell) for problem in problems_of(self._known.tables, self._known)}

    def _told_of(self, name: str, change: Change, problem: Problem) -> Problem:
        holds = f" holds {problem.value!r}" if problem.value else ""
        subject = f"a value that leaves no errors in '{name}'"
        left = subject if self.is_range else f"a change that leaves no errors in the what-if '{name}'"
        fix = (
            f"{problem.fix}; a change of the what-if may do that" if problem.fix and not self.is_range else problem.fix
        )
        return of_change(
            change, f"{left}, but {problem.where}{holds}: {problem.expected}", fix, is_warning=problem.is_warning
        )

    def _steps(self, story: Sequence[Change]) -> list[set[Where]]:
        """Problems after each change."""
        book = self.base.copy()
        steps = []
        for change in story:
            Making(book).make([change])
            steps.append(
                {
                    (problem.sheet, problem.cell)
                    for problem in problems_of(book.tables(), self._known)
                    if not problem.is_warning
                }
            )
        return steps


def _line(cell: str) -> int:
    """The line of an address such as 'F7' or 'row 7', 0 if it has none."""
    digits = re.search(r"\d+", cell)
    return int(digits[0]) if digits else 0


def _first(where: Where, steps: Sequence[set[Where]]) -> int:
    """The step from which on a problem has been there."""
    absent = [at for at, step_problem in enumerate(steps) if where not in step_problem]
    return min(absent[-1] + 1, len(steps) - 1) if absent else 0

"""Changes of cells: set, multiply, add or clear, by the rules for typed values; and a what-if made from the one that
it is based on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from model.errors import Problem
from model.families.common.checking import problem
from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.names import count, shown
from model.sheets.schema import SHEET_OF, YES, Column, Entry, Kind, Row
from model.sheets.whatifs import ADD, CLEAR, MULTIPLY, SET, Change
from model.whatif.selectors import Place, places_of, rows_of, sheet_of
from model.whatif.variants import EditableTables, Spot, Years
from model.workbook.cells import NOTHING, Terms, expected, fix_of_empty, read_cell
from model.workbook.grid import RawCell
from model.workbook.headers import normal
from model.workbook.references import word_of
from model.workbook.styles import PERCENT_FORMAT

# ----------------------------------------------------------------------------------------------------------------------
# Operations of a change on a cell: set, multiply, add or clear, by the rules for typed values of its column.


QUANTITIES = (Kind.NUMBER, Kind.PERCENT, Kind.YEARLY)

FACTOR = Column(Kind.NUMBER, "factor", "factor", unit="×", required=True)
YEARS_LATER = Column(Kind.NUMBER, "years", "years", unit="years", required=True, whole=True)

WHOLE = 1e-9
"""A product this close to a whole number is one."""


class Impossible(ValueError):
    """A change that a cell does not allow: expected content, and fix."""

    def __init__(self, expected: str, fix: str) -> None:
        super().__init__(expected)
        self.expected, self.fix = expected, fix


@dataclass(frozen=True)
class CellOperation:
    """A change as it applies to one column: its operation and its value, read."""

    kind: str
    operand: Any
    terms: Terms

    @property
    def horizon(self) -> range:
        """Years of the plan."""
        return range(self.terms.settings.first_year, self.terms.settings.last_year + 1)

    def result(self, old: Any, place: Place) -> Any:
        """The new value of a cell or, of values by year, of all of a row's. Raises Impossible."""
        if place.column.kind is Kind.YEARLY:
            return self._yearly(old, place)
        if self.kind in (SET, CLEAR):
            return self.operand
        if old is None:
            if place.column.kind is Kind.YEAR:
                raise Impossible("a cell with a year, to add to", f"Use '{SET}': the cell is empty")
            return None
        return self._of_one(old, place.column)

    def _of_one(self, old: float, column: Column) -> Any:
        """A number multiplied or added to, within the bounds of its column."""
        value = old * self.operand if self.kind == MULTIPLY else old + self.operand
        if column.whole or column.kind is Kind.YEAR:
            value = round(value) if abs(value - round(value)) < WHOLE else value
        return within(value, column, self.terms)

    def _yearly(self, old: ByYear | None, place: Place) -> ByYear | None:
        column = place.column
        if self.kind == CLEAR:
            return _cleared(old, place)
        if old is None and self.kind != SET:
            return None
        if self.kind == SET:
            change: Callable[[float], float] = lambda _: float(self.operand)  # noqa: E731
        else:
            change = lambda value: float(self._of_one(value, column))  # noqa: E731
        if place.year is not None:
            return _in_cell(old, place.year, change, column, is_set=self.kind == SET)
        if place.years is not None:
            return _in_range(old, place.years, self.horizon, change, column)
        if old is None or self.kind == SET:
            return ByYear.of(float(self.operand))
        return ByYear(tuple((year, change(value)) for year, value in old.points))


def _cleared(old: ByYear | None, place: Place) -> ByYear | None:
    """Without the cell of a year, or without any."""
    points = dict(old.points) if old is not None and place.year is not None else {}
    points.pop(place.year or 0, None)
    if points:
        return ByYear.of(points)
    if place.column.required:
        raise Impossible(f"a value of '{place.column.header}', required", f"Use '{SET}' with another value")
    default: ByYear | None = place.column.if_empty
    return default


def _in_cell(
    old: ByYear | None, year: int, change: Callable[[float], float], column: Column, *, is_set: bool
) -> ByYear:
    """With one year's cell changed as if typed, so that years interpolated from it follow."""
    points = {} if old is None else dict(old.points)
    if 0 in points:
        fix = f"Type '{column.header}' as the column, and {year} in 'from year' and 'until year'"
        raise Impossible(f"a row with a cell of {year}, where one value holds for all years", fix)
    if year not in points and not is_set:
        fix = f"Type '{column.header}' as the column, and {year} in 'from year' and 'until year'"
        raise Impossible(f"a row with a value in the cell of {year}, which is empty", fix)
    return ByYear.of(points | {year: change(points.get(year, 0.0))})


def _in_range(
    old: ByYear | None,
    years: tuple[float, float],
    horizon: range,
    change: Callable[[float], float],
    column: Column,
) -> ByYear:
    """Values by year with the years of a range changed and every other year unchanged, each with a value of its own."""
    if old is None:
        fix = "Set it for all years, or leave it empty"
        raise Impossible(f"a row with a value of '{column.header}', since other years would have none", fix)
    first, last = years
    all_years = sorted({year for year, _ in old.points if year} | set(horizon))
    values = {year: change(old.at(year)) if first <= year <= last else old.at(year) for year in all_years}
    return old if all(old.at(year) == value for year, value in values.items()) else ByYear.of(values)


def within(value: float, column: Column, terms: Terms) -> Any:
    """A value that was worked out, if the column allows it. Raises Impossible."""
    reading = read_cell(RawCell(0, 1, value, PERCENT_FORMAT if column.is_percent else "General"), column, terms)
    if reading.is_problem:
        becomes = shown(value, is_percent=column.is_percent)
        raise Impossible(f"{reading.expected}: it would be {becomes}", "Choose another value, or fewer rows")
    return reading.value


# ------------------------------------------------------------------------------------------- typed values


def operation_of(change: Change, column: Column, settings: Settings) -> tuple[CellOperation | None, list[Problem]]:
    """A change read for a column, with problems of its operation and of its value."""
    if change.operation in (MULTIPLY, ADD) and not _can_calculate(change.operation, column):
        holds = "a year" if column.kind is Kind.YEAR else "text"
        also = f", or '{ADD}' years" if column.kind is Kind.YEAR else ""
        fix = f"Use '{SET}' with the value that is meant{also}"
        return None, [problem(change, "operation", f"'{SET}' or '{CLEAR}', since '{column.header}' holds {holds}", fix)]
    terms = Terms(settings, None)
    if change.operation == CLEAR:
        return _clearing(change, column, terms)
    read_as = _read_as(change.operation, column)
    typed = change.value
    cell = None if typed is None else RawCell(change.line, 1, typed.value, typed.number_format)
    reading = read_cell(cell, read_as, terms)
    if reading.is_problem:
        fix = reading.fix or fix_of_empty(read_as, terms)
        wanted = f"for '{column.header}' {reading.expected}"
        return None, [problem(change, "value", wanted, fix, value=cell.text if cell else "")]
    value = reading.value
    if column.kind is Kind.REFERENCE:
        value = word_of(value, column) or value
    return CellOperation(change.operation, value, terms), []


def _can_calculate(operation: str, column: Column) -> bool:
    return column.kind in QUANTITIES or (operation == ADD and column.kind is Kind.YEAR)


def _read_as(operation: str, column: Column) -> Column:
    """Interpretation of a change's value: as the new value, as a factor, or as a number that may be negative."""
    if operation == MULTIPLY:
        return FACTOR
    if operation == ADD:
        if column.kind is Kind.YEAR:
            return YEARS_LATER
        return replace(column, required=True, at_least=None, at_most=None, above=None)
    return replace(column, required=True)


def _clearing(change: Change, column: Column, terms: Terms) -> tuple[CellOperation | None, list[Problem]]:
    problems = []
    if change.value is not None:
        problems.append(
            problem(change, "value", "an empty cell", f"'{CLEAR}' needs no value", value=entry_text(change.value))
        )
    for attribute in ("from_year", "until_year"):
        if getattr(change, attribute) is not None and column.kind is Kind.YEARLY:
            fix = "Clear it: a cell is cleared, or all cells of the column"
            problems.append(problem(change, attribute, f"an empty cell with '{CLEAR}'", fix))
    if column.required and column.kind is not Kind.YEARLY:
        fix = f"Use '{SET}' with another value"
        problems.append(problem(change, "operation", f"'{SET}': {expected(column, terms)}, required", fix))
    value = None if column.kind is Kind.YEARLY else read_cell(None, replace(column, required=False), terms).value
    return (None if problems else CellOperation(CLEAR, None if value is NOTHING else value, terms)), problems


def entry_text(entry: Entry | None) -> str:
    """An entry as a reader sees it."""
    return "" if entry is None else RawCell(0, 1, entry.value, entry.number_format).text


# ----------------------------------------------------------------------------------------------------------------------
# Construction of one what-if from the one that it is based on: its successive changes, and their problems.


Target = tuple[Spot, Place]


@dataclass
class Making:
    """A book under change, and which change has set which spot."""

    book: EditableTables
    problems: list[Problem] = field(default_factory=list)
    set_by: dict[Spot, list[tuple[Years, Change]]] = field(default_factory=dict)

    def make(self, changes: Sequence[Change], *, unread: frozenset[str] = frozenset()) -> None:
        """Make changes, those of Settings first: the horizon determines the years.

        Rows of the sheets ``unread`` are missing, so that changes without matches there are not reported.
        """
        for change in in_order(changes):
            self._make(change, unread)

    def _make(self, change: Change, unread: frozenset[str]) -> None:
        sheet, problems = sheet_of(change)
        if sheet is None:
            self.problems += problems
            return
        rows, not_found = rows_of(change, sheet, self.book)
        if sheet.name in unread:
            not_found = []
        of_no_row = [] if sheet.vertical else [0]  # errors of its column and value are still reported
        places, misplaced = places_of(change, sheet, rows or of_no_row)
        self.problems += not_found + misplaced
        targets = [((sheet.row_class, at, place.column.attribute), place) for at, place in places]
        operations, wrong = self._operations(change, targets)
        self.problems += wrong
        if rows and targets and not (not_found or misplaced or wrong) and not self._is_set_twice(change, targets):
            self._change(change, targets, operations)

    def _operations(self, change: Change, targets: Sequence[Target]) -> tuple[dict[str, CellOperation], list[Problem]]:
        """The operation for each column of a change; only Settings may have several."""
        operations: dict[str, CellOperation] = {}
        problems: dict[str, Problem] = {}
        for column in {place.column.attribute: place.column for _, place in targets}.values():
            operation, read_operation = operation_of(change, column, self.book.settings)
            problems |= {operation.cell: operation for operation in read_operation}
            if operation is not None:
                operations[column.attribute] = operation
        return operations, list(problems.values())

    def _is_set_twice(self, change: Change, targets: Sequence[Target]) -> bool:
        """Whether an earlier change of the same what-if has set one of the cells, which is a problem."""
        if change.operation not in (SET, CLEAR):
            return False
        for spot, place in targets:
            first, last = place.span
            for (begin, end), earlier in self.set_by.get(spot, []):
                if begin <= last and first <= end:
                    fix = f"{earlier.cell('operation')} sets {self._name(spot)} too: delete one, or choose other rows"
                    self.problems.append(problem(change, "operation", "each cell set once in a what-if", fix))
                    return True
        for spot, place in targets:
            self.set_by.setdefault(spot, []).append((place.span, change))
        return False

    def _change(self, change: Change, targets: Sequence[Target], operations: dict[str, CellOperation]) -> None:
        has_changed = False
        empty, impossible = [], []
        for spot, place in targets:
            row_class, at, attribute = spot
            old = getattr(self.book.rows[row_class][at], attribute)
            try:
                new = operations[attribute].result(old, place)
            except Impossible as error:
                impossible.append((spot, error))
                continue
            has_changed = self.book.put(spot, new, place.span, change) or has_changed
            if old is None and new is None and change.operation not in (SET, CLEAR):
                empty.append(spot)
        if impossible:
            spot, why = impossible[0]
            more = f" (and {count(len(impossible) - 1, 'more row')})" if len(impossible) > 1 else ""
            wanted = f"in {self._name(spot)}{more} {why.expected}"
            self.problems.append(of_change(change, wanted, why.fix))
        elif empty:
            self._leave_empty(change, empty, len(targets))
        elif not has_changed:
            fix = "The cells already hold that value: delete the change, or correct it"
            self.problems.append(of_change(change, "a change with an effect", fix, is_warning=True))

    def _leave_empty(self, change: Change, empty: Sequence[Spot], targets: int) -> None:
        """An empty cell has no value to calculate with; if all are empty that is a problem."""
        if len(empty) == targets:
            fix = f"Use '{SET}': {self._name(empty[0])} is empty"
            self.problems.append(problem(change, "operation", f"cells that hold a number, or '{SET}'", fix))
            return
        wanted = f"a number in every cell to {change.operation}"
        fix = f"{', '.join(map(self._name, empty[:5]))}{' and others' if len(empty) > 5 else ''}: empty, and left empty"
        self.problems.append(problem(change, "operation", wanted, fix, is_warning=True))

    def _name(self, spot: Spot) -> str:
        """A cell of the planner's file."""
        row_class, at, attribute = spot
        row: Row = self.book.rows[row_class][at]
        return row.where(attribute)

    def idle(self, changes: Sequence[Change]) -> list[Problem]:
        """Warnings of changes that reach only rows that are not in use afterwards."""
        used: set[Change] = set()
        unused: set[Change] = set()
        for (row_class, at, attribute), touches in self.book.touched.items():
            is_in_use = self.book.rows[row_class][at].in_use == YES or attribute == "in_use"
            (used if is_in_use else unused).update(by for _, by in touches)
        return [
            of_change(
                change,
                "a change of rows in use",
                "None of the rows changed is in use: set 'in use' as well",
                is_warning=True,
            )
            for change in changes
            if change in unused - used
        ]


def in_order(changes: Sequence[Change]) -> list[Change]:
    """A what-if's changes in the order of execution: those of Settings first, the rest as in the sheet."""
    return sorted(changes, key=lambda change: normal(change.sheet) != normal(SHEET_OF[Settings].name))


def of_change(change: Change, expected: str, fix: str, *, is_warning: bool = False) -> Problem:
    """A problem of a change's value, or of its operation if it needs no value."""
    return problem(
        change, change.gist, expected, fix, value=entry_text(change.value) or change.operation, is_warning=is_warning
    )

"""Construction of one what-if from the one that it is based on: its successive changes, and their problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from model.errors import Problem
from model.families.common.checking import problem
from model.sheets.common import Settings
from model.sheets.schema import SHEET_OF, YES, Row
from model.sheets.whatifs import CLEAR, SET, Change
from model.sheets.wording import count
from model.whatif.cell_operations import CellOperation, Impossible, operation_of, said
from model.whatif.editable_tables import EditableTables, Spot, Years
from model.whatif.selectors import Place, places_of, rows_of, sheet_of
from model.workbook.headers import normal

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
            operation, found = operation_of(change, column, self.book.settings)
            problems |= {each.cell: each for each in found}
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
        change, change.gist, expected, fix, value=said(change.value) or change.operation, is_warning=is_warning
    )

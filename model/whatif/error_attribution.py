"""Attribution of validation errors to the change that caused them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from model.errors import Problem
from model.sheets.tables import Tables
from model.sheets.whatifs import Change
from model.whatif.editable_tables import Book, cell_of
from model.whatif.making import Making, of_change
from model.whatif.validation import problems_of
from model.whatif.variant import Changed

Where = tuple[str, str]
"""Sheet and cell of a problem."""


class Blame:
    """Problems of changed tables, reported as problems of the changes that caused them, each once."""

    def __init__(self, base: Book, *, is_range: bool = False) -> None:
        """``is_range``: the changes are ends of a range, the only cells that can be corrected."""
        self.base, self.is_range = base, is_range
        self._told: set[tuple[str, Where]] = set()

    def problems(self, name: str, story: Sequence[Change], tables: Tables, changed: Sequence[Changed]) -> list[Problem]:
        """Problems of a what-if's tables; ``story`` are its changes in the order in which they were made.

        A warning is reported only for a changed cell: other unusual figures are those of the base.
        """
        by_cell = {cell_of(change): change for change in story}
        changed_by = {(each.sheet, each.cell): by_cell[each.by] for each in changed}
        problems = []
        steps: list[set[Where]] = []
        for found in problems_of(tables):
            where = (found.sheet, found.cell)
            if where in self._of_base or (found.is_warning and where not in changed_by):
                continue
            if where not in changed_by and not steps:
                steps = self._steps(story)
            change = changed_by.get(where) or story[_first(where, steps)]
            if (cell_of(change), where) not in self._told:
                self._told.add((cell_of(change), where))
                problems.append(self._told_of(name, change, found))
        return problems

    @cached_property
    def _of_base(self) -> set[Where]:
        """Problems without any what-if."""
        return {(found.sheet, found.cell) for found in problems_of(self.base.tables())}

    def _told_of(self, name: str, change: Change, found: Problem) -> Problem:
        holds = f" holds {found.value!r}" if found.value else ""
        subject = f"a value that leaves no errors in '{name}'"
        left = subject if self.is_range else f"a change that leaves no errors in the what-if '{name}'"
        fix = f"{found.fix}; a change of the what-if may do that" if found.fix and not self.is_range else found.fix
        return of_change(
            change, f"{left}, but {found.where}{holds}: {found.expected}", fix, is_warning=found.is_warning
        )

    def _steps(self, story: Sequence[Change]) -> list[set[Where]]:
        """Problems after each change."""
        book = self.base.copy()
        steps = []
        for change in story:
            Making(book).make([change])
            steps.append({(found.sheet, found.cell) for found in problems_of(book.tables()) if not found.is_warning})
        return steps


def _first(where: Where, steps: Sequence[set[Where]]) -> int:
    """The step from which on a problem has been there."""
    absent = [at for at, found in enumerate(steps) if where not in found]
    return min(absent[-1] + 1, len(steps) - 1) if absent else 0

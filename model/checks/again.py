"""Checks of tables that differ from known ones in a few rows: only checks that read a changed sheet are made again.

The sheets that a check reads are recorded while it runs on the known tables, so that they need no declaration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from model.checks import Check, all_checks, first_of_each_cell
from model.errors import Problem
from model.families.common.checking import BY_SHEET
from model.sheets.schema import SHEET_OF
from model.sheets.tables import Directory, Tables


class WatchedRows(Mapping[type[Any], list[Any]]):
    """Rows by class, and the classes that were read."""

    def __init__(self, rows: Mapping[type[Any], list[Any]], seen: set[type[Any]]) -> None:
        self._rows, self._seen = rows, seen

    def __getitem__(self, row_class: type[Any]) -> list[Any]:
        self._seen.add(row_class)
        return self._rows[row_class]

    def __iter__(self) -> Iterator[type[Any]]:
        self._seen.add(ALL)
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


ALL = object
"""Stands for every sheet, also for those without rows."""


class KnownTables:
    """Tables whose checks are known."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    @cached_property
    def _by_check(self) -> dict[Check, tuple[set[type[Any]], list[Problem]]]:
        """The sheets that each check reads, and its problems."""
        by_check: dict[Check, tuple[set[type[Any]], list[Problem]]] = {}
        for check in all_checks():
            seen: set[type[Any]] = set()
            rows, off = (WatchedRows(part, seen) for part in (self.tables.rows, self.tables.off))
            # Each has tables and a directory of its own: the next would not be seen to read what one remembers there.
            tables = Tables(self.tables.settings, rows, off)
            by_check[check] = (seen, list(check(tables, Directory(tables))))
        return by_check

    @cached_property
    def problems(self) -> list[Problem]:
        """Every problem of these tables, as ``run_checks`` finds them."""
        return first_of_each_cell(problem for _, problems in self._by_check.values() for problem in problems)

    def problems_of(self, tables: Tables) -> list[Problem]:
        """Every problem of tables that share rows with these, as ``run_checks`` finds them."""
        changed, are_numbers = self.changed(tables), self.differ_in_numbers(tables)
        directory = Directory(tables)
        collected: list[Problem] = []
        for check, (seen, problems) in self._by_check.items():
            is_known = tables.settings is self.tables.settings and not (changed and ALL in seen) and not changed & seen
            if is_known:
                collected += problems
            elif are_numbers and check in BY_SHEET and not changed & BY_SHEET[check]:
                collected += _of_changed(check, tables, directory, changed, problems)
            else:
                collected += check(tables, directory)
        return first_of_each_cell(collected)

    def differ_in_numbers(self, tables: Tables) -> bool:
        """Whether other tables have the same settings and rows with the same words."""
        if tables.settings is not self.tables.settings:
            return False
        for before, now in ((self.tables.rows, tables.rows), (self.tables.off, tables.off)):
            if not all(_have_same_words(before.get(c, []), now.get(c, [])) for c in self.changed(tables)):
                return False
        return True

    def changed(self, tables: Tables) -> set[type[Any]]:
        """Sheets of which any row is another one, in use or not."""
        pairs = [(self.tables.rows, tables.rows), (self.tables.off, tables.off)]
        return {row_class for before, now in pairs for row_class in _changed(before, now)}


def _changed(before: Mapping[Any, list[Any]], now: Mapping[Any, list[Any]]) -> Iterator[type[Any]]:
    for row_class in {*before, *now}:
        if not _are_same(before.get(row_class, []), now.get(row_class, [])):
            yield row_class


def _of_changed(
    check: Check, tables: Tables, directory: Directory, changed: set[type[Any]], earlier: list[Problem]
) -> list[Problem]:
    """Problems that a check finds sheet by sheet: those of changed sheets, and known ones of the others."""
    rows = {row_class: lines for row_class, lines in tables.rows.items() if row_class in changed}
    others = {SHEET_OF[row_class].name for row_class in changed}
    problems = [problem for problem in earlier if problem.sheet not in others]
    problems += check(Tables(tables.settings, rows, tables.off), directory)
    order = {SHEET_OF[row_class].name: at for at, row_class in enumerate(tables.rows)}
    return sorted(problems, key=lambda problem: order[problem.sheet])


def _have_same_words(before: list[Any], now: list[Any]) -> bool:
    return len(before) == len(now) and all(
        one is other or all(getattr(one, name) == getattr(other, name) for name in SHEET_OF[type(one)].words)
        for one, other in zip(before, now, strict=True)
    )


def _are_same(before: list[Any], now: list[Any]) -> bool:
    return len(before) == len(now) and all(one is other for one, other in zip(before, now, strict=True))

"""Checks of tables that differ from known ones in a few rows: only checks that read a changed sheet are made again.

The sheets that a check reads are recorded while it runs on the known tables, so that they need no declaration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from model.checks import Check, all_checks, first_of_each_cell
from model.errors import Problem
from model.sheets.directory import Directory
from model.sheets.tables import Tables


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
    def _found(self) -> dict[Check, tuple[set[type[Any]], list[Problem]]]:
        """The sheets that each check reads, and its problems."""
        found: dict[Check, tuple[set[type[Any]], list[Problem]]] = {}
        for check in all_checks():
            seen: set[type[Any]] = set()
            rows, off = (WatchedRows(each, seen) for each in (self.tables.rows, self.tables.off))
            # Each has tables and a directory of its own: the next would not be seen to read what one remembers there.
            tables = Tables(self.tables.settings, rows, off)
            found[check] = (seen, list(check(tables, Directory(tables))))
        return found

    def problems_of(self, tables: Tables) -> list[Problem]:
        """Every problem of tables that share rows with these, as ``run_checks`` finds them."""
        changed = self.changed(tables)
        directory = Directory(tables)
        found: list[Problem] = []
        for check, (seen, problems) in self._found.items():
            is_known = tables.settings is self.tables.settings and not (changed and ALL in seen) and not changed & seen
            found += problems if is_known else check(tables, directory)
        return first_of_each_cell(found)

    def changed(self, tables: Tables) -> set[type[Any]]:
        """Sheets of which any row is another one, in use or not."""
        pairs = [(self.tables.rows, tables.rows), (self.tables.off, tables.off)]
        return {
            row_class
            for known, given in pairs
            for row_class in {*known, *given}
            if not _are_same(known.get(row_class, []), given.get(row_class, []))
        }


def _are_same(known: list[Any], given: list[Any]) -> bool:
    return len(known) == len(given) and all(one is other for one, other in zip(known, given, strict=True))

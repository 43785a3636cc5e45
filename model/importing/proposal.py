"""A proposal of an import, and the cell of the workbook that it is about; accepted ones as changes, written into a
copy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from model.errors import InputError, Problem
from model.families.common.past import Added, Change, Edit, Past, applied
from model.rolling.roll import Rolled
from model.rolling.write import Written, written
from model.scenario.calendar import Calendar
from model.sheets.columns import ByYear
from model.sheets.names import shown
from model.sheets.schema import Column, Kind, Row, Sheet
from model.sheets.tables import Tables
from model.whatif.load import valid
from model.workbook import guard
from model.workbook.grid import grids_of
from model.workbook.template import all_rows, ordered_sheets

Key = tuple[str, ...]
"""Names that identify a row."""
SAME = 1e-9
"""Relative difference of a number that is the same."""


@dataclass(frozen=True)
class Proposal:
    """A cell, or one of a row that is new. ``year`` is 0 for every year."""

    sheet: str
    key: Key
    column: str
    year: int
    now: float | str | None
    proposed: float | str
    is_new_row: bool
    source: str
    lines: str
    """Lines of the file."""
    unit: str = ""
    is_percent: bool = False

    @property
    def change(self) -> float | None:
        """Relative change of a number; None from nothing, or for words."""
        if isinstance(self.now, int | float) and isinstance(self.proposed, int | float) and self.now:
            return self.proposed / self.now - 1
        return None


@dataclass(frozen=True)
class Skipped:
    """Lines of the file that propose nothing, and why."""

    why: str
    lines: str


def names_of(row: Row, sheet: Sheet) -> Key:
    """Names that identify a row."""
    return tuple(str(getattr(row, column.attribute)) for column in sheet.key)


def value_in(row: Row | None, column: Column, year: int) -> float | str | None:
    """Present value of a cell; of a value by year the one of that year."""
    value: ByYear | float | str | None = None if row is None else getattr(row, column.attribute)
    if isinstance(value, ByYear):
        return value.at(year) if year or len(value.points) == 1 else None
    return value


def is_same(now: float | str | None, value: float | str | None) -> bool:
    if isinstance(now, int | float) and isinstance(value, int | float):
        return math.isclose(now, value, rel_tol=SAME, abs_tol=0.0)
    blank = (None, "")
    return now == value or (now in blank and value in blank)


def in_words(lines: Iterable[int]) -> str:
    """Lines of a file, '2–5, 9'."""
    parts: list[list[int]] = []
    for line in sorted(set(lines)):
        if parts and line == parts[-1][1] + 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in parts)


# ----------------------------------------------------------------------------------------------------------------------
# Accepted proposals.

WHY = "imported"


def with_accepted(path: Path, proposals: Sequence[Proposal]) -> Written:
    """A copy of a workbook with the accepted cells, as a file's content. Raises InputError if the workbook has other
    values than those that the proposals were made from, or would have errors with them."""
    content = guard.inspect(path)
    tables, _ = valid(grids_of(content, path), path.name)
    problems: list[Problem] = []
    changes = [change for group in _by_row(proposals) for change in _changes(tables, group, problems)]
    if problems:
        raise InputError(f"{path.name} has changed since the proposals were made. Run import again.", problems)
    settings = tables.settings
    past = Past(tables, Calendar.of(settings), settings.first_year, {})
    return written(content, path, Rolled(past, *applied(past, changes)), f"{path.name}, with the accepted cells,")


def _by_row(proposals: Sequence[Proposal]) -> Iterator[list[Proposal]]:
    for _, group in groupby(sorted(proposals, key=_place), key=_place):
        yield list(group)


def _place(proposal: Proposal) -> tuple[str, tuple[str, ...]]:
    return proposal.sheet, proposal.key


def _changes(tables: Tables, group: Sequence[Proposal], problems: list[Problem]) -> Iterator[Change]:
    """Changes of one row: its cells, and its source."""
    sheet = next(sheet for sheet in ordered_sheets() if sheet.name == group[0].sheet)
    rows: Sequence[Row] = all_rows(tables, sheet)
    row = next((row for row in rows if names_of(row, sheet) == group[0].key), None)
    if (row is None) != group[0].is_new_row:
        wanted = "no such row" if group[0].is_new_row else "a row of that name"
        problems.append(
            Problem(
                sheet.name,
                "" if row is None else row.cell(sheet.key[0].attribute),
                ", ".join(group[0].key),
                wanted,
                "Run import again",
            )
        )
        return
    values: dict[str, Any] = {}
    for proposal in group:
        column = next(one for one in sheet.columns if one.header == proposal.column)
        now = value_in(row, column, proposal.year)
        if row is not None and not is_same(now, proposal.now):
            place = row.cells.get(f"{column.attribute} {proposal.year}") or row.cell(column.attribute)
            typed = "" if now is None else shown(now, is_percent=column.is_percent)
            was = "nothing" if proposal.now is None else shown(proposal.now, is_percent=column.is_percent)
            problems.append(
                Problem(sheet.name, place, typed, f"{was}, as when the proposals were made", "Run import again")
            )
        values[column.attribute] = _value(column, row, values.get(column.attribute), proposal)
    source = "; ".join(dict.fromkeys([proposal.source for proposal in group]))
    if row is None:
        yield Added(_new(sheet, group[0].key, {**values, "source": source}), WHY)
        return
    before = f"; before: {row.source}" if row.source else ""
    for attribute, value in {**values, "source": source + before}.items():
        yield Edit(row, attribute, value, WHY)


def _value(column: Column, row: Row | None, typed_value: Any, proposal: Proposal) -> Any:
    """New value of a column; values of other years stay, unless one held for all."""
    if column.kind is not Kind.YEARLY:
        return int(proposal.proposed) if column.whole or column.kind is Kind.YEAR else proposal.proposed
    current: ByYear | None = typed_value or (None if row is None else getattr(row, column.attribute))
    points = {} if current is None or not proposal.year else {year: value for year, value in current.points if year}
    return ByYear.of({**points, proposal.year: float(proposal.proposed)})


def _new(sheet: Sheet, key: Sequence[str], values: dict[str, Any]) -> Row:
    names = dict(zip((column.attribute for column in sheet.key), key, strict=True))
    row_values = {column.attribute: column.if_empty for column in sheet.columns}
    row: Row = sheet.row_class(**{**row_values, **names, **values})
    return row

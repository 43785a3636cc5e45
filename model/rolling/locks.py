"""Decisions of a plan as rows of the sheet Decisions: kept, or ruled out, in a copy of the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.diagnosis.cells import Cell
from model.errors import InputError
from model.families.common.past import Added, Change, Edit, Off, Past, applied
from model.families.decisions import rows as rules
from model.families.decisions.rows import FORBIDDEN, Decision
from model.rolling.notes import with_mark
from model.rolling.roll import Rolled
from model.rolling.wishes import KEEP, NOT_AT_ALL, NOT_THEN
from model.rolling.write import Written, written
from model.scenario.calendar import Calendar
from model.sheets.byyear import ByYear
from model.sheets.schema import IN_USE, NO, SHEET_OF, Row
from model.sheets.tables import Tables
from model.whatif.load import valid
from model.workbook import guard
from model.workbook.grid import grids_of

ChangedCells = Sequence[Mapping[str, Any]]
"""Changed cells of a workbook as plain data, as the statistic GIVEN of a plan has them."""


def lock(row: Decision, wish: str, year: int | None = None) -> Decision:
    """The row by which a wish about a decision holds; ``row`` is the one that fixes it. Raises InputError if it cannot
    be asked of that decision."""
    if wish == KEEP:
        return replace(row, decision=f"keep: {row.decision}")
    if row.rule == FORBIDDEN:
        raise InputError(f"'{row.decision}' can only be kept: for anything else, fill in the sheet Decisions.")
    open_ = replace(row, size=None, people=None, rule=FORBIDDEN)
    name = row.decision.removesuffix(f", {row.year}")
    if wish == NOT_THEN:
        return replace(open_, decision=f"not in {row.year}: {name}")
    if wish == NOT_AT_ALL:
        return replace(open_, decision=f"not at all: {name}", year=None)
    return replace(open_, decision=f"not before {year}: {name}", rule=rules.NOT_BEFORE, year=year)


def changed_cell(cell: Cell, value: Any, words: str) -> dict[str, Any]:
    """A cell with another value, as plain data."""
    row = [str(getattr(cell.row, column.attribute)) for column in SHEET_OF[type(cell.row)].key]
    return {
        "sheet": cell.sheet, "row": row, "line": cell.row.line, "attribute": cell.attribute, "year": cell.year,
        "before": cell.value, "after": value, "words": words,
    }  # fmt: skip


def with_decisions(path: Path, rows: Iterable[Decision], changed: ChangedCells = ()) -> Written:
    """A copy of a workbook with further rows in its sheet Decisions, and some cells changed, as a file's content.
    Raises InputError if it has errors, or would have some with them, or other values in these cells."""
    return with_rows(path, lambda tables: _new(tables, rows), "these decisions", changed)


def _changes(tables: Tables, changed: ChangedCells) -> Iterator[Change]:
    """The changes of some cells, each with a remark in the notes of its row. Raises InputError where the workbook has
    another value than the plan's had."""
    values: dict[int, dict[str, Any]] = {}
    rows: dict[int, Row] = {}
    for each in changed:
        row, words = row_of_cell(tables, each), str(each["words"])
        if row is None and each["sheet"] == SHEET_OF[Decision].name:
            continue  # a wish that was written by an earlier lock, and lifted
        if row is None:
            raise InputError(f"The plan exists only with '{words}', but this workbook has no such row.")
        own = values.setdefault(id(row), {"notes": row.notes})
        value = own.get(each["attribute"], getattr(row, each["attribute"]))
        points = dict(value.points) if isinstance(value, ByYear) else {each["year"]: value}
        held = points.get(each["year"])
        if held == each["after"]:
            continue
        if held != each["before"]:
            raise InputError(f"The plan exists only with '{words}', but this workbook has {held} there. Use the one "
                             "that was solved.")  # fmt: skip
        points[each["year"]], rows[id(row)] = each["after"], row
        own[each["attribute"]] = ByYear.of(points) if isinstance(value, ByYear) else each["after"]
        own["notes"] = with_mark(own["notes"], f"Changed, since there was no plan: {words}")
    for key, row in rows.items():
        for attribute, value in values[key].items():
            is_lifted = attribute == IN_USE.attribute and value == NO
            yield Off(row, "no plan with it") if is_lifted else Edit(row, attribute, value, "no plan without it")


def row_of_cell(tables: Tables, changed: Mapping[str, Any]) -> Row | None:
    """The row of a changed cell, by its names; of several the one in the same line."""
    row_class = next(each for each, sheet in SHEET_OF.items() if sheet.name == changed["sheet"])
    keys = [column.attribute for column in SHEET_OF[row_class].key]
    rows = [*tables[row_class], *tables.off.get(row_class, [])]
    found: list[Row] = [row for row in rows if [str(getattr(row, key)) for key in keys] == changed["row"]]
    return min(found, key=lambda row: row.line != changed["line"], default=None)


def with_rows(path: Path, rows: Callable[[Tables], Iterable[Row]], said: str, changed: ChangedCells = ()) -> Written:
    """A copy of a workbook with further rows in any of its sheets, which may depend on the others, and with some cells
    changed."""
    content = guard.inspect(path)
    tables, _ = valid(grids_of(content, path), path.name)
    settings = tables.settings
    past = Past(tables, Calendar.of(settings), settings.first_year, {})
    changes = [*_changes(tables, changed), *(Added(row, f"with {said}") for row in rows(tables))]
    return written(content, path, Rolled(past, *applied(past, changes)), f"{path.name}, with {said},")


def _new(tables: Tables, rows: Iterable[Decision]) -> Iterator[Decision]:
    """The rows under names that the sheet does not have."""
    lines = [*tables[Decision], *tables.off.get(Decision, [])]
    names = {row.decision for row in lines}
    for row in rows:
        name = next(each for each in _names(row.decision) if each not in names)
        names.add(name)
        yield replace(row, decision=name)


def _names(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} ({number})"
        number += 1

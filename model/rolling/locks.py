"""Decisions of a plan as rows of the sheet Decisions: kept, or ruled out, in a copy of the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.diagnosis.cells import LIFTED, Cell, cells_of, typed
from model.diagnosis.findings import Words
from model.errors import InputError
from model.families.common.past import Added, Change, Edit, Off, Past, applied
from model.families.decisions import rows as rules
from model.families.decisions.rows import FORBIDDEN, Decision
from model.rolling import KEEP, NOT_AT_ALL, NOT_THEN
from model.rolling.roll import Rolled, with_mark
from model.rolling.write import Written, written
from model.scenario.calendar import Calendar
from model.sheets.schema import SHEET_OF, Row
from model.sheets.tables import Tables
from model.whatif.load import valid
from model.workbook import guard
from model.workbook.grid import grids_of

PLACE = ("sheet", "at", "attribute", "year")
"""Fields that identify a cell."""

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
    return {**{name: getattr(cell, name) for name in PLACE}, "after": value, "words": words}


def with_decisions(path: Path, rows: Iterable[Decision], changed: ChangedCells = ()) -> Written:
    """A copy of a workbook with further rows in its sheet Decisions, and some cells changed, as a file's content.
    Raises InputError if it has errors, or would have some with them, or other values in these cells."""
    return with_rows(path, lambda tables: _new(tables, rows), "these decisions", changed)


def _changes(tables: Tables, changed: ChangedCells) -> Iterator[Change]:
    """The changes of some cells, with remarks in the notes of their rows. Raises InputError where the workbook has
    another row or value than the plan's had."""
    cells, values = cells_of(tables), dict[Cell, Any]()
    notes: dict[int, tuple[Row, list[str]]] = {}
    for locked in changed:
        cell = next((one for one in cells if all(getattr(one, name) == locked[name] for name in PLACE)), None)
        if cell is None and locked["sheet"] == SHEET_OF[Decision].name:
            continue  # a wish that an earlier lock has written, and that was lifted
        if cell is None or Words(tables).change(cell, locked["after"]) != locked["words"]:
            problem = f"The plan exists only with '{locked['words']}', and this workbook has something else there."
            raise InputError(f"{problem} Use the one that was solved.")
        values[cell] = locked["after"]
        notes.setdefault(id(cell.row), (cell.row, []))[1].append(locked["words"])
    after = typed(tables, {cell: value for cell, value in values.items() if not cell.is_switch})
    for cell, value in values.items():
        if cell.gives == LIFTED:
            yield Off(cell.row, "no plan with it")
        else:
            new = value if cell.is_switch else getattr(after[type(cell.row)][cell.at], cell.attribute)
            yield Edit(cell.row, cell.attribute, new, "no plan without it")
    for row, words in notes.values():
        mark = f"Changed, since there was no plan: {'; '.join(words)}"
        yield Edit(row, "notes", with_mark(row.notes, mark), "it was changed")


def with_rows(path: Path, rows: Callable[[Tables], Iterable[Row]], text: str, changed: ChangedCells = ()) -> Written:
    """A copy of a workbook with further rows in any of its sheets, which may depend on the others, and with some cells
    changed."""
    content = guard.inspect(path)
    tables, _ = valid(grids_of(content, path), path.name)
    settings = tables.settings
    past = Past(tables, Calendar.of(settings), settings.first_year, {})
    changes = [*_changes(tables, changed), *(Added(row, f"with {text}") for row in rows(tables))]
    return written(content, path, Rolled(past, *applied(past, changes)), f"{path.name}, with {text},")


def _new(tables: Tables, rows: Iterable[Decision]) -> Iterator[Decision]:
    """The rows under names that the sheet does not have."""
    lines = [*tables[Decision], *tables.off.get(Decision, [])]
    names = {row.decision for row in lines}
    for row in rows:
        name = next(name for name in _names(row.decision) if name not in names)
        names.add(name)
        yield replace(row, decision=name)


def _names(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} ({number})"
        number += 1

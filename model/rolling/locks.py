"""Decisions of a plan as rows of the sheet Decisions: kept, or ruled out, in a copy of the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from model.errors import InputError
from model.families.common.past import Added, Past, applied
from model.families.decisions import rows as rules
from model.families.decisions.rows import FORBIDDEN, Decision
from model.rolling.roll import Rolled
from model.rolling.wishes import KEEP, NOT_AT_ALL, NOT_THEN
from model.rolling.write import Written, written
from model.scenario.calendar import Calendar
from model.sheets.schema import Row
from model.sheets.tables import Tables
from model.whatif.load import valid
from model.workbook import guard
from model.workbook.grid import grids_of


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


def with_decisions(path: Path, rows: Iterable[Decision]) -> Written:
    """A copy of a workbook with further rows in its sheet Decisions, as a file's content. Raises InputError if it has
    errors, or would have some with them."""
    return with_rows(path, lambda tables: _new(tables, rows), "these decisions")


def with_rows(path: Path, rows: Callable[[Tables], Iterable[Row]], said: str) -> Written:
    """A copy of a workbook with further rows in any of its sheets, which may depend on the others."""
    content = guard.inspect(path)
    tables, _ = valid(grids_of(content, path), path.name)
    settings = tables.settings
    past = Past(tables, Calendar.of(settings), settings.first_year, {})
    changes = [Added(row, f"with {said}") for row in rows(tables)]
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

"""From tables and their plan to the tables of a later year.

Each family states its own roll-over (``ROLL``); none is listed here. A row that is no longer in use takes along the
rows that refer to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from model.errors import InputError, Problem
from model.families import load_rolls
from model.families.common.checking import problem
from model.families.common.past import Added, Cannot, Change, Edit, Off, Past
from model.rolling.horizon import HORIZON
from model.rolling.notes import notes
from model.rolling.obsolete import pointless
from model.scenario.calendar import Calendar
from model.sheets.common import Settings
from model.sheets.schema import NO, SHEET_OF, Kind, Row
from model.sheets.tables import Tables
from model.whatif.validation import problems_of

if TYPE_CHECKING:
    from model.results.plan import Plan

FIRST_LINE = 3
"""First line of a sheet without rows: under header and units."""


@dataclass(frozen=True)
class Rolled:
    """The tables of a later year, and by which changes they came about."""

    past: Past
    tables: Tables
    changes: Sequence[Change]


def rolled(plan: Plan, to: int) -> Rolled:
    """The tables of a later year, with the plan's earlier decisions as already made. Raises InputError if there is no
    such year, or for each cell that cannot be rolled exactly."""
    past = past_of(plan, to)
    changes = list(_changes(past))
    if wrong := [_refused(each) for each in changes if isinstance(each, Cannot)]:
        raise InputError(f"The plan cannot be rolled to {to} exactly. Nothing was written.", wrong)
    changes += notes(changes, to)
    tables, made = applied(past, changes)
    if errors := new_errors(plan.tables, tables):
        said = f"Rolled to {to} the workbook would have errors: change these cells first. Nothing was written."
        raise InputError(said, errors)
    return Rolled(past, *_without_what_is_pointless(past, changes, tables, made))


def new_errors(before: Tables, after: Tables) -> list[Problem]:
    """Errors that tables have and others before them had not."""
    known = {_place(found) for found in problems_of(before) if not found.is_warning}
    return [found for found in problems_of(after) if not found.is_warning and _place(found) not in known]


def past_of(plan: Plan, to: int) -> Past:
    """Results of a plan before a year. Raises InputError if no later plan could begin then."""
    calendar = Calendar.of(plan.tables.settings)
    later = calendar.periods[1:]
    if to not in later:
        years = f"{later[0]} to {later[-1]}" if calendar.years == 1 else ", ".join(map(str, later))
        wanted = f"the plan is for {calendar.first_year} to {calendar.last_year}"
        known = f"can be rolled to {years}" if later else "of one period cannot be rolled"
        raise InputError(f"--to {to}: {wanted} and {known}, the start of a period after the first.")
    return Past(plan.tables, calendar, to, plan.frames)


def _changes(past: Past) -> Iterator[Change]:
    rules = [rule for family in load_rolls() for rule in getattr(family, "ROLL", ())]
    for rule in (*HORIZON, *rules):
        yield from rule(past)


def _without_what_is_pointless(
    past: Past, changes: Sequence[Change], tables: Tables, made: list[Change]
) -> tuple[Tables, list[Change]]:
    """The same without obsolete what-ifs and ranges: the cells they change have been decided, or are no longer
    possible. No plan of the workbook depends on them."""
    while off := list(pointless(past, tables)):
        changes = [*changes, *off]
        tables, made = applied(past, changes)
    return tables, made


def _refused(each: Cannot) -> Problem:
    return problem(each.row, each.attribute, f"something that can be rolled: {each.why}")


def _place(found: Problem) -> tuple[str, str]:
    return found.sheet, found.cell


def applied(past: Past, changes: Sequence[Change]) -> tuple[Tables, list[Change]]:
    """The tables with some changes, and the effective changes among these, with further ones that follow."""
    off = {_at(each.row): each for each in changes if isinstance(each, Off)}
    off |= {_at(each.row): each for each in _with_them(past.tables, [each.row for each in off.values()])}
    edits: dict[tuple[type[Any], int], dict[str, Any]] = {}
    made: list[Change] = []
    for each in changes:
        if isinstance(each, Edit) and _at(each.row) not in off and getattr(each.row, each.attribute) != each.value:
            edits.setdefault(_at(each.row), {})[each.attribute] = each.value
            made.append(each)
    rows: dict[type[Any], list[Any]] = {}
    idle: dict[type[Any], list[Any]] = {row_class: list(lines) for row_class, lines in past.tables.off.items()}
    for row_class, lines in past.tables.rows.items():
        for row in lines:
            if _at(row) in off:
                idle.setdefault(row_class, []).append(replace(row, in_use=NO))
            else:
                rows.setdefault(row_class, []).append(replace(row, **edits.get(_at(row), {})))
    for each in changes:
        if isinstance(each, Added):
            row_class = type(each.row)
            lines = [*rows.get(row_class, []), *idle.get(row_class, [])]
            row = replace(each.row, line=max((row.line for row in lines), default=FIRST_LINE - 1) + 1)
            rows.setdefault(row_class, []).append(row)
            made.append(Added(row, each.why))
    settings = replace(past.tables.settings, **edits.get(_at(past.tables.settings), {}))
    return Tables(settings, rows, idle), [*made, *off.values()]


def _at(row: Row) -> tuple[type[Any], int]:
    return type(row), row.line


def _with_them(tables: Tables, gone: Sequence[Row]) -> Iterator[Off]:
    """Rows that refer to rows that are no longer in use."""
    lost = {(SHEET_OF[type(row)].name, _name(row)) for row in gone if _name(row)}
    left = {(SHEET_OF[c].name, _name(row)) for c, rows in tables.rows.items() for row in rows if row not in gone}
    lost -= left  # another row of the same name is still in use
    if not lost:
        return
    found: list[Row] = []
    for row_class, rows in tables.rows.items():
        if row_class is Settings:
            continue
        columns = [column for column in SHEET_OF[row_class].columns if column.kind is Kind.REFERENCE]
        for row in rows:
            if row not in gone and (name := next((n for n in _names(row, columns, lost) if n), "")):
                found.append(row)
                yield Off(row, f"'{name}' is no longer in use")
    if found:
        yield from _with_them(tables, [*gone, *found])


def _names(row: Row, columns: Sequence[Any], lost: set[tuple[str, str]]) -> Iterator[str]:
    """Names in a row that refer only to lost rows."""
    for column in columns:
        said = getattr(row, column.attribute)
        if said and any((sheet, said) in lost for sheet in column.of):
            yield said


def _name(row: Row) -> str:
    """Name of a row, if its sheet has names."""
    key = SHEET_OF[type(row)].key
    return str(getattr(row, key[0].attribute)) if key and key[0].kind is Kind.NAME else ""

"""From tables and their plan to the tables of a later year, also with a later end; rows obsolete by then; remarks in
notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.errors import InputError, Problem
from model.families import load_rolls
from model.families.common.checking import problem
from model.families.common.past import Cannot, Change, Edit, Off, Past, applied
from model.families.technology.rows import Technology
from model.scenario.calendar import Calendar
from model.scenario.disruptions import EACH_START, Disruption, events, starts
from model.scenario.limits import EVERY_DISRUPTION, Limit
from model.sheets import whatifs
from model.sheets.columns import ByYear
from model.sheets.common import Plant, Settings
from model.sheets.periods import lasting
from model.sheets.schema import SHEET_OF, Kind, Row
from model.sheets.tables import Tables
from model.sheets.whatifs import OF_WHAT_IFS, WhatIf
from model.whatif.apply import Unread, review
from model.whatif.ranges import review_ranges
from model.whatif.validation import problems_of
from model.workbook.parse import position

if TYPE_CHECKING:
    from model.results.plan import Plan

# ----------------------------------------------------------------------------------------------------------------------
# Remarks that a roll adds to the notes of a row, since these, and its source, are about the typed values.


BEFORE = re.compile(r"\s*\[Rolled to \d+: [^\]]*\]")


def notes(changes: Iterable[Change], to: int) -> Iterator[Edit]:
    """A remark on the changes of each row with a note or a source; it replaces that of an earlier roll."""
    remarks: dict[tuple[type[Row], int], tuple[Row, list[str]]] = {}
    for change in changes:
        if (
            not isinstance(change, Edit)
            or isinstance(change.row, Settings)
            or not (change.row.notes or change.row.source)
        ):
            continue
        if getattr(change.row, change.attribute) != change.value:
            header = SHEET_OF[type(change.row)].column(change.attribute).header
            remarks.setdefault((type(change.row), change.row.line), (change.row, []))[1].append(
                f"{header}: {change.why}"
            )
    for row, remark in remarks.values():
        mark = f"Rolled to {to}: {'; '.join(remark)}"
        yield Edit(row, "notes", with_mark(BEFORE.sub("", row.notes), mark), "the note and the source are older")


def with_mark(note: str, mark: str) -> str:
    """A note with a mark in brackets behind it."""
    return f"{note} [{mark.replace('[', '(').replace(']', ')')}]".strip()


# ----------------------------------------------------------------------------------------------------------------------
# Obsolete what-ifs and ranges after rolling: the cells they change are decided by now, or no longer possible.


def pointless(past: Past, tables: Tables) -> Iterator[Off]:
    """Rows to be switched off in the tables of the later year; a what-if takes its changes along."""
    problems = [*review(tables).problems, *review_ranges(tables, Unread())[1]]
    errors = {(problem.sheet, position(problem.cell)[0]): problem for problem in problems if not problem.is_warning}
    rows: dict[str, Row] = {row.what_if: row for row in past.tables[WhatIf]}
    rows_off: set[int] = set()
    for row_class in OF_WHAT_IFS:
        for row in past.tables[row_class]:
            error = errors.get((SHEET_OF[row_class].name, row.line))
            if error is None:
                continue
            meant = rows[row.what_if] if isinstance(row, whatifs.Change) else row
            if id(meant) not in rows_off:
                rows_off.add(id(meant))
                yield Off(meant, f"from {past.to} on it has an error; expected: {error.expected}")


# ----------------------------------------------------------------------------------------------------------------------
# Roll-over outside the families: the horizon itself, past years in cells, disruptions that did not happen.


def first_year(past: Past) -> Iterator[Change]:
    """The horizon begins later, and ends when it did."""
    yield Edit(past.tables.settings, "first_year", past.to, "the horizon begins later")


def begun(past: Past) -> Iterator[Change]:
    """A window that has begun is open from the first year, like an empty cell; one that is over is useless."""
    handled: dict[type[Any], tuple[str, ...]] = {Plant: ("in_service_until",)}  # by a rule here; others by families
    for family in load_rolls():
        handled |= getattr(family, "WINDOWS", {})
    for row_class, rows in past.tables.rows.items():
        years = [column.attribute for column in SHEET_OF[row_class].columns if column.kind is Kind.YEAR]
        for row in rows:
            for name in years:
                year = getattr(row, name)
                if year is None or year >= past.to or name in handled.get(row_class, ()):
                    continue
                if "until" in name:
                    yield Off(row, f"it was until {year}")
                else:
                    yield Edit(row, name, None, f"{year} is over: from the first year")


def out_of_service(past: Past) -> Iterator[Change]:
    """Capacity that has been retired."""
    teaching = {row.technology for row in past.tables[Technology] if row.experience > 0}
    for row in past.tables[Plant]:
        if row.in_service_until is not None and row.in_service_until < past.to:
            if row.technology in teaching:
                yield Cannot(row, "in_service_until", "others may have learned from it, which cannot be said")
            yield Edit(row, "existing_capacity", ByYear.of(0.0), f"in service until {row.in_service_until}")
            yield Edit(row, "in_service_until", None, f"in service until {row.in_service_until}")


def disruptions(past: Past) -> Iterator[Change]:
    """Starts that are over, without that it came; a disruption without any other start is none any more."""
    for name, rows in events(past.tables).items():
        disruption = next((row for row in rows if row.start), None)
        if disruption is None or disruption.start.strip().casefold() == EACH_START:
            continue
        years = starts(disruption.start, past.calendar)
        left = [year for year in years if year >= past.to]
        if not left:
            yield from (Off(row, f"'{name}' did not come in {disruption.start}") for row in rows)
        elif left != years:
            yield Edit(disruption, "start", "; ".join(map(str, left)), f"it did not come before {past.to}")


def nothing_left(past: Past) -> Iterator[Change]:
    """Limits that hold in disruptions, once there are none."""
    off = {disruption.row.line for disruption in disruptions(past) if isinstance(disruption, Off)}
    if off and off == {row.line for row in past.tables[Disruption]}:
        for row in past.tables[Limit]:
            if row.held_during == EVERY_DISRUPTION:
                yield Off(row, "no disruption is left")


HORIZON = (first_year, begun, out_of_service, disruptions, nothing_left)


# ----------------------------------------------------------------------------------------------------------------------
# From tables and their plan to the tables of a later year.


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
    if wrong := [_refused(change) for change in changes if isinstance(change, Cannot)]:
        raise InputError(f"The plan cannot be rolled to {to} exactly. Nothing was written.", wrong)
    changes += notes(changes, to)
    tables, edited = applied(past, changes)
    if errors := new_errors(plan.tables, tables):
        text = f"Rolled to {to} the workbook would have errors: change these cells first. Nothing was written."
        raise InputError(text, errors)
    return Rolled(past, *_without_what_is_pointless(past, changes, tables, edited))


def new_errors(before: Tables, after: Tables) -> list[Problem]:
    """Errors that tables have and others before them had not."""
    before_places = {_place(problem) for problem in problems_of(before) if not problem.is_warning}
    return [
        problem for problem in problems_of(after) if not problem.is_warning and _place(problem) not in before_places
    ]


def past_of(plan: Plan, to: int) -> Past:
    """Results of a plan before a year. Raises InputError if no later plan could begin then."""
    calendar = Calendar.of(plan.tables.settings)
    later = calendar.periods[1:]
    if to not in later:
        years = f"{later[0]} to {later[-1]}" if calendar.is_yearly else ", ".join(map(str, later))
        wanted = f"the plan is for {calendar.first_year} to {calendar.last_year}"
        problem = f"can be rolled to {years}" if later else "of one period cannot be rolled"
        raise InputError(f"--to {to}: {wanted} and {problem}, the start of a period after the first.")
    return Past(plan.tables, calendar, to, plan.frames)


def _changes(past: Past) -> Iterator[Change]:
    rules = [rule for family in load_rolls() for rule in getattr(family, "ROLL", ())]
    for rule in (*HORIZON, *rules):
        yield from rule(past)


def _without_what_is_pointless(
    past: Past, changes: Sequence[Change], tables: Tables, applied_so_far: list[Change]
) -> tuple[Tables, list[Change]]:
    """The same without obsolete what-ifs and ranges: the cells they change have been decided, or are no longer
    possible. No plan of the workbook depends on them."""
    while off := list(pointless(past, tables)):
        changes = [*changes, *off]
        tables, applied_so_far = applied(past, changes)
    return tables, applied_so_far


def _refused(refusal: Cannot) -> Problem:
    return problem(refusal.row, refusal.attribute, f"something that can be rolled: {refusal.why}")


def _place(problem: Problem) -> tuple[str, str]:
    return problem.sheet, problem.cell


# ----------------------------------------------------------------------------------------------------------------------
# A rolled workbook whose horizon ends later, with the values of its last year in the years that are added.


def extended(rolled: Rolled, last: int) -> Rolled:
    """The same up to a later last year. Raises InputError if it is not later, or leaves errors.

    Values by year continue as in the last year given, so that no plan of it depends on the copies: they are to be
    revised, and their rows say so.
    """
    settings = rolled.tables.settings
    if last <= settings.last_year:
        raise InputError(f"--extend {last}: the horizon ends in {settings.last_year}. Name a later year.")
    why = f"copied from {settings.last_year}: revise"
    later = "the horizon ends later"
    periods = lasting(settings.years_per_period, settings.last_year, last)
    ends = [Edit(settings, "last_year", last, later), Edit(settings, "years_per_period", periods, later)]
    changes = [*ends, *_copied(rolled, last, why)]
    tables, all_made = applied(rolled.past, [*rolled.changes, *changes])
    if errors := new_errors(rolled.tables, tables):
        text = f"With a last year of {last} the workbook would have errors. Nothing was written."
        raise InputError(text, errors)
    return Rolled(rolled.past, tables, all_made)


def _copied(rolled: Rolled, last: int, why: str) -> Iterator[Change]:
    """Values of the last year copied to the added years, for rows of the workbook that name that year."""
    old = rolled.tables.settings.last_year
    new = range(old + 1, last + 1)
    span = str(last) if len(new) == 1 else f"{old + 1}–{last}"
    for row_class, rows in rolled.past.tables.rows.items():
        yearly = [column for column in SHEET_OF[row_class].columns if column.kind is Kind.YEARLY and not column.past]
        lines: dict[int, Row] = {row.line: row for row in rolled.tables.rows.get(row_class, ())}
        for row in (lines[row.line] for row in rows if yearly and row.line in lines):
            names = []
            for column in yearly:
                value: ByYear | None = getattr(row, column.attribute)
                points = {} if value is None else dict(value.points)
                if old in points and not set(new) & set(points):
                    names.append(column.header)
                    points |= dict.fromkeys(new, points[old])
                    yield Edit(row, column.attribute, ByYear.of(points), why)
            if names:
                yield Edit(row, "notes", with_mark(row.notes, f"{', '.join(names)} {span} {why}"), why)

"""From tables and their plan to the tables of a later year.

Each family states its own roll-over (``ROLL``); none is listed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.errors import InputError, Problem
from model.families import load_rolls
from model.families.common.checking import problem
from model.families.common.past import Cannot, Change, Past, applied
from model.rolling.horizon import HORIZON
from model.rolling.notes import notes
from model.rolling.obsolete import pointless
from model.scenario.calendar import Calendar
from model.sheets.tables import Tables
from model.whatif.validation import problems_of

if TYPE_CHECKING:
    from model.results.plan import Plan


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

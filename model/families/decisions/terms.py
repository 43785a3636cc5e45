"""Rows of the sheet as bounds over periods, and decisions made before the first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from model.families.decisions.rows import (
    ALREADY_MADE,
    AT_LEAST,
    AT_MOST,
    BUILD,
    FIXED,
    NOT_AFTER,
    NOT_BEFORE,
    OF_PEOPLE,
    SIZED,
    STATES,
    Decision,
)
from model.families.investment.rows import Project
from model.scenario.calendar import Calendar
from model.sheets.tables import Tables
from model.tolerances import SOLVED

ROUNDED = 5e-4
"""Part by which an amount may exceed the one asked for by rounding alone."""


@dataclass(frozen=True)
class Bound:
    """Lower and upper bound on a sum over some periods."""

    periods: tuple[int, ...]
    least: float = 0.0
    most: float = math.inf


def bounds(row: Decision, calendar: Calendar, amount: float) -> list[Bound]:
    """Bounds of a row: over all its periods together, or in each of them; none for a decision already made."""
    if row.rule == ALREADY_MADE:
        return []
    periods = tuple(t for t in calendar.periods if speaks_of(row, t))
    parts = [(t,) for t in periods] if row.action in STATES else [periods]
    least = amount if row.rule in (FIXED, AT_LEAST) else 0.0
    most = math.inf if row.rule == AT_LEAST else amount if row.rule in (FIXED, AT_MOST) else 0.0
    return [Bound(part, least, most) for part in parts if part]


def speaks_of(row: Decision, period: int) -> bool:
    """Whether a row bounds the decisions of a period."""
    if row.year is None:
        return True
    return (
        period < row.year
        if row.rule == NOT_BEFORE
        else period > row.year
        if row.rule == NOT_AFTER
        else period == row.year
    )


def amount_of(row: Decision, projects: Mapping[str, Project]) -> float | None:
    """Capacity, a quantity or people; 1 for a yes-or-no decision; None if the row lacks it. An amount that is fixed or
    already made in modules is rounded to a whole number of them."""
    if row.action in OF_PEOPLE:
        return row.people
    if row.action not in SIZED:
        return 1.0
    module = module_of(projects[row.subject]) if row.action == BUILD and row.subject in projects else None
    if row.size is None:
        return module
    rounded = round(row.size / module) * module if module and row.rule in (FIXED, ALREADY_MADE) else row.size
    return rounded if math.isclose(rounded, row.size, rel_tol=SOLVED) else row.size


def module_of(project: Project) -> float | None:
    """Module size, None for a project without modules [unit/y]."""
    return project.module_size if project.kind == "modules" else None


def is_meant(row: Decision, place: str = "", way: str = "") -> bool:
    """Whether a row is about a place and a way; a row without them is about all."""
    return row.place in ("", place) and row.way in ("", way)


def is_kept(wanted: Decision, tables: Tables) -> bool:
    """Whether a row leaves nothing open of a decision, given as the row that fixes it: neither whether, nor when, nor
    more."""
    return any(_keeps(row, wanted) for row in tables[Decision])


def _keeps(row: Decision, wanted: Decision) -> bool:
    amounts = (decision.people if wanted.action in OF_PEOPLE else decision.size for decision in (row, wanted))
    least, amount = amounts
    is_whole = row.rule == AT_LEAST and (amount is None or (least is not None and amount <= least * (1 + ROUNDED)))
    return (
        (row.action, row.subject, row.year) == (wanted.action, wanted.subject, wanted.year)
        and is_meant(row, wanted.place, wanted.way)
        and (row.rule == wanted.rule or is_whole)
    )


def projects_of(tables: Tables) -> dict[str, Project]:
    """Projects by name."""
    return {project.project: project for project in tables[Project]}


def already_made(tables: Tables, action: str) -> list[Decision]:
    """Rows for decisions made before the first year."""
    first = tables.settings.first_year
    rows = (row for row in tables[Decision] if row.rule == ALREADY_MADE and row.action == action)
    return [row for row in rows if row.year is not None and row.year < first]

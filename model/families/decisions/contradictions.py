"""Rows of Decisions that conflict with each other or with other sheets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from model.errors import Problem
from model.families.common.checking import calendar_of, listed, needs, problem
from model.families.common.choices import DatedChoice, choices, needs_choices, offered
from model.families.decisions.rows import ACTIONS, ALREADY_MADE, BUILD, RECRUIT, RETRAIN, TRAIN, Decision
from model.families.decisions.terms import Bound, amount_of, bounds, is_meant, projects_of
from model.families.investment.rows import MODULES, SIZE, Project
from model.sheets.common import Settings
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT


@needs(Settings)
@needs_choices(*ACTIONS)
def impossible(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A decision that is impossible in its year, or in any: its permits and construction would take too long, or its
    sheet allows another time."""
    for row, bound in _bounds(tables):
        about = choices_of(row, directory)
        possible = sorted({t for choice in about for t in choice.periods})
        if about and bound.least > 0 and not set(bound.periods) & set(possible):
            attribute = "rule" if row.year is None else "year"
            when = f"it can be decided in {listed(map(str, possible))}" if possible else "it can never be decided"
            fix = f"As its sheet and lead times say, {when}"
            yield problem(row, attribute, f"a time at which to {row.action} '{row.subject}'", fix)


def choices_of(row: Decision, directory: Directory) -> list[DatedChoice]:
    """All that can be decided that a row is about."""
    return [
        choice
        for choice in choices(directory, row.action)
        if choice.subject == row.subject and is_meant(row, choice.place, choice.way)
    ]


def _bounds(tables: Tables) -> list[tuple[Decision, Bound]]:
    """Every row with each bound that it sets."""
    calendar, projects = calendar_of(tables), projects_of(tables)
    rows = tables[Decision]
    return [(row, bound) for row in rows for bound in bounds(row, calendar, amount_of(row, projects) or 0.0)]


@needs(Settings)
def contradictions(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """More asked for by some rows than another allows: fixed and forbidden, at least 3 and at most 2."""
    bounded = _bounds(tables)
    for row, bound in bounded:
        lower = [
            (f"'{other.decision}'", floor)
            for other, floor in bounded
            if other is not row and floor.least > 0 and (other.action, other.subject) == (row.action, row.subject)
            if is_meant(row, other.place, other.way) and set(floor.periods) <= set(bound.periods)
        ]
        lower += [("'minimum modules' in Projects", floor) for floor in _demanded(tables, directory, row, bound)]
        if lower and (asked := _together(floor for _, floor in lower)) > bound.most * (1 + FLOAT):
            others = listed(name for name, _ in lower)
            wanted = f"at least {asked:.6g}, as {others} asks, and not at most {bound.most:.6g}"
            yield problem(row, "rule", wanted, f"It contradicts {others}: change one of them")


def _demanded(tables: Tables, directory: Directory, row: Decision, bound: Bound) -> Iterator[Bound]:
    """The minimum that Projects requires within the periods of a bound, if none of it is already made."""
    project = projects_of(tables).get(row.subject) if row.action == BUILD else None
    if project is None or not project.minimum_modules or _already_built(tables, project):
        return
    possible = frozenset(t for choice in choices_of(row, directory) for t in choice.periods)
    if possible <= set(bound.periods):
        yield Bound(bound.periods, project.minimum_modules * (project.module_size or project.smallest_size))


def _together(bounds: Iterable[Bound]) -> float:
    """Joint minimum of some bounds: those of single periods add up."""
    single: dict[int, float] = {}
    several = 0.0
    for bound in bounds:
        if len(bound.periods) == 1:
            single[bound.periods[0]] = max(single.get(bound.periods[0], 0.0), bound.least)
        else:
            several = max(several, bound.least)
    return max(several, sum(single.values()))


@needs(Settings)
def too_much(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """More capacity than Projects allows, decisions already made included."""
    for project in tables[Project]:
        already_built, bounded = _already_built(tables, project), _bounds(tables)
        lower = [
            (row, floor)
            for row, floor in bounded
            if (row.action, row.subject) == (BUILD, project.project) and floor.least
        ]
        most = (project.module_size or 0.0) * project.maximum_modules
        if project.kind != MODULES:
            most = (
                0.0 if already_built and project.kind == SIZE else project.maximum_size or 0.0
            )  # a free size is built once
        asked = _together(floor for _, floor in lower) + (already_built if project.kind != SIZE else 0.0)
        rows = [row for row, _ in lower] or [row for row in tables[Decision] if _is_made(row, project)]
        if rows and asked > most * (1 + FLOAT):
            before = f", with {already_built:.6g} already made" if already_built else ""
            fix = f"The rows about '{project.project}' come to {asked:.6g}{before}: lower them, or correct Projects"
            yield problem(rows[-1], "size", f"at most {most:.6g}, the most that can be built", fix)


@needs(Settings)
@needs_choices(TRAIN, RECRUIT, RETRAIN)
def too_many(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """More people to train, recruit or retrain than seats and limits allow."""
    for row, bound in _bounds(tables):
        limits = [choice.limited_by for choice in offered()[row.action] if choice.limited_by]
        about = choices_of(row, directory) if limits and bound.least else []
        most = sum(choice.most(t) for t in bound.periods for choice in about) if limits and bound.least else math.inf
        if bound.least > most * (1 + FLOAT):
            when = f" in {row.year}" if row.year else ""
            sheets = " or ".join(sheet for sheet, _ in limits)
            fix = f"No more can be done{when}: lower the number, or raise '{limits[0][1]}' in {sheets}"
            yield problem(row, "people", f"at most {most:.6g}", fix)


def _already_built(tables: Tables, project: Project) -> float:
    """Capacity that is already made [unit/y]."""
    rows = (row for row in tables[Decision] if _is_made(row, project))
    return sum(amount_of(row, {project.project: project}) or 0.0 for row in rows)


def _is_made(row: Decision, project: Project) -> bool:
    return (row.action, row.subject, row.rule) == (BUILD, project.project, ALREADY_MADE)

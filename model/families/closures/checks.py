"""Closures: of plants without capacity, never allowed, or without savings."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.closures.rows import Closure
from model.families.closures.terms import closed_before, not_for_certain, turning_points
from model.families.common.checking import calendar_of, is_outside, listed, needs, problem
from model.families.common.choices import Choices, DatedChoice
from model.families.conversion.terms import existing_in
from model.families.decisions.rows import CLOSE, MOTHBALL
from model.families.investment.rows import EXPANSION, Project
from model.families.workforce.rows import Staffing
from model.sheets.common import CostRow, Plant, Settings
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables


def allowed_nothing(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A plant that may be neither mothballed nor closed; a cost of reopening for a plant that may not be mothballed."""
    for row in tables[Closure]:
        if row.mothball_cost is None and row.closing_cost is None:
            fix = "The plant may be neither mothballed nor closed: type 0 where that costs nothing"
            yield problem(row, "closing_cost", "a mothball cost or a closing cost", fix)
        elif row.mothball_cost is None and row.reopening_cost:
            fix = "This cell has no effect yet: fill in the mothball cost, or clear this cell"
            yield problem(row, "reopening_cost", "nothing, since the plant may not be mothballed", fix)


@needs(Settings)
def windows(tables: Tables, directory: Directory) -> list[Problem]:
    """A span of years that ends before it starts, or in which no period starts."""
    calendar, problems = calendar_of(tables), []
    shut = closed_before(tables)
    for row in tables[Closure]:
        if row.mothball_cost is None and row.closing_cost is None:
            continue
        if row.earliest is not None and row.latest is not None and row.latest < row.earliest:
            fix = f"Swap the two or type a year from {row.earliest} on"
            problems.append(problem(row, "latest", f"a year not before {row.earliest}, the 'earliest'", fix))
        elif not (turning_points(row, calendar) or row.plant in shut or is_outside(row.earliest, row.latest, calendar)):
            wanted = f"a window with the start of a period in it ({listed(map(str, calendar.periods), 4)}, …)"
            fix = "Plants are mothballed and closed at the start of a period: widen the window"
            problems.append(problem(row, "latest" if row.earliest is None else "earliest", wanted, fix))
    return problems


@needs(Plant, Settings)
def nothing_there(tables: Tables, directory: Directory) -> list[Problem]:
    """A plant without capacity by the time it may be mothballed or closed."""
    calendar, plants = calendar_of(tables), {row.plant: row for row in tables[Plant]}
    first, problems = not_for_certain(tables, calendar), []
    for row in tables[Closure]:
        if row.plant not in plants or row.plant not in first:
            continue
        since = [t for t in calendar.periods if t >= first[row.plant]]
        if not any(existing_in(calendar, plants[row.plant], t) > 0 for t in since):
            wanted = f"a plant with existing capacity, in service from {first[row.plant]} on"
            fix = "Closures concern existing plants: fill in 'existing capacity' in Capacity, or remove the row"
            problems.append(problem(row, "plant", wanted, fix, is_warning=True))
    return problems


@needs(Plant, CostRow, Staffing, Project)
def saves_nothing(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A plant that costs no more open than mothballed, and needs no staff."""
    opex = {row.item: row.fixed_opex.greatest for row in tables[CostRow] if row.recipe == ANY}
    staffed = {row.technology for row in tables[Staffing]}
    technology = {row.plant: row.technology for row in tables[Plant]}
    grown = {project.plant for project in tables[Project]}
    for row in tables[Closure]:
        if row.plant not in technology or row.plant in grown or technology[row.plant] in staffed:
            continue
        idle = opex.get(row.plant, 0.0)
        if idle == 0:
            fix = "Keeping it open costs nothing, so this row has no effect: add fixed opex in Costs"
            yield problem(row, "plant", "a plant that pays fixed opex", fix, is_warning=True)
        elif row.mothball_cost is not None and row.mothball_cost >= idle:
            fix = "An idle plant costs no more than a mothballed one, so it is never mothballed"
            wanted = f"less than {idle:.6g}, the plant's fixed opex"
            yield problem(row, "mothball_cost", wanted, fix, is_warning=True)


@needs(Project)
def expanded(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A plant that may be closed and also expanded year by year: the idle additions would be undefined."""
    expansions = {row.plant: row.project for row in tables[Project] if row.kind == EXPANSION}
    for row in tables[Closure]:
        if row.plant in expansions:
            fix = f"Make the kind of '{expansions[row.plant]}' modules or size, or delete this row"
            yield problem(row, "plant", "a plant that no project of kind 'expansion' expands", fix)


def closed(tables: Tables, directory: Directory) -> Iterator[DatedChoice]:
    """Plants that may be closed, with the periods in which they may."""
    calendar = calendar_of(tables)
    for row in tables[Closure]:
        if row.closing_cost is not None:
            yield DatedChoice(row.plant, "", "", frozenset(turning_points(row, calendar)))


def mothballed(tables: Tables, directory: Directory) -> Iterator[DatedChoice]:
    """Plants that may be mothballed, with the periods from the first in which they may."""
    calendar = calendar_of(tables)
    for row in tables[Closure]:
        if row.mothball_cost is not None:
            points = turning_points(row, calendar)
            later = frozenset(t for t in calendar.periods if points and t >= points[0])
            yield DatedChoice(row.plant, "", "", later)


CHOICES = (
    Choices(CLOSE, "a plant with a closing cost in Closures", closed, (Closure,)),
    Choices(MOTHBALL, "a plant with a mothball cost in Closures", mothballed, (Closure,)),
)

CHECKS = (allowed_nothing, windows, nothing_there, saves_nothing, expanded)

"""Mothballing, closing and reopening of plants: permitted periods, and all coefficients that depend on the state.

A state applies to the whole plant: capacity built there is mothballed and closed with the existing capacity, so that no
part of it runs without the crew and the cost of the rest. Anything under construction therefore needs an open plant.
The site stays taken: closing makes no room under the maximum capacity. Limits on capacity count open plants only, since
mothballed ones cannot respond to a disruption.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, product

from model.families.closures.rows import Closure
from model.families.conversion.terms import existing_in
from model.families.decisions.rows import CLOSE, MOTHBALL
from model.families.decisions.terms import already_made
from model.families.investment.terms import Investment
from model.families.workforce.rows import Skill
from model.families.workforce.terms import LabourAt, crews, existing_need
from model.scenario.build_context import BuildContext, grouped
from model.scenario.calendar import Calendar
from model.sheets.common import Plant
from model.sheets.names import LabourMarket, Node, Period, PlantName, ProjectName, SkillName
from model.sheets.tables import Tables

State = tuple[PlantName, Period]
"""(plant, period) of plants that may be mothballed or closed."""

Stage = tuple[ProjectName, Period, Period]
"""(project, decided, period) of projects at plants that may be mothballed or closed."""

At = tuple[PlantName, Node]


def turning_points(row: Closure, calendar: Calendar) -> list[int]:
    """Periods at whose start a plant may be mothballed or closed; none if it never may."""
    if row.mothball_cost is None and row.closing_cost is None:
        return []
    first = calendar.first_year if row.earliest is None else row.earliest
    last = calendar.last_year if row.latest is None else row.latest
    return [t for t in calendar.periods if first <= t <= last]


def not_for_certain(tables: Tables, calendar: Calendar) -> dict[PlantName, Period]:
    """The first period in which a plant may be other than open, by plant."""
    points = {row.plant: turning_points(row, calendar) for row in tables[Closure]}
    first = {plant: periods[0] for plant, periods in points.items() if periods}
    shut = mothballed_before(tables) | closed_before(tables)
    return first | {plant: calendar.periods[0] for plant in shut if plant in points}


def mothballed_before(tables: Tables) -> set[PlantName]:
    """Plants that are mothballed when the first year begins."""
    return {PlantName(row.subject) for row in already_made(tables, MOTHBALL)}


def closed_before(tables: Tables) -> set[PlantName]:
    """Plants that were closed before the first year."""
    return {PlantName(row.subject) for row in already_made(tables, CLOSE)}


@dataclass(frozen=True)
class States:
    """Which states there are, and how one may follow the other."""

    before: dict[State, list[State]]
    """The state a period before; none in the first period in which a plant may be other than open."""
    mothballed: list[State]
    """First states of plants that were mothballed before,"""
    closed: list[State]
    """and of those that were closed."""
    reported: dict[State, list[State]]
    """The same state for every period, or None while a plant is certainly open."""
    rests: list[State]
    """States that may be mothballed."""
    no_closing: list[State]
    no_mothballing: list[State]
    at: dict[At, list[State]]
    """By plant and node; None while the plant is certainly open."""


@dataclass(frozen=True)
class Stages:
    """Projects that may be built at plants that may be mothballed or closed."""

    under_construction: list[Stage]
    standing: list[Stage]
    """Stages whose capacity exists in some node of the period."""
    usable_at: dict[At, list[Stage]]
    standing_at: dict[At, list[Stage]]
    plant: dict[ProjectName, PlantName]
    """Plant by project."""
    largest: dict[ProjectName, float]
    """Size of a module, or the maximum size, of each project [units/y]."""


@dataclass(frozen=True)
class Freed:
    """People whom plants need only while they are open."""

    need: dict[tuple[SkillName, LabourMarket, PlantName, Period], float]
    """People that existing capacity needs."""
    plants: dict[LabourAt, list[PlantName]]
    by_size: dict[LabourAt, list[Stage]]
    by_build: dict[LabourAt, list[Stage]]


@dataclass(frozen=True)
class Closures:
    """Index sets and coefficients of closures; money in {amount}."""

    states: States
    stages: Stages
    freed: Freed
    existing: dict[State, float]
    """Existing capacity [units/y]."""
    mothball_cost: dict[PlantName, float]
    reopening_cost: dict[PlantName, float]
    closing_cost: dict[PlantName, float]
    resting_stages: dict[State, list[tuple[ProjectName, Period, Node]]]
    """(project, decided, node of the trunk) of projects whose plant has costs while mothballed."""
    most_resting: dict[State, float]
    """Maximum capacity in that state [units/y]."""
    salvaged: dict[State, list[Stage]]
    """Stages with a salvage value in the last period at a plant that may be closed."""
    most_salvage: dict[State, float]
    """Most that it can bring [amount]."""


def closing_of(context: BuildContext, built: Investment) -> Closures:
    """Closures of the tables and their index sets."""
    states = _states(context)
    stages = _stages(context, built, set(states.before))
    plants = {plant.plant: plant for plant in context.tables[Plant]}
    rows = {row.plant: row for row in context.tables[Closure] if any(row.plant == p for p, _ in states.before)}
    node = {context.tree.period[n]: n for n in context.tree.trunk}
    resting = {
        (p, t): [(j, b, node[t]) for j, b, _ in stages.standing_at[p, node[t]]]
        for p, t in states.rests
        if rows[p].mothball_cost
    }
    closable = {p for p, row in rows.items() if row.closing_cost is not None}
    salvages = [((built.plant[j], t), (j, b, t)) for j, b, t in built.salvage if built.plant[j] in closable]
    salvaged = grouped(dict(salvages), salvages)
    return Closures(
        states=states,
        stages=stages,
        freed=_freed(context, [plants[p] for p in rows], states, stages),
        existing={(p, t): existing_in(context.calendar, plants[p], t) for p, t in states.before},
        mothball_cost={p: context.money(row.mothball_cost) for p, row in rows.items() if row.mothball_cost is not None},
        reopening_cost={p: row.reopening_cost for p, row in rows.items()},
        closing_cost={p: row.closing_cost for p, row in rows.items() if row.closing_cost is not None},
        resting_stages={at: builds for at, builds in resting.items() if builds},
        most_resting={
            at: _most_resting(context, built, plants[at[0]], builds) for at, builds in resting.items() if builds
        },
        salvaged=salvaged,
        most_salvage={at: _most_salvage(built, builds) for at, builds in salvaged.items()},
    )


def _states(context: BuildContext) -> States:
    calendar = context.calendar
    first = not_for_certain(context.tables, calendar)
    rows = {row.plant: row for row in context.tables[Closure] if row.plant in first}
    points = {p: set(turning_points(row, calendar)) for p, row in rows.items()}
    previous = {later: earlier for earlier, later in pairwise(calendar.periods)}
    states = [(p, t) for p in rows for t in calendar.periods if t >= first[p]]
    rests = [(p, t) for p, t in states if rows[p].mothball_cost is not None]
    everywhere = [(plant.plant, n) for plant in context.tables[Plant] for n in context.tree.nodes] if states else []
    return States(
        before={(p, t): [(p, previous[t])] if t > first[p] else [] for p, t in states},
        mothballed=[(p, first[p]) for p in rows if p in mothballed_before(context.tables)],
        closed=[(p, first[p]) for p in rows if p in closed_before(context.tables)],
        reported={(p, t): [(p, t)] if t >= first[p] else [] for p in rows for t in calendar.periods},
        rests=rests,
        no_closing=[(p, t) for p, t in states if rows[p].closing_cost is None or t not in points[p]],
        no_mothballing=[(p, t) for p, t in rests if t not in points[p]],
        at=grouped(
            everywhere, (((p, n), (p, t)) for n, t in context.tree.trunk_period.items() for p in rows if t >= first[p])
        ),
    )


def _stages(context: BuildContext, built: Investment, states: set[State]) -> Stages:
    period, plant = context.tree.trunk_period, built.plant
    ahead = [
        (j, b, t)
        for ((j, b), span), t in product(built.timing.items(), context.calendar.periods)
        if (plant[j], t) in states and t >= b and (t < span.online or t == b)
    ]
    under_construction = set(ahead)

    def there(shares: Iterable[tuple[ProjectName, Period, Node]]) -> dict[At, list[Stage]]:
        located = ((plant[j], n, (j, b, period[n])) for j, b, n in shares if (plant[j], period[n]) in states)
        everywhere = [(row.plant, n) for row in context.tables[Plant] for n in period] if states else []
        return grouped(everywhere, (((p, n), stage) for p, n, stage in located if stage not in under_construction))

    standing_at = there(built.standing)
    return Stages(
        under_construction=ahead,
        standing=list(dict.fromkeys(stage for stages in standing_at.values() for stage in stages)),
        usable_at=there(built.usable),
        standing_at=standing_at,
        plant=plant,
        largest={j: _largest(built, j) for j in plant},
    )


def _freed(context: BuildContext, plants: Iterable[Plant], states: States, stages: Stages) -> Freed:
    skills = {(row.skill, row.market): row for row in context.tables[Skill]}
    need: dict[tuple[SkillName, LabourMarket, PlantName, Period], float] = {}
    for plant in plants:
        for (s, l, t), people in existing_need(context, skills, [plant]).items():
            if people > 0 and (plant.plant, t) in states.before:
                need[s, l, plant.plant, t] = people
    pairs = [(s, l, t) for s, l in skills for t in context.calendar.periods]
    standing = set(stages.standing)
    by_size, by_build = crews(context, skills) if standing else ({}, {})
    return Freed(
        need=need,
        plants=grouped(pairs, (((s, l, t), p) for s, l, p, t in need)),
        by_size=grouped(pairs, (((s, l, t), (j, b, t)) for s, l, j, b, t in by_size if (j, b, t) in standing)),
        by_build=grouped(pairs, (((s, l, t), (j, b, t)) for s, l, j, b, t in by_build if (j, b, t) in standing)),
    )


def _most_resting(
    context: BuildContext, built: Investment, plant: Plant, stages: list[tuple[ProjectName, Period, Node]]
) -> float:
    """Upper bound with each project built to its full size, capped by the room at the plant."""
    share: dict[ProjectName, float] = {}
    for stage in stages:
        share[stage[0]] = max(share.get(stage[0], 0.0), built.standing[stage])
    most = sum(fraction * built.most[j] * _largest(built, j) for j, fraction in share.items())
    if plant.maximum_capacity is None:
        return most
    period = context.tree.period[stages[0][2]]
    return min(most, plant.maximum_capacity - existing_in(context.calendar, plant, period))


def _most_salvage(built: Investment, stages: list[Stage]) -> float:
    """As if each project had been built to the full when that is worth most."""
    worth: dict[ProjectName, float] = {}
    for stage in stages:
        j, decided, _ = stage
        capital = built.fixed_capex[j, decided] + built.unit_capex[j, decided] * _largest(built, j)
        worth[j] = max(worth.get(j, 0.0), built.salvage[stage] * built.most[j] * capital)
    return sum(worth.values())


def _largest(built: Investment, project: ProjectName) -> float:
    """Size of a module, or the maximum size [units/y]."""
    return built.modular[project] if project in built.modular else built.sized[project][1]

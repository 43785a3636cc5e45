"""The sheets of people → index sets and coefficients: attrition, training yields, and people needed by existing and new
plants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from math import prod
from typing import Any

from model.families.conversion.terms import existing_in, existing_share
from model.families.decisions.rows import TRAIN
from model.families.decisions.terms import already_made, is_meant
from model.families.investment.lead_times import lead_times, opened_until, timings
from model.families.investment.rows import Project
from model.families.workforce.rows import FIRST_PERIOD, SECOND_PERIOD, Skill, Staffing
from model.scenario.build_context import BuildContext
from model.scenario.calendar import Calendar
from model.sheets.common import Plant
from model.sheets.names import LabourMarket, Period, PlantName, ProjectName, SiteName, SkillName
from model.sheets.schema import YES, ByYear
from model.sheets.tables import Directory, Tables

Labour = tuple[SkillName, LabourMarket]
LabourAt = tuple[SkillName, LabourMarket, Period]
Crew = dict[tuple[SkillName, LabourMarket, ProjectName, Period, Period], float]


@dataclass(frozen=True)
class Workforce:
    """Index sets and coefficients of the workforce, by skill, labour market and period."""

    labour: list[Labour]
    opening: dict[Labour, float]
    """The headcount, as it counts in the first period."""
    stay: dict[LabourAt, float]
    """Share of people who stay from one period to the next."""
    graduates: dict[tuple[SkillName, LabourMarket, Period, Period], float]
    """Share per year of trainees starting in a period who are skilled in a later one."""
    in_training: dict[tuple[SkillName, LabourMarket, Period, Period], float]
    """Number in training in a later period for each person who starts training per year in a period."""
    begun_graduates: dict[LabourAt, float]
    """People per year who entered training before the first period and become skilled in a period,"""
    begun_training: dict[LabourAt, float]
    """and how many are in training in it."""
    seats: dict[LabourAt, float]
    trainees_per_trainer: dict[Labour, float]
    recruits: dict[LabourAt, float]
    recruits_counted: dict[LabourAt, float]
    """Share of recruits of a period who are counted in it."""
    wage: dict[LabourAt, float]
    training_cost: dict[LabourAt, float]
    recruiting_cost: dict[LabourAt, float]
    redundancy_cost: dict[LabourAt, float]
    """Redundancy cost, if any in some period."""
    existing_need: dict[LabourAt, float]
    """People that existing plants, and other work, need."""
    crew_by_size: Crew
    """People for each unit of size."""
    crew_by_build: Crew
    """The same for each module."""
    crew_by_output: dict[tuple[SkillName, LabourMarket, PlantName, Period], float]
    """People for each unit of capacity used, at plants whose output they limit."""
    whole_people: list[Labour]
    """Labour of which whole people are employed."""


def staying(row: Skill, calendar: Calendar, period: Period) -> float:
    """Share of the people of the period before who are there in a period. Those counted when a period begins leave over
    the years of the one before; those counted when it ends, over its own."""
    before = max((t for t in calendar.periods if t < period), default=period)
    return (1 - row.attrition) ** calendar.length(period if row.attrition_from == FIRST_PERIOD else before)


def staying_since(row: Skill, calendar: Calendar, joined: Period, period: Period) -> float:
    """Share of the people of a period, or of a year before the first, who are there in a later period."""
    first = calendar.first_year
    begun, before = first, 0
    while begun > joined:
        begun -= calendar.length(begun - 1)
        before += 1
    later = [t for t in calendar.periods if max(joined, first) < t <= period]
    if isinstance(calendar.years_per_period, int):
        return staying(row, calendar, first) ** (before + len(later))
    years = first - begun
    if row.attrition_from == FIRST_PERIOD:  # they are counted when the period in which they joined ends
        years = calendar.after(first) - calendar.after(begun)
    return (1 - row.attrition) ** years * prod(staying(row, calendar, t) for t in later)


def joining(row: Skill, calendar: Calendar, period: Period) -> tuple[float, float]:
    """Shares of trainees and of recruits of a period, joining evenly over it, who count in that period."""
    if row.attrition_from == SECOND_PERIOD:
        return 1.0, 1.0
    first, years = (
        row.attrition if row.attrition_of_recruits is None else row.attrition_of_recruits,
        calendar.length(period),
    )
    later = sum((1 - row.attrition) ** year for year in range(years)) / years
    return (1 - row.attrition) * later, (1 - first) * later


def in_service(row: Skill, term: float, calendar: Calendar, period: Period, joined: Period) -> float:
    """Share of those counted when they joined, for a term, who are still there in a period."""
    ended = sum(share for t, share in calendar.arriving(joined, term) if t <= period)
    return (1 - ended) * staying_since(row, calendar, joined, period)


def costs_by_period(context: BuildContext, costs: Mapping[Any, ByYear]) -> dict[Any, float]:
    """Sums in the currency, by label and period [amount]."""
    periods, mean = context.calendar.periods, context.calendar.mean
    return {(*label, t): context.money(mean(cost, t)) for label, cost in costs.items() for t in periods}


def arrivals(calendar: Calendar, time: float) -> Iterator[tuple[Period, Period, float]]:
    """(period, later one, rate) of people who begin evenly over a period and are there after a time, in the later one:
    people a year there for each who begins in a year."""
    for begun in calendar.periods:
        for t, share in calendar.arriving(begun, time):
            if t < calendar.end:
                yield begun, t, share * calendar.length(begun) / calendar.length(t)


Begun = tuple[SkillName, LabourMarket, int, float]
"""(skill, labour market, year, people who entered training in it)"""


def begun_before(tables: Tables) -> list[Begun]:
    """Who entered training before the first year. Where a row names no labour market, the skill has one only."""
    begun = []
    for row in already_made(tables, TRAIN):
        for skill in tables[Skill]:
            if skill.skill == row.subject and is_meant(row, skill.market) and row.year is not None:
                begun.append((skill.skill, skill.market, row.year, row.people or 0.0))
    return begun


def market_of(
    directory: Directory, skill: SkillName, site: SiteName, skills: Mapping[Labour, Skill]
) -> LabourMarket | None:
    """Labour market in which a plant at a site finds a skill: its country's own, else the group's."""
    country = directory.country_of[site]
    if (skill, country) in skills:
        return LabourMarket(country)
    return next((l for s, l in skills if s == skill and country in directory.countries(l)), None)


def existing_need(
    context: BuildContext, skills: dict[Labour, Skill], of: Iterable[Plant] | None = None
) -> dict[LabourAt, float]:
    """Staff needed irrespective of investment, by existing plants and for other work; or by some plants only."""
    other = context.by_period({labour: row.other_need for labour, row in skills.items()}) if of is None else {}
    need = {at: people for at, people in other.items() if people > 0}
    for plant in context.tables[Plant] if of is None else of:
        for row in context.tables[Staffing]:
            market = market_of(context.directory, row.skill, plant.site, skills)
            if row.technology != plant.technology or market is None:
                continue
            for t in context.calendar.periods:
                capacity = existing_in(context.calendar, plant, t)
                people = row.operation * capacity / 1000 + row.per_plant * existing_share(context.calendar, plant, t)
                need[row.skill, market, t] = need.get((row.skill, market, t), 0.0) + people
    return need


def crews(context: BuildContext, skills: dict[Labour, Skill]) -> tuple[Crew, Crew]:
    """People needed by each decision: for each unit of its size, and for each module."""
    plants = {plant.plant: plant for plant in context.tables[Plant]}
    projects = {project.project: project for project in context.tables[Project]}
    leads = lead_times(context)
    by_size: Crew = {}
    by_build: Crew = {}
    calendar = context.calendar
    for (j, b), span in timings(context).items():
        plant = plants[projects[j].plant]
        until = opened_until(projects[j], span, calendar)
        shares = [
            (
                t,
                calendar.share(span.online, span.end, t),
                calendar.profile(span.online, span.end, leads[j].ramp_up, t),
                calendar.share(span.construction, span.online, t),
                calendar.share(span.online, until, t),
            )
            for t in calendar.periods
        ]
        for row in context.tables[Staffing]:
            if row.technology != plant.technology:
                continue
            market = market_of(context.directory, row.skill, plant.site, skills)
            if market is None:
                continue
            for t, standing, usable, building, there in shares:
                people = row.operation * usable + row.commissioning * (standing - usable) + row.construction * building
                if people > 0:
                    by_size[row.skill, market, j, b, t] = people / 1000
                if row.per_plant * there > 0:
                    by_build[row.skill, market, j, b, t] = row.per_plant * there
    return by_size, by_build


def crews_by_output(
    context: BuildContext, skills: dict[Labour, Skill]
) -> dict[tuple[SkillName, LabourMarket, PlantName, Period], float]:
    """People needed for each unit of capacity used, by plant."""
    people: dict[tuple[SkillName, LabourMarket, PlantName, Period], float] = {}
    for row in context.tables[Staffing]:
        for plant in context.tables[Plant] if row.output_per_person is not None else ():
            market = market_of(context.directory, row.skill, plant.site, skills)
            if row.output_per_person is None or row.technology != plant.technology or market is None:
                continue
            for t in context.times:
                key = row.skill, market, plant.plant, t
                people[key] = people.get(key, 0.0) + 1 / context.calendar.mean(row.output_per_person, t)
    return people


def workforce_of(context: BuildContext) -> Workforce:
    """The workforce of the tables."""
    calendar, first = context.calendar, context.calendar.first_year
    skills = {(row.skill, row.market): row for row in context.tables[Skill]}
    every_period = list(product(skills.items(), calendar.periods))
    pairs = [(labour, b, t) for labour, (b, t) in product(skills, combinations_with_replacement(calendar.periods, 2))]
    crew_by_size, crew_by_build = crews(context, skills)
    begun = begun_before(context.tables)
    redundancy = costs_by_period(context, {labour: row.redundancy_cost for labour, row in skills.items()})
    redundant = {(s, l) for (s, l, _), cost in redundancy.items() if cost > 0}
    return Workforce(
        labour=list(skills),
        opening={
            labour: row.headcount * (staying(row, calendar, first) if row.attrition_from == FIRST_PERIOD else 1.0)
            for labour, row in skills.items()
        },
        stay={(*labour, t): staying(row, calendar, t) for (labour, row), t in every_period},
        graduates=_graduates(calendar, skills),
        in_training={
            (*labour, b, t): years
            for labour, b, t in pairs
            if (years := _years_in_training(calendar, b, skills[labour].training_time, t)) > 0
        },
        begun_graduates=_summed(
            ((s, l, t), people * joining(skills[s, l], calendar, t)[0] * calendar.share(skilled, skilled + 1, t))
            for (s, l, year, people), t in product(begun, calendar.periods)
            if (skilled := year + skills[s, l].training_time)
        ),
        begun_training=_summed(
            ((s, l, t), people * calendar.share(year, year + skills[s, l].training_time, t))
            for (s, l, year, people), t in product(begun, calendar.periods)
        ),
        seats=context.by_period({labour: row.training_seats for labour, row in skills.items()}),
        trainees_per_trainer={
            labour: row.trainees_per_trainer for labour, row in skills.items() if row.trainees_per_trainer is not None
        },
        recruits=context.by_period({labour: row.recruits_from_abroad for labour, row in skills.items()}),
        recruits_counted={(*labour, t): joining(row, calendar, t)[1] for (labour, row), t in every_period},
        wage=costs_by_period(context, {labour: row.wage for labour, row in skills.items()}),
        training_cost=costs_by_period(context, {labour: row.training_cost for labour, row in skills.items()}),
        recruiting_cost=costs_by_period(context, {labour: row.recruiting_cost for labour, row in skills.items()}),
        redundancy_cost={(s, l, t): cost for (s, l, t), cost in redundancy.items() if (s, l) in redundant},
        existing_need=existing_need(context, skills),
        crew_by_size=crew_by_size,
        crew_by_build=crew_by_build,
        crew_by_output=crews_by_output(context, skills),
        whole_people=[labour for labour, row in skills.items() if row.whole_people == YES],
    )


def _years_in_training(calendar: Calendar, entered: Period, time: float, period: Period) -> float:
    """Seats that one person a year, from each year of a period in which they enter, holds in another [people]."""
    return sum(calendar.share(year, year + time, period) for year in calendar.years_of(entered))


def _graduates(calendar: Calendar, skills: Mapping[Labour, Skill]) -> dict[Any, float]:
    """Share of the trainees of a period who join in another."""
    graduates = {}
    for labour, row in skills.items():
        for b, t, share in arrivals(calendar, row.training_time):
            graduates[*labour, b, t] = share * joining(row, calendar, t)[0]
    return graduates


def _summed(items: Iterable[tuple[LabourAt, float]]) -> dict[LabourAt, float]:
    total: dict[LabourAt, float] = {}
    for key, value in items:
        if value > 0:
            total[key] = total.get(key, 0.0) + value
    return total

"""What plants need of people, in which labour market: existing ones, and what may be built."""

from __future__ import annotations

from collections.abc import Iterable

from model.families.conversion import existing_in
from model.family import World
from model.leadtime import Project, lead_times, timings
from model.schema import ByYear, Row, key, number, percent, sheet, yearly
from model.sheets import Plant


@sheet("Skills", tab="Skills")
class Skill(Row):
    """A skill in a labour market: who is there, who can be trained, who can be recruited abroad."""

    skill: str = key()
    market: str = key(of=("Countries", "Groups"), note="A country, or a group or bloc of countries that share people.")
    headcount: float = number("people", default=0.0, at_least=0, note="At the start of the first year.")
    attrition: float = percent(default=0.0, unit="%/y", note="Share that leaves each year, from the second period on.")
    wage: float = number("{currency}/y", default=0.0, at_least=0, note="Paid to everybody employed, needed or not.")
    training_time: float = number("years", default=1.0, above=0, at_most=20, note="From start to counting as skilled.")
    training_cost: float = number("{currency} per person", default=0.0, at_least=0)
    training_seats: ByYear = yearly("people", default=0.0, note="Places; a trainee keeps one until skilled.")
    trainees_per_trainer: float | None = number(
        "people per person",
        default=None,
        at_least=0,
        note="Trainees at a time for each skilled person. Empty: no limit.",
    )
    recruits_abroad: ByYear = yearly("people/y", default=0.0, note="Skilled people who can be brought in from outside.")
    recruiting_cost: float = number("{currency} per person", default=0.0, at_least=0)


@sheet("Staffing", tab="Skills")
class Staffing(Row):
    """What a technology needs of a skill. A need is met in the labour market of the plant's country."""

    technology: str = key(note="As in the column 'technology' of Capacity.")
    skill: str = key(note="As in the column 'skill' of Skills.")
    operation: float = number("people per 1000 {unit}/y", default=0.0, at_least=0, note="By usable capacity.")
    per_plant: float = number(
        "people", default=0.0, at_least=0, note="For each existing plant and each module or size built."
    )
    construction: float = number(
        "people per 1000 {unit}/y", default=0.0, at_least=0, note="While it is under construction."
    )
    commissioning: float = number(
        "people per 1000 {unit}/y", default=0.0, at_least=0, note="By capacity that is online but not yet ramped up."
    )


Labour = tuple[str, str]
"""(skill, labour market)"""


def market_of(world: World, skill: str, site: str, skills: dict[Labour, Skill]) -> str | None:
    """Labour market in which a plant at a site finds a skill: its country's own, else the group's."""
    country = world.directory.country_of[site]
    if (skill, country) in skills:
        return country
    return next((l for s, l in skills if s == skill and country in world.directory.countries(l)), None)


def existing_need(
    world: World, skills: dict[Labour, Skill], of: Iterable[Plant] | None = None
) -> dict[tuple[str, str, int], float]:
    """People that existing capacity needs, of all plants or of some."""
    need: dict[tuple[str, str, int], float] = {}
    for plant in world.tables[Plant] if of is None else of:
        for row in world.tables[Staffing]:
            market = market_of(world, row.skill, plant.site, skills)
            if row.technology != plant.technology or market is None:
                continue
            for t in world.calendar.periods:
                capacity = existing_in(world.calendar, plant, t)
                plants = capacity / plant.existing_capacity if plant.existing_capacity else 0.0
                people = row.operation * capacity / 1000 + row.per_plant * plants
                need[row.skill, market, t] = need.get((row.skill, market, t), 0.0) + people
    return need


Crew = dict[tuple[str, str, str, int, int], float]


def crews(world: World, skills: dict[Labour, Skill]) -> tuple[Crew, Crew]:
    """People needed by each decision: for each unit of its size, and for each module."""
    plants = {plant.plant: plant for plant in world.tables[Plant]}
    projects = {project.project: project for project in world.tables[Project]}
    leads = lead_times(world)
    by_size: Crew = {}
    by_build: Crew = {}
    for (j, b), span in timings(world).items():
        plant = plants[projects[j].plant]
        for row in world.tables[Staffing]:
            market = market_of(world, row.skill, plant.site, skills)
            if row.technology != plant.technology or market is None:
                continue
            for t in world.calendar.periods:
                standing = world.calendar.share(span.online, span.end, t)
                usable = world.calendar.profile(span.online, span.end, leads[j].ramp_up, t)
                building = world.calendar.share(span.construction, span.online, t)
                people = row.operation * usable + row.commissioning * (standing - usable) + row.construction * building
                if people > 0:
                    by_size[row.skill, market, j, b, t] = people / 1000
                if row.per_plant * standing > 0:
                    by_build[row.skill, market, j, b, t] = row.per_plant * standing
    return by_size, by_build

"""The sheets of people, how many of them stay, and what plants need of them: existing ones, and what may be built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from model.calendar import Calendar
from model.families.conversion import existing_in
from model.family import World
from model.leadtime import Project, lead_times, timings
from model.schema import ANY, ByYear, Row, choice, key, number, percent, sheet, yearly
from model.sheets import Plant

FIRST_PERIOD, SECOND_PERIOD = "first period", "second period"
"""From when on people leave who are there, or join."""

MARKETS = ("Countries", "Groups")
"""What a labour market may be."""

LIKE_SKILLS = "As in the column 'market' of Skills."


@sheet("Skills", tab="Skills", core=True)
class Skill(Row):
    """A skill in a labour market: who is there, who can be trained, who can be recruited abroad."""

    skill: str = key()
    market: str = key(of=MARKETS, note="A country, or a group or bloc of countries that share people.")
    headcount: float = number("people", default=0.0, at_least=0, note="At the start of the first year.")
    other_need: ByYear = yearly("people", default=0.0, note="People needed for other work than that of the plants.")
    attrition: float = percent(default=0.0, unit="%/y", note="Share that leaves each year.")
    attrition_from: str = choice(
        (SECOND_PERIOD, FIRST_PERIOD),
        default=SECOND_PERIOD,
        note="'second period': the headcount, and whoever joins, counts in full in the first period that it is there. "
        "'first period': who leaves in it does not count.",
    )
    attrition_of_recruits: float | None = percent(
        default=None,
        note="Share of recruits who leave in their first year. Only with 'first period'. Empty: as of others.",
    )
    wage: ByYear = yearly("{currency}/y", default=0.0, note="Paid to everybody employed, needed or not.")
    training_time: float = number("years", default=1.0, above=0, at_most=20, note="From start to counting as skilled.")
    training_cost: ByYear = yearly("{currency} per person", default=0.0)
    training_seats: ByYear = yearly("people", default=0.0, note="Places; a trainee keeps one until skilled.")
    trainees_per_trainer: float | None = number(
        "people per person",
        default=None,
        at_least=0,
        note="Trainees at a time for each skilled person. Empty: no limit.",
    )
    recruits_abroad: ByYear = yearly("people/y", default=0.0, note="Skilled people who can be brought in from outside.")
    recruiting_cost: ByYear = yearly("{currency} per person", default=0.0)
    term_of_service: float | None = number(
        "years",
        default=None,
        above=0,
        note="Who joins stays so long, attrition aside, is not released before, and then leaves. The headcount stays. "
        "Empty: no end.",
    )
    redundancy_cost: ByYear = yearly(
        "{currency} per person", default=0.0, note="For each person released; none at the end of a term."
    )


@sheet("Staffing", tab="Skills", core=True)
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


@sheet("Recruiting", tab="Skills")
class RecruitingContract(Row):
    """A further way to recruit people of a skill, beside 'recruits abroad' in Skills. They are paid the same wage."""

    skill: str = key(of="Skills")
    market: str = key(of=MARKETS, note=LIKE_SKILLS)
    contract: str = key(note="A name for it, such as 'two years'.")
    recruits: ByYear | None = yearly("people/y", default=None, note="Empty: no limit.")
    recruiting_cost: ByYear = yearly("{currency} per person", default=0.0, note="When they come.")
    term_of_service: float | None = number(
        "years", default=None, above=0, note="As in Skills, for who comes on this contract. Empty: no end."
    )


@sheet("Retraining", tab="Skills")
class Retraining(Row):
    """People who change from one skill to another, in one labour market. Downgrading is retraining too."""

    skill: str = key(of="Skills", note="What they can do now.")
    new_skill: str = key(of="Skills", note="What they learn.")
    market: str = key(of=MARKETS, note=LIKE_SKILLS)
    limit: ByYear | None = yearly("people/y", default=None, note="Who may start. Empty: no limit.")
    greatest_share: float | None = percent(
        default=None, unit="%/y", note="Who may start, by people of the new skill. Empty: no limit."
    )
    retraining_time: float = number(
        "years", default=0.0, at_least=0, at_most=20, note="They count for neither skill in between, and get no wage."
    )
    success_rate: float = percent(default=1.0, note="Share that counts for the new skill; the others leave.")
    retraining_cost: ByYear = yearly("{currency} per person", default=0.0, note="For each who starts.")


@sheet("Short time", tab="Skills")
class ShortTime(Row):
    """People who are kept on for less work. No row: everybody works full time."""

    skill: str = key(of="Skills")
    market: str = key(of=MARKETS, note=LIKE_SKILLS)
    limit: ByYear | None = yearly("people", default=None, note="People on short time. Empty: no limit.")
    share_of_work: float = percent(default=0.5, note="What they do of a full-time person's work.")
    pay: ByYear | None = yearly("{currency}/y", default=None, note="Instead of the wage. Empty: the wage.")


@sheet("Overmanning", tab="Skills")
class Overmanning(Row):
    """People beyond those needed: what they cost on top of wages, and how many there may be. No row: any number."""

    skill: str = key(of="Skills", default=ANY, any=True, note="'any' or empty: all skills of the market together.")
    market: str = key(of=MARKETS, note=LIKE_SKILLS)
    limit: ByYear | None = yearly("people", default=None, note="Empty: no limit.")
    overmanning_cost: ByYear = yearly(
        "{currency}/y per person", default=0.0, note="On top of the wage. That of 'any' comes on top of a skill's own."
    )


Labour = tuple[str, str]
"""(skill, labour market)"""


def staying(row: Skill, calendar: Calendar) -> float:
    """Share of people who stay from one period to the next."""
    return (1 - row.attrition) ** calendar.years


def joining(row: Skill, calendar: Calendar) -> tuple[float, float]:
    """Shares of those who are trained and of those who are recruited, evenly over a period, who are counted in it."""
    if row.attrition_from == SECOND_PERIOD:
        return 1.0, 1.0
    first = row.attrition if row.attrition_of_recruits is None else row.attrition_of_recruits
    later = sum((1 - row.attrition) ** year for year in range(calendar.years)) / calendar.years
    return (1 - row.attrition) * later, (1 - first) * later


def in_service(row: Skill, term: float, calendar: Calendar, period: int, joined: int) -> float:
    """Share of those counted when they joined, for a term, who are still there in a period."""
    steps = (period - joined) // calendar.years
    ended = sum(share for step, share in calendar.lags(term) if step <= steps)
    return (1 - ended) * staying(row, calendar) ** steps


def costs_by_period(world: World, costs: Mapping[Any, ByYear]) -> dict[Any, float]:
    """Sums in the currency, by label and period [amount]."""
    periods, mean = world.calendar.periods, world.calendar.mean
    return {(*label, t): world.money(mean(cost, t)) for label, cost in costs.items() for t in periods}


def market_of(world: World, skill: str, site: str, skills: dict[Labour, Skill]) -> str | None:
    """Labour market in which a plant at a site finds a skill: its country's own, else the group's."""
    country = world.directory.country_of[site]
    if (skill, country) in skills:
        return country
    return next((l for s, l in skills if s == skill and country in world.directory.countries(l)), None)


def existing_need(
    world: World, skills: dict[Labour, Skill], of: Iterable[Plant] | None = None
) -> dict[tuple[str, str, int], float]:
    """People needed whatever is built, by existing plants and for other work; or what some plants need of them."""
    need = {
        (*labour, t): people
        for labour, row in skills.items()
        for t in world.calendar.periods
        if of is None and (people := world.calendar.mean(row.other_need, t)) > 0
    }
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

"""Workforce: staff that no labour market can provide, overlapping markets, staff missing from the start."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from model.errors import Problem
from model.families.careers.rows import Recruiting, Retraining
from model.families.closures.rows import Closure
from model.families.closures.terms import not_for_certain
from model.families.common.checking import calendar_of, listed, needs, problem
from model.families.common.choices import Choices, DatedChoice, every_period
from model.families.conversion.terms import existing_in, existing_share
from model.families.decisions.rows import RECRUIT, RELEASE, TRAIN
from model.families.investment.rows import LeadTime, Project
from model.families.workforce.rows import FIRST_PERIOD, Skill, Staffing
from model.families.workforce.terms import joining, staying
from model.scenario.calendar import Calendar
from model.sheets.common import Country, Group, Plant, Settings, Site
from model.sheets.names import Names, did_you_mean
from model.sheets.tables import Directory, Tables
from model.tolerances import SOLVED

NEEDED = ("operation", "per_plant", "construction", "commissioning", "output_per_person")


@needs(Plant, Skill)
def unknown_names(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A technology that no plant has, or a skill that no market knows, in Staffing."""
    technologies = Names(row.technology for row in tables[Plant] if row.technology)
    skills = Names(row.skill for row in tables[Skill])
    for row in tables[Staffing]:
        for attribute, names, where in (
            ("technology", technologies, "the column 'technology' of Capacity"),
            ("skill", skills, "the column 'skill' of Skills"),
        ):
            text = getattr(row, attribute)
            if text not in names:
                meant = names.meant(text)
                fix = did_you_mean(text, meant) if meant else f"Choose one of: {names.some()}"
                yield problem(row, attribute, f"a name from {where}", fix, meant=meant)


@needs(Skill, Country, Group, Site)
def missing_markets(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A skill that a plant needs and no labour market offers."""
    covered: dict[str, set[str]] = {}
    for market in tables[Skill]:
        covered.setdefault(market.skill, set()).update(directory.countries(market.market) | {market.market})
    for row in tables[Staffing]:
        if row.skill not in covered or not any(getattr(row, attribute) for attribute in NEEDED):
            continue
        plants: dict[str, list[str]] = {}
        for plant in tables[Plant]:
            country = directory.country_of.get(plant.site, "")
            if plant.technology == row.technology and country and country not in covered[row.skill]:
                plants.setdefault(country, []).append(plant.plant)
        for country, names in plants.items():
            wanted = f"a labour market for '{row.skill}' that covers {country}, in Skills"
            fix = f"{listed(names, 3)} needs it there: add a row to Skills, or widen a market to {country}"
            yield problem(row, "skill", wanted, fix)


@needs(Country, Group)
def overlapping_markets(tables: Tables, directory: Directory) -> list[Problem]:
    """A country in two labour markets for one skill, unless one of them is the country's own."""
    own = {(row.skill, row.market) for row in tables[Skill]}
    seen: dict[tuple[str, str], Skill] = {}
    problems, reported = [], set()
    for row in tables[Skill]:
        for country in sorted(directory.countries(row.market)):
            if (row.skill, country) in own:
                continue
            other = seen.setdefault((row.skill, country), row)
            if other is not row and (row, other) not in reported:
                reported.add((row, other))
                wanted = f"one labour market for '{row.skill}' in {country}"
                fix = f"'{other.market}' (row {other.line}) covers it too: give {country} a row of its own, or take "
                problems.append(problem(row, "market", wanted, f"{fix}it out of one of the two"))
    return problems


@needs(Plant, Skill, Staffing, Country, Group, Site, Settings, Project, LeadTime, Closure, Recruiting, Retraining)
def missing_people(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Existing plants and other work that need more people in the first period than can be there."""
    calendar = calendar_of(tables)
    first = calendar.first_year
    years = calendar.length(first)
    need = _existing_need(tables, directory)
    others = {(row.skill, row.market) for row in tables[Recruiting]}
    others |= {(row.new_skill, row.market) for row in tables[Retraining] if row.retraining_time < years}
    for row in tables[Skill]:
        needed = need.get((row.skill, row.market), 0.0) + calendar.mean(row.other_need, first)
        stays = staying(row, calendar, first) if row.attrition_from == FIRST_PERIOD else 1.0
        counted = years * joining(row, calendar, first)[1]
        people = stays * row.headcount + counted * calendar.mean(row.recruits_from_abroad, first)
        trains = row.training_time < years and calendar.mean(row.training_seats, first) > 0
        if needed > people + SOLVED and not trains and (row.skill, row.market) not in others:
            wanted = f"at least {needed:.6g} people, which existing plants and other work need in {first}"
            fix = f"With recruits from abroad {people:.6g} are available: raise headcount or recruits"
            yield problem(row, "headcount", wanted, fix, is_warning=True)


def _existing_need(tables: Tables, directory: Directory) -> dict[tuple[str, str], float]:
    """People that existing plants need in the first period, by skill and labour market."""
    calendar = calendar_of(tables)
    first = calendar.periods[0]
    markets = {(row.skill, row.market) for row in tables[Skill]}
    need: dict[tuple[str, str], float] = {}
    turning = not_for_certain(tables, calendar)
    for plant in tables[Plant]:
        if turning.get(plant.plant) == first:  # so no people may be needed there
            continue
        capacity = existing_in(calendar, plant, first)
        country = directory.country_of[plant.site]
        for row in tables[Staffing]:
            if row.technology != plant.technology or not capacity:
                continue
            wide = (market for skill, market in sorted(markets) if skill == row.skill)
            market = (
                country
                if (row.skill, country) in markets
                else next((name for name in wide if country in directory.countries(name)), "")
            )
            people = row.operation * capacity / 1000 + row.per_plant * existing_share(calendar, plant, first)
            need[row.skill, market] = need.get((row.skill, market), 0.0) + people
    return need


def trained(tables: Tables, directory: Directory) -> Iterator[DatedChoice]:
    """Skills that people may be trained in, in every period."""
    calendar = calendar_of(tables)
    for row in tables[Skill]:
        most = partial(_trainees, row, calendar)
        yield DatedChoice(row.skill, row.market, "", frozenset(calendar.periods), most)


def _trainees(row: Skill, calendar: Calendar, t: int) -> float:
    """The most people who can enter training in a period, each of whom holds a seat for its years [people]."""
    seats = sum(calendar.share(year, year + row.training_time, t) for year in calendar.years_of(t))
    return calendar.mean(row.training_seats, t) * calendar.length(t) / seats


recruited = every_period(Skill, "skill", "market", limit="recruits_from_abroad", term="term_of_service")
released = every_period(Skill, "skill", "market")

CHOICES = (
    Choices(TRAIN, "a skill, as in Skills", trained, (Skill,), ("Skills", "training seats")),
    Choices(RECRUIT, "a skill, as in Skills", recruited, (Skill,), ("Skills", "recruits")),
    Choices(RELEASE, "a skill, as in Skills", released, (Skill,)),
)

CHECKS = (unknown_names, missing_markets, overlapping_markets, missing_people)

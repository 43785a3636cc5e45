"""Technologies: rows without effect or in contradiction, projects that can never be built, idle bans."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import calendar_of, listed, needs, problem
from model.families.common.choices import Choices, DatedChoice
from model.families.common.events import risk_of
from model.families.common.reach import EVERYTHING
from model.families.common.timeline import timeline_of
from model.families.decisions.rows import ACQUIRE
from model.families.investment.rows import LeadTime, Project
from model.families.technology.rows import HELD, LICENCE, OWN, Technology
from model.families.technology.terms import decisions_on, made_before, right_of, to_acquire
from model.scenario.disruptions import GENERATORS, Branch, Disruption
from model.sheets.common import Country, Group, Plant, Settings, Site
from model.sheets.names import Names, did_you_mean
from model.sheets.tables import Directory, Tables
from model.tolerances import MOMENT

CHANGES_NOTHING = "This row has no effect"


@needs(Plant)
def unknown_technologies(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A technology that no plant has."""
    names = Names(row.technology for row in tables[Plant] if row.technology)
    for row in tables[Technology]:
        if row.technology not in names:
            meant = names.meant(row.technology)
            fix = did_you_mean(row.technology, meant) if meant else f"Choose one of: {names.some()}"
            yield problem(row, "technology", "a name from the column 'technology' of Capacity", fix, meant=meant)


@needs(Plant, Site, Country, Group)
def places_without_plants(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A technology held, or to be acquired, in a place without plants of it."""
    countries: dict[str, list[str]] = {}
    for plant in tables[Plant]:
        countries.setdefault(plant.technology, []).append(directory.country_of[plant.site])
    for row in tables[Technology]:
        where = countries.get(row.technology, [])
        if where and directory.countries(row.place).isdisjoint(where):
            fix = f"{CHANGES_NOTHING}: plants of it lie in {listed(sorted(where))}"
            yield problem(row, "place", f"a place with a plant of '{row.technology}'", fix, is_warning=True)


def nothing_to_acquire(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Figures of a way that has no use for them; a way that costs neither time nor money."""
    for row in tables[Technology]:
        if row.way == HELD:
            for attribute in ("cost", "years", "earliest_decision", "royalty"):
                if getattr(row, attribute):
                    fix = f"This cell has no effect here; clear it, or make the way '{OWN}' or '{LICENCE}'"
                    yield problem(row, attribute, "an empty cell, since it is held from the start", fix)
        elif row.way == OWN and row.royalty:
            fix = f"This cell has no effect here; clear it, or make the way '{LICENCE}'"
            yield problem(row, "royalty", f"an empty cell, since '{OWN}' pays no royalty", fix)
        elif not (row.cost or row.years or row.royalty or row.earliest_decision):
            fix = f"Anybody there may build at once and at no cost: fill it in, or make the way '{HELD}'"
            yield problem(row, "cost", f"what '{row.way}' costs, or how long it takes", fix, is_warning=True)


@needs(Country, Group, Site)
def held_anyway(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A way to acquire a technology that is held from the start wherever it could be used."""
    for row in tables[Technology]:
        held_rows = [other for other in tables[Technology] if other.technology == row.technology and other.way == HELD]
        countries = {country for other in held_rows for country in directory.countries(other.place)}
        if row.way != HELD and held_rows and directory.countries(row.place) <= countries:
            lines = listed(str(other.line) for other in held_rows)
            fix = f"{CHANGES_NOTHING}: '{row.technology}' is held in {row.place} from the start (row {lines})"
            yield problem(row, "way", "a place where it is not yet held", fix, is_warning=True)


@needs(Settings)
def too_late(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A way that takes effect only after the horizon."""
    calendar, decided = calendar_of(tables), {acquired[:3] for acquired in made_before(tables)}
    for row in tables[Technology]:
        times = decisions_on(row, calendar).values()
        if row.way != HELD and right_of(row) not in decided and min(times, default=calendar.end) >= calendar.end:
            attribute = "years" if times else "earliest_decision"
            wanted = f"a technology that can be held before the end of {calendar.last_year}"
            fix = f"Decisions are taken at the start of a period, the last in {calendar.periods[-1]}"
            if times:
                fix = f"Decided in {int(min(times) - row.years)}, it is held in {min(times):.6g}"
            fix = f"{fix}: allow it earlier, or remove the row. It has no effect as it is"
            yield problem(row, attribute, wanted, fix, is_warning=True)


@needs(Country, Group, Site)
def one_figure_for_a_country(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Two royalties for one technology in one country, or two lengths of experience."""
    for attribute, wanted in (("royalty", "one royalty"), ("experience", "one experience")):
        first: dict[tuple[str, str], Technology] = {}
        for row in tables[Technology]:
            for country in sorted(directory.countries(row.place)) if getattr(row, attribute) else ():
                other = first.setdefault((row.technology, country), row)
                is_other = attribute == "royalty" or getattr(other, attribute) != getattr(row, attribute)
                if other is not row and is_other:
                    fix = f"Row {other.line} has one too: clear one of the two cells"
                    yield problem(row, attribute, f"{wanted} of '{row.technology}' in {country}", fix)
                    break


@needs(Plant, Project, LeadTime, Site, Country, Group)
def nothing_to_learn(tables: Tables, directory: Directory) -> list[Problem]:
    """Experience without any project that ramps up."""
    ramping = {row.project for row in tables[LeadTime] if min(row.ramp_up) < 1}
    plants = {row.plant for row in tables[Project] if row.project in ramping}
    slow = {(row.technology, directory.country_of[row.site]) for row in tables[Plant] if row.plant in plants}
    fix = "This cell has no effect: clear it, or fill in the ramp-up in Lead times"
    return [
        problem(row, "experience", "a project there whose ramp-up is below 100 %", fix, is_warning=True)
        for row in tables[Technology]
        if row.experience and not any((row.technology, country) in slow for country in directory.countries(row.place))
    ]


@needs(*EVERYTHING, Technology)
def never_held(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A project whose technology cannot be held in its country by the time that it could be online at the latest."""
    plants, ways = {plant.plant: plant for plant in tables[Plant]}, to_acquire(tables, directory)
    online: dict[str, float] = {}
    for (project, _), timing in timeline_of(directory).timings.items():
        online[project] = max(online.get(project, timing.online), timing.online)
    for row in tables[Project]:
        if row.plant not in ways or row.project not in online:
            continue
        plant, calendar = plants[row.plant], calendar_of(tables)
        country = directory.country_of[plant.site]
        times = [moment for way in ways[row.plant] for moment in decisions_on(way, calendar).values()]
        if not ways[row.plant]:
            fix = f"It is never built: add a row for '{plant.technology}' in {country} to Technology"
        elif min(times, default=calendar.end) > online[row.project] + MOMENT:
            fix = f"It is never built: it could be online in {online[row.project]:.6g} at the latest, and "
            fix += f"'{plant.technology}' be held in {min(times, default=calendar.end):.6g} at the earliest"
        else:
            continue
        wanted = f"a plant where '{plant.technology}' can be held in time"
        yield problem(row, "plant", wanted, fix, is_warning=True)


@needs(*EVERYTHING, Disruption, Technology)
def nothing_banned(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A ban that never finds a licence under way, or is over before that would be held."""
    risk = risk_of(directory)
    for row in tables[Disruption]:
        branches = risk.of(row.disruption)
        if row.action != "licence" or row.target in GENERATORS or not branches or not risk.hits(row):
            continue
        late = list(_late(row, branches, tables, directory))
        if not late:
            fix = f"{CHANGES_NOTHING}: check its start against what the sheet Technology allows"
            wanted = f"a licence of '{row.target}' that can be under way while it lasts"
            yield problem(row, "target", wanted, fix, is_warning=True)
        elif all(end <= since for since, end in late):
            wanted = "a duration that reaches to when a licence under way would be held"
            fix = "A licence is delayed only until duration and recovery are over: lengthen them"
            yield problem(row, "duration", wanted, fix, is_warning=True)


def _late(
    row: Disruption, branches: list[Branch], tables: Tables, directory: Directory
) -> Iterator[tuple[float, float]]:
    """For licences under way or decided while a ban lasts: when they would be held, and the branch's end."""
    risk, calendar = risk_of(directory), calendar_of(tables)
    for plant, ways in risk.acquired_by.items():
        if risk.effects.hits_plant(row, risk.plants[plant]):
            for way in ways:
                for (*_, decided), since in decisions_on(way, calendar).items() if way.way == LICENCE else ():
                    for branch in branches:
                        begin = branch.start + row.after
                        if begin < since and decided < begin + row.duration and since < calendar.end:
                            yield since, branch.end


def acquired(tables: Tables, directory: Directory) -> Iterator[DatedChoice]:
    """Ways to acquire technologies, with the periods in which they may be."""
    calendar = calendar_of(tables)
    for row in tables[Technology]:
        if row.way != HELD:
            periods = frozenset(period for *_, period in decisions_on(row, calendar))
            yield DatedChoice(row.technology, row.place, row.way, periods)


CHOICES = (Choices(ACQUIRE, "a technology that can be acquired, as in Technology", acquired, (Technology,)),)

CHECKS = (
    unknown_technologies,
    places_without_plants,
    nothing_to_acquire,
    held_anyway,
    too_late,
    one_figure_for_a_country,
    nothing_to_learn,
    never_held,
    nothing_banned,
)

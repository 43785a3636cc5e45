"""Workforce: headcount, training, recruiting and staffing."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.capacity import standing, usable
from model.audit.check import Tally
from model.audit.closures import is_open
from model.audit.existing import existing, in_service
from model.audit.expense import Expense, sized
from model.audit.horizon import FOREVER, Array
from model.audit.lane_flows import begun, bound_before, departures, in_term, joined_for_good, not_worked, recruits
from model.audit.ledger import Ledger, figures
from model.audit.operating_rules import ROUNDING, own_use
from model.families.investment.rows import EXPANSION
from model.families.workforce.rows import FIRST_PERIOD, Staffing
from model.results.plan import Check
from model.sheets.schema import ANY, YES

LABOUR = ("skill", "market", "period")

Need = tuple[str, str, int, str, float]
"""(skill, labour market, period, plant, people); without a plant, other work."""


def headcount_balance(ledger: Ledger) -> Check:
    """People are those whose term runs; and of the others those who stayed and those who joined, less releases and
    those who retrain [people]."""
    tally = Tally("headcount balance")
    years, lines = ledger.horizon.years, ledger.lines
    for (skill, market), row in ledger.rows.skills.items():
        stayed = row.headcount
        if row.attrition_from == FIRST_PERIOD:
            stayed *= (1.0 - row.attrition) ** years
        stayed -= bound_before(ledger, skill, market)
        for period in ledger.horizon.periods:
            at = (skill, market, period)
            bound, people = in_term(ledger, *at), lines.people.get(at, 0.0)
            gone = lines.releases.get(at, 0.0) + departures(ledger, *at)
            tally.equal(people + gone, stayed + joined_for_good(ledger, *at) + bound, f"{skill}, {market}, {period}")
            stayed = (people - bound) * (1.0 - row.attrition) ** years
    return tally.check()


def _in_training(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """Trainees who hold a seat: those who start in each year, as long as their training takes [people]."""
    time, total = ledger.rows.skills[skill, market].training_time, 0.0
    for start in ledger.horizon.periods:
        entries = [(year, year + time, 1.0) for year in range(start, start + ledger.horizon.years)]
        held = sum(ledger.horizon.level([entry], period) for entry in entries)
        total += held * ledger.lines.trainees.get((skill, market, start), 0.0)
    for year, people in begun(ledger, skill, market):
        total += people * ledger.horizon.level([(year, year + time, 1.0)], period)
    return total


def whole_people(ledger: Ledger) -> Check:
    """Where stated, a whole number of people is employed [people]."""
    tally = Tally("whole people")
    for (skill, market), row in ledger.rows.skills.items():
        for period in ledger.horizon.periods if row.whole_people == YES else ():
            people = ledger.lines.people.get((skill, market, period), 0.0)
            where = f"{skill}, {market}, {period}"
            tally.require(abs(people - round(people)) <= ROUNDING, where, f"{people:.6g} people are no whole number")
    return tally.check()


def training_seats(ledger: Ledger) -> Check:
    """Trainees stay within the training seats [people]."""
    tally = Tally("training seats")
    for (skill, market), row in ledger.rows.skills.items():
        for period in ledger.horizon.periods:
            seats = ledger.horizon.mean(row.training_seats, period)
            tally.at_most(_in_training(ledger, skill, market, period), seats, f"{skill}, {market}, {period}")
    return tally.check()


def trainers(ledger: Ledger) -> Check:
    """Trainees stay within the number that skilled people can train [people]."""
    tally = Tally("trainers")
    for (skill, market), row in ledger.rows.skills.items():
        if row.trainees_per_trainer is not None:
            for period in ledger.horizon.periods:
                limit = row.trainees_per_trainer * ledger.lines.people.get((skill, market, period), 0.0)
                tally.at_most(_in_training(ledger, skill, market, period), limit, f"{skill}, {market}, {period}")
    return tally.check()


def recruiting_limit(ledger: Ledger) -> Check:
    """Recruits from abroad stay within the limit [people per year]."""
    tally = Tally("recruiting limit")
    for (skill, market), row in ledger.rows.skills.items():
        for period in ledger.horizon.periods:
            limit = ledger.horizon.mean(row.recruits_from_abroad, period)
            tally.at_most(recruits(ledger, skill, market, period), limit, f"{skill}, {market}, {period}")
    return tally.check()


def staffing(ledger: Ledger) -> Check:
    """People, less reduced hours on short time, cover the need of plants and other work [people]."""
    tally, need = Tally("staffing"), needed(ledger)
    for skill, market in ledger.rows.skills:
        for period in ledger.horizon.periods:
            people = ledger.lines.people.get((skill, market, period), 0.0) - not_worked(ledger, skill, market, period)
            tally.at_least(people, need.get((skill, market, period), 0.0), f"{skill}, {market}, {period}")
    working: dict[tuple[str, str], Array] = {}
    for skill, market, _, of_plant in _for_output(ledger):
        working[skill, market] = working.get((skill, market), 0.0) + of_plant
    for (skill, market), by_node in working.items():
        for node in ledger.horizon.event_at:
            at = skill, market, ledger.horizon.period[node]
            more = by_node[ledger.horizon.at[node]] - by_node[ledger.horizon.at[ledger.horizon.undisturbed(node)]]
            people = ledger.lines.people.get(at, 0.0) - not_worked(ledger, *at)
            tally.at_least(people, need.get(at, 0.0) + more, f"{skill}, {market}, {node}")
    for (skill, market, period), people in need.items():
        if (skill, market) not in ledger.rows.skills:
            where = f"{skill}, {market}, {period}"
            tally.require(
                people <= 0, where, f"{people:,.6g} people are needed where there is no labour market for them"
            )
    return tally.check()


def need_reported(ledger: Ledger) -> Check:
    """The reported need is that of existing plants, builds and other work [people]."""
    tally, need = Tally("need reported"), needed(ledger)
    reported = figures(ledger.plan, "workforce", LABOUR, "need")
    for skill, market in ledger.rows.skills:
        for period in ledger.horizon.periods:
            at = (skill, market, period)
            tally.equal(reported.get(at, 0.0), need.get(at, 0.0), f"{skill}, {market}, {period}")
    return tally.check()


def needed(ledger: Ledger) -> dict[tuple[str, str, int], float]:
    """People that plants and other work need, by skill, labour market and period."""
    total: dict[tuple[str, str, int], float] = {}
    for skill, market, period, _, people in needs(ledger):
        total[skill, market, period] = total.get((skill, market, period), 0.0) + people
    return total


def needs(ledger: Ledger) -> Iterator[Need]:
    """People that each plant, and other work, needs."""
    yield from (*_for_existing(ledger), *_for_builds(ledger), *_for_other_work(ledger))
    for skill, market, plant, people in _for_output(ledger):
        for node in ledger.horizon.trunk:
            yield skill, market, ledger.horizon.period[node], plant, float(people[ledger.horizon.at[node]])


def _for_output(ledger: Ledger) -> Iterator[tuple[str, str, str, Array]]:
    """People whom the output of each plant needs at each node."""
    for plant in ledger.rows.plants.values():
        for row, market in _staff_of(ledger, plant.technology, plant.site):
            if row.output_per_person is not None:
                output = own_use(ledger, plant.plant, ANY)
                yield row.skill, market, plant.plant, output / ledger.horizon.means(row.output_per_person)


def _for_existing(ledger: Ledger) -> Iterator[Need]:
    for plant in ledger.rows.plants.values():
        for row, market in _staff_of(ledger, plant.technology, plant.site):
            for period in ledger.horizon.periods:
                people = row.operation * existing(ledger, plant, period) / 1000
                people += row.per_plant * in_service(ledger, plant, period)
                yield row.skill, market, period, plant.plant, people * is_open(ledger, plant.plant, period)


def _for_builds(ledger: Ledger) -> Iterator[Need]:
    for build in ledger.builds:
        for row, market in _staff_of(ledger, build.plant.technology, build.plant.site):
            for period in ledger.horizon.periods:
                there = float(standing(ledger, build)[ledger.horizon.at[str(period)]])
                running = usable(ledger, build, period)
                being_built = ledger.horizon.level([(build.construction, build.online, 1.0)], period)
                by_size = row.operation * running + row.commissioning * (there - running)
                by_size += row.construction * being_built
                if build.project.kind == EXPANSION:  # later capacity may outlive the first opening
                    there = ledger.horizon.level([(build.online, FOREVER, 1.0)], period)
                people = build.size * by_size / 1000 + build.modules * row.per_plant * there
                name = build.plant.plant
                yield row.skill, market, period, name, people * is_open(ledger, name, period)


def _for_other_work(ledger: Ledger) -> Iterator[Need]:
    for (skill, market), row in ledger.rows.skills.items():
        for period in ledger.horizon.periods:
            yield skill, market, period, "", ledger.horizon.mean(row.other_need, period)


def _staff_of(ledger: Ledger, technology: str, site: str) -> Iterator[tuple[Staffing, str]]:
    """Staff that a technology needs at a site, and the labour market that provides it."""
    for row in ledger.plan.tables[Staffing]:
        if row.technology == technology:
            yield row, _market(ledger, row.skill, ledger.country(site))


def _market(ledger: Ledger, skill: str, country: str) -> str:
    """The country's own labour market for a skill, else the first of a group that holds the country; if there is
    neither, the country, without people of the skill."""
    if (skill, country) in ledger.rows.skills:
        return country
    for other, market in ledger.rows.skills:
        if other == skill and country in ledger.directory.countries(market):
            return market
    return country


def people_expenses(ledger: Ledger) -> Iterator[Expense]:
    lines, years, mean = ledger.lines, ledger.horizon.years, ledger.horizon.mean
    for (skill, market), row in ledger.rows.skills.items():
        for period in ledger.horizon.periods:
            at = (skill, market, period)
            sources = (
                ("wages", years * mean(row.wage, period), lines.people.get(at, 0.0)),
                ("training", years * mean(row.training_cost, period), lines.trainees.get(at, 0.0)),
                ("recruiting", years * mean(row.recruiting_cost, period), recruits(ledger, *at)),
                ("redundancy", mean(row.redundancy_cost, period), lines.releases.get(at, 0.0)),
            )
            for cost, rate, count in sources:
                paid = sized(ledger.large(rate), count)
                yield Expense(cost, "people", f"{skill} · {market}", str(period), *paid, market=market, ahead=True)


EXPENSES = {"workforce": (people_expenses,)}
AUDITS = {
    "workforce": (headcount_balance, whole_people, training_seats, trainers, recruiting_limit, staffing, need_reported)
}

__all__ = [
    "headcount_balance", "need_reported", "needed", "recruiting_limit", "staffing", "trainers", "training_seats",
    "whole_people",
]  # fmt: skip

"""People: staff that plants need, hiring and leaving, and careers."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.check import Tally
from model.audit.costs import Expense, sized
from model.audit.horizon import FOREVER, Array
from model.audit.lanes import (
    StaffMovements,
    begun,
    bound_before,
    departures,
    in_term,
    joined_for_good,
    not_worked,
    recruits,
    staying,
)
from model.audit.ledger import At, Ledger, figures
from model.audit.plants import ROUNDING, existing, in_service, is_open, own_use, standing, usable
from model.families.careers.rows import Overstaffing, Recruiting, Retraining, ShortTime
from model.families.decisions.rows import RETRAIN
from model.families.investment.rows import EXPANSION
from model.families.workforce.rows import FIRST_PERIOD, Staffing
from model.results.plan import Check
from model.sheets.schema import ANY, YES
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# Workforce: headcount, training, recruiting and staffing.


LABOUR = ("skill", "market", "period")

Need = tuple[str, str, int, str, float]
"""(skill, labour market, period, plant, people); without a plant, other work."""


def headcount_balance(ledger: Ledger) -> Check:
    """People are those whose term runs; and of the others those who stayed and those who joined, less releases and
    those who retrain [people]."""
    tally = Tally("headcount balance")
    horizon, lines = ledger.horizon, ledger.lines
    for (skill, market), row in ledger.rows.skills.items():
        stayed = row.headcount
        if row.attrition_from == FIRST_PERIOD:
            stayed *= (1.0 - row.attrition) ** horizon.length(horizon.first)
        stayed -= bound_before(ledger, skill, market)
        for period, later in zip(horizon.periods, [*horizon.periods[1:], horizon.periods[-1]], strict=True):
            at = (skill, market, period)
            bound, people = in_term(ledger, *at), lines.people.get(at, 0.0)
            gone = lines.releases.get(at, 0.0) + departures(ledger, *at)
            tally.equal(people + gone, stayed + joined_for_good(ledger, *at) + bound, f"{skill}, {market}, {period}")
            stayed = (people - bound) * staying(ledger, skill, market, period, later)
    return tally.check()


def _in_training(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """Trainees who hold a seat: those who start in each year, as long as their training takes [people]."""
    time, total = ledger.rows.skills[skill, market].training_time, 0.0
    for start in ledger.horizon.periods:
        entries = [(year, year + time, 1.0) for year in range(*ledger.horizon.span(start))]
        trainees = sum(ledger.horizon.level([entry], period) for entry in entries)
        total += trainees * ledger.lines.trainees.get((skill, market, start), 0.0)
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
    lines, mean = ledger.lines, ledger.horizon.mean
    for (skill, market), row in ledger.rows.skills.items():
        for period in ledger.horizon.periods:
            at, years = (skill, market, period), ledger.horizon.length(period)
            sources = (
                ("wages", years * mean(row.wage, period), lines.people.get(at, 0.0)),
                ("training", years * mean(row.training_cost, period), lines.trainees.get(at, 0.0)),
                ("recruiting", years * mean(row.recruiting_cost, period), recruits(ledger, *at)),
                ("redundancy", mean(row.redundancy_cost, period), lines.releases.get(at, 0.0)),
            )
            for cost, rate, count in sources:
                paid = sized(ledger.large(rate), count)
                yield Expense(cost, "people", f"{skill} · {market}", str(period), *paid, market=market, ahead=True)


# ----------------------------------------------------------------------------------------------------------------------
# Careers: contracts, terms of service, retraining, short time and overstaffing, and their costs.


Spending = tuple[str, str, str, int, float, float]
"""(cost, item, labour market, period, rate in the currency per year, people)"""


@remembered
def on_contracts(ledger: Ledger) -> At:
    """Recruits by skill, labour market, contract and period [people per year]."""
    return figures(ledger.plan, "recruiting", ("skill", "market", "contract", "period"), "recruits")


@remembered
def retrained(ledger: Ledger) -> At:
    """People who start retraining, by skill, new skill, labour market and period [people per year]."""
    return figures(ledger.plan, "retraining", ("skill", "new_skill", "market", "period"), "people")


@remembered
def on_short_time(ledger: Ledger) -> At:
    """People on short time by skill, labour market and period."""
    return figures(ledger.plan, "short time", ("skill", "market", "period"), "people")


def terms(ledger: Ledger, skill: str, market: str) -> dict[str, float | None]:
    """Terms of service of the contracts on which people of a skill may be recruited [years]."""
    rows = (row for row in ledger.plan.tables[Recruiting] if (row.skill, row.market) == (skill, market))
    return {row.contract: row.term_of_service for row in rows}


def recruited(ledger: Ledger, skill: str, market: str, period: int) -> dict[str, float]:
    """Recruits on each of these contracts [people per year]."""
    hired = on_contracts(ledger)
    return {name: hired.get((skill, market, name, period), 0.0) for name in terms(ledger, skill, market)}


def arrivals(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """People who complete retraining to a skill [people/y]."""
    total = 0.0
    for row in ledger.plan.tables[Retraining]:
        if (row.new_skill, row.market) == (skill, market):
            for start in ledger.horizon.periods:
                share = ledger.horizon.share(row.retraining_time, start, period)
                total += row.success_rate * share * retrained(ledger).get((row.skill, skill, market, start), 0.0)
            for decision in ledger.rows.made:
                is_it = decision.action == RETRAIN and decision.subject == row.skill
                if (
                    is_it
                    and decision.place in ("", market)
                    and decision.way in ("", skill)
                    and decision.year is not None
                ):
                    ready, people = decision.year + row.retraining_time, row.success_rate * (decision.people or 0.0)
                    total += people * ledger.horizon.level([(ready, ready + 1, 1.0)], period)
    return total


def career_departures(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """People who start to retrain for another skill, over all years of a period [people]."""
    rows = [row for row in ledger.plan.tables[Retraining] if (row.skill, row.market) == (skill, market)]
    starting = sum(retrained(ledger).get((skill, row.new_skill, market, period), 0.0) for row in rows)
    return ledger.horizon.length(period) * starting


def short_time_hours(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """Full-time equivalents lost to short time [people]."""
    rows = [row for row in ledger.plan.tables[ShortTime] if (row.skill, row.market) == (skill, market)]
    return sum((1.0 - row.share_of_work) * on_short_time(ledger).get((skill, market, period), 0.0) for row in rows)


def contract_limits(ledger: Ledger) -> Check:
    """Recruits on a contract stay within its limit, and no contract is unknown [people per year]."""
    tally = Tally("recruiting contracts")
    recruiting = {(row.skill, row.market, row.contract): row for row in ledger.plan.tables[Recruiting]}
    for (*names, period), people in on_contracts(ledger).items():
        where = f"{', '.join(names)}, {period}"
        row = recruiting.get((names[0], names[1], names[2]))
        tally.require(row is not None, where, "there is no such contract")
        if row is not None and row.recruits is not None:
            tally.at_most(people, ledger.horizon.mean(row.recruits, period), where)
    return tally.check()


def terms_of_service(ledger: Ledger) -> Check:
    """People who joined for a term stay to its end [people]."""
    tally = Tally("terms of service")
    for skill, market in ledger.rows.skills:
        for period in ledger.horizon.periods:
            bound = in_term(ledger, skill, market, period)
            if bound > 0:
                people = ledger.lines.people.get((skill, market, period), 0.0)
                tally.at_least(people, bound, f"{skill}, {market}, {period}")
    return tally.check()


def retraining_limits(ledger: Ledger) -> Check:
    """People who start retraining stay within the limits, and only between skills of a row of Retraining [people per
    year]."""
    tally = Tally("retraining")
    retraining = {(row.skill, row.new_skill, row.market): row for row in ledger.plan.tables[Retraining]}
    for (*names, period), people in retrained(ledger).items():
        where = f"{names[0]} → {names[1]}, {names[2]}, {period}"
        row = retraining.get((names[0], names[1], names[2]))
        tally.require(row is not None, where, "this retraining is not allowed")
        if row is not None and row.limit is not None:
            tally.at_most(people, ledger.horizon.mean(row.limit, period), where)
        if row is not None and row.maximum_share is not None:
            skilled = ledger.lines.people.get((row.new_skill, row.market, period), 0.0)
            tally.at_most(people, row.maximum_share * skilled, where)
    return tally.check()


def short_time_limits(ledger: Ledger) -> Check:
    """People on short time stay within the limit and the headcount [people]."""
    tally = Tally("short time")
    short_time = {(row.skill, row.market): row for row in ledger.plan.tables[ShortTime]}
    for (skill, market, period), people in on_short_time(ledger).items():
        where, row = f"{skill}, {market}, {period}", short_time.get((skill, market))
        tally.require(row is not None, where, "short time is not allowed")
        tally.at_most(people, ledger.lines.people.get((skill, market, period), 0.0), where)
        if row is not None and row.limit is not None:
            tally.at_most(people, ledger.horizon.mean(row.limit, period), where)
    return tally.check()


def beyond_need(ledger: Ledger) -> dict[tuple[str, str, int], float]:
    """Surplus staff by skill, labour market and period: full-time equivalents, less those needed."""
    needs, needed_people = needed(ledger), {}
    for skill, market in ledger.rows.skills:
        for period in ledger.horizon.periods:
            at = (skill, market, period)
            needed_people[at] = ledger.lines.people.get(at, 0.0) - short_time_hours(ledger, *at) - needs.get(at, 0.0)
    return needed_people


def overstaffing_limits(ledger: Ledger) -> Check:
    """Surplus staff stays within the limits, of each skill and of a whole labour market [people]."""
    tally, surplus = Tally("overstaffing"), beyond_need(ledger)
    for row in ledger.plan.tables[Overstaffing]:
        skills = [skill for skill, market in ledger.rows.skills if market == row.market and row.skill in (skill, ANY)]
        if row.limit is None:
            continue
        for period in ledger.horizon.periods:
            limit = ledger.horizon.mean(row.limit, period)
            idle = sum(surplus[skill, row.market, period] for skill in skills)
            employed = sum(ledger.lines.people.get((skill, row.market, period), 0.0) for skill in skills)
            tally.at_most(idle, limit, f"{row.skill}, {row.market}, {period}", employed)
    return tally.check()


def overstaffing_reported(ledger: Ledger) -> Check:
    """Reported surplus staff is that of the plan [people]."""
    tally, surplus = Tally("overstaffing reported"), beyond_need(ledger)
    reported = figures(ledger.plan, "overstaffing", ("skill", "market", "period"), "people")
    for row in ledger.plan.tables[Overstaffing]:
        for (skill, market, period), people in surplus.items():
            if market == row.market and row.skill in (skill, ANY):
                at, size = (skill, market, period), ledger.lines.people.get((skill, market, period), 0.0)
                tally.equal(reported.get(at, 0.0), people, f"{skill}, {market}, {period}", size)
    return tally.check()


def career_costs(ledger: Ledger) -> Iterator[Spending]:
    """Cost of contracts, retraining, short time and overstaffing."""
    mean, tables = ledger.horizon.mean, ledger.plan.tables
    for skill, market in ledger.rows.skills:
        for recruiting in (row for row in tables[Recruiting] if (row.skill, row.market) == (skill, market)):
            for period in ledger.horizon.periods:
                people = on_contracts(ledger).get((skill, market, recruiting.contract, period), 0.0)
                item = f"{skill} · {market} · {recruiting.contract}"
                yield "hiring", item, market, period, mean(recruiting.recruiting_cost, period), people
    for change in tables[Retraining]:
        for period in ledger.horizon.periods:
            people = retrained(ledger).get((change.skill, change.new_skill, change.market, period), 0.0)
            item = f"{change.skill} · {change.new_skill} · {change.market}"
            yield "retraining", item, change.market, period, mean(change.retraining_cost, period), people
    for short in tables[ShortTime]:
        wage = ledger.rows.skills[short.skill, short.market].wage
        for period in ledger.horizon.periods:
            people = on_short_time(ledger).get((short.skill, short.market, period), 0.0)
            rate = mean(short.pay or wage, period) - mean(wage, period)
            yield "short time", f"{short.skill} · {short.market}", short.market, period, rate, people
    surplus = beyond_need(ledger) if tables[Overstaffing] else {}
    for row in tables[Overstaffing]:
        for (skill, market, period), people in surplus.items():
            if market == row.market and row.skill in (skill, ANY):
                yield "overstaffing", f"{skill} · {market}", market, period, mean(row.overstaffing_cost, period), people


def career_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Contracts, retraining, short time and overstaffing."""
    for cost, item, market, period, rate, people in career_costs(ledger):
        paid = sized(ledger.large(rate) * ledger.horizon.length(period), people)
        yield Expense(cost, "people", item, str(period), *paid, market=market, ahead=True)


def contract_names(ledger: Ledger) -> set[str]:
    """Contracts on which people may be recruited."""
    return {row.contract for row in ledger.plan.tables[Recruiting]}


def skill_names(ledger: Ledger) -> set[str]:
    """Skills, as names of those to which people are retrained."""
    return {skill for skill, _ in ledger.rows.skills}


LABELS = {"careers": (("contract", contract_names), ("new_skill", skill_names))}
MOVEMENTS = {"careers": (StaffMovements(terms, recruited, arrivals, career_departures, short_time_hours),)}


AUDITS = {
    "workforce": (headcount_balance, whole_people, training_seats, trainers, recruiting_limit, staffing, need_reported),
    "careers": (
        contract_limits,
        terms_of_service,
        retraining_limits,
        short_time_limits,
        overstaffing_limits,
        overstaffing_reported,
    ),
}
EXPENSES = {
    "workforce": (people_expenses,),
    "careers": (career_expenses,),
}

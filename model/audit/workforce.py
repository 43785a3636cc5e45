"""Workforce: staff that plants need, hiring and leaving, and who of those who joined is still there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from model.audit.costs import Expense, sized
from model.audit.horizon import FOREVER, Array, overlap
from model.audit.ledger import At, DecisionDone, Ledger, figures
from model.audit.plants import ROUNDING, existing, in_service, is_open, own_use, standing, usable
from model.audit.tally import Tally
from model.families.decisions.rows import RECRUIT, RELEASE, TRAIN
from model.families.investment.rows import EXPANSION
from model.families.workforce.rows import FIRST_PERIOD, Skill, Staffing
from model.results.plan import AuditLine
from model.sheets.schema import ANY, YES
from model.system.declared import declared
from model.system.memoise import remembered

LABOUR = ("skill", "market", "period")


@remembered
def skills(ledger: Ledger) -> Mapping[tuple[str, str], Skill]:
    """Rows of Skills by skill and labour market."""
    return {(row.skill, row.market): row for row in ledger.plan.tables[Skill]}


@remembered
def staff(ledger: Ledger, measure: str) -> At:
    """Figures of the workforce by skill, labour market and period: people, and trainees, recruits and releases."""
    return figures(ledger.plan, "workforce", LABOUR, measure)


# ----------------------------------------------------------------------------------------------------------------------
# Cohorts of the workforce as counted by the audit, from the plan's tables and the sheets.


Cohort = tuple[int, float, float | None]
"""(period, people counted when they joined, term)"""


@dataclass(frozen=True)
class StaffMovements:
    """Movements of people besides training, recruitment and release: functions of the ledger, a skill and a labour
    market, all but the first of a period, too."""

    terms: Callable[[Ledger, str, str], Mapping[str, float | None]]
    """Ways of being recruited apart, with their terms of service [years]."""
    recruited: Callable[[Ledger, str, str, int], Mapping[str, float]]
    """Recruits by each such way [people per year]."""
    arrivals: Callable[[Ledger, str, str, int], float]
    """People who come from another skill [people per year]."""
    departures: Callable[[Ledger, str, str, int], float]
    """People who leave for another skill, over all years of a period [people]."""
    not_worked: Callable[[Ledger, str, str, int], float]
    """Full-time equivalents of people who are there and do not work [people]."""


def movements() -> tuple[StaffMovements, ...]:
    """Those that files of the audit declare in MOVEMENTS."""
    return declared("model.audit", "MOVEMENTS", "audit")


def terms_apart(ledger: Ledger, skill: str, market: str) -> dict[str, float | None]:
    """Terms of service of ways of being recruited apart [years]."""
    ways = (movement.terms(ledger, skill, market) for movement in movements())
    return {name: term for way in ways for name, term in way.items()}


def recruited_apart(ledger: Ledger, skill: str, market: str, period: int) -> Iterator[tuple[str, float | None, float]]:
    """(way, term of service, recruits per year) of each."""
    for movement in movements():
        hired = movement.recruited(ledger, skill, market, period)
        for way, term in movement.terms(ledger, skill, market).items():
            yield way, term, hired.get(way, 0.0)


def departures(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """People who leave for another skill, over all years of a period [people]."""
    return sum(movement.departures(ledger, skill, market, period) for movement in movements())


def not_worked(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """Full-time equivalents of people who are there and do not work [people]."""
    return sum(movement.not_worked(ledger, skill, market, period) for movement in movements())


def recruits(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """Recruits but for those of ways apart [people per year]."""
    apart = sum(hired for *_, hired in recruited_apart(ledger, skill, market, period))
    return staff(ledger, "recruits").get((skill, market, period), 0.0) - apart


def counted(row: Skill, years: int, *, is_recruit: bool) -> float:
    """Share of people joining evenly in each year of a period who are there at its end; all, if attrition is from the
    second period on."""
    if row.attrition_from != FIRST_PERIOD:
        return 1.0
    first = row.attrition
    if is_recruit and row.attrition_of_recruits is not None:
        first = row.attrition_of_recruits
    there = 0.0
    for year in range(years):
        share = 1.0 - first
        for _ in range(year + 1, years):
            share *= 1.0 - row.attrition
        there += share
    return there / years


def graduates(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """People who complete training: they started a training time ago, pro rata [people/y]."""
    delay, total = skills(ledger)[skill, market].training_time, 0.0
    for start in ledger.horizon.periods:
        share = ledger.horizon.share(delay, start, period)
        total += share * staff(ledger, "trainees").get((skill, market, start), 0.0)
    for year, people in begun(ledger, skill, market):
        total += people * ledger.horizon.level([(year + delay, year + delay + 1, 1.0)], period)
    return total


def begun(ledger: Ledger, skill: str, market: str) -> Iterator[tuple[int, float]]:
    """(year, people who entered training in it) before the first year."""
    for row in ledger.rows.earlier:
        if row.action == TRAIN and row.subject == skill and row.place in ("", market) and row.year is not None:
            yield row.year, row.people or 0.0


def _joined(ledger: Ledger, skill: str, market: str, period: int) -> Iterator[Cohort]:
    """Everybody who joins in a period, with the term for which they do."""
    row, years = skills(ledger)[skill, market], ledger.horizon.length(period)
    by_recruiting = counted(row, years, is_recruit=True)
    people = counted(row, years, is_recruit=False) * graduates(ledger, skill, market, period)
    people += by_recruiting * recruits(ledger, skill, market, period)
    people += sum(movement.arrivals(ledger, skill, market, period) for movement in movements())
    yield period, years * people, row.term_of_service
    for _, term, hired in recruited_apart(ledger, skill, market, period):
        yield period, years * by_recruiting * hired, term


def joined_for_good(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """People who join without a term [people]."""
    return sum(people for _, people, term in _joined(ledger, skill, market, period) if term is None)


def _before(ledger: Ledger, skill: str, market: str) -> Iterator[tuple[int, float, float]]:
    """(year, people, term) of everybody who joined for a term before the first year."""
    terms = {"": skills(ledger)[skill, market].term_of_service}
    terms |= terms_apart(ledger, skill, market)
    for decision in ledger.rows.earlier:
        term = terms.get(decision.way) if decision.action == RECRUIT and decision.subject == skill else None
        if term is not None and decision.place in ("", market) and decision.year is not None:
            yield decision.year, decision.people or 0.0, term


def _in_term_of_before(ledger: Ledger, skill: str, market: str, moment: int, period: int) -> float:
    """People who joined before the first year and whose term ends after a moment; less those who have left by a
    period."""
    first, total = ledger.horizon.span(ledger.horizon.first), 0.0
    for year, people, term in _before(ledger, skill, market):
        joined = first.start + (year - first.start) // first.length * first.length
        running = overlap(year + term, year + term + 1.0, moment, FOREVER)
        total += people * running * staying(ledger, skill, market, joined, period)
    return total


def staying(ledger: Ledger, skill: str, market: str, joined: int, period: int) -> float:
    """Share of the people counted in a period who are there in a later one: people are counted when it ends, or, if
    attrition is from the second period on, when it begins."""
    row, (start, end), (now, after) = skills(ledger)[skill, market], *map(ledger.horizon.span, (joined, period))
    return (1.0 - row.attrition) ** (after - end if row.attrition_from == FIRST_PERIOD else now - start)


def bound_before(ledger: Ledger, skill: str, market: str) -> float:
    """Part of the headcount whose term runs when the first period begins; less those who leave before they count in
    it."""
    return _in_term_of_before(ledger, skill, market, ledger.horizon.first, ledger.horizon.first)


def in_term(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """People whose term still runs in a period, attrition counted [people]."""
    row, end, total = skills(ledger)[skill, market], ledger.horizon.span(period).end, 0.0
    terms = (row.term_of_service, *terms_apart(ledger, skill, market).values())
    if all(term is None for term in terms):
        return 0.0
    total += _in_term_of_before(ledger, skill, market, end, period)
    for start in (later for later in ledger.horizon.periods if later <= period):
        for joined, people, term in _joined(ledger, skill, market, start):
            if term is not None:
                left, years = end - joined, ledger.horizon.length(joined)
                running = overlap(term, term + years, left, FOREVER) / years
                total += people * running * staying(ledger, skill, market, joined, period)
    return total


# ----------------------------------------------------------------------------------------------------------------------
# Workforce: headcount, training, recruiting and staffing.


Need = tuple[str, str, int, str, float]
"""(skill, labour market, period, plant, people); without a plant, other work."""


def headcount_balance(ledger: Ledger) -> AuditLine:
    """People are those whose term runs; and of the others those who stayed and those who joined, less releases and
    those who retrain [people]."""
    tally = Tally("headcount balance")
    horizon = ledger.horizon
    for (skill, market), row in skills(ledger).items():
        stayed = row.headcount
        if row.attrition_from == FIRST_PERIOD:
            stayed *= (1.0 - row.attrition) ** horizon.length(horizon.first)
        stayed -= bound_before(ledger, skill, market)
        for period, later in zip(horizon.periods, [*horizon.periods[1:], horizon.periods[-1]], strict=True):
            at = (skill, market, period)
            bound, people = in_term(ledger, *at), staff(ledger, "people").get(at, 0.0)
            gone = staff(ledger, "releases").get(at, 0.0) + departures(ledger, *at)
            tally.equal(people + gone, stayed + joined_for_good(ledger, *at) + bound, f"{skill}, {market}, {period}")
            stayed = (people - bound) * staying(ledger, skill, market, period, later)
    return tally.check()


def _in_training(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """Trainees who hold a seat: those who start in each year, as long as their training takes [people]."""
    time, total = skills(ledger)[skill, market].training_time, 0.0
    for start in ledger.horizon.periods:
        entries = [(year, year + time, 1.0) for year in range(*ledger.horizon.span(start))]
        trainees = sum(ledger.horizon.level([entry], period) for entry in entries)
        total += trainees * staff(ledger, "trainees").get((skill, market, start), 0.0)
    for year, people in begun(ledger, skill, market):
        total += people * ledger.horizon.level([(year, year + time, 1.0)], period)
    return total


def whole_people(ledger: Ledger) -> AuditLine:
    """Where stated, a whole number of people is employed [people]."""
    tally = Tally("whole people")
    for (skill, market), row in skills(ledger).items():
        for period in ledger.horizon.periods if row.whole_people == YES else ():
            people = staff(ledger, "people").get((skill, market, period), 0.0)
            where = f"{skill}, {market}, {period}"
            tally.require(abs(people - round(people)) <= ROUNDING, where, f"{people:.6g} people are no whole number")
    return tally.check()


def training_seats(ledger: Ledger) -> AuditLine:
    """Trainees stay within the training seats [people]."""
    tally = Tally("training seats")
    for (skill, market), row in skills(ledger).items():
        for period in ledger.horizon.periods:
            seats = ledger.horizon.mean(row.training_seats, period)
            tally.at_most(_in_training(ledger, skill, market, period), seats, f"{skill}, {market}, {period}")
    return tally.check()


def trainers(ledger: Ledger) -> AuditLine:
    """Trainees stay within the number that skilled people can train [people]."""
    tally = Tally("trainers")
    for (skill, market), row in skills(ledger).items():
        if row.trainees_per_trainer is not None:
            for period in ledger.horizon.periods:
                limit = row.trainees_per_trainer * staff(ledger, "people").get((skill, market, period), 0.0)
                tally.at_most(_in_training(ledger, skill, market, period), limit, f"{skill}, {market}, {period}")
    return tally.check()


def recruiting_limit(ledger: Ledger) -> AuditLine:
    """Recruits from abroad stay within the limit [people per year]."""
    tally = Tally("recruiting limit")
    for (skill, market), row in skills(ledger).items():
        for period in ledger.horizon.periods:
            limit = ledger.horizon.mean(row.recruits_from_abroad, period)
            tally.at_most(recruits(ledger, skill, market, period), limit, f"{skill}, {market}, {period}")
    return tally.check()


def staffing(ledger: Ledger) -> AuditLine:
    """People, less reduced hours on short time, cover the need of plants and other work [people]."""
    tally, need = Tally("staffing"), needed(ledger)
    for skill, market in skills(ledger):
        for period in ledger.horizon.periods:
            at = skill, market, period
            people = staff(ledger, "people").get(at, 0.0) - not_worked(ledger, *at)
            tally.at_least(people, need.get(at, 0.0), f"{skill}, {market}, {period}")
    working: dict[tuple[str, str], Array] = {}
    for skill, market, _, of_plant in _for_output(ledger):
        working[skill, market] = working.get((skill, market), 0.0) + of_plant
    for (skill, market), by_node in working.items():
        for node in ledger.horizon.event_at:
            at = skill, market, ledger.horizon.period[node]
            more = by_node[ledger.horizon.at[node]] - by_node[ledger.horizon.at[ledger.horizon.undisturbed(node)]]
            people = staff(ledger, "people").get(at, 0.0) - not_worked(ledger, *at)
            tally.at_least(people, need.get(at, 0.0) + more, f"{skill}, {market}, {node}")
    for (skill, market, period), people in need.items():
        if (skill, market) not in skills(ledger):
            where = f"{skill}, {market}, {period}"
            tally.require(
                people <= 0, where, f"{people:,.6g} people are needed where there is no labour market for them"
            )
    return tally.check()


def need_reported(ledger: Ledger) -> AuditLine:
    """The reported need is that of existing plants, builds and other work [people]."""
    tally, need = Tally("need reported"), needed(ledger)
    reported = figures(ledger.plan, "workforce", LABOUR, "need")
    for skill, market in skills(ledger):
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
    for (skill, market), row in skills(ledger).items():
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
    if (skill, country) in skills(ledger):
        return country
    for other, market in skills(ledger):
        if other == skill and country in ledger.directory.countries(market):
            return market
    return country


def people_expenses(ledger: Ledger) -> Iterator[Expense]:
    mean = ledger.horizon.mean
    for (skill, market), row in skills(ledger).items():
        for period in ledger.horizon.periods:
            at, years = (skill, market, period), ledger.horizon.length(period)
            sources = (
                ("wages", years * mean(row.wage, period), staff(ledger, "people").get(at, 0.0)),
                ("training", years * mean(row.training_cost, period), staff(ledger, "trainees").get(at, 0.0)),
                ("recruiting", years * mean(row.recruiting_cost, period), recruits(ledger, *at)),
                ("redundancy", mean(row.redundancy_cost, period), staff(ledger, "releases").get(at, 0.0)),
            )
            for cost, rate, count in sources:
                paid = sized(ledger.large(rate), count)
                is_of_all_years, item = cost != "wages", f"{skill} · {market}"
                yield Expense(
                    cost, "people", item, str(period), *paid, market=market, ahead=True, for_later=is_of_all_years
                )


def movements_decided(ledger: Ledger) -> Iterator[DecisionDone]:
    """People who enter training, are recruited and released."""
    years = ledger.horizon.length
    for (skill, market, period), people in staff(ledger, "trainees").items():
        yield DecisionDone(TRAIN, skill, period, years(period) * people, market)
        yield DecisionDone(RECRUIT, skill, period, years(period) * recruits(ledger, skill, market, period), market)
    for (skill, market, period), people in staff(ledger, "releases").items():
        yield DecisionDone(RELEASE, skill, period, people, market)


def skill_names(ledger: Ledger) -> set[str]:
    """Skills of the workbook."""
    return {skill for skill, _ in skills(ledger)}


def labour_markets(ledger: Ledger) -> set[str]:
    """Labour markets are countries or groups, where markets of demand are sites."""
    return {market for _, market in skills(ledger)}


LABELS = {"workforce": (("skill", skill_names), ("market", labour_markets))}
DONE = {"workforce": (movements_decided,)}
AUDITS = {
    "workforce": (headcount_balance, whole_people, training_seats, trainers, recruiting_limit, staffing, need_reported),
}
EXPENSES = {"workforce": (people_expenses,)}

"""Cohorts of the workforce as counted by the audit, from the plan's tables and the sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from model.audit.horizon import FOREVER, overlap
from model.audit.ledger import At, Ledger, figures
from model.audit.routes import Lane, Routing
from model.families.careers.rows import Recruiting, Retraining, ShortTime
from model.families.decisions.rows import RECRUIT, RETRAIN, TRAIN
from model.families.workforce.rows import FIRST_PERIOD, Skill
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import Limit
from model.sheets.schema import ANY
from model.system.memoise import remembered

Cohort = tuple[int, float, float | None]
"""(period, people counted when they joined, term)"""


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


def contracts(ledger: Ledger, skill: str, market: str) -> list[Recruiting]:
    """Contracts on which people of a skill may be recruited."""
    return [row for row in ledger.plan.tables[Recruiting] if (row.skill, row.market) == (skill, market)]


def recruits(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """Recruits but for those on contracts [people per year]."""
    others = sum(on_contracts(ledger).get((skill, market, row.contract, period), 0.0)
                 for row in contracts(ledger, skill, market))  # fmt: skip
    return ledger.lines.recruits.get((skill, market, period), 0.0) - others


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
    delay, total = ledger.rows.skills[skill, market].training_time, 0.0
    for step, share in ledger.horizon.arrivals(delay):
        total += share * ledger.lines.trainees.get((skill, market, period - step * ledger.horizon.years), 0.0)
    for year, people in begun(ledger, skill, market):
        total += people * ledger.horizon.level([(year + delay, year + delay + 1, 1.0)], period)
    return total


def begun(ledger: Ledger, skill: str, market: str) -> Iterator[tuple[int, float]]:
    """(year, people who entered training in it) before the first year."""
    for row in ledger.rows.made:
        if row.action == TRAIN and row.subject == skill and row.place in ("", market) and row.year is not None:
            yield row.year, row.people or 0.0


def arrivals(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """People who complete retraining to a skill [people/y]."""
    total = 0.0
    for row in ledger.plan.tables[Retraining]:
        if (row.new_skill, row.market) == (skill, market):
            for step, share in ledger.horizon.arrivals(row.retraining_time):
                at = (row.skill, skill, market, period - step * ledger.horizon.years)
                total += row.success_rate * share * retrained(ledger).get(at, 0.0)
            for made in ledger.rows.made:
                is_it = made.action == RETRAIN and made.subject == row.skill
                if is_it and made.place in ("", market) and made.way in ("", skill) and made.year is not None:
                    ready, people = made.year + row.retraining_time, row.success_rate * (made.people or 0.0)
                    total += people * ledger.horizon.level([(ready, ready + 1, 1.0)], period)
    return total


def departures(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """People who start to retrain for another skill, over all years of a period [people]."""
    rows = [row for row in ledger.plan.tables[Retraining] if (row.skill, row.market) == (skill, market)]
    starting = sum(retrained(ledger).get((skill, row.new_skill, market, period), 0.0) for row in rows)
    return ledger.horizon.years * starting


def _joined(ledger: Ledger, skill: str, market: str, period: int) -> Iterator[Cohort]:
    """Everybody who joins in a period, with the term for which they do."""
    row, years = ledger.rows.skills[skill, market], ledger.horizon.years
    by_recruiting = counted(row, years, is_recruit=True)
    people = counted(row, years, is_recruit=False) * graduates(ledger, skill, market, period)
    people += by_recruiting * recruits(ledger, skill, market, period) + arrivals(ledger, skill, market, period)
    yield period, years * people, row.term_of_service
    for each in contracts(ledger, skill, market):
        hired = on_contracts(ledger).get((skill, market, each.contract, period), 0.0)
        yield period, years * by_recruiting * hired, each.term_of_service


def joined_for_good(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """People who join without a term [people]."""
    return sum(people for _, people, term in _joined(ledger, skill, market, period) if term is None)


def _before(ledger: Ledger, skill: str, market: str) -> Iterator[tuple[int, float, float]]:
    """(year, people, term) of everybody who joined for a term before the first year."""
    terms = {"": ledger.rows.skills[skill, market].term_of_service}
    terms |= {each.contract: each.term_of_service for each in contracts(ledger, skill, market)}
    for made in ledger.rows.made:
        term = terms.get(made.way) if made.action == RECRUIT and made.subject == skill else None
        if term is not None and made.place in ("", market) and made.year is not None:
            yield made.year, made.people or 0.0, term


def _in_term_of_before(ledger: Ledger, skill: str, market: str, moment: int, period: int) -> float:
    """People who joined before the first year and whose term ends after a moment; less those who have left by a
    period."""
    row, years, total = ledger.rows.skills[skill, market], ledger.horizon.years, 0.0
    for year, people, term in _before(ledger, skill, market):
        joined = ledger.horizon.first - years * -((year - ledger.horizon.first) // years)
        running = overlap(year + term, year + term + 1.0, moment, FOREVER)
        total += people * running * (1.0 - row.attrition) ** (period - joined)
    return total


def bound_before(ledger: Ledger, skill: str, market: str) -> float:
    """Part of the headcount whose term runs when the first period begins; less those who leave before they count in
    it."""
    return _in_term_of_before(ledger, skill, market, ledger.horizon.first, ledger.horizon.first)


def in_term(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """People whose term still runs in a period, attrition counted [people]."""
    row, years, total = ledger.rows.skills[skill, market], ledger.horizon.years, 0.0
    if row.term_of_service is None and all(each.term_of_service is None for each in contracts(ledger, skill, market)):
        return 0.0
    total += _in_term_of_before(ledger, skill, market, period + years, period)
    for start in (each for each in ledger.horizon.periods if each <= period):
        for joined, people, term in _joined(ledger, skill, market, start):
            if term is not None:
                end = period + years - joined
                staying = overlap(term, term + years, end, FOREVER) / years
                total += people * staying * (1.0 - row.attrition) ** (period - joined)
    return total


def not_worked(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """Full-time equivalents lost to short time [people]."""
    rows = [row for row in ledger.plan.tables[ShortTime] if (row.skill, row.market) == (skill, market)]
    return sum((1.0 - row.share_of_work) * on_short_time(ledger).get((skill, market, period), 0.0) for row in rows)


Parties = Callable[[Lane], Iterator[str]]
"""Parties for which a lane counts."""


def carried(ledger: Ledger, row: Limit) -> dict[str, dict[str, float]]:
    """Flow by party, then by node, where positive [units sent per year]."""
    parties, goods = lane_parties(ledger, row), ledger.directory.commodities(row.of)
    found: dict[str, dict[str, float]] = {name: {} for name in _names(ledger, row)}
    known: dict[Lane, list[str]] = {}
    for (i, j, k, node), amount in ledger.lines.shipped.items():
        lane = (i, j, k)
        if lane not in known:
            known[lane] = list(parties(lane)) if k in goods else []
        for name in known[lane]:
            found[name][node] = found[name].get(node, 0.0) + amount
    return found


def lane_parties(ledger: Ledger, row: Limit) -> Parties:
    """The parties for which a limit counts a lane."""
    if row.measure == "throughput":
        return lambda lane: _holding(ledger, row.scope, lane[0])
    if _is_corridor(ledger, row.scope):
        return _through(ledger, row)
    return lambda lane: _between(ledger, row, *lane[:2])


def _through(ledger: Ledger, row: Limit) -> Parties:
    """Flow through a corridor; for each country, by origin."""
    routing = Routing(ledger)

    def parties(lane: Lane) -> Iterator[str]:
        route = routing.route(lane)
        if route is not None and route.corridor == row.scope:
            for start in _holding(ledger, row.against, lane[0]):
                yield start if row.against == EACH_COUNTRY else row.scope

    return parties


def _between(ledger: Ledger, row: Limit, origin: str, destination: str) -> Iterator[str]:
    """From one place to another; a place covered by 'any' or 'each country' is never the place at the other end itself,
    nor in it."""
    for end in _holding(ledger, row.scope, destination):
        for start in _holding(ledger, row.against, origin):
            if row.against in (ANY, EACH_COUNTRY) and row.scope != ANY and origin in ledger.directory.sites(end):
                continue
            if row.scope in (ANY, EACH_COUNTRY) and row.against != ANY and destination in ledger.directory.sites(start):
                continue
            yield start if row.against == EACH_COUNTRY else end


def _holding(ledger: Ledger, place: str, site: str) -> Iterator[str]:
    """The place, or with 'each country' the country, in which a site lies; none if it lies elsewhere."""
    if place == EACH_COUNTRY:
        yield ledger.country(site)
    elif site in ledger.directory.sites(place):
        yield place


def _is_corridor(ledger: Ledger, name: str) -> bool:
    return not ledger.directory.sites(name) and any(route.corridor == name for route in ledger.rows.routes)


def _names(ledger: Ledger, row: Limit) -> list[str]:
    """All parties that a row is reported for."""
    countries = list(dict.fromkeys(ledger.country(site) for site in ledger.rows.sites))
    is_each = row.scope == EACH_COUNTRY or (row.measure == "flow" and row.against == EACH_COUNTRY)
    return countries if is_each else [row.scope]

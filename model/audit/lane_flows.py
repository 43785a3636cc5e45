"""Cohorts of the workforce as counted by the audit, from the plan's tables and the sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from model.audit.horizon import FOREVER, overlap
from model.audit.ledger import Ledger
from model.audit.routes import Lane, Routing
from model.families.decisions.rows import RECRUIT, TRAIN
from model.families.workforce.rows import FIRST_PERIOD, Skill
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import Limit
from model.sheets.schema import ANY
from model.system.declared import declared

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
    ways = (each.terms(ledger, skill, market) for each in movements())
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
    return ledger.lines.recruits.get((skill, market, period), 0.0) - apart


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


def _joined(ledger: Ledger, skill: str, market: str, period: int) -> Iterator[Cohort]:
    """Everybody who joins in a period, with the term for which they do."""
    row, years = ledger.rows.skills[skill, market], ledger.horizon.years
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
    terms = {"": ledger.rows.skills[skill, market].term_of_service}
    terms |= terms_apart(ledger, skill, market)
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
    terms = (row.term_of_service, *terms_apart(ledger, skill, market).values())
    if all(term is None for term in terms):
        return 0.0
    total += _in_term_of_before(ledger, skill, market, period + years, period)
    for start in (each for each in ledger.horizon.periods if each <= period):
        for joined, people, term in _joined(ledger, skill, market, start):
            if term is not None:
                end = period + years - joined
                staying = overlap(term, term + years, end, FOREVER) / years
                total += people * staying * (1.0 - row.attrition) ** (period - joined)
    return total


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

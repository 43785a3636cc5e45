"""Careers: contracts, terms of service, retraining, short time and overstaffing, and their costs."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.costs import Expense, sized
from model.audit.ledger import At, DecisionDone, Ledger, figures
from model.audit.tally import Tally
from model.audit.workforce import StaffMovements, in_term, needed, skill_names, skills, staff
from model.families.careers.rows import Overstaffing, Recruiting, Retraining, ShortTime
from model.families.decisions.rows import RECRUIT, RETRAIN, SHORT_TIME
from model.results.plan import AuditLine
from model.sheets.schema import ANY
from model.system.memoise import remembered

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
            for decision in ledger.rows.earlier:
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


def contract_limits(ledger: Ledger) -> AuditLine:
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


def terms_of_service(ledger: Ledger) -> AuditLine:
    """People who joined for a term stay to its end [people]."""
    tally = Tally("terms of service")
    for skill, market in skills(ledger):
        for period in ledger.horizon.periods:
            bound = in_term(ledger, skill, market, period)
            if bound > 0:
                people = staff(ledger, "people").get((skill, market, period), 0.0)
                tally.at_least(people, bound, f"{skill}, {market}, {period}")
    return tally.check()


def retraining_limits(ledger: Ledger) -> AuditLine:
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
            skilled = staff(ledger, "people").get((row.new_skill, row.market, period), 0.0)
            tally.at_most(people, row.maximum_share * skilled, where)
    return tally.check()


def short_time_limits(ledger: Ledger) -> AuditLine:
    """People on short time stay within the limit and the headcount [people]."""
    tally = Tally("short time")
    short_time = {(row.skill, row.market): row for row in ledger.plan.tables[ShortTime]}
    for (skill, market, period), people in on_short_time(ledger).items():
        where, row = f"{skill}, {market}, {period}", short_time.get((skill, market))
        tally.require(row is not None, where, "short time is not allowed")
        tally.at_most(people, staff(ledger, "people").get((skill, market, period), 0.0), where)
        if row is not None and row.limit is not None:
            tally.at_most(people, ledger.horizon.mean(row.limit, period), where)
    return tally.check()


def beyond_need(ledger: Ledger) -> dict[tuple[str, str, int], float]:
    """Surplus staff by skill, labour market and period: full-time equivalents, less those needed."""
    needs, needed_people = needed(ledger), {}
    for skill, market in skills(ledger):
        for period in ledger.horizon.periods:
            at = (skill, market, period)
            people = staff(ledger, "people").get(at, 0.0)
            needed_people[at] = people - short_time_hours(ledger, *at) - needs.get(at, 0.0)
    return needed_people


def overstaffing_limits(ledger: Ledger) -> AuditLine:
    """Surplus staff stays within the limits, of each skill and of a whole labour market [people]."""
    tally, surplus = Tally("overstaffing"), beyond_need(ledger)
    for row in ledger.plan.tables[Overstaffing]:
        meant = [skill for skill, market in skills(ledger) if market == row.market and row.skill in (skill, ANY)]
        if row.limit is None:
            continue
        for period in ledger.horizon.periods:
            limit = ledger.horizon.mean(row.limit, period)
            idle = sum(surplus[skill, row.market, period] for skill in meant)
            employed = sum(staff(ledger, "people").get((skill, row.market, period), 0.0) for skill in meant)
            tally.at_most(idle, limit, f"{row.skill}, {row.market}, {period}", employed)
    return tally.check()


def overstaffing_reported(ledger: Ledger) -> AuditLine:
    """Reported surplus staff is that of the plan [people]."""
    tally, surplus = Tally("overstaffing reported"), beyond_need(ledger)
    reported = figures(ledger.plan, "overstaffing", ("skill", "market", "period"), "people")
    for row in ledger.plan.tables[Overstaffing]:
        for (skill, market, period), people in surplus.items():
            if market == row.market and row.skill in (skill, ANY):
                at, size = (skill, market, period), staff(ledger, "people").get((skill, market, period), 0.0)
                tally.equal(reported.get(at, 0.0), people, f"{skill}, {market}, {period}", size)
    return tally.check()


def career_costs(ledger: Ledger) -> Iterator[Spending]:
    """Cost of contracts, retraining, short time and overstaffing."""
    mean, tables = ledger.horizon.mean, ledger.plan.tables
    for skill, market in skills(ledger):
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
        wage = skills(ledger)[short.skill, short.market].wage
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
        is_of_all_years = cost in ("hiring", "retraining")
        yield Expense(cost, "people", item, str(period), *paid, market=market, ahead=True, for_later=is_of_all_years)


def contract_names(ledger: Ledger) -> set[str]:
    """Contracts on which people may be recruited."""
    return {row.contract for row in ledger.plan.tables[Recruiting]}


def movements_decided(ledger: Ledger) -> Iterator[DecisionDone]:
    """People who are recruited on contracts, retrain and are put on short time."""
    years = ledger.horizon.length
    for (skill, market, contract, period), people in on_contracts(ledger).items():
        yield DecisionDone(RECRUIT, skill, period, years(period) * people, market, contract)
    for (skill, other, market, period), people in retrained(ledger).items():
        yield DecisionDone(RETRAIN, skill, period, years(period) * people, market, other)
    for (skill, market, period), people in on_short_time(ledger).items():
        yield DecisionDone(SHORT_TIME, skill, period, people, market)


LABELS = {"careers": (("contract", contract_names), ("new_skill", skill_names))}
MOVEMENTS = {"careers": (StaffMovements(terms, recruited, arrivals, career_departures, short_time_hours),)}
DONE = {"careers": (movements_decided,)}
AUDITS = {
    "careers": (
        contract_limits,
        terms_of_service,
        retraining_limits,
        short_time_limits,
        overstaffing_limits,
        overstaffing_reported,
    ),
}
EXPENSES = {"careers": (career_expenses,)}

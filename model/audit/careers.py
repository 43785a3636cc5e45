"""Careers: contracts, terms of service, retraining, short time and overstaffing, and their costs."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.check import Tally
from model.audit.expense import Expense, sized
from model.audit.lane_flows import StaffMovements, in_term
from model.audit.ledger import At, Ledger, figures
from model.audit.workforce import needed
from model.families.careers.rows import Overstaffing, Recruiting, Retraining, ShortTime
from model.families.decisions.rows import RETRAIN
from model.results.plan import Check
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


def not_worked(ledger: Ledger, skill: str, market: str, period: int) -> float:
    """Full-time equivalents lost to short time [people]."""
    rows = [row for row in ledger.plan.tables[ShortTime] if (row.skill, row.market) == (skill, market)]
    return sum((1.0 - row.share_of_work) * on_short_time(ledger).get((skill, market, period), 0.0) for row in rows)


def contract_limits(ledger: Ledger) -> Check:
    """Recruits on a contract stay within its limit, and no contract is unknown [people per year]."""
    tally = Tally("recruiting contracts")
    known = {(row.skill, row.market, row.contract): row for row in ledger.plan.tables[Recruiting]}
    for (*names, period), people in on_contracts(ledger).items():
        where = f"{', '.join(names)}, {period}"
        row = known.get((names[0], names[1], names[2]))
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
    known = {(row.skill, row.new_skill, row.market): row for row in ledger.plan.tables[Retraining]}
    for (*names, period), people in retrained(ledger).items():
        where = f"{names[0]} → {names[1]}, {names[2]}, {period}"
        row = known.get((names[0], names[1], names[2]))
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
    known = {(row.skill, row.market): row for row in ledger.plan.tables[ShortTime]}
    for (skill, market, period), people in on_short_time(ledger).items():
        where, row = f"{skill}, {market}, {period}", known.get((skill, market))
        tally.require(row is not None, where, "short time is not allowed")
        tally.at_most(people, ledger.lines.people.get((skill, market, period), 0.0), where)
        if row is not None and row.limit is not None:
            tally.at_most(people, ledger.horizon.mean(row.limit, period), where)
    return tally.check()


def beyond_need(ledger: Ledger) -> dict[tuple[str, str, int], float]:
    """Surplus staff by skill, labour market and period: full-time equivalents, less those needed."""
    needs, found = needed(ledger), {}
    for skill, market in ledger.rows.skills:
        for period in ledger.horizon.periods:
            at = (skill, market, period)
            found[at] = ledger.lines.people.get(at, 0.0) - not_worked(ledger, *at) - needs.get(at, 0.0)
    return found


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
        for each in (row for row in tables[Recruiting] if (row.skill, row.market) == (skill, market)):
            for period in ledger.horizon.periods:
                people = on_contracts(ledger).get((skill, market, each.contract, period), 0.0)
                item = f"{skill} · {market} · {each.contract}"
                yield "hiring", item, market, period, mean(each.recruiting_cost, period), people
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
        paid = sized(ledger.large(rate) * ledger.horizon.years, people)
        yield Expense(cost, "people", item, str(period), *paid, market=market, ahead=True)


def contract_names(ledger: Ledger) -> set[str]:
    """Contracts on which people may be recruited."""
    return {row.contract for row in ledger.plan.tables[Recruiting]}


def skill_names(ledger: Ledger) -> set[str]:
    """Skills, as names of those to which people are retrained."""
    return {skill for skill, _ in ledger.rows.skills}


LABELS = {"careers": (("contract", contract_names), ("new_skill", skill_names))}
MOVEMENTS = {"careers": (StaffMovements(terms, recruited, arrivals, departures, not_worked),)}
EXPENSES = {"careers": (career_expenses,)}
AUDITS = {
    "careers": (
        contract_limits,
        terms_of_service,
        retraining_limits,
        short_time_limits,
        overstaffing_limits,
        overstaffing_reported,
    )
}

__all__ = [
    "career_costs", "contract_limits", "overstaffing_limits", "overstaffing_reported", "retraining_limits",
    "short_time_limits", "terms_of_service",
]  # fmt: skip

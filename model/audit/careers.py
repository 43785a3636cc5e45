"""Careers: contracts, terms of service, retraining, short time and overstaffing, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.books import Books, figures
from model.audit.expense import Expense, sized
from model.audit.movements import contracts, in_term, not_worked, on_contracts, on_short_time, retrained
from model.audit.tally import Tally
from model.audit.workforce import needed
from model.families.careers.rows import Overstaffing, Recruiting, Retraining, ShortTime
from model.results.plan import Check
from model.sheets.schema import ANY

Spending = tuple[str, str, str, int, float, float]
"""(cost, item, labour market, period, rate in the currency per year, people)"""


def contract_limits(books: Books) -> Check:
    """Recruits on a contract stay within its limit, and no contract is unknown [people per year]."""
    tally = Tally("recruiting contracts")
    known = {(row.skill, row.market, row.contract): row for row in books.plan.tables[Recruiting]}
    for (*names, period), people in on_contracts(books).items():
        where = f"{', '.join(names)}, {period}"
        row = known.get((names[0], names[1], names[2]))
        tally.require(row is not None, where, "there is no such contract")
        if row is not None and row.recruits is not None:
            tally.at_most(people, books.horizon.mean(row.recruits, period), where)
    return tally.check()


def terms_of_service(books: Books) -> Check:
    """People who joined for a term stay to its end [people]."""
    tally = Tally("terms of service")
    for skill, market in books.rows.skills:
        for period in books.horizon.periods:
            bound = in_term(books, skill, market, period)
            if bound > 0:
                people = books.lines.people.get((skill, market, period), 0.0)
                tally.at_least(people, bound, f"{skill}, {market}, {period}")
    return tally.check()


def retraining_limits(books: Books) -> Check:
    """People who start retraining stay within the limits, and only between skills of a row of Retraining [people per
    year]."""
    tally = Tally("retraining")
    known = {(row.skill, row.new_skill, row.market): row for row in books.plan.tables[Retraining]}
    for (*names, period), people in retrained(books).items():
        where = f"{names[0]} → {names[1]}, {names[2]}, {period}"
        row = known.get((names[0], names[1], names[2]))
        tally.require(row is not None, where, "this retraining is not allowed")
        if row is not None and row.limit is not None:
            tally.at_most(people, books.horizon.mean(row.limit, period), where)
        if row is not None and row.maximum_share is not None:
            skilled = books.lines.people.get((row.new_skill, row.market, period), 0.0)
            tally.at_most(people, row.maximum_share * skilled, where)
    return tally.check()


def short_time_limits(books: Books) -> Check:
    """People on short time stay within the limit and the headcount [people]."""
    tally = Tally("short time")
    known = {(row.skill, row.market): row for row in books.plan.tables[ShortTime]}
    for (skill, market, period), people in on_short_time(books).items():
        where, row = f"{skill}, {market}, {period}", known.get((skill, market))
        tally.require(row is not None, where, "short time is not allowed")
        tally.at_most(people, books.lines.people.get((skill, market, period), 0.0), where)
        if row is not None and row.limit is not None:
            tally.at_most(people, books.horizon.mean(row.limit, period), where)
    return tally.check()


def beyond_need(books: Books) -> dict[tuple[str, str, int], float]:
    """Surplus staff by skill, labour market and period: full-time equivalents, less those needed."""
    needs, found = needed(books), {}
    for skill, market in books.rows.skills:
        for period in books.horizon.periods:
            at = (skill, market, period)
            found[at] = books.lines.people.get(at, 0.0) - not_worked(books, *at) - needs.get(at, 0.0)
    return found


def overstaffing_limits(books: Books) -> Check:
    """Surplus staff stays within the limits, of each skill and of a whole labour market [people]."""
    tally, surplus = Tally("overstaffing"), beyond_need(books)
    for row in books.plan.tables[Overstaffing]:
        skills = [skill for skill, market in books.rows.skills if market == row.market and row.skill in (skill, ANY)]
        if row.limit is None:
            continue
        for period in books.horizon.periods:
            limit = books.horizon.mean(row.limit, period)
            idle = sum(surplus[skill, row.market, period] for skill in skills)
            employed = sum(books.lines.people.get((skill, row.market, period), 0.0) for skill in skills)
            tally.at_most(idle, limit, f"{row.skill}, {row.market}, {period}", employed)
    return tally.check()


def overstaffing_reported(books: Books) -> Check:
    """Reported surplus staff is that of the plan [people]."""
    tally, surplus = Tally("overstaffing reported"), beyond_need(books)
    reported = figures(books.plan, "overstaffing", ("skill", "market", "period"), "people")
    for row in books.plan.tables[Overstaffing]:
        for (skill, market, period), people in surplus.items():
            if market == row.market and row.skill in (skill, ANY):
                at, size = (skill, market, period), books.lines.people.get((skill, market, period), 0.0)
                tally.equal(reported.get(at, 0.0), people, f"{skill}, {market}, {period}", size)
    return tally.check()


def career_costs(books: Books) -> Iterator[Spending]:
    """Cost of contracts, retraining, short time and overstaffing."""
    mean, tables = books.horizon.mean, books.plan.tables
    for skill, market in books.rows.skills:
        for each in contracts(books, skill, market):
            for period in books.horizon.periods:
                people = on_contracts(books).get((skill, market, each.contract, period), 0.0)
                item = f"{skill} · {market} · {each.contract}"
                yield "hiring", item, market, period, mean(each.recruiting_cost, period), people
    for change in tables[Retraining]:
        for period in books.horizon.periods:
            people = retrained(books).get((change.skill, change.new_skill, change.market, period), 0.0)
            item = f"{change.skill} · {change.new_skill} · {change.market}"
            yield "retraining", item, change.market, period, mean(change.retraining_cost, period), people
    for short in tables[ShortTime]:
        wage = books.rows.skills[short.skill, short.market].wage
        for period in books.horizon.periods:
            people = on_short_time(books).get((short.skill, short.market, period), 0.0)
            rate = mean(short.pay or wage, period) - mean(wage, period)
            yield "short time", f"{short.skill} · {short.market}", short.market, period, rate, people
    surplus = beyond_need(books) if tables[Overstaffing] else {}
    for row in tables[Overstaffing]:
        for (skill, market, period), people in surplus.items():
            if market == row.market and row.skill in (skill, ANY):
                yield "overstaffing", f"{skill} · {market}", market, period, mean(row.overstaffing_cost, period), people


def career_expenses(books: Books) -> Iterator[Expense]:
    """Contracts, retraining, short time and overstaffing."""
    for cost, item, market, period, rate, people in career_costs(books):
        paid = sized(books.large(rate) * books.horizon.years, people)
        yield Expense(cost, "people", item, str(period), *paid, market=market, ahead=True)


EXPENSES = (career_expenses,)
AUDITS = (
    contract_limits,
    terms_of_service,
    retraining_limits,
    short_time_limits,
    overstaffing_limits,
    overstaffing_reported,
)

__all__ = [
    "career_costs", "contract_limits", "overstaffing_limits", "overstaffing_reported", "retraining_limits",
    "short_time_limits", "terms_of_service",
]  # fmt: skip

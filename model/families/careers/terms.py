"""Workforce flows: the sheets of people → contracts, terms, retraining, short time, overstaffing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from typing import Any

from model.families.careers.rows import Overstaffing, Recruiting, Retraining, ShortTime
from model.families.decisions.rows import RECRUIT, RETRAIN
from model.families.decisions.terms import already_made, is_meant
from model.families.workforce.rows import Skill
from model.families.workforce.terms import Labour, arrivals, costs_by_period, in_service, staying_since
from model.scenario.build_context import BuildContext
from model.scenario.calendar import Calendar
from model.sheets.columns import ByYear
from model.sheets.names import LabourMarket, SkillName
from model.sheets.schema import ANY
from model.tolerances import MOMENT

RecruitingKey = tuple[SkillName, LabourMarket, str]
"""(skill, labour market, contract)"""

Change = tuple[SkillName, SkillName, LabourMarket]
"""(skill, new skill, labour market)"""

Yearly = dict[Any, float]
"""By labels and period."""


@dataclass(frozen=True)
class Careers:
    """Index sets and coefficients of contracts, terms, retraining, short time and overstaffing. Costs in {amount}."""

    labour: list[Labour]
    contracts: list[RecruitingKey]
    contract_limit: Yearly
    contract_cost: Yearly
    contract_service: Yearly
    """(skill, market, contract, joined, period): of those counted when they joined, the share whose term still runs."""
    contract_end: Yearly
    """The same: the share whose term ends."""
    service: Yearly
    """(skill, market, joined, period): the same shares, of a term that all have who join a skill."""
    end: Yearly
    begun_service: Yearly
    """(skill, market, period): of those who joined for a term before the first period, who is still there [people],"""
    begun_end: Yearly
    """and whose term ends [people]."""
    changes: list[Change]
    arriving: Yearly
    """(skill, new skill, market, started, period): of those who start per year, those per year who have changed."""
    begun: Yearly
    """(skill, market, period): who began to retrain for it before the first period and change in this one [people]."""
    change_limit: Yearly
    maximum_share: dict[Change, float]
    change_cost: Yearly
    short_time: list[Labour]
    share_of_work: dict[Labour, float]
    short_time_limit: Yearly
    short_time_cost: Yearly
    """Cost of short time above the wage; negative if it is less."""
    overmanned: dict[tuple[str, LabourMarket], list[SkillName]]
    """The skills of each row of Overstaffing: (skill or 'any', market)."""
    overstaffing_limit: Yearly
    overstaffing_cost: Yearly
    """By skill."""


def careers_of(context: BuildContext) -> Careers:
    """Careers of the tables."""
    calendar = context.calendar
    skills = {(row.skill, row.market): row for row in context.tables[Skill]}
    contracts = {(row.skill, row.market, row.contract): row for row in context.tables[Recruiting]}
    changes = {(row.skill, row.new_skill, row.market): row for row in context.tables[Retraining]}
    shorter = {(row.skill, row.market): row for row in context.tables[ShortTime]}
    over = {(row.skill, row.market): row for row in context.tables[Overstaffing]}
    terms = {labour: (row, row.term_of_service) for labour, row in skills.items() if row.term_of_service is not None}
    of_contracts = {
        contract: (skills[contract[:2]], row.term_of_service)
        for contract, row in contracts.items()
        if row.term_of_service is not None
    }
    with_term = {(*labour, ""): term for labour, term in terms.items()} | of_contracts
    wage = costs_by_period(context, {labour: skills[labour].wage for labour in shorter})
    pay = costs_by_period(context, {labour: row.pay for labour, row in shorter.items() if row.pay is not None})
    return Careers(
        labour=list(skills),
        contracts=list(contracts),
        contract_limit=_limits(context, {contract: row.recruits for contract, row in contracts.items()}),
        contract_cost=costs_by_period(context, {key: row.recruiting_cost for key, row in contracts.items()}),
        contract_service=_service(context, of_contracts),
        contract_end=_ends(context, of_contracts),
        service=_service(context, terms),
        end=_ends(context, terms),
        begun_service=_begun_service(context, with_term),
        begun_end=_begun_end(context, with_term),
        changes=list(changes),
        arriving=_arriving(calendar, changes),
        begun=_begun(context, changes),
        change_limit=_limits(context, {change: row.limit for change, row in changes.items()}),
        maximum_share={c: row.maximum_share for c, row in changes.items() if row.maximum_share is not None},
        change_cost=costs_by_period(context, {change: row.retraining_cost for change, row in changes.items()}),
        short_time=list(shorter),
        share_of_work={labour: row.share_of_work for labour, row in shorter.items()},
        short_time_limit=_limits(context, {labour: row.limit for labour, row in shorter.items()}),
        short_time_cost={key: cost - wage[key] for key, cost in pay.items()},
        overmanned={(o, l): [s for s, at in skills if at == l and o in (s, ANY)] for o, l in over},
        overstaffing_limit=_limits(context, {labour: row.limit for labour, row in over.items()}),
        overstaffing_cost=_overstaffing_cost(context, over, skills),
    )


Joined = tuple[RecruitingKey, int, float, Skill, float]
"""(skill, market and contract, year, people counted when they joined, skill, term)"""


def _joined_before(context: BuildContext, terms: Mapping[RecruitingKey, tuple[Skill, float]]) -> Iterator[Joined]:
    """Who joined for a term before the first period, evenly over a year; an empty contract is the skill's own term."""
    for row in already_made(context.tables, RECRUIT):
        for key, (skill, term) in terms.items():
            if key[0] == row.subject and row.place in ("", key[1]) and row.way == key[2] and row.year is not None:
                yield key, row.year, row.people or 0.0, skill, term


def _left_of(context: BuildContext, skill: Skill, joined: int, period: int) -> float:
    """Share of those who joined in a year that attrition leaves in a period."""
    return staying_since(skill, context.calendar, joined, period)


def _begun_service(context: BuildContext, terms: Mapping[RecruitingKey, tuple[Skill, float]]) -> Yearly:
    """People hired before the plan whose term runs beyond a period."""
    people_by: Yearly = {}
    for (s, l, _), year, people, skill, term in _joined_before(context, terms):
        for t in context.calendar.periods:
            runs = min(1.0, max(0.0, year + term + 1 - context.calendar.after(t)))
            if runs > MOMENT:
                staying_on = people * runs * _left_of(context, skill, year, t)
                people_by[s, l, t] = people_by.get((s, l, t), 0.0) + staying_on
    return people_by


def _begun_end(context: BuildContext, terms: Mapping[RecruitingKey, tuple[Skill, float]]) -> Yearly:
    """People hired before the plan whose term ends within a period."""
    people_by: Yearly = {}
    for (s, l, _), year, people, skill, term in _joined_before(context, terms):
        for t in context.calendar.periods:
            if (ends := context.calendar.overlap(year + term, year + term + 1, t)) > MOMENT:
                ending = people * ends * _left_of(context, skill, year, t)
                people_by[s, l, t] = people_by.get((s, l, t), 0.0) + ending
    return people_by


def _begun(context: BuildContext, changes: Mapping[Change, Retraining]) -> Yearly:
    """People who began to retrain before the first period and succeed, spread evenly over a year."""
    people_by: Yearly = {}
    for row in already_made(context.tables, RETRAIN):
        for (skill, other, market), change in changes.items():
            if skill == row.subject and is_meant(row, market, other) and row.year is not None:
                ready, people = row.year + change.retraining_time, change.success_rate * (row.people or 0.0)
                for t in context.calendar.periods:
                    key = (other, market, t)
                    people_by[key] = people_by.get(key, 0.0) + people * context.calendar.overlap(ready, ready + 1, t)
    return people_by


def _arriving(calendar: Calendar, changes: Mapping[Any, Retraining]) -> Yearly:
    """Share of those who begin to retrain in a period who change their skill in another."""
    arriving: Yearly = {}
    for change, row in changes.items():
        for b, t, share in arrivals(calendar, row.retraining_time):
            arriving[*change, b, t] = share * row.success_rate
    return arriving


def _limits(context: BuildContext, limits: Mapping[Any, ByYear | None]) -> Yearly:
    """Limits by label and period, omitting labels without one."""
    return context.by_period(limits)


def _service(context: BuildContext, terms: dict[Any, tuple[Skill, float]]) -> Yearly:
    """Shares of those who joined in a period whose term still runs in another."""
    calendar = context.calendar
    shares: Yearly = {}
    for label, (row, term) in terms.items():
        for b, t in combinations_with_replacement(calendar.periods, 2):
            if (share := in_service(row, term, calendar, t, b)) > MOMENT:
                shares[*label, b, t] = share
    return shares


def _ends(context: BuildContext, terms: dict[Any, tuple[Skill, float]]) -> Yearly:
    """Shares of those who joined in a period whose term ends in another."""
    calendar = context.calendar
    shares: Yearly = {}
    for label, (row, term) in terms.items():
        for b in calendar.periods:
            for t, share in calendar.arriving(b, term):
                if t < calendar.end:
                    shares[*label, b, t] = share * staying_since(row, calendar, b, t)
    return shares


def _overstaffing_cost(
    context: BuildContext, rows: dict[tuple[str, LabourMarket], Overstaffing], skills: dict[Labour, Skill]
) -> Yearly:
    """Cost of a skill plus that of 'any', for labels with a cost in some period."""
    stated = costs_by_period(context, {labour: row.overstaffing_cost for labour, row in rows.items()})
    places = ((s, l, t) for (s, l), t in product(skills, context.calendar.periods))
    costs = {(s, l, t): stated.get((s, l, t), 0.0) + stated.get((ANY, l, t), 0.0) for s, l, t in places}
    costly = {(s, l) for (s, l, _), cost in costs.items() if cost > 0}
    return {(s, l, t): cost for (s, l, t), cost in costs.items() if (s, l) in costly}

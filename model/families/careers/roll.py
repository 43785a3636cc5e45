"""People who retrain, and those whose term of service runs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from model.families.careers.rows import Recruiting, Retraining
from model.families.careers.terms import Careers, careers_of
from model.families.common.past import Added, Change, Off, Past
from model.families.decisions.rows import RECRUIT, RETRAIN
from model.families.decisions.terms import is_meant
from model.families.instance import context_of
from model.families.workforce.rows import Skill
from model.families.workforce.terms import Labour, Workforce, workforce_of
from model.tolerances import FLOAT


def retraining(past: Past) -> Iterator[Change]:
    """People who began to retrain and have not acquired the new skill."""
    rows = {(row.skill, row.new_skill, row.market): row for row in past.tables[Retraining]}
    for line in past.lines("retraining", "period"):
        row, end = rows[line.skill, line.new_skill, line.market], past.calendar.after(line.at)
        if line.people <= FLOAT or end + row.retraining_time <= past.to + FLOAT:
            continue
        for year in range(line.at, end):
            begun = past.already_made(RETRAIN, row.skill, year, place=row.market, way=row.new_skill, people=line.people)
            yield Added(begun, f"began to retrain in {year}")


def terms(past: Past) -> Iterator[Change]:
    """People who have joined for a term and are still there: in each year of a period as many."""
    context = context_of(past.tables)
    careers, workforce = careers_of(context), workforce_of(context)
    skills = {(row.skill, row.market): row for row in past.tables[Skill]}
    for labour, period, way, people in _joined(past, careers, workforce):
        row, years = skills[labour], past.calendar.years_of(period)
        term = row.term_of_service if not way else _term(past, labour, way)
        for year in years if term is not None and people > FLOAT else ():
            if term is not None and year + term + 1 > past.to + FLOAT:
                joined = past.already_made(
                    RECRUIT, row.skill, year, place=row.market, way=way, people=people / len(years)
                )
                yield Added(joined, f"joined for a term in {year}")


def _term(past: Past, labour: Labour, contract: str) -> float | None:
    rows = (row for row in past.tables[Recruiting] if (row.skill, row.market, row.contract) == (*labour, contract))
    return next((row.term_of_service for row in rows), None)


def _joined(past: Past, careers: Careers, workforce: Workforce) -> Iterator[tuple[Labour, int, str, float]]:
    """(skill and market, period, contract or none, people counted when they joined) of the periods that are over."""
    people = {(line.skill, line.market, line.at): line for line in past.lines("workforce", "period")}
    changed = {(line.skill, line.new_skill, line.market, line.at): line for line in past.lines("retraining", "period")}
    hired = {(line.skill, line.market, line.contract, line.at): line for line in past.lines("recruiting", "period")}
    for (s, l), t in product(careers.labour, past.periods):
        years, counted = past.calendar.length(t), workforce.recruits_counted[s, l, t]
        graduates = workforce.begun_graduates.get((s, l, t), 0.0) + sum(
            share * people[s, l, b].trainees
            for (skill, market, b, at), share in workforce.graduates.items()
            if (skill, market, at) == (s, l, t) and (s, l, b) in people
        )
        arrivals = careers.begun.get((s, l, t), 0.0) + years * sum(
            share * changed[o, s, l, b].people
            for (o, new, market, b, at), share in careers.arriving.items()
            if (new, market, at) == (s, l, t) and (o, s, l, b) in changed
        )
        on_contracts = {key[2]: line.recruits for key, line in hired.items() if (*key[:2], key[3]) == (s, l, t)}
        recruits = people[s, l, t].recruits - sum(on_contracts.values()) if (s, l, t) in people else 0.0
        yield (s, l), t, "", years * graduates + years * counted * recruits + arrivals
        for contract, number in on_contracts.items():
            yield (s, l), t, contract, years * counted * number


def over(past: Past) -> Iterator[Change]:
    """Rows about people who retrained or joined before the plan, once they are counted or their term has ended."""
    for row in past.made_before(RETRAIN):
        changes = (change for change in past.tables[Retraining] if change.skill == row.subject)
        times = [change.retraining_time for change in changes if is_meant(row, change.market, change.new_skill)]
        if row.year is not None and times and row.year + 1 + max(times) <= past.to + FLOAT:
            yield Off(row, f"who began to retrain in {row.year} is in the headcount")
    for row in past.made_before(RECRUIT):
        skills = {(skill.skill, skill.market): skill.term_of_service for skill in past.tables[Skill]}
        labours = [(skill, market) for skill, market in skills if skill == row.subject and row.place in ("", market)]
        ends = [_term(past, labour, row.way) if row.way else skills[labour] for labour in labours]
        if row.year is not None and ends and all(term is not None and row.year + term + 1 <= past.to for term in ends):
            yield Off(row, f"the term of those who joined in {row.year} is over")


ROLL = (retraining, terms, over)

"""Careers: unknown labour markets, retraining to the same skill, and rows without effect."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.careers.rows import Overstaffing, Recruiting, Retraining, ShortTime
from model.families.common.checking import calendar_of, listed, needs, problem
from model.families.common.choices import Choices, every_period
from model.families.decisions.rows import RECRUIT, RETRAIN, SHORT_TIME
from model.families.workforce.rows import FIRST_PERIOD, Skill
from model.sheets.common import Settings
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables

Named = Recruiting | Retraining | ShortTime | Overstaffing


@needs(Skill)
def unknown_markets(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """People of a skill without a row in Skills."""
    markets: dict[str, list[str]] = {ANY: [row.market for row in tables[Skill]]}
    for row in tables[Skill]:
        markets.setdefault(row.skill, []).append(row.market)
    for named, attribute, skill in _skills_named(tables):
        possible = markets.get(skill, [])
        if possible and named.market not in possible:
            which = "a skill" if skill == ANY else f"'{skill}'"
            wanted = f"a labour market of {which} in Skills: {listed(possible)}"
            fix = f"Add a row to Skills for {which} in {named.market}, or choose one of these"
            at = "market" if attribute == "skill" else attribute
            yield problem(named, at, wanted, fix)


def _skills_named(tables: Tables) -> Iterator[tuple[Named, str, str]]:
    """Every row that names a skill in a labour market: the row, the column and the skill."""
    rows: list[Named] = [*tables[Recruiting], *tables[Retraining], *tables[ShortTime], *tables[Overstaffing]]
    for row in rows:
        yield row, "skill", row.skill
        if isinstance(row, Retraining):
            yield row, "new_skill", row.new_skill


def no_change(tables: Tables, directory: Directory) -> list[Problem]:
    """Retraining from a skill to itself."""
    return [
        problem(row, "new_skill", f"another skill than '{row.skill}'", "Name the skill to be learned")
        for row in tables[Retraining]
        if row.skill == row.new_skill
    ]


def uncounted_attrition(tables: Tables, directory: Directory) -> list[Problem]:
    """First-year attrition of recruits if attrition begins in the second period."""
    wanted = f"nothing, as attrition is not from the {FIRST_PERIOD} on"
    fix = f"Type '{FIRST_PERIOD}' into 'attrition from', or clear this cell"
    return [
        problem(row, "attrition_of_recruits", wanted, fix)
        for row in tables[Skill]
        if row.attrition_of_recruits is not None and row.attrition_from != FIRST_PERIOD
    ]


def full_time(tables: Tables, directory: Directory) -> list[Problem]:
    """Short time that is full time."""
    fix = "Type the share of full-time work that those on short time do, or delete the row"
    return [
        problem(row, "share_of_work", "less than 100 %", fix) for row in tables[ShortTime] if row.share_of_work >= 1
    ]


def limits_nothing(tables: Tables, directory: Directory) -> list[Problem]:
    """Overstaffing without a limit or a cost."""
    fix = "This row has no effect: fill in a limit or a cost, or delete it"
    return [
        problem(row, "limit", "a limit, or a cost of overstaffing", fix, is_warning=True)
        for row in tables[Overstaffing]
        if row.limit is None and row.overstaffing_cost.is_zero
    ]


@needs(Skill, Recruiting, Retraining)
def nobody_to_retrain(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Retraining from a skill without headcount, or one held only by people bound to a term of service."""
    for row in tables[Retraining]:
        for skill in tables[Skill]:
            if (skill.skill, skill.market) == (row.skill, row.market) and skill.headcount == 0:
                ways = _ways_in(tables, skill)
                if not ways or all(ways):
                    why = "recruits serve their term to its end" if ways else "there are no recruits or trainees"
                    wanted = f"people of '{row.skill}' in {row.market} who can retrain"
                    fix = f"The headcount is 0, and {why} ({skill.where('skill')})"
                    yield problem(row, "skill", wanted, fix, is_warning=True)


@needs(Retraining)
def term_of_nobody(tables: Tables, directory: Directory) -> list[Problem]:
    """A term of service in a labour market without recruits, training seats or retraining."""
    fix = "There is only the headcount, which has no term: fill in recruits or training seats, or clear this cell"
    return [
        problem(row, "term_of_service", "people who are recruited, trained or retrained", fix, is_warning=True)
        for row in tables[Skill]
        if row.term_of_service is not None and True not in _ways_in(tables, row)
    ]


def _ways_in(tables: Tables, skill: Skill) -> list[bool]:
    """Ways to join a skill: whether each is for a term."""
    has_term = skill.term_of_service is not None
    ways = [has_term for limit in (skill.recruits_from_abroad, skill.training_seats) if not limit.is_zero]
    ways += [has_term for row in tables[Retraining] if (row.new_skill, row.market) == (skill.skill, skill.market)]
    ways += [
        row.term_of_service is not None
        for row in tables[Recruiting]
        if (row.skill, row.market) == (skill.skill, skill.market)
    ]
    return ways


@needs(Settings)
def never_done(tables: Tables, directory: Directory) -> list[Problem]:
    """Retraining that ends after the horizon, or has a success rate of 0."""
    calendar = calendar_of(tables)
    horizon, problems = calendar.end - calendar.first_year, []
    for row in tables[Retraining]:
        if row.retraining_time >= horizon:
            fix = "Nobody would finish in time: lower it, or extend the horizon in Settings"
            problems.append(problem(row, "retraining_time", f"less than {horizon} years", fix, is_warning=True))
        if row.success_rate == 0:
            fix = "Nobody would complete it: raise it; people can be released without it"
            problems.append(problem(row, "success_rate", "more than 0 %", fix, is_warning=True))
    return problems


contracts = every_period(Recruiting, "skill", "market", "contract", limit="recruits", term="term_of_service")
skills = every_period(Retraining, "skill", "market", "new_skill", limit="limit")
short_time = every_period(ShortTime, "skill", "market")

CHOICES = (
    Choices(RECRUIT, "a skill with a row in Recruiting", contracts, (Recruiting,), ("Recruiting", "recruits")),
    Choices(RETRAIN, "a skill with a row in Retraining", skills, (Retraining,), ("Retraining", "limit")),
    Choices(SHORT_TIME, "a skill with a row in Short time", short_time, (ShortTime,)),
)

CHECKS = (
    unknown_markets,
    no_change,
    uncounted_attrition,
    full_time,
    limits_nothing,
    nobody_to_retrain,
    term_of_nobody,
    never_done,
)

"""All possible first-stage decisions and their periods, against which rows of Decisions are checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from model.families.careers.rows import Recruiting, Retraining, ShortTime
from model.families.closures.rows import Closure
from model.families.closures.terms import turning_points
from model.families.common.checking import calendar_of, timings_of
from model.families.contracts.rows import Contract
from model.families.contracts.terms import starts
from model.families.decisions.rows import (
    ACQUIRE,
    ADD,
    BUILD,
    CANCEL,
    CLOSE,
    MOTHBALL,
    OPERATE,
    RECRUIT,
    RELEASE,
    RETRAIN,
    SHORT_TIME,
    SIGN,
    TRAIN,
    Decision,
)
from model.families.decisions.terms import is_meant
from model.families.investment.rows import LeadTime, Project
from model.families.operating_rules.rows import OperatingRule
from model.families.strategic_stocks.rows import StrategicStock
from model.families.technology.rows import HELD, Technology
from model.families.technology.terms import decisions_on
from model.families.workforce.rows import Skill
from model.sheets.common import Plant, Settings
from model.sheets.directory import Directory
from model.sheets.tables import Tables
from model.system.memoise import remembered

ALL_SHEETS = (
    Closure, Contract, LeadTime, OperatingRule, Plant, Project, Recruiting, Retraining, Settings, ShortTime, Skill,
    StrategicStock, Technology,
)  # fmt: skip
"""Sheets that determine which decisions are possible."""


@dataclass(frozen=True)
class DatedChoice:
    """Something that can be decided, and when."""

    action: str
    subject: str
    periods: frozenset[int]
    place: str = ""
    way: str = ""

    def is_about(self, row: Decision) -> bool:
        return (self.action, self.subject) == (row.action, row.subject) and is_meant(row, self.place, self.way)


@remembered
def choices(directory: Directory) -> list[DatedChoice]:
    """All that can be decided."""
    return list(_choices(directory.tables, directory))


def _choices(tables: Tables, directory: Directory) -> Iterator[DatedChoice]:
    calendar = calendar_of(tables)
    always = frozenset(calendar.periods)
    timings = timings_of(directory)
    for project in tables[Project]:
        yield DatedChoice(BUILD, project.project, frozenset(b for j, b in timings if j == project.project) & always)
    for contract in tables[Contract]:
        begin = starts(contract, calendar)
        yield DatedChoice(SIGN, contract.contract, frozenset(begin))
        if contract.cancellation_fee is not None and contract.take_or_pay > 0:
            later = (t for t in always if any(b < t < contract.end(b) for b in begin))
            yield DatedChoice(CANCEL, contract.contract, frozenset(later))
    for way in tables[Technology]:
        if way.way != HELD:
            yield DatedChoice(
                ACQUIRE, way.technology, frozenset(b for *_, b in decisions_on(way, calendar)), way.place, way.way
            )
    for closure in tables[Closure]:
        points = turning_points(closure, calendar)
        if closure.closing_cost is not None:
            yield DatedChoice(CLOSE, closure.plant, frozenset(points))
        if closure.mothball_cost is not None:
            yield DatedChoice(MOTHBALL, closure.plant, frozenset(t for t in always if points and t >= points[0]))
    for rule in tables[OperatingRule]:
        yield DatedChoice(OPERATE, rule.plant, always, way=rule.recipe)
    for skill in tables[Skill]:
        for action in (TRAIN, RECRUIT, RELEASE):
            yield DatedChoice(action, skill.skill, always, skill.market)
    for recruiting in tables[Recruiting]:
        yield DatedChoice(RECRUIT, recruiting.skill, always, recruiting.market, recruiting.contract)
    for change in tables[Retraining]:
        yield DatedChoice(RETRAIN, change.skill, always, change.market, change.new_skill)
    for short in tables[ShortTime]:
        yield DatedChoice(SHORT_TIME, short.skill, always, short.market)
    for stock in tables[StrategicStock]:
        yield DatedChoice(ADD, stock.stockpile, always)

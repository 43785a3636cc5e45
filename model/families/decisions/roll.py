"""Rows about years that are over, and the remainder of amounts over all years."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import Change, Edit, Off, Past
from model.families.contracts.rows import Contract
from model.families.decisions.rows import (
    ACQUIRE,
    ADD,
    ALREADY_MADE,
    AT_LEAST,
    AT_MOST,
    BUILD,
    CANCEL,
    CLOSE,
    FIXED,
    FORBIDDEN,
    NOT_AFTER,
    NOT_BEFORE,
    OF_PEOPLE,
    RECRUIT,
    RELEASE,
    RETRAIN,
    SIGN,
    STATES,
    TRAIN,
    Decision,
)
from model.families.decisions.terms import amount_of, is_meant, projects_of
from model.sheets.common import Settings
from model.tolerances import FLOAT

COUNTED = {
    BUILD: ("builds", "decided", "project", "size"),
    SIGN: ("contracts", "start", "contract", "signed"),
    ACQUIRE: ("technology", "decided", "technology", "held_from"),
    TRAIN: ("workforce", "period", "skill", "trainees"),
    RELEASE: ("workforce", "period", "skill", "releases"),
    RECRUIT: ("workforce", "period", "skill", "recruits"),
    RETRAIN: ("retraining", "period", "skill", "people"),
}
"""For actions counted over years: the table, its moment, its subject and the column of the amount."""

YEARLY = (TRAIN, RECRUIT, RETRAIN)
"""Their columns are of a year."""


def asked(past: Past) -> Iterator[Change]:
    """The remaining requirement of each row."""
    for row in past.tables[Decision]:
        if row.rule == ALREADY_MADE:
            continue
        if row.rule == NOT_BEFORE and row.year is not None and row.year <= past.to:
            yield Off(row, f"from {past.to} on it asks for nothing")
        elif row.rule == NOT_AFTER and row.year is not None and row.year < past.to:
            yield Edit(row, "rule", FORBIDDEN, f"{row.year} is over")
            yield Edit(row, "year", None, f"{row.year} is over")
        elif row.rule not in (NOT_BEFORE, NOT_AFTER) and row.year is not None and row.year < past.to:
            yield Off(row, f"{row.year} is over")
        elif row.year is None and row.action not in STATES and row.rule in (FIXED, AT_LEAST, AT_MOST):
            yield from _left(past, row)


def _left(past: Past, row: Decision) -> Iterator[Change]:
    """An amount over all years, less the part already decided."""
    done = _done(past, row)
    if done <= FLOAT:
        return
    amount = amount_of(row, projects_of(past.tables)) or 0.0
    left = amount - done
    is_met = left <= FLOAT * max(1.0, amount)
    if row.action in (SIGN, ACQUIRE, CANCEL, CLOSE):
        if not is_met:
            return
        if row.rule == AT_LEAST:
            yield Off(row, "it has been done")
        else:
            yield Edit(row, "rule", FORBIDDEN, "it has been done")
    elif is_met and row.rule == AT_LEAST:
        yield Off(row, "it has been done")
    elif is_met:
        yield Edit(row, "rule", FORBIDDEN, "it has been done")
        yield Edit(row, "people" if row.action in OF_PEOPLE else "size", None, "it has been done")
    else:
        attribute = "people" if row.action in OF_PEOPLE else "size"
        yield Edit(row, attribute, left, f"{done:.6g} has been done")


def _done(past: Past, row: Decision) -> float:
    """The amount already decided that a row counts."""
    if row.action in (CLOSE, CANCEL, ADD):
        return _ended(past, row)
    table, moment, subject, column = COUNTED[row.action]
    total = 0.0
    for line in past.lines(table, moment):
        place = getattr(line, "place", getattr(line, "market", ""))
        if getattr(line, subject) != row.subject:
            continue
        if row.action == RECRUIT:
            total += past.calendar.length(line.at) * _recruited(past, row, line.market, line.at, line.recruits)
        elif is_meant(row, place, getattr(line, "way", getattr(line, "new_skill", ""))):
            years = past.calendar.length(line.at) if row.action in YEARLY else 1
            total += 1.0 if row.action == ACQUIRE else years * float(getattr(line, column))
    return total


def _recruited(past: Past, row: Decision, market: str, period: int, recruits: float) -> float:
    """Recruits of a period, on the contract that a row names, or all of them [people per year]."""
    if not is_meant(row, market, row.way):
        return 0.0
    if not row.way:
        return recruits
    lines = past.lines("recruiting", "period", within=(period,))
    meant = (row.subject, market, row.way)
    return sum(float(line.recruits) for line in lines if (line.skill, line.market, line.contract) == meant)


def _ended(past: Past, row: Decision) -> float:
    """Whether a plant has been closed, or a contract cancelled."""
    if row.action == CLOSE:
        closed = past.at_end("closures", ("plant",), "closed", "period")
        return float(closed.get(row.subject, 0.0) > 0.5)
    lines = past.lines("contracts", "start", range(1900, past.to))
    rows = {contract.contract: contract for contract in past.tables[Contract]}
    return float(
        any(
            line.contract == row.subject and line.until <= past.to and line.until < rows[line.contract].end(line.start)
            for line in lines
        )
    )


def only_made(row: Decision, settings: Settings) -> Decision | None:
    """Decisions already made; no others."""
    return row if row.rule == ALREADY_MADE else None


ROLL = (asked,)
DO_NOTHING = {Decision: only_made}

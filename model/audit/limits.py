"""Check of every row of the sheet Limits, and of its reported values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from model.audit.check import Tally
from model.audit.ledger import Ledger
from model.audit.limit_values import Level, levels
from model.results.plan import Check
from model.results.riskframes import LIMITS_FRAME, REPORTED
from model.scenario.limits import AT_LEAST, AT_MOST, Limit
from model.sheets.schema import NO, YES

NOTHING = 1e-6
"""A denominator below this counts as 0 [units]."""

Key = tuple[str, str, object]
"""(limit, of whom, moment)"""


def limits_held(ledger: Ledger) -> Check:
    """Every bound holds at each of its moments; those that are reported only need not."""
    tally = Tally("limits")
    for level in levels(ledger):
        if not math.isnan(level.bound) and level.row.binding == YES:
            allowed = level.bound * level.of
            if level.row.sense == AT_MOST:
                tally.at_most(level.amount, allowed, level.name, _size(level))
            else:
                tally.at_least(level.amount, allowed, level.name, _size(level))
    return tally.check()


def limits_reported(ledger: Ledger) -> Check:
    """The tables of limits have every bound, the plan's actual value and the slack; one has those that hold, the other
    those that are reported only."""
    tally = Tally("limits reported")
    expected = {
        _key(level.row.measure, level.row.limit, level.scope, level.moment, level.period): level
        for level in levels(ledger)
    }
    tables = {YES: ledger.plan.frames.get(LIMITS_FRAME), NO: ledger.plan.frames.get(REPORTED)}
    lines: list[tuple[str, dict[Any, Any]]] = []
    for is_held, table in tables.items():
        if table is not None:
            lines += [(is_held, line) for line in table.to_dict("records")]
    rows = {row.limit: row for row in ledger.plan.tables[Limit]}
    reported: set[Key] = set()
    for is_held, line in lines:
        row = rows.get(line["limit"])
        tally.require(row is None or row.binding == is_held, line["limit"], "it is in the table of the other limits")
        key = _key(row.measure if row else "", line["limit"], line["scope"], line["node"], line["period"])
        where = ", ".join(str(label) for label in key if label)
        tally.require(key in expected and key not in reported, where, "no row of Limits is about this")
        reported.add(key)
        if key in expected:
            _compare(tally, expected[key], line, where)
        if line["node"] in ledger.horizon.spans:
            tally.require(line["period"] == ledger.horizon.spans[line["node"]].start, where, "this is another period")
    for key, level in expected.items():
        tally.require(key in reported or level.of == 0, level.name, "the table of limits does not have it")
    return tally.check()


def _key(measure: str, limit: str, scope: str, moment: str, period: Any) -> Key:
    """The HHI and the N-1 cover are of all countries, CVaR of a period and not a node, or of the whole horizon."""
    if measure == "CVaR of cost":
        return limit, "", ""
    if measure == "CVaR of unmet":
        return limit, scope, int(period)
    return limit, "" if measure in ("HHI", "N-1 cover") else scope, moment


def _size(level: Level) -> float:
    """Scale for rounding: shares of a small base are less precise."""
    return abs(level.amount) * (1.0 + 1.0 / level.of) if level.of > 0 else 0.0


def _compare(tally: Tally, level: Level, line: Mapping[Any, Any], where: str) -> None:
    row, actual, bound = level.row, float(line["actual"]), float(line["value"])
    for column, right in (("measure", row.measure), ("of", row.of), ("sense", row.sense), ("during", row.held_during)):
        tally.require(line[column] == right, where, f"{column} {line[column]!r} should be {right!r}")
    if level.of > NOTHING:
        tally.equal(actual * level.of, level.amount, where, _size(level))
        other = float(line["alternative"])
        tally.require(math.isnan(other) == math.isnan(level.other), where, "one reading too many, or too few")
        if not math.isnan(other):
            tally.equal(other * level.of, level.other * level.of, f"other reading of {where}", _size(level))
    if not math.isnan(base := float(line["base"])):
        tally.equal(base, level.of, f"base of {where}", level.of)
    else:
        tally.require(level.of == 1.0 or row.measure == "HHI", where, "the base is missing")
    if math.isnan(level.bound):
        tally.require(math.isnan(bound), where, "a bound is reported where the sheet has none")
        return
    tally.equal(bound, level.bound, f"bound of {where}")
    if level.of > NOTHING:
        slack = actual - bound if row.sense == AT_LEAST else bound - actual
        tally.equal(float(line["slack"]), slack, f"slack of {where}", max(abs(actual), abs(bound)))
    price = float(line["marginal_cost"])
    tally.require(math.isnan(price) or price >= 0, where, f"a wider bound is reported to cost {-price:,.6g}")


AUDITS = {"limits": (limits_held, limits_reported)}

__all__ = ["limits_held", "limits_reported"]

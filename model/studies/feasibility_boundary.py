"""Feasibility boundary of a limit: the tightest value that has a plan, found among round values and proven from both
sides. A plan for one value is feasible for every looser one, so that values with a plan and those without are
separated.

Several values at a time are tested for feasibility (bisection; with more workers, in more parts). A plan's actual value
may be tighter than the tested one, and counts, too. The boundary does not depend on the number of workers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from model.pipeline import PlanJob, near
from model.planning.lexicographic import in_order
from model.planning.reoptimise import Base
from model.runs import Job, Result, State
from model.scenario.disruptions import Disruption
from model.scenario.limits import AMOUNTS, AT_MOST, Limit
from model.sheets.tables import Tables
from model.studies.limit_path import bounded, is_counted, is_share, said, worst
from model.studies.study import Asking

ANY_PLAN = 1e6
"""A gap that every plan is within."""

SHARE_STEP, HHI_STEP, MONTHS_STEP = 0.001, 10.0, 0.1
"""Precision of the boundary: a tenth of a percentage point, and as much on other scales;"""
FINENESS = 1000.0
"""for amounts, the power of ten below the range divided by this."""

ROUNDING = 1e-6
"""Share of a step within which a plan's actual value counts as the round value."""


@dataclass(frozen=True)
class Edge:
    """Interval between feasible and infeasible values."""

    held: float
    """The tightest value known to have a plan,"""
    lost: Result
    """the solve of the loosest one proven to have none,"""
    lost_at: float
    """and that value."""
    step: float
    """Target width of the interval."""

    @property
    def is_found(self) -> bool:
        return abs(self.held - self.lost_at) <= self.step * (1 + ROUNDING)


def step_of(row: Limit, first: float, last: float) -> float:
    """Distance between the values tested for a boundary; 1 for counts."""
    if is_counted(row):
        return 1.0
    if is_share(row):
        return SHARE_STEP
    width = abs(first - last) or abs(first) or 1.0
    steps = {"HHI": HHI_STEP, "cover": MONTHS_STEP}
    return steps.get(row.measure, 10.0 ** math.floor(math.log10(width)) / FINENESS)


def find_edge(
    tables: Tables,
    row: Limit,
    *,
    held: float,
    lost: tuple[float, Result],
    step: float,
    at_a_time: int,
    base: Base | None = None,
) -> Asking[Edge]:
    """The edge between a value that has a plan and one that has none, as near as time allows. ``base`` is a plan that
    holds a looser one."""
    search = _BoundarySearch(row, step, held, *lost)
    if search.between and _is_linear(tables, row):
        direct = replace(row, priority=1, value=None, weight=0.0)
        search.learn_from((yield [_job(tables, row, direct, f"tightest {row.limit}")]))
    while asked := search.next_values(at_a_time):
        names = [f"any plan {said(tables, row, value)}" for value in asked]
        jobs = [
            near(PlanJob(name, bounded(tables, row, value), ANY_PLAN, is_explained=False), base)
            for name, value in zip(names, asked, strict=True)
        ]
        if not search.learn(dict(zip(asked, (yield jobs), strict=True))):
            break
    return Edge(search.held, search.lost, search.lost_at, step)


def _is_linear(tables: Tables, row: Limit) -> bool:
    """Whether the tightest value is that of one mixed-integer program, small enough to be tried before others are."""
    is_flat = row.value is None or len({value for _, value in row.value.points}) == 1
    return row.measure in AMOUNTS and is_flat and not tables[Disruption] and not in_order(tables)


def _job(tables: Tables, row: Limit, changed: Limit, name: str) -> Job:
    """The solve of other tables: one limit changed."""
    loose = bounded(tables, row, None)
    lines = [changed if each.limit == row.limit else each for each in loose[Limit]]
    return PlanJob(name, replace(loose, rows={**loose.rows, Limit: lines}), ANY_PLAN)


class _BoundarySearch:
    """Known values: ``held`` has a plan, ``lost_at`` none. Round values are numbered, the loosest first."""

    def __init__(self, row: Limit, step: float, held: float, lost_at: float, lost: Result) -> None:
        self.row, self.step = row, step
        self.held, self.lost_at, self.lost = held, lost_at, lost
        self.is_near = False
        """Whether a plan's actual value reached ``held``, so that the boundary may be near."""

    @property
    def _sign(self) -> int:
        return -1 if self.row.sense == AT_MOST else 1

    def _value(self, number: int) -> float:
        return round(self._sign * number * self.step, 12) + 0.0

    @property
    def between(self) -> range:
        """Numbers of the round values between, the loosest first."""
        loosest = self._sign * self.held / self.step
        tightest = self._sign * self.lost_at / self.step
        return range(math.floor(loosest + ROUNDING) + 1, math.ceil(tightest - ROUNDING))

    def next_values(self, most: int) -> list[float]:
        """Next values to test: near the expected boundary, and others that divide the rest evenly."""
        left = self.between
        if not left:
            return []
        near = [left[0]] if self.is_near else []
        rest = max(1, most) - len(near)
        parts = [left[len(left) * (at + 1) // (rest + 1)] for at in range(rest)]
        return [self._value(each) for each in sorted({*near, *parts})]

    def learn(self, found: dict[float, Result]) -> bool:
        """Take in how some values came out; whether anything was learned."""
        before = self.held, self.lost_at
        for value, result in found.items():
            if result.has_plan and result.is_audited:
                self._has_plan(value)
            elif result.state == State.INFEASIBLE and self._sign * (self.lost_at - value) > 0:
                self.lost_at, self.lost = value, result
        self.is_near = False
        self.learn_from(found.values())
        return (self.held, self.lost_at) != before

    def learn_from(self, results: Iterable[Result]) -> None:
        """Update from the actual values of plans; with values by year in the sheet they are not conclusive."""
        if self.row.value is not None and len({value for _, value in self.row.value.points}) > 1:
            return
        for result in results:
            if result.has_plan and result.is_audited:
                at = self._sign * worst(result.plan(), self.row) / self.step
                if math.isfinite(at):
                    self.is_near |= self._has_plan(self._value(math.floor(at + ROUNDING)))

    def _has_plan(self, value: float) -> bool:
        """Record a feasible value; whether it is new. One beyond a proven infeasible value is rounding."""
        is_new = self._sign * (value - self.held) > 0 and self._sign * (self.lost_at - value) > 0
        self.held = value if is_new else self.held
        return is_new

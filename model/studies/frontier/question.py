"""Cost–risk frontier: one limit of a workbook tightened step by step, with the cheapest plan for each step.

A step's plan is feasible for every looser limit, and a bound under a looser limit is valid under a tighter one. So each
step takes the cheapest feasible plan known and the best bound known: the curve never falls as the limit is tightened,
whatever gap the solver left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from model.results.significance import Solved, is_significant, noise
from model.runs import Result, State
from model.scenario.calendar import Calendar
from model.scenario.limits import AT_MOST, Limit
from model.sheets.tables import Tables
from model.studies.feasibility_boundary import Edge
from model.studies.limit_path import (
    evenly,
    is_counted,
    leverage,
    own_value,
    path_to,
    worst,
)
from model.studies.study import CaseOutcome, OfSolves, settle

if TYPE_CHECKING:
    pass

STEPS = 6
"""Number of limits tried by default, the first of them no limit."""


class FrontierPoint(CaseOutcome[float | None]):
    """One step: a limit, None where there is none, and the cheapest plan known that holds it."""

    @property
    def value(self) -> float | None:
        return self.at


@dataclass(frozen=True)
class Step:
    """From one point to the next tighter one that has a plan."""

    before: FrontierPoint
    after: FrontierPoint
    tightening: float
    """Tightening of the limit, in its unit; from the actual value if unlimited before."""

    @property
    def extra(self) -> float:
        """Cost [amount]."""
        return self.after.cost - self.before.cost

    @property
    def price(self) -> float:
        """Extra cost for each unit of tightening [amount per unit]."""
        return self.extra / self.tightening if self.tightening > 0 else math.nan

    @property
    def noise(self) -> float:
        """Joint gap of the two solves [amount]."""
        return noise(*(Solved(each.cost, each.proven) for each in (self.before, self.after)))

    @property
    def is_significant(self) -> bool:
        """Whether the difference is more than the two solves leave open."""
        return is_significant(self.extra, self.noise)


@dataclass(frozen=True)
class Frontier(OfSolves):
    """All points, the loosest first."""

    tables: Tables
    limit: Limit
    points: tuple[FrontierPoint, ...]
    edge: Edge | None = None
    """Feasibility boundary; None if it was not sought, or all values tried have a plan."""

    @property
    def solved(self) -> list[FrontierPoint]:
        """Points with a plan."""
        return [point for point in self.points if point.source.has_plan]

    def is_own(self, point: FrontierPoint) -> bool:
        """Whether the sheet itself asks for this value."""
        return point.value is not None and point.value == own_value(self.limit)

    @property
    def lost(self) -> FrontierPoint | None:
        """The loosest point proven to have no plan."""
        return next((point for point in self.points if point.result.state == State.INFEASIBLE), None)

    @property
    def steps(self) -> list[Step]:
        def at(point: FrontierPoint) -> float:
            return self.found(point) if point.value is None else point.value

        return [Step(one, other, abs(at(other) - at(one))) for one, other in pairwise(self.solved)]

    def tells(self, point: FrontierPoint) -> bool:
        """Whether a point's cost differs from the loosest one's by more than the solves leave open, or is that one."""
        first = self.solved[0]
        return point is first or Step(first, point, 0.0).is_significant

    def found(self, point: FrontierPoint) -> float:
        """Worst actual value in the plan."""
        return math.nan if point.plan is None else worst(point.plan, self.limit)

    def marginal(self, point: FrontierPoint) -> float:
        """Cost that one unit of the limit would save, with all that is built as it is [amount per unit]."""
        if point.plan is None or point.value is None or point.lent_by:
            return math.nan
        limits = point.plan.frames["limits"]
        limits = limits[limits["limit"] == self.limit.limit]
        calendar, shares = Calendar.of(self.tables.settings), leverage(self.limit, point.value)
        of_years = [1.0 if pd.isna(t) else calendar.mean(shares, int(t)) for t in limits["period"]]
        return float((limits["marginal_cost"] * of_years).sum())

    @property
    def results(self) -> list[Result]:
        return [point.result for point in self.points]


# ---------------------------------------------------------------------------------------------- the points


def spread(row: Limit, first: float, last: float, steps: int) -> list[float]:
    """Values from the first to the last, then that of the sheet, if it lies between."""
    own, wanted = own_value(row), evenly(first, last, steps, whole=is_counted(row))
    return [*wanted, own] if own is not None and min(first, last) < own < max(first, last) else wanted


def ends_of(frontier: Frontier) -> tuple[float, tuple[float, Result]] | None:
    """The tightest value with a plan, and the loosest proven to have none, with its solve; None without such a pair."""
    last = frontier.solved[-1]
    held = frontier.found(last) if last.value is None else last.value
    lost = [point for point in frontier.points if point.result.state == State.INFEASIBLE and point.value is not None]
    if not lost or math.isnan(held) or lost[0].value is None:
        return None
    return held, (lost[0].value, lost[0].result)


def settled(row: Limit, results: dict[float | None, Result]) -> tuple[FrontierPoint, ...]:
    """Points, the loosest first, each with the cheapest plan and the best bound that any of them proves."""
    points = [FrontierPoint.of(value, result) for value, result in results.items()]
    return tuple(settle(points, lambda tighter, value: holds(row, tighter, value)))


def holds(row: Limit, tighter: float | None, value: float | None) -> bool:
    """Whether a tighter value of a limit is at least as tight in every year."""
    if value is None or tighter is None:
        return True
    one, other = path_to(row, tighter), path_to(row, value)
    sign = 1 if row.sense == AT_MOST else -1
    return all(sign * one.at(year) <= sign * other.at(year) for year, _ in (*one.points, *other.points))

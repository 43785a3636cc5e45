"""Cost–risk frontier: one limit of a workbook tightened step by step, with the cheapest plan for each step.

A step's plan is feasible for every looser limit, and a bound under a looser limit is valid under a tighter one. So each
step takes the cheapest feasible plan known and the best bound known: the curve never falls as the limit is tightened,
whatever gap the solver left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd

from model.errors import ExitCode, InputError
from model.pipeline import PlanJob, near
from model.planning.reoptimise import Base
from model.results.plan import Plan
from model.results.significance import Solved, is_significant, noise
from model.runs import Job, Result, State, Store, exit_code_of, solve_all
from model.runs.engine import Pool
from model.runs.pool import solve_in_processes
from model.runs.progress import Board
from model.scenario.calendar import Calendar
from model.scenario.limits import AT_MOST, Limit
from model.sheets.tables import Tables
from model.solver.termination import bound_below
from model.studies.feasibility_boundary import Edge, find_edge, step_of
from model.studies.limit_path import (
    CUT,
    bounded,
    evenly,
    in_order,
    is_counted,
    leverage,
    own_value,
    path_to,
    refuse,
    said,
    tightest,
    worst,
)
from model.system.resources import usable_cores
from model.tolerances import SOLVED

STEPS = 6
"""Number of limits tried by default, the first of them no limit."""


@dataclass(frozen=True)
class Point:
    """One step: a limit, and the cheapest plan known that holds it."""

    value: float | None
    """The limit; None if unlimited."""
    result: Result
    """Result of the step's own solve."""
    plan: Plan | None
    proven: float
    """No plan that holds the limit costs less [amount]."""
    lent_by: str = ""
    """The tighter step whose plan is cheaper than that of the step's own solve."""
    is_own: bool = False
    """Whether the sheet itself asks for this value."""

    @property
    def name(self) -> str:
        return self.result.name

    @property
    def cost(self) -> float:
        """Objective: discounted cost, and other risk with its weight in the sheet [amount]."""
        return math.nan if self.plan is None else self.plan.objective

    @property
    def gap(self) -> float:
        return (self.cost - self.proven) / max(abs(self.cost), 1e-9)


@dataclass(frozen=True)
class Step:
    """From one point to the next tighter one that has a plan."""

    before: Point
    after: Point
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
class Frontier:
    """All points, the loosest first."""

    tables: Tables
    limit: Limit
    points: tuple[Point, ...]
    edge: Edge | None = None
    """Feasibility boundary; None if it was not sought, or all values tried have a plan."""

    @property
    def solved(self) -> list[Point]:
        """Points with a plan."""
        return [point for point in self.points if point.plan is not None]

    @property
    def lost(self) -> Point | None:
        """The loosest point proven to have no plan."""
        return next((point for point in self.points if point.result.state == State.INFEASIBLE), None)

    @property
    def steps(self) -> list[Step]:
        def at(point: Point) -> float:
            return self.found(point) if point.value is None else point.value

        return [Step(one, other, abs(at(other) - at(one))) for one, other in pairwise(self.solved)]

    def tells(self, point: Point) -> bool:
        """Whether a point's cost differs from the loosest one's by more than the solves leave open, or is that one."""
        first = self.solved[0]
        return point is first or Step(first, point, 0.0).is_significant

    def found(self, point: Point) -> float:
        """Worst actual value in the plan."""
        return math.nan if point.plan is None else worst(point.plan, self.limit)

    def marginal(self, point: Point) -> float:
        """Cost that one unit of the limit would save, with all that is built as it is [amount per unit]."""
        if point.plan is None or point.value is None or point.lent_by:
            return math.nan
        limits = point.plan.frames["limits"]
        limits = limits[limits["limit"] == self.limit.limit]
        calendar, shares = Calendar.of(self.tables.settings), leverage(self.limit, point.value)
        of_years = [1.0 if pd.isna(t) else calendar.mean(shares, int(t)) for t in limits["period"]]
        return float((limits["marginal_cost"] * of_years).sum())

    @property
    def exit_code(self) -> ExitCode:
        """Exit code of the command: the worst of all solves."""
        return exit_code_of([point.result for point in self.points])


# ---------------------------------------------------------------------------------------------- the points


def explore(
    tables: Tables,
    row: Limit,
    store: Store,
    *,
    values: Sequence[float] = (),
    first: float | None = None,
    last: float | None = None,
    steps: int = STEPS,
    gap: float | None = None,
    time_limit: float | None = None,
    workers: int | None = None,
    board: Board | None = None,
    pool: Pool = solve_in_processes,
) -> Frontier:
    """The frontier of one limit: at some ``values``, or in steps from the ``first`` (by default the actual value
    without a limit) to the ``last``; and if some of these have no plan, at the boundary, too. Raises Infeasible or
    SolveFailed if no point has a plan."""

    refuse(row, [value for value in (*values, first, last) if value is not None])

    def run(jobs: Sequence[Job]) -> list[Result]:
        return solve_all(jobs, store, workers=workers, board=board, pool=pool)

    base: Base | None = None
    """The loosest plan, which the others are near to."""

    def solve(wanted: Sequence[float | None]) -> dict[float | None, Result]:
        """Solves, the loosest one first as long as there is no base."""
        nonlocal base
        jobs = [PlanJob(said(tables, row, value), bounded(tables, row, value), gap, time_limit) for value in wanted]
        alone = run(jobs[:1]) if base is None else []
        for result in alone:
            base = Base.of(result.plan(), result.job.key()) if result.has_plan else None
        rest = run([near(job, base) for job in jobs[len(alone) :]])
        return dict(zip(wanted, [*alone, *rest], strict=True))

    results: dict[float | None, Result] = {}
    if not values:
        least_cost = CUT * (first or 0.0)
        if first is None:
            results = solve([None])
            loosest = results[None].required()
            first, least_cost = worst(loosest, row), loosest.measures["expected cost"]
            if math.isnan(first):
                raise InputError(f"Without a limit nothing is counted for {row.limit!r}: give --from.")
        last = tightest(tables, row, first, least_cost) if last is None else last
        results |= solve(in_order(spread(row, first, last, steps)[len(results) :], row))
    else:
        results = solve(in_order(values, row))
    frontier = Frontier(tables, row, settled(row, results))
    if not frontier.solved:
        frontier.points[0].result.required()
    if values or first is None or last is None:
        return frontier
    ends = _ends(frontier)
    if ends is None:
        return frontier
    edge = find_edge(
        tables, row, run, held=ends[0], lost=ends[1], step=step_of(row, first, last),
        at_a_time=workers or usable_cores(), time_limit=time_limit, base=base,
    )  # fmt: skip
    at: dict[float | None, Result] = results | ({} if edge.held == ends[0] else solve([edge.held]))
    if edge.lost_at not in results:  # found on the way to the edge, where it is not asked why there is no plan
        explained = solve([edge.lost_at])[edge.lost_at]
        known = replace(edge.lost, job=explained.job)
        at[edge.lost_at] = explained if explained.state == State.INFEASIBLE else known
    in_turn = [None] * (None in at) + in_order([value for value in at if value is not None], row)
    return Frontier(tables, row, settled(row, {value: at[value] for value in in_turn}), edge)


def spread(row: Limit, first: float, last: float, steps: int) -> list[float]:
    """Values from the first to the last, then that of the sheet, if it lies between."""
    own, wanted = own_value(row), evenly(first, last, steps, whole=is_counted(row))
    return [*wanted, own] if own is not None and min(first, last) < own < max(first, last) else wanted


def _ends(frontier: Frontier) -> tuple[float, tuple[float, Result]] | None:
    """The tightest value with a plan, and the loosest proven to have none, with its solve; None without such a pair."""
    last = frontier.solved[-1]
    held = frontier.found(last) if last.value is None else last.value
    lost = [point for point in frontier.points if point.result.state == State.INFEASIBLE and point.value is not None]
    if not lost or math.isnan(held) or lost[0].value is None:
        return None
    return held, (lost[0].value, lost[0].result)


def settled(row: Limit, results: dict[float | None, Result]) -> tuple[Point, ...]:
    """Points, the loosest first, each with the cheapest plan and the best bound that any of them proves."""
    own = own_value(row)
    proven, bounds = -math.inf, []
    for result in results.values():
        proven = max(proven, result.bound) if result.has_plan else proven
        bounds.append(proven)
    points: list[Point] = []
    for (value, result), bound in zip(reversed(results.items()), reversed(bounds), strict=True):
        plan = result.plan() if result.has_plan else None
        lender = _lender(row, value, plan, points)
        lent_by = "" if lender is None else lender.lent_by or lender.name
        plan = plan if lender is None else lender.plan
        least = bound if plan is None else bound_below(plan.objective, bound)
        points.append(Point(value, result, plan, least, lent_by, is_own=value is not None and value == own))
    return tuple(reversed(points))


def _lender(row: Limit, value: float | None, plan: Plan | None, tighter: Sequence[Point]) -> Point | None:
    """The next tighter point, if its plan satisfies the limit, too, and is cheaper."""
    if not tighter or tighter[-1].plan is None or not holds(row, tighter[-1].value, value):
        return None
    is_cheaper = plan is None or tighter[-1].cost < plan.objective - SOLVED * abs(plan.objective)
    return tighter[-1] if is_cheaper else None


def holds(row: Limit, tighter: float | None, value: float | None) -> bool:
    """Whether a tighter value of a limit is at least as tight in every year."""
    if value is None or tighter is None:
        return True
    one, other = path_to(row, tighter), path_to(row, value)
    sign = 1 if row.sense == AT_MOST else -1
    return all(sign * one.at(year) <= sign * other.at(year) for year, _ in (*one.points, *other.points))

"""Cost–risk frontier: one limit of a workbook tightened step by step, with the cheapest plan for each step.

A step's plan is feasible for every looser limit, and a bound under a looser limit is valid under a tighter one. So each
step takes the cheapest feasible plan known and the best bound known: the curve never falls as the limit is tightened,
whatever gap the solver left."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from model.reports.phrases import money, percent
from model.results.optimality import Solved, is_significant, noise
from model.results.plan import amount_text
from model.runs import Result, State
from model.scenario.calendar import Calendar
from model.scenario.limits import AT_MOST, Limit
from model.sheets.names import count
from model.sheets.tables import Tables
from model.studies.feasibility_boundary import Edge
from model.studies.limit_path import (
    NO_LIMIT,
    evenly,
    figure,
    is_counted,
    is_share,
    leverage,
    limit_text,
    own_value,
    path_to,
    per_one,
    worst,
)
from model.studies.study import CaseOutcome, OfSolves, settle

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
        return noise(*(Solved(point.cost, point.proven) for point in (self.before, self.after)))

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
    def infeasible(self) -> FrontierPoint | None:
        """The loosest point proven to have no plan."""
        return next((point for point in self.points if point.result.state == State.INFEASIBLE), None)

    @property
    def steps(self) -> list[Step]:
        def at(point: FrontierPoint) -> float:
            return self.actual(point) if point.value is None else point.value

        return [Step(one, other, abs(at(other) - at(one))) for one, other in pairwise(self.solved)]

    def tells(self, point: FrontierPoint) -> bool:
        """Whether a point's cost differs from the loosest one's by more than the solves leave open, or is that one."""
        first = self.solved[0]
        return point is first or Step(first, point, 0.0).is_significant

    def actual(self, point: FrontierPoint) -> float:
        """Worst actual value in the plan."""
        return math.nan if point.plan is None else worst(point.plan, self.limit)

    def marginal(self, point: FrontierPoint) -> float:
        """Cost that one unit of the limit would save, with all that is built as it is [amount per unit]."""
        if point.plan is None or point.value is None or point.lent_by:
            return math.nan
        limits = point.plan.frames["limits"]
        limits = limits[limits["limit"] == self.limit.limit]
        calendar, shares = Calendar.of(self.tables.settings), leverage(self.limit, point.value)
        moments = zip(limits["node"], limits["period"], strict=True)
        of_years = [
            1.0 if pd.isna(t) else calendar.mean(shares, int(t)) if node == str(int(t)) else shares.at(int(t))
            for node, t in moments
        ]
        return float((limits["marginal_cost"] * of_years).sum())

    @property
    def results(self) -> list[Result]:
        return [point.result for point in self.points]


# ---------------------------------------------------------------------------------------------- the points


def spread(row: Limit, first: float, last: float, steps: int) -> list[float]:
    """Values from the first to the last, then that of the sheet, if it lies between."""
    own, wanted = own_value(row), evenly(first, last, steps, is_whole=is_counted(row))
    return [*wanted, own] if own is not None and min(first, last) < own < max(first, last) else wanted


def ends_of(frontier: Frontier) -> tuple[float, tuple[float, Result]] | None:
    """The tightest value with a plan, and the loosest proven to have none, with its solve; None without such a pair."""
    last = frontier.solved[-1]
    reached = frontier.actual(last) if last.value is None else last.value
    limited = [point for point in frontier.points if point.value is not None]
    infeasible = [point for point in limited if point.result.state == State.INFEASIBLE]
    if not infeasible or math.isnan(reached) or infeasible[0].value is None:
        return None
    return reached, (infeasible[0].value, infeasible[0].result)


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


# ---------------------------------------------------------------------------------------------- in words


PERCENT_POINT = 0.01


def step_said(step: Step) -> str:
    return f"{step.before.name} → {step.after.name}"


def findings(frontier: Frontier) -> list[str]:
    """The curve, its slope and its end in sentences."""
    return [*_ends(frontier), *_prices(frontier), *_without(frontier), *_remarks(frontier)]


def _ends(frontier: Frontier) -> Iterator[str]:
    first, last = frontier.solved[0], frontier.solved[-1]
    actual = frontier.actual(first)
    comes_to = "" if math.isnan(actual) else f" and reaches {figure(frontier.tables, frontier.limit, actual, digits=4)}"
    amount = _amount(frontier)
    under = "Without the limit" if first.value is None else f"At {first.name}"
    yield f"{under}, the plan costs {money(first.cost)} {amount}{comes_to}."
    if last is not first:
        tightest = "" if frontier.infeasible is not None else ", the tightest value tried,"
        yield f"At {last.name}{tightest or ','} it costs {_more(frontier, first, last)}."
    yield from _edge(frontier)
    own = next((point for point in frontier.solved if frontier.is_own(point)), None)
    if own is not None and own is not first and own is not last:
        yield f"At {own.name}, the value in the workbook, it costs {_more(frontier, first, own)}."


def _edge(frontier: Frontier) -> Iterator[str]:
    """Feasibility boundary, as far as proven."""
    infeasible, edge = frontier.infeasible, frontier.edge
    if infeasible is None or infeasible.value is None:
        return
    feasible = frontier.solved[-1].name if edge is None else limit_text(frontier.tables, frontier.limit, edge.feasible)
    none = limit_text(frontier.tables, frontier.limit, infeasible.value)
    if edge is not None and edge.is_found:
        yield f"Feasible at {feasible}, infeasible at {none} (proven)."
    elif feasible == NO_LIMIT:
        yield f"Infeasible at {none} (proven); not every looser value was tried."
    else:
        yield f"Feasible at {feasible}, infeasible at {none} (proven); undecided in between."


def _more(frontier: Frontier, first: FrontierPoint, point: FrontierPoint) -> str:
    extra = Step(first, point, 0.0)
    if not extra.is_significant:
        return f"{money(point.cost)} {_amount(frontier)}: not significantly more at this gap"
    share = f", {percent(extra.extra / abs(first.cost))} more" if first.cost else ""
    return f"{money(point.cost)} {_amount(frontier)}{share}"


def _prices(frontier: Frontier) -> Iterator[str]:
    steps = [step for step in frontier.steps if step.is_significant and step.tightening > 0]
    per = "percentage point" if is_share(frontier.limit) else per_one(frontier.tables, frontier.limit)
    scale = PERCENT_POINT if is_share(frontier.limit) else 1.0
    free = sum(step.extra == 0 for step in frontier.steps if not step.is_significant)
    others = f"; {count(free, 'step costs', 'steps cost')} nothing" if free else ""
    if len(steps) > 1:
        low, high = (which(steps, key=lambda step: step.price) for which in (min, max))
        open_ = sum(step.noise / step.tightening for step in (low, high))
        if high.price > 1.01 * low.price and not is_significant(high.price - low.price, open_):
            yield (
                f"Tightening costs {money(scale * low.price)} to {money(scale * high.price)} {_amount(frontier)} per "
                f"{per}; the difference between them is not significant at this gap{others}."
            )
        elif high.price > 1.01 * low.price:
            subject = "Tightening" if len(steps) == len(frontier.steps) else "Where it costs, tightening"
            yield (
                f"{subject} is cheapest from {low.before.name} to {low.after.name}, at "
                f"{money(scale * low.price)} {_amount(frontier)} per {per}, and most expensive from "
                f"{high.before.name} to {high.after.name}, "
                f"at {money(scale * high.price)}{others}."
            )
        else:
            throughout = others or " throughout"
            yield f"Tightening costs {money(scale * high.price)} {_amount(frontier)} per {per}{throughout}."
    faint = sum(not step.is_significant and abs(step.extra) > 0 for step in frontier.steps)
    if faint:
        which = "one step" if faint == 1 else f"{faint} steps"
        yield f"The cost of {which} is not significant at this gap; a smaller gap would tell."


def _without(frontier: Frontier) -> Iterator[str]:
    never = [point.name for point in frontier.points if point.result.state == State.INFEASIBLE]
    unknown = [point.name for point in frontier.points if not point.source.has_plan and point.name not in never]
    if never:
        yield f"Why {never[0]} is infeasible, as far as known, is explained below the tables."
    if unknown:
        which = " or ".join(unknown) if len(unknown) < 4 else f"the other {len(unknown)} limits"
        yield f"Could not decide in time whether {which} is feasible: see the run log."


def _remarks(frontier: Frontier) -> Iterator[str]:
    row = frontier.limit
    if row.weight > 0:
        yield "The weight of this CVaR in the workbook is left out: each step is the cheapest plan within its limit."
    if row.value is not None and len(row.value.points) > 1 and row.value.points[0][1] != own_value(row):
        year, start = row.value.points[0]
        yield (
            f"The workbook sets values by year: a step tighter than the first of them starts in {year} at "
            f"{figure(frontier.tables, row, start)}, ends at its own limit and follows the workbook's path in between."
        )
    if any(other.weight > 0 for other in frontier.tables[type(row)] if other is not row):
        yield "Cost includes the other risks that have a weight in the workbook."


def _amount(frontier: Frontier) -> str:
    return amount_text(frontier.tables)

"""A plan compared with its do-nothing baseline, as the workbook is and in each future."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from functools import cached_property

import pandas as pd

from model.families import load
from model.families.common.protocol import Report
from model.families.demand.rows import Demand
from model.families.stockpiles.rows import Stockpile
from model.results.build import MONTHS, covered_use, expected_cost, present_value, served, supplies
from model.results.columns import BREACHED, COMPARED, IN_FUTURES, fill_rate
from model.results.limits import BINDS
from model.results.optimality import Interval
from model.results.plan import Plan
from model.results.risk import BY_PRODUCT, outcomes, unmet_unit
from model.results.view import Record, View, text
from model.scenario.build_context import MONEY
from model.scenario.limits import AT_LEAST, AT_MOST
from model.tolerances import FLOAT

# ----------------------------------------------------------------------------------------------------------------------
# A plan compared with its do-nothing baseline: figures, and limits that would be breached.


WITHOUT, BREACHES = "without the plan", "limits without the plan"
"""The two frames; the first is also the statistic that says why they are unknown."""

COST, SHORTAGE, PER_UNIT = "expected cost", "of which shortage cost", "expected cost per unit of demand"
UNPRICED = "expected unmet demand that has no shortage cost"
FILL, LOWEST_FILL, LARGEST = "fill rate, undisrupted", "lowest fill rate in a disruption", "largest country share"
NAMES = (COST, SHORTAGE, PER_UNIT, UNPRICED, FILL, LOWEST_FILL, LARGEST)

Deterrents = Mapping[tuple[str, str], float]
"""By market and product of demand that has to be met: a price on shortage, only so that it is met if it can be."""


@dataclass(frozen=True)
class Side:
    """One of the two plans."""

    view: View
    deterrents: Deterrents = field(default_factory=dict)

    @property
    def cost(self) -> float:
        return expected_cost(self.view) - sum(paid for paid, _ in self._deterred)

    @property
    def shortage(self) -> float:
        return present_value(self.view, "shortage") - sum(paid for paid, _ in self._deterred)

    @property
    def unpriced(self) -> float:
        """Demand that has to be met and is not, each node with its probability."""
        return sum(amount for _, amount in self._deterred)

    @cached_property
    def _deterred(self) -> list[tuple[float, float]]:
        """Penalties paid, and the expected demand that they are for."""
        calendar, unit = self.view.calendar, MONEY[self.view.settings.amounts]
        prices = {" · ".join(key): price for key, price in self.deterrents.items()}
        rows = [row for row in self.view.rows("costs") if row["category"] == "shortage" and row["item"] in prices]
        discounts = [calendar.discount(calendar.time_of(row["node"])) for row in rows]
        return [
            (row["present_value"], row["present_value"] / discount / prices[row["item"]] * unit)
            for row, discount in zip(rows, discounts, strict=True)
        ]

    @property
    def lowest(self) -> tuple[float | None, str]:
        """The lowest fill rate in a disruption, and in which."""
        rates = [
            (outcome.service, f"{outcome.name}, {outcome.start}")
            for outcome in outcomes(self.view)
            if outcome.service is not None
        ]
        return min(rates, default=(None, ""))

    @property
    def largest(self) -> tuple[float | None, str]:
        """The largest share of a country in the supply of a stage in the last period, and which."""
        leaders = [(supply.leader(-1), supply.stage) for supply in supplies(self.view)]
        shares = [(leader[1], f"{leader[0]}, {stage}") for leader, stage in leaders if leader]
        return max(shares, default=(None, ""))


Known = Mapping[str, tuple[float | None, str]]
"""Value by figure, and the product, disruption or subject that it is for."""


def without_frame(baseline: Plan, plan: Plan, deterrents: Deterrents) -> pd.DataFrame:
    """One line a figure: without the plan, as ``found``, and with it."""
    return beside(_figures(Side(View(baseline), deterrents), *only_product(View(plan))), plan)


def beside(without: Known, plan: Plan) -> pd.DataFrame:
    """The same from the figures without the plan."""
    view = View(plan)
    product, demand = only_product(view)
    figures = _figures(Side(view), product, demand)
    units = {
        COST: view.amount,
        SHORTAGE: view.amount,
        PER_UNIT: f"{view.settings.currency}/{view.commodities[product].unit}" if product else "",
        UNPRICED: view.common_unit("service", "demand").removesuffix("/y"),
    }
    lines = [
        (name, units.get(name, "share"), without[name][0], value, without[name][1], where)
        for name, (value, where) in figures.items()
        if name in without and (name not in (SHORTAGE, UNPRICED) or without[name][0] or value)
    ]
    return pd.DataFrame(lines, columns=list(COMPARED))


def _figures(side: Side, product: str, demand: float) -> Known:
    """All figures of one of the two; ``product`` is the one with the given ``demand``."""
    per_unit = MONEY[side.view.settings.amounts] / demand if demand > 0 else 0.0
    return {
        COST: (side.cost, ""),
        SHORTAGE: (side.shortage, ""),
        **({PER_UNIT: (side.cost * per_unit, product)} if demand > 0 else {}),
        UNPRICED: (None if unmet_unit(side.view) == BY_PRODUCT else side.unpriced, ""),
        FILL: (served(side.view), ""),
        LOWEST_FILL: side.lowest,
        LARGEST: side.largest,
    }


def known_without(frame: pd.DataFrame) -> Known:
    """The figures of the baseline in a frame; missing ones are 0. Raises ValueError if one is unknown."""
    if not set(frame["figure"]) <= set(NAMES):
        raise ValueError("a figure without the plan is none of these results")
    rows = zip(frame["figure"], frame["without_plan"], frame["where_without"], strict=True)
    figures = {name: (None if pd.isna(value) else float(value), where) for name, value, where in rows}
    return {SHORTAGE: (0.0, ""), UNPRICED: (0.0, ""), **figures}


def only_product(view: View) -> tuple[str, float]:
    """The only product in demand, and its demand, discounted like costs; None if there are several: one would bear the
    cost of all."""
    calendar = view.calendar
    demand: dict[str, float] = {}
    for row in view.trunk("service"):
        worth = view.years_of(row) * calendar.discount(row["period"])
        amount = worth * ((row["demand"] or 0.0) - (row["owed"] or 0.0))
        demand[text(row["product"])] = demand.get(text(row["product"]), 0.0) + amount
    return next(iter(demand.items())) if len(demand) == 1 else ("", 0.0)


# ---------------------------------------------------------------------------------------------- limits


def breaches_frame(baseline: Plan, plan: Plan) -> pd.DataFrame:
    """One line for each limit and party that the baseline breaches, where the breach is largest."""
    worst: dict[tuple[str, str], tuple[float, tuple[object, ...]]] = {}
    counts: dict[tuple[str, str], int] = {}
    for limit, scope, node, sense, bound, actual, unit in _measured(View(baseline), View(plan)):
        over = (actual - bound if sense == AT_MOST else bound - actual) / max(abs(bound), abs(actual), FLOAT)
        if over > BINDS:
            counts[limit, scope] = counts.get((limit, scope), 0) + 1
            if (limit, scope) not in worst or over > worst[limit, scope][0]:
                worst[limit, scope] = over, (limit, scope, node, sense, bound, actual, unit)
    lines = [(*line, counts[key]) for key, (_, line) in worst.items()]
    return pd.DataFrame(lines, columns=list(BREACHED))


BREAKS = "The plan as fixed breaks "
"""How a remark on a future begins in which the plan's decisions cannot keep every limit."""


def breaks(breaches: pd.DataFrame, *, is_least: bool) -> str:
    """Limits that a plan does not keep, in words: all of them or, if not the least, some."""
    pairs = zip(breaches["limit"].astype(str), breaches["scope"].astype(str), strict=True)
    names = dict.fromkeys(f"{limit} ({scope})" if scope else limit for limit, scope in pairs)
    return f"{BREAKS}{'' if is_least else 'some of these: '}{'; '.join(names) or 'a limit by rounding'}."


Measured = tuple[str, str, str, str, float, float, str]
"""(limit, scope, node, sense, bound, actual, unit)"""


def _measured(without: View, plan: View) -> Iterator[Measured]:
    """Every bound of the plan, with the baseline's value."""
    actual = {_key(row): row["actual"] for row in without.rows("limits")}
    for row in plan.rows("limits"):
        if row["value"] is not None and (value := actual.get(_key(row))) is not None:
            yield *_key(row), row["sense"], row["value"], value, text(row["unit"])
    yield from _service(without, plan)
    yield from _stocks(without, plan)
    for report in (report for family in reversed(load()) for report in getattr(family, "REPORTS", ())):
        if report.totals is not None:
            yield from _totals(without, plan, report, report.totals(plan.plan.tables))


def _key(row: Record) -> tuple[str, str, str]:
    return text(row["limit"]), text(row["scope"]), text(row["node"])


def _service(without: View, plan: View) -> Iterator[Measured]:
    """Demand that has to be met in full, or in part while undisrupted."""
    rows = {(row.market, row.product): row for row in plan.plan.tables[Demand]}
    for line in without.rows("service"):
        row = rows[line["market"], line["product"]]
        is_whole = row.shortage_cost is None
        bound = 1.0 if is_whole else row.minimum_service
        share = fill_rate(line["demand"] or 0.0, line["shortage"] or 0.0)
        if share is not None and (is_whole or line["node"] == str(line["period"])):
            yield f"Service of {row.product}", row.market, line["node"], AT_LEAST, bound, share, "share"


def _stocks(without: View, plan: View) -> Iterator[Measured]:
    """Closing stock, and cover, of each stockpile."""
    stock = {(row["stockpile"], row["period"]): row["stock"] or 0.0 for row in without.trunk("stock")}
    for row in plan.plan.tables[Stockpile]:
        unit = plan.commodities[row.commodity].unit
        for t in plan.periods:
            stock_then = stock.get((row.stockpile, t), 0.0)
            if t == plan.periods[-1]:
                bound = row.minimum_closing_stock
                yield f"Closing stock of {row.stockpile}", row.site, str(t), AT_LEAST, bound, stock_then, unit
            is_due = plan.calendar.after(t) > (row.cover_from or t)
            used = covered_use(without, row, t) if row.cover and is_due else 0.0
            if used > 0:
                yield (
                    f"Cover of {row.stockpile}",
                    row.site,
                    str(t),
                    AT_LEAST,
                    row.cover,
                    MONTHS * stock_then / used,
                    "months",
                )


def _totals(without: View, plan: View, report: Report, totals: Mapping[str, float | None]) -> Iterator[Measured]:
    """Spending of funds, or totals of footprints: in each period or disruption, and over all years while
    undisturbed."""
    name, measure = report.index[0], report.measures[0]
    amounts = {(row[name], row["node"]): row[measure.name] or 0.0 for row in without.rows(report.name)}
    is_sum = measure.unit == "{amount}"  # of the years of a period, where other measures are of a year
    unit, years = (plan.amount, dict.fromkeys(plan.periods, 1)) if is_sum else ("", plan.calendar.lengths)
    for row in plan.rows(report.name):
        if row["limit"] is not None and (row[name], row["node"]) in amounts:
            yield row[name], "", row["node"], AT_MOST, row["limit"], amounts[row[name], row["node"]], unit
    for owner, total in totals.items():
        if total is not None:
            spent = sum(years[t] * amounts.get((owner, str(t)), 0.0) for t in plan.periods)
            yield owner, "", "all years", AT_MOST, total, spent, unit


# ----------------------------------------------------------------------------------------------------------------------
# The plan and the do-nothing baseline in each future: the workbook as it is, and what-ifs with a probability.


FUTURES = "futures without the plan"
"""The frame."""
AS_IT_IS = "the workbook as it is"
"""The future in which nothing changes."""


@dataclass(frozen=True)
class OneSide:
    """Cost in one future, without the plan or with it [amount]."""

    cost: float = math.nan
    shortage: float = math.nan
    """Of it shortage cost."""
    open: float = math.nan
    """By how much the response could still be cheaper."""
    remark: str = ""
    """Why it is unknown, or not comparable; or which decisions do not exist there."""

    @classmethod
    def of(cls, plan: Plan, deterrents: Deterrents, remark: str = "") -> OneSide:
        """The figures of a plan; unknown if demand that has no shortage cost goes unmet."""
        side = Side(View(plan), deterrents)
        if side.unpriced > 0:
            return cls(remark="demand that must be met, and has no shortage cost, would go unmet")
        return cls(side.cost, side.shortage, plan.objective - plan.bound, remark)

    @property
    def breaks(self) -> str:
        """Limits that the decisions of the plan cannot keep there, as named in the remark; empty if they keep all."""
        return self.remark.removeprefix(BREAKS).removesuffix(".") if self.remark.startswith(BREAKS) else ""

    @property
    def range(self) -> Interval:
        """Cost of the cheapest response."""
        return Interval(self.cost - self.open, self.cost)


@dataclass(frozen=True)
class InFuture:
    """Both sides in one future."""

    future: str
    probability: float
    without: OneSide
    with_plan: OneSide

    @property
    def is_known(self) -> bool:
        return not math.isnan(self.without.cost + self.with_plan.cost)

    @property
    def saved(self) -> float:
        return self.without.cost - self.with_plan.cost

    @property
    def saved_range(self) -> Interval:
        """Savings that the gaps of both solves leave possible."""
        without, with_plan = self.without.range, self.with_plan.range
        return Interval(without.least - with_plan.most, without.most - with_plan.least)


def futures_frame(rows: Iterable[InFuture]) -> pd.DataFrame:
    """One line a future, that of the workbook as it is first."""
    lines = [
        (future.future, future.probability, *astuple(future.without), *astuple(future.with_plan)) for future in rows
    ]
    return pd.DataFrame(lines, columns=list(IN_FUTURES))


def futures_of_frame(frame: pd.DataFrame) -> list[InFuture]:
    """The lines of a frame. Raises ValueError if they are no futures: probabilities are not 100 % in total."""
    lines = frame.itertuples(index=False, name=None)
    futures = [InFuture(line[0], line[1], OneSide(*line[2:6]), OneSide(*line[6:])) for line in lines]
    if (
        any(future.probability <= 0 for future in futures)
        or abs(sum(future.probability for future in futures) - 1) > FLOAT
    ):
        raise ValueError("the probabilities of futures are not 100 % in total")
    return futures


def in_futures(view: View) -> list[InFuture]:
    """The futures of a plan; none if they were not asked for."""
    frame = view.plan.frames.get(FUTURES)
    return [] if frame is None else futures_of_frame(frame)


def expected(futures: Sequence[InFuture]) -> InFuture | None:
    """Both sides in expectation; None if one of them is unknown."""
    if not futures or not all(future.is_known for future in futures):
        return None
    return InFuture(
        "expected",
        1.0,
        _mean([(future.probability, future.without) for future in futures]),
        _mean([(future.probability, future.with_plan) for future in futures]),
    )


def _mean(sides: Sequence[tuple[float, OneSide]]) -> OneSide:
    return OneSide(
        sum(weight * side.cost for weight, side in sides),
        sum(weight * side.shortage for weight, side in sides),
        sum(weight * side.open for weight, side in sides),
    )

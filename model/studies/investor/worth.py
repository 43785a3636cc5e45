"""Value of one unit more or less of a good at a place, decisions held: the price range of large transfers, and the
price of places for which no rule gives one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from model.ledger.prices import DUAL, UNKNOWN
from model.planning.learning_job import plan_content
from model.planning.request import Request
from model.results.accounts import repriced
from model.results.columns import PRICES
from model.results.decisions import Decisions, up_to_rounding
from model.runs import Job, Result
from model.runs.job import key_of
from model.scenario.build_context import MONEY
from model.scenario.calendar import Calendar
from model.sheets.names import year_of

if TYPE_CHECKING:
    from model.planning.reoptimise import Prepared
    from model.progress import Progress
    from model.results.plan import Plan
    from model.solver.solve import Solution

PROBED = 20
"""Largest transfers whose price is probed."""

SHARE = 0.001
"""Share of a transfer by which supply is raised and lowered."""

At = tuple[str, str, str]
"""(site, commodity, node)"""

MORE, LESS = "one more", "one less"


@dataclass(frozen=True)
class PriceRange:
    """Value of a unit at a place and node [currency/unit]."""

    at: At
    price: float
    """The transfer price,"""
    basis: str
    """and where it is from."""
    more: float
    """Saved by one unit more,"""
    less: float
    """cost of one unit less."""

    @property
    def middle(self) -> float:
        return (self.more + self.less) / 2


@dataclass(frozen=True)
class WorthJob(Job):
    """Marginal values of goods with a plan's decisions held. Its plan has measures alone."""

    decided: Decisions = field(default_factory=dict)
    probes: tuple[tuple[At, float], ...] = ()
    """Places and the quantity by which supply is raised and lowered [unit/y]."""
    of: str = ""
    """The plan."""

    is_whole: ClassVar[bool] = False

    def content(self) -> dict[str, Any]:
        probes = [list(map(str, probe)) for probe in self.probes]
        return {"job": type(self).__qualname__, "of": self.of, "probes": probes}

    def find(self, progress: Progress) -> Plan:
        from model.planning.reoptimise import Prepared
        from model.results.plan import Plan

        progress.stage("Building the model")
        base = Prepared(self.tables)
        request = Request(self.precision, self.longest, progress)
        solution = self._operation(base, request, {})
        measures = {f"{DUAL} · {' · '.join(at)}": price for at, price in self._duals(base, solution).items()}
        for at, step in self.probes:
            scale = step * self._weight(base, at)
            more = solution.objective - self._operation(base, request, {at: -step}).objective
            less = self._operation(base, request, {at: step}).objective - solution.objective
            measures |= {f"{name} · {' · '.join(at)}": value / scale for name, value in ((MORE, more), (LESS, less))}
        return Plan(
            outcome="optimal",
            objective=solution.objective,
            bound=solution.bound,
            gap=solution.gap,
            seconds=solution.seconds,
            tables=self.tables,
            periods=base.instance.calendar.periods,
            frames={},
            units={},
            measures=measures,
        )

    def _operation(self, base: Prepared, request: Request, missing: Mapping[At, float]) -> Solution:
        """The cheapest operation if a quantity is missing at places, negative: if there is more [unit/y]."""
        from model.planning.reoptimise import Question

        rows = base.rows("mass_balance")
        sides = {rows[at]: amount for at, amount in missing.items()}
        decided = base.ahead.adopted(self.decided)

        def solved(tolerance: float) -> Solution:
            question = base.with_fixed(decided, tolerance) | Question(row_lower=sides, row_upper=sides)
            rounds = base.rounds(question.of(base.learning.program))
            return rounds.hold(gap=0.0, time_limit=request.time_limit, progress=request.progress)

        return up_to_rounding(solved)

    def _duals(self, base: Prepared, solution: Solution) -> dict[At, float]:
        """Values of goods by the duals of mass balances, of nodes that may be reached."""
        block = base.matrix.constraints["mass_balance"]
        values = {}
        for at, dual in zip(block.keys, solution.duals[block.span], strict=True):
            weight = self._weight(base, at)
            if weight > 0 and dual != 0:
                values[at] = float(dual) / weight
        return values

    def _weight(self, base: Prepared, at: At) -> float:
        """Present value of a unit of currency for each unit a year at a node [amount]."""
        tree, calendar = base.instance.tree, base.instance.calendar
        node = at[-1]
        years = calendar.length(tree.period[node])  # type: ignore[index]
        return tree.value_at(calendar, node) * years / MONEY[self.tables.settings.amounts]  # type: ignore[arg-type]


def worth_job(plan: Plan) -> WorthJob:
    """The job of a plan's price ranges."""
    probes = tuple((at, SHARE * amount) for at, amount in largest(plan))
    of = key_of(plan_content(plan))
    return WorthJob("the worth of goods", plan.tables, decided=dict(plan.decided), probes=probes, of=of)


def largest(plan: Plan) -> list[tuple[At, float]]:
    """The largest sales of plants, undisrupted, by value: place, node and quantity [unit/y]."""
    frame = plan.frames["conversion"]
    sales = frame[(frame["made"] > 0) & (frame["node"] == frame["period"].astype(str))]
    sums = sales.groupby(["site", "commodity", "node"], sort=True)["made"].sum()
    prices = _prices(plan)
    value = {at: amount * abs(prices[at][0]) for at, amount in sums.items() if at in prices}
    order = sorted(value, key=lambda at: (-value[at], at))[:PROBED]
    return [(at, float(sums[at])) for at in order]


def _prices(plan: Plan) -> dict[At, tuple[float, str]]:
    frame = plan.frames[PRICES]
    keys = zip(frame["site"], frame["commodity"], frame["node"], strict=True)
    return dict(zip(keys, zip(frame["price"], frame["basis"], strict=True), strict=True))


def ranges(plan: Plan, result: Result) -> list[PriceRange]:
    """Price ranges of a solved job."""
    prices, probed = _prices(plan), []
    measures = result.plan().measures if result.has_plan else {}
    for at, _ in largest(plan):
        more, less = (measures.get(f"{name} · {' · '.join(at)}", math.nan) for name in (MORE, LESS))
        if np.isfinite(more) and np.isfinite(less):
            probed.append(PriceRange(at, *prices[at], more, less))
    return probed


def with_duals(plan: Plan, result: Result) -> Plan:
    """The plan with prices of goods that have none by the duals of their mass balances."""
    if not result.has_plan:
        return plan
    measures = result.plan().measures
    unknown = [at for at, (_, basis) in _prices(plan).items() if basis == UNKNOWN]
    duals = {at: measures[name] for at in unknown if (name := f"{DUAL} · {' · '.join(at)}") in measures}
    trunk = {(site, good, str(node)): price for (site, good, node), price in duals.items()}
    calendar = Calendar.of(plan.tables.settings)
    for at in unknown:  # where nothing is known of a case that has no probability, the value is the undisrupted one
        undisturbed = (at[0], at[1], str(calendar.period_of(year_of(at[2]))))
        if at not in duals and undisturbed in trunk:
            duals[at] = trunk[undisturbed]
    return repriced(plan, duals, DUAL) if duals else plan


def at_ends(plan: Plan, probed: Sequence[PriceRange]) -> tuple[Plan, Plan]:
    """The plan with all probed prices at their lower and at their upper ends."""
    low = {place.at: min(place.more, place.less) for place in probed}
    high = {place.at: max(place.more, place.less) for place in probed}
    return repriced(plan, low, DUAL), repriced(plan, high, DUAL)

"""The finding of a scenario: the plan with each target and without each means, its stocks and the part that each branch
takes, shortfalls, and ends of ranges."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from model.families.demand.rows import Demand
from model.families.stockpiles.rows import Stockpile
from model.families.strategic_stocks.rows import StrategicStock
from model.planning.reoptimise import Question, prepared
from model.progress import Progress
from model.results.build import decided, new_builds
from model.results.optimality import Interval
from model.results.plan import Plan
from model.results.view import View, text
from model.runs import Result
from model.scenario.build_context import Place
from model.scenario.calendar import Calendar
from model.sheets.common import Commodity
from model.sheets.names import CommodityName, node_name
from model.sheets.tables import Tables
from model.solver.program import Aim
from model.studies.explain.answers import COST, RANGE_GAP, AskedJob
from model.studies.explain.questions import Query
from model.studies.goals.scenario import BUILD, CONTRACT, STOCK, SUBSTITUTE, short_of
from model.studies.study import CaseOutcome, OfSolves
from model.tolerances import SOLVED
from model.whatif.ranges import Ranged


class Drawdown(NamedTuple):
    """A stockpile in one branch of a plan."""

    stockpile: str
    commodity: CommodityName
    branch: str
    start: int
    before: float
    """Stock when the scenario starts;"""
    left: float
    """the least that is left in it [units]."""
    released: float
    """Greatest share of the stock that is released in a year, and the share that may be."""
    may_be: float
    since: int | None
    """First year in which it is drawn down."""
    refill: float
    """Replaced when the scenario is over [units]."""

    @property
    def amount(self) -> float:
        """The part of the stock that the scenario uses up [units]."""
        return max(0.0, self.before - self.left)


def drawn(plan: Plan) -> list[Drawdown]:
    """Every stockpile in the branch that takes most from it."""
    view = View(plan)
    usual: dict[str, dict[int, float]] = {}
    for level in view.trunk("stock"):
        usual.setdefault(text(level["stockpile"]), {})[level["period"]] = level["stock"]
    rates = {row.stockpile: row.release_rate for row in plan.tables[StrategicStock]}
    drawdowns = []
    for row in plan.tables[Stockpile]:
        rate = rates.get(row.stockpile, 1.0)
        by_branch = [_drawn(row, view, dict(branch), usual[row.stockpile], rate) for branch in view.rows("branches")]
        drawdowns.append(max(by_branch, key=lambda drawdown: (drawdown.amount, -drawdown.start)))
    return drawdowns


def _drawn(
    row: Stockpile,
    view: View,
    branch: Mapping[str, Any],
    undisturbed: Mapping[int, float],
    rate: float,
) -> Drawdown:
    """``undisturbed`` has the stock in the trunk at the end of each period."""
    own = [level for level in view.branch("stock", str(branch["branch"])) if level["stockpile"] == row.stockpile]
    start, levels = int(branch["start"]), {int(level["period"]): float(level["stock"]) for level in own}
    before = view.level(undisturbed, start, row.opening_stock)
    years, path = zip(*levels.items(), strict=True)
    falls = [
        (year, 1 - stock / was)
        for year, was, stock in zip(years, [before, *path], path, strict=False)
        if was - stock > SOLVED * max(1.0, was)
    ]
    refill = max(0.0, view.level(undisturbed, years[-1] + 1, row.opening_stock) - path[-1])
    return Drawdown(
        row.stockpile,
        row.commodity,
        str(branch["branch"]),
        start,
        before,
        min(path),
        max((share for _, share in falls), default=0.0),
        rate,
        falls[0][0] if falls else None,
        refill,
    )


def goal(plan: Plan) -> dict[CommodityName, float]:
    """By commodity, the part of the stock when the scenario starts that it uses up [units]."""
    amounts: dict[CommodityName, float] = {}
    for drawdown in drawn(plan):
        amounts[drawdown.commodity] = amounts.get(drawdown.commodity, 0.0) + drawdown.amount
    return amounts


def taken(plan: Plan, means: str) -> Iterator[str]:
    """Names of stockpiles that a plan builds up, and of its new projects, contracts or substitutes."""
    view = View(plan)
    if means == STOCK:
        for row in plan.tables[Stockpile]:
            most = row.opening_stock + SOLVED * max(1.0, row.opening_stock)
            if any(level["stockpile"] == row.stockpile and level["stock"] > most for level in view.rows("stock")):
                yield row.stockpile
    if means == BUILD:
        licences = (text(row["technology"]) for row in decided(view, "technology"))
        yield from dict.fromkeys((*(build.project for build in new_builds(view)), *licences))
    if means == CONTRACT:
        yield from dict.fromkeys(text(row["contract"]) for row in decided(view, "contracts", "start"))
    if means == SUBSTITUTE:
        served = view.rows("deliveries")
        yield from dict.fromkeys(text(row["commodity"]) for row in served if row["commodity"] != row["product"])


def unmet(plan: Plan, branch: str, since: int = 0) -> dict[Place, float]:
    """Demand that is not met in a branch, by market and product, from a year on [units]."""
    shortages: dict[Place, float] = {}
    view = View(plan)
    for row in view.branch("service", branch):  # whose nodes are years
        if int(row["period"]) >= since:
            place = row["market"], row["product"]
            shortages[place] = shortages.get(place, 0.0) + max(0.0, row["shortage"] or 0.0)
    return shortages


@dataclass(frozen=True)
class StockJob(AskedJob):
    """The least or the greatest stock of some stockpiles, by parts at the ends of nodes, in all plans that cost at most
    a little more."""

    stores: tuple[str, ...] = ()
    at: tuple[tuple[str, float], ...] = ()

    def content(self) -> dict[str, Any]:
        return super().content() | {"stores": self.stores, "at": self.at}

    def find(self, progress: Progress) -> Plan:
        base = prepared(self.base)
        columns, values = base.columns("stock"), np.zeros(len(base.matrix.cost))
        sign = 1.0 if self.asked.kind == Query.LEAST else -1.0
        for store, (node, part) in product(self.stores, self.at):
            values[columns[store, node]] = sign * part
        program = Question(aim=Aim(values, 0.0, self.asked.at_cost)).of(base.learning.program)
        solution = self._solved(base, program, RANGE_GAP, progress)
        return self._plan(base, solution, {COST: base.matrix.cost_of(solution.values)})


def stores_of(plan: Plan, commodity: CommodityName) -> tuple[tuple[str, ...], tuple[tuple[str, float], ...]]:
    """Stockpiles of a commodity, and the nodes whose ends give the stock when the scenario that takes most from them
    starts, with their parts; none if a part of it is the opening stock."""
    own = [drawdown for drawdown in drawn(plan) if drawdown.commodity == commodity]
    most, calendar = max(own, key=lambda drawdown: drawdown.amount), Calendar.of(plan.tables.settings)
    parts = calendar.parts_at(most.start)
    nodes = tuple((node_name("", period), part) for period, part in parts if period is not None)
    return tuple(drawdown.stockpile for drawdown in own), nodes if len(nodes) == len(parts) else ()


# ---------------------------------------------------------------------------------------------- the question


class At(NamedTuple):
    """Requirements in a scenario."""

    share: float
    """Share of demand that is met; 0 without a target."""
    barred: frozenset[str] = frozenset()
    """Means that are not to be had."""

    def is_tighter(self, other: At) -> bool:
        return self.share >= other.share and self.barred >= other.barred


Case = CaseOutcome[At]


def over(tight: Case, loose: Case) -> Interval:
    """By how much the least cost of a tighter case exceeds that of a looser one; 0 where they have one plan, as the
    means barred is not used [amount]."""
    if tight.result.file is not None and tight.result.file == loose.result.file:
        return Interval(0.0, 0.0)
    most = max(0.0, tight.cost - loose.proven)
    return Interval(max(0.0, tight.proven - loose.cost), most).rounded(abs(loose.cost))


@dataclass(frozen=True)
class Gross:
    """One start in the do-nothing baseline without stocks and substitutes, by market and product [units]."""

    branch: str
    result: Result
    unmet: Mapping[Place, float]
    demand: Mapping[Place, float]
    listed: Mapping[CommodityName, float]
    """Shortfall of a product as a list of figures would have it."""


@dataclass(frozen=True)
class End:
    """The goal at an end of a row of Ranges."""

    ranged: Ranged
    end: str
    result: Result

    @cached_property
    def goal(self) -> Mapping[CommodityName, float] | None:
        return goal(self.result.plan()) if self.result.has_plan else None


@dataclass(frozen=True)
class StockSpan:
    """Stock of a commodity when the scenario starts, in all plans that cost at most a little more [units]."""

    commodity: CommodityName
    least: Result
    most: Result

    @property
    def proven(self) -> Interval:
        least = max(0.0, self.least.bound) if self.least.has_plan else 0.0
        return Interval(least, -self.most.bound if self.most.has_plan else math.inf)


@dataclass(frozen=True)
class Goal:
    """All that is found of a scenario, or of several in one plan."""

    names: tuple[str, ...]
    tables: Tables
    since: int
    """First year of the target."""
    share: float
    cases: Sequence[Case]
    """Without a target, with targets from the lowest on, then with the target without each means."""
    gross: Sequence[Gross] = ()
    alone: Sequence[Case] = ()
    """Stock alone, without and with the target."""
    least: Result | None = None
    """The least unmet demand, where the target cannot be met."""
    spans: Sequence[StockSpan] = ()
    ends: Sequence[End] = ()
    is_priced: bool = False
    """Whether shortage that the workbook does not allow had to have a price, so that costs are withheld."""

    @property
    def name(self) -> str:
        return " and ".join(self.names) if len(self.names) < 3 else f"{len(self.names)} scenarios in one plan"

    def case(self, share: float, *means: str) -> Case | None:
        return next((case for case in self.cases if case.at == At(share, frozenset(means))), None)

    @property
    def free(self) -> Case:
        return self.cases[0]

    @cached_property
    def target(self) -> Case:
        return next(case for case in self.cases if case.at == At(self.share))

    @property
    def targets(self) -> list[Case]:
        return [case for case in self.cases if case.at.share > 0 and not case.at.barred]

    @cached_property
    def plan(self) -> Plan | None:
        """With the target or, where that cannot be met, with the least unmet demand."""
        if self.least is None:
            return self.target.plan
        return self.least.plan() if self.least.has_plan else None

    @cached_property
    def goal(self) -> Mapping[CommodityName, float]:
        return {} if self.plan is None else goal(self.plan)

    @cached_property
    def unit(self) -> Mapping[str, str]:
        return {row.commodity: row.unit for row in self.tables[Commodity]}

    @cached_property
    def products(self) -> list[CommodityName]:
        return list(dict.fromkeys(row.product for row in self.tables[Demand]))

    def worst(self, product: CommodityName) -> Gross | None:
        """The start at which most of a product is short; None if none is."""
        short = [gross for gross in self.gross if short_of(gross.unmet, product) > SOLVED]
        return max(short, key=lambda gross: short_of(gross.unmet, product), default=None)

    def branches(self, plan: Plan) -> Iterator[str]:
        """Those in which the target holds from their start on."""
        yield from (str(row["branch"]) for row in View(plan).rows("branches") if int(row["start"]) >= self.since)

    @property
    def results(self) -> list[Result]:
        cases: list[Case | Gross | End] = [*self.cases, *self.alone, *self.gross, *self.ends]
        spans = [result for span in self.spans for result in (span.least, span.most)]
        return [*(case.result for case in cases), *spans, *([] if self.least is None else [self.least])]


@dataclass(frozen=True)
class Goals(OfSolves):
    """Each scenario, and in the last place several in one plan."""

    scenarios: Sequence[Goal]

    @property
    def results(self) -> list[Result]:
        return [result for goal in self.scenarios for result in goal.results]

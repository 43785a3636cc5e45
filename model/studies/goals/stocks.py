"""Stocks of a plan for a scenario: the part that each branch takes, and the range over near-optimal plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from model.families.stockpiles.rows import Stockpile
from model.families.strategic_stocks.rows import StrategicStock
from model.planning.reoptimise import Question, prepared
from model.progress import Progress
from model.results.build import new_builds
from model.results.figures import decided
from model.results.plan import Plan
from model.results.view import View, text
from model.scenario.build_context import Place
from model.sheets.names import CommodityName, node_name
from model.solver.program import Aim
from model.studies.explain.jobs import COST, RANGE_GAP, AskedJob
from model.studies.explain.questions import Query
from model.studies.goals.scenario import BUILD, CONTRACT, STOCK, SUBSTITUTE
from model.tolerances import SOLVED


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
    view, years = View(plan), plan.tables.settings.years_per_period
    trunk = {(text(row["stockpile"]), int(row["period"])): float(row["stock"]) for row in view.trunk("stock")}
    rates = {row.stockpile: row.release_rate for row in plan.tables[StrategicStock]}
    found = []
    for row in plan.tables[Stockpile]:
        each = [_drawn(row, view, dict(branch), trunk, rates.get(row.stockpile, 1.0), years)
                for branch in view.rows("branches")]  # fmt: skip
        found.append(max(each, key=lambda one: (one.amount, -one.start)))
    return found


def _drawn(
    row: Stockpile, view: View, branch: Mapping[str, Any], trunk: Mapping[tuple[str, int], float], rate: float,
    years: int,
) -> Drawdown:  # fmt: skip
    own = [each for each in view.branch("stock", str(branch["branch"])) if each["stockpile"] == row.stockpile]
    periods, path = [int(each["period"]) for each in own], [float(each["stock"]) for each in own]
    before = trunk.get((row.stockpile, periods[0] - years), row.opening_stock)
    falls = [(period, 1 - (stock / was) ** (1 / years))
             for period, was, stock in zip(periods, [before, *path], path, strict=False)
             if was - stock > SOLVED * max(1.0, was)]  # fmt: skip
    refill = max(0.0, trunk[row.stockpile, periods[-1]] - path[-1])
    return Drawdown(
        row.stockpile, row.commodity, str(branch["branch"]), int(branch["start"]), before, min(path),
        max((share for _, share in falls), default=0.0), rate, falls[0][0] if falls else None, refill,
    )  # fmt: skip


def goal(plan: Plan) -> dict[CommodityName, float]:
    """By commodity, the part of the stock when the scenario starts that it uses up [units]."""
    found: dict[CommodityName, float] = {}
    for each in drawn(plan):
        found[each.commodity] = found.get(each.commodity, 0.0) + each.amount
    return found


def taken(plan: Plan, means: str) -> Iterator[str]:
    """Names of stockpiles that a plan builds up, and of its new projects, contracts or substitutes."""
    view = View(plan)
    if means == STOCK:
        for row in plan.tables[Stockpile]:
            most = row.opening_stock + SOLVED * max(1.0, row.opening_stock)
            if any(each["stockpile"] == row.stockpile and each["stock"] > most for each in view.rows("stock")):
                yield row.stockpile
    if means == BUILD:
        licences = (text(row["technology"]) for row in decided(view, "technology"))
        yield from dict.fromkeys((*(each.project for each in new_builds(view)), *licences))
    if means == CONTRACT:
        yield from dict.fromkeys(text(row["contract"]) for row in decided(view, "contracts", "start"))
    if means == SUBSTITUTE:
        served = view.rows("deliveries")
        yield from dict.fromkeys(text(row["commodity"]) for row in served if row["commodity"] != row["product"])


def unmet(plan: Plan, branch: str, since: int = 0) -> dict[Place, float]:
    """Demand that is not met in a branch, by market and product, in periods that end after a year [units]."""
    found: dict[Place, float] = {}
    years = plan.tables.settings.years_per_period
    for row in View(plan).branch("service", branch):
        if int(row["period"]) + years > since:
            place = row["market"], row["product"]
            found[place] = found.get(place, 0.0) + years * max(0.0, row["shortage"] or 0.0)
    return found


@dataclass(frozen=True)
class StockJob(AskedJob):
    """The least or the greatest stock of some stockpiles at a node, in all plans that cost at most a little more."""

    stores: tuple[str, ...] = ()
    node: str = ""

    def content(self) -> dict[str, Any]:
        return super().content() | {"stores": self.stores, "node": self.node}

    def find(self, progress: Progress) -> Plan:
        base = prepared(self.base)
        columns, values = base.columns("stock"), np.zeros(len(base.matrix.cost))
        values[[columns[store, self.node] for store in self.stores]] = 1.0 if self.asked.kind == Query.LEAST else -1.0
        program = Question(aim=Aim(values, 0.0, self.asked.at_cost)).of(base.learning.program)
        solution = self._solved(base, program, RANGE_GAP, progress)
        return self._plan(base, solution, {COST: base.matrix.cost_of(solution.values)})


def stores_of(plan: Plan, commodity: CommodityName) -> tuple[tuple[str, ...], str]:
    """Stockpiles of a commodity, and the node before the scenario takes most from them; empty before the horizon."""
    own = [each for each in drawn(plan) if each.commodity == commodity]
    most, years = max(own, key=lambda each: each.amount), plan.tables.settings.years_per_period
    before = [period for period in plan.periods if period + years <= most.start]
    return tuple(each.stockpile for each in own), node_name("", before[-1]) if before else ""

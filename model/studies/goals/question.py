"""The finding of a scenario: the plan with each target and without each means, shortfalls, and ends of ranges."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from model.families.demand.rows import Demand
from model.results.evpi_vss import Interval
from model.results.plan import Plan
from model.results.view import View
from model.runs import Result
from model.scenario.build_context import Place
from model.sheets.common import Commodity
from model.sheets.names import CommodityName
from model.sheets.tables import Tables
from model.studies.goals.scenario import short_of
from model.studies.goals.stocks import goal
from model.studies.study import CaseOutcome, OfSolves
from model.tolerances import SOLVED
from model.whatif.ranges import Ranged


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
        return next((each for each in self.cases if each.at == At(share, frozenset(means))), None)

    @property
    def free(self) -> Case:
        return self.cases[0]

    @cached_property
    def target(self) -> Case:
        return next(each for each in self.cases if each.at == At(self.share))

    @property
    def targets(self) -> list[Case]:
        return [each for each in self.cases if each.at.share > 0 and not each.at.barred]

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
        known = [each for each in self.gross if short_of(each.unmet, product) > SOLVED]
        return max(known, key=lambda each: short_of(each.unmet, product), default=None)

    def branches(self, plan: Plan) -> Iterator[str]:
        """Those in which the target holds from their start on."""
        yield from (str(row["branch"]) for row in View(plan).rows("branches") if int(row["start"]) >= self.since)

    @property
    def results(self) -> list[Result]:
        cases: list[Case | Gross | End] = [*self.cases, *self.alone, *self.gross, *self.ends]
        spans = [result for each in self.spans for result in (each.least, each.most)]
        return [*(each.result for each in cases), *spans, *([] if self.least is None else [self.least])]


@dataclass(frozen=True)
class Goals(OfSolves):
    """Each scenario, and in the last place several in one plan."""

    found: Sequence[Goal]

    @property
    def results(self) -> list[Result]:
        return [result for goal in self.found for result in goal.results]

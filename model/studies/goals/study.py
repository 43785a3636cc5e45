"""The study ``goals``: the stock that each scenario needs beside other means, and that of all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from model.errors import InputError
from model.families.demand.rows import Demand
from model.pipeline import PlanJob, near
from model.planning.do_nothing import DETERRENT, deterrents, highest_price
from model.planning.reoptimise import Base
from model.reports.document import Document
from model.reports.phrases import joined, percent
from model.results.plan import Plan
from model.runs import Result, State
from model.runs.job import Asking, together
from model.scenario.disruptions import alone
from model.sheets.tables import Tables
from model.studies.explain.alternatives import LITTLE_MORE, cap
from model.studies.explain.questions import Asked, Query
from model.studies.goals.document import document
from model.studies.goals.question import At, Case, End, Goal, Goals, Gross, StockSpan
from model.studies.goals.scenario import (
    MEANS,
    barred,
    chosen,
    demanded,
    least_unmet,
    listed_shortfall,
    of_scenarios,
    stock_alone,
    targeted,
    unserved,
)
from model.studies.goals.stocks import StockJob, goal, stores_of, taken, unmet
from model.studies.study import RunContext, Study, refuse_priorities, settle
from model.tolerances import SOLVED
from model.whatif.apply import base
from model.whatif.ranges import ranges_of

GAP = 0.001
"""Gap of the solves, unless Settings or the command ask for less, as differences are reported."""
STEP = 0.05
"""By which the target is lowered and raised for the cost of the next units."""


class GoalsStudy(Study[Goals]):
    """Stock goals of some disruptions: a share of demand is met in each of them, from a year on."""

    def __init__(
        self, tables: Tables, title: str = "", *, scenario: Sequence[str], target: float = 1.0,
        from_year: int | None = None, skip_ranges: bool = False,
    ) -> None:  # fmt: skip
        if not 0 < target <= 1:
            raise InputError(f"--target: {target:g} is no share of demand. Give more than 0 and at most 100%.")
        if not tables[Demand]:
            raise InputError("The sheet 'Demand' is empty: nothing can be short.")
        last = tables.settings.last_year
        if from_year is not None and not tables.settings.first_year <= from_year <= last:
            raise InputError(f"--from: {from_year} is no year from {tables.settings.first_year} to {last}.")
        self.names, self.target = chosen(tables, scenario), target
        self.since = from_year or tables.settings.first_year
        refuse_priorities(base(tables).tables, "goals", "compares costs")
        self.start, self.ranges = base(tables).tables, [] if skip_ranges else ranges_of(tables)

    def cases(self, context: RunContext) -> Asking[Goals]:
        """Raises Infeasible or SolveFailed where the workbook has no plan in a scenario even without a target."""
        found = yield from together([_ScenarioSearch(self, context, (name,)).goal() for name in self.names])
        if len(self.names) > 1:
            found.append((yield from _ScenarioSearch(self, context, self.names).goal()))
        return Goals(found)

    def document(self, found: Goals) -> Document:
        return document(found)


class _ScenarioSearch:
    """The solves of one scenario, or of several in one plan."""

    def __init__(self, study: GoalsStudy, context: RunContext, names: tuple[str, ...]) -> None:
        self.study, self.names, self.is_priced = study, names, False
        self.gap = min(study.start.settings.gap, GAP) if context.gap is None else context.gap

    def tables(self, whole: Tables) -> Tables:
        tables = of_scenarios(whole, self.names)
        return _priced(tables) if self.is_priced else tables

    def job(self, what: str, tables: Tables) -> PlanJob:
        return PlanJob(f"{joined(self.names)}: {what}", tables, self.gap, is_explained=False)

    def goal(self) -> Asking[Goal]:
        (free,) = yield [self.job("no target", self.tables(self.study.start))]
        if free.state == State.INFEASIBLE:
            self.is_priced = True
            (free,) = yield [self.job("no target, shortage priced", self.tables(self.study.start))]
        plan, tables, share, since = free.required(), free.job.tables, self.study.target, self.study.since
        base_of = Base.of(plan, free.job.key())
        shares = [each for each in (share - STEP, share, share + STEP) if 0 < each <= 1 + SOLVED]
        results = yield [
            near(self.job(f"{percent(each)} met", targeted(tables, each, since)), base_of) for each in shares
        ]
        cases = [Case.of(At(0.0), free), *(Case.of(At(each), one) for each, one in zip(shares, results, strict=True))]
        found = Goal(self.names, tables, since, share, settle(cases, At.is_tighter), is_priced=self.is_priced)
        if len(self.names) == 1:
            found = yield from self._shortfall(found, plan)
        if found.target.result.has_plan:
            return (yield from self._beside(found, found.target.result.plan()))
        (least,) = yield [near(self.job("least unmet demand", least_unmet(tables, since)), base_of)]
        return replace(found, least=least)

    def _shortfall(self, found: Goal, plan: Plan) -> Asking[Goal]:
        """Gross shortfalls, one start at a time, and stock alone."""
        prices, branches = deterrents(plan), alone(found.tables)
        bare = stock_alone(found.tables, prices)
        lone = {0.0: bare, found.share: targeted(bare, found.share, found.since)}
        jobs = [self.job(f"stock alone, {percent(each)} met", tables) for each, tables in lone.items()]
        jobs += [self.job(f"gross, {each.name}", unserved(found.tables, each, prices)) for each in branches]
        results = yield jobs
        cases = settle([Case.of(At(at), each) for at, each in zip(lone, results, strict=False)], At.is_tighter)
        gross = [_gross(branch.name, each) for branch, each in zip(branches, results[2:], strict=True)]
        return replace(found, alone=cases, gross=gross)

    def _beside(self, found: Goal, plan: Plan) -> Asking[Goal]:
        """The plan without each means; of one scenario stocks of plans that cost little more, and ends of ranges."""
        searches: list[Asking[Any]] = [self._without(found, plan)]
        if len(self.names) == 1:
            searches += [self._spans(found, plan), self._ends(found, plan)]
        cases, *others = yield from together(searches)
        spans, ends = others or ((), ())
        return replace(found, cases=cases, spans=spans, ends=ends)

    def _without(self, found: Goal, plan: Plan) -> Asking[list[Case]]:
        """All cases; without a means that the plan does not use it is the same plan."""
        at = found.target.result
        bars, known = [each for each in MEANS if any(taken(plan, each))], Base.of(plan, at.job.key())
        results = yield [near(self.job(f"without {each}", barred(at.job.tables, {each})), known) for each in bars]
        answers = dict.fromkeys(MEANS, at) | dict(zip(bars, results, strict=True))
        without = [Case.of(At(found.share, frozenset((each,))), result) for each, result in answers.items()]
        return settle([*(Case.of(each.at, each.result) for each in found.cases), *without], At.is_tighter)

    def _spans(self, found: Goal, plan: Plan) -> Asking[list[StockSpan]]:
        known = Base(found.target.result.job.key(), plan.tables, plan.decided, plan.learned)
        most = cap(found.target.cost, LITTLE_MORE)
        stores = {k: stores_of(plan, k) for k, amount in goal(plan).items() if amount > SOLVED}
        results = yield [
            StockJob(
                f"{joined(self.names)}, {k}: {kind}", plan.tables, self.gap, asked=Asked(kind, at_cost=most),
                base=known, stores=names, node=node,
            )
            for k, (names, node) in stores.items() if node
            for kind in (Query.LEAST, Query.MOST)
        ]  # fmt: skip
        pairs = zip(results[::2], results[1::2], strict=True)
        return [StockSpan(k, *pair) for k, pair in zip((k for k in stores if stores[k][1]), pairs, strict=True)]

    def _ends(self, found: Goal, plan: Plan) -> Asking[list[End]]:
        known = Base.of(plan, found.target.result.job.key())
        ends = [(ranged, end, variant) for ranged in self.study.ranges for end, variant in ranged.ends.items()]
        tables = [targeted(self.tables(base(variant.tables).tables), found.share, found.since) for *_, variant in ends]
        results = yield [near(self.job(end[2].name, each), known) for end, each in zip(ends, tables, strict=True)]
        return [End(ranged, end, result) for (ranged, end, _), result in zip(ends, results, strict=True)]


def _gross(branch: str, result: Result) -> Gross:
    if not result.has_plan:
        return Gross(branch, result, {}, {}, {})
    plan = result.plan()
    return Gross(branch, result, unmet(plan, branch), demanded(plan.tables)[branch], listed_shortfall(plan, branch))


def _priced(tables: Tables) -> Tables:
    """Tables in which shortage that the workbook does not allow has a price, as in the do-nothing baseline."""
    price = DETERRENT * highest_price(tables)
    rows = [each if each.shortage_cost is not None else replace(each, shortage_cost=price) for each in tables[Demand]]
    return tables.replaced(Demand, rows)

"""The study ``budget``: least worst unmet demand, then least expected, then least cost, under growing budgets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from model.errors import InputError
from model.families.funds import Fund
from model.pipeline import PlanJob
from model.reports.document import (
    ChartRow,
    ChartScale,
    ChartSeries,
    Document,
    DocumentChart,
    DocumentSheet,
    DocumentTable,
    Paragraphs,
)
from model.reports.palette import HUES
from model.reports.phrases import STOPPED_EARLY, joined, money, percent
from model.reports.styles import Field
from model.results.view import View
from model.runs import Job, Result, State, state_told
from model.runs.job import Asking, together
from model.scenario.limits import ALWAYS, EXPECTED_UNMET, Limit
from model.sheets.schema import ANY
from model.sheets.tables import Tables
from model.studies.budget.question import (
    EXPECTED,
    WORST,
    Budget,
    BudgetStep,
    Priced,
    actual,
    finest,
    least_within,
    up_to,
)
from model.studies.comparison.batch import near_jobs
from model.studies.study import RunContext, Study, refuse_priorities, refuse_weights
from model.system.files import Output
from model.tolerances import SOLVED
from model.whatif.apply import base
from model.whatif.variants import Variant

SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
"""Shares of the least premium with which unmet demand is as low as it can be, or of a fund's budgets."""
SLACK, OF_GAP = 1e-7, 0.01
"""Relative slack of a budget for rounding, and at least this part of the gap, within which the cheapest plan's cost is
known at all."""
WIDE = 1.0
"""Gap of a plan that only shows that there is one."""
WORDS = ("worst", "expected")
"""Unmet demand, in its order."""

Found = tuple[Result, float | None, float | None]
"""A plan, and the worst and expected unmet demand below which there is proven to be none in its budget; None: not
known."""


class BudgetStudy(Study[Budget]):
    """Purchases with a premium over the cheapest plan, or with a ``fund`` of the sheet Funds. Raises InputError if the
    workbook has priorities or weights of its own, or no such fund."""

    def __init__(
        self,
        tables: Tables,
        title: str = "",
        *,
        of: str = ANY,
        fund: str | None = None,
        shares: Sequence[float] = (),
    ) -> None:
        self.tables, self.title, self.of, self.fund = base(tables).tables, title, of, fund
        if over := [percent(share) for share in shares if share > 1]:
            raise InputError(f"--shares: {joined(over)} is more than the whole budget. Give at most 100 %.")
        self.shares = sorted({*(shares or SHARES), 1.0})
        refuse_priorities(self.tables, "budget", "has priorities of its own, unmet demand before cost")
        refuse_weights(self.tables, "budget")
        funds = [row.fund for row in self.tables[Fund]]
        if fund is not None and fund not in funds:
            raise InputError(f"The sheet Funds has no {fund!r}. It has {', '.join(funds) or 'none'}.")

    @property
    def announced(self) -> Sequence[str]:
        shares = [1.0] if self.fund is None else self.shares
        return ["The cheapest plan", *map(self._name, shares)]

    def cases(self, context: RunContext) -> Asking[Budget]:
        """Raises Infeasible or SolveFailed if the workbook has no plan."""
        ordered = self._ordered()
        cheapest, most = yield [PlanJob("The cheapest plan", self._within()), PlanJob(self._name(1.0), ordered)]
        cheapest.required(), most.required()
        premium = max(0.0, most.objective - cheapest.objective)
        if self.fund is None:
            outcomes = yield from self._premiums(cheapest, most, premium)
        else:
            names = [PlanJob(self._name(share), self._of_fund(ordered, share)) for share in self.shares[:-1]]
            ends = zip(self.shares[:-1], (yield names), strict=True)
            outcomes = yield from together([self._proven(share, result) for share, result in ends])
        outcomes.append((yield from self._proven(1.0, most)))
        steps = [BudgetStep(share, *outcome) for share, outcome in zip(self.shares, outcomes, strict=True)]
        return Budget(cheapest, tuple(steps), premium, self.fund)

    def _premiums(self, cheapest: Result, most: Result, premium: float) -> Asking[list[Found]]:
        """Plans of all premiums but the whole one, side by side: the worst unmet demand first."""
        least = [actual(most.plan(), limit) for limit in (WORST, EXPECTED)]
        priced = [Priced.of(math.inf, cheapest, WORST)]
        searches = [self._premium(share, cheapest, premium, priced, *least) for share in self.shares[:-1]]
        return (yield from together(searches))

    def _premium(
        self, share: float, cheapest: Result, premium: float, priced: list[Priced], least: float, expected: float
    ) -> Asking[Found]:
        """The plan of a premium: the least worst unmet demand; then, with the rest, the least expected unmet demand."""
        if not share:
            return cheapest, None, None
        budget = cheapest.objective + share * premium + slack(cheapest)
        worst = yield from least_within(budget, WORST, priced, least, partial(self._job, cheapest, share))
        if math.isnan(worst.unmet):
            return worst.result, worst.proven, None
        start = Priced.of(math.inf, worst.result, EXPECTED)
        lowest = yield from least_within(
            budget, EXPECTED, [start], min(expected, start.unmet), partial(self._job, cheapest, share, up(worst.unmet))
        )
        return lowest.result, worst.proven, lowest.proven

    def _proven(self, share: float, result: Result) -> Asking[Found]:
        """Whether all of a budget, whatever it costs, leaves unmet demand as low as its plan does."""
        if not result.has_plan:
            return result, None, None
        worst, expected = (actual(result.plan(), limit) for limit in (WORST, EXPECTED))
        bounds = (worst - finest(worst),), (up(worst), expected - finest(expected))
        jobs = [
            PlanJob(f"{self._name(share)}: less {word}", self._of_fund(self._within(*most), share), WIDE, None, False)
            for word, most in zip(WORDS, bounds, strict=True)
        ]
        is_proven = [end.state == State.INFEASIBLE for end in (yield jobs)]
        return result, bounds[0][-1] if is_proven[0] else None, bounds[1][-1] if is_proven[1] else None

    def _job(self, cheapest: Result, share: float, *most: float) -> Job:
        """The cheapest plan with the worst unmet demand, and the expected one, at most so high [units]."""
        bounds = ", ".join(f"{name} at most {value:,.6g}" for name, value in zip(WORDS, most, strict=False))
        (job,) = near_jobs(
            cheapest, [Variant(f"{self._name(share)}: {bounds}", self._within(*most))], is_explained=False
        )
        return job

    def document(self, finding: Budget) -> Document:
        view, says = View(finding.cheapest.plan()), list(findings(finding))
        name = f"What a budget buys: {self.title}"
        steps, items = _steps(finding, view.amount), _items(finding)
        heading, colours = "Unmet demand by budget", {"worst": HUES[0], "expected": HUES[1]}
        worst = ChartSeries("worst", steps, 2, 3, "line", HUES[0])
        expected = ChartSeries("expected", steps, 2, 5, "dash", HUES[1])
        spent, unmet = most(map(finding.spent, finding.steps)), most(step.unmet(WORST) or 0.0 for step in finding.steps)
        scales = (
            ChartScale("#,##0", f"spent ({view.amount})", 0.0, spent),
            ChartScale("#,##0", "unmet demand", 0.0, unmet),
        )
        chart = DocumentChart(heading, "scatter", heading, [worst, expected], scales, heading, ABOUT, colours, [steps])
        row = ChartRow([chart], CHART_HEIGHT, 1)
        sizes = "Size in the unit of the plant or store; 1 for what is signed or acquired."
        sheets = [
            DocumentSheet("Budget", "What-if", name, ABOUT, [Paragraphs(says), steps, row], is_home=True),
            DocumentSheet("Bought", "What-if", "What each budget buys", sizes, [items]),
        ]
        return Document(name, name, f"Costs in {view.amount}", Output.BUDGET, view, says, sheets)

    def _name(self, share: float) -> str:
        return f"{percent(share)} of the {'premium' if self.fund is None else 'fund'}"

    def _ordered(self) -> Tables:
        """Worst unmet demand first, then expected unmet demand, then cost."""
        worst, expected = self._limits()
        return self._limited(replace(worst, priority=1), replace(expected, priority=2))

    def _within(self, *most: float) -> Tables:
        """Worst, and expected, unmet demand at most so high [units]."""
        values = [*(max(0.0, unmet) for unmet in most), *[math.inf] * (2 - len(most))]
        return self._limited(*map(up_to, self._limits(), values))

    def _limits(self) -> tuple[Limit, Limit]:
        worst = Limit(limit=WORST, measure="unmet", of=self.of, during=ALWAYS, mandate="")
        return worst, Limit(limit=EXPECTED, measure=EXPECTED_UNMET, of=self.of, mandate="")

    def _limited(self, *limits: Limit) -> Tables:
        return self.tables.replaced(Limit, [*self.tables[Limit], *limits])

    def _of_fund(self, ordered: Tables, share: float) -> Tables:
        """The same with a share of the fund's budgets."""
        return ordered.replaced(Fund, [scaled(row, share) if row.fund == self.fund else row for row in ordered[Fund]])


def up(unmet: float) -> float:
    """Unmet demand, with room for rounding [units]."""
    return unmet * (1 + SOLVED) + SOLVED


def slack(cheapest: Result) -> float:
    """Room of a budget for rounding [amount]."""
    return max(SLACK, OF_GAP * cheapest.gap) * abs(cheapest.objective)


def scaled(row: Fund, share: float) -> Fund:
    """A fund with a share of its budgets."""
    total = None if row.total is None else share * row.total
    return replace(row, total=total, limit=None if row.limit is None else row.limit.times(share))


# ---------------------------------------------------------------------------------------------- the document


ABOUT = (
    "Within each budget first the least worst unmet demand of any year or disruption is sought, then the least "
    "expected unmet demand, then the least cost. A budget is the additional cost over the cheapest plan, expected and "
    "in present value; 0 % of it is the cheapest plan itself. Plans are found: the least unmet demand lies between "
    "'proven at least' and that of the plan, half a per cent of the range of all budgets apart if the gap is small "
    "enough; the expected one of plans whose worst is that of the step. Empty: not proven."
)
CHART_HEIGHT = 300


def findings(budget: Budget) -> Iterator[str]:
    """The effect of the whole budget, and whether there is an order in which to buy."""
    view = View(budget.cheapest.plan())
    first, last = budget.steps[0], budget.steps[-1]
    ends = first.unmet(WORST), last.unmet(WORST)
    if budget.is_stopped:
        yield STOPPED_EARLY
    if ends[0] is not None and ends[1] is not None:
        what = (
            f"{money(budget.premium)} {view.amount} more than the cheapest plan" if budget.fund is None else budget.fund
        )
        start = f" with {percent(first.share)} of it" if first.share else ""
        more = max(ends[0] - ends[1], 0.0) > SOLVED * max(1.0, ends[0])
        how = f"falls from {money(ends[0])}{start} to" if more else "stays at"
        yield f"{what}: the worst unmet demand {how} {money(ends[1])}."
    dropped = [_item_text(item) for item in budget.items if budget.is_dropped(item)]
    if dropped:
        yield f"There is no order in which to buy: a larger budget drops {joined(dropped)} again, or has less of it."
    elif budget.items and all(step.plan is not None or step.result.state == State.INFEASIBLE for step in budget.steps):
        order = sorted(budget.items, key=lambda item: budget.bought_from(item).share)
        purchases = [f"{_item_text(item)} (from {percent(budget.bought_from(item).share)})" for item in order]
        yield f"Each plan has all of the one before it: {joined(purchases)}."
    without = [percent(step.share) for step in budget.steps if step.result.state == State.INFEASIBLE]
    if without and budget.fund is not None:
        yield f"Without a plan: {joined(without)}."
    elif without:
        yield f"Lost to rounding: {joined(without)}. The cheapest plan is within every budget."


def most(values: Iterable[float]) -> float:
    """The greatest of values that are known, at least 1."""
    return max([1.0, *(value for value in values if math.isfinite(value))])


def _item_text(item: tuple[str, str]) -> str:
    return " ".join(item) if item[0] != "stock" else f"the stock {item[1]}"


def _steps(budget: Budget, amount: str) -> DocumentTable[BudgetStep]:
    fields: list[Field[BudgetStep]] = [
        Field("share", lambda step: step.share, "share", 9),
        Field(f"budget ({amount})", lambda step: None if budget.fund else step.share * budget.premium, width=14),
        Field(f"spent ({amount})", lambda step: budget.spent(step) if step.plan else None, width=14),
        Field("worst unmet", lambda step: step.unmet(WORST), width=13),
        Field("worst, proven at least", lambda step: step.proven, width=13),
        Field("expected unmet", lambda step: step.unmet(EXPECTED), width=13),
        Field("expected, proven at least", lambda step: step.proven_expected, width=13),
        Field("outcome", lambda step: state_told(step.result.state) if step.plan is None else "", "text", 24),
    ]
    return DocumentTable(budget.steps, fields)


Item = tuple[str, str]


def _items(budget: Budget) -> DocumentTable[Item]:
    def size(item: Item, at: int) -> float | None:
        return budget.items[item][at] or None

    steps = [Field[Item](percent(step.share), partial(size, at=at), width=11) for at, step in enumerate(budget.steps)]
    fields: list[Field[Item]] = [
        Field("action", lambda purchase: purchase[0], "text", 10),
        Field("what", lambda purchase: purchase[1], "text", 36),
        Field("from", lambda purchase: budget.bought_from(purchase).share, "share", 9),
        Field("dropped again", lambda purchase: "yes" if budget.is_dropped(purchase) else "", "text", 10),
        *steps,
    ]
    return DocumentTable(list(budget.items), fields, nothing="Nothing is bought.", frozen=2)

"""The study ``budget``: least worst unmet demand, then least expected, then least cost, under growing budgets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from model.errors import InputError
from model.families.funds import Fund
from model.pipeline import PlanJob
from model.reports.document import Document
from model.reports.phrases import joined, percent
from model.runs import Job, Result, State
from model.runs.job import Asking, together
from model.scenario.limits import ALWAYS, EXPECTED_UNMET, Limit
from model.sheets.schema import ANY
from model.sheets.tables import Tables
from model.studies.budget.document import document
from model.studies.budget.question import EXPECTED, WORST, Budget, BudgetStep
from model.studies.budget.search import Priced, actual, finest, least_within, up_to
from model.studies.comparison.batch import near_jobs
from model.studies.study import RunContext, Study, refuse_priorities, refuse_weights
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
        self, tables: Tables, title: str = "", *, of: str = ANY, fund: str | None = None, shares: Sequence[float] = (),
    ) -> None:  # fmt: skip
        self.tables, self.title, self.of, self.fund = base(tables).tables, title, of, fund
        if over := [percent(each) for each in shares if each > 1]:
            raise InputError(f"--shares: {joined(over)} is more than the whole budget. Give at most 100 %.")
        self.shares = sorted({*(shares or SHARES), 1.0})
        refuse_priorities(self.tables, "budget", "has priorities of its own, unmet demand before cost")
        refuse_weights(self.tables, "budget")
        known = [row.fund for row in self.tables[Fund]]
        if fund is not None and fund not in known:
            raise InputError(f"The sheet Funds has no {fund!r}. It has {', '.join(known) or 'none'}.")

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
            found = yield from self._premiums(cheapest, most, premium)
        else:
            names = [PlanJob(self._name(each), self._of_fund(ordered, each)) for each in self.shares[:-1]]
            ends = zip(self.shares[:-1], (yield names), strict=True)
            found = yield from together([self._proven(share, result) for share, result in ends])
        found.append((yield from self._proven(1.0, most)))
        steps = [BudgetStep(share, *each) for share, each in zip(self.shares, found, strict=True)]
        return Budget(cheapest, tuple(steps), premium, self.fund)

    def _premiums(self, cheapest: Result, most: Result, premium: float) -> Asking[list[Found]]:
        """Plans of all premiums but the whole one, side by side: the worst unmet demand first."""
        least = [actual(most.plan(), each) for each in (WORST, EXPECTED)]
        known = [Priced.of(math.inf, cheapest, WORST)]
        searches = [self._premium(share, cheapest, premium, known, *least) for share in self.shares[:-1]]
        return (yield from together(searches))

    def _premium(
        self, share: float, cheapest: Result, premium: float, known: list[Priced], least: float, expected: float
    ) -> Asking[Found]:
        """The plan of a premium: the least worst unmet demand; then, with the rest, the least expected unmet demand."""
        if not share:
            return cheapest, None, None
        budget = cheapest.objective + share * premium + slack(cheapest)
        worst = yield from least_within(budget, WORST, known, least, partial(self._job, cheapest, share))
        if math.isnan(worst.unmet):
            return worst.result, worst.proven, None
        start = Priced.of(math.inf, worst.result, EXPECTED)
        found = yield from least_within(
            budget, EXPECTED, [start], min(expected, start.unmet), partial(self._job, cheapest, share, up(worst.unmet))
        )
        return found.result, worst.proven, found.proven

    def _proven(self, share: float, result: Result) -> Asking[Found]:
        """Whether all of a budget, whatever it costs, leaves unmet demand as low as its plan does."""
        if not result.has_plan:
            return result, None, None
        worst, expected = (actual(result.plan(), each) for each in (WORST, EXPECTED))
        bounds = (worst - finest(worst),), (up(worst), expected - finest(expected))
        jobs = [
            PlanJob(f"{self._name(share)}: less {word}", self._of_fund(self._within(*most), share), WIDE, None, False)
            for word, most in zip(WORDS, bounds, strict=True)
        ]
        lost = [end.state == State.INFEASIBLE for end in (yield jobs)]
        return result, bounds[0][-1] if lost[0] else None, bounds[1][-1] if lost[1] else None

    def _job(self, cheapest: Result, share: float, *most: float) -> Job:
        """The cheapest plan with the worst unmet demand, and the expected one, at most so high [units]."""
        said = ", ".join(f"{name} at most {value:,.6g}" for name, value in zip(WORDS, most, strict=False))
        (job,) = near_jobs(cheapest, [Variant(f"{self._name(share)}: {said}", self._within(*most))], is_explained=False)
        return job

    def document(self, found: Budget) -> Document:
        return document(found, self.title)

    def _name(self, share: float) -> str:
        return f"{percent(share)} of the {'premium' if self.fund is None else 'fund'}"

    def _ordered(self) -> Tables:
        """Worst unmet demand first, then expected unmet demand, then cost."""
        worst, expected = self._limits()
        return self._limited(replace(worst, priority=1), replace(expected, priority=2))

    def _within(self, *most: float) -> Tables:
        """Worst, and expected, unmet demand at most so high [units]."""
        values = [*(max(0.0, each) for each in most), *[math.inf] * (2 - len(most))]
        return self._limited(*map(up_to, self._limits(), values))

    def _limits(self) -> tuple[Limit, Limit]:
        return (Limit(limit=WORST, measure="unmet", of=self.of, during=ALWAYS, mandate=""),
                Limit(limit=EXPECTED, measure=EXPECTED_UNMET, of=self.of, mandate=""))  # fmt: skip

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

"""The study ``budget``: least worst unmet demand, then least expected, then least cost, under growing budgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from model.errors import InputError
from model.families.funds import Fund
from model.pipeline import PlanJob
from model.reports.document import Document
from model.reports.phrases import joined, percent
from model.runs import Result
from model.runs.asking import Asking
from model.scenario.limits import ALWAYS, EXPECTED_UNMET, Limit
from model.sheets.byyear import ByYear
from model.sheets.names import LimitName
from model.sheets.schema import ANY
from model.sheets.tables import Tables
from model.studies.budget.document import document
from model.studies.budget.question import EXPECTED, WORST, Budget, BudgetStep
from model.studies.study import RunContext, Study, refuse_priorities, refuse_weights
from model.whatif.apply import base

SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
"""Shares of the least premium with which unmet demand is as low as it can be, or of a fund's budgets."""
COST = LimitName("budget: expected cost")
SLACK, OF_GAP = 1e-7, 0.01
"""Relative slack of a budget, without which rounding would leave no plan at none; and at least this part of the gap,
within which the cheapest plan's cost is known at all."""


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
        return ["The cheapest plan", *map(self._name, self.shares)]

    def cases(self, context: RunContext) -> Asking[Budget]:
        """Raises Infeasible or SolveFailed if the workbook has no plan."""
        ordered = self._ordered()
        cheapest, most = yield [PlanJob("The cheapest plan", self.tables), PlanJob(self._name(1.0), ordered)]
        cheapest.required(), most.required()
        premium = max(0.0, most.objective - cheapest.objective)
        jobs = [PlanJob(self._name(share), self._limited(ordered, share, cheapest, premium))
                for share in self.shares[:-1]]  # fmt: skip
        results = yield jobs
        steps = [BudgetStep(share, result) for share, result in zip(self.shares, [*results, most], strict=True)]
        return Budget(cheapest, tuple(steps), premium, self.fund)

    def document(self, found: Budget) -> Document:
        return document(found, self.title)

    def _name(self, share: float) -> str:
        return f"{percent(share)} of the {'premium' if self.fund is None else 'fund'}"

    def _ordered(self) -> Tables:
        """Worst unmet demand first, then expected unmet demand, then cost."""
        worst = Limit(limit=WORST, measure="unmet", of=self.of, during=ALWAYS, priority=1, mandate="")
        return self.tables.replaced(Limit, [*self.tables[Limit], worst, least_unmet(self.of)])

    def _limited(self, ordered: Tables, share: float, cheapest: Result, premium: float) -> Tables:
        """The same within a share of the budget."""
        if self.fund is not None:
            return ordered.replaced(
                Fund, [scaled(row, share) if row.fund == self.fund else row for row in ordered[Fund]]
            )
        return ordered.replaced(Limit, [*ordered[Limit], budget_of(cheapest, share * premium)])


def least_unmet(of: str = ANY) -> Limit:
    """Expected unmet demand as low as it can be, after worst unmet demand."""
    return Limit(limit=EXPECTED, measure=EXPECTED_UNMET, of=of, priority=2, mandate="")


def budget_of(cheapest: Result, premium: float = 0.0) -> Limit:
    """Expected cost of at most the cheapest plan's and a premium [amount]."""
    slack = max(SLACK, OF_GAP * cheapest.gap) * abs(cheapest.objective)
    most = cheapest.objective + premium + slack
    return Limit(limit=COST, measure="CVaR of cost", value=ByYear.of(most), confidence=0.0, mandate="")


def scaled(row: Fund, share: float) -> Fund:
    """A fund with a share of its budgets."""
    total = None if row.total is None else share * row.total
    return replace(row, total=total, limit=None if row.limit is None else row.limit.times(share))

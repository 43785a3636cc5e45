"""Budget: plans under growing budgets, their purchases, and those that a larger budget drops again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from model.families.stockpiles.rows import Stockpile
from model.results.plan import Plan
from model.results.view import View, text
from model.runs import Result
from model.sheets.names import LimitName
from model.studies.budget.search import actual
from model.studies.study import OfSolves

WORST, EXPECTED = LimitName("budget: worst unmet"), LimitName("budget: expected unmet")

Bought = Mapping[tuple[str, str], float]
"""Size by kind and name."""


@dataclass(frozen=True)
class BudgetStep:
    """A share of the budget, and the plan within it. ``proven``: no plan within it has less worst unmet demand [units],
    ``proven_expected``: and none whose worst is no higher has less expected unmet demand; None: not known."""

    share: float
    result: Result
    proven: float | None = None
    proven_expected: float | None = None

    @cached_property
    def plan(self) -> Plan | None:
        return self.result.plan() if self.result.has_plan else None

    def unmet(self, limit: LimitName) -> float | None:
        """Greatest actual value of a limit [units]."""
        return None if self.plan is None else actual(self.plan, limit)

    @cached_property
    def bought(self) -> Bought:
        return {} if self.plan is None else bought(self.plan)


@dataclass(frozen=True)
class Budget(OfSolves):
    """The cheapest plan, and those under growing budgets. ``premium``: with which unmet demand is as low as it can be
    [amount]. ``fund``: the budget is that of a fund."""

    cheapest: Result
    steps: tuple[BudgetStep, ...]
    premium: float
    fund: str | None

    def spent(self, step: BudgetStep) -> float:
        """Cost beyond the cheapest plan's [amount]."""
        return step.result.objective - self.cheapest.objective

    @cached_property
    def items(self) -> dict[tuple[str, str], list[float]]:
        """All that is bought, by kind and name: sizes by step."""
        names = dict.fromkeys(name for step in self.steps for name in step.bought)
        return {name: [step.bought.get(name, 0.0) for step in self.steps] for name in names}

    def bought_from(self, item: tuple[str, str]) -> BudgetStep:
        """The first step with it."""
        return next(step for step in self.steps if item in step.bought)

    def is_dropped(self, item: tuple[str, str]) -> bool:
        """Whether a larger budget omits it, or has less of it."""
        sizes = [step.bought.get(item, 0.0) for step in self.steps if step.plan is not None]
        return any(later < earlier * (1 - LESS) for earlier, later in pairwise(sizes))

    @property
    def results(self) -> list[Result]:
        return [self.cheapest, *(step.result for step in self.steps)]


LESS = 1e-4
"""Share of a size by which a smaller one counts as less."""
DECIDED = {"builds": ("build", "project", "size"), "contracts": ("sign", "contract", ""),
           "technology": ("acquire", "technology", "")}  # fmt: skip
"""Frames of decisions: action, column of the name, and of the size; empty: once."""


def bought(plan: Plan) -> Bought:
    """Investments, contracts, technologies, and the most that each store holds beyond its opening stock."""
    found: dict[tuple[str, str], float] = {}
    for frame, (action, name, size) in DECIDED.items():
        for row in View(plan).rows(frame):
            key = action, text(row[name])
            found[key] = found.get(key, 0.0) + (float(row[size] or 0.0) if size else 1.0)
    opening = {str(row.stockpile): row.opening_stock for row in plan.tables[Stockpile]}
    for row in View(plan).trunk("stock"):
        key = "stock", text(row["stockpile"])
        found[key] = max(found.get(key, 0.0), float(row["stock"] or 0.0) - opening[key[1]])
    return {key: size for key, size in found.items() if size > LESS}

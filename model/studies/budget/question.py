"""Budget: plans under growing budgets, their purchases, and those that a larger budget drops again.

The least unmet demand within a budget is found by cheapest plans: a bound on unmet demand costs at least as much as a
looser one, so that those that the budget pays for and those that it does not are apart. Cheapest plans are quick to
find near another one. Asked directly for the least unmet demand within a budget of expected cost, a plan has all
disruptions in one program: for gallium five minutes a budget, in place of 2 s for a cheapest plan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from model.families.stockpiles.rows import Stockpile
from model.results.plan import Plan
from model.results.view import View, text
from model.runs import Job, Result, State
from model.runs.job import Asking
from model.scenario.limits import Limit
from model.sheets.columns import ByYear
from model.sheets.names import LimitName
from model.studies.limit_path import UNLIMITED
from model.studies.study import OfSolves
from model.tolerances import SOLVED

MOST_TRIED = 10
"""Cheapest plans for one budget."""
FINE, FINEST = 0.005, 1e-4
"""Share of the whole range to which the least unmet demand is found; of itself, below which solvers may err."""


@dataclass(frozen=True)
class Priced:
    """A bound on unmet demand [units], and the cheapest plan that keeps it."""

    bound: float
    result: Result | None = None
    unmet: float = math.nan
    """Unmet demand of that plan."""

    @classmethod
    def of(cls, bound: float, result: Result, limit: LimitName) -> Priced:
        return cls(bound, result, actual(result.plan(), limit) if result.has_plan else bound)

    @property
    def cost(self) -> float:
        """Infinite if no plan is known [amount]."""
        return self.result.objective if self.result is not None and self.result.has_plan else math.inf

    def is_beyond(self, budget: float) -> bool:
        """Whether it is proven that no plan of the budget keeps the bound."""
        if self.result is None or not self.result.has_plan:
            return self.result is not None and self.result.state == State.INFEASIBLE
        return self.result.bound > budget


@dataclass(frozen=True)
class LeastUnmet:
    """The least unmet demand found within a budget, and below which there is proven to be none [units]."""

    result: Result
    """The plan; or the solve that was stopped or failed,"""
    unmet: float
    """and NaN then."""
    proven: float


def up_to(limit: Limit, most: float) -> Limit:
    """A limit with another value [units]."""
    return replace(limit, value=ByYear.of(min(most, UNLIMITED)))


def actual(plan: Plan, limit: LimitName) -> float:
    """Greatest actual value of a limit [units]."""
    rows = plan.frames["limits"]
    return float(rows[rows["limit"] == limit]["actual"].max())


def least_within(
    budget: float, limit: LimitName, priced: list[Priced], least: float, ask: Callable[[float], Job]
) -> Asking[LeastUnmet]:
    """The least unmet demand within a budget [amount], to a part of the range from the first plan of ``known``, which
    fits, down to ``least``, that of the whole budget. Other plans are added, for the searches beside this one."""
    fine, sides = max(FINE * (priced[0].unmet - least), finest(least)), ""
    for _ in range(MOST_TRIED):
        fits, over = ends(budget, priced)
        if fits.unmet - over.bound <= fine * (1 + SOLVED):
            break
        value = max(0.0, min(least, fits.unmet - fine))
        if over.bound >= value:
            value = _between(fits, over, budget, fine, is_halved=sides[-2:] in ("ff", "oo"))
        (result,) = yield [ask(value)]
        if not (result.has_plan or result.state == State.INFEASIBLE):
            return LeastUnmet(result, math.nan, proven(budget, priced))
        priced.append(Priced.of(value, result, limit))
        sides += "f" if priced[-1].cost <= budget else "o"
    fits, _ = ends(budget, priced)
    assert fits.result is not None
    return LeastUnmet(fits.result, fits.unmet, proven(budget, priced))


def finest(unmet: float) -> float:
    """By how much less than the least unmet demand is surely not possible [units]."""
    return FINEST * max(1.0, unmet)


def ends(budget: float, priced: Sequence[Priced]) -> tuple[Priced, Priced]:
    """The least unmet demand that a budget pays for, and the loosest bound below that it does not; of as good ones the
    cheapest."""
    fits = min((plan for plan in priced if plan.cost <= budget), key=lambda plan: (plan.unmet, plan.cost))
    below = [plan for plan in priced if plan.cost > budget and plan.bound < fits.unmet]
    return fits, max(below, key=lambda plan: plan.bound, default=Priced(0.0))


def proven(budget: float, priced: Sequence[Priced]) -> float:
    """The least unmet demand that is not proven to be beyond a budget [units]."""
    return max((plan.bound for plan in priced if plan.is_beyond(budget)), default=0.0)


def _between(fits: Priced, over: Priced, budget: float, fine: float, *, is_halved: bool) -> float:
    """The next bound: where the budget would end if cost rose evenly, and the middle where that came from one side
    twice or the cost is not known."""
    width = fits.unmet - over.bound
    share = (over.cost - budget) / (over.cost - fits.cost) if over.cost > fits.cost else 1.0
    if is_halved or not math.isfinite(over.cost):
        share = 0.5
    room = min(fine / width, 0.5)
    return over.bound + width * min(max(share, room), 1 - room)


# ---------------------------------------------------------------------------------------------- the question


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
DECIDED = {
    "builds": ("build", "project", "size"),
    "contracts": ("sign", "contract", ""),
    "technology": ("acquire", "technology", ""),
}
"""Frames of decisions: action, column of the name, and of the size; empty: once."""


def bought(plan: Plan) -> Bought:
    """Investments, contracts, technologies, and the most that each store holds beyond its opening stock."""
    sizes: dict[tuple[str, str], float] = {}
    for frame, (action, name, size) in DECIDED.items():
        for row in View(plan).rows(frame):
            key = action, text(row[name])
            sizes[key] = sizes.get(key, 0.0) + (float(row[size] or 0.0) if size else 1.0)
    opening = {str(row.stockpile): row.opening_stock for row in plan.tables[Stockpile]}
    for row in View(plan).trunk("stock"):
        key = "stock", text(row["stockpile"])
        sizes[key] = max(sizes.get(key, 0.0), float(row["stock"] or 0.0) - opening[key[1]])
    return {key: size for key, size in sizes.items() if size > LESS}

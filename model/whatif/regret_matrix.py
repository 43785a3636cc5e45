"""Regret: cost of a plan above the best known one, if another what-if materialises than the one it was made for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from model.results.significance import is_significant


@dataclass(frozen=True)
class Regret:
    """Costs of every plan under every what-if [amount]."""

    names: tuple[str, ...]
    """What-ifs that have a plan."""
    cost: Mapping[tuple[str, str], float]
    """By the what-if of the plan and the one that materialises; NaN if the plan is infeasible there."""
    reason: Mapping[tuple[str, str], str]
    """Why it cannot."""
    best: Mapping[str, float]
    """The cheapest known cost under each what-if."""
    left_out: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """Decisions of a plan that do not exist under the what-if that materialises, and are left out with their cost."""

    noise: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Joint gap of the solves behind a regret [amount]."""
    unknown: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Why a cost is unknown."""

    def regret(self, plan: str, what_if: str) -> float:
        """Cost of the plan above the best known one; infinite if it is infeasible, NaN if unknown."""
        cost = self.cost.get((plan, what_if), math.nan)
        if math.isnan(cost) and (plan, what_if) in self.reason:
            return math.inf
        return cost - self.best[what_if]

    def is_significant(self, plan: str, what_if: str) -> bool:
        """Whether a regret is more than the solves leave open; that a plan cannot be held is proven."""
        regret = self.regret(plan, what_if)
        return math.isinf(regret) or is_significant(regret, self.noise.get((plan, what_if), 0.0))

    def worst(self, plan: str) -> float:
        """The greatest regret of a plan; NaN if any is unknown."""
        regrets = [self.regret(plan, what_if) for what_if in self.names]
        return math.nan if any(math.isnan(each) for each in regrets) else max(regrets, default=math.nan)

    def worst_under(self, plan: str) -> str:
        """The what-if under which a plan's regret is greatest; empty if none is known."""
        known = {name: self.regret(plan, name) for name in self.names}
        known = {name: value for name, value in known.items() if not math.isnan(value)}
        return max(known, key=known.__getitem__, default="")

    def expected(self, plan: str, weights: Mapping[str, float]) -> float:
        """Expected cost of a plan's commitments; infinite if infeasible in a future, NaN if unknown in one."""
        regrets = [weight * self.regret(plan, name) for name, weight in weights.items()]
        return sum(regrets) + sum(weight * self.best[name] for name, weight in weights.items())

    def is_worst_significant(self, plan: str) -> bool:
        worst = self.worst_under(plan)
        return bool(worst) and self.is_significant(plan, worst)

    @property
    def compromises(self) -> tuple[str, ...]:
        """Plans with the lowest maximum regret, the lowest first: several if their difference is not significant. Empty
        if every plan fails somewhere."""
        worst = {name: self.worst(name) for name in self.names}
        finite = sorted((name for name, each in worst.items() if math.isfinite(each)), key=worst.__getitem__)
        return tuple(
            name for name in finite
            if name == finite[0] or not is_significant(worst[name] - worst[finite[0]], self._open(name, finite[0]))
        )  # fmt: skip

    def _open(self, one: str, other: str) -> float:
        return sum(self.noise.get((plan, self.worst_under(plan)), 0.0) for plan in (one, other))

    @property
    def compromise(self) -> str:
        """The plan with the lowest maximum regret; empty if there is none, or the difference is not significant."""
        found = self.compromises
        return found[0] if len(found) == 1 else ""

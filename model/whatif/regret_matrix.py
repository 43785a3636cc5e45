"""Regret: how much dearer a plan is than the best known one, if something else comes than it was made for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Regret:
    """Costs of every plan under every what-if [amount]."""

    names: tuple[str, ...]
    """What-ifs that have a plan."""
    cost: Mapping[tuple[str, str], float]
    """By the what-if that the plan was made for and the one that comes; NaN where the plan cannot be held."""
    reason: Mapping[tuple[str, str], str]
    """Why it cannot."""
    best: Mapping[str, float]
    """The cheapest known under each what-if."""
    left_out: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """What a plan decides and cannot be had under the what-if that comes, and so is left out with what it costs."""

    def regret(self, plan: str, what_if: str) -> float:
        """What the plan costs above the best known one; infinite where it cannot be held, NaN if unknown."""
        cost = self.cost.get((plan, what_if), math.nan)
        if math.isnan(cost) and (plan, what_if) in self.reason:
            return math.inf
        return cost - self.best[what_if]

    def worst(self, plan: str) -> float:
        """The greatest regret of a plan; NaN where one is not known."""
        regrets = [self.regret(plan, what_if) for what_if in self.names]
        return math.nan if any(math.isnan(each) for each in regrets) else max(regrets, default=math.nan)

    @property
    def compromise(self) -> str:
        """The plan whose worst regret is least; empty where every plan fails somewhere."""
        worst = {name: self.worst(name) for name in self.names}
        finite = {name: each for name, each in worst.items() if math.isfinite(each)}
        return min(finite, key=finite.__getitem__, default="")

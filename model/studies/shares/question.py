"""Cost of each coalition of payers, between proof and plan, and the divisions of the joint plan's cost."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from model.results.plan import Plan
from model.runs import Result, State
from model.studies.shares.coalitions import Members, Payers
from model.studies.shares.game import Division, least_excess, nearest, shapley, shapley_range
from model.studies.study import OfSolves
from model.tolerances import SOLVED


class Core(StrEnum):
    """Whether the cost can be divided so that no coalition pays more than alone."""

    PROVEN = "the cost can be shared so that no coalition pays more than alone (proven)"
    NOT_THIS = "the cost of this plan cannot be shared so that no coalition pays more than alone (proven)"
    NO_PLAN = "no plan can be shared so that no coalition pays more than alone (proven)"
    OPEN = "whether a share exists for each so that no coalition pays more than alone is not decided within the gap"


@dataclass(frozen=True)
class Shares(OfSolves):
    """The coalitions of some payers, solved."""

    payers: Payers
    plan: Plan
    """The joint plan."""
    by_coalition: Mapping[Members, Result]

    @property
    def results(self) -> list[Result]:
        return list(self.by_coalition.values())

    @property
    def everybody(self) -> Members:
        return frozenset(self.payers.names)

    @property
    def total(self) -> float:
        """Cost of the joint plan, which is divided [amount]."""
        return self.by_coalition[self.everybody].objective

    @cached_property
    def most(self) -> dict[Members, float]:
        """Cost of the plan of each coalition that was found and audited; infinite without one [amount]."""
        return {
            members: result.objective if result.has_plan and result.is_audited else math.inf
            for members, result in self.by_coalition.items()
        }

    @cached_property
    def least(self) -> dict[Members, float]:
        """Proven least cost of each coalition; infinite if proven to have no plan [amount]."""
        unknown = {State.INFEASIBLE: math.inf}
        return {
            members: result.bound if result.has_plan else unknown.get(result.state, -math.inf)
            for members, result in self.by_coalition.items()
        }

    @cached_property
    def excess(self) -> tuple[float, float]:
        """Smallest possible excess of the worst treated coalition over its cost alone: its range [amount]."""
        low = least_excess(self.payers.names, self.most, self.total)
        unknown = any(math.isinf(cost) and cost < 0 for cost in self.least.values())
        high = math.inf if unknown else least_excess(self.payers.names, self.least, self.total)
        return low, high

    @cached_property
    def core(self) -> Core:
        """Whether the core is empty, as far as it is proven."""
        rounding = SOLVED * max(1.0, abs(self.total))
        low, high = self.excess
        if high <= rounding:
            return Core.PROVEN
        if least_excess(self.payers.names, self.most, self.least[self.everybody]) > rounding:
            return Core.NO_PLAN
        return Core.NOT_THIS if low > rounding else Core.OPEN

    @cached_property
    def shapley(self) -> Division | None:
        """Shapley value of the costs found; None if a coalition has no plan [amount]."""
        return shapley(self.payers.names, self.most) if all(map(math.isfinite, self.most.values())) else None

    @cached_property
    def shapley_range(self) -> Mapping[str, tuple[float, float]]:
        """The same for all costs between proof and plan; that of the joint plan is known [amount]."""
        bounds = {**self.least, self.everybody: self.total}
        if self.shapley is None or not all(map(math.isfinite, bounds.values())):
            return {}
        return shapley_range(self.payers.names, bounds, self.most)

    @cached_property
    def least_core(self) -> Division | None:
        """Division with the smallest excess: the one nearest to the Shapley value or, without that, to equal shares.
        None if no smaller coalition has a plan [amount]."""
        if not math.isfinite(self.excess[0]):
            return None
        names = self.payers.names
        point = self.shapley or dict.fromkeys(names, self.total / len(names))
        return nearest(names, self.most, self.total, self.excess[0], point)

    @cached_property
    def violations(self) -> list[tuple[Members, Members, float]]:
        """Coalitions without a common member that are proven to be cheaper apart than together, with the least
        difference: projects open to everybody count twice apart [amount]."""
        pairs = []
        coalitions = list(self.by_coalition)
        for at, one in enumerate(coalitions):
            for other in coalitions[at + 1 :]:
                if not one & other:
                    difference = self.least[one | other] - self.most[one] - self.most[other]
                    if difference > SOLVED * max(1.0, abs(self.total)):
                        pairs.append((one, other, difference))
        return sorted(pairs, key=lambda pair: -pair[2])

    def paid(self, division: Division, members: Members) -> float:
        """Sum of the shares of a coalition [amount]."""
        return sum(share for name, share in division.items() if name in members)

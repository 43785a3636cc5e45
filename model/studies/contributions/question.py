"""Contributions: the cost of the plan with each set of candidates, and the value of each candidate."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.errors import ExitCode
from model.results.courses import Courses
from model.results.plan import Plan
from model.results.risk import BY_PRODUCT, unmet_unit
from model.results.view import View
from model.sheets.names import LimitName
from model.studies.contributions.candidates import Candidates
from model.studies.contributions.game import Sampled, average, difference, ranks, shapley, together
from model.studies.with_without import Interval, Names, SetCosts, excludes_zero, value
from model.tolerances import SOLVED


@dataclass(frozen=True)
class Contributions:
    """Values of candidates: over all sets of them, over orders drawn at random, or of each as the last one alone."""

    candidates: Candidates
    sets: SetCosts
    orders: Sequence[Sequence[str]] = ()
    is_service: bool = False
    """Whether sets are compared by expected unmet demand at an equal budget, in place of cost at equal limits."""
    loose: tuple[LimitName, ...] = ()
    """Limits that cannot be kept without any candidate, and are reported only in all plans."""
    is_last_only: bool = False
    """Whether candidates are only left out one by one, so that there are neither averages nor pairs."""

    @property
    def plan(self) -> Plan:
        """With all of them."""
        return self.sets.plan

    @property
    def unit(self) -> str:
        """Unit of contributions."""
        return "units of demand" if self.is_service else self.plan.amount

    @property
    def measures(self) -> dict[str, Callable[[str], Interval]]:
        """What is asked of each candidate, the most telling at the end."""
        if self.is_last_only:
            return {"last": self.sets.last}
        return {"alone": self.sets.alone, "last": self.sets.last, "average": self.average}

    @cached_property
    def sampled(self) -> Sampled | None:
        return Sampled(self.orders, self.sets.costs) if self.orders else None

    def average(self, name: str) -> Interval:
        """Average contribution within the gaps of the solves; of orders drawn at random, the draw aside."""
        if self.sampled is not None:
            return self.sampled.average(name)
        return average(self.candidates.names, name, self.sets.costs)

    @cached_property
    def ranks(self) -> dict[str, tuple[int, int]]:
        """Best and worst rank by average contribution."""
        return ranks(self.candidates.names, self._is_above)

    def _is_above(self, one: str, other: str) -> bool:
        names = self.candidates.names
        if self.sampled is not None:
            return self.sampled.is_above(one, other, len(names) * (len(names) - 1) // 2)
        rounding = SOLVED * abs(self.plan.objective)
        return value(difference(shapley(names, one), shapley(names, other)), self.sets.costs)[0] > rounding

    def together(self, one: str, other: str, among: Collection[str] = ()) -> Interval | None:
        """Above 0 two complement each other, below they are rivals: the last two of all, or ``among`` some. None if it
        was not asked."""
        costs, wanted = self.sets.costs, together(Names(among) or self.sets.everything, one, other)
        if not all(members in costs for members in wanted):
            return None
        ends = [abs(end) for members in wanted for end in costs[members] if math.isfinite(end)]
        rounding = SOLVED * max(1.0, *ends)
        low, high = (0.0 if abs(end) <= rounding else end for end in value(wanted, costs))
        return low, high

    # --- public money, and the shortage that it avoids

    @cached_property
    def courses(self) -> Courses:
        """Courses of the plan with all candidates."""
        return Courses(View(self.plan))

    def paid(self, name: str) -> float:
        """Expected present value that a candidate's programmes pay, with all candidates [amount]."""
        return sum(map(self.courses.paid_by, self.candidates.programmes(name)))

    @cached_property
    def avoided(self) -> dict[str, float | None]:
        """Expected discounted shortage that each candidate avoids as the last one: of the plan without it, less that
        of the plan with all; None without a plan, or if units differ [units]."""
        if unmet_unit(self.courses.view) == BY_PRODUCT:
            return dict.fromkeys(self.candidates.names)
        with_all, avoided = self.courses.expected_shortage(), dict[str, float | None]()
        for name in self.candidates.names:
            result = self.sets.without(name)
            avoided[name] = Courses(View(result.plan())).expected_shortage() - with_all if result.has_plan else None
        return avoided

    def is_told(self, name: str) -> bool:
        """Whether the gaps of the solves leave no doubt that a candidate changes the plan as the last one."""
        return excludes_zero(self.sets.last(name), self.plan.objective)

    def per_unit(self, name: str) -> float | None:
        """Public money by unit of shortage avoided; None if there is none, or it is not known [currency/unit]."""
        avoided = self.avoided[name] if self.candidates.programmes(name) else None
        if avoided is None or avoided <= SOLVED or not self.is_told(name):
            return None
        return self.paid(name) * self.courses.scale / avoided

    @property
    def exit_code(self) -> ExitCode:
        return self.sets.exit_code

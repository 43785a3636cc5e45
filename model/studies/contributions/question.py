"""Contributions: the cost of the plan with each set of candidates, and the value of each candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.errors import ExitCode
from model.results.plan import Plan
from model.runs import State, exit_code_of
from model.studies.contributions.candidates import Candidates
from model.studies.contributions.game import (
    Interval,
    Names,
    Sampled,
    alone,
    average,
    difference,
    last,
    ranks,
    together,
    value,
)
from model.studies.study import CaseOutcome, settle
from model.tolerances import SOLVED


@dataclass(frozen=True)
class Contributions:
    """Values of candidates: over all sets of them, or over orders drawn at random."""

    candidates: Candidates
    plan: Plan
    """With all of them."""
    outcomes: Mapping[Names, CaseOutcome[Names]]
    """Sets that were solved."""
    carried: Mapping[Names, Names]
    """Sets with the interval of a larger one, whose plan takes only these."""
    orders: Sequence[Sequence[str]] = ()

    @property
    def everything(self) -> Names:
        return frozenset(self.candidates.names)

    @cached_property
    def costs(self) -> dict[Names, Interval]:
        """Bound and cost of each set, consistent: a set costs no less than a larger one [amount]."""
        given = [CaseOutcome(each, self.outcomes[self.carried.get(each, each)].result,
                             self.outcomes[self.carried.get(each, each)].proven)
                 for each in (*self.outcomes, *self.carried)]  # fmt: skip
        ordered = sorted(given, key=lambda each: -len(each.at))
        return {each.at: (min(each.proven, each.cost), each.cost) for each in settle(ordered, lambda a, b: a <= b)}

    @cached_property
    def sampled(self) -> Sampled | None:
        return Sampled(self.orders, self.costs) if self.orders else None

    def alone(self, name: str) -> Interval:
        return value(alone(name), self.costs)

    def last(self, name: str) -> Interval:
        return value(last(self.everything, name), self.costs)

    def average(self, name: str) -> Interval:
        """Average contribution within the gaps of the solves; of orders drawn at random, the draw aside."""
        if self.sampled is not None:
            return self.sampled.average(name)
        return value(average(self.candidates.names, name), self.costs)

    @cached_property
    def ranks(self) -> dict[str, tuple[int, int]]:
        """Best and worst rank by average contribution."""
        return ranks(self.candidates.names, self._is_above)

    def _is_above(self, one: str, other: str) -> bool:
        names = self.candidates.names
        if self.sampled is not None:
            return self.sampled.is_above(one, other, len(names) * (len(names) - 1) // 2)
        rounding = SOLVED * abs(self.plan.objective)
        return value(difference(average(names, one), average(names, other)), self.costs)[0] > rounding

    def together(self, one: str, other: str) -> Interval | None:
        """Above 0 two complement each other, below they are rivals; None if it was not asked."""
        wanted = together(self.everything, one, other)
        return value(wanted, self.costs) if all(each in self.costs for each in wanted) else None

    @property
    def total(self) -> Interval:
        """Value of all together."""
        return value({Names(): 1.0, self.everything: -1.0}, self.costs)

    @property
    def is_stopped(self) -> bool:
        return any(each.result.state == State.STOPPED for each in self.outcomes.values())

    @property
    def exit_code(self) -> ExitCode:
        return exit_code_of([each.result for each in self.outcomes.values()])

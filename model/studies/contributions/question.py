"""Contributions: the cost of the plan with each set of candidates, and the value of each candidate."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from model.errors import ExitCode
from model.results.plan import Plan
from model.runs import Result, State, exit_code_of
from model.sheets.names import LimitName
from model.studies.contributions.candidates import Candidates
from model.studies.contributions.game import (
    UNKNOWN,
    Interval,
    Names,
    Sampled,
    average,
    consistent,
    difference,
    ranks,
    saving,
    shapley,
    together,
    value,
)
from model.tolerances import SOLVED


@dataclass
class SolvedSets:
    """Sets solved, and those carried: the plan of a larger set takes no more than these, so that it is theirs."""

    candidates: Candidates
    results: dict[Names, Result] = field(default_factory=dict)
    values: dict[Names, Interval] = field(default_factory=dict)
    """By set that has a plan."""
    carried: dict[Names, Names] = field(default_factory=dict)
    """By set without a solve of its own the one whose plan is its."""
    taken: dict[Names, Names] = field(default_factory=dict)
    """By set that has a plan the candidates that it takes."""

    def add(self, members: Names, result: Result, value: Interval | None = None) -> None:
        """``value``: bound and cost of the plan unless given."""
        self.results[members] = result
        if result.has_plan:
            self.taken[members] = self.candidates.taken(result.plan())
            self.values[members] = value or (min(result.bound, result.objective), result.objective)

    def has(self, members: Names) -> bool:
        """Whether a set is solved, or one larger by a candidate lends it its plan."""
        if members in self.results or members in self.carried:
            return True
        for name in self.candidates.names:
            larger = members | {name}
            if name not in members and larger in self.taken and name not in self.taken[larger]:
                self.carried[members] = self.carried.get(larger, larger)
                self.taken[members] = self.taken[larger]
                return True
        return False


@dataclass(frozen=True)
class Contributions:
    """Values of candidates: over all sets of them, or over orders drawn at random."""

    candidates: Candidates
    plan: Plan
    """With all of them."""
    solved: SolvedSets
    orders: Sequence[Sequence[str]] = ()
    is_service: bool = False
    """Whether sets are compared by expected unmet demand at an equal budget, in place of cost at equal limits."""
    loose: tuple[LimitName, ...] = ()
    """Limits that cannot be kept without any candidate, and are reported only in all plans."""

    @property
    def everything(self) -> Names:
        return frozenset(self.candidates.names)

    @property
    def unit(self) -> str:
        """Unit of contributions."""
        return "units of demand" if self.is_service else self.plan.amount

    @cached_property
    def costs(self) -> dict[Names, Interval]:
        """Bound and cost of each set [amount], or its expected unmet demand [units]; of one without a plan what others
        say of it."""
        values, carried = self.solved.values, self.solved.carried
        return consistent({each: values.get(carried.get(each, each), UNKNOWN)
                           for each in (*self.solved.results, *carried)})  # fmt: skip

    @cached_property
    def sampled(self) -> Sampled | None:
        return Sampled(self.orders, self.costs) if self.orders else None

    def alone(self, name: str) -> Interval:
        return saving(Names(), Names({name}), self.costs)

    def last(self, name: str) -> Interval:
        return saving(self.everything - {name}, self.everything, self.costs)

    def average(self, name: str) -> Interval:
        """Average contribution within the gaps of the solves; of orders drawn at random, the draw aside."""
        if self.sampled is not None:
            return self.sampled.average(name)
        return average(self.candidates.names, name, self.costs)

    @cached_property
    def ranks(self) -> dict[str, tuple[int, int]]:
        """Best and worst rank by average contribution."""
        return ranks(self.candidates.names, self._is_above)

    def _is_above(self, one: str, other: str) -> bool:
        names = self.candidates.names
        if self.sampled is not None:
            return self.sampled.is_above(one, other, len(names) * (len(names) - 1) // 2)
        rounding = SOLVED * abs(self.plan.objective)
        return value(difference(shapley(names, one), shapley(names, other)), self.costs)[0] > rounding

    def together(self, one: str, other: str, among: Collection[str] = ()) -> Interval | None:
        """Above 0 two complement each other, below they are rivals: the last two of all, or ``among`` some. None if it
        was not asked."""
        wanted = together(Names(among) or self.everything, one, other)
        if not all(each in self.costs for each in wanted):
            return None
        rounding = SOLVED * max(1.0, *(abs(end) for each in wanted for end in self.costs[each] if math.isfinite(end)))
        low, high = (0.0 if abs(end) <= rounding else end for end in value(wanted, self.costs))
        return low, high

    @property
    def total(self) -> Interval:
        """Value of all together."""
        return saving(Names(), self.everything, self.costs)

    @property
    def is_stopped(self) -> bool:
        return any(each.state == State.STOPPED for each in self.solved.results.values())

    @property
    def exit_code(self) -> ExitCode:
        return exit_code_of(list(self.solved.results.values()))

"""Sensitivity of the result: every input with a range at its low and high value, one at a time, ranked by effect;
break-even values of decisions; and the long-run value of binding limits.

One input at a time does not cover two that move together: for these there are what-ifs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from model.results.significance import Solved, is_significant, noise
from model.runs import Result, State
from model.studies.study import OfSolves
from model.studies.tornado.break_even import Switch, Worth
from model.whatif.compare import Case, Comparison
from model.whatif.ranges import Ranged

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class TornadoBar:
    """An input, and how the solves at its ends came out."""

    ranged: Ranged
    ends: Mapping[str, Case]

    @property
    def name(self) -> str:
        return self.ranged.name

    @property
    def without(self) -> list[str]:
        """Ends proven to have no plan."""
        return [end for end, case in self.ends.items() if case.state == State.INFEASIBLE]


@dataclass(frozen=True)
class Tornado(OfSolves):
    """The bars of a workbook, with further findings."""

    comparison: Comparison
    """The base, the ends of all ranges, and the steps of limits."""
    given: tuple[TornadoBar, ...]
    """In the order of the sheet."""
    switches: tuple[Switch, ...]
    worths: tuple[Worth, ...]
    results: tuple[Result, ...]
    """Results of the base and of all of these."""

    @cached_property
    def bars(self) -> tuple[TornadoBar, ...]:
        """Bars by importance: those with an end without a plan, then by swing; insignificant ones last."""

        def rank(bar: TornadoBar) -> tuple[bool, bool, float]:
            return not self.matters(bar), not bar.without, -self.swing(bar)

        return tuple(sorted(self.given, key=rank))

    @property
    def base(self) -> Solved:
        """Cost of the workbook's plan, and its bound."""
        digest = self.comparison.base.digest
        if digest is None:
            raise ValueError("a tornado is of a workbook that has a plan")
        return digest.solved

    def extra(self, case: Case) -> float | None:
        """Additional cost of the plan found at an end; None if there is none [amount]."""
        return None if case.digest is None else self.comparison.extra(case.digest)

    def proven(self, case: Case) -> tuple[float, float] | None:
        """Proven interval of the difference between the least costs [amount]."""
        if case.digest is None or self.extra(case) is None:
            return None
        return case.digest.bound - self.base.cost, case.digest.objective - self.base.bound

    def is_significant(self, case: Case) -> bool:
        """Whether an end differs by more than the solves leave open; that it has no plan is proven."""
        if case.state == State.INFEASIBLE:
            return True
        return case.digest is not None and self.comparison.is_significant(case.digest)

    def swing(self, bar: TornadoBar) -> float:
        """From the cheapest to the most expensive plan of a bar, the workbook's counted [amount]."""
        costs = [0.0, *(extra for case in bar.ends.values() if (extra := self.extra(case)) is not None)]
        return max(costs) - min(costs)

    def matters(self, bar: TornadoBar) -> bool:
        """Whether a bar is significant: an end is, or its two ends differ by more than their joint gap."""
        solved = [case.digest.solved for case in bar.ends.values() if case.digest is not None]
        if any(map(self.is_significant, bar.ends.values())):
            return True
        return len(solved) > 1 and is_significant(solved[0].cost - solved[1].cost, noise(*solved))

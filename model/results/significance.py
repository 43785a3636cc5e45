"""Significance of differences in cost, decided in this one place.

A solve stops within a gap: between the cost found and the bound proven there may be a cheaper plan. Two solves may so
differ by chance, and a difference is significant only if it exceeds their joint gap. Other differences are never
headlined, coloured or counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from model.tolerances import SOLVED


@dataclass(frozen=True)
class Solved:
    """The cost of a plan, and its proven lower bound [amount]."""

    cost: float
    bound: float

    @property
    def left_open(self) -> float:
        """Possible saving of another plan; infinite without a bound [amount]."""
        open_ = self.cost - self.bound
        return max(0.0, open_) if math.isfinite(open_) else math.inf


def noise(*solves: Solved) -> float:
    """Joint gap of some solves, with rounding [amount]."""
    rounding = SOLVED * max((abs(each.cost) for each in solves), default=0.0)
    return sum(each.left_open for each in solves) + rounding


def is_significant(difference: float, open_: float) -> bool:
    """Whether a difference exceeds the gap; unknown differences do not."""
    return math.isfinite(difference) and abs(difference) > open_

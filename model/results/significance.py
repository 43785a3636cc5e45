"""Whether a difference of costs says anything: the one place that decides it.

A solve stops within a gap: between what it found and what it proved there may be a cheaper plan. Two solves may so
differ by chance, and a difference is significant only where it is more than they leave open together. What is not
significant is never headlined, coloured or counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from model.tolerances import SOLVED


@dataclass(frozen=True)
class Solved:
    """The cost of a plan, and what no plan costs less than [amount]."""

    cost: float
    bound: float

    @property
    def left_open(self) -> float:
        """How much cheaper another plan may be; infinite where no bound is known [amount]."""
        open_ = self.cost - self.bound
        return max(0.0, open_) if math.isfinite(open_) else math.inf


def noise(*solves: Solved) -> float:
    """What some solves leave open together, with what is rounding [amount]."""
    rounding = SOLVED * max((abs(each.cost) for each in solves), default=0.0)
    return sum(each.left_open for each in solves) + rounding


def is_significant(difference: float, open_: float) -> bool:
    """Whether a difference is more than what is left open; what is not known is not."""
    return math.isfinite(difference) and abs(difference) > open_

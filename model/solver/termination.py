"""Termination of a search: deadline, and optimality gap."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from model.errors import Contradiction
from model.tolerances import CONTRADICTING, FLOAT


def now() -> float:
    """Seconds on a clock that is never set back."""
    return time.monotonic()


@dataclass(frozen=True)
class Deadline:
    """The moment when a time limit ends; without one, never."""

    at: float = math.inf

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(now() + seconds)

    @property
    def left(self) -> float:
        """Seconds until then; negative afterwards."""
        return self.at - now()

    @property
    def is_over(self) -> bool:
        return self.left < 0

    def share(self, part: float) -> Deadline:
        """The deadline after a share of the remaining time."""
        return self if math.isinf(self.at) else Deadline.after(part * self.left)


EXACT = 1e-7
"""A gap that is smaller than this is rounding."""


def gap_of(objective: float, bound: float) -> float:
    """(objective − bound) / |objective|; infinite without a bound."""
    if not math.isfinite(bound):
        return math.inf
    return max(0.0, objective - bound) / max(abs(objective), FLOAT)


def bound_below(objective: float, bound: float, overstated: float = 0.0) -> float:
    """The bound on any plan, which rounding may have put above the cost of one, and cuts by as much as they are
    ``overstated``. Raises Contradiction if it is above by more: the bound is proven for every plan, so one of the two
    is wrong."""
    if bound - overstated - objective > CONTRADICTING * max(1.0, abs(objective)):
        raise Contradiction(
            f"Contradiction: a plan was found that costs {objective:,.6g}, but the solver states that no plan costs "
            f"less than {bound:,.6g}. Neither figure can be trusted, so nothing was written; please report this "
            "workbook."
        )
    return min(bound, objective)

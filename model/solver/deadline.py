"""Deadlines.

A time limit ends a search with the best plan so far. No other decision of the solver depends on a clock: other limits
are of work, such as iterations, nodes and linear programs, so that the same workbook has the same plan on a busy
machine as on an idle one.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass


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

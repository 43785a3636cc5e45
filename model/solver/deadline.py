"""The clock, as far as a plan hangs on it.

A time limit ends a search with the best plan so far. Nothing else in the solver looks at a clock to decide anything:
other limits are of work, such as iterations, nodes and linear programs, so that the same workbook has the same plan on
a busy machine as on an idle one.
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
    """The moment when a time limit is over; without one, never."""

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
        """When a part of what is left is over."""
        return self if math.isinf(self.at) else Deadline.after(part * self.left)

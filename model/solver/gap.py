"""How far a plan may be from the best one."""

from __future__ import annotations

import math

EXACT = 1e-7
"""A gap that is smaller than this is rounding."""


def gap_of(objective: float, bound: float) -> float:
    """(objective − bound) / |objective|; infinite without a bound."""
    if not math.isfinite(bound):
        return math.inf
    return max(0.0, objective - bound) / max(abs(objective), 1e-9)

"""The least cost of an instance by both programs."""

from __future__ import annotations

import math

from model import Infeasible, solve
from tests.unequal.chain import Chain
from tests.unequal.sheets import workbook


def planned(chain: Chain) -> float:
    """Cost of the plan of its workbook; infinite where there is none."""
    try:
        return solve(workbook(chain.horizon, chain.rows), gap=0, light=True).objective
    except Infeasible:
        return math.inf


def deviation(one: float, other: float) -> float:
    """How far two costs are apart, relative to the larger one; infinite where only one is infinite."""
    if math.isinf(one) or math.isinf(other):
        return 0.0 if one == other else math.inf
    return abs(one - other) / max(1.0, abs(one), abs(other))

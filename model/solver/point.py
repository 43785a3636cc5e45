"""A solution of a whole program, with the recourse known so far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from model.solver.arrays import Array
from model.solver.gap import gap_of
from model.solver.recourse import Reaction

KNOWN = 1e-7
"""Tolerance, relative to the whole cost, within which cuts describe a recourse cost exactly."""


@dataclass(frozen=True)
class Point:
    """A solution of the program, whole numbers relaxed or fixed, with the reactions of branches that are left out."""

    values: Array
    """Values of the columns of the whole program; 0 in branches without recourse."""
    cost: float
    """Cost of the whole, with the recourse of inactive branches."""
    reactions: Sequence[Reaction]
    duals: Array
    """Duals of the rows of the whole program."""
    is_whole: bool
    """Whether every limit of every branch and every cone holds."""
    least: float = -math.inf
    """Lower bound on a plan with the same integers."""

    @property
    def is_exact(self) -> bool:
        """Whether no other plan with the same whole numbers is cheaper."""
        return gap_of(self.cost, self.least) <= KNOWN

"""A solution of a whole program, as far as it is known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from model.solver.arrays import Array
from model.solver.gap import gap_of
from model.solver.recourse import Reaction

KNOWN = 1e-7
"""A cost of recourse that is nearer than this to what cuts say, relative to the whole cost, counts as known."""


@dataclass(frozen=True)
class Point:
    """A solution of the program, whole numbers relaxed or fixed, with the reactions of branches that are left out."""

    values: Array
    """Of the columns of the whole program; 0 in branches that have no reaction."""
    cost: float
    """Of the whole: with what the reactions of the branches left out cost."""
    reactions: Sequence[Reaction]
    duals: Array
    """Of the rows of the whole program."""
    is_whole: bool
    """Whether every limit of every branch and every cone holds."""
    least: float = -math.inf
    """What a plan with the same whole numbers costs at least."""

    @property
    def is_exact(self) -> bool:
        """Whether no other plan with the same whole numbers is cheaper."""
        return gap_of(self.cost, self.least) <= KNOWN

"""Diving heuristic, period by period.

Most integers of an investment model are lines of which a project builds several over the years. A relaxation builds
thirds of them each year; rounded alone, they add up to too much or too little. If those of one period are fixed and the
relaxation is solved again, later periods make up for the rounding, so that cumulative capacity stays near that of the
relaxation (relax-and-fix; Y. Pochet and L. A. Wolsey, *Production Planning by Mixed Integer Programming*, 2006). The
basis stays dual feasible, and each of these programs takes simplex few steps. The heuristic is deterministic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.solver.arrays import Array
from model.solver.handover import Basis
from model.solver.highs import Solver, Status
from model.tolerances import SOLVED

ITERATIONS_PER_COLUMN = 2.0
"""Simplex iterations in all; a single program may take a tenth of them."""


Share = Callable[[int, int], None]
"""Told how many periods are done, of how many."""

Decide = Callable[[Array, Array, Array], Array | None]
"""Decide some integer columns together, given the bounds of all, with those of later periods relaxed; their values, or
None if none are found."""


def dive(
    solver: Solver,
    whole: Array,
    order: Array,
    share: Share = lambda done, of: None,
    per_column: float = ITERATIONS_PER_COLUMN,
    decide: Decide = lambda which, lower, upper: None,
) -> bool:
    """Dive from a solver at the vertex of a relaxation to a plan; whether rounding succeeds within the limit. ``order``
    is the order in which the columns ``whole`` are fixed; ``decide`` chooses those of a period together if rounding
    fails."""
    return _Dive(solver, whole, order, share, per_column, decide).ends()


@dataclass
class _Dive:
    solver: Solver
    whole: Array
    order: Array
    share: Share
    per_column: float
    decide: Decide

    def __post_init__(self) -> None:
        matrix = self.solver.matrix
        self.lower, self.upper = matrix.lower[self.whole], matrix.upper[self.whole]
        self.left = int(self.per_column * len(matrix.cost))
        self.most = self.left // 10
        self.periods, self.reached = np.unique(self.order), 0

    def ends(self) -> bool:
        """Round the columns nearest to integers together, half as many if that is infeasible, and the last one the
        other way; if that is infeasible too, decide all of its period together."""
        while self.left > 0:
            values, basis = self.solver.values[self.whole], self.solver.basis
            at = self._next(values)
            if not len(at):
                return True
            self.reached = max(self.reached, int(np.searchsorted(self.periods, self.order[at[0]])))
            self.share(self.reached, len(self.periods))
            while not self._holds(at, values[at], basis):
                if len(at) == 1:
                    if not self._holds_otherwise(at, values[at], basis) and not self._holds_together(at[0], basis):
                        return False
                    break
                at = at[: len(at) // 2]
        return False

    def _next(self, values: Array) -> Array:
        """Integer columns of the first period that has any left to round, those nearest to integers first."""
        distance = np.abs(values - np.round(values))
        left = np.flatnonzero(distance > SOLVED)
        first: Array = left[self.order[left] == self.order[left].min(initial=len(self.whole))]
        return first[np.argsort(distance[first], kind="stable")]

    def _holds(self, at: Array, values: Array, basis: Basis) -> bool:
        """Whether some numbers can be rounded; they stay so."""
        rounded = np.clip(np.round(values), self.lower[at], self.upper[at])
        return self._bounded(at, rounded, rounded, basis)

    def _holds_otherwise(self, at: Array, values: Array, basis: Basis) -> bool:
        """Whether the columns can be rounded in the other direction; they then stay so."""
        is_up = np.round(values) > values
        lower = np.where(is_up, self.lower[at], np.floor(values) + 1)
        return self._bounded(at, lower, np.where(is_up, np.floor(values), self.upper[at]), basis)

    def _holds_together(self, at: int, basis: Basis) -> bool:
        """Whether all numbers of a period can be decided together; they stay so."""
        which, matrix = np.flatnonzero(self.order == self.order[at]), self.solver.matrix
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[which], upper[which] = matrix.lower[self.whole[which]], matrix.upper[self.whole[which]]
        found = self.decide(which, lower, upper)
        return found is not None and self._bounded(which, found, found, basis, most=self.left)

    def _bounded(self, at: Array, lower: Array, upper: Array, basis: Basis, most: int | None = None) -> bool:
        """Whether there is a solution within some bounds, which then stay; otherwise they are restored."""
        before = self.lower[at], self.upper[at]
        self._set(at, lower, upper)
        status = self.solver.run_on(max(0, min(self.left, self.most if most is None else most)))
        self.left -= self.solver.iterations
        if status == Status.kOptimal:
            return True
        self._set(at, *before)
        self.solver.stand_at(basis)
        return False

    def _set(self, at: Array, lower: Array, upper: Array) -> None:
        self.lower[at], self.upper[at] = lower, upper
        self.solver.set_bounds(self.whole[at], lower, upper)

"""Diving heuristic, period by period.

Most integers of an investment model are lines of which a project builds several over the years. A relaxation builds
thirds of them each year; rounded alone, they add up to too much or too little. If those of one period are fixed and the
relaxation is solved again, later periods make up for the rounding, so that cumulative capacity stays near that of the
relaxation (relax-and-fix; Y. Pochet and L. A. Wolsey, *Production Planning by Mixed Integer Programming*, 2006). The
basis stays dual feasible, and each of these programs takes simplex few steps. The heuristic is deterministic.

What is built once, in one year out of many or in place of others, comes before all lines, since lines adapt to it: each
set of which a row allows one is rounded as a whole, to its greatest column or to none (E. M. L. Beale and J. A. Tomlin,
1970). On the example a mine that a limit ruled out was otherwise put off from year to year at 50 million USD each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from model.solver.arrays import Array, Matrix
from model.solver.handover import Basis
from model.solver.highs import Solver, Status
from model.tolerances import SOLVED

ITERATIONS_PER_COLUMN = 10.0
"""Simplex iterations in all; a single program may take a tenth of them. With a fifth as many the example's programs did
not end, and the small ones that decided periods together in their place took two to three times as long."""

HALF = 0.5
"""Sum of a set from which one of it is built."""

VERY_LARGE = 100_000
"""Columns from which integers are rounded with more care, since nothing corrects them: to decide those of a period
together did not end within minutes in 337,000 columns."""

NEAR, FEW = 0.2, 8
"""Distance from integers up to which columns of a very large program are rounded together, and the part of a period's
columns that are rounded if none is as near. With all of a period together the plan of a chain of 100 sites was 1.04 %
above its relaxation, with these 0.39 %; the example's was as good either way."""

Share = Callable[[int, int], None]
"""Told how many periods are done, of how many."""

Decide = Callable[[Array, Array, Array], Array | None]
"""Decide some integer columns together, given the bounds of all, with those of later periods relaxed; their values, or
None if none are found."""


def dive(
    solver: Solver,
    integers: Array,
    order: Array,
    share: Share = lambda done, of: None,
    per_column: float = ITERATIONS_PER_COLUMN,
    decide: Decide = lambda which, lower, upper: None,
    chosen: tuple[Array, Array] | None = None,
) -> bool:
    """Dive from a solver at the vertex of a relaxation to a plan; whether rounding succeeds within the limit. ``order``
    is the order in which the columns ``integers`` are fixed; ``decide`` chooses those of a period together if rounding
    fails; ``chosen`` are places among them that are fixed already, and their numbers."""
    dive = _Dive(solver, integers, order, share, per_column, decide)
    if chosen is not None:
        dive.lower[chosen[0]] = dive.upper[chosen[0]] = chosen[1]
    return dive.chooses() and dive.ends()


def chosen_at(matrix: Matrix, integers: Array, values: Array) -> tuple[Array, Array] | None:
    """Places among the columns ``integers`` that sets decide at some values of them, the nearer way, and their
    numbers."""
    numbers: dict[int, float] = {}
    for choice in _open(values, exclusive_sets(matrix, integers)):
        places, value = choice.ways[0]
        numbers |= {place: value for place in places.tolist() if place not in numbers}
    if not numbers:
        return None
    at = np.array(list(numbers), int)
    return at, np.clip(np.array(list(numbers.values())), matrix.lower[integers][at], matrix.upper[integers][at])


@dataclass(frozen=True)
class _Choice:
    """A set of which at most one is to be built, and the ways to try."""

    distance: float
    """Distance of the first way to round from the relaxation."""
    ways: Sequence[tuple[Array, float]]
    """Columns and their value, the nearer way first: its greatest is built, or none of the set."""


@dataclass
class _Dive:
    solver: Solver
    integers: Array
    order: Array
    share: Share
    per_column: float
    decide: Decide

    def __post_init__(self) -> None:
        matrix = self.solver.matrix
        self.lower, self.upper = matrix.lower[self.integers], matrix.upper[self.integers]
        self.left = int(self.per_column * len(matrix.cost))
        self.most = self.left // 10
        self.periods, self.reached = np.unique(self.order), 0
        self.waiting: list[int] = []
        """Columns that could be rounded neither way."""

    @property
    def _is_very_large(self) -> bool:
        return len(self.solver.matrix.cost) >= VERY_LARGE

    def chooses(self) -> bool:
        """Decide all sets; if that does not succeed, none."""
        # What is built once comes before lines: 0.5 to 0.8 % above the bound on the example, not 1.3 to 1.4 %.
        sets, before, left = exclusive_sets(self.solver.matrix, self.integers), self.solver.basis, self.left
        while open_ := self._open(sets):
            basis = self.solver.basis
            while not self._chosen(open_, basis):
                if len(open_) > 1:
                    open_ = open_[: len(open_) // 2]
                elif self.left <= 0 or not self._set_to(*open_[0].ways[1], basis):
                    everything, matrix = np.arange(len(self.integers)), self.solver.matrix
                    self._bound(everything, matrix.lower[self.integers], matrix.upper[self.integers])
                    self.left = left
                    return bool(self.solver.run_from(before) == Status.kOptimal)
                else:
                    break
        return True

    def _open(self, sets: Sequence[Array]) -> list[_Choice]:
        """Choices left, the nearest first."""
        return _open(self.solver.values[self.integers], sets)

    def _chosen(self, choices: Sequence[_Choice], basis: Basis) -> bool:
        """Whether choices can be made the nearer way together; they stay so."""
        columns: dict[int, float] = {}
        for choice in choices:
            at, value = choice.ways[0]
            columns |= {index: value for index in at.tolist() if index not in columns}
        at = np.array(list(columns), int)
        return self._set_to(at, np.array(list(columns.values())), basis)

    def _set_to(self, at: Array, values: Array | float, basis: Basis) -> bool:
        numbers = np.clip(np.full(len(at), values), self.lower[at], self.upper[at])
        return self._bounded(at, numbers, numbers, basis)

    def ends(self) -> bool:
        """Round the columns nearest to integers together, half as many if that is infeasible, and the last one the
        other way; if that is infeasible too, decide all of its period together, in a very large program at the end."""
        while self.left > 0:
            values, basis = self.solver.values[self.integers], self.solver.basis
            at = self._next(values)
            if not len(at):
                return self._is_exact(values, basis)
            self.reached = max(self.reached, int(np.searchsorted(self.periods, self.order[at[0]])))
            self.share(self.reached, len(self.periods))
            while not self._holds(at, values[at], basis):
                if len(at) == 1:
                    holds = self._holds_otherwise(at, values[at], basis) or self._waits(at[0])
                    if not holds and not self._holds_together(at[0], basis):
                        return False
                    break
                at = at[: len(at) // 2]
        return False

    def _next(self, values: Array) -> Array:
        """Integer columns of the first period that has any left to round, those nearest to integers first; in a very
        large program only the near ones, or the nearest few."""
        distance = np.abs(values - np.round(values))
        left = np.flatnonzero(distance > SOLVED)
        if not np.isin(left, self.waiting).all():
            left = np.setdiff1d(left, self.waiting)
        first: Array = left[self.order[left] == self.order[left].min(initial=len(self.integers))]
        first = first[np.argsort(distance[first], kind="stable")]
        near = max(int((distance[first] <= NEAR).sum()), -(-len(first) // FEW))
        return first[:near] if self._is_very_large else first

    def _holds(self, at: Array, values: Array, basis: Basis) -> bool:
        """Whether some numbers can be rounded; they stay so."""
        rounded = np.clip(np.round(values), self.lower[at], self.upper[at])
        return self._bounded(at, rounded, rounded, basis)

    def _is_exact(self, values: Array, basis: Basis) -> bool:
        """Whether there is a solution in exact whole numbers, or else up to rounding, of which the solver is left."""
        everything = np.arange(len(self.integers))
        return self._holds(everything, values, basis) or bool(self.solver.run_on(self.most) == Status.kOptimal)

    def _holds_otherwise(self, at: Array, values: Array, basis: Basis) -> bool:
        """Whether the columns can be rounded in the other direction; they then stay so."""
        is_up = np.round(values) > values
        lower = np.where(is_up, self.lower[at], np.floor(values) + 1)
        return self._bounded(at, lower, np.where(is_up, np.floor(values), self.upper[at]), basis)

    def _waits(self, at: int) -> bool:
        """Whether a column of a very large program can wait until all others are rounded: it has not waited before."""
        if at in self.waiting or not self._is_very_large:
            return False
        self.waiting.append(at)
        return bool(self.solver.run_on(self.left) == Status.kOptimal)

    def _holds_together(self, at: int, basis: Basis) -> bool:
        """Whether all numbers of a period can be decided together; they stay so."""
        which, matrix = np.flatnonzero(self.order == self.order[at]), self.solver.matrix
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[which], upper[which] = matrix.lower[self.integers[which]], matrix.upper[self.integers[which]]
        is_decided = self.decide(which, lower, upper)
        return is_decided is not None and self._bounded(which, is_decided, is_decided, basis, most=self.left)

    def _bounded(self, at: Array, lower: Array, upper: Array, basis: Basis, most: int | None = None) -> bool:
        """Whether there is a solution within some bounds, which then stay; otherwise they are restored."""
        before = self.lower[at], self.upper[at]
        self._bound(at, lower, upper)
        status = self.solver.run_on(max(0, min(self.left, self.most if most is None else most)))
        self.left -= self.solver.iterations
        if status == Status.kOptimal:
            return True
        self._bound(at, *before)
        self.solver.stand_at(basis)
        return False

    def _bound(self, at: Array, lower: Array, upper: Array) -> None:
        self.lower[at], self.upper[at] = lower, upper
        self.solver.set_bounds(self.integers[at], lower, upper)


def _open(values: Array, sets: Sequence[Array]) -> list[_Choice]:
    """Choices left at some values, the nearest first."""
    is_partial = np.abs(values - np.round(values)) > SOLVED
    branchings = []
    for candidate in sets:
        partial = candidate[is_partial[candidate]]
        if len(partial):
            greatest = partial[np.argmax(values[partial])]
            built, total = (np.array([greatest]), 1.0), float(values[partial].sum())
            ways = [built, (candidate, 0.0)]
            is_built = total >= HALF
            distance = 1.0 - float(values[greatest]) if is_built else total
            # The nearer way is tried first, and the other where that is infeasible.
            branchings.append(_Choice(distance, ways if is_built else ways[::-1]))
    return sorted(branchings, key=lambda branching: branching.distance)


def exclusive_sets(matrix: Matrix, integers: Array) -> list[Array]:
    """Places among columns of whole numbers of which a row allows one."""
    rows, count = matrix.rows, np.diff(matrix.rows.starts)
    row, is_once = rows.row, np.zeros(len(matrix.cost), bool)
    is_once[integers] = (matrix.lower[integers] >= 0) & (matrix.upper[integers] <= 1)
    first = np.ones(len(count))
    first[count > 0] = rows.values[rows.starts[:-1][count > 0]]
    is_other = ~is_once[rows.columns] | (rows.values != first[row])
    most = np.where(first > 0, matrix.row_upper, matrix.row_lower) / first
    exclusive = np.flatnonzero((np.bincount(row, is_other, len(count)) == 0) & (count > 1) & (most == 1))
    return [np.searchsorted(integers, np.sort(rows.one(int(row))[0])) for row in exclusive]

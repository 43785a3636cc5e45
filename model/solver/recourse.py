"""What a branch makes of a plan: the cheapest reaction, or how far it is from what its limits ask."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from model.solver.arrays import Array, LinearRows, Matrix
from model.solver.handover import Basis
from model.solver.highs import Interrupt, Solver, Status
from model.solver.ladder import elastic
from model.solver.program import Cut, Program
from model.system.cores import threads

NOISE = 1e-9
"""Duals below this are what interior points leave of nought."""

PRECISION = 1e-5
"""Reduced costs of columns without a bound and misses of limits are nought up to this, as far as solvers know."""


@dataclass(frozen=True)
class Reaction:
    """How a branch reacts to a plan."""

    branch: int
    cost: float
    """If the branch were certain; infinite where no reaction holds all limits."""
    values: Array
    """Of the branch's own columns, in order; none where there is no reaction."""
    cut: Cut | None
    duals: Array
    """Of the branch's own rows, in order, if the branch were certain; none where there is no reaction."""
    basis: Basis | None
    """From which the next reaction is found in a few steps."""
    violation: float
    """By how much limits are missed at least, infinite where not for limits alone; 0 where there is a reaction."""
    need: Cut | None = None
    """What is at most 0 in every plan that has a reaction, and is not in this; only where this has none."""
    work: float = 0.0
    """Of finding it, as `Solver.work`."""

    @property
    def holds(self) -> bool:
        return self.violation == 0


class Recourse:
    """The linear program of one branch, with what is shared moved to the right-hand side."""

    def __init__(self, program: Program, branch: int) -> None:
        self.branch = branch
        self.columns, self.rows = program.of_branch(branch)
        a = program.matrix
        taken = a.rows.take(self.rows)
        is_own = program.branch[taken.columns] == branch
        counts = np.bincount(taken.row[is_own], minlength=len(self.rows))
        self.own = LinearRows(
            np.concatenate([[0], np.cumsum(counts)]),
            np.searchsorted(self.columns, taken.columns[is_own]),
            taken.values[is_own],
            np.zeros(len(self.rows)),
        )
        self.shared_row, self.shared_column = taken.row[~is_own], taken.columns[~is_own]
        self.shared, self.shared_place = np.unique(self.shared_column, return_inverse=True)
        self.shared_value = taken.values[~is_own]
        self.cost = program.unit_cost[self.columns]
        self.bounds = a.lower[self.columns], a.upper[self.columns]
        self.sides = a.row_lower[self.rows], a.row_upper[self.rows]
        self.is_limit = program.is_limit[self.rows]

    def to(self, x: Array, interrupt: Interrupt | None = None, near: Basis | None = None) -> Reaction:
        """The reaction to a plan, given as values of all columns of the whole program.

        ``near`` is the basis of the reaction to another plan. Plans move the right-hand side alone, so that it stays
        dual feasible, and the dual simplex method goes on from it.
        """
        matrix = self.at(x)
        solver = Solver(matrix, interrupt)
        status = solver.run() if near is None else solver.run_from(near)
        work = solver.work
        if status != Status.kOptimal:
            violation, need, more = self._nearest(matrix, interrupt)
            solver = Solver(matrix, interrupt)
            solver.option("presolve", "off")  # which takes what is off by rounding for impossible
            if PRECISION < violation < math.inf or solver.run() != Status.kOptimal:
                none, missed = np.zeros(0), max(violation, PRECISION)
                return Reaction(self.branch, math.inf, none, None, none, None, missed, need, work + more)
            work += more + solver.work
        duals = solver.row_duals
        return Reaction(
            self.branch, solver.objective, solver.values, self.cut(duals), duals, solver.basis, 0.0, work=work
        )

    def cut(self, duals: Array) -> Cut | None:
        """The cut that duals of the branch's rows prove, by weak duality; None where they prove nothing.

        Whatever the duals are, the cost is at least Σ side·dual − Σ shared·dual + Σ bound·reduced cost. So those of the
        same branch in another program will do; rows that these lack have none.
        """
        return self._proven(duals, self.cost)

    def need(self, duals: Array) -> Cut | None:
        """What is at most 0 wherever the branch has a reaction, as duals of its rows prove (J. F. Benders, 1962): the
        cut on a cost of nothing."""
        return self._proven(duals, np.zeros(len(self.cost)))

    def _proven(self, duals: Array, cost: Array) -> Cut | None:
        duals = np.append(duals, np.zeros(len(self.rows)))[: len(self.rows)]
        lower, upper = self.sides
        duals = np.where(np.abs(duals) > NOISE, duals, 0.0)
        duals = np.where(np.isinf(lower), np.minimum(duals, 0.0), duals)
        duals = np.where(np.isinf(upper), np.maximum(duals, 0.0), duals)
        side = np.where(duals > 0, lower, np.where(duals < 0, upper, 0.0))
        reduced = cost - np.bincount(self.own.columns, self.own.values * duals[self.own.row], len(self.cost))
        bound = np.where(reduced > 0, self.bounds[0], self.bounds[1])
        proves = np.isfinite(bound)
        if (np.abs(reduced[~proves]) > PRECISION * np.maximum(1.0, np.abs(cost[~proves]))).any():
            return None
        slope = -np.bincount(self.shared_place, self.shared_value * duals[self.shared_row], len(self.shared))
        slopes = np.flatnonzero(slope)
        constant = float(side @ duals) + float(bound[proves] @ reduced[proves])
        return Cut(self.shared[slopes], slope[slopes], constant, duals)

    def at(self, x: Array) -> Matrix:
        """The program of the reaction to a plan, given as values of all columns of the whole program."""
        given = np.bincount(self.shared_row, self.shared_value * x[self.shared_column], minlength=len(self.rows))
        return self.matrix(given)

    def matrix(self, given: Array) -> Matrix:
        """The program where what is shared amounts to so much in each row."""
        lower, upper = self.bounds
        return Matrix(
            cost=self.cost,
            offset=0.0,
            lower=lower,
            upper=upper,
            integer=np.zeros(len(lower), bool),
            rows=self.own,
            row_lower=self.sides[0] - given,
            row_upper=self.sides[1] - given,
        )

    def _nearest(self, matrix: Matrix, interrupt: Interrupt | None) -> tuple[float, Cut | None, float]:
        """By how much limits must be missed, what proves it, and the work of finding it."""
        solver = Solver(elastic(matrix, np.flatnonzero(self.is_limit)), interrupt)
        if solver.run() != Status.kOptimal:
            return math.inf, None, solver.work
        return solver.objective, self.need(solver.row_duals), solver.work


def reactions(
    recourses: Sequence[Recourse], near: Sequence[Basis | None], x: Array, interrupt: Interrupt | None = None
) -> list[Reaction]:
    """Reactions of some branches to a plan, at the same time; HiGHS lets other threads work while it does. Each begins
    with its own basis, so that what it finds does not hang on which of them is done first."""
    with ThreadPoolExecutor(threads()) as pool:
        return list(pool.map(lambda each, basis: each.to(x, interrupt, basis), recourses, near))

"""The cheapest vertex of a linear program with its whole numbers fixed, and of the program with further rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.progress import Progress
from model.solver.arrays import Array, Matrix
from model.solver.handover import Basis
from model.solver.highs import Interrupt, Solver, Status
from model.solver.program import Master
from model.solver.subproblems import Reaction
from model.solver.termination import Deadline, gap_of

KNOWN = 1e-7
"""Tolerance, relative to the whole cost, within which cuts describe a recourse cost exactly."""


@dataclass(frozen=True)
class Point:
    """A solution of the program, integers relaxed or fixed, with the recourse of inactive branches."""

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


VERDICTS = (Status.kOptimal, Status.kInfeasible, Status.kTimeLimit, Status.kInterrupt)
"""HiGHS's statuses that are final."""


PER_COLUMN, PER_COLUMN_FIXED = 0.15, 0.1
"""Maximum simplex iterations from a nearby basis, beyond which the program is solved from scratch. With integers fixed,
presolve leaves less of a program, and so a solve from scratch is quicker."""

AS_LONG = 7e8
"""Square of the columns for which they are meant: in smaller programs an iteration takes less of a solve by interior
points, so that there may be as many more."""

ROOM = 1e-6
"""Tolerance, relative for large values, within which values count as near: results of several solvers do not agree to
the last digit."""


def few_iterations(matrix: Matrix, per_column: float = PER_COLUMN) -> int:
    columns = len(matrix.cost)
    return int(per_column * max(columns, AS_LONG / columns))


@dataclass(frozen=True)
class Vertex:
    """A vertex solution of a linear program."""

    values: Array
    cost: float
    duals: Array
    basis: Basis
    is_near: bool = True
    """Whether simplex got there from the basis that was given, if one was."""


@dataclass(frozen=True)
class Box:
    """Bounds of some columns of the whole program."""

    columns: Array
    lower: Array
    upper: Array

    @classmethod
    def at(cls, columns: Array, values: Array) -> Box:
        """Columns fixed at values."""
        return cls(columns, values, values)

    def around(self, columns: Array, values: Array, matrix: Matrix) -> Box:
        """Other columns, too, as near to values as solvers hold bounds."""
        room = ROOM * np.maximum(1.0, np.abs(values))
        return Box(
            np.append(self.columns, columns),
            np.append(self.lower, np.maximum(values - room, matrix.lower[columns])),
            np.append(self.upper, np.minimum(values + room, matrix.upper[columns])),
        )


def cheapest_vertex(
    master: Master,
    box: Box,
    near: Basis | None,
    progress: Progress,
    interrupt: Interrupt,
    until: Deadline,
) -> Vertex | None:
    """The cheapest vertex of a master within a box; None if there is none, or not in time. ``near`` is a basis of the
    master without its last rows. Raises SolveFailed if HiGHS cannot decide.

    The solver is released once it is found: the memory of presolve and crossover in a large one is no longer needed.
    """

    def bounded() -> Solver:
        solver = Solver(master.matrix, interrupt, progress.tick)
        solver.set_bounds(np.searchsorted(master.columns, box.columns), box.lower, box.upper)
        solver.allow(until)
        return solver

    solver = bounded()
    few = few_iterations(master.matrix, PER_COLUMN_FIXED if len(box.columns) else PER_COLUMN)
    status = solver.run_linear(vertex=True) if near is None else solver.run_from(near, few)
    is_near = near is None or status in VERDICTS
    if not is_near:  # simplex may lose its way from another vertex
        solver = bounded()
        status = solver.run_linear(vertex=True)
    if status not in VERDICTS:
        raise solver.undecided(status)
    if status != Status.kOptimal:
        return None
    return Vertex(solver.values, solver.objective, solver.row_duals, solver.basis, is_near)

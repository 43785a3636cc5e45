"""The cheapest vertex of a linear program with its whole numbers fixed, and of the program with further rows."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from model.progress import Progress
from model.solver.arrays import Array
from model.solver.highs import Basis, Interrupt, Solver, Status
from model.solver.program import Master


@dataclass(frozen=True)
class Vertex:
    """A vertex solution of a linear program."""

    values: Array
    cost: float
    duals: Array
    basis: Basis


def cheapest_vertex(
    master: Master,
    columns: Array,
    whole: Array,
    near: Vertex | None,
    progress: Progress,
    interrupt: Interrupt,
    until: float,
) -> Vertex | None:
    """The cheapest vertex of a master with some columns of the whole program fixed; None where there is none, or not in
    time. ``near`` is the vertex of the master without its last rows.

    The solver goes when it is found: what presolve and crossover leave in a large one is not needed to go on.
    """
    solver = Solver(master.matrix, interrupt, progress.tick)
    solver.set_bounds(np.searchsorted(master.columns, columns), whole, whole)
    solver.allow(until - time.monotonic())
    status = solver.run_linear(vertex=True) if near is None else solver.run_from(near.basis)
    if status != Status.kOptimal:
        return None
    return Vertex(solver.values, solver.objective, solver.row_duals, solver.basis)

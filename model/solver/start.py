"""A first plan for HiGHS to start from.

HiGHS finds first plans of investment models late and by luck. The relaxation knows which openings are worth having:
its whole numbers are rounded at a few thresholds and what remains, a linear program, is solved; where that breaks a
budget or a choice, the rounding is repaired by a small MIP in which only what the relaxation opened may be built. The
best of the few is the MIP start. bench/start.py measures what that is worth.
"""

from __future__ import annotations

import time

import highspy
import numpy as np

from model.solver.arrays import Array, Matrix
from model.solver.highs import Interrupt, Solver

THRESHOLDS = (0.1, 0.3, 0.6)
"""A fraction above the threshold is rounded up."""

OPENED = 1e-4
"""The relaxation opens what it builds more of than this."""


def first_plan(matrix: Matrix, seconds: float, interrupt: Interrupt) -> Array | None:
    """Values of all columns of the best plan found within about so many seconds, or None.

    None too where there is nothing to round, and where the relaxation has no solution: the MIP will say why.
    """
    whole = np.flatnonzero(matrix.integer)
    if not len(whole):
        return None
    deadline = time.monotonic() + seconds
    solver = Solver(matrix, interrupt)
    solver.relax()
    solver.option("time_limit", seconds)
    if solver.run() != highspy.HighsModelStatus.kOptimal:
        return None
    relaxed = solver.values[whole]
    best: tuple[float, Array] | None = None
    tried: set[bytes] = set()
    for threshold in THRESHOLDS:
        rounded = np.floor(relaxed + 1 - threshold)
        if rounded.tobytes() in tried or interrupt.is_set:
            continue
        tried.add(rounded.tobytes())
        left = deadline - time.monotonic()
        if left <= 0:
            break
        solver.option("time_limit", float(solver.highs.getRunTime() + left))
        solver.bound(whole, rounded, rounded)
        if solver.run() == highspy.HighsModelStatus.kOptimal and (best is None or solver.objective < best[0]):
            best = solver.objective, solver.values
    left = deadline - time.monotonic()
    if left > 0 and not interrupt.is_set:
        repaired = _repaired(matrix, whole, relaxed, best, left, interrupt)
        if repaired is not None and (best is None or repaired[0] < best[0]):
            best = repaired
    return None if best is None else best[1]


def _repaired(
    matrix: Matrix, whole: Array, relaxed: Array, best: tuple[float, Array] | None, seconds: float, interrupt: Interrupt
) -> tuple[float, Array] | None:
    """The best plan that builds only what the relaxation builds some of, rounded up at most."""
    solver = Solver(matrix, interrupt)
    upper = np.where(relaxed > OPENED, np.ceil(relaxed - OPENED), 0.0)
    solver.bound(whole, matrix.lower[whole], np.maximum(upper, matrix.lower[whole]))
    solver.option("time_limit", seconds)
    solver.option("mip_rel_gap", 0.005)
    if best is not None:
        solver.start_from(best[1])
    solver.run()
    return (solver.objective, solver.values) if solver.has_solution else None

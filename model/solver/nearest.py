"""What comes nearest to a plan where there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from model.solver.arrays import Array
from model.solver.deadline import Deadline
from model.solver.highs import LARGE, Interrupt, Solver, Status
from model.solver.learning import Learning
from model.solver.program import Master
from model.solver.recourse import elastic, widened

NODES = 1000
"""For each search of what comes nearest to a plan, and of how near one may come to a single limit."""

ENDED = (Status.kOptimal, Status.kSolutionLimit, Status.kTimeLimit)
"""What HiGHS says where it has come to an end, be it of its nodes."""

MISSED = 1e-6
"""A limit that is missed by more than this, relative to its size, is missed."""


@dataclass(frozen=True)
class Missed:
    """What misses limits by the least in sum, in as much of the program as has no plan."""

    rows: Array
    """Of the whole program: limits that it misses; none where no plan would hold the rest without limits, either."""
    master: Master
    """Of what has no plan."""
    until: Deadline
    """For all that is asked of it."""

    def least_alone(self, rows: Array, moves: Array) -> float | None:
        """What some rows must be widened by at least, in parts of their ``moves``, for a plan that holds all else;
        infinite where no width would do. Proven, since what has no plan is a part of the whole program. None where that
        is not known: none of the rows is in that part, or time ran out.
        """
        master = self.master
        places = np.searchsorted(master.rows, rows)
        is_there = (places < len(master.rows)) & (master.rows[np.minimum(places, len(master.rows) - 1)] == rows)
        if not is_there.any():
            return None
        solver = Solver(widened(master.matrix, places[is_there], moves[is_there]))
        solver.option("mip_max_nodes", NODES)
        solver.allow(self.until)
        is_linear = len(master.matrix.cost) >= LARGE or not master.matrix.integer.any()
        status = solver.run_linear(vertex=True) if is_linear else solver.run()
        if status == Status.kInfeasible:
            return math.inf
        if is_linear:
            bound = solver.objective if status == Status.kOptimal else -math.inf
        else:
            bound = solver.bound if status in ENDED else -math.inf
        return bound if math.isfinite(bound) and bound > 0 else None


def nearest(learning: Learning, interrupt: Interrupt, until: Deadline) -> Missed | None:
    """Of the program so far, else of the one that was found to have no plan. None where it was not found in time."""
    programs = [learning.active]
    if learning.hopeless - learning.active:
        programs.append(set(learning.hopeless))
    for branches in programs:
        master = learning.program.master(branches, [])
        limits = np.flatnonzero(learning.program.is_limit[master.rows])
        found = _nearest(master, limits, interrupt, until, relaxed_only=branches is not programs[-1])
        learning.forget()
        if found is not None:
            return found
    return None


def _nearest(
    master: Master, limits: Array, interrupt: Interrupt, until: Deadline, *, relaxed_only: bool
) -> Missed | None:
    """What misses the limits of a master by as little as can be. None where it misses nothing, or time ran out."""
    program = elastic(master.matrix, limits)
    for relaxed in (True,) if relaxed_only else (True, False):
        solver = Solver(program, interrupt)
        solver.option("mip_max_nodes", NODES)
        solver.allow(until)
        status = solver.run_linear(vertex=True) if relaxed else solver.run()
        if status == Status.kInfeasible:
            return Missed(np.array([], dtype=int), master, until)
        if not solver.has_solution or status not in ENDED:
            return None
        slack = solver.values[len(master.matrix.cost) :].reshape(2, -1).sum(axis=0)
        if slack.max(initial=0.0) > MISSED:
            return Missed(master.rows[limits[slack > MISSED]], master, until)
    return None

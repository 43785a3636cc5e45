"""Cuts from linear programs with integers relaxed: which branches matter, and their cost.

Linear programs are cheap enough to hold every branch with a probability, and so find out at once what cuts alone would
take many steps to: at their solution the duals of the branches' rows give a cut with which the program without them has
the same value.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from enum import Enum, auto

import numpy as np

from model.errors import Infeasible, SolveFailed
from model.progress import Progress
from model.solver.arrays import Array
from model.solver.highs import LARGE, Interrupt, Solver, Status
from model.solver.ladder import elastic
from model.solver.master import COARSE, Learning
from model.solver.program import NEED, Master
from model.solver.solve import raise_without_plan
from model.solver.subproblems import PRECISION
from model.solver.termination import Deadline, gap_of
from model.solver.vertex import PER_COLUMN, VERDICTS, few_iterations
from model.solver.warm import WarmStart

MISSED = 1e-6
"""Violations above this, relative to size, count."""

FAR = 0.25
"""Simplex iterations per column where a vertex is sought in any case. Of questions about the example some take 5,000;
without its largest mine 13,000 are not enough, and interior points take as long as 10,000."""

FEW_STEPS = 6
"""Maximum number of programs near a known one, one after the other."""


class Stage(Enum):
    """Whose columns are in the relaxed program, besides those of active branches."""

    UNDISTURBED = auto()
    PROBABLE = auto()
    CUTS = auto()
    """No branches; cuts bound the cost of probable ones."""


def relaxed_near(
    learning: Learning,
    near: float,
    progress: Progress,
    interrupt: Interrupt,
    until: Deadline,
    *,
    is_far: bool = False,
) -> float | None:
    """A bound on any plan from the nearly solved relaxation. Missed branches and recourse costs are added until they
    raise the bound by no more than a share ``near``, or could not. If simplex does not get to the next vertex in few
    steps, that is found from nothing, the first one only if ``is_far`` from there to approach it; else None. Raises as
    ``relaxed``."""
    bound = -math.inf

    def ready() -> Solver:
        solver = Solver(master.matrix, interrupt, progress.tick)
        solver.allow(until)
        return solver

    for _ in range(FEW_STEPS):
        master = learning.master()
        solver, status = ready(), None
        if learning.relaxed_at is not None:
            status = solver.run_from(
                learning.relaxed_at.basis(master), few_iterations(master.matrix, FAR if is_far else PER_COLUMN)
            )
        if status == Status.kNotset:  # simplex has given up
            raise_missed(learning, master, interrupt, until)
        if status is None or (status not in VERDICTS and (is_far or bound > -math.inf)):
            solver = ready()
            status = solver.run_linear(vertex=True)
        if status not in VERDICTS:
            return None
        if status == Status.kTimeLimit or interrupt.is_set:
            break
        if status != Status.kOptimal:
            missed = raise_missed(learning, master, interrupt, until)
            if status == Status.kInfeasible and missed is not None:
                raise SolveFailed("HiGHS gives contradictory answers on whether a plan exists.", bound)
            raise_without_plan(master.matrix, status, solver, interrupt)
        learning.relaxed_at = WarmStart.of(solver.basis, master, learning.program.matrix)
        before, bound = bound, solver.objective
        if bound - before <= near * abs(bound):
            break
        point = learning.point(master, solver.values, bound, solver.row_duals, interrupt)
        if point.is_whole and gap_of(point.cost, bound) <= near:  # the relaxation costs no more than this
            break
        without = [each for each in point.reactions if not each.holds]
        learning.need(without)
        is_more = bool(learning.touch(point.values, COARSE).count or without)
        if not learning.cut(point) and not is_more:
            break
    return bound


def relaxed(
    learning: Learning, progress: Progress, interrupt: Interrupt, until: Deadline, stages: Iterable[Stage]
) -> float:
    """Learn from linear programs, with integers relaxed, until no branch is missed, or time runs out; a bound on any
    plan.

    Branches that the undisturbed plan misses enter first, since that is quick; in a large program once, since the
    second pass would add all of the following ones. Then all with a probability enter together once and give cuts, with
    which the last branches are found. If there is no solution, raises the error that explains it.
    """
    bound = -math.inf
    for stage in stages:
        is_more = True
        while is_more:
            if stage == Stage.PROBABLE:
                learning.reacting.forget()
            master = (
                learning.master() if stage == Stage.CUTS else learning.program.master(_has_part(learning, stage), [])
            )
            solver = Solver(master.matrix, interrupt, progress.tick)
            solver.allow(until)
            status = solver.run_linear(vertex=False)
            has_no_plan = status == Status.kInfeasible or stage != Stage.UNDISTURBED
            if has_no_plan and status not in (Status.kOptimal, Status.kTimeLimit):
                raise_without_plan(master.matrix, status, solver, interrupt)
            if status == Status.kTimeLimit or interrupt.is_set:
                return bound
            if status != Status.kOptimal:
                break
            if stage != Stage.UNDISTURBED:
                bound = solver.objective
            point = learning.point(master, solver.values, solver.objective, solver.row_duals, interrupt)
            if stage == Stage.PROBABLE:
                learning.cut_by_duals(point)
            later = learning.probable if stage == Stage.UNDISTURBED else frozenset()
            is_more = learning.learn_limits(point, COARSE, later)
            if stage == Stage.PROBABLE or (stage == Stage.UNDISTURBED and len(master.columns) >= LARGE):
                break
        if stage == Stage.PROBABLE and not is_more:
            break
    return bound


def misses(learning: Learning, master: Master, interrupt: Interrupt, until: Deadline) -> tuple[Array, Array] | None:
    """Rows of a master that are limits or needs of branches, with the violation of each in its elastic relaxation,
    relative to size; None if HiGHS does not find that."""
    is_limit = (master.rows >= 0) & learning.program.is_limit[np.maximum(master.rows, 0)]
    rows = np.flatnonzero((master.rows == NEED) | is_limit)
    solver = Solver(elastic(master.matrix, rows), interrupt)
    solver.allow(until)
    if solver.run_linear(vertex=True) != Status.kOptimal:
        return None
    return rows, solver.values[len(master.matrix.cost) :].reshape(2, -1).sum(axis=0)


def raise_missed(learning: Learning, master: Master, interrupt: Interrupt, until: Deadline) -> float | None:
    """Raise Infeasible if the total violation exceeds the tolerance of a branch; else return it, None if it is not
    found. HiGHS often decides this soon when it cannot solve the relaxation itself, or takes minutes to."""
    found = misses(learning, master, interrupt, until)
    if found is None:
        return None
    missed = float(found[1].sum())
    if missed > PRECISION:
        raise Infeasible("No plan can satisfy the workbook.")
    return missed


def _has_part(learning: Learning, stage: Stage) -> Collection[int]:
    """Branches whose columns are in the relaxed program."""
    return learning.active | learning.probable if stage == Stage.PROBABLE else learning.active

"""Multi-cut L-shaped bound for the relaxation of a large program, with query points from the interior.

The program of first-stage decisions and the trunk is small. The branches' recourse is a set of linear programs,
warm-started from their last bases, whose duals give feasibility and optimality cuts. Each group of branches has a row
of its own here, which is stronger than one row for all together and costs interior points little (J. R. Birge and F. V.
Louveaux, *European Journal of Operational Research* 34, 1988). Interior points are good points to cut at; so is the
midpoint to the last one, since recourse costs less than the next program. At the end the duals of all these rows are
aggregated to one row with the same bound.
"""

from __future__ import annotations

import math

import numpy as np

from model.progress import Progress
from model.solver.arrays import Array
from model.solver.highs import Interrupt, Solver, Status
from model.solver.master import COARSE, Learning
from model.solver.relaxing import raise_missed
from model.solver.termination import Deadline

MOST_STEPS = 12
"""Programs at most, before the one that has all probable branches is the quicker way."""

CLOSE = 0.02
"""Distance from the bound, relative to it, from which disruptions without a probability are looked at: at the first
solutions, which know of no disruption, their recourse takes as long as that of all others together, and once the
relaxation is known, those that are missed take another program."""

PARTS = 50
"""Groups of branches at most, each with a row a step."""


def approach(
    learning: Learning, near: float, progress: Progress, interrupt: Interrupt, until: Deadline
) -> float | None:
    """Learn cuts and needs until the relaxation is known up to a share ``near`` of its cost; a bound on any plan. None
    if the program is small, if another objective than cost is minimised, or if that was not reached."""
    if learning.is_small or learning.program.aim is not None:
        return None
    return _Approach(learning, progress, interrupt, until).bound(near)


class _Approach:
    def __init__(self, learning: Learning, progress: Progress, interrupt: Interrupt, until: Deadline) -> None:
        self._learning = learning
        self._progress, self._interrupt, self._until = progress, interrupt, until
        self._centre: Array | None = None
        """Between the solutions so far."""

    def bound(self, near: float) -> float | None:
        learning = self._learning
        for _ in range(MOST_STEPS):
            families = list(learning.cuts)
            groups = learning.program.groups(learning.active, families, PARTS)
            master = learning.in_parts(PARTS)
            solver = Solver(master.matrix, self._interrupt, self._progress.tick)
            solver.allow(self._until)
            if solver.run_linear(vertex=False) != Status.kOptimal:
                if learning.is_neighbour:
                    raise_missed(learning, master, self._interrupt, self._until)
                return None
            least, values, duals = solver.objective, solver.values, solver.row_duals
            del solver  # its memory is wanted for reactions
            self._progress.bounds(math.inf, least, math.inf)
            guessed = float(values[len(master.columns) :].sum())
            cost = least - guessed + self._recourse_at(learning.whole(master, values))
            away = (cost - least) / abs(least) if families and least else math.inf
            is_missed = away <= max(CLOSE, near) and self._others_miss(learning.whole(master, values))
            if away <= near and not is_missed:
                shares = np.maximum(duals[len(duals) - len(families) * len(groups) :], 0.0)
                learning.cut_between(families, groups, shares.reshape(len(families), len(groups)))
                return least
        return None

    def _recourse_at(self, whole: Array) -> float:
        """Recourse cost of probable branches at a solution, infinite if one is infeasible; adds cuts there and at the
        midpoint to it."""
        learning = self._learning
        probable = sorted(learning.probable - learning.active)
        branches = sorted((learning.reacting.missed - learning.active).union(probable))
        answers = learning.reacting.to(whole.copy(), branches, self._interrupt)
        learning.take(answers)
        learning.touch(whole, COARSE)
        if self._centre is not None:
            halfway = (whole + self._centre) / 2
            learning.take(learning.reacting.to(halfway.copy(), probable, self._interrupt))
        self._centre = whole if self._centre is None else (whole + self._centre) / 2
        return sum(learning.program.probability[each.branch] * each.cost for each in answers if each.branch in probable)

    def _others_miss(self, whole: Array) -> bool:
        """Whether a solution misses limits in disruptions without a probability; adds what these need."""
        learning = self._learning
        others = sorted(set(learning.outside) - learning.probable - learning.reacting.missed)
        missed = [each for each in learning.reacting.to(whole.copy(), others, self._interrupt) if not each.holds]
        learning.need(missed)
        return bool(missed)

"""The elastic linear program, prepared for successive questions; and certificates of infeasibility from its duals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from model.diagnosis.cells import Cell
from model.diagnosis.elastic import Elastic, Giving, Ways
from model.errors import SolveFailed
from model.solver.arrays import Array, Matrix
from model.solver.cone_cuts import PRECISION
from model.solver.handover import Basis
from model.solver.highs import Interrupt, Solver, Status
from model.solver.master import Learning
from model.solver.program import NEED, SHARED, Master, Need
from model.solver.subproblems import VERDICTS, Point, few_iterations
from model.solver.termination import Deadline
from model.solver.warm_start import WarmStart

# ----------------------------------------------------------------------------------------------------------------------
# Certificates of infeasibility from the duals of elastic programs, and the cells and disruptions they need.


TAKES_PART = 1e-7
"""Share of the least price that a cell must contribute to count as part of a proof: facts may have a price many times
as high, and still be needed."""

UNCERTAIN = 1e-6
"""Tolerance of interior points within which reduced costs of columns without a bound count as 0."""

HAS_DUAL = 1e-9
"""Duals below this are rounding."""


def proven(a: Matrix, duals: Array) -> float:
    """Lower bound on the objective proven by any duals of rows (weak duality); minus infinity if they prove none."""
    duals = np.where(np.isinf(a.row_lower), np.minimum(duals, 0.0), duals)
    duals = np.where(np.isinf(a.row_upper), np.maximum(duals, 0.0), duals)
    side = np.where(duals > 0, a.row_lower, np.where(duals < 0, a.row_upper, 0.0))
    reduced = a.cost - np.bincount(a.rows.columns, a.rows.values * duals[a.rows.row], len(a.cost))
    bound = np.where(reduced > 0, a.lower, a.upper)
    is_finite = np.isfinite(bound)
    if (np.abs(reduced[~is_finite]) > UNCERTAIN).any():
        return -np.inf
    return float(side @ duals + bound[is_finite] @ reduced[is_finite] + a.offset)


def needed_cells(solver: Solver, giving: Giving, ways: Ways) -> frozenset[Cell]:
    """Priced cells whose price is needed, by the reduced costs of their relaxation and slack."""
    own = solver.reduced_costs[-len(ways.cost) :]
    is_priced = ways.cost > 0
    uses = is_priced & (ways.cost - own > TAKES_PART * ways.cost[is_priced].min(initial=1.0))
    return frozenset(
        cell
        for at, cell in enumerate(giving.cells)
        if uses[at] or (cell in giving.slack and uses[giving.slack[cell] - giving.first])
    )


def needed_branches(solver: Solver, master: Master, learning: Learning) -> frozenset[int]:
    """Disruptions whose rows, or needs, have duals."""
    has_dual = np.abs(solver.row_duals) > HAS_DUAL
    rows = master.rows[has_dual & (master.rows >= 0)]
    of_needs = [branch for (branch, _), has in zip(master.needs, has_dual[master.rows == NEED], strict=True) if has]
    of_rows = learning.program.row_branch[rows]
    return frozenset(of_needs) | frozenset(int(row) for row in np.unique(of_rows) if row != SHARED)


# ----------------------------------------------------------------------------------------------------------------------
# The elastic linear program, prepared for successive questions.


CHOOSE = 0
"""HiGHS's code for choosing the simplex method by its start."""

DOUBTED = 100.0
"""Multiple of the threshold up to which the program is solved from scratch to confirm a payment: from vertex to vertex
rounding adds up."""

PER_COLUMN = 1.0
"""Maximum simplex iterations from the last vertex: a start from scratch takes more, since most columns cost nothing. In
a wide program interior points take less."""

WIDE = 10_000
"""Shared columns from which solutions are looked for by interior points."""

MOST_STEPS = 12
"""Maximum number of programs solved by interior points, one after the other."""

PRECISE = 1e-7
"""Accuracy of interior points."""


@dataclass(frozen=True)
class Least:
    """The cheapest solution without whole numbers."""

    values: Array
    """Values in the whole program; 0 in disruptions that are not part of it."""
    bound: float
    proof: frozenset[Cell]
    """Priced cells that duals need to prove the bound, which holds if all others are left out;"""
    branches: frozenset[int]
    """and disruptions that they need."""


class Effort(Protocol):
    """Budget of work."""

    until: Deadline
    """When time is up."""

    @property
    def is_bounded(self) -> bool:
        """Whether there is a bound on it."""

    def spend(self, work: float) -> None:
        """Take note of work that was done."""


class Relaxed:
    """A program in which cells give way, without whole numbers."""

    def __init__(
        self,
        elastic: Elastic,
        giving: Giving,
        interrupt: Interrupt,
        effort: Effort,
        like: Relaxed | None = None,
        only: frozenset[int] | None = None,
    ) -> None:
        """``like`` is another one of the same workbook, whose vertex is the start. ``effort`` counts the work of each
        program solved; if it is bounded, so is simplex from scratch. ``only`` restricts the disruptions, if given."""
        self._effort = effort
        self.giving, self._only = giving, only
        self._interrupt, self._spend = interrupt, effort.spend
        program = giving.of(giving.ways(()), relaxed=True)
        self.learning = Learning(program, elastic.tangents(giving), screen=True)
        if like is not None:
            self.learning.relaxed_at = like.learning.relaxed_at
            self.learning.active |= like.learning.active
        if only is not None:
            self.learning.active = set(only)
        elif like is not None:
            self._need_as(like.learning.needs)
        self._master: Master | None = None
        self._solver: Solver | None = None

    def _need_as(self, needs: Sequence[Need]) -> None:
        """Add needs of disruptions from proofs in another program of the workbook: any duals are valid."""
        proven = ((branch, self.learning.reacting.recourse(branch).need(need.duals)) for branch, need in needs)
        self.learning.needs += [(branch, need) for branch, need in proven if need is not None]

    @property
    def is_wide(self) -> bool:
        return int((self.giving.program.branch == SHARED).sum()) >= WIDE

    def least(self, ways: Ways, enough: float = np.inf) -> Least | None:
        """The least payment; if it exceeds ``enough``, the first proven one. None if there is no solution at all."""
        if self.is_wide:
            least = self._central(ways, enough)
            if least is not None:
                return least
        afresh = False
        while True:
            solver, master = self._solved(ways, afresh=afresh)
            bound = np.inf if solver is None else solver.objective
            if not afresh and (solver is None or enough < bound <= DOUBTED * enough):
                afresh = True
                continue
            if solver is None or master is None:
                return None
            learning = self.learning
            least = self._least(solver, master, ways, bound)
            if bound > enough:
                return least
            learning.relaxed_at = WarmStart.of(solver.basis, master, learning.program.matrix)
            active, rows, needs = set(learning.active), len(learning.tangent_rows), len(learning.needs)
            if self._only is not None:
                learning.touch(least.values, PRECISION)
            else:
                point = self._point(master, solver)
                learning.learn(point, by_needs=True)
                least = replace(least, values=point.values)
            if active == learning.active and (rows, needs) == (len(learning.tangent_rows), len(learning.needs)):
                return least
            self._add(solver, master, active, rows, needs)

    def _central(self, ways: Ways, enough: float) -> Least | None:
        """The same by interior points; None if they do not settle it. Cuts stay."""
        learning, self._solver, self._master = self.learning, None, None
        for _ in range(MOST_STEPS):
            solver, master = self._ready(ways)
            bound = self._inside(solver)
            if not bound > DOUBTED * enough and not solver.is_optimal:
                if solver.run_linear(vertex=True) != Status.kOptimal:
                    return None
                self._spend(solver.work)
                bound = solver.objective
            least = self._least(solver, master, ways, bound)
            if bound > DOUBTED * enough:
                return least if self._only is not None else self._confirmed(least, ways, enough)
            if self._only is None:
                point = self._point(master, solver)
                least, missed = replace(least, values=point.values), [e for e in point.reactions if not e.holds]
                learning.need(missed)
            else:
                missed = []
            if learning.touch(least.values, PRECISION).count or missed:
                continue
            if enough == np.inf:
                return least
            return replace(least, bound=0.0) if bound <= PRECISE else None
        return None

    def _least(self, solver: Solver, master: Master, ways: Ways, bound: float) -> Least:
        """A solver's result, with the cells and disruptions needed in its proof."""
        values = self.learning.padded(master, solver.values)
        branches = needed_branches(solver, master, self.learning)
        return Least(values, bound, needed_cells(solver, self.giving, ways), branches)

    def _point(self, master: Master, solver: Solver) -> Point:
        """A solution in the whole program."""
        point = self.learning.point(master, solver.values, solver.objective, solver.row_duals, self._interrupt)
        if self._interrupt.is_set:
            raise SolveFailed("Stopped before the diagnosis was complete.")
        self._spend(sum(reaction.work for reaction in point.reactions))
        return point

    def _inside(self, solver: Solver) -> float:
        """Solve by interior points; a lower bound on the payment, proven by their duals if they are imprecise."""
        solver.run_inside()
        self._spend(solver.work)
        return solver.objective if solver.is_optimal else proven(solver.matrix, solver.row_duals)

    def _confirmed(self, least: Least, ways: Ways, enough: float) -> Least:
        """The same with a proof that was solved again separately, since duals of interior points are never exactly 0;
        else with all that is priced."""
        giving = self.giving
        priced = frozenset(cell for at, cell in enumerate(giving.cells) if ways.cost[at] > 0)
        if least.proof == priced:
            return least
        others = [cell for cell in giving.cells if cell not in least.proof]
        solver, _ = self._ready(giving.ways(least.proof, others, slackened=True))
        if self._inside(solver) > DOUBTED * enough:
            return least
        return replace(least, proof=priced)

    def in_whole_numbers(self, ways: Ways) -> tuple[Master, Basis | None]:
        """The same program with integers, in its present state, and the vertex of its relaxation."""
        learning = self.learning
        master = self._asked(learning.master(), ways)
        matrix = replace(master.matrix, integer=self.giving.program.matrix.integer[master.columns])
        near = None if learning.relaxed_at is None else learning.relaxed_at.basis(master)
        return replace(master, matrix=matrix), near

    def _add(self, solver: Solver, master: Master, active: set[int], rows: int, needs: int) -> None:
        """Add new cuts to the solver; it is rebuilt after new disruptions."""
        learning = self.learning
        if active != learning.active:
            self._solver = self._master = None
            return
        count, before = len(learning.program.matrix.row_lower), len(master.matrix.row_lower)
        if new := len(learning.tangent_rows) - rows:
            numbers = np.arange(count - new, count)
            master = master.with_tangents(learning.program.matrix.rows.take(numbers), numbers)
        if len(learning.needs) > needs:
            master = master.with_needs(learning.needs[needs:])
        a, added = master.matrix, np.arange(before, len(master.matrix.row_lower))
        solver.add_rows(a.rows.take(added), a.row_lower[added], a.row_upper[added])
        self._master = master

    # ------------------------------------------------------------------------------------------ the solver

    def _solved(self, ways: Ways, *, afresh: bool) -> tuple[Solver | None, Master | None]:
        """The solver after solving, and its program; from the last question if there was one, and not ``afresh``. None
        if infeasible."""
        start = None if afresh else self.learning.relaxed_at
        starts = (None,) if start is None else (start, None)
        status = None
        if self._solver is not None and not afresh:
            columns = np.arange(len(ways.upper)) + len(self._solver.matrix.cost) - len(ways.upper)
            self._solver.set_bounds(columns, np.zeros(len(columns)), ways.upper)
            self._solver.set_costs(columns, ways.cost)
            self._solver.allow(self._effort.until)
            status, starts = self._go_on(self._solver), (None,)
        for near in starts:
            if status in VERDICTS:
                break
            self._solver, self._master = self._ready(ways)
            if near is None:
                status = self._solver.run_linear(vertex=True)
            else:
                self._solver.stand_at(near.basis(self._master))
                status = self._go_on(self._solver)
        assert self._solver is not None
        self._spend(self._solver.work)
        if status == Status.kInfeasible:
            return None, None
        if status != Status.kOptimal:
            raise SolveFailed("The conflicting cells could not be identified in time.")
        return self._solver, self._master

    def _ready(self, ways: Ways) -> tuple[Solver, Master]:
        """The present master, with the bounds and costs of a question."""
        master = self._asked(self.learning.master(), ways)
        solver = Solver(master.matrix, self._interrupt)
        solver.allow(self._effort.until)
        if self._effort.is_bounded:
            solver.option("simplex_iteration_limit", few_iterations(solver.matrix, PER_COLUMN))
        return solver, master

    @staticmethod
    def _asked(master: Master, ways: Ways) -> Master:
        """A master with the bounds and costs of a question."""
        a = master.matrix
        first = len(a.cost) - len(ways.upper)
        upper, cost = np.append(a.upper[:first], ways.upper), np.append(a.cost[:first], ways.cost)
        return replace(master, matrix=replace(a, upper=upper, cost=cost))

    def _go_on(self, solver: Solver) -> Any:
        """Simplex from the solver's present vertex."""
        solver.option("simplex_strategy", CHOOSE)
        few = few_iterations(solver.matrix) if self.is_wide else few_iterations(solver.matrix, PER_COLUMN)
        status = solver.run_on(few)
        if status not in VERDICTS:
            self._spend(solver.work)
        return status

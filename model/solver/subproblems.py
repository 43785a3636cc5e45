"""Recourse subproblems, warm-started from their last basis, and cheapest vertices of linear programs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from model.progress import Progress
from model.solver.arrays import Array, LinearRows, Matrix
from model.solver.handover import Basis
from model.solver.highs import Interrupt, Solver, Status, elastic
from model.solver.program import Cut, Master, Program
from model.solver.termination import Deadline, gap_of
from model.solver.warm_start import UNKNOWN, WarmStart, basis_of
from model.system.processes import threads

# ----------------------------------------------------------------------------------------------------------------------
# Recourse subproblems, warm-started from their last basis.


NOISE = 1e-9
"""Duals below this are noise of interior points."""

PRECISION = 1e-5
"""Tolerance within which reduced costs of columns without a bound and violations of limits count as 0."""


@dataclass(frozen=True)
class Reaction:
    """Recourse of a branch to a plan."""

    branch: int
    cost: float
    """Cost if the branch were certain; infinite if no recourse holds all limits."""
    values: Array
    """Values of the branch's own columns, in order; empty without recourse."""
    cut: Cut | None
    duals: Array
    """Duals of the branch's own rows, in order, if the branch were certain; empty without recourse."""
    basis: Basis | None
    """From which the next reaction is found in a few steps."""
    violation: float
    """Minimum violation of limits, infinite if other rows conflict; 0 if there is recourse."""
    need: Cut | None = None
    """Feasibility cut, at most 0 in every plan with recourse and violated here; only without recourse."""
    work: float = 0.0
    """Work of solving it, as `Solver.work`."""

    @property
    def holds(self) -> bool:
        return self.violation == 0


class Recourse:
    """The linear program of one branch, with the shared part on the right-hand side."""

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
        self.integer = a.integer[self.columns]  # only of branches that are in the program, whose duals no cut needs
        self.sides = a.row_lower[self.rows], a.row_upper[self.rows]
        self.is_limit = program.is_limit[self.rows]

    @property
    def pattern(self) -> tuple[int, ...]:
        """Size of the program, the same for branches of one shape."""
        return len(self.rows), len(self.columns), len(self.own.values)

    def to(self, x: Array, interrupt: Interrupt | None = None, near: Basis | None = None) -> Reaction:
        """The recourse to a plan, given as values of all columns of the whole program.

        ``near`` is the basis of the recourse to another plan. Plans change the right-hand side alone, so that it stays
        dual feasible for the dual simplex method.
        """
        return self.reaction(self.offset(x), interrupt, near)

    def reaction(self, values: Array, interrupt: Interrupt | None, near: Basis | None) -> Reaction:
        """The recourse with given contributions of the shared part to each row. One with integers of its own does not
        start from a basis, which would drop integrality."""
        matrix = self.matrix(values)
        solver = self._solver(matrix, interrupt)
        status = solver.run() if near is None or self.integer.any() else solver.run_from(near)
        work = solver.work
        if status != Status.kOptimal:
            violation, need, more = self._nearest(matrix, interrupt)
            solver = self._solver(matrix, interrupt)
            solver.option("presolve", "off")  # which takes rounding for infeasibility
            if PRECISION < violation < math.inf or solver.run() != Status.kOptimal:
                none, missed = np.zeros(0), max(violation, PRECISION)
                return Reaction(self.branch, math.inf, none, None, none, None, missed, need, work + more)
            work += more + solver.work
        duals = solver.row_duals
        return Reaction(
            self.branch, solver.objective, solver.values, self.cut(duals), duals, solver.basis, 0.0, work=work
        )

    def _solver(self, matrix: Matrix, interrupt: Interrupt | None) -> Solver:
        """HiGHS for the recourse; integers of the branch are solved for without a gap."""
        solver = Solver(matrix, interrupt)
        if self.integer.any():
            solver.option("mip_rel_gap", 0.0)
        return solver

    def no_more_expensive(self, x: Array, interrupt: Interrupt | None = None) -> Array | None:
        """Least-cost values of the branch's own columns that miss no side and no bound by more than a plan's do, which
        is given as values of all columns of the whole program; None if HiGHS does not solve for them.

        Where a plan only just holds a limit, rounding of the shared part can make HiGHS call the recourse infeasible,
        although the plan's own values show that it is not.
        """
        own, matrix = x[self.columns], self.at(x)
        attained = matrix.rows.at(own)
        matrix = replace(
            matrix,
            lower=np.minimum(matrix.lower, own),
            upper=np.maximum(matrix.upper, own),
            row_lower=np.minimum(matrix.row_lower, attained),
            row_upper=np.maximum(matrix.row_upper, attained),
        )
        solver = self._solver(matrix, interrupt)
        if solver.run() != Status.kOptimal:
            return None
        return solver.values if solver.objective <= matrix.cost_of(own) else own

    def cut(self, duals: Array) -> Cut | None:
        """The cut that duals of the branch's rows prove, by weak duality; None if they prove none.

        For any duals, the cost is at least Σ side·dual − Σ shared·dual + Σ bound·reduced cost. So those of the same
        branch in another program are valid; rows that these lack have none.
        """
        return self._proven(duals, self.cost)

    def need(self, duals: Array) -> Cut | None:
        """Feasibility cut that duals of the branch's rows prove (J. F. Benders, 1962): the cut on a cost of 0."""
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
        unpriced = np.flatnonzero(~proves & (reduced != 0))
        if (np.abs(reduced[~proves]) > PRECISION * np.maximum(1.0, np.abs(cost[~proves]))).any():
            return None
        slope = -np.bincount(self.shared_place, self.shared_value * duals[self.shared_row], len(self.shared))
        slopes = np.flatnonzero(slope)
        constant = float(side @ duals) + float(bound[proves] @ reduced[proves])
        return Cut(self.shared[slopes], slope[slopes], constant, duals, (self.columns[unpriced], reduced[unpriced]))

    def at(self, x: Array) -> Matrix:
        """The program of the reaction to a plan, given as values of all columns of the whole program."""
        return self.matrix(self.offset(x))

    def offset(self, x: Array) -> Array:
        """Contributions of the shared part to each row."""
        return np.bincount(self.shared_row, self.shared_value * x[self.shared_column], minlength=len(self.rows))

    def matrix(self, values: Array) -> Matrix:
        """The program with given contributions of the shared part to each row."""
        lower, upper = self.bounds
        return Matrix(
            cost=self.cost,
            offset=0.0,
            lower=lower,
            upper=upper,
            integer=self.integer,
            rows=self.own,
            row_lower=self.sides[0] - values,
            row_upper=self.sides[1] - values,
        )

    def _nearest(self, matrix: Matrix, interrupt: Interrupt | None) -> tuple[float, Cut | None, float]:
        """Minimum violation of limits, its proof, and the work of finding it."""
        solver = Solver(elastic(matrix, np.flatnonzero(self.is_limit)), interrupt)
        if solver.run() != Status.kOptimal:
            return math.inf, None, solver.work
        return solver.objective, self.need(solver.row_duals), solver.work


Reactor = Callable[[Sequence[Recourse], Sequence[Basis | None], Array, Interrupt], list[Reaction]]
"""Recourse of branches to a plan, each from its basis, in their order: in threads here, or on a cluster."""


def reactions(
    recourses: Sequence[Recourse], near: Sequence[Basis | None], x: Array, interrupt: Interrupt
) -> list[Reaction]:
    """Recourse of some branches to a plan, in parallel; HiGHS lets other threads work while it does. Each starts from
    its own basis, so that results do not depend on which finishes first."""
    with ThreadPoolExecutor(threads()) as pool:
        return list(pool.map(lambda recourse, basis: recourse.to(x, interrupt, basis), recourses, near))


class Reacting:
    """The branches of a program with its tangents."""

    def __init__(self, program: Program, ended: WarmStart | None = None) -> None:
        """``ended`` has the last bases from warm-start data."""
        self.program = program
        self.reactor: Reactor = reactions
        self._ended = ended
        self._recourses: dict[int, Recourse] = {}
        self.bases: dict[int, Basis] = {}
        """Basis of each branch's last recourse."""
        self.missed: set[int] = set()
        """Branches whose limits any plan missed so far."""

    def to(self, values: Array, branches: Sequence[int], interrupt: Interrupt) -> list[Reaction]:
        """Recourse of branches to a plan; their values become the plan's if they are feasible. Branches without a basis
        start from that of the first of their pattern."""
        bases = {b: self.basis(b) for b in branches}
        # Reversed, so that the first branch of each pattern stays, and the plan does not depend on who is asked when.
        unknown = {self.recourse(b).pattern: b for b in reversed(branches) if bases[b] is None}
        first = sorted(unknown.values())
        answers = self._reacted(values, dict.fromkeys(first), interrupt)
        for branch in (b for b in branches if bases[b] is None and b not in answers):
            bases[branch] = answers[unknown[self.recourse(branch).pattern]].basis
        answers |= self._reacted(values, {b: bases[b] for b in branches if b not in answers}, interrupt)
        for answer in answers.values():
            if answer.holds:
                self.bases[answer.branch] = answer.basis
                values[self.recourse(answer.branch).columns] = answer.values
            else:
                self.missed.add(answer.branch)
        return [answers[b] for b in branches]

    def _reacted(self, values: Array, near: Mapping[int, Basis | None], interrupt: Interrupt) -> dict[int, Reaction]:
        """Reactions of some branches, each from a basis."""
        if not near:
            return {}
        recourses = [self.recourse(b) for b in near]
        return dict(zip(near, self.reactor(recourses, list(near.values()), values, interrupt), strict=True))

    def recourse(self, branch: int) -> Recourse:
        """The recourse problem of a branch."""
        if branch not in self._recourses:
            self._recourses[branch] = Recourse(self.program, branch)
        return self._recourses[branch]

    def basis(self, branch: int) -> Basis | None:
        """Last basis of a branch's recourse, here or from warm-start data."""
        if branch in self.bases or self._ended is None:
            return self.bases.get(branch)
        recourse = self.recourse(branch)
        columns, rows = self._ended.columns[recourse.columns], self._ended.of_rows(recourse.rows)
        return basis_of(columns, rows, recourse.matrix(np.zeros(len(rows)))) if (rows != UNKNOWN).any() else None

    def touch(self, tangents: LinearRows) -> None:
        """Add tangents, some of which may be in a branch's own columns."""
        self.program = self.program.with_tangents(tangents)
        self.forget()

    def forget(self) -> None:
        """Release data that is quickly rebuilt, to leave the memory to a large program."""
        self._recourses.clear()

    def leave(self, branch: int) -> None:
        """Let go of a branch that is in the program from now on."""
        self._recourses.pop(branch, None)
        self.bases.pop(branch, None)


# ----------------------------------------------------------------------------------------------------------------------
# The cheapest vertex of a linear program with its whole numbers fixed, and of the program with further rows.


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

AS_LONG = 1e8
"""Square of the columns for which they are meant: in smaller programs an iteration takes less of a solve by interior
points, so that there may be as many more. With 17,000 columns 10,000 iterations took 6.8 s, interior points 0.9 s."""

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

"""What rounds have learned of a program: the branches that matter, cuts for the others, and tangents to its cones.

Linear programs are cheap enough to hold every branch with a probability, and so find out at once what cuts alone would
take many steps to: at their solution the duals of a branch's rows give a cut with which the program without that branch
is worth as much.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.progress import Progress
from model.solver.arrays import Array, Rows
from model.solver.highs import Interrupt, Solver, Status
from model.solver.program import Cut, Master, Program
from model.solver.recourse import Reaction, Recourse, reactions
from model.solver.solve import raise_without_plan
from model.solver.tangents import PRECISION, OneCone, Tangents

MOST_ADDED = 4
"""Branches that one step adds, those that miss their limits most: others often hold once these do."""

MOST_STEPS = 60
"""Linear programs at most, one after the other."""

COARSE = 1e-2
"""Cones count as held up to this, relative to their size, while whole numbers are still relaxed."""

KNOWN = 1e-7
"""A cost of recourse that is nearer than this to what cuts say, relative to the whole cost, counts as known."""


SETTLING = 300.0
"""Seconds that the plan of whole numbers, once these are found, may take in any case."""


@dataclass(frozen=True)
class Point:
    """A solution of the program, whole numbers relaxed or fixed, with the reactions of branches that are left out."""

    values: Array
    """Of the columns of the whole program; 0 in branches that have no reaction."""
    cost: float
    """Of the whole: with what the reactions of the branches left out cost."""
    reactions: Sequence[Reaction]
    duals: Array
    """Of the rows of the whole program."""
    is_whole: bool
    """Whether every limit of every branch and every cone holds."""


class Learning:
    """A program as far as it is known."""

    def __init__(self, program: Program, tangents: Tangents, *, screen: bool) -> None:
        branches = range(len(program.probability))
        self.program = program
        self.tangents = tangents
        self.tangent_rows: list[tuple[OneCone, int]] = []
        """Each cone that has a tangent, and the row of it."""
        self.active = set(program.linked) if screen else set(branches)
        """Branches in the mixed-integer program."""
        self.cuts: dict[int, list[Cut]] = {b: [] for b in branches if program.probability[b] > 0}
        """Of branches with a probability."""
        self._recourses: dict[int, Recourse] = {}

    def master(self) -> Master:
        """The program of the active branches, with what cuts know of the others."""
        return self.program.master(self.active, self.cuts)

    @property
    def outside(self) -> list[int]:
        """Branches that are not active."""
        return [b for b in range(len(self.program.probability)) if b not in self.active]

    def linear(
        self, fixed: tuple[Array, Array] | None, progress: Progress, interrupt: Interrupt, until: float
    ) -> Point | None:
        """Solve the linear program of the active and all probable branches, until no other branch is missed.

        ``fixed`` holds whole numbers and what they are; without, they are relaxed. None where whole numbers leave no
        solution, and where time runs out; raises what says why a relaxed program has none.
        """
        solver: Solver | None = None
        precision = COARSE if fixed is None else PRECISION
        for _ in range(MOST_STEPS):
            if solver is None:
                master = self.program.master(self.active.union(self.cuts), {})
                solver = Solver(master.matrix, interrupt, progress.tick)
                solver.allow(max(until - time.monotonic(), 0.0 if fixed is None else SETTLING))
                if fixed is not None:
                    solver.set_bounds(np.searchsorted(master.columns, fixed[0]), fixed[1], fixed[1])
                status = solver.run_linear(vertex=fixed is not None)
            else:
                status = solver.run()
            if status != Status.kOptimal:
                if fixed is None and status != Status.kTimeLimit:
                    raise_without_plan(master.matrix, status, solver, interrupt)
                return None
            if fixed is not None and not interrupt.is_set:
                tangents = self._touch(self._whole(master, solver.values), precision)
                if len(tangents.constants):
                    master = self._sharpened(master, solver, tangents)
                    continue
            point = self.point(master, solver.values, solver.objective, solver.row_duals, interrupt)
            self._cut_by_duals(point)
            if not self.learn(point, precision) or interrupt.is_set or time.monotonic() > until:
                return point
            solver = None
        return point

    def _sharpened(self, master: Master, solver: Solver, tangents: Rows) -> Master:
        """The master with the newest tangents, which its solver gets too."""
        count, last = len(tangents.constants), len(self.program.matrix.row_lower)
        rows = replace(tangents, columns=np.searchsorted(master.columns, tangents.columns))
        solver.add_rows(rows, np.full(count, -np.inf), np.zeros(count))
        return replace(master, matrix=solver.matrix, rows=np.append(master.rows, np.arange(last - count, last)))

    def _whole(self, master: Master, values: Array) -> Array:
        """Values of a master's columns as those of the whole program, 0 in branches that it has not."""
        whole = np.zeros(len(self.program.matrix.cost))
        whole[master.columns] = values[: len(master.columns)]
        return whole

    def point(self, master: Master, values: Array, cost: float, duals: Array, interrupt: Interrupt) -> Point:
        """What a solution of a master means to the whole."""
        count = len(master.columns)
        whole = self._whole(master, values)
        inside = set(self.program.branch[master.columns])
        outside = [b for b in range(len(self.program.probability)) if b not in inside]
        answers = self.reactions(outside, whole, interrupt)
        guessed = float(master.matrix.cost[count:] @ values[count:])
        known = sum(self.program.probability[each.branch] * each.cost for each in answers if each.branch in self.cuts)
        all_duals = np.zeros(len(self.program.matrix.row_lower))
        all_duals[master.rows] = duals[: len(master.rows)]
        holds = all(each.holds for each in answers) and not self.tangents.at(whole)[1]
        return Point(whole, cost - guessed + known, answers, all_duals, holds)

    def reactions(self, branches: Sequence[int], values: Array, interrupt: Interrupt) -> list[Reaction]:
        """Reactions of branches to a plan; their values become the plan's where they hold what they must."""
        answers = reactions([self._recourse(b) for b in branches], values, interrupt) if branches else []
        for each in answers:
            if each.holds:
                values[self._recourse(each.branch).columns] = each.values
        return answers

    def learn(self, point: Point, precision: float = PRECISION) -> bool:
        """Add the branches, cuts and tangents that a solution asks for; whether there was any."""
        missed = sorted((each for each in point.reactions if not each.holds), key=lambda each: -each.violation)
        self._enter(each.branch for each in missed[:MOST_ADDED])
        has_cuts = [self._cut(each.branch, each.cut, each.cost, point) for each in point.reactions if each.cut]
        tangents = self._touch(point.values, precision)
        return bool(missed or any(has_cuts) or len(tangents.constants))

    def _touch(self, values: Array, precision: float) -> Rows:
        """Add tangents to the cones that a point violates; the new rows."""
        rows, cones = self.tangents.at(values, precision)
        if cones:
            first = len(self.program.matrix.row_lower)
            self.program = self.program.with_rows(rows, np.full(len(cones), -np.inf), np.zeros(len(cones)))
            self.tangent_rows += [(cone, first + at) for at, cone in enumerate(cones)]
            self._recourses.clear()
        return rows

    def _recourse(self, branch: int) -> Recourse:
        if branch not in self._recourses:
            self._recourses[branch] = Recourse(self.program, branch)
        return self._recourses[branch]

    def enter_probable(self) -> bool:
        """Have all branches with a probability in the program; whether one was not."""
        outside = self.cuts.keys() - self.active
        self._enter(outside)
        return bool(outside)

    def _enter(self, branches: Iterable[int]) -> None:
        for branch in branches:
            self.active.add(branch)
            self._recourses.pop(branch, None)

    def _cut_by_duals(self, point: Point) -> None:
        """Add the cuts of all probable branches at a solution that they have part in.

        All of them, also where one was exact there before: only together do they say what the linear program says.
        """
        for branch in self.cuts.keys() - self.active:
            recourse = self._recourse(branch)
            cut = recourse.cut(point.duals[recourse.rows] / self.program.probability[branch])
            if cut is not None:
                self.cuts[branch].append(cut)
            elif not self.cuts[branch]:
                self._enter([branch])

    def _cut(self, branch: int, cut: Cut, cost: float, point: Point) -> bool:
        """Add a cut that is exact at a point where the cuts so far say less; whether they did."""
        known = self.cuts.get(branch)
        if known is None:
            return False
        said = max((each.at(point.values) for each in known), default=-math.inf)
        if self.program.probability[branch] * (cost - said) <= KNOWN * max(1.0, abs(point.cost)):
            return False
        known.append(cut)
        return True

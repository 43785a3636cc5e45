"""A program over a scenario tree, solved in rounds.

A branch whose limits the plan holds anyway need not be in the mixed-integer program. Each round solves the program with
the branches found to matter, asks every other branch for its reaction, and adds those whose limits are missed most
(column-and-constraint generation, Zeng and Zhao 2013). A branch that stays outside but has a probability still has a
cost: cuts from the duals of its reaction keep the objective true (L-shaped method, Van Slyke and Wets 1969). The bound
of every round is one on the whole program, so that the gap is that of the whole.

Relaxed rounds come first and cost little: most of what matters is known when the first whole numbers are looked for.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.errors import Infeasible, SolveFailed
from model.progress import Progress
from model.solver.arrays import Array
from model.solver.highs import Interrupt, Solver, Status
from model.solver.program import Cut, Master, Program
from model.solver.recourse import Reaction, Recourse, elastic, reactions
from model.solver.solve import Solution, gap_of, raise_without_plan, solve
from model.solver.tangents import OneCone, Tangents

MOST_ADDED = 4
"""Branches that one step adds, those that miss their limits most: others often hold once these do."""

MOST_STEPS = 60
"""Steps of linear programs at most, before whole numbers are looked for again."""

KNOWN = 1e-7
"""A cost of recourse that is nearer than this to what cuts say, relative to the whole cost, counts as known."""


NEAREST_SECONDS = 60.0
"""For the search of what comes nearest to a plan where there is none."""

MISSED = 1e-6
"""A limit that is missed by more than this, relative to its size, is missed."""


@dataclass(frozen=True)
class Missed:
    """What comes nearest to a plan: rows that it misses, and its values, of the whole program."""

    rows: Array
    values: Array


@dataclass(frozen=True)
class _Point:
    """A solution of the program so far, whole numbers relaxed or fixed, and all branches' reactions to it."""

    values: Array
    """Of the columns of the whole program; 0 in branches that are left out."""
    cost: float
    """Of the whole: with what the reactions of the branches left out cost."""
    reactions: Sequence[Reaction]
    duals: Array
    """Of the rows of the whole program."""
    is_whole: bool
    """Whether every limit of every branch and every cone holds."""


class Rounds:
    """The rounds of one program. Without ``screen`` every branch is in the program from the start."""

    def __init__(self, program: Program, tangents: Tangents, *, screen: bool = True) -> None:
        branches = range(len(program.probability))
        self.program = program
        self.tangents = tangents
        self.tangent_rows: list[tuple[OneCone, int]] = []
        self.active = set(program.linked) if screen else set(branches)
        self.cuts: dict[int, list[Cut]] = {b: [] for b in branches if program.probability[b] > 0}
        self.mixed_rounds = 0
        self.missed: Missed | None = None
        """Where there is no plan: what comes nearest to one."""
        self._recourses: dict[int, Recourse] = {}

    def solve(
        self, *, gap: float, time_limit: float, progress: Progress | None = None, interrupt: Interrupt | None = None
    ) -> Solution:
        """The cheapest plan within the gap. Raises Infeasible, Unbounded, or SolveFailed where none is found."""
        progress, interrupt = progress or Progress.silent(), interrupt or Interrupt()
        try:
            return self._solve(gap, time_limit, progress, interrupt)
        except Infeasible:
            progress.stage("Looking for the limits that no plan holds")
            self.missed = self._missed(interrupt)
            raise

    def _solve(self, gap: float, time_limit: float, progress: Progress, interrupt: Interrupt) -> Solution:
        began = time.monotonic()
        if self._outside() or self.tangents.cones:
            progress.stage("Looking for the disruptions that matter")
            self._tighten(None, progress, interrupt, until=began + time_limit / 2)
            self._enter([b for b in self._outside() if b in self.cuts and not self.cuts[b]])
        best: tuple[Solution, _Point] | None = None
        bound, start = -math.inf, None
        while True:
            self.mixed_rounds += 1
            master = self.master()
            left = max(0.1, began + time_limit - time.monotonic())
            found = solve(
                master.matrix, gap=gap, time_limit=left, progress=progress, interrupt=interrupt, earlier=start
            )
            bound = max(bound, found.bound)
            point = self._settle(found, master, progress, interrupt, until=began + time_limit)
            if point.is_whole and (best is None or point.cost < best[1].cost):
                best = found, point
            if best is not None and gap_of(best[1].cost, bound) <= max(gap, KNOWN):
                return self._solution(best, bound, "optimal", began, interrupt)
            if interrupt.is_set or time.monotonic() > began + time_limit or found.outcome != "optimal":
                outcome = "interrupted" if interrupt.is_set else "time limit"
                if best is None:
                    raise SolveFailed(
                        "No plan that holds in every disruption was found before the limit. Raise 'time limit' in "
                        "Settings, or ask for a wider gap."
                    )
                return self._solution(best, bound, outcome, began, interrupt)
            start = point.values[self.program.matrix.integer]

    def master(self) -> Master:
        """The program of the branches that are in it."""
        return self.program.master(self.active, self.cuts)

    def _outside(self) -> list[int]:
        return [b for b in range(len(self.program.probability)) if b not in self.active]

    # ------------------------------------------------------------------------------------------ linear programs

    def _settle(
        self, found: Solution, master: Master, progress: Progress, interrupt: Interrupt, until: float
    ) -> _Point:
        """The plan with its whole numbers as they are and the rest such that everything holds, if that can be."""
        point = self._point(master, found.values, found.objective, found.duals, interrupt)
        if not self._learn(point):
            return point
        whole = np.flatnonzero(self.program.matrix.integer)
        settled = self._tighten((whole, np.round(point.values[whole])), progress, interrupt, until)
        return replace(point, is_whole=False) if settled is None else settled

    def _tighten(
        self, fixed: tuple[Array, Array] | None, progress: Progress, interrupt: Interrupt, until: float
    ) -> _Point | None:
        """Solve the linear program again and again until it learns nothing more; None where it has no solution.

        ``fixed`` holds whole numbers and what they are; without, they are relaxed. Raises what says why a relaxed
        program has no solution.
        """
        for _ in range(MOST_STEPS):
            master = self.master()
            solver = Solver(master.matrix, interrupt, progress.tick)
            solver.relax()
            if fixed is not None:
                places = np.searchsorted(master.columns, fixed[0])
                solver.set_bounds(places, fixed[1], fixed[1])
            status = solver.run()
            if status != Status.kOptimal:
                priced = [b for b in self._outside() if b in self.cuts]
                if priced and status in (Status.kUnbounded, Status.kUnboundedOrInfeasible):
                    self._enter(priced)  # a value at risk has no bottom without the outcomes above it
                    continue
                if fixed is None:
                    raise_without_plan(master.matrix, status, solver, interrupt)
                return None
            point = self._point(master, solver.values, solver.objective, solver.row_duals, interrupt)
            if not self._learn(point) or interrupt.is_set or time.monotonic() > until:
                return point
        return point

    def _point(self, master: Master, values: Array, cost: float, duals: Array, interrupt: Interrupt) -> _Point:
        """What a solution of the program means to the whole."""
        count = len(master.columns)
        whole = np.zeros(len(self.program.matrix.cost))
        whole[master.columns] = values[:count]
        outside = self._outside()
        answers = reactions([self._recourse(b) for b in outside], whole, interrupt) if outside else []
        guessed = float(master.matrix.cost[count:] @ values[count:])
        known = sum(self.program.probability[each.branch] * each.cost for each in answers if each.branch in self.cuts)
        all_duals = np.zeros(len(self.program.matrix.row_lower))
        all_duals[master.rows] = duals[: len(master.rows)]
        for each in answers:
            if each.holds:
                recourse = self._recourse(each.branch)
                whole[recourse.columns] = each.values
                all_duals[recourse.rows] = self.program.probability[each.branch] * each.duals
        holds = all(each.holds for each in answers) and not self.tangents.at(whole)[1]
        return _Point(whole, cost - guessed + known, answers, all_duals, holds)

    def _recourse(self, branch: int) -> Recourse:
        if branch not in self._recourses:
            self._recourses[branch] = Recourse(self.program, branch)
        return self._recourses[branch]

    def _learn(self, point: _Point) -> bool:
        """Add the branches, cuts and tangents that a solution asks for; whether there was any."""
        missed = sorted((each for each in point.reactions if not each.holds), key=lambda each: -each.violation)
        self._enter(each.branch for each in missed[:MOST_ADDED])
        has_cuts = [self._cut(each, point) for each in point.reactions if each.cut is not None]
        rows, cones = self.tangents.at(point.values)
        if cones:
            first = len(self.program.matrix.row_lower)
            self.program = self.program.with_rows(rows, np.full(len(cones), -np.inf), np.zeros(len(cones)))
            self.tangent_rows += [(cone, first + at) for at, cone in enumerate(cones)]
            self._recourses.clear()
        return bool(missed or cones or any(has_cuts))

    def _enter(self, branches: Iterable[int]) -> None:
        for branch in branches:
            self.active.add(branch)
            self._recourses.pop(branch, None)

    def _cut(self, reaction: Reaction, point: _Point) -> bool:
        """Add the cut of a reaction where the cuts so far say less; whether they did."""
        known = self.cuts.get(reaction.branch)
        if known is None or reaction.cut is None:
            return False
        said = max((cut.constant + float(cut.values @ point.values[cut.columns]) for cut in known), default=-math.inf)
        missing = self.program.probability[reaction.branch] * (reaction.cost - said)
        if missing <= KNOWN * max(1.0, abs(point.cost)):
            return False
        known.append(reaction.cut)
        return True

    # ------------------------------------------------------------------------------------------ the end

    def _missed(self, interrupt: Interrupt) -> Missed | None:
        """What comes nearest to a plan of the program so far; None where not only limits stand in the way."""
        master = self.master()
        limits = np.flatnonzero(self.program.is_limit[master.rows])
        program = elastic(master.matrix, limits)
        for relaxed in (True, False):
            solver = Solver(program, interrupt)
            solver.option("time_limit", NEAREST_SECONDS)
            if relaxed:
                solver.relax()
            status = solver.run()
            if not solver.has_solution or status not in (Status.kOptimal, Status.kTimeLimit):
                return None
            slack = solver.values[len(master.matrix.cost) :].reshape(2, -1).sum(axis=0)
            if slack.max(initial=0.0) > MISSED:
                values = np.zeros(len(self.program.matrix.cost))
                values[master.columns] = solver.values[: len(master.columns)]
                return Missed(master.rows[limits[slack > MISSED]], values)
        return None

    def _solution(
        self, best: tuple[Solution, _Point], bound: float, outcome: str, began: float, interrupt: Interrupt
    ) -> Solution:
        """The plan, in which branches without probability react as cheaply as they can."""
        found, point = best
        values = point.values.copy()
        unlikely = [b for b, p in enumerate(self.program.probability) if p == 0 and b not in self.program.linked]
        for each in reactions([self._recourse(b) for b in unlikely], values):
            if each.holds:
                values[self._recourse(each.branch).columns] = each.values
        return replace(
            found,
            outcome=outcome,
            values=values,
            objective=point.cost,
            bound=min(bound, point.cost),
            gap=gap_of(point.cost, bound),
            seconds=time.monotonic() - began,
            duals=point.duals,
            tangents=[(cone.limit, cone.moment, row) for cone, row in self.tangent_rows],
            statistics=found.statistics
            | {
                "disruptions": len(self.program.probability),
                "disruptions in the program": len(self.active),
                "rounds": self.mixed_rounds,
            },
        )

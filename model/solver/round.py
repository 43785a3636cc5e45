"""One round: whole numbers from the program of the active branches, and the plan that they make in all of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from model.errors import SolveFailed
from model.progress import FOR_EVERY_DISRUPTION, Progress
from model.solver.arrays import Array
from model.solver.fixed_integer_lp import Enough, Settling
from model.solver.highs import Interrupt
from model.solver.hubs import Merging
from model.solver.master import Learning
from model.solver.program import Master
from model.solver.root_bound import Interior
from model.solver.solve import Solution, solve
from model.solver.subproblems import Point
from model.solver.termination import Deadline, gap_of
from model.solver.warm_start import WarmStart

ROUGH = 0.02
"""Gap within which a large program's first plan is sought, whatever the gap asked for, to be held in every disruption
and bettered from there. With 0.2 % on the example, half an hour went by without a plan."""


@dataclass(frozen=True)
class Found:
    """The best plan during the search."""

    integers: Array
    """Whole numbers, in the order of the matrix's columns."""
    cost: float
    round: int
    is_settled: bool
    """Whether it holds in every disruption; otherwise it may cost more than stated, or fail."""


@dataclass(frozen=True)
class Made:
    """Whole numbers of a round, and the plan that they make."""

    solution: Solution
    point: Point

    @classmethod
    def of(cls, point: Point) -> Made:
        """From a plan given in advance."""
        return cls(Solution("given", point.values, point.cost, -math.inf, math.inf, 0.0), point)


@dataclass(frozen=True)
class Round:
    """One round on a program in the present state of its decomposition."""

    learning: Learning
    number: int
    better: Callable[[Found], None]
    """Gets each better plan."""
    progress: Progress
    interrupt: Interrupt
    until: Deadline

    def plan(
        self, enough: Enough, aim: float, best: Made | None, earlier: Array | None = None, near: Array | None = None
    ) -> Made:
        """Integers from the program of the active branches, and their plan. ``earlier`` are values of that program to
        start from if there is no plan yet, ``near`` the integers of another program's plan.

        Within ``aim`` if they are found quickly, to leave some of the gap to inexact cuts and tangents. From a plan of
        a large program that is as near as ``ROUGH`` HiGHS searches at once: rounding again, and small programs around
        the relaxation, found no better one on the example in five minutes.
        """
        learning = self.learning
        master = learning.master()
        learning.reacting.forget()
        places = np.searchsorted(master.columns, learning.whole_numbers)
        is_settled = not (learning.outside or learning.tangents.cones)
        neighbour = learning.neighbour(master, near)
        merging = Merging(master.matrix) if neighbour is not None else Merging.of(master.matrix)
        order = np.append(learning.program.order[master.columns], np.zeros(int(master.has_recourse), int))
        previous = earlier if best is None else self._in(master, best.point)

        def better(values: Array) -> None:
            values = merging.values(values)
            cost = master.matrix.cost_of(values)
            self.better(Found(np.round(values[places]), cost, self.number, is_settled))

        def report(incumbent: float, bound: float, gap: float) -> None:
            """Report HiGHS's results for the program of the active branches, which need not hold in the others or have
            that cost."""
            if is_settled:
                self.progress.bounds(incumbent, bound, gap)
            elif best is None:
                self.progress.bounds(math.inf, bound, math.inf)
            else:
                self.progress.bounds(best.point.cost, bound, gap_of(best.point.cost, bound))

        try:
            solution = solve(
                merging.matrix,
                gap=enough.gap,
                aim=aim,
                time_limit=self.until.left,
                progress=self.progress,
                interrupt=self.interrupt,
                start=best is None or not learning.is_large or gap_of(best.point.cost, enough.bound) > ROUGH,
                earlier=None if previous is None else merging.columns(previous),
                polish=not learning.outside,
                neighbour=neighbour,
                interior=self._interior(master, merging) if neighbour is None else None,
                order=merging.columns(order),
                better=better,
                effort=enough.effort,
                report=report,
            )
        except SolveFailed:
            if best is None:
                raise
            # What the round before has found holds in every branch, whatever this one would have added.
            return Made(replace(best.solution, outcome="time limit"), best.point)
        solution = merging.solution(solution)
        if solution.basis is not None:
            learning.relaxed_at = WarmStart.of(solution.basis, master, learning.program.matrix)
        if solution.settled is not None:
            learning.settled_at = WarmStart.of(solution.settled, master, learning.program.matrix)
        is_same = best is not None and self._is_same(master, solution.values, best.point)
        if best is not None and is_same and best.point.is_exact:
            return Made(solution, best.point)
        point = self._settled(solution, master, replace(enough, bound=max(enough.bound, solution.bound)))
        if best is not None and is_same and best.point.cost <= point.cost:
            point = replace(best.point, least=point.least)
        return Made(solution, point)

    def _interior(self, master: Master, merging: Merging) -> Interior | None:
        """The solution of the last relaxation in a master's columns, if it is known."""
        last, self.learning.interior = self.learning.interior, None  # later rounds have other branches
        if last is None or not master.has_recourse:
            return None
        expected = [self.learning.expected_recourse(last.values)]
        return replace(last, values=merging.columns(np.concatenate([last.values[master.columns], expected])))

    def _is_same(self, master: Master, values: Array, point: Point) -> bool:
        """Whether whole numbers of a master's columns are those of a plan."""
        integers = self.learning.whole_numbers
        places = np.searchsorted(master.columns, integers)
        return bool((np.abs(values[places] - point.values[integers]) < 0.5).all())

    def _in(self, master: Master, point: Point) -> Array:
        """A plan of the whole program as values of a master's columns."""
        expected = [self.learning.expected_recourse(point.values)] if master.has_recourse else []
        return np.concatenate([point.values[master.columns], expected])

    def _settled(self, solution: Solution, master: Master, enough: Enough) -> Point:
        """The plan with its whole numbers as they are and the rest such that everything holds, if that can be. A plan
        that was found before Ctrl-C is worth the wait."""
        learning = self.learning
        interrupt = Interrupt() if self.interrupt.is_set else self.interrupt
        if not learning.outside:
            point = self._as_found(solution, master, interrupt)
            if not learning.learn(point):
                return point
        self.progress.stage(FOR_EVERY_DISRUPTION)
        integers = learning.whole_numbers
        numbers = np.round(learning.padded(master, solution.values)[integers])
        settled = None
        with suppress(SolveFailed):
            settled = Settling(
                learning,
                integers,
                numbers,
                enough=enough,
                progress=self.progress,
                interrupt=interrupt,
                until=self.until,
                columns_fixed=self._with_exact_integers(solution, master, numbers)
                if learning.is_large and solution.settled is None
                else None,
            ).plan()
        if settled is None:
            settled = self._as_found(solution, master, interrupt)
            learning.learn(settled)
        return settled

    def _with_exact_integers(self, solution: Solution, master: Master, numbers: Array) -> Array | None:
        """The solution with its whole numbers exactly whole; None unless all rows hold with them."""
        values = solution.values.copy()
        values[np.searchsorted(master.columns, self.learning.whole_numbers)] = numbers
        return values if master.matrix.holds(values) else None

    def _as_found(self, solution: Solution, master: Master, interrupt: Interrupt) -> Point:
        """The unchanged solution of a master in the whole program."""
        point = self.learning.point(master, solution.values, solution.objective, solution.duals, interrupt)
        return replace(point, least=point.cost)

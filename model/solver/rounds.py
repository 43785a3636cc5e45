"""A program over a scenario tree, solved in rounds.

A branch whose limits the plan holds anyway need not be in the mixed-integer program. Each round solves the program with
the branches found to matter, asks every other branch for its reaction, and adds those whose limits are missed most
(column-and-constraint generation, Zeng and Zhao 2013). A branch that stays outside but has a probability still has a
cost: cuts from the duals of its reaction keep the objective true (L-shaped method, Van Slyke and Wets 1969). The bound
of every round is one on the whole program, so that the gap is that of the whole.

A linear program with whole numbers relaxed comes first, so that most of what matters is known when the first whole
numbers are looked for. One after each round, with whole numbers as they were found, gives the plan and cuts that are
exact for it: no whole numbers are found twice but at their true cost, and rounds come to an end.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from model.errors import Infeasible, SolveFailed
from model.progress import Progress
from model.solver.approach import approach
from model.solver.arrays import Array, Matrix
from model.solver.deadline import Deadline, now
from model.solver.dive import ROUNDING
from model.solver.gap import gap_of
from model.solver.highs import Interrupt
from model.solver.learning import KNOWN, Learning, Point, Stage
from model.solver.program import Master
from model.solver.reader import Reader
from model.solver.settling import Enough, Settling
from model.solver.solve import Solution, solve
from model.solver.split import program_of
from model.solver.tangents import Tangents
from model.solver.warm import WarmStart
from model.world.tree import Tree

RELAXED_SHARE = 0.5
"""Of the time limit, for all that comes before whole numbers are looked for."""

NEAR = 0.1
"""Of the gap, within which the relaxation of a large program is known."""


@dataclass(frozen=True)
class Found:
    """The best plan so far, while the search goes on."""

    whole: Array
    """Whole numbers, in the order of the matrix's columns."""
    cost: float
    round: int
    is_settled: bool
    """Whether it holds in every disruption; one that does not yet may cost more than it says, or fail."""


@dataclass(frozen=True)
class _Round:
    """Whole numbers of a round, and the plan that they make."""

    found: Solution
    point: Point


def _given(point: Point) -> _Round:
    """A plan that was not looked for."""
    return _Round(Solution("given", point.values, point.cost, -math.inf, math.inf, 0.0), point)


class Rounds:
    """The rounds of one program, as far as it is known."""

    def __init__(self, learning: Learning) -> None:
        self.learning = learning
        self.count = 0
        self.better: Callable[[Found], None] = lambda found: None
        """Told of each better plan, so that whoever asked has it should the search be killed."""

    @classmethod
    def of(cls, model: Any, matrix: Matrix, reader: Reader, tree: Tree, *, screen: bool = True) -> Rounds:
        """The rounds of a Pyomo model, its matrix and the reader that read it. Without ``screen`` every branch is in
        the program from the start."""
        return cls(Learning(program_of(model, matrix, reader, tree), Tangents(reader, model), screen=screen))

    def solve(
        self,
        *,
        gap: float,
        time_limit: float,
        near: Array | None = None,
        progress: Progress | None = None,
        interrupt: Interrupt | None = None,
    ) -> Solution:
        """The cheapest plan within the gap. ``near`` are whole numbers of a plan to start from; others take their place
        only where they are cheaper. Raises Infeasible, Unbounded, or SolveFailed where no plan is found."""
        progress, interrupt = progress or Progress.silent(), interrupt or Interrupt()
        return self._solve(gap, Deadline.after(time_limit), near, progress, interrupt)

    def hold(
        self,
        *,
        gap: float,
        time_limit: float,
        progress: Progress | None = None,
        interrupt: Interrupt | None = None,
    ) -> Solution:
        """As ``solve``, of a program in which bounds hold nearly all that is decided in whole numbers: where the linear
        program leaves the rest whole, too, it is the plan. Where there is none, no reason is looked for.
        """
        began = now()
        until = Deadline.after(time_limit)
        progress, interrupt = progress or Progress.silent(), interrupt or Interrupt()
        progress.stage("Identifying the disruptions that matter")
        nothing = np.array([], dtype=int)
        when = "even undisrupted"
        try:
            stages = () if self.learning.is_neighbour else (Stage.UNDISTURBED,)
            self.learning.relaxed(progress, interrupt, until, stages)
            when = "in every disruption"
            progress.stage("Planning for every disruption")
            point = Settling(
                self.learning, nothing, nothing, enough=Enough(gap), progress=progress, interrupt=interrupt, until=until
            ).plan()
            if point is not None and point.is_whole and self._is_in_whole_numbers(point):
                return self._solution(_given(point), point.least, "optimal", began)
            if point is not None:
                return self._solve(gap, until, None, progress, interrupt)
        except Infeasible:
            pass
        if interrupt.is_set or until.is_over:
            raise SolveFailed("Could not decide in time whether the fixed plan is feasible here.")
        raise Infeasible(f"The fixed plan cannot meet all required demand and every limit {when}.")

    def _solve(
        self, gap: float, until: Deadline, near: Array | None, progress: Progress, interrupt: Interrupt
    ) -> Solution:
        began = now()
        bound = -math.inf
        is_partial = bool(self.learning.outside or self.learning.tangents.cones)
        if is_partial:
            progress.stage("Identifying the disruptions that matter")
            bound = self._relaxed(gap, until.share(RELAXED_SHARE), progress, interrupt)
            if not self.learning.cuts:
                self.learning.enter_probable()
        best = earlier = None
        if near is not None and self._is_possible(near):
            best, earlier = self._start(near, Enough(gap, bound, or_nothing=True), progress, interrupt, until)
        self._tell(best)
        if best is not None and gap_of(best.point.cost, bound) <= gap:
            return self._solution(best, bound, "optimal", began)
        while True:
            before = best
            aim = gap / 2 if is_partial else gap
            this = self._round(Enough(gap, bound), aim, until, best, progress, interrupt, earlier, near)
            earlier = near = None
            bound = max(bound, this.found.bound)
            if this.point.is_whole and (best is None or this.point.cost <= best.point.cost):
                best = this
                self._tell(best)
            elif best is not None:
                best = _Round(this.found, best.point)
            if best is not None and gap_of(best.point.cost, bound) <= max(gap, KNOWN):
                return self._solution(best, bound, "optimal", began)
            if interrupt.is_set or until.is_over or this.found.outcome != "optimal":
                if best is None:
                    raise SolveFailed(
                        "No plan that is feasible in every disruption was found before the limit. Raise 'time limit' "
                        "in Settings, or request a wider gap."
                    )
                return self._solution(best, bound, "interrupted" if interrupt.is_set else "time limit", began)
            if before is not None and this.point is before.point and not self.learning.enter_probable():
                return self._solution(before, bound, "optimal", began)  # nothing is left to be learned

    def _relaxed(self, gap: float, until: Deadline, progress: Progress, interrupt: Interrupt) -> float:
        """A bound on any plan from the relaxation, of which all is learned that can be."""
        learning = self.learning
        if learning.is_known:
            return learning.relaxed_near(NEAR * gap, progress, interrupt, until)
        bound = approach(learning, NEAR * gap, progress, interrupt, until)
        return learning.relaxed(progress, interrupt, until, tuple(Stage)) if bound is None else bound

    def _tell(self, best: _Round | None) -> None:
        if best is not None:
            whole = np.round(best.point.values[self._whole])
            self.better(Found(whole, best.point.cost, self.count, is_settled=True))

    def _start(
        self, near: Array, enough: Enough, progress: Progress, interrupt: Interrupt, until: Deadline
    ) -> tuple[_Round | None, Array | None]:
        """The plan of some whole numbers, if there is one that may do; else what they come to in the master."""
        progress.stage("Trying the earlier decisions")
        settling = self._settling(near, enough, progress, interrupt, until)
        with suppress(SolveFailed):
            point = settling.plan()
            if point is not None and point.is_whole:
                return _given(point), None
            if point is None and settling.vertex is not None:
                return None, settling.vertex.values
        return None, None

    def _settling(
        self, numbers: Array, enough: Enough, progress: Progress, interrupt: Interrupt, until: Deadline
    ) -> Settling:
        """For the plan of some whole numbers."""
        return Settling(
            self.learning, self._whole, numbers, enough=enough, progress=progress, interrupt=interrupt, until=until
        )

    def _is_possible(self, numbers: Array) -> bool:
        """Whether no whole number is beyond its bounds."""
        matrix = self.learning.program.matrix
        return bool(((numbers >= matrix.lower[self._whole]) & (numbers <= matrix.upper[self._whole])).all())

    def _is_in_whole_numbers(self, point: Point) -> bool:
        whole = point.values[self._whole]
        return bool((np.abs(whole - np.round(whole)) <= ROUNDING).all())

    @property
    def _whole(self) -> Array:
        """Columns of whole numbers."""
        return np.flatnonzero(self.learning.program.matrix.integer)

    def _round(
        self,
        enough: Enough,
        aim: float,
        until: Deadline,
        best: _Round | None,
        progress: Progress,
        interrupt: Interrupt,
        earlier: Array | None = None,
        near: Array | None = None,
    ) -> _Round:
        """Whole numbers from the program of the active branches, and the plan that they make. ``earlier`` are values of
        that program to start from, where there is no plan yet, ``near`` whole numbers of another program's plan.

        Within ``aim`` if they are found quickly, to leave something to what cuts and tangents do not say.
        """
        self.count += 1
        master = self.learning.master()
        self.learning.forget()
        places = np.searchsorted(master.columns, self._whole)
        is_settled = not (self.learning.outside or self.learning.tangents.cones)

        def better(values: Array) -> None:
            cost = master.matrix.cost_of(values)
            self.better(Found(np.round(values[places]), cost, self.count, is_settled))

        try:
            found = solve(
                master.matrix,
                gap=enough.gap,
                aim=aim,
                time_limit=until.left,
                progress=progress,
                interrupt=interrupt,
                earlier=earlier if best is None else self._in(master, best.point),
                polish=not self.learning.outside,
                neighbour=self.learning.neighbour(master, near, self._whole),
                order=np.append(self.learning.program.order[master.columns], np.zeros(int(master.has_recourse), int)),
                better=better,
            )
        except SolveFailed:
            if best is None:
                raise
            return _Round(replace(best.found, outcome="time limit"), best.point)
        if found.basis is not None:
            self.learning.relaxed_at = WarmStart.of(found.basis, master, self.learning.program.matrix)
        if found.settled is not None:
            self.learning.settled_at = WarmStart.of(found.settled, master, self.learning.program.matrix)
        is_same = best is not None and self._is_same(master, found.values, best.point)
        if best is not None and is_same and best.point.is_exact:
            return _Round(found, best.point)
        settling = Interrupt() if interrupt.is_set else interrupt  # a plan that was found in time is worth the wait
        enough = replace(enough, bound=max(enough.bound, found.bound))
        point = self._settle(found, master, enough, progress, settling, until)
        if best is not None and is_same and best.point.cost <= point.cost:
            point = replace(best.point, least=point.least)
        return _Round(found, point)

    def _is_same(self, master: Master, values: Array, point: Point) -> bool:
        """Whether whole numbers of a master's columns are those of a plan."""
        places = np.searchsorted(master.columns, self._whole)
        return bool((np.abs(values[places] - point.values[self._whole]) < 0.5).all())

    def _in(self, master: Master, point: Point) -> Array:
        """A plan of the whole program as values of a master's columns."""
        has_recourse = len(master.matrix.cost) > len(master.columns)
        expected = [self.learning.expected_recourse(point.values)] if has_recourse else []
        return np.concatenate([point.values[master.columns], expected])

    def _settle(
        self, found: Solution, master: Master, enough: Enough, progress: Progress, interrupt: Interrupt, until: Deadline
    ) -> Point:
        """The plan with its whole numbers as they are and the rest such that everything holds, if that can be."""
        learning = self.learning
        if not learning.outside:
            point = self._as_found(found, master, interrupt)
            if not learning.learn(point):
                return point
        progress.stage("Planning for every disruption")
        numbers = np.round(learning.whole(master, found.values)[self._whole])
        settled = None
        with suppress(SolveFailed):
            settled = self._settling(numbers, enough, progress, interrupt, until).plan()
        if settled is None:
            settled = self._as_found(found, master, interrupt)
            learning.learn(settled)
        return settled

    def _as_found(self, found: Solution, master: Master, interrupt: Interrupt) -> Point:
        """What the solution of a master means to the whole, as it is."""
        point = self.learning.point(master, found.values, found.objective, found.duals, interrupt)
        return replace(point, least=point.cost)

    def _solution(self, best: _Round, bound: float, outcome: str, began: float) -> Solution:
        """The plan, in which branches without probability react as cheaply as they can: those left out do so anyway.

        Tangents that were learned after it have no part in its marginal values.
        """
        learning, point = self.learning, best.point
        probability = learning.program.probability
        unlikely = [b for b in sorted(learning.active - learning.program.linked) if probability[b] == 0]
        values = learning.cheapest(unlikely, point.values)
        matrix = learning.program.matrix
        values = np.clip(values, matrix.lower, matrix.upper)  # solvers hold bounds up to rounding
        return replace(
            best.found,
            outcome=outcome,
            values=values,
            objective=point.cost,
            bound=min(bound, point.cost),
            gap=gap_of(point.cost, bound),
            seconds=now() - began,
            duals=point.duals,
            tangents=[(each.limit, each.moment, row) for each, row in learning.tangent_rows if row < len(point.duals)],
            statistics=best.found.statistics
            | {
                "disruptions": len(probability),
                "disruptions in the program": len(learning.active),
                "rounds": self.count,
            },
        )

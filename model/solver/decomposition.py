"""Decomposition of a program over a scenario tree, in rounds.

A branch whose limits the plan holds anyway need not be in the mixed-integer program. Each round solves the program with
the branches found to matter, solves every other branch's recourse, and adds those whose limits are missed most
(column-and-constraint generation, Zeng and Zhao 2013). A branch that stays outside but has a probability still has a
cost: cuts from the duals of its recourse keep the objective exact (L-shaped method, Van Slyke and Wets 1969). The bound
of every round is one on the whole program, so that the gap is that of the whole.

A linear program with integers relaxed comes first, so that most of the branches that matter are known when the first
integers are sought. One after each round, with integers fixed, gives the plan and cuts that are exact for it: no
integers are found twice except at their true cost, and rounds terminate.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from model.errors import Infeasible, SolveFailed
from model.progress import FOR_EVERY_DISRUPTION, Progress
from model.scenario.tree import Tree
from model.solver.arrays import Array, Matrix
from model.solver.cone_cuts import Tangents
from model.solver.fixed_integer_lp import Enough, Settling
from model.solver.highs import Interrupt, Solver, Status
from model.solver.master import Learning
from model.solver.program import program_of
from model.solver.reader import Reader
from model.solver.relaxation import Stage, approach, relaxed, relaxed_near
from model.solver.round import ROUGH, Found, Made, Round
from model.solver.solve import ENOUGH, Solution
from model.solver.subproblems import KNOWN, Point, Reactor, reactions
from model.solver.termination import Deadline, bound_below, gap_of, now
from model.tolerances import SOLVED

STOPPED = "Stopped before a plan that is feasible in every disruption was found."
TOO_LATE = (
    "No plan that is feasible in every disruption was found before the limit. Raise 'time limit' in Settings, or "
    "request a wider gap."
)

UNSETTLED = "disruptions without a least-cost response"
"""The statistic with the number of branches without probability whose recourse may cost more than it must."""

RELAXED_SHARE = 0.5
"""Share of the time limit for all steps before the search for integers."""

FEW_ROUNDS = 2
"""In which a plan is looked for with limited effort."""

NEAR, NEARLY = 0.1, 0.25
"""Share of the gap within which the relaxation of a large program is solved; and with a limited effort."""


class Rounds:
    """The rounds of one program in its present state."""

    def __init__(self, learning: Learning) -> None:
        self.learning = learning
        self.count = 0
        self.better: Callable[[Found], None] = lambda plan: None
        """Gets each better plan, so that the caller has it should the search be killed."""
        self.leaves_unlikely = False
        """Whether recourse in disruptions without probability is left unoptimised: it has no part in the answer."""

    @classmethod
    def of(cls, model: Any, matrix: Matrix, reader: Reader, tree: Tree, *, screen: bool = True) -> Rounds:
        """The rounds of a Pyomo model, its matrix and the reader that read it. Without ``screen`` every branch is in
        the program from the start."""
        return cls(Learning(program_of(model, matrix, reader, tree), Tangents.of(reader, model), screen=screen))

    def solve(
        self,
        *,
        gap: float,
        time_limit: float,
        near: Array | None = None,
        progress: Progress | None = None,
        interrupt: Interrupt | None = None,
        effort: float = math.inf,
        reactor: Reactor | None = None,
    ) -> Solution:
        """The cheapest plan within the gap. ``near`` are integers of a plan to start from, replaced only by cheaper
        ones. With an ``effort`` (``solve``) the first plan is the last, and may be outside the gap. Raises Infeasible,
        Unbounded, or SolveFailed, with the proven bound, if no plan is found."""
        progress, interrupt = progress or Progress.silent(), interrupt or Interrupt()
        self.learning.reacting.reactor = reactor or reactions
        return self._solve(gap, Deadline.after(time_limit), near, progress, interrupt, effort)

    def learn(
        self, near: Array, *, gap: float, time_limit: float, progress: Progress, interrupt: Interrupt | None = None
    ) -> None:
        """Learn of the relaxation, and of the plan of some whole numbers, in whose place no others are looked for."""
        interrupt, until = interrupt or Interrupt(), Deadline.after(time_limit)
        bound = self._relaxed(gap, until.share(RELAXED_SHARE), progress, interrupt)
        if not self.learning.cuts:
            self.learning.enter_probable()
        at_vertex = relaxed_near(self.learning, NEAR * gap, progress, interrupt, until)
        bound = bound if at_vertex is None else max(bound, at_vertex)
        self._start(near, Enough(gap, bound), progress, interrupt, until)

    def hold(
        self,
        *,
        gap: float,
        time_limit: float,
        progress: Progress | None = None,
        interrupt: Interrupt | None = None,
        effort: float = math.inf,
        reactor: Reactor | None = None,
        doubts: bool = True,
    ) -> Solution:
        """As ``solve``, for a program in which bounds fix nearly all integers: if the linear program leaves the rest
        integral, too, it is the plan. If it is infeasible, no reason is sought, and that it is so is looked at once
        more only if it ``doubts`` it."""
        began = now()
        until = Deadline.after(time_limit)
        progress, interrupt = progress or Progress.silent(), interrupt or Interrupt()
        self.learning.reacting.reactor = reactor or reactions
        progress.stage("Identifying the disruptions that matter")
        nothing = np.array([], dtype=int)
        when = "even undisrupted"
        try:
            stages = () if self.learning.is_neighbour else (Stage.UNDISTURBED,)
            relaxed(self.learning, progress, interrupt, until, stages, doubts=doubts)
            when = "in every disruption"
            progress.stage(FOR_EVERY_DISRUPTION)
            if not effort:
                self.learning.cut_at_base(interrupt)
            enough = Enough(gap, effort=effort, is_all=True)
            settling = Settling(
                self.learning, nothing, nothing, enough=enough, progress=progress, interrupt=interrupt, until=until
            )
            point = settling.plan()
            if point is not None and point.is_whole and self._is_in_whole_numbers(point):
                return self._solution(Made.of(point), point.least, "optimal", began)
            if point is not None and (doubts or not settling.is_infeasible):
                return self._solve(gap, until, None, progress, interrupt, effort)
        except Infeasible:
            if self.learning.is_neighbour and self._fails_undisturbed(interrupt):
                when = "even undisrupted"
        if interrupt.is_set or until.is_over:
            raise SolveFailed("Could not decide in time whether the fixed plan is feasible here.")
        raise Infeasible(f"The fixed plan cannot meet all required demand and every limit {when}.")

    def _fails_undisturbed(self, interrupt: Interrupt) -> bool:
        """Whether no response keeps every limit without any disruption, either; the same words as the first stage's,
        which a search with warm-start data leaves out."""
        matrix = self.learning.program.master([], []).matrix
        solver = Solver(replace(matrix, integer=np.zeros(len(matrix.cost), bool)), interrupt)
        return bool(solver.run() == Status.kInfeasible)

    def _solve(
        self,
        gap: float,
        until: Deadline,
        near: Array | None,
        progress: Progress,
        interrupt: Interrupt,
        effort: float = math.inf,
    ) -> Solution:
        began = now()
        bound = -math.inf
        roughly = max(gap, ROUGH) if self.learning.is_large and math.isinf(effort) else gap
        is_partial = bool(self.learning.outside or self.learning.tangents.cones)
        if is_partial:
            progress.stage("Identifying the disruptions that matter")
            bound = self._relaxed(roughly, until.share(RELAXED_SHARE), progress, interrupt, effort)
            if not self.learning.cuts:
                self.learning.enter_probable()
        best = earlier = None
        if near is not None and self._is_possible(near):
            best, earlier = self._start(near, Enough(gap, bound, or_nothing=True), progress, interrupt, until)
        self._tell(best, bound, progress)
        if best is not None and gap_of(best.point.cost, bound) <= gap:
            return self._solution(best, bound, "optimal", began)
        while True:
            before = best
            near_enough = roughly if best is None else gap
            # Branches that are still outside add to the cost when they enter: half of the gap is left for them.
            aim = near_enough / 2 if is_partial else near_enough
            self.count += 1
            a_round = Round(self.learning, self.count, self.better, progress, interrupt, until)
            try:
                this = a_round.plan(Enough(near_enough, bound, effort=effort), aim, best, earlier, near)
            except SolveFailed as failed:
                # The round knows its own bound at most; that of all rounds before holds, too.
                raise SolveFailed(str(failed), bound, is_late=failed.is_late) from None
            earlier = near = None
            bound = max(bound, this.solution.bound)
            if this.point.is_whole and (best is None or this.point.cost <= best.point.cost):
                best = this
                self._tell(best, bound, progress)
            elif best is not None:
                best = Made(this.solution, best.point)
            if best is not None and gap_of(best.point.cost, bound) <= max(gap, KNOWN):
                return self._solution(best, bound, "optimal", began)
            is_cut_short = interrupt.is_set or until.is_over or this.solution.outcome not in ("optimal", ENOUGH)
            if math.isfinite(effort) and not is_cut_short:
                if best is not None:
                    return self._solution(best, bound, ENOUGH, began)
                if self.count == FEW_ROUNDS:
                    raise SolveFailed("No plan was found with the effort that was to be taken.", bound)
            if is_cut_short:
                if best is None:
                    raise SolveFailed(STOPPED if interrupt.is_set else TOO_LATE, bound, is_late=not interrupt.is_set)
                return self._solution(best, bound, "interrupted" if interrupt.is_set else "time limit", began)
            if before is not None and this.point is before.point and not self.learning.enter_probable():
                return self._solution(before, bound, "optimal", began)  # nothing is left to be learned

    def _relaxed(
        self, gap: float, until: Deadline, progress: Progress, interrupt: Interrupt, effort: float = math.inf
    ) -> float:
        """A bound on any plan from the relaxation, with all cuts that it yields."""
        learning, is_limited = self.learning, math.isfinite(effort)
        near = gap * (NEARLY if is_limited else NEAR)
        if learning.is_known:
            is_far = is_limited or len(learning.cuts) > 1  # there is a vertex to round, or costs are known elsewhere
            bound = relaxed_near(learning, near, progress, interrupt, until, is_far=is_far)
            if bound is not None:
                return bound
            learning.leave()
        bound = approach(learning, near, progress, interrupt, until)
        return relaxed(learning, progress, interrupt, until, tuple(Stage)) if bound is None else bound

    def _tell(self, best: Made | None, bound: float, progress: Progress) -> None:
        if best is None:
            progress.bounds(math.inf, bound, math.inf)
        else:
            progress.bounds(best.point.cost, bound, gap_of(best.point.cost, bound))
            integers = np.round(best.point.values[self.learning.whole_numbers])
            self.better(Found(integers, best.point.cost, self.count, is_settled=True))

    def _start(
        self, near: Array, enough: Enough, progress: Progress, interrupt: Interrupt, until: Deadline
    ) -> tuple[Made | None, Array | None]:
        """The plan of given integers, if acceptable; else their values in the master."""
        progress.stage("Trying the earlier decisions")
        integers = self.learning.whole_numbers
        settling = Settling(
            self.learning, integers, near, enough=enough, progress=progress, interrupt=interrupt, until=until
        )
        with suppress(SolveFailed):  # earlier decisions are a help at best: the search does as well without
            point = settling.plan()
            if point is not None and point.is_whole:
                return Made.of(point), None
            if point is None and settling.vertex is not None:
                return None, settling.vertex.values
        return None, None

    def _is_possible(self, numbers: Array) -> bool:
        """Whether no whole number is beyond its bounds."""
        matrix, integers = self.learning.program.matrix, self.learning.whole_numbers
        return bool(((numbers >= matrix.lower[integers]) & (numbers <= matrix.upper[integers])).all())

    def _is_in_whole_numbers(self, point: Point) -> bool:
        integers = point.values[self.learning.whole_numbers]
        return bool((np.abs(integers - np.round(integers)) <= SOLVED).all())

    def _solution(self, best: Made, bound: float, outcome: str, began: float) -> Solution:
        """The plan, with least-cost recourse in branches without probability: those left out have it anyway. Tangents
        added after it have no part in its marginal values."""
        learning, point = self.learning, best.point
        probability = learning.program.probability
        unlikely = {b for b in learning.active if probability[b] == 0}
        apart = learning.program.interdependent
        values = point.values if self.leaves_unlikely else learning.cheapest(sorted(unlikely - apart), point.values)
        unsettled = [*learning.unsettled, *(unlikely & apart)]
        matrix = learning.program.matrix
        values = np.clip(values, matrix.lower, matrix.upper)  # solvers hold bounds up to rounding
        return replace(
            best.solution,
            outcome=outcome,
            values=values,
            objective=point.cost,
            bound=bound_below(point.cost, bound, learning.overstated(values)),
            gap=gap_of(point.cost, bound),
            seconds=now() - began,
            duals=point.duals,
            tangents=[
                (tangent.limit, tangent.moment, row) for tangent, row in learning.tangent_rows if row < len(point.duals)
            ],
            statistics=best.solution.statistics
            | {
                "disruptions": len(probability),
                "disruptions in the program": len(learning.active),
                "rounds": self.count,
            }
            | ({UNSETTLED: len(unsettled)} if unsettled else {})
            | learning.ignored(values),
        )

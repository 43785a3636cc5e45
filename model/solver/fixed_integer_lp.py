"""The plan for given integers: fixed-integer linear programs.

The program of the active branches and cuts gives a lower bound on the plan's cost, and the recourse of all other
branches, small warm-started linear programs, its actual cost. Cuts are added until both agree, or until the plan is
near enough to the bound on all plans. If integers leave too much open for that, or the program is small anyway, the
linear program of all probable branches decides: it is exact at once, and on the example takes ten times as long.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from model.errors import SolveFailed
from model.progress import Progress
from model.solver.arrays import Array
from model.solver.cone_cuts import PRECISION
from model.solver.handover import Basis
from model.solver.highs import LARGE, Interrupt
from model.solver.master import MOST_STEPS, Learning
from model.solver.program import Master
from model.solver.subproblems import KNOWN, Box, Point, Vertex, cheapest_vertex
from model.solver.termination import Deadline, gap_of
from model.solver.warm_start import WarmStart

FEW_STEPS = 8
"""With cuts, before the linear program of all probable branches is the quicker way."""

FEW_NEEDS = 20
"""Maximum number of vertices with feasibility cuts; a branch missed after them enters."""

POLISHED, FINEST = 0.25, 0.0025
"""A plan within the gap is bettered until no more than this part of the gap can be gained with its whole numbers, nor
more than this part of its cost."""


ROUGHLY, OPEN = 0.5, 0.15
"""Share of the gap within which the plan of given integers is solved at no effort, and share of the open gap for other
integers if that is more: the first plan found without Browns Range in the example costs a fifth more than the bound."""


@dataclass(frozen=True)
class Enough:
    """Required precision of a plan."""

    gap: float
    bound: float = math.inf
    """Bound on any plan; infinite while the distance from the best does not matter."""
    or_nothing: bool = False
    """Whether a plan that is not within the gap is of no use."""
    effort: float = math.inf
    """Effort of the search for integers (`solve`); any plan is accepted if it is limited."""
    is_all: bool = False
    """Whether no other integers are sought: then the gap is to the lower bound for these."""

    def is_near(self, cost: float) -> bool:
        """Whether a plan is within the gap."""
        return math.isfinite(self.effort) or self.bound == math.inf or gap_of(cost, self.bound) <= self.gap

    def will_do(self, cost: float, least: float) -> bool:
        """Whether a plan need not be looked for in the program of all probable branches."""
        return gap_of(cost, least) <= max(KNOWN, self.gap) if self.is_all else self.is_near(cost)

    def is_known(self, point: Point) -> bool:
        """Whether a plan need not be bettered."""
        if not self.effort:
            is_open = OPEN * gap_of(point.cost, self.bound) if math.isfinite(self.bound) else 0.0
            return gap_of(point.cost, point.least) <= max(KNOWN, ROUGHLY * self.gap, is_open)
        enough = min(POLISHED * self.gap, FINEST) if self.is_near(point.cost) else 0.0
        return gap_of(point.cost, point.least) <= max(KNOWN, enough)


class Settling:
    """Given integers, and the state of the plan with them."""

    def __init__(
        self,
        learning: Learning,
        columns: Array,
        numbers: Array,
        *,
        enough: Enough,
        progress: Progress,
        interrupt: Interrupt,
        until: Deadline,
        columns_fixed: Array | None = None,
    ) -> None:
        """``given`` are values of the present master's columns with these integers that cost least there."""
        self._learning, self._enough, self._given = learning, enough, columns_fixed
        self._fixed = Box.at(columns, numbers)
        self._progress, self._interrupt, self._until = progress, interrupt, until
        self._best: Point | None = None
        """The cheapest feasible one; the last one if none is."""
        self._is_mixture = False
        """Whether it lies between two vertices."""
        self._has_duals = True
        self._least = -math.inf
        self.is_infeasible = False
        """Whether a linear program with cuts and needs showed that there is no plan."""
        is_future = not enough.effort and int((learning.program.branch < 0).sum()) >= LARGE
        self._is_far = learning.is_large or is_future
        """Whether simplex does not get from one vertex to the next after a cut. In large programs that is not tried: on
        the example it did not get there in 2,600 iterations, five times of five; in its futures, solved without a
        search, not in 4,500, five of five, 18 s in all."""
        self.vertex: Vertex | None = None
        """The last one in the program of the active branches and cuts."""

    def plan(self) -> Point | None:
        """The plan at the required precision; None if there is none, or after Ctrl-C.

        Integers that were found are worth the wait: the time limit ends only improvements of their plan.
        """
        if self._learning.is_small or not self._by_cuts():
            self._exactly()
        if self._best_point is not None and self._is_mixture:
            self._best = self.tightened(self._best_point)
        return self._best

    def tightened(self, best: Point) -> Point:
        """The cheapest plan with the same effect on all inactive branches, up to rounding, however late it is.

        The midpoint of two plans is a mixture of both: where one of the two has no shortage, payments and replacements
        exceed the shortage there.
        """
        learning, self._interrupt = self._learning, Interrupt()  # after Ctrl-C, too: a plan that was found has to hold
        seen = np.setdiff1d(learning.program.seen_by(learning.outside), self._fixed.columns)
        box = self._fixed.around(seen, best.values[seen], learning.program.matrix)
        with suppress(SolveFailed):  # the plan holds as it is, and costs a little more
            master, vertex = self._cheapest(learning.master(), None, box, Deadline())
            if vertex is not None:
                cost = master.matrix.cost_of(vertex.values)
                point = learning.point(master, vertex.values, cost, vertex.duals, self._interrupt)
                return replace(point, duals=best.duals, least=best.least) if point.is_whole else best
        return best

    @property
    def _cost(self) -> float:
        """Cost of the plan so far."""
        return math.inf if self._best is None else self._best.cost

    @property
    def _best_point(self) -> Point | None:
        """The best, if it holds."""
        return self._best if self._best is not None and self._best.is_whole else None

    @property
    def _is_late(self) -> bool:
        """Whether to accept the present result."""
        return self._interrupt.is_set or (self._best_point is not None and self._until.is_over)

    def _by_cuts(self) -> bool:
        """Look in the program of the active branches and cuts; whether that was enough."""
        learning = self._learning
        if self._given is not None:
            self._cut_at(self._given)
        master = learning.master()
        near = None if learning.settled_at is None else learning.settled_at.basis(master)
        for _ in range(FEW_STEPS):
            active = set(learning.active)
            master, vertex = self._cheapest(master, near, self._fixed, self._patience)
            if vertex is None:
                self.is_infeasible = self._best_point is None and not self._is_late and not self._until.is_over
                return True
            self._is_far = self._is_far or not vertex.is_near
            self.vertex, near = vertex, vertex.basis
            learning.settled_at = WarmStart.of(near, master, learning.program.matrix)
            if self._enough.or_nothing and not self._enough.is_near(vertex.cost):
                return True
            point = self._take(master, vertex, self._halfway(master, vertex))
            cuts, needs = len(learning.cuts), len(learning.needs)
            if self._is_known or self._is_late:
                return True
            if not learning.learn(point, by_needs=True) and point.cost > self._cost:
                return False
            if learning.active != active or not master.has_recourse:
                master = learning.master()
                near = None if self._is_far else learning.settled_at.basis(master)
                continue
            near = None if self._is_far else near
            master = master.with_needs(learning.needs[needs:])
            if len(learning.cuts) > cuts:
                master = master.with_cut(learning.program.expected(learning.cuts[-1], learning.active))
        return self._best_point is not None and self._enough.will_do(self._best_point.cost, self._least)

    def _cut_at(self, values: Array) -> None:
        """Begin with a plan and the cuts there, without the program that would find it again."""
        learning, master = self._learning, self._learning.master()
        duals, cost = np.zeros(len(master.rows)), master.matrix.cost_of(values)
        self._best, self._has_duals = learning.point(master, values, cost, duals, self._interrupt), False
        self._is_mixture = True
        self._show()
        learning.learn(self._best, by_needs=True)

    @property
    def _is_known(self) -> bool:
        return self._best_point is not None and self._enough.is_known(self._best_point)

    def _exactly(self) -> None:
        """Look in the program of the active and all probable branches, until no other branch is missed."""
        learning = self._learning
        settled = learning.settled_at if learning.is_neighbour else None
        for _ in range(MOST_STEPS):
            learning.reacting.forget()
            master = learning.program.master(learning.active | learning.probable, [])
            near = None if settled is None else settled.basis(master)
            master, vertex = self._cheapest(master, near, self._fixed, self._patience)
            if vertex is None:
                return
            learning.settled_at = WarmStart.of(vertex.basis, master, learning.program.matrix)
            point = self._take(master, vertex, vertex.values)
            learning.cut_by_duals(point)
            if not learning.learn(point) or self._is_late:
                return
            settled = learning.settled_at

    @property
    def _patience(self) -> Deadline:
        """The time limit, if there is a plan already."""
        return Deadline() if self._best_point is None or not self._has_duals else self._until

    def _cheapest(self, master: Master, near: Basis | None, box: Box, until: Deadline) -> tuple[Master, Vertex | None]:
        """The cheapest vertex of a master in a box that satisfies its cones and the needs of branches missed before,
        and the master with the tangents and needs that this takes."""
        learning, vertex = self._learning, None
        for step in range(MOST_STEPS):
            vertex = cheapest_vertex(master, box, near, self._progress, self._interrupt, until)
            if vertex is None:
                break
            near = vertex.basis
            values, needs = learning.padded(master, vertex.values), len(learning.needs)
            tangents = learning.touch(values, PRECISION)
            if tangents.count:
                count = len(learning.program.matrix.row_lower)
                master = master.with_tangents(tangents, np.arange(count - tangents.count, count))
            elif step < FEW_NEEDS:
                learning.need_again(values, self._interrupt)
                master = master.with_needs(learning.needs[needs:])
            if not tangents.count and len(learning.needs) == needs:
                break
        return master, vertex

    def _halfway(self, master: Master, vertex: Vertex) -> Array:
        """The midpoint between the best plan and a vertex; the vertex if there is no plan yet.

        At a vertex cuts are weakest. The feasible set is convex, so that the midpoint is feasible, too, most often a
        better plan, and cuts there are stronger.
        """
        if self._best_point is None:
            return vertex.values
        own = len(master.columns)
        return np.append((vertex.values[:own] + self._best_point.values[master.columns]) / 2, vertex.values[own:])

    def _take(self, master: Master, vertex: Vertex, values: Array) -> Point:
        """Evaluate, in the whole program, values of the master and a vertex that bounds the plan's cost."""
        self._least = max(self._least, vertex.cost)
        cost = master.matrix.cost_of(values)
        point, best = self._learning.point(master, values, cost, vertex.duals, self._interrupt), self._best
        if best is None or self._best_point is None or (point.is_whole and point.cost < best.cost):
            best, self._is_mixture = point, values is not vertex.values
        self._best = replace(best, least=self._least, duals=best.duals if self._has_duals else point.duals)
        self._has_duals = True
        self._show()
        return point

    def _show(self) -> None:
        """Show the best plan, if there is one, before it is bettered."""
        if self._best_point is not None and math.isfinite(self._enough.bound):
            cost, bound = self._best_point.cost, self._enough.bound
            self._progress.bounds(cost, bound, gap_of(cost, bound))

"""Remedies: minimal relaxation of cells that makes the program feasible."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from model.diagnosis.cells import Cell
from model.diagnosis.conflicts import DUST, WHOLE, Search
from model.diagnosis.elastic import Giving
from model.diagnosis.elastic_lp import Least, Relaxed
from model.errors import Infeasible
from model.solver.arrays import Array
from model.solver.decomposition import Rounds
from model.solver.master import Learning
from model.solver.primal_heuristics import SearchEffort, first_plan
from model.solver.root_bound import relaxation

GAP = 1e-3
"""Within which the least that has to be given is found,"""

WIDE, NEAR = 1e-2, 1e-1
"""and within which of its relaxation it is soon found, or at all, in a large program."""

NEARINGS = 6
"""Maximum number of times that prices of cells multiplying decisions are updated near the last solution."""

FEW_TIMES = 3
"""Whole numbers of a large program that are tried, if there are disruptions in which the first ones will not do."""


@dataclass(frozen=True)
class Given:
    """Relaxation of cells that makes the program feasible."""

    by: dict[Cell, float]
    """Relaxation of each cell, in its units; for delayed decisions in years, for forbidden ones 1."""
    weight: float
    """All that is given, each by the size of its cell."""
    values: Array
    never: frozenset[Cell]


class Remedies:
    """Repairs of one program found so far."""

    def __init__(self, search: Search) -> None:
        self._search, self._elastic = search, search.elastic
        self._least: dict[frozenset[Cell], Given | None] = {}
        self._ways: dict[frozenset[Cell], Least | None] = {}

    def hint(self) -> Collection[Cell]:
        """Cells of the cheapest remedy; as found by linear programs if the program is large or work is bounded."""
        search = self._search
        if not search.is_large and not search.is_bounded:
            least = self.least()
            return () if least is None else least.by
        slackened, giving = self._slackened(frozenset()), search.relaxed.giving
        if slackened is None:
            return ()
        search.paid = search.paid or giving.paid(slackened.values)
        return giving.loosened(slackened.values, DUST)

    def _slackened(self, never: frozenset[Cell]) -> Least | None:
        """The cheapest way without whole numbers, in which cells that multiply decisions give by their slack."""
        if never not in self._ways:
            giving = self._search.relaxed.giving
            self._ways[never] = self._search.relaxed.least(giving.ways(self._priced(never), slackened=True))
        return self._ways[never]

    def least(self, never: Collection[Cell] = ()) -> Given | None:
        """The least relaxation of all cells except some; None if that is infeasible.

        A cell that multiplies decisions is priced at a solution, which is found in a few steps.
        """
        asked = frozenset(never)
        if asked not in self._least:
            self._least[asked] = self._least_of(asked)
        return self._least[asked]

    def _near(self, never: frozenset[Cell]) -> tuple[Relaxed, Array] | None:
        """The same without integers: the program priced near its solution, and that; None if infeasible."""
        if self._search.is_conflict(never):
            return None
        slackened = self._slackened(never)
        if slackened is None:
            self._search.conflicting.append(never)
            return None
        return self._nearer(self._priced(never), slackened.values)

    def _priced(self, never: Collection[Cell]) -> list[Cell]:
        return [cell for cell in self._elastic.cells if cell not in never]

    def _least_of(self, never: frozenset[Cell]) -> Given | None:
        near, priced = self._near(never), self._priced(never)
        if near is None:
            return None
        linear, values = near
        giving = linear.giving
        if self._search.is_large:
            change = self._relaxations(giving, values, never)
            numbers = self._first(linear, list(change.by))
            numbers = self._first(linear, priced) if numbers is None else numbers
        else:
            numbers = self._solved(giving, priced)
        if numbers is None:
            return None
        change = self._relaxations(giving, numbers, never)
        if self._elastic.products & change.by.keys():
            linear, numbers = self._nearer(priced, numbers, is_whole=True)
            change = self._relaxations(linear.giving, numbers, never)
        self._search.gave.append(frozenset(change.by))
        return change

    def _nearer(self, priced: Sequence[Cell], values: Array, *, is_whole: bool = False) -> tuple[Relaxed, Array]:
        """The program priced near its own solution, and that solution: without integers, or with those of some
        ``values`` if they are integral."""
        nearest, bound = self._search.relaxed, np.inf
        for _ in range(NEARINGS if self._elastic.products else 0):
            giving = self._elastic.giving(values)
            linear = self._search.linear(giving.fixed(values) if is_whole else giving, self._search.relaxed)
            least = linear.least(giving.ways(priced))
            if least is None:
                break
            nearest, values, before, bound = linear, least.values, bound, least.bound
            if abs(bound - before) <= GAP * before:
                break
        return nearest, values

    def _relaxations(self, giving: Giving, values: Array, never: frozenset[Cell]) -> Given:
        change = giving.relaxations(values)
        least = DUST * min(1.0, sum(max(value, 0.0) / cell.size for cell, value in change.items()))
        by = {cell: value for cell, value in change.items() if value > least * cell.size}
        weight = sum(value / cell.size for cell, value in by.items())
        return Given(by, weight, values, never)

    def in_order(self, common: Sequence[Cell] = ()) -> Iterator[Given]:
        """Distinct repairs: the cheapest; if it has several cells, the first of those ``common`` to all conflicts that
        is sufficient alone; the cheapest without any cell of those before, as long as there is one; then others, the
        cheapest first, none of which contains another one.

        The cheapest without one of the cells of an earlier one comes next (E. L. Lawler, "A procedure for computing the
        K best solutions to discrete optimization problems", *Management Science* 18, 1972).
        """
        shown: list[set[Cell]] = []
        never: frozenset[Cell] = frozenset()
        while (apart := self.least(never)) is not None:
            shown.append(set(apart.by))
            yield apart
            if not apart.by:
                return
            never |= apart.by.keys()
            alone = self._alone(common) if len(shown) == 1 < len(apart.by) else None
            if alone is not None:
                shown.append(set(alone.by))
                yield alone
                never |= alone.by.keys()
        tie = count()
        queue: list[tuple[float, int, frozenset[Cell], Given | None]] = [(0.0, next(tie), frozenset(), None)]
        asked: set[frozenset[Cell]] = set()
        while queue:
            _, _, never, change = heapq.heappop(queue)
            if change is None:  # only a lower bound on its cost was known
                change = self.least(never)
                if change is None:
                    continue
                if queue and change.weight > queue[0][0]:
                    heapq.heappush(queue, (change.weight, next(tie), never, change))
                    continue
            if not any(other <= change.by.keys() for other in shown):
                shown.append(set(change.by))
                yield change
            for cell in sorted(change.by, key=lambda cell: -change.by[cell] / cell.size):
                further = never | {cell}
                if further not in asked:
                    asked.add(further)
                    heapq.heappush(queue, (self._at_least(further), next(tie), further, None))

    def _alone(self, cells: Sequence[Cell]) -> Given | None:
        """Relaxation of the first of some cells that is sufficient alone; None if none is. Cells that multiply
        decisions are priced at a solution, so that the cheapest relaxation may be another one."""
        for cell in cells:
            change = self.least([other for other in self._elastic.cells if other != cell])
            if change is not None and change.by:
                return change
        return None

    def _at_least(self, never: frozenset[Cell]) -> float:
        """Lower bound on the relaxation with some cells fixed, without integers."""
        near = self._near(never)
        return np.inf if near is None else self._relaxations(near[0].giving, near[1], never).weight

    def _first(self, linear: Relaxed, priced: Collection[Cell]) -> Array | None:
        """An integer solution of a large program near that of its relaxation, with the effort of a first plan, or if
        work is bounded with the least; None if none is found.

        HiGHS rounds it: most columns cost nothing, so that it finds a solution at once (4 s in the example), while
        rounding period by period failed (90 s)."""
        search, ways = self._search, linear.giving.ways(priced)
        effort = 0.0 if search.is_bounded else np.inf
        for _ in range(FEW_TIMES):
            master, near = linear.in_whole_numbers(ways)
            search.spend(WHOLE * len(master.columns))
            relaxed = relaxation(master.matrix, search.until, search.interrupt, near=near)
            if relaxed is None:
                return None
            first = first_plan(relaxed, SearchEffort(NEAR, WIDE, search.until, search.interrupt, effort=effort))
            if first is None:
                return None
            values = linear.learning.padded(master, first.values)
            fixed = search.linear(linear.giving.fixed(values), linear)
            least = fixed.least(ways)
            if least is not None:
                return least.values
            linear.learning.active |= fixed.learning.active
        return None

    def _solved(self, giving: Giving, priced: Collection[Cell]) -> Array | None:
        """The cheapest integer solution; None if infeasible."""
        search, program = self._search, giving.of(giving.ways(priced))
        search.spend(WHOLE * len(program.matrix.cost))
        learning = Learning(program, self._elastic.tangents(giving), screen=True)
        learning.active |= search.mattering
        try:
            return Rounds(learning).solve(gap=GAP, time_limit=search.until.left, interrupt=search.interrupt).values
        except Infeasible:
            return None
        finally:
            search.matter |= learning.active

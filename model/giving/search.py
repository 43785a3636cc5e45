"""Conflicts and remedies, found in the program in which cells give way."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

import numpy as np

from model.errors import Infeasible, SolveFailed
from model.giving.cells import Cell
from model.giving.elastic import Elastic, Giving, Ways
from model.giving.relaxed import Least, Relaxed
from model.sheets.tables import Tables
from model.solver.arrays import Array
from model.solver.deadline import Deadline
from model.solver.highs import Interrupt, Solver, Status
from model.solver.learning import Learning
from model.solver.program import Program
from model.solver.relaxation import relaxation
from model.solver.rounds import Rounds
from model.solver.start import Search as FirstSearch
from model.solver.start import first_plan
from model.solver.tangents import Tangents

GAP = 1e-3
"""Within which the least that has to be given is found,"""

WIDE, NEAR = 1e-2, 1e-1
"""and within which of its relaxation it is soon found, or at all, in a large program."""

FEW_TIMES = 3
"""Whole numbers of a large program that are tried, if there are disruptions in which the first ones will not do."""

ANY = 1.0
"""Gap within which any solution is, since nothing costs less than nothing."""

DUST = 1e-5
"""Of a cell's size: what gives less gives nothing."""

MANY = 50_000
"""Columns from which conflicts are a matter of linear programs alone."""

NEARINGS = 6
"""Times at most that prices of what multiplies decisions are set again near the last solution."""

FEW_BRANCHES = 4
"""Disruptions in a large program that are asked whether they alone are enough for a conflict."""


class Exhausted(SolveFailed):
    """As many programs were solved as were allowed."""


@dataclass(frozen=True)
class Given:
    """What cells give, so that there is a plan."""

    by: dict[Cell, float]
    """How much each one gives, in its units; of decisions that were put off how many years, of forbidden ones 1."""
    weight: float
    """All that is given, each by the size of its cell."""
    values: Array
    never: frozenset[Cell]


class Search:
    """All that is asked of one program in which cells give way.

    What an answer proves, serves all further questions: cells that conflict do so with others beside them, and cells
    that hold in a solution have a plan.
    """

    def __init__(
        self, tables: Tables, elastic: Elastic, interrupt: Interrupt, until: Deadline, most: float = np.inf
    ) -> None:
        """At most so many programs are solved; then Exhausted is raised."""
        self.tables, self.elastic = tables, elastic
        self._interrupt, self._until, self._left = interrupt, until, most
        self._conflicting: list[frozenset[Cell]] = []
        """Cells that have no plan together, whatever others give."""
        self._gave: list[frozenset[Cell]] = []
        """Cells that are enough to give, so that all others can be held."""
        self._matter: set[int] = set()
        """Disruptions that have mattered so far."""
        self._least: dict[frozenset[Cell], Given | None] = {}

    @property
    def is_large(self) -> bool:
        """Whether whole numbers are too much to ask of each set of cells."""
        return len(self.elastic.traced.open.matrix.cost) >= MANY

    @cached_property
    def _relaxed(self) -> Relaxed:
        """Where linear programs are asked which cells can be held."""
        return self._linear(self.elastic.plain)

    def _linear(self, giving: Giving, like: Relaxed | None = None, only: frozenset[int] | None = None) -> Relaxed:
        return Relaxed(self.elastic, giving, self._interrupt, self._until, self._spend, like, only)

    @cached_property
    def _tangents(self) -> Tangents:
        return self.elastic.tangents(self.elastic.plain)

    def _spend(self) -> None:
        """Take note of a program that is solved."""
        self._left -= 1
        if self._left < 0:
            raise Exhausted("Cells that conflict were not found within the programs that may be solved for it.")

    # -------------------------------------------------------------------------------------------- what must be given

    def least(self, never: Collection[Cell] = ()) -> Given | None:
        """The least that must be given by all cells but some; None where that does not do.

        A cell that multiplies decisions has its price near a solution, which is found in a few steps.
        """
        asked = frozenset(never)
        if asked not in self._least:
            self._least[asked] = None if self._is_conflict(asked) else self._least_of(asked)
        return self._least[asked]

    def _least_of(self, never: frozenset[Cell]) -> Given | None:
        priced = [cell for cell in self.elastic.cells if cell not in never]
        near = self._relaxed.least(self._relaxed.giving.ways(priced, slackened=True))
        if near is None:
            self._conflicting.append(never)
            return None
        linear, values = self._nearer(priced, near.values)
        giving = linear.giving
        if self.is_large:
            given = self._given(giving, values, never)
            whole = self._first(linear, list(given.by))
            whole = self._first(linear, priced) if whole is None else whole
        else:
            whole = self._solved(giving, giving.ways(priced), GAP)
        if whole is None:
            return None
        given = self._given(giving, whole, never)
        if self.elastic.products & given.by.keys():
            linear, whole = self._nearer(priced, whole, is_whole=True)
            given = self._given(linear.giving, whole, never)
        self._gave.append(frozenset(given.by))
        return given

    def _nearer(self, priced: Sequence[Cell], values: Array, *, is_whole: bool = False) -> tuple[Relaxed, Array]:
        """The program with prices near its own solution, and that solution: without whole numbers, or with those of
        some ``values`` where they are whole."""
        nearest, bound = self._relaxed, np.inf
        for _ in range(NEARINGS if self.elastic.products else 0):
            giving = self.elastic.giving(values)
            linear = self._linear(giving.fixed(values) if is_whole else giving, self._relaxed)
            found = linear.least(giving.ways(priced))
            if found is None:
                break
            nearest, values, before, bound = linear, found.values, bound, found.bound
            if abs(bound - before) <= GAP * before:
                break
        return nearest, values

    def _given(self, giving: Giving, values: Array, never: frozenset[Cell]) -> Given:
        by = {cell: value for cell, value in giving.given(values).items() if value > DUST * cell.size}
        weight = sum(value / cell.size for cell, value in by.items())
        return Given(by, weight, values, never)

    def remedies(self) -> Iterator[Given]:
        """Distinct remedies, the cheapest first, none of which needs another's cells and more.

        What is cheapest without one of the cells of an earlier one comes next (E. L. Lawler, "A procedure for computing
        the K best solutions to discrete optimization problems", *Management Science* 18, 1972).
        """
        tie = count()
        first = self.least()
        queue = [] if first is None else [(first.weight, next(tie), first)]
        told: list[set[Cell]] = []
        asked: set[frozenset[Cell]] = set()
        while queue:
            _, _, given = heapq.heappop(queue)
            if not any(each <= given.by.keys() for each in told):
                told.append(set(given.by))
                yield given
            for cell in sorted(given.by, key=lambda each: -given.by[each] / each.size):
                never = given.never | {cell}
                if never not in asked:
                    asked.add(never)
                    other = self.least(never)
                    if other is not None:
                        heapq.heappush(queue, (other.weight, next(tie), other))

    # -------------------------------------------------------------------------------------------- what conflicts

    def conflict(self, cells: Collection[Cell]) -> list[Cell] | None:
        """Cells among some that have no plan together, though they have without any one of them, whatever all others
        give; None where all of them together have a plan."""
        if self.is_large:
            return self._by_leaving_out(cells)
        return self._by_hitting(cells)

    def _by_hitting(self, cells: Collection[Cell]) -> list[Cell] | None:
        """Cells of every solution that is found give there; a conflict has one of them. The fewest cells of which this
        holds are asked whether they have a plan, which gives one solution more or the conflict: without any one of
        them another solution will do. What has a plan is told soon, and that there is none is asked only once (A.
        Ignatiev, A. Previti, M. Liffiton and J. Marques-Silva, "Smallest MUS extraction with minimal hitting set
        dualization", *CP* 2015)."""
        if len(cells) < len(self.elastic.cells) and self.has_plan(cells):
            return None
        linear = self._by_leaving_out(cells, relaxed=True)
        among = frozenset(cells if linear is None else linear)
        while True:
            kept = _hitting([gave & among for gave in self._gave], self.elastic.cells)
            if kept is None:
                return None
            if not self.has_plan(kept):
                return self._conflict_within(kept)

    def _by_leaving_out(self, cells: Collection[Cell], *, relaxed: bool = False) -> list[Cell] | None:
        """The same by leaving out cells of a proof, more and more of them at once."""
        if self.has_plan(cells, relaxed=relaxed):
            return None
        kept = self._conflict_within(cells)
        width = max(1, len(kept) // 2)
        while True:
            at = 0
            while at < len(kept):
                rest = [*kept[:at], *kept[at + width :]]
                if self.has_plan(rest, relaxed=relaxed):
                    at += width
                else:
                    kept = self._conflict_within(rest)
            if width == 1:
                return kept
            width = max(1, width // 2)

    def _conflict_within(self, cells: Collection[Cell]) -> list[Cell]:
        """The fewest of some cells of which it is known that they conflict, in order."""
        among = set(cells)
        fewest = min((each for each in self._conflicting if each <= among), key=len)
        return [cell for cell in self.elastic.cells if cell in fewest]

    def _is_conflict(self, held: Collection[Cell]) -> bool:
        """Whether it is known that some cells have no plan."""
        return any(each.issubset(held) for each in self._conflicting)

    def has_plan(self, held: Collection[Cell], *, relaxed: bool = False) -> bool:
        """Whether some cells can be held as they are, when all others give whatever it takes. In whole numbers, unless
        ``relaxed`` or the program is large; what has no plan without them is asked no further."""
        if self._is_conflict(held):
            return False
        if any(each.isdisjoint(held) for each in self._gave):
            return True
        found = self._held(self._relaxed, held)
        if found is None or found.bound > DUST:
            self._conflicting.append(frozenset() if found is None else found.proof & frozenset(held))
            return False
        if relaxed and not self.is_large:
            return True
        giving, values = self._relaxed.giving, found.values
        if not self.is_large:
            priced = giving.ways(self._others(held), slackened=True)
            solved = self._some(giving.of(priced))
            if solved is None:
                self._conflicting.append(frozenset(held))
                return False
            values = solved
        self._gave.append(giving.loosened(values, DUST) - frozenset(held))
        return True

    def _held(self, relaxed: Relaxed, held: Collection[Cell]) -> Least | None:
        """What some cells have to give in a linear program in which all others are left out; no less, if anything."""
        return relaxed.least(relaxed.giving.ways(held, self._others(held), slackened=True), DUST)

    def _others(self, held: Collection[Cell]) -> list[Cell]:
        return [cell for cell in self.elastic.cells if cell not in held]

    def disruptions(self, held: Collection[Cell]) -> Sequence[int]:
        """Disruptions in each of which alone some cells have no plan; none where they have none even undisturbed. In a
        large program only those are asked that a proof needs, and no more than a few."""
        if not self._mattering or self._conflict_in((), held):
            return []
        found = self._held(self._relaxed, held)
        needed = self._mattering if found is None or found.bound <= DUST or not self.is_large else found.branches
        return [b for b in sorted(needed)[: FEW_BRANCHES if self.is_large else None] if self._conflict_in([b], held)]

    @property
    def _mattering(self) -> set[int]:
        learning = self._relaxed.learning
        return self._matter | learning.active | {branch for branch, _ in learning.needs}

    def _conflict_in(self, branches: Collection[int], held: Collection[Cell]) -> bool:
        """Whether there is no plan even if nothing but some disruptions could happen."""
        giving = self.elastic.plain
        linear = self._held(self._linear(giving, self._relaxed, frozenset(branches)), held)
        if linear is None or linear.bound > DUST:
            return True
        if self.is_large:
            return False
        return self._some(giving.of(giving.ways(self._others(held), slackened=True)), branches) is None

    # -------------------------------------------------------------------------------------------- whole numbers

    def _first(self, linear: Relaxed, priced: Collection[Cell]) -> Array | None:
        """A solution of a large program in whole numbers near those of its relaxation, with as much work as a first
        plan is looked for; None where none is found."""
        ways = linear.giving.ways(priced)
        for _ in range(FEW_TIMES):
            self._spend()
            master, order, near = linear.in_whole_numbers(ways)
            relaxed = relaxation(master.matrix, self._until, self._interrupt, near=near)
            if relaxed is None:
                return None
            first = first_plan(relaxed, FirstSearch(NEAR, WIDE, self._until, self._interrupt, order=order))
            if first is None:
                return None
            values = linear.learning.whole(master, first.values)
            fixed = self._linear(linear.giving.fixed(values), linear)
            found = fixed.least(ways)
            if found is not None:
                return found.values
            linear.learning.active |= fixed.learning.active
        return None

    def _solved(self, giving: Giving, ways: Ways, gap: float) -> Array | None:
        """The cheapest solution in whole numbers; None where there is none."""
        self._spend()
        learning = Learning(giving.of(ways), self.elastic.tangents(giving), screen=True)
        learning.active |= self._mattering
        try:
            found = Rounds(learning).solve(gap=gap, time_limit=self._until.left, interrupt=self._interrupt)
        except Infeasible:
            return None
        finally:
            self._matter |= learning.active
        return found.values

    def _some(self, program: Program, only: Collection[int] | None = None) -> Array | None:
        """Some solution in whole numbers, and with these the cheapest; None where there is none. ``only`` some
        disruptions can happen, if these are given."""
        learning = Learning(program, self._tangents, screen=True)
        learning.active = set(self._mattering) | learning.active if only is None else set(only)
        while True:
            self._spend()
            master = learning.master()
            solver = Solver(replace(master.matrix, cost=np.zeros(len(master.matrix.cost))), self._interrupt)
            solver.allow(self._until)
            status = solver.run()
            if status == Status.kInfeasible:
                return None
            if not solver.has_solution or self._interrupt.is_set:
                raise SolveFailed("What must give was not found in time.")
            whole = np.flatnonzero(master.matrix.integer)
            numbers = np.round(solver.values[whole])
            fixed = Solver(master.matrix, self._interrupt)
            fixed.set_bounds(whole, numbers, numbers)
            if fixed.run_linear(vertex=True) == Status.kOptimal:
                solver = fixed
            point = learning.point(master, solver.values, solver.objective, np.zeros(len(master.rows)), self._interrupt)
            if only is not None or not learning.learn(point):
                self._matter |= learning.active
                return point.values


def _hitting(sets: Sequence[frozenset[Cell]], order: Sequence[Cell]) -> list[Cell] | None:
    """Few cells of which each set has one, and no fewer of them do; None where a set has no cell."""
    chosen: list[Cell] = []
    left = list(sets)
    while left:
        times = Counter(cell for each in left for cell in each)
        if not all(left):
            return None
        best = max(order, key=lambda cell: times[cell])
        chosen.append(best)
        left = [each for each in left if best not in each]
    for cell in list(chosen):
        rest = set(chosen) - {cell}
        if all(rest & each for each in sets):
            chosen.remove(cell)
    return chosen

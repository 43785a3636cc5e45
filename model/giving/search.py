"""Conflicts and remedies, found in the program in which cells give way."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from model.errors import Infeasible, SolveFailed
from model.giving.cells import Cell
from model.giving.elastic import Elastic
from model.sheets.tables import Tables
from model.solver.arrays import Array
from model.solver.deadline import Deadline
from model.solver.highs import Interrupt, Solver, Status
from model.solver.learning import Learning
from model.solver.program import Program
from model.solver.rounds import Rounds
from model.solver.solve import solve

GAP, WIDE = 1e-4, 1e-2
"""Within which the least that has to be given is found; the wider one in a large program."""

DUST = 1e-5
"""Of a cell's size: what gives less gives nothing."""

MANY = 50_000
"""Columns from which conflicts are a matter of linear programs alone."""

NEARINGS = 4
"""Times that prices of what multiplies decisions are set again near the last solution."""


@dataclass(frozen=True)
class Given:
    """What cells give, so that there is a plan."""

    by: dict[Cell, float]
    """How much each one gives, in its units; of decisions that were put off how many years, of forbidden ones 1."""
    weight: float
    """All that is given, each by the size of its cell."""
    least: float
    """What has to be given at least, proven."""
    values: Array
    never: frozenset[Cell]


@dataclass(frozen=True)
class Solved:
    """A solution of a program in which cells give way."""

    values: Array
    bound: float
    """What is given at least."""
    duals: Array
    """Of its rows; none in whole numbers."""


@dataclass
class Search:
    """All that is asked of one program in which cells give way."""

    tables: Tables
    elastic: Elastic
    interrupt: Interrupt
    until: Deadline
    _matter: set[int] = field(default_factory=set)
    """Disruptions that have mattered so far."""

    @property
    def is_large(self) -> bool:
        """Whether whole numbers are too much to ask of each set of cells."""
        return len(self.elastic.traced.open.matrix.cost) >= MANY

    # -------------------------------------------------------------------------------------------- what must be given

    def least(self, never: Collection[Cell] = (), *, relaxed: bool = False) -> Given | None:
        """The least that must be given by all cells but some; None where that does not do.

        A cell that multiplies decisions has its price near a solution, which is found in a few steps.
        """
        near: Array | None = None
        best: Given | None = None
        for _ in range(NEARINGS):
            program = self.elastic.program(never, (), near)
            solution = self._relaxed(program, never, ()) if relaxed else self._solved(program, never, ())
            if solution is None:
                return best
            given = self._given(solution, frozenset(never))
            if best is not None and given.weight >= best.weight * (1 - GAP) and near is not None:
                return given if given.weight <= best.weight else best
            best, near = given, solution.values
            if not self.elastic.has_products:
                break
        return best

    def _given(self, solution: Solved, never: frozenset[Cell]) -> Given:
        by = {}
        for cell, column in self.elastic.column.items():
            value = float(solution.values[column])
            if value > DUST * cell.size and cell not in never:
                by[cell] = value
        weight = sum(value / cell.size for cell, value in by.items())
        return Given(by, weight, solution.bound, solution.values, never)

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
        if self.has_plan(cells):
            return None
        kept = self._proof(cells) or list(cells)
        width = max(1, len(kept) // 2)
        while True:
            at = 0
            while at < len(kept):
                rest = [*kept[:at], *kept[at + width :]]
                if self.has_plan(rest):
                    at += width
                else:
                    kept = [cell for cell in self._proof(rest) or rest if cell in rest]
            if width == 1:
                return kept
            width = max(1, width // 2)

    def _proof(self, cells: Collection[Cell]) -> list[Cell] | None:
        """Of some cells those by which duals of the linear program prove that there is no plan; None where they do
        not."""
        out = [cell for cell in self.elastic.cells if cell not in cells]
        priced = self.elastic.program((), out)
        solution = self._relaxed(priced, (), out, vertex=True)
        if solution is None or solution.bound <= DUST or not len(solution.duals):
            return None
        rows = np.flatnonzero(np.abs(solution.duals[: len(priced.matrix.row_lower)]) > DUST)
        found = [cell for cell in self.elastic.cells if cell in cells and self.elastic.touches(cell, rows, priced)]
        return found if len(found) < len(cells) and not self.has_plan(found, relaxed=True) else None

    def has_plan(self, held: Collection[Cell], *, relaxed: bool = False) -> bool:
        """Whether some cells can be held as they are, when all others give whatever it takes. In whole numbers, unless
        ``relaxed`` or the program is large; what has no plan without them is asked no further."""
        out = [cell for cell in self.elastic.cells if cell not in held]
        program = self.elastic.program(held, out)
        if self._relaxed(program, held, out) is None:
            return False
        return relaxed or self.is_large or self._solved(program, held, out) is not None

    def disruptions(self, held: Collection[Cell]) -> Sequence[int]:
        """Disruptions in each of which alone some cells have no plan; none where they have none even undisturbed."""
        out = [cell for cell in self.elastic.cells if cell not in held]
        program = self.elastic.program(held, out)
        return [] if self._alone(program, ()) else [b for b in sorted(self._matter) if self._alone(program, [b])]

    def _alone(self, program: Program, branches: Collection[int]) -> bool:
        """Whether there is no plan even if nothing but some disruptions could happen."""
        program = self.elastic.relaxed(program) if self.is_large else program
        matrix = program.master(branches, []).matrix
        try:
            solve(matrix, gap=1.0, time_limit=self.until.left, interrupt=self.interrupt)
        except Infeasible:
            return True
        return False

    # -------------------------------------------------------------------------------------------- solving

    def _solved(self, program: Program, held: Collection[Cell], out: Collection[Cell]) -> Solved | None:
        """The cheapest solution in whole numbers; None where there is none."""
        learning = self._learning(program, held, out)
        try:
            gap = WIDE if self.is_large else GAP
            found = Rounds(learning).solve(gap=gap, time_limit=self.until.left, interrupt=self.interrupt)
        except Infeasible:
            return None
        finally:
            self._matter |= learning.active
        return Solved(found.values, found.bound, np.zeros(0))

    def _relaxed(
        self, program: Program, held: Collection[Cell], out: Collection[Cell], *, vertex: bool = False
    ) -> Solved | None:
        """The cheapest solution without whole numbers, or any that is as cheap unless a ``vertex`` is asked for; None
        where there is none."""
        learning = self._learning(self.elastic.relaxed(program), held, out)
        while True:
            master = learning.master()
            solver = Solver(master.matrix, self.interrupt)
            solver.allow(self.until)
            status = solver.run_linear(vertex=vertex)
            if status == Status.kInfeasible:
                return None
            if status != Status.kOptimal:
                raise SolveFailed("What must give was not found in time.")
            point = learning.point(master, solver.values, solver.objective, solver.row_duals, self.interrupt)
            if not learning.learn(point):
                self._matter |= learning.active
                return Solved(point.values, point.cost, point.duals)

    def _learning(self, program: Program, held: Collection[Cell], out: Collection[Cell]) -> Learning:
        """What is known of a program: which disruptions mattered to others."""
        learning = Learning(program, self.elastic.tangents(held, out), screen=True)
        learning.active |= self._matter
        return learning

"""Conflicts: sets of cells that cannot all hold, though they can without any one of them, by elastic solves of sets
of unchanged cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import count
from typing import Any

import numpy as np

from model.diagnosis.cells import Cell
from model.diagnosis.elastic import Elastic, Giving
from model.diagnosis.elastic_lp import Least, Relaxed
from model.errors import Infeasible, SolveFailed
from model.sheets.tables import Tables
from model.solver.arrays import Array
from model.solver.highs import Interrupt, Solver, Status
from model.solver.master import Learning
from model.solver.program import Master, Program
from model.solver.solve import raise_without_plan
from model.solver.termination import Deadline

# ----------------------------------------------------------------------------------------------------------------------
# Feasibility of sets of unchanged cells, by elastic solves.


DUST = 1e-5
"""Relative to a cell's size: smaller relaxations may be rounding, and are checked once more."""

NOUGHT = 1e-9
"""Likewise, below which relaxations are certainly 0."""

MANY = 5_000
"""Columns from which conflicts are a matter of linear programs alone."""

WHOLE = 20_000
"""Iterations that an integer program counts for."""

MOST_QUESTIONS = 200
"""Feasibility tests in whole numbers for each further conflict;"""

MANY_ROUNDS, SLOW = 10, 20
"""rounds of tangents from which a test takes long, and the number of tests that it then counts for."""

MOST_NODES = 10_000
"""Maximum nodes of the search for any integer solution."""

FEW_BRANCHES = 4
"""Disruptions in a large program that are asked whether they alone are enough for a conflict."""


class Exhausted(SolveFailed):
    """As much work was done as was allowed."""


class Search:
    """All questions to one elastic program.

    Proofs serve all further questions: a superset of conflicting cells conflicts, and a subset of cells that hold in a
    solution has a plan.
    """

    def __init__(
        self, tables: Tables, elastic: Elastic, interrupt: Interrupt, until: Deadline, most: float = np.inf
    ) -> None:
        """Once programs that were solved have taken ``most``, as `Solver.work`, Exhausted is raised."""
        self.tables, self.elastic = tables, elastic
        self.interrupt, self.until, self._left = interrupt, until, most
        self._limit = until.left
        self.unfinished: list[str] = []
        """Why not all was searched, in sentences."""
        self.conflicting: list[frozenset[Cell]] = []
        """Cells that have no plan together, however much others give."""
        self._needed: dict[frozenset[Cell], frozenset[int]] = {}
        """Disruptions that the proof of each needs."""
        self._is_told, self._asked = False, 0
        """Whether a conflict is known; and questions in whole numbers since the last one."""
        self.gave: list[frozenset[Cell]] = []
        """Cells that are enough to give, so that all others can be held."""
        self.paid: dict[Cell, float] = {}
        """Relaxation of each cell in the cheapest linear solution, with as many cells fixed as possible."""
        self.matter: set[int] = set()
        """Disruptions that have mattered so far to programs in whole numbers."""

    @property
    def is_bounded(self) -> bool:
        """Whether the work is limited."""
        return self._left < np.inf

    @property
    def is_late(self) -> bool:
        """Whether time is up, or Ctrl-C came."""
        return self.interrupt.is_set or self.until.is_over

    @cached_property
    def is_slow(self) -> bool:
        """Whether each question takes long: the program is large, or has limits on concentration, whose tangents are
        learned one by one."""
        return self.is_large or bool(self.elastic.tangents(self.elastic.plain).cones)

    @property
    def is_large(self) -> bool:
        """Whether whole numbers are too much to ask of each set of cells."""
        return len(self.elastic.traced.open.matrix.cost) >= MANY

    @cached_property
    def relaxed(self) -> Relaxed:
        """Where linear programs are asked which cells can be held."""
        return self.linear(self.elastic.plain)

    def linear(self, giving: Giving, like: Relaxed | None = None, only: frozenset[int] | None = None) -> Relaxed:
        """The linear program of another one in which cells give way."""
        return Relaxed(self.elastic, giving, self.interrupt, self, like, only)

    def tell(self) -> None:
        """Take note of a conflict that was found."""
        self._is_told, self._asked = True, 0

    def begin(self, until: Deadline) -> None:
        """Let all that follows take until then."""
        self.until = until

    def ended(self, what: str, failed: BaseException) -> str:
        """Why the search for conflicts or repairs ended, in a sentence."""
        if self.interrupt.is_set:
            return f"Ctrl-C ended the search for {what}."
        if self.until.is_over:
            return f"The time limit of {self._limit:,.0f} s ended the search for {what}; --time-limit raises it."
        return f"The search for {what} ended: {failed}"

    def allow(self, work: float) -> None:
        """Set the remaining budget of work."""
        self._left = work

    def spend(self, work: float) -> None:
        """Take note of the work of a program that was solved."""
        self._left -= work
        if self._left < 0:
            raise Exhausted("the limit on work for a workbook of this size was reached.")

    @property
    def mattering(self) -> set[int]:
        """Disruptions that have mattered so far."""
        learning = self.relaxed.learning
        return self.matter | learning.active | {branch for branch, _ in learning.needs}

    def is_conflict(self, cells: Collection[Cell]) -> bool:
        """Whether it is known that some cells have no plan."""
        return any(conflict.issubset(cells) for conflict in self.conflicting)

    def has_plan(self, cells: Collection[Cell], *, relaxed: bool = False) -> bool:
        """Whether some cells can all hold unchanged, with all others relaxed at will. In integers, unless ``relaxed``
        or the program is large; linear infeasibility is final."""
        if self.is_conflict(cells):
            return False
        if any(item.isdisjoint(cells) for item in self.gave):
            return True
        least = self._least_alone(self.relaxed, cells)
        if least is not None and not self.paid:
            self.paid = self.relaxed.giving.paid(least.values)
        if least is None or least.bound > DUST:
            conflict = frozenset() if least is None else least.proof & frozenset(cells)
            self.conflicting.append(conflict)
            self._needed[conflict] = frozenset() if least is None else least.branches
            return False
        if relaxed and not self.is_large:
            return True
        giving, values = self.relaxed.giving, least.values
        if not self.is_large:
            priced = giving.ways(self._others(cells), slackened=True)
            solved = self._some(giving.of(priced))
            if solved is None:
                self.conflicting.append(frozenset(cells))
                return False
            values = solved
        self.gave.append(giving.loosened(values, NOUGHT) - frozenset(cells))
        return True

    def _least_alone(self, relaxed: Relaxed, fixed_cells: Collection[Cell]) -> Least | None:
        """Least relaxation of some cells in a linear program in which all others are dropped; no less, if positive. A
        relaxation that rounding may explain (a tonne in a million is one, too) counts as infinite, if there is no
        solution with none."""
        least = relaxed.least(relaxed.giving.ways(fixed_cells, self._others(fixed_cells), slackened=True), DUST)
        if least is None or not NOUGHT < least.bound <= DUST:
            return least
        for cells in (least.proof & frozenset(fixed_cells), frozenset(fixed_cells)):
            if relaxed.least(relaxed.giving.ways((), self._others(cells), slackened=True)) is None:
                return replace(least, bound=np.inf, proof=cells)
        return least

    def _others(self, cells: Collection[Cell]) -> list[Cell]:
        return [cell for cell in self.elastic.cells if cell not in cells]

    def disruptions(self, cells: Collection[Cell]) -> Sequence[int]:
        """Disruptions in each of which alone some cells have no plan; empty if they have none even undisturbed. In a
        large program only a few of those in a proof are tested."""
        needed = self._needed.get(frozenset(cells), self.mattering) if self.is_large else self.mattering
        if not needed or self._conflict_in((), cells):
            return []
        return [b for b in sorted(needed)[: FEW_BRANCHES if self.is_large else None] if self._conflict_in([b], cells)]

    def _conflict_in(self, branches: Collection[int], cells: Collection[Cell]) -> bool:
        """Whether there is no plan even if only some disruptions can occur."""
        giving = self.elastic.plain
        linear = self._least_alone(self.linear(giving, self.relaxed, frozenset(branches)), cells)
        if linear is None or linear.bound > DUST:
            return True
        if self.is_large:
            return False
        return self._some(giving.of(giving.ways(self._others(cells), slackened=True)), branches) is None

    def _some(self, program: Program, only: Collection[int] | None = None) -> Array | None:
        """Any integer solution, and with its integers the cheapest; None if there is none. ``only`` restricts the
        disruptions, if given."""
        learning = Learning(program, self.elastic.tangents(self.elastic.plain), screen=True)
        learning.active = set(self.mattering) | learning.active if only is None else set(only)
        if only is None:
            self._count(1)
        while True:
            master = learning.master()
            self.spend(WHOLE * len(master.columns))
            solver = Solver(replace(master.matrix, cost=np.zeros(len(master.matrix.cost))), self.interrupt)
            solver.allow(self.until)
            solver.option("mip_max_nodes", MOST_NODES)
            status = solver.run()
            if status == Status.kInfeasible and self._is_certain(master, status, solver):
                return None
            if not solver.has_solution or self.interrupt.is_set:
                raise SolveFailed("The conflicting cells could not be identified in time.")
            least = self._around(learning, solver.values, only)
            if least is not None:
                self.matter |= learning.active
                return least

    def _around(self, learning: Learning, values: Array, only: Collection[int] | None) -> Array | None:
        """The cheapest solution with the integers of given values of a master; None if there is none, with the
        resulting cuts added."""
        master = learning.master()
        columns = master.columns[master.matrix.integer]
        numbers = np.round(values[master.matrix.integer])
        is_first = True
        for number in count(1):
            if number == MANY_ROUNDS and only is None:
                self._count(SLOW)
            fixed = Solver(master.matrix, self.interrupt)
            fixed.allow(self.until)
            fixed.set_bounds(np.searchsorted(master.columns, columns), numbers, numbers)
            solution = fixed.run_inside() if learning.tangents.cones else None
            if solution == Status.kOptimal or fixed.run_linear(vertex=True) == Status.kOptimal:
                values, cost = fixed.values, fixed.objective
            elif is_first:  # rounding alone may be in the way
                cost = master.matrix.cost_of(values)
            else:
                return None
            point = learning.point(master, values, cost, np.zeros(len(master.rows)), self.interrupt)
            if only is not None or not learning.learn(point):
                return point.values
            master, is_first = learning.master(), False
            if master.matrix.integer.sum() > len(columns):
                break
        return None

    def _count(self, questions: int) -> None:
        """Count integer questions. Raises Exhausted when a further conflict has had its share."""
        self._asked += questions
        if self._is_told and self._asked > MOST_QUESTIONS:
            raise Exhausted(f"the limit of {MOST_QUESTIONS} feasibility tests for one more was reached.")

    def _is_certain(self, master: Master, status: Any, solver: Solver) -> bool:
        """Whether a second solve, without presolve, finds no plan, either. Raises SolveFailed if it finds one."""
        try:
            raise_without_plan(master.matrix, status, solver, self.interrupt)
        except Infeasible:
            return True
        return False


# ----------------------------------------------------------------------------------------------------------------------
# Conflicts: sets of cells that cannot all hold, though they can without any one of them.


MOST_CONFLICTS, MOST_LOOKS = 8, 24
"""Maximum number of conflicts reported, and of sets of cells without which others are sought."""

OF_SIZE = (
    "In a workbook of this size the search covers only conflicts that the smallest change resolves, and none that "
    "whole numbers alone cause (modules, people, decisions)."
)


def conflicts_of(search: Search, search_conflicts: Callable[[], Collection[Cell]]) -> Iterator[list[Cell]]:
    """Conflicts, enumerated: once a cell of one is dropped, another appears, if there is one without it (R. Reiter, "A
    theory of diagnosis from first principles", *Artificial Intelligence* 32, 1987). The cells ``given`` in the cheapest
    relaxation, computed after the first conflict, are dropped first, so that all conflicts that it resolves are found
    before others; in a large workbook only these are, and it is computed first, unless work is bounded: then a conflict
    of many cells is better than none."""
    conflicts: list[list[Cell]] = []
    first: set[Cell] | None = None
    queue, seen = [frozenset[Cell]()], {frozenset[Cell]()}
    if search.is_large and not search.is_bounded:
        first = set(search_conflicts())
        for cell in _alone(search, first):
            conflicts.append([cell])
            yield [cell]
        queue = [frozenset(cell for (cell,) in conflicts)]
    if search.is_large:
        search.unfinished.append(OF_SIZE)
    for look in count():
        if not queue:
            return
        if look == MOST_LOOKS or len(conflicts) == MOST_CONFLICTS:
            search.unfinished.append(f"The search for conflicts ended after {len(conflicts)}.")
            return
        gone = queue.pop(0)
        next_conflict = next((conflict for conflict in conflicts if not gone & set(conflict)), None)
        cells = next_conflict or conflict(search, [cell for cell in search.elastic.cells if cell not in gone])
        if cells is None:
            continue
        if next_conflict is None:
            conflicts.append(cells)
            yield cells
        first = set(search_conflicts()) if first is None else first
        ways = sorted(cells, key=first.__contains__, reverse=True)
        for cell in ways[:1] if search.is_large else ways:
            further = gone | {cell}
            if further not in seen:
                seen.add(further)
                queue.append(further)


def _alone(search: Search, cells: Collection[Cell]) -> Iterator[Cell]:
    """Single infeasible cells among those in the cheapest relaxation, if relaxing these is sufficient: each takes one
    small question, while narrowing down the conflict of all cells takes several large ones."""
    if not cells or not search.has_plan([cell for cell in search.elastic.cells if cell not in cells]):
        return
    for cell in sorted(cells, key=lambda cell: -search.paid.get(cell, 0.0))[:MOST_CONFLICTS]:
        if not search.has_plan([cell]):
            yield cell


def conflict(search: Search, cells: Collection[Cell]) -> list[Cell] | None:
    """Irreducible infeasible subset of some cells, all other bounds relaxed; None if all of them together have a
    plan."""
    if search.is_large:
        return _by_leaving_out(search, cells)
    return _by_hitting(search, cells)


def _by_hitting(search: Search, cells: Collection[Cell]) -> list[Cell] | None:
    """Irreducible subset by minimal hitting sets: every solution found relaxes some cells, and a conflict contains one
    of each such set. The smallest hitting set is tested, which yields one more solution or the conflict: without any
    one of its cells another solution is feasible. Feasible sets are decided quickly, and infeasibility is proven only
    once (A. Ignatiev, A. Previti, M. Liffiton and J. Marques-Silva, "Smallest MUS extraction with minimal hitting set
    dualization", *CP* 2015)."""
    if len(cells) < len(search.elastic.cells) and search.has_plan(cells):
        return None
    linear = _by_leaving_out(search, cells, relaxed=True)
    among = frozenset(cells if linear is None else linear)
    while True:
        hit = hitting([gave & among for gave in search.gave], search.elastic.cells)
        if hit is None:
            return None
        if not search.has_plan(hit):
            return fewest(search, hit)


def _by_leaving_out(search: Search, cells: Collection[Cell], *, relaxed: bool = False) -> list[Cell] | None:
    """Irreducible subset by deleting cells of a proof, fewer and fewer at once, those with the least relaxation first:
    the most relaxed cells are most likely the conflict."""
    if search.has_plan(cells, relaxed=relaxed):
        return None
    left_out = fewest(search, cells)[::-1]
    paying = [cell for cell in left_out if search.paid.get(cell, 0.0) > DUST] if search.is_large else []
    if 0 < len(paying) < len(left_out) and not search.has_plan(paying, relaxed=relaxed):
        left_out = fewest(search, paying)[::-1]  # cells without relaxation are dropped at once
    width = max(1, len(left_out) // 2)
    while True:
        at = 0
        while at < len(left_out):
            rest = [*left_out[:at], *left_out[at + width :]]
            if search.has_plan(rest, relaxed=relaxed):
                at += width
            else:
                left_out = fewest(search, rest)[::-1]
        if width == 1:
            return left_out
        width = max(1, width // 2)


def fewest(search: Search, cells: Collection[Cell]) -> list[Cell]:
    """The smallest known conflict among some cells, those with the greatest relaxation first."""
    among = set(cells)
    smallest = min((conflict for conflict in search.conflicting if conflict <= among), key=len)
    inside = [cell for cell in search.elastic.cells if cell in smallest]
    return sorted(inside, key=lambda cell: -search.paid.get(cell, 0.0))


def hitting(sets: Sequence[frozenset[Cell]], order: Sequence[Cell]) -> list[Cell] | None:
    """A minimal hitting set, found greedily; None if a set is empty."""
    chosen: list[Cell] = []
    left = list(sets)
    while left:
        times = Counter(cell for choice in left for cell in choice)
        if not all(left):
            return None
        best = max(order, key=lambda cell: times[cell])
        chosen.append(best)
        left = [cell for cell in left if best not in cell]
    for cell in list(chosen):
        rest = set(chosen) - {cell}
        if all(rest & candidate for candidate in sets):
            chosen.remove(cell)
    return chosen

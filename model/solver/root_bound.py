"""Root relaxation, strengthened by violated links.

If links make integers integral, they stay in the program that HiGHS searches: often they alone decide where to have
warehouses. If the relaxation stays as far from integers as before, HiGHS's own cuts do as much, and more rows only slow
it (docs/decisions/0012); then only the bound is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from model.solver.arrays import Array, LinearRows, Matrix, stack
from model.solver.handover import Basis
from model.solver.highs import LARGE, Interrupt, Solver, Status
from model.solver.presolved import Presolved
from model.solver.strengthening import Links
from model.solver.termination import Deadline
from model.solver.transshipment import Split, split
from model.solver.vertex import few_iterations

MOST_ROUNDS = 50

GAIN = 1e-6
"""A round that raises the bound by less, relative to it, is the last."""

FEW_ITERATIONS, ITERATIONS_PER_COLUMN = 2000, 0.1
"""Simplex iterations allowed for links: the greater of the two."""

THOROUGHLY = 30.0
"""Times as many iterations for links whose duals are to prove the bound: on the example 0.014 % more of it are proven,
in two seconds more."""

NEARER = 0.5
"""Links stay if the distance from integers is at most this share of its initial value."""

SLACK = 1e-6
"""A link with less slack than this, relative to the limited column, is one that matters."""


@dataclass(frozen=True)
class Relaxation:
    """The solution of a relaxation."""

    matrix: Matrix
    """The program, with the links that matter."""
    values: Array
    bound: float
    """On any plan."""
    links: int
    basis: Basis | None = None
    """Basis of the relaxation without links, in the program that was solved."""
    presolved: Presolved | None = None
    """The presolved program, if that was solved."""

    @property
    def solved(self) -> tuple[Matrix, Array]:
        """The program that was solved, and the given program's column by its column."""
        if self.presolved is not None:
            return self.presolved.matrix, self.presolved.columns
        return self.matrix, np.arange(len(self.matrix.cost))

    @property
    def is_vertex(self) -> bool:
        """Whether the basis is one of the given program."""
        return self.presolved is None and not self.links

    def restored(self, values: Array) -> Array:
        """Values of the columns of the given program, from those of the one that was solved."""
        return values if self.presolved is None else self.presolved.restored(values)


@dataclass(frozen=True)
class DualSolution:
    """The solution of a relaxation with links, and the duals that prove its bound."""

    values: Array
    bound: float
    duals: Array
    """By row of the program."""
    links: LinearRows
    """Rows at most 0; the first column of each is the one that is limited."""
    link_duals: Array


def relaxation(
    matrix: Matrix,
    until: Deadline,
    interrupt: Interrupt,
    tick: Callable[[], None] = lambda: None,
    near: Basis | None = None,
) -> Relaxation | None:
    """The relaxation; None if it has no solution or is not solved in time. ``near`` is its basis from other numbers for
    which links were of no use: then none are separated.

    Its links hold in some cheapest plan: in every plan that passes no goods on where that does not pay.
    """
    if near is not None:
        solver = Solver(matrix, interrupt, tick)
        solver.allow(until)
        if solver.run_from(near, few_iterations(matrix)) == Status.kOptimal:
            return Relaxation(matrix, solver.values, solver.objective, 0, solver.basis)
    presolved = Presolved.of(matrix) if len(matrix.cost) >= LARGE else None
    if presolved is not None and len(presolved.matrix.cost) >= LARGE:
        found = _strengthened(presolved.matrix, until, interrupt, tick)
        if found is None:
            return None
        if not found.links:
            values = presolved.restored(found.values)
            return replace(found, matrix=matrix, values=values, presolved=presolved)
    return _strengthened(matrix, until, interrupt, tick)


def _strengthened(matrix: Matrix, until: Deadline, interrupt: Interrupt, tick: Callable[[], None]) -> Relaxation | None:
    """The relaxation with the links that its solutions violate."""
    solver = Solver(matrix, interrupt, tick)
    solver.allow(until)
    if solver.run_linear(vertex=True) != Status.kOptimal:
        return None
    plain, basis = solver.values, solver.basis
    found = _separated(solver, split(matrix), until, interrupt)
    if _distance(matrix, found.values) > NEARER * _distance(matrix, plain):
        return Relaxation(matrix, plain, found.bound, 0, basis)
    kept = found.links.take(np.flatnonzero(_matter(found.links, found.values)))
    tighter = matrix.with_rows(kept, np.full(kept.count, -np.inf), kept.constants) if kept.count else matrix
    return Relaxation(tighter, found.values, found.bound, kept.count, basis)


def dual_solution(
    matrix: Matrix,
    until: Deadline,
    interrupt: Interrupt,
    tick: Callable[[], None] = lambda: None,
    near: Basis | None = None,
) -> DualSolution | None:
    """The relaxation with those links alone that follow from rows, no matter what passing goods on costs; None if it
    has no solution or is not solved in time. ``near`` is its basis from other numbers."""
    solver = Solver(matrix, interrupt, tick)
    solver.allow(until)
    if near is None or solver.run_from(near, few_iterations(matrix)) != Status.kOptimal:
        solver = Solver(matrix, interrupt, tick)
        solver.allow(until)
        if solver.run_linear(vertex=True) != Status.kOptimal:
            return None
    return _separated(solver, Split(matrix, LinearRows.of([]), len(matrix.cost)), until, interrupt, THOROUGHLY)


def _separated(
    solver: Solver, parts: Split, until: Deadline, interrupt: Interrupt, effort: float = 1.0
) -> DualSolution:
    """Add the links that a vertex violates, then those that the next one does, as long as that raises the bound."""
    links, added, count = Links(parts.matrix), LinearRows.of([]), len(solver.matrix.row_lower)
    values, bound, duals = solver.values, solver.objective, solver.row_duals
    iterations = int(effort * max(FEW_ITERATIONS, ITERATIONS_PER_COLUMN * parts.own))
    for _ in range(MOST_ROUNDS):
        broken = parts.in_own(links.broken(parts.extended(values)))
        if not broken.count or until.is_over or interrupt.is_set:
            break
        new = broken if added.count else stack([parts.nothing_passed_on, broken])
        solver.add_rows(new, np.full(new.count, -np.inf), new.constants)
        solver.allow(until)
        if solver.run_on(iterations) != Status.kOptimal:
            break
        added = stack([added, new])
        before, values, bound, duals = bound, solver.values, solver.objective, solver.row_duals
        iterations -= solver.iterations
        if bound - before < GAIN / effort * abs(bound) or iterations <= 0:
            break
    return DualSolution(values, bound, duals[:count], added, duals[count:])


def _distance(matrix: Matrix, values: Array) -> float:
    """Total distance of a solution from integers."""
    whole = values[matrix.integer]
    return float(np.abs(whole - np.round(whole)).sum())


def _matter(links: LinearRows, values: Array) -> Array:
    """Whether a solution leaves each link no room."""
    size = np.ones(links.count)
    np.maximum.at(size, links.row, np.abs(links.values * values[links.columns]))
    return links.at(values) >= -SLACK * size

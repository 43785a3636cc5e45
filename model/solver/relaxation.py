"""The relaxation of a program, made tighter by links that it breaks until they hold.

Where links bring whole numbers about, they stay in the program that HiGHS searches: where to have warehouses is often
settled by them alone. Where the relaxation stays as far from whole numbers as it was, HiGHS's own cuts do as much, and
more rows only slow it (docs/decisions/0012); then only the bound is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.solver.arrays import Array, Matrix, Rows
from model.solver.highs import Interrupt, Solver, Status
from model.solver.links import Link, Links
from model.solver.passing import split

MOST_ROUNDS = 50

GAIN = 1e-6
"""A round that raises the bound by less, relative to it, is the last."""

FEW_ITERATIONS, ITERATIONS_PER_COLUMN = 2000, 0.1
"""Of simplex, that links may take: the greater of the two. Time would do, but not give the same plan each time."""

NEARER = 0.5
"""Links stay where the distance from whole numbers is at most so much of what it was."""

SLACK = 1e-6
"""A link with less room than this, relative to what it limits, is one that matters."""


@dataclass(frozen=True)
class Relaxation:
    """The solution of a relaxation."""

    matrix: Matrix
    """The program, with the links that matter."""
    values: Array
    bound: float
    """On any plan."""
    links: int


def relaxation(
    matrix: Matrix, seconds: float, interrupt: Interrupt, tick: Callable[[], None] = lambda: None
) -> Relaxation | None:
    """The relaxation, found within about so many seconds; None where it has no solution or is not found in time.

    Its links hold in some cheapest plan: in every plan that passes nothing on where that does not pay.
    """
    until = time.monotonic() + seconds
    solver = Solver(matrix, interrupt, tick)
    solver.option("time_limit", seconds)
    if solver.run_linear(vertex=True) != Status.kOptimal:
        return None
    plain = values = solver.values
    bound = solver.objective
    iterations = max(FEW_ITERATIONS, ITERATIONS_PER_COLUMN * len(matrix.cost))
    parts = split(matrix)
    links = Links(parts.matrix)
    added: list[Link] = []
    for _ in range(MOST_ROUNDS):
        broken = [parts.in_own(link) for link in links.broken(parts.extended(values))]
        if not broken or time.monotonic() > until or interrupt.is_set:
            break
        new = broken if added else parts.nothing_passed_on + broken
        solver.add_rows(Rows.of(new), np.full(len(new), -np.inf), np.zeros(len(new)))
        solver.allow(until - time.monotonic())
        if solver.run() != Status.kOptimal:
            break
        added += new
        before, values, bound = bound, solver.values, solver.objective
        iterations -= solver.iterations
        if bound - before < GAIN * abs(bound) or iterations < 0:
            break
    if _distance(matrix, values) > NEARER * _distance(matrix, plain):
        return Relaxation(matrix, plain, bound, 0)
    kept = [link for link in added if _matters(link, values)]
    return Relaxation(_with_links(matrix, kept), values, bound, len(kept))


def _distance(matrix: Matrix, values: Array) -> float:
    """How far a solution is from whole numbers, all together."""
    whole = values[matrix.integer]
    return float(np.abs(whole - np.round(whole)).sum())


def _matters(link: Link, values: Array) -> bool:
    """Whether a solution leaves a link no room."""
    columns, factors = link
    sides = factors * values[columns]
    return bool(sides.sum() >= -SLACK * max(1.0, np.abs(sides).max()))


def _with_links(matrix: Matrix, links: list[Link]) -> Matrix:
    if not links:
        return matrix
    return matrix.with_rows(Rows.of(links), np.full(len(links), -np.inf), np.zeros(len(links)))

"""Programs of several futures as one, with decisions shared until futures can be told apart.

Each future is a program of its own, in which it is certain. In the extensive form a column that is decided before
futures can be told apart is the same for all of them (non-anticipativity; J. R. Birge and F. Louveaux, *Introduction to
Stochastic Programming*, section 2.4), every other one belongs to a future. Rows are those of all, costs are expected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from model.solver.arrays import Array, LinearRows, Matrix, stack
from model.solver.cone_cuts import Tangents
from model.solver.program import SHARED, Program

Label = tuple[str, Any]
"""A column: (variable, index)"""

Owner = Callable[[int, Label], int]
"""Whose a column of a future is: the number of the first future that shares it."""


@dataclass(frozen=True)
class ScenarioPart:
    """The program of one future, and how likely it is."""

    program: Program
    tangents: Tangents
    probability: float


@dataclass(frozen=True)
class Joined:
    """The program of all futures, and which of its columns are those of each."""

    program: Program
    tangents: Tangents
    columns: Sequence[Array]

    @property
    def is_shared(self) -> Array:
        """Whether each column is the same in several futures."""
        places = np.concatenate(self.columns)
        return np.bincount(places, minlength=len(self.program.matrix.cost)) > 1

    @property
    def of_shared(self) -> Program:
        """The program in which only columns shared by several futures are integer: its bound is valid for every plan,
        and with them fixed each future is a program of its own."""
        matrix = self.program.matrix
        return replace(self.program, matrix=replace(matrix, integer=matrix.integer & self.is_shared))


def labels_of(matrix: Matrix) -> list[Label]:
    """Variable and index of each column."""
    return [(name, key) for name, block in matrix.variables.items() for key in block.keys]


def joined(parts: Sequence[ScenarioPart], owner: Owner) -> Joined:
    """The program of several futures. If the columns of a branch belong to several futures all of it does."""
    number: dict[tuple[int, Label], int] = {}
    columns: list[Array] = []
    for future, part in enumerate(parts):
        each = [number.setdefault((owner(future, at), at), len(number)) for at in labels_of(part.program.matrix)]
        columns.append(np.array(each, np.int64))
    count = len(number)
    lower, upper = np.full(count, -np.inf), np.full(count, np.inf)
    cost, unit_cost, integer, order = np.zeros(count), np.zeros(count), np.zeros(count, bool), np.zeros(count, int)
    for part, places in zip(parts, columns, strict=True):
        matrix = part.program.matrix
        lower[places], upper[places] = np.maximum(lower[places], matrix.lower), np.minimum(upper[places], matrix.upper)
        cost[places] += part.probability * matrix.cost
        unit_cost[places] += part.probability * part.program.unit_cost
        integer[places] |= matrix.integer
        order[places] = np.maximum(order[places], part.program.order)
    branch, probability = _branches(parts, columns, count)
    matrix = Matrix(
        cost=cost,
        offset=sum(part.probability * part.program.matrix.offset for part in parts),
        lower=lower,
        upper=upper,
        integer=integer,
        rows=stack([_in(part.program.matrix.rows, places) for part, places in zip(parts, columns, strict=True)]),
        row_lower=np.concatenate([part.program.matrix.row_lower for part in parts]),
        row_upper=np.concatenate([part.program.matrix.row_upper for part in parts]),
    )
    is_limit = np.concatenate([part.program.is_limit for part in parts])
    tangents = Tangents(
        replace(cone, limit=f"{future} {cone.limit}", parts=_in(cone.parts, places))
        for future, (part, places) in enumerate(zip(parts, columns, strict=True))
        for cone in part.tangents.cones
    )
    return Joined(Program(matrix, branch, unit_cost, probability, is_limit, order), tangents, columns)


def _in(rows: LinearRows, places: Array) -> LinearRows:
    """Rows with the columns of the whole."""
    return replace(rows, columns=places[rows.columns])


def _branches(parts: Sequence[ScenarioPart], columns: Sequence[Array], count: int) -> tuple[Array, list[float]]:
    """By column, SHARED or the number of its branch; and the probability of each branch. A branch with columns shared
    by several futures is one branch in all of them."""
    found: dict[int, set[tuple[int, int]]] = {}
    for future, (part, places) in enumerate(zip(parts, columns, strict=True)):
        for place, own in zip(places.tolist(), part.program.branch.tolist(), strict=True):
            if own != SHARED:
                found.setdefault(place, set()).add((future, own))
    group: dict[tuple[int, int], tuple[int, int]] = {}

    def root(at: tuple[int, int]) -> tuple[int, int]:
        while group.get(at, at) != at:
            at = group[at]
        return at

    for those in found.values():
        first, *others = sorted(root(each) for each in those)
        for each in others:
            group[each] = first
    roots = sorted({root(each) for those in found.values() for each in those})
    numbers = {each: place for place, each in enumerate(roots)}
    branch = np.full(count, SHARED)
    for place, those in found.items():
        branch[place] = numbers[root(next(iter(those)))]
    return branch, [float(parts[future].program.probability[own]) for future, own in roots]

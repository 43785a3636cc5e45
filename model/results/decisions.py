"""Decisions of one plan as values of another program's columns: to fix them there, or to start from."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from model.errors import Infeasible
from model.solver.arrays import Array, IndexedBlock, Matrix
from model.tolerances import FLOAT, SOLVED

if TYPE_CHECKING:
    from model.scenario.tree import Tree
    from model.solver.round import Found

Decisions = Mapping[tuple[str, Any], float]
"""Values by variable and index."""

T = TypeVar("T")

WHOLE = 0.5
"""A whole number of at least this is not 0."""


@dataclass(frozen=True)
class Incumbent:
    """The best plan of an unfinished search, as much of it as another search needs to find it again."""

    decided: Decisions
    """Nonzero integer decisions."""
    cost: float
    """[amount]"""
    round: int
    is_settled: bool
    """Whether it holds in every disruption; otherwise it may cost more than stated, or fail."""

    def is_worse(self, other: Incumbent) -> bool:
        """Whether to replace it by another one of the same program. Costs are those of the program of a round, so that
        among two that are not settled the later round counts."""
        if self.is_settled != other.is_settled:
            return other.is_settled
        if not self.is_settled and self.round != other.round:
            return self.round < other.round
        return other.cost <= self.cost


@dataclass(frozen=True)
class Ahead:
    """First-stage columns of a program: decided before it is known which future comes.

    These are the variables whose last label is no node of the tree, except those that a family declares to follow from
    others; so the period decisions of a new family are fixed without being named.
    """

    matrix: Matrix
    columns: Mapping[tuple[str, Any], int]
    """By variable and index."""
    following: Sequence[int]
    """Columns without a node that follow from these."""
    unasked: Mapping[str, float | None]
    """By variable, the value of a decision that a plan did not have to take; 0 unless given. None: it is free."""

    @classmethod
    def of(cls, model: Any, matrix: Matrix, tree: Tree) -> Ahead:
        nodes = set(tree.nodes)
        follows = {each.variable: set(model.component(each.over)) if each.over else None for each in model.follows}
        nothing: set[Any] = set()
        columns: dict[tuple[str, Any], int] = {}
        following: list[int] = []
        for name, block in matrix.variables.items():
            keys = follows.get(name, nothing)
            for column, key in enumerate(block.keys, start=block.start):
                if moment(key) in nodes:
                    continue
                if keys is None or key in keys:
                    following.append(column)
                else:
                    columns[name, key] = column
        return cls(matrix, columns, following, model.unasked)

    def decided(self, values: Array) -> Decisions:
        """Decisions, 0 included: a rejected option is a decision, too."""
        whole = self.matrix.integer
        return {
            each: float(round(values[column])) if whole[column] else _clean(float(values[column]))
            for each, column in self.columns.items()
        }

    def held(self, decided: Decisions, until: float = math.inf) -> Decisions:
        """Decisions of a plan for another world in this one, up to a year."""
        found = {each: decided.get(each, self.unasked.get(each[0], 0.0)) for each in self.columns}
        return up_to(until, {each: value for each, value in found.items() if value is not None})

    def left_out(self, decided: Decisions) -> list[tuple[str, Any]]:
        """Decisions of a plan that do not exist here, or not at that time."""
        return [
            each
            for each, value in decided.items()
            if each not in self.columns and self.unasked.get(each[0], 0.0) is not None
            if abs(value - (self.unasked.get(each[0]) or 0.0)) > SOLVED
        ]

    def beyond(self, decided: Decisions) -> list[tuple[tuple[str, Any], float]]:
        """Decisions of a plan that exceed their maximum here, with the maximum."""
        found = []
        for each, column in self.columns.items():
            value, most = decided.get(each, 0.0), float(self.matrix.upper[column])
            if value > most + SOLVED * max(1.0, most):
                found.append((each, most))
        return found


def up_to(year: float, decided: Decisions) -> Decisions:
    """Decisions up to a year; those without a year follow from the others, unless the year is infinite."""
    if year == math.inf:
        return decided
    years = {each: at for each in decided if isinstance(at := moment(each[1]), int)}
    return {each: decided[each] for each, at in years.items() if at <= year}


def _clean(value: float) -> float:
    """The value without the solver's rounding noise."""
    return value if abs(value) > SOLVED / 10 else 0.0


TOLERANCES = (0.0, 1e-7)
"""Relative tolerances of a fixed continuous decision: none, or a little, if rounding alone would make the program
infeasible."""


def up_to_rounding(find: Callable[[float], T]) -> T:
    """Result with the least of TOLERANCES for which a plan with fixed decisions exists. Raises Infeasible if there is
    none for any."""
    for tolerance in TOLERANCES[:-1]:
        with suppress(Infeasible):
            return find(tolerance)
    return find(TOLERANCES[-1])


def decisions(matrix: Matrix, values: Array, moments: set[object]) -> Decisions:
    """Decisions at some moments: the last label of an index is its moment."""
    return {
        (name, key): float(values[column])
        for name, block in matrix.variables.items()
        for column, key in enumerate(block.keys, start=block.start)
        if moment(key) in moments
    }


def past(matrix: Matrix, values: Mapping[str, Array], nodes: Collection[str]) -> Decisions:
    """Values at some nodes, given those of all columns by variable; of a variable with other columns here none."""
    found: dict[tuple[str, Any], float] = {}
    for name, block in matrix.variables.items() if nodes else ():
        if len(known := values.get(name, ())) == block.size:
            at = zip(block.keys, map(float, known), strict=True)
            found |= {(name, key): value for key, value in at if moment(key) in nodes}
    return found


def moment(key: Any) -> object:
    """The last label of an index: a period, a node, or another label."""
    return key[-1] if isinstance(key, tuple) and key else key


def _whole(matrix: Matrix) -> list[IndexedBlock]:
    """Variables that hold whole numbers."""
    return [block for block in matrix.variables.values() if block.size and matrix.integer[block.span].any()]


def decided_in(matrix: Matrix, values: Array) -> Decisions:
    """Nonzero integer decisions."""
    return {
        (block.name, key): float(round(values[column]))
        for block in _whole(matrix)
        for column, key in enumerate(block.keys, start=block.start)
        if abs(values[column]) >= WHOLE
    }


def incumbent(matrix: Matrix, found: Found) -> Incumbent:
    """The best plan so far, as decisions."""
    values = np.zeros(len(matrix.cost))
    values[np.flatnonzero(matrix.integer)] = found.whole
    return Incumbent(decided_in(matrix, values), found.cost, found.round, found.is_settled)


def near_to(matrix: Matrix, decided: Decisions) -> Array:
    """Integers of the matrix, in the order of its columns, as decided in another plan; 0 if missing there."""
    wanted = np.flatnonzero(matrix.integer)
    values = np.zeros(len(matrix.cost))
    for block in _whole(matrix):
        values[block.span] = [decided.get((block.name, key), 0.0) for key in block.keys]
    return np.clip(values[wanted], matrix.lower[wanted], matrix.upper[wanted])


def without_tokens(matrix: Matrix, values: Array) -> Array:
    """The values without needless builds at no more than minimum size, or openings at size 0: every row holds without
    them, and no cost rises. Within its gap a solver may leave such builds."""
    if "size" not in matrix.variables:
        return values
    least, rows = matrix.constraints.get("size_at_least"), matrix.rows
    at_least = {} if least is None else dict(zip(least.keys, range(least.start, least.stop), strict=True))
    build, size = ({key: at for at, key in enumerate(matrix.variables[name].keys, matrix.variables[name].start)}
                   for name in ("build", "size"))  # fmt: skip
    activity = rows.at(values) - rows.constants
    for key in build:
        pair = [build[key], size[key]]
        beyond = activity[at_least[key]] if key in at_least else values[pair[1]]
        if values[pair[0]] < WHOLE or abs(beyond) > FLOAT * max(1.0, values[pair[1]]):
            continue
        entries = np.flatnonzero(np.isin(rows.columns, pair))
        change = np.bincount(rows.row[entries], -rows.values[entries] * values[rows.columns[entries]], rows.count)
        touched = np.flatnonzero(change)
        after = activity[touched] + change[touched]
        room = FLOAT * np.maximum(1.0, np.abs(change[touched]))
        holds = (after >= matrix.row_lower[touched] - room) & (after <= matrix.row_upper[touched] + room)
        if holds.all() and (matrix.lower[pair] <= 0).all() and matrix.cost[pair] @ values[pair] >= 0:
            values = values.copy()
            values[pair] = 0.0
            activity = activity + change
    return values


def held(matrix: Matrix, decided: Decisions, tolerance: float) -> Matrix:
    """The matrix with columns fixed at their decided values, with a tolerance for continuous ones."""
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    for block in matrix.variables.values():
        for column, key in enumerate(block.keys, start=block.start):
            if (block.name, key) in decided:
                at = min(max(decided[block.name, key], lower[column]), upper[column])
                room = 0.0 if matrix.integer[column] else tolerance * max(1.0, math.fabs(at))
                lower[column], upper[column] = max(lower[column], at - room), min(upper[column], at + room)
    return replace(matrix, lower=lower, upper=upper)

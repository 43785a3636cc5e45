"""What one plan decides, as values of another program's columns: to hold it there, or to start from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from model.errors import Infeasible
from model.solver.arrays import Array, IndexedBlock, Matrix
from model.tolerances import FLOAT, SOLVED

if TYPE_CHECKING:
    from model.results.plan import Plan
    from model.scenario.tree import Tree
    from model.solver.round import Found

Decisions = Mapping[tuple[str, Any], float]
"""Values by variable and index."""

T = TypeVar("T")

WHOLE = 0.5
"""A whole number of at least this is not 0."""

Builds = Mapping[tuple[str, int], tuple[float, float]]
"""Modules, and the size that they add [unit/y], by project and the period of the decision."""


@dataclass(frozen=True)
class Incumbent:
    """The best plan of a search that has not ended, as far as another search needs it to find it again."""

    decided: Decisions
    """In whole numbers, where that is not 0."""
    cost: float
    """[amount]"""
    round: int
    is_settled: bool
    """Whether it holds in every disruption; one that does not yet may cost more than it says, or fail."""

    def is_worse(self, other: Incumbent) -> bool:
        """Whether it is to give way to another one of the same program. Costs are those of what the program held in a
        round, so that of two that are not settled the later round counts."""
        if self.is_settled != other.is_settled:
            return other.is_settled
        if not self.is_settled and self.round != other.round:
            return self.round < other.round
        return other.cost <= self.cost


@dataclass(frozen=True)
class Ahead:
    """Which columns of a program are decided ahead: before it is known what happens, and what comes.

    That is every variable whose last label is no node of the tree, but for those of which a family says that they
    follow from others; so what a new family decides by period is held without being named.
    """

    matrix: Matrix
    columns: Mapping[tuple[str, Any], int]
    """By variable and index."""
    following: Sequence[int]
    """Columns without a node that follow from these."""
    unasked: Mapping[str, float | None]
    """What a decision is where a plan did not have to take it, by variable; 0 unless given. None: it is taken."""

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
        """What is decided, 0 included: what could be and is not is a decision, too."""
        whole = self.matrix.integer
        return {
            each: float(round(values[column])) if whole[column] else _clean(float(values[column]))
            for each, column in self.columns.items()
        }

    def held(self, decided: Decisions, until: float = math.inf) -> Decisions:
        """What a plan that was made for another world decides in this one, up to a year."""
        found = {each: decided.get(each, self.unasked.get(each[0], 0.0)) for each in self.columns}
        return up_to(until, {each: value for each, value in found.items() if value is not None})

    def left_out(self, decided: Decisions) -> list[tuple[str, Any]]:
        """What a plan decides and cannot be decided here, since there is no such thing, or not at that time."""
        return [
            each
            for each, value in decided.items()
            if each not in self.columns and self.unasked.get(each[0], 0.0) is not None
            if abs(value - (self.unasked.get(each[0]) or 0.0)) > SOLVED
        ]

    def beyond(self, decided: Decisions) -> list[tuple[tuple[str, Any], float]]:
        """What a plan decides more of than there can be here, and how much there can."""
        found = []
        for each, column in self.columns.items():
            value, most = decided.get(each, 0.0), float(self.matrix.upper[column])
            if value > most + SOLVED * max(1.0, most):
                found.append((each, most))
        return found


def up_to(year: float, decided: Decisions) -> Decisions:
    """What is decided up to a year; what has no year of its own follows from what has one, unless all is meant."""
    if year == math.inf:
        return decided
    years = {each: at for each in decided if isinstance(at := moment(each[1]), int)}
    return {each: decided[each] for each, at in years.items() if at <= year}


def _clean(value: float) -> float:
    """Without what the solver leaves of nothing."""
    return value if abs(value) > SOLVED / 10 else 0.0


TOLERANCES = (0.0, 1e-7)
"""By how much of itself a continuous decision that is held may move: not at all, or so little, where by rounding alone
there would be no plan."""


def up_to_rounding(find: Callable[[float], T]) -> T:
    """What is found where held decisions may move by the least of TOLERANCES with which there is a plan. Raises
    Infeasible where there is none with any."""
    for tolerance in TOLERANCES[:-1]:
        with suppress(Infeasible):
            return find(tolerance)
    return find(TOLERANCES[-1])


def decisions(matrix: Matrix, values: Array, moments: set[object]) -> Decisions:
    """What is decided at some moments: the last label of an index is its moment."""
    return {
        (name, key): float(values[column])
        for name, block in matrix.variables.items()
        for column, key in enumerate(block.keys, start=block.start)
        if moment(key) in moments
    }


def moment(key: Any) -> object:
    """The last label of an index: a period, a node, or what has neither."""
    return key[-1] if isinstance(key, tuple) and key else key


def builds_of(plan: Plan) -> Builds:
    """All that a plan builds."""
    frame = plan.frames["builds"]
    sizes = zip(frame["modules"].astype(float), frame["size"].astype(float), strict=True)
    return dict(zip(zip(frame["project"], frame["decided"].astype(int), strict=True), sizes, strict=True))


def _whole(matrix: Matrix) -> list[IndexedBlock]:
    """Variables that hold whole numbers."""
    return [block for block in matrix.variables.values() if block.size and matrix.integer[block.span].any()]


def decided_in(matrix: Matrix, values: Array) -> Decisions:
    """What is decided in whole numbers, where that is not 0."""
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
    """The matrix's whole numbers, in the order of its columns, as another plan decided them; 0 what it does not say."""
    wanted = np.flatnonzero(matrix.integer)
    values = np.zeros(len(matrix.cost))
    for block in _whole(matrix):
        values[block.span] = [decided.get((block.name, key), 0.0) for key in block.keys]
    return np.clip(values[wanted], matrix.lower[wanted], matrix.upper[wanted])


def without_tokens(matrix: Matrix, values: Array) -> Array:
    """The values without what is built at no more than its minimum size, or opened at none, and is not needed: every
    row holds without it, and nothing costs more. Within its gap a solver may leave such builds."""
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
    """The matrix with columns held where they were decided, but for a tolerance of continuous ones."""
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    for block in matrix.variables.values():
        for column, key in enumerate(block.keys, start=block.start):
            if (block.name, key) in decided:
                at = min(max(decided[block.name, key], lower[column]), upper[column])
                room = 0.0 if matrix.integer[column] else tolerance * max(1.0, math.fabs(at))
                lower[column], upper[column] = max(lower[column], at - room), min(upper[column], at + room)
    return replace(matrix, lower=lower, upper=upper)

"""What one plan decides, as values of another program's columns: to hold it there, or to start from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from model.solver.arrays import Array, Block, Matrix

if TYPE_CHECKING:
    from model.plan import Plan
    from model.solver.rounds import Found

Decisions = Mapping[tuple[str, Any], float]
"""Values by variable and index."""

WHOLE = 0.5
"""A whole number of at least this is not 0."""

Builds = Mapping[tuple[str, int], tuple[float, float]]
"""Modules, and the size that they add [unit/y], by project and the period of the decision."""

SIGNED, ACQUIRED = "signed", "acquired"
"""Variables of contracts and of know-how."""


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
class Commitments:
    """What a plan commits to: what it builds and signs, no more and no less; and the know-how that it acquires, to
    which more may come where what it builds needs it. What is closed, cancelled, in use or lent goes with the times."""

    builds: Builds = field(default_factory=dict)
    signed: Decisions = field(default_factory=dict)
    acquired: Decisions = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> Commitments:
        signed, acquired = (
            {at: value for at, value in plan.decided.items() if at[0] == name} for name in (SIGNED, ACQUIRED)
        )
        return cls(builds_of(plan), signed, acquired)

    def decided(self, matrix: Matrix) -> Decisions:
        """What is held as values of a matrix's columns, 0 where nothing is built or signed. What cannot be had there
        has no column, and is left out with what it costs."""
        contracts = matrix.variables[SIGNED].keys if SIGNED in matrix.variables else ()
        signed = {(SIGNED, key): self.signed.get((SIGNED, key), 0.0) for key in contracts}
        return {**of_builds(matrix, self.builds), **signed}


TOLERANCES = (0.0, 1e-7)
"""By how much of itself a continuous decision that is held may move: not at all, or so little, where by rounding alone
there would be no plan."""


def decisions(matrix: Matrix, values: Array, moments: set[object]) -> Decisions:
    """What is decided at some moments: the last label of an index is its moment."""
    return {
        (name, key): float(values[column])
        for name, block in matrix.variables.items()
        for column, key in enumerate(block.keys, start=block.start)
        if _moment(key) in moments
    }


def _moment(key: Any) -> object:
    return key[-1] if isinstance(key, tuple) and key else key


def builds_of(plan: Plan) -> Builds:
    """All that a plan builds."""
    frame = plan.frames["builds"]
    sizes = zip(frame["modules"].astype(float), frame["size"].astype(float), strict=True)
    return dict(zip(zip(frame["project"], frame["decided"].astype(int), strict=True), sizes, strict=True))


def of_builds(matrix: Matrix, builds: Builds) -> Decisions:
    """Builds as values of a matrix's columns, 0 where nothing is built. What would come online after the horizon has no
    column, and is left out with what it costs."""
    projects = {project for project, _ in builds}
    values: dict[tuple[str, Any], float] = {}
    for at, name in enumerate(("build", "size")):
        for key in matrix.variables[name].keys if name in matrix.variables else ():
            values[name, key] = builds.get(key, (0.0, 0.0))[at]
    for project in matrix.variables["chosen"].keys if "chosen" in matrix.variables else ():
        values["chosen", project] = float(project in projects)
    return values


def _whole(matrix: Matrix) -> list[Block]:
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


def held(matrix: Matrix, decided: Decisions, tolerance: float, kept: Decisions | None = None) -> Matrix:
    """The matrix with columns held where they were decided, but for a tolerance of continuous ones; and with those kept
    that may grow."""
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    for block in matrix.variables.values():
        for column, key in enumerate(block.keys, start=block.start):
            if (block.name, key) in decided:
                at = min(max(decided[block.name, key], lower[column]), upper[column])
                room = 0.0 if matrix.integer[column] else tolerance * max(1.0, math.fabs(at))
                lower[column], upper[column] = max(lower[column], at - room), min(upper[column], at + room)
            elif kept and (block.name, key) in kept:
                lower[column] = min(max(kept[block.name, key], lower[column]), upper[column])
    return replace(matrix, lower=lower, upper=upper)

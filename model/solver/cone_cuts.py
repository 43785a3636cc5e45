"""Second-order cones by tangents: ‖x‖₂ ≤ √h Σx holds exactly where it holds for every tangent.

Between a point x̄ that violates it and equal parts with the same sum lies a point y on the cone's surface. There the
tangent (y / ‖y‖) · x ≤ √h Σx touches the cone; x̄ violates it, and no point of the cone does. Tangents that touch settle
in fewer steps than those at x̄ itself (Kronqvist, Lundell and Westerlund 2016).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.solver.arrays import Array, LinearRows
from model.solver.reader import Reader

PRECISION = 1e-7
"""A cone counts as held up to this, relative to its size."""


@dataclass(frozen=True)
class OneCone:
    """The parts x of one cone as rows of the program, and the root of its value."""

    limit: str
    moment: str
    parts: LinearRows
    index: float
    """Value of the cone [points, of which 10,000 are 1]."""
    gives: LinearRows = field(default_factory=lambda: LinearRows.of([]))
    """By how much root times sum rises with a unit of each of the columns,"""
    by: Array = field(default_factory=lambda: np.zeros(0, int))
    """and these parts, if the value of the cone may be relaxed."""

    @property
    def root(self) -> float:
        return math.sqrt(self.index / 1e4)

    def touched_as(self, other: Touch) -> tuple[Array, Array]:
        """The tangent in the direction of another program's: any direction of length 1 gives one."""
        columns, place = np.unique(self.parts.columns, return_inverse=True)
        parts = np.zeros((self.parts.count, len(columns)))
        np.add.at(parts, (self.parts.row, place), self.parts.values)
        row = np.zeros(int(max(columns.max(initial=0), other.columns.max(initial=0))) + 1)
        row[other.columns] = other.values
        direction = np.linalg.lstsq(parts.T, row[columns], rcond=None)[0] + self.root
        length = float(np.linalg.norm(direction))
        return columns, (direction / length - self.root) @ parts if 0 < length < math.inf else np.zeros(len(columns))


@dataclass(frozen=True)
class Touch:
    """A tangent to a cone: columns and values of its row."""

    limit: str
    moment: str
    columns: Array
    values: Array


class Tangents:
    """All cones of a program."""

    def __init__(self, cones: Iterable[OneCone]) -> None:
        self.cones = list(cones)

    @classmethod
    def of(cls, reader: Reader, model: Any) -> Tangents:
        """Tangents of a Pyomo model."""
        cones: list[OneCone] = []
        for cone in getattr(model, "cones", ()):
            index = model.component(cone.over)
            values = model.component(cone.value)
            rows = reader.rows_of(cone.level, index) if len(index) else None
            of_cone: dict[tuple[str, str], list[int]] = {}
            for at, (limit, _, moment) in enumerate(index):
                of_cone.setdefault((limit, moment), []).append(at)
            for (limit, moment), numbers in of_cone.items():
                index = float(values[limit, moment])
                if rows is not None:
                    cones.append(OneCone(limit, moment, rows.take(np.array(numbers)), index))
        return cls(cones)

    def at(self, x: Array, precision: float = PRECISION) -> tuple[LinearRows, list[OneCone]]:
        """Tangents of the cones that a point violates, each row at most 0; and these cones."""
        lists, cones = [], []
        for cone in self.cones:
            parts = cone.parts.at(x)
            length = float(np.linalg.norm(parts))
            rise = cone.gives.at(x)
            room = cone.root * parts.sum() + float(rise @ x[cone.by])
            if length > room * (1 + precision) + precision:
                at = surface(parts, room / parts.sum())
                weight = at / np.linalg.norm(at) - cone.root
                columns, place = np.unique(cone.parts.columns, return_inverse=True)
                values = np.bincount(place, cone.parts.values * weight[cone.parts.row], minlength=len(columns))
                lists.append((np.append(columns, cone.by), np.append(values, -rise)))
                cones.append(cone)
        return LinearRows.of(lists), cones

    def again(self, others: Sequence[Touch]) -> tuple[LinearRows, list[tuple[OneCone, int]]]:
        """Tangents at the points of another program, a row each, without coefficients where the cone is missing; and
        the cone of each that has one, with its position."""
        of_name = {(cone.limit, str(cone.moment)): cone for cone in self.cones}
        lists, tangents = [], []
        for place, other in enumerate(others):
            cone = of_name.get((other.limit, str(other.moment)))
            lists.append((np.zeros(0, int), np.zeros(0)) if cone is None else cone.touched_as(other))
            tangents += [] if cone is None else [(cone, place)]
        return LinearRows.of(lists), tangents


def surface(parts: Array, root: float) -> Array:
    """The point between some parts and equal ones that is on the cone; the parts if even equal ones are outside."""
    equal = np.full(len(parts), parts.mean())
    inside = root**2 * parts.sum() ** 2 - equal @ equal
    outside = parts @ parts - equal @ equal
    return equal + math.sqrt(inside / outside) * (parts - equal) if inside > 0 else parts

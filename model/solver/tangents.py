"""Second-order cones by tangents: ‖x‖₂ ≤ √h Σx holds exactly where it holds for every tangent.

Between a point x̄ that violates it and equal parts with the same sum lies a point y on the cone's surface. There the
tangent (y / ‖y‖) · x ≤ √h Σx touches the cone; x̄ violates it, and no point of the cone does. Tangents that touch settle
in fewer steps than those at x̄ itself (Kronqvist, Lundell and Westerlund 2016).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.solver.arrays import Array, Rows
from model.solver.reader import Reader

PRECISION = 1e-7
"""A cone counts as held up to this, relative to its size."""


@dataclass(frozen=True)
class OneCone:
    """The parts x of one cone as rows of the program, and the root of its value."""

    limit: str
    moment: str
    parts: Rows
    root: float
    gives: Rows = field(default_factory=lambda: Rows.of([]))
    """By how much root times sum rises with a unit of each of the columns,"""
    by: Array = field(default_factory=lambda: np.zeros(0, int))
    """which are these, where the value of the cone gives way."""


class Tangents:
    """All cones of a model."""

    def __init__(self, reader: Reader, model: Any) -> None:
        self.cones: list[OneCone] = []
        for cone in getattr(model, "cones", ()):
            index = model.component(cone.over)
            values = model.component(cone.value)
            rows = reader.rows_of(cone.level, index) if len(index) else None
            of_cone: dict[tuple[str, str], list[int]] = {}
            for at, (limit, _, moment) in enumerate(index):
                of_cone.setdefault((limit, moment), []).append(at)
            for (limit, moment), numbers in of_cone.items():
                root = math.sqrt(values[limit, moment] / 1e4)
                if rows is not None:
                    self.cones.append(OneCone(limit, moment, rows.take(np.array(numbers)), root))

    def at(self, x: Array, precision: float = PRECISION) -> tuple[Rows, list[OneCone]]:
        """Tangents of the cones that a point violates, each row at most 0; and these cones. With a negative precision
        also of those that it comes near to."""
        lists, cones = [], []
        for cone in self.cones:
            parts = cone.parts.at(x)
            length = float(np.linalg.norm(parts))
            rise = cone.gives.at(x)
            room = cone.root * parts.sum() + float(rise @ x[cone.by])
            if length > 0 and length > room * (1 + precision) + precision:
                surface = _surface(parts, room / parts.sum())
                weight = surface / np.linalg.norm(surface) - cone.root
                columns, place = np.unique(cone.parts.columns, return_inverse=True)
                values = np.bincount(place, cone.parts.values * weight[cone.parts.row], minlength=len(columns))
                lists.append((np.append(columns, cone.by), np.append(values, -rise)))
                cones.append(cone)
        return Rows.of(lists), cones


def _surface(parts: Array, root: float) -> Array:
    """The point between some parts and equal ones that is on the cone; the parts where even equal ones are outside."""
    equal = np.full(len(parts), parts.mean())
    inside = root**2 * parts.sum() ** 2 - equal @ equal
    outside = parts @ parts - equal @ equal
    return equal + math.sqrt(inside / outside) * (parts - equal) if inside > 0 and outside > 0 else parts

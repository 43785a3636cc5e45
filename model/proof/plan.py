"""A plan in exact arithmetic: how far it is from holding every row."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from model.proof.check import POINT, whole
from model.solver.arrays import Array


@dataclass(frozen=True)
class Violation:
    """The largest violation of a row, of a bound of a column, or of a whole number."""

    size: float
    """In the unit of the row."""
    where: str
    """Name of the row or column; empty if everything holds exactly."""


def violation(content: Mapping[str, Any], values: Array) -> Violation:
    """The largest violation of a program, given as its file has it, by values of its columns."""
    exact = whole([value if abs(value) > 2.0**-200 else 0.0 for value in values.tolist()], POINT)
    worst = max([*_of_columns(content, exact), *_of_rows(content, exact)], default=(0, ""))
    of_cones = [(_of_cone(cone, exact), cone["name"]) for cone in content["cones"]]
    size, where = max([(float(Fraction(worst[0], 1 << 2 * POINT)), worst[1]), *of_cones])
    return Violation(size, where if size > 0 else "")


def _of_columns(content: Mapping[str, Any], exact: list[int]) -> Iterator[tuple[int, str]]:
    """Violations of bounds and of whole numbers by column."""
    names = content["column_names"]
    lower, upper = whole(content["lower"], POINT, -math.inf), whole(content["upper"], POINT, math.inf)
    for value, low, high, name in zip(exact, lower, upper, names, strict=True):
        if not low <= value <= high:
            yield (low - value if value < low else value - high) << POINT, name
    for column in content["integer"]:
        away = exact[column] % (1 << POINT)
        if away:
            yield min(away, (1 << POINT) - away) << POINT, names[column]


def _of_rows(content: Mapping[str, Any], exact: list[int]) -> Iterator[tuple[int, str]]:
    """Violations by row."""
    values, columns, starts = whole(content["values"], POINT), content["columns"], content["starts"]
    lower, upper = (whole(content[f"row_{side}"], 2 * POINT, math.inf) for side in ("lower", "upper"))
    for row, name in enumerate(content["row_names"]):
        places = range(starts[row], starts[row + 1])
        total = sum(values[at] * exact[columns[at]] for at in places if exact[columns[at]])
        if type(lower[row]) is int and total < lower[row]:
            yield lower[row] - total, name
        if type(upper[row]) is int and total > upper[row]:
            yield total - upper[row], name


def _of_cone(cone: Mapping[str, Any], exact: list[int]) -> float:
    """By how much the length of the parts of a cone exceeds its root times their sum."""
    parts = [
        part["constant"]
        + sum(v * exact[c] / (1 << POINT) for c, v in zip(part["columns"], part["values"], strict=True))
        for part in cone["parts"]
    ]
    return max(0.0, math.hypot(*parts) - math.sqrt(cone["index"] / 10_000) * math.fsum(parts))

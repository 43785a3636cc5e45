"""A program as its file has it: names, numbers as the shortest decimals of their doubles, cones; and a plan's
distance from holding every row."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from model.proof import verify
from model.proof.verify import POINT, fixed
from model.solver.arrays import Array, IndexedBlock, Matrix
from model.solver.cone_cuts import OneCone

# ----------------------------------------------------------------------------------------------------------------------
# A program as its file has it: names, numbers as the shortest decimals of their doubles, and cones.


@dataclass(frozen=True)
class WholeProgram:
    """A program to be proven."""

    matrix: Matrix
    cones: Sequence[OneCone] = ()
    cells: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Cells of the workbook by their value: names of rows and columns have such labels in their index."""

    @cached_property
    def content(self) -> dict[str, Any]:
        """The content of its file. Coefficients of a row are in the order of columns, without any that is 0."""
        matrix, rows = self.matrix, self.matrix.rows
        order = np.lexsort((rows.columns, rows.row))
        order = order[rows.values[order] != 0]
        counts = np.bincount(rows.row[order], minlength=rows.count)
        return {
            "format": verify.PROGRAM,
            "offset": float(matrix.offset),
            "cost": matrix.cost.tolist(),
            "lower": _sides(matrix.lower),
            "upper": _sides(matrix.upper),
            "integer": np.flatnonzero(matrix.integer).tolist(),
            "starts": [0, *np.cumsum(counts).tolist()],
            "columns": rows.columns[order].tolist(),
            "values": rows.values[order].tolist(),
            "row_lower": _sides(matrix.row_lower),
            "row_upper": _sides(matrix.row_upper),
            "cones": [cone_content(cone) for cone in self.cones],
            "column_names": _names(matrix.variables, len(matrix.cost)),
            "row_names": _names(matrix.constraints, rows.count),
            "cells": self.cells,
        }

    @cached_property
    def file(self) -> bytes:
        """Its content as JSON."""
        return encoded(self.content)


def encoded(content: Mapping[str, Any]) -> bytes:
    """A file's content as JSON."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _sides(values: Array) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in values.tolist()]


def cone_content(cone: OneCone) -> dict[str, Any]:
    """A cone as the file has it."""
    parts = []
    for at, constant in enumerate(cone.parts.constants.tolist()):
        columns, values = cone.parts.one(at)
        order = np.argsort(columns)
        parts.append({"constant": constant, "columns": columns[order].tolist(), "values": values[order].tolist()})
    return {"name": f"{cone.limit}, {cone.moment}", "index": cone.index, "parts": parts}


def _names(blocks: Mapping[str, IndexedBlock], count: int) -> list[str]:
    """Name and index of each column or row; its number if it has none."""
    names = list(map(str, range(count)))
    for block in blocks.values():
        names[block.span] = [f"{block.name}[{key}]" for key in block.keys]
    return names


# ----------------------------------------------------------------------------------------------------------------------
# A plan in exact arithmetic: how far it is from holding every row.


@dataclass(frozen=True)
class Violation:
    """The largest violation of a row, of a bound of a column, or of a whole number."""

    size: float
    """In the unit of the row."""
    where: str
    """Name of the row or column; empty if everything holds exactly."""


def violation(content: Mapping[str, Any], values: Array) -> Violation:
    """The largest violation of a program, given as its file has it, by values of its columns."""
    exact = fixed([value if abs(value) > 2.0**-200 else 0.0 for value in values.tolist()], POINT)
    worst = max([*_of_columns(content, exact), *_of_rows(content, exact)], default=(0, ""))
    of_cones = [(_of_cone(cone, exact), cone["name"]) for cone in content["cones"]]
    size, where = max([(float(Fraction(worst[0], 1 << 2 * POINT)), worst[1]), *of_cones])
    return Violation(size, where if size > 0 else "")


def _of_columns(content: Mapping[str, Any], exact: list[int]) -> Iterator[tuple[int, str]]:
    """Violations of bounds and of whole numbers by column."""
    names = content["column_names"]
    lower, upper = fixed(content["lower"], POINT, -math.inf), fixed(content["upper"], POINT, math.inf)
    for value, low, high, name in zip(exact, lower, upper, names, strict=True):
        if not low <= value <= high:
            yield (low - value if value < low else value - high) << POINT, name
    for column in content["integer"]:
        away = exact[column] % (1 << POINT)
        if away:
            yield min(away, (1 << POINT) - away) << POINT, names[column]


def _of_rows(content: Mapping[str, Any], exact: list[int]) -> Iterator[tuple[int, str]]:
    """Violations by row."""
    values, columns, starts = fixed(content["values"], POINT), content["columns"], content["starts"]
    lower, upper = (fixed(content[f"row_{side}"], 2 * POINT, math.inf) for side in ("lower", "upper"))
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

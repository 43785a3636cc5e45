"""A program as its file has it: names, numbers as the shortest decimals of their doubles, and cones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from model.proof import check
from model.solver.arrays import Array, IndexedBlock, Matrix
from model.solver.cone_cuts import OneCone


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
            "format": check.PROGRAM,
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

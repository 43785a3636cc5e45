"""The same program by another solver: SCIP, from the arrays of the matrix, which Pyomo has built row by row.

Our own reading of rules as templates has no part in it, nor have screening, rounds, tangents or HiGHS.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pyscipopt

from bench.fuzzing.history import with_history
from model.families.assemble import build_model
from model.families.instance import read_instance
from model.sheets.tables import Tables
from model.solver.arrays import Array, LinearRows, Matrix
from model.solver.cone_cuts import OneCone, Tangents
from model.solver.matrix import read_matrix

SECONDS = 30.0
"""For one workbook; where it takes longer nothing is said."""

HUGE = 1e30

EXACT = 1e-7
"""Violations below this, relative to size, count as none."""


def program_by_rows(tables: Tables) -> tuple[Matrix, list[OneCone]]:
    """The whole program and its cones, every row built by Pyomo, and what the years before the plan leave by a second
    formulation. Raises Infeasible where a row cannot hold by itself."""
    model = build_model(with_history(read_instance(tables), tables), use_templates=False)
    matrix, reader = read_matrix(model)
    return matrix, Tangents.of(reader, model).cones


def holds(matrix: Matrix, cones: list[OneCone], x: Array) -> bool:
    """Whether values of the columns satisfy every row, bound and cone of a program.

    They prove that there is a plan if SCIP finds none, as with bounds that leave 1e-8 of slack: priorities settled
    before cost.
    """
    level = matrix.rows.at(x) - matrix.rows.constants
    low, high = (np.nan_to_num(each, posinf=HUGE, neginf=-HUGE) for each in (matrix.row_lower, matrix.row_upper))
    missed = [
        (low - level) / np.maximum(1.0, abs(low)),
        (level - high) / np.maximum(1.0, abs(high)),
        matrix.lower - x,
        x - matrix.upper,
        abs(x - np.round(x))[matrix.integer],
        *(np.linalg.norm(parts) - cone.root * parts.sum(keepdims=True)
          for cone in cones for parts in [cone.parts.at(x)]),
    ]  # fmt: skip
    return all((each <= EXACT).all() for each in missed)


def optimum(matrix: Matrix, cones: list[OneCone]) -> tuple[str, float]:
    """Optimum of a program with cones, at gap 0."""
    scale = scale_of(matrix)
    scip = pyscipopt.Model()
    scip.hideOutput()
    scip.setParam("limits/time", SECONDS)
    columns = [
        scip.addVar(vtype="I" if whole else "C", lb=finite(low), ub=finite(high), obj=cost * scale)
        for low, high, whole, cost in zip(matrix.lower, matrix.upper, matrix.integer, matrix.cost, strict=True)
    ]
    for row, low, high in zip(expressions(matrix.rows, columns), matrix.row_lower, matrix.row_upper, strict=True):
        if math.isfinite(low) or math.isfinite(high):
            add_row(scip, row, low, high)
    for cone in cones:
        add_cone(scip, cone, columns)
    scip.optimize()
    status = scip.getStatus()
    if status == "inforunbd":
        status = "unbounded" if optimum(free(matrix), cones)[0] == "plan" else "infeasible"
    if status == "optimal":
        return "plan", scip.getObjVal() / scale + matrix.offset
    return (status if status in ("infeasible", "unbounded") else "undecided"), math.nan


def free(matrix: Matrix) -> Matrix:
    """The program without cost."""
    return Matrix(**(vars(matrix) | {"cost": np.zeros_like(matrix.cost)}))


def scale_of(matrix: Matrix) -> float:
    """Scale of costs that brings them near 1."""
    known = np.abs(matrix.cost[matrix.cost != 0])
    return float(1 / np.median(known)) if len(known) else 1.0


def finite(bound: float) -> float | None:
    return float(bound) if math.isfinite(bound) else None


def expressions(rows: LinearRows, columns: list[Any]) -> list[Any]:
    """Each row as an expression of SCIP's, without its constant."""
    return [
        pyscipopt.quicksum(
            float(value) * columns[column]
            for column, value in zip(rows.columns[start:stop], rows.values[start:stop], strict=True)
        )
        for start, stop in pairwise(rows.starts)
    ]


def add_row(scip: Any, row: Any, low: float, high: float) -> None:
    if low == high:
        scip.addCons(row == float(low))
        return
    if math.isfinite(low):
        scip.addCons(row >= float(low))
    if math.isfinite(high):
        scip.addCons(row <= float(high))


def add_cone(scip: Any, cone: OneCone, columns: list[Any]) -> None:
    """‖parts‖₂ ≤ root · Σ parts, as a quadratic constraint."""
    parts = []
    for row, constant in zip(expressions(cone.parts, columns), cone.parts.constants, strict=True):
        part = scip.addVar(lb=None)
        scip.addCons(part == row + float(constant))
        parts.append(part)
    total = scip.addVar(lb=0.0)
    scip.addCons(total == pyscipopt.quicksum(parts))
    scip.addCons(pyscipopt.quicksum(part * part for part in parts) <= cone.root**2 * total * total)

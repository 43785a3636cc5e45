"""Fallbacks if HiGHS ends without a verdict: one change of method after the other, then an elastic program."""

from __future__ import annotations

from collections.abc import Mapping

import highspy
import numpy as np

from model.solver.arrays import Array, LinearRows, Matrix

_STATUS = highspy.HighsModelStatus

NO_VERDICT = (_STATUS.kUnknown, _STATUS.kSolveError, _STATUS.kPresolveError, _STATUS.kPostsolveError)
"""HiGHS's statuses without a verdict."""

PRIMAL, UNSCALED = 4, 0
"""HiGHS's codes for primal simplex, and for no scaling of rows and columns."""

LINEAR: tuple[Mapping[str, object], ...] = (
    {"presolve": "off"},
    {"simplex_scale_strategy": UNSCALED},
    {"presolve": "off", "simplex_strategy": PRIMAL},
    {"solver": "ipx", "run_crossover": "on"},
)
"""Options with which a linear program is solved again."""

IN_WHOLE_NUMBERS: tuple[Mapping[str, object], ...] = (
    {"presolve": "off"},
    {"simplex_scale_strategy": UNSCALED},
    {"mip_lp_solver": "ipx", "random_seed": 1},
)
"""The same of a program in whole numbers."""

MISSED = 1e-6
"""Tolerance of a row relative to its size: a program whose rows must be violated by more has no solution."""

ELASTIC_NODES = 10_000
"""For an elastic program in whole numbers."""

HELP = (
    "Not decided whether a plan exists: HiGHS ends with '{status}', also without presolve, with other scaling, by "
    "another algorithm, and with all rows relaxed. Numbers of very different size make this likely: choose "
    "larger units (kt in place of t), and clear limits far above what can be reached."
)
"""Message about a program on which no fallback gives a verdict."""


def elastic(matrix: Matrix, rows: Array) -> Matrix:
    """The program that misses some of its rows by as little as it can."""
    count, width = len(rows), len(matrix.cost)
    size = np.maximum(1.0, np.minimum(np.abs(matrix.row_lower), np.abs(matrix.row_upper)))[rows]
    size[~np.isfinite(size)] = 1.0
    a = matrix.rows
    pairs = np.concatenate([a.row, rows, rows])
    columns = np.concatenate([a.columns, width + np.arange(count), width + count + np.arange(count)])
    values = np.concatenate([a.values, size, -size])
    order = np.lexsort((columns, pairs))
    starts = np.concatenate([[0], np.cumsum(np.bincount(pairs, minlength=len(a.constants)))])
    slack = np.zeros(2 * count)
    return Matrix(
        cost=np.concatenate([np.zeros(width), slack + 1]),
        offset=0.0,
        lower=np.concatenate([matrix.lower, slack]),
        upper=np.concatenate([matrix.upper, slack + np.inf]),
        integer=np.concatenate([matrix.integer, slack > 0]),
        rows=LinearRows(starts, columns[order], values[order], a.constants),
        row_lower=matrix.row_lower,
        row_upper=matrix.row_upper,
    )

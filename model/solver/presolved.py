"""The program that HiGHS's presolve leaves, in which a step of simplex takes half as long as in the given one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from model.solver.arrays import Array, LinearRows, Matrix
from model.solver.handover import Handover, apart

COLUMN_WISE = highspy.MatrixFormat.kColwise

CONTINUOUS = highspy.HighsVarType.kContinuous


@dataclass(frozen=True)
class Presolved:
    """A smaller program with the same cheapest plan."""

    matrix: Matrix
    columns: Array
    """Column of the given program, by column."""
    _highs: Any
    """The given program, with the reductions to take back."""

    @classmethod
    def of(cls, matrix: Matrix) -> Presolved | None:
        """None if presolve leaves the program unchanged, or leaves nothing, or no plan."""
        given = Handover(matrix)
        count = len(matrix.cost)
        for column in range(count):  # presolve keeps names, not numbers
            given.highs.passColName(column, str(column))
        apart(given.highs.presolve)
        if given.highs.getModelPresolveStatus() != highspy.HighsPresolveStatus.kReduced:
            return None
        left = given.highs.getPresolvedLp()
        scale, by_row = given.cost_scale, _by_row(left)
        reduced = Matrix(
            cost=np.array(left.col_cost_) / scale,
            offset=left.offset_ / scale,
            lower=np.array(left.col_lower_),
            upper=np.array(left.col_upper_),
            integer=np.array([kind != CONTINUOUS for kind in left.integrality_]),
            rows=by_row,
            row_lower=np.array(left.row_lower_),
            row_upper=np.array(left.row_upper_),
        )
        return cls(reduced, np.array([int(name) for name in left.col_names_]), given.highs)

    def restored(self, values: Array) -> Array:
        """Values of the columns of the given program."""
        solution = highspy.HighsSolution()
        solution.col_value, solution.value_valid = values.tolist(), True
        apart(lambda: self._highs.postsolve(solution))
        return np.array(self._highs.getSolution().col_value)


def _by_row(program: Any) -> LinearRows:
    """The rows of one of HiGHS's programs."""
    a, count = program.a_matrix_, program.num_row_
    starts, index, values = np.array(a.start_), np.array(a.index_), np.array(a.value_)
    if a.format_ == COLUMN_WISE:
        column = np.repeat(np.arange(program.num_col_), np.diff(starts))
        order = np.lexsort((column, index))
        starts = np.concatenate([[0], np.cumsum(np.bincount(index, minlength=count))])
        index, values = column[order], values[order]
    return LinearRows(starts, index, values, np.zeros(count))

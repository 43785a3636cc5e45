"""One program as HiGHS has it: arrays handed over, costs scaled, bounds and rows changed, refusals heard; and the
program that presolve leaves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from model.errors import OutputRefused, SolveFailed
from model.solver.arrays import Array, LinearRows, Matrix

# ----------------------------------------------------------------------------------------------------------------------
# One program as HiGHS has it: arrays handed over, costs scaled, bounds and rows changed, refusals heard.


_OK = highspy.HighsStatus.kOk

_ERROR = highspy.HighsStatus.kError

ROW_WISE = 2
"""HiGHS's code for a matrix compressed by row."""

MINIMISE = 1

Basis = Any
"""HiGHS's status of each column and of each row, in a copy of its own; highspy does not type it."""


class _QuietHighs(highspy.Highs):
    """HiGHS that prints no banner: highspy's own callbacks, which print it when they are set up, are not used here."""

    def enableCallbacks(self) -> None:  # noqa: N802  # highspy's name
        pass


_new_highs: Any = _QuietHighs  # highspy types its arguments only in part


def _cost_scale(cost: Array) -> float:
    """The power of two that brings costs to 1 in the geometric mean, which HiGHS's tolerances are made for.

    Amounts in millions by tonne are thousands of times smaller: simplex then works ten times as long. Interior points
    do not mind, and are slower for it at times.
    """
    magnitudes = np.abs(cost[np.isfinite(cost) & (cost != 0)])
    return float(2.0 ** -np.round(np.log2(magnitudes).mean())) if len(magnitudes) else 1.0


class Handover:
    """A program in HiGHS, silent and with one thread by default."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.highs: Any = _new_highs()
        self.is_relaxed = not matrix.integer.any()
        self.option("log_to_console", False)  # with "output_flag" off HiGHS would not report progress either
        self.option("threads", 1)
        self.option("random_seed", 0)
        self.load()

    def option(self, name: str, value: object) -> None:
        """Set an option. Raises SolveFailed if HiGHS does not know it, which HiGHS itself only logs."""
        if self.highs.setOptionValue(name, value) != _OK:
            raise SolveFailed(f"HiGHS does not accept the option {name} = {value}")

    @contextmanager
    def changed(self, options: Mapping[str, object]) -> Iterator[None]:
        """Other options temporarily, without traces of earlier runs."""
        before = {name: self.highs.getOptionValue(name)[1] for name in options}
        self.highs.clearSolver()
        try:
            for name, value in options.items():
                self.option(name, value)
            yield
        finally:
            for name, value in before.items():
                self.option(name, value)

    def load(self) -> None:
        """Pass the arrays to HiGHS. Raises SolveFailed if HiGHS refuses them."""
        a = self.matrix
        self.cost_scale = _cost_scale(a.cost)
        status = self.highs.passModel(
            len(a.cost),
            len(a.row_lower),
            a.nonzeros,
            ROW_WISE,
            MINIMISE,
            a.offset * self.cost_scale,
            a.cost * self.cost_scale,
            a.lower,
            a.upper,
            a.row_lower,
            a.row_upper,
            a.rows.starts.astype(np.int32),
            a.rows.columns.astype(np.int32),
            a.rows.values,
            a.integer.astype(np.int32),
        )
        is_finite = np.isfinite(a.cost).all() and np.isfinite(a.rows.values).all()  # HiGHS accepts NaN and infinity
        if status == _ERROR or not is_finite:
            raise SolveFailed("HiGHS rejects the model; a coefficient may be infinite or NaN")

    def _scale_costs(self, scale: float) -> None:
        """Have HiGHS see costs at another scale."""
        self.cost_scale, count = scale, len(self.matrix.cost)
        self.highs.changeColsCost(count, np.arange(count, dtype=np.int32), self.matrix.cost * scale)
        self.highs.changeObjectiveOffset(self.matrix.offset * scale)

    def write(self, file: Path, columns: Sequence[str], rows: Sequence[str]) -> None:
        """Write the program as an MPS file. Raises OutputRefused if that fails."""
        self._scale_costs(1.0)
        lp = self.highs.getLp()
        lp.col_names_, lp.row_names_ = list(columns), list(rows)
        self.highs.passModel(lp)
        if self.highs.writeModel(str(file)) == _ERROR:
            raise OutputRefused(f"cannot write {file}")

    def relax(self) -> None:
        """Drop integrality."""
        self.is_relaxed = True
        count = len(self.matrix.cost)
        continuous = np.zeros(count, dtype=np.uint8)
        self.highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), continuous)

    def set_bounds(self, columns: Array, lower: Array, upper: Array) -> None:
        """Change the bounds of some columns."""
        self.highs.changeColsBounds(len(columns), columns.astype(np.int32), lower.astype(float), upper.astype(float))

    def set_costs(self, columns: Array, cost: Array) -> None:
        """Change the costs of some columns."""
        self.highs.changeColsCost(len(columns), columns.astype(np.int32), cost * self.cost_scale)

    def add_rows(self, rows: LinearRows, lower: Array, upper: Array) -> None:
        """Add rows to a linear program that was solved to a vertex; from there the next run starts. HiGHS leaves out
        coefficients that are nought to it, and warns."""
        self.matrix = self.matrix.with_rows(rows, lower, upper)
        starts, columns = rows.starts[:-1].astype(np.int32), rows.columns.astype(np.int32)
        if self.highs.addRows(len(lower), lower, upper, len(columns), starts, columns, rows.values) == _ERROR:
            raise SolveFailed("HiGHS rejects further rows")

    def stand_at(self, basis: Basis) -> None:
        """Have the next run begin at a basis that lacks only the last rows."""
        if self.highs.setBasis(self._with_all_rows(basis)) == _ERROR:
            raise SolveFailed("HiGHS rejects a basis")

    def _with_all_rows(self, basis: Basis) -> Basis:
        """The basis in which the rows that it lacks are slack."""
        rows = basis.row_status
        if len(rows) == len(self.matrix.row_lower):
            return basis
        longer = highspy.HighsBasis()
        slack = [highspy.HighsBasisStatus.kBasic] * (len(self.matrix.row_lower) - len(rows))
        longer.col_status, longer.row_status, longer.valid = basis.col_status, [*rows, *slack], True
        return longer


def apart(call: Callable[[], object]) -> None:
    """Call HiGHS in a thread of its own: it refuses to work with one thread in a thread where somebody has used it with
    several before."""
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join()


# ----------------------------------------------------------------------------------------------------------------------
# The program that HiGHS's presolve leaves, in which a step of simplex takes half as long as in the given one.


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
        handover = Handover(matrix)
        count = len(matrix.cost)
        for column in range(count):  # presolve keeps names, not numbers
            handover.highs.passColName(column, str(column))
        apart(handover.highs.presolve)
        if handover.highs.getModelPresolveStatus() != highspy.HighsPresolveStatus.kReduced:
            return None
        left = handover.highs.getPresolvedLp()
        scale, by_row = handover.cost_scale, _by_row(left)
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
        return cls(reduced, np.array([int(name) for name in left.col_names_]), handover.highs)

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

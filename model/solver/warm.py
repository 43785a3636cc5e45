"""Where simplex begins in a program that differs little from one whose vertex is known."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from model.solver.arrays import Array, Matrix
from model.solver.highs import Basis
from model.solver.program import CUT, Master

KINDS = [highspy.HighsBasisStatus(each) for each in range(4)]
LOWER, BASIC, UPPER, FREE = range(4)
UNKNOWN = -1


@dataclass(frozen=True)
class WarmStart:
    """A basis by the numbers of the whole program, so that it serves masters with other branches and cuts, and programs
    with other numbers in them."""

    columns: Array
    """Status of each column of the whole program; UNKNOWN of those that the master had not got."""
    rows: Array
    """The same of rows."""
    recourse: Array
    """Of the column of what recourse is expected to cost, if there was one,"""
    cuts: Array
    """and of the rows that are cuts, in their order."""

    @classmethod
    def of(cls, basis: Basis, master: Master, whole: Matrix) -> WarmStart:
        """A basis of a master of the whole program."""
        columns, rows = np.full(len(whole.cost), UNKNOWN), np.full(len(whole.row_lower), UNKNOWN)
        of_columns, of_rows = (np.array([int(each) for each in part]) for part in (basis.col_status, basis.row_status))
        is_row, is_cut = master.rows >= 0, master.rows == CUT
        columns[master.columns] = of_columns[: len(master.columns)]
        rows[master.rows[is_row]] = of_rows[is_row]
        return cls(columns, rows, of_columns[len(master.columns) :], of_rows[is_cut])

    def basis(self, master: Master) -> Basis:
        """The basis in a master. Rows that it did not know are slack, columns at a bound."""
        a, is_row, is_cut = master.matrix, master.rows >= 0, master.rows == CUT
        columns = _filled(np.append(self.columns[master.columns], self.recourse), len(a.cost))
        rows = np.full(len(master.rows), UNKNOWN)
        rows[is_row] = _filled(self.rows, int(master.rows.max(initial=-1)) + 1)[master.rows[is_row]]
        rows[is_cut] = _filled(self.cuts, int(is_cut.sum()))
        rows[rows == UNKNOWN] = BASIC
        found = highspy.HighsBasis()
        found.col_status = [KINDS[each] for each in _at_bounds(columns, a.lower, a.upper)]
        found.row_status = [KINDS[each] for each in _at_bounds(rows, a.row_lower, a.row_upper)]
        found.valid = True
        found.alien = (columns == BASIC).sum() + (rows == BASIC).sum() != len(rows)
        return found


def _filled(statuses: Array, count: int) -> Array:
    """So many of them, UNKNOWN where there are fewer."""
    return np.append(statuses, np.full(max(0, count - len(statuses)), UNKNOWN))[:count]


def _at_bounds(statuses: Array, lower: Array, upper: Array) -> Array:
    """Statuses in which all that is not basic stands at a bound that there is."""
    has_lower, has_upper = np.isfinite(lower), np.isfinite(upper)
    is_there = np.where(statuses == LOWER, has_lower, np.where(statuses == UPPER, has_upper, statuses == BASIC))
    return np.where(is_there, statuses, np.where(has_lower, LOWER, np.where(has_upper, UPPER, FREE)))

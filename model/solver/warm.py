"""Where simplex begins in a program that differs little from one whose vertex is known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import highspy
import numpy as np

from model.solver.arrays import Array, Matrix
from model.solver.handover import Basis
from model.solver.program import CUT, NEED, Master

KINDS = [highspy.HighsBasisStatus(each) for each in range(4)]
LOWER, BASIC, UPPER, FREE = range(4)
UNKNOWN = -1

NOTHING = np.zeros(0, np.int8)


@dataclass(frozen=True)
class WarmStart:
    """A basis by the numbers of the whole program, so that it serves masters with other branches and cuts, and programs
    with other numbers in them."""

    columns: Array
    """Status of each column of the whole program, UNKNOWN if missing."""
    rows: Array
    """The same of rows."""
    recourse: Array = field(default_factory=lambda: NOTHING)
    """Status of the column of expected recourse cost, if any,"""
    cuts: Array = field(default_factory=lambda: NOTHING)
    """of the rows that are cuts, in their order,"""
    needs: Array = field(default_factory=lambda: NOTHING)
    """and of those that are needs."""

    @classmethod
    def of(cls, basis: Basis, master: Master, whole: Matrix) -> WarmStart:
        """A basis of a master of the whole program."""
        found = cls.unknown(whole)
        of_columns, of_rows = statuses(basis)
        is_row = master.rows >= 0
        found.columns[master.columns] = of_columns[: len(master.columns)]
        found.rows[master.rows[is_row]] = of_rows[is_row]
        cuts, needs = (of_rows[master.rows == kind] for kind in (CUT, NEED))
        return cls(found.columns, found.rows, of_columns[len(master.columns) :], cuts, needs)

    @classmethod
    def unknown(cls, whole: Matrix) -> WarmStart:
        """Nothing known of a whole program."""
        return cls(*(np.full(len(each), UNKNOWN, np.int8) for each in (whole.cost, whole.row_lower)))

    def with_part(self, basis: Basis, columns: Array, rows: Array) -> WarmStart:
        """With the basis of a program of its own in some columns and rows that it did not know."""
        count = max(len(self.rows), int(rows.max(initial=-1)) + 1)
        found = replace(self, columns=self.columns.copy(), rows=_filled(self.rows, count))
        of_columns, of_rows = statuses(basis)
        found.columns[columns], found.rows[rows] = of_columns, _filled(of_rows, len(rows))
        return found

    def with_needs(self, order: Array) -> WarmStart:
        """With needs in another order."""
        return replace(self, needs=_filled(self.needs, len(order))[order])

    def elsewhere(self, columns: Array, rows: Array) -> WarmStart:
        """Warm start for a program with given columns and rows of this one, UNKNOWN where missing."""
        return replace(self, columns=_taken(self.columns, columns), rows=_taken(self.rows, rows))

    def basis(self, master: Master) -> Basis:
        """The basis in a master."""
        is_row = master.rows >= 0
        columns = _filled(np.append(self.columns[master.columns], self.recourse), len(master.matrix.cost))
        rows = np.full(len(master.rows), UNKNOWN, np.int8)
        rows[is_row] = _filled(self.rows, int(master.rows.max(initial=-1)) + 1)[master.rows[is_row]]
        for kind, known in ((CUT, self.cuts), (NEED, self.needs)):
            rows[master.rows == kind] = _filled(known, int((master.rows == kind).sum()))
        return basis_of(columns, rows, master.matrix)


def statuses(basis: Basis) -> tuple[Array, Array]:
    """Statuses of columns and of rows."""
    columns, rows = (np.array([int(each) for each in part], np.int8) for part in (basis.col_status, basis.row_status))
    return columns, rows


def basis_of(columns: Array, rows: Array, matrix: Matrix) -> Basis:
    """The basis of statuses; UNKNOWN rows are slack, UNKNOWN columns at a bound."""
    rows = np.where(rows == UNKNOWN, BASIC, rows)
    found = basis_from(
        _at_bounds(columns, matrix.lower, matrix.upper), _at_bounds(rows, matrix.row_lower, matrix.row_upper)
    )
    found.alien = bool((columns == BASIC).sum() + (rows == BASIC).sum() != len(rows))
    return found


def basis_from(columns: Array, rows: Array) -> Basis:
    """The basis of all statuses as HiGHS gave them."""
    found = highspy.HighsBasis()
    found.col_status, found.row_status = ([KINDS[each] for each in part] for part in (columns, rows))
    found.valid, found.alien = True, False
    return found


def _filled(statuses: Array, count: int) -> Array:
    """Statuses cut or filled with UNKNOWN to a length."""
    return np.append(statuses, np.full(max(0, count - len(statuses)), UNKNOWN, np.int8))[:count]


def _taken(statuses: Array, places: Array) -> Array:
    return np.append(statuses, np.int8(UNKNOWN))[places]


def _at_bounds(statuses: Array, lower: Array, upper: Array) -> Array:
    """Statuses in which every nonbasic column is at an existing bound."""
    has_lower, has_upper = np.isfinite(lower), np.isfinite(upper)
    is_there = np.where(statuses == LOWER, has_lower, np.where(statuses == UPPER, has_upper, statuses == BASIC))
    return np.where(is_there, statuses, np.where(has_lower, LOWER, np.where(has_upper, UPPER, FREE)))

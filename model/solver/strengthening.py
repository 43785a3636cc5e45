"""Links between decisions and the columns they enable, tighter than the rows of the program.

A plant that is not built ships nothing, but a row that bounds this by the plant's whole capacity lets a relaxation
build a small share of the plant. If a lane can carry no more than its market takes, it carries at most that much times
the opening, which is equally valid and stronger. Such a link holds for any column that is zero while all of its
*openings* are, integers, with its greatest value. Both follow from the rows:

- greatest values from the slack of a row when the rest of it is at its least (M. W. P. Savelsbergh, "Preprocessing and
  probing techniques for mixed integer programming problems", *ORSA Journal on Computing* 6, 1994);
- openings from rows by which a column is at most a sum of columns that are opened, such as a capacity or a balance.

A program has far more links than matter; violated ones are separated one solution at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from model.solver.arrays import Array, LinearRows, Matrix

PASSES = 6
"""Times that greatest values are passed on from row to row."""

STEPS = 12
"""Rows at most between a column and its openings."""

BROKEN = 1e-3
"""A link is broken by more than this share of a greatest value."""

MARGIN = 1 + 1e-9
"""On greatest values, for rounding."""

FEW = 5000
"""Links of a program that is small enough to be asked for more of them at a time."""


@dataclass(frozen=True)
class Links:
    """The links of a program."""

    matrix: Matrix
    _openings: dict[int, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def greatest(self) -> Array:
        """Greatest value of each column by bounds and rows; may be infinite."""
        a = self.matrix
        row, column, upper = a.rows.row, a.rows.columns, a.upper
        for _ in range(PASSES):
            before, upper = upper, upper.copy()
            for values, limit in ((a.rows.values, a.row_upper), (-a.rows.values, -a.row_lower)):
                least = values * np.select([values > 0, values < 0], [a.lower[column], before[column]])
                is_finite = np.isfinite(least)
                least[~is_finite] = 0.0
                infinite = np.bincount(row, ~is_finite, len(limit))
                at = np.flatnonzero((values > 0) & (infinite[row] == ~is_finite) & np.isfinite(limit[row]))
                rest = np.bincount(row, least, len(limit))[row[at]] - least[at]
                np.minimum.at(upper, column[at], (limit[row[at]] - rest) / values[at])
            if np.array_equal(upper, before):
                break
        return upper

    @cached_property
    def opened_by(self) -> Array:
        """By column, the row by which it is zero while its openings are: numbered from 1, negative if the column is on
        the row's lower side. 0 for openings themselves, and for columns without such a row."""
        a = self.matrix
        row, column, values, count = a.rows.row, a.rows.columns, a.rows.values, len(a.row_lower)
        never_negative = np.bincount(row, a.lower[column] < 0, count) == 0
        holds = {1: never_negative & (a.row_upper == 0), -1: never_negative & (a.row_lower == 0)}
        is_known = (a.lower == 0) & (a.integer | (a.upper == 0))
        result = np.zeros(len(a.cost), np.int64)
        for _ in range(STEPS):
            found = is_known.copy()
            for side, rows in holds.items():
                is_opened = side * values > 0
                unknown = np.bincount(row, ~is_opened & ~is_known[column], count)
                at = np.flatnonzero((rows & (unknown == 0))[row] & is_opened & ~found[column])
                result[column[at]] = side * (row[at] + 1)
                found[column[at]] = True
            if np.array_equal(found, is_known):
                break
            is_known = found
        return result

    def openings(self, column: int) -> frozenset[int]:
        """Integers that are all zero only if the column is."""
        by = int(self.opened_by[column])
        if by == 0:
            return frozenset([column] if self.matrix.upper[column] > 0 else [])
        return self._openings_by(by)

    def _openings_by(self, by: int) -> frozenset[int]:
        """The openings of the columns that a row opens."""
        if by not in self._openings:
            span = slice(*self.matrix.rows.starts[abs(by) - 1 : abs(by) + 1])
            others = self.matrix.rows.columns[span][np.sign(by) * self.matrix.rows.values[span] < 0]
            is_opening = (self.opened_by[others] == 0) & (self.matrix.upper[others] > 0)
            further = set(self.opened_by[others].tolist()) - {0}
            self._openings[by] = frozenset(others[is_opening].tolist()).union(*map(self._openings_by, further))
        return self._openings[by]

    @cached_property
    def _linked(self) -> Array:
        """Columns that have a link."""
        return np.flatnonzero((self.opened_by != 0) & np.isfinite(self.greatest) & (self.greatest > 0))

    def broken(self, values: Array) -> LinearRows:
        """Links violated by a solution, each a row that is at most 0 and whose first column is the limited one. In a
        program with few links, all links with the same openings are added as well: most would be violated next."""
        share = values[self._linked] / self.greatest[self._linked]
        at = np.flatnonzero(share > BROKEN)
        rows, opener = np.unique(self.opened_by[self._linked[at]], return_inverse=True)
        openings = [list(self._openings_by(each)) for each in rows.tolist()]
        opened = np.array([values[each].sum() if each else np.inf for each in openings])
        is_broken = share[at] > opened[opener] + BROKEN
        if len(self._linked) < FEW:
            return self._links(self._linked[np.isin(self.opened_by[self._linked], rows[opener[is_broken]])])
        return self._links(self._linked[at[is_broken]])

    def _links(self, columns: Array) -> LinearRows:
        """The links of some columns."""
        rows, opener = np.unique(self.opened_by[columns], return_inverse=True)
        openings = [np.array(sorted(self._openings_by(each))) for each in rows.tolist()]
        right = LinearRows.of([(each, np.ones(len(each))) for each in openings]).take(opener)
        first, most = right.starts[:-1], MARGIN * self.greatest[columns]
        return LinearRows(
            right.starts + np.arange(len(right.starts)),
            np.insert(right.columns, first, columns),
            np.insert(-most[right.row], first, 1.0),
            np.zeros(len(columns)),
        )

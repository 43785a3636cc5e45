"""Transshipment points at which passing goods on never pays.

At such a point inflow could leave again, so that no lane away from it depends on local production. If there is always a
direct lane that costs no more than the two, some cheapest plan passes no goods on: shifting goods to direct lanes
changes no row, costs no more and ships less. The balance of the point then splits into two, joined by the quantity
*kept*: production is kept or leaves, and use is from goods kept or arriving.

Lanes are found as columns that take one from a row and add one to another, and are in no other row, so without
capacity, loss or limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from model.solver.arrays import Array, LinearRows, Matrix, stack
from model.tolerances import FLOAT


@dataclass(frozen=True)
class Split:
    """A program with columns for quantities kept, which follow its own, and the balances that they split."""

    matrix: Matrix
    kept: LinearRows
    """Quantity kept at each place as a sum of the program's own columns: production less shipments."""
    own: int
    """Number of the program's own columns."""

    @property
    def nothing_passed_on(self) -> LinearRows:
        """Rows in the program's own columns that are at most 0: quantities kept are not negative."""
        return replace(self.kept, values=-self.kept.values)

    def extended(self, values: Array) -> Array:
        """Values of all columns, from those of the program's own."""
        return np.append(values, self.kept.at(values))

    def in_own(self, links: LinearRows) -> LinearRows:
        """Links in the program's own columns. The first column of each is the one that it limits."""
        limited = links.columns[links.starts[:-1]]
        is_kept = limited >= self.own
        rows = []
        for link in np.flatnonzero(is_kept):
            place, openings = limited[link] - self.own, slice(links.starts[link] + 1, links.starts[link + 1])
            sent = slice(*self.kept.starts[place : place + 2])
            columns = np.append(self.kept.columns[sent], links.columns[openings])
            rows.append((columns, np.append(self.kept.values[sent], links.values[openings])))
        return stack([links.take(np.flatnonzero(~is_kept)), LinearRows.of(rows)])


def split(matrix: Matrix) -> Split:
    """The program with the balance of each place split through which it never pays to pass anything on."""
    lanes = _Lanes.of(matrix)
    count = len(matrix.cost)
    kept: list[tuple[Array, Array]] = []
    rows: list[tuple[Array, Array]] = []
    for row in np.intersect1d(lanes.head, lanes.tail):
        coming, leaving = lanes.at(row)
        span = slice(*matrix.rows.starts[row : row + 2])
        columns, values = matrix.rows.columns[span], matrix.rows.values[span]
        if matrix.integer[columns].any() or not lanes.is_direct(coming, leaving):
            continue
        is_made = (values > 0) & (lanes.head_of[columns] != row) | (lanes.tail_of[columns] == row)
        here = count + len(kept)
        kept.append((columns[is_made], values[is_made]))
        rows.append((np.append(columns[is_made], here), np.append(values[is_made], -1.0)))
        rows.append((np.append(columns[~is_made], here), np.append(values[~is_made], 1.0)))
    more, none = np.zeros(len(kept)), np.zeros(len(rows))
    extended = replace(
        matrix,
        cost=np.append(matrix.cost, more),
        lower=np.append(matrix.lower, more),
        upper=np.append(matrix.upper, more + np.inf),
        integer=np.append(matrix.integer, more > 0),
    )
    return Split(extended.with_rows(LinearRows.of(rows), none, none), LinearRows.of(kept), count)


@dataclass(frozen=True)
class _Lanes:
    """Columns that take one from the row of their tail and add one to that of their head."""

    tail: Array
    head: Array
    cost: Array
    tail_of: Array
    head_of: Array
    """Position by column of the program; −1 if it is no lane."""
    _order: tuple[Array, Array]
    """Lanes in the order of their heads and of their tails."""
    _cheapest: tuple[Array, Array]
    """Ends as one number, in order, and the cost of the cheapest lane between them."""
    _rows: int

    @classmethod
    def of(cls, a: Matrix) -> _Lanes:
        row, column, values = a.rows.row, a.rows.columns, a.rows.values
        tail, head = np.full(len(a.cost), -1), np.full(len(a.cost), -1)
        tail[column[values == -1]], head[column[values == 1]] = row[values == -1], row[values == 1]
        is_balance = (a.row_lower == 0) & (a.row_upper == 0)
        is_free = ~a.integer & (a.lower == 0) & np.isinf(a.upper) & (np.bincount(column, minlength=len(a.cost)) == 2)
        lane = np.flatnonzero(is_free & (tail >= 0) & (head >= 0))
        lane = lane[is_balance[tail[lane]] & is_balance[head[lane]]]
        no_lane = np.delete(np.arange(len(a.cost)), lane)
        tail[no_lane] = head[no_lane] = -1
        tail_of, head_of, tail, head, cost = tail, head, tail[lane], head[lane], a.cost[lane]
        ends = tail * len(is_balance) + head
        order = np.lexsort((cost, ends))
        known, first = np.unique(ends[order], return_index=True)
        by_head, by_tail = np.argsort(head, kind="stable"), np.argsort(tail, kind="stable")
        return cls(tail, head, cost, tail_of, head_of, (by_head, by_tail), (known, cost[order][first]), len(is_balance))

    def at(self, row: int) -> tuple[Array, Array]:
        """Lanes into a row and out of it."""
        found = []
        for ends, order in zip((self.head, self.tail), self._order, strict=True):
            found.append(order[slice(*np.searchsorted(ends, (row, row + 1), sorter=order))])
        return found[0], found[1]

    def is_direct(self, coming: Array, leaving: Array) -> bool:
        """Whether direct lanes cost no more than any two into and out of a place; a return costs nothing."""
        start, end = self.tail[coming][:, None], self.head[leaving][None, :]
        both = self.cost[coming][:, None] + self.cost[leaving][None, :]
        known, cheapest = self._cheapest
        ends = start * self._rows + end
        at = np.minimum(np.searchsorted(known, ends), len(known) - 1)
        direct = np.where(known[at] == ends, cheapest[at], np.inf)
        direct = np.where(start == end, 0.0, direct)
        return bool((direct <= both + FLOAT * np.abs(both)).all())

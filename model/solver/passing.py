"""Places at which goods are made and used, and through which it never pays to pass them on.

At such a place what comes in could leave again, so that no lane away from it hangs on what is made there. Where there
is always a direct lane that costs no more than the two, some cheapest plan passes nothing on: shifting goods to direct
lanes changes no row, costs no more and ships less. The balance of the place then falls into two, with what is *kept*
between them: what is made there is kept or leaves, and what is used there was kept or came in.

Lanes are found as columns that take one from a row and add one to another, and are in no other row: no capacity, no
loss, no limit speaks of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from model.solver.arrays import Array, Matrix, Rows
from model.solver.links import Link

ROUNDING = 1e-9
"""By which two lanes may be cheaper than the direct one, relative to their cost."""


@dataclass(frozen=True)
class Split:
    """A program with columns for what is kept, which follow its own, and the balances that they split."""

    matrix: Matrix
    kept: list[Link]
    """What is kept at each place as a sum of the program's own columns: made less sent."""
    own: int
    """Number of the program's own columns."""

    @property
    def nothing_passed_on(self) -> list[Link]:
        """Rows in the program's own columns: what is kept is not negative."""
        return [(columns, -values) for columns, values in self.kept]

    def extended(self, values: Array) -> Array:
        """Values of all columns, from those of the program's own."""
        return np.append(values, [each @ values[columns] for columns, each in self.kept])

    def in_own(self, link: Link) -> Link:
        """A link in the program's own columns. Its first column is the one that it limits."""
        columns, values = link
        if columns[0] < self.own:
            return link
        kept, made_less_sent = self.kept[columns[0] - self.own]
        return np.concatenate([kept, columns[1:]]), np.concatenate([made_less_sent, values[1:]])


def split(matrix: Matrix) -> Split:
    """The program with the balance of each place split through which it never pays to pass anything on."""
    lanes = _Lanes.of(matrix)
    count = len(matrix.cost)
    kept: list[Link] = []
    rows: list[Link] = []
    for row in np.intersect1d(lanes.head, lanes.tail):
        coming, leaving = lanes.at(row)
        span = slice(*matrix.rows.starts[row : row + 2])
        columns, values = matrix.rows.columns[span], matrix.rows.values[span]
        if matrix.integer[columns].any() or not lanes.is_direct(coming, leaving):
            continue
        is_made = (values > 0) & ~np.isin(columns, lanes.column[coming]) | np.isin(columns, lanes.column[leaving])
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
    return Split(extended.with_rows(Rows.of(rows), none, none), kept, count)


@dataclass(frozen=True)
class _Lanes:
    """Columns that take one from the row of their tail and add one to that of their head."""

    column: Array
    tail: Array
    head: Array
    cost: Array
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
        tail, head, cost = tail[lane], head[lane], a.cost[lane]
        ends = tail * len(is_balance) + head
        order = np.lexsort((cost, ends))
        known, first = np.unique(ends[order], return_index=True)
        by_head, by_tail = np.argsort(head, kind="stable"), np.argsort(tail, kind="stable")
        return cls(lane, tail, head, cost, (by_head, by_tail), (known, cost[order][first]), len(is_balance))

    def at(self, row: int) -> tuple[Array, Array]:
        """Lanes that come to a row and those that leave it."""
        found = []
        for ends, order in zip((self.head, self.tail), self._order, strict=True):
            found.append(order[slice(*np.searchsorted(ends, (row, row + 1), sorter=order))])
        return found[0], found[1]

    def is_direct(self, coming: Array, leaving: Array) -> bool:
        """Whether direct lanes cost no more than any two that come to a place and leave it; back costs nothing."""
        start, end = self.tail[coming][:, None], self.head[leaving][None, :]
        both = self.cost[coming][:, None] + self.cost[leaving][None, :]
        known, cheapest = self._cheapest
        ends = start * self._rows + end
        at = np.minimum(np.searchsorted(known, ends), len(known) - 1)
        direct = np.where(known[at] == ends, cheapest[at], np.inf)
        direct = np.where(start == end, 0.0, direct)
        return bool((direct <= both + ROUNDING * np.abs(both)).all())

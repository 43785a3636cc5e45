"""Lanes alike, through hubs.

A rule of the sheet Routes makes lanes from every site to every other, a column for each pair. Origins whose lanes reach
the same destinations with the same coefficients and costs are alike: any of them may serve any destination. Outflow of
each origin, inflow of each destination and one row that equates both totals then describe the same plans with the sum
of both numbers of columns in place of their product. Flows on the lanes follow by the northwest-corner rule.
Destinations alike are merged in the same way.

Lanes are found as columns that take something from one row. The merged program is equivalent, so that its bounds and
plans are those of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from model.solver.arrays import Array, LinearRows, Matrix
from model.solver.handover import Basis
from model.solver.highs import LARGE
from model.solver.solve import Solution
from model.solver.warm_start import BASIC, LOWER, basis_of, statuses

WORTH = 0.5
"""Maximum share of columns left for merging to be worthwhile: simplex prefers few long rows to many hubs."""


@dataclass(frozen=True)
class Merging:
    """A program with lanes alike merged, in steps."""

    matrix: Matrix
    """The merged program."""
    steps: Sequence[Hubs] = ()

    @classmethod
    def of(cls, matrix: Matrix) -> Merging:
        """Merged to half of its columns or fewer if it is large, or unchanged."""
        if len(matrix.cost) >= LARGE:
            by_origin = Hubs.of(matrix, by_origin=True)
            by_destination = Hubs.of(by_origin.merged, by_origin=False)
            if len(by_destination.merged.cost) <= WORTH * len(matrix.cost):
                return cls(by_destination.merged, (by_origin, by_destination))
        return cls(matrix)

    def columns(self, values: Array) -> Array:
        """Values of the merged program's columns."""
        for step in self.steps:
            values = step.columns(values)
        return values

    def values(self, merged: Array) -> Array:
        """Values of the whole program's columns."""
        for step in reversed(self.steps):  # the last step merged what the one before it had made
            merged = step.values(merged)
        return merged

    def solution(self, solution_merged: Solution) -> Solution:
        """A solution of the merged program as one of the whole."""
        for step in reversed(self.steps):
            solution_merged = step.solution(solution_merged)
        return solution_merged


@dataclass(frozen=True)
class Hubs:
    """A program, and the same with lanes alike merged."""

    full: Matrix
    merged: Matrix
    common: Array
    """Columns that both have, the first ones of the merged program."""
    lanes: Sequence[Array]
    """Columns of the whole program by hub: a table of its members, such as origins, by partners, such as destinations.
    The merged program has a column for each member, then one for each partner."""

    @classmethod
    def of(cls, matrix: Matrix, *, by_origin: bool) -> Hubs:
        """Lanes of origins alike, or those of destinations alike, merged."""
        ends = _Ends.of(matrix, by_origin=by_origin)
        lanes = [table for table in ends.alike() if table.size > sum(table.shape)]
        is_kept = np.ones(len(matrix.cost), bool)
        for table in lanes:
            is_kept[table] = False
        return cls(matrix, ends.merged(np.flatnonzero(is_kept), lanes), np.flatnonzero(is_kept), lanes)

    def columns(self, values: Array) -> Array:
        """Values of the merged program's columns."""
        totals = [values[table].sum(axis=axis) for axis in (1, 0) for table in self.lanes]
        return np.concatenate([values[self.common], *totals])

    def values(self, merged: Array) -> Array:
        """Values of the whole program's columns: each member serves the partners in their order."""
        values = np.zeros(len(self.full.cost))
        values[self.common] = merged[: len(self.common)]
        for table, totals in zip(self.lanes, self._totals(merged), strict=True):
            (begin, end), (first, last) = (_spans(np.maximum(total, 0.0)) for total in totals)
            flow = np.minimum.outer(end, last) - np.maximum.outer(begin, first)
            values[table] = np.maximum(flow, 0.0)
        return values

    def basis(self, merged: Basis, values: Array) -> Basis:
        """Basis of the whole program at a vertex of the merged one: the basic members and partners of a hub as a tree
        of lanes between them."""
        columns, rows = statuses(merged)
        column_status = np.full(len(self.full.cost), LOWER, np.int8)
        column_status[self.common] = columns[: len(self.common)]
        for table, basic, totals in zip(self.lanes, self._totals(columns), self._totals(values), strict=True):
            is_member, is_partner = (column == BASIC for column in basic)
            if is_member.any() and is_partner.any():
                place = _corner(totals[0][is_member], totals[1][is_partner])
                column_status[table[np.ix_(is_member, is_partner)][place]] = BASIC
        return basis_of(column_status, rows[: len(self.full.row_lower)], self.full)

    def solution(self, merged: Solution) -> Solution:
        """A solution of the merged program as one of the whole."""
        basis, settled = (
            None if part is None else self.basis(part, merged.values) for part in (merged.basis, merged.settled)
        )
        duals = merged.duals[: len(self.full.row_lower)]
        return replace(merged, values=self.values(merged.values), duals=duals, basis=basis, settled=settled)

    def _totals(self, merged: Array) -> list[tuple[Array, Array]]:
        """Parts of an array by column of the merged program: those of each hub's members and partners."""
        sizes = [table.shape[axis] for axis in (0, 1) for table in self.lanes]
        parts = np.split(merged[len(self.common) :], np.cumsum(sizes)[:-1])
        return list(zip(parts[: len(self.lanes)], parts[len(self.lanes) :], strict=True)) if self.lanes else []


def _spans(totals: Array) -> tuple[Array, Array]:
    """Where each total begins and ends if they are laid one after the other."""
    ends = np.cumsum(totals)
    return ends - totals, ends


def _corner(members: Array, partners: Array) -> tuple[Array, Array]:
    """Members and partners of the lanes of the northwest-corner rule, a tree."""
    ends = np.concatenate([np.cumsum(members)[:-1], np.cumsum(partners)[:-1]])
    is_member = np.append(np.ones(len(members) - 1, int), np.zeros(len(partners) - 1, int))
    steps = is_member[np.argsort(ends, kind="stable")]
    return np.append(0, np.cumsum(steps)), np.append(0, np.cumsum(1 - steps))


@dataclass(frozen=True)
class _Ends:
    """The entries of a program, apart for the two ends of its lanes."""

    matrix: Matrix
    is_own: Array
    """Entries at the end by which lanes are merged; the others are at the partner's."""
    lanes: Array
    """Columns that are lanes."""

    @classmethod
    def of(cls, matrix: Matrix, *, by_origin: bool) -> _Ends:
        """An origin is the one row from which a column takes most."""
        columns, values, count = matrix.rows.columns, matrix.rows.values, len(matrix.cost)
        least = np.zeros(count)
        np.minimum.at(least, columns, values)
        is_origin = (values == least[columns]) & (values < 0)
        origins, ends = np.bincount(columns[is_origin], minlength=count), np.bincount(columns, minlength=count)
        is_free = (matrix.lower == 0) & (matrix.upper == np.inf) & ~matrix.integer
        lanes = np.flatnonzero(is_free & (origins == 1) & (ends > 1))
        return cls(matrix, is_origin if by_origin else ~is_origin, lanes)

    def alike(self) -> list[Array]:
        """Tables of the lanes of members alike, by member and partner."""
        own = _numbers(self._by_column(self.is_own), np.zeros(len(self.lanes)))
        partner = _numbers(self._by_column(~self.is_own), self.matrix.cost[self.lanes])
        order = np.lexsort((partner, own))
        bounds = np.flatnonzero(np.diff(own[order], prepend=-1, append=-1))
        tables: dict[bytes, list[Array]] = {}
        for first, last in pairwise(bounds):
            at = order[first:last]
            tables.setdefault(partner[at].tobytes(), []).append(self.lanes[at])
        return [np.array(table) for table in tables.values()]

    def merged(self, remaining: Array, tables: Sequence[Array]) -> Matrix:
        """The program with hubs in place of the lanes of some tables."""
        a = self.matrix
        members, partners = (
            np.concatenate([np.zeros(0, int), *(np.take(table, 0, axis) for table in tables)]) for axis in (1, 0)
        )
        own, other = (np.full(len(a.cost), -1) for _ in range(2))
        own[remaining] = other[remaining] = np.arange(len(remaining))
        own[members] = len(remaining) + np.arange(len(members))
        other[partners] = len(remaining) + len(members) + np.arange(len(partners))
        place = np.where(self.is_own, own[a.rows.columns], other[a.rows.columns])
        is_left, added = place >= 0, len(members) + len(partners)
        counts = np.bincount(a.rows.row[is_left], minlength=a.rows.count)
        starts = np.concatenate([[0], np.cumsum(counts)])
        matrix = Matrix(
            cost=np.concatenate([a.cost[remaining], np.zeros(len(members)), a.cost[partners]]),
            offset=a.offset,
            lower=np.append(a.lower[remaining], np.zeros(added)),
            upper=np.append(a.upper[remaining], np.full(added, np.inf)),
            integer=np.append(a.integer[remaining], np.zeros(added, bool)),
            rows=LinearRows(starts, place[is_left], a.rows.values[is_left], a.rows.constants),
            row_lower=a.row_lower,
            row_upper=a.row_upper,
        )
        hubs = LinearRows.of(
            [(np.append(own[table[:, 0]], other[table[0]]), np.repeat([1.0, -1.0], table.shape)) for table in tables]
        )
        return matrix.with_rows(hubs, np.zeros(len(tables)), np.zeros(len(tables)))

    def _by_column(self, is_taken: Array) -> LinearRows:
        """Some of the entries of each lane, as rows are held."""
        rows = self.matrix.rows
        columns = rows.columns[is_taken]
        order = np.argsort(columns, kind="stable")
        counts = np.bincount(columns, minlength=len(self.matrix.cost))
        starts = np.concatenate([[0], np.cumsum(counts)])
        of_all = LinearRows(starts, rows.row[is_taken][order], rows.values[is_taken][order], self.matrix.cost)
        return of_all.take(self.lanes)


def _numbers(entries: LinearRows, more: Array) -> Array:
    """A number for each column, the same for those that have the same entries and the same of something more."""
    counts, numbers = np.diff(entries.starts), np.zeros(entries.count, int)
    for count in np.unique(counts):
        at = np.flatnonzero(counts == count)
        part = entries.take(at)
        keys = [more[at], *part.values.reshape(-1, count).T, *part.columns.reshape(-1, count).T]
        order = np.lexsort(keys)
        is_new = np.any([np.diff(key[order], prepend=np.nan) != 0 for key in keys], axis=0)
        numbers[at[order]] = numbers.max(initial=0) + np.cumsum(is_new)
    return numbers

"""Decomposition of a program over a scenario tree: shared columns and rows, and those of each branch.

Columns of a node belong to its branch, all others are shared: first-stage decisions, and the trunk. A row belongs to
the branch whose columns it has. Branches that share a row with another, as those of a CVaR do, or that have integers of
their own are *linked* and can not be left out. With the shared columns fixed, every other branch is a small linear
program of its own, its recourse.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from model.solver.arrays import Array, LinearRows, Matrix
from model.tolerances import FLOAT

SHARED = -1

CUT, NEED, SPENT = -1, -2, -3
"""In place of a row's number: a cut, a need of a branch, and the limit on cost."""

AFFORDABLE = 1e-7
"""Relative tolerance of the limit on cost."""


@dataclass(frozen=True)
class Aim:
    """Something else than cost to be minimised, while cost has a limit."""

    values: Array
    """By column of the whole program; 0 for columns of a branch."""
    constant: float
    most: float
    """Maximum cost of a plan."""


@dataclass(frozen=True)
class Cut:
    """The cost of a branch's recourse, if the branch were certain, is at least constant + values · x[columns]."""

    columns: Array
    values: Array
    constant: float
    duals: Array = field(default_factory=lambda: np.zeros(0))
    """Duals of the branch's own rows that prove the cut; they also prove one in another program with the same rows
    (`Recourse.cut`)."""
    unpriced: tuple[Array, Array] = (np.zeros(0, int), np.zeros(0))
    """Columns without a bound, and their reduced costs, taken as 0 since they are rounding."""

    def ignored_at(self, x: Array) -> float:
        """Amount by which the cut may be too high, given values of all columns of the whole program."""
        columns, reduced = self.unpriced
        return float(np.abs(reduced) @ np.abs(x[columns]))

    def at(self, x: Array) -> float:
        """Lower bound on the cost, given values of all columns of the whole program."""
        return self.constant + float(self.values @ x[self.columns])


Need = tuple[int, Cut]
"""A branch, with an expression that is at most 0 in every plan that has recourse there."""


@dataclass(frozen=True)
class Master:
    """A program without the columns and rows of some branches; a column has their expected recourse cost if there are
    cuts for it."""

    matrix: Matrix
    columns: Array
    """Columns of the whole program; that of the expected recourse cost may follow."""
    rows: Array
    """Rows of the whole program; CUT for each cut, NEED for each need of a branch."""
    needs: tuple[Need, ...] = ()
    """In the order of their rows."""

    @property
    def has_recourse(self) -> bool:
        """Whether the expected recourse cost of inactive branches has a column."""
        return len(self.matrix.cost) > len(self.columns)

    def with_tangents(self, tangents: LinearRows, numbers: Array) -> Master:
        """The master with further rows of the whole program, each at most 0, that have these numbers there."""
        rows = replace(tangents, columns=np.searchsorted(self.columns, tangents.columns))
        matrix = self.matrix.with_rows(rows, np.full(rows.count, -np.inf), np.zeros(rows.count))
        return replace(self, matrix=matrix, rows=np.append(self.rows, numbers))

    def with_needs(self, needs: Sequence[Need]) -> Master:
        """The master with the needs of further branches."""
        rows = LinearRows.of([(np.searchsorted(self.columns, need.columns), need.values) for _, need in needs])
        most = np.array([-need.constant for _, need in needs])
        matrix = self.matrix.with_rows(rows, np.full(len(needs), -np.inf), most)
        return Master(matrix, self.columns, np.append(self.rows, np.full(len(needs), NEED)), (*self.needs, *needs))

    def with_cut(self, cut: Cut) -> Master:
        """The master, in which recourse has a column, with a further cut of the inactive branches."""
        rows = LinearRows.of([_row_of(cut, np.searchsorted(self.columns, cut.columns), len(self.columns))])
        matrix = self.matrix.with_rows(rows, np.array([cut.constant]), np.full(1, np.inf))
        return replace(self, matrix=matrix, rows=np.append(self.rows, CUT))


def _row_of(cut: Cut, places: Array, recourse: int) -> tuple[Array, Array]:
    """Columns and values of the row recourse − values · x ≥ constant."""
    return np.append(places, recourse), np.append(-cut.values, 1.0)


@dataclass(frozen=True)
class Program:
    """The whole program, and whose each column is. Branches are numbered."""

    matrix: Matrix
    branch: Array
    """By column, SHARED or the number of its branch."""
    unit_cost: Array
    """Cost of each column that belongs to a branch, if the branch were certain."""
    probability: Sequence[float]
    """Probability by branch."""
    is_limit: Array
    """Rows that hold a limit of the sheet Limits."""
    order: Array
    """By integer column: rank in the order of decisions."""
    aim: Aim | None = None
    """The objective, if it is not cost."""

    def is_affordable(self, values: Array) -> bool:
        """Whether a plan's cost is within the limit that comes with an aim."""
        return self.aim is None or self.matrix.cost_of(values) <= self.aim.most + AFFORDABLE * abs(self.aim.most)

    @cached_property
    def _row_range(self) -> tuple[Array, Array]:
        """The least and the greatest number of a branch with columns in each row, SHARED left out."""
        rows = self.matrix.rows
        of_entry = self.branch[rows.columns]
        owned = of_entry != SHARED
        row, of_entry = rows.row[owned], of_entry[owned]
        count, most = len(rows.constants), len(self.probability)
        least, greatest = np.full(count, most), np.full(count, SHARED)
        np.minimum.at(least, row, of_entry)
        np.maximum.at(greatest, row, of_entry)
        return least, greatest

    @cached_property
    def row_branch(self) -> Array:
        """By row, SHARED or its branch; for one that links branches, the last of them."""
        return self._row_range[1]

    def of_branch(self, branch: int) -> tuple[Array, Array]:
        """Columns and rows of a branch."""
        columns, rows = self._of_branches
        return columns[branch], rows[branch]

    def seen_by(self, branches: Sequence[int]) -> Array:
        """The shared columns in rows of branches."""
        rows = self.matrix.rows.take(np.flatnonzero(np.isin(self.row_branch, branches)))
        return np.unique(rows.columns[self.branch[rows.columns] == SHARED])

    @cached_property
    def _of_branches(self) -> tuple[list[Array], list[Array]]:
        """Columns and rows by branch: found for all of them at once, as there may be thousands."""
        count = len(self.probability)
        return _places(self.branch, count), _places(self.row_branch, count)

    @cached_property
    def linked(self) -> frozenset[int]:
        """Branches that always are in the mixed-integer program: with integers of their own, or interdependent."""
        own = self.branch[self.matrix.integer]
        return self.interdependent | frozenset(int(each) for each in np.unique(own) if each != SHARED)

    @cached_property
    def interdependent(self) -> frozenset[int]:
        """Branches that share a row with another, or whose columns' costs are not all scaled by the branch's
        probability."""
        least, greatest = self._row_range
        rows = self.matrix.rows
        links = (greatest != SHARED) & (least != greatest)
        own = np.flatnonzero(self.branch != SHARED)
        expected = np.array([*self.probability, 0.0])[self.branch[own]] * self.unit_cost[own]
        priced = own[np.abs(self.matrix.cost[own] - expected) > FLOAT * np.maximum(1.0, np.abs(expected))]
        numbers = self.branch[np.concatenate([rows.columns[links[rows.row]], priced])]
        return frozenset(int(each) for each in np.unique(numbers) if each != SHARED)

    def with_tangents(self, tangents: LinearRows) -> Program:
        """The program with further rows, each at most 0, that are limits."""
        matrix = self.matrix.with_rows(tangents, np.full(tangents.count, -np.inf), np.zeros(tangents.count))
        return replace(self, matrix=matrix, is_limit=np.append(self.is_limit, np.ones(tangents.count, bool)))

    def expected(self, cuts: Mapping[int, Cut], active: Collection[int]) -> Cut:
        """Lower bound on the expected recourse cost of all inactive branches with cuts."""
        return self._expected(cuts, [each for each in cuts if each not in active])

    def _expected(self, cuts: Mapping[int, Cut], branches: Sequence[int]) -> Cut:
        """The same of some branches."""
        outside = {each: cuts[each] for each in branches if each in cuts}
        probability = [self.probability[each] for each in outside]
        if not outside:
            return Cut(np.zeros(0, int), np.zeros(0), 0.0)
        columns, place = np.unique(np.concatenate([cut.columns for cut in outside.values()]), return_inverse=True)
        values = np.concatenate([p * cut.values for p, cut in zip(probability, outside.values(), strict=True)])
        constant = sum(p * cut.constant for p, cut in zip(probability, outside.values(), strict=True))
        return Cut(columns, np.bincount(place, values, len(columns)), constant)

    def master(
        self, active: Collection[int], cuts: Sequence[Mapping[int, Cut]], needs: Sequence[Need] = (), parts: int = 1
    ) -> Master:
        """The shared part and the active branches, with the expected recourse cost of the others that have cuts.

        ``cuts`` are families of cuts, each with one for every inactive branch with a probability. A family is one row:
        one for every branch would be stronger, but simplex takes several times as long with that many long rows.
        Interior points do not, and may have a column of recourse and rows for each of several ``parts`` of the
        branches. ``needs`` are at most 0.
        """
        a = self.matrix
        if not cuts and not needs and len(active) == len(self.probability):
            return self._aimed(Master(a, np.arange(len(a.cost)), np.arange(len(a.row_lower))))
        kept = np.zeros(len(self.probability) + 1, bool)  # the last place is that of SHARED, −1
        kept[[SHARED, *active]] = True
        columns, row_ids = np.flatnonzero(kept[self.branch]), np.flatnonzero(kept[self.row_branch])
        place = np.full(len(a.cost), -1)
        place[columns] = np.arange(len(columns))
        taken = a.rows.take(row_ids)
        groups = self.groups(active, cuts, parts)
        of_group = [(number, self._expected(each, group)) for each in cuts for number, group in enumerate(groups)]
        lists = [_row_of(cut, place[cut.columns], len(columns) + number) for number, cut in of_group]
        recourse = np.ones(len(groups))
        matrix = Matrix(
            cost=np.concatenate([a.cost[columns], recourse]),
            offset=a.offset,
            lower=np.concatenate([a.lower[columns], recourse * -np.inf]),
            upper=np.concatenate([a.upper[columns], recourse * np.inf]),
            integer=np.concatenate([a.integer[columns], np.zeros(len(recourse), bool)]),
            rows=LinearRows(taken.starts, place[taken.columns], taken.values, taken.constants),
            row_lower=a.row_lower[row_ids],
            row_upper=a.row_upper[row_ids],
        )
        master = Master(matrix, columns, row_ids).with_needs(needs) if needs else Master(matrix, columns, row_ids)
        if lists:
            constants = np.array([cut.constant for _, cut in of_group])
            matrix = master.matrix.with_rows(LinearRows.of(lists), constants, np.full(len(lists), np.inf))
            master = replace(master, matrix=matrix, rows=np.append(master.rows, np.full(len(lists), CUT)))
        return self._aimed(master)

    def groups(self, active: Collection[int], cuts: Sequence[Mapping[int, Cut]], parts: int) -> list[list[int]]:
        """Inactive branches with cuts, in order, in at most the given number of groups."""
        outside = sorted(set().union(*cuts) - set(active))
        return [part.tolist() for part in np.array_split(outside, min(parts, len(outside)) or 1) if len(part)]

    def _aimed(self, master: Master) -> Master:
        """A master that minimises the aim, if there is one, and limits cost."""
        if self.aim is None:
            return master
        spent = np.flatnonzero(master.matrix.cost)
        row = LinearRows.of([(spent, master.matrix.cost[spent])])
        most = np.array([self.aim.most - master.matrix.offset])
        cost = np.append(self.aim.values[master.columns], np.zeros(len(master.matrix.cost) - len(master.columns)))
        matrix = replace(master.matrix.with_rows(row, np.full(1, -np.inf), most), cost=cost, offset=self.aim.constant)
        return replace(master, matrix=matrix, rows=np.append(master.rows, SPENT))


def _places(numbers: Array, count: int) -> list[Array]:
    """Positions of each number from 0 on."""
    order = np.argsort(numbers, kind="stable")
    starts = np.searchsorted(numbers[order], np.arange(count + 1))
    return [order[first:last] for first, last in pairwise(starts)]

"""Root relaxation, strengthened by links between decisions and the columns they enable, and by transshipment points at
which passing goods on never pays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from model.solver.arrays import Array, LinearRows, Matrix, stack
from model.solver.diving import exclusive_sets
from model.solver.handover import Basis, Presolved
from model.solver.highs import LARGE, Interrupt, Solver, Status
from model.solver.subproblems import few_iterations
from model.solver.termination import Deadline
from model.tolerances import FLOAT

# ----------------------------------------------------------------------------------------------------------------------
# Links between decisions and the columns they enable, tighter than the rows of the program.


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
            opening_columns = is_known.copy()
            for side, rows in holds.items():
                is_opened = side * values > 0
                unknown = np.bincount(row, ~is_opened & ~is_known[column], count)
                at = np.flatnonzero((rows & (unknown == 0))[row] & is_opened & ~opening_columns[column])
                result[column[at]] = side * (row[at] + 1)
                opening_columns[column[at]] = True
            if np.array_equal(opening_columns, is_known):
                break
            is_known = opening_columns
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
        openings = [list(self._openings_by(row)) for row in rows.tolist()]
        opened = np.array([values[opening].sum() if opening else np.inf for opening in openings])
        is_broken = share[at] > opened[opener] + BROKEN
        if len(self._linked) < FEW:
            return self._links(self._linked[np.isin(self.opened_by[self._linked], rows[opener[is_broken]])])
        return self._links(self._linked[at[is_broken]])

    def _links(self, columns: Array) -> LinearRows:
        """The links of some columns."""
        rows, opener = np.unique(self.opened_by[columns], return_inverse=True)
        openings = [np.array(sorted(self._openings_by(row))) for row in rows.tolist()]
        right = LinearRows.of([(opening, np.ones(len(opening))) for opening in openings]).take(opener)
        first, most = right.starts[:-1], MARGIN * self.greatest[columns]
        return LinearRows(
            right.starts + np.arange(len(right.starts)),
            np.insert(right.columns, first, columns),
            np.insert(-most[right.row], first, 1.0),
            np.zeros(len(columns)),
        )


# ----------------------------------------------------------------------------------------------------------------------
# Transshipment points at which passing goods on never pays.


@dataclass(frozen=True)
class Split:
    """A program with columns for quantities kept, which follow its own, and the balances that they split."""

    matrix: Matrix
    retained: LinearRows
    """Quantity kept at each place as a sum of the program's own columns: production less shipments."""
    own: int
    """Number of the program's own columns."""

    @property
    def nothing_passed_on(self) -> LinearRows:
        """Rows in the program's own columns that are at most 0: quantities kept are not negative."""
        return replace(self.retained, values=-self.retained.values)

    def extended(self, values: Array) -> Array:
        """Values of all columns, from those of the program's own."""
        return np.append(values, self.retained.at(values))

    def in_own(self, links: LinearRows) -> LinearRows:
        """Links in the program's own columns. The first column of each is the one that it limits."""
        limited = links.columns[links.starts[:-1]]
        is_kept = limited >= self.own
        rows = []
        for link in np.flatnonzero(is_kept):
            place, openings = limited[link] - self.own, slice(links.starts[link] + 1, links.starts[link + 1])
            sent = slice(*self.retained.starts[place : place + 2])
            columns = np.append(self.retained.columns[sent], links.columns[openings])
            rows.append((columns, np.append(self.retained.values[sent], links.values[openings])))
        return stack([links.take(np.flatnonzero(~is_kept)), LinearRows.of(rows)])


def split(matrix: Matrix) -> Split:
    """The program with the balance of each place split through which it never pays to pass anything on."""
    lanes = _Lanes.of(matrix)
    count = len(matrix.cost)
    links_kept: list[tuple[Array, Array]] = []
    rows: list[tuple[Array, Array]] = []
    for row in np.intersect1d(lanes.head, lanes.tail):
        coming, leaving = lanes.at(row)
        span = slice(*matrix.rows.starts[row : row + 2])
        columns, values = matrix.rows.columns[span], matrix.rows.values[span]
        if matrix.integer[columns].any() or not lanes.is_direct(coming, leaving):
            continue
        is_made = (values > 0) & (lanes.head_of[columns] != row) | (lanes.tail_of[columns] == row)
        here = count + len(links_kept)
        links_kept.append((columns[is_made], values[is_made]))
        rows.append((np.append(columns[is_made], here), np.append(values[is_made], -1.0)))
        rows.append((np.append(columns[~is_made], here), np.append(values[~is_made], 1.0)))
    more, none = np.zeros(len(links_kept)), np.zeros(len(rows))
    extended = replace(
        matrix,
        cost=np.append(matrix.cost, more),
        lower=np.append(matrix.lower, more),
        upper=np.append(matrix.upper, more + np.inf),
        integer=np.append(matrix.integer, more > 0),
    )
    return Split(extended.with_rows(LinearRows.of(rows), none, none), LinearRows.of(links_kept), count)


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
        first_ends, first = np.unique(ends[order], return_index=True)
        by_head, by_tail = np.argsort(head, kind="stable"), np.argsort(tail, kind="stable")
        return cls(
            tail, head, cost, tail_of, head_of, (by_head, by_tail), (first_ends, cost[order][first]), len(is_balance)
        )

    def at(self, row: int) -> tuple[Array, Array]:
        """Lanes into a row and out of it."""
        passing = []
        for ends, order in zip((self.head, self.tail), self._order, strict=True):
            passing.append(order[slice(*np.searchsorted(ends, (row, row + 1), sorter=order))])
        return passing[0], passing[1]

    def is_direct(self, coming: Array, leaving: Array) -> bool:
        """Whether direct lanes cost no more than any two into and out of a place; a return costs nothing."""
        start, end = self.tail[coming][:, None], self.head[leaving][None, :]
        both = self.cost[coming][:, None] + self.cost[leaving][None, :]
        lengths, cheapest = self._cheapest
        ends = start * self._rows + end
        at = np.minimum(np.searchsorted(lengths, ends), len(lengths) - 1)
        direct = np.where(lengths[at] == ends, cheapest[at], np.inf)
        direct = np.where(start == end, 0.0, direct)
        return bool((direct <= both + FLOAT * np.abs(both)).all())


# ----------------------------------------------------------------------------------------------------------------------
# Root relaxation, strengthened by violated links.


MOST_ROUNDS = 50

GAIN = 1e-6
"""A round that raises the bound by less, relative to it, is the last."""

FEW_ITERATIONS, ITERATIONS_PER_COLUMN = 2000, 0.1
"""Simplex iterations allowed for links: the greater of the two."""

THOROUGHLY = 30.0
"""Times as many iterations for links whose duals are to prove the bound: on the example 0.014 % more of it are proven,
in two seconds more."""

NEARER = 0.5
"""Links stay if the distance from integers is at most this share of its initial value."""

SLACK = 1e-6
"""A link with less slack than this, relative to the limited column, is one that matters."""


@dataclass(frozen=True)
class Interior:
    """A point near the solution of a relaxation."""

    values: Array
    bound: float
    """On any plan."""


@dataclass(frozen=True)
class Relaxation:
    """The solution of a relaxation."""

    matrix: Matrix
    """The program, with the links that matter."""
    values: Array
    bound: float
    """On any plan."""
    links: int
    basis: Basis | None = None
    """Basis of the relaxation without links, in the program that was solved."""
    presolved: Presolved | None = None
    """The presolved program, if that was solved."""

    @property
    def solved(self) -> tuple[Matrix, Array]:
        """The program that was solved, and the given program's column by its column."""
        if self.presolved is not None:
            return self.presolved.matrix, self.presolved.columns
        return self.matrix, np.arange(len(self.matrix.cost))

    @property
    def is_inside(self) -> bool:
        """Whether it is a point between vertices of a program that is presolved."""
        return self.basis is None and self.presolved is not None

    @property
    def is_vertex(self) -> bool:
        """Whether the basis is one of the given program."""
        return self.presolved is None and not self.links

    def restored(self, values: Array) -> Array:
        """Values of the columns of the given program, from those of the one that was solved."""
        return values if self.presolved is None else self.presolved.restored(values)


@dataclass(frozen=True)
class DualSolution:
    """The solution of a relaxation with links, and the duals that prove its bound."""

    values: Array
    bound: float
    duals: Array
    """By row of the program."""
    links: LinearRows
    """Rows at most 0; the first column of each is the one that is limited."""
    link_duals: Array


def relaxation(
    matrix: Matrix,
    until: Deadline,
    interrupt: Interrupt,
    tick: Callable[[], None] = lambda: None,
    near: Basis | None = None,
    interior: Interior | None = None,
) -> Relaxation | None:
    """The relaxation; None if it has no solution or is not solved in time. ``near`` is its basis from other numbers for
    which links were of no use: then none are separated. ``interior`` is a point near its solution.

    Its links hold in some cheapest plan: in every plan that passes no goods on where that does not pay.
    """
    if near is not None:
        solver = Solver(matrix, interrupt, tick)
        solver.allow(until)
        if solver.run_from(near, few_iterations(matrix)) == Status.kOptimal:
            return Relaxation(matrix, solver.values, solver.objective, 0, solver.basis)
    presolved = Presolved.of(matrix) if len(matrix.cost) >= LARGE else None
    if presolved is not None and len(presolved.matrix.cost) >= LARGE:
        if exclusive_sets(presolved.matrix, np.flatnonzero(presolved.matrix.integer)):
            # No vertex is needed of a program in which hundreds of columns are decided next.
            if interior is not None:
                return Relaxation(matrix, interior.values, interior.bound, 0, presolved=presolved)
            strengthened = _inside(presolved.matrix, until, interrupt, tick)
        else:
            strengthened = None
        if strengthened is None:
            strengthened = _strengthened(presolved.matrix, until, interrupt, tick)
        if strengthened is None:
            return None
        if not strengthened.links:
            values = presolved.restored(strengthened.values)
            return replace(strengthened, matrix=matrix, values=values, presolved=presolved)
    return _strengthened(matrix, until, interrupt, tick)


def _inside(matrix: Matrix, until: Deadline, interrupt: Interrupt, tick: Callable[[], None]) -> Relaxation | None:
    """The relaxation by interior points alone; None if it is not solved."""
    solver = Solver(matrix, interrupt, tick)
    solver.allow(until)
    if solver.run_linear(vertex=False) != Status.kOptimal:
        return None
    return Relaxation(matrix, solver.values, solver.objective, 0)


def _strengthened(matrix: Matrix, until: Deadline, interrupt: Interrupt, tick: Callable[[], None]) -> Relaxation | None:
    """The relaxation with the links that its solutions violate."""
    solver = Solver(matrix, interrupt, tick)
    solver.allow(until)
    if solver.run_linear(vertex=True) != Status.kOptimal:
        return None
    plain, basis = solver.values, solver.basis
    separated = _separated(solver, split(matrix), until, interrupt)
    if _distance(matrix, separated.values) > NEARER * _distance(matrix, plain):
        return Relaxation(matrix, plain, separated.bound, 0, basis)
    links = separated.links.take(np.flatnonzero(_matter(separated.links, separated.values)))
    tighter = matrix.with_rows(links, np.full(links.count, -np.inf), links.constants) if links.count else matrix
    return Relaxation(tighter, separated.values, separated.bound, links.count, basis)


def dual_solution(
    matrix: Matrix,
    until: Deadline,
    interrupt: Interrupt,
    tick: Callable[[], None] = lambda: None,
    near: Basis | None = None,
) -> DualSolution | None:
    """The relaxation with those links alone that follow from rows, no matter what passing goods on costs; None if it
    has no solution or is not solved in time. ``near`` is its basis from other numbers."""
    solver = Solver(matrix, interrupt, tick)
    solver.allow(until)
    if near is None or solver.run_from(near, few_iterations(matrix)) != Status.kOptimal:
        solver = Solver(matrix, interrupt, tick)
        solver.allow(until)
        if solver.run_linear(vertex=True) != Status.kOptimal:
            return None
    return _separated(solver, Split(matrix, LinearRows.of([]), len(matrix.cost)), until, interrupt, THOROUGHLY)


def _separated(
    solver: Solver, parts: Split, until: Deadline, interrupt: Interrupt, effort: float = 1.0
) -> DualSolution:
    """Add the links that a vertex violates, then those that the next one does, as long as that raises the bound."""
    links, added, count = Links(parts.matrix), LinearRows.of([]), len(solver.matrix.row_lower)
    values, bound, duals = solver.values, solver.objective, solver.row_duals
    iterations = int(effort * max(FEW_ITERATIONS, ITERATIONS_PER_COLUMN * parts.own))
    for _ in range(MOST_ROUNDS):
        broken = parts.in_own(links.broken(parts.extended(values)))
        if not broken.count or until.is_over or interrupt.is_set:
            break
        new = broken if added.count else stack([parts.nothing_passed_on, broken])
        solver.add_rows(new, np.full(new.count, -np.inf), new.constants)
        solver.allow(until)
        if solver.run_on(iterations) != Status.kOptimal:
            break
        added = stack([added, new])
        before, values, bound, duals = bound, solver.values, solver.objective, solver.row_duals
        iterations -= solver.iterations
        if bound - before < GAIN / effort * abs(bound) or iterations <= 0:
            break
    return DualSolution(values, bound, duals[:count], added, duals[count:])


def _distance(matrix: Matrix, values: Array) -> float:
    """Total distance of a solution from integers."""
    integers = values[matrix.integer]
    return float(np.abs(integers - np.round(integers)).sum())


def _matter(links: LinearRows, values: Array) -> Array:
    """Whether a solution leaves each link no room."""
    size = np.ones(links.count)
    np.maximum.at(size, links.row, np.abs(links.values * values[links.columns]))
    return links.at(values) >= -SLACK * size

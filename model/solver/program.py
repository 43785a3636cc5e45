"""Programs over a scenario tree: shared columns and rows and those of each branch, made from a Pyomo model; and
programs of several futures as one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from model.families.common.protocol import Cost, index_set
from model.scenario.tree import Tree
from model.solver.arrays import Array, LinearRows, Matrix, stack
from model.solver.cone_cuts import OneCone, Tangents
from model.solver.reader import Reader
from model.tolerances import FLOAT

# ----------------------------------------------------------------------------------------------------------------------
# Decomposition of a program over a scenario tree: shared columns and rows, and those of each branch.


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
        return self.interdependent | frozenset(int(branch) for branch in np.unique(own) if branch != SHARED)

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
        return frozenset(int(number) for number in np.unique(numbers) if number != SHARED)

    def with_tangents(self, tangents: LinearRows) -> Program:
        """The program with further rows, each at most 0, that are limits."""
        matrix = self.matrix.with_rows(tangents, np.full(tangents.count, -np.inf), np.zeros(tangents.count))
        return replace(self, matrix=matrix, is_limit=np.append(self.is_limit, np.ones(tangents.count, bool)))

    def expected(self, cuts: Mapping[int, Cut], active: Collection[int]) -> Cut:
        """Lower bound on the expected recourse cost of all inactive branches with cuts."""
        return self._expected(cuts, [cut for cut in cuts if cut not in active])

    def _expected(self, cuts: Mapping[int, Cut], branches: Sequence[int]) -> Cut:
        """The same of some branches."""
        outside = {branch: cuts[branch] for branch in branches if branch in cuts}
        probability = [self.probability[branch] for branch in outside]
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
        is_active = np.zeros(len(self.probability) + 1, bool)  # the last place is that of SHARED, −1
        is_active[[SHARED, *active]] = True
        columns, row_ids = np.flatnonzero(is_active[self.branch]), np.flatnonzero(is_active[self.row_branch])
        place = np.full(len(a.cost), -1)
        place[columns] = np.arange(len(columns))
        taken = a.rows.take(row_ids)
        groups = self.groups(active, cuts, parts)
        of_group = [(number, self._expected(cut, group)) for cut in cuts for number, group in enumerate(groups)]
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


# ----------------------------------------------------------------------------------------------------------------------
# Pyomo model of a scenario tree → Program: the branch of each column, and its cost if the branch is certain.


def program_of(model: Any, matrix: Matrix, reader: Reader, tree: Tree) -> Program:
    """The program of a model's matrix, its branches numbered in the order of the tree."""
    names = list(tree.branches)
    place = {name: number for number, name in enumerate(names)}
    number = {node: place[branch.name] for node, branch in tree.branch_of.items()}
    probability = {branch.name: branch.probability for branch in tree.branch_of.values()}
    is_limit = np.zeros(len(matrix.row_lower), bool)
    for limit in (*model.limits, *model.cones):
        block = matrix.constraints.get(limit.constraint)
        if block is not None:
            is_limit[block.span] = True
    return Program(
        matrix=matrix,
        branch=_by_node(reader, number, SHARED),
        unit_cost=_unit_cost(model, reader),
        probability=[probability[name] for name in names],
        is_limit=is_limit,
        order=_order_of_columns(matrix, reader, tree),
    )


def _by_node(reader: Reader, numbers: Mapping[Any, int], default: int) -> Array:
    """The number of each column's node or period, which is its last label."""
    parts = [reader.by_last_label(block.index_set, numbers, default) for block in reader.variables.values()]
    return np.concatenate([np.zeros(0, int), *parts])


def _order_of_columns(matrix: Matrix, reader: Reader, tree: Tree) -> Array:
    """Whole numbers in the order in which they are decided: 0 of those that have no period."""
    # Not a set: a period and the single year that begins with it are equal in order, and a set has them by chance.
    place = {period: number for number, period in enumerate(sorted(dict.fromkeys(tree.period.values())), 1)}
    order = _by_node(reader, place, 0)
    for block in matrix.variables.values():
        if not matrix.integer[block.span].any():
            order[block.span] = 0
    return order


def _unit_cost(model: Any, reader: Reader) -> Array:
    """Discounted cost of each column that reacts, however likely its node is."""
    unit = np.zeros(reader.column_count)
    for cost in model.costs:
        index = index_set(model, cost)
        if not cost.by_period and len(index):

            def discounted(m: Any, *at: Any, cost: Cost = cost) -> Any:
                return m.discounting[at[-1]] * cost.rule(m, *at)

            rows = reader.rows_of(discounted, index)
            unit += np.bincount(rows.columns, rows.values, minlength=reader.column_count)
    return unit


# ----------------------------------------------------------------------------------------------------------------------
# Programs of several futures as one, with decisions shared until futures can be told apart.


Label = tuple[str, Any]
"""A column: (variable, index)"""

Owner = Callable[[int, Label], int]
"""Whose a column of a future is: the number of the first future that shares it."""


@dataclass(frozen=True)
class ScenarioPart:
    """The program of one future, and how likely it is."""

    program: Program
    tangents: Tangents
    probability: float


@dataclass(frozen=True)
class Joined:
    """The program of all futures, and which of its columns are those of each."""

    program: Program
    tangents: Tangents
    columns: Sequence[Array]

    @property
    def is_shared(self) -> Array:
        """Whether each column is the same in several futures."""
        places = np.concatenate(self.columns)
        return np.bincount(places, minlength=len(self.program.matrix.cost)) > 1

    @property
    def of_shared(self) -> Program:
        """The program in which only columns shared by several futures are integer: its bound is valid for every plan,
        and with them fixed each future is a program of its own."""
        matrix = self.program.matrix
        return replace(self.program, matrix=replace(matrix, integer=matrix.integer & self.is_shared))


def labels_of(matrix: Matrix) -> list[Label]:
    """Variable and index of each column."""
    return [(name, key) for name, block in matrix.variables.items() for key in block.keys]


def joined(parts: Sequence[ScenarioPart], owner: Owner) -> Joined:
    """The program of several futures. If the columns of a branch belong to several futures all of it does."""
    number: dict[tuple[int, Label], int] = {}
    columns: list[Array] = []
    for future, part in enumerate(parts):
        labels = [number.setdefault((owner(future, at), at), len(number)) for at in labels_of(part.program.matrix)]
        columns.append(np.array(labels, np.int64))
    count = len(number)
    lower, upper = np.full(count, -np.inf), np.full(count, np.inf)
    cost, unit_cost, integer, order = np.zeros(count), np.zeros(count), np.zeros(count, bool), np.zeros(count, int)
    for part, places in zip(parts, columns, strict=True):
        matrix = part.program.matrix
        lower[places], upper[places] = np.maximum(lower[places], matrix.lower), np.minimum(upper[places], matrix.upper)
        cost[places] += part.probability * matrix.cost
        unit_cost[places] += part.probability * part.program.unit_cost
        integer[places] |= matrix.integer
        order[places] = np.maximum(order[places], part.program.order)
    branch, probability = _branches(parts, columns, count)
    matrix = Matrix(
        cost=cost,
        offset=sum(part.probability * part.program.matrix.offset for part in parts),
        lower=lower,
        upper=upper,
        integer=integer,
        rows=stack([_in(part.program.matrix.rows, places) for part, places in zip(parts, columns, strict=True)]),
        row_lower=np.concatenate([part.program.matrix.row_lower for part in parts]),
        row_upper=np.concatenate([part.program.matrix.row_upper for part in parts]),
    )
    is_limit = np.concatenate([part.program.is_limit for part in parts])
    cones: list[OneCone] = []
    for future, (part, places) in enumerate(zip(parts, columns, strict=True)):
        for cone in part.tangents.cones:
            cones.append(replace(cone, limit=f"{future} {cone.limit}", parts=_in(cone.parts, places)))
    program = Program(matrix, branch, unit_cost, probability, is_limit, order)
    return Joined(program, Tangents(cones), columns)


def _in(rows: LinearRows, places: Array) -> LinearRows:
    """Rows with the columns of the whole."""
    return replace(rows, columns=places[rows.columns])


def _branches(parts: Sequence[ScenarioPart], columns: Sequence[Array], count: int) -> tuple[Array, list[float]]:
    """By column, SHARED or the number of its branch; and the probability of each branch. A branch with columns shared
    by several futures is one branch in all of them."""
    branches: dict[int, set[tuple[int, int]]] = {}
    for future, (part, places) in enumerate(zip(parts, columns, strict=True)):
        for place, own in zip(places.tolist(), part.program.branch.tolist(), strict=True):
            if own != SHARED:
                branches.setdefault(place, set()).add((future, own))
    group: dict[tuple[int, int], tuple[int, int]] = {}

    def root(at: tuple[int, int]) -> tuple[int, int]:
        while group.get(at, at) != at:
            at = group[at]
        return at

    for those in branches.values():
        first, *others = sorted(root(branch) for branch in those)
        for other in others:
            group[other] = first
    roots = sorted({root(branch) for those in branches.values() for branch in those})
    numbers = {root: place for place, root in enumerate(roots)}
    branch = np.full(count, SHARED)
    for place, those in branches.items():
        branch[place] = numbers[root(next(iter(those)))]
    return branch, [float(parts[future].program.probability[own]) for future, own in roots]

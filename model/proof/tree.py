"""Branch and bound whose every leaf keeps the duals that prove its bound.

The solver's own tree leaves no proof. This one is small: best bound first, with full strong branching (D. Applegate,
R. Bixby, V. Chvátal and W. Cook, "Finding cuts in the TSP", DIMACS 95-05), within a number of leaves and of iterations.
A leaf without a point has the duals of its parent and, as many times as needed, those of its elastic program.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import numpy as np

from model.proof import verify
from model.proof.program import cone_content
from model.solver.arrays import Array, LinearRows, Matrix, stack
from model.solver.cone_cuts import OneCone, surface
from model.solver.handover import Basis
from model.solver.highs import Solver, Status, elastic
from model.solver.root_bound import Links

CANDIDATES = 8
"""Columns that are tried for a split, those furthest from whole numbers."""

WHOLE = 1e-9
"""Distance from a whole number that rounding explains."""

MOST_LINKS, GAIN = 50, 1e-6
"""Rounds of links; one that raises the bound by less, relative to it, is the last."""

TOUCHING = 1e-9
"""Precision to which cones are held, relative to their size,"""
CUTS = 0.01
"""Share of a violation that a tangent to a cone's surface has to cut off,"""
MOST_TANGENTS = 60
"""and the most rounds of tangents at one node."""

BEYOND = 2.0
"""How many times an elastic program covers the distance of its leaf from the target."""

SOLVE = 2e4
"""Effort of a linear program that takes no step."""

Box = dict[int, tuple[float, float]]
"""Bounds of the integer columns that have been split."""


@dataclass(frozen=True)
class Limits:
    """Limits of a tree."""

    leaves: int = 400
    effort: float = 1e10
    """Simplex iterations times columns, and SOLVE for each linear program."""
    size: int = 500_000
    """Coefficients up to which a program is solved for its proof, if something is known of its relaxation."""


@dataclass
class Node:
    """A box, its bound by duals, and the split by which it has two children."""

    box: Box
    bound: float
    duals: Array
    values: Array
    basis: Basis | None
    split: tuple[int, int] | None = None
    """Column and floor."""
    children: tuple[Node, ...] = ()

    def preorder(self) -> Iterator[Node]:
        """This node, those below the floor, and those above."""
        yield self
        for child in self.children:
            yield from child.preorder()


@dataclass
class BoundTree:
    """A tree in growth. Rows of the program are followed by those of links, and by tangents as they are found."""

    matrix: Matrix
    cones: Sequence[OneCone]
    target: float
    """Bound that every leaf is to have."""
    limits: Limits
    links: LinearRows = field(default_factory=lambda: LinearRows.of([]))
    tangents: list[dict[str, Any]] = field(default_factory=list)
    effort: float = 0.0
    solution: Node | None = None
    """A node below the target whose solution is whole."""

    def grown(self) -> Node | None:
        """The root, once all leaves are at the target or a limit is reached; None if the relaxation is not solved."""
        self.solver = Solver(self.matrix)
        status = self.solver.run_linear(vertex=True)
        if status != Status.kOptimal:
            return None
        root = self._touched(self._linked(self._node({})))
        order, leaves = count(1), 1
        heap = [(root.bound, 0, root)]
        while heap and heap[0][0] < self.target and leaves < self.limits.leaves and self.effort < self.limits.effort:
            node = heapq.heappop(heap)[2]
            self._branch(node)
            if not node.children:
                self.solution = node
                break
            leaves += 1
            for child in node.children:
                heapq.heappush(heap, (child.bound, next(order), child))
        return root

    def _node(self, box: Box) -> Node:
        """The last solution as a node."""
        solver = self.solver
        return Node(box, solver.objective, solver.row_duals, solver.values, solver.basis)

    def _linked(self, root: Node) -> Node:
        """The root solved again with the links that it violates, until it is at the target or they raise it no more."""
        links = Links(self.matrix)
        for _ in range(MOST_LINKS):
            broken = links.broken(root.values) if root.bound < self.target else self.links.take(np.zeros(0, int))
            if not broken.count:
                break
            self.solver.add_rows(broken, np.full(broken.count, -np.inf), broken.constants)
            self.links = stack([self.links, broken])
            _, again = self._solved({}, root.basis)
            if again is None or again.bound - root.bound < GAIN * abs(root.bound):
                break
            root = again
        return root

    def _branch(self, node: Node) -> None:
        """Split a node where both sides gain most; it stays as it is if its solution is whole."""
        integers = np.flatnonzero(self.matrix.integer)
        away = np.abs(node.values[integers] - np.round(node.values[integers]))
        order = np.argsort(-away, kind="stable")[:CANDIDATES]
        best = -math.inf
        for column in integers[order[away[order] > WHOLE]].tolist():
            floor = math.floor(node.values[column])
            children = tuple(self._child(node, column, *side) for side in ((-math.inf, floor), (floor + 1, math.inf)))
            low, high = (max(1e-9, min(child.bound, self.target) - node.bound) for child in children)
            if low * high > best:
                best, node.split, node.children = low * high, (column, floor), children
        node.children = tuple(child if child.bound >= self.target else self._touched(child) for child in node.children)

    def _child(self, node: Node, column: int, least: float, most: float) -> Node:
        """One side of a split."""
        lower, upper = node.box.get(column, (self.matrix.lower[column], self.matrix.upper[column]))
        box = node.box | {column: (max(lower, least), min(upper, most))}
        status, child = self._solved(box, node.basis)
        if child is not None:
            return child if child.bound >= node.bound else replace(node, box=box, values=child.values)
        if status == Status.kInfeasible and (duals := self._without_point(node, box)) is not None:
            return Node(box, math.inf, duals, node.values, None)
        return replace(node, box=box)

    def _solved(self, box: Box, basis: Basis | None) -> tuple[Any, Node | None]:
        """HiGHS's status of a box, solved from a basis, and its node if it has a solution."""
        columns = np.array(list(box), int)
        sides = np.array(list(box.values())).reshape(-1, 2)
        self.solver.set_bounds(columns, sides[:, 0], sides[:, 1])
        if basis is not None:
            self.solver.stand_at(basis)
        status = self.solver.run_on(max(1000, len(self.matrix.cost)))
        self.effort += SOLVE + self.solver.work
        node = self._node(box) if status == Status.kOptimal else None
        self.solver.set_bounds(columns, self.matrix.lower[columns], self.matrix.upper[columns])
        return status, node

    def _without_point(self, node: Node, box: Box) -> Array | None:
        """Duals by which a box without a point reaches the target."""
        lower, upper = self.matrix.lower.copy(), self.matrix.upper.copy()
        for column, sides in box.items():
            lower[column], upper[column] = sides
        matrix = replace(self.solver.matrix, lower=lower, upper=upper)
        solver = Solver(elastic(matrix, np.arange(len(matrix.row_lower))))
        status = solver.run_linear(vertex=True)
        self.effort += SOLVE + solver.work
        if status != Status.kOptimal or solver.objective <= 0:
            return None
        times = BEYOND * max(self.target - node.bound, abs(self.target) * WHOLE) / solver.objective
        return _longer(node.duals, len(matrix.row_lower)) + times * solver.row_duals

    def _touched(self, node: Node) -> Node:
        """A node solved again with tangents until it is within all cones."""
        contents = [cone_content(cone) for cone in self.cones]
        for _ in range(MOST_TANGENTS if node.bound < math.inf else 0):
            touched = [(at, _direction(cone, node.values)) for at, cone in enumerate(self.cones)]
            new = [{"cone": at, "direction": direction} for at, direction in touched if direction is not None]
            if not new:
                break
            self.tangents += new
            rows, upper = rows_of(verify.tangent(row, contents, len(self.matrix.cost)) for row in new)
            self.solver.add_rows(rows, np.full(rows.count, -np.inf), upper)
            _, again = self._solved(node.box, node.basis)
            if again is None:
                break
            node = again if again.bound >= node.bound else node
        return node


def rows_of(entries: Any) -> tuple[LinearRows, Array]:
    """Rows in floating point, and their upper sides."""
    both = list(entries)
    lists = [(np.array(list(values), int), np.array(list(map(float, values.values())))) for values, _ in both]
    return LinearRows.of(lists), np.array([float(upper) for _, upper in both])


def _direction(cone: OneCone, x: Array) -> list[int] | None:
    """Direction of the tangent at a point that violates a cone, not longer than 1 and in whole numbers. Where the cone
    is so narrow that a tangent to its surface cuts nothing off, that of the point itself does."""
    parts = cone.parts.at(x)
    room = cone.root * parts.sum()
    beyond = float(np.linalg.norm(parts)) - room
    if beyond <= TOUCHING * (1 + room):
        return None
    at = surface(parts, cone.root)
    at = at if at @ parts / np.linalg.norm(at) - room > CUTS * beyond else parts
    unit = at / np.linalg.norm(at) * (1 - 2.0**-50)
    return [int(value) for value in np.ldexp(unit, verify.BITS)]


def _longer(duals: Array, length: int) -> Array:
    """Duals with 0 for rows that were added later."""
    return np.append(duals, np.zeros(length - len(duals)))

"""Pyomo model of a scenario tree → Program: the branch of each column, and its cost if the branch is certain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.families.common.protocol import Cost, index_set
from model.scenario.tree import Tree
from model.sheets.names import Node
from model.solver.arrays import Array, Matrix
from model.solver.program import SHARED, Program
from model.solver.reader import Reader


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
        branch=_branch_of_columns(matrix, number),
        unit_cost=_unit_cost(model, reader),
        probability=[probability[name] for name in names],
        is_limit=is_limit,
        order=_order_of_columns(matrix, tree),
    )


def _branch_of_columns(matrix: Matrix, number: Mapping[Node, int]) -> Array:
    """Number of the branch of each column: its last label is the node."""
    branch = np.full(len(matrix.cost), SHARED)
    for block in matrix.variables.values():
        if number and block.size:
            labels = (key[-1] if isinstance(key, tuple) else key for key in block.keys)
            branch[block.span] = [number.get(label, SHARED) for label in labels]
    return branch


def _order_of_columns(matrix: Matrix, tree: Tree) -> Array:
    """Whole numbers in the order in which they are decided: 0 of those that have no period."""
    place = {period: number for number, period in enumerate(sorted(set(tree.period.values())), 1)}
    order = np.zeros(len(matrix.cost), int)
    for block in matrix.variables.values():
        if matrix.integer[block.span].any():
            labels = (key[-1] if isinstance(key, tuple) else key for key in block.keys)
            order[block.span] = [place.get(label, 0) for label in labels]
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

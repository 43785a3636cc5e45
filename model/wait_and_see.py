"""Scenarios as problems of their own: what would be planned if it were known from the start what will go wrong.

A scenario is a disruption with a probability, at one of its starts, or that nothing happens. Within its window a
scenario passes through the branch. The trunk beside it costs nothing there and matters only by what it hands over:

- exports that a disruption leaves are a share of what the plan would send undisturbed, and stay so;
- stock, and what is under way, is brought back to the trunk's by the branch at replacement cost, as everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from model.disruptions import Branch
from model.instance import Instance, read_instance
from model.limits import Limit
from model.solver.arrays import Array, Block, Matrix
from model.tables import Tables
from model.tree import Tree


@dataclass(frozen=True)
class Scenario:
    """What happens, for certain."""

    instance: Instance
    probability: float
    beside: frozenset[str]
    """Nodes of the trunk that the scenario passes by."""

    def known(self, matrix: Matrix, shipped: Mapping[tuple[str, str], float]) -> Matrix:
        """The matrix of this scenario, with exports as a plan would send them undisturbed."""
        ship = matrix.variables.get("ship")
        return matrix if ship is None or not self.beside else _exports_given(matrix, self.beside, ship, shipped)


def _exports_given(
    matrix: Matrix, beside: Collection[str], ship: Block, shipped: Mapping[tuple[str, str], float]
) -> Matrix:
    """Rows of stopped exports against what the plan sends undisturbed, instead of what this scenario would say."""
    block = matrix.constraints["export_stop"]
    given: Array = np.full(len(matrix.cost), np.nan)
    given[ship.span] = [shipped.get(key, 0.0) if key[1] in beside else np.nan for key in ship.keys]
    values, upper = matrix.rows.values.copy(), matrix.row_upper.copy()
    for row in range(block.start, block.stop):
        entries = np.arange(matrix.rows.starts[row], matrix.rows.starts[row + 1])
        entries = entries[np.isfinite(given[matrix.rows.columns[entries]])]
        upper[row] -= values[entries] @ given[matrix.rows.columns[entries]]
        values[entries] = 0.0
    return replace(matrix, rows=replace(matrix.rows, values=values), row_upper=upper)


def scenarios(tables: Tables, tree: Tree, probable: Mapping[str, Branch]) -> Iterator[Scenario]:
    """Every scenario with a probability; nodes on its path weigh 1, the others 0."""
    certain = without_tails(tables)
    for name, branch in probable.items():
        alone = tree.only([name])
        beside = frozenset(tree.undisturbed(node) for node in tree.branches[name])
        alone = alone.weighing({node: 0.0 if node in beside else 1.0 for node in alone.nodes})
        alone = replace(alone, branch_of=dict.fromkeys(alone.branch_of, replace(branch, probability=1.0)))
        yield Scenario(read_instance(certain, tree=alone), branch.probability, beside)
    rest = 1 - sum(branch.probability for branch in probable.values())
    if rest > 1e-9:
        yield Scenario(read_instance(certain, tree=undisturbed(tree)), rest, frozenset())


def undisturbed(tree: Tree) -> Tree:
    """The trunk alone, for certain."""
    alone = tree.only([])
    return alone.weighing(dict.fromkeys(alone.nodes, 1.0))


def without_tails(tables: Tables) -> Tables:
    """Tables without limits on CVaR, which is about all scenarios and has no meaning in one of them."""
    rows = [row for row in tables[Limit] if not row.measure.startswith("CVaR")]
    return replace(tables, rows={**tables.rows, Limit: rows})

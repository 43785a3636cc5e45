"""Every cost of a plan, from its physical quantities and the sheets' prices: the expenses of each file of the audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.audit.expense import Expense
from model.audit.horizon import Array
from model.audit.ledger import Ledger
from model.system.declared import declared
from model.system.memoise import remembered


@dataclass(frozen=True, eq=False)
class Expenses:
    """All cost items, a line for each node of each."""

    items: Sequence[Expense]
    at: Mapping[str, int]
    """Positions of nodes: those of the horizon, then others."""
    of: Array
    """By line, the number of the item;"""
    node: Array
    amount: Array
    size: Array
    is_known: Array
    """and whether the plan has the node."""

    def by_item(self, figures: Sequence[bool]) -> Array:
        """A yes or no of each item, by line."""
        return np.array(figures, dtype=bool)[self.of]


@remembered
def expenses(ledger: Ledger) -> Expenses:
    """All cost items."""
    items = [each for source in declared("model.audit", "EXPENSES", "audit") for each in source(ledger)]
    at = dict(ledger.horizon.at)
    nodes = [[at.setdefault(each.node, len(at))] if isinstance(each.node, str) else each.node for each in items]
    counts = [len(each) for each in nodes]
    node = np.concatenate([np.zeros(0, int), *nodes])
    amounts, sizes = (
        np.concatenate([np.zeros(0), *map(np.broadcast_to, figures, counts)])
        for figures in ([each.amount for each in items], [each.size for each in items])
    )
    of = np.repeat(np.arange(len(items)), counts)
    return Expenses(items, at, of, node, amounts, sizes, node < len(ledger.horizon.at))


@remembered
def ahead(ledger: Ledger) -> frozenset[str]:
    """Costs of decisions taken in advance."""
    return frozenset(each.cost for each in expenses(ledger).items if each.ahead)


def weights(ledger: Ledger, costs: Sequence[str], of: Array, node: Array) -> Array:
    """Probability that a cost at a node is paid, by line."""
    certain = np.array([each in ahead(ledger) for each in costs], dtype=bool)[of]
    chance = np.array([ledger.horizon.weight[each] for each in ledger.horizon.period])
    return np.where(certain, 1.0, chance[node])


__all__ = ["Expenses", "ahead", "expenses", "weights"]

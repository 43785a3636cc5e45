"""Cost items of a plan, as the sheets give them, and their weights in the objective."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.audit.horizon import Array
from model.audit.ledger import Ledger
from model.families.supply.rows import Outlet
from model.sheets.common import Supplier
from model.system.declared import declared
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# A cost item as the audit counts it.


@dataclass(frozen=True, eq=False)
class Expense:
    """One cost item: paid in the period of a node, or of each of several, undiscounted [amount]; income is below 0."""

    cost: str
    category: str
    item: str
    node: str | Array
    """Name of the node, or positions of several."""
    amount: float | Array
    size: float | Array
    """The amount if the quantity were at least 1: the scale for rounding."""
    site: str = ""
    """Where it is spent; empty if ``market`` says so: a labour market, or a country."""
    market: str = ""
    names: frozenset[str] = field(default_factory=frozenset)
    """Plants and projects that it is for."""
    shared_by: Mapping[str, float] = field(default_factory=dict)
    """Countries whose buyers share it, if several, by the quantity that each buys."""
    ahead: bool = False
    """Whether it follows from decisions taken in advance: the same in every branch, so that it belongs to a period and
    not to a node."""
    for_later: bool = False
    """Whether those pay it, too, who employ people in later years."""


def market_prices(ledger: Ledger, trader: Supplier | Outlet) -> Array:
    """Price of a supplier or an outlet at each node, as a disruption changes it [amount per unit]."""
    return ledger.horizon.means(trader.price) / ledger.money * ledger.effects.price(trader)


def sized(rate: Any, quantity: Any) -> tuple[Any, Any]:
    """(amount, size) of a quantity at a rate, or of several."""
    return rate * quantity, abs(rate) * np.maximum(abs(quantity), 1.0)


# ----------------------------------------------------------------------------------------------------------------------
# Every cost of a plan, from its physical quantities and the sheets' prices: the expenses of each file of the audit.


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
    items = [expense for source in declared("model.audit", "EXPENSES", "audit") for expense in source(ledger)]
    at = dict(ledger.horizon.at)
    nodes = [[at.setdefault(item.node, len(at))] if isinstance(item.node, str) else item.node for item in items]
    counts = [len(node) for node in nodes]
    node = np.concatenate([np.zeros(0, int), *nodes])
    amounts, sizes = (
        np.concatenate([np.zeros(0), *map(np.broadcast_to, figures, counts)])
        for figures in ([item.amount for item in items], [item.size for item in items])
    )
    of = np.repeat(np.arange(len(items)), counts)
    return Expenses(items, at, of, node, amounts, sizes, node < len(ledger.horizon.at))


@remembered
def ahead(ledger: Ledger) -> frozenset[str]:
    """Costs of decisions taken in advance."""
    return frozenset(item.cost for item in expenses(ledger).items if item.ahead)


def weights(ledger: Ledger, costs: Sequence[str], of: Array, node: Array) -> Array:
    """Probability that a cost at a node is paid, by line."""
    certain = np.array([cost in ahead(ledger) for cost in costs], dtype=bool)[of]
    return np.where(certain, 1.0, ledger.horizon.weights[node])

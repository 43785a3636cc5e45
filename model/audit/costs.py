"""Every cost of a plan, from its physical quantities and the sheets' prices: the expenses of each file of the audit."""

from __future__ import annotations

from model.audit.expense import Expense
from model.audit.ledger import Ledger
from model.system.declared import declared
from model.system.memoise import remembered


@remembered
def expenses(ledger: Ledger) -> tuple[Expense, ...]:
    """All cost items."""
    return tuple(each for source in declared("model.audit", "EXPENSES") for each in source(ledger))


@remembered
def ahead(ledger: Ledger) -> frozenset[str]:
    """Costs of decisions taken in advance."""
    return frozenset(each.cost for each in expenses(ledger) if each.ahead)


def weight(ledger: Ledger, cost: str, node: str) -> float:
    """Probability that a cost at a node is paid."""
    return 1.0 if cost in ahead(ledger) else ledger.horizon.weight[node]


__all__ = ["ahead", "expenses", "weight"]

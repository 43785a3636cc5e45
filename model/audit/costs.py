"""Every cost of a plan, from its physical quantities and the sheets' prices: the expenses of each file of the audit."""

from __future__ import annotations

from model.audit.books import Books
from model.audit.expense import Expense
from model.system.declared import declared
from model.system.remembering import remembered


@remembered
def expenses(books: Books) -> tuple[Expense, ...]:
    """All cost items."""
    return tuple(each for source in declared("model.audit", "EXPENSES") for each in source(books))


@remembered
def ahead(books: Books) -> frozenset[str]:
    """Costs of decisions taken in advance."""
    return frozenset(each.cost for each in expenses(books) if each.ahead)


def weight(books: Books, cost: str, node: str) -> float:
    """Probability that a cost at a node is paid."""
    return 1.0 if cost in ahead(books) else books.horizon.weight[node]


__all__ = ["ahead", "expenses", "weight"]

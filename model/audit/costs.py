"""Every cost of a plan, from its physical quantities and the sheets' prices: what each file of the audit finds."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import model.audit
from model.audit.books import Books
from model.audit.expense import Expense
from model.system.remembering import remembered


@remembered
def expenses(books: Books) -> tuple[Expense, ...]:
    """All cost items."""
    modules = [import_module(f"model.audit.{each.name}") for each in iter_modules(model.audit.__path__)]
    return tuple(each for module in modules for source in getattr(module, "EXPENSES", ()) for each in source(books))


@remembered
def ahead(books: Books) -> frozenset[str]:
    """Costs of decisions taken in advance."""
    return frozenset(each.cost for each in expenses(books) if each.ahead)


def weight(books: Books, cost: str, node: str) -> float:
    """Probability that a cost at a node is paid."""
    return 1.0 if cost in ahead(books) else books.horizon.weight[node]


__all__ = ["ahead", "expenses", "weight"]

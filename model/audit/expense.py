"""A cost item as the audit counts it."""

from __future__ import annotations

from dataclasses import dataclass, field

from model.audit.books import Books

AHEAD = frozenset({
    "capital", "salvage", "technology", "plants in use", "starting plants", "wages", "training", "recruiting",
    "redundancy", "hiring", "retraining", "short time", "overmanning", "mothballing", "reopening", "closing",
    "salvage lost", "contract signing", "contract cancellation", "grants", "loans", "loan repayments",
})  # fmt: skip
"""Costs of what is decided ahead: they are the same whatever happens, so a period and not a node has them."""


@dataclass(frozen=True)
class Expense:
    """One cost item: what is paid in a node's period, undiscounted [amount]; income is below 0."""

    cost: str
    category: str
    item: str
    node: str
    amount: float
    size: float
    """The amount if the quantity were at least 1: what rounding is measured against."""
    site: str = ""
    """Where it is spent; empty for people, whose labour market is ``market``."""
    market: str = ""
    names: frozenset[str] = field(default_factory=frozenset)
    """Plants and projects that it is for."""


def weight(books: Books, cost: str, node: str) -> float:
    """Probability that a cost at a node is paid."""
    return 1.0 if cost in AHEAD else books.horizon.weight[node]


def sized(rate: float, quantity: float) -> tuple[float, float]:
    """(amount, size) of a quantity at a rate."""
    return rate * quantity, abs(rate) * max(abs(quantity), 1.0)


__all__ = ["AHEAD", "Expense", "sized", "weight"]

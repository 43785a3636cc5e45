"""A cost item as the audit counts it."""

from __future__ import annotations

from dataclasses import dataclass, field

from model.audit.ledger import Ledger
from model.families.supply.rows import Outlet
from model.sheets.common import Supplier


@dataclass(frozen=True)
class Expense:
    """One cost item: paid in a node's period, undiscounted [amount]; income is below 0."""

    cost: str
    category: str
    item: str
    node: str
    amount: float
    size: float
    """The amount if the quantity were at least 1: the scale for rounding."""
    site: str = ""
    """Where it is spent; empty for people, whose labour market is ``market``."""
    market: str = ""
    names: frozenset[str] = field(default_factory=frozenset)
    """Plants and projects that it is for."""
    ahead: bool = False
    """Whether it follows from decisions taken in advance: the same in every branch, so that it belongs to a period and
    not to a node."""


def market_price(ledger: Ledger, trader: Supplier | Outlet, node: str) -> float:
    """Price of a supplier or an outlet, as a disruption changes it [amount per unit]."""
    price = ledger.horizon.mean(trader.price, ledger.horizon.period[node])
    return ledger.large(price) * ledger.effects.price(trader, node)


def sized(rate: float, quantity: float) -> tuple[float, float]:
    """(amount, size) of a quantity at a rate."""
    return rate * quantity, abs(rate) * max(abs(quantity), 1.0)


__all__ = ["Expense", "market_price", "sized"]

"""A cost item as the audit counts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.audit.horizon import Array
from model.audit.ledger import Ledger
from model.families.supply.rows import Outlet
from model.sheets.common import Supplier


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


def market_prices(ledger: Ledger, trader: Supplier | Outlet) -> Array:
    """Price of a supplier or an outlet at each node, as a disruption changes it [amount per unit]."""
    return ledger.horizon.means(trader.price) / ledger.money * ledger.effects.price(trader)


def sized(rate: Any, quantity: Any) -> tuple[Any, Any]:
    """(amount, size) of a quantity at a rate, or of several."""
    return rate * quantity, abs(rate) * np.maximum(abs(quantity), 1.0)


__all__ = ["Expense", "market_prices", "sized"]

"""Support at which a venture's net present value is zero, operation held: grant, offtake price, price floor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.families.instance import context_of
from model.results.courses import Course
from model.results.investor import CAPITAL, Investor, Venture, cheapest_supplier
from model.sheets.common import Supplier
from model.solver.arrays import Array
from model.tolerances import FLOAT, SOLVED

BISECTIONS = 200
"""More than the digits of a float have."""


@dataclass(frozen=True)
class Support:
    """The support that a venture lacks in a case, beyond the public money that it has, in several forms: each alone,
    everything else as in the plan."""

    venture: Venture
    case: Course
    npv: float
    """Net present value without it [amount]."""
    grant: float | None
    """Share of capital; None if no capital is spent, or all of it is too little,"""
    granted: float | None
    """and the amount, undiscounted."""
    offtake: float | None
    """Price of all of the main product, constant over time [currency/unit]; None without output."""
    market: Supplier | None
    """Supplier whose price is the market price of the floor; None if the main product has no supplier."""
    floor: float | None
    """Price floor for the main product, constant over time [currency/unit]; None if no floor suffices."""

    @property
    def is_needed(self) -> bool:
        return self.npv < 0


def support(investor: Investor, venture: Venture, case: Course) -> Support:
    """Support of a venture in a case."""
    npv = investor.earned(venture, case).npv(venture.hurdle)
    capital = sum(float(venture.lines[line].sum()) for line in CAPITAL if line in venture.lines)
    spent = -investor.capital_worth(venture)
    share = -npv / spent if spent > 0 and npv < 0 and -npv <= spent * (1 + SOLVED) else None
    output = venture.output
    market = cheapest_supplier(investor.tables, output.commodity) if output else None
    return Support(
        venture, case, npv, share, None if share is None else -share * capital,
        investor.break_even(venture, case), market,
        None if market is None or npv >= 0 else floor_at(investor, venture, case, market, -npv),
    )  # fmt: skip


def market_price(investor: Investor, market: Supplier) -> Array:
    """A supplier's price at each node, as disruptions change it [currency/unit]."""
    effects, tree = context_of(investor.tables, investor.tree).effects, investor.tree
    return np.array([
        investor.calendar.mean(market.price, t) * effects.price(market.supplier, market.site, market.commodity, n)
        for n, t in tree.period.items()
    ])  # fmt: skip


def floor_at(investor: Investor, venture: Venture, case: Course, market: Supplier, missing: float) -> float | None:
    """The floor whose payments are worth an amount; None if there is no output on which it is paid."""
    output, price = venture.output, market_price(investor, market)
    if output is None or investor.worth(venture, case, output.quantity) <= FLOAT:
        return None

    def paid(floor: float) -> float:
        gap = np.maximum(0.0, floor - price) * output.quantity * investor.calendar.years / investor.scale
        return investor.worth(venture, case, gap)

    return _least(paid, missing, float(price.min()), float(price.max()))


def _least(paid: Callable[[float], float], missing: float, low: float, high: float) -> float:
    """The argument at which a nondecreasing function has a value."""
    high = max(high, 1.0)
    while paid(high) < missing:
        low, high = high, 2 * high
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (low, middle) if paid(middle) >= missing else (middle, high)
    return high

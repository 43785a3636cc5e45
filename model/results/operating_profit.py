"""Operating profit of plants, undisrupted: their accounts at transfer prices, as of all parties, without capital,
salvage and public money.

A plan that secures supply keeps plants running that would not run for profit. Which plants, in which years and by how
much, a planner has to know before signing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from model.families.conversion.rows import Recipe
from model.families.demand.rows import Demand
from model.ledger.prices import UNKNOWN
from model.results.accounts import UNDISTURBED
from model.results.columns import PRICES
from model.results.investor import AWARDS, SALES, Investor, Venture
from model.results.view import View, text
from model.system.memoise import remembered
from model.tolerances import SOLVED

IDLE = 0.01
"""Utilisation below which a plant is idle: what it spends then is no loss of producing."""


@dataclass(frozen=True)
class OperatingProfit:
    """A plant's account by period, undisrupted, in parts [amount per period]."""

    plant: str
    product: str
    """The main product; empty if nothing is made."""
    account: Mapping[int, float]
    """All of its account: capital, salvage and public money, too."""
    earnings: Mapping[int, float]
    """Sales less inputs, operation and people: the operating profit,"""
    support: Mapping[int, float]
    """and public money for output and sales."""
    running: tuple[int, ...]
    """Periods in which it produces; none where something that it trades has no known price,"""
    losing: tuple[int, ...]
    """and those of them in which its operating profit is negative, by more than rounding."""

    @property
    def loss(self) -> float:
        """Sum over the losing periods [amount]; positive or 0."""
        return -sum(self.earnings[period] for period in self.losing)

    @property
    def supported(self) -> float:
        """Part of the loss that public money for output and sales pays in the same periods [amount]."""
        return sum(min(max(self.support[period], 0.0), -self.earnings[period]) for period in self.losing)

    def cash(self, period: int) -> float:
        """Change by closing: operating profit and support [amount]."""
        return self.earnings[period] + self.support[period]


Usage = Mapping[int, tuple[float, float]]
"""Capacity and use of a plant by period, undisrupted [unit/y]."""


def usage(view: View) -> dict[str, Usage]:
    """Capacity and use of each plant."""
    use: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
    for row in view.trunk("capacity"):
        if (row["capacity"] or 0.0) > 0:
            use[text(row["plant"])][int(row["period"])] = row["capacity"], row["used"] or 0.0
    return dict(use)


@remembered
def operating_profits(view: View) -> list[OperatingProfit]:
    """All plants with an account, in the order of the sheet Capacity."""
    investor, unpriced = Investor(view), _unpriced(view)
    use = {plant: by_period for plant, by_period in usage(view).items() if plant not in unpriced}
    plants = (venture for venture in investor.ventures if not venture.is_project)
    return [_operating_profit(investor, venture, use.get(venture.plant, {})) for venture in plants]


def _unpriced(view: View) -> frozenset[str]:
    """Plants that take, or make for somebody's use, a good without a known price."""
    tables = view.plan.tables
    useful = {row.product for row in tables[Demand]} | {row.commodity for row in tables[Recipe] if row.quantity < 0}
    unknown = {(row["site"], row["commodity"]) for row in view.trunk(PRICES) if row["basis"] == UNKNOWN}
    return frozenset(
        text(row["plant"])
        for row in view.trunk("conversion")
        if (row["site"], row["commodity"]) in unknown and row["commodity"] in useful
    )


def _operating_profit(investor: Investor, venture: Venture, use: Usage) -> OperatingProfit:
    course, periods = investor.case(UNDISTURBED), investor.calendar.periods
    account, without_capital, earnings = (
        dict(zip(periods, flow.values, strict=True))
        for flow in (
            investor.earned(venture, course),
            investor.earned(venture, course, without=investor.invested | AWARDS),
            investor.operating_profit(venture, course),
        )
    )
    output, sales = venture.output, investor.by_period(course, venture.line(SALES))
    produced = {} if output is None else dict(zip(periods, output.quantity[investor.trunk].tolist(), strict=True))
    running = tuple(t for t in periods if t in use and use[t][1] >= IDLE * use[t][0] and produced.get(t, 0.0) > 0)
    rounding = {t: SOLVED * max(sold, 1.0) for t, sold in zip(periods, sales.tolist(), strict=True)}
    return OperatingProfit(
        venture.plant,
        output.commodity if output else "",
        account,
        earnings,
        {t: without_capital[t] - earnings[t] for t in periods},
        running,
        tuple(t for t in running if earnings[t] < -rounding[t]),
    )

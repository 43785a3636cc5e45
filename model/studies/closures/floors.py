"""The price floor that keeps losing plants open: the market price, and the largest loss per unit on top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from model.families.public_money.rows import PROTECTION, PublicMoney
from model.results.columns import PRICES
from model.results.plan import Plan
from model.scenario.build_context import MONEY
from model.scenario.calendar import Calendar
from model.sheets.byyear import ByYear
from model.sheets.common import Supplier
from model.sheets.names import PlantName
from model.sheets.tables import Tables

ROUNDED_UP = 1 + 1e-6
"""Factor on a floor, so that rounding leaves no loss."""

Losses = Mapping[str, Mapping[int, float]]
"""Cash of each plant by period [amount]."""


def main_product(plan: Plan, plant: str) -> str:
    """The product of a plant that is worth most at transfer prices, undisturbed; empty if it makes nothing."""
    prices = plan.frames[PRICES]
    price = prices.set_index(["site", "commodity", "node"])["price"].to_dict()
    worth: dict[str, float] = {}
    for site, commodity, period, made in _made(plan, plant):
        worth[commodity] = worth.get(commodity, 0.0) + made * float(price.get((site, commodity, str(period)), 0.0))
    return max(worth, key=lambda each: worth[each], default="")


def _made(plan: Plan, plant: str) -> Iterator[tuple[str, str, int, float]]:
    """(site, commodity, period, output) of a plant, undisturbed."""
    frame = plan.frames["conversion"]
    own = frame[(frame["plant"] == plant) & (frame["made"] > 0)]
    for site, commodity, node, made in zip(own["site"], own["commodity"], own["node"], own["made"], strict=True):
        if str(node).isdigit():
            yield str(site), str(commodity), int(node), float(made)


def market_of(tables: Tables, commodity: str) -> Supplier | None:
    """The cheapest supplier of a commodity over the horizon; None if there is none."""
    periods = Calendar.of(tables.settings).periods
    sellers = [row for row in tables[Supplier] if row.commodity == commodity]
    return min(sellers, key=lambda row: (sum(map(row.price.at, periods)), row.supplier), default=None)


def raised(plan: Plan, losses: Losses, floors: Mapping[str, float]) -> dict[str, float] | str:
    """Floors by commodity at which the plants would have had no loss, or why there are none."""
    calendar, scale = Calendar.of(plan.tables.settings), MONEY[plan.tables.settings.amounts]
    found = dict(floors)
    for plant, by_period in losses.items():
        product = main_product(plan, plant)
        market = market_of(plan.tables, product)
        if not product:
            return f"{plant} makes nothing"
        if market is None:
            return f"no supplier sells {product}, so that it has no market price"
        made: dict[int, float] = {}
        for _, commodity, period, amount in _made(plan, plant):
            made[period] = made.get(period, 0.0) + amount * (commodity == product)
        for period, amount in by_period.items():
            if amount < 0 and made.get(period, 0.0) <= 0:
                return f"{plant} makes nothing in {period}"
            if amount < 0:
                short = -amount * scale / (calendar.years * made[period])
                price = max(calendar.mean(market.price, period), floors.get(product, 0.0))
                found[product] = max(found.get(product, 0.0), (price + short) * ROUNDED_UP)
    return found


def with_floors(tables: Tables, plan: Plan, plants: Mapping[str, int], floors: Mapping[str, float]) -> Tables:
    """The tables with a protection of the main product of each plant."""
    rows = list(tables[PublicMoney])
    for plant in plants:
        product = main_product(plan, plant)
        market = market_of(tables, product)
        if market is not None and product in floors:
            rows.append(
                PublicMoney(
                    programme=f"floor for {plant}", payer="", kind=PROTECTION, scope=PlantName(plant),
                    floor=ByYear.of(floors[product]), market=market.supplier,
                )
            )  # fmt: skip
    return tables.replaced(PublicMoney, rows)

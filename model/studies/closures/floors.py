"""The price floor that keeps losing plants open: the market price, and the largest loss per unit on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from model.families.public_money.rows import PROTECTION, PublicMoney
from model.results.investor import cheapest_supplier, main_products
from model.results.plan import Plan
from model.results.view import View
from model.scenario.build_context import MONEY
from model.scenario.calendar import Calendar
from model.sheets.columns import ByYear
from model.sheets.names import PlantName
from model.sheets.tables import Tables

ROUNDED_UP = 1 + 1e-6
"""Factor on a floor, so that rounding leaves no loss."""

Losses = Mapping[str, Mapping[int, float]]
"""Cash of each plant by period [amount]."""


def raised(plan: Plan, losses: Losses, floors: Mapping[str, float]) -> dict[str, float] | str:
    """Floors by commodity at which the plants would have had no loss, or why there are none."""
    calendar, scale = Calendar.of(plan.tables.settings), MONEY[plan.tables.settings.amounts]
    higher, products = dict(floors), main_products(View(plan))
    for plant, by_period in losses.items():
        product = products.get(plant, "")
        market = cheapest_supplier(plan.tables, product)
        if not product:
            return f"{plant} makes nothing"
        if market is None:
            return f"no supplier sells {product}, so that it has no market price"
        output: dict[int, float] = {}
        for row in View(plan).trunk("conversion"):
            if (row["plant"], row["commodity"]) == (plant, product):
                output[row["period"]] = output.get(row["period"], 0.0) + (row["made"] or 0.0)
        for period, amount in by_period.items():
            if amount < 0 and output.get(period, 0.0) <= 0:
                return f"{plant} makes nothing in {period}"
            if amount < 0:
                short = -amount * scale / (calendar.length(period) * output[period])
                price = max(calendar.mean(market.price, period), floors.get(product, 0.0))
                higher[product] = max(higher.get(product, 0.0), (price + short) * ROUNDED_UP)
    return higher


def with_floors(tables: Tables, plan: Plan, plants: Mapping[str, int], floors: Mapping[str, float]) -> Tables:
    """The tables with a protection of the main product of each plant."""
    rows, products = list(tables[PublicMoney]), main_products(View(plan))
    for plant in plants:
        product = products.get(plant, "")
        market = cheapest_supplier(tables, product)
        if market is not None and product in floors:
            row = PublicMoney(programme=f"floor for {plant}", payer="", kind=PROTECTION, scope=PlantName(plant))
            rows.append(replace(row, floor=ByYear.of(floors[product]), market=market.supplier))
    return tables.replaced(PublicMoney, rows)

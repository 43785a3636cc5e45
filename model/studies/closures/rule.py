"""The rule by which a plant closes, and the workbook in which it has: cash losses for some years running; and the price
floor that would have kept it open.

Cash is that of the plant's account at transfer prices, undisturbed, with support for output and sales: capital is
sunk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from model.families.closures.rows import Closure
from model.families.investment.rows import Project
from model.families.public_money.rows import PROTECTION, PublicMoney
from model.results.decisions import Decisions
from model.results.investor import cheapest_supplier, main_products
from model.results.operating_profit import operating_profits
from model.results.plan import Plan
from model.results.view import View
from model.scenario.build_context import MONEY
from model.scenario.calendar import Calendar
from model.scenario.disruptions import Disruption
from model.scenario.limits import Limit
from model.sheets.columns import ByYear
from model.sheets.common import Plant
from model.sheets.names import PlantName
from model.sheets.tables import Tables
from model.tolerances import SOLVED

Closings = Mapping[str, int]
"""First year in which each closed plant is closed."""


def cash(plan: Plan) -> dict[str, dict[int, float]]:
    """Cash of each plant by period, undisturbed [amount]: its operating profit, and support for output and sales."""
    return {
        profit.plant: {period: profit.cash(period) for period in plan.periods}
        for profit in operating_profits(View(plan))
    }


def due(plan: Plan, closed: Closings) -> tuple[int, list[str]] | None:
    """The first year in which further plants close, with these; None if all stay open. Years count in which a plant has
    capacity, and none closes while more is under construction."""
    calendar, standing = Calendar.of(plan.tables.settings), _capacity(plan)
    patience: dict[str, int] = {row.plant: row.closes_after for row in plan.tables[Plant]}
    by_year: dict[int, list[str]] = {}
    for plant, by_period in cash(plan).items():
        losing = 0
        for period, after in pairwise(plan.periods):
            is_losing = by_period[period] < -SOLVED and standing.get((plant, period), 0.0) > 0
            losing = losing + calendar.length(period) if is_losing else 0
            if losing >= patience[plant] and plant not in closed and not _is_growing(plan, plant, after):
                by_year.setdefault(after, []).append(plant)
                break
    return min(by_year.items(), default=None)


def _capacity(plan: Plan) -> dict[tuple[str, int], float]:
    """Usable capacity by plant and period, undisturbed [unit/y]."""
    frame = plan.frames["capacity"]
    rows = zip(frame["plant"], frame["node"], frame["capacity"], strict=True)
    return {(str(plant), int(node)): float(capacity) for plant, node, capacity in rows if str(node).isdigit()}


def _is_growing(plan: Plan, plant: str, year: int) -> bool:
    """Whether something decided before a year comes online at a plant later."""
    builds = plan.frames["builds"]
    return bool(((builds["plant"] == plant) & (builds["decided"] < year) & (builds["online"] > year)).any())


def undisturbed(tables: Tables) -> Tables:
    """The tables without disruptions, and without limits that hold in these alone."""
    limits = [row for row in tables[Limit] if row.holds_undisturbed and "CVaR" not in row.measure]
    return tables.without(Disruption).replaced(Limit, limits)


def with_closings(tables: Tables, closed: Closings) -> Tables:
    """The tables in which plants may close in these years, at the cost of the sheet Closures or at none."""
    rows = {row.plant: row for row in tables[Closure]}
    for plant, year in ((PlantName(name), year) for name, year in closed.items()):
        row = rows.get(plant)
        if row is None:
            rows[plant] = Closure(plant=plant, closing_cost=0.0, earliest=year)
        else:
            earliest = None if row.earliest is None else min(row.earliest, year)
            rows[plant] = replace(row, closing_cost=row.closing_cost or 0.0, earliest=earliest, latest=None)
    return tables.replaced(Closure, list(rows.values())) if closed else tables


def with_states(decided: Decisions, tables: Tables, closed: Closings, periods: Iterable[int]) -> Decisions:
    """Decisions of a plan, but that plants are closed from these years on and nothing more is built there."""
    periods, plant_of = list(periods), {row.project: row.plant for row in tables[Project]}
    states: dict[tuple[str, Any], float] = {}
    for plant, year in closed.items():
        after = [period for period in periods if period >= year]
        states |= {(name, (plant, period)): 0.0 for period in after for name in ("plant_open", "plant_mothballed")}
    last = max(periods) + 1
    built = {
        (name, index): 0.0
        for name, index in decided
        if name in ("build", "size") and index[1] >= closed.get(plant_of.get(index[0], ""), last)
    }
    return {**decided, **states, **built}


# ----------------------------------------------------------------------------------------------------------------------
# The floor that would have kept plants open: the market price, and the largest loss per unit on top.

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

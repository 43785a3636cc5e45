"""Tables of the do-nothing baseline: existing assets continue, no new decisions. docs/decisions/0024 defines it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from model.families.closures.rows import Closure
from model.families.contracts.rows import Contract
from model.families.decisions.rows import ALREADY_MADE, Decision
from model.families.demand.rows import Demand
from model.families.footprints.rows import FootprintLimit
from model.families.funds import Fund
from model.families.investment.rows import Project
from model.families.recycling.rows import Recycling
from model.families.stockpiles.rows import Stockpile
from model.families.technology.rows import HELD, Technology
from model.results.plan import Plan
from model.scenario.build_context import MONEY
from model.scenario.limits import AT_MOST, Limit
from model.sheets.byyear import ByYear
from model.sheets.common import Supplier
from model.sheets.schema import NO, Row
from model.sheets.tables import Tables

ENDLESS = 1e12
"""Effectively infinite bound."""
LOOSEST: Mapping[str, float] = {"share": 1.0, "HHI": 1e4}
"""Bounds of measures with a natural maximum."""

DETERRENT = 10.0
"""Multiple of the highest known price that is put on a shortage that is not allowed."""


def deterrents(plan: Plan) -> dict[tuple[str, str], float]:
    """Penalty on unmet demand that must be served, high enough that it is served if possible. The highest known price
    is one of the workbook, or all spending of the plan divided among all demand."""
    rows = [row for row in plan.tables[Demand] if row.shortage_cost is None]
    if not rows:
        return {}
    demand = float(plan.frames["service"]["demand"].sum())
    spent = float(plan.frames["costs"]["present_value"].abs().sum()) * MONEY[plan.tables.settings.amounts]
    price = max(spent / demand if demand > 0 else 0.0, highest_price(plan.tables))
    return {(row.market, row.product): DETERRENT * price for row in rows}


def highest_price(tables: Tables) -> float:
    """The highest price of a supplier or of a shortage; 0 without any [currency/unit]."""
    short = (row.shortage_cost for row in tables[Demand] if row.shortage_cost is not None)
    return max((*short, *(price for row in tables[Supplier] for _, price in row.price.points)), default=0.0)


def as_it_stands(tables: Tables, prices: Mapping[tuple[str, str], float]) -> Tables:
    """Tables without new decisions or limits; ``prices`` are those of shortage that the workbook does not allow."""
    never, after = tables.settings.first_year - 1, tables.settings.last_year + 1
    changed: dict[type[Row], list[Row]] = {
        Project: [replace(row, latest_decision=never, minimum_modules=0) for row in tables[Project]],
        Contract: [replace(row, latest_start=never, cancellation_fee=None) for row in tables[Contract]],
        Technology: [row if row.way == HELD else replace(row, earliest_decision=after) for row in tables[Technology]],
        Closure: [replace(row, latest=never) for row in tables[Closure]],
        Decision: [row for row in tables[Decision] if row.rule == ALREADY_MADE],
        Stockpile: [_no_higher(row) for row in tables[Stockpile]],
        Fund: [replace(row, total=None, limit=None) for row in tables[Fund]],
        FootprintLimit: [replace(row, total=None, limit=None) for row in tables[FootprintLimit]],
        Recycling: [
            row if row.shortfall_cost is not None else replace(row, minimum_collection=None)
            for row in tables[Recycling]
        ],
        Limit: [only_measured(row) for row in tables[Limit]],
        Demand: [
            replace(row, minimum_service=0.0, shortage_cost=prices.get((row.market, row.product), row.shortage_cost))
            for row in tables[Demand]
        ],
    }
    rows = {row_class: rows for row_class, rows in changed.items() if tables.rows.get(row_class)}
    return replace(tables, rows={**tables.rows, **rows})


def limits_measured(tables: Tables, only: Collection[str] = ()) -> Tables:
    """Tables of which some Limits are measured, not held; if none is named, all limits, minimum service, cover and
    budgets."""
    if only:
        return tables.replaced(Limit, [replace(row, binding=NO) if row.limit in only else row for row in tables[Limit]])
    changed: dict[type[Row], list[Row]] = {
        Stockpile: [replace(row, cover=0.0, minimum_closing_stock=0.0) for row in tables[Stockpile]],
        Fund: [replace(row, total=None, limit=None) for row in tables[Fund]],
        FootprintLimit: [replace(row, total=None, limit=None) for row in tables[FootprintLimit]],
        Limit: [only_measured(row) if row.priority else replace(row, binding=NO) for row in tables[Limit]],
        Demand: [replace(row, minimum_service=0.0) for row in tables[Demand]],
    }
    rows = {row_class: rows for row_class, rows in changed.items() if tables.rows.get(row_class)}
    return replace(tables, rows={**tables.rows, **rows})


def _no_higher(row: Stockpile) -> Stockpile:
    """A stockpile without further build-up."""
    most = row.opening_stock if row.capacity is None else min(row.opening_stock, row.capacity)
    return replace(row, capacity=most, cover=0.0, minimum_closing_stock=min(row.minimum_closing_stock, most))


def only_measured(row: Limit) -> Limit:
    """A limit relaxed so that it is only measured."""
    if row.measure.startswith("CVaR"):
        return replace(row, value=None, priority=None)
    loosest = LOOSEST.get(row.measure, ENDLESS) if row.sense == AT_MOST else 0.0
    return replace(row, value=ByYear.of(loosest), priority=None)

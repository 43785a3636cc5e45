"""Tables of the do-nothing baseline: existing assets continue, no new decisions. docs/decisions/0024 defines it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from model.families import load_rolls
from model.families.demand.rows import Demand
from model.results.plan import Plan
from model.scenario.build_context import MONEY
from model.scenario.limits import AT_MOST, Limit
from model.sheets.columns import ByYear
from model.sheets.common import Supplier
from model.sheets.schema import NO
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
    if prices:
        rows = ((row, prices.get((row.market, row.product), row.shortage_cost)) for row in tables[Demand])
        tables = tables.replaced(Demand, [replace(row, shortage_cost=price) for row, price in rows])
    return _with_limits(_changed(tables, "DO_NOTHING"), only_measured)


def limits_measured(tables: Tables, only: Collection[str] = ()) -> Tables:
    """Tables of which some Limits are measured, not held; if none is named, all limits, minimum service, cover and
    budgets."""
    if only:
        return tables.replaced(Limit, [replace(row, binding=NO) if row.limit in only else row for row in tables[Limit]])
    changed = _changed(tables, "MEASURED")
    return _with_limits(changed, lambda row: only_measured(row) if row.priority else replace(row, binding=NO))


def _with_limits(tables: Tables, change: Callable[[Limit], Limit]) -> Tables:
    """Tables with other limits, if there are any."""
    return tables.replaced(Limit, [change(row) for row in tables[Limit]]) if tables[Limit] else tables


def _changed(tables: Tables, name: str) -> Tables:
    """Tables with the rows as families change them under a name."""
    rows: dict[type[Any], list[Any]] = {}
    for family in load_rolls():
        for row_class, change in getattr(family, name, {}).items():
            if tables.rows.get(row_class):
                changed = (change(row, tables.settings) for row in tables[row_class])
                rows[row_class] = [row for row in changed if row is not None]
    return replace(tables, rows={**tables.rows, **rows})


def only_measured(row: Limit) -> Limit:
    """A limit relaxed so that it is only measured."""
    if row.measure.startswith("CVaR"):
        return replace(row, value=None, priority=None)
    loosest = LOOSEST.get(row.measure, ENDLESS) if row.sense == AT_MOST else 0.0
    return replace(row, value=ByYear.of(loosest), priority=None)

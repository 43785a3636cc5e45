"""Changes of a workbook with a known effect on the cost."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bench.fuzzing.workbook import all_rows
from model.families.contracts.rows import Contract
from model.families.investment.rows import LeadTime, Project
from model.families.routes.rows import Route
from model.scenario.disruptions import EACH_SUPPLIER, Disruption
from model.scenario.limits import AT_LEAST, Limit
from model.sheets.columns import ByYear
from model.sheets.common import CostRow, Site, Supplier
from model.sheets.schema import SHEET_OF, Column, Kind
from model.sheets.tables import Tables
from model.whatif.validation import problems_of
from tests.changing import is_expense, times

CAPS = {
    "limit",
    "total",
    "budget",
    "total budget",
    "recruits",
    "training seats",
    "recruits from abroad",
    "release rate",
}
"""Headers of columns whose number is a bound: the lower, the less a plan may do. An empty cell is no bound."""

CAPS_OF = {
    ("Routes", "capacity"),
    ("Capacity", "maximum capacity"),
    ("Stockpiles", "capacity"),
    ("Projects", "maximum size"),
    ("Operations", "maximum share"),
    ("Substitutes", "maximum share"),
    ("Retraining", "maximum share"),
}
"""The same where the header alone does not say so."""

OF_LIMITS = 0.7
"""Frequency with which a row of Limits is tightened rather than another bound, if there is one."""

PROHIBITIVE = 100.0
"""Multiple of the greatest price in a workbook that nobody would pay."""


def reordered(tables: Tables, chance: random.Random) -> Tables:
    """Rows in another order."""
    rows = all_rows(tables)
    chance.shuffle(rows)
    return Tables.of(tables.settings, rows)


def tightened(tables: Tables, chance: random.Random) -> tuple[Tables, str] | None:
    """The tables with one bound tightened, and its name; None if there is no bound, or no tighter one."""
    places = [
        (row, column)
        for row in all_rows(tables)
        for column in SHEET_OF[type(row)].columns
        if is_cap(row, column) and getattr(row, column.attribute) is not None
    ]
    chance.shuffle(places)
    if chance.random() < OF_LIMITS:
        places.sort(key=lambda place: not isinstance(place[0], Limit))
    for row, column in places:
        is_least = isinstance(row, Limit) and row.sense == AT_LEAST
        value = getattr(row, column.attribute)
        tighter = times(value, chance.uniform(1.05, 1.5) if is_least else chance.uniform(0.3, 0.95))
        changed = with_changed(row, tables, **{column.attribute: tighter})
        if tighter != value and not any(not problem.is_warning for problem in problems_of(changed)):
            name = getattr(row, SHEET_OF[type(row)].columns[0].attribute)
            return changed, f"{SHEET_OF[type(row)].name}: '{column.header}' of '{name}' {told(value)} → {told(tighter)}"
    return None


def is_cap(row: Any, column: Column) -> bool:
    if isinstance(row, Limit):
        return column.attribute == "value"
    return column.header in CAPS or (SHEET_OF[type(row)].name, column.header) in CAPS_OF


def told(value: Any) -> str:
    if isinstance(value, ByYear):
        return ", ".join(f"{year or ''} {each:.6g}".strip() for year, each in value.points)
    return f"{value:.6g}"


def with_changed(row: Any, tables: Tables, **values: Any) -> Tables:
    changed = replace(row, **values)
    return Tables.of(tables.settings, [changed if each is row else each for each in all_rows(tables)])


NOBODYS = "nobody's"


def option_that_nobody_takes(tables: Tables, chance: random.Random) -> tuple[Tables, str] | None:
    """The tables with an offer at a prohibitive price, and its name; None if none is possible."""
    offers = [offer(tables) for offer in OFFERS]
    offers = [rows for rows in offers if rows and not any_problem(tables, rows)]
    if not offers:
        return None
    rows = chance.choice(offers)
    return added(tables, rows), f"{SHEET_OF[type(rows[-1])].name}: '{NOBODYS}'"


def added(tables: Tables, rows: list[Any]) -> Tables:
    return Tables.of(tables.settings, [*all_rows(tables), *rows])


def any_problem(tables: Tables, rows: list[Any]) -> bool:
    return any(not problem.is_warning for problem in problems_of(added(tables, rows)))


def prohibitive(row: Any, tables: Tables, **values: Any) -> Any:
    """The row under another name, every price that it has far above all others."""
    dear = PROHIBITIVE * greatest_price(tables)
    prices = {c.attribute: ByYear.of(dear) if c.kind is Kind.YEARLY else dear for c in SHEET_OF[type(row)].columns
              if is_expense(c) and "amount" not in c.unit}  # fmt: skip
    return replace(row, **(prices | values))


def greatest_price(tables: Tables) -> float:
    found = [
        value.greatest if isinstance(value, ByYear) else value
        for row in all_rows(tables)
        for column in SHEET_OF[type(row)].columns
        if "{currency}/{unit}" in column.unit and (value := getattr(row, column.attribute))
    ]
    return max(found, default=1.0)


def targets(tables: Tables) -> set[str]:
    """Targets of disruptions: a new plant would be one more of 'each plant'."""
    return {row.target for row in tables[Disruption]}


def a_supplier(tables: Tables) -> list[Any]:
    if EACH_SUPPLIER in targets(tables) or not tables[Supplier]:
        return []
    return [prohibitive(tables[Supplier][0], tables, supplier=NOBODYS)]


def a_contract(tables: Tables) -> list[Any]:
    """A contract with a price of its own, above any other."""
    if not tables[Contract]:
        return []
    row = prohibitive(tables[Contract][0], tables, contract=NOBODYS, index=None, floor=None, ceiling=None)
    return [row]


def a_project(tables: Tables) -> list[Any]:
    """Another one for the same plant."""
    for row in tables[Project]:
        if row.minimum_modules == 0:
            cost = CostRow(item=NOBODYS, capex_per_unit=ByYear.of(PROHIBITIVE * greatest_price(tables)))
            leads = [replace(each, project=NOBODYS) for each in tables[LeadTime] if each.project == row.project]
            least = max(row.minimum_size, 1.0) if row.kind == "size" else row.minimum_size
            return [*leads, cost, replace(row, project=NOBODYS, minimum_size=least)]
    return []


def a_route(tables: Tables) -> list[Any]:
    """A way round by a place of its own. Where a route leads back to the seller, it would close a circle, whose lanes
    take no time: then none."""
    if not tables[Site] or not tables[Supplier]:
        return []
    if any(row.destination == tables[Supplier][0].site for row in tables[Route]):
        return []
    first, hub = tables[Supplier][0], replace(tables[Site][0], site=NOBODYS)
    ends = [site.site for site in tables[Site] if site.site != first.site][:1]
    dear = ByYear.of(PROHIBITIVE * greatest_price(tables))
    legs = [(first.site, NOBODYS), *((NOBODYS, end) for end in ends)]
    return [hub, *(Route(origin=i, destination=j, commodity=first.commodity, freight=dear) for i, j in legs)]


OFFERS: tuple[Callable[[Tables], list[Any]], ...] = (a_supplier, a_contract, a_project, a_route)
"""No store: it is a place that goods come from and go to, so that lanes make a circle and take no time (Routes)."""

__all__ = ["NOBODYS", "option_that_nobody_takes", "reordered", "tightened"]

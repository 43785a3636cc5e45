"""Stockpiles: capacity, closing stock, cover; and replacement of stock and goods in transit after a disruption."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from model.audit.balance import quantities, received, under_way
from model.audit.check import Tally, at_each
from model.audit.expense import Expense, sized
from model.audit.horizon import Array, Horizon, overlap
from model.audit.ledger import Ledger, NodeFigures, Place, by_names, dense, figures
from model.families.stockpiles.rows import Stockpile
from model.results.plan import Check
from model.system.memoise import remembered

MONTHS = 12
"""In a year."""


def stock_capacity(ledger: Ledger) -> Check:
    """Stock at the end of a period fits into its store [units]."""
    tally = Tally("stock capacity")
    for (name, node), amount in ledger.lines.stock.items():
        store = ledger.rows.stores.get(name)
        if store is not None and store.capacity is not None:
            tally.at_most(amount, store.capacity, f"{name}, {node}")
    return tally.check()


def closing_stock(ledger: Ledger) -> Check:
    """At least the minimum closing stock is left at the end of the last undisturbed year [units]."""
    tally, last = Tally("closing stock"), ledger.horizon.trunk[-1]
    for name, store in ledger.rows.stores.items():
        tally.at_least(ledger.lines.stock.get((name, last), 0.0), store.minimum_closing_stock, f"{name}, {last}")
    return tally.check()


def stock_cover(ledger: Ledger) -> Check:
    """While undisturbed, stock lasts as many months as asked, at the demand and the use of the places it covers
    [units]."""
    tally = Tally("stock cover")
    for name, store in ledger.rows.stores.items():
        if store.cover <= 0:
            continue
        for node in ledger.horizon.trunk:
            last_year = ledger.horizon.period[node] + ledger.horizon.years - 1
            if store.cover_from is None or last_year >= store.cover_from:
                need = store.cover / MONTHS * _consumption(ledger, store, node)
                tally.at_least(ledger.lines.stock.get((name, node), 0.0), need, f"{name}, {node}")
    return tally.check()


def shelf_life(ledger: Ledger) -> Check:
    """With the oldest goods used first, no stock is left that came before its shelf life; what came is as reported
    [units]."""
    tally, horizon = Tally("shelf life"), ledger.horizon
    told = figures(ledger.plan, "received", ("stockpile", "node"), "received")
    for name, store in ledger.rows.stores.items():
        if store.shelf_life is None:
            continue
        came = received(ledger).get((store.site, store.commodity), np.zeros(len(horizon.at)))
        for node in horizon.nodes:
            tally.equal(told.get((name, node), 0.0), came[horizon.at[node]], f"received for {name}, {node}")
            end = horizon.period[node] + horizon.years
            fresh = _fresh_before(store, horizon, end - store.shelf_life)
            way: str | None = node
            while way is not None:
                start = horizon.period[way]
                years = overlap(start, start + horizon.years, end - store.shelf_life, end)
                fresh += years * came[horizon.at[way]]
                way = horizon.parent.get(way)
            tally.at_most(ledger.lines.stock.get((name, node), 0.0), fresh, f"{name}, {node}")
    return tally.check()


def _fresh_before(store: Stockpile, horizon: Horizon, since: float) -> float:
    """Inflow from a moment to the first year; the opening stock came in the last year before it, if nothing else is
    stated."""
    if store.received is None:
        return store.opening_stock * overlap(horizon.first - 1, horizon.first, since, horizon.first)
    return horizon.before_first(store.received, since, horizon.first)


def restocking(ledger: Ledger) -> Check:
    """When a disruption is over, stock used up is replaced, at its replacement cost [amount]."""
    tally, ends = Tally("restocking"), ledger.horizon.ends
    for name, missing in used_up(ledger).items():
        value = ledger.large(ledger.rows.commodities[ledger.rows.stores[name].commodity].replacement)
        tally.at_least(_spent(ledger, "restocking", name), value * missing, at_each(ends, name), value)
    return tally.check()


def used_up(ledger: Ledger) -> dict[str, Array]:
    """Stock that is missing against the undisturbed plan at the last node of each disruption, by stockpile [units]."""
    return {name: ledger.horizon.fall(ledger.at_nodes("stock", name)) for name in ledger.rows.stores}


def resupply(ledger: Ledger) -> Check:
    """When a disruption is over, missing goods in transit are replaced, at their replacement cost [amount]."""
    tally, ends = Tally("resupply"), ledger.horizon.ends
    for (site, commodity), missing in missing_under_way(ledger).items():
        value = ledger.large(ledger.rows.commodities[commodity].replacement)
        spent = _spent(ledger, "resupply", f"{site} · {commodity}")
        tally.at_least(spent, value * missing, at_each(ends, f"{site}, {commodity}"), value)
    return tally.check()


@remembered
def missing_under_way(ledger: Ledger) -> dict[Place, Array]:
    """Goods in transit to a place that are missing relative to the undisturbed plan at the last node of each
    disruption; only places with goods in transit [units]."""
    horizon = ledger.horizon
    told = [horizon.at[each] for end in horizon.ends for each in (end, horizon.undisturbed(end))]
    return {place: horizon.fall(moving) for place, moving in under_way(ledger).items() if moving[told].any()}


def _spent(ledger: Ledger, cost: str, item: str) -> Array:
    """The plan's cost of an item at the last node of each disruption [amount]."""
    return dense(ledger.horizon, _paid(ledger).get((cost, item)))[ledger.horizon.last]


@remembered
def _paid(ledger: Ledger) -> dict[tuple[Any, ...], NodeFigures]:
    return by_names(ledger.horizon, figures(ledger.plan, "costs", ("cost", "item", "node"), "amount"))


def _consumption(ledger: Ledger, store: Stockpile, node: str) -> float:
    """Demand for a stored commodity, and its use in recipes, within the covered sites [units per year]."""
    covered = ledger.directory.sites(store.cover_of or store.site)
    at, total = ledger.horizon.at[node], 0.0
    for (market, product), demand in ledger.rows.demands.items():
        if market in covered and product == store.commodity:
            total += ledger.horizon.mean(demand.quantity, ledger.horizon.period[node])
    for plant, recipe in ledger.rows.operations:
        if ledger.rows.plants[plant].site in covered:
            taken = quantities(ledger, plant, recipe).get(store.commodity)
            if taken is not None:
                total += max(-taken[at], 0.0) * ledger.lines.ran.get((plant, recipe, node), 0.0)
    return total


def stock_expenses(ledger: Ledger) -> Iterator[Expense]:
    for (name,), (nodes, stock) in ledger.series("stock").items():
        if name in ledger.rows.stores:
            store = ledger.rows.stores[name]
            paid = sized(ledger.large(store.holding_cost) * ledger.horizon.years, stock)
            yield Expense("holding stock", "storage", name, nodes, *paid, site=store.site)


def restocking_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Stock used up by a disruption, at its replacement cost."""
    for name, missing in used_up(ledger).items():
        store = ledger.rows.stores[name]
        paid = sized(ledger.large(ledger.rows.commodities[store.commodity].replacement), missing)
        yield Expense("restocking", "storage", name, ledger.horizon.last, *paid, site=store.site)


def resupply_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Goods in transit missing after a disruption, at their replacement cost."""
    for (site, commodity), missing in missing_under_way(ledger).items():
        paid = sized(ledger.large(ledger.rows.commodities[commodity].replacement), missing)
        yield Expense("resupply", "storage", f"{site} · {commodity}", ledger.horizon.last, *paid, site=site)


EXPENSES = {"stockpiles": (stock_expenses, restocking_expenses, resupply_expenses)}
AUDITS = {"stockpiles": (stock_capacity, closing_stock, stock_cover, shelf_life, restocking, resupply)}

__all__ = [
    "closing_stock", "missing_under_way", "restocking", "resupply", "shelf_life", "stock_capacity", "stock_cover",
    "used_up",
]  # fmt: skip

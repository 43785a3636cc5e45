"""Stockpiles: capacity, closing stock, cover; and replacement of stock and goods in transit after a disruption."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.balance import quantities, under_way
from model.audit.check import Tally
from model.audit.expense import Expense, sized
from model.audit.ledger import Ledger, figures
from model.families.stockpiles.rows import Stockpile
from model.results.plan import Check

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


def restocking(ledger: Ledger) -> Check:
    """When a disruption is over, stock used up is replaced, at its replacement cost [amount]."""
    tally = Tally("restocking")
    paid = figures(ledger.plan, "costs", ("cost", "item", "node"), "amount")
    for (name, node), missing in used_up(ledger).items():
        value = ledger.large(ledger.rows.commodities[ledger.rows.stores[name].commodity].replacement)
        spent = paid.get(("restocking", name, node), 0.0)
        tally.at_least(spent, value * missing, f"{name}, {node}", value)
    return tally.check()


def used_up(ledger: Ledger) -> dict[tuple[str, str], float]:
    """Stock that is missing against the undisturbed plan, by stockpile and last node of a disruption [units]."""
    stock, horizon = ledger.lines.stock, ledger.horizon
    return {
        (name, node): max(0.0, stock.get((name, horizon.undisturbed(node)), 0.0) - stock.get((name, node), 0.0))
        for name in ledger.rows.stores
        for node in (event.nodes[-1] for event in horizon.events)
    }


def resupply(ledger: Ledger) -> Check:
    """When a disruption is over, missing goods in transit are replaced, at their replacement cost [amount]."""
    tally = Tally("resupply")
    paid = figures(ledger.plan, "costs", ("cost", "item", "node"), "amount")
    for (site, commodity, node), missing in missing_under_way(ledger).items():
        value = ledger.large(ledger.rows.commodities[commodity].replacement)
        spent = paid.get(("resupply", f"{site} · {commodity}", node), 0.0)
        tally.at_least(spent, value * missing, f"{site}, {commodity}, {node}", value)
    return tally.check()


def missing_under_way(ledger: Ledger) -> dict[tuple[str, str, str], float]:
    """Goods in transit to a place that are missing relative to the undisturbed plan, by place, commodity and last node
    of a disruption [units]."""
    horizon, ends = ledger.horizon, [event.nodes[-1] for event in ledger.horizon.events]
    moving = under_way(ledger, [*ends, *(horizon.undisturbed(node) for node in ends)])
    places = dict.fromkeys((site, commodity) for site, commodity, _ in moving)
    found: dict[tuple[str, str, str], float] = {}
    for site, commodity in places:
        for node in ends:
            usual = moving.get((site, commodity, horizon.undisturbed(node)), 0.0)
            found[site, commodity, node] = max(0.0, usual - moving.get((site, commodity, node), 0.0))
    return found


def _consumption(ledger: Ledger, store: Stockpile, node: str) -> float:
    """Demand for a stored commodity, and its use in recipes, within the covered sites [units per year]."""
    covered = ledger.directory.sites(store.cover_of or store.site)
    total = 0.0
    for (market, product), demand in ledger.rows.demands.items():
        if market in covered and product == store.commodity:
            total += ledger.horizon.mean(demand.quantity, ledger.horizon.period[node])
    for plant, recipe in ledger.rows.operations:
        if ledger.rows.plants[plant].site in covered:
            taken = -quantities(ledger, plant, recipe, node).get(store.commodity, 0.0)
            total += max(taken, 0.0) * ledger.lines.ran.get((plant, recipe, node), 0.0)
    return total


def stock_expenses(ledger: Ledger) -> Iterator[Expense]:
    for (name, node), stock in ledger.lines.stock.items():
        if name in ledger.rows.stores:
            store = ledger.rows.stores[name]
            paid = sized(ledger.large(store.holding_cost) * ledger.horizon.years, stock)
            yield Expense("holding stock", "storage", name, node, *paid, site=store.site)


def restocking_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Stock used up by a disruption, at its replacement cost."""
    for (name, node), missing in used_up(ledger).items():
        store = ledger.rows.stores[name]
        paid = sized(ledger.large(ledger.rows.commodities[store.commodity].replacement), missing)
        yield Expense("restocking", "storage", name, node, *paid, site=store.site)


def resupply_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Goods in transit missing after a disruption, at their replacement cost."""
    for (site, commodity, node), missing in missing_under_way(ledger).items():
        paid = sized(ledger.large(ledger.rows.commodities[commodity].replacement), missing)
        yield Expense("resupply", "storage", f"{site} · {commodity}", node, *paid, site=site)


EXPENSES = (stock_expenses, restocking_expenses, resupply_expenses)
AUDITS = (stock_capacity, closing_stock, stock_cover, restocking, resupply)

__all__ = [
    "closing_stock", "missing_under_way", "restocking", "resupply", "stock_capacity", "stock_cover", "used_up",
]  # fmt: skip

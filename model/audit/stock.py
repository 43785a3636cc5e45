"""Stockpiles: room, what is left at the end, and how long the stock would last."""

from __future__ import annotations

from model.audit.balance import quantities
from model.audit.books import Books
from model.audit.tally import Tally
from model.families.inventory import Stockpile
from model.plan import Check

MONTHS = 12
"""In a year."""


def stock_capacity(books: Books) -> Check:
    """Stock at the end of a period fits into its store [units]."""
    tally = Tally("stock capacity")
    for (name, node), amount in books.lines.stock.items():
        store = books.rows.stores.get(name)
        if store is not None and store.capacity is not None:
            tally.at_most(amount, store.capacity, f"{name}, {node}")
    return tally.check()


def closing_stock(books: Books) -> Check:
    """What must be left at the end of the last year is [units]."""
    tally = Tally("closing stock")
    for name, store in books.rows.stores.items():
        for node in books.horizon.leaves:
            tally.at_least(books.lines.stock.get((name, node), 0.0), store.least_closing_stock, f"{name}, {node}")
    return tally.check()


def stock_cover(books: Books) -> Check:
    """Stock lasts as many months as asked, at the demand and the use of the places it covers [units]."""
    tally = Tally("stock cover")
    for name, store in books.rows.stores.items():
        if store.cover <= 0:
            continue
        for node, period in books.horizon.period.items():
            is_due = store.cover_from is None or period + books.horizon.years - 1 >= store.cover_from
            if is_due:
                need = store.cover / MONTHS * _consumption(books, store, node)
                tally.at_least(books.lines.stock.get((name, node), 0.0), need, f"{name}, {node}")
    return tally.check()


def _consumption(books: Books, store: Stockpile, node: str) -> float:
    """Demand for a stored commodity, and what recipes take of it, where it is covered [units per year]."""
    covered = books.directory.sites(store.cover_of or store.site)
    total = 0.0
    for (market, product), demand in books.rows.demands.items():
        if market in covered and product == store.commodity:
            total += books.horizon.mean(demand.quantity, books.horizon.period[node])
    for plant, recipe in books.rows.operations:
        if books.rows.plants[plant].site in covered:
            taken = -quantities(books, plant, recipe).get(store.commodity, 0.0)
            total += max(taken, 0.0) * books.lines.ran.get((plant, recipe, node), 0.0)
    return total


__all__ = ["closing_stock", "stock_capacity", "stock_cover"]

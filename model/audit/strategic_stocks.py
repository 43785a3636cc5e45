"""Strategic stocks: released only as allowed, built up within their budgets."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.audit.books import Books, figures
from model.audit.expense import Expense, sized
from model.audit.horizon import overlap
from model.audit.tally import Tally
from model.families.strategic_stocks.rows import IN_DISRUPTIONS, StrategicStock
from model.results.plan import Check


def stock_released(books: Books) -> Check:
    """A strategic stock is released only when allowed, and within its release rate [units]."""
    tally = Tally("release of strategic stocks")
    for row, node, before, after in _movements(books):
        years = float(books.horizon.years)
        if row.release == IN_DISRUPTIONS:
            years = _disturbed(books, node)
        left = before * math.pow(1.0 - row.release_rate, years)
        tally.at_least(after, left, f"{row.stockpile}, {node}", before)
    return tally.check()


def _movements(books: Books) -> Iterator[tuple[StrategicStock, str, float, float]]:
    """(row, node, stock when its period begins, stock when it ends) of every strategic stock [units]."""
    stock, horizon = books.lines.stock, books.horizon
    for row in books.plan.tables[StrategicStock]:
        store = books.rows.stores[row.stockpile]
        for node in horizon.nodes:
            parent = horizon.parent.get(node)
            before = store.opening_stock if parent is None else stock.get((row.stockpile, parent), 0.0)
            yield row, node, before, stock.get((row.stockpile, node), 0.0)


def _disturbed(books: Books, node: str) -> float:
    """Years of a node's period within a disruption or the recovery from it."""
    event = books.horizon.event_at.get(node)
    if event is None:
        return 0.0
    period = books.horizon.period[node]
    return overlap(event.start, event.end, period, period + books.horizon.years)


def stock_budgets(books: Books) -> Check:
    """Additions to a strategic stock, at replacement cost, stay within its budgets, also in disruptions [amount]."""
    tally, horizon = Tally("budgets of strategic stocks"), books.horizon
    spent: dict[tuple[str, str], float] = {}
    for row, node, before, after in _movements(books):
        commodity = books.rows.commodities[books.rows.stores[row.stockpile].commodity]
        paid = books.large(commodity.replacement) * max(0.0, after - before)
        spent[row.stockpile, node] = paid
        if row.budget is not None:
            limit = horizon.mean(row.budget, horizon.period[node]) * horizon.years
            tally.at_most(paid, limit, f"{row.stockpile}, {node}")
    ends = [horizon.trunk[-1], *(event.nodes[-1] for event in horizon.events)]
    for row in books.plan.tables[StrategicStock]:
        if row.total_budget is not None:
            for end in ends:
                paid = math.fsum(spent[row.stockpile, node] for node in _way_to(books, end))
                tally.at_most(paid, row.total_budget, f"{row.stockpile}, in total to {end}")
    return tally.check()


def _way_to(books: Books, end: str) -> Iterator[str]:
    """A node and all before it."""
    node: str | None = end
    while node is not None:
        yield node
        node = books.horizon.parent.get(node)


def strategic_stocks_reported(books: Books) -> Check:
    """Reported additions, releases and rotation follow from the stock [units]."""
    tally = Tally("strategic stocks reported")
    names = ("stockpile", "node")
    added, released, rotated = (
        figures(books.plan, "strategic stocks", names, measure) for measure in ("added", "released", "rotated")
    )
    expected = set()
    for row, node, before, after in _movements(books):
        key, where, size = (row.stockpile, node), f"{row.stockpile}, {node}", max(before, after)
        expected.add(key)
        tally.equal(added.get(key, 0.0), max(0.0, after - before), f"added: {where}", size)
        tally.equal(released.get(key, 0.0), max(0.0, before - after), f"released: {where}", size)
        tally.equal(rotated.get(key, 0.0), row.rotation * after, f"rotated: {where}", size)
    for key in added:
        tally.require(key in expected, ", ".join(map(str, key)), "this is no strategic stock")
    return tally.check()


def rotation_expenses(books: Books) -> Iterator[Expense]:
    """Replacing strategic stock by fresh goods."""
    for row in books.plan.tables[StrategicStock]:
        for node in books.horizon.period:
            rate = row.rotation * books.large(row.rotation_cost) * books.horizon.years
            paid = sized(rate, books.lines.stock.get((row.stockpile, node), 0.0))
            yield Expense("rotating stock", "storage", row.stockpile, node, *paid,
                          site=books.rows.stores[row.stockpile].site)  # fmt: skip


EXPENSES = (rotation_expenses,)
AUDITS = (stock_released, stock_budgets, strategic_stocks_reported)

__all__ = ["stock_budgets", "stock_released", "strategic_stocks_reported"]

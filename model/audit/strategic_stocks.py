"""Strategic stocks: released only as allowed, built up within their budgets."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.audit.check import Tally
from model.audit.expense import Expense, sized
from model.audit.horizon import overlap
from model.audit.ledger import Ledger, figures
from model.families.strategic_stocks.rows import IN_DISRUPTIONS, StrategicStock
from model.results.plan import Check


def stock_released(ledger: Ledger) -> Check:
    """A strategic stock is released only when allowed, and within its release rate [units]."""
    tally = Tally("release of strategic stocks")
    for row, node, before, after in _movements(ledger):
        years = float(ledger.horizon.years)
        if row.release == IN_DISRUPTIONS:
            years = _disturbed(ledger, node)
        left = before * math.pow(1.0 - row.release_rate, years)
        tally.at_least(after, left, f"{row.stockpile}, {node}", before)
    return tally.check()


def _movements(ledger: Ledger) -> Iterator[tuple[StrategicStock, str, float, float]]:
    """(row, node, stock when its period begins, stock when it ends) of every strategic stock [units]."""
    stock, horizon = ledger.lines.stock, ledger.horizon
    for row in ledger.plan.tables[StrategicStock]:
        store = ledger.rows.stores[row.stockpile]
        for node in horizon.nodes:
            parent = horizon.parent.get(node)
            before = store.opening_stock if parent is None else stock.get((row.stockpile, parent), 0.0)
            yield row, node, before, stock.get((row.stockpile, node), 0.0)


def _disturbed(ledger: Ledger, node: str) -> float:
    """Years of a node's period within a disruption or the recovery from it."""
    event = ledger.horizon.event_at.get(node)
    if event is None:
        return 0.0
    period = ledger.horizon.period[node]
    return overlap(event.start, event.end, period, period + ledger.horizon.years)


def stock_budgets(ledger: Ledger) -> Check:
    """Additions to a strategic stock, at replacement cost, stay within its budgets, also in disruptions [amount]."""
    tally, horizon = Tally("budgets of strategic stocks"), ledger.horizon
    spent: dict[tuple[str, str], float] = {}
    for row, node, before, after in _movements(ledger):
        commodity = ledger.rows.commodities[ledger.rows.stores[row.stockpile].commodity]
        paid = ledger.large(commodity.replacement) * max(0.0, after - before)
        spent[row.stockpile, node] = paid
        if row.budget is not None:
            limit = horizon.mean(row.budget, horizon.period[node]) * horizon.years
            tally.at_most(paid, limit, f"{row.stockpile}, {node}")
    ends = [horizon.trunk[-1], *(event.nodes[-1] for event in horizon.events)]
    for row in ledger.plan.tables[StrategicStock]:
        if row.total_budget is not None:
            for end in ends:
                paid = math.fsum(spent[row.stockpile, node] for node in _way_to(ledger, end))
                tally.at_most(paid, row.total_budget, f"{row.stockpile}, in total to {end}")
    return tally.check()


def _way_to(ledger: Ledger, end: str) -> Iterator[str]:
    """A node and all before it."""
    node: str | None = end
    while node is not None:
        yield node
        node = ledger.horizon.parent.get(node)


def strategic_stocks_reported(ledger: Ledger) -> Check:
    """Reported additions, releases and rotation follow from the stock [units]."""
    tally = Tally("strategic stocks reported")
    names = ("stockpile", "node")
    added, released, rotated = (
        figures(ledger.plan, "strategic stocks", names, measure) for measure in ("added", "released", "rotated")
    )
    expected = set()
    for row, node, before, after in _movements(ledger):
        key, where, size = (row.stockpile, node), f"{row.stockpile}, {node}", max(before, after)
        expected.add(key)
        tally.equal(added.get(key, 0.0), max(0.0, after - before), f"added: {where}", size)
        tally.equal(released.get(key, 0.0), max(0.0, before - after), f"released: {where}", size)
        tally.equal(rotated.get(key, 0.0), row.rotation * after, f"rotated: {where}", size)
    for key in added:
        tally.require(key in expected, ", ".join(map(str, key)), "this is no strategic stock")
    return tally.check()


def rotation_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Replacing strategic stock by fresh goods."""
    for row in ledger.plan.tables[StrategicStock]:
        for node in ledger.horizon.period:
            rate = row.rotation * ledger.large(row.rotation_cost) * ledger.horizon.years
            paid = sized(rate, ledger.lines.stock.get((row.stockpile, node), 0.0))
            yield Expense("rotating stock", "storage", row.stockpile, node, *paid,
                          site=ledger.rows.stores[row.stockpile].site)  # fmt: skip


EXPENSES = {"strategic stocks": (rotation_expenses,)}
AUDITS = {"strategic stocks": (stock_released, stock_budgets, strategic_stocks_reported)}

__all__ = ["stock_budgets", "stock_released", "strategic_stocks_reported"]

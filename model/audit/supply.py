"""Supply: purchases, sales and disposal, within their limits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from model.audit.check import Tally
from model.audit.contracts import beyond_limit, delivered, volumes
from model.audit.expense import Expense, market_prices, sized
from model.audit.horizon import Array
from model.audit.ledger import At, Ledger, figures
from model.families.supply.rows import Outlet
from model.results.plan import Check
from model.sheets.common import Supplier


def supplier_limits(ledger: Ledger) -> Check:
    """Purchases stay within a supplier's limit plus deliveries under contracts beyond it, and the reported limit is
    both [units per year]."""
    left, frame = ledger.effects.capacity_of_supplier, ("purchases", "supplier")
    beyond = beyond_limit(ledger, delivered(ledger, "taken")), beyond_limit(ledger, volumes(ledger))
    return _within(ledger, "supplier limits", ledger.rows.suppliers, ledger.lines.bought, frame, left, beyond)


def outlet_limits(ledger: Ledger) -> Check:
    """Sales stay within an outlet's limit, which is reported correctly [units per year]."""
    frame = ("sales", "outlet")
    return _within(ledger, "outlet limits", ledger.rows.outlets, ledger.lines.sold, frame, ledger.effects.sales)


Trader = TypeVar("Trader", Supplier, Outlet)


def _within(
    ledger: Ledger,
    name: str,
    rows: Mapping[str, Trader],
    traded: At,
    frame: tuple[str, str],
    left: Callable[[Trader], Array],
    beyond: tuple[At, At] = ({}, {}),
) -> Check:
    """``left`` is the share of its limit that a trader has at a node; a trader without limit and with a share of 0
    trades nothing. ``beyond`` the limit are extra trade and its maximum."""
    tally = Tally(name)
    reported = figures(ledger.plan, frame[0], (frame[1], "node"), "limit")
    for (who, node), amount in traded.items():
        row = rows.get(who)
        if row is None or node not in ledger.horizon.period:
            continue  # the check of names says so
        given, share = reported.get((who, node), math.nan), left(row)[ledger.horizon.at[node]]
        if row.limit is None and share > 0:
            tally.require(math.isnan(given), f"{who}, {node}", "a limit is reported where the sheet has none")
        else:
            limit = 0.0 if row.limit is None else share * ledger.horizon.mean(row.limit, ledger.horizon.period[node])
            tally.at_most(amount, limit + beyond[0].get((who, node), 0.0), f"{who}, {node}")
            tally.equal(given, limit + beyond[1].get((who, node), 0.0), f"limit of {who}, {node}")
    return tally.check()


def disposal_allowed(ledger: Ledger) -> Check:
    """Only goods with a disposal cost are disposed of."""
    tally = Tally("disposal allowed")
    for (site, commodity, node), amount in ledger.lines.disposed.items():
        row = ledger.rows.commodities.get(commodity)
        allowed = amount == 0 or (row is not None and row.disposal_cost is not None)
        tally.require(allowed, f"{site}, {commodity}, {node}", "disposal is not allowed")
    return tally.check()


def trade_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Cost of purchases, income from sales."""
    years, rows = ledger.horizon.years, ledger.rows
    for (name,), (nodes, bought) in ledger.series("bought").items():
        if name in rows.suppliers:
            supplier = rows.suppliers[name]
            paid = sized(market_prices(ledger, supplier)[nodes] * years, bought)
            yield Expense("purchases", "purchases", name, nodes, *paid, site=supplier.site)
    for (name,), (nodes, sold) in ledger.series("sold").items():
        if name in rows.outlets:
            outlet = rows.outlets[name]
            earned = sized(-market_prices(ledger, outlet)[nodes] * years, sold)
            yield Expense("sales", "income", name, nodes, *earned, site=outlet.site)


def disposal_expenses(ledger: Ledger) -> Iterator[Expense]:
    for (site, commodity), (nodes, amounts) in ledger.series("disposed").items():
        if commodity in ledger.rows.commodities:
            rate = ledger.large(ledger.rows.commodities[commodity].disposal_cost or 0.0) * ledger.horizon.years
            yield Expense("disposal", "operation", f"{site} · {commodity}", nodes, *sized(rate, amounts), site=site)


EXPENSES = {"supply": (trade_expenses, disposal_expenses)}
AUDITS = {"supply": (supplier_limits, outlet_limits, disposal_allowed)}

__all__ = ["disposal_allowed", "outlet_limits", "supplier_limits"]

"""Recycling: collected scrap comes from earlier deliveries."""

from __future__ import annotations

import math

from model.audit.check import Tally
from model.audit.horizon import Horizon, overlap
from model.audit.ledger import Ledger, figures
from model.families.recycling.rows import Recycling
from model.results.plan import Check

Delivered = dict[tuple[str, str], list[tuple[str, float]]]
"""By commodity and node: markets and their deliveries of it, for any product [units per year]."""

Lag = list[tuple[int, float]]
"""(periods later, share)."""


def scrap_collected(ledger: Ledger) -> Check:
    """Purchases from a supplier of scrap stay within the scrap collected from earlier deliveries, and both are reported
    [units per year]."""
    tally = Tally("scrap collected")
    names = ("supplier", "node")
    reported, told = (figures(ledger.plan, "recycling", names, measure) for measure in ("available", "collected"))
    streams: dict[str, list[Recycling]] = {}
    for row in ledger.plan.tables[Recycling]:
        streams.setdefault(row.supplier, []).append(row)
    delivered: Delivered = {}
    for (market, _, commodity, node), amount in ledger.lines.delivered.items() if streams else ():
        delivered.setdefault((commodity, node), []).append((market, amount))
    for name, rows in streams.items():
        lags = [_returning(ledger.horizon, row) for row in rows]
        for node in ledger.horizon.nodes:
            where = f"{name}, {node}"
            there = math.fsum(
                _comes_back(ledger, row, lag, node, delivered) for row, lag in zip(rows, lags, strict=True)
            )
            there *= ledger.effects.capacity_of_supplier(ledger.rows.suppliers[name])[ledger.horizon.at[node]]
            bought = ledger.lines.bought.get((name, node), 0.0)
            tally.at_most(bought, there, where)
            tally.equal(reported.get((name, node), 0.0), there, f"available: {where}")
            tally.equal(told.get((name, node), 0.0), bought, f"collected: {where}")
    for name, node in reported:
        tally.require(name in streams, f"{name}, {node}", "nothing comes back to this supplier")
    return tally.check()


def _comes_back(ledger: Ledger, row: Recycling, lag: Lag, node: str, delivered: Delivered) -> float:
    """Scrap of one row that is collected at a node, undisturbed [units per year]."""
    horizon, period = ledger.horizon, ledger.horizon.period[node]
    markets = ledger.directory.sites(row.market)
    total = 0.0
    for step, share in lag:
        sold_in = horizon.before(node, step)
        if sold_in is not None:
            total += share * math.fsum(
                amount for market, amount in delivered.get((row.product, sold_in), ()) if market in markets
            )
        elif row.past_sales is not None:
            total += share * horizon.mean(row.past_sales, period - step * horizon.years)
    return total * row.scrap_per_unit * horizon.mean(row.collection_rate, period)


def _returning(horizon: Horizon, row: Recycling) -> Lag:
    """Return times of goods delivered evenly over a period."""
    if row.spread == 0:
        return horizon.arrivals(row.lag)
    early, late, years = row.lag - row.spread / 2, row.lag + row.spread / 2, horizon.years
    found = []
    for step in range(math.ceil(late / years) + 2):
        # The share that comes after just so long a time is straight between these.
        bends = sorted(min(max(step * years + each, early), late) for each in (-years, 0, years))
        area = 0.0
        for start, end in zip((early, *bends), (*bends, late), strict=True):
            area += (end - start) * (_arrived(start, step, years) + _arrived(end, step, years)) / 2
        found.append((step, area / row.spread))
    return found


def _arrived(delay: float, step: int, years: int) -> float:
    """Share of a period's deliveries that has returned this many periods later, at a fixed lag."""
    return overlap(delay, delay + years, step * years, (step + 1) * years) / years


AUDITS = (scrap_collected,)

__all__ = ["scrap_collected"]

"""Recycling: collected scrap comes from earlier deliveries."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.audit.check import Tally
from model.audit.expense import Expense, sized
from model.audit.horizon import Horizon, overlap
from model.audit.ledger import Ledger, figures
from model.families.recycling.rows import Recycling
from model.results.plan import Check
from model.sheets.columns import ByYear
from model.system.memoise import remembered

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
    streams = _streams(ledger)
    for name in streams:
        for node in ledger.horizon.nodes:
            where = f"{name}, {node}"
            there, _ = _collectable(ledger, name)[node]
            bought = ledger.lines.bought.get((name, node), 0.0)
            tally.at_most(bought, there, where)
            tally.equal(reported.get((name, node), 0.0), there, f"available: {where}")
            tally.equal(told.get((name, node), 0.0), bought, f"collected: {where}")
    for name, node in reported:
        tally.require(name in streams, f"{name}, {node}", "nothing comes back to this supplier")
    return tally.check()


def take_back(ledger: Ledger) -> Check:
    """Purchases of scrap and the shortfall that is charged reach the take-back duty, and are reported [units per
    year]."""
    tally, names = Tally("take-back"), ("supplier", "node")
    due, missed = (figures(ledger.plan, "take-back", names, measure) for measure in ("due", "missed"))
    for name, rows in _streams(ledger).items():
        is_charged = any(row.minimum_collection is not None and row.shortfall_cost is not None for row in rows)
        for node in ledger.horizon.nodes:
            where, (_, least) = f"{name}, {node}", _collectable(ledger, name)[node]
            short = missed.get((name, node), 0.0)
            tally.equal(due.get((name, node), 0.0), least, f"due: {where}")
            tally.at_least(ledger.lines.bought.get((name, node), 0.0) + short, least, where)
            tally.require(is_charged or short == 0, where, "what is missed has no charge")
    return tally.check()


def charges(ledger: Ledger) -> Iterator[Expense]:
    """Charges on scrap that is missing to a take-back duty."""
    for name, rows in _streams(ledger).items():
        costs = [row.shortfall_cost for row in rows if row.minimum_collection is not None]
        for node, (_, least) in _collectable(ledger, name).items() if costs and costs[0] is not None else ():
            short = max(0.0, least - ledger.lines.bought.get((name, node), 0.0))
            paid = sized(ledger.large(costs[0] or 0.0) * ledger.horizon.years, short)
            site = ledger.rows.suppliers[name].site
            yield Expense("missed collection", "operation", name, node, *paid, site=site, names=frozenset({name}))


@remembered
def _streams(ledger: Ledger) -> dict[str, list[Recycling]]:
    """Rows by supplier of scrap."""
    streams: dict[str, list[Recycling]] = {}
    for row in ledger.plan.tables[Recycling]:
        streams.setdefault(row.supplier, []).append(row)
    return streams


@remembered
def _delivered(ledger: Ledger) -> Delivered:
    delivered: Delivered = {}
    for (market, _, commodity, node), amount in ledger.lines.delivered.items():
        delivered.setdefault((commodity, node), []).append((market, amount))
    return delivered


@remembered
def _collectable(ledger: Ledger, name: str) -> dict[str, tuple[float, float]]:
    """By node, how much scrap a supplier can collect and how much it must [units per year]."""
    rows, found = _streams(ledger)[name], dict[str, tuple[float, float]]()
    lags = [_returning(ledger.horizon, row) for row in rows]
    left = ledger.effects.capacity_of_supplier(ledger.rows.suppliers[name])
    for node, period in ledger.horizon.period.items():
        back = [_comes_back(ledger, row, lag, node) for row, lag in zip(rows, lags, strict=True)]
        most, least = (
            math.fsum(each * _rate(ledger, rate, period) for each, rate in zip(back, rates, strict=True))
            for rates in ([row.collection_rate for row in rows], [row.minimum_collection for row in rows])
        )
        found[node] = most * left[ledger.horizon.at[node]], least * left[ledger.horizon.at[node]]
    return found


def _rate(ledger: Ledger, rate: ByYear | None, period: int) -> float:
    return 0.0 if rate is None else ledger.horizon.mean(rate, period)


def _comes_back(ledger: Ledger, row: Recycling, lag: Lag, node: str) -> float:
    """Scrap of one row that comes back at a node [units per year]."""
    horizon, period = ledger.horizon, ledger.horizon.period[node]
    markets = ledger.directory.sites(row.market)
    total = 0.0
    for step, share in lag:
        sold_in = horizon.before(node, step)
        if sold_in is not None:
            total += share * math.fsum(
                amount for market, amount in _delivered(ledger).get((row.product, sold_in), ()) if market in markets
            )
    if row.past_sales is not None:
        oldest = math.floor(period - row.lag - row.spread / 2) - 1
        for year in range(oldest, horizon.first):
            share = _returned(row, period - year, horizon.years, sold_over=1)
            total += row.past_sales.at(year) * share / horizon.years
    return total * row.scrap_per_unit


def _returning(horizon: Horizon, row: Recycling) -> Lag:
    """Return times of goods delivered evenly over a period."""
    latest = math.ceil((row.lag + row.spread / 2) / horizon.years) + 1
    return [(step, _returned(row, step * horizon.years, horizon.years, horizon.years)) for step in range(latest + 1)]


def _returned(row: Recycling, later: int, years: int, sold_over: int) -> float:
    """Share of the goods sold evenly over some years that returns in a span of years, which starts this many years
    after the first of them began."""
    early, late = row.lag - row.spread / 2, row.lag + row.spread / 2
    if row.spread == 0:
        return _in_span(row.lag, later, years, sold_over)
    # The share that comes after just so long a time is straight between these.
    bends = (later - sold_over, later, later + years - sold_over, later + years)
    within = sorted(min(max(bend, early), late) for bend in bends)
    area = 0.0
    for start, end in zip((early, *within), (*within, late), strict=True):
        shares = [_in_span(delay, later, years, sold_over) for delay in (start, end)]
        area += (end - start) * sum(shares) / 2
    return area / row.spread


def _in_span(delay: float, later: int, years: int, sold_over: int) -> float:
    """The same share at a fixed lag."""
    return overlap(delay, delay + sold_over, later, later + years) / sold_over


AUDITS = {"recycling": (scrap_collected, take_back)}
EXPENSES = {"recycling": (charges,)}

__all__ = ["scrap_collected"]

"""Stocks: stockpiles, strategic stocks, and reserves."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from model.audit.costs import Expense, sized
from model.audit.goods import came_before, quantities, received, under_way
from model.audit.horizon import Array, Horizon, overlap
from model.audit.ledger import At, DecisionDone, Ledger, NodeFigures, Place, by_names, dense, figures
from model.audit.plants import capacity, own_use
from model.audit.tally import Tally, at_each
from model.families.decisions.rows import ADD
from model.families.reserves.rows import Reserve
from model.families.stockpiles.rows import Stockpile
from model.families.strategic_stocks.rows import IN_DISRUPTIONS, StrategicStock
from model.results.plan import AuditLine
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# Stockpiles: capacity, closing stock, cover; and replacement of stock and goods in transit after a disruption.


MONTHS = 12
"""In a year."""


def stock_capacity(ledger: Ledger) -> AuditLine:
    """Stock at the end of a period fits into its store [units]."""
    tally = Tally("stock capacity")
    for (name, node), amount in ledger.lines.stock.items():
        store = ledger.rows.stores.get(name)
        if store is not None and store.capacity is not None:
            tally.at_most(amount, store.capacity, f"{name}, {node}")
    return tally.check()


def closing_stock(ledger: Ledger) -> AuditLine:
    """At least the minimum closing stock is left at the end of the last undisturbed year [units]."""
    tally, last = Tally("closing stock"), ledger.horizon.trunk[-1]
    for name, store in ledger.rows.stores.items():
        tally.at_least(ledger.lines.stock.get((name, last), 0.0), store.minimum_closing_stock, f"{name}, {last}")
    return tally.check()


def stock_cover(ledger: Ledger) -> AuditLine:
    """While undisturbed, stock lasts as many months as asked, at the demand and the use of the places it covers
    [units]."""
    tally = Tally("stock cover")
    for name, store in ledger.rows.stores.items():
        if store.cover <= 0:
            continue
        for node in ledger.horizon.trunk:
            if store.cover_from is None or ledger.horizon.spans[node].end > store.cover_from:
                need = store.cover / MONTHS * _consumption(ledger, store, node)
                tally.at_least(ledger.lines.stock.get((name, node), 0.0), need, f"{name}, {node}")
    return tally.check()


def shelf_life(ledger: Ledger) -> AuditLine:
    """With the oldest goods used first, no stock is left that came before its shelf life; what came is as reported
    [units]."""
    tally, horizon = Tally("shelf life"), ledger.horizon
    reported = figures(ledger.plan, "received", ("stockpile", "node"), "received")
    for name, store in ledger.rows.stores.items():
        if store.shelf_life is None:
            continue
        came = received(ledger).get((store.site, store.commodity), np.zeros(len(horizon.at)))
        for node in horizon.nodes:
            tally.equal(reported.get((name, node), 0.0), came[horizon.at[node]], f"received for {name}, {node}")
            fresh = 0.0
            for part, way in horizon.histories[node]:
                end = way[0][1].end
                fresh += part * _fresh_before(store, horizon, end - store.shelf_life)
                for earlier, span in way:
                    fresh += part * overlap(*span, end - store.shelf_life, end) * came[horizon.at[earlier]]
            tally.at_most(ledger.lines.stock.get((name, node), 0.0), fresh, f"{name}, {node}")
    return tally.check()


def _fresh_before(store: Stockpile, horizon: Horizon, since: float) -> float:
    """Inflow from a moment to the first year; the opening stock came in the last year before it, if nothing else is
    stated."""
    if store.received is None:
        return store.opening_stock * overlap(horizon.first - 1, horizon.first, since, horizon.first)
    return horizon.before_first(store.received, since, horizon.first)


def restocking(ledger: Ledger) -> AuditLine:
    """When a disruption is over, stock used up is replaced, at its replacement cost [amount]."""
    tally, ends = Tally("restocking"), ledger.horizon.ends
    for name, missing in used_up(ledger).items():
        value = ledger.large(ledger.rows.commodities[ledger.rows.stores[name].commodity].replacement)
        tally.at_least(_spent(ledger, "restocking", name), value * missing, at_each(ends, name), value)
    return tally.check()


def used_up(ledger: Ledger) -> dict[str, Array]:
    """Stock that is missing against the undisturbed plan at the last node of each disruption, by stockpile [units]."""
    stores = ledger.rows.stores.items()
    return {name: ledger.horizon.fall(ledger.at_nodes("stock", name), store.opening_stock) for name, store in stores}


def resupply(ledger: Ledger) -> AuditLine:
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
    horizon, moving = ledger.horizon, under_way(ledger)
    leads = {place: horizon.lead(come) for place, come in came_before(ledger).items()}
    nothing = np.zeros(len(horizon.at))
    missing = {
        place: horizon.fall(moving.get(place, nothing), 0.0, leads.get(place, 0.0)) for place in {**moving, **leads}
    }
    return {place: amounts for place, amounts in missing.items() if amounts.any()}


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
            total += ledger.horizon.mean(demand.quantity, ledger.horizon.spans[node])
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
            paid = sized(ledger.large(store.holding_cost) * ledger.horizon.years[nodes], stock)
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


# ----------------------------------------------------------------------------------------------------------------------
# Strategic stocks: released only as allowed, built up within their budgets.


def stock_released(ledger: Ledger) -> AuditLine:
    """A strategic stock is released only when allowed, and within its release rate [units]."""
    tally = Tally("release of strategic stocks")
    for row, node, before, after in _movements(ledger):
        years = float(ledger.horizon.spans[node].length)
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
            before = 0.0
            for earlier, part in horizon.begins(node):
                before += part * (stock.get((row.stockpile, earlier), 0.0) if earlier else store.opening_stock)
            yield row, node, before, stock.get((row.stockpile, node), 0.0)


def _disturbed(ledger: Ledger, node: str) -> float:
    """Years of a node within a disruption or the recovery from it."""
    event = ledger.horizon.event_at.get(node)
    return 0.0 if event is None else overlap(event.start, event.end, *ledger.horizon.spans[node])


def stock_budgets(ledger: Ledger) -> AuditLine:
    """Additions to a strategic stock, at replacement cost, stay within its budgets, also in disruptions [amount]."""
    tally, horizon = Tally("budgets of strategic stocks"), ledger.horizon
    spent: dict[tuple[str, str], float] = {}
    for row, node, before, after in _movements(ledger):
        commodity = ledger.rows.commodities[ledger.rows.stores[row.stockpile].commodity]
        paid = ledger.large(commodity.replacement) * max(0.0, after - before)
        spent[row.stockpile, node] = paid
        if row.budget is not None:
            limit = horizon.mean(row.budget, horizon.spans[node]) * horizon.spans[node].length
            tally.at_most(paid, limit, f"{row.stockpile}, {node}")
    ends = [horizon.trunk[-1], *(event.nodes[-1] for event in horizon.events)]
    for row in ledger.plan.tables[StrategicStock]:
        if row.total_budget is not None:
            for end in ends:
                way = ((node, years.length / horizon.spans[node].length) for node, years in horizon.way(end))
                paid = math.fsum(spent[row.stockpile, node] * share for node, share in way)
                tally.at_most(paid, row.total_budget, f"{row.stockpile}, in total to {end}")
    return tally.check()


def strategic_stocks_reported(ledger: Ledger) -> AuditLine:
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
        for node, span in ledger.horizon.spans.items():
            rate = row.rotation * ledger.large(row.rotation_cost) * span.length
            paid = sized(rate, ledger.lines.stock.get((row.stockpile, node), 0.0))
            yield Expense(
                "rotating stock", "storage", row.stockpile, node, *paid, site=ledger.rows.stores[row.stockpile].site
            )


# ----------------------------------------------------------------------------------------------------------------------
# Reserves: extraction, its limits, and depletion.


LINE = ("reserve", "node")


@remembered
def mined(ledger: Ledger) -> At:
    """Extraction by reserve and node [units per year]."""
    return figures(ledger.plan, "reserves", LINE, "mined")


def mined_reserves(ledger: Ledger) -> AuditLine:
    """Use of a deposit by runs is extracted from its reserves, each within its limit [units per year]."""
    tally, extracted = Tally("mined reserves"), mined(ledger)
    deposits: dict[tuple[str, str], list[Reserve]] = {}
    for row in ledger.plan.tables[Reserve]:
        deposits.setdefault((row.plant, row.recipe), []).append(row)
    for at, (node, span) in enumerate(ledger.horizon.spans.items()):
        for (plant, recipe), rows in deposits.items():
            total = sum(extracted.get((row.reserve, node), 0.0) for row in rows)
            tally.equal(total, own_use(ledger, plant, recipe)[at], f"mined for {recipe} at {plant}, {node}")
            for row in rows:
                if row.limit is not None:
                    limit = ledger.horizon.mean(row.limit, span)
                    tally.at_most(extracted.get((row.reserve, node), 0.0), limit, f"{row.reserve}, {node}")
                if row.limit_share is not None:
                    limit = row.limit_share * capacity(ledger, plant)[at]
                    tally.at_most(extracted.get((row.reserve, node), 0.0), limit, f"{row.reserve}, share, {node}")
    return tally.check()


def depletion(ledger: Ledger) -> AuditLine:
    """Extraction stays within the reserve, over all undisturbed years; with a disruption, until its end and then as
    planned [units]."""
    tally = Tally("depletion")
    for row in ledger.plan.tables[Reserve]:
        if row.available is None:
            continue
        last, mined_by = ledger.horizon.trunk[-1], _mined_by(ledger, row.reserve)
        planned, by_node = mined_by[last], np.array([*mined_by.values()])
        tally.at_most(planned, row.available, f"{row.reserve}, {last}")
        for event in ledger.horizon.events:
            end = event.nodes[-1]
            later = planned - ledger.horizon.standing(by_node, ledger.horizon.spans[end].end, 0.0)
            where = f"{row.reserve}, {event.name} and what is planned after it"
            tally.at_most(mined_by[end] + later, row.available, where)
    return tally.check()


def reserves_reported(ledger: Ledger) -> AuditLine:
    """The reported reserve is the opening reserve less extraction [units]."""
    tally, left = Tally("reserves reported"), figures(ledger.plan, "reserves", LINE, "left")
    for row in ledger.plan.tables[Reserve]:
        for node, planned in _mined_by(ledger, row.reserve).items():
            there = row.available
            expected = 0.0 if there is None else there - planned
            tally.equal(left.get((row.reserve, node), 0.0), expected, f"{row.reserve}, {node}", there or 0.0)
    return tally.check()


@remembered
def _mined_by(ledger: Ledger, reserve: str) -> dict[str, float]:
    """By node, cumulative extraction by the end of its period, along its path [units]."""
    rates, horizon = mined(ledger), ledger.horizon
    return {
        node: sum(rates.get((reserve, at), 0.0) * years.length for at, years in horizon.way(node))
        for node in horizon.nodes
    }


def names(ledger: Ledger) -> set[str]:
    """Reserves of the workbook."""
    return {row.reserve for row in ledger.plan.tables[Reserve]}


LABELS = {"reserves": (("reserve", names),)}


def stock_decided(ledger: Ledger) -> Iterator[DecisionDone]:
    """Additions to strategic stocks, from one period to the next."""
    for row in ledger.plan.tables[StrategicStock]:
        before = ledger.rows.stores[row.stockpile].opening_stock
        for node in ledger.horizon.trunk:
            after = ledger.lines.stock.get((row.stockpile, node), 0.0)
            yield DecisionDone(ADD, row.stockpile, ledger.horizon.period[node], after - before)
            before = after


DONE = {"strategic stocks": (stock_decided,)}
AUDITS = {
    "stockpiles": (stock_capacity, closing_stock, stock_cover, shelf_life, restocking, resupply),
    "strategic stocks": (stock_released, stock_budgets, strategic_stocks_reported),
    "reserves": (mined_reserves, depletion, reserves_reported),
}
EXPENSES = {
    "stockpiles": (stock_expenses, restocking_expenses, resupply_expenses),
    "strategic stocks": (rotation_expenses,),
}

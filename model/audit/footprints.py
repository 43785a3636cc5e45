"""Recycling and footprints."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache, partial

import numpy as np

from model.audit.costs import Expense, sized
from model.audit.horizon import Array, Timespan, overlap
from model.audit.lanes import Lane, distance
from model.audit.ledger import At, Ledger, figures
from model.audit.tally import Tally
from model.families.footprints.rows import Footprint, FootprintLimit, TransportFootprint
from model.families.recycling.rows import Recycling
from model.results.plan import AuditLine
from model.sheets.columns import ByYear
from model.sheets.schema import ANY
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# Recycling: collected scrap comes from earlier deliveries.


Delivered = dict[tuple[str, str], list[tuple[str, float]]]
"""By commodity and node: markets and their deliveries of it, for any product [units per year]."""


def scrap_collected(ledger: Ledger) -> AuditLine:
    """Purchases from a supplier of scrap stay within the scrap collected from earlier deliveries, and both are reported
    [units per year]."""
    tally = Tally("scrap collected")
    names = ("supplier", "node")
    reported, figures_reported = (
        figures(ledger.plan, "recycling", names, measure) for measure in ("available", "collected")
    )
    streams = _streams(ledger)
    for name in streams:
        for node in ledger.horizon.nodes:
            where = f"{name}, {node}"
            there, _ = _collectable(ledger, name)[node]
            bought = ledger.lines.bought.get((name, node), 0.0)
            tally.at_most(bought, there, where)
            tally.equal(reported.get((name, node), 0.0), there, f"available: {where}")
            tally.equal(figures_reported.get((name, node), 0.0), bought, f"collected: {where}")
    for name, node in reported:
        tally.require(name in streams, f"{name}, {node}", "nothing comes back to this supplier")
    return tally.check()


def take_back(ledger: Ledger) -> AuditLine:
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
            paid = sized(ledger.large(costs[0] or 0.0) * ledger.horizon.spans[node].length, short)
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
    rows, returns = _streams(ledger)[name], dict[str, tuple[float, float]]()
    returning = [_comes_back(ledger, row) for row in rows]
    left = ledger.effects.capacity_of_supplier(ledger.rows.suppliers[name])
    for node, span in ledger.horizon.spans.items():
        back = [of_row[ledger.horizon.at[node]] for of_row in returning]
        most, least = (
            math.fsum(pair * _rate(ledger, rate, span) for pair, rate in zip(back, rates, strict=True))
            for rates in ([row.collection_rate for row in rows], [row.minimum_collection for row in rows])
        )
        returns[node] = most * left[ledger.horizon.at[node]], least * left[ledger.horizon.at[node]]
    return returns


def _rate(ledger: Ledger, rate: ByYear | None, span: Timespan) -> float:
    return 0.0 if rate is None else ledger.horizon.mean(rate, span)


def _comes_back(ledger: Ledger, row: Recycling) -> Array:
    """Scrap of one row that comes back at each node [units per year]."""
    horizon, markets = ledger.horizon, ledger.directory.sites(row.market)
    sold = np.zeros(len(horizon.at))
    for node, at in horizon.at.items():
        deliveries = _delivered(ledger).get((row.product, node), ())
        sold[at] = math.fsum(amount for market, amount in deliveries if market in markets)
    comings = horizon.comings(partial(_returned, row), row.lag + row.spread / 2)
    total = horizon.brought(comings, sold)
    if row.past_sales is not None:
        total += horizon.by_history(partial(_returned_of_past, row, row.past_sales, horizon.first))
    return total * row.scrap_per_unit


def _returned_of_past(row: Recycling, sales: ByYear, first: int, span: Timespan) -> float:
    """Scrap in some years of sales before the first year [units per year]."""
    oldest = math.floor(span.start - row.lag - row.spread / 2) - 1
    return sum(sales.at(year) * _returned(row, Timespan(year, year + 1), span) for year in range(oldest, first))


def _returned(row: Recycling, sold: Timespan, span: Timespan) -> float:
    """Rate at which goods, sold evenly over some years at one unit a year, return in others."""
    return _rate_after(row.lag, row.spread, span.start - sold.start, span.length, sold.length)


@cache  # the same few lags and lengths of years come tens of thousands of times
def _rate_after(lag: float, spread: float, later: int, years: int, sold_over: int) -> float:
    """The same rate, by how much later the years begin."""
    early, late = lag - spread / 2, lag + spread / 2
    if spread == 0:
        return _in_span(lag, later, years, sold_over)
    # The share that comes after just so long a time is straight between these.
    bends = (later - sold_over, later, later + years - sold_over, later + years)
    within = sorted(min(max(bend, early), late) for bend in bends)
    area = 0.0
    for start, end in zip((early, *within), (*within, late), strict=True):
        shares = [_in_span(delay, later, years, sold_over) for delay in (start, end)]
        area += (end - start) * sum(shares) / 2
    return area / spread


def _in_span(delay: float, later: int, years: int, sold_over: int) -> float:
    """The same rate at a fixed lag."""
    return overlap(delay, delay + sold_over, later, later + years) / years


# ----------------------------------------------------------------------------------------------------------------------
# Footprints of runs, purchases and shipments, as reported and against their limits.


@remembered
def caused(ledger: Ledger) -> Mapping[tuple[str, str, str], float]:
    """By footprint, plant or supplier or lane, and node [footprint units per year]."""
    caused_by: dict[tuple[str, str, str], float] = {}
    for footprint, item, node, amount in (*_by_runs(ledger), *_by_purchases(ledger), *_by_shipments(ledger)):
        if node in ledger.horizon.period and amount:
            caused_by[footprint, item, node] = caused_by.get((footprint, item, node), 0.0) + amount
    return caused_by


Line = tuple[str, str, str, float]
"""(footprint, item, node, amount)"""


def _by_runs(ledger: Ledger) -> Iterator[Line]:
    """Footprint of capacity used, by the most specific row for the recipe at the plant."""
    rows = ledger.plan.tables[Footprint]
    for (plant, recipe, node), run in ledger.lines.ran.items():
        operation = ledger.rows.operations.get((plant, recipe))
        if operation is None:
            continue
        best: dict[str, tuple[int, float]] = {}
        for row in rows:
            about = _about(ledger, row, plant, recipe)
            if about is not None and about > best.get(row.footprint, (-1, 0.0))[0]:
                best[row.footprint] = about, row.amount
        for footprint, (_, amount) in best.items():
            used = ledger.horizon.mean(operation.capacity_use, ledger.horizon.spans[node])
            yield footprint, plant, node, amount * used * run


def _about(ledger: Ledger, row: Footprint, plant: str, recipe: str) -> int | None:
    """Specificity of a row for a recipe at a plant; None if it does not apply."""
    if row.recipe not in (ANY, recipe) or row.item not in (ANY, plant, ledger.rows.plants[plant].technology):
        return None
    of_item = 0 if row.item == ANY else 2 if row.item in ledger.rows.plants else 1
    return of_item + (1 if row.recipe == recipe else 0)


def _by_purchases(ledger: Ledger) -> Iterator[Line]:
    rows = [row for row in ledger.plan.tables[Footprint] if row.recipe == ANY]
    for (supplier, node), bought in ledger.lines.bought.items():
        if supplier in ledger.rows.suppliers:
            for row in rows:
                if row.item == supplier:
                    yield row.footprint, supplier, node, row.amount * bought


def _by_shipments(ledger: Ledger) -> Iterator[Line]:
    """Footprint per unit sent and distance, by the most specific row for the lane."""
    shipped: dict[Lane, dict[str, float]] = {}
    for (i, j, k, node), sent in ledger.lines.shipped.items():
        if (i, j, k) not in shipped:
            shipped[i, j, k] = _by_unit(ledger, (i, j, k))
        for footprint, amount in shipped[i, j, k].items():
            yield footprint, _label(i, j, k), node, amount * sent


def _by_unit(ledger: Ledger, lane: Lane) -> dict[str, float]:
    """Footprint of a unit on a lane."""
    directory, (i, j, k) = ledger.directory, lane
    best: dict[str, tuple[int, float]] = {}
    for row in ledger.plan.tables[TransportFootprint]:
        is_meant = i in directory.sites(row.origin) and j in directory.sites(row.destination)
        if is_meant and k in directory.commodities(row.commodity):
            one = 2 if directory.commodities(row.commodity) == {row.commodity} else int(row.commodity != ANY)
            rank = _place(ledger, row.origin) + _place(ledger, row.destination) + one
            if rank > best.get(row.footprint, (-1, 0.0))[0]:
                best[row.footprint] = rank, row.amount
    return {footprint: pair * distance(ledger, i, j) / 1000 for footprint, (_, pair) in best.items() if pair}


def _place(ledger: Ledger, name: str) -> int:
    """Points of a place: a site 3, a country 2, a group 1."""
    if name in ledger.rows.sites:
        return 3
    return 2 if name in ledger.directory.country_of.values() else int(name != ANY)


def _label(origin: str, destination: str, commodity: str) -> str:
    return f"{origin} → {destination}: {commodity}"


@remembered
def sites(ledger: Ledger) -> Mapping[str, str]:
    """Site where a footprint counts: of the plant or supplier, for shipping the destination."""
    rows = ledger.rows
    destinations = {_label(i, j, k): j for i, j, k, _ in ledger.lines.shipped}
    destinations |= {name: row.site for name, row in rows.suppliers.items()}
    return destinations | {name: row.site for name, row in rows.plants.items()}


def counts(ledger: Ledger, row: FootprintLimit, footprint: str, item: str) -> bool:
    """Whether an item's footprint counts for a row of Footprint limits."""
    if footprint != row.footprint:
        return False
    places = ledger.directory.sites(row.scope)
    return row.scope == ANY or (sites(ledger)[item] in places if places else item == row.scope)


def footprints_reported(ledger: Ledger) -> AuditLine:
    """Reported footprints follow from runs, purchases and shipments [footprint units per year]."""
    tally = Tally("footprints reported")
    reported = figures(ledger.plan, "footprints", ("footprint", "item", "node"), "amount")
    expected = caused(ledger)
    for key in dict.fromkeys((*expected, *reported)):
        footprint, item, node = key
        reported_amount = reported.get((footprint, item, node), 0.0)
        tally.equal(reported_amount, expected.get((footprint, item, node), 0.0), ", ".join(map(str, key)))
    in_country: dict[tuple[str, str, str], float] = {}
    for (footprint, item, node), amount in expected.items():
        where = (footprint, ledger.country(sites(ledger)[item]), node)
        in_country[where] = in_country.get(where, 0.0) + amount
    by_country_reported = figures(ledger.plan, "footprint by country", ("footprint", "country", "node"), "amount")
    for footprint, country, node in dict.fromkeys((*in_country, *by_country_reported)):
        key = (footprint, country, node)
        tally.equal(by_country_reported.get(key, 0.0), in_country.get(key, 0.0), ", ".join(map(str, key)))
    return tally.check()


def footprint_limits(ledger: Ledger) -> AuditLine:
    """The counted footprint of each row of Footprint limits stays within its limit at every node, and within its total
    over the undisturbed years; both are reported [footprint units]."""
    tally, horizon = Tally("footprint limits"), ledger.horizon
    reported, limits = (_reported(ledger, measure) for measure in ("amount", "limit"))
    rows = {row.name: row for row in ledger.plan.tables[FootprintLimit]}
    for name, footprint, _ in reported:
        is_known = name in rows and rows[name].footprint == footprint
        tally.require(is_known, f"{name}, {footprint}", "no row of Footprint limits is about this")
    for row in rows.values():
        of_row = {(item, n): name for (f, item, n), name in caused(ledger).items() if counts(ledger, row, f, item)}
        amounts = {node: sum(at for (_, n), at in of_row.items() if n == node) for node in horizon.nodes}
        for node, span in horizon.spans.items():
            key, where = (row.name, row.footprint, node), f"{row.name}, {node}"
            tally.equal(reported.get(key, 0.0), amounts[node], f"amount of {where}")
            limit = math.nan if row.limit is None else horizon.mean(row.limit, span)
            if row.limit is not None:
                tally.at_most(amounts[node], limit, where)
            if key in limits and math.isnan(limit):
                tally.require(math.isnan(limits[key]), f"limit of {where}", "one is reported where there is none")
            elif key in limits:
                tally.equal(limits[key], limit, f"limit of {where}")
        if row.total is not None:
            total = sum(horizon.spans[node].length * amounts[node] for node in horizon.trunk)
            tally.at_most(total, row.total, f"{row.name}, in total")
    return tally.check()


def _reported(ledger: Ledger, measure: str) -> At:
    return figures(ledger.plan, "footprint limits", ("name", "footprint", "node"), measure)


def footprint_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Charges on footprints."""
    horizon = ledger.horizon
    for row in ledger.plan.tables[FootprintLimit]:
        if row.charge is not None:
            for (footprint, item, node), amount in caused(ledger).items():
                if counts(ledger, row, footprint, item):
                    rate = ledger.large(horizon.mean(row.charge, horizon.spans[node])) * horizon.spans[node].length
                    yield Expense(
                        "footprint charges",
                        "operation",
                        f"{row.name} · {footprint} · {item}",
                        node,
                        *sized(rate, amount),
                        site=sites(ledger)[item],
                        names=frozenset({item}),
                    )


AUDITS = {
    "recycling": (scrap_collected, take_back),
    "footprints": (footprints_reported, footprint_limits),
}
EXPENSES = {
    "recycling": (charges,),
    "footprints": (footprint_expenses,),
}

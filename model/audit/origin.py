"""Origin: whether goods reported as compliant can be, traced again through every place from purchases and production.

A market or a limit excludes goods made or bought at some sites, and thereby all that is made of them. The plan's tables
of compliant runs, shipments and stock say which part of each is compliant; no more may leave a place than arrives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from model.audit.goods import Movement, drawn, quantities, shipments, sides
from model.audit.horizon import Array, Timespan
from model.audit.ledger import At, Ledger, NodeFigures, by_names, dense, figures
from model.audit.tally import Tally
from model.families.demand.rows import Demand
from model.families.origin.rows import Origin
from model.results.plan import AuditLine
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import AT_LEAST, Limit
from model.sheets.common import Supplier
from model.sheets.schema import ANY
from model.system.memoise import remembered

TABLES = {
    "compliant purchases": ("bought", ("supplier",), "bought"),
    "compliant production": ("ran", ("plant", "recipe"), "run"),
    "compliant shipments": ("shipped", ("lane",), "shipped"),
    "compliant stock": ("stock", ("stockpile",), "stock"),
}
"""By result table: which of the plan's lines it is part of, the columns that name them, and the measure."""


@dataclass(frozen=True)
class OriginExclusion:
    """Goods that must not have been made or bought at some sites."""

    sites: frozenset[str]
    goods: frozenset[str]
    tracked: frozenset[str]
    """The goods and all that is made of them."""
    only_counts: bool
    """Whether it only counts a share; compliant goods for markets are set aside for one of them."""

    def bars(self, supplier: Supplier) -> bool:
        """Whether a supplier's goods are not compliant: at an excluded site their inputs are unknown."""
        return supplier.site in self.sites and supplier.commodity in self.tracked

    def excluded_goods(self, site: str) -> frozenset[str]:
        """Goods that are not compliant if made at a site."""
        return self.goods if site in self.sites else frozenset()


@dataclass(frozen=True)
class Compliant:
    """Compliant part of the plan, by the same names as in `Lines`."""

    bought: At = field(default_factory=dict)
    ran: At = field(default_factory=dict)
    shipped: At = field(default_factory=dict)
    stock: At = field(default_factory=dict)


def _exclusion(ledger: Ledger, sites: frozenset[str], goods: str, only_counts: bool) -> OriginExclusion:
    chosen = ledger.directory.commodities(goods)
    return OriginExclusion(sites, chosen, _made_of(ledger, chosen), only_counts)


def excluded_by_market(ledger: Ledger, row: Demand) -> OriginExclusion:
    """Exclusion of a market."""
    return _exclusion(ledger, ledger.directory.sites(row.excluded_origins), row.excluded_goods, False)


def excluded_by_limit(ledger: Ledger, row: Limit, scope: str) -> OriginExclusion:
    """Exclusion of a share by origin: for 'at most', the party's own goods; for 'at least', all others'."""
    sites = ledger.directory.sites(scope)
    if row.sense == AT_LEAST:
        sites = ledger.directory.sites(ANY) - sites
    return _exclusion(ledger, sites, row.counted_at, True)


def shares_by_origin(ledger: Ledger, row: Limit) -> list[str]:
    """Whose share a row limits: of 'each country', those from which something could come."""
    if row.scope != EACH_COUNTRY:
        return [row.scope]
    countries = dict.fromkeys(ledger.country(site) for site in ledger.rows.sites)
    return [country for country in countries if _is_met(ledger, excluded_by_limit(ledger, row, country))]


def _is_met(ledger: Ledger, exclusion: OriginExclusion) -> bool:
    """Whether anything excluded can be made or bought at all."""
    rows = ledger.rows
    for plant, recipe in rows.operations:
        excluded = exclusion.excluded_goods(rows.plants[plant].site)
        if any(line.quantity > 0 and line.commodity in excluded for line in rows.recipes.get(recipe, ())):
            return True
    return any(exclusion.bars(supplier) for supplier in rows.suppliers.values())


def _made_of(ledger: Ledger, goods: frozenset[str]) -> frozenset[str]:
    """Some goods and all that is made of them, by recipes that a plant can run."""
    usable, recipes = goods, {recipe for _, recipe in ledger.rows.operations}
    while True:
        more = set(usable)
        for recipe in recipes:
            lines = ledger.rows.recipes.get(recipe, ())
            if any(line.quantity < 0 and line.commodity in usable for line in lines):
                more |= {line.commodity for line in lines if line.quantity > 0}
        if more == usable:
            return usable
        usable = frozenset(more)


@remembered
def _labels(ledger: Ledger) -> dict[str, OriginExclusion]:
    """Exclusion by each of its names in the plan's tables."""
    labels = {}
    for demand in ledger.rows.demands.values():
        if demand.excluded_origins:
            goods = "goods" if demand.excluded_goods == ANY else demand.excluded_goods
            labels[f"no {goods} from {demand.excluded_origins}"] = excluded_by_market(ledger, demand)
    for row in ledger.plan.tables[Limit]:
        if row.counted_at:
            word = "only" if row.sense == AT_LEAST else "no"
            for scope in shares_by_origin(ledger, row):
                labels[f"share: {word} {row.counted_at} from {scope}"] = excluded_by_limit(ledger, row, scope)
    return labels


@remembered
def compliant_lines(ledger: Ledger) -> dict[OriginExclusion, Compliant]:
    """Compliant figures in the plan's tables, by exclusion; several names may denote the same."""
    labels, ends = _labels(ledger), _ends(ledger)
    lines = {exclusion: Compliant() for exclusion in labels.values()}
    for table, (attribute, names, measure) in TABLES.items():
        for (label, *key, node), amount in figures(ledger.plan, table, ("exclusion", *names, "node"), measure).items():
            if label in labels:
                thing = ends.get(key[0], ("", "", key[0])) if table == "compliant shipments" else tuple(key)
                getattr(lines[labels[label]], attribute)[*thing, node] = amount
    return lines


def _ends(ledger: Ledger) -> dict[str, tuple[str, str, str]]:
    """(origin, destination, commodity) of every lane on which anything is sent."""
    flows = ledger.plan.frames.get("flows")
    if flows is None:
        return {}
    ends = zip(*(flows[column].tolist() for column in ("origin", "destination", "commodity")), strict=True)
    return dict(zip(flows["lane"].tolist(), ends, strict=True))


def compliant_supply(ledger: Ledger) -> AuditLine:
    """Markets that exclude origins receive compliant goods only, and compliant goods have a compliant source [units per
    year]."""
    tally, lines = Tally("compliant supply"), compliant_lines(ledger)
    _labels_allowed(ledger, tally)
    _parts(ledger, tally, [compliant for exclusion, compliant in lines.items() if not exclusion.only_counts])
    for exclusion, compliant in lines.items():
        if exclusion.only_counts:
            _parts(ledger, tally, [compliant])
        for name, node in compliant.bought:
            supplier = ledger.rows.suppliers.get(name)
            if supplier is not None:
                tally.require(
                    not exclusion.bars(supplier), f"compliant purchase: {name}, {node}", "its origin is excluded"
                )
        _balance(ledger, tally, exclusion, compliant)
    return tally.check()


def _labels_allowed(ledger: Ledger, tally: Tally) -> None:
    """Every line is of an exclusion, and deliveries that must be compliant are reported."""
    labels = _labels(ledger)
    for name in (*TABLES, "compliant deliveries", "compliant transfers"):
        frame = ledger.plan.frames.get(name)
        for label in [] if frame is None else frame["exclusion"].tolist():
            tally.require(label in labels, f"{name}, {label}", "no market and no limit excludes this")
    reported = figures(ledger.plan, "compliant deliveries", ("market", "product", "commodity", "node"), "delivered")
    for key, amount in reported.items():
        tally.equal(amount, _must_be_compliant(ledger, *key), f"compliant delivery: {', '.join(map(str, key))}")
    for (strict, loose, *at), _ in _transfers(ledger).items():
        stricter = strict in labels and loose in labels and _may_serve(labels[strict], labels[loose])
        tally.require(stricter, f"compliant transfer: {', '.join(map(str, at))}", f"{strict!r} may not serve {loose!r}")


def _transfers(ledger: Ledger) -> At:
    """Goods set aside for one exclusion that serve another, by both, site, commodity and node [units per year]."""
    return figures(ledger.plan, "compliant transfers", ("exclusion", "serving", "site", "commodity", "node"), "spared")


def _may_serve(strict: OriginExclusion, loose: OriginExclusion) -> bool:
    """Whether all that is compliant for one market is compliant for another."""
    return not (strict.only_counts or loose.only_counts) and strict.sites >= loose.sites and strict.goods >= loose.goods


def _parts(ledger: Ledger, tally: Tally, shared: list[Compliant]) -> None:
    """Goods set aside do not exceed the total."""
    for name in ("bought", "ran", "shipped", "stock"):
        overall: At = getattr(ledger.lines, name)
        part: At = {}
        for compliant in shared:
            for key, amount in getattr(compliant, name).items():
                part[key] = part.get(key, 0.0) + amount
        for key, amount in part.items():
            tally.at_most(amount, overall.get(key, 0.0), f"compliant, {name}: {', '.join(map(str, key))}")


def _must_be_compliant(ledger: Ledger, market: str, product: str, commodity: str, node: str) -> float:
    """Part of a delivery that must be compliant: that of the years in which the market excludes origins [units per
    year]."""
    row = ledger.rows.demands.get((market, product))
    if row is None or not row.excluded_origins or node not in ledger.horizon.period:
        return 0.0
    share = _excluding(ledger, row, ledger.horizon.spans[node])
    return share * ledger.lines.delivered.get((market, product, commodity, node), 0.0)


def _excluding(ledger: Ledger, row: Demand, span: Timespan) -> float:
    """Share of some years in which a market excludes origins."""
    start = ledger.horizon.first if row.exclusion_from is None else row.exclusion_from
    return ledger.horizon.level([(start, ledger.horizon.end, 1.0)], span)


def _balance(ledger: Ledger, tally: Tally, exclusion: OriginExclusion, compliant: Compliant) -> None:
    totals = sides(ledger.horizon, _movements(ledger, exclusion, compliant))
    lines, at = np.nonzero(totals.is_given)

    def where(place: int) -> str:
        (site, commodity), node = totals.places[lines[place]], list(ledger.horizon.period)[at[place]]
        return f"compliant {commodity} at {site}, {node}"

    came, went = totals.received[lines, at], totals.outgoing[lines, at]
    tally.at_least(came, went, where, came + went)


def _movements(ledger: Ledger, exclusion: OriginExclusion, compliant: Compliant) -> Iterator[Movement]:
    """Compliant tracked goods: inflow positive, outflow negative."""
    rows, labels, horizon = ledger.rows, _labels(ledger), ledger.horizon
    for (name,), (nodes, amounts) in by_names(horizon, compliant.bought).items():
        if name in rows.suppliers:
            yield (rows.suppliers[name].site, rows.suppliers[name].commodity), nodes, amounts
    for (strict, loose, site, commodity), (nodes, amounts) in by_names(horizon, _transfers(ledger)).items():
        if labels.get(strict) == exclusion:
            yield (site, commodity), nodes, -amounts
        if labels.get(loose) == exclusion:
            yield (site, commodity), nodes, amounts
    for (plant, recipe), (nodes, runs) in by_names(horizon, compliant.ran).items():
        for commodity, quantity in compliant_quantities(ledger, exclusion, plant, recipe).items():
            yield (rows.plants[plant].site, commodity), nodes, quantity[nodes] * runs
    yield from shipments(replace(ledger, lines=replace(ledger.lines, shipped=compliant.shipped)))
    for origin_row in ledger.plan.tables[Origin]:
        if labels.get(origin_row.exclusion) == exclusion and origin_row.arriving is not None:
            yield (
                (origin_row.site, origin_row.commodity),
                np.arange(len(horizon.at)),
                horizon.by_history(partial(horizon.mean, origin_row.arriving)),
            )
    yield from _stored(ledger, exclusion, compliant)
    excluding = {
        place
        for place, row in rows.demands.items()
        if row.excluded_origins and excluded_by_market(ledger, row) == exclusion
    }
    for (market, product, commodity), (nodes, amounts) in ledger.series("delivered").items():
        if (market, product) in excluding and commodity in exclusion.tracked:
            shares = horizon.by_span(partial(_excluding, ledger, rows.demands[market, product]))
            yield (market, commodity), nodes, -(shares[nodes] * amounts)


def _stored(ledger: Ledger, exclusion: OriginExclusion, compliant: Compliant) -> Iterator[Movement]:
    """Compliant stock drawn down, or built up; for opening stock the quantity stated in a row, the rest is unknown."""
    labels = _labels(ledger)
    opening = {
        str(row.stockpile): row.quantity or 0.0
        for row in ledger.plan.tables[Origin]
        if labels.get(row.exclusion) == exclusion
    }
    stock = by_names(ledger.horizon, compliant.stock)
    for name, store in ledger.rows.stores.items():
        falls = drawn(ledger.horizon, stock.get((name,)), opening.get(name, 0.0))
        yield (store.site, store.commodity), *falls


def compliant_quantities(ledger: Ledger, exclusion: OriginExclusion, plant: str, recipe: str) -> dict[str, Array]:
    """Tracked inputs (−) and outputs (+) of a compliant run at each node, without the outputs excluded at the plant's
    site."""
    excluded, compliant_output = (
        exclusion.excluded_goods(ledger.rows.plants[plant].site),
        quantities(ledger, plant, recipe),
    )
    return {
        k: amounts
        for k, amounts in compliant_output.items()
        if k in exclusion.tracked and (amounts[0] < 0 or k not in excluded)
    }


@remembered
def _compliant_runs(ledger: Ledger, exclusion: OriginExclusion) -> dict[tuple[Any, ...], NodeFigures]:
    return by_names(ledger.horizon, compliant_lines(ledger)[exclusion].ran)


def not_compliant(ledger: Ledger, exclusion: OriginExclusion, goods: frozenset[str]) -> Array:
    """Non-compliant supply at each node: output of the non-compliant part of runs, and purchases at excluded sites
    [units per year]."""
    counted, compliant = exclusion.tracked & goods, _compliant_runs(ledger, exclusion)
    total = nothing = np.zeros(len(ledger.horizon.at))
    for plant, recipe in ledger.rows.operations:
        output = _sum_of(quantities(ledger, plant, recipe), counted, nothing)
        made_compliant = _sum_of(compliant_quantities(ledger, exclusion, plant, recipe), counted, nothing)
        total = total + ledger.at_nodes("ran", plant, recipe) * output
        total = total - dense(ledger.horizon, compliant.get((plant, recipe))) * made_compliant
    for name, row in ledger.rows.suppliers.items():
        if row.commodity in counted and exclusion.bars(row):
            total = total + ledger.at_nodes("bought", name)
    return total


def _sum_of(amounts: Mapping[str, Array], counted: frozenset[str], nothing: Array) -> Array:
    """Total output of some goods."""
    return sum((np.maximum(pair, 0.0) for k, pair in amounts.items() if k in counted), nothing)


AUDITS = {"origin": (compliant_supply,)}

__all__ = [
    "Compliant",
    "OriginExclusion",
    "compliant_lines",
    "compliant_supply",
    "excluded_by_limit",
    "not_compliant",
    "shares_by_origin",
]

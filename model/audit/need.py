"""Limits relative to need, counted again: need, capacity to make goods, imports by origin, supply by country."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from model.audit.balance import arrivals, sent_before
from model.audit.capacity import capacity, makes
from model.audit.demand import wanted
from model.audit.horizon import Array
from model.audit.ledger import Ledger
from model.families.blending import EQUIVALENT, Property
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import Limit


def counted(ledger: Ledger, row: Limit) -> dict[str, float]:
    """Worth of a unit of each of the goods that a limit adds up: 1 if they are one, else their equivalent."""
    goods = ledger.directory.commodities(row.of) | _needed(ledger, row)
    if len(goods) == 1:
        return dict.fromkeys(goods, 1.0)
    rows = ledger.plan.tables[Property]
    return {each.commodity: each.value for each in rows if each.property == EQUIVALENT}


def _needed(ledger: Ledger, row: Limit) -> frozenset[str]:
    """Goods of which the need counts."""
    return ledger.directory.commodities(row.consumption_of or row.of) or ledger.directory.commodities(row.of)


def users(ledger: Ledger, row: Limit) -> frozenset[str]:
    """Sites of which the need counts."""
    return ledger.directory.sites(row.consumption_of or row.scope) or ledger.directory.sites(row.scope)


def need(ledger: Ledger, row: Limit, sites: frozenset[str]) -> Array:
    """Demand and inputs at some sites at each node [equivalent units per year]; a plant that makes some of the goods
    out of others does not use them up."""
    goods, worth, total = _needed(ledger, row), counted(ledger, row), np.zeros(len(ledger.horizon.at))
    for (market, product), demand in ledger.rows.demands.items():
        if market in sites and product in goods:
            asked = [worth[product] * wanted(ledger, demand, node) for node in ledger.horizon.nodes]
            total[ledger.horizon.checked] += asked
    for plant, recipe in ledger.series("ran"):
        if plant in ledger.rows.plants and ledger.rows.plants[plant].site in sites:
            lines = ledger.rows.recipes.get(recipe, ())
            if not any(line.quantity > 0 and line.commodity in goods for line in lines):
                taken = sum(-worth[line.commodity] * line.quantity for line in lines if line.commodity in goods)
                total += taken * ledger.at_nodes("ran", plant, recipe)
    return total


def able(ledger: Ledger, row: Limit) -> Array:
    """Output for which plants in the place of a capacity share have usable capacity [equivalent units per year]."""
    sites, total = ledger.directory.sites(row.scope), np.zeros(len(ledger.horizon.at))
    for plant in ledger.rows.plants:
        if ledger.rows.plants[plant].site in sites:
            total += capacity(ledger, plant) * ledger.horizon.by_period(partial(_best, ledger, row, plant))
    return total


def _best(ledger: Ledger, row: Limit, plant: str, period: int) -> float:
    """Output of a unit of capacity that goes to recipes as far as each may have it, the most productive first."""
    goods, worth = ledger.directory.commodities(row.of), counted(ledger, row)
    feed = ledger.directory.commodities(row.counted_at) if row.counted_at else frozenset()
    rates = []
    for recipe in ledger.rows.operated.get(plant, ()):
        lines, operation = ledger.rows.recipes.get(recipe, ()), ledger.rows.operations[plant, recipe]
        outputs = [line for line in lines if line.quantity > 0 and line.commodity in goods]
        if not feed or any(line.quantity < 0 and line.commodity in feed for line in lines):
            made = operation.yield_factor * sum(worth[line.commodity] * line.quantity for line in outputs)
            rates.append((made / ledger.horizon.mean(operation.capacity_use, period), operation.maximum_share))
    output, free = 0.0, 1.0
    for rate, most in sorted(rates, reverse=True):
        output += min(free, most) * rate
        free -= min(free, most)
    return output


def imports(ledger: Ledger, row: Limit) -> dict[str, tuple[Array, Array]]:
    """Arrivals from elsewhere by party: of goods made or sold where they were sent, and of those that could be of any
    [equivalent units per year]."""
    goods, here, worth = ledger.directory.commodities(row.of), ledger.directory.sites(row.scope), counted(ledger, row)
    known: dict[str, Array] = {}
    unknown = np.zeros(len(ledger.horizon.at))
    for (origin, destination, commodity), nodes, _, amounts in arrivals(ledger):
        if commodity in goods and destination in here and origin not in here:
            is_known = _has_source(ledger, origin, [commodity])
            counts = known.setdefault(origin, np.zeros(len(unknown))) if is_known else unknown
            np.add.at(counts, nodes, worth[commodity] * amounts)
    for (site, commodity), nodes, amounts in sent_before(ledger):
        if commodity in goods and site in here:
            unknown[nodes] += worth[commodity] * amounts
    parties = {row.against: ledger.directory.sites(row.against) - here}
    if row.against == EACH_COUNTRY:
        left_out = {ledger.country(site) for site in here}
        left_out |= ledger.directory.countries(row.exempt) if row.exempt else set()
        selling = dict.fromkeys(ledger.country(site) for site in ledger.rows.sites if _has_source(ledger, site, goods))
        parties = {each: ledger.directory.sites(each) for each in selling if each not in left_out}
    nothing = np.zeros(len(unknown))
    return {w: (sum((known.get(s, nothing) for s in sites), nothing), unknown) for w, sites in parties.items()}


def _has_source(ledger: Ledger, site: str, goods: Iterable[str]) -> bool:
    """Whether some goods can be made or bought at a site."""
    made = (makes(ledger, name) & set(goods) for name, plant in ledger.rows.plants.items() if plant.site == site)
    sold = (each.site == site and each.commodity in goods for each in ledger.rows.suppliers.values())
    return any(made) or any(sold)

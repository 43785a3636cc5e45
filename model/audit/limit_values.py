"""Every bound of the sheet Limits, moment by moment: the plan's actual value and the limit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.audit.goods import converted
from model.audit.horizon import Array
from model.audit.lanes import Lane, carried
from model.audit.ledger import Ledger
from model.audit.limit_hits import hits
from model.audit.markets import (
    able,
    counted,
    demand_over,
    imports,
    need,
    node_costs,
    scenario_costs,
    tail_mean,
    unmet_over,
    users,
)
from model.audit.origin import excluded_by_limit, not_compliant, shares_by_origin
from model.audit.plants import in_use, is_open, makes, rules_at, stands
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import (
    ALL_USE,
    ALWAYS,
    AT_LEAST,
    AT_MOST,
    EACH_MARKET,
    EVERY_DISRUPTION,
    UNDISTURBED,
    UNLESS_HIT,
    Limit,
)
from model.sheets.schema import ANY
from model.system.memoise import remembered

MONTHS = 12
"""In a year."""

EQUAL = 1e-9
"""Relative: countries that supply most differ by less."""

Parties = Mapping[str, frozenset[str]]
"""Sites of each whom a row is about."""


@dataclass(frozen=True)
class Level:
    """Bounded value at one moment, for one party."""

    row: Limit
    scope: str
    moment: str
    """A node, a disruption as a whole, or empty if a period or the horizon has no single node."""
    period: int
    """The first that it is about."""
    amount: float
    of: float
    """Base of a share; 1 for an amount."""
    bound: float
    """Not a number if a row has only a weight."""
    other: float = math.nan
    """Value by another reading, in the unit of the bound."""

    @property
    def value(self) -> float:
        """Value in the unit of the bound; NaN if the denominator is 0."""
        return self.amount / self.of if self.of > 0 else math.nan

    @property
    def name(self) -> str:
        return f"{self.row.limit}, {self.scope}, {self.moment or self.period}"


@remembered
def levels(ledger: Ledger) -> tuple[Level, ...]:
    """Levels of all rows."""
    measured = _Measured(ledger)
    return tuple(level for row in ledger.plan.tables[Limit] for level in MEASURED[row.measure](measured, row))


def priced_risk(ledger: Ledger) -> float:
    """Risk that the objective counts, each row's by its weight [amount]."""
    return sum(level.row.weight * level.amount for level in levels(ledger) if level.row.weight > 0)


class _Measured:
    """Values shared by several rows, worked out once: supplies, capacities and costs."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @cached_property
    def supplied(self) -> dict[str, dict[str, Array]]:
        return _supplied(self.ledger)

    @cached_property
    def shipped(self) -> dict[str, list[tuple[Lane, float]]]:
        """Shipments of each lane, by node [units sent per year]."""
        flows: dict[str, list[tuple[Lane, float]]] = {}
        for (origin, destination, commodity, node), amount in self.ledger.lines.shipped.items():
            flows.setdefault(node, []).append(((origin, destination, commodity), amount))
        return flows

    @cached_property
    def costs(self) -> dict[str, float]:
        return node_costs(self.ledger)

    def level(
        self,
        row: Limit,
        scope: str,
        moment: str,
        nodes: list[str],
        amount: float,
        of: float = 1.0,
        other: float = math.nan,
    ) -> Level:
        horizon = self.ledger.horizon
        spans = [horizon.spans[node] for node in nodes]
        years = math.nan if row.value is None else sum(span.length * horizon.mean(row.value, span) for span in spans)
        bound = years / sum(span.length for span in spans)
        return Level(row, scope, moment, spans[0].start, amount, of, bound, other)


def _supplied(ledger: Ledger) -> dict[str, dict[str, Array]]:
    """Output of plants and sales of suppliers at each node, by commodity and site [units per year]."""
    supplied: dict[str, dict[str, Array]] = {}

    def add(commodity: str, site: str, amounts: Array) -> None:
        by_site = supplied.setdefault(commodity, {})
        by_site[site] = by_site.get(site, 0.0) + amounts

    for plant, _, commodity, nodes, amounts in converted(ledger):
        bought = np.zeros(len(ledger.horizon.at))
        bought[nodes] = np.maximum(amounts, 0.0)
        add(commodity, ledger.rows.plants[plant].site, bought)
    for (name,) in ledger.series("bought"):
        if name in ledger.rows.suppliers:
            row = ledger.rows.suppliers[name]
            add(row.commodity, row.site, ledger.at_nodes("bought", name))
    return supplied


def _in_time(ledger: Ledger, row: Limit, node: str) -> bool:
    """Whether a row holds in any year of a node."""
    first = ledger.horizon.first if row.from_year is None else row.from_year
    last = ledger.horizon.end - 1 if row.until_year is None else row.until_year
    return any(first <= year <= last for year in range(*ledger.horizon.spans[node]))


def windows(ledger: Ledger, row: Limit) -> dict[str, list[str]]:
    """Nodes at which a row holds: each of the trunk separately, those of a disruption as a whole."""
    horizon, windows_of = ledger.horizon, dict[str, list[str]]()
    if row.held_during in (UNDISTURBED, UNLESS_HIT, ALWAYS):
        windows_of |= {node: [node] for node in horizon.trunk}
    for event in horizon.events:
        goes_on = row.held_during == UNLESS_HIT and not hits(ledger, row, event)
        if goes_on or row.held_during in (EVERY_DISRUPTION, ALWAYS, *event.members):
            windows_of[event.name] = list(event.nodes)
    in_time = {name: [n for n in nodes if _in_time(ledger, row, n)] for name, nodes in windows_of.items()}
    return {name: nodes for name, nodes in in_time.items() if nodes}


def _nodes(ledger: Ledger, row: Limit) -> list[str]:
    """Nodes at which a row holds, separately."""
    return [node for nodes in windows(ledger, row).values() for node in nodes]


def _parties(ledger: Ledger, place: str, countries: list[str]) -> Parties:
    if place == EACH_MARKET:
        return {market: frozenset({market}) for market, _ in ledger.rows.demands}
    if place == EACH_COUNTRY:
        return {country: ledger.directory.sites(country) for country in countries}
    return {place: ledger.directory.sites(place)}


def _all_countries(ledger: Ledger) -> list[str]:
    return list(dict.fromkeys(ledger.country(site) for site in ledger.rows.sites))


def suppliers_of(ledger: Ledger, goods: frozenset[str]) -> list[str]:
    """Countries in which some goods can be made or bought."""
    sites = [ledger.rows.plants[plant].site for plant in ledger.rows.plants if makes(ledger, plant) & goods]
    sites += [row.site for row in ledger.rows.suppliers.values() if row.commodity in goods]
    return list(dict.fromkeys(ledger.country(site) for site in sites))


def _shares(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Supply of some whom, of a share against that of all [units per year]."""
    ledger = measured.ledger
    goods = ledger.directory.commodities(row.of)
    if row.counted_at:
        yield from _shares_by_origin(measured, row, goods)
        return
    exempt = ledger.directory.countries(row.exempt) if row.exempt else frozenset()
    parties = _parties(
        ledger, row.scope, [supplier for supplier in suppliers_of(ledger, goods) if supplier not in exempt]
    )
    supply, nothing = _by_site(measured, goods), np.zeros(len(ledger.horizon.at))
    total = sum(supply.values(), nothing) if row.measure == "share" else nothing + 1.0
    own = {
        scope: sum((amounts for site, amounts in supply.items() if site in sites), nothing)
        for scope, sites in parties.items()
    }
    for node in _nodes(ledger, row):
        at = ledger.horizon.at[node]
        for scope in parties:
            yield measured.level(row, scope, node, [node], float(own[scope][at]), float(total[at]))


def _shares_by_origin(measured: _Measured, row: Limit, goods: frozenset[str]) -> Iterator[Level]:
    """For at most, the supply not known to be others'; for at least, the rest."""
    ledger = measured.ledger
    supply = sum(_by_site(measured, goods).values(), np.zeros(len(ledger.horizon.at)))
    for scope in shares_by_origin(ledger, row):
        noncompliant = not_compliant(ledger, excluded_by_limit(ledger, row, scope), goods)
        own = supply - noncompliant if row.sense == AT_LEAST else noncompliant
        for node in _nodes(ledger, row):
            at = ledger.horizon.at[node]
            yield measured.level(row, scope, node, [node], float(own[at]), float(supply[at]))


def _by_site(measured: _Measured, goods: frozenset[str]) -> dict[str, Array]:
    """Supply of goods at each node, by site [units per year]."""
    sums: dict[str, Array] = {}
    for commodity in sorted(goods):
        for site, amounts in measured.supplied.get(commodity, {}).items():
            sums[site] = sums.get(site, 0.0) + amounts
    return sums


def _hhi(measured: _Measured, row: Limit) -> Iterator[Level]:
    """10,000 times the squares of countries' supply, against the square of their sum [(units per year)²]."""
    ledger = measured.ledger
    exempt = ledger.directory.countries(row.exempt) if row.exempt else frozenset()
    by_country: dict[str, Array] = {}
    for site, amounts in _by_site(measured, ledger.directory.commodities(row.of)).items():
        if (country := ledger.country(site)) not in exempt:
            by_country[country] = by_country.get(country, 0.0) + amounts
    nothing = np.zeros(len(ledger.horizon.at))
    squares = 10_000 * sum((amounts**2 for amounts in by_country.values()), nothing)
    total_squared = sum(by_country.values(), nothing) ** 2
    for node in _nodes(ledger, row):
        at = ledger.horizon.at[node]
        yield measured.level(row, row.scope, node, [node], float(squares[at]), float(total_squared[at]))


def _capacities(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Capacity of open plants [units per year]."""
    ledger = measured.ledger
    countries = list(dict.fromkeys(ledger.country(plant.site) for plant in ledger.rows.plants.values()))
    counted = _counted(ledger, row)
    for scope, sites in _parties(ledger, row.scope, countries).items():
        for node in _nodes(ledger, row):
            own = [name for name in counted if ledger.rows.plants[name].site in sites]
            at, period = ledger.horizon.at[node], ledger.horizon.period[node]
            there = sum(stands(ledger, name)[at] * is_open(ledger, name, period) for name in own)
            yield measured.level(row, scope, node, [node], there)


def _in_use(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Plants, or recipes of plants, that are in use [plants or recipes]."""
    ledger = measured.ledger
    plants = ledger.rows.plants
    rules = [rule for plant in plants for rule in rules_at(ledger, plant)]
    countries = list(dict.fromkeys(ledger.country(plant.site) for plant in plants.values()))
    if row.measure == "plants in use":
        able = set(_counted(ledger, row))
        counted = [rule for rule in rules if rule.recipe == ANY and rule.plant in able]
    else:
        counted = [rule for rule in rules if rule.recipe != ANY and _is_of(ledger, row, rule.plant, rule.recipe)]
    for scope, sites in _parties(ledger, row.scope, countries).items():
        there = [rule for rule in counted if plants[rule.plant].site in sites]
        for node in _nodes(ledger, row):
            period = ledger.horizon.period[node]
            used = sum(in_use(ledger, rule.plant, rule.recipe, period) for rule in there)
            yield measured.level(row, scope, node, [node], used)


def _is_of(ledger: Ledger, row: Limit, plant: str, recipe: str) -> bool:
    """Whether a rule is about a recipe of a plant of a limit's technology, or about one that makes its goods."""
    outputs = {line.commodity for line in ledger.rows.recipes.get(recipe, ()) if line.quantity > 0}
    return row.of in (ANY, ledger.rows.plants[plant].technology) or bool(outputs & ledger.directory.commodities(row.of))


def _counted(ledger: Ledger, row: Limit) -> list[str]:
    """Plants of a limit's technology, or that make its goods."""
    goods = ledger.directory.commodities(row.of)
    return [
        name
        for name, plant in ledger.rows.plants.items()
        if row.of in (ANY, plant.technology) or makes(ledger, name) & goods
    ]


def _flows(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Flows on lanes [units sent per year]."""
    nodes = _nodes(measured.ledger, row)
    for scope, amounts in carried(measured.ledger, row).items():
        for node in nodes:
            yield measured.level(row, scope, node, [node], amounts.get(node, 0.0))


def _covers(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Stock, in units and months, against arrivals from elsewhere [units per year]."""
    ledger = measured.ledger
    if row.against == ALL_USE:
        yield from _all_covers(measured, row)
        return
    goods, here = ledger.directory.commodities(row.of), ledger.directory.sites(row.scope)
    stores = [name for name, store in ledger.rows.stores.items() if store.site in here and store.commodity in goods]
    for against, sites in _parties(ledger, row.against, _all_countries(ledger)).items():
        for node in _nodes(ledger, row):
            stock = sum(ledger.lines.stock.get((name, node), 0.0) for name in stores)
            sent = sum(
                amount
                for (origin, destination, commodity), amount in measured.shipped.get(node, ())
                if commodity in goods and destination in here and origin in sites - here
            )
            yield measured.level(row, against, node, [node], MONTHS * stock, sent)


def _of_need(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Usable capacity against need [equivalent units per year]."""
    needed, able_to_make = need(measured.ledger, row, users(measured.ledger, row)), able(measured.ledger, row)
    for node in _nodes(measured.ledger, row):
        at = measured.ledger.horizon.at[node]
        yield measured.level(row, row.scope, node, [node], float(able_to_make[at]), float(needed[at]))


def _imports(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Arrivals from elsewhere against need; those of unknown origin count against the limit [equivalent units/y]."""
    needed = need(measured.ledger, row, users(measured.ledger, row))
    for party, (imported, unknown) in imports(measured.ledger, row).items():
        for node in _nodes(measured.ledger, row):
            at = measured.ledger.horizon.at[node]
            readings = [float(imported[at] + unknown[at]), float(imported[at])]
            amount, other = readings if row.sense == AT_MOST else reversed(readings)
            of = float(needed[at])
            yield measured.level(row, party, node, [node], amount, of, other / of if of > 0 else math.nan)


def _all_covers(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Stock, in equivalent units and months, against need [equivalent units per year]."""
    ledger, here = measured.ledger, measured.ledger.directory.sites(row.scope)
    goods, worth = ledger.directory.commodities(row.of), counted(ledger, row)
    stores = {
        name: worth[q.commodity] for name, q in ledger.rows.stores.items() if q.site in here and q.commodity in goods
    }
    needed = need(ledger, row, users(ledger, row))
    for node in _nodes(ledger, row):
        stock = sum(pair * ledger.lines.stock.get((name, node), 0.0) for name, pair in stores.items())
        yield measured.level(row, row.scope, node, [node], MONTHS * stock, float(needed[ledger.horizon.at[node]]))


def _without_largest(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Supply outside the country that supplies most, against need outside it; of several that supply most, outside
    the one that needs least [equivalent units per year]."""
    ledger, worth = measured.ledger, counted(measured.ledger, row)
    nothing = np.zeros(len(ledger.horizon.at))
    countries = _all_countries(ledger)
    supply = dict.fromkeys(countries, nothing)
    for commodity in ledger.directory.commodities(row.of):
        for site, amounts in measured.supplied.get(commodity, {}).items():
            supply[ledger.country(site)] = supply[ledger.country(site)] + worth[commodity] * amounts
    needed = {country: need(ledger, row, ledger.directory.sites(country)) for country in countries}
    for node in _nodes(ledger, row):
        at = ledger.horizon.at[node]
        most = max(float(amounts[at]) for amounts in supply.values())
        largest = [country for country in countries if supply[country][at] >= most * (1 - EQUAL)]
        left = sum(float(amounts[at]) for amounts in supply.values()) - most
        all_need = sum(float(amounts[at]) for amounts in needed.values())
        rest = all_need - min(float(needed[country][at]) for country in largest)
        yield measured.level(row, row.scope, node, [node], left, rest, left / all_need if all_need > 0 else math.nan)


def _demands(ledger: Ledger, row: Limit, sites: frozenset[str]) -> list[tuple[str, str]]:
    goods = ledger.directory.commodities(row.of)
    return [(market, product) for market, product in ledger.rows.demands if market in sites and product in goods]


def _services(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Demand met, against all demand [units]."""
    ledger = measured.ledger
    for scope, sites in _parties(ledger, row.scope, _all_countries(ledger)).items():
        demands = _demands(ledger, row, sites)
        for moment, nodes in windows(ledger, row).items():
            need = demand_over(ledger, nodes, demands)
            yield measured.level(row, scope, moment, nodes, need - unmet_over(ledger, nodes, demands), need)


def _unmet(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Demand that is not met [units]."""
    ledger = measured.ledger
    for scope, sites in _parties(ledger, row.scope, _all_countries(ledger)).items():
        for moment, nodes in windows(ledger, row).items():
            yield measured.level(row, scope, moment, nodes, unmet_over(ledger, nodes, _demands(ledger, row, sites)))


def _expected_unmet(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Demand that is not met, over all years and courses with their probabilities [units]."""
    ledger, horizon = measured.ledger, measured.ledger.horizon
    counted = [node for node in horizon.nodes if _in_time(ledger, row, node)]
    for scope, sites in _parties(ledger, row.scope, _all_countries(ledger)).items():
        demands = _demands(ledger, row, sites)
        unmet = sum(horizon.weight(node) * unmet_over(ledger, [node], demands) for node in counted)
        yield measured.level(row, scope, "horizon", [node for node in horizon.trunk if node in counted], unmet)


def _costs(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Discounted cost at some nodes [amount]."""
    for moment, nodes in windows(measured.ledger, row).items():
        yield measured.level(row, ANY, moment, nodes, sum(measured.costs[node] for node in nodes))


def _tails_of_unmet(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Mean of the worst that may be in a period [units per year]."""
    ledger, horizon = measured.ledger, measured.ledger.horizon
    for scope, sites in _parties(ledger, row.scope, _all_countries(ledger)).items():
        demands = _demands(ledger, row, sites)
        for trunk in horizon.trunk:
            if _in_time(ledger, row, trunk):
                outcomes = list(_outcomes(ledger, trunk, demands))
                yield measured.level(row, scope, "", [trunk], tail_mean(outcomes, row.confidence))


def _outcomes(ledger: Ledger, trunk: str, demands: list[tuple[str, str]]) -> Iterator[tuple[float, float]]:
    """Probability and mean shortage of each course in a period: a disruption counts for the years that it has there."""
    horizon, together = ledger.horizon, dict[str, list[str]]()
    for node in horizon.nodes:
        if horizon.undisturbed(node) == trunk:
            event = horizon.event_at.get(node)
            together.setdefault(event.name if event else "", []).append(node)
    for nodes in together.values():
        years = sum(horizon.spans[node].length for node in nodes)
        yield horizon.weight(nodes[0]) * years / horizon.spans[trunk].length, unmet_over(ledger, nodes, demands) / years


def _tail_of_cost(measured: _Measured, row: Limit) -> Iterator[Level]:
    """Mean of the most expensive outcomes [amount]."""
    worst = tail_mean(scenario_costs(measured.ledger), row.confidence)
    yield measured.level(row, ANY, "", measured.ledger.horizon.trunk, worst)


MEASURED: Mapping[str, Callable[[_Measured, Limit], Iterator[Level]]] = {
    "share": _shares,
    "HHI": _hhi,
    "supply": _shares,
    "capacity": _capacities,
    "plants in use": _in_use,
    "recipes in use": _in_use,
    "flow": _flows,
    "throughput": _flows,
    "cover": _covers,
    "service": _services,
    "unmet": _unmet,
    "expected unmet": _expected_unmet,
    "cost": _costs,
    "capacity share": _of_need,
    "import share": _imports,
    "N-1 cover": _without_largest,
    "CVaR of unmet": _tails_of_unmet,
    "CVaR of cost": _tail_of_cost,
}
"""By measure: the actual values of a row."""

__all__ = ["Level", "levels", "priced_risk", "windows"]

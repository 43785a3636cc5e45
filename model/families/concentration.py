"""Concentration: limits on dependence on single countries, on supply and capacity elsewhere, and on flows through a
place or corridor."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from model.families.common.protocol import Cone, LimitRows, total
from model.families.common.pyomo import binding, members, parameter, pyo, unless_trivial
from model.families.conversion.algebra import net_output, outputs
from model.families.routes.algebra import Routes
from model.scenario.build_context import BuildContext, flat
from model.scenario.limits import AT_MOST, OF_LANES, Limit, bounds_by_node, counted_lanes, held_at, parties
from model.sheets.common import Plant, Supplier
from model.sheets.names import CommodityName, LaneName, LimitName, Node, PlantName, RecipeName, SiteName, SupplierName
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables

Held = tuple[LimitName, str, Node]
"""(limit, scope, node)"""

Made = tuple[PlantName, RecipeName, CommodityName]


MEASURES = ("share", "HHI", "supply", "capacity", *OF_LANES)


@dataclass(frozen=True)
class Concentration:
    """Index sets and coefficients of limits on the origin of supply, the location of capacity and flows on lanes."""

    sign: dict[LimitName, float]
    """By limit: 1 for at most, −1 for at least."""
    value: dict[tuple[LimitName, Node], float]
    """A share, an index from 0 to 10,000, or an amount [unit/y]."""
    shares: list[Held]
    supplies: list[Held]
    squares: list[Held]
    """(limit, country, node) of every country that could supply, for each limit of the HHI."""
    outputs: dict[LimitName, list[Made]]
    """Sources of supply by limit: outputs of plants,"""
    bought: dict[LimitName, list[SupplierName]]
    """and suppliers."""
    made_by: dict[tuple[LimitName, str], list[Made]]
    """The same by limit and scope it is."""
    bought_of: dict[tuple[LimitName, str], list[SupplierName]]
    capacities: list[Held]
    plants: dict[tuple[LimitName, str], list[PlantName]]
    """Plants whose capacity counts, by limit and scope it is."""
    flows: list[Held]
    lanes: dict[tuple[LimitName, str], list[LaneName]]
    """Lanes that count for a flow or throughput, by limit and scope it is."""


def coefficients(context: BuildContext) -> Concentration:
    """Limits of the tables on shares, the HHI, supply, capacity, and flows on lanes."""
    rows = [row for row in context.tables[Limit] if row.measure in MEASURES and not row.counted_at]
    at = {row.limit: held_at(row, context.tree, context.calendar) for row in rows}
    sources = {row.limit: _Sources(context, row) for row in rows if row.measure in ("share", "HHI", "supply")}
    scope = {row.limit: _whose(context, row, sources) for row in rows if row.measure not in OF_LANES}
    by_whose = [(l, w, sites) for l in sources for w, sites in scope[l].items()]
    lanes = {row.limit: _lanes(context, row) for row in rows if row.measure in OF_LANES}

    def bounded(*measures: str) -> list[Held]:
        meant = [row.limit for row in rows if row.measure in measures]
        parties_of = [(l, w) for l in meant for w in scope.get(l) or lanes.get(l, {})]
        return [(l, w, n) for l, w in parties_of for n in at[l]]

    capped = {row.limit: row for row in rows if row.measure == "capacity"}
    return Concentration(
        sign={row.limit: 1.0 if row.sense == AT_MOST else -1.0 for row in rows},
        value=bounds_by_node(rows, context.tree, context.calendar),
        shares=bounded("share"),
        supplies=bounded("supply"),
        squares=bounded("HHI"),
        outputs={limit: list(source.outputs) for limit, source in sources.items()},
        bought={limit: list(source.bought) for limit, source in sources.items()},
        made_by={
            (l, w): [run for run, site in sources[l].outputs.items() if site in sites] for l, w, sites in by_whose
        },
        bought_of={(l, w): [u for u, site in sources[l].bought.items() if site in sites] for l, w, sites in by_whose},
        capacities=bounded("capacity"),
        plants={
            (l, w): counted_plants(context.tables, context.directory, capped[l], sites)
            for (l, w), sites in flat({l: scope[l] for l in capped}).items()
        },
        flows=bounded(*OF_LANES),
        lanes={(limit, w): labels for limit, by_party in lanes.items() for w, labels in by_party.items()},
    )


class _Sources:
    """Where the supply of a limit's goods can come from, with the site of each."""

    def __init__(self, context: BuildContext, row: Limit) -> None:
        goods, country = context.directory.commodities(row.of), context.directory.country_of
        exempt = context.directory.countries(row.exempt) if row.exempt else frozenset[str]()
        left_out = exempt if row.measure == "HHI" else frozenset[str]()
        produced = ((key, site) for key, site in outputs(context.tables).items() if key[2] in goods)
        self.outputs: dict[Made, str] = {key: site for key, site in produced if country[site] not in left_out}
        bought = ((s.supplier, s.site) for s in context.tables[Supplier] if s.commodity in goods)
        self.bought = {name: site for name, site in bought if country[site] not in left_out}
        sites = [*self.outputs.values(), *self.bought.values()]
        self.countries = [name for name in dict.fromkeys(country[site] for site in sites) if name not in exempt]


def whose_capacity(context: BuildContext, row: Limit) -> dict[str, frozenset[SiteName]]:
    """Sites by whom a limit on plants is about; 'each country' is every country that has plants."""
    return parties(row.scope, context.directory, _countries(context))


def _whose(context: BuildContext, row: Limit, sources: Mapping[LimitName, _Sources]) -> dict[str, frozenset[SiteName]]:
    """Sites by whom a limit is about; the HHI and 'each country' are about every country that could supply."""
    countries = sources[row.limit].countries if row.limit in sources else [*_countries(context)]
    if row.measure == "HHI":
        return {country: context.directory.sites(country) for country in countries}
    return parties(row.scope, context.directory, countries)


def _countries(context: BuildContext) -> Iterable[str]:
    return dict.fromkeys(context.directory.country_of[plant.site] for plant in context.tables[Plant])


def counted_plants(tables: Tables, directory: Directory, row: Limit, sites: frozenset[SiteName]) -> list[PlantName]:
    """Plants at some sites, of the technology that a limit names or that make the goods it names."""
    goods = directory.commodities(row.of)
    makers = {plant for plant, _, k in outputs(tables) if k in goods}
    return [
        plant.plant
        for plant in tables[Plant]
        if plant.site in sites and (row.of in (ANY, plant.technology) or plant.plant in makers)
    ]


def _lanes(context: BuildContext, row: Limit) -> dict[str, list[LaneName]]:
    """Lanes that count for a limit, by party."""
    return counted_lanes(row, context.directory, context.lanes, context.part(Routes).corridor)


def build(m: Any, data: Concentration) -> None:
    """Adds no variable: limits are on production, purchases, capacity and flows of other families."""
    m.limit_sign = parameter(list(data.sign), values=data.sign)
    m.limit_value = parameter(list(data.value), values=data.value)
    limits, parts = list(data.outputs), list(data.made_by)
    m.MADE_FOR = members(limits, dimen=3, values=data.outputs)
    m.BOUGHT_FOR = members(limits, dimen=1, values=data.bought)
    m.MADE_BY = members(parts, dimen=3, values=data.made_by)
    m.BOUGHT_OF = members(parts, dimen=1, values=data.bought_of)
    m.SHARES = pyo.Set(dimen=3, initialize=data.shares)
    m.supply_share = pyo.Constraint(binding(m, data.shares), rule=unless_trivial(supply_share))
    m.SUPPLIES = pyo.Set(dimen=3, initialize=data.supplies)
    m.supply_amount = pyo.Constraint(binding(m, data.supplies), rule=unless_trivial(supply_amount))
    m.SQUARES = pyo.Set(dimen=3, initialize=data.squares)
    m.root_of_hhi = parameter(
        list(data.value), values={key: math.sqrt(value / 1e4) for key, value in data.value.items() if value >= 0}
    )
    m.largest_country = pyo.Constraint(m.SQUARES, rule=largest_country)
    m.CAPACITIES = pyo.Set(dimen=3, initialize=data.capacities)
    m.COUNTED_PLANTS = members(list(data.plants), dimen=1, values=data.plants)
    m.standing_capacity = pyo.Constraint(binding(m, data.capacities), rule=unless_trivial(standing_capacity))
    m.FLOWS = pyo.Set(dimen=3, initialize=data.flows)
    m.COUNTED_LANES = members(list(data.lanes), dimen=1, values=data.lanes)
    m.lane_flow = pyo.Constraint(binding(m, data.flows), rule=unless_trivial(lane_flow))


def supply(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Supply of a limit's goods: production and purchases [units per year]."""
    return sum(net_output(m, p, r, k, n) for p, r, k in m.MADE_FOR[l]) + sum(m.purchase[u, n] for u in m.BOUGHT_FOR[l])


def supply_of(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Part of the supply that is made and bought in places of one party [units per year]."""
    return sum(net_output(m, p, r, k, n) for p, r, k in m.MADE_BY[l, w]) + sum(
        m.purchase[u, n] for u in m.BOUGHT_OF[l, w]
    )


def supply_share(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    r"""One party's share of the supply of some goods is at most, or at least, the limit [units per year]. Exempt
    members of 'each country' have no row.

    .. math:: \pm \, S_{lwn} \le \pm \, \sigma_{ln} \, S_{ln} \qquad \forall l, w, n
    """
    return m.limit_sign[l] * supply_of(m, l, w, n) <= m.limit_sign[l] * m.limit_value[l, n] * supply(m, l, w, n)


def supply_amount(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    r"""Production and purchases of some goods in one party's places are at least, or at most, the limit [units per
    year].

    .. math:: \pm \, S_{lwn} \le \pm \, \bar S_{ln} \qquad \forall l, w, n
    """
    return m.limit_sign[l] * supply_of(m, l, w, n) <= m.limit_sign[l] * m.limit_value[l, n]


def largest_country(m: Any, l: LimitName, c: Any, n: Node) -> Any:
    r"""No country's share is above the root of the HHI limit: the tangents at single countries; the others are added
    while solving. Supply from exempt countries counts in no sum [units per year].

    .. math:: \sum_c S_{lcn}^2 \le \frac{H_{ln}}{10^4} \, S_{ln}^2
              \;\Rightarrow\; S_{lcn} \le \sqrt{H_{ln} / 10^4} \, S_{ln} \qquad \forall l, c, n
    """
    return supply_of(m, l, c, n) <= m.root_of_hhi[l, n] * supply(m, l, c, n)


def counted_capacity(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Capacity of open plants in places of one party, ramped up or not [units per year]."""
    plants = m.COUNTED_PLANTS[l, w]
    existing = sum(m.existing_capacity[p, n] + total(m.terms["STANDING"], m, p, n) for p in plants)
    return existing + sum(m.standing[j, b, n] * m.size[j, b] for p in plants for j, b in m.STANDING_AT[p, n])


def standing_capacity(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    r"""Installed capacity, of a technology or for some goods, is at least, or at most, the limit [units per year].

    .. math:: \pm \sum_{p \in P_{lw}} \Big( K_{pn} + \sum_{(j,b)} o_{jbn} \, z_{jb} \Big) \le \pm \, \bar K_{ln}
              \qquad \forall l, w, n
    """
    return m.limit_sign[l] * counted_capacity(m, l, w, n) <= m.limit_sign[l] * m.limit_value[l, n]


def carried(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Flow on lanes to, from or through one party [units sent per year]."""
    return sum(m.ship[a, n] for a in m.COUNTED_LANES[l, w])


def lane_flow(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    r"""Shipments of some goods to a place, through a corridor or out of a site are at most, or at least, the limit
    [units sent per year].

    .. math:: \pm \sum_{a \in A_{lw}} f_{an} \le \pm \, \bar F_{ln} \qquad \forall l, w, n
    """
    return m.limit_sign[l] * carried(m, l, w, n) <= m.limit_sign[l] * m.limit_value[l, n]


LIMITS = (
    LimitRows("supply_share", "SHARES", supply_of, supply),
    LimitRows("supply_amount", "SUPPLIES", supply_of),
    LimitRows("standing_capacity", "CAPACITIES", counted_capacity),
    LimitRows("lane_flow", "FLOWS", carried),
)

CONES = (Cone("SQUARES", supply_of, "limit_value", "largest_country"),)

"""Mandates: usable capacity, imports and stock relative to need, and supply without the largest supplier country.

The need of a place for some goods is its demand, delivered or not, and the inputs of plants there, by recipes that make
none of these goods. So it depends on the plan where plants do, and shortage does not lower it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from model.families.common.protocol import LimitRows
from model.families.common.pyomo import binding, members, parameter, pyo, unless_trivial
from model.families.conversion.algebra import capacity_provided, net_output, outputs, quantities
from model.families.demand.rows import Demand
from model.families.mandates.terms import best_output, equivalents, needed_goods, needing_sites, sources
from model.families.resilience import MONTHS
from model.families.routes.algebra import Routes
from model.families.stockpiles.rows import Stockpile
from model.scenario.build_context import BuildContext, Ends, Place
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import AT_MOST, Limit, bounds_by_node, held_at, parties
from model.sheets.common import Plant, Supplier
from model.sheets.names import (
    CommodityName,
    LaneName,
    LimitName,
    Node,
    Period,
    PlantName,
    RecipeName,
    SiteName,
    StockpileName,
    SupplierName,
)

MEASURES = ("capacity share", "import share", "N-1 cover", "cover")

Party = tuple[LimitName, str]
"""(limit, scope; of imports from whom, of the N-1 cover each country)"""

Line = tuple[PlantName, RecipeName, CommodityName]

Arriving = tuple[LaneName, int, CommodityName]
"""(lane, periods after which it arrives, commodity)"""


@dataclass(frozen=True)
class Mandates:
    """Index sets and coefficients of limits relative to need."""

    limited: dict[str, list[tuple[LimitName, str, Node]]]
    """By measure."""
    sign: dict[LimitName, float]
    """1 for at most, −1 for at least."""
    value: dict[tuple[LimitName, Node], float]
    """A share, or months."""
    equivalent: dict[tuple[LimitName, CommodityName], float]
    demands: dict[Party, list[Place]]
    """Need: demand,"""
    takers: dict[Party, list[Line]]
    """and inputs of recipes."""
    best_output: dict[tuple[LimitName, PlantName, Period], float]
    """[unit per unit of capacity]"""
    makers: dict[Party, list[PlantName]]
    of_known_origin: dict[Party, list[Arriving]]
    """Arrivals of goods that are made or sold where they are sent,"""
    unknown: dict[Party, list[Arriving]]
    """and of unknown origin;"""
    before: dict[tuple[LimitName, Node], float]
    """so are those that were in transit at the start [unit/y]."""
    stores: dict[Party, list[tuple[StockpileName, CommodityName]]]
    outputs: dict[Party, list[Line]]
    """Supply: production,"""
    sellers: dict[Party, list[tuple[SupplierName, CommodityName]]]
    """and purchases."""


def coefficients(context: BuildContext) -> Mandates:
    """Limits of the tables that are relative to need."""
    rows = [_Counted(context, row) for row in context.tables[Limit] if row.is_of_need]
    at = {counted.limit: held_at(counted.row, context.tree, context.calendar) for counted in rows}
    pairs = [(counted, w, sites) for counted in rows for w, sites in counted.parties.items()]
    limited: dict[str, list[tuple[LimitName, str, Node]]] = {measure: [] for measure in MEASURES}
    for counted, w, _ in pairs:
        limited[counted.row.measure] += [(counted.limit, w, n) for n in at[counted.limit]]
    return Mandates(
        limited=limited,
        sign={counted.limit: 1.0 if counted.row.sense == AT_MOST else -1.0 for counted in rows},
        value=bounds_by_node([counted.row for counted in rows], context.tree, context.calendar),
        equivalent={(counted.limit, k): worth for counted in rows for k, worth in counted.worth.items()},
        demands={(counted.limit, w): counted.demands(w) for counted, w, _ in pairs},
        takers={(counted.limit, w): counted.takers(w) for counted, w, _ in pairs},
        best_output={(counted.limit, *key): rate for counted in rows for key, rate in counted.best.items()},
        makers={(counted.limit, w): counted.makers(sites) for counted, w, sites in pairs},
        of_known_origin={
            (counted.limit, w): counted.arrivals(sites, is_origin_known=True) for counted, w, sites in pairs
        },
        unknown={(counted.limit, w): counted.arrivals(sites, is_origin_known=False) for counted, w, sites in pairs},
        before={(counted.limit, n): amount for counted in rows for n, amount in counted.sent_before()},
        stores={(counted.limit, w): counted.stores for counted, w, _ in pairs},
        outputs={(counted.limit, w): counted.outputs(sites) for counted, w, sites in pairs},
        sellers={(counted.limit, w): counted.sellers(sites) for counted, w, sites in pairs},
    )


class _Counted:
    """Summands of one limit."""

    def __init__(self, context: BuildContext, row: Limit) -> None:
        self.context, self.row, self.limit = context, row, row.limit
        self.goods = context.directory.commodities(row.of)
        self.needed = needed_goods(row, context.directory)
        self.here = context.directory.sites(row.scope)
        self.worth = equivalents(row, context.tables, context.directory)

    @cached_property
    def parties(self) -> dict[str, frozenset[SiteName]]:
        """Sites by whom a limit is about: of imports those elsewhere, of 'each country' all that make or sell the
        goods; of the N-1 cover every country."""
        directory, row = self.context.directory, self.row
        if row.measure == "N-1 cover":
            return parties(EACH_COUNTRY, directory, directory.countries_with_sites)
        if row.measure != "import share":
            return {row.scope: self.here}
        left_out = directory.countries(row.scope) | (directory.countries(row.exempt) if row.exempt else frozenset())
        origins = {i for i, k in self.sources if k in self.goods}
        countries = [c for c in directory.countries_with_sites if c not in left_out and origins & directory.sites(c)]
        return {w: sites - self.here for w, sites in parties(row.against, directory, countries).items()}

    @cached_property
    def sources(self) -> set[Place]:
        return sources(self.context.tables)

    @cached_property
    def lanes(self) -> dict[LaneName, Ends]:
        """Lanes of the goods from elsewhere, of an import share."""
        if self.row.measure != "import share":
            return {}
        ends = self.context.lanes.items()
        return {a: (i, j, k) for a, (i, j, k) in ends if k in self.goods and j in self.here and i not in self.here}

    @cached_property
    def best(self) -> dict[tuple[PlantName, Period], float]:
        """Output per unit of capacity by plant and period, of a capacity share."""
        periods = self.context.times if self.row.measure == "capacity share" else ()
        of = partial(best_output, self.row, self.context.tables, self.context.directory)
        return {(p, t): rate for t in periods for p, rate in of(t).items()}

    def _users(self, party: str) -> frozenset[SiteName]:
        """Sites whose need counts for a party."""
        is_own = self.row.measure == "N-1 cover"
        return self.context.directory.sites(party) if is_own else needing_sites(self.row, self.context.directory)

    def demands(self, party: str) -> list[Place]:
        users = self._users(party)
        rows = self.context.tables[Demand]
        return [(row.market, row.product) for row in rows if row.market in users and row.product in self.needed]

    def takers(self, party: str) -> list[Line]:
        """Inputs of recipes that make none of the goods."""
        users, tables = self._users(party), self.context.tables
        site = {plant.plant: plant.site for plant in tables[Plant]}
        making = {(p, r) for p, r, k in outputs(tables) if k in self.needed}
        return [
            (p, r, k)
            for (p, r, k), quantity in quantities(tables).items()
            if quantity < 0 and k in self.needed and site[p] in users and (p, r) not in making
        ]

    def makers(self, sites: frozenset[SiteName]) -> list[PlantName]:
        able = {p for p, _ in self.best}
        return [plant.plant for plant in self.context.tables[Plant] if plant.site in sites and plant.plant in able]

    def arrivals(self, sites: frozenset[SiteName], *, is_origin_known: bool) -> list[Arriving]:
        """Arrivals of goods made or sold at some sites they are sent from, or those that no site is known for."""
        counted = {
            a: k
            for a, (i, _, k) in self.lanes.items()
            if (i in sites and (i, k) in self.sources if is_origin_known else (i, k) not in self.sources)
        }
        return [(a, step, counted[a]) for a, step in self.context.part(Routes).arriving if a in counted]

    def sent_before(self) -> Iterator[tuple[Node, float]]:
        """Arrivals of goods that were in transit at the start, by node."""
        before = self.context.part(Routes).before.items() if self.row.measure == "import share" else ()
        for n in self.context.tree.nodes:
            arriving = [(k, amount) for (i, k, o), amount in before if o == n and i in self.here and k in self.goods]
            yield n, sum(self.worth[k] * amount for k, amount in arriving)

    @property
    def stores(self) -> list[tuple[StockpileName, CommodityName]]:
        """Stockpiles of a cover."""
        rows = self.context.tables[Stockpile] if self.row.measure == "cover" else ()
        return [(q.stockpile, q.commodity) for q in rows if q.site in self.here and q.commodity in self.goods]

    def outputs(self, sites: frozenset[SiteName]) -> list[Line]:
        """Production, of an N-1 cover."""
        site_of = outputs(self.context.tables) if self.row.measure == "N-1 cover" else {}
        return [line for line, site in site_of.items() if site in sites and line[2] in self.goods]

    def sellers(self, sites: frozenset[SiteName]) -> list[tuple[SupplierName, CommodityName]]:
        rows = self.context.tables[Supplier] if self.row.measure == "N-1 cover" else ()
        return [(row.supplier, row.commodity) for row in rows if row.site in sites and row.commodity in self.goods]


def build(m: Any, data: Mandates) -> None:
    """Adds no variable: limits compare capacity, shipments, stock and supply with need."""
    keys = list(data.demands)
    m.mandate_sign = parameter(list(data.sign), values=data.sign)
    at_most = {limit: (1 + sign) / 2 for limit, sign in data.sign.items()}
    m.counts_unknown = parameter(list(data.sign), values=at_most)
    m.mandate_value = parameter(list(data.value), values=data.value)
    m.equivalent = parameter(list(data.equivalent), values=data.equivalent)
    m.NEEDED = members(keys, dimen=2, values=data.demands)
    m.TAKEN = members(keys, dimen=3, values=data.takers)
    m.best_output = parameter(list(data.best_output), values=data.best_output)
    m.ABLE = members(keys, dimen=1, values=data.makers)
    m.IMPORTED = members(keys, dimen=3, values=data.of_known_origin)
    m.OF_UNKNOWN_ORIGIN = members(keys, dimen=3, values=data.unknown)
    m.imported_before = parameter(list(data.before), values=data.before)
    m.COVERING_ALL = members(keys, dimen=2, values=data.stores)
    m.SUPPLIED = members(keys, dimen=3, values=data.outputs)
    m.SOLD = members(keys, dimen=2, values=data.sellers)
    capacities, imports, without, covers = (data.limited[measure] for measure in MEASURES)
    m.CAPACITY_SHARES = pyo.Set(dimen=3, initialize=capacities)
    m.capacity_share = pyo.Constraint(binding(m, capacities), rule=unless_trivial(capacity_share))
    m.IMPORT_SHARES = pyo.Set(dimen=3, initialize=imports)
    m.import_share = pyo.Constraint(binding(m, imports), rule=unless_trivial(import_share))
    m.ALL_COVERED = pyo.Set(dimen=3, initialize=covers)
    m.use_cover = pyo.Constraint(binding(m, covers), rule=unless_trivial(use_cover))
    m.N_1_COVERS = pyo.Set(dimen=3, initialize=without)


def need(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Demand, delivered or not, and inputs of recipes that make none of the goods [equivalent units per year]."""
    taken = sum(m.equivalent[l, k] * net_output(m, p, r, k, n) for p, r, k in m.TAKEN[l, w])
    return sum(m.equivalent[l, k] * m.demand[i, k, n] for i, k in m.NEEDED[l, w]) - taken


def able_to_make(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Output that the usable capacity of open plants allows [equivalent units per year]."""
    return sum(m.best_output[l, p, m.period[n]] * capacity_provided(m, p, n) for p in m.ABLE[l, w])


def capacity_share(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    r"""Usable capacity is at least, or at most, a share of need [equivalent units per year]. Maximum annual production
    against annual consumption: Regulation (EU) 2024/1252, Articles 2(5) and 5.

    .. math:: \pm \sum_{p} g_{lp} \, \eta_{pn} \Big( K_{pn} + \sum_{(j,b)} a_{jbn} \, z_{jb} \Big)
              \le \pm \, \sigma_{ln} \, N_{lwn}, \quad
              N_{lwn} = \sum_{i,k} e_{lk} D_{ikn} + \sum_{p,r,k} e_{lk} \, |q_{prk}| \, x_{prn} \qquad \forall l, w, n
    """
    return m.mandate_sign[l] * able_to_make(m, l, w, n) <= m.mandate_sign[l] * m.mandate_value[l, n] * need(m, l, w, n)


def arrival(m: Any, l: LimitName, a: LaneName, d: int, k: CommodityName, e: Node, n: Node) -> Any:
    """Arrivals at a node, some steps later, of a shipment sent at another [equivalent units per year]."""
    return m.rate_of_arrival[d, n, e] * m.equivalent[l, k] * m.arriving[a, d] * m.ship[a, e]


def imported(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Arrivals of goods that the party makes or sells [equivalent units per year]."""
    return sum(arrival(m, l, a, d, k, e, n) for a, d, k in m.IMPORTED[l, w] for e in m.SOURCES[d, n])


def of_unknown_origin(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Arrivals that may be of the party: sent from where the goods are neither made nor sold, or in transit at the
    start [equivalent units per year]."""
    sent = sum(arrival(m, l, a, d, k, e, n) for a, d, k in m.OF_UNKNOWN_ORIGIN[l, w] for e in m.SOURCES[d, n])
    return sent + m.imported_before[l, n]


def imports_counted(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Arrivals from the party; for at most, those of unknown origin too [equivalent units per year]."""
    return imported(m, l, w, n) + m.counts_unknown[l] * of_unknown_origin(m, l, w, n)


def imports_otherwise(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Arrivals from the party if those of unknown origin count the other way [equivalent units per year]."""
    return imported(m, l, w, n) + (1 - m.counts_unknown[l]) * of_unknown_origin(m, l, w, n)


def import_share(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    r"""Arrivals from a party elsewhere are at most, or at least, a share of need; for at most, with those that may be
    of its origin [equivalent units per year]. Regulation (EU) 2024/1252, Article 5(1)(b).

    .. math:: \pm \sum_{(a,d) \in A_{lw}} e_{lk} \, \alpha_{ad} \, f_{a,n-d} \le \pm \, \sigma_{ln} \, N_{lwn}
              \qquad \forall l, w, n
    """
    return m.mandate_sign[l] * imports_counted(m, l, w, n) <= m.mandate_sign[l] * m.mandate_value[l, n] * need(
        m, l, w, n
    )


def stocked(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Stock at the end of a period [equivalent units]."""
    return sum(m.equivalent[l, k] * m.stock[q, n] for q, k in m.COVERING_ALL[l, w])


def use_cover(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    r"""Stock replaces all supply for the months of cover [equivalent units].

    .. math:: \sum_q e_{lk} \, s_{qn} \ge \frac{\mu_{ln}}{12} N_{lwn} \qquad \forall l, w, n
    """
    return stocked(m, l, w, n) >= m.mandate_value[l, n] / MONTHS * need(m, l, w, n)


def supplied(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Production and purchases in a country [equivalent units per year]."""
    bought = sum(m.equivalent[l, k] * m.purchase[u, n] for u, k in m.SOLD[l, w])
    return sum(m.equivalent[l, k] * net_output(m, p, r, k, n) for p, r, k in m.SUPPLIED[l, w]) + bought


LIMITS = (
    LimitRows("capacity_share", "CAPACITY_SHARES", able_to_make, need, value="mandate_value"),
    LimitRows(
        "import_share", "IMPORT_SHARES", imports_counted, need, value="mandate_value", alternative=imports_otherwise
    ),
    LimitRows("use_cover", "ALL_COVERED", stocked, need, value="mandate_value", scale=MONTHS),
    LimitRows("", "N_1_COVERS", supplied, need, value="mandate_value", is_without_largest=True),
)

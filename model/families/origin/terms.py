"""Exclusions of markets, and shares counted by origin: the sheets Demand and Limits → exclusions to be traced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import product

from model.families.demand.algebra import DemandData
from model.families.demand.rows import Demand
from model.families.origin.labels import (
    Exclusion,
    counted_by,
    counted_by_origin,
    excluded_by,
    exclusion_label,
    exclusion_labels,
    share_label,
)
from model.families.origin.rows import Origin
from model.families.origin.tracing import OriginChain, Tracer, Traces
from model.scenario.build_context import BuildContext, Place, grouped
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import AT_MOST, Limit, bounds_by_node, held_at, parties
from model.scenario.tree import Tree
from model.sheets.names import (
    CommodityName,
    LimitName,
    Node,
    PlantName,
    RecipeName,
    SiteName,
    StockpileName,
    SupplierName,
)

Made = tuple[PlantName, RecipeName, CommodityName]

Serving = tuple[SiteName, CommodityName, CommodityName]
"""(market, product, commodity delivered for it)"""

Share = tuple[LimitName, str]
"""(limit, scope)"""

FOR_MARKETS = "markets"
"""The ledger of all goods that are set aside for markets that exclude."""


@dataclass(frozen=True)
class Exclusions:
    """Tracers by label: of exclusions of markets and of shares.

    Goods are set aside for one market, so that all of them share a ledger. A share only counts, and has a ledger of its
    own.
    """

    for_markets: dict[str, Tracer]
    for_shares: dict[str, Tracer]
    of_market: dict[tuple[SiteName, CommodityName], str]
    """Label by market and product."""
    of_share: dict[Share, str]
    """Label by limit and scope share it is."""

    @property
    def tracers(self) -> dict[str, Tracer]:
        """All of them."""
        return self.for_markets | self.for_shares

    @property
    def ledger(self) -> dict[str, str]:
        """Ledger by label; each share has its own."""
        return dict.fromkeys(self.for_markets, FOR_MARKETS) | {label: label for label in self.for_shares}

    def is_divided(self, label: str) -> bool:
        """Whether several exclusions compete for goods that are compliant with this one."""
        return label in self.for_markets and len(self.for_markets) > 1

    def looser(self, label: str) -> list[str]:
        """Other labels that goods set aside under a label may serve."""
        if label not in self.for_markets:
            return []
        own = self.for_markets[label].exclusion
        return [other for other, tracer in self.for_markets.items() if own.is_stricter(tracer.exclusion)]


def exclusions_of(context: BuildContext) -> Exclusions:
    """Every exclusion of the tables. One that several rows say goes by the words of the first."""
    chain, directory = OriginChain.of(context), context.directory
    stores = [(o, chain.stores[q]) for o, q in opening_of(context) if q in chain.stores]
    sources = [*stores, *((o, (i, k)) for o, i, k, _ in arriving_of(context))]
    called = exclusion_labels(context.tables, directory)
    markets: dict[str, Exclusion] = {}
    of_market = {}
    for row in context.tables[Demand]:
        if row.excluded_origins:
            label = called[exclusion_label(row.excluded_goods, row.excluded_origins)]
            markets[label] = excluded_by(row, directory)
            of_market[row.market, row.product] = label
    shares: dict[str, Exclusion] = {}
    of_share = {}
    for limit in counted_by_origin(context.tables):
        for scope, exclusion in _by_party(context, chain, limit).items():
            label = called[share_label(limit, scope)]
            shares[label] = exclusion
            of_share[limit.limit, scope] = label
    return Exclusions(
        for_markets={label: _tracer(chain, exclusion, label, sources) for label, exclusion in markets.items()},
        for_shares={label: _tracer(chain, exclusion, label, sources) for label, exclusion in shares.items()},
        of_market=of_market,
        of_share=of_share,
    )


def opening_of(context: BuildContext) -> dict[tuple[str, StockpileName], float]:
    """Compliant opening stock by exclusion and stockpile [units]."""
    return {(row.exclusion, row.stockpile): row.quantity for row in context.tables[Origin] if row.quantity}


def arriving_of(context: BuildContext) -> dict[tuple[str, SiteName, CommodityName, Node], float]:
    """Compliant goods that were sent before the horizon, by exclusion, place and node [units/y]."""
    rows = [row for row in context.tables[Origin] if row.site]
    mean = context.calendar.mean_over
    arriving = {
        (row.exclusion, row.site, row.commodity): partial(mean, row.arriving)
        for row in rows
        if row.arriving is not None
    }
    return {at: rate for at, rate in context.from_before(arriving).items() if rate > 0}


def _tracer(chain: OriginChain, exclusion: Exclusion, label: str, sources: Iterable[tuple[str, Place]]) -> Tracer:
    """Tracer of an exclusion; compliant stock and goods in transit at the start of the plan are sources."""
    return Tracer(chain, exclusion, frozenset(place for o, place in sources if o == label))


def _by_party(context: BuildContext, chain: OriginChain, row: Limit) -> dict[str, Exclusion]:
    """By whose share it is; of 'each country' those from which something could come."""
    directory = context.directory
    countries = dict.fromkeys(directory.country_of.values())
    by_party = {w: counted_by(row, sites, directory) for w, sites in parties(row.scope, directory, countries).items()}
    return {
        w: exclusion
        for w, exclusion in by_party.items()
        if row.scope != EACH_COUNTRY or Tracer(chain, exclusion).is_met
    }


@dataclass(frozen=True)
class Counted:
    """Sources of a limit's goods, and their non-compliant part."""

    output: list[Made]
    bought: list[SupplierName]
    traced: list[Made]
    """Outputs that are compliant to the extent of their run,"""
    compliant: list[Made]
    """and those of them that a compliant run makes compliant."""
    excluded: list[SupplierName]
    """Suppliers whose goods are not compliant."""


def _counted(tracer: Tracer, goods: frozenset[CommodityName]) -> Counted:
    """The supply of some goods as an exclusion sees it."""
    chain = tracer.chain
    output = [(*run, k) for run, makes in chain.makes.items() for k in sorted(makes & goods)]
    bought = [u for u, (_, k) in chain.suppliers.items() if k in goods]
    return Counted(
        output=output,
        bought=bought,
        traced=[line for line in output if line[2] in tracer.tracked],
        compliant=[(p, r, k) for p, r, k in output if (chain.site[p], k) in tracer.makes((p, r))],
        excluded=[u for u in bought if chain.suppliers[u][1] in tracer.tracked and u not in tracer.suppliers],
    )


def _and_before(tree: Tree, nodes: Iterable[Node]) -> list[Node]:
    """Some nodes and all that lead to them, in the order of the tree."""
    leading: set[Node] = set()
    for node in nodes:
        for at, _ in tree.back(node):
            if at in leading:
                break
            leading.add(at)
    return [node for node in tree.nodes if node in leading]


@dataclass(frozen=True)
class OriginData:
    """Index sets and coefficients of compliant flows. An exclusion goes by its label."""

    traces: Traces
    opening: dict[tuple[str, StockpileName], float]
    """Compliant part of an opening stock, by exclusion [units]."""
    arriving: dict[tuple[str, SiteName, CommodityName, Node], float]
    """Compliant goods that were sent before the horizon, by exclusion [units/y]."""
    servings: dict[str, list[Serving]]
    """Deliveries to markets that exclude."""
    excluding: dict[tuple[SiteName, CommodityName, Node], float]
    """Share of a node's period in which a market excludes, by market, product and node."""
    exclusion_of: dict[Share, str]
    supply: dict[Share, Counted]
    limited: list[tuple[LimitName, str, Node]]
    """(limit, scope, node) of shares that are counted by origin."""
    sign: dict[LimitName, float]
    """By limit: 1 for at most, −1 for at least."""
    share: dict[tuple[LimitName, Node], float]


def origin_of(context: BuildContext) -> OriginData:
    """Exclusions of markets and limits by origin, each traced through the chain."""
    exclusions = exclusions_of(context)
    tracers = exclusions.tracers
    limits = {row.limit: row for row in counted_by_origin(context.tables)}
    at = {l: held_at(row, context.tree, context.calendar) for l, row in limits.items()}
    supply = {
        (l, w): _counted(tracers[o], context.directory.commodities(limits[l].of))
        for (l, w), o in exclusions.of_share.items()
    }
    supply = {share: counted for share, counted in supply.items() if counted.output or counted.bought}
    excluding = _excluding(context)
    servings = _servings(context, exclusions)
    used = {o: {(i, c) for label in (o, *exclusions.looser(o)) for i, _, c in servings[label]} for o in tracers}
    last = grouped(
        tracers, ((exclusions.of_share[s], (p, r)) for s, counted in supply.items() for p, r, _ in counted.compliant)
    )
    matters = [(exclusions.of_market[i, k], n) for i, k, n in excluding]
    matters += [(exclusions.of_share[share], n) for share in supply for n in at[share[0]]]
    ledger = exclusions.ledger
    nodes = grouped(ledger.values(), ((ledger[o], n) for o, n in matters))
    nodes = {label: _and_before(context.tree, at_use) for label, at_use in nodes.items()}
    return OriginData(
        traces=Traces(
            of={
                o: tracer.trace(used[o], last[o], is_divided=exclusions.is_divided(o)) for o, tracer in tracers.items()
            },
            ledger=ledger,
            looser={o: exclusions.looser(o) for o in tracers},
            nodes={o: nodes[ledger[o]] for o in tracers},
        ),
        opening=opening_of(context),
        arriving=arriving_of(context),
        servings=servings,
        excluding=excluding,
        exclusion_of={share: exclusions.of_share[share] for share in supply},
        supply=supply,
        limited=[(l, w, n) for l, w in supply for n in at[l]],
        sign={l: 1.0 if row.sense == AT_MOST else -1.0 for l, row in limits.items()},
        share=bounds_by_node(limits.values(), context.tree, context.calendar),
    )


def _excluding(context: BuildContext) -> dict[tuple[SiteName, CommodityName, Node], float]:
    """Share of a node's period in which a market has an exclusion."""
    calendar = context.calendar
    rows = [row for row in context.tables[Demand] if row.excluded_origins]
    return {
        (row.market, row.product, n): share
        for row, (n, t) in product(rows, context.tree.period.items())
        if (share := calendar.share(row.exclusion_from or calendar.first_year, calendar.end, t)) > 0
    }


def _servings(context: BuildContext, exclusions: Exclusions) -> dict[str, list[Serving]]:
    """Deliveries, by exclusion, of goods in its scope."""
    servings: dict[str, list[Serving]] = {o: [] for o in exclusions.tracers}
    for i, k, c in context.part(DemandData).servings:
        label = exclusions.of_market.get((i, k))
        if label is not None and c in exclusions.tracers[label].tracked:
            servings[label].append((i, k, c))
    return servings

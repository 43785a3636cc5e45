"""Compliant goods: their possible sources, and the places, runs, lanes and stores on their way to a use.

An *exclusion* says at which sites which commodities must not have been made or bought. It tracks these commodities and
all products made of them. Only the part between a compliant source and a use needs variables; it is found here by
place, regardless of amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.families.conversion.algebra import Conversion
from model.families.origin.labels import Exclusion
from model.families.routes.algebra import Routes
from model.families.stockpiles.algebra import Stockpiles
from model.families.supply.terms import Supply
from model.scenario.build_context import BuildContext, Ends, Place, flat, grouped
from model.sheets.names import (
    CommodityName,
    LaneName,
    Node,
    PlantName,
    RecipeName,
    SiteName,
    StockpileName,
    SupplierName,
)

Run = tuple[PlantName, RecipeName]

Leg = tuple[Place, Place]
"""Where a lane starts and ends."""

Key = tuple[str, ...]
"""Key of a thing: (plant, recipe), (lane,), or with an exclusion or a ledger before it."""


@dataclass(frozen=True)
class OriginChain:
    """All that goods can pass through."""

    site: Mapping[PlantName, SiteName]
    """Site by plant."""
    takes: Mapping[Run, frozenset[CommodityName]]
    makes: Mapping[Run, frozenset[CommodityName]]
    lanes: Mapping[LaneName, Ends]
    suppliers: Mapping[SupplierName, Place]
    stores: Mapping[StockpileName, Place]
    opened: frozenset[StockpileName]
    """Stores in which something lies from the start."""
    arriving: frozenset[Place]
    """Where goods arrive that were sent before."""

    @classmethod
    def of(cls, context: BuildContext) -> OriginChain:
        """From the coefficients of the families."""
        conversion, stores = context.part(Conversion), context.part(Stockpiles)
        quantity = conversion.quantity.items()
        takes = grouped(conversion.runs, (((p, r), k) for (p, r, k), amount in quantity if amount < 0))
        makes = grouped(conversion.runs, (((p, r), k) for (p, r, k), amount in quantity if amount > 0))
        return cls(
            site=conversion.site,
            takes={run: frozenset(goods) for run, goods in takes.items()},
            makes={run: frozenset(goods) for run, goods in makes.items()},
            lanes=context.part(Routes).lanes,
            suppliers=context.part(Supply).suppliers,
            stores=stores.stores,
            opened=frozenset(q for q, amount in stores.opening.items() if amount > 0),
            arriving=frozenset((i, k) for i, k, _ in context.part(Routes).before),
        )

    def made_of(self, goods: Iterable[CommodityName]) -> frozenset[CommodityName]:
        """The commodities and everything that is made of them."""
        products: set[CommodityName] = set()
        new = set(goods)
        while new:
            products |= new
            new = {k for run, taken in self.takes.items() if taken & new for k in self.makes[run]} - products
        return frozenset(products)


@dataclass(frozen=True)
class Trace:
    """Places, runs, lanes and stores of compliant goods on their way to a use."""

    runs: dict[Run, tuple[list[Place], list[Place]]]
    """Places of a run's tracked inputs, and of the outputs that are compliant with them."""
    lanes: dict[LaneName, Leg]
    stores: dict[StockpileName, Place]
    suppliers: dict[SupplierName, Place]
    mixed: list[Place]
    """Places where compliant goods must balance, because only some there are compliant and at the exclusion's
    disposal."""
    is_divided: bool
    """Whether other exclusions compete for compliant goods."""

    def things(self, kind: str) -> dict[Key, bool]:
        """Suppliers, runs, lanes or stores, and whether all they pass on is compliant and at the exclusion's
        disposal."""
        mixed = set(self.mixed)
        if kind == "suppliers":
            return {(u,): not self.is_divided for u in self.suppliers}
        if kind == "runs":
            return {run: not self.is_divided and mixed.isdisjoint(takes) for run, (takes, _) in self.runs.items()}
        if kind == "lanes":
            return {(a,): start not in mixed for a, (start, _) in self.lanes.items()}
        return {(q,): place not in mixed for q, place in self.stores.items()}


@dataclass(frozen=True)
class Tracer:
    """Follows one exclusion through the chain."""

    chain: OriginChain
    exclusion: Exclusion
    stored: frozenset[Place] = frozenset()
    """Where something compliant lies from the start."""

    @cached_property
    def tracked(self) -> frozenset[CommodityName]:
        """Excluded goods and all products made of them."""
        return self.chain.made_of(self.exclusion.goods)

    def makes(self, run: Run) -> list[Place]:
        """Tracked outputs of a run; compliant if its tracked inputs are."""
        site = self.chain.site[run[0]]
        excluded = self.exclusion.goods if site in self.exclusion.sites else frozenset()
        return [(site, k) for k in sorted((self.chain.makes[run] & self.tracked) - excluded)]

    def takes(self, run: Run) -> list[Place]:
        """Tracked inputs of a run."""
        site = self.chain.site[run[0]]
        return [(site, k) for k in sorted(self.chain.takes[run] & self.tracked)]

    @property
    def suppliers(self) -> dict[SupplierName, Place]:
        """Who sells tracked commodities compliant: not at an excluded site."""
        offers = self.chain.suppliers.items()
        return {u: (i, k) for u, (i, k) in offers if k in self.tracked and i not in self.exclusion.sites}

    @property
    def is_met(self) -> bool:
        """Whether anything of the excluded origins could ever be made or bought."""
        is_made = any(
            self.chain.site[run[0]] in self.exclusion.sites and self.chain.makes[run] & self.exclusion.goods
            for run in self.chain.makes
        )
        sold = any(k in self.tracked and i in self.exclusion.sites for i, k in self.chain.suppliers.values())
        return is_made or sold

    def trace(self, used: Iterable[Place], counted: Iterable[Run], *, is_divided: bool) -> Trace:
        """The part of the chain between compliant sources and uses: places of compliant deliveries, and runs that
        count."""
        ends, last = {(i, k) for i, k in used if k in self.tracked}, set(counted)
        runs = {run: (self.takes(run), makes) for run in self.chain.makes if (makes := self.makes(run))}
        lanes = {a: ((i, k), (j, k)) for a, (i, j, k) in self.chain.lanes.items() if k in self.tracked}
        had = self._had(runs, lanes)
        runs = {run: (takes, makes) for run, (takes, makes) in runs.items() if had.issuperset(takes)}
        lanes = {a: (start, end) for a, (start, end) in lanes.items() if start in had}
        wanted = ends | {place for run, (takes, _) in runs.items() if run in last for place in takes}
        _widen(
            wanted,
            lambda: (place for takes, makes in runs.values() if not wanted.isdisjoint(makes) for place in takes),
            lambda: (start for start, end in lanes.values() if end in wanted),
        )
        passed = had & wanted | ends
        return Trace(
            runs={run: flows for run, flows in runs.items() if run in last or not wanted.isdisjoint(flows[1])},
            lanes={a: leg for a, leg in lanes.items() if leg[1] in wanted},
            stores={q: place for q, place in self.chain.stores.items() if place in had & wanted},
            suppliers={u: place for u, place in self.suppliers.items() if place in wanted},
            mixed=sorted(passed if is_divided else passed & self._noncompliant()),
            is_divided=is_divided,
        )

    def _noncompliant(self) -> set[Place]:
        """Places to which tracked goods can come that are not compliant."""
        chain = self.chain
        sold = {place for u, place in chain.suppliers.items() if u not in self.suppliers}
        stored = {place for q, place in chain.stores.items() if q in chain.opened} | chain.arriving
        outputs = {run: {(chain.site[run[0]], k) for k in chain.makes[run] & self.tracked} for run in chain.makes}
        excluded = {place for run, places in outputs.items() for place in places.difference(self.makes(run))}
        noncompliant = {(i, k) for i, k in sold | stored | excluded if k in self.tracked}
        takes = {run: self.takes(run) for run in outputs}

        def made_of_them() -> Iterator[Place]:
            for run, places in outputs.items():
                if not noncompliant.isdisjoint(takes[run]):
                    yield from places

        _widen(
            noncompliant,
            made_of_them,
            lambda: ((j, k) for i, j, k in chain.lanes.values() if (i, k) in noncompliant),
        )
        return noncompliant

    def _had(self, runs: Mapping[Run, tuple[list[Place], list[Place]]], lanes: Mapping[LaneName, Leg]) -> set[Place]:
        """Places to which compliant goods can come."""
        had = set(self.suppliers.values()) | {place for place in self.stored if place[1] in self.tracked}
        _widen(
            had,
            lambda: (place for takes, makes in runs.values() if had.issuperset(takes) for place in makes),
            lambda: (end for start, end in lanes.values() if start in had),
        )
        return had


def _widen(places: set[Place], *steps: Callable[[], Iterable[Place]]) -> None:
    """Add the places that each step reaches until no new one appears."""
    before = -1
    while len(places) > before:
        before = len(places)
        for step in steps:
            places |= set(step())


@dataclass(frozen=True)
class Traces:
    """All traces by exclusion, and how they share goods.

    A *ledger* prevents double counting: exclusions of one ledger divide goods between them. Goods set aside for a
    stricter exclusion may serve a looser one of its ledger."""

    of: Mapping[str, Trace]
    ledger: Mapping[str, str]
    """Ledger by exclusion."""
    looser: Mapping[str, list[str]]
    nodes: Mapping[str, list[Node]]
    """Nodes of the scenario tree by exclusion; the same within a ledger."""

    @cached_property
    def places(self) -> list[tuple[str, SiteName, CommodityName]]:
        """(exclusion, site, commodity) where compliant goods must balance."""
        return [(o, *place) for o, trace in self.of.items() for place in trace.mixed]

    @cached_property
    def spared(self) -> list[tuple[str, str, SiteName, CommodityName]]:
        """(exclusion, looser exclusion, site, commodity)"""
        places = set(self.places)
        return [(o, other, i, k) for o, i, k in self.places for other in self.looser[o] if (other, i, k) in places]

    def at_nodes(self, keys: Iterable[Key]) -> list[Key]:
        """Keys with every node of their exclusion."""
        return [(*key, n) for key in keys for n in self.nodes[key[0]]]

    def by_place(
        self, things: Callable[[Trace], Iterable[tuple[Place, Any]]]
    ) -> dict[tuple[str, SiteName, CommodityName], list[Any]]:
        """Things at each place of each exclusion."""
        pairs = (((o, *place), thing) for o, trace in self.of.items() for place, thing in things(trace))
        return grouped(self.places, pairs)

    def compliance(self, kind: str) -> dict[Key, bool]:
        """By exclusion and thing of a kind, whether all of it is compliant."""
        return flat({o: trace.things(kind) for o, trace in self.of.items()})

    def by_ledger(self, kind: str) -> dict[Key, list[str]]:
        """By ledger and thing, where not all of it is compliant, the exclusions that divide it."""
        labels: dict[Key, list[str]] = {}
        for (o, *thing), all_compliant in self.compliance(kind).items():
            if not all_compliant:
                labels.setdefault((self.ledger[o], *thing), []).append(o)
        return labels

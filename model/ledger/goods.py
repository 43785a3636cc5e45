"""Goods that parties give to their places and take from them, by place and node [units per year]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from model.families.instance import Instance
from model.families.routes.algebra import Routes
from model.families.stockpiles.algebra import Stockpiles
from model.ledger.parties import Account, Parties, buyers, stockholders
from model.scenario.build_context import Place
from model.solver.arrays import Array

if TYPE_CHECKING:
    import pandas as pd

SOLD, BOUGHT, GOODS, STOCK = "goods sold", "goods bought", "goods", "stock"
"""Lines of accounts: what a plant sells and buys at its place, the buyers' goods less those they send on, and stock
drawn down less stock built up."""


@dataclass(frozen=True)
class Movements:
    """Quantities of one kind: who gives them to their place, positive, or takes them from it, negative."""

    kind: str
    account: Sequence[Account]
    """By line; so are the rest."""
    place: Array
    node: Array
    quantity: Array


class Goods:
    """All movements of goods of a plan. Places and nodes are numbered."""

    def __init__(self, parties: Parties, instance: Instance, frames: Mapping[str, pd.DataFrame]) -> None:
        self.parties, self.instance, self.frames = parties, instance, frames
        self.places: dict[Any, int] = {place: at for at, place in enumerate(instance.places)}
        self.nodes: dict[Any, int] = {node: at for at, node in enumerate(instance.tree.nodes)}
        self.country = parties.directory.country_of
        self.shipped = self._shipped()
        """Amount sent by lane in use and node."""
        self.movements = list(self._all())

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.places), len(self.nodes)

    def sums(self, *kinds: str) -> Array:
        """Sum of movements of some kinds, or of all, by place and node."""
        sums_by_place = np.zeros(self.shape)
        for movement in self.movements:
            if not kinds or movement.kind in kinds:
                np.add.at(sums_by_place, (movement.place, movement.node), movement.quantity)
        return sums_by_place

    @property
    def is_traded(self) -> Array:
        """Where and when any goods move."""
        traded = np.zeros(self.shape, dtype=bool)
        for movement in self.movements:
            traded[movement.place, movement.node] |= movement.quantity != 0
        return traded

    def _all(self) -> Iterator[Movements]:
        yield from self._converted()
        yield from self._built_in()
        for name, measure, sign in (
            ("purchases", "bought", 1.0),
            ("sales", "sold", -1.0),
            ("disposal", "disposed", -1.0),
            ("stranded", "stranded", -1.0),
        ):
            yield from self._at_place(name, measure, sign)
        yield from self._at_place("deliveries", "delivered", -1.0, site="market")
        yield from self._sent()
        yield from self._arrived()
        yield from self._stored()

    def _rows(self, name: str, *columns: str) -> list[list[Any]]:
        """Columns of a frame; empty if there is none."""
        frame = self.frames.get(name)
        return [[] if frame is None else frame[column].tolist() for column in columns]

    def _moved(
        self, kind: str, accounts: Sequence[Account], places: Sequence[Place], nodes: Sequence[str], quantity: Any
    ) -> Movements:
        place = np.array([self.places[place] for place in places], dtype=int)
        node = np.array([self.nodes[node] for node in nodes], dtype=int)
        return Movements(kind, accounts, place, node, np.asarray(quantity, dtype=float))

    def _converted(self) -> Iterator[Movements]:
        names = ("plant", "site", "commodity", "node", "made", "taken")
        plants, sites, commodities, nodes, rows_converted, taken = self._rows("conversion", *names)
        places = list(zip(sites, commodities, strict=True))
        for kind, line, amounts in (("made", SOLD, np.array(rows_converted)), ("taken", BOUGHT, -np.array(taken))):
            account = {plant: self.parties.sponsor(plant, line) for plant in set(plants)}
            yield self._moved(kind, [account[plant] for plant in plants], places, nodes, amounts)

    def _built_in(self) -> Iterator[Movements]:
        """Construction goods are bought by the sponsor of the plant."""
        names = ("plant", "site", "commodity", "node", "taken")
        plants, sites, commodities, nodes, taken = self._rows("construction goods", *names)
        accounts = [self.parties.sponsor(plant, BOUGHT) for plant in plants]
        yield self._moved("built in", accounts, list(zip(sites, commodities, strict=True)), nodes, -np.array(taken))

    def _at_place(self, name: str, measure: str, sign: float, site: str = "site") -> Iterator[Movements]:
        """Movements of the buyers of a place."""
        sites, commodities, nodes, amounts = self._rows(name, site, "commodity", "node", measure)
        account = {site: buyers(self.country[site], GOODS) for site in set(sites)}
        places = list(zip(sites, commodities, strict=True))
        yield self._moved(measure, [account[site] for site in sites], places, nodes, sign * np.array(amounts))

    def _shipped(self) -> dict[Any, Array]:
        lanes, nodes, amounts = self._rows("flows", "lane", "node", "shipped")
        shipped: dict[Any, Array] = {}
        for lane, node, amount in zip(lanes, nodes, amounts, strict=True):
            shipped.setdefault(lane, np.zeros(len(self.nodes)))[self.nodes[node]] += amount
        return shipped

    def _sent(self) -> Iterator[Movements]:
        """Buyers of the destination take goods from the origin when they are sent."""
        for lane, sent in self.shipped.items():
            origin, destination, commodity = self._lanes[lane]
            yield self._of_place("sent", buyers(self.country[destination], GOODS), (origin, commodity), -sent)

    def _of_place(self, kind: str, account: Account, place: Any, quantity: Array) -> Movements:
        node = np.flatnonzero(quantity)
        return Movements(kind, [account] * len(node), np.full(len(node), self.places[place]), node, quantity[node])

    @property
    def _lanes(self) -> Mapping[Any, Any]:
        return self.instance.part(Routes).lanes if "routes" in self.instance.parts else {}

    def _arrived(self) -> Iterator[Movements]:
        """And give them to their place on arrival, as goods that were in transit before the first year."""
        if "routes" not in self.instance.parts:
            return
        data = self.instance.part(Routes)
        comes = {step: self._sources(data, step) for step in {step for _, step in data.arriving}}
        arrivals: dict[Place, Array] = {}
        for (lane, step), share in data.arriving.items():
            if (sent := self.shipped.get(lane)) is not None:
                _, destination, commodity = data.lanes[lane]
                arrived = arrivals.setdefault((destination, commodity), np.zeros(len(self.nodes)))
                at, sources, rates = comes[step]
                np.add.at(arrived, at, share * rates * sent[sources])
        for place in dict.fromkeys(place[:2] for place in data.before):
            arrived = arrivals.setdefault(place, np.zeros(len(self.nodes)))
            arrived += [data.before.get((*place, node), 0.0) for node in self.nodes]
        for place, arrived in arrivals.items():
            yield self._of_place("arrived", buyers(self.country[place[0]], GOODS), place, arrived)

    def _sources(self, data: Routes, step: int) -> tuple[Array, Array, Array]:
        """Positions of nodes and of the nodes whose shipments come there after some steps, and the rates that come."""
        comes = [(node, of, rate) for node in self.nodes for of, rate in data.sources[step, node].items()]
        at, sources = (np.array([self.nodes[item[side]] for item in comes], dtype=int) for side in (0, 1))
        return at, sources, np.array([rate for _, _, rate in comes])

    @cached_property
    def years(self) -> Array:
        """Years of each node."""
        return np.array([self.instance.calendar.length(t) for t in self.instance.tree.period.values()], dtype=float)

    def _stored(self) -> Iterator[Movements]:
        """Stockholders give what they draw down."""
        if "stockpiles" not in self.instance.parts:
            return
        data, stock = self.instance.part(Stockpiles), dict[Any, Array]()
        for store, node, amount in zip(*self._rows("stock", "stockpile", "node", "stock"), strict=True):
            stock.setdefault(store, np.zeros(len(self.nodes)))[self.nodes[node]] = amount
        tree = self.instance.tree
        parts = [(self.nodes[n], self.nodes[e], part) for n in self.nodes for e, part in tree.before(n).items()]
        at, earlier = (np.array([pair[side] for pair in parts], dtype=int) for side in (0, 1))
        part = np.array([part for *_, part in parts])
        opening = np.array([tree.opening(tree.before(n)) for n in self.nodes])
        for store, amounts in stock.items():
            before = np.bincount(at, part * amounts[earlier], len(amounts)) + opening * data.opening.get(store, 0.0)
            drawn, place = (before - amounts) / self.years, data.stores[store]
            yield self._of_place("drawn", stockholders(self.country[place[0]], STOCK), place, drawn)

"""Prices at which parties trade goods with each other: the first rule that applies, by place and node.

A price of a place holds for all who give goods to it or take them. It shares out money between parties and changes no
sum: their total is the plan's cost at any prices.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import Any, Literal

import numpy as np

from model.errors import InputError
from model.families.contracts.rows import Contract
from model.families.public_money.rows import PRICE_FLOOR
from model.families.routes.algebra import Routes
from model.families.supply.terms import Supply
from model.ledger.goods import Goods
from model.scenario.build_context import MONEY, Ends, Place
from model.sheets.columns import ByYear
from model.sheets.common import Commodity
from model.sheets.names import LaneName, Names
from model.sheets.tables import Tables
from model.solver.arrays import Array
from model.tolerances import FLOAT

UNKNOWN = "not known"
DISPOSAL, OUTLET, MARKET, PAID = "disposal cost", "outlet", "market price", "cost paid"
IMPORT, EXPORT, REFERENCE, DUAL, GIVEN = "import parity", "export parity", "reference value", "dual", "given"
RULES = (UNKNOWN, DISPOSAL, OUTLET, MARKET, PAID, IMPORT, EXPORT, REFERENCE, DUAL, GIVEN)
"""Origins of a price, in the order in which they apply; without any it counts as 0."""


@dataclass(frozen=True)
class Leg:
    """A lane's cost by node [amount per unit sent], and the share of shipments that arrives."""

    ends: Ends
    cost: Array
    arrives: float
    is_open: Array

    def landed(self, price: Array) -> Array:
        """Price where it ends of goods that cost this where it begins; infinite while it is closed."""
        return np.where(self.is_open, (price + self.cost) / self.arrives, np.inf)

    def netback(self, price: Array) -> Array:
        """Price where it begins of goods that sell for this where it ends; minus infinity while it is closed."""
        return np.where(self.is_open, price * self.arrives - self.cost, -np.inf)


class TransferPrices:
    """Price of each place at each node [amount per unit], and the rule that it is from."""

    def __init__(self, tables: Tables, goods: Goods) -> None:
        self.tables, self.goods, self.instance = tables, goods, goods.instance
        self._scale = MONEY[tables.settings.amounts]
        self.value = np.full(goods.shape, np.nan)
        self.rule = np.zeros(goods.shape, dtype=int)
        self._apply()
        self.value[np.isnan(self.value)] = 0.0

    def _apply(self) -> None:
        supply = self._supply
        self._take(
            DISPOSAL, self._of_commodity(lambda k: -supply.disposal_cost.get(k, np.nan)), self._moves("disposed")
        )
        if sold := list(self._sold()):
            self._average(OUTLET, sold)
        self._take(MARKET, self._by_year(lambda row: row.market_price))
        brought = (self._moves("bought") | self._moves("arrived")) & ~self._moves("made")
        brought &= self.goods.sums("drawn") <= 0
        self._parities(~brought)
        self._landed(brought)
        self._parities(brought)

    def replace(self, prices_given: Mapping[tuple[str, str, str], float], basis: str) -> None:
        """Adopt prices that are known otherwise [currency per unit]. Raises InputError for a place or node that the
        plan does not have, and for a price that is no finite number."""
        places, nodes = self.goods.places, self.goods.nodes
        for key, price in prices_given.items():
            if not isinstance(price, Real) or not math.isfinite(price):
                raise InputError(f"The price of {key} is {price!r}: give a finite number.")
            try:
                site, commodity, node = key
                at = places[site, commodity], nodes[node]
            except (KeyError, ValueError):
                there = [str((*place, node)) for place in places for node in nodes]
                near = Names(there).meant(str(key)) or there[0]
                text = f"The plan has no price of {key}: give site, commodity and node, such as {near}."
                raise InputError(text) from None
            self.value[at], self.rule[at] = float(price) / self._scale, RULES.index(basis)

    def _take(self, rule: str, price: Array, where: Any = True) -> None:
        """Adopt a price for places without one."""
        new = np.isnan(self.value) & np.isfinite(price) & where
        self.value[new] = np.broadcast_to(price, self.value.shape)[new]
        self.rule[new] = RULES.index(rule)

    def _moves(self, kind: str) -> Array:
        moves: Array = self.goods.sums(kind) != 0
        return moves

    @cached_property
    def _supply(self) -> Supply:
        return self.instance.part(Supply)

    def _of_commodity(self, price: Callable[[Any], float]) -> Array:
        return np.array([[price(k)] for _, k in self.goods.places], dtype=float).reshape(-1, 1)

    def _by_year(self, of: Callable[[Commodity], ByYear | None]) -> Array:
        """Prices of commodities, by place and node."""
        calendar = self.instance.calendar
        by_year = np.full(self.goods.shape, np.nan)
        for row in self.tables[Commodity]:
            if (price := of(row)) is not None:
                at = [number for (_, k), number in self.goods.places.items() if k == row.commodity]
                by_year[at] = [calendar.mean(price, t) / self._scale for t in self.instance.tree.period.values()]
        return by_year

    # ------------------------------------------------------------------------------- averages of what is paid

    def _average(self, rule: str, paid: Iterable[tuple[Place, Array, Array]]) -> None:
        """Money by quantity of several (place, money, quantity)."""
        money, amount = np.zeros(self.goods.shape), np.zeros(self.goods.shape)
        for place, sum_paid, quantity in paid:
            money[self.goods.places[place]] += sum_paid
            amount[self.goods.places[place]] += quantity
        with np.errstate(invalid="ignore", divide="ignore"):
            self._take(rule, money / amount, amount > FLOAT)

    def _at_nodes(self, prices: Mapping[Any, float], name: str) -> Array:
        return np.array([prices.get((name, node), np.nan) for node in self.goods.nodes])

    def _series(
        self, frame: str, name: str, measure: str, only: Callable[[Any], bool] | None = None
    ) -> dict[Any, Array]:
        """A measure of a frame by name, at every node."""
        table, frame_and_sums = self.goods.frames.get(frame), dict[Any, Array]()
        if table is not None and len(table):
            table = table if only is None else table[[only(row) for row in table.to_dict("records")]]
            for key, node, amount in zip(table[name], table["node"], table[measure], strict=True):
                frame_and_sums.setdefault(key, np.zeros(len(self.goods.nodes)))[self.goods.nodes[node]] += amount
        return frame_and_sums

    def _sold(self) -> Iterator[tuple[Place, Array, Array]]:
        """Payments and quantities of outlets, price floors included."""
        years = self.goods.years
        floors = self._series("public money", "recipient", "paid", lambda row: row["kind"] == PRICE_FLOOR)
        for outlet, sold in self._series("sales", "outlet", "sold").items():
            money = self._at_nodes(self._supply.sale_price, outlet) * sold + floors.get(outlet, 0.0) / years
            yield self._supply.outlets[outlet], money, sold

    def _bought(self) -> Iterator[tuple[Place, Array, Array]]:
        """Payments to suppliers and their deliveries, by contract or not."""
        years, supplier = self.goods.years, self._supplier_of
        more = self._series("costs", "owner", "amount", lambda row: row["cost"] == "contract prices")
        for name, bought in self._series("purchases", "supplier", "bought").items():
            money = self._at_nodes(self._supply.price, name) * bought
            for contract, amount in more.items():
                money = money + (amount / years if supplier[contract] == name else 0.0)
            yield self._supply.suppliers[name], money, bought

    @cached_property
    def _supplier_of(self) -> dict[Any, str]:
        """Supplier of each contract."""
        return {row.contract: row.supplier for row in self.tables[Contract]}

    def _landed(self, where: Array) -> None:
        """Mean cost of purchases and of arrivals of shipments of the node, if nothing else comes in. Places are priced
        once all their origins are."""
        money, amount = np.zeros(self.goods.shape), np.zeros(self.goods.shape)
        for place, paid, bought in self._bought():
            money[self.goods.places[place]] += paid
            amount[self.goods.places[place]] += bought
        lanes = [lane for lane in self._lanes if lane.ends[0] != lane.ends[1]]
        used = [
            (lane, self.goods.shipped[name]) for name, lane in self._named_lanes.items() if name in self.goods.shipped
        ]
        for _ in range(len(lanes) + 1):
            spent, waits = money.copy(), np.zeros(self.goods.shape, dtype=bool)
            arrived = amount.copy()
            for lane, sent in used:
                origin, destination, commodity = lane.ends
                at, price = self.goods.places[destination, commodity], self.value[self.goods.places[origin, commodity]]
                waits[at] |= (sent > 0) & np.isnan(price)
                spent[at] += np.where(sent > 0, sent * (price + lane.cost), 0.0)
                arrived[at] += sent * lane.arrives
            with np.errstate(invalid="ignore", divide="ignore"):
                ready = where & ~waits & (arrived > FLOAT) & np.isnan(self.value)
                if not ready.any():
                    return
                self._take(PAID, spent / arrived, ready)

    # ------------------------------------------------------------------------------- parities

    def _parities(self, where: Array) -> None:
        self._take(IMPORT, self._imports, where)
        self._take(EXPORT, self._exports, where)
        self._take(REFERENCE, self._references, where)

    @cached_property
    def _references(self) -> Array:
        value = {
            row.commodity: row.reference_value / self._scale for row in self.tables[Commodity] if row.reference_value
        }
        return self._of_commodity(lambda k: value.get(k, np.nan))

    @cached_property
    def _imports(self) -> Array:
        """Least price of an open supplier, landed; not finite without any."""
        supply, table_and_prices = self._supply, np.full(self.goods.shape, np.inf)
        for name, place in supply.suppliers.items():
            price = self._open(self._at_nodes(supply.price, name), supply.limit, name, np.inf)
            self._least(table_and_prices, place, price)
            for lane in self._from.get(place, ()):
                self._least(table_and_prices, (lane.ends[1], lane.ends[2]), lane.landed(price))
        return table_and_prices

    @cached_property
    def _exports(self) -> Array:
        """Greatest netback from an open outlet; not finite without any."""
        supply, table_and_prices = self._supply, np.full(self.goods.shape, np.inf)
        for name, place in supply.outlets.items():
            price = self._open(self._at_nodes(supply.sale_price, name), supply.sale_limit, name, -np.inf)
            self._least(table_and_prices, place, -price)
            for lane in self._to.get(place, ()):
                self._least(table_and_prices, (lane.ends[0], lane.ends[2]), -lane.netback(price))
        return -table_and_prices

    def _least(self, least: Array, place: Place, price: Array) -> None:
        at = self.goods.places[place]
        least[at] = np.minimum(least[at], price)

    def _open(self, price: Array, limit: Mapping[Any, float], name: str, closed: float) -> Array:
        """The price while a trader is open."""
        return np.where([limit.get((name, node), 1.0) > 0 for node in self.goods.nodes], price, closed)

    @cached_property
    def _named_lanes(self) -> dict[LaneName, Leg]:
        """Lanes in use, and those from suppliers or to outlets."""
        if "routes" not in self.instance.parts:
            return {}
        data, times = self.instance.part(Routes), list(self.instance.tree.period.values())
        first = {t: at for at, t in enumerate(dict.fromkeys(times))}
        at = [first[t] for t in times]
        arrives: dict[str, float] = defaultdict(float)
        for (name, _), share in data.arriving.items():
            arrives[name] += share
        traded = {*self._supply.suppliers.values()}, {*self._supply.outlets.values()}
        lanes = {}
        for name, ends in data.lanes.items():
            origin, destination, commodity = ends
            if (
                name not in self.goods.shipped
                and (origin, commodity) not in traded[0]
                and (destination, commodity) not in traded[1]
            ):
                continue
            cost = np.array([data.freight[name, t] + data.tariff[name, t] for t in first])[at]
            lanes[name] = Leg(ends, cost, max(arrives[name], FLOAT), self._is_open(name))
        return lanes

    @cached_property
    def _lanes(self) -> list[Leg]:
        return list(self._named_lanes.values())

    def _is_open(self, lane: LaneName) -> Array:
        return self._stops.get(lane, np.ones(len(self.goods.nodes), dtype=bool))

    @cached_property
    def _stops(self) -> dict[LaneName, Array]:
        """Nodes at which each lane is open, of those that some family closes."""
        lanes: dict[LaneName, Array] = {}
        for part in self.instance.parts.values():
            for lane, node in getattr(part, "lanes_closed", ()):
                is_open = lanes.setdefault(lane, np.ones(len(self.goods.nodes), dtype=bool))
                is_open[self.goods.nodes[node]] = False
        return lanes

    @cached_property
    def _from(self) -> dict[Place, list[Leg]]:
        return self._grouped(0)

    @cached_property
    def _to(self) -> dict[Place, list[Leg]]:
        return self._grouped(1)

    def _grouped(self, end: Literal[0, 1]) -> dict[Any, list[Leg]]:
        groups: dict[Any, list[Leg]] = defaultdict(list)
        for lane in self._lanes:
            groups[lane.ends[end], lane.ends[2]].append(lane)
        return groups

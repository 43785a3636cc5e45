"""Transfer prices by their rules, from the sheets and the plan's quantities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from model.audit.check import Tally
from model.audit.costs import expenses
from model.audit.horizon import Array
from model.audit.ledger import Ledger, figures
from model.audit.routes import Lane, Routing, freight
from model.results.plan import Check
from model.sheets.common import Supplier
from model.system.memoise import remembered

NAMES = ("site", "commodity", "node", "basis")

At = tuple[str, str]
"""(site, commodity)"""

GIVEN = ("dual", "given")
"""Prices that come from elsewhere."""


def transfer_prices(ledger: Ledger) -> Check:
    """Every transfer price follows from its rule [currency per unit]."""
    tally, at = Tally("transfer prices"), ledger.horizon.at
    told: dict[tuple[str, At], tuple[list[int], list[float]]] = {}
    for (site, commodity, node, basis), price in figures(ledger.plan, "transfer prices", NAMES, "price").items():
        if node in at and basis not in GIVEN:
            nodes, prices = told.setdefault((basis, (site, commodity)), ([], []))
            nodes.append(at[node])
            prices.append(price)
    for (basis, place), (nodes, prices) in told.items():
        where = np.array(nodes)
        rule = RULES.get(basis)
        tally.require(rule is not None, f"{place[0]}, {place[1]}", f"there is no rule {basis!r}")
        if rule is not None:
            expected = rule(ledger, place)[where]
            names = list(at)

            def said(each: int, place: At = place, where: Array = where, names: list[str] = names) -> str:
                return f"{place[0]}, {place[1]}, {names[where[each]]}"

            tally.equal(np.array(prices), expected, said, np.abs(expected))
    return tally.check()


def _everywhere(ledger: Ledger, value: float) -> Array:
    return np.full(len(ledger.horizon.at), value)


def _reference(ledger: Ledger, place: At) -> Array:
    return _everywhere(ledger, ledger.rows.commodities[place[1]].reference_value)


def _market(ledger: Ledger, place: At) -> Array:
    price = ledger.rows.commodities[place[1]].market_price
    return _everywhere(ledger, np.nan) if price is None else ledger.horizon.means(price)


def _disposal(ledger: Ledger, place: At) -> Array:
    cost = ledger.rows.commodities[place[1]].disposal_cost
    disposed = ledger.at_nodes("disposed", *place)
    return np.where(disposed > 0, -(np.nan if cost is None else cost), np.nan)


def _outlet(ledger: Ledger, place: At) -> Array:
    """Mean received from outlets, price floors included."""
    names = {name for name, row in ledger.rows.outlets.items() if (row.site, row.commodity) == place}
    sold = sum((ledger.at_nodes("sold", name) for name in names), _everywhere(ledger, 0.0))
    received = _everywhere(ledger, 0.0)
    for cost, item in _spent(ledger):
        if (cost == "sales" and item in names) or (cost == "price floors" and item.split(" · ")[-1] in names):
            received = received - _spent(ledger)[cost, item]
    return _ratio(received, sold)


@remembered
def _spent(ledger: Ledger) -> dict[tuple[str, str], Array]:
    """Money of trade by cost and item, at each node [currency per year]."""
    found: dict[tuple[str, str], Array] = {}
    for each in expenses(ledger).items:
        is_known = not isinstance(each.node, str) or each.node in ledger.horizon.at
        if is_known and each.cost in ("sales", "price floors", "purchases", "contract prices"):
            nodes = ledger.horizon.at[each.node] if isinstance(each.node, str) else each.node
            amounts = found.setdefault((each.cost, each.item), _everywhere(ledger, 0.0))
            np.add.at(amounts, nodes, np.asarray(each.amount) * ledger.money / ledger.horizon.years)
    return found


def _ratio(money: Array, quantity: Array) -> Array:
    found: Array = np.divide(money, quantity, out=np.full(len(money), np.nan), where=quantity > 0)
    return found


@remembered
def _routing(ledger: Ledger) -> Routing:
    return Routing(ledger)


@remembered
def _cost(ledger: Ledger, lane: Lane) -> tuple[Array, Array] | None:
    """Cost by unit sent [currency], infinite while exports are stopped, and the share that arrives; None without a
    route."""
    route = _routing(ledger).route(lane)
    if route is None or lane[0] == lane[1]:
        return None
    value = ledger.rows.commodities[lane[2]].reference_value
    cost = freight(ledger, lane, route) + ledger.horizon.means(route.tariff) * value
    closed = [
        any(left <= 0 and ledger.effects.is_export(stop, *lane) for stop, left in ledger.effects.stops(node).items())
        for node in ledger.horizon.at
    ]
    return np.where(closed, np.inf, cost), _everywhere(ledger, 1.0 - route.loss)


def _imported(ledger: Ledger, place: At) -> Array:
    """The least that a supplier with anything to sell asks for, delivered."""
    found = _everywhere(ledger, np.inf)
    for row in ledger.rows.suppliers.values():
        if row.commodity == place[1]:
            price = np.where(_sells(ledger, row), ledger.horizon.means(row.price) * ledger.effects.price(row), np.inf)
            if row.site == place[0]:
                found = np.minimum(found, price)
            elif (way := _cost(ledger, (row.site, *place))) is not None:
                found = np.minimum(found, (price + way[0]) / way[1])
    return found


def _sells(ledger: Ledger, row: Supplier) -> Array:
    left = ledger.effects.capacity_of_supplier(row)
    is_open: Array = (left if row.limit is None else ledger.horizon.means(row.limit) * left) > 0
    return is_open


def _exported(ledger: Ledger, place: At) -> Array:
    """The most that an outlet with room pays, less the way to it."""
    found = _everywhere(ledger, -np.inf)
    for row in ledger.rows.outlets.values():
        if row.commodity == place[1]:
            left = ledger.effects.sales(row)
            is_open = left > 0 if row.limit is None else ledger.horizon.means(row.limit) * left > 0
            price = np.where(is_open, ledger.horizon.means(row.price) * ledger.effects.price(row), -np.inf)
            if row.site == place[0]:
                found = np.maximum(found, price)
            elif (way := _cost(ledger, (place[0], row.site, place[1]))) is not None:
                found = np.maximum(found, price * way[1] - way[0])
    return found


def _paid(ledger: Ledger, place: At) -> Array:
    """Mean landed cost of purchases there, contracts included, and of arrivals."""
    spent, received = _everywhere(ledger, 0.0), _everywhere(ledger, 0.0)
    names = {name for name, row in ledger.rows.suppliers.items() if (row.site, row.commodity) == place}
    of = {row.contract for row in ledger.rows.contracts.values() if row.supplier in names}
    for (cost, item), money in _spent(ledger).items():
        if (cost == "purchases" and item in names) or (cost == "contract prices" and item in of):
            spent += money
    received += sum((ledger.at_nodes("bought", name) for name in names), _everywhere(ledger, 0.0))
    for lane in _lanes_to(ledger).get(place, ()):
        sent, way = ledger.at_nodes("shipped", *lane), _cost(ledger, lane)
        if way is not None:
            price = _told(ledger).get((lane[0], lane[2]), _everywhere(ledger, 0.0))
            spent += np.where(sent > 0, sent * (price + np.where(np.isfinite(way[0]), way[0], 0.0)), 0.0)
            received += sent * way[1]
    return _ratio(spent, received)


@remembered
def _lanes_to(ledger: Ledger) -> dict[At, list[Lane]]:
    found: dict[At, list[Lane]] = {}
    for origin, destination, commodity in ledger.series("shipped"):
        found.setdefault((destination, commodity), []).append((origin, destination, commodity))
    return found


@remembered
def _told(ledger: Ledger) -> dict[At, Array]:
    """The plan's own prices, for those that depend on others."""
    return dict(_series(ledger))


def _series(ledger: Ledger) -> Iterator[tuple[At, Array]]:
    found: dict[At, Array] = {}
    for (site, commodity, node), price in figures(ledger.plan, "transfer prices", NAMES[:3], "price").items():
        if node in ledger.horizon.at:
            prices = found.setdefault((site, commodity), _everywhere(ledger, 0.0))
            prices[ledger.horizon.at[node]] = price
    yield from found.items()


RULES: Mapping[str, Callable[[Ledger, At], Array]] = {
    "not known": lambda ledger, place: _everywhere(ledger, 0.0),
    "disposal cost": _disposal, "outlet": _outlet, "market price": _market, "cost paid": _paid,
    "import parity": _imported, "export parity": _exported, "reference value": _reference,
}  # fmt: skip

AUDITS = {"transfer prices": (transfer_prices,)}

__all__ = ["transfer_prices"]

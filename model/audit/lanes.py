"""Shipments: routes and their freight, and the flows of lanes that limits count."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from model.audit.costs import Expense, sized
from model.audit.effects import Stop
from model.audit.horizon import Array
from model.audit.ledger import Ledger, Place
from model.audit.tally import Tally
from model.families.routes.rows import Route
from model.results.plan import AuditLine
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import Limit
from model.sheets.schema import ANY
from model.system.declared import declared

# ----------------------------------------------------------------------------------------------------------------------
# Routes: which one a lane uses, whether shipments follow routes, and cost of freight and tariffs.


DAYS = 365
"""In a year."""
EARTH = 6371.0
"""Mean radius of the earth [km]."""

Lane = tuple[str, str, str]
"""(origin, destination, commodity)"""


class Routing:
    """Finds the row of the sheet Routes that holds for a lane."""

    def __init__(self, ledger: Ledger) -> None:
        self._books = ledger
        self._supplied_places, self._used = set(_supplied_places(ledger)), set(_used(ledger))
        self._known: dict[Lane, int | None] = {}
        self._between: dict[tuple[str, str], list[int]] = {}
        for number, route in enumerate(ledger.rows.routes):
            self._between.setdefault((route.origin, route.destination), []).append(number)
        self._onward: dict[str, dict[str, set[str]]] = {}
        """By commodity and site, the sites to which it can be sent on; only those requested so far."""
        self._names: dict[str, list[str]] = {}
        """By site, the names in routes that stand for it."""
        for name in dict.fromkeys(name for ends in self._between for name in ends):
            for site in ledger.directory.sites(name):
                self._names.setdefault(site, []).append(name)

    def row_number(self, lane: Lane) -> int | None:
        """Position of the most specific route that fits, the first of equals; None if there is none."""
        if lane not in self._known:
            routes = self._books.rows.routes
            fitting = [(self._rank(routes[q]), -q) for q in self._candidates(lane) if self._fits(routes[q], lane)]
            self._known[lane] = -max(fitting)[1] if fitting else None
        return self._known[lane]

    def _candidates(self, lane: Lane) -> Iterator[int]:
        """Routes from the lane's origin to its destination."""
        for origin in self._names.get(lane[0], ()):
            for destination in self._names.get(lane[1], ()):
                yield from self._between.get((origin, destination), ())

    def route(self, lane: Lane) -> Route | None:
        """The route of a lane, None if there is none."""
        number = self.row_number(lane)
        return None if number is None else self._books.rows.routes[number]

    def delay(self, lane: Lane) -> float:
        """Transit time in years; 0 on lanes from which goods can return, as they might circulate for ever."""
        route = self.route(lane)
        return 0.0 if route is None or not route.transit or self._comes_back(lane) else route.transit / DAYS

    def _comes_back(self, lane: Lane) -> bool:
        """Whether arrivals can be sent on until they return to the origin."""
        origin, destination, commodity = lane
        if commodity not in self._onward:
            self._onward[commodity] = self._lanes_of(commodity)
        seen, waiting = {destination}, [destination]
        for site in waiting:
            new = self._onward[commodity].get(site, set()) - seen
            seen |= new
            waiting += sorted(new)
        return origin in seen

    def lanes(self, commodity: str) -> list[Lane]:
        """All lanes on which a commodity could be sent."""
        lanes_found = self._lanes_of(commodity, has_first_legs=True)
        return [(origin, destination, commodity) for origin, pair in lanes_found.items() for destination in pair]

    def _lanes_of(self, commodity: str, *, has_first_legs: bool = False) -> dict[str, set[str]]:
        """By site, the destinations of a commodity: from where it is made to where it is used, or on, by routes between
        two sites that begin where it is available and end where it is of use. Without ``has_first_legs`` rules lead
        only from where it can arrive."""
        makers = {site for site, pair in self._supplied_places if pair == commodity}
        used = {site for site, pair in self._used if pair == commodity}
        sites, directory = self._books.rows.sites, self._books.directory
        named = {
            (route.origin, route.destination)
            for route in self._books.rows.routes
            if route.origin in sites and route.destination in sites
            if commodity in directory.commodities(route.commodity)
        }
        sends, takes = _spread(makers, named), _spread(used, {(b, a) for a, b in named})
        legs: dict[str, set[str]] = {}
        for a, b in named:
            if a in sends and b in takes:
                legs.setdefault(a, set()).add(b)
        for a in makers if has_first_legs else makers & (used | {b for _, b in named}):
            legs.setdefault(a, set()).update(b for b in used if b != a and self.route((a, b, commodity)) is not None)
        return legs

    def _fits(self, route: Route, lane: Lane) -> bool:
        """A route between two sites passes anything on; a rule leads from producers to users."""
        origin, destination, commodity = lane
        directory, sites = self._books.directory, self._books.rows.sites
        if commodity not in directory.commodities(route.commodity):
            return False
        if origin not in directory.sites(route.origin) or destination not in directory.sites(route.destination):
            return False
        if route.origin in sites and route.destination in sites:
            return True
        return (origin, commodity) in self._supplied_places and (destination, commodity) in self._used

    def _rank(self, route: Route) -> int:
        goods = self._books.directory.commodities(route.commodity)
        one = 2 if goods == frozenset({route.commodity}) else 0 if route.commodity == ANY else 1
        return self._place_rank(route.origin) + self._place_rank(route.destination) + one

    def _place_rank(self, place: str) -> int:
        if place in self._books.rows.sites:
            return 3
        if place in self._books.directory.country_of.values():
            return 2
        return 0 if place == ANY else 1


def _spread(start: set[str], links: set[tuple[str, str]]) -> set[str]:
    """All that links lead to from some sites, themselves among them."""
    reached = set(start)
    while new := {b for a, b in links if a in reached} - reached:
        reached |= new
    return reached


def _supplied_places(ledger: Ledger) -> Iterator[Place]:
    """Places where anything is bought, made or stored."""
    rows = ledger.rows
    yield from ((row.site, row.commodity) for row in rows.suppliers.values())
    yield from ((row.site, row.commodity) for row in rows.stores.values())
    for plant, recipe in rows.operations:
        for line in rows.recipes.get(recipe, ()):
            if line.quantity > 0:
                yield rows.plants[plant].site, line.commodity


def _used(ledger: Ledger) -> Iterator[Place]:
    """Places where anything is sold, used, built in, stored or delivered."""
    rows = ledger.rows
    for used in declared("model.audit", "PLACES_OF_USE", "audit"):
        yield from used(ledger)
    yield from ((row.site, row.commodity) for row in rows.outlets.values())
    yield from ((row.site, row.commodity) for row in rows.stores.values())
    yield from rows.demands
    yield from ((market, commodity) for market, _, commodity in rows.substitutes)
    for plant, recipe in rows.operations:
        for line in rows.recipes.get(recipe, ()):
            if line.quantity < 0:
                yield rows.plants[plant].site, line.commodity


def freight(ledger: Ledger, lane: Lane, route: Route) -> Array:
    """Freight by unit sent at each node [currency]."""
    by_unit = ledger.horizon.means(route.freight)
    if not route.freight_by_distance:
        return by_unit
    return by_unit + route.freight_by_distance * distance(ledger, lane[0], lane[1]) / 1000


def distance(ledger: Ledger, a: str, b: str) -> float:
    """Great-circle distance [km], by the angle between the directions from the earth's centre."""
    (ax, ay, az), (bx, by, bz) = _direction(ledger, a), _direction(ledger, b)
    cross = math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)
    return EARTH * math.atan2(cross, ax * bx + ay * by + az * bz)


def _direction(ledger: Ledger, site: str) -> tuple[float, float, float]:
    row = ledger.rows.sites[site]
    if row.latitude is None or row.longitude is None:
        return math.nan, math.nan, math.nan
    north, east = math.radians(row.latitude), math.radians(row.longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def flows_on_routes(ledger: Ledger) -> AuditLine:
    """Goods are shipped only on lanes of a route."""
    tally, routing = Tally("flows on routes"), Routing(ledger)
    for (origin, destination, commodity, node), amount in ledger.lines.shipped.items():
        route = routing.route((origin, destination, commodity))
        allowed = (route is not None and origin != destination) or amount == 0
        tally.require(allowed, f"{origin} → {destination}, {commodity}, {node}", "no route allows this")
    return tally.check()


def route_capacity(ledger: Ledger) -> AuditLine:
    """All lanes of a route combined stay within its capacity [units sent per year]."""
    tally, routing = Tally("route capacity"), Routing(ledger)
    sent: dict[tuple[int, str], float] = {}
    for (*lane, node), amount in ledger.lines.shipped.items():
        number = routing.row_number((lane[0], lane[1], lane[2]))
        if number is not None:
            sent[number, node] = sent.get((number, node), 0.0) + amount
    for number, route in enumerate(ledger.rows.routes):
        if route.capacity is not None:
            for node, span in ledger.horizon.spans.items():
                where = f"route {route.origin} → {route.destination}, {route.commodity}, {node}"
                tally.at_most(sent.get((number, node), 0.0), ledger.horizon.mean(route.capacity, span), where)
    return tally.check()


def exports_in_disruptions(ledger: Ledger) -> AuditLine:
    """Exports in a disruption stay within its share of undisturbed exports [units sent per year]."""
    tally, horizon, shipped = Tally("exports in disruptions"), ledger.horizon, ledger.lines.shipped
    lanes = dict.fromkeys((i, j, k) for i, j, k, _ in shipped)
    concerned: dict[Stop, list[Lane]] = {}
    for node in horizon.event_at:
        for stop, left in ledger.effects.stops(node).items():
            if stop not in concerned:
                concerned[stop] = [lane for lane in lanes if ledger.effects.is_export(stop, *lane)]
            sent = sum(shipped.get((*lane, node), 0.0) for lane in concerned[stop])
            otherwise = sum(shipped.get((*lane, horizon.undisturbed(node)), 0.0) for lane in concerned[stop])
            if left < 1:
                tally.at_most(sent, left * otherwise, f"{stop[0]} → {stop[1]}, {stop[2]}, {node}", otherwise)
    return tally.check()


def freight_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Freight, and tariff on the reference value; counted at the destination."""
    routing, years = Routing(ledger), ledger.horizon.years
    for (i, j, k), (nodes, amounts) in ledger.series("shipped").items():
        route = routing.route((i, j, k))
        if route is not None:
            item = f"{i} → {j}: {k}"
            rate = freight(ledger, (i, j, k), route) / ledger.money * years
            yield Expense("freight", "freight", item, nodes, *sized(rate[nodes], amounts), site=j)
            duty = ledger.horizon.means(route.tariff) * ledger.large(ledger.rows.commodities[k].reference_value) * years
            yield Expense("tariffs", "freight", item, nodes, *sized(duty[nodes], amounts), site=j)


# ----------------------------------------------------------------------------------------------------------------------
# Flows that limits count, by party.


Parties = Callable[[Lane], Iterator[str]]
"""Parties for which a lane counts."""


def carried(ledger: Ledger, row: Limit) -> dict[str, dict[str, float]]:
    """Flow by party, then by node, where positive [units sent per year]."""
    parties, goods = lane_parties(ledger, row), ledger.directory.commodities(row.of)
    flows: dict[str, dict[str, float]] = {name: {} for name in _names(ledger, row)}
    lane_cache: dict[Lane, list[str]] = {}
    for (i, j, k, node), amount in ledger.lines.shipped.items():
        lane = (i, j, k)
        if lane not in lane_cache:
            lane_cache[lane] = list(parties(lane)) if k in goods else []
        for name in lane_cache[lane]:
            flows[name][node] = flows[name].get(node, 0.0) + amount
    return flows


def lane_parties(ledger: Ledger, row: Limit) -> Parties:
    """The parties for which a limit counts a lane."""
    if row.measure == "throughput":
        return lambda lane: _holding(ledger, row.scope, lane[0])
    if _is_corridor(ledger, row.scope):
        return _through(ledger, row)
    return lambda lane: _between(ledger, row, *lane[:2])


def _through(ledger: Ledger, row: Limit) -> Parties:
    """Flow through a corridor; for each country, by origin."""
    routing = Routing(ledger)

    def parties(lane: Lane) -> Iterator[str]:
        route = routing.route(lane)
        if route is not None and route.corridor == row.scope:
            for start in _holding(ledger, row.against, lane[0]):
                yield start if row.against == EACH_COUNTRY else row.scope

    return parties


def _between(ledger: Ledger, row: Limit, origin: str, destination: str) -> Iterator[str]:
    """From one place to another; a place covered by 'any' or 'each country' is never the place at the other end itself,
    nor in it."""
    for end in _holding(ledger, row.scope, destination):
        for start in _holding(ledger, row.against, origin):
            if row.against in (ANY, EACH_COUNTRY) and row.scope != ANY and origin in ledger.directory.sites(end):
                continue
            if row.scope in (ANY, EACH_COUNTRY) and row.against != ANY and destination in ledger.directory.sites(start):
                continue
            yield start if row.against == EACH_COUNTRY else end


def _holding(ledger: Ledger, place: str, site: str) -> Iterator[str]:
    """The place, or with 'each country' the country, in which a site lies; none if it lies elsewhere."""
    if place == EACH_COUNTRY:
        yield ledger.country(site)
    elif site in ledger.directory.sites(place):
        yield place


def _is_corridor(ledger: Ledger, name: str) -> bool:
    return not ledger.directory.sites(name) and any(route.corridor == name for route in ledger.rows.routes)


def _names(ledger: Ledger, row: Limit) -> list[str]:
    """All parties that a row is reported for."""
    countries = list(dict.fromkeys(ledger.country(site) for site in ledger.rows.sites))
    is_each = row.scope == EACH_COUNTRY or (row.measure == "flow" and row.against == EACH_COUNTRY)
    return countries if is_each else [row.scope]


AUDITS = {
    "routes": (flows_on_routes, route_capacity, exports_in_disruptions),
}
EXPENSES = {
    "routes": (freight_expenses,),
}

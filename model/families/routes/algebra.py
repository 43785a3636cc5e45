"""Routes: lanes between sites, by rule or by name, with freight, tariff, transit and loss."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import product
from typing import Any

from model.families.common.describing import Described, Frame
from model.families.common.protocol import BUYERS, Cost, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, variable
from model.families.routes.rows import GoodsInTransit, Route
from model.families.routes.transit import lags_of
from model.scenario.build_context import BuildContext, Ends, Owner, Place, grouped, ordered
from model.sheets.common import Commodity, Site
from model.sheets.names import CommodityName, LaneName, Node, Period, PlantName, SiteName
from model.sheets.schema import ANY
from model.sheets.tables import Directory

EARTH_RADIUS = 6371.0
"""Mean radius [km]."""


@dataclass(frozen=True)
class Lane:
    """One commodity from one site to another, by the route that fits it best."""

    origin: SiteName
    destination: SiteName
    commodity: CommodityName
    route: Route
    rivals: tuple[Route, ...] = ()
    """Later routes that fit it equally well, which a check refuses."""

    @cached_property
    def label(self) -> LaneName:
        return LaneName(f"{self.origin} → {self.destination}: {self.commodity}")

    @property
    def ends(self) -> Ends:
        return self.origin, self.destination, self.commodity


@dataclass(frozen=True)
class Routes:
    """Index sets and coefficients of the network."""

    lanes: dict[LaneName, Ends]
    freight: dict[tuple[LaneName, Period], float]
    """By unit sent on a lane in a period [amount]; so is the tariff."""
    tariff: dict[tuple[LaneName, Period], float]
    arriving: dict[tuple[LaneName, int], float]
    """Share of a shipment that arrives this many steps later, net of losses."""
    sources: dict[tuple[int, Node], dict[Node, float]]
    """Nodes from which shipments come at a node after this many steps, and the rate that comes of each unit sent."""
    before: dict[tuple[SiteName, CommodityName, Node], float]
    """Arrivals at a place of goods sent before the horizon [units/y]."""
    ahead: dict[tuple[SiteName, CommodityName, Node], float]
    """How much more of these has come by the end of a branch than on the undisturbed course, by its mean [units]."""
    capacity: dict[tuple[str, Node], float]
    """By limited route and node [unit/y]."""
    on_route: dict[str, list[LaneName]]
    carried_by: dict[PlantName, list[LaneName]]
    """Lanes that take capacity of a plant; none where none does."""
    corridor: dict[LaneName, str]
    """Corridor by lane, for routes that have one."""


def coefficients(context: BuildContext) -> Routes:
    """The network of the tables: a lane wherever a route leads from a source of a commodity to a use."""
    lanes = make_lanes(context)
    value = {row.commodity: context.money(row.reference_value) for row in context.tables[Commodity]}
    sites = {row.site: row for row in context.tables[Site]}
    for lane in lanes:
        context.makers.add((lane.origin, lane.commodity))
        context.users.add((lane.destination, lane.commodity))
        country = context.directory.country_of[lane.destination]
        context.owners[lane.label] = Owner(country, lane.destination, frozenset((lane.label,)))
    context.lanes = {lane.label: lane.ends for lane in lanes}
    arriving = {
        (row.site, row.commodity): partial(context.calendar.mean_over, row.arriving)
        for row in context.tables[GoodsInTransit]
    }
    context.users.update(arriving)
    lags = lags_of({lane.ends: lane.route.transit for lane in lanes}, context.lags.step)
    steps = sorted({step for shares in lags.values() for step, _ in shares})
    freight, tariff = (
        {
            number: [context.calendar.mean(getattr(route, name), t) for t in context.times]
            for number, route in {id(lane.route): lane.route for lane in lanes}.items()
        }
        for name in ("freight", "tariff")
    )
    limited = {lane.route.label: lane.route for lane in lanes if lane.route.capacity is not None}
    unit_freight: dict[tuple[LaneName, Period], float] = {}
    unit_tariff: dict[tuple[LaneName, Period], float] = {}
    shares: dict[tuple[LaneName, int], float] = {}
    for lane in lanes:
        by_distance, route = _by_distance(lane, sites), id(lane.route)
        for t, base, rate in zip(context.times, freight[route], tariff[route], strict=True):
            unit_freight[lane.label, t] = context.money(base + by_distance)
            unit_tariff[lane.label, t] = rate * value[lane.commodity]
        for step, share in lags[lane.ends]:
            shares[lane.label, step] = share * (1 - lane.route.loss)
    return Routes(
        lanes=context.lanes,
        freight=unit_freight,
        tariff=unit_tariff,
        arriving=shares,
        sources={(step, n): context.lags.sources(step, n) for step in steps for n in context.tree.nodes},
        before={at: rate for at, rate in context.from_before(arriving).items() if rate > 0},
        ahead=context.ahead(arriving),
        capacity=context.by_node({name: route.capacity for name, route in limited.items()}),
        on_route=grouped(limited, ((lane.route.label, lane.label) for lane in lanes)),
        carried_by=grouped(
            ordered(lane.route.capacity_of for lane in lanes if lane.route.capacity_of),
            ((lane.route.capacity_of, lane.label) for lane in lanes),
        ),
        corridor={lane.label: lane.route.corridor for lane in lanes if lane.route.corridor},
    )


def make_lanes(context: BuildContext) -> list[Lane]:
    """Every lane: by rule from makers to users, by name also through places in between."""
    reach = _Reach(context)
    best: dict[Ends, tuple[int, Route]] = {}
    rivals: dict[Ends, tuple[Route, ...]] = {}
    for route in context.tables[Route]:
        rank = specificity(route, context.directory)
        for lane in reach.lanes(route):
            if lane not in best or rank > best[lane][0]:
                best[lane] = rank, route
                rivals.pop(lane, None)
            elif rank == best[lane][0]:
                rivals[lane] = (*rivals.get(lane, ()), route)
    return [Lane(*ends, best[ends][1], rivals.get(ends, ())) for ends in sorted(best)]


class _Reach:
    """Which places have a commodity to send and which have a use for it."""

    def __init__(self, context: BuildContext) -> None:
        self.directory = context.directory
        self.has, self.wants = set(context.makers), set(context.users)
        named = [lane for route in context.tables[Route] if self._is_named(route) for lane in self._between(route)]
        onward = [((i, k), (j, k)) for i, j, k in named]
        self.sends = _reached(self.has, onward)
        self.takes = _reached(self.wants, [(end, start) for start, end in onward])

    def _between(self, route: Route) -> Iterator[Ends]:
        """All lanes that a route with names of places could make."""
        directory = self.directory
        goods = sorted(directory.commodities(route.commodity))
        return product(directory.sites(route.origin), directory.sites(route.destination), goods)

    def _is_named(self, route: Route) -> bool:
        return route.origin in self.directory.country_of and route.destination in self.directory.country_of

    def lanes(self, route: Route) -> Iterable[Ends]:
        """(origin, destination, commodity) of every lane that a route makes."""
        named = self._is_named(route)
        sends, takes = (self.sends, self.takes) if named else (self.has, self.wants)
        for k in sorted(self.directory.commodities(route.commodity)):
            for i in sorted(self.directory.sites(route.origin)):
                if (i, k) in sends:
                    for j in sorted(self.directory.sites(route.destination)):
                        if i != j and (j, k) in takes:
                            yield i, j, k


def _reached(start: Iterable[Place], links: Sequence[tuple[Place, Place]]) -> set[Place]:
    """All places that links lead to from the start, start included."""
    reached: set[Place] = set()
    new = set(start)
    while new:
        reached |= new
        new = {end for place, end in links if place in reached} - reached
    return reached


def specificity(route: Route, directory: Directory) -> int:
    """Specificity of a route: a site 3, a country 2, a group 1, any 0; a commodity 2, a group 1."""
    rank = 0
    for place in (route.origin, route.destination):
        if place in directory.country_of:
            rank += 3
        elif place in set(directory.country_of.values()):
            rank += 2
        elif place != ANY:
            rank += 1
    goods = directory.commodities(route.commodity)
    return rank + (2 if goods == {route.commodity} else int(route.commodity != ANY))


def _by_distance(lane: Lane, sites: dict[SiteName, Site]) -> float:
    """Freight by distance, by unit [currency]."""
    if not lane.route.freight_by_distance:
        return 0.0
    return lane.route.freight_by_distance * kilometres(sites[lane.origin], sites[lane.destination]) / 1000


def kilometres(a: Site, b: Site) -> float:
    """Great-circle distance [km], by the haversine formula. Raises ValueError if a position is missing."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        raise ValueError(f"{a.site} or {b.site} has no position")
    north_a, north_b = math.radians(a.latitude), math.radians(b.latitude)
    east = math.radians(b.longitude - a.longitude)
    half = math.sin((north_b - north_a) / 2) ** 2 + math.cos(north_a) * math.cos(north_b) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(half))


def build(m: Any, data: Routes) -> None:
    """Adds shipments on each lane [units sent per year, by node]."""
    lanes = list(data.lanes)
    places: list[Place] = list(m.PLACES)
    m.LANES = pyo.Set(dimen=1, initialize=lanes)
    m.LANES_FROM = members(
        m.PLACES, dimen=1, values=grouped(places, (((i, k), a) for a, (i, _, k) in data.lanes.items()))
    )
    m.lane_ends = data.lanes
    m.ship = variable(m.LANES, m.NODES, doc="f: sent on a lane [units/y]")
    m.freight = parameter(m.LANES, m.TIMES, values=data.freight)
    m.tariff = parameter(m.LANES, m.TIMES, values=data.tariff)
    m.LAGS = pyo.Set(dimen=1, initialize=ordered(step for step, _ in data.sources))
    m.SOURCES = members(m.LAGS, m.NODES, dimen=1, values={key: list(rates) for key, rates in data.sources.items()})
    rates = {(*key, e): rate for key, sources in data.sources.items() for e, rate in sources.items()}
    m.rate_of_arrival = parameter(list(rates), values=rates)
    m.ARRIVING = pyo.Set(dimen=2, initialize=list(data.arriving))
    m.arriving = parameter(m.ARRIVING, values=data.arriving)
    arrivals = [((*data.lanes[a][1:], step), a) for a, step in data.arriving]
    prompt = (((i, k), a) for (i, k, step), a in arrivals if step == 0)
    m.PROMPT_LANES_TO = members(m.PLACES, dimen=1, values=grouped(places, prompt))
    late = [(key, a) for key, a in arrivals if key[-1] > 0]
    to_come = ordered(key for key, _ in late)
    m.TO_COME = pyo.Set(dimen=3, initialize=to_come)
    m.LATE_LANES_TO = members(m.TO_COME, dimen=1, values=grouped(to_come, late))
    m.WAITS_AT = members(m.PLACES, dimen=1, values=grouped(places, (((i, k), step) for i, k, step in to_come)))
    m.under_way = variable(
        m.TO_COME, m.NODES, doc="u: sent to a place, less losses, to arrive this many steps later [units/y]"
    )
    m.sending = pyo.Constraint(m.TO_COME, m.NODES, rule=sending)
    m.sent_before = parameter(m.PLACES, m.NODES, values=data.before, default=0.0)
    if data.carried_by:
        m.CARRIED_BY = members(m.PLANTS, dimen=1, values={p: data.carried_by.get(p, []) for p in m.PLANTS})
        m.terms["USE"].append(carried)
    m.LIMITED_ROUTES = pyo.Set(dimen=2, initialize=list(data.capacity))
    m.ON_ROUTE = members(list(data.on_route), dimen=1, values=data.on_route)
    m.route_limit = parameter(m.LIMITED_ROUTES, values=data.capacity)
    m.route_capacity = pyo.Constraint(m.LIMITED_ROUTES, rule=route_capacity)


def carried(m: Any, p: PlantName, n: Node) -> Any:
    r"""Capacity of a plant that shipments take: :math:`\sum_{a \in A_p} f_{an}` [units per year]."""
    return sum(m.ship[a, n] for a in m.CARRIED_BY[p])


def arrived(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Arrivals at a place: shipments of one transit time ago, also from before the first period, less losses [units per
    year]."""
    prompt = sum(m.arriving[a, 0] * m.ship[a, n] for a in m.PROMPT_LANES_TO[i, k])
    late = sum(
        sum(m.rate_of_arrival[d, n, e] * m.under_way[i, k, d, e] for e in m.SOURCES[d, n]) for d in m.WAITS_AT[i, k]
    )
    return prompt + late + m.sent_before[i, k, n]


def departed(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Shipments from a place, as an outflow [units per year]."""
    return -sum(m.ship[a, n] for a in m.LANES_FROM[i, k])


def sending(m: Any, i: SiteName, k: CommodityName, d: Any, n: Node) -> Any:
    r"""Shipments that do not arrive in the same step are in transit [units per year].

    .. math:: u_{ikdn} = \sum_a \alpha_{ad} \, f_{an} \qquad \forall i, k, d > 0, n
    """
    return m.under_way[i, k, d, n] == sum(m.arriving[a, d] * m.ship[a, n] for a in m.LATE_LANES_TO[i, k, d])


def route_capacity(m: Any, route: Any, n: Node) -> Any:
    r"""All lanes of a route combined stay within its capacity [units sent per year].

    .. math:: \sum_{a \in \text{route}} f_{an} \le \bar f_{n} \qquad \forall \text{route}, n
    """
    return sum(m.ship[a, n] for a in m.ON_ROUTE[route]) <= m.route_limit[route, n]


def freight_expense(m: Any, a: LaneName, n: Node) -> Any:
    r"""Freight of shipments: :math:`L \, c_{a \tau(n)} \, f_{an}`."""
    return m.years[n] * m.freight[a, m.period[n]] * m.ship[a, n]


def tariff_expense(m: Any, a: LaneName, n: Node) -> Any:
    r"""Tariff on the reference value of shipments: :math:`L \, \vartheta_{a \tau(n)} V_{k_a} f_{an}`."""
    return m.years[n] * m.tariff[a, m.period[n]] * m.ship[a, n]


BALANCE = (arrived, departed)

INFLOW = (arrived,)

COSTS = (
    Cost("freight", "freight", BUYERS, ("LANES", "NODES"), freight_expense),
    Cost("tariffs", "freight", BUYERS, ("LANES", "NODES"), tariff_expense, to_state=True),
)


def with_ends(plan: Described, frame: Frame) -> Frame:
    """Origin, destination and commodity of each lane."""
    lanes, country = plan.part(Routes).lanes, {name: owner.country for name, owner in plan.owners.items()}
    ends = [lanes[lane] for lane in frame["lane"].tolist()]
    frame.insert(1, "origin", [i for i, _, _ in ends])
    frame.insert(2, "destination", [j for _, j, _ in ends])
    frame.insert(3, "origin_country", [country[i] for i, _, _ in ends])
    frame.insert(4, "destination_country", [country[j] for _, j, _ in ends])
    frame.insert(5, "commodity", [k for _, _, k in ends])
    return frame


REPORTS = (
    Report(
        "flows", ("LANES", "NODES"), ("lane", "node"), (Measure("shipped", "{unit}/y", "ship"),), describe=with_ends
    ),
)

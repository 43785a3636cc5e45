"""Routes: two that fit one lane equally well, distances that cannot be measured, routes that lead nowhere or make
very many lanes, transits that hold nowhere, corridors named like places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import needs, problem
from model.families.common.reach import EVERYTHING, reach_of
from model.families.routes.algebra import Lane
from model.families.routes.rows import GoodsInTransit, Route
from model.families.routes.transit import circles
from model.sheets.common import Commodity, Country, Group, Site
from model.sheets.names import SiteName
from model.sheets.tables import Directory, Tables


@needs(*EVERYTHING)
def rivals(tables: Tables, directory: Directory) -> list[Problem]:
    """Two routes that fit a lane equally well, so that neither is the one that holds."""
    problems: dict[tuple[int, int], Problem] = {}
    for lane in reach_of(directory).lanes:
        first = lane.route
        for second in lane.rivals:
            if (id(first), id(second)) not in problems and first != second:
                wanted = f"one best-matching route from {lane.origin} to {lane.destination}, {lane.commodity}"
                fix = (
                    f"Rows {first.line} and {second.line} match it equally well: name sites or commodity in one of them"
                )
                problems[id(first), id(second)] = problem(second, "origin", wanted, fix, value=_route_text(second))
    return list(problems.values())


def _route_text(route: Route) -> str:
    return f"{route.origin} → {route.destination}: {route.commodity}"


@needs(*EVERYTHING)
def unknown_distances(tables: Tables, directory: Directory) -> list[Problem]:
    """A site without position on a lane whose freight depends on distance."""
    sites = {row.site: row for row in tables[Site]}
    missing: dict[tuple[SiteName, str], Lane] = {}
    for lane in reach_of(directory).lanes:
        if lane.route.freight_by_distance:
            for name in (lane.origin, lane.destination):
                for attribute in ("latitude", "longitude"):
                    if getattr(sites[name], attribute) is None:
                        missing.setdefault((name, attribute), lane)
    return [
        problem(
            sites[name],
            attribute,
            f"a {attribute}: freight depends on distance (Routes, row {lane.route.line})",
            f"Fill in the {attribute} in degrees, or give the route a freight that does not go by distance",
        )
        for (name, attribute), lane in missing.items()
    ]


@needs(*EVERYTHING)
def leads_nowhere(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A route from a place to itself, and one that makes no lane."""
    used = {lane.route for lane in reach_of(directory).lanes}
    for route in tables[Route]:
        if route in used:
            continue
        if route.origin == route.destination and route.origin in directory.country_of:
            fix = "Goods need no route within a site: correct one end, or delete the row"
            yield problem(route, "destination", f"another place than {route.origin}", fix)
            continue
        empty = next((place for place in (route.origin, route.destination) if not directory.sites(place)), None)
        reason = f"{empty} has no sites" if empty else f"'{route.origin}' has nothing that '{route.destination}' uses"
        fix = f"This row has no effect: {reason}, or more specific rows apply everywhere"
        attribute = "origin" if empty == route.origin or not empty else "destination"
        yield problem(route, attribute, "a route that creates a lane", fix, is_warning=True)


MANY = 10_000
"""Lanes of a workbook that are many: the shipped ones have up to 400, a generated chain of 1,000 plants 315,556."""


@needs(*EVERYTHING)
def makes_many(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """The route that makes more of very many lanes than any other: by rule, one for each pair of sites."""
    lanes = reach_of(directory).lanes
    if len(lanes) <= MANY:
        return
    count_by_route = Counter(lane.route.line for lane in lanes)
    route = max(tables[Route], key=lambda row: count_by_route[row.line])
    wanted = f"fewer lanes: this row makes {count_by_route[route.line]:,} of {len(lanes):,}, one for each pair of sites"
    fix = "Each has columns of its own in every period: name sites or groups that trade, or let goods go through a hub"
    yield problem(route, "origin", wanted, fix, is_warning=True)


@needs(*EVERYTHING)
def transit_in_circles(tables: Tables, directory: Directory) -> list[Problem]:
    """A transit that holds nowhere, since everything can come back on the way that it went."""
    lanes = reach_of(directory).lanes
    at_once = circles(lane.ends for lane in lanes)
    counted = {lane.route for lane in lanes if lane.ends not in at_once}
    wanted = "no transit, since goods can come back: transit would act as storage"
    return [
        problem(route, "transit", wanted, f"This cell has no effect: {_one_way(route, directory)}", is_warning=True)
        for route in dict.fromkeys(lane.route for lane in lanes)
        if route.transit > 0 and route not in counted
    ]


def _one_way(route: Route, directory: Directory) -> str:
    """How to keep goods of a route from returning."""
    if not {route.origin, route.destination} <= directory.country_of.keys():
        return "name origin and destination so that nothing can come back, or leave it empty"
    if directory.commodities(route.commodity) != {route.commodity}:
        return "name the commodities, in a row for each way, so that none can come back, or leave it empty"
    return f"delete the way on which '{route.commodity}' comes back, or leave it empty"


@needs(*EVERYTHING)
def arrives_for_nothing(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Goods in transit that are of no use where they arrive."""
    reach = reach_of(directory)
    wanted = reach.users | {(lane.origin, lane.commodity) for lane in reach.lanes}
    disposable = {row.commodity for row in tables[Commodity] if row.disposal_cost is not None}
    for row in tables[GoodsInTransit]:
        if (row.site, row.commodity) not in wanted and not row.arriving.is_zero:
            is_waste = row.commodity in disposable
            so = "All of it would be disposed of" if is_waste else "No plan can place it"
            fix = f"{so}: correct site or commodity, or add a stockpile, an outlet or a route that leads on"
            yield problem(row, "commodity", f"goods that something uses at {row.site}", fix, is_warning=is_waste)


@needs(Country, Group, Site)
def corridors(tables: Tables, directory: Directory) -> list[Problem]:
    """A corridor named like a place: a limit that names it would mean the place."""
    places = {*directory.country_of, *(row.country for row in tables[Country]), *directory.groups}
    fix = "Choose another name, such as that of the strait or the border"
    return [
        problem(row, "corridor", "a name that no place has", f"'{row.corridor}' is also a place. {fix}")
        for row in tables[Route]
        if row.corridor in places
    ]


CHECKS = (rivals, unknown_distances, leads_nowhere, makes_many, transit_in_circles, arrives_for_nothing, corridors)

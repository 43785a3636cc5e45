"""Flows on lanes, as counted by rows of the sheet Limits: to places, through corridors, out of sites."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from model.audit.ledger import Ledger
from model.audit.routes import Lane, Routing
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import Limit
from model.sheets.schema import ANY

Parties = Callable[[Lane], Iterator[str]]
"""Parties for which a lane counts."""


def carried(ledger: Ledger, row: Limit) -> dict[str, dict[str, float]]:
    """By party, then by node where anything is carried [units sent per year]."""
    parties, goods = _parties(ledger, row), ledger.directory.commodities(row.of)
    found: dict[str, dict[str, float]] = {name: {} for name in _names(ledger, row)}
    known: dict[Lane, list[str]] = {}
    for (i, j, k, node), amount in ledger.lines.shipped.items():
        lane = (i, j, k)
        if lane not in known:
            known[lane] = list(parties(lane)) if k in goods else []
        for name in known[lane]:
            found[name][node] = found[name].get(node, 0.0) + amount
    return found


def _parties(ledger: Ledger, row: Limit) -> Parties:
    if row.measure == "throughput":
        return lambda lane: _holding(ledger, row.scope, lane[0])
    if _is_corridor(ledger, row.scope):
        return _through(ledger, row)
    return lambda lane: _between(ledger, row, *lane[:2])


def _through(ledger: Ledger, row: Limit) -> Parties:
    """Through a corridor: by where it comes from, if that is each country."""
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


__all__ = ["carried"]

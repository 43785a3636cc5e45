"""What lanes carry, as rows of the sheet Limits count it: to places, through corridors, out of sites."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from model.audit.books import Books
from model.audit.routes import Lane, Routing
from model.sheets.schema import ANY
from model.world.disruptions import EACH_COUNTRY
from model.world.limits import Limit

Parties = Callable[[Lane], Iterator[str]]
"""Those for whom a lane counts."""


def carried(books: Books, row: Limit) -> dict[str, dict[str, float]]:
    """By party, then by node where anything is carried [units sent per year]."""
    parties, goods = _parties(books, row), books.directory.commodities(row.of)
    found: dict[str, dict[str, float]] = {name: {} for name in _names(books, row)}
    known: dict[Lane, list[str]] = {}
    for (i, j, k, node), amount in books.lines.shipped.items():
        lane = (i, j, k)
        if lane not in known:
            known[lane] = list(parties(lane)) if k in goods else []
        for name in known[lane]:
            found[name][node] = found[name].get(node, 0.0) + amount
    return found


def _parties(books: Books, row: Limit) -> Parties:
    if row.measure == "throughput":
        return lambda lane: _holding(books, row.scope, lane[0])
    if _is_corridor(books, row.scope):
        return _through(books, row)
    return lambda lane: _between(books, row, *lane[:2])


def _through(books: Books, row: Limit) -> Parties:
    """Through a corridor: by where it comes from, if that is each country."""
    routing = Routing(books)

    def parties(lane: Lane) -> Iterator[str]:
        route = routing.route(lane)
        if route is not None and route.corridor == row.scope:
            for start in _holding(books, row.against, lane[0]):
                yield start if row.against == EACH_COUNTRY else row.scope

    return parties


def _between(books: Books, row: Limit, origin: str, destination: str) -> Iterator[str]:
    """From one place to another; what a word stands for, 'any' or 'each country', is never the place at the other end
    itself, nor in it."""
    for end in _holding(books, row.scope, destination):
        for start in _holding(books, row.against, origin):
            if row.against in (ANY, EACH_COUNTRY) and row.scope != ANY and origin in books.directory.sites(end):
                continue
            if row.scope in (ANY, EACH_COUNTRY) and row.against != ANY and destination in books.directory.sites(start):
                continue
            yield start if row.against == EACH_COUNTRY else end


def _holding(books: Books, place: str, site: str) -> Iterator[str]:
    """The place, or of each country the one, in which a site lies; nothing where it lies elsewhere."""
    if place == EACH_COUNTRY:
        yield books.country(site)
    elif site in books.directory.sites(place):
        yield place


def _is_corridor(books: Books, name: str) -> bool:
    return not books.directory.sites(name) and any(route.corridor == name for route in books.rows.routes)


def _names(books: Books, row: Limit) -> list[str]:
    """All parties that a row is reported for."""
    countries = list(dict.fromkeys(books.country(site) for site in books.rows.sites))
    is_each = row.scope == EACH_COUNTRY or (row.measure == "flow" and row.against == EACH_COUNTRY)
    return countries if is_each else [row.scope]


__all__ = ["carried"]

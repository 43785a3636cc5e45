"""Limits 'unless hit' and the disruptions that hit them, by the audit's own search against the direction of goods."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, product

from model.audit.horizon import Event
from model.audit.lanes import Lane, Routing, lane_parties
from model.audit.ledger import Ledger, Place
from model.audit.plants import makes
from model.scenario.disruptions import EACH_COUNTRY, Disruption
from model.scenario.limits import EACH_MARKET, OF_LANES, Limit
from model.sheets.schema import ANY
from model.system.memoise import remembered

STOPS_NOTHING = ("price",)
WITHOUT_A_FACTOR = ("delay", "licence")


def hits(ledger: Ledger, row: Limit, event: Event) -> bool:
    """Whether an action of an event is on goods that a limit counts, or on any of their sources."""
    return any(_acts(ledger, row, action) for action in event.actions)


def _acts(ledger: Ledger, row: Limit, action: Disruption) -> bool:
    if action.action in STOPS_NOTHING or (action.action not in WITHOUT_A_FACTOR and action.value == 1):
        return False
    if action.action == "delay" and action.value == 0:
        return False
    places, lanes = upstream(ledger, row)
    if action.action == "exports":
        stop = action.target, action.to, action.commodity
        return any(ledger.effects.is_export(stop, *lane) for lane in lanes)
    goods = ledger.directory.commodities(action.commodity)
    if action.action in ("demand", "sales"):
        named = [outlet.site for outlet in ledger.rows.outlets.values() if outlet.outlet == action.target]
        sites = ledger.directory.sites(action.target).union(named)
        return any(site in sites and commodity in goods for site, commodity in ends(ledger, row))
    if action.action == "capacity" and any(
        (seller.site, seller.commodity) in places and ledger.effects.hits_trade(action, seller.supplier, seller)
        for seller in ledger.rows.suppliers.values()
    ):
        return True
    return any(_acts_on_plant(ledger, action, plant, places, goods) for plant in ledger.rows.plants)


def _acts_on_plant(
    ledger: Ledger, action: Disruption, name: str, places: frozenset[Place], goods: frozenset[str]
) -> bool:
    plant = ledger.rows.plants[name]
    projects = {project.project for project in ledger.rows.projects.values() if project.plant == name}
    is_target = ledger.effects.hits(action, plant) or (action.action == "delay" and action.target in projects)
    needed = [recipe for recipe in ledger.rows.operated.get(name, {}) if _gives(ledger, recipe, plant.site, places)]
    if not is_target or not needed:
        return False
    if action.action in WITHOUT_A_FACTOR or (action.action == "capacity" and action.commodity == ANY):
        return True
    lines = chain.from_iterable(ledger.rows.recipes[recipe] for recipe in needed)
    return any(line.commodity in goods for line in lines if line.quantity > 0)


def _gives(ledger: Ledger, recipe: str, site: str, places: frozenset[Place]) -> bool:
    lines = ledger.rows.recipes.get(recipe, ())
    return any(line.quantity > 0 and (site, line.commodity) in places for line in lines)


def ends(ledger: Ledger, row: Limit) -> frozenset[Place]:
    """Where the goods of a limit are counted."""
    if row.measure in OF_LANES:
        return frozenset((destination, commodity) for _, destination, commodity in _counted(ledger, row))
    local = row.measure in ("supply", "cover", "service", "unmet") and row.scope not in (EACH_COUNTRY, EACH_MARKET)
    return frozenset(product(ledger.directory.sites(row.scope if local else ANY), ledger.directory.commodities(row.of)))


@remembered
def upstream(ledger: Ledger, row: Limit) -> tuple[frozenset[Place], frozenset[Lane]]:
    """Places that a limit's goods are made or sold at, or come through, with those of all that they are made of; and
    the lanes between them."""
    network = _Network(ledger)
    if row.measure in OF_LANES:
        network.lanes.update(_counted(ledger, row))
        for origin, _, commodity in _counted(ledger, row):
            network.visit((origin, commodity))
    elif row.measure == "supply":
        for site, commodity in ends(ledger, row):
            network.places.add((site, commodity))
            network.visit_inputs((site, commodity))
    else:
        for market, commodity in ends(ledger, row):
            network.visit((market, commodity))
            for place, wanted, substitute in ledger.rows.substitutes:
                if (place, wanted) == (market, commodity):
                    network.visit((place, substitute))
    return frozenset(network.places), frozenset(network.lanes)


@remembered
def _counted(ledger: Ledger, row: Limit) -> tuple[Lane, ...]:
    """Lanes whose flow a limit counts."""
    parties, routing = lane_parties(ledger, row), Routing(ledger)
    lanes = (lane for k in sorted(ledger.directory.commodities(row.of)) for lane in routing.lanes(k))
    return tuple(lane for lane in lanes if any(True for _ in parties(lane)))


class _Network:
    """Places reached against the direction of goods."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._routing = Routing(ledger)
        self._arriving: dict[str, list[Lane]] = {}
        self.places: set[Place] = set()
        self.lanes: set[Lane] = set()

    def visit(self, place: Place) -> None:
        """Reach a place, and all that its goods can come from."""
        waiting = [place]
        while waiting:
            at = waiting.pop()
            if at not in self.places:
                self.places.add(at)
                waiting += self._inputs(at)
                arriving = self._arriving_at(at)
                self.lanes.update(arriving)
                waiting += [(origin, commodity) for origin, _, commodity in arriving]

    def _arriving_at(self, place: Place) -> list[Lane]:
        site, commodity = place
        if commodity not in self._arriving:
            self._arriving[commodity] = self._routing.lanes(commodity)
        return [lane for lane in self._arriving[commodity] if lane[1] == site]

    def visit_inputs(self, place: Place) -> None:
        """Reach the inputs of plants at a place, but no place that its goods are sent from."""
        for input in self._inputs(place):
            self.visit(input)

    def _inputs(self, place: Place) -> Iterator[Place]:
        site, commodity = place
        for name, plant in self._ledger.rows.plants.items():
            if plant.site == site and commodity in makes(self._ledger, name):
                for recipe in self._ledger.rows.operated.get(name, {}):
                    lines = self._ledger.rows.recipes.get(recipe, ())
                    if any(line.commodity == commodity and line.quantity > 0 for line in lines):
                        yield from ((site, line.commodity) for line in lines if line.quantity < 0)

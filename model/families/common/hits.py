"""Disruptions that hit a limit: they act on the goods that it counts, or on any of their sources.

A limit 'unless hit' holds undisturbed and in every disruption that does not hit it, over its whole assessment period.
The size of the effect does not matter: a row that leaves 99 % of a plant's capacity hits. A price stops no flow and
hits nothing; a factor of 1 changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from model.families.common.reach import Reach, RecipeUse, reach_of
from model.families.investment.rows import Project
from model.families.routes.algebra import Lane
from model.families.supply.rows import Outlet
from model.scenario.build_context import Place
from model.scenario.calendar import Calendar
from model.scenario.disruptions import EACH_COUNTRY, Branch, Disruption
from model.scenario.effects import Effects
from model.scenario.limits import EACH_MARKET, OF_LANES, UNLESS_HIT, Limit, counted_lanes
from model.scenario.tree import trunk
from model.sheets.common import Plant, Supplier
from model.sheets.names import CommodityName, SiteName
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables

LOCAL = ("cover", "service", "unmet")
"""Measures of goods that arrive in 'scope'."""


def spared(tables: Tables, branches: Sequence[Branch]) -> list[Branch]:
    """The branches, each with the limits 'unless hit' that it does not hit."""
    rows = [row for row in tables[Limit] if row.held_during == UNLESS_HIT]
    if not rows:
        return list(branches)
    directory, calendar = Directory(tables), Calendar.of(tables.settings)
    effects = Effects(calendar, trunk(calendar), directory)
    relied = {row.limit: Reliance.of(row, reach_of(directory)) for row in rows}
    return [
        replace(
            branch,
            spared=frozenset(limit for limit, reliance in relied.items() if not reliance.is_hit(branch, effects)),
        )
        for branch in branches
    ]


@dataclass
class Reliance:
    """Plants, suppliers and lanes on which the amounts of a limit depend, regardless of quantities."""

    reach: Reach
    counted: frozenset[Place]
    """Where the goods are counted: their demand and outlets there."""
    runs: list[RecipeUse] = field(default_factory=list)
    suppliers: list[Supplier] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)

    @classmethod
    def of(cls, row: Limit, reach: Reach) -> Reliance:
        """That of a row of Limits: for a supply on sources in 'scope', for a flow on its lanes and the sources of their
        origins, for a share on all sources, for a cover, service or unmet demand on all sources of 'scope'."""
        directory = reach.directory
        goods, scope = directory.commodities(row.of), _sites(row.scope, directory)
        if row.measure in OF_LANES:
            lanes = _counted_lanes(row, reach)
            relied = cls(reach, frozenset((lane.destination, lane.commodity) for lane in lanes), lanes=lanes)
            relied._trace({(lane.origin, lane.commodity) for lane in lanes})
            return relied
        sites = scope if row.measure in (*LOCAL, "supply") else directory.sites(ANY)
        relied = cls(reach, frozenset((i, k) for i in sites for k in goods))
        if row.measure == "supply":
            relied._trace(relied._add_sources(relied.counted))
        else:
            served = ((i, reach.servings.get((i, k), [k])) for i, k in relied.counted)
            relied._trace({(i, commodity) for i, served_by in served for commodity in served_by})
        return relied

    def _add_sources(self, places: Iterable[Place]) -> set[Place]:
        """Add plants and suppliers of goods at some places; returns the places of the plants' inputs."""
        inputs: set[Place] = set()
        for site, commodity in places:
            self.suppliers += [seller for seller in self.reach.selling.get(commodity, []) if seller.site == site]
            runs = [run for run in self.reach.making.get(commodity, []) if run.site == site]
            self.runs += runs
            inputs |= {(site, k) for run in runs for k in run.takes}
        return inputs

    def _trace(self, start: set[Place]) -> None:
        """Add all sources of goods at some places."""
        arriving: dict[Place, list[Lane]] = {}
        for lane in self.reach.lanes:
            arriving.setdefault((lane.destination, lane.commodity), []).append(lane)
        seen, new = set(start), start
        while new:
            lanes = [lane for place in new for lane in arriving.get(place, [])]
            self.lanes += lanes
            new = (self._add_sources(new) | {(lane.origin, lane.commodity) for lane in lanes}) - seen
            seen |= new

    @cached_property
    def plants(self) -> list[tuple[Plant, frozenset[CommodityName]]]:
        """Plants, each with the goods that it makes in one of the runs."""
        by_name = {plant.plant: plant for plant in self.reach.tables[Plant]}
        return [(by_name[run.operation.plant], run.makes) for run in self.runs]

    def is_hit(self, branch: Branch, effects: Effects) -> bool:
        """Whether a row of a disruption acts on any of it."""
        return any(self._is_acted_on(row, effects) for row in branch.actions)

    def _is_acted_on(self, row: Disruption, effects: Effects) -> bool:
        if row.action == "licence":
            return any(effects.hits_plant(row, plant) for plant, _ in self.plants)
        if row.action == "delay":
            return row.value > 0 and any(self._is_delayed(row, plant, effects) for plant, _ in self.plants)
        if row.action == "price" or row.value == 1:
            return False
        if row.action == "exports":
            return any(effects.leaves(row, *lane.ends) for lane in self.lanes)
        goods = effects.directory.commodities(row.commodity)
        if row.action in ("demand", "sales"):
            sites = effects.directory.sites(row.target) | {
                outlet.site for outlet in self.reach.tables[Outlet] if outlet.outlet == row.target
            }
            return any(site in sites and commodity in goods for site, commodity in self.counted)
        hit = (makes for plant, makes in self.plants if effects.hits_plant(row, plant))
        if any((row.action == "capacity" and row.commodity == ANY) or not makes.isdisjoint(goods) for makes in hit):
            return True
        sellers = self.suppliers if row.action == "capacity" else []
        return any(effects.hits_trade(row, seller.supplier, seller.site, seller.commodity) for seller in sellers)

    def _is_delayed(self, row: Disruption, plant: Plant, effects: Effects) -> bool:
        projects = {project.project for project in self.reach.tables[Project] if project.plant == plant.plant}
        return row.target in projects or effects.hits_plant(row, plant)


def _sites(scope: str, directory: Directory) -> frozenset[SiteName]:
    return directory.sites(ANY if scope in (EACH_COUNTRY, EACH_MARKET) else scope)


def _counted_lanes(row: Limit, reach: Reach) -> list[Lane]:
    """Lanes of a flow or throughput."""
    by_label = {lane.label: lane for lane in reach.lanes}
    corridor = {label: lane.route.corridor for label, lane in by_label.items() if lane.route.corridor}
    by_party = counted_lanes(row, reach.directory, {label: lane.ends for label, lane in by_label.items()}, corridor)
    return [by_label[label] for label in dict.fromkeys(chain.from_iterable(by_party.values()))]

"""Disruptions, from the readable rows of their sheet: events, branches, targets of each action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from model.families.common.checking import calendar_of
from model.families.common.reach import Reach, reach_of
from model.families.demand.rows import Demand
from model.families.investment.rows import Project
from model.families.supply.rows import Outlet
from model.families.technology.rows import LICENCE, Technology
from model.families.technology.terms import to_acquire
from model.scenario.calendar import Calendar
from model.scenario.coincidence import coinciding, how_many
from model.scenario.disruptions import (
    EACH_COUNTRY,
    EACH_PLANT,
    EACH_SUPPLIER,
    Branch,
    Disruption,
    alone,
    events,
    starts,
)
from model.scenario.effects import Effects
from model.scenario.tree import Tree, grow
from model.sheets.common import Plant, Supplier
from model.sheets.names import PlantName
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables
from model.system.memoise import remembered

Trader = Supplier | Outlet

MOST_COMBINATIONS = 5_000
"""Maximum number of combinations of coinciding disruptions; more are an error and not expanded."""


def trader_name(trader: Trader) -> str:
    """The name of a supplier or an outlet."""
    return trader.supplier if isinstance(trader, Supplier) else trader.outlet


@dataclass
class Risk:
    """Disruptions of a workbook. Events whose start cannot be read have no branches."""

    tables: Tables
    directory: Directory

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_of(self.tables)

    @cached_property
    def events(self) -> dict[str, list[Disruption]]:
        """Rows by disruption."""
        return events(self.tables)

    @cached_property
    def alone(self) -> list[Branch]:
        """Each disruption alone, of every event with a readable start."""
        sound = [row for rows in self.events.values() if all(map(self.can_start, rows)) for row in rows]
        return alone(self.tables.replaced(Disruption, sound))

    @property
    def most(self) -> int:
        """Maximum number of disruptions that coincide."""
        return self.tables.settings.coinciding_disruptions

    @cached_property
    def combinations(self) -> int:
        """Number of branches for coinciding disruptions."""
        return how_many(self.alone, self.most)

    @cached_property
    def branches(self) -> list[Branch]:
        """All of them, and those that coincide, unless these are too many."""
        return coinciding(self.alone, self.most if self.combinations <= MOST_COMBINATIONS else 1)

    def can_start(self, row: Disruption) -> bool:
        """Whether the start of a row can be read."""
        try:
            starts(row.start, self.calendar)
        except ValueError:
            return False
        return True

    @property
    def is_whole(self) -> bool:
        """Whether every event has its branches."""
        return all(self.can_start(row) for row in self.tables[Disruption])

    @cached_property
    def tree(self) -> Tree:
        return grow(self.calendar, self.branches)

    @cached_property
    def effects(self) -> Effects:
        return Effects(self.calendar, self.tree, self.directory)

    @cached_property
    def _branches_of(self) -> dict[str, list[Branch]]:
        by_disruption: dict[str, list[Branch]] = {}
        for branch in self.alone:
            by_disruption.setdefault(branch.disruption, []).append(branch)
        return by_disruption

    def of(self, event: str) -> list[Branch]:
        """Branches of an event alone."""
        return self._branches_of.get(event, [])

    def filled_in(self) -> Iterator[tuple[Disruption, list[Disruption]]]:
        """Every row with the rows it expands to when the targets of an 'each …' are filled in."""
        for name, rows in self.events.items():
            subjects = {branch.subject: branch.actions for branch in self.of(name)}
            for at, row in enumerate(rows):
                if subjects:
                    yield row, list(dict.fromkeys(actions[at] for actions in subjects.values()))

    # --------------------------------------------------------------------------------------- targets of a row

    def hits(self, row: Disruption) -> bool:
        """Whether a row, its target filled in, acts on anything in the workbook."""
        if row.action == "exports":
            lanes = self.reach.lanes
            return any(self.effects.leaves(row, lane.origin, lane.destination, lane.commodity) for lane in lanes)
        goods = self.directory.commodities(row.commodity)
        if row.action == "demand":
            markets = self.directory.sites(row.target)
            return any(demand.market in markets and demand.product in goods for demand in self.tables[Demand])
        if row.action in ("price", "sales"):
            is_paid = any(self.is_trader(row, outlet) for outlet in self.tables[Outlet])
            return is_paid or (row.action == "price" and self._sells(row))
        plants = [plant for plant in self.tables[Plant] if self.effects.hits_plant(row, plant)]
        if row.action == "delay":
            return any(self.is_late(row, project) for project in self.tables[Project])
        if row.action == "licence":
            return any(way.way == LICENCE for plant in plants for way in self.acquired_by.get(plant.plant, ()))
        if row.action == "yield":
            return any(goods & self.makes[plant.plant] for plant in plants)
        is_run = any(row.commodity == ANY or goods & self.makes[plant.plant] for plant in plants)
        return is_run or self._sells(row)

    def _sells(self, row: Disruption) -> bool:
        return any(self.is_trader(row, supplier) for supplier in self.tables[Supplier])

    def is_trader(self, row: Disruption, trader: Trader) -> bool:
        """Whether a row hits a supplier or an outlet."""
        is_there = row.target == trader_name(trader) or trader.site in self.directory.sites(row.target)
        return is_there and trader.commodity in self.directory.commodities(row.commodity)

    def is_late(self, row: Disruption, project: Project) -> bool:
        """Whether a row for delay is about a project."""
        plant = self.plants.get(project.plant)
        return row.target == project.project or (plant is not None and self.effects.hits_plant(row, plant))

    @cached_property
    def acquired_by(self) -> dict[PlantName, list[Technology]]:
        """Ways of acquiring a plant's technology at its location."""
        return to_acquire(self.tables, self.directory)

    @cached_property
    def plants(self) -> dict[str, Plant]:
        return {plant.plant: plant for plant in self.tables[Plant]}

    @cached_property
    def makes(self) -> dict[str, frozenset[str]]:
        """Commodities that each plant can make."""
        outputs: dict[str, frozenset[str]] = dict.fromkeys(self.plants, frozenset())
        for run in self.reach.runs:
            outputs[run.operation.plant] |= run.makes
        return outputs

    @cached_property
    def reach(self) -> Reach:
        return reach_of(self.directory)


@remembered
def risk_of(directory: Directory) -> Risk:
    """The disruptions of a workbook, worked out once for all checks."""
    return Risk(directory.tables, directory)


def wider(row: Disruption, attribute: str) -> Disruption:
    """A row without one of its restrictions, 'to' or 'commodity'."""
    return replace(row, to=ANY) if attribute == "to" else replace(row, commodity=ANY)


KIND_OF_EACH = {EACH_COUNTRY: "a place", EACH_PLANT: "a plant", EACH_SUPPLIER: "a supplier"}


def kinds_of(target: str, directory: Directory) -> set[str]:
    """Kinds of object with a name; several if they share it."""
    if target in KIND_OF_EACH:
        return {KIND_OF_EACH[target]}
    is_place = target == ANY or bool(directory.sites(target) or directory.countries(target))
    kinds = {kind for kind, names in _named(directory).items() if target in names}
    return kinds | {"a place"} if is_place else kinds


@remembered
def _named(directory: Directory) -> dict[str, frozenset[str]]:
    """Names by kind of object, gathered once for all checks."""
    tables = directory.tables
    return {
        "a plant": frozenset(row.plant for row in tables[Plant]),
        "a technology": frozenset(row.technology for row in tables[Plant]),
        "a project": frozenset(row.project for row in tables[Project]),
        "a supplier": frozenset(row.supplier for row in tables[Supplier]),
    }

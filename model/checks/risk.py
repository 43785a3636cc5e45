"""What may go wrong, as far as the sheet Disruptions can be read: events, branches, what each action hits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from model.calendar import Calendar
from model.capabilities import LICENCE, Capability, to_acquire
from model.checks.base import calendar_of
from model.checks.reach import Reach, reach_of
from model.directory import Directory
from model.disruptions import Branch, Disruption, branches, events, starts
from model.effects import Effects
from model.families.demand import Demand
from model.families.supply import Outlet, Supplier
from model.leadtime import Project
from model.schema import ANY
from model.sheets import Plant
from model.tables import Tables
from model.tree import Tree, grow


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
    def branches(self) -> list[Branch]:
        """Branches of every event whose start can be read."""
        sound = [row for rows in self.events.values() if all(map(self.can_start, rows)) for row in rows]
        return branches(Tables(self.tables.settings, {**self.tables.rows, Disruption: sound}))

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
        found: dict[str, list[Branch]] = {}
        for branch in self.branches:
            found.setdefault(branch.disruption, []).append(branch)
        return found

    def of(self, event: str) -> list[Branch]:
        """Branches of an event."""
        return self._branches_of.get(event, [])

    def filled_in(self) -> Iterator[tuple[Disruption, list[Disruption]]]:
        """Every row with what it becomes when the targets of an 'each …' are filled in."""
        for name, rows in self.events.items():
            subjects = {branch.subject: branch.actions for branch in self.of(name)}
            for at, row in enumerate(rows):
                if subjects:
                    yield row, list(dict.fromkeys(actions[at] for actions in subjects.values()))

    # ---------------------------------------------------------------------------------------- what a row hits

    def hits(self, row: Disruption) -> bool:
        """Whether a row, its target filled in, acts on anything in the workbook."""
        if row.action == "exports":
            lanes = self.reach.lanes
            return any(self.effects.leaves(row, each.origin, each.destination, each.commodity) for each in lanes)
        goods = self.directory.commodities(row.commodity)
        if row.action == "demand":
            markets = self.directory.sites(row.target)
            return any(each.market in markets and each.product in goods for each in self.tables[Demand])
        if row.action == "price":
            return any(self._is_trader(row, each.outlet, each) for each in self.tables[Outlet]) or self._sells(row)
        plants = [plant for plant in self.tables[Plant] if self.effects.hits_plant(row, plant)]
        if row.action == "delay":
            return any(self.is_late(row, each) for each in self.tables[Project])
        if row.action == "licence":
            return any(way.way == LICENCE for plant in plants for way in self.acquired_by.get(plant.plant, ()))
        if row.action == "yield":
            return any(goods & self.makes[plant.plant] for plant in plants)
        is_run = any(row.commodity == ANY or goods & self.makes[plant.plant] for plant in plants)
        return is_run or self._sells(row)

    def _sells(self, row: Disruption) -> bool:
        return any(self.is_supplier(row, each) for each in self.tables[Supplier])

    def is_supplier(self, row: Disruption, supplier: Supplier) -> bool:
        """Whether a row hits a supplier."""
        return self._is_trader(row, supplier.supplier, supplier)

    def _is_trader(self, row: Disruption, name: str, trader: Supplier | Outlet) -> bool:
        is_there = row.target == name or trader.site in self.directory.sites(row.target)
        return is_there and trader.commodity in self.directory.commodities(row.commodity)

    def is_late(self, row: Disruption, project: Project) -> bool:
        """Whether a row for delay is about a project."""
        plant = self.plants.get(project.plant)
        return row.target == project.project or (plant is not None and self.effects.hits_plant(row, plant))

    @cached_property
    def acquired_by(self) -> dict[str, list[Capability]]:
        """Ways in which a plant's technology can be acquired where it lies."""
        return to_acquire(self.tables, self.directory)

    @cached_property
    def plants(self) -> dict[str, Plant]:
        return {plant.plant: plant for plant in self.tables[Plant]}

    @cached_property
    def makes(self) -> dict[str, frozenset[str]]:
        """What each plant can make."""
        found: dict[str, frozenset[str]] = dict.fromkeys(self.plants, frozenset())
        for run in self.reach.runs:
            found[run.operation.plant] |= run.makes
        return found

    @cached_property
    def reach(self) -> Reach:
        return reach_of(self.directory)


@lru_cache(maxsize=1)
def risk_of(directory: Directory) -> Risk:
    """The disruptions of a workbook, worked out once for all checks."""
    return Risk(directory.tables, directory)


def wider(row: Disruption, attribute: str) -> Disruption:
    """A row without one of its restrictions, 'to' or 'commodity'."""
    return replace(row, to=ANY) if attribute == "to" else replace(row, commodity=ANY)

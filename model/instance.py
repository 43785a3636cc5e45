"""Tables → index sets and coefficients, family by family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.calendar import Calendar
from model.directory import Directory
from model.families import FAMILIES, load
from model.family import Owner, Place, World, ordered
from model.tables import Tables
from model.tree import Tree, trunk


@dataclass(frozen=True)
class Instance:
    """All that the model is built from. ``parts`` holds the coefficients of each family by its name."""

    calendar: Calendar
    tree: Tree
    places: list[Place]
    """Where each commodity may be: (site, commodity)."""
    owners: Mapping[str, Owner]
    parts: Mapping[str, Any]


def read_instance(tables: Tables, families: tuple[str, ...] = FAMILIES) -> Instance:
    """The instance of a validated workbook, for all families or the first few of them."""
    calendar = Calendar.of(tables.settings)
    world = World(tables, calendar, trunk(calendar.periods), Directory(tables))
    for site in world.directory.country_of:
        world.own(site, site)
    parts = {name: module.coefficients(world) for name, module in zip(families, load(families), strict=True)}
    places = ordered(sorted(world.makers | world.users))
    return Instance(calendar, world.tree, places, world.owners, parts)

"""Tables → index sets and coefficients, family by family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.families import in_order, load
from model.families.common.hits import spared
from model.scenario.build_context import BuildContext, Owner, Part, Place, ordered, part
from model.scenario.calendar import Calendar
from model.scenario.coincidence import branches
from model.scenario.effects import Effects
from model.scenario.limits import Limit
from model.scenario.tree import Tree, grow
from model.sheets.common import Site
from model.sheets.names import LimitName, Node
from model.sheets.schema import NO
from model.sheets.tables import Directory, Tables


@dataclass(frozen=True)
class Instance:
    """All that the model is built from. ``parts`` holds the coefficients of each family by its name."""

    calendar: Calendar
    tree: Tree
    places: list[Place]
    """Where each commodity may be: (site, commodity)."""
    owners: Mapping[str, Owner]
    parts: Mapping[str, Any]
    reported_only: frozenset[LimitName] = frozenset()
    """Limits that need not hold."""

    def part(self, kind: type[Part]) -> Part:
        """Coefficients of a family by their class."""
        return part(self.parts, kind)


def tree_of(tables: Tables) -> Tree:
    """The scenario tree: the trunk and every disruption's branches."""
    return grow(Calendar.of(tables.settings), spared(tables, branches(tables)))


Averages = Mapping[Node, Mapping[Node, float]]
"""By node, the nodes whose effects it averages, with their probabilities."""


def context_of(tables: Tables, tree: Tree | None = None, averaged: Averages | None = None) -> BuildContext:
    """The world shared by the families, nothing registered yet."""
    calendar, directory = Calendar.of(tables.settings), Directory(tables)
    full_tree = tree_of(tables) if tree is None or averaged else tree
    effects = Effects(calendar, full_tree, directory, averaged or {})
    return BuildContext(tables, calendar, full_tree if tree is None else tree, directory, effects)


def read_instance(
    tables: Tables,
    families: tuple[str, ...] | None = None,
    tree: Tree | None = None,
    averaged: Averages | None = None,
) -> Instance:
    """The instance of a validated workbook, for all families or the first few of them.

    ``tree`` is the whole scenario tree unless another is given, such as a part of it. In a mean-value problem its
    nodes have the effects of others, ``averaged`` from the whole tree.
    """
    return read_families(context_of(tables, tree, averaged), in_order() if families is None else families)


def read_families(context: BuildContext, families: tuple[str, ...]) -> Instance:
    """The instance with some more families."""
    for row in context.tables[Site]:
        context.own(row.site, row.site)
    for name, module in zip(families, load(families), strict=True):
        context.parts[name] = module.coefficients(context)
    places = ordered(sorted(context.makers | context.users))
    reported = frozenset(row.limit for row in context.tables[Limit] if row.binding == NO)
    return Instance(context.calendar, context.tree, places, context.owners, context.parts, reported)

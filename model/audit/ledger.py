"""The ledger of the audit: the workbook's rows by name, the plan's figures by name and node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from model.audit.effects import AuditedBuild, DisruptionEffects
from model.audit.horizon import Array, Horizon
from model.families.contracts.rows import Contract
from model.families.conversion.rows import Operation, Recipe
from model.families.decisions.rows import ALREADY_MADE, BUILD, Decision
from model.families.demand.rows import Demand, Substitute
from model.families.investment.rows import LeadTime, Project
from model.families.routes.rows import Route
from model.families.stockpiles.rows import Stockpile
from model.families.supply.rows import Outlet
from model.families.technology.rows import Technology
from model.results.plan import Plan
from model.sheets.common import Commodity, CostRow, Plant, Site, Supplier
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables
from model.system.memoise import remembered

LARGE = {"ones": 1.0, "thousands": 1_000.0, "millions": 1_000_000.0}
"""Units of currency in one large amount."""

NOTHING = 1e-6
"""Units a year up to which a size is rounding."""

Place = tuple[str, str]
"""(site, commodity)"""

At = dict[tuple[Any, ...], float]
"""Figures by names and node."""


@dataclass(frozen=True)
class InputRows:
    """Rows of the workbook by their keys."""

    sites: Mapping[str, Site]
    commodities: Mapping[str, Commodity]
    suppliers: Mapping[str, Supplier]
    contracts: Mapping[str, Contract]
    outlets: Mapping[str, Outlet]
    plants: Mapping[str, Plant]
    operations: Mapping[tuple[str, str], Operation]
    operated: Mapping[str, Mapping[str, Operation]]
    """By plant, then by recipe."""
    recipes: Mapping[str, Sequence[Recipe]]
    projects: Mapping[str, Project]
    leads: Mapping[str, LeadTime]
    costs: Mapping[tuple[str, str], CostRow]
    stores: Mapping[str, Stockpile]
    demands: Mapping[Place, Demand]
    substitutes: Mapping[tuple[str, str, str], Substitute]
    """By market, product and commodity delivered for it."""
    routes: Sequence[Route]
    technologies: Mapping[tuple[str, str, str], Technology]
    """By technology, place and way."""
    earlier: Sequence[Decision]
    """Decisions made before the first year."""

    @classmethod
    def of(cls, tables: Tables, directory: Directory) -> InputRows:
        recipes: dict[str, list[Recipe]] = {}
        for line in tables[Recipe]:
            recipes.setdefault(line.recipe, []).append(line)
        operated: dict[str, dict[str, Operation]] = {}
        for row in tables[Operation]:
            operated.setdefault(row.plant, {})[row.recipe] = row
        return cls(
            sites={row.site: row for row in tables[Site]},
            commodities={row.commodity: row for row in tables[Commodity]},
            suppliers={row.supplier: row for row in tables[Supplier]},
            contracts={row.contract: row for row in tables[Contract]},
            outlets={row.outlet: row for row in tables[Outlet]},
            plants={row.plant: row for row in tables[Plant]},
            operations={(row.plant, row.recipe): row for row in tables[Operation]},
            operated=operated,
            recipes=recipes,
            projects={row.project: row for row in tables[Project]},
            leads={row.project: row for row in tables[LeadTime]},
            costs={(row.item, row.recipe): row for row in tables[CostRow]},
            stores={row.stockpile: row for row in tables[Stockpile]},
            demands={(row.market, row.product): row for row in tables[Demand]},
            substitutes=_substitutes(tables, directory),
            routes=tables[Route],
            technologies={(row.technology, row.place, row.way): row for row in tables[Technology]},
            earlier=[row for row in tables[Decision] if row.rule == ALREADY_MADE],
        )

    def made_in(self, action: str, subject: str, year: int, place: str = "", way: str = "") -> Decision | None:
        """The row by which something was decided in a year before the first."""
        for row in self.earlier:
            is_meant = row.place in ("", place) and row.way in ("", way)
            if (row.action, row.subject, row.year) == (action, subject, year) and is_meant:
                return row
        return None

    def cost_of(self, item: str) -> CostRow:
        """Costs of a plant or project; 0 without a row."""
        return self.costs.get((item, ANY)) or CostRow(item=item)


def _substitutes(tables: Tables, directory: Directory) -> dict[tuple[str, str, str], Substitute]:
    substitutes: dict[tuple[str, str, str], Substitute] = {}
    for row in tables[Substitute]:
        for demand in tables[Demand]:
            if demand.product == row.product and demand.market in directory.sites(row.market):
                substitutes[demand.market, demand.product, row.substitute] = row
    return substitutes


@dataclass(frozen=True)
class Lines:
    """Figures of the plan; 0 without a line. Per year, except stock."""

    bought: At
    sold: At
    disposed: At
    """By site, commodity and node; so is the next."""
    stranded: At
    ran: At
    """By plant, recipe and node."""
    shipped: At
    """By origin, destination, commodity and node."""
    stock: At
    delivered: At
    """By market, product, commodity and node."""
    short: At
    """By market, product and node."""
    acquired: At
    """By technology, place, way and period of the decision: the year from which it is held."""
    experienced: At
    """By project and period of the decision."""
    licensed: At
    """By plant and node."""

    @classmethod
    def of(cls, plan: Plan) -> Lines:
        return cls(
            bought=figures(plan, "purchases", ("supplier", "node"), "bought"),
            sold=figures(plan, "sales", ("outlet", "node"), "sold"),
            disposed=figures(plan, "disposal", ("site", "commodity", "node"), "disposed"),
            stranded=figures(plan, "stranded", ("site", "commodity", "node"), "stranded"),
            ran=figures(plan, "runs", ("plant", "recipe", "node"), "run"),
            shipped=figures(plan, "flows", ("origin", "destination", "commodity", "node"), "shipped"),
            stock=figures(plan, "stock", ("stockpile", "node"), "stock"),
            delivered=figures(plan, "deliveries", ("market", "product", "commodity", "node"), "delivered"),
            short=figures(plan, "service", ("market", "product", "node"), "shortage"),
            acquired=figures(plan, "technology", ("technology", "place", "way", "decided"), "held_from"),
            experienced=figures(plan, "experience", ("project", "decided"), "size"),
            licensed=figures(plan, "royalties", ("plant", "node"), "licensed"),
        )


def figures(plan: Plan, frame: str, names: Sequence[str], measure: str) -> At:
    """A column of a result table by the columns that name its lines; lines of the same names are added up."""
    table = plan.frames.get(frame)
    if table is None or table.empty:
        return {}
    keys = list(zip(*(table[column].tolist() for column in names), strict=True))
    values = list(map(float, table[measure].tolist()))
    values_by_name: At = dict(zip(keys, values, strict=True))
    if len(values_by_name) < len(keys):
        values_by_name = dict.fromkeys(keys, 0.0)
        for key, value in zip(keys, values, strict=True):
            values_by_name[key] += value
    return values_by_name


@dataclass(frozen=True)
class DecisionDone:
    """Decisions of a plan in a period: capacity, a quantity, people or a number of times. Files of the audit declare
    in DONE functions that yield them from the tables of a plan."""

    action: str
    subject: str
    year: int
    amount: float
    place: str = ""
    way: str = ""

    def is_about(self, row: Decision) -> bool:
        """Whether a row addresses it, in any year."""
        is_it = (self.action, self.subject) == (row.action, row.subject)
        return is_it and row.place in ("", self.place) and row.way in ("", self.way)


class NodeFigures(NamedTuple):
    """Figures of one thing: positions of the nodes with a line, and their values."""

    nodes: Array
    values: Array


def by_names(horizon: Horizon, figures: At) -> dict[tuple[Any, ...], NodeFigures]:
    """Figures by names alone; those at a node that the plan does not have are left out, as the check of names says
    so."""
    by_name: dict[tuple[Any, ...], tuple[list[int], list[float]]] = {}
    position = horizon.at
    for key, value in figures.items():
        if (at := position.get(key[-1])) is not None:
            if (line := by_name.get(key[:-1])) is None:
                line = by_name[key[:-1]] = ([], [])
            line[0].append(at)
            line[1].append(value)
    return {names: NodeFigures(np.array(nodes), np.array(values)) for names, (nodes, values) in by_name.items()}


def dense(horizon: Horizon, series: NodeFigures | None, missing: float = 0.0) -> Array:
    """Figures at every node, also those without a line."""
    values = np.full(len(horizon.at), missing)
    if series is not None:
        values[series.nodes] = series.values
    return values


@dataclass(frozen=True, eq=False)
class Ledger:
    """All inputs of checks. Values shared by several checks are worked out once."""

    plan: Plan
    horizon: Horizon
    directory: Directory
    rows: InputRows
    lines: Lines
    builds: Sequence[AuditedBuild]
    effects: DisruptionEffects

    @classmethod
    def of(cls, plan: Plan) -> Ledger:
        """Open the ledger of a plan."""
        directory = Directory(plan.tables)
        rows = InputRows.of(plan.tables, directory)
        horizon = Horizon.of(plan)
        effects = DisruptionEffects(horizon, directory)
        return cls(plan, horizon, directory, rows, Lines.of(plan), _builds(plan, rows), effects)

    @property
    def money(self) -> float:
        """Units of currency in a large amount."""
        return LARGE[self.plan.tables.settings.amounts]

    def large(self, money: float) -> float:
        """A sum in the currency as a large amount."""
        return money / self.money

    @remembered
    def series(self, name: str) -> Mapping[tuple[Any, ...], NodeFigures]:
        """Some lines of the plan by their names."""
        return by_names(self.horizon, getattr(self.lines, name))

    @remembered
    def at_nodes(self, name: str, *names: str) -> Array:
        """Figures of one thing at every node; 0 without a line."""
        return dense(self.horizon, self.series(name).get(names))

    def country(self, site: str) -> str:
        return self.rows.sites[site].country

    def builds_at(self, plant: str) -> list[AuditedBuild]:
        return self._builds_at.get(plant, [])

    @cached_property
    def _builds_at(self) -> dict[str, list[AuditedBuild]]:
        builds: dict[str, list[AuditedBuild]] = {}
        for build in self.builds:
            builds.setdefault(build.plant.plant, []).append(build)
        return builds


def _builds(plan: Plan, rows: InputRows) -> list[AuditedBuild]:
    modules = figures(plan, "builds", ("project", "decided"), "modules")
    sizes = figures(plan, "builds", ("project", "decided"), "size")
    builds = []
    for (name, decided), count in modules.items():
        project = rows.projects.get(name)
        if project is not None:
            lead = rows.leads.get(name) or LeadTime(project=name)
            plant = rows.plants[project.plant]
            decision = rows.made_in(BUILD, name, int(decided))
            builds.append(AuditedBuild(project, plant, lead, int(decided), count, sizes[name, decided], decision))
    return builds

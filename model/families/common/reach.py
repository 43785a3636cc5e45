"""Reachability of commodities: suppliers, opening stock and plants that can run, joined by lanes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.families import load_checks
from model.families.common.checking import context_of, listed, plants_that_can_run
from model.families.contracts.rows import Contract
from model.families.contracts.terms import sold_beyond_limit
from model.families.conversion.checks import recipe_lines
from model.families.conversion.rows import Operation, Recipe
from model.families.demand.rows import Demand, Substitute
from model.families.investment.rows import LeadTime, Project
from model.families.routes.algebra import Lane, make_lanes
from model.families.routes.rows import Route
from model.families.stockpiles.rows import Stockpile
from model.families.supply.rows import Outlet
from model.scenario.build_context import Place
from model.sheets.common import Commodity, Country, Group, Plant, Settings, Site, Supplier
from model.sheets.names import CommodityName, PlantName, SiteName
from model.sheets.tables import Directory, Tables
from model.system.memoise import remembered

EVERYTHING: tuple[type[Any], ...] = (
    Settings,
    Site,
    Country,
    Group,
    Commodity,
    Route,
    Supplier,
    Outlet,
    Plant,
    Recipe,
    Operation,
    Project,
    LeadTime,
    Demand,
    Substitute,
    Stockpile,
    Contract,
)
"""Sheets that decide where a commodity is available; a missing row could be the one that serves a market."""


def used_at() -> dict[type[Any], Callable[[Tables], Iterable[Place]]]:
    """Where else goods are used: what the families declare in USED_AT, by row class."""
    uses: dict[type[Any], Callable[[Tables], Iterable[Place]]] = {}
    for module in load_checks():
        uses |= getattr(module, "USED_AT", {})
    return uses


@dataclass(frozen=True)
class RecipeUse:
    """A recipe at a plant, with its site, inputs and outputs."""

    operation: Operation
    site: SiteName
    takes: frozenset[CommodityName]
    makes: frozenset[CommodityName]


@dataclass
class Reach:
    """Sources, uses and transport of goods, regardless of amounts."""

    tables: Tables
    directory: Directory
    runs: list[RecipeUse]

    @cached_property
    def able(self) -> set[PlantName]:
        """Plants that can run at some time."""
        return plants_that_can_run(self.directory)

    @cached_property
    def selling(self) -> dict[str, list[Supplier]]:
        """Suppliers by commodity."""
        by_commodity: dict[str, list[Supplier]] = {}
        for row in self.tables[Supplier]:
            by_commodity.setdefault(row.commodity, []).append(row)
        return by_commodity

    @cached_property
    def making(self) -> dict[str, list[RecipeUse]]:
        """Runs by output."""
        by_output: dict[str, list[RecipeUse]] = {}
        for run in self.runs:
            for k in run.makes:
                by_output.setdefault(k, []).append(run)
        return by_output

    @cached_property
    def servings(self) -> dict[Place, list[CommodityName]]:
        """By market and product, the commodities that may be delivered for it."""
        by_demand = {(row.market, row.product): [row.product] for row in self.tables[Demand]}
        for row in self.tables[Substitute]:
            for (market, product), served_by in by_demand.items():
                if product == row.product and market in self.directory.sites(row.market):
                    served_by.append(row.substitute)
        return by_demand

    @cached_property
    def makers(self) -> set[Place]:
        """Where goods can come from."""
        bought = {(row.site, row.commodity) for row in self.tables[Supplier]}
        stored = {(row.site, row.commodity) for row in self.tables[Stockpile]}
        return bought | stored | {(run.site, k) for run in self.runs for k in run.makes}

    @cached_property
    def users(self) -> set[Place]:
        """Where goods can go to."""
        sold = {(row.site, row.commodity) for row in self.tables[Outlet]}
        stored = {(row.site, row.commodity) for row in self.tables[Stockpile]}
        served = {(market, k) for (market, _), served_by in self.servings.items() for k in served_by}
        used = {place for places in used_at().values() for place in places(self.tables)}
        return sold | stored | served | used | {(run.site, k) for run in self.runs for k in run.takes}

    @cached_property
    def lanes(self) -> list[Lane]:
        """The lanes that the model would have."""
        context = context_of(self.tables, self.directory)
        context.makers, context.users = set(self.makers), set(self.users)
        return make_lanes(context)

    @cached_property
    def available(self) -> set[Place]:
        """Where each commodity can be had."""
        beyond_limit = sold_beyond_limit(row for row in self.tables[Contract] if row.volume.greatest > 0)
        had = {
            (row.site, row.commodity) for row in self.tables[Supplier] if _gives(row) or row.supplier in beyond_limit
        }
        had |= {(row.site, row.commodity) for row in self.tables[Stockpile] if row.opening_stock > 0}
        able = [run for run in self.runs if run.operation.plant in self.able]
        had |= {(run.site, k) for run in able if not run.takes for k in run.makes}
        links: dict[Place, list[Place]] = {}
        for lane in self.lanes:
            links.setdefault((lane.origin, lane.commodity), []).append((lane.destination, lane.commodity))
        new = set(had)
        while new:
            reached = {place for start in new for place in links.get(start, ())}
            ready = [run for run in able if all((run.site, feed) in had for feed in run.takes)]
            reached |= {(run.site, k) for run in ready for k in run.makes}
            new = reached - had
            had |= new
        return had

    def why_not(self, site: SiteName, commodity: CommodityName, above: frozenset[Place] = frozenset()) -> str:
        """Why a commodity cannot be had at a site, in words: the first link of its chain that is missing."""
        sites = sorted(i for i, k in self.available if k == commodity)
        if sites:
            return f"'{commodity}' is available at {listed(sites, 3)}, but no route leads from there to {site}"
        makers = [run for run in self.runs if commodity in run.makes]
        above |= {(site, commodity)}
        for run in makers:
            plant = run.operation.plant
            if plant not in self.able:
                continue
            for feed in sorted(run.takes):
                if (run.site, feed) not in self.available and (run.site, feed) not in above:
                    return f"'{plant}' would make '{commodity}', but {self.why_not(run.site, feed, above)}"
        if any(run.operation.plant in self.able for run in makers):
            return f"what makes '{commodity}' first needs '{commodity}' itself"
        if makers:
            plant = makers[0].operation.plant
            return f"'{plant}' would make '{commodity}', but it has no capacity and no project that is ready in time"
        return f"nothing makes, sells or holds '{commodity}'"


@remembered
def reach_of(directory: Directory) -> Reach:
    """The reach of a workbook, worked out once for all checks."""
    return Reach(directory.tables, directory, _runs(directory.tables))


def _runs(tables: Tables) -> list[RecipeUse]:
    lines, site = recipe_lines(tables), {row.plant: row.site for row in tables[Plant]}
    return [
        RecipeUse(
            row,
            site[row.plant],
            frozenset(line.commodity for line in lines.get(row.recipe, []) if line.quantity < 0),
            frozenset(line.commodity for line in lines.get(row.recipe, []) if line.quantity > 0),
        )
        for row in tables[Operation]
        if row.plant in site
    ]


def _gives(row: Supplier) -> bool:
    """Whether a supplier sells anything in any year, without a contract on top of its limit."""
    return row.limit is None or row.limit.greatest > 0


def upstream(goods: Collection[CommodityName], reach: Reach) -> set[CommodityName]:
    """Some goods and all that they are made of."""
    chain: set[CommodityName] = set()
    new = set(goods)
    while new:
        chain |= new
        new = {k for run in reach.runs if not run.makes.isdisjoint(new) for k in run.takes} - chain
    return chain

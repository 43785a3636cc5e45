"""Footprints: what running, buying and shipping cause besides goods, and which row says how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from model.directory import Directory
from model.families.conversion import Operation
from model.families.network import Route, kilometres, specificity
from model.families.supply import Supplier
from model.schema import ANY, ByYear, Row, key, number, reference, sheet, text, yearly
from model.sheets import GOODS, PLACES, Plant, Site
from model.tables import Tables

CAUSES = ("Footprints", "Transport footprints")


@sheet("Footprints", tab="Capacity")
class Footprint(Row):
    """What a unit of capacity used, or of what is bought, causes besides goods: emissions, water drawn, waste,
    radioactivity or whatever is named. Where several rows fit a recipe at a plant the one with most points holds: 2
    for a plant, 1 for a technology; 1 for a recipe."""

    footprint: str = key(note="What is counted, such as 'CO2' or 'water'.")
    item: str = key(
        of=("Capacity", "Suppliers", "Technologies"),
        any=True,
        note="A plant, a technology or 'any' plant; or a supplier: what was caused before it is bought.",
    )
    recipe: str = key(of="Recipes", default=ANY, any=True, note="That the plant runs. Not for a supplier.")
    amount: float = number(
        "footprint unit per {unit}", at_least=0, note="By capacity used; of a supplier by unit bought."
    )
    unit: str = text(note="Unit of the footprint, such as t or m3, in one of its rows at least.")


@sheet("Transport footprints", tab="Network")
class TransportFootprint(Row):
    """What shipping causes, by great-circle distance between the sites. Where several rows fit a lane the one with the
    most points holds, as in Routes."""

    footprint: str = key(note="As in Footprints, or one of shipping alone.")
    origin: str = key(of=PLACES, any=True, header="from")
    destination: str = key(of=PLACES, any=True, header="to")
    commodity: str = key(of=GOODS, default=ANY, any=True, note="A commodity, a stage, a group or 'any'.")
    amount: float = number("footprint unit per {unit} and 1000 km", at_least=0, note="By unit sent.")
    unit: str = text(note="Unit of the footprint, such as t or m3, in one of its rows at least.")

    @property
    def as_route(self) -> Route:
        """A route of the same ends and goods."""
        return Route(origin=self.origin, destination=self.destination, commodity=self.commodity)


@sheet("Footprint limits", tab="Costs")
class FootprintLimit(Row):
    """What a footprint may come to, and what it costs: a carbon price, a water permit. What is caused counts where the
    plant or supplier is, of shipping where it arrives. Limits hold in disruptions too; charges of several rows add
    up."""

    name: str = key()
    footprint: str = reference(CAUSES)
    whose: str = reference(
        (*PLACES, "Capacity"), default=ANY, any=True, note="A place, with all that counts there, or a plant."
    )
    charge: ByYear | None = yearly("{currency}/footprint unit", default=None, note="Empty: none.")
    limit: ByYear | None = yearly("footprint unit/y", default=None, note="Empty: no limit.")
    total: float | None = number(
        "footprint unit", default=None, at_least=0, note="Over all years, if nothing goes wrong. Empty: no limit."
    )


Cause = TypeVar("Cause", Footprint, TransportFootprint)
Index = TypeVar("Index")

Lanes = Mapping[str, tuple[str, str, str]]
"""(origin, destination, commodity) by label."""


def points(row: Footprint, tables: Tables) -> int:
    """How precisely a row says what it is for: a plant 2, a technology 1; a recipe 1."""
    is_plant = any(plant.plant == row.item for plant in tables[Plant])
    return (2 if is_plant else int(row.item != ANY)) + int(row.recipe != ANY)


def of_runs(tables: Tables) -> dict[tuple[str, str, str], list[Footprint]]:
    """Rows that fit, by footprint, plant and recipe, the one that holds first."""
    technology = {plant.plant: plant.technology for plant in tables[Plant]}
    rank = {row: points(row, tables) for row in tables[Footprint]}
    return _best_first(
        rank,
        (
            ((row.footprint, each.plant, each.recipe), row)
            for row in rank
            for each in tables[Operation]
            if row.item in (ANY, each.plant, technology[each.plant]) and row.recipe in (ANY, each.recipe)
        ),
    )


def of_suppliers(tables: Tables) -> dict[tuple[str, str], Footprint]:
    """The row of each footprint and supplier."""
    names = {row.supplier for row in tables[Supplier]}
    return {(row.footprint, row.item): row for row in tables[Footprint] if row.item in names and row.recipe == ANY}


def of_lanes(tables: Tables, directory: Directory, lanes: Lanes) -> dict[tuple[str, str], list[TransportFootprint]]:
    """Rows that fit, by footprint and lane, the one that holds first."""
    rows = tables[TransportFootprint]
    places = {row: (directory.sites(row.origin), directory.sites(row.destination)) for row in rows}
    return _best_first(
        {row: specificity(row.as_route, directory) for row in rows},
        (
            ((row.footprint, label), row)
            for row, (starts, ends) in places.items()
            for label, (i, j, k) in lanes.items()
            if i in starts and j in ends and k in directory.commodities(row.commodity)
        ),
    )


def _best_first(rank: Mapping[Cause, int], fits: Iterable[tuple[Index, Cause]]) -> dict[Index, list[Cause]]:
    found: dict[Index, list[Cause]] = {}
    for index, row in fits:
        found.setdefault(index, []).append(row)
    return {index: sorted(rows, key=lambda row: -rank[row]) for index, rows in found.items()}


@dataclass(frozen=True)
class Factors:
    """What a unit causes, where it causes anything [footprint unit]."""

    runs: dict[tuple[str, str, str], float]
    """By footprint, plant and recipe, for each unit of capacity used."""
    purchases: dict[tuple[str, str], float]
    """By footprint and supplier, for each unit bought."""
    lanes: dict[tuple[str, str], float]
    """By footprint and lane, for each unit sent."""

    @classmethod
    def of(cls, tables: Tables, directory: Directory, lanes: Lanes) -> Factors:
        """Of the rows that hold."""
        sites = {row.site: row for row in tables[Site]}
        sent = {index: rows[0].amount for index, rows in of_lanes(tables, directory, lanes).items()}
        return cls(
            runs={index: rows[0].amount for index, rows in of_runs(tables).items() if rows[0].amount},
            purchases={index: row.amount for index, row in of_suppliers(tables).items() if row.amount},
            lanes={
                (footprint, label): amount * kilometres(sites[lanes[label][0]], sites[lanes[label][1]]) / 1000
                for (footprint, label), amount in sent.items()
                if amount
            },
        )


__all__ = [
    "CAUSES", "Factors", "Footprint", "FootprintLimit", "Lanes", "TransportFootprint", "of_lanes", "of_runs",
    "of_suppliers", "points",
]  # fmt: skip

"""Footprints: factors of running, buying and shipping, and the row that sets each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from model.families.conversion.rows import Operation
from model.families.footprints.rows import Footprint, TransportFootprint
from model.families.routes.algebra import kilometres, specificity
from model.scenario.build_context import Ends
from model.sheets.common import Plant, Site, Supplier
from model.sheets.names import LaneName, PlantName, RecipeName, SupplierName
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables

Cause = TypeVar("Cause", Footprint, TransportFootprint)
Index = TypeVar("Index")

Lanes = Mapping[LaneName, Ends]


def points(row: Footprint, tables: Tables) -> int:
    """Specificity of a row: a plant 2, a technology 1; a recipe 1."""
    is_plant = any(plant.plant == row.item for plant in tables[Plant])
    return (2 if is_plant else int(row.item != ANY)) + int(row.recipe != ANY)


def of_runs(tables: Tables) -> dict[tuple[str, PlantName, RecipeName], list[Footprint]]:
    """Rows that fit, by footprint, plant and recipe, the one that holds first."""
    technology = {plant.plant: plant.technology for plant in tables[Plant]}
    rank = {row: points(row, tables) for row in tables[Footprint]}
    return _best_first(
        rank,
        (
            ((row.footprint, operation.plant, operation.recipe), row)
            for row, operation in product(rank, tables[Operation])
            if row.item in (ANY, operation.plant, technology[operation.plant]) and row.recipe in (ANY, operation.recipe)
        ),
    )


def of_suppliers(tables: Tables) -> dict[tuple[str, SupplierName], Footprint]:
    """The row of each footprint and supplier."""
    rows = {(row.footprint, row.item): row for row in tables[Footprint] if row.recipe == ANY}
    names = [row.supplier for row in tables[Supplier]]
    return {(footprint, u): row for (footprint, item), row in rows.items() for u in names if u == item}


def of_lanes(
    tables: Tables, directory: Directory, lanes: Lanes
) -> dict[tuple[str, LaneName], list[TransportFootprint]]:
    """Rows that fit, by footprint and lane, the one that holds first."""
    rows = tables[TransportFootprint]
    places = {row: (directory.sites(row.origin), directory.sites(row.destination)) for row in rows}
    return _best_first(
        {row: specificity(row.as_route, directory) for row in rows},
        (
            ((row.footprint, label), row)
            for (row, (starts, ends)), (label, (i, j, k)) in product(places.items(), lanes.items())
            if i in starts and j in ends and k in directory.commodities(row.commodity)
        ),
    )


def _best_first(rank: Mapping[Cause, int], fits: Iterable[tuple[Index, Cause]]) -> dict[Index, list[Cause]]:
    by_index: dict[Index, list[Cause]] = {}
    for index, row in fits:
        by_index.setdefault(index, []).append(row)
    return {index: sorted(rows, key=lambda row: -rank[row]) for index, rows in by_index.items()}


@dataclass(frozen=True)
class Factors:
    """Non-zero footprint factors per unit [footprint unit]."""

    runs: dict[tuple[str, PlantName, RecipeName], float]
    """By footprint, plant and recipe, for each unit of capacity used."""
    purchases: dict[tuple[str, SupplierName], float]
    """By footprint and supplier, for each unit bought."""
    lanes: dict[tuple[str, LaneName], float]
    """By footprint and lane, for each unit sent."""

    @classmethod
    def of(cls, tables: Tables, directory: Directory, lanes: Lanes) -> Factors:
        """Factors of the rows that apply."""
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

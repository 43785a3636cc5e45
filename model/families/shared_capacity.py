"""Shared capacity: recipes that also use capacity of other plants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.families.common.pyomo import members, parameter, pyo
from model.scenario.build_context import BuildContext, grouped
from model.sheets.names import Node, PlantName, RecipeName
from model.sheets.schema import Row, key, number, sheet

Use = tuple[PlantName, RecipeName, PlantName]
"""(plant, recipe, plant whose capacity is taken)"""


@sheet("Shared capacity", tab="Capacity")
class SharedCapacity(Row):
    """Capacity of another plant that a recipe also uses, such as a furnace shared by several lines."""

    plant: PlantName = key(of="Capacity")
    recipe: RecipeName = key(of="Recipes")
    takes_from: PlantName = key(of="Capacity", note="The plant whose capacity is used, in addition to its own plant's.")
    capacity_use: float = number("{unit} per unit run", default=1.0, above=0)


@dataclass(frozen=True)
class SharedCapacityData:
    """Index sets and coefficients of shared capacity."""

    use: dict[Use, float]
    """Capacity taken per unit run."""


def coefficients(context: BuildContext) -> SharedCapacityData:
    """Shared capacity of the tables."""
    return SharedCapacityData(
        {(row.plant, row.recipe, row.takes_from): row.capacity_use for row in context.tables[SharedCapacity]}
    )


def build(m: Any, data: SharedCapacityData) -> None:
    """Adds no variable: the capacity taken follows from the runs."""
    plants = list(m.PLANTS)
    m.SHARED_USES = pyo.Set(dimen=3, initialize=list(data.use))
    m.shared_use = parameter(m.SHARED_USES, values=data.use)
    m.TAKING = members(m.PLANTS, dimen=3, values=grouped(plants, ((use[-1], use) for use in data.use)))


def used_by_others(m: Any, q: Any, n: Node) -> Any:
    """Capacity of a plant that recipes of other plants take [units per year]."""
    return sum(m.shared_use[p, r, s] * m.run[p, r, n] for p, r, s in m.TAKING[q])


USE = (used_by_others,)

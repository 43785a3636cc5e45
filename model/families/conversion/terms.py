"""Rows of conversion as values by period."""

from __future__ import annotations

from model.families.conversion.rows import Operation, Recipe
from model.scenario.calendar import Calendar
from model.sheets.common import Commodity, Plant
from model.sheets.tables import Tables


def capacity_units(tables: Tables) -> dict[str, str]:
    """The unit of each plant's capacity: its own, else that of what it makes; empty if that has several, or none."""
    unit = {row.commodity: row.unit for row in tables[Commodity]}
    made: dict[str, set[str]] = {}
    for row in tables[Recipe]:
        if row.quantity > 0:
            made.setdefault(row.recipe, set()).add(unit.get(row.commodity, ""))
    units: dict[str, set[str]] = {}
    for operation in tables[Operation]:
        units.setdefault(operation.plant, set()).update(made.get(operation.recipe, ()))
    only = {plant: next(iter(each)) for plant, each in units.items() if len(each) == 1}
    return {row.plant: row.capacity_unit or only.get(row.plant, "") for row in tables[Plant]}


def existing_at(plant: Plant, year: int) -> float:
    """Existing capacity in service in a year [unit/y]."""
    has_begun = plant.in_service_from is None or plant.in_service_from <= year
    has_ended = plant.in_service_until is not None and plant.in_service_until < year
    return plant.existing_capacity.at(year) if has_begun and not has_ended else 0.0


def existing_in(calendar: Calendar, plant: Plant, period: int) -> float:
    """Existing capacity in service, averaged over the years of a period [unit/y]."""
    return sum(existing_at(plant, year) for year in calendar.years_of(period)) / calendar.years


def existing_share(calendar: Calendar, plant: Plant, period: int) -> float:
    """Share of the years of a period in which a plant has existing capacity in service."""
    return sum(existing_at(plant, year) > 0 for year in calendar.years_of(period)) / calendar.years

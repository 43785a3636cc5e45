"""Rows of conversion as values by period."""

from __future__ import annotations

from model.scenario.calendar import Calendar
from model.sheets.common import Plant


def existing_at(plant: Plant, year: int) -> float:
    """Existing capacity in service in a year [unit/y]."""
    has_begun = plant.in_service_from is None or plant.in_service_from <= year
    has_ended = plant.in_service_until is not None and plant.in_service_until < year
    return plant.existing_capacity.at(year) if has_begun and not has_ended else 0.0


def existing_in(calendar: Calendar, plant: Plant, period: int) -> float:
    """Existing capacity in service, averaged over the years of a period [unit/y]."""
    return sum(existing_at(plant, year) for year in calendar.years_of(period)) / calendar.length(period)


def existing_share(calendar: Calendar, plant: Plant, period: int) -> float:
    """Share of the years of a period in which a plant has existing capacity in service."""
    return sum(existing_at(plant, year) > 0 for year in calendar.years_of(period)) / calendar.length(period)

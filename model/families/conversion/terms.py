"""What rows of conversion come to, period by period."""

from __future__ import annotations

from model.sheets.common import Plant
from model.world.calendar import Calendar


def existing_in(calendar: Calendar, plant: Plant, period: int) -> float:
    """Existing capacity in service, averaged over the years of a period [unit/y]."""
    start = plant.in_service_from if plant.in_service_from is not None else calendar.first_year
    until = plant.in_service_until if plant.in_service_until is not None else calendar.last_year
    return plant.existing_capacity * calendar.share(start, until + 1, period)

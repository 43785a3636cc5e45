"""Existing capacity: in place or committed without the plan, by year, while in service."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.audit.horizon import FOREVER, MOMENT, Stretch
from model.audit.ledger import Ledger
from model.sheets.common import Plant


def existing(ledger: Ledger, plant: Plant, period: int) -> float:
    """Capacity without the plan that is in service, averaged over a period [units per year]."""
    return ledger.horizon.level(_years_of_service(plant, period, ledger.horizon.years), period)


def in_service(ledger: Ledger, plant: Plant, period: int) -> float:
    """Share of a period in which any capacity without the plan is in service."""
    years = _years_of_service(plant, period, ledger.horizon.years)
    return ledger.horizon.level(((start, end, float(level > 0)) for start, end, level in years), period)


def stood(plant: Plant, moment: float) -> bool:
    """Whether any capacity exists without the plan, just before a moment and just after it."""
    return all(
        any(start <= at < end and level > 0 for start, end, level in _years_of_service(plant, math.floor(at), 1))
        for at in (moment - MOMENT, moment + MOMENT)
    )


def _years_of_service(plant: Plant, period: int, years: int) -> Iterator[Stretch]:
    """Existing capacity of each year of a period, while in service."""
    start = -FOREVER if plant.in_service_from is None else plant.in_service_from
    end = FOREVER if plant.in_service_until is None else plant.in_service_until + 1
    for year in range(period, period + years):
        yield max(start, year), min(end, year + 1), plant.existing_capacity.at(year)


__all__ = ["existing", "in_service", "stood"]

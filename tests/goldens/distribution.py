"""Distribution, problem 19 of H. P. Williams, *Model Building in Mathematical Programming*, 5th edition.

Two factories, four depots that pass on so much a month at most, six customers. Only the lanes listed are there. A
second question prefers some suppliers of some customers, and asks what can come of them at most, and at what cost.
"""

from __future__ import annotations

from dataclasses import replace

from model import Tables
from model.testing import (
    ByYear,
    Commodity,
    Country,
    Demand,
    Limit,
    Operation,
    Plant,
    Recipe,
    Route,
    Row,
    Settings,
    Site,
)

COST, COST_OF_PREFERENCE = 198_500.0, 246_000.0

MOST_PREFERRED = 130_000.0
"""Tonnes that can come from preferred suppliers."""

FACTORIES = {"Liverpool": 150_000.0, "Brighton": 200_000.0}

THROUGHPUT = {"Newcastle": 70_000.0, "Birmingham": 50_000.0, "London": 100_000.0, "Exeter": 40_000.0}

DEMAND = {"C1": 50_000.0, "C2": 10_000.0, "C3": 40_000.0, "C4": 35_000.0, "C5": 60_000.0, "C6": 20_000.0}

LANES = {
    "Liverpool": {"Newcastle": 0.5, "Birmingham": 0.5, "London": 1.0, "Exeter": 0.2, "C1": 1.0, "C3": 1.5, "C4": 2.0,
                  "C6": 1.0},
    "Brighton": {"Birmingham": 0.3, "London": 0.5, "Exeter": 0.2, "C1": 2.0},
    "Newcastle": {"C2": 1.5, "C3": 0.5, "C4": 1.5, "C6": 1.0},
    "Birmingham": {"C1": 1.0, "C2": 0.5, "C3": 0.5, "C4": 1.0, "C5": 0.5},
    "London": {"C2": 1.5, "C3": 2.0, "C5": 0.5, "C6": 1.5},
    "Exeter": {"C3": 0.2, "C4": 1.5, "C5": 0.5, "C6": 1.5},
}  # fmt: skip

PREFERRED = {"C1": ("Liverpool",), "C2": ("Newcastle",), "C5": ("Birmingham",), "C6": ("Exeter", "London")}

GOODS, PREFERENCE = "goods", "preferred"


def distribution(*, preferred: float | None = None, is_preferred: bool = False) -> Tables:
    """A month, stated as a year; at least so much comes on preferred lanes, or as much as can be before cost counts."""
    rows: list[Row] = [
        Country(country="UK"),
        *(Site(site=name, country="UK") for name in (*FACTORIES, *THROUGHPUT, *DEMAND)),
        Commodity(commodity=GOODS, unit="t"),
        Recipe(recipe="make", commodity=GOODS, quantity=1.0),
        *(Demand(market=customer, product=GOODS, quantity=ByYear.of(need)) for customer, need in DEMAND.items()),
        *(Limit(limit=f"through {depot}", measure="throughput", scope=depot, value=ByYear.of(most))
          for depot, most in THROUGHPUT.items()),
        *(Route(origin=origin, destination=destination, commodity=GOODS, freight=cost,
                corridor=PREFERENCE if origin in PREFERRED.get(destination, ()) else "")
          for origin, costs in LANES.items() for destination, cost in costs.items()),
    ]  # fmt: skip
    for factory, capacity in FACTORIES.items():
        rows.append(Plant(plant=f"{factory} factory", site=factory, existing_capacity=ByYear.of(capacity)))
        rows.append(Operation(plant=f"{factory} factory", recipe="make"))
    wish = Limit(limit="wish", measure="flow", scope=PREFERENCE, bound="at least")
    if preferred is not None:
        rows.append(replace(wish, value=ByYear.of(preferred)))
    elif is_preferred:
        rows.append(replace(wish, priority=1))
    settings = Settings(first_year=2026, last_year=2026, discount_rate=0.0, amounts="ones", gap=0.0)
    return Tables.of(settings, rows)

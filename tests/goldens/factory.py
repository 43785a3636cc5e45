"""Factory planning, problems 3 and 4 of H. P. Williams, *Model Building in Mathematical Programming*, 5th edition.

Seven products share five kinds of machines over six months, each stated as a year without discounting. Months in which
machines are down are given (first problem), or are chosen so that each machine is down once (second problem).
"""

from __future__ import annotations

from model import Tables
from model.testing import (
    ByYear,
    Commodity,
    Country,
    Operation,
    Outlet,
    Plant,
    Project,
    Recipe,
    Row,
    Settings,
    SharedCapacity,
    Site,
    Stockpile,
    Supplier,
)

PROFIT_GIVEN, PROFIT_CHOSEN = 93_715.178_571, 108_855.0

PROFIT = {"P1": 10.0, "P2": 6.0, "P3": 8.0, "P4": 4.0, "P5": 11.0, "P6": 9.0, "P7": 3.0}

HOURS = {
    "grinder": (0.5, 0.7, 0, 0, 0.3, 0.2, 0.5),
    "vertical drill": (0.1, 0.2, 0, 0.3, 0, 0.6, 0),
    "horizontal drill": (0.2, 0, 0.8, 0, 0, 0, 0.6),
    "borer": (0.05, 0.03, 0, 0.07, 0.1, 0, 0.08),
    "planer": (0, 0, 0.01, 0, 0.05, 0, 0.05),
}
"""A product takes of a machine."""

MACHINES = {"grinder": 4, "vertical drill": 2, "horizontal drill": 3, "borer": 1, "planer": 1}

MONTHLY_HOURS = 384.0
"""24 days of two shifts of eight hours."""

MOST_SOLD = (
    (500, 1000, 300, 300, 800, 200, 100),
    (600, 500, 200, 0, 400, 300, 150),
    (300, 600, 0, 0, 500, 400, 100),
    (200, 300, 400, 500, 200, 0, 100),
    (0, 100, 500, 100, 1000, 300, 0),
    (500, 500, 100, 300, 1100, 500, 60),
)
"""By month and product."""

DOWN = (
    {"grinder": 1}, {"horizontal drill": 2}, {"borer": 1}, {"vertical drill": 1}, {"grinder": 1, "vertical drill": 1},
    {"planer": 1, "horizontal drill": 1},
)  # fmt: skip
"""Machines that are down, by month."""

DOWN_ONCE = {"grinder": 2, "vertical drill": 2, "horizontal drill": 3, "borer": 1, "planer": 1}

FIRST, MONTHS = 2026, 6

FLOOR, FACTORY = "assembly", "Factory"

AMPLE = 5_000.0
"""Pieces a month: more than anybody buys and stores, since only machines limit what is made."""


def outages_given() -> Tables:
    """The share of each kind of machine that works is given by month."""
    rows: list[Row] = [
        Plant(
            plant=machine, site=FACTORY, capacity_unit="hour", existing_capacity=ByYear.of(number * MONTHLY_HOURS),
            availability=ByYear.of({FIRST + t: 1 - down.get(machine, 0) / number for t, down in enumerate(DOWN)}),
        )
        for machine, number in MACHINES.items()
    ]  # fmt: skip
    return Tables.of(_settings(), [*_products(), *rows])


def outages_chosen() -> Tables:
    """A machine that works for a month is a module that lives for one: of four grinders two are down once, which leaves
    22 of 24 months of work, at most four at a time."""
    rows: list[Row] = []
    for machine, number in MACHINES.items():
        most = number * MONTHLY_HOURS
        rows += [
            Plant(plant=machine, site=FACTORY, capacity_unit="hour", maximum_capacity=most),
            Project(
                project=f"a month of a {machine}", plant=machine, kind="modules", module_size=MONTHLY_HOURS,
                maximum_modules=number * MONTHS - DOWN_ONCE[machine], life=1.0,
            ),
        ]  # fmt: skip
    return Tables.of(_settings(), [*_products(), *rows])


def _settings() -> Settings:
    return Settings(
        first_year=FIRST, last_year=FIRST + MONTHS - 1, discount_rate=0.0, amounts="ones", gap=0.0
    )  # fmt: skip


def _products() -> list[Row]:
    """What is made, stored and sold."""
    rows: list[Row] = [
        Country(country="A"),
        Site(site=FACTORY, country="A"),
        Commodity(commodity="material", unit="piece"),
        Supplier(supplier="free material", site=FACTORY, commodity="material", price=ByYear.of(0.0)),
        Plant(plant=FLOOR, site=FACTORY, capacity_unit="piece", existing_capacity=ByYear.of(AMPLE * len(PROFIT))),
    ]
    for at, (product, profit) in enumerate(PROFIT.items()):
        recipe = f"make {product}"
        rows += [
            Commodity(commodity=product, unit="piece"),
            Recipe(recipe=recipe, commodity="material", quantity=-1.0),
            Recipe(recipe=recipe, commodity=product, quantity=1.0),
            Operation(plant=FLOOR, recipe=recipe),
            *(
                SharedCapacity(plant=FLOOR, recipe=recipe, takes_from=machine, capacity_use=hours[at])
                for machine, hours in HOURS.items()
                if hours[at] > 0
            ),
            Outlet(
                outlet=f"market of {product}", site=FACTORY, commodity=product, price=ByYear.of(profit),
                limit=ByYear.of({FIRST + t: float(most[at]) for t, most in enumerate(MOST_SOLD)}),
            ),
            Stockpile(
                stockpile=f"store of {product}", site=FACTORY, commodity=product, capacity=100.0, holding_cost=0.5,
                minimum_closing_stock=50.0,
            ),
        ]  # fmt: skip
    return rows

"""Food manufacture, problems 12.1 and 12.2 of H. P. Williams, *Model Building in Mathematical Programming*, 5th
edition; also examples in Gurobi's collection of models.

Five oils are bought at prices that differ by month, stored, refined and blended to a food of limited hardness. Each
month is stated as a year without discounting. In the second problem a blend has at most three oils, at least 20 t of
each that is in it, and oil 3 in every blend with vegetable oil 1 or 2.
"""

from __future__ import annotations

from model import Tables
from model.testing import (
    Blending,
    ByYear,
    Commodity,
    Country,
    Limit,
    OperatingRule,
    Operation,
    Outlet,
    Plant,
    Property,
    Recipe,
    Row,
    Settings,
    SharedCapacity,
    Site,
    Stockpile,
    Supplier,
)

PROFIT_FREE, PROFIT_OF_FEW = 107_842.592_593, 100_278.703_704
"""Of the first problem, and of the second."""

FIRST, MONTHS = 2026, 6

PRICES = {
    "vegetable 1": (110, 130, 110, 120, 100, 90),
    "vegetable 2": (120, 130, 140, 110, 120, 100),
    "oil 1": (130, 110, 130, 120, 150, 140),
    "oil 2": (110, 90, 100, 120, 110, 80),
    "oil 3": (115, 115, 95, 125, 105, 135),
}
"""By oil and month [per tonne]."""

HARDNESS = {"vegetable 1": 8.8, "vegetable 2": 6.1, "oil 1": 2.0, "oil 2": 4.2, "oil 3": 5.0}

REFINED = {"vegetable": 200.0, "non-vegetable": 250.0}
"""Most that is refined of both kinds of oil in a month [t]."""

FOOD_PRICE, STORING, TANK, LEFT, LEAST_USED, MOST_OILS = 150.0, 5.0, 1000.0, 500.0, 20.0, 3

AMPLE = 1000.0
"""More than is refined in a month [t]."""


def food(*, is_limited: bool) -> Tables:
    """The first problem or, with limits on the oils of a blend, the second."""
    settings = Settings(first_year=FIRST, last_year=FIRST + MONTHS - 1, discount_rate=0.0, amounts="ones", gap=0.0)
    return Tables.of(settings, [*_blending(), *(_rules() if is_limited else [])])


def _blending() -> list[Row]:
    """A blend is one plant with a recipe for each oil, which takes the refinery of its kind."""
    rows: list[Row] = [
        Country(country="A"),
        Site(site="Works", country="A"),
        Commodity(commodity="food", unit="t"),
        Plant(plant="Blend", site="Works", technology="blending", existing_capacity=ByYear.of(AMPLE)),
        Blending(plant="Blend", property="hardness", at_least=ByYear.of(3.0), at_most=ByYear.of(6.0)),
        Outlet(outlet="market", site="Works", commodity="food", price=ByYear.of(FOOD_PRICE)),
    ]
    rows += [
        Plant(plant=f"{kind} refinery", site="Works", capacity_unit="t", existing_capacity=ByYear.of(most))
        for kind, most in REFINED.items()
    ]
    for oil, prices in PRICES.items():
        kind = "vegetable" if oil.startswith("vegetable") else "non-vegetable"
        rows += [
            Commodity(commodity=oil, unit="t"),
            Property(commodity=oil, property="hardness", value=HARDNESS[oil]),
            Supplier(
                supplier=f"futures of {oil}",
                site="Works",
                commodity=oil,
                price=ByYear.of({FIRST + month: float(price) for month, price in enumerate(prices)}),
            ),
            Stockpile(
                stockpile=f"tank of {oil}",
                site="Works",
                commodity=oil,
                capacity=TANK,
                opening_stock=LEFT,
                holding_cost=STORING,
                minimum_closing_stock=LEFT,
            ),
            Recipe(recipe=f"of {oil}", commodity=oil, quantity=-1.0),
            Recipe(recipe=f"of {oil}", commodity="food", quantity=1.0),
            Operation(plant="Blend", recipe=f"of {oil}"),
            SharedCapacity(plant="Blend", recipe=f"of {oil}", takes_from=f"{kind} refinery"),
        ]
    return rows


def _rules() -> list[Row]:
    """What the second problem adds."""
    rows: list[Row] = [
        OperatingRule(
            plant="Blend",
            recipe=f"of {oil}",
            minimum_run=LEAST_USED,
            needs_recipe="of oil 3" if oil.startswith("vegetable") else "",
        )
        for oil in PRICES
    ]
    most = Limit(limit="oils in a blend", measure="recipes in use", of="food", value=ByYear.of(float(MOST_OILS)))
    return [*rows, most]

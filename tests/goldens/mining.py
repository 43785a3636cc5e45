"""Mining, problem 7 of H. P. Williams, *Model Building in Mathematical Programming*, 5th edition.

Four mines, five years, at most three of them worked in a year. A mine that is kept open, worked or not, costs a
royalty; a closed one stays closed. The ore of a year is blended to exactly the quality that the year asks, and sold.
"""

from __future__ import annotations

from model import Tables
from model.testing import (
    Blending,
    ByYear,
    Closure,
    Commodity,
    CostRow,
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
    Site,
)

PROFIT = 146.861_974_364_2

ROYALTY = {"mine 1": 5.0, "mine 2": 4.0, "mine 3": 4.0, "mine 4": 5.0}
"""[million a year]"""

OUTPUT = {"mine 1": 2.0, "mine 2": 2.5, "mine 3": 1.3, "mine 4": 3.0}
"""[million t a year]"""

QUALITY = {"mine 1": 1.0, "mine 2": 0.7, "mine 3": 1.5, "mine 4": 0.5}

BLEND = (0.9, 0.8, 1.2, 0.6, 1.0)
"""Quality asked, by year."""

EXTRACTION = (
    (2.0, 0.0, 1.3, 2.45),
    (0.0, 2.5, 1.3, 2.2),
    (1.95, 0.0, 1.3, 0.0),
    (0.125, 2.5, 0.0, 3.0),
    (2.0, 6.5 / 3, 1.3, 0.0),
)
"""By year and mine [million t]."""

FIRST = 2026


def mining() -> Tables:
    """Money and ore in millions. The blender is as large as all mines together."""
    quality = ByYear.of({FIRST + at: value for at, value in enumerate(BLEND)})
    rows: list[Row] = [
        Country(country="A"),
        Site(site="Pits", country="A"),
        Commodity(commodity="blend", unit="Mt"),
        Plant(plant="blender", site="Pits", capacity_unit="Mt", existing_capacity=ByYear.of(sum(OUTPUT.values()))),
        Blending(plant="blender", property="quality", at_least=quality, at_most=quality),
        Outlet(outlet="market", site="Pits", commodity="blend", price=ByYear.of(10.0)),
        Limit(limit="crews", measure="plants in use", of="mine", value=ByYear.of(3.0)),
    ]
    for mine, output in OUTPUT.items():
        ore = f"ore of {mine}"
        rows += [
            Commodity(commodity=ore, unit="Mt"),
            Property(commodity=ore, property="quality", value=QUALITY[mine]),
            Plant(plant=mine, site="Pits", technology="mine", capacity_unit="Mt", existing_capacity=ByYear.of(output)),
            CostRow(item=mine, fixed_opex=ROYALTY[mine] / output),
            Closure(plant=mine, closing_cost=0.0),
            OperatingRule(plant=mine),
            Recipe(recipe=f"work {mine}", commodity=ore, quantity=1.0),
            Operation(plant=mine, recipe=f"work {mine}"),
            Recipe(recipe=f"blend {ore}", commodity=ore, quantity=-1.0),
            Recipe(recipe=f"blend {ore}", commodity="blend", quantity=1.0),
            Operation(plant="blender", recipe=f"blend {ore}"),
        ]
    settings = Settings(
        first_year=FIRST, last_year=FIRST + len(BLEND) - 1, discount_rate=0.1, amounts="ones", gap=0.0
    )  # fmt: skip
    return Tables.of(settings, rows)

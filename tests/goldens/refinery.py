"""Refinery optimisation, problem 6 of H. P. Williams, *Model Building in Mathematical Programming*, 5th edition.

Two crudes are distilled into six cuts, which are reformed, cracked and blended into petrol of two grades, jet fuel and
fuel oil, or make lube oil. Petrol needs an octane number, jet fuel a low vapour pressure; premium petrol is at least
40 % of regular. A component of a blend is a recipe of the blender, one for one.
"""

from __future__ import annotations

from collections.abc import Mapping

from model import Tables
from model.testing import (
    Blending,
    ByYear,
    Commodity,
    Country,
    Limit,
    Operation,
    Outlet,
    Plant,
    Property,
    Recipe,
    Row,
    Settings,
    Site,
    Supplier,
)

PROFIT = 211_365.134_769

CITY = "Refinery"

CRUDES = {"crude 1": 20_000.0, "crude 2": 30_000.0}

DISTILLED = {
    "crude 1": {"light naphtha": 0.1, "medium naphtha": 0.2, "heavy naphtha": 0.2, "light oil": 0.12,
                "heavy oil": 0.2, "residuum": 0.13},
    "crude 2": {"light naphtha": 0.15, "medium naphtha": 0.25, "heavy naphtha": 0.18, "light oil": 0.08,
                "heavy oil": 0.19, "residuum": 0.12},
}  # fmt: skip

REFORMED = {"light naphtha": 0.6, "medium naphtha": 0.52, "heavy naphtha": 0.45}

CRACKED = {
    "light oil": {"cracked oil": 0.68, "cracked gasoline": 0.28},
    "heavy oil": {"cracked oil": 0.75, "cracked gasoline": 0.2},
}

OCTANE = {"light naphtha": 90, "medium naphtha": 80, "heavy naphtha": 70, "reformed gasoline": 115,
          "cracked gasoline": 105}  # fmt: skip

VAPOUR_PRESSURE = {"light oil": 1.0, "heavy oil": 0.6, "cracked oil": 1.5, "residuum": 0.05}

FUEL_OIL = {"light oil": 10, "cracked oil": 4, "heavy oil": 3, "residuum": 1}
"""Parts."""

PRICES = {"premium petrol": 7.0, "regular petrol": 6.0, "jet fuel": 4.0, "fuel oil": 3.5, "lube oil": 1.5}

LEAST_LUBE, MOST_LUBE = 500.0, 1000.0

PREMIUM_OF_ALL = 0.4 / 1.4
"""Of all petrol, where premium is at least 40 % of regular."""

AMPLE = 50_000.0
"""Barrels a day: more than all crude, for what the book gives no capacity."""


def refinery() -> Tables:
    """A day, stated as a year."""
    rows: list[Row] = [
        Country(country="A"),
        Site(site=CITY, country="A"),
        *(Supplier(supplier=crude, site=CITY, commodity=crude, price=ByYear.of(0.0), limit=ByYear.of(limit))
          for crude, limit in CRUDES.items()),
        *_plant("distillation", 45_000.0, {f"distil {crude}": {crude: -1.0, **cuts}
                                           for crude, cuts in DISTILLED.items()}),
        *_plant("reforming", 10_000.0, {f"reform {cut}": {cut: -1.0, "reformed gasoline": share}
                                        for cut, share in REFORMED.items()}),
        *_plant("cracking", 8_000.0, {f"crack {cut}": {cut: -1.0, **made} for cut, made in CRACKED.items()}),
        *_plant("lube oil plant", MOST_LUBE / 0.5, {"make lube oil": {"residuum": -1.0, "lube oil": 0.5}}),
        *_plant("fuel oil blender", AMPLE, {"blend fuel oil": {
            **{cut: -part / sum(FUEL_OIL.values()) for cut, part in FUEL_OIL.items()}, "fuel oil": 1.0}}),
    ]  # fmt: skip
    for petrol, octane in (("premium petrol", 94.0), ("regular petrol", 84.0)):
        rows += _blend(petrol, OCTANE)
        rows.append(Blending(plant=f"{petrol} blender", property="octane", at_least=ByYear.of(octane)))
    rows += _blend("jet fuel", VAPOUR_PRESSURE)
    rows.append(Blending(plant="jet fuel blender", property="vapour pressure", at_most=ByYear.of(1.0)))
    rows += [Property(commodity=cut, property="octane", value=value) for cut, value in OCTANE.items()]
    rows += [Property(commodity=cut, property="vapour pressure", value=value) for cut, value in VAPOUR_PRESSURE.items()]
    rows += _petrol_station()
    rows += [
        Outlet(outlet=f"market of {product}", site=CITY, commodity=sold(product), price=ByYear.of(price))
        for product, price in PRICES.items()
    ]
    rows += [
        Limit(limit="least lube oil", measure="supply", of="lube oil", value=ByYear.of(LEAST_LUBE)),
    ]
    return Tables.of(Settings(first_year=2026, last_year=2026, discount_rate=0.0, amounts="ones", gap=0.0), [
        *(Commodity(commodity=name, unit="barrel", disposal_cost=0.0) for name in _goods(rows)), *rows,
    ])  # fmt: skip


def _plant(name: str, capacity: float, recipes: Mapping[str, Mapping[str, float]]) -> list[Row]:
    """A plant that stands, with its recipes: what each takes (−) and makes (+)."""
    rows: list[Row] = [Plant(plant=name, site=CITY, existing_capacity=ByYear.of(capacity), capacity_unit="barrel")]
    for recipe, goods in recipes.items():
        rows.append(Operation(plant=name, recipe=recipe))
        rows += [Recipe(recipe=recipe, commodity=commodity, quantity=amount) for commodity, amount in goods.items()]
    return rows


def _blend(product: str, components: Mapping[str, float]) -> list[Row]:
    """A blender: each component becomes the product, one for one."""
    recipes = {f"{component} to {product}": {component: -1.0, product: 1.0} for component in components}
    return _plant(f"{product} blender", AMPLE, recipes)


def _petrol_station() -> list[Row]:
    """Where both petrols are sold, so that one is a share of all."""
    recipes = {f"sell {petrol}": {petrol: -1.0, sold(petrol): 1.0} for petrol in ("premium petrol", "regular petrol")}
    rows = _plant("petrol station", AMPLE, recipes)
    least = Operation(plant="petrol station", recipe="sell premium petrol", minimum_share=PREMIUM_OF_ALL)
    return [least if isinstance(row, Operation) and row.recipe == least.recipe else row for row in rows]


def sold(product: str) -> str:
    """What a product is called once it may be sold."""
    return f"{product} sold" if product.endswith("petrol") else product


def _goods(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(row.commodity for row in rows if isinstance(row, Recipe)))

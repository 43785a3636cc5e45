"""Farm planning, problem 12.8 of H. P. Williams, *Model Building in Mathematical Programming*, 5th edition; also an
example in Gurobi's collection of models.

Cows of eleven ages give milk and calves, and are a year older in the next year. Land grows their grain and sugar beet,
or what is sold; feed and hours can also be bought. Stalls beyond those that are there are paid by a loan of ten years,
of which the payments after the five years of the plan count as well, none discounted. Cash flow, of which none may be
negative, is positive in each year of the optimum.
"""

from __future__ import annotations

from model import Tables
from model.testing import (
    ByYear,
    Commodity,
    CostRow,
    Country,
    LeadTime,
    Limit,
    Operation,
    Outlet,
    Plant,
    Project,
    Recipe,
    Row,
    Settings,
    SharedCapacity,
    Site,
    Supplier,
)

by = ByYear.of

LABOUR = 4000.0
"""Paid each year for the farm's own people, whatever is done."""

PROFIT = 121_719.172_861

FIRST, YEARS = 2026, 5

COST = -(PROFIT + YEARS * LABOUR)
"""Of what is decided, without the labour that is paid in any case."""

OWN_HOURS, OVERTIME = 5500.0, 1.2

HERD, SURVIVING_HEIFERS, SURVIVING_COWS = 10.0, 0.95, 0.98
"""Animals of each age, from the calves to those of 11 years, in the year before; shares that are alive a year later."""

STALLS, STALL, INTEREST, LOAN = 130.0, 39.71, 0.15, 10
"""Animals that there is room for; yearly payment for one more in the years of a loan."""

ACRES, GRAZING_HEIFER, GRAZING_COW = 200.0, 2 / 3, 1.0

GRAIN_LAND = {"group 1": (20.0, 1.1), "group 2": (30.0, 0.9), "group 3": (20.0, 0.8), "group 4": (10.0, 0.65)}
"""Acres, and tons an acre."""

FEED = {"grain": (0.6, 90.0, 75.0), "sugar beet": (0.7, 70.0, 58.0)}
"""Tons a cow, and prices at which they are bought and sold."""

SOLD = {"milk": 370.0, "bullock": 30.0, "heifer": 40.0, "cow of 12": 120.0}
"""A cow's milk of a year; calves, half of 1.1 of each sex."""

CALVES = 1.1 / 2


def farm() -> Tables:
    """The farm as it is in the year before the plan."""
    settings = Settings(first_year=FIRST, last_year=FIRST + YEARS - 1, discount_rate=0.0, amounts="ones", gap=0.0)
    return Tables.of(settings, [*_place(), *_stalls(), *_herd(), *_fields(), *_markets()])


def _place() -> list[Row]:
    return [
        Country(country="A"),
        Site(site="Farm", country="A"),
        Commodity(commodity="hours", unit="hour"),
        Supplier(supplier="own people", site="Farm", commodity="hours", price=by(0.0), limit=by(OWN_HOURS)),
        Supplier(supplier="overtime", site="Farm", commodity="hours", price=by(OVERTIME)),
        Plant(plant="land", site="Farm", capacity_unit="acre", existing_capacity=by(ACRES)),
    ]


def _stalls() -> list[Row]:
    """An annuity of which the first payment is made at once is worth the capital in that year."""
    capital = STALL * sum((1 + INTEREST) ** -year for year in range(LOAN))
    return [
        Plant(plant="stalls", site="Farm", capacity_unit="animal", existing_capacity=by(STALLS)),
        Project(project="more stalls", plant="stalls", kind="size", maximum_size=ACRES, life=50.0),
        LeadTime(project="more stalls", annuity_years=LOAN, annuity_rate=INTEREST, payments_after="counted"),
        CostRow(item="more stalls", capex_per_unit=by(capital)),
    ]


def _herd() -> list[Row]:
    """A recipe for each age, which gives milk and calves now and animals that are a year older next year."""
    names = {0: "heifer", 1: "heifer of 1", **{age: f"cow of {age}" for age in range(2, 13)}}
    rows: list[Row] = [Commodity(commodity=name, unit="animal") for name in names.values()]
    rows += [Commodity(commodity="milk", unit="cow"), Commodity(commodity="bullock", unit="animal")]
    for age in range(12):
        recipe, is_cow = f"keep a {names[age]}", age >= 2
        surviving = SURVIVING_COWS if is_cow else SURVIVING_HEIFERS
        rows += [
            Recipe(recipe=recipe, commodity=names[age], quantity=-1.0),
            Recipe(recipe=recipe, commodity=names[age + 1], quantity=surviving, delay=1.0),
            Recipe(recipe=recipe, commodity="hours", quantity=-42.0 if is_cow else -10.0),
            Operation(plant="stalls", recipe=recipe, begun=by(HERD)),
            SharedCapacity(
                plant="stalls",
                recipe=recipe,
                takes_from="land",
                capacity_use=GRAZING_COW if is_cow else GRAZING_HEIFER,
            ),
            CostRow(item="stalls", recipe=recipe, variable_opex=by(100.0 if is_cow else 50.0)),
        ]
        if is_cow:
            rows += [Recipe(recipe=recipe, commodity=feed, quantity=-need) for feed, (need, _, _) in FEED.items()]
            rows += [
                Recipe(recipe=recipe, commodity="milk", quantity=1.0),
                Recipe(recipe=recipe, commodity="bullock", quantity=CALVES),
                Recipe(recipe=recipe, commodity="heifer", quantity=CALVES),
            ]
    return rows


def _fields() -> list[Row]:
    rows: list[Row] = []
    for group, (acres, tons) in GRAIN_LAND.items():
        rows += _field(group, acres, "grain", tons, hours=4.0, cost=15.0)
    return [*rows, *_field("beet field", ACRES, "sugar beet", 1.5, hours=14.0, cost=10.0)]


def _field(name: str, acres: float, crop: str, tons: float, *, hours: float, cost: float) -> list[Row]:
    recipe = f"grow {crop} on {name}"
    return [
        Plant(plant=name, site="Farm", capacity_unit="acre", existing_capacity=by(acres)),
        Recipe(recipe=recipe, commodity=crop, quantity=tons),
        Recipe(recipe=recipe, commodity="hours", quantity=-hours),
        Operation(plant=name, recipe=recipe),
        SharedCapacity(plant=name, recipe=recipe, takes_from="land"),
        CostRow(item=name, variable_opex=by(cost)),
    ]


def _markets() -> list[Row]:
    """In the last year there are at least half of the 100 cows that give milk, and at most three quarters more."""
    last = FIRST + YEARS - 1
    rows: list[Row] = [
        Outlet(outlet=f"market of {goods}", site="Farm", commodity=goods, price=by(price))
        for goods, price in SOLD.items()
    ]
    for feed, (_, bought, sold) in FEED.items():
        rows += [
            Commodity(commodity=feed, unit="t"),
            Supplier(supplier=f"merchant of {feed}", site="Farm", commodity=feed, price=by(bought)),
            Outlet(outlet=f"market of {feed}", site="Farm", commodity=feed, price=by(sold)),
        ]
    return [
        *rows,
        Limit(limit="fewest cows", measure="supply", of="milk", bound="at least", value=by(50.0), from_year=last),
        Limit(limit="most cows", measure="supply", of="milk", bound="at most", value=by(175.0), from_year=last),
    ]

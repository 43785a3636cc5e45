"""When and where lithium deposits open: Busch, Chen, Ogbonna and Kendall, 'Effects of demand and recycling on the when
and where of lithium extraction', Nature Sustainability 8, 2025, doi 10.1038/s41893-025-01561-5; data under the MIT
licence.

160 deposits, 2022 to 2070. Each has planned capacity by year, is expanded by up to a quarter of its maximum a year, the
unopened ones at a fixed cost first, and has three tranches of ore of rising cost. The least cost of the first stage is
compared, which is not published: it was worked out apart from this program, with bound, by whoever converted the data.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from model import Tables
from model.families.demand.rows import OWED
from model.families.investment.rows import EXPANSION
from model.testing import (
    ANY,
    ByYear,
    Change,
    Commodity,
    CostRow,
    Country,
    Demand,
    Entry,
    Operation,
    Plant,
    Project,
    Recipe,
    Reserve,
    Route,
    Row,
    Settings,
    Site,
    WhatIf,
)
from tests.goldens.cases import CASES, data_of

CASE = "busch_lithium"
FOLDER = CASES / CASE

GOOD, RECIPE, MARKET = "lithium", "mine lithium", "World market"
TONNES = 1000.0
"""In a kilotonne, which the data are in. A million USD per kt is a thousand USD per t."""
TRANCHES = ("reserve", "demonstrated", "inferred")

Deposit = Mapping[str, str]


@cache
def deposits() -> tuple[Deposit, ...]:
    """Rows of the published table."""
    with (FOLDER / "deposits.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def demand(scenario: str) -> dict[int, float]:
    """Of the world by year [kt/y]."""
    with (FOLDER / "demand.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["year"]): float(row[scenario]) for row in csv.DictReader(file)}


def chosen(names: Collection[str]) -> list[Deposit]:
    """Some deposits by name, or all."""
    return [each for each in deposits() if not names or each["deposit"] in names]


def lithium(
    scenario: str = "reference", *, is_open: bool = False, names: Collection[str] = (), share: float = 1.0
) -> Tables:
    """The study as a workbook: of a scenario of demand, with every deposit open at no cost where that is asked; also of
    some deposits alone, for a share of demand."""
    given = data_of(CASE, "settings")
    settings = Settings(
        first_year=given["first_year"],
        last_year=given["last_year"],
        discount_rate=given["discount_rate"],
        amounts="millions",
        without_the_plan="no",
    )
    kept = chosen(names)
    countries = dict.fromkeys(each["country"] for each in kept)
    wanted = ByYear.of({year: share * TONNES * each for year, each in demand(scenario).items()})
    rows: list[Row] = [
        *(Country(country=name) for name in (*countries, MARKET)),
        *(Site(site=name, country=name) for name in (*countries, MARKET)),
        Commodity(commodity=GOOD, unit="t Li"),
        Route(origin=ANY, destination=MARKET, commodity=GOOD),
        Recipe(recipe=RECIPE, commodity=GOOD, quantity=1.0),
        Demand(
            market=MARKET,
            product=GOOD,
            quantity=wanted,
            shortage_cost=TONNES * given["backlog_cost"],
            unmet_demand=OWED,
        ),
        *(row for each in kept for row in _deposit(each, is_open=is_open)),
    ]
    gone = {name: [name] for name in given["n1_countries"]} | {"Lithium Triangle": given["lithium_triangle"]}
    for title, members in gone.items():
        if countries.keys() >= set(members):
            rows += _absent(title, members)
    return Tables.of(settings, rows)


def _deposit(given: Deposit, *, is_open: bool) -> Iterator[Row]:
    """A plant with a planned path, what it may be expanded by, and its ore."""
    name = given["deposit"]
    figure = {key: float(value) for key, value in given.items() if key not in ("deposit", "country", "type", "status")}
    planned = {year: TONNES * figure[f"capacity_{year}"] for year in (2022, 2023, 2025, 2030)}
    most = TONNES * figure["max_capacity"]
    yield Plant(
        plant=name, site=given["country"], technology=given["type"], capacity_unit="t Li",
        existing_capacity=ByYear.of(planned), maximum_capacity=most,
    )  # fmt: skip
    yield Operation(plant=name, recipe=RECIPE)
    project = f"{name} expansion"
    yield Project(
        project=project, plant=name, kind=EXPANSION, maximum_size=most,
        maximum_addition=TONNES * figure["max_added_per_year"], earliest_decision=int(figure["expandable_from"]),
        life=100,
    )  # fmt: skip
    yield CostRow(
        item=project,
        fixed_capex=ByYear.of(0.0 if is_open else figure["opening_cost"]),
        capex_per_unit=ByYear.of(TONNES * figure["expansion_cost"]),
    )
    for tranche in TRANCHES:
        if figure[tranche] > 0:
            yield Reserve(
                reserve=f"{name}, {tranche}", plant=name, available=TONNES * figure[tranche],
                extra_cost=TONNES * figure[f"cost_{tranche}"],
            )  # fmt: skip


def _absent(title: str, countries: Collection[str]) -> Iterator[Row]:
    """A what-if in which nothing comes from some countries, from the first year on."""
    name = f"without {title}"
    yield WhatIf(what_if=name)
    for country in countries:
        rows = f"site = {country}"
        yield Change(
            what_if=name, sheet="Capacity", rows=rows, column="availability", operation="set", value=Entry(0.0)
        )

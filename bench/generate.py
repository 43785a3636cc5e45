"""Supply chains of any size for measurements: deposits, separation, metal, magnets and markets in several countries.

The same size and seed give the same tables.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise

from model.families.conversion.rows import Operation, Recipe
from model.families.demand.rows import Demand
from model.families.funds import Fund
from model.families.investment.rows import LeadTime, Project
from model.families.routes.rows import Route
from model.families.stockpiles.rows import Stockpile
from model.families.workforce.rows import Skill, Staffing
from model.sheets.common import Commodity, CostRow, Country, Plant, Settings, Site, Supplier
from model.sheets.schema import ByYear, Row
from model.sheets.tables import Tables

STAGES = ("ore", "oxide", "metal", "magnet")
"""Each stage is made of the one before it."""
LONG_STAGES = ("ore", "concentrate", "oxide", "metal", "alloy", "magnet")

VALUES = {"ore": 5e3, "concentrate": 2e4, "oxide": 6e4, "metal": 8e4, "alloy": 9e4, "magnet": 1e5}
"""Value of a tonne [USD]."""


def supply_chain(
    sites: int,
    kinds: int = 1,
    countries: int = 6,
    years: int = 15,
    seed: int = 1,
    budget: float | None = None,
    stages: Sequence[str] = STAGES,
) -> Tables:
    """Tables of a chain with a number of sites a stage and of kinds of each commodity."""
    draw = random.Random(seed)
    settings = Settings(first_year=2026, last_year=2025 + years)
    return Tables.of(settings, _rows(draw, sites, kinds, countries, budget, stages))


def _rows(
    draw: random.Random, sites: int, kinds: int, countries: int, budget: float | None, stages: Sequence[str]
) -> Iterator[Row]:
    for c in range(countries):
        yield Country(country=f"country {c}")
        yield Skill(
            skill="engineer", market=f"country {c}", headcount=400, attrition=0.05, wage=ByYear.of(9e4),
            training_time=2.5, training_cost=ByYear.of(5e4), training_seats=ByYear.of(200), trainees_per_trainer=1.0,
        )  # fmt: skip
    for stage in stages:
        for kind in range(kinds):
            yield Commodity(
                commodity=f"{stage} {kind}", stage=stage, reference_value=VALUES[stage], disposal_cost=100.0
            )
        yield from _stage(draw, stage, sites, kinds, countries)
    for before, stage in pairwise(stages):
        for kind in range(kinds):
            yield Recipe(recipe=f"{stage} {kind}", commodity=f"{before} {kind}", quantity=-1.2)
            yield Recipe(recipe=f"{stage} {kind}", commodity=f"{stage} {kind}", quantity=1.0)
    for stage in stages:
        yield Route(origin="any", destination="any", commodity=stage, freight=300, tariff=0.05, transit=45, loss=0.001)
    yield from _markets(draw, sites, kinds, countries)
    if budget is not None:
        yield Fund(fund="capital budget", pays_for="capital", limit=ByYear.of(budget))


def _stage(draw: random.Random, stage: str, sites: int, kinds: int, countries: int) -> Iterator[Row]:
    for s in range(sites):
        place = f"{stage} site {s}"
        yield Site(site=place, country=f"country {draw.randrange(countries)}")
        if stage == "ore":
            for kind in range(kinds):
                yield Supplier(
                    supplier=f"{place} mine {kind}", site=place, commodity=f"ore {kind}",
                    price=ByYear.of(draw.uniform(3e3, 9e3)), limit=ByYear.of(draw.uniform(500, 4000)),
                )  # fmt: skip
            continue
        yield Plant(
            plant=f"{place} plant", site=place, technology=stage, existing_capacity=ByYear.of(draw.choice((0, 0, 500)))
        )
        yield CostRow(item=f"{place} plant", variable_opex=draw.uniform(2e3, 2e4))
        for kind in range(kinds):
            yield Operation(plant=f"{place} plant", recipe=f"{stage} {kind}", yield_factor=draw.uniform(0.9, 1.0))
        for scale, size in (("small", 1000), ("large", 4000)):
            project = f"{place} {scale}"
            yield Project(
                project=project, plant=f"{place} plant", kind="modules", module_size=size, choice_group=place, life=20
            )
            capital = draw.uniform(2e4, 9e4)
            yield CostRow(item=project, fixed_capex=draw.uniform(20, 80), capex_per_unit=capital, salvage=0.5)
            yield LeadTime(
                project=project, permitting=draw.choice((0.5, 1.0, 2.0)), construction=draw.choice((1.5, 2.0, 3.0)),
                ramp_up_year_1=0.5, ramp_up_year_2=0.8,
            )  # fmt: skip
    if stage != "ore":
        yield Staffing(technology=stage, skill="engineer", operation=20, construction=5, commissioning=10)


def _markets(draw: random.Random, sites: int, kinds: int, countries: int) -> Iterator[Row]:
    for s in range(max(2, sites // 2)):
        place = f"market {s}"
        yield Site(site=place, country=f"country {s % countries}")
        yield Stockpile(stockpile=f"{place} store", site=place, commodity="magnet 0", holding_cost=2e3)
        for kind in range(kinds):
            first = draw.uniform(500, 2000)
            growth = {2026: first, 2040: first * draw.uniform(1.5, 3.0)}
            yield Demand(
                market=place, product=f"magnet {kind}", quantity=ByYear.of(growth), shortage_cost=4e5
            )  # fmt: skip

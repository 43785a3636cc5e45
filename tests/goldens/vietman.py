"""Plant location in two stages: T. Vietorisz and A. S. Manne, "Chemical processes, plant location, and economies of
scale", in Manne and Markowitz (eds), *Studies in Process Analysis*, 1963, p. 136; model VIETMAN of the GAMS Model
Library.

Ammonia feeds fertiliser plants one for one. Both can be made at five sites, each at a fixed cost, or imported. What
making and shipping ammonia costs together is split: what it costs where it is used at home is the cost of making it.
"""

from __future__ import annotations

from model import Tables
from model.testing import (
    ANY,
    ByYear,
    Commodity,
    CostRow,
    Country,
    Demand,
    Operation,
    Plant,
    Project,
    Recipe,
    Route,
    Row,
    Settings,
    Site,
    Supplier,
)

COST = 64_926.46

FIXED = {"ammonia": (1760, 1656, 1626, 1784, 1782), "fertiliser": (810, 951, 754, 856, 852)}
"""By site."""

AMMONIA_ABROAD = (56.0, 47.4, 47.6, 54.4, 51.0)
"""Of a unit of imports, by the site that uses it."""

AMMONIA = (
    (20.4, 33.6, 34.5, 26.9, 29.5),
    (33.4, 20.2, 26.7, 31.3, 28.1),
    (35.3, 27.7, 21.2, 35.0, 32.2),
    (41.8, 46.4, 49.1, 35.3, 42.1),
    (43.0, 41.8, 44.9, 40.7, 33.9),
)
"""Of a unit, by the sites that make it and use it."""

FERTILISER_ABROAD = (86.1, 76.4, 76.8, 87.0, 83.6, 90.3, 75.4, 76.4, 81.2, 96.4, 82.4, 86.4)
"""Of a unit of imports, by market."""

FERTILISER = (
    (32.2, 44.0, 45.8, 31.5, 34.1, 42.0, 43.0, 40.3, 37.8, 42.9, 36.6, 30.8),
    (36.6, 24.4, 29.2, 37.6, 34.2, 41.0, 26.1, 24.2, 29.9, 48.9, 31.9, 37.6),
    (37.0, 27.9, 23.1, 41.3, 38.4, 40.9, 24.7, 26.8, 29.6, 52.8, 32.6, 41.3),
    (38.5, 41.9, 48.0, 23.2, 32.2, 48.5, 44.6, 44.1, 43.1, 34.5, 42.4, 28.9),
    (44.0, 35.3, 41.1, 33.2, 29.8, 54.1, 37.7, 37.1, 42.8, 44.6, 44.4, 32.6),
)
"""Of a unit, by the site that makes it and market."""

DEMAND = (9.2, 59.9, 95.8, 185.3, 344.1, 66.1, 168.6, 50.0, 34.0, 11.1, 109.5, 47.0)

SITES = tuple(f"site {number}" for number in range(1, 6))

MARKETS = tuple(f"market {number}" for number in range(1, 13))

PORT = "Port"


def vietman() -> Tables:
    """Sites, markets and the port at which imports are handed over."""
    most = sum(DEMAND)
    rows: list[Row] = [
        Country(country="A"),
        *(Site(site=name, country="A") for name in (PORT, *SITES, *MARKETS)),
        *(Commodity(commodity=each, unit="unit") for each in FIXED),
        *(Supplier(supplier=f"{each} from abroad", site=PORT, commodity=each, price=ByYear.of(0.0)) for each in FIXED),
        Recipe(recipe="make ammonia", commodity="ammonia", quantity=1.0),
        Recipe(recipe="make fertiliser", commodity="ammonia", quantity=-1.0),
        Recipe(recipe="make fertiliser", commodity="fertiliser", quantity=1.0),
        *(
            Demand(market=market, product="fertiliser", quantity=ByYear.of(demand))
            for market, demand in zip(MARKETS, DEMAND, strict=True)
        ),
    ]
    for i, site in enumerate(SITES):
        for each, fixed in FIXED.items():
            plant = f"{each} plant, {site}"
            rows += [
                Plant(plant=plant, site=site, capacity_unit="unit"),
                Operation(plant=plant, recipe=f"make {each}"),
                Project(project=f"build {plant}", plant=plant, kind="modules", module_size=most),
                CostRow(item=f"build {plant}", fixed_capex=float(fixed[i])),
            ]
        at_home = AMMONIA[i][i]
        rows.append(CostRow(item=f"ammonia plant, {site}", recipe=ANY, variable_opex=at_home))
        rows.append(_lane(PORT, site, "ammonia", AMMONIA_ABROAD[i]))
        rows += [_lane(site, SITES[j], "ammonia", cost - at_home) for j, cost in enumerate(AMMONIA[i]) if j != i]
        rows += [_lane(site, market, "fertiliser", cost) for market, cost in zip(MARKETS, FERTILISER[i], strict=True)]
    rows += [_lane(PORT, market, "fertiliser", cost) for market, cost in zip(MARKETS, FERTILISER_ABROAD, strict=True)]
    settings = Settings(first_year=2026, last_year=2026, discount_rate=0.0, amounts="ones", gap=0.0)
    return Tables.of(settings, rows)


def _lane(origin: str, destination: str, commodity: str, cost: float) -> Route:
    return Route(origin=origin, destination=destination, commodity=commodity, freight=cost)

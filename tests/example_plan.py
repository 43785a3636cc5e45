"""A made-up plan of plausible size and shape, for tests of what is written from plans. No model was solved for it."""

from __future__ import annotations

import math

import pandas as pd

from model import Plan, Tables
from model.testing import ByYear, Commodity, Country, Plant, Settings, Site
from tests.figures import Check
from tests.steps import load

load()

YEARS = tuple(range(2026, 2041))
STAGES = ("mining", "separation", "metal", "magnets")
GOODS = {"mining": "concentrate", "separation": "NdPr oxide", "metal": "NdPr metal", "magnets": "NdFeB magnets"}
COUNTRIES = {
    "China": -0.3, "Australia": 1.5, "United States": 1.1, "Malaysia": 0.5, "Estonia": 1.3, "Japan": 1.6, "France": 1.1,
    "Brazil": -0.2, "Canada": 1.5, "Germany": 1.4,
}  # fmt: skip
# stage, country, plant, capacity that stands, project size, year online, capital
PLANTS = (
    ("mining", "Australia", "Mt Weld mine", 28000, 12000, 2029.5, 410.0),
    ("mining", "United States", "Mountain Pass mine", 45000, 0, 0, 0.0),
    ("mining", "Brazil", "Serra Verde mine", 5000, 9000, 2031.0, 320.0),
    ("mining", "Canada", "Nechalacho mine", 0, 6000, 2034.0, 520.5),
    ("separation", "Malaysia", "Kuantan separation", 6000, 3000, 2028.5, 260.0),
    ("separation", "United States", "Mountain Pass separation", 4000, 4000, 2029.0, 480.0),
    ("separation", "Australia", "Eneabba separation", 0, 5500, 2030.5, 890.0),
    ("separation", "Estonia", "Silmet separation", 700, 1800, 2030.0, 210.0),
    ("separation", "France", "La Rochelle separation", 300, 2400, 2031.5, 340.0),
    ("metal", "Japan", "Fukui metal", 2500, 1500, 2029.0, 120.0),
    ("metal", "United States", "Fort Worth metal", 300, 3500, 2029.5, 260.0),
    ("metal", "Estonia", "Narva metal", 0, 2000, 2031.0, 175.0),
    ("magnets", "Japan", "Takefu magnets", 9000, 3000, 2029.0, 150.0),
    ("magnets", "United States", "Fort Worth magnets", 1000, 9000, 2030.0, 610.0),
    ("magnets", "Germany", "Hanau magnets", 1500, 4000, 2031.0, 290.0),
    ("magnets", "Estonia", "Narva magnets", 500, 5000, 2030.5, 330.0),
)
MARKETS = {"United States": 9000.0, "Japan": 12000.0, "Germany": 8000.0}
SKILLS = ("SX chemist", "metallurgist", "process operator")

UNITS = {
    ("builds", "modules"): "", ("builds", "size"): "{unit}/y", ("builds", "capex"): "million USD",
    ("capacity", "capacity"): "{unit}/y", ("capacity", "used"): "{unit}/y", ("production", "made"): "{unit}/y",
    ("production", "taken"): "{unit}/y", ("flows", "shipped"): "{unit}/y", ("purchases", "bought"): "{unit}/y",
    ("purchases", "limit"): "{unit}/y", ("sales", "sold"): "{unit}/y", ("sales", "limit"): "{unit}/y",
    ("disposal", "disposed"): "{unit}/y", ("stock", "stock"): "{unit}", ("deliveries", "delivered"): "{unit}/y",
    ("service", "demand"): "{unit}/y", ("service", "shortage"): "{unit}/y", ("workforce", "people"): "people",
    ("workforce", "need"): "people", ("workforce", "trainees"): "people/y", ("workforce", "recruits"): "people/y",
    ("workforce", "releases"): "people", ("costs", "amount"): "million USD", ("costs", "present_value"): "million USD",
    ("funds", "spent"): "million USD/y", ("funds", "limit"): "million USD/y",
}  # fmt: skip

COLUMNS = {
    "builds": "project plant site country stage decided construction_from online ramped modules size capex",
    "capacity": "plant site country technology stage node period capacity used",
    "production": "plant site country commodity stage node period made taken",
    "flows": "lane origin destination origin_country destination_country commodity node period shipped",
    "purchases": "supplier site country commodity stage node period bought limit",
    "sales": "outlet site country commodity node period sold limit",
    "disposal": "site country commodity node period disposed",
    "stock": "stockpile site country commodity node period stock",
    "deliveries": "market product commodity node period delivered",
    "service": "market product node period demand shortage",
    "workforce": "skill market period people need trainees recruits releases",
    "costs": "cost category item country node period amount present_value",
    "funds": "fund node period spent limit",
}


def example_tables() -> Tables:
    """Rows that the plan's names refer to."""
    from model.testing import Demand, Project

    rows: list[object] = [
        Country(country=name, governance=score, source="World Bank 2023") for name, score in COUNTRIES.items()
    ]
    rows += [Commodity(commodity=GOODS[stage], stage=stage, unit="t", line=3 + at) for at, stage in enumerate(STAGES)]
    rows += [Site(site=f"{name} site", country=name) for name in COUNTRIES]
    for stage, country, plant, stands, size, _, _ in PLANTS:
        rows.append(
            Plant(plant=plant, site=f"{country} site", technology=stage, existing_capacity=ByYear.of(float(stands)))
        )
        if size:
            rows.append(Project(project=f"{plant} expansion", plant=plant, kind="size", maximum_size=float(size)))
    for market, need in MARKETS.items():
        quantity = ByYear.of({2026: need, 2040: 1.9 * need})
        rows.append(Demand(market=f"{market} site", product="NdFeB magnets", quantity=quantity, source="estimate"))
    return Tables.of(Settings(first_year=YEARS[0], last_year=YEARS[-1]), rows)  # type: ignore[arg-type]


def example_plan(**changes: object) -> Plan:
    """The plan; ``changes`` replace its fields."""
    fields: dict[str, object] = {
        "outcome": "optimal", "objective": 0.0, "bound": 0.0, "gap": 0.0081, "seconds": 72.4,
        "tables": example_tables(), "periods": YEARS, "frames": example_frames(), "units": UNITS,
        "statistics": {"rows": 18234, "columns": 25411, "nonzeros": 90233, "integers": 412, "HiGHS": "1.11.0"},
        "audit": [
            Check("mass balance", True, 4210, 3.1e-7, ""), Check("capacity", True, 1830, 0.0, ""),
            Check("workforce", True, 405, 2e-9, ""), Check("cost", True, 9, 1e-6, "objective recomputed"),
        ],
    }  # fmt: skip
    fields |= changes
    if not fields["objective"]:
        fields["objective"] = float(fields["frames"]["costs"]["present_value"].sum())  # type: ignore[index]
        fields["bound"] = fields["objective"] * (1 - 0.0081)  # type: ignore[operator]
    return Plan(**fields)  # type: ignore[arg-type]


def empty_frames() -> dict[str, pd.DataFrame]:
    return {name: pd.DataFrame(columns=columns.split()) for name, columns in COLUMNS.items()}


def example_frames() -> dict[str, pd.DataFrame]:
    """Frames that hang together loosely: what is decided comes online, what is short in Japan costs."""
    lines: dict[str, list[tuple[object, ...]]] = {name: [] for name in COLUMNS}
    for plant in PLANTS:
        _add_plant(lines, plant)
    for year in YEARS:
        _add_year(lines, year)
    return {name: pd.DataFrame(rows, columns=COLUMNS[name].split()) for name, rows in lines.items()}


def _add_plant(lines: dict[str, list[tuple[object, ...]]], plant: tuple[str, str, str, int, int, float, float]) -> None:
    stage, country, name, stands, size, online, capital = plant
    site = f"{country} site"
    decided = math.floor(online - 3.5)
    if size:
        lines["builds"].append(
            (f"{name} expansion", name, site, country, stage, max(decided, 2026), max(decided, 2026) + 1.0, online,
             online + 2, 1.0, float(size), capital)
        )  # fmt: skip
    for year in YEARS:
        grown = size * min(max((year + 1 - online) / 2, 0.0), 1.0) if size else 0.0
        capacity = stands + grown
        used = capacity * min(0.95, 0.72 + 0.015 * (year - 2026))
        if capacity > 0:
            lines["capacity"].append((name, site, country, stage, stage, str(year), year, capacity, used))
            lines["production"].append((name, site, country, GOODS[stage], stage, str(year), year, used, 0.0))
        if size and max(decided, 2026) <= year < online:
            spent = capital / (math.ceil(online) - max(decided, 2026))
            lines["costs"].append(
                (
                    "capital",
                    "capital",
                    f"{name} expansion",
                    country,
                    str(year),
                    year,
                    spent,
                    spent * 1.08 ** (2026 - year),
                )
            )
        if used:
            cost = used * 0.004
            lines["costs"].append(
                ("variable operation", "operation", name, country, str(year), year, cost, cost * 1.08 ** (2026 - year))
            )


def _add_year(lines: dict[str, list[tuple[object, ...]]], year: int) -> None:
    node, factor, passed = str(year), 1.08 ** (2026 - year), year - 2026
    for stage, most in zip(STAGES, (150000, 30000, 26000, 24000), strict=True):
        bought = most * max(0.18, 1 - 0.085 * passed)
        lines["purchases"].append(
            (f"China {stage}", "China site", "China", GOODS[stage], stage, node, year, bought, float(most))
        )
        cost = bought * 0.01
        lines["costs"].append(("purchases", "purchases", f"China {stage}", "China", node, year, cost, cost * factor))
    for market, need in MARKETS.items():
        demand = need * (1 + 0.065 * passed)
        short = 0.12 * demand if market == "Japan" and year in (2028, 2029) else 0.0
        lines["service"].append((f"{market} site", "NdFeB magnets", node, year, demand, short))
        lines["deliveries"].append((f"{market} site", "NdFeB magnets", "NdFeB magnets", node, year, demand - short))
        lines["flows"].append(
            (f"lane {market}", "China site", f"{market} site", "China", market, "NdFeB magnets", node, year, demand / 3)
        )
        freight = demand * 0.0004
        lines["costs"].append(("freight", "freight", f"to {market}", market, node, year, freight, freight * factor))
        if short:
            lines["costs"].append(
                ("shortage", "shortage", market, market, node, year, 0.03 * short, 0.03 * short * factor)
            )
    lines["sales"].append(("La and Ce", "Malaysia site", "Malaysia", "NdPr oxide", node, year, 1200.0, None))
    lines["costs"].append(("sales", "income", "La and Ce", "Malaysia", node, year, -14.0, -14.0 * factor))
    lines["disposal"].append(("Malaysia site", "Malaysia", "concentrate", node, year, 300.0 + passed))
    lines["stock"].append(
        ("Tokyo store", "Japan site", "Japan", "NdPr oxide", node, year, 400.0 + 150 * min(passed, 6))
    )
    lines["funds"].append(("federal fund", node, year, 90.0 if passed < 6 else 0.0, 120.0))
    for at, skill in enumerate(SKILLS):
        for place, market in enumerate(("Australia", "United States", "Estonia")):
            need = (40 + 35 * at) * (1 + place) * (0.6 + 0.12 * min(passed, 8))
            lines["workforce"].append(
                (skill, market, year, 1.04 * need, need, 0.16 * need if passed < 7 else 0.05 * need, 2.0, 0.0)
            )
            wage = need * 0.09
            lines["costs"].append(("wages", "people", f"{skill} · {market}", market, node, year, wage, wage * factor))

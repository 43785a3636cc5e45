"""Capacitated warehouse location: cap41, cap71, cap101 and cap131 of J. E. Beasley's OR-Library, test sets IV, VII, X
and XIII of "An algorithm for solving large capacitated warehouse location problems", *European Journal of Operational
Research* 33, 1988, 314-325. Read from the folder of published cases; the optima are those of the file capopt.

A warehouse is a plant that one project builds; the table costs the whole demand of a customer, a lane a unit of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from model.families.conversion import Operation, Recipe
from model.families.demand import Demand
from model.families.network import Route
from model.leadtime import Project
from model.schema import ByYear, Row
from model.sheets import Commodity, CostRow, Country, Plant, Settings, Site
from model.tables import Tables

FOLDER = Path(__file__).resolve().parents[3] / "shared/cases/orlib_cap"

COST = {"cap41": 1_040_444.375, "cap71": 932_615.75, "cap101": 796_648.4375, "cap131": 793_439.5625}

GOODS = "goods"


def warehouses(instance: str) -> Tables:
    """Warehouses that may be opened, and customers who share them. Raises FileNotFoundError without the folder."""
    data = _read(instance)
    serving = data["cost_of_serving_all_demand_customer_by_warehouse"]
    places = [f"warehouse {i}" for i in range(1, data["warehouses"] + 1)]
    customers = [f"customer {j}" for j in range(1, data["customers"] + 1)]
    rows: list[Row] = [
        Country(country="A"),
        Commodity(commodity=GOODS, unit="piece"),
        Recipe(recipe="hand out", commodity=GOODS, quantity=1.0),
        *(Site(site=name, country="A") for name in (*places, *customers)),
    ]
    for i, name in enumerate(places):
        capacity, fixed = float(data["capacity"][i]), float(data["fixed_cost"][i])
        rows += [
            Plant(plant=f"{name} staff", site=name, capacity_unit="piece"),
            Operation(plant=f"{name} staff", recipe="hand out"),
            Project(project=f"open {name}", plant=f"{name} staff", kind="modules", module_size=capacity),
            CostRow(item=f"open {name}", fixed_capex=fixed),
        ]
    for j, customer in enumerate(customers):
        demand = float(data["demand"][j])
        rows.append(Demand(market=customer, product=GOODS, quantity=ByYear.of(demand)))
        rows += [
            Route(origin=name, destination=customer, commodity=GOODS, freight=serving[j][i] / demand)
            for i, name in enumerate(places)
        ]
    settings = Settings(first_year=2026, last_year=2026, discount_rate=0.0, amounts="ones", gap=0.0)
    return Tables.of(settings, rows)


def _read(instance: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / f"{instance}.json").read_text("utf-8"))
    return read

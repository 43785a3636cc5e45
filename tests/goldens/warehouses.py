"""Location of warehouses of limited capacity: J. E. Beasley, "An algorithm for solving large capacitated warehouse
location problems", *European Journal of Operational Research* 33, 1988, 314-325; files cap41, cap71, cap101 and cap131
of the OR-Library, optima from its file capopt.

Fifty customers are served from 16, 25 or 50 candidate warehouses, each customer from as many as one likes. The tables
give what it costs to serve all that a customer needs; the cost of a unit is that by demand.
"""

from __future__ import annotations

from dataclasses import dataclass

from model import Tables
from model.testing import (
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
)
from tests.goldens.cases import CASES, data_of

CASE = "orlib_cap"

FOLDER = CASES / CASE

OPTIMA = {"cap41": 1_040_444.375, "cap71": 932_615.75, "cap101": 796_648.4375, "cap131": 793_439.5625}
"""The file of optima rounds the last digit of the last two down."""

GOOD, HAND_OUT = "good", "hand out"


@dataclass(frozen=True)
class Warehouses:
    """Candidates and customers, numbered from 0."""

    capacity: list[float]
    fixed_cost: list[float]
    demand: list[float]
    unit_cost: list[list[float]]
    """By customer and warehouse."""

    @classmethod
    def read(cls, name: str) -> Warehouses:
        data = data_of(CASE, name)
        demand = [float(each) for each in data["demand"]]
        costs = data["cost_of_serving_all_demand_customer_by_warehouse"]
        return cls(
            capacity=[float(each) for each in data["capacity"]],
            fixed_cost=[float(each) for each in data["fixed_cost"]],
            demand=demand,
            unit_cost=[[cost / need for cost in row] for row, need in zip(costs, demand, strict=True)],
        )


def warehouses(given: Warehouses) -> Tables:
    """A plant that may be built at each candidate, a market at each customer and a lane from each to each."""
    candidates, customers = range(len(given.capacity)), range(len(given.demand))
    rows: list[Row] = [
        Country(country="A"),
        Commodity(commodity=GOOD, unit="piece"),
        Recipe(recipe=HAND_OUT, commodity=GOOD, quantity=1.0),
        *(Site(site=_place(i), country="A") for i in candidates),
        *(Site(site=_customer(j), country="A") for j in customers),
        *(Plant(plant=_warehouse(i), site=_place(i), capacity_unit="piece") for i in candidates),
        *(Operation(plant=_warehouse(i), recipe=HAND_OUT) for i in candidates),
        *(
            Project(project=_open(i), plant=_warehouse(i), kind="modules", module_size=given.capacity[i])
            for i in candidates
        ),
        *(CostRow(item=_open(i), fixed_capex=given.fixed_cost[i]) for i in candidates),
        *(
            Route(origin=_place(i), destination=_customer(j), commodity=GOOD, freight=given.unit_cost[j][i])
            for i in candidates
            for j in customers
        ),
        *(Demand(market=_customer(j), product=GOOD, quantity=ByYear.of(given.demand[j])) for j in customers),
    ]
    return Tables.of(Settings(first_year=2026, last_year=2026, discount_rate=0.0, amounts="ones", gap=0.0), rows)


def _place(candidate: int) -> str:
    return f"place {candidate + 1}"


def _warehouse(candidate: int) -> str:
    return f"warehouse {candidate + 1}"


def _open(candidate: int) -> str:
    return f"open {candidate + 1}"


def _customer(customer: int) -> str:
    return f"customer {customer + 1}"

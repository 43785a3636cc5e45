"""What the shipped example hangs on: it is solved anew with changed tables, and the plans are set side by side.

python -m bench.fragility               all variations, one after the other (about a minute each)
python -m bench.fragility 2 5           some of them, by number

Each plan is within the gap of Settings (1 %) of its best, or within the one in its row where time ran out: smaller
differences of cost say nothing, and a build that moves by a year may as well not have moved. Cost includes the price
put on shortage.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.byyear import ByYear
from model.errors import Infeasible
from model.families.conversion import Operation
from model.families.network import Route
from model.families.supply import Supplier
from model.leadtime import LeadTime, Project
from model.pipeline import load_tables, solve_tables
from model.plan import Plan
from model.sheets import CostRow, Plant
from model.staffing import Skill
from model.tables import Tables

EXAMPLE = Path(__file__).parents[1] / "inputs" / "rare_earths.xlsx"
TIME_LIMIT = 150.0
"""Seconds for each plan; where it is reached the column `gap` says how good the plan is."""
STAGES = ("concentrate", "oxide", "metal", "magnet")


def each(tables: Tables, sheet: type[Any], change: Callable[[Any], Any]) -> Tables:
    """The tables with every row of a sheet changed; rows for which ``change`` gives nothing are dropped."""
    rows = [changed for row in tables[sheet] if (changed := change(row)) is not None]
    return Tables(tables.settings, {**tables.rows, sheet: rows})


def times(values: ByYear | None, factor: float) -> ByYear | None:
    return None if values is None else ByYear(tuple((year, value * factor) for year, value in values.points))


def chinese_limits(tables: Tables, factor: float) -> Tables:
    def change(row: Supplier) -> Supplier:
        return replace(row, limit=times(row.limit, factor)) if row.site == "Shanghai" else row

    return each(tables, Supplier, change)


def capital(tables: Tables, factor: float) -> Tables:
    return each(
        tables,
        CostRow,
        lambda row: replace(row, fixed_capex=row.fixed_capex * factor, capex_per_unit=row.capex_per_unit * factor),
    )


def seats(tables: Tables, factor: float) -> Tables:
    return each(tables, Skill, lambda row: replace(row, training_seats=times(row.training_seats, factor)))


def permits(tables: Tables, years: float) -> Tables:
    return each(tables, LeadTime, lambda row: replace(row, permit=row.permit + years))


def without_recycling(tables: Tables) -> Tables:
    recyclers = {row.plant for row in tables[Plant] if row.technology.startswith("Recycling")}
    projects = {row.project for row in tables[Project] if row.plant in recyclers}
    tables = each(tables, Plant, lambda row: replace(row, existing_capacity=0.0) if row.plant in recyclers else row)
    tables = each(tables, Project, lambda row: None if row.project in projects else row)
    tables = each(tables, LeadTime, lambda row: None if row.project in projects else row)
    return each(tables, CostRow, lambda row: None if row.item in projects else row)


def without_kachin(tables: Tables) -> Tables:
    tables = each(tables, Supplier, lambda row: None if row.site == "Kachin" else row)
    return each(tables, Operation, lambda row: None if row.recipe == "Separate Kachin carbonate" else row)


def late_heavy(tables: Tables, years: int) -> Tables:
    """Heavy separation that is under construction comes later; what runs today stays."""

    def change(row: Plant) -> Plant:
        if row.technology != "Heavy separation" or row.in_service_from is None:
            return row
        return replace(row, in_service_from=row.in_service_from + years)

    return each(tables, Plant, change)


def limited_japan(tables: Tables) -> Tables:
    """Japanese magnets stay with customers at home: what may go to the United States is limited."""
    limit = ByYear.of({2026: 1_500, 2030: 4_000, 2035: 6_000})

    def change(row: Route) -> Route:
        return replace(row, capacity=limit) if (row.origin, row.destination) == ("Japan", "US markets") else row

    return each(tables, Route, change)


VARIATIONS: tuple[tuple[str, Callable[[Tables], Tables]], ...] = (
    ("as shipped", lambda tables: tables),
    ("Chinese limits halved", lambda tables: chinese_limits(tables, 0.5)),
    ("capital x 1.5", lambda tables: capital(tables, 1.5)),
    ("training seats halved", lambda tables: seats(tables, 0.5)),
    ("permits two years longer", lambda tables: permits(tables, 2)),
    ("without recycling", without_recycling),
    ("without feed from Kachin", without_kachin),
    ("heavy separation under construction two years late", lambda tables: late_heavy(tables, 2)),
    ("few Japanese magnets for the USA", limited_japan),
)


def row_of(name: str, plan: Plan) -> str:
    service, builds = plan.frames["service"], plan.frames["builds"]
    magnets = service[service["product"].str.contains("magnet")]
    early = magnets[magnets["period"].astype(int) <= 2032]["shortage"].sum()
    late = magnets[magnets["period"].astype(int) > 2032]["shortage"].sum()
    trained = plan.frames["workforce"]["trainees"].sum()
    built = [f"{builds[builds['stage'] == stage]['size'].sum() / 1000:.1f}" for stage in STAGES]
    cells = [
        name,
        f"{plan.objective / 1000:.1f}",
        f"{plan.gap:.1%}",
        f"{builds['capex'].sum() / 1000:.1f}",
        *built,
        f"{trained:,.0f}",
        f"{early:,.0f}",
        f"{late:,.0f}",
    ]
    return "| " + " | ".join(cells) + " |"


def main(numbers: list[int]) -> None:
    tables, _ = load_tables(EXAMPLE)
    heads = ["variation", "cost, billion USD", "gap", "capital, billion USD"]
    heads += [f"built: {stage}, kt/y" for stage in STAGES]
    heads += ["trainee places used", "magnets short to 2032, t", "after 2032, t"]
    print("| " + " | ".join(heads) + " |")
    print("|---" + "|---:" * (len(heads) - 1) + "|")
    for number, (name, change) in enumerate(VARIATIONS):
        if not numbers or number in numbers:
            try:
                print(row_of(name, solve_tables(change(tables), time_limit=TIME_LIMIT)), flush=True)
            except Infeasible:
                print(f"| {name} | no plan exists |", flush=True)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]])

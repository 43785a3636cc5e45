"""Paths through the chain: demand that cannot be served, and by-products without a use."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import listed, needs, problem
from model.families.common.reach import EVERYTHING, reach_of
from model.families.conversion.checks import may_be_input
from model.families.conversion.rows import Operation, Recipe
from model.families.demand.rows import Demand, Substitute
from model.families.stockpiles.rows import Stockpile
from model.sheets.common import Commodity, Plant, Supplier
from model.sheets.names import CommodityName, PlantName, RecipeName
from model.sheets.tables import Directory, Tables


@needs(*EVERYTHING)
def unserved_demand(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Demand for something that cannot be had at the market, nor any substitute, in any year."""
    reach = reach_of(directory)
    for row in tables[Demand]:
        served_by = reach.servings[row.market, row.product]
        if row.quantity.is_zero:
            continue
        if not any((row.market, k) in reach.available for k in served_by):
            why = reach.why_not(row.market, row.product)
            wanted = f"a way to bring '{row.product}' or a substitute to {row.market}"
            yield problem(row, "product", wanted, why[0].upper() + why[1:])


@needs(Supplier, Recipe, Operation, Plant, Stockpile, Substitute)
def unobtainable_demand(tables: Tables, directory: Directory) -> list[Problem]:
    """Demand for something that is bought, made or in stock nowhere at all, and so is every substitute."""
    obtainable = {row.commodity for row in tables[Supplier]} | {row.commodity for row in tables[Stockpile]}
    obtainable |= {line.commodity for line in tables[Recipe] if line.quantity > 0}
    replaced = {row.product for row in tables[Substitute] if row.substitute in obtainable}
    fix = "Nobody sells, makes or stores it or a substitute: add a supplier, a recipe, or correct the product"
    return [
        problem(row, "product", f"a product that can be supplied to {row.market}", fix)
        for row in tables[Demand]
        if row.product not in obtainable | replaced and row.quantity.greatest > 0
    ]


@needs(*EVERYTHING)
def nowhere_to_go(tables: Tables, directory: Directory) -> list[Problem]:
    """An output without any use, outlet or disposal where it is made: its plant could not run."""
    reach = reach_of(directory)
    disposable = {row.commodity for row in tables[Commodity] if row.disposal_cost is not None}
    leaving = {(lane.origin, lane.commodity) for lane in reach.lanes}
    stuck: dict[tuple[RecipeName, CommodityName], list[PlantName]] = {}
    for run in reach.runs:
        for k in sorted(run.makes - disposable):
            if (run.site, k) not in leaving and (run.site, k) not in reach.users and run.operation.plant in reach.able:
                stuck.setdefault((run.operation.recipe, k), []).append(run.operation.plant)
    used = {k for _, k in reach.users}
    slips = {(recipe, k) for recipe, k in stuck if may_be_input(tables, recipe, k)}
    slipped = {k for _, k in slips} - used  # others make these in vain because of the slips
    lines = {(line.recipe, line.commodity): line for line in tables[Recipe]}
    problems = []
    for (recipe, k), plants in stuck.items():
        line, fix = lines[recipe, k], "add a route to where it is used, a row in Outlets, or a disposal cost"
        if (recipe, k) in slips:
            fix = f"An input? Type −{line.quantity:.12g}. Otherwise {fix}"
            problems.append(problem(line, "quantity", f"{k} made here has no use", fix))
        elif k not in slipped:
            wanted = f"a use for '{k}' made at {listed(plants, 3)}"
            problems.append(problem(line, "commodity", wanted, f"The plant cannot run: {fix}"))
    return problems


CHECKS = {"paths": (unserved_demand, unobtainable_demand, nowhere_to_go)}

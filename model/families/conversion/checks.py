"""Recipes: output without input mass, recipes without output, shares that exceed the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from model.errors import Problem
from model.families.common.checking import calendar_of, listed, needs, plants_that_can_run, problem
from model.families.conversion.algebra import delayed
from model.families.conversion.rows import Operation, Recipe
from model.families.demand.rows import Demand
from model.families.investment.rows import LeadTime, Project
from model.families.public_money.rows import PROTECTION, PublicMoney
from model.families.routes.rows import Route
from model.families.shared_capacity import SharedCapacity
from model.families.stockpiles.rows import Stockpile
from model.scenario.disruptions import Disruption
from model.scenario.limits import Limit
from model.sheets.common import Commodity, Plant, Settings, Supplier
from model.sheets.names import CommodityName
from model.sheets.tables import Directory, Tables

TONNES = {"kg": 1e-3, "t": 1.0, "kt": 1e3}
"""Units that are masses."""

PRECISION = 1e-6
"""Relative tolerance for rounding of typed figures."""


def recipe_lines(tables: Tables) -> dict[str, list[Recipe]]:
    lines: dict[str, list[Recipe]] = {}
    for line in tables[Recipe]:
        lines.setdefault(line.recipe, []).append(line)
    return lines


def weight(line: Recipe, units: Mapping[CommodityName, float]) -> float:
    """Mass of a recipe's commodity, inputs < 0 < outputs [t per unit run]; 0 for commodities without mass."""
    return line.quantity * units.get(line.commodity, 0.0)


def masses(lines: Iterable[Recipe], units: Mapping[CommodityName, float]) -> tuple[float, float]:
    """Mass that a recipe takes and makes [t per unit run]."""
    weighed = [weight(line, units) for line in lines]
    return -sum(mass for mass in weighed if mass < 0), sum(mass for mass in weighed if mass > 0)


@needs(Recipe, Commodity)
def mass_from_nothing(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A recipe that makes more mass than it takes. One that takes no mass is a mine."""
    created = set()
    units = {row.commodity: TONNES.get(row.unit.strip(), 0.0) for row in tables[Commodity]}
    weights = {recipe: masses(lines, units) for recipe, lines in recipe_lines(tables).items()}
    for recipe, lines in recipe_lines(tables).items():
        taken, produced = weights[recipe]
        if taken > 0 and produced > taken * (1 + PRECISION):
            created.add(recipe)
            slips = [
                line
                for line in lines
                if line.quantity > 0 and produced - taken <= 2 * weight(line, units) * (1 + PRECISION)
                if may_be_input(tables, recipe, line.commodity)
            ]
            wrong = max(slips or lines, key=lambda line: weight(line, units))
            wanted = f"outputs of '{recipe}' that weigh no more than its inputs"
            fix = (
                f"It makes {produced:.6g} t out of {taken:.6g} t: check quantities and units, or add what it also takes"
            )
            yield problem(wrong, "quantity", wanted, f"An input? Type −{wrong.quantity:.12g}. {fix}" if slips else fix)
    for row in tables[Operation]:
        taken, produced = weights.get(row.recipe, (0.0, 0.0))
        if row.recipe not in created and taken > 0 and produced * row.yield_factor > taken * (1 + PRECISION):
            wanted = f"a yield factor of at most {taken / produced:.6g}"
            fix = f"'{row.recipe}' would make {produced * row.yield_factor:.6g} t out of {taken:.6g} t"
            yield problem(row, "yield_factor", wanted, fix)


def may_be_input(tables: Tables, recipe: str, commodity: CommodityName) -> bool:
    """Whether an output may lack its minus sign: the recipe makes something else, and the commodity can be had
    elsewhere."""
    outputs = [line for line in tables[Recipe] if line.quantity > 0]
    had = {row.commodity for row in tables[Supplier]} | {line.commodity for line in outputs if line.recipe != recipe}
    return commodity in had and any(line.recipe == recipe and line.commodity != commodity for line in outputs)


@needs(Recipe)
def makes_nothing(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A recipe without output; a quantity of 0."""
    for recipe, lines in recipe_lines(tables).items():
        if all(line.quantity < 0 for line in lines):
            fix = "Add a row for what it makes, with a positive quantity"
            yield problem(lines[0], "quantity", f"an output of the recipe '{recipe}'", fix)
        yield from (
            problem(line, "quantity", "a quantity that is not 0", "Negative is taken, positive is made")
            for line in lines
            if line.quantity == 0
        )


@needs(Operation, Plant, Project, LeadTime, SharedCapacity, Stockpile, Route, Settings)
def plants_and_operations(tables: Tables, directory: Directory) -> list[Problem]:
    """A plant without runs; an operation of a plant that never has capacity; a recipe that no plant runs."""
    run = {row.plant for row in tables[Operation]}
    needed = {row.needs for row in tables[Project] if row.needs}
    # A road or a power line runs nothing: it is there because other projects need it, or recipes elsewhere take it.
    run |= {row.plant for row in tables[Project] if row.project in needed}
    run |= {row.takes_from for row in tables[SharedCapacity]}
    run |= {row.capacity_of for row in tables[Stockpile]} | {row.capacity_of for row in tables[Route]}
    problems = [
        problem(plant, "plant", "an operation of the plant in Operations", "Add a row that says which recipe it runs")
        for plant in tables[Plant]
        if plant.plant not in run
    ]
    able = plants_that_can_run(directory)
    projects = {project.plant for project in tables[Project]}
    idle: dict[str, list[Operation]] = {}
    for row in tables[Operation]:
        if row.plant not in able and row.plant not in projects:
            idle.setdefault(row.plant, []).append(row)
    for plant, rows in idle.items():
        wanted = f"capacity of '{plant}', standing in the horizon or in Projects"
        fix = "The plant never runs: give it existing capacity or a project"
        problems.append(problem(rows[0], "plant", wanted, fix, is_warning=True))
    used = {row.recipe for row in tables[Operation]}
    for recipe, lines in recipe_lines(tables).items():
        if recipe not in used:
            fix = "The recipe is never run: add a row to Operations"
            problems.append(problem(lines[0], "recipe", "a plant that runs the recipe", fix, is_warning=True))
    return problems


def shares(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Shares of a plant's recipes that cannot hold together."""
    for row in tables[Operation]:
        if row.minimum_share > row.maximum_share:
            wanted = f"at most the maximum share, {100 * row.maximum_share:.6g} %"
            yield problem(row, "minimum_share", wanted, "Lower the minimum share or raise the maximum")


@needs(Operation)
def sums_of_shares(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Minimum shares of a plant over 100 %, or maximum shares that do not reach it."""
    by_plant: dict[str, list[Operation]] = {}
    for row in tables[Operation]:
        by_plant.setdefault(row.plant, []).append(row)
    for plant, rows in by_plant.items():
        least, most = sum(row.minimum_share for row in rows), sum(row.maximum_share for row in rows)
        lines = f"rows {listed(str(row.line) for row in rows)}"
        if least > 1 + PRECISION:
            wanted = f"minimum shares of '{plant}' that add up to at most 100 %"
            fix = f"They add up to {100 * least:.6g} % ({lines}): lower some"
            yield problem(max(rows, key=lambda row: row.minimum_share), "minimum_share", wanted, fix)
        if most < 1 - PRECISION:
            wanted = f"maximum shares of '{plant}' that add up to at least 100 %"
            fix = f"They add up to {100 * most:.6g} % ({lines}), so that the plant could never run: raise some"
            yield problem(min(rows, key=lambda row: row.maximum_share), "maximum_share", wanted, fix)


@needs(Recipe, Settings)
def delays_beyond_the_plan(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A delay beyond the horizon, of which nothing comes, or of an input; runs begun before the plan whose output does
    not wait."""
    calendar, late = calendar_of(tables), {(p, r) for p, r, _ in delayed(tables)}
    years = (calendar.reach if tables[Disruption] else calendar.end) - calendar.first_year
    begun = {row.recipe for row in tables[Operation] if row.begun is not None}
    for row in tables[Operation]:
        if row.begun is not None and (row.plant, row.recipe) not in late:
            fix = "This cell has no effect here; clear it, or fill in a delay"
            yield problem(row, "begun", "an empty cell, since there is no delay", fix, is_warning=True)
    for line in tables[Recipe]:
        if line.quantity < 0 and line.delay is not None:
            fix = "Inputs are taken when the recipe runs: clear the cell"
            yield problem(line, "delay", "an empty cell, since this is an input", fix)
    outputs: list[Operation | Recipe] = [line for line in tables[Recipe] if line.quantity > 0]
    for late_row in [*tables[Operation], *outputs]:
        is_begun = late_row.begun is not None if isinstance(late_row, Operation) else late_row.recipe in begun
        if (late_row.delay or 0.0) >= years and not is_begun:
            wanted = f"less than the {calendar.end - calendar.first_year} years of the plan"
            yield problem(late_row, "delay", wanted, "None of its output would come in time", is_warning=True)


@needs(Recipe, Demand, Limit, PublicMoney, Supplier)
def delays_of_known_goods(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A delay in a workbook that follows goods from their origin, or of output at a protected price."""
    traced = any(row.excluded_origins for row in tables[Demand])
    traced |= any(row.measure == "share" and bool(row.counted_at) for row in tables[Limit])
    commodity = {row.supplier: row.commodity for row in tables[Supplier]}
    protected = {commodity.get(row.market) for row in tables[PublicMoney] if row.kind == PROTECTION}
    late: dict[Operation | Recipe, set[CommodityName]] = {}
    for (_, _, k), row in delayed(tables).items():
        late.setdefault(row, set()).add(k)
    for row, outputs in late.items():
        if traced:
            fix = (
                "Of goods that mature no origin is known, as excluded origins and 'counted at' need: clear one of them"
            )
            yield problem(row, "delay", "0, since the workbook traces origins", fix)
        elif outputs & protected:
            fix = "A protected quantity is that of the year in which it is made: clear one of them"
            yield problem(row, "delay", "0, since the price of its output is protected", fix)


CHECKS = (
    mass_from_nothing,
    makes_nothing,
    plants_and_operations,
    shares,
    sums_of_shares,
    delays_beyond_the_plan,
    delays_of_known_goods,
)

"""Costs and funds: unused figures, projects without cost."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import needs, problem
from model.families.conversion.rows import Operation
from model.families.investment.rows import Project
from model.sheets.common import CostRow, Plant
from model.sheets.schema import ANY, ByYear
from model.sheets.tables import Directory, Tables

OF_PROJECTS = ("fixed_capex", "capex_per_unit", "salvage")
CHARGED = ("fixed_capex", "capex_per_unit", "fixed_opex")
"""Possible costs of a project."""


@needs(Plant, Project)
def unread_costs(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A figure in a row of Costs that its plant or project has no use for."""
    plants, projects = {row.plant for row in tables[Plant]}, {row.project for row in tables[Project]}
    for row in tables[CostRow]:
        if row.item in projects and row.item not in plants:
            yield from _unread(row, ("variable_opex",), "a project", "of the plant")
            if row.recipe != ANY:
                fix = "This row has no effect: clear the cell, or name the plant"
                yield problem(row, "recipe", "an empty cell, since the row is for a project", fix)
        elif row.item in plants and row.item not in projects:
            yield from _unread(row, OF_PROJECTS, "a plant", "of the project that builds it")
            if row.recipe != ANY:
                yield from _unread(row, ("fixed_opex",), "one recipe", "of the plant with recipe 'any'")


def _unread(row: CostRow, attributes: tuple[str, ...], what: str, instead: str) -> list[Problem]:
    fix = f"This cell has no effect here; move it to the row {instead}"
    return [
        problem(row, cell, f"an empty cell, since the row is for {what}", fix)
        for attribute in attributes
        if (cell := _cell_filled(attribute, getattr(row, attribute)))
    ]


def _cell_filled(attribute: str, value: ByYear | float) -> str:
    """The field, with its first non-zero year if it varies by year; empty if it is 0."""
    if not isinstance(value, ByYear):
        return attribute if value else ""
    year = next((year for year, amount in value.points if amount), None)
    return "" if year is None else f"{attribute} {year or ''}".rstrip()


@needs(Operation)
def costs_of_other_recipes(tables: Tables, directory: Directory) -> list[Problem]:
    """A cost for a recipe that the plant does not run."""
    runs: dict[str, list[str]] = {}
    for operation in tables[Operation]:
        runs.setdefault(operation.plant, []).append(operation.recipe)
    plants = {row.plant for row in tables[Plant]}
    return [
        problem(
            row,
            "recipe",
            f"a recipe that '{row.item}' runs: {', '.join(runs.get(row.item, [])) or 'it has none'}",
            "This row has no effect: correct the recipe, or add it to Operations",
        )
        for row in tables[CostRow]
        if row.item in plants and row.recipe != ANY and row.recipe not in runs.get(row.item, [])
    ]


@needs(CostRow)
def free_projects(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A project without cost: neither capital nor fixed operating cost."""
    costs: dict[str, list[CostRow]] = {}
    for cost in tables[CostRow]:
        costs.setdefault(cost.item, []).append(cost)
    for row in tables[Project]:
        rows = costs.get(row.project, [])
        if all(getattr(cost, figure).is_zero for cost in rows for figure in CHARGED):
            fix = f"The project has no capital cost: {'fill in its row in' if rows else 'add a row to'} Costs"
            yield problem(row, "project", "capital cost of the project in Costs", fix, is_warning=True)


CHECKS = {"costs": (unread_costs, costs_of_other_recipes, free_projects)}

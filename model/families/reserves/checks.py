"""Reserves: for recipes that no plant runs, empty, or too small for the plant to run."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import calendar_of, needs, problem
from model.families.conversion.rows import Operation
from model.families.conversion.terms import existing_in
from model.families.reserves.algebra import Deposit
from model.families.reserves.rows import Reserve
from model.sheets.common import Plant, Settings
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT


@needs(Operation)
def of_other_recipes(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A reserve for a recipe that the plant does not run, or of a plant without runs."""
    runs: dict[str, list[str]] = {}
    for operation in tables[Operation]:
        runs.setdefault(operation.plant, []).append(operation.recipe)
    for row in tables[Reserve]:
        own = runs.get(row.plant, [])
        if row.recipe != ANY and row.recipe not in own:
            wanted = f"a recipe that '{row.plant}' runs: {', '.join(own) or 'it has none'}"
            fix = "Nothing would be taken of it: correct the recipe, or add it to Operations"
            yield problem(row, "recipe", wanted, fix)


def nothing_to_mine(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """An empty reserve, or one from which extraction is forbidden."""
    for row in tables[Reserve]:
        if row.available == 0:
            fix = "Nothing can be extracted: fill in what there is, or remove the row"
            yield problem(row, "available", "more than 0", fix, is_warning=True)
        elif row.limit is not None and row.limit.is_zero:
            fix = "Nothing can be extracted: raise the limit, or leave it empty for none"
            yield problem(row, "limit", "more than 0 in some year", fix, value="0", is_warning=True)
        elif row.limit_share == 0:
            fix = "Nothing can be extracted: raise the share, or leave it empty for none"
            yield problem(row, "limit_share", "more than 0 %", fix, is_warning=True)
        elif (row.available, row.limit, row.limit_share) == (None, None, None) and row.extra_cost == 0:
            fix = "This row has no effect: fill in what there is, a limit or an extra cost"
            yield problem(row, "reserve", "a quantity, a limit or an extra cost", fix, is_warning=True)


@needs(Plant, Operation, Settings)
def too_small(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Reserves that last for less than a year of the existing capacity; or too short, for a recipe with a minimum
    share, for the others to run either."""
    calendar, plants = calendar_of(tables), {row.plant: row for row in tables[Plant]}
    deposits: dict[Deposit, list[Reserve]] = {}
    for row in tables[Reserve]:
        deposits.setdefault((row.plant, row.recipe), []).append(row)
    for (name, recipe), rows in deposits.items():
        if name not in plants or any(row.available is None for row in rows) or _available(rows) == 0:
            continue
        standing = [existing_in(calendar, plants[name], t) for t in calendar.periods]
        if recipe == ANY:
            yield from _less_than_a_year(rows, name, max(standing))
        else:
            share = max(
                (o.minimum_share for o in tables[Operation] if (o.plant, o.recipe) == (name, recipe)), default=0
            )
            yield from _holds_up(
                rows, share, sum(calendar.length(t) * rate for t, rate in zip(calendar.periods, standing, strict=True))
            )


def _available(rows: list[Reserve]) -> float:
    return sum(row.available or 0.0 for row in rows)


def _less_than_a_year(rows: list[Reserve], plant: str, capacity: float) -> Iterator[Problem]:
    available = _available(rows)
    if available < capacity:
        wanted = f"at least {capacity:.6g}, what '{plant}' can take in a year"
        fix = f"There are {available:.6g} for all years together: is a yearly figure meant? Then fill in 'limit'"
        yield problem(rows[0], "available", wanted, fix, is_warning=True)


def _holds_up(rows: list[Reserve], share: float, capacity: float) -> Iterator[Problem]:
    available = _available(rows)
    if share > 0 and available < share * capacity * (1 - FLOAT):
        recipe = rows[0].recipe
        wanted = f"at least {share * capacity:.6g}, the minimum share of '{recipe}' in what the plant can take"
        fix = f"With {available:.6g} for {100 * share:.6g} % of what is used, no more than {available / share:.6g} can "
        fix += "be used in all years: raise it, or lower the minimum share in Operations"
        yield problem(rows[0], "available", wanted, fix, is_warning=True)


CHECKS = (of_other_recipes, nothing_to_mine, too_small)

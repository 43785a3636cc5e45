"""Checks of demand and substitutes as such; whether demand can be served is checked in `model.checks.paths`."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import needs, problem
from model.families.demand.rows import OWED, Demand, Substitute
from model.families.supply.rows import Outlet
from model.families.workforce.rows import Skill
from model.sheets.common import Country, Group, Site
from model.sheets.names import rows_named
from model.sheets.tables import Directory, Tables


@needs(Demand, Outlet, Skill)
def nothing_wanted(tables: Tables, directory: Directory) -> list[Problem]:
    """A workbook without demand, for goods or for people outside the plants."""
    is_staffed = any(row.other_need.greatest > 0 for row in tables[Skill])
    is_wanted = bool(tables[Demand]) or bool(tables[Outlet])
    if is_wanted or is_staffed:
        return []
    fix = "Without any of these the best plan is to do nothing: fill in one of these sheets"
    wanted = "at least one row in use, here or in Outlets, or people needed ('other need' in Skills)"
    return [Problem("Demand", "", "", wanted, fix)]


def own_substitutes(tables: Tables, directory: Directory) -> list[Problem]:
    """A commodity as its own substitute."""
    return [
        problem(row, "substitute", f"another commodity than '{row.product}'", "Correct it, or delete the row")
        for row in tables[Substitute]
        if row.substitute == row.product
    ]


@needs(Demand, Country, Group, Site)
def unused_substitutes(tables: Tables, directory: Directory) -> list[Problem]:
    """A substitute for a product without demand in its market."""
    demanded = {(row.market, row.product) for row in tables[Demand]}
    fix = "This row has no effect: check market and product against Demand"
    return [
        problem(row, "product", f"a product that is demanded in '{row.market}'", fix, is_warning=True)
        for row in tables[Substitute]
        if not any((market, row.product) in demanded for market in directory.sites(row.market))
    ]


def doubled_substitutes(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Two rows for one substitute of one product in one market, such as one for a city and one for its country."""
    first: dict[tuple[str, str, str], Substitute] = {}
    for row in tables[Substitute]:
        for market in sorted(directory.sites(row.market)):
            other = first.setdefault((market, row.product, row.substitute), row)
            if other is not row:
                fix = f"Row {other.line} has the same for '{market}': keep one of them"
                yield problem(row, "market", "one row for each market, product and substitute", fix)
                break


def no_shortage_allowed(tables: Tables, directory: Directory) -> list[Problem]:
    """Markets in which no shortage is allowed, in one warning."""
    rows = [row for row in tables[Demand] if row.shortage_cost is None]
    if not rows:
        return []
    where = rows_named([row.line for row in rows])
    fix = f"Without it no shortage is allowed, and there is no plan where demand cannot be met in full ({where})"
    return [problem(rows[0], "shortage_cost", "a cost of shortage", fix, is_warning=True)]


def owed_without_shortage(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Owed demand that cannot go unmet, and a backlog of demand that is lost."""
    for row in tables[Demand]:
        if row.unmet_demand == OWED and row.shortage_cost is None:
            fix = (
                "Without it nothing may go unmet, so that nothing is owed: fill it in for each year that a unit is late"
            )
            yield problem(row, "shortage_cost", "a cost of shortage, as unmet demand is owed", fix)
        if row.unmet_demand != OWED and row.opening_backlog:
            fix = "This cell has no effect here; clear it, or make 'unmet demand' owed"
            yield problem(row, "opening_backlog", "an empty cell, as unmet demand is lost", fix, is_warning=True)


def several_tiers(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Rows of one market with different tiers."""
    first: dict[str, Demand] = {}
    for row in tables[Demand]:
        other = first.setdefault(row.market, row)
        if other.tier != row.tier:
            fix = f"{other.where('tier')} has '{other.tier}': give all rows of '{row.market}' the same"
            yield problem(row, "tier", "one tier for each market", fix)


CHECKS = (
    nothing_wanted,
    own_substitutes,
    unused_substitutes,
    doubled_substitutes,
    no_shortage_allowed,
    owed_without_shortage,
    several_tiers,
)

"""Amounts out of all proportion to demand, loans above the capital they paid for, tariffs of many times the value."""

from __future__ import annotations

from collections.abc import Iterator

from model.checks.odd import SCALE_OF, Odd, decades, figures, plain, warnings_of
from model.checks.worth import Scene, scene_of
from model.errors import Problem
from model.families.common.checking import needs, problem
from model.families.demand.rows import Demand
from model.families.investment.rows import MODULES, Project
from model.families.public_money.rows import Loan
from model.families.routes.rows import Route
from model.sheets.common import CostRow
from model.sheets.names import shown
from model.sheets.schema import SHEET_OF
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT

OF_GOODS = ("{unit}", "{unit}/y")
BEYOND_USE = 7.0
"""Decades between an amount and all demand: more than lies between a gram and a tonne."""
LATE = 10.0
"""Years of demand that a backlog never reaches."""

HIGHEST_TARIFF = 3.0
"""Ratio to the goods' value above which a tariff is implausible."""


def high_tariffs(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A tariff so high that its decimal point may have slipped."""
    wanted = f"a tariff of at most {shown(HIGHEST_TARIFF, is_percent=True)}, as a rule"
    for row in tables[Route]:
        high = [figure for figure in figures(row, [SHEET_OF[Route].column("tariff")]) if figure.value > HIGHEST_TARIFF]
        for figure in high[:1]:
            fix = f"It is a share of the reference value: did you mean {shown(figure.value / 100, is_percent=True)}?"
            yield problem(row, figure.attribute, wanted, fix, is_warning=True)


@needs(Demand)
def beyond_use(tables: Tables, directory: Directory) -> list[Problem]:
    """An amount so far above all demand that it can only be a slip, or stand for no limit."""
    demand = sum(row.quantity.greatest for row in tables[Demand])
    outliers = []
    for row_class, rows in tables.rows.items() if demand > 0 else ():
        columns = [column for column in SHEET_OF[row_class].columns if column.unit in OF_GOODS]
        for figure in (figure for row in rows if columns for figure in figures(row, columns)):
            if decades(figure.value, demand) >= BEYOND_USE:
                outliers.append(Odd(figure, demand, f"all demand in a year, {plain(demand)}"))
    return warnings_of(outliers, tables, scene_of(directory).units)


def late_for_years(tables: Tables, directory: Directory) -> list[Problem]:
    """A backlog of many years' demand."""
    return [
        problem(
            row,
            "opening_backlog",
            f"at most a few years of demand, which is {plain(row.quantity.greatest)} a year",
            "Customers would be owed more than ten years of deliveries: correct it",
            is_warning=True,
        )
        for row in tables[Demand]
        if row.opening_backlog > LATE * row.quantity.greatest
    ]


@needs(Project, CostRow)
def lent_too_much(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Loans for a project that exceed its total cost."""
    scene, scale = scene_of(directory), SCALE_OF[tables.settings.amounts]
    capital = _capital(tables, scene, scale)
    for row in tables[Loan]:
        first, most = tables.settings.first_year, capital.get(row.project, 0.0)
        years = (year for year, _ in row.drawn.points)
        lent = sum(row.drawn.at(year) for year in range(max(min(years), first - row.term), first))
        if lent > most * (1 + FLOAT) > 0:
            wanted = f"at most {plain(most)} in all, what '{row.project}' costs if all of it is built"
            fix = f"{plain(lent)} would be owed: correct it, or the capex in Costs"
            yield problem(row, "drawn", wanted, fix, is_warning=True)


def _capital(tables: Tables, scene: Scene, scale: float) -> dict[str, float]:
    """Capital cost of each project if built completely [amount]."""
    many: dict[str, int] = {row.project: row.maximum_modules if row.kind == MODULES else 1 for row in tables[Project]}
    capital: dict[str, float] = {}
    for row in tables[CostRow]:
        if row.item in many:
            once = row.fixed_capex.greatest + row.capex_per_unit.greatest * scene.size[row.item] / scale
            capital[row.item] = capital.get(row.item, 0.0) + many[row.item] * once
    return capital


CHECKS = {"sizes": (high_tariffs, beyond_use, late_for_years, lent_too_much)}

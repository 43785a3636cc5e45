"""Figures out of all proportion: to their column, to other years, to the value of the goods, to possible output, to
demand; loans above the capital they paid for, tariffs of many times the value.

They are warnings, for figures far outside the plausible range: a mistaken unit is off by a factor of 1,000 as a rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.checks.worth import (
    FAR,
    SCALE_OF,
    Odd,
    RowFigure,
    Scene,
    decades,
    figures,
    is_measured,
    odd_ones,
    plain,
    scene_of,
    warnings_of,
)
from model.errors import Problem
from model.families.common.checking import by_sheet, calendar_of, needs, problem
from model.families.common.reach import EVERYTHING
from model.families.conversion.rows import Operation, Recipe
from model.families.demand.rows import Demand
from model.families.investment.rows import MODULES, Project
from model.families.public_money.rows import Loan
from model.families.routes.rows import Route
from model.families.supply.rows import Outlet
from model.families.workforce.rows import Skill, Staffing
from model.sheets.common import Commodity, CostRow, Plant, Settings, Supplier
from model.sheets.names import shown
from model.sheets.schema import ANY, SHEET_OF, ByYear, Column, Row
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT

WIDE = 2.0
"""Decades between a price and the value of the goods."""
SHORTAGE = 1.0
"""Decades: a shortage that costs less than a tenth of the goods is never worth avoiding."""
YEARS_OF_OUTPUT = 2.0
"""Decades: capital is below a hundred years of the output's value."""
AN_HOUR = -4.0
"""Decades: capital is above an hour of the output's value."""
DEMAND = 2.0
"""Decades between demand and all that can be had of a product."""
LEAST_PEOPLE = 0.05
"""Minimum number of people of a skill in the largest plant of a technology."""
LARGEST_GAP = 0.5


# ------------------------------------------------------------------------------------------ columns and years


@by_sheet(Operation, Recipe)
def out_of_column(tables: Tables, directory: Directory) -> list[Problem]:
    """A figure far from those of its kind in its column, or from those of other years in its row."""
    scene = scene_of(directory)
    outliers = []
    for row_class, rows in tables.rows.items():
        if row_class is Recipe:
            continue  # inputs and outputs of a recipe are compared line by line, by mass
        columns = [column for column in SHEET_OF[row_class].columns if is_measured(column)]
        kinds = [kinds_of(row, scene) for row in rows] if columns else []
        for column in columns:
            outliers += list(_in_years(rows, column)) + list(_in_column(rows, column, kinds))
    return warnings_of(outliers, tables, scene.units)


def _in_years(rows: list[Row], column: Column) -> Iterator[Odd]:
    for row in rows:
        value = getattr(row, column.attribute)
        series = figures(row, [column]) if isinstance(value, ByYear) and len(value.points) > 2 else []
        for at, usual in odd_ones([figure.value for figure in series]).items():
            yield Odd(series[at], usual, f"the median of its years, {plain(usual)}")


def _in_column(rows: list[Row], column: Column, kinds_of_rows: list[list[str]]) -> Iterator[Odd]:
    """Each row by its median year, among rows of one kind."""
    kinds: dict[str, list[RowFigure]] = {}
    for row, alike in zip(rows, kinds_of_rows, strict=True):
        series = sorted(figures(row, [column]), key=lambda figure: abs(figure.value))
        if series:
            for kind in alike:
                kinds.setdefault(kind, []).append(series[len(series) // 2])
    seen = set()
    for kind, group in kinds.items():
        for at, usual in odd_ones([figure.value for figure in group]).items():
            if len(group) > 3 and group[at] not in seen:
                seen.add(group[at])
                yield Odd(group[at], usual, f"the median of {kind}, {plain(usual)}")


def kinds_of(row: Row, scene: Scene) -> list[str]:
    """Whose figures those of a row are alike: of one commodity, technology or skill; of one unit, if it is certain."""
    kinds = []
    for name in ("commodity", "product", "technology", "skill"):
        entry = getattr(row, name, None)
        if isinstance(entry, str) and entry and entry != ANY:
            kinds.append(f"'{entry}' in its column")
    units = scene.units.of(SHEET_OF[type(row)], vars(row))
    if len(units) > 1:  # which of them it is in is not known
        return kinds
    return [*kinds, f"its column in {next(iter(units))}" if units else "its column"]


# ------------------------------------------------------------------------------------------ the value of goods

PRICES = ("price", "floor", "ceiling", "replacement_cost", "shortage_cost")
"""Columns that are not far below the value of the goods either."""


@by_sheet(Commodity, Supplier, Outlet, Recipe, Operation)
@needs(Commodity, Recipe, Operation, Plant, Project)
def out_of_value(tables: Tables, directory: Directory) -> list[Problem]:
    """Money per unit out of all proportion to the value of a unit."""
    scene = scene_of(directory)
    outliers = []
    for row_class, rows in tables.rows.items():
        for column in SHEET_OF[row_class].columns:
            is_by_unit = column.unit.startswith("{currency}") and "{unit}" in column.unit
            if is_by_unit and column.attribute not in ("reference_value", "capex_per_unit"):
                for row in rows:
                    outliers += list(_of_value(row, column, scene))
    return warnings_of(outliers, tables, scene.units)


def _of_value(row: Row, column: Column, scene: Scene) -> Iterator[Odd]:
    worth = scene.worth(row)
    for figure in figures(row, [column]) if worth and worth[0] > 0 else ():
        assert worth is not None
        apart = decades(figure.value, worth[0])
        least = SHORTAGE if figure.column.attribute == "shortage_cost" else WIDE
        is_low = apart < -least and figure.column.attribute in PRICES
        is_high = apart > WIDE and figure.column.attribute != "shortage_cost"
        if is_low or is_high:
            yield Odd(figure, worth[0], f"the worth of a unit of {worth[1]}, {plain(worth[0])}")


@needs(Commodity, Recipe, Operation, Plant, Project)
def out_of_output(tables: Tables, directory: Directory) -> list[Problem]:
    """Capital out of all proportion to the value of a year's output, or to that of projects of the same technology."""
    scene = scene_of(directory)
    technology: dict[str, str] = {row.plant: row.technology for row in tables[Plant]}
    scale = SCALE_OF[tables.settings.amounts]
    outliers: list[Odd] = []
    alike: dict[str, list[tuple[RowFigure, float, float]]] = {}
    for row in tables[CostRow]:
        size = scene.size.get(row.item, 0.0)
        if size <= 0:
            continue
        parts = figures(row, [SHEET_OF[CostRow].column(name) for name in ("fixed_capex", "capex_per_unit")])
        by_unit = {
            figure: figure.value * (scale / size if figure.column.attribute == "fixed_capex" else 1) for figure in parts
        }
        if not by_unit:
            continue
        main = max(by_unit, key=lambda figure: by_unit[figure])
        plant = scene.plant_of[row.item]
        per_unit = scale / size if main.column.attribute == "fixed_capex" else 1.0
        alike.setdefault(technology.get(plant, ""), []).append((main, by_unit[main], per_unit))
        if worth := scene.output_value.get(plant):
            apart = decades(by_unit[main], worth)
            if apart > YEARS_OF_OUTPUT or apart < AN_HOUR:
                outliers.append(Odd(main, worth / per_unit, f"what it can make in a year, {plain(worth / per_unit)}"))
    for name, group in alike.items():
        for at, usual in odd_ones([cost for _, cost, _ in group]).items():
            figure, _, per_unit = group[at]
            scope = f"of '{name}'" if name else "of others"
            outliers.append(Odd(figure, usual / per_unit, f"the median of projects {scope} by capacity"))
    return warnings_of(list({odd.figure: odd for odd in outliers}.values()), tables, scene.units)


@needs(Commodity, Demand, Outlet, Settings)
def out_of_business(tables: Tables, directory: Directory) -> list[Problem]:
    """A large sum that is out of all proportion to all that is delivered and sold, in all years."""
    scene = scene_of(directory)
    calendar = calendar_of(tables)
    years = calendar.end - calendar.first_year
    total = sum(
        row.quantity.greatest * max(scene.value.get(row.product, 0.0), row.shortage_cost or 0.0) * years
        for row in tables[Demand]
    )
    total += sum(
        row.limit.greatest * max(row.price.greatest, 0.0) * years for row in tables[Outlet] if row.limit is not None
    )
    if total <= 0 or any(row.limit is None for row in tables[Outlet]):
        return []
    business = total / SCALE_OF[tables.settings.amounts]
    outliers = []
    for row_class, rows in tables.rows.items():
        columns = [column for column in SHEET_OF[row_class].columns if "{amount}" in column.unit]
        for row in rows if columns else ():
            for figure in figures(row, columns):
                if decades(figure.value, business) > FAR:
                    outliers.append(Odd(figure, business, f"all that markets need and buy is worth, {plain(business)}"))
    return warnings_of(outliers, tables, scene.units)


# ------------------------------------------------------------------------------------------ people, demand, gap


@needs(Plant, Project, Skill, Settings)
def out_of_people(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Staff for which plants are too small, or labour markets out of all proportion too small."""
    scene = scene_of(directory)
    sizes = {row.plant: row.existing_capacity.greatest for row in tables[Plant]}
    for project in tables[Project]:
        if project.plant in sizes:
            sizes[project.plant] = max(sizes[project.plant], scene.size[project.project])
    largest: dict[str, float] = {}
    for plant in tables[Plant]:
        largest[plant.technology] = max(largest.get(plant.technology, 0.0), sizes[plant.plant])
    people: dict[str, float] = {}
    for skill in tables[Skill]:
        years = calendar_of(tables).end - calendar_of(tables).first_year
        joining = skill.training_seats.greatest / skill.training_time + skill.recruits_from_abroad.greatest
        people[skill.skill] = people.get(skill.skill, 0.0) + skill.headcount + years * joining
    staff: dict[str, list[tuple[Staffing, float]]] = {}
    for row in tables[Staffing]:
        size = largest.get(row.technology, 0.0)
        need = row.operation * size / 1000
        staff.setdefault(row.technology, []).append((row, need + row.per_plant))
        there = people.get(row.skill, 0.0)
        if 0 < need < LEAST_PEOPLE:
            fix = (
                f"The largest plant of '{row.technology}', {plain(size)} a year, needs {need:.3g} of them: the column "
                f"is by 1,000 of capacity. {_by_thousand(row.operation, size)}"
            )
            yield problem(row, "operation", "a plausible number of people there", fix, is_warning=True)
        if there > 0 and need > 100 * there:
            fix = (
                f"The largest plant, {plain(size)} a year, needs {plain(need)} people, of whom {plain(there)} can be "
                f"available: the column is by 1,000 of capacity. {_by_thousand(row.operation, size)}"
            )
            yield problem(row, "operation", "no more people than available", fix, is_warning=True)
    for name, rows in staff.items():
        size, total = largest.get(name, 0.0), sum(need for _, need in rows)
        by_capacity = [row for row, _ in rows if row.operation > 0]
        if size > 0 and by_capacity and 0 < total < 1:
            fix = (
                f"The largest plant of '{name}', {plain(size)} a year, needs {total:.3g} people in all: the column is "
                f"by 1,000 of capacity. {_by_thousand(by_capacity[0].operation, size)}"
            )
            yield problem(by_capacity[0], "operation", "a plausible number of people there", fix, is_warning=True)


def _by_thousand(people: float, size: float) -> str:
    if people < 1:
        return f"Type {plain(1000 * people)} if it is by unit of capacity"
    return f"Type {plain(1000 * people / size)} if {plain(people)} people work there"


@needs(*EVERYTHING)
def out_of_reach(tables: Tables, directory: Directory) -> list[Problem]:
    """Demand out of all proportion to the possible supply of the product and its substitutes, with everything built."""
    needed: dict[str, list[Demand]] = {}
    for row in tables[Demand]:
        needed.setdefault(row.product, []).append(row)
    scene, problems = scene_of(directory), []
    for product, rows in needed.items():
        others = scene.substitutes.get(product, ())
        replaced = sum(row.maximum_share for row in others if row.maximum_share < 1)
        total = max(0.0, 1 - replaced) * sum(row.quantity.greatest for row in rows)
        most = _most(product, scene)
        if most is not None and most > FLOAT and total > 0 and decades(total, most) >= DEMAND:
            row = max(rows, key=lambda demand: demand.quantity.greatest)
            year = max(row.quantity.points, key=lambda point: point[1])[0]
            fix = (
                f"Of the demand {plain(total)} of '{product}' a year cannot be replaced, and no more than "
                f"{plain(most)} is available, even with everything built: are both in the same unit?"
            )
            problems.append(
                problem(
                    row, f"quantity {year or ''}".rstrip(), "demand within the available supply", fix, is_warning=True
                )
            )
    return problems


def _most(product: str, scene: Scene) -> float | None:
    """Maximum yearly supply of a product and its full substitutes; None if unlimited."""
    full_substitutes = [row.substitute for row in scene.substitutes.get(product, ()) if row.maximum_share >= 1]
    goods = dict.fromkeys([product, *full_substitutes])
    total = 0.0
    for seller in (seller for k in goods for seller in scene.sellers.get(k, ())):
        if seller.limit is None or seller.supplier in scene.beyond_limit:
            return None
        total += seller.limit.greatest
    rate: dict[str, float] = {}
    for plant, amount in ((plant, amount) for k in goods for plant, amount in scene.rate.get(k, {}).items()):
        rate[plant] = max(rate.get(plant, 0.0), amount)
    return total + sum(amount * scene.capacity.get(plant, 0.0) for plant, amount in rate.items())


def wide_gap(tables: Tables, directory: Directory) -> list[Problem]:
    """A gap with which any plan would do."""
    if tables.settings.gap < LARGEST_GAP:
        return []
    fix = "At this gap any first plan is accepted, whatever it costs: type a few per cent, such as 1 %"
    return [problem(tables.settings, "gap", f"a gap below {100 * LARGEST_GAP:.0f} %", fix, is_warning=True)]


# ----------------------------------------------------------------------------------------------------------------------
# Amounts out of all proportion to demand, loans above the capital they paid for, tariffs of many times the value.

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


CHECKS = {
    "proportions": (out_of_value, out_of_output, out_of_business, out_of_people, out_of_column, out_of_reach, wide_gap),
    "sizes": (high_tariffs, beyond_use, late_for_years, lent_too_much),
}

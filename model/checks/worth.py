"""What checks of proportion share: figures, their distance from others, and the unit they may be in; unit values of
goods and of plants' output, and plant sizes, as references."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from model.errors import Problem
from model.families import load_checks
from model.families.common.checking import listed, needs, problem
from model.families.common.reach import EVERYTHING
from model.families.contracts.rows import Contract
from model.families.contracts.terms import sold_beyond_limit
from model.families.conversion.algebra import capacity_units, capacity_uses, quantities
from model.families.conversion.rows import Recipe
from model.families.demand.rows import Demand, Substitute
from model.families.investment.rows import Project
from model.families.routes.rows import Route
from model.families.stockpiles.rows import Stockpile
from model.families.supply.rows import Outlet
from model.sheets.common import Commodity, Plant, Settings, Site, Supplier
from model.sheets.names import CommodityName, PlantName, RecipeName, shown
from model.sheets.schema import SHEET_OF, ByYear, Column, Kind, Row
from model.sheets.tables import SCALES, Directory, RowUnits, Tables, in_reading_order, unit_text
from model.system.memoise import remembered


@dataclass
class Scene:
    """Reference values for figures, worked out once for all checks."""

    tables: Tables
    directory: Directory
    units: RowUnits = field(init=False)

    def __post_init__(self) -> None:
        self.units = units_of(self.tables)

    @cached_property
    def value(self) -> dict[str, float]:
        """Value of a unit of each commodity: its reference value, else its prices."""
        prices: dict[str, list[float]] = {}
        traded: list[Supplier | Outlet] = [*self.tables[Supplier], *self.tables[Outlet]]
        for row in traded:
            prices.setdefault(row.commodity, []).extend(price for _, price in row.price.points if price > 0)
        medians = {name: statistics.median(quotes) for name, quotes in prices.items() if quotes}
        goods = self.tables[Commodity]
        return medians | {row.commodity: row.reference_value for row in goods if row.reference_value > 0}

    @cached_property
    def output_value(self) -> dict[str, float]:
        """Value of the output per unit of each plant's capacity, for the recipe with the highest."""
        use = capacity_uses(self.tables)
        by_run: dict[tuple[PlantName, RecipeName], float] = {}
        for (plant, recipe, k), amount in quantities(self.tables).items():
            if amount > 0 and k in self.value:
                worth = amount * self.value[k] / use[plant, recipe].least
                by_run[plant, recipe] = by_run.get((plant, recipe), 0.0) + worth
        by_plant: dict[str, float] = {}
        for (plant, _), worth in by_run.items():
            by_plant[plant] = max(by_plant.get(plant, 0.0), worth)
        return by_plant

    @cached_property
    def rate(self) -> dict[str, dict[str, float]]:
        """Most of each commodity that a unit of each plant's capacity makes, by commodity and plant."""
        use = capacity_uses(self.tables)
        by_commodity: dict[str, dict[str, float]] = {}
        for (plant, recipe, k), amount in quantities(self.tables).items():
            if amount > 0:
                of_goods = by_commodity.setdefault(k, {})
                of_goods[plant] = max(of_goods.get(plant, 0.0), amount / use[plant, recipe].least)
        return by_commodity

    @cached_property
    def beyond_limit(self) -> frozenset[str]:
        """Suppliers that sell something on top of their limit."""
        return frozenset(sold_beyond_limit(self.tables[Contract]))

    @cached_property
    def sellers(self) -> dict[str, list[Supplier]]:
        """Suppliers by commodity."""
        by_commodity: dict[str, list[Supplier]] = {}
        for row in self.tables[Supplier]:
            by_commodity.setdefault(row.commodity, []).append(row)
        return by_commodity

    @cached_property
    def substitutes(self) -> dict[str, list[Substitute]]:
        """Substitutes of each product."""
        by_product: dict[str, list[Substitute]] = {}
        for row in self.tables[Substitute]:
            by_product.setdefault(row.product, []).append(row)
        return by_product

    @cached_property
    def plant_of(self) -> dict[str, str]:
        """The plant of each plant and project."""
        return {row.plant: row.plant for row in self.tables[Plant]} | {
            row.project: row.plant for row in self.tables[Project]
        }

    @cached_property
    def size(self) -> dict[str, float]:
        """Capacity of each project: a module, or the maximum size [unit/y]."""
        return {
            row.project: (row.module_size if row.kind == "modules" else row.maximum_size) or 0.0
            for row in self.tables[Project]
        }

    @cached_property
    def capacity(self) -> dict[str, float]:
        """Upper bound on a plant's capacity: existing, and all that may be built there [unit/y]."""
        largest = {row.plant: row.existing_capacity.greatest for row in self.tables[Plant]}
        for row in self.tables[Project]:
            many = row.maximum_modules if row.kind == "modules" else 1
            largest[row.plant] = largest.get(row.plant, 0.0) + many * self.size[row.project]
        most = {row.plant: row.maximum_capacity for row in self.tables[Plant] if row.maximum_capacity is not None}
        return {plant: min(capacity, most.get(plant, capacity)) for plant, capacity in largest.items()}

    @cached_property
    def leads_to(self) -> dict[str, dict[str, float]]:
        """Unit value of the goods that a name leads to, by sheet of the name."""
        traded: dict[str, list[tuple[str, CommodityName]]] = {
            "Suppliers": [(row.supplier, row.commodity) for row in self.tables[Supplier]],
            "Outlets": [(row.outlet, row.commodity) for row in self.tables[Outlet]],
            "Stockpiles": [(row.stockpile, row.commodity) for row in self.tables[Stockpile]],
        }
        by_sheet = {
            sheet: {name: self.value[k] for name, k in pairs if k in self.value} for sheet, pairs in traded.items()
        }
        of_output = {name: self.output_value[p] for name, p in self.plant_of.items() if p in self.output_value}
        return by_sheet | {"Capacity": of_output, "Projects": of_output}

    @cached_property
    def by_technology(self) -> dict[str, float]:
        """By technology, the highest output value per unit of capacity among its plants."""
        highest: dict[str, float] = {}
        for row in self.tables[Plant]:
            highest[row.technology] = max(highest.get(row.technology, 0.0), self.output_value.get(row.plant, 0.0))
        return {name: amount for name, amount in highest.items() if amount}

    def worth(self, row: Row) -> tuple[float, str] | None:
        """Highest unit value of a row's goods or of its plant's output, and its source in words.

        A row's key identifies its subject: the product of a demand, not the goods that it refuses.
        """
        columns = SHEET_OF[type(row)].columns
        named = self._named(row, [column for column in columns if column.is_key])
        named = named or self._named(row, [column for column in columns if not column.is_key])
        best = max(named, key=lambda name: named[name], default="")
        return (named[best], best) if best else None

    def _named(self, row: Row, columns: list[Column]) -> dict[str, float]:
        """Unit values of all names in some columns."""
        values: dict[str, float] = {}
        for column in columns:
            name = getattr(row, column.attribute)
            if not isinstance(name, str) or not name:
                continue
            if isinstance(row, Commodity) and column.is_key:
                values |= {f"'{name}'": self.value[name]} if name in self.value else {}
            elif "Commodities" in column.of:
                goods = self.directory.commodities(name)
                values |= {f"'{k}'": self.value[k] for k in sorted(goods) if k in self.value}
            elif column.attribute == "technology" and name in self.by_technology:
                values[f"the output of '{name}'"] = self.by_technology[name]
            for sheet in column.of:
                if name in self.leads_to.get(sheet, {}):
                    values[f"what '{name}' makes or deals in"] = self.leads_to[sheet][name]
        return values


@remembered
def scene_of(directory: Directory) -> Scene:
    """The scene of a workbook, worked out once for all checks."""
    return Scene(directory.tables, directory)


USES_OF_SITES: tuple[tuple[type[Row], str], ...] = (
    (Supplier, "site"),
    (Outlet, "site"),
    (Plant, "site"),
    (Stockpile, "site"),
    (Demand, "market"),
    (Route, "origin"),
    (Route, "destination"),
)
USES_OF_COMMODITIES: tuple[tuple[type[Row], str], ...] = (
    (Supplier, "commodity"),
    (Outlet, "commodity"),
    (Recipe, "commodity"),
    (Stockpile, "commodity"),
    (Demand, "product"),
    (Substitute, "substitute"),
)
"""Columns that count as uses of a commodity, besides those that families declare under this name beside their CHECKS; a
rule of Routes, a group or a limit is none."""


@needs(*EVERYTHING)
def unused(tables: Tables, directory: Directory) -> list[Problem]:
    """Sites and commodities without a row that uses them, rows not in use included: a what-if may switch them on."""
    further = (use for module in load_checks() for use in getattr(module, "USES_OF_COMMODITIES", ()))
    places, used = _named(tables, USES_OF_SITES), _named(tables, (*USES_OF_COMMODITIES, *further))
    sites = [row for row in tables[Site] if row.site not in places]
    goods = [row for row in tables[Commodity] if row.commodity not in used]
    of_sites = "a site where something is bought, made, stored or used"
    of_goods = "a commodity that is bought, made, stored, sold or used"
    return [
        *_unused_names(sites, "site", [row.site for row in sites], of_sites),
        *_unused_names(goods, "commodity", [row.commodity for row in goods], of_goods),
    ]


def _named(tables: Tables, uses: Iterable[tuple[type[Row], str]]) -> set[str]:
    names: set[str] = set()
    for row_class, attribute in uses:
        rows = chain(tables.rows.get(row_class, ()), tables.off.get(row_class, ()))
        names |= {getattr(row, attribute) for row in rows}
    return names


def _unused_names(
    rows: list[Row] | list[Site] | list[Commodity], attribute: str, names: list[str], wanted: str
) -> list[Problem]:
    if not rows:
        return []
    fix = f"Not used: {listed(names)}. Is a row missing, or is another name meant? This has no effect on the plan"
    return [problem(rows[0], attribute, wanted, fix, is_warning=True)]


CHECKS = {"worth": (unused,)}


# ----------------------------------------------------------------------------------------------------------------------
# Figures out of proportion.

FAR = 2.5
"""Decades from the median: a factor of 300. Another unit is one of 1,000 as a rule, other goods seldom one of 100."""
SPREADS = 6
"""Median deviations by which a figure must also differ in a column that itself has a wide spread."""

NEAR = 1.5
"""Distance from the usual, in decades, of a figure that would be right in another unit."""

SCALE_OF = {"ones": 1.0, "thousands": 1e3, "millions": 1e6}
MASSES = {"kg": 1e-3, "t": 1.0, "kt": 1e3}


@dataclass(frozen=True)
class RowFigure:
    """One number of a row; ``attribute`` is its field, with the year if it has one."""

    row: Row
    column: Column
    attribute: str
    value: float


def figures(row: Row, columns: Iterable[Column]) -> list[RowFigure]:
    """The non-zero numbers of a row in some columns: 0 is 0 in any unit."""
    numbers = []
    for column in columns:
        value = getattr(row, column.attribute)
        if isinstance(value, ByYear):
            for year, amount in value.points:
                numbers.append(RowFigure(row, column, f"{column.attribute} {year or ''}".rstrip(), amount))
        elif isinstance(value, int | float):
            numbers.append(RowFigure(row, column, column.attribute, float(value)))
    return [figure for figure in numbers if figure.value]


def is_measured(column: Column) -> bool:
    """Whether a column's numbers are money, goods or people, which may be counted in other units."""
    return column.kind in (Kind.NUMBER, Kind.YEARLY) and ("{" in column.unit or "people" in column.unit)


def decades(value: float, other: float) -> float:
    """Number of powers of ten between two numbers, the sign aside."""
    return math.log10(abs(value) / abs(other))


def odd_ones(values: Sequence[float]) -> dict[int, float]:
    """Positions of outliers with the median of all, on a logarithmic scale."""
    logs = [math.log10(abs(value)) for value in values]
    if len(logs) < 3:
        return {}
    middle = statistics.median(logs)
    spread = statistics.median(abs(log - middle) for log in logs)
    far = max(FAR, SPREADS * spread)
    return {at: 10**middle for at, log in enumerate(logs) if abs(log - middle) >= far}


def plain(number: float) -> str:
    """A number of six digits, as one writes it: 8,333,330."""
    return f"{float(f'{number:.6g}'):,.12g}"


def times(value: float, other: float) -> str:
    """Ratio of two numbers in words: '1,000 times', 'a 1,000th of'."""
    ratio = abs(value / other)
    if ratio >= 1:
        return f"{float(f'{ratio:.2g}'):,.0f} times"
    return f"a {float(f'{1 / ratio:.2g}'):,.0f}th of"


@dataclass(frozen=True)
class Odd:
    """A figure out of proportion, with its reference: ``usual`` [of the column] and in words."""

    figure: RowFigure
    usual: float
    than: str


def warnings_of(outliers: Iterable[Odd], tables: Tables, units: RowUnits) -> list[Problem]:
    """One warning for each column, with the first place and the number of others."""
    columns: dict[tuple[type[Row], str], list[Odd]] = {}
    for odd in outliers:
        columns.setdefault((type(odd.figure.row), odd.figure.column.attribute), []).append(odd)
    return [_warning(odds, tables, units) for odds in columns.values()]


def _warning(odds: list[Odd], tables: Tables, units: RowUnits) -> Problem:
    first = odds[0]
    figure = first.figure
    unit = unit_of(figure.row, units)
    others = list(dict.fromkeys(odd.figure.row.cell(odd.figure.attribute) for odd in odds[1:]))
    more = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
    fix = f"It is {times(figure.value, first.usual)} {first.than}: is one of the two in another unit?"
    if sure := other_unit(figure, first.usual, tables.settings, unit):
        fix += f" Type {sure}"
    fix += f" (as {more})" if others else ""
    wanted = f"a plausible '{figure.column.header}', in {unit_text(figure.column, tables.settings, unit or 'unit')}"
    return problem(figure.row, figure.attribute, wanted, fix, value=shown(figure.value), is_warning=True)


def unit_of(row: Row, units: RowUnits) -> str:
    """Unit of a row's goods or plant; empty if in doubt."""
    possible = units.of(SHEET_OF[type(row)], vars(row))
    return next(iter(possible)) if len(possible) == 1 else ""


def other_unit(figure: RowFigure, usual: float, settings: Settings, unit: str) -> str:
    """The figure converted from a unit in which it would be as usual: "60 if it is in USD"."""
    declared = figure.column.unit
    factors: dict[str, float] = {}
    if "{amount}" in declared:
        own = SCALE_OF[settings.amounts]
        for name, scale in SCALE_OF.items():
            if scale != own:
                factors[f"in {SCALES[name]}{settings.currency}"] = scale / own
    elif declared.startswith("{currency}"):
        factors[f"in thousand {settings.currency}"] = 1e3
        factors[f"in million {settings.currency}"] = 1e6
    if "{unit}" in declared and unit in MASSES:
        before = declared[: declared.index("{unit}")]
        is_below = "/" in before or "per" in before
        for name, mass in MASSES.items():
            if name != unit:
                factors[f"{'per' if is_below else 'in'} {name}"] = (mass / MASSES[unit]) ** (-1 if is_below else 1)
    if "per 1000" in declared and "people" in declared:
        factors[f"people per {unit or 'unit'}/y"] = 1e3
    near = {words: figure.value * by for words, by in factors.items() if abs(decades(figure.value * by, usual)) < NEAR}
    if not near:
        return ""
    best = min(near.values(), key=lambda value: abs(decades(value, usual)))
    return f"{best:.12g} if it is " + " or ".join(words for words, value in near.items() if value == best)


def units_of(tables: Tables) -> RowUnits:
    """Unit of every row of the tables; a plant without its own has that of its products."""
    units, of_plants = RowUnits(), capacity_units(tables)
    for sheet, _ in in_reading_order({sheet: sheet.name for sheet in SHEET_OF.values() if not sheet.vertical}):
        rows = tables.rows.get(sheet.row_class, ())
        if sheet.row_class is Plant:
            rows = [replace(row, capacity_unit=of_plants[row.plant]) for row in tables[Plant]]
        units.add(sheet, map(vars, rows))
    return units

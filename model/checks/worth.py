"""Unit values of goods and of plants' output, and plant sizes, as references for other figures."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from model.checks.odd import units_of
from model.errors import Problem
from model.families import load_checks
from model.families.common.checking import listed, needs, problem
from model.families.common.reach import EVERYTHING
from model.families.contracts.rows import Contract
from model.families.contracts.terms import sold_beyond_limit
from model.families.conversion.algebra import capacity_uses, quantities
from model.families.conversion.rows import Recipe
from model.families.demand.rows import Demand, Substitute
from model.families.investment.rows import Project
from model.families.routes.rows import Route
from model.families.stockpiles.rows import Stockpile
from model.families.supply.rows import Outlet
from model.sheets.common import Commodity, Plant, Site, Supplier
from model.sheets.names import CommodityName, PlantName, RecipeName
from model.sheets.schema import SHEET_OF, Column, Row
from model.sheets.tables import Directory, RowUnits, Tables
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

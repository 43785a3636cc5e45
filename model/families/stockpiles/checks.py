"""Stockpiles: goods that cannot be stored, stock that does not fit, cover without demand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import needs, problem
from model.families.conversion.checks import recipe_lines
from model.families.conversion.rows import Operation, Recipe
from model.families.demand.rows import Demand
from model.families.stockpiles.rows import Stockpile
from model.scenario.disruptions import Disruption
from model.sheets.common import Commodity, Country, Group, Plant, Site, Supplier
from model.sheets.tables import Directory, Tables


def not_storable(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A stockpile of something that cannot be stored."""
    rows = {row.commodity: row for row in tables[Commodity]}
    for row in tables[Stockpile]:
        if row.commodity in rows and rows[row.commodity].storable == "no":
            fix = f"{rows[row.commodity].where('storable')} says it cannot: change that, or delete this row"
            yield problem(row, "commodity", "a commodity that can be stored", fix)


def does_not_fit(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Opening or closing stock above capacity."""
    for row in tables[Stockpile]:
        for attribute in ("opening_stock", "minimum_closing_stock"):
            if row.capacity is not None and getattr(row, attribute) > row.capacity:
                wanted = f"at most the capacity, {row.capacity:.6g}"
                yield problem(row, attribute, wanted, "Lower it, or raise the capacity of the store")


@needs(Plant)
def of_a_plant(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Stock in the capacity of a plant elsewhere; capacity taken of no plant."""
    site = {row.plant: row.site for row in tables[Plant]}
    for row in tables[Stockpile]:
        if row.capacity_of and site.get(row.capacity_of, row.site) != row.site:
            wanted = f"a plant at {row.site}"
            yield problem(row, "capacity_of", wanted, f"'{row.capacity_of}' is at {site[row.capacity_of]}")
        if not row.capacity_of and row.capacity_use != 1:
            fix = "This cell has no effect here; clear it, or fill in 'capacity of'"
            yield problem(
                row, "capacity_use", "an empty cell, since stock takes no plant's capacity", fix, is_warning=True
            )


@needs(Commodity)
def spoils(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A shelf life of goods that cannot be disposed of, or in one of two stockpiles at a site, whose order of use is
    not known; goods received that keep."""
    disposable = {row.commodity for row in tables[Commodity] if row.disposal_cost is not None}
    count = Counter((row.site, row.commodity) for row in tables[Stockpile])
    for row in tables[Stockpile]:
        if row.shelf_life is None:
            if row.received is not None:
                fix = "This cell has no effect here; clear it, or fill in a shelf life"
                yield problem(row, "received", "an empty cell, since the goods keep", fix, is_warning=True)
            continue
        if count[row.site, row.commodity] > 1:
            wanted = f"an empty cell, since there are several stockpiles of '{row.commodity}' at '{row.site}'"
            yield problem(row, "shelf_life", wanted, "Make one stockpile of them")
        if row.commodity not in disposable:
            wanted = f"a commodity with a 'disposal cost': '{row.commodity}' has none in Commodities"
            fix = "Without it nothing may expire, and there is no plan where it would; type 0 if disposal is free"
            yield problem(row, "commodity", wanted, fix, is_warning=True)


@needs(Demand, Operation, Recipe, Plant, Site, Country, Group)
def covers_nothing(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A cover of a commodity without demand or use."""
    needed = {(row.market, row.product) for row in tables[Demand]}
    lines, site = recipe_lines(tables), {row.plant: row.site for row in tables[Plant]}
    for row in tables[Operation]:
        needed |= {(site[row.plant], line.commodity) for line in lines.get(row.recipe, []) if line.quantity < 0}
    for store in tables[Stockpile]:
        scope = store.cover_of or store.site
        if store.cover > 0 and not any((i, store.commodity) in needed for i in directory.sites(scope)):
            wanted = f"demand or use of '{store.commodity}' in {scope}, which the cover is for"
            attribute = "cover_of" if store.cover_of else "cover"
            fix = "Name in 'cover of' the demand that is meant, or clear the cover"
            yield problem(store, attribute, wanted, fix)
        if store.cover == 0 and store.cover_of:
            fix = "Nothing is covered: fill in the months"
            yield problem(store, "cover", "months of cover", fix, is_warning=True)


def emptied_for_nothing(tables: Tables, directory: Directory) -> list[Problem]:
    """Stock that a disruption may use up for nothing, as its replacement is free."""
    rows = {row.commodity: row for row in tables[Commodity]}
    wanted = "the cost of a unit, for stock that a disruption uses up"
    fix = "Without it, replenishing after a disruption costs nothing"
    return [
        problem(rows[name], _paid_by(rows[name]), wanted, fix, is_warning=True)
        for name in dict.fromkeys(row.commodity for row in tables[Stockpile])
        if tables[Disruption] and name in rows and not rows[name].replacement
    ]


@needs(Supplier)
def bought_back_too_cheaply(tables: Tables, directory: Directory) -> list[Problem]:
    """Goods that cost less to replace than to buy: a probable disruption would earn money by using up stock."""
    if not any(row.probability for row in tables[Disruption]):
        return []
    highest: dict[str, float] = {}
    for supplier in tables[Supplier]:
        price = supplier.price.greatest
        highest[supplier.commodity] = max(highest.get(supplier.commodity, 0.0), price)
    fix = "Raise 'replacement cost' to the delivered cost of a unit; below it, a disruption "
    fix += "profits from using up stock and goods in transit"
    return [
        problem(row, _paid_by(row), f"at least {price:.6g}, the highest price in Suppliers", fix, is_warning=True)
        for row in tables[Commodity]
        if 0 < row.replacement < (price := highest.get(row.commodity, 0.0))
    ]


def _paid_by(row: Commodity) -> str:
    """The attribute with the price of a unit that is replaced."""
    return "reference_value" if row.replacement_cost is None else "replacement_cost"


CHECKS = (not_storable, does_not_fit, of_a_plant, spoils, covers_nothing, emptied_for_nothing, bought_back_too_cheaply)

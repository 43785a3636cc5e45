"""Checks of limits relative to need, and of those that are reported only."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import listed, needs, problem
from model.families.common.reach import EVERYTHING
from model.families.common.timeline import greatest_capacity
from model.families.conversion.algebra import capacity_uses, outputs, quantities
from model.families.conversion.rows import Recipe
from model.families.demand.rows import Demand
from model.families.mandates.terms import (
    best_output,
    equivalents,
    needed_goods,
    needing_sites,
)
from model.scenario.calendar import Calendar
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import ALL_USE, OF_NEED, UNREPORTED, Limit, periods_of
from model.sheets.common import EQUIVALENT, Commodity, Country, Group, Plant, Settings, Site, Supplier
from model.sheets.schema import ANY, NO
from model.sheets.tables import Directory, Tables

LITTLE = 0.01
"""Need below this share of usable capacity is questioned."""


def reported_only(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A limit that is reported only, and cannot be; an indicator that must hold."""
    for row in tables[Limit]:
        if row.measure == "N-1 cover" and row.binding != NO:
            yield problem(
                row, "binding", f"'{NO}' for '{row.measure}', an indicator that no plan is held to", f"Type '{NO}'"
            )
        if row.binding != NO:
            continue
        if row.priority is not None:
            fix = "Clear this cell, or 'priority'"
            yield problem(row, "binding", "an empty cell, as the limit has a priority", fix)
        elif row.measure in UNREPORTED:
            fix = "Clear this cell, or switch the row off: the results show it without a limit"
            yield problem(row, "binding", f"an empty cell for '{row.measure}'", fix)
        elif row.measure == "share" and row.counted_at:
            fix = (
                "Clear this cell: the origin of goods is traced only where it must hold. Solve with and without the row"
            )
            yield problem(row, "binding", "an empty cell, as the share is counted by origin", fix)


@needs(Commodity, Group, Site, Country)
def places(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Need of a place that is no country; imports from that place itself; 'all use' of anything but a cover."""
    for row in tables[Limit]:
        if row.against == ALL_USE and row.measure != "cover":
            yield problem(row, "against", f"a place: '{ALL_USE}' is for 'cover'", "Name the origin, or clear the cell")
        if row.consumption_of and not row.is_of_need:
            fix = f"This cell has no effect here; clear it. It is for {listed(OF_NEED)} and a cover of '{ALL_USE}'"
            yield problem(row, "consumption_of", "an empty cell", fix)
        if row.measure not in ("capacity share", "import share"):
            continue
        here, inside = directory.sites(row.scope), directory.countries(row.scope)
        if row.scope in (ANY, EACH_COUNTRY) or here != {s for s, c in directory.country_of.items() if c in inside}:
            fix = "Name whose need it is, such as one country or a bloc; imports cross its border"
            yield problem(row, "scope", f"a country, a bloc or a group of countries for '{row.measure}'", fix)
        elif row.against not in (ANY, EACH_COUNTRY) and directory.sites(row.against) & here:
            yield problem(
                row, "against", f"a place outside of '{row.scope}'", "Imports come from others: name one of them"
            )
        if row.measure == "import share" and row.exempt and row.against != EACH_COUNTRY:
            fix = f"This cell has no effect here; clear it, or type '{EACH_COUNTRY}' in 'against'"
            yield problem(row, "exempt", f"an empty cell, since imports are not limited by '{EACH_COUNTRY}'", fix)


@needs(Commodity, Group)
def missing_equivalents(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Several goods that cannot be added up."""
    for row in tables[Limit]:
        if row.is_of_need:
            goods = directory.commodities(row.of) | needed_goods(row, directory)
            missing = sorted(goods - set(equivalents(row, tables, directory)))
            if missing:
                wanted = f"goods with an '{EQUIVALENT}' in Properties, by which {len(goods)} goods add up"
                fix = f"Add '{EQUIVALENT}' for {listed(missing)}, such as the metal content; or name one commodity"
                yield problem(row, "of", wanted, fix)


@needs(*EVERYTHING, Limit, Settings)
def without_need(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Goods without need in the place, or with little relative to the capacity there."""
    for row in tables[Limit]:
        goods = directory.commodities(row.of) | needed_goods(row, directory)
        worth = equivalents(row, tables, directory) if row.is_of_need else {}
        if not worth or set(worth) != goods:
            continue
        most = _Bounds(row, tables, directory)
        for t in periods_of(row, Calendar.of(tables.settings))[:1]:
            needed, able = most.need(t), most.able(t)
            if not needed:
                wanted = f"goods that are in demand in '{row.scope}', or that plants there take"
                yield problem(
                    row, "of", wanted, "Without need it is not applicable: correct it, or add demand", is_warning=True
                )
            elif needed < LITTLE * able:
                wanted = f"a need of at least {LITTLE:.0%} of the usable capacity, {able:.6g}"
                fix = f"At most {needed:.6g} are needed in {t}: check 'consumption of' and the equivalents"
                yield problem(row, "of", wanted, fix, is_warning=True)


class _Bounds:
    """Upper bounds on need and usable capacity in a period, undisturbed [equivalent units per year]."""

    def __init__(self, row: Limit, tables: Tables, directory: Directory) -> None:
        self.row, self.tables, self.directory = row, tables, directory
        self.goods, self.worth = needed_goods(row, directory), equivalents(row, tables, directory)
        everywhere = row.measure == "N-1 cover"
        self.users = directory.sites(ANY) if everywhere else needing_sites(row, directory)
        self.plants = {plant.plant: plant for plant in tables[Plant]}

    def need(self, t: int) -> float:
        mean = Calendar.of(self.tables.settings).mean
        demands = [d for d in self.tables[Demand] if d.market in self.users and d.product in self.goods]
        total = sum(self.worth[d.product] * mean(d.quantity, t) for d in demands)
        making = {(p, r) for p, r, k in outputs(self.tables) if k in self.goods}
        use = capacity_uses(self.tables)
        for (p, r, k), quantity in quantities(self.tables).items():
            if quantity < 0 and k in self.goods and (p, r) not in making and self.plants[p].site in self.users:
                runs = greatest_capacity(self.plants[p], t, self.directory) / mean(use[p, r], t)
                total -= self.worth[k] * quantity * runs
        return total

    def able(self, t: int) -> float:
        if self.row.measure != "capacity share":
            return 0.0
        here, best = self.directory.sites(self.row.scope), best_output(self.row, self.tables, self.directory, t)
        own = [(self.plants[p], rate) for p, rate in best.items() if self.plants[p].site in here]
        return sum(rate * greatest_capacity(plant, t, self.directory) for plant, rate in own)


@needs(Commodity, Group, Site, Country, Supplier, Recipe)
def sold_inside(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A supplier in the importing place: what it sells counts as made there."""
    for row in tables[Limit]:
        if row.measure == "import share":
            goods, here = directory.commodities(row.of), directory.sites(row.scope)
            for supplier in tables[Supplier]:
                if supplier.commodity in goods and supplier.site in here:
                    fix = f"Goods from elsewhere? Sell them there and add a route, which '{row.limit}' counts"
                    wanted = f"a supplier of goods made in '{row.scope}', since no import is counted"
                    yield problem(supplier, "site", wanted, fix, is_warning=True)


CHECKS = (reported_only, places, missing_equivalents, without_need, sold_inside)

"""Margins of plants: unit costs, market value of the output, and losses.

A plan that secures supply keeps plants running that would not run for profit. Which plants, in which years and by how
much, a planner has to know before prices fall: each plant is valued as if it bought its inputs, and sold its outputs,
on the market.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.families.conversion.rows import Recipe
from model.families.conversion.terms import existing_share
from model.families.demand.rows import Demand
from model.families.investment.rows import EXPANSION, Project
from model.families.reserves.rows import Reserve
from model.families.supply.rows import Outlet
from model.families.workforce.rows import Skill, Staffing
from model.families.workforce.terms import Labour, market_of
from model.ledger.staff import used_by_plants
from model.results.build import Build, builds
from model.results.view import View, text
from model.scenario.build_context import MONEY
from model.scenario.calendar import Calendar
from model.sheets.common import Commodity, Plant, Supplier
from model.tolerances import FLOAT, SOLVED

SELLER, OUTLET, REFERENCE = "supplier", "outlet", "reference value"
"""Where a market price is from."""

OPERATION = "operation"
"""The category of costs of running a plant."""


IDLE = 0.01
"""Utilisation below which a plant is idle: its fixed costs are then no unit cost."""

PEOPLE = 1000.0
"""Units of capacity by which the sheet Staffing states the people needed."""


@dataclass(frozen=True)
class Price:
    """A market price [currency per unit], and who sells or buys at it."""

    value: float
    source: str


@dataclass(frozen=True)
class Margin:
    """A plant in a period, undisrupted, by the unit of its main product [currency per unit, million a year]."""

    plant: str
    country: str
    product: str
    period: int
    made: float
    """Output of the main product [unit/y]."""
    cash_cost: float | None
    """Operation, wages of the staff needed to run, and inputs, less the value of by-products; None if an input, or a
    by-product with a use, has no price."""
    price: Price | None
    unpriced: tuple[str, ...]
    """Inputs, and other products that somebody uses, that have no market price."""

    @property
    def each(self) -> float | None:
        """Price less cash cost of a unit."""
        return None if self.price is None or self.cash_cost is None else self.price.value - self.cash_cost

    @property
    def is_negative(self) -> bool:
        """Whether money is lost, by more than rounding."""
        return self.each is not None and self.price is not None and self.each < -SOLVED * max(self.price.value, FLOAT)

    def total(self, unit: float) -> float | None:
        """Margin of a year, in amounts of the given number of currency units."""
        return None if self.each is None else self.each * self.made / unit


class Market:
    """Market prices of commodities: the cheapest supplier in use, without suppliers the outlet that pays most, else the
    reference value."""

    def __init__(self, view: View) -> None:
        self._calendar = Calendar.of(view.settings)
        self._sellers: dict[str, list[Supplier]] = defaultdict(list)
        self._outlets: dict[str, list[Outlet]] = defaultdict(list)
        for seller in view.plan.tables[Supplier]:
            self._sellers[seller.commodity].append(seller)
        for outlet in view.plan.tables[Outlet]:
            self._outlets[outlet.commodity].append(outlet)
        self._reference = {row.commodity: row.reference_value for row in view.plan.tables[Commodity]}

    def price(self, commodity: str, period: int) -> Price | None:
        """The price in a period, None if there is none."""
        at = self._at
        sold = [(price, row.supplier) for row in self._sellers[commodity] if (price := at(row, period)) is not None]
        if sold:
            least, supplier = min(sold)
            return Price(least, f"{SELLER} {supplier}")
        bought = [(price, row.outlet) for row in self._outlets[commodity] if (price := at(row, period)) is not None]
        if bought:
            most, outlet = max(bought)
            return Price(most, f"{OUTLET} {outlet}")
        reference = self._reference.get(commodity, 0.0)
        return Price(reference, REFERENCE) if reference > 0 else None

    def _at(self, row: Supplier | Outlet, period: int) -> float | None:
        """The price of a row in a period, None if it has no sales or purchases then."""
        is_open = row.limit is None or self._calendar.mean(row.limit, period) > 0
        return self._calendar.mean(row.price, period) if is_open else None


def usage(view: View) -> dict[str, dict[int, tuple[float, float]]]:
    """Capacity and use of each plant by period, undisrupted [unit/y]."""
    use: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
    for row in view.trunk("capacity"):
        if (row["capacity"] or 0.0) > 0:
            use[text(row["plant"])][int(row["period"])] = row["capacity"], row["used"] or 0.0
    return use


class Margins:
    """Margins of all plants that run, by period."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.market = Market(view)
        self.unit = MONEY[view.settings.amounts]
        self._calendar = Calendar.of(view.settings)
        self._usage = usage(view)

    def __iter__(self) -> Iterator[Margin]:
        flows: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        country: dict[str, str] = {}
        for row in self.view.trunk("conversion"):
            flows[row["plant"], row["period"]][row["commodity"]] += (row["made"] or 0.0) - (row["taken"] or 0.0)
            country[row["plant"]] = text(row["country"])
        for (plant, period), amounts in flows.items():
            margin = self._of(plant, country[plant], period, amounts)
            if margin is not None:
                yield margin

    def _of(self, plant: str, country: str, period: int, amounts: Mapping[str, float]) -> Margin | None:
        prices = {each: self.market.price(each, period) for each in amounts}
        made = {each: amount for each, amount in amounts.items() if amount > 0}
        capacity, used = self._usage.get(plant, {}).get(period, (0.0, 0.0))
        if not made or used < IDLE * capacity:
            return None

        def worth(commodity: str) -> tuple[float, float]:
            price = prices[commodity]
            return (price.value * made[commodity] if price else 0.0, made[commodity])

        product = max(made, key=worth)
        others = {each: amount for each, amount in amounts.items() if each != product}
        unpriced = tuple(
            sorted(
                each for each, amount in others.items() if prices[each] is None and (amount < 0 or each in self._useful)
            )
        )
        spent = self._spent.get((plant, period), 0.0) * self.unit / self.view.years + self._wages(plant, period)
        inputs = -sum(amount * price.value for each, amount in others.items() if (price := prices[each]) is not None)
        cash = None if unpriced else (spent + inputs) / made[product]
        return Margin(plant, country, product, period, made[product], cash, prices[product], unpriced)

    @cached_property
    def _spent(self) -> dict[tuple[str, int], float]:
        """Operating cost of a plant, additions included, in a period [amount]."""
        tables = self.view.plan.tables
        of = {
            **{row.reserve: row.plant for row in tables[Reserve]},
            **{row.project: row.plant for row in tables[Project]},
            **{row.plant: row.plant for row in tables[Plant]},
        }
        names = sorted(of, key=len, reverse=True)
        spent: dict[tuple[str, int], float] = defaultdict(float)
        plants: dict[str, str | None] = {}
        for row in self.view.trunk("costs"):
            if row["category"] == OPERATION:
                item = text(row["item"])
                if item not in plants:
                    found = next((each for each in names if item == each or item.startswith(f"{each} · ")), None)
                    plants[item] = of[found] if found is not None else None
                plant = plants[item]
                if plant is not None:
                    spent[plant, row["period"]] += row["amount"] or 0.0
        return spent

    def _wages(self, plant: str, period: int) -> float:
        """Wages of those who operate a plant, for its usable capacity and its output [currency a year]."""
        row, capacity = self._plants.get(plant), self._capacity.get((plant, period), 0.0)
        if row is None or capacity <= 0:
            return 0.0
        total = 0.0
        for staff in self._crews[row.technology]:
            market = market_of(self.view.directory, staff.skill, row.site, self._skills)
            if market is not None:
                people = staff.operation * capacity / PEOPLE + staff.per_plant * self._standing(row, period)
                if staff.output_per_person is not None:
                    output = self._used.get((plant, period), 0.0)
                    people += output / self._calendar.mean(staff.output_per_person, period)
                total += people * self._calendar.mean(self._skills[staff.skill, market].wage, period)
        return total

    @cached_property
    def _used(self) -> dict[tuple[str, int], float]:
        return used_by_plants(self.view.plan.tables, self._calendar, self.view.plan.frames.get("runs"))

    def _standing(self, plant: Plant, period: int) -> float:
        """Number of plants with staff of their own: the existing one and each module, as shares of a period in
        existence."""
        found = existing_share(self._calendar, plant, period)
        for each in self._builds:
            if each.plant == plant.plant:
                project = self._projects[each.project]
                ends = self._calendar.end if project.kind == EXPANSION else each.online + project.life
                found += each.modules * self._calendar.share(each.online, ends, period)
        return found

    @cached_property
    def _builds(self) -> list[Build]:
        return builds(self.view)

    @cached_property
    def _useful(self) -> frozenset[str]:
        """Commodities in demand, or used by a recipe."""
        tables = self.view.plan.tables
        taken = (row.commodity for row in tables[Recipe] if row.quantity < 0)
        return frozenset((*taken, *(row.product for row in tables[Demand])))

    @cached_property
    def _plants(self) -> dict[str, Plant]:
        return {row.plant: row for row in self.view.plan.tables[Plant]}

    @cached_property
    def _capacity(self) -> dict[tuple[str, int], float]:
        """Usable capacity before availability, which staff is for."""
        found = {}
        for row in self.view.trunk("capacity"):
            plant = self._plants.get(row["plant"])
            share = self._calendar.mean(plant.availability, row["period"]) if plant else 1.0
            found[text(row["plant"]), int(row["period"])] = (row["capacity"] or 0.0) / share if share > 0 else 0.0
        return found

    @cached_property
    def _projects(self) -> dict[str, Project]:
        return {row.project: row for row in self.view.plan.tables[Project]}

    @cached_property
    def _skills(self) -> dict[Labour, Skill]:
        return {(row.skill, row.market): row for row in self.view.plan.tables[Skill]}

    @cached_property
    def _crews(self) -> Mapping[str, Sequence[Staffing]]:
        """Staff that technologies need."""
        crews: dict[str, list[Staffing]] = defaultdict(list)
        for row in self.view.plan.tables[Staffing]:
            crews[row.technology].append(row)
        return crews


@dataclass(frozen=True)
class Maker:
    """A plant with one main product, and its margins by period."""

    margins: tuple[Margin, ...]
    unit: float
    """Currency units in an amount."""
    years: int
    """Years in a period."""

    @property
    def first(self) -> Margin:
        return self.margins[0]

    @property
    def losing(self) -> list[Margin]:
        """Negative margins."""
        return [each for each in self.margins if each.is_negative]

    @property
    def worst(self) -> Margin:
        return min(self.losing, key=lambda margin: margin.each or 0.0)

    @property
    def lost(self) -> float:
        """Sum over all years with a negative margin [amount]; negative or 0."""
        return sum((each.total(self.unit) or 0.0) * self.years for each in self.losing)


def makers(view: View) -> list[Maker]:
    """All plants that produce, by the stage of their output."""
    found: dict[tuple[str, str], list[Margin]] = {}
    of = Margins(view)
    for margin in of:
        found.setdefault((margin.plant, margin.product), []).append(margin)
    order = sorted(found, key=lambda key: (view.stage_rank(view.stage_of(key[1])), key[1], key[0]))
    return [Maker(tuple(sorted(found[key], key=lambda each: each.period)), of.unit, view.years) for key in order]


def margins_by_plant(view: View) -> dict[str, dict[int, float]]:
    """Margins of all products of a plant by period, undisrupted [amount]; of plants with all prices known."""
    found: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    lines = [(each, maker) for maker in makers(view) for each in maker.margins]
    for each, maker in lines:
        found[each.plant][each.period] += maker.years * (each.total(maker.unit) or 0.0)
    unknown = {each.plant for each, _ in lines if each.each is None}
    return {plant: by_period for plant, by_period in found.items() if plant not in unknown}

"""Every cost of a plan, from its physical quantities and the sheets' prices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from model.audit.books import Books, Build
from model.audit.capacity import in_service, standing
from model.audit.careers import career_costs
from model.audit.movements import recruits
from model.audit.routes import Routing, freight
from model.audit.stock import missing_under_way, used_up
from model.families.supply import Outlet, Supplier
from model.schema import ANY

AHEAD = frozenset({
    "capital", "salvage", "wages", "training", "recruiting", "redundancy", "hiring", "retraining", "short time",
    "overmanning",
})  # fmt: skip
"""Costs of what is decided ahead: they are the same whatever happens, so a period and not a node has them."""


@dataclass(frozen=True)
class Expense:
    """One cost item: what is paid in a node's period, undiscounted [amount]; income is below 0."""

    cost: str
    category: str
    item: str
    node: str
    amount: float
    size: float
    """The amount if the quantity were at least 1: what rounding is measured against."""
    site: str = ""
    """Where it is spent; empty for people, whose labour market is ``market``."""
    market: str = ""
    names: frozenset[str] = field(default_factory=frozenset)
    """Plants and projects that it is for."""


def weight(books: Books, cost: str, node: str) -> float:
    """Probability that a cost at a node is paid."""
    return 1.0 if cost in AHEAD else books.horizon.weight[node]


@lru_cache(maxsize=1)
def expenses(books: Books) -> tuple[Expense, ...]:
    """All cost items."""
    sources: tuple[Callable[[Books], Iterable[Expense]], ...] = (
        _trade, _disposal, _operation, _existing_plants, _capital, _salvage, _built_plants, _people, _careers, _stock,
        _restocking, _resupply, _shortage, _substitution, _freight,
    )  # fmt: skip
    return tuple(each for source in sources for each in source(books))


def _sized(rate: float, quantity: float) -> tuple[float, float]:
    """(amount, size) of a quantity at a rate."""
    return rate * quantity, abs(rate) * max(abs(quantity), 1.0)


def _trade(books: Books) -> Iterator[Expense]:
    """Price of what is bought, income from what is sold."""
    horizon, rows = books.horizon, books.rows
    for (name, node), bought in books.lines.bought.items():
        if name in rows.suppliers and node in horizon.period:
            supplier = rows.suppliers[name]
            price = books.large(horizon.mean(supplier.price, horizon.period[node])) * books.effects.price(
                supplier, node
            )
            paid = _sized(price * horizon.years, bought)
            yield Expense("purchases", "purchases", name, node, *paid, site=supplier.site)
    for (name, node), sold in books.lines.sold.items():
        if name in rows.outlets and node in horizon.period:
            outlet = rows.outlets[name]
            price = _price(books, outlet, node)
            earned = _sized(-price * horizon.years, sold)
            yield Expense("sales", "income", name, node, *earned, site=outlet.site)


def _price(books: Books, trader: Supplier | Outlet, node: str) -> float:
    """Price of a supplier or an outlet, as a disruption changes it [amount per unit]."""
    price = books.horizon.mean(trader.price, books.horizon.period[node])
    return books.large(price) * books.effects.price(trader, node)


def _disposal(books: Books) -> Iterator[Expense]:
    for (site, commodity, node), amount in books.lines.disposed.items():
        if commodity in books.rows.commodities:
            rate = books.large(books.rows.commodities[commodity].disposal_cost or 0.0) * books.horizon.years
            yield Expense("disposal", "operation", f"{site} · {commodity}", node, *_sized(rate, amount), site=site)


def _operation(books: Books) -> Iterator[Expense]:
    """By capacity used: the plant's row, and on top of it the row for the recipe."""
    rows = books.rows
    for (plant, recipe, node), run in books.lines.ran.items():
        operation = rows.operations.get((plant, recipe))
        if operation is not None:
            opex = sum(rows.costs[key].variable_opex for key in ((plant, ANY), (plant, recipe)) if key in rows.costs)
            paid = _sized(books.large(opex) * operation.capacity_use * books.horizon.years, run)
            yield Expense("variable operation", "operation", f"{plant} · {recipe}", node, *paid,
                          site=rows.plants[plant].site, names=frozenset({plant}))  # fmt: skip


def _existing_plants(books: Books) -> Iterator[Expense]:
    for name, plant in books.rows.plants.items():
        rate = books.large(books.rows.cost_of(name).fixed_opex) * books.horizon.years
        for node, period in books.horizon.period.items():
            paid = _sized(rate, plant.existing_capacity * in_service(books, plant, period))
            yield Expense("existing plants", "operation", name, node, *paid, site=plant.site, names=frozenset({name}))


def capex(books: Books, build: Build) -> float:
    """Capital of a build: for each module or once for a size, and by capacity [amount]."""
    row = books.rows.cost_of(build.project.project)
    return row.fixed_capex * build.modules + books.large(row.capex_per_unit) * build.size


def _own(build: Build) -> frozenset[str]:
    return frozenset({build.project.project, build.plant.plant})


def _capital(books: Books) -> Iterator[Expense]:
    """Spent while permits are sought and by year of construction."""
    for build in books.builds:
        total = capex(books, build)
        for node in books.horizon.trunk:
            share = _spent(books, build, books.horizon.period[node])
            yield Expense("capital", "capital", _item(build), node, *_sized(share, total), site=build.plant.site,
                          names=_own(build))  # fmt: skip


def _spent(books: Books, build: Build, period: int) -> float:
    """Share of the capital spent in a period."""
    total = 0.0
    for start, end, share in _payments(build):
        if end > start:
            total += books.horizon.level([(start, end, share / (end - start))], period) * books.horizon.years
        elif period <= start < period + books.horizon.years:
            total += share
    return total


def _payments(build: Build) -> Iterator[tuple[float, float, float]]:
    """(start, end, share of the capital) of each payment; what is built in no time is paid at that moment."""
    lead, start, end = build.lead, build.construction, build.online
    rest = 1.0 - lead.spend_permit
    yield build.decided, start, lead.spend_permit
    years = (lead.spend_year_1, lead.spend_year_2, lead.spend_year_3, lead.spend_year_4, lead.spend_year_5)
    if all(share is None for share in years):
        yield start, end, rest
    else:
        for year, share in enumerate(years):
            yield min(start + year, end), min(start + year + 1, end), rest * (share or 0.0)


def _salvage(books: Books) -> Iterator[Expense]:
    """Share of the capital that comes back in the last period, for the life that is left."""
    last = books.horizon.periods[-1]
    for build in books.builds:
        left = max(0.0, build.end - books.horizon.end) / build.project.life
        rate = -books.rows.cost_of(build.project.project).salvage * left
        yield Expense("salvage", "income", _item(build), str(last), *_sized(rate, capex(books, build)),
                      site=build.plant.site, names=_own(build))  # fmt: skip


def _built_plants(books: Books) -> Iterator[Expense]:
    for build in books.builds:
        rate = books.large(books.rows.cost_of(build.project.project).fixed_opex) * books.horizon.years
        for node in books.horizon.nodes:
            paid = _sized(rate, build.size * standing(books, build, node))
            yield Expense("built plants", "operation", _item(build), node, *paid, site=build.plant.site,
                          names=_own(build))  # fmt: skip


def _item(build: Build) -> str:
    return f"{build.project.project} · {build.decided}"


def _people(books: Books) -> Iterator[Expense]:
    lines, years, mean = books.lines, books.horizon.years, books.horizon.mean
    for (skill, market), row in books.rows.skills.items():
        for period in books.horizon.periods:
            at = (skill, market, period)
            sources = (
                ("wages", years * mean(row.wage, period), lines.people.get(at, 0.0)),
                ("training", years * mean(row.training_cost, period), lines.trainees.get(at, 0.0)),
                ("recruiting", years * mean(row.recruiting_cost, period), recruits(books, *at)),
                ("redundancy", mean(row.redundancy_cost, period), lines.releases.get(at, 0.0)),
            )
            for cost, rate, count in sources:
                paid = _sized(books.large(rate), count)
                yield Expense(cost, "people", f"{skill} · {market}", str(period), *paid, market=market)


def _careers(books: Books) -> Iterator[Expense]:
    """Contracts, retraining, short time and overmanning."""
    for cost, item, market, period, rate, people in career_costs(books):
        paid = _sized(books.large(rate) * books.horizon.years, people)
        yield Expense(cost, "people", item, str(period), *paid, market=market)


def _stock(books: Books) -> Iterator[Expense]:
    for (name, node), stock in books.lines.stock.items():
        if name in books.rows.stores:
            store = books.rows.stores[name]
            paid = _sized(books.large(store.holding_cost) * books.horizon.years, stock)
            yield Expense("holding stock", "storage", name, node, *paid, site=store.site)


def _restocking(books: Books) -> Iterator[Expense]:
    """What a disruption used up of the stock, at its replacement cost."""
    for (name, node), missing in used_up(books).items():
        store = books.rows.stores[name]
        paid = _sized(books.large(books.rows.commodities[store.commodity].replacement), missing)
        yield Expense("restocking", "storage", name, node, *paid, site=store.site)


def _resupply(books: Books) -> Iterator[Expense]:
    """What a disruption left missing of the goods under way, at their replacement cost."""
    for (site, commodity, node), missing in missing_under_way(books).items():
        paid = _sized(books.large(books.rows.commodities[commodity].replacement), missing)
        yield Expense("resupply", "storage", f"{site} · {commodity}", node, *paid, site=site)


def _shortage(books: Books) -> Iterator[Expense]:
    for (market, product, node), short in books.lines.short.items():
        demand = books.rows.demands.get((market, product))
        if demand is not None:
            paid = _sized(books.large(demand.shortage_cost or 0.0) * books.horizon.years, short)
            yield Expense("shortage", "shortage", f"{market} · {product}", node, *paid, site=market)


def _substitution(books: Books) -> Iterator[Expense]:
    for (market, product, commodity, node), amount in books.lines.delivered.items():
        row = books.rows.substitutes.get((market, product, commodity))
        if row is not None:
            paid = _sized(books.large(row.extra_cost) * books.horizon.years, amount)
            item = f"{market} · {product} · {commodity}"
            yield Expense("substitution", "operation", item, node, *paid, site=market)


def _freight(books: Books) -> Iterator[Expense]:
    """Freight, and tariff on the reference value; counted where it arrives."""
    routing, years = Routing(books), books.horizon.years
    for (i, j, k, node), amount in books.lines.shipped.items():
        route = routing.route((i, j, k))
        if route is not None:
            item = f"{i} → {j}: {k}"
            paid = _sized(books.large(freight(books, (i, j, k), route)) * years, amount)
            yield Expense("freight", "freight", item, node, *paid, site=j)
            duty = route.tariff * books.large(books.rows.commodities[k].reference_value)
            yield Expense("tariffs", "freight", item, node, *_sized(duty * years, amount), site=j)


__all__ = ["AHEAD", "Expense", "capex", "expenses", "weight"]

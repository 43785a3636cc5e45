"""Every cost of a plan, from its physical quantities and the sheets' prices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from model.audit.books import Books, Build
from model.audit.capacity import in_service, standing
from model.audit.careers import career_costs
from model.audit.contracts import deals, delivered, price, used_make_up
from model.audit.footprint import caused, counts, sites
from model.audit.horizon import overlap
from model.audit.movements import recruits
from model.audit.operating import in_use
from model.audit.programmes import kind_of, owed_back, received, site_of
from model.audit.reserves import mined
from model.audit.routes import Routing, freight
from model.audit.stock import missing_under_way, used_up
from model.audit.technology import acquired, royalty
from model.families.operating import OperatingRule
from model.families.reserves import Reserve
from model.families.strategic_stock import StrategicStock
from model.families.supply import Outlet, Supplier
from model.footprints import FootprintLimit
from model.schema import ANY

AHEAD = frozenset({
    "capital", "salvage", "technology", "plants in use", "wages", "training", "recruiting", "redundancy", "hiring",
    "retraining", "short time", "overmanning", "mothballing", "reopening", "closing", "salvage lost",
    "contract signing", "contract cancellation", "grants", "loans", "loan repayments",
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
    from model.audit.closure_costs import closure_expenses

    sources: tuple[Callable[[Books], Iterable[Expense]], ...] = (
        _trade, _contracts, _disposal, _operation, _extraction, _existing_plants, _in_use, _capital, _salvage,
        _built_plants, _technology, _royalties, _people, _careers, _stock, _rotation, _restocking, _resupply,
        _shortage, _substitution, _freight, closure_expenses, _footprints, _public_money,
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


def _contracts(books: Books) -> Iterator[Expense]:
    """What contracts cost beside the suppliers' own price of what is taken."""
    taken, paid, years = delivered(books, "taken"), delivered(books, "paid"), books.horizon.years
    for (name, node), amount in taken.items():
        row = books.rows.contracts.get(name)
        if row is not None and node in books.horizon.period:
            supplier, own = books.rows.suppliers[row.supplier], books.large(price(books, row, node))
            size = abs(own) * years * max(amount, 1.0)
            dearer = years * (own - _price(books, supplier, node)) * amount
            yield Expense("contract prices", "purchases", name, node, dearer, size, site=supplier.site)
            unused = years * own * (paid.get((name, node), 0.0) - amount)
            yield Expense("take or pay", "purchases", name, node, unused, size, site=supplier.site)
    for (name, node), missing in used_make_up(books).items():
        row = books.rows.contracts[name]
        again = _sized(books.large(price(books, row, books.horizon.undisturbed(node))), missing)
        site = books.rows.suppliers[row.supplier].site
        yield Expense("make-up restored", "purchases", name, node, *again, site=site)
    for deal in deals(books):
        row, site = deal.contract, deal.supplier.site
        once = _sized(row.signing_cost, deal.signed)
        yield Expense("contract signing", "purchases", row.contract, str(deal.start), *once, site=site)
        if deal.is_ended:
            item, fee = f"{row.contract} · {deal.start}", _sized(row.cancellation_fee or 0.0, deal.signed)
            yield Expense("contract cancellation", "purchases", item, f"{deal.until:.0f}", *fee, site=site)


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


def _extraction(books: Books) -> Iterator[Expense]:
    """Extra cost of what is mined of a reserve."""
    rows = {row.reserve: row for row in books.plan.tables[Reserve]}
    for (name, node), amount in mined(books).items():
        if name in rows:
            plant = books.rows.plants[rows[name].plant]
            paid = _sized(books.large(rows[name].extra_cost) * books.horizon.years, amount)
            yield Expense("extraction", "operation", name, node, *paid, site=plant.site, names=frozenset({plant.plant}))


def _existing_plants(books: Books) -> Iterator[Expense]:
    for name, plant in books.rows.plants.items():
        rate = books.large(books.rows.cost_of(name).fixed_opex) * books.horizon.years
        for node, period in books.horizon.period.items():
            paid = _sized(rate, plant.existing_capacity * in_service(books, plant, period))
            yield Expense("existing plants", "operation", name, node, *paid, site=plant.site, names=frozenset({name}))


def _in_use(books: Books) -> Iterator[Expense]:
    for row in books.plan.tables[OperatingRule]:
        for node in books.horizon.trunk:
            rate = books.horizon.mean(row.cost_in_use, books.horizon.period[node]) * books.horizon.years
            paid = _sized(rate, in_use(books, row.plant, row.recipe, node))
            yield Expense("plants in use", "operation", f"{row.plant} · {row.recipe}", node, *paid,
                          site=books.rows.plants[row.plant].site, names=frozenset({row.plant}))  # fmt: skip


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
            start = books.horizon.period[node]
            share = spent(build, start, start + books.horizon.years)
            yield Expense("capital", "capital", _item(build), node, *_sized(share, total), site=build.plant.site,
                          names=_own(build))  # fmt: skip


def spent(build: Build, after: float, before: float) -> float:
    """Share of the capital spent from one moment to another."""
    total = 0.0
    for start, end, share in _payments(build):
        if end > start:
            total += share * overlap(start, end, after, before) / (end - start)
        elif after <= start < before:
            total += share
    return total


def _spread(books: Books, start: float, end: float, period: int) -> float:
    """Share in a period of what is paid evenly from one moment to another, or at once."""
    if end > start:
        return books.horizon.level([(start, end, 1.0 / (end - start))], period) * books.horizon.years
    return float(period <= start < period + books.horizon.years)


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
        paid = _sized(-salvaged(books, build), capex(books, build))
        yield Expense("salvage", "income", _item(build), str(last), *paid, site=build.plant.site, names=_own(build))


def salvaged(books: Books, build: Build) -> float:
    """Share of the capital of a build that comes back."""
    left = max(0.0, build.end - books.horizon.end) / build.project.life
    return books.rows.cost_of(build.project.project).salvage * left


def _built_plants(books: Books) -> Iterator[Expense]:
    for build in books.builds:
        rate = books.large(books.rows.cost_of(build.project.project).fixed_opex) * books.horizon.years
        for node in books.horizon.nodes:
            paid = _sized(rate, build.size * standing(books, build, node))
            yield Expense("built plants", "operation", _item(build), node, *paid, site=build.plant.site,
                          names=_own(build))  # fmt: skip


def _item(build: Build) -> str:
    return f"{build.project.project} · {build.decided}"


def _technology(books: Books) -> Iterator[Expense]:
    """Spent evenly from the decision until it is held; at once where that takes no time."""
    for row, decided in acquired(books):
        item = f"{row.technology} · {row.place} · {row.way} · {decided}"
        for node in books.horizon.trunk:
            share = _spread(books, decided, decided + row.years, books.horizon.period[node])
            yield Expense("technology", "capital", item, node, *_sized(share, row.cost), market=row.place)


def _royalties(books: Books) -> Iterator[Expense]:
    for (name, node), licensed in books.lines.licensed.items():
        if name in books.rows.plants:
            plant = books.rows.plants[name]
            paid = _sized(books.large(royalty(books, plant)) * books.horizon.years, licensed)
            yield Expense("royalties", "operation", name, node, *paid, site=plant.site, names=frozenset({name}))


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


def _rotation(books: Books) -> Iterator[Expense]:
    """Replacing strategic stock by fresh goods."""
    for row in books.plan.tables[StrategicStock]:
        for node in books.horizon.nodes:
            rate = row.rotation * books.large(row.rotation_cost) * books.horizon.years
            paid = _sized(rate, books.lines.stock.get((row.stockpile, node), 0.0))
            yield Expense("rotating stock", "storage", row.stockpile, node, *paid,
                          site=books.rows.stores[row.stockpile].site)  # fmt: skip


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


RECEIVED = {"grant": "grants", "loan": "loans", "tax credit": "tax credits", "price floor": "price floors"}
"""Names of what is received, by kind of programme."""


def _public_money(books: Books) -> Iterator[Expense]:
    """What programmes pay, and what is paid back to them."""
    for (name, who, node), amount in received(books).items():
        kind, site = kind_of(books, name), site_of(books, name, who)
        if kind and site:
            yield Expense(RECEIVED[kind], "public money", f"{name} · {who}", node, *_sized(-1.0, amount), site=site)
    for (name, who, node), amount in owed_back(books).items():
        site = site_of(books, name, who)
        if site:
            yield Expense("loan repayments", "public money", f"{name} · {who}", node, *_sized(1.0, amount), site=site)


def _footprints(books: Books) -> Iterator[Expense]:
    """Charges on what is caused."""
    horizon, years = books.horizon, books.horizon.years
    for row in books.plan.tables[FootprintLimit]:
        if row.charge is not None:
            for (footprint, item, node), amount in caused(books).items():
                if counts(books, row, footprint, item):
                    rate = books.large(horizon.mean(row.charge, horizon.period[node])) * years
                    yield Expense("footprint charges", "operation", f"{row.name} · {footprint} · {item}", node,
                                  *_sized(rate, amount), site=sites(books)[item], names=frozenset({item}))  # fmt: skip


__all__ = ["AHEAD", "Expense", "capex", "expenses", "salvaged", "spent", "weight"]

"""Every cost of a plan, from its physical quantities and the sheets' prices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from model.audit import plant_costs
from model.audit.books import Books
from model.audit.careers import career_costs
from model.audit.closure_costs import closure_expenses
from model.audit.contracts import deals, delivered, price, used_make_up
from model.audit.expense import Expense, sized
from model.audit.footprint import caused, counts, sites
from model.audit.movements import recruits
from model.audit.programmes import kind_of, owed_back, received, site_of
from model.audit.routes import Routing, freight
from model.audit.stock import missing_under_way, used_up
from model.families.footprint.rows import FootprintLimit
from model.families.strategic_stock.rows import StrategicStock
from model.families.supply.rows import Outlet
from model.sheets.common import Supplier


@lru_cache(maxsize=1)
def expenses(books: Books) -> tuple[Expense, ...]:
    """All cost items."""
    sources: tuple[Callable[[Books], Iterable[Expense]], ...] = (
        _trade, _contracts, _disposal, *plant_costs.SOURCES, closure_expenses, _people, _careers, _stock, _rotation,
        _restocking, _resupply, _shortage, _substitution, _freight, _footprints, _public_money,
    )  # fmt: skip
    return tuple(each for source in sources for each in source(books))


def _trade(books: Books) -> Iterator[Expense]:
    """Price of what is bought, income from what is sold."""
    horizon, rows = books.horizon, books.rows
    for (name, node), bought in books.lines.bought.items():
        if name in rows.suppliers and node in horizon.period:
            supplier = rows.suppliers[name]
            price = books.large(horizon.mean(supplier.price, horizon.period[node])) * books.effects.price(
                supplier, node
            )
            paid = sized(price * horizon.years, bought)
            yield Expense("purchases", "purchases", name, node, *paid, site=supplier.site)
    for (name, node), sold in books.lines.sold.items():
        if name in rows.outlets and node in horizon.period:
            outlet = rows.outlets[name]
            price = _price(books, outlet, node)
            earned = sized(-price * horizon.years, sold)
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
        again = sized(books.large(price(books, row, books.horizon.undisturbed(node))), missing)
        site = books.rows.suppliers[row.supplier].site
        yield Expense("make-up restored", "purchases", name, node, *again, site=site)
    for deal in deals(books):
        row, site = deal.contract, deal.supplier.site
        once = sized(row.signing_cost, deal.signed)
        yield Expense("contract signing", "purchases", row.contract, str(deal.start), *once, site=site)
        if deal.is_ended:
            item, fee = f"{row.contract} · {deal.start}", sized(row.cancellation_fee or 0.0, deal.signed)
            yield Expense("contract cancellation", "purchases", item, f"{deal.until:.0f}", *fee, site=site)


def _price(books: Books, trader: Supplier | Outlet, node: str) -> float:
    """Price of a supplier or an outlet, as a disruption changes it [amount per unit]."""
    price = books.horizon.mean(trader.price, books.horizon.period[node])
    return books.large(price) * books.effects.price(trader, node)


def _disposal(books: Books) -> Iterator[Expense]:
    for (site, commodity, node), amount in books.lines.disposed.items():
        if commodity in books.rows.commodities:
            rate = books.large(books.rows.commodities[commodity].disposal_cost or 0.0) * books.horizon.years
            yield Expense("disposal", "operation", f"{site} · {commodity}", node, *sized(rate, amount), site=site)


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
                paid = sized(books.large(rate), count)
                yield Expense(cost, "people", f"{skill} · {market}", str(period), *paid, market=market)


def _careers(books: Books) -> Iterator[Expense]:
    """Contracts, retraining, short time and overmanning."""
    for cost, item, market, period, rate, people in career_costs(books):
        paid = sized(books.large(rate) * books.horizon.years, people)
        yield Expense(cost, "people", item, str(period), *paid, market=market)


def _stock(books: Books) -> Iterator[Expense]:
    for (name, node), stock in books.lines.stock.items():
        if name in books.rows.stores:
            store = books.rows.stores[name]
            paid = sized(books.large(store.holding_cost) * books.horizon.years, stock)
            yield Expense("holding stock", "storage", name, node, *paid, site=store.site)


def _rotation(books: Books) -> Iterator[Expense]:
    """Replacing strategic stock by fresh goods."""
    for row in books.plan.tables[StrategicStock]:
        for node in books.horizon.nodes:
            rate = row.rotation * books.large(row.rotation_cost) * books.horizon.years
            paid = sized(rate, books.lines.stock.get((row.stockpile, node), 0.0))
            yield Expense("rotating stock", "storage", row.stockpile, node, *paid,
                          site=books.rows.stores[row.stockpile].site)  # fmt: skip


def _restocking(books: Books) -> Iterator[Expense]:
    """What a disruption used up of the stock, at its replacement cost."""
    for (name, node), missing in used_up(books).items():
        store = books.rows.stores[name]
        paid = sized(books.large(books.rows.commodities[store.commodity].replacement), missing)
        yield Expense("restocking", "storage", name, node, *paid, site=store.site)


def _resupply(books: Books) -> Iterator[Expense]:
    """What a disruption left missing of the goods under way, at their replacement cost."""
    for (site, commodity, node), missing in missing_under_way(books).items():
        paid = sized(books.large(books.rows.commodities[commodity].replacement), missing)
        yield Expense("resupply", "storage", f"{site} · {commodity}", node, *paid, site=site)


def _shortage(books: Books) -> Iterator[Expense]:
    for (market, product, node), short in books.lines.short.items():
        demand = books.rows.demands.get((market, product))
        if demand is not None:
            paid = sized(books.large(demand.shortage_cost or 0.0) * books.horizon.years, short)
            yield Expense("shortage", "shortage", f"{market} · {product}", node, *paid, site=market)


def _substitution(books: Books) -> Iterator[Expense]:
    for (market, product, commodity, node), amount in books.lines.delivered.items():
        row = books.rows.substitutes.get((market, product, commodity))
        if row is not None:
            paid = sized(books.large(row.extra_cost) * books.horizon.years, amount)
            item = f"{market} · {product} · {commodity}"
            yield Expense("substitution", "operation", item, node, *paid, site=market)


def _freight(books: Books) -> Iterator[Expense]:
    """Freight, and tariff on the reference value; counted where it arrives."""
    routing, years = Routing(books), books.horizon.years
    for (i, j, k, node), amount in books.lines.shipped.items():
        route = routing.route((i, j, k))
        if route is not None and node in books.horizon.period:
            item = f"{i} → {j}: {k}"
            paid = sized(books.large(freight(books, (i, j, k), route, node)) * years, amount)
            yield Expense("freight", "freight", item, node, *paid, site=j)
            tariff = books.horizon.mean(route.tariff, books.horizon.period[node])
            duty = tariff * books.large(books.rows.commodities[k].reference_value)
            yield Expense("tariffs", "freight", item, node, *sized(duty * years, amount), site=j)


RECEIVED = {"grant": "grants", "loan": "loans", "tax credit": "tax credits", "price floor": "price floors"}
"""Names of what is received, by kind of programme."""


def _public_money(books: Books) -> Iterator[Expense]:
    """What programmes pay, and what is paid back to them."""
    for (name, who, node), amount in received(books).items():
        kind, site = kind_of(books, name), site_of(books, name, who)
        if kind and site:
            yield Expense(RECEIVED[kind], "public money", f"{name} · {who}", node, *sized(-1.0, amount), site=site)
    for (name, who, node), amount in owed_back(books).items():
        site = site_of(books, name, who)
        if site:
            yield Expense("loan repayments", "public money", f"{name} · {who}", node, *sized(1.0, amount), site=site)


def _footprints(books: Books) -> Iterator[Expense]:
    """Charges on what is caused."""
    horizon, years = books.horizon, books.horizon.years
    for row in books.plan.tables[FootprintLimit]:
        if row.charge is not None:
            for (footprint, item, node), amount in caused(books).items():
                if counts(books, row, footprint, item):
                    rate = books.large(horizon.mean(row.charge, horizon.period[node])) * years
                    yield Expense("footprint charges", "operation", f"{row.name} · {footprint} · {item}", node,
                                  *sized(rate, amount), site=sites(books)[item], names=frozenset({item}))  # fmt: skip


__all__ = ["expenses"]

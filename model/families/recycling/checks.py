"""Recycling: scrap without deliveries, more scrap than deliveries, scrap counted twice, too late or never; and
suppliers that sell without any."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import calendar_of, listed, needs, problem
from model.families.conversion.checks import PRECISION, TONNES
from model.families.demand.rows import Demand, Substitute
from model.families.recycling.algebra import return_shares
from model.families.recycling.rows import Recycling
from model.scenario.build_context import Place
from model.scenario.disruptions import Disruption
from model.sheets.columns import ByYear
from model.sheets.common import Commodity, Country, Group, Settings, Site, Supplier
from model.sheets.names import CommodityName, SiteName, SupplierName, rows_named
from model.sheets.tables import Directory, Tables


def deliveries(tables: Tables, directory: Directory) -> set[Place]:
    """All markets and products that may be delivered, substitutes included."""
    pairs = {(row.market, row.product) for row in tables[Demand]}
    demanded = frozenset(pairs)
    for row in tables[Substitute]:
        pairs |= {(i, row.substitute) for i, k in demanded if k == row.product and i in directory.sites(row.market)}
    return pairs


@needs(Demand, Substitute, Country, Group, Site)
def never_delivered(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Scrap of something that is delivered nowhere, or not in these markets."""
    delivered = deliveries(tables, directory)
    for row in tables[Recycling]:
        markets = sorted(i for i, k in delivered if k == row.product)
        if not markets:
            goods = listed(sorted({k for _, k in delivered}))
            fix = f"Scrap comes from deliveries to markets: choose one of {goods}, or add it to Demand"
            yield problem(row, "product", "a product in Demand, or a substitute for one", fix)
        elif not directory.sites(row.market) & set(markets):
            fix = f"Choose a market that is delivered it ({listed(markets, 4)}), a group of them, or 'any'"
            yield problem(row, "market", f"a market with demand that '{row.product}' can meet", fix)


def counted_twice(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Two rows for one product of one market and supplier, such as one for a city and one for its country."""
    first: dict[tuple[SupplierName, SiteName, CommodityName], Recycling] = {}
    for row in tables[Recycling]:
        for market in sorted(directory.sites(row.market)):
            other = first.setdefault((row.supplier, market, row.product), row)
            if other is not row:
                fix = f"Row {other.line} counts the scrap of '{market}' already: keep one of them"
                yield problem(row, "market", "one row for each supplier, market and product", fix)
                break


@needs(Supplier, Commodity, Demand, Substitute, Settings)
def more_than_delivered(tables: Tables, directory: Directory) -> list[Problem]:
    """Scrap of all suppliers that weighs more than the deliveries it comes from."""
    tonnes: dict[str, float] = {row.commodity: TONNES.get(row.unit.strip(), 0.0) for row in tables[Commodity]}
    scrap: dict[str, str] = {row.supplier: row.commodity for row in tables[Supplier]}
    delivered = sorted(deliveries(tables, directory))
    streams: dict[Place, list[tuple[Recycling, float]]] = {}
    for row in tables[Recycling]:
        of, scrap_weight = tonnes.get(row.product, 0.0), tonnes.get(scrap.get(row.supplier, ""), 0.0)
        if of > 0 and scrap_weight > 0:
            for market in (i for i, k in delivered if k == row.product and i in directory.sites(row.market)):
                streams.setdefault((market, row.product), []).append((row, row.scrap_per_unit * scrap_weight / of))
    problems: dict[int, Problem] = {}
    for (market, product), parts in sorted(streams.items()):
        year, most = _worst_year([(weight, row.collection_rate) for row, weight in parts], tables)
        if most > 1 + PRECISION:
            row, weight = parts[-1]
            others = [other.line for other, _ in parts if other is not row]
            more = f", with {rows_named(others)}" if others else ""
            attribute = "scrap_per_unit" if weight > 1 else "collection_rate"
            fix = f"In {year}{more}, {most:.6g} t of scrap would come from 1 t in {market}: check units and rates"
            wanted = f"scrap that weighs no more than the '{product}' it comes from"
            problems.setdefault(id(row), problem(row, attribute, wanted, fix))
    return list(problems.values())


def _worst_year(streams: list[tuple[float, ByYear]], tables: Tables) -> tuple[int, float]:
    """The year in which the most is collected of a unit, and how much [t/t]."""
    years = range(tables.settings.first_year, tables.settings.last_year + 1)
    sums = {year: sum(weight * rate.at(year) for weight, rate in streams) for year in years}
    return max(sums.items(), key=lambda entry: entry[1], default=(tables.settings.first_year, 0.0))


@needs(Settings)
def timing(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Scrap that comes back before the product is delivered, after the horizon or never; unused past sales."""
    for row in tables[Recycling]:
        if row.spread > 2 * row.lag:
            fix = "Half of the spread lies before the lag: lower it, or raise the lag"
            wanted = f"at most twice the lag, {2 * row.lag:.6g}, so that scrap never precedes the product"
            yield problem(row, "spread", wanted, fix)
        else:
            yield from _timing(row, tables)


def _timing(row: Recycling, tables: Tables) -> Iterator[Problem]:
    calendar = calendar_of(tables)
    steps = [step for step, _ in return_shares(row.lag, row.spread, calendar.step)]
    sold_before = row.past_sales is not None and row.past_sales.greatest > 0
    if row.past_sales is not None and max(steps) == 0:
        fix = "These cells have no effect: what is delivered comes back in the same period; clear them"
        yield problem(row, "past_sales", "a lag that reaches back before the plan", fix, is_warning=True)
    reach = calendar.reach if tables[Disruption] else calendar.end
    if min(steps) * calendar.step >= reach - calendar.first_year and not sold_before:
        fix = "Nothing ever comes back: fill in 'past sales', the deliveries of the years before the plan"
        wanted = f"a lag within the {calendar.end - calendar.first_year} years of the plan, or past sales"
        yield problem(row, "lag", wanted, fix, is_warning=True)
    if all(calendar.mean(row.collection_rate, t) == 0 for t in calendar.periods):
        fix = "Nothing is collected: fill in the share that is"
        yield problem(row, "collection_rate", "a rate above 0 in some year", fix, is_warning=True)


@needs(Supplier)
def itself(tables: Tables, directory: Directory) -> list[Problem]:
    """A product that comes back as itself, to be delivered again."""
    scrap: dict[str, str] = {row.supplier: row.commodity for row in tables[Supplier]}
    fix = "What comes back can be delivered again as if new: name a supplier of scrap, if it is not reused"
    return [
        problem(
            row, "product", f"another commodity than '{row.product}', which the supplier sells", fix, is_warning=True
        )
        for row in tables[Recycling]
        if scrap.get(row.supplier) == row.product
    ]


@needs(Settings)
def duties(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A take-back duty above the collection rate; charges of one supplier that differ, or without a duty."""
    first: dict[SupplierName, Recycling] = {}
    for row in tables[Recycling]:
        least = row.minimum_collection
        if least is None:
            if row.shortfall_cost is not None:
                fix = "This cell has no effect: fill in the minimum collection, or clear it"
                yield problem(row, "shortfall_cost", "an empty cell, since there is no duty", fix, is_warning=True)
            continue
        other = first.setdefault(row.supplier, row)
        if other.shortfall_cost != row.shortfall_cost:
            fix = f"Row {other.line} has another: the duty counts all rows of a supplier together"
            yield problem(row, "shortfall_cost", f"one charge for all rows of '{row.supplier}'", fix)
        years = range(tables.settings.first_year, tables.settings.last_year + 1)
        short = [year for year in years if least.at(year) > row.collection_rate.at(year) + PRECISION]
        if short:
            wanted = f"at most the collection rate, {100 * row.collection_rate.at(short[0]):.6g} % in {short[0]}"
            fix = "More cannot be collected: raise the rate, or lower the minimum"
            yield problem(row, "minimum_collection", wanted, fix, is_warning=True)


@needs(Supplier)
def sells_without_scrap(tables: Tables, directory: Directory) -> list[Problem]:
    """A supplier of scrap without any row in use: its sales are unlimited."""
    collecting = {row.supplier for row in tables[Recycling]}
    unlimited = {row.supplier for row in tables[Supplier] if row.limit is None}
    fix = "The supplier has no limit then: switch it off, too, or give it a limit"
    wanted = "a row in use, since what is collected limits what its supplier sells"
    return [
        problem(row, "in_use", wanted, fix, is_warning=True)
        for row in tables.off.get(Recycling, [])
        if row.supplier in unlimited - collecting
    ]


USES_OF_COMMODITIES = ((Recycling, "product"),)

CHECKS = (never_delivered, counted_twice, more_than_delivered, timing, itself, duties, sells_without_scrap)

"""Excluded origins in the sheet Demand: columns without effect, exclusions without effect, no compliant source."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from model.errors import Problem
from model.families.common.checking import calendar_of, listed, needs, problem
from model.families.common.reach import EVERYTHING, Reach, reach_of, upstream
from model.families.demand.rows import Demand
from model.families.origin.labels import exclusion_labels
from model.families.origin.rows import Origin
from model.families.routes.rows import GoodsInTransit
from model.families.stockpiles.rows import Stockpile
from model.scenario.build_context import Place
from model.scenario.limits import Limit
from model.sheets.common import Supplier
from model.sheets.names import CommodityName, Names, did_you_mean
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT


def unread(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Excluded goods or a first year without an excluded origin."""
    fix = "This cell has no effect yet: fill in 'excluded origins', or clear this cell"
    for row in tables[Demand]:
        for attribute, default in (("excluded_goods", ANY), ("exclusion_from", None)):
            if not row.excluded_origins and getattr(row, attribute) != default:
                yield problem(row, attribute, "an empty cell, since 'excluded origins' is empty", fix)


@dataclass
class Excluded:
    """Goods that must not be made or bought at some sites, and the places where they and their products are available
    compliant."""

    reach: Reach
    sites: Collection[str]
    goods: frozenset[CommodityName]

    @cached_property
    def tracked(self) -> frozenset[CommodityName]:
        """The goods and all that is made of them."""
        tracked: set[CommodityName] = set()
        new = set(self.goods)
        while new:
            tracked |= new
            new = {k for run in self.reach.runs if not run.takes.isdisjoint(new) for k in run.makes} - tracked
        return frozenset(tracked)

    @cached_property
    def is_met(self) -> bool:
        """Whether anything that is excluded could be made or bought."""
        is_made = any(run.site in self.sites and not run.makes.isdisjoint(self.goods) for run in self.reach.runs)
        rows = self.reach.tables[Supplier]
        return is_made or any(row.site in self.sites and row.commodity in self.tracked for row in rows)

    @cached_property
    def compliant(self) -> set[Place]:
        """Places and commodities without excluded content. Opening stock is of unknown origin."""
        had = {(row.site, row.commodity) for row in self.reach.tables[Supplier] if row.site not in self.sites}
        runs = [
            (
                {(run.site, k) for k in run.takes & self.tracked},
                {(run.site, k) for k in run.makes - (self.goods if run.site in self.sites else frozenset())},
            )
            for run in self.reach.runs
            if run.operation.plant in self.reach.able
        ]
        new = set(had)
        while new:
            new = {place for takes, makes in runs if takes <= had for place in makes}
            new |= {(a.destination, a.commodity) for a in self.reach.lanes if (a.origin, a.commodity) in had}
            new -= had
            had |= new
        return had

    def leaves(self, market: str, commodity: str) -> bool:
        """Whether a commodity is available compliant in a market; always true for goods outside the exclusion."""
        return commodity not in self.tracked or (market, commodity) in self.compliant


@needs(*EVERYTHING)
def exclusions(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """An exclusion without effect, and one without any compliant source."""
    reach = reach_of(directory)
    by_scope: dict[tuple[frozenset[str], frozenset[str]], Excluded] = {}
    for row in tables[Demand]:
        sites, goods = directory.sites(row.excluded_origins), directory.commodities(row.excluded_goods)
        if not row.excluded_origins or not goods or not _is_asked(row, tables):
            continue
        served_by = reach.servings[row.market, row.product]
        excluded = by_scope.setdefault((sites, goods), Excluded(reach, sites, goods))
        if not upstream(served_by, reach) & goods:
            wanted = f"'{row.product}' or goods that it is made of"
            fix = "This row has no effect: name a stage of the product's chain"
            yield problem(row, "excluded_goods", wanted, fix, is_warning=True)
        elif not excluded.is_met:
            wanted = f"places that make or sell '{row.product}' or what it is made of"
            fix = "This row has no effect: nobody there does"
            yield problem(row, "excluded_origins", wanted, fix, is_warning=True)
        elif not any(excluded.leaves(row.market, k) for k in served_by) and _is_had(row, served_by, reach):
            wanted = f"an accepted source of '{row.product}' for {row.market}"
            fix = f"All of it passes through {listed(sorted(sites), 4)}: exclude fewer places or goods, or add a source"
            is_warning = row.shortage_cost is not None and row.minimum_service == 0
            fix += "; otherwise none of the demand can be met" if is_warning else ""
            yield problem(row, "excluded_origins", wanted, fix, is_warning=is_warning)


def _is_asked(row: Demand, tables: Tables) -> bool:
    """Whether there is demand from the year on from which origins are excluded."""
    calendar = calendar_of(tables)
    since = row.exclusion_from or calendar.first_year
    return any(calendar.mean(row.quantity, t) > 0 for t in calendar.periods if calendar.after(t) > since)


def _is_had(row: Demand, served_by: list[CommodityName], reach: Reach) -> bool:
    """Whether the demand could be served at all without the exclusion; if not, another check reports it."""
    return any((row.market, k) in reach.available for k in served_by)


@needs(Demand, Limit, Stockpile, GoodsInTransit)
def compliant_stocks(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Compliant stock of a missing or misnamed exclusion, or above the stock itself."""
    called = exclusion_labels(tables, directory)
    names = Names(called.values())
    opening = {row.stockpile: row.opening_stock for row in tables[Stockpile]}
    for row in tables[Origin]:
        if row.exclusion not in names:
            meant = names.meant(row.exclusion)
            fix = did_you_mean(row.exclusion, meant) if meant else f"Choose one of: {names.some()}"
            if row.exclusion in called:
                meant = called[row.exclusion]
                fix = f"Type '{called[row.exclusion]}', as results call it: it excludes the same goods and origins"
            advice = fix if names.all else "No market excludes anything: delete the row"
            yield problem(
                row, "exclusion", "an exclusion of Demand, or a share by origin of Limits", advice, meant=meant
            )
        quantity, most = row.quantity or 0.0, opening.get(row.stockpile)
        if row.stockpile and row.quantity is None:
            yield problem(row, "quantity", f"how much of the stock of '{row.stockpile}' is compliant", "Fill it in")
        elif most is not None and quantity > most * (1 + FLOAT):
            wanted = f"at most the opening stock of '{row.stockpile}', {most:.6g}"
            yield problem(row, "quantity", wanted, "Lower it, or raise the opening stock")
        yield from _in_transit(tables, row)


def _in_transit(tables: Tables, row: Origin) -> Iterator[Problem]:
    """A row that is about a stock and about goods in transit, or about neither; more than is in transit."""
    is_place = bool(row.site and row.commodity)
    if bool(row.stockpile) == is_place or (bool(row.site) != bool(row.commodity)):
        fix = "Name a stockpile, or the site and commodity of a row of Goods in transit"
        yield problem(row, "stockpile", "either a stockpile, or a site and a commodity", fix)
    elif is_place and row.arriving is None:
        yield problem(row, "arriving", "what arrives by year", "Fill in a year at least")
    elif is_place and row.arriving is not None:
        rows = {(transit.site, transit.commodity): transit.arriving for transit in tables[GoodsInTransit]}
        arriving = rows.get((row.site, row.commodity))
        for year in range(tables.settings.first_year, tables.settings.last_year + 1):
            most = 0.0 if arriving is None else arriving.at(year)
            if row.arriving.at(year) > most * (1 + FLOAT):
                wanted = f"at most what arrives in {year}, {most:.6g}, as in Goods in transit"
                yield problem(row, "arriving", wanted, "Lower it, or correct that sheet")
                break


CHECKS = (unread, exclusions, compliant_stocks)

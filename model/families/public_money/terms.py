"""Public money: programmes that support projects, output or sales, and the maximum that each can pay."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from model.families.conversion.algebra import Conversion, outputs
from model.families.conversion.rows import Operation
from model.families.investment.lead_times import BuildDecision, Timing, lead_times, made_before
from model.families.investment.rows import Project
from model.families.investment.terms import Investment, still_due
from model.families.public_money.rows import FOR_CAPITAL, LOAN, PRICE_FLOOR, PROTECTION, TAX_CREDIT, Loan, PublicMoney
from model.families.supply.rows import Outlet
from model.families.supply.terms import Supply
from model.families.technology.algebra import TechnologyData
from model.families.technology.experience import Ramps
from model.families.technology.licences import Plants
from model.scenario.build_context import BuildContext, Owner, flat, ordered
from model.scenario.calendar import Calendar
from model.sheets.columns import ByYear
from model.sheets.common import Supplier
from model.sheets.names import CommodityName, Node, OutletName, Period, PlantName, ProjectName, RecipeName, SiteName
from model.sheets.tables import Directory
from model.tolerances import NO_SHARE

UNDISTURBED = "undisturbed"


@dataclass(frozen=True)
class PublicMoneyData:
    """Index sets and coefficients of public money. An award is (programme, project, period)."""

    kind: dict[str, str]
    payer: dict[str, str]
    covered: dict[tuple[str, ProjectName, Period, Period], float]
    """(programme, project, decided, period): share of the capital spent, or still due, that may be paid."""
    repaid: dict[tuple[str, Period, Period], float]
    """(programme, received, repaid): repayment in one period per unit of a loan received in another."""
    owed: dict[tuple[str, ProjectName, Period], float]
    """(programme, project, period): repayment of loans drawn before the first year [amount]."""
    support: dict[tuple[str, str, Node], float]
    """(programme, plant or outlet, node): paid at most over the period for each unit a year that is run or sold."""
    payback: dict[tuple[str, str, Node], float]
    """(programme, plant or outlet, node): paid back over the period for each unit a year that is made or sold."""
    cover: dict[str, float]
    """Covered quantity by programme, if not all counts [unit/y]."""
    beyond: dict[tuple[str, str, Node], float]
    """Quantity with a payback that may exceed the covered one, at most by this [unit/y]."""
    outputs: list[tuple[PlantName, RecipeName, CommodityName]]
    """Outputs of plants under a price protection for output."""
    protected: dict[str, CommodityName]
    """Commodity that a price protection is for."""
    limit: dict[tuple[str, int | str], float]
    """By programme and period, or node for those that follow runs and sales, over the whole period [amount]."""
    total: dict[str, float]
    paths: dict[str, dict[Node, float]]
    """Nodes of each course of events: undisturbed, or a branch with the trunk before and after it."""


def public_money(context: BuildContext) -> PublicMoneyData:
    """Programmes of the tables."""
    rows = {row.programme: row for row in context.tables[PublicMoney]}
    suppliers = {row.supplier: row for row in context.tables[Supplier]}
    capital = [row for row in rows.values() if row.kind in FOR_CAPITAL]
    covered = dict(_covered(context, capital))
    rates: dict[tuple[str, str, Node], Rates] = {}
    for h, row in rows.items():
        for who, n, both in (*_credits(context, row), *_top_ups(context, row), *_protections(context, row)):
            rates[h, who, n] = both
    support, payback = ({key: both[at] for key, both in rates.items() if both[at] > 0} for at in (0, 1))
    cover = {h: row.covered_quantity for h, row in rows.items() if row.covered_quantity is not None}
    awarded = ordered((h, t) for h, _, _, t in covered)
    at = {**{award: award[1] for award in awarded}, **{(h, n): context.tree.period[n] for h, _, n in support}}
    return PublicMoneyData(
        kind={row.programme: LOAN for row in context.tables[Loan]} | {h: row.kind for h, row in rows.items()},
        payer={row.programme: row.who for row in context.tables[Loan]} | {h: row.who for h, row in rows.items()},
        covered=covered,
        repaid=flat({(h, t): repayments(rows[h], context.calendar, t) for h, t in awarded if rows[h].kind == LOAN}),
        owed=_owed(context),
        support=support,
        payback=payback,
        cover=cover,
        beyond=_beyond(context, rows, payback),
        outputs=list(outputs(context.tables)) if any(row.kind == PROTECTION for row in rows.values()) else [],
        protected={h: suppliers[row.market].commodity for h, row in rows.items() if row.kind == PROTECTION},
        limit={
            (h, moment): sum(limit.at(y) for y in years_of(rows[h], context.calendar, t))
            for (h, moment), t in at.items()
            if (limit := rows[h].limit) is not None
        },
        total={h: row.total for h, row in rows.items() if row.total is not None},
        paths=_paths(context) if support else {},
    )


def years_of(row: PublicMoney, calendar: Calendar, period: int) -> list[int]:
    """Years of a period in which a programme pays."""
    first = calendar.first_year if row.from_year is None else row.from_year
    last = calendar.last_year if row.until_year is None else row.until_year
    return [y for y in calendar.years_of(period) if first <= y <= last]


Name = TypeVar("Name", bound=str)


def meant(directory: Directory, row: PublicMoney, owners: Mapping[Name, Owner]) -> list[Name]:
    """The projects, plants or outlets that a programme is for: those of a place or a plant, or the one named."""
    sites = directory.sites(row.scope)
    return [name for name, owner in owners.items() if owner.site in sites or (not sites and row.scope in owner.names)]


def _meant(context: BuildContext, row: PublicMoney, names: Iterable[Name]) -> list[Name]:
    return meant(context.directory, row, {name: context.owners[name] for name in names})


def _covered(
    context: BuildContext, rows: Iterable[PublicMoney]
) -> Iterator[tuple[tuple[str, ProjectName, Period, Period], float]]:
    investment = context.part(Investment)
    timing: dict[BuildDecision, Timing] = investment.timing
    leads, single, before = lead_times(context), context.calendar.by_year, made_before(context.tables)
    for row in rows:
        projects = set(_meant(context, row, [project.project for project in context.tables[Project]]))
        for (j, b, t), spent in (investment.spend | investment.due).items():
            if j not in projects:
                continue
            years = years_of(row, context.calendar, t)
            part = 1.0
            if len(years) < context.calendar.length(t):
                if (j, b, t) in investment.due:
                    part = still_due(before[j, b], timing[j, b].online, years) / spent
                else:
                    part = sum(timing[j, b].spent(leads[j], single, y) for y in years) / spent
            if (covered := (row.share or 0.0) * part) > NO_SHARE:
                yield (row.programme, j, b, t), covered


def repayments(row: PublicMoney, calendar: Calendar, received: int) -> dict[int, float]:
    """Repayment in each period per unit received evenly over the years of one. Raises ValueError if the row is no
    loan."""
    if row.rate is None or row.term is None:
        raise ValueError(f"the loan {row.programme!r} has no rate or no term")
    by_period: dict[int, float] = {}
    for start in calendar.years_of(received):
        for period, share in _annuities(row.rate, row.term, calendar, start):
            by_period[period] = by_period.get(period, 0.0) + share / calendar.length(received)
    return by_period


def _annuities(rate: float, term: int, calendar: Calendar, start: int) -> Iterator[tuple[int, float]]:
    """(period, share) of repayments per unit received in a year, from the first year on."""
    annuity = rate / -math.expm1(-term * math.log1p(rate)) if rate > 0 else 1 / term
    owed = 1.0
    for due in range(start + 1, min(start + term, calendar.last_year) + 1):
        owed = owed * (1 + rate) - annuity
        if due >= calendar.first_year:
            yield calendar.period_of(due), annuity
    if start + term > calendar.last_year:
        yield calendar.periods[-1], owed


def _owed(context: BuildContext) -> dict[tuple[str, ProjectName, Period], float]:
    """Repayment of loans drawn before the first year."""
    owed: dict[tuple[str, ProjectName, Period], float] = {}
    for row in context.tables[Loan]:
        earliest = min(year for year, _ in row.drawn.points)
        for year in range(max(earliest, context.calendar.first_year - row.term), context.calendar.first_year):
            for t, share in _annuities(row.rate, row.term, context.calendar, year):
                key = (row.programme, row.project, t)
                owed[key] = owed.get(key, 0.0) + share * row.drawn.at(year)
    return {key: amount for key, amount in owed.items() if amount > 0}


Rates = tuple[float, float]
"""Paid and paid back over a period for each unit a year [amount]."""


def _credits(context: BuildContext, row: PublicMoney) -> Iterator[tuple[PlantName, Node, Rates]]:
    """(plant, node, credit for the capacity used)."""
    if row.kind == TAX_CREDIT and row.credit is not None:
        plants = _meant(context, row, ordered(operation.plant for operation in context.tables[Operation]))
        for n, t in context.tree.period.items():
            rate = context.money(sum(row.credit.at(y) for y in years_of(row, context.calendar, t)))
            yield from ((p, n, (rate, 0.0)) for p in plants)


def _top_ups(context: BuildContext, row: PublicMoney) -> Iterator[tuple[OutletName, Node, Rates]]:
    """(outlet, node, difference between floor and price of a unit sold)."""
    if row.kind == PRICE_FLOOR:
        outlets = {outlet.outlet: outlet for outlet in context.tables[Outlet]}
        for o in _meant(context, row, outlets):
            outlet = outlets[o]
            yield from ((o, n, gaps) for n, gaps in _gaps(context, row, o, outlet.site, outlet.commodity, outlet.price))


def _protections(context: BuildContext, row: PublicMoney) -> Iterator[tuple[PlantName, Node, Rates]]:
    """(plant, node, difference between floor and market price of a unit made)."""
    if row.kind == PROTECTION:
        seller = next(supplier for supplier in context.tables[Supplier] if supplier.supplier == row.market)
        makers = ordered(p for p, _, k in outputs(context.tables) if k == seller.commodity)
        plants = _meant(context, row, makers)
        for n, gaps in _gaps(context, row, seller.supplier, seller.site, seller.commodity, seller.price):
            yield from ((p, n, gaps) for p in plants)


def _gaps(
    context: BuildContext, row: PublicMoney, trader: str, site: SiteName, commodity: CommodityName, price: ByYear
) -> Iterator[tuple[Node, Rates]]:
    """Shortfall of a trader's price below the floor, and the shared excess over it, each summed over the years of a
    node's period, disruptions included."""
    if row.floor is None:
        return
    for n, t in context.tree.period.items():
        factor = context.effects.price(trader, site, commodity, n)
        gaps = [row.floor.at(y) - factor * price.at(y) for y in years_of(row, context.calendar, t)]
        above = row.upside_share * sum(max(0.0, -gap) for gap in gaps)
        yield n, (context.money(sum(max(0.0, gap) for gap in gaps)), context.money(above))


def _beyond(
    context: BuildContext, rows: Mapping[str, PublicMoney], payback: Iterable[tuple[str, str, Node]]
) -> dict[tuple[str, str, Node], float]:
    """Room above the covered quantity, if there is any: as much as an outlet takes, or a plant can make of its most
    productive recipe."""
    supply, conversion = context.part(Supply), context.part(Conversion)
    plants = Plants(Ramps(context, context.part(Investment)), context.part(TechnologyData).experience)
    protected = {row.supplier: row.commodity for row in context.tables[Supplier]}
    rooms = {}
    for h, x, n in payback:
        covered = rows[h].covered_quantity
        if covered is not None and rows[h].kind == PRICE_FLOOR:
            rooms[h, x, n] = supply.sale_limit[OutletName(x), n] - covered
        elif covered is not None:
            t = context.tree.period[n]
            most = max(
                conversion.yielding.get((p, r, k, n), 1.0) * output / conversion.capacity_use[p, r, t]
                for (p, r, k), output in conversion.quantity.items()
                if p == x and k == protected[rows[h].market]
            )
            rooms[h, x, n] = most * plants.greatest(PlantName(x), n) - covered
    return {key: room for key, room in rooms.items() if room > 0}


def _paths(context: BuildContext) -> dict[str, dict[Node, float]]:
    tree = context.tree
    paths = {UNDISTURBED: dict.fromkeys(tree.trunk, 1.0)}
    for name in tree.branches:
        alone = tree.weighing(tree.passing(name)).weight
        paths[name] = {n: share for n, share in alone.items() if share > 0}
    return paths

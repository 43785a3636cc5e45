"""Programmes of public money: columns that their kind needs or does not use, years, and whether they ever pay."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from model.errors import Problem
from model.families.common.checking import calendar_of, listed, needs, plants_that_can_run, problem, projects_in_time
from model.families.common.events import kinds_of, risk_of
from model.families.conversion.algebra import capacity_units
from model.families.conversion.rows import Operation, Recipe
from model.families.investment.rows import LeadTime, Project
from model.families.public_money.rows import (
    FOR_CAPITAL,
    GRANT,
    LOAN,
    PRICE_FLOOR,
    PROTECTION,
    TAX_CREDIT,
    Loan,
    PublicMoney,
)
from model.families.public_money.terms import meant, years_of
from model.families.supply.rows import Outlet
from model.scenario.build_context import Owner
from model.scenario.disruptions import Disruption
from model.sheets.common import Commodity, Country, Group, Plant, Settings, Site, Supplier
from model.sheets.names import Node, spans
from model.sheets.schema import ANY, ByYear
from model.sheets.tables import Directory, Tables

READ_BY = {
    "share": FOR_CAPITAL,
    "rate": (LOAN,),
    "term": (LOAN,),
    "credit": (TAX_CREDIT,),
    "floor": (PRICE_FLOOR, PROTECTION),
    "market": (PROTECTION,),
}
"""Kinds of programme that require a column."""

OPTIONAL = {"upside_share": (PRICE_FLOOR, PROTECTION), "covered_quantity": (PRICE_FLOOR, PROTECTION)}
"""Kinds of programme that may use a column."""

WANTED = {
    "share": "a share of capital",
    "rate": "an interest rate, 0 % for none",
    "term": "a term in years",
    "credit": "a credit by capacity used",
    "floor": "a floor under the price",
    "market": "a supplier whose price is the market price",
}

THINGS = {GRANT: "project", LOAN: "project", TAX_CREDIT: "plant", PRICE_FLOOR: "outlet", PROTECTION: "plant"}
"""Kind of recipient of each kind of programme."""

NEVER_PAYS = "The programme pays nothing"


def columns(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A column that the kind has no use for, or one that is missing."""
    for row in tables[PublicMoney]:
        for attribute, kinds in (READ_BY | OPTIONAL).items():
            is_filled = getattr(row, attribute) not in (None, "", 0.0 if attribute in OPTIONAL else "")
            if is_filled and row.kind not in kinds:
                fix = f"This cell has no effect here; clear it. It is for {' and '.join(repr(kind) for kind in kinds)}"
                yield problem(row, attribute, f"an empty cell, since this is a {row.kind}", fix)
            elif not is_filled and row.kind in kinds and attribute in READ_BY:
                wanted = f"{WANTED[attribute]}, since this is a {row.kind}"
                yield problem(row, attribute, wanted, "Fill it in")


def nothing_to_pay(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A share, credit, floor, limit or total of 0."""
    for row in tables[PublicMoney]:
        amounts = {
            "share": row.share,
            "total": row.total,
            **{
                name: by_year.greatest
                for name in ("credit", "floor", "limit")
                if (by_year := getattr(row, name)) is not None
            },
        }
        for attribute, most in amounts.items():
            if most == 0:
                fix = f"{NEVER_PAYS}: fill in what it pays, or type 'no' under 'in use'"
                yield problem(row, attribute, "more than 0", fix, value="0", is_warning=True)


def years(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A programme that ends before it starts."""
    for row in tables[PublicMoney]:
        start, end = row.from_year, row.until_year
        if start is not None and end is not None and end < start:
            wanted = f"a year not before {start}, the 'from year'"
            yield problem(row, "until_year", wanted, f"Swap the two or type a year from {start} on")


@needs(Plant, Project, Outlet, Site, Country, Group)
def kinds_of_recipient(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A programme for something that its kind does not pay for, and one for a name of two things."""
    outlets = {row.outlet for row in tables[Outlet]}
    for row in tables[PublicMoney]:
        if row.scope == ANY:
            continue
        kinds = kinds_of(row.scope, directory) & {"a place", "a plant", "a project"}
        kinds |= {"an outlet"} if row.scope in outlets else set()
        allowed = {"a place", f"{'an' if row.kind == PRICE_FLOOR else 'a'} {THINGS[row.kind]}"}
        allowed |= {"a plant"} if row.kind in FOR_CAPITAL else set()
        if kinds and not kinds & allowed:
            wanted = f"{' or '.join(sorted(allowed))}, since this is a {row.kind}"
            yield problem(row, "scope", wanted, f"'{row.scope}' is {min(kinds)}: {_instead(row, tables)}")
        elif "a place" in kinds and len(kinds & allowed) > 1:
            fix = f"'{row.scope}' is a place and {' and '.join(sorted(kinds - {'a place'}))}: it is read as the place"
            yield problem(row, "scope", "a name of one thing only", fix, is_warning=True)


def _instead(row: PublicMoney, tables: Tables) -> str:
    """Suggested name in place of a recipient of the wrong kind."""
    plant = next((project.plant for project in tables[Project] if project.project == row.scope), "")
    if row.kind == TAX_CREDIT and plant:
        return f"it is paid on output, so name its plant, '{plant}'"
    names = list(_owners(row, tables))
    return f"choose {listed(names)}, or a place" if names else f"there is no {THINGS[row.kind]}"


def _owners(row: PublicMoney, tables: Tables, among: Collection[str] | None = None) -> dict[str, Owner]:
    """Possible recipients of a kind of programme, with their owners."""
    site = {plant.plant: plant.site for plant in tables[Plant]}
    if row.kind in FOR_CAPITAL:
        owners: dict[str, Owner] = {
            project.project: Owner("", site.get(project.plant, ""), frozenset({project.project, project.plant}))
            for project in tables[Project]
        }
    elif row.kind in (TAX_CREDIT, PROTECTION):
        running = dict.fromkeys(operation.plant for operation in tables[Operation])
        owners = {plant: Owner("", site.get(plant, ""), frozenset({plant})) for plant in running}
    else:
        owners = {outlet.outlet: Owner("", outlet.site, frozenset({outlet.outlet})) for outlet in tables[Outlet]}
    return {name: owner for name, owner in owners.items() if among is None or name in among}


def recipients(row: PublicMoney, tables: Tables, directory: Directory) -> list[str]:
    """Projects that can be online in time, plants that can run or outlets that a programme pays for."""
    among: Collection[str] | None = None
    if row.kind in FOR_CAPITAL:
        among = projects_in_time(directory)
    elif row.kind == TAX_CREDIT:
        among = plants_that_can_run(directory)
    elif row.kind == PROTECTION:
        goods = {supplier.commodity for supplier in tables[Supplier] if supplier.supplier == row.market}
        among = [p for p in plants_that_can_run(directory) if goods & risk_of(directory).makes.get(p, frozenset())]
    return meant(directory, row, _owners(row, tables, among))


@needs(Settings, Plant, Project, LeadTime, Operation, Outlet, Supplier, Site, Country, Group)
def fits_nothing(tables: Tables, directory: Directory) -> list[Problem]:
    """A programme that fits no project, plant or outlet."""
    wanted = {
        **dict.fromkeys(FOR_CAPITAL, "a project that can be online in time"),
        TAX_CREDIT: "a plant that can run something",
        PROTECTION: "a plant that makes what the market sells",
        PRICE_FLOOR: "a row in Outlets",
    }
    return [
        problem(row, "scope", f"{wanted[row.kind]}, or a place that has one", NEVER_PAYS, is_warning=True)
        for row in tables[PublicMoney]
        if not recipients(row, tables, directory)
    ]


@needs(Plant, Operation, Recipe, Commodity, Outlet, Project, Site, Country, Group)
def different_units(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """One floor for different goods, or one credit for plants whose capacity counts something else."""
    outlets: dict[str, str] = {row.outlet: row.commodity for row in tables[Outlet]}
    plants = capacity_units(tables)
    for row in tables[PublicMoney]:
        names = meant(directory, row, _owners(row, tables))
        counted = {(outlets if row.kind == PRICE_FLOOR else plants).get(name, ""): name for name in names}
        if row.kind in (*FOR_CAPITAL, PROTECTION) or len(counted) < 2:
            continue
        named = listed(f"{what} ({name})" for what, name in counted.items())
        if row.kind == PRICE_FLOOR:
            fix = f"A floor applies to one price; here are {named}: add a row for each"
            yield problem(row, "scope", "outlets that take one commodity", fix)
        else:
            fix = f"The credit is the same per unit of {named}: add a row for each if it should differ"
            wanted = "plants whose capacity counts the same"
            yield problem(row, "scope", wanted, fix, is_warning=True)


@needs(Settings, Outlet, Site, Country, Group)
def doubled_floors(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Two floors under one price in one year: both would pay for the same difference."""
    calendar = calendar_of(tables)
    first: dict[tuple[str, int], PublicMoney] = {}
    for row in (row for row in tables[PublicMoney] if row.kind in (PRICE_FLOOR, PROTECTION)):
        paying = [year for period in calendar.periods for year in years_of(row, calendar, period)]
        for outlet, year in ((o, y) for o in meant(directory, row, _owners(row, tables)) for y in paying):
            other = first.setdefault((outlet, year), row)
            if other is not row:
                fix = f"'{other.programme}' (row {other.line}) has one for '{outlet}' in {year}: choose other years"
                yield problem(row, "scope", "one price floor per outlet and year", fix)
                break


def _pays(floor: ByYear, row: PublicMoney, outlet: Outlet, directory: Directory) -> bool:
    """Whether a floor is above the price of an outlet in some year, with or without a disruption."""
    risk = risk_of(directory)
    for node, period in risk.tree.period.items():
        factor = _factor(outlet, node, directory)
        if any(floor.at(year) > outlet.price.at(year) * factor for year in years_of(row, risk.calendar, period)):
            return True
    return False


@needs(Settings, Outlet, Disruption, Site, Country, Group)
def floors_below_prices(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A floor below the price in every year and every disruption."""
    risk = risk_of(directory)
    outlets: dict[str, Outlet] = {row.outlet: row for row in tables[Outlet]}
    for row in tables[PublicMoney]:
        floor, names = row.floor, meant(directory, row, _owners(row, tables))
        if row.kind != PRICE_FLOOR or floor is None or not names or not risk.is_whole or row.upside_share > 0:
            continue
        pays = any(_pays(floor, row, outlets[name], directory) for name in names)
        if not pays:
            wanted = f"a floor above the price of {listed(names)} in some year"
            yield problem(row, "floor", wanted, NEVER_PAYS, is_warning=True)


@needs(Outlet, Site, Country, Group)
def unlimited_outlets(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A covered quantity with an upside share at an outlet that takes any quantity."""
    limits: dict[str, object] = {row.outlet: row.limit for row in tables[Outlet]}
    for row in tables[PublicMoney]:
        if row.kind == PRICE_FLOOR and row.upside_share > 0 and row.covered_quantity is not None:
            unlimited = [name for name in meant(directory, row, _owners(row, tables)) if limits[name] is None]
            if unlimited:
                wanted = "outlets with a limit, as a part of their sales is covered"
                fix = f"Give a limit in Outlets for {listed(unlimited)}, or clear this cell"
                yield problem(row, "covered_quantity", wanted, fix)


def _factor(outlet: Outlet, node: Node, directory: Directory) -> float:
    return risk_of(directory).effects.price(outlet.outlet, outlet.site, outlet.commodity, node)


@needs(Settings)
def dear_loans(tables: Tables, directory: Directory) -> list[Problem]:
    """A loan whose interest is no lower than the discount rate."""
    rate = tables.settings.discount_rate
    wanted = f"interest below the discount rate, {100 * rate:.4g} %"
    fix = "The plan never borrows: repayments have at least the present value of what is received"
    return [
        problem(row, "rate", wanted, fix, is_warning=True)
        for row in tables[PublicMoney]
        if row.rate is not None and row.rate >= rate
    ]


@needs(Settings)
def earlier_drawings(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Drawings of years without a column of their own, and loans that are repaid."""
    first = tables.settings.first_year
    for row in tables[Loan]:
        drawn = {year for year, _ in row.drawn.points}
        owing = range(first - row.term, first)
        carried = [year for year in range(min(drawn), first) if year not in drawn and row.drawn.at(year) > 0]
        if 0 in drawn:
            fix = f"Name the column by year, such as 'drawn {first - 1}'"
            yield problem(row, "drawn", "the years in which it was drawn", fix)
        elif carried:
            fix = f"They would count as the years beside them: add 'drawn {carried[0]}', 0 where nothing was drawn"
            yield problem(row, "drawn", f"a column for each of the years {spans(carried)}", fix)
        elif not any(row.drawn.at(year) > 0 for year in owing if year >= min(drawn)):
            fix = f"This row has no effect: with a term of {row.term} years nothing is owed in {first}"
            yield problem(row, "term", "a loan that is still owed", fix, is_warning=True)


def earlier_loans(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A loan row for a programme that is no loan in Public money, or has another payer."""
    rows = {row.programme: row for row in tables[PublicMoney]}
    for loan in tables[Loan]:
        row = rows.get(loan.programme)
        if row is not None and row.kind != LOAN:
            fix = f"Public money has it as a {row.kind} (row {row.line}): rename one of them"
            yield problem(loan, "programme", "a programme that lends, or a name that is not in Public money", fix)
        elif row is not None and loan.who != row.who:
            fix = f"Public money has the payer '{row.who}' (row {row.line}): type the same, or rename one programme"
            yield problem(loan, "payer", f"the payer of '{loan.programme}'", fix)


CHECKS = (
    columns,
    nothing_to_pay,
    years,
    kinds_of_recipient,
    fits_nothing,
    different_units,
    doubled_floors,
    floors_below_prices,
    unlimited_outlets,
    dear_loans,
    earlier_drawings,
    earlier_loans,
)

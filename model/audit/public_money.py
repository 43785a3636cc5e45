"""Public money: payments that programmes owe by their terms, and those that the plan reports."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from model.audit.costs import Expense, sized
from model.audit.goods import quantities
from model.audit.horizon import Timespan
from model.audit.ledger import At, Ledger, figures
from model.audit.plant_costs import capital_paid
from model.audit.plants import own_use
from model.audit.tally import Tally
from model.families.public_money.rows import FOR_CAPITAL, Loan, PublicMoney
from model.families.supply.rows import Outlet
from model.results.plan import AuditLine
from model.sheets.common import Supplier
from model.sheets.schema import ANY
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# Programmes of public money as the audit reads them: whom they are for, when they pay, how loans are paid back.


PAYMENT = ("programme", "recipient", "node")

FLOORS = ("price floor", "price protection")


@remembered
def programmes(ledger: Ledger) -> dict[str, PublicMoney]:
    """Rows of the sheet by name."""
    return {row.programme: row for row in ledger.plan.tables[PublicMoney]}


def kind_of(ledger: Ledger, programme: str) -> str:
    """Kind of a programme; empty if it does not exist."""
    row = programmes(ledger).get(programme)
    return row.kind if row is not None else ""


def received(ledger: Ledger) -> At:
    """Receipts by programme, recipient and node [amount]."""
    return figures(ledger.plan, "public money", PAYMENT, "paid")


def given_back(ledger: Ledger) -> At:
    """Shares of prices above a floor, by programme, recipient and node [amount]."""
    repaid = figures(ledger.plan, "public money", PAYMENT, "repaid")
    return {key: amount for key, amount in repaid.items() if amount and kind_of(ledger, key[0]) in FLOORS}


def site_of(ledger: Ledger, programme: str, recipient: str) -> str:
    """Site of a recipient of a programme's kind; empty if there is none of the name."""
    kind, rows = kind_of(ledger, programme), ledger.rows
    if not kind and any(loan.programme == programme for loan in ledger.plan.tables[Loan]):
        kind = "loan"
    if kind in ("grant", "loan") and recipient in rows.projects:
        return rows.plants[rows.projects[recipient].plant].site
    if kind in ("tax credit", "price protection") and recipient in rows.plants:
        return rows.plants[recipient].site
    return rows.outlets[recipient].site if kind == "price floor" and recipient in rows.outlets else ""


def is_for(ledger: Ledger, row: PublicMoney, recipient: str) -> bool:
    """Whether a programme is for a project, a plant or an outlet: it is named, its plant is, or a place around it."""
    site, project = site_of(ledger, row.programme, recipient), ledger.rows.projects.get(recipient)
    if row.scope == ANY or not site:
        return bool(site)
    around = ledger.directory.sites(row.scope)
    if around:
        return site in around
    is_its_plant = row.kind in ("grant", "loan") and project is not None and project.plant == row.scope
    return row.scope == recipient or is_its_plant


def window(row: PublicMoney, span: Timespan) -> tuple[int, int]:
    """The part of some years in which a programme pays, from the start of a year to the start of another."""
    start, end = span
    if row.from_year is not None:
        start = max(start, row.from_year)
    if row.until_year is not None:
        end = min(end, row.until_year + 1)
    return start, max(start, end)


def most(ledger: Ledger, row: PublicMoney, node: str) -> float | None:
    """The most that a programme pays over a node's period, None without a limit [amount]."""
    if row.limit is None:
        return None
    return sum(row.limit.at(year) for year in range(*window(row, ledger.horizon.spans[node])))


def owed_back(ledger: Ledger) -> At:
    """Repayments of loans received, by programme, project and node [amount]."""
    owed: At = {}
    for (name, project, node), amount in received(ledger).items():
        row = programmes(ledger).get(name)
        if row is not None and row.kind == "loan" and node in ledger.horizon.period:
            for earlier in ledger.horizon.trunk:
                share = _paid_back(ledger, row, ledger.horizon.period[node], ledger.horizon.period[earlier])
                if share:
                    owed[name, project, earlier] = owed.get((name, project, earlier), 0.0) + share * amount
    for loan in ledger.plan.tables[Loan]:
        for earlier in ledger.horizon.trunk:
            if amount := _still_owed(ledger, loan, ledger.horizon.period[earlier]):
                key = (loan.programme, loan.project, earlier)
                owed[key] = owed.get(key, 0.0) + amount
    return owed


def _still_owed(ledger: Ledger, loan: Loan, period: int) -> float:
    """Repayment in a period of loans drawn before the first year [amount]."""
    horizon, total = ledger.horizon, 0.0
    last, earliest = horizon.end - 1, min(year for year, _ in loan.drawn.points)
    for year in range(max(earliest, horizon.first - loan.term), horizon.first):
        dues = [due for due in range(*horizon.span(period)) if year < due <= min(year + loan.term, last)]
        worth = float(len(dues))
        if period == horizon.periods[-1]:  # what is due after the horizon counts at its end
            worth += _worth(loan.rate, max(0, year + loan.term - last))
        total += loan.drawn.at(year) * worth / _worth(loan.rate, loan.term)
    return total


def _paid_back(ledger: Ledger, row: PublicMoney, lent: int, period: int) -> float:
    """Share of a loan, drawn evenly over the years of a period, that is repaid in a period: equal annuities, the first
    a year later, and at the end of the horizon the present value of the remaining ones."""
    rate, term, horizon = row.rate or 0.0, row.term or 1, ledger.horizon
    last = horizon.end - 1
    total = 0.0
    for year in range(*horizon.span(lent)):
        paid = [due for due in range(*horizon.span(period)) if year < due <= min(year + term, last)]
        total += len(paid) / _worth(rate, term)
        if period == horizon.periods[-1]:
            total += _worth(rate, max(0, year + term - last)) / _worth(rate, term)
    return total / horizon.length(lent)


def _worth(rate: float, years: int) -> float:
    """Present value of one unit in each of the next years at a rate of interest."""
    return float(years) if rate == 0 else -math.expm1(-years * math.log1p(rate)) / rate


RECEIVED = {
    "grant": "grants",
    "loan": "loans",
    "tax credit": "tax credits",
    "price floor": "price floors",
    "price protection": "price protection",
}
"""Names of receipts by kind of programme."""


def public_money_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Payments of programmes, and repayments to them."""
    projects = ledger.rows.projects
    for (name, who, node), amount in received(ledger).items():
        kind, site = kind_of(ledger, name), site_of(ledger, name, who)
        if kind and site:
            plant = projects[who].plant if kind in FOR_CAPITAL else who
            yield Expense(
                RECEIVED[kind],
                "public money",
                f"{name} · {who}",
                node,
                *sized(-1.0, amount),
                site=site,
                names=frozenset({plant}),
                ahead=kind in FOR_CAPITAL,
            )
    for (name, who, node), amount in given_back(ledger).items():
        site = site_of(ledger, name, who)
        if site:
            yield Expense(
                "paybacks",
                "public money",
                f"{name} · {who}",
                node,
                *sized(1.0, amount),
                site=site,
                names=frozenset({who}),
            )
    for (name, who, node), amount in owed_back(ledger).items():
        site = site_of(ledger, name, who)
        if site:
            yield Expense(
                "loan repayments",
                "public money",
                f"{name} · {who}",
                node,
                *sized(1.0, amount),
                site=site,
                names=frozenset({projects[who].plant}),
                ahead=True,
            )


# ----------------------------------------------------------------------------------------------------------------------
# Public money: programmes pay for capital, output and sales as allowed, within their limits; loans are repaid.


LINE = ("programme", "kind", "payer", "recipient", "node")


def public_money_allowed(ledger: Ledger) -> AuditLine:
    """A programme pays only within its scope, and at most its share of capital spent, its credit for capacity used, or
    the gap between floor and price for quantities sold [amount]."""
    tally = Tally("public money")
    for (name, who, node), amount in received(ledger).items():
        row = programmes(ledger).get(name)
        where = f"{name} to {who}, {node}"
        if amount == 0 and any((name, who) == (row.programme, row.project) for row in ledger.plan.tables[Loan]):
            continue  # it lends no more, or not for this, and is repaid
        if row is None or node not in ledger.horizon.period:
            tally.require(False, where, "no programme has this name, or the plan has no such node")
        elif not is_for(ledger, row, who):
            tally.require(False, where, "the programme is not for this")
        else:
            tally.at_most(amount, _eligible(ledger, row, who, node), where)
    for name, kind, payer, _, _ in figures(ledger.plan, "public money", LINE, "paid"):
        row = programmes(ledger).get(name)
        lenders = {loan.payer or loan.programme for loan in ledger.plan.tables[Loan] if loan.programme == name}
        is_right = kind == "loan" and payer in lenders
        is_right = is_right if row is None else (kind, payer) == (row.kind, row.payer or row.programme)
        tally.require(is_right, name, f"it is not a {kind} of {payer}")
    return tally.check()


def _eligible(ledger: Ledger, row: PublicMoney, who: str, node: str) -> float:
    """The maximum that a programme may pay a recipient in a node's period [amount]."""
    start, end = window(row, ledger.horizon.spans[node])
    if row.kind == "tax credit":
        rates = (row.credit.at(year) for year in range(start, end)) if row.credit else ()
        return ledger.large(sum(rates)) * float(own_use(ledger, who, ANY)[ledger.horizon.at[node]])
    if row.kind in FLOORS:
        return _against_floor(ledger, row, who, node)[0] * _counted(ledger, row, who, node)
    if node not in ledger.horizon.trunk:
        return 0.0
    builds = [build for build in ledger.builds if build.project.project == who]
    return (row.share or 0.0) * sum(capital_paid(ledger, build, start, end) for build in builds)


def _counted(ledger: Ledger, row: PublicMoney, who: str, node: str) -> float:
    """Quantity sold or made that a floor is for, at most the covered one [units per year]."""
    sold = ledger.lines.sold.get((who, node), 0.0)
    quantity = sold if row.kind == "price floor" else _made_of_market(ledger, row, who, node)
    return quantity if row.covered_quantity is None else min(quantity, row.covered_quantity)


def _made_of_market(ledger: Ledger, row: PublicMoney, plant: str, node: str) -> float:
    """A plant's output of the commodity of a protection [units per year]."""
    commodity, at, total = ledger.rows.suppliers[row.market].commodity, ledger.horizon.at[node], 0.0
    for maker, recipe in ledger.series("ran"):
        if maker == plant and (output := quantities(ledger, plant, recipe).get(commodity)) is not None:
            total += max(0.0, output[at]) * ledger.at_nodes("ran", plant, recipe)[at]
    return total


def _against_floor(ledger: Ledger, row: PublicMoney, who: str, node: str) -> tuple[float, float]:
    """Shortfall of the price below a floor, and the share of its excess that is paid back, both year by year and for
    each unit a year [amount]."""
    trader: Supplier | Outlet = (
        ledger.rows.outlets[who] if row.kind == "price floor" else ledger.rows.suppliers[row.market]
    )
    below = above = 0.0
    for year in range(*window(row, ledger.horizon.spans[node])):
        price = trader.price.at(year) * ledger.effects.price(trader)[ledger.horizon.at[node]]
        floor = price if row.floor is None else row.floor.at(year)
        below += max(0.0, floor - price)
        above += max(0.0, price - floor)
    return ledger.large(below), ledger.large(row.upside_share * above)


def paid_back(ledger: Ledger) -> AuditLine:
    """Every recipient pays back at least the upside share of a price above its floor [amount]."""
    tally = Tally("paid back")
    repaid = given_back(ledger)
    for name, row in programmes(ledger).items():
        if row.kind in FLOORS and row.upside_share > 0:
            names = ledger.rows.outlets if row.kind == "price floor" else ledger.rows.plants
            for who in (recipient for recipient in names if is_for(ledger, row, recipient)):
                for node in ledger.horizon.nodes:
                    due = _against_floor(ledger, row, who, node)[1] * _counted(ledger, row, who, node)
                    tally.at_least(repaid.get((name, who, node), 0.0), due, f"{name} of {who}, {node}", due)
    return tally.check()


def paid_once(ledger: Ledger) -> AuditLine:
    """Grants and loans for a project together are at most the capital spent on it [amount]."""
    tally, spending = Tally("paid once"), _capital(ledger)
    for (project, node), paid in _capital_paid(ledger).items():
        tally.at_most(sum(paid.values()), spending.get((project, node), 0.0), f"{project}, {node}")
    return tally.check()


def _capital(ledger: Ledger) -> dict[tuple[str, str], float]:
    """Capital spent by project and node of the trunk [amount]."""
    spending: dict[tuple[str, str], float] = {}
    for build in ledger.builds:
        for node in ledger.horizon.trunk:
            amount = capital_paid(ledger, build, *ledger.horizon.spans[node])
            spending[build.project.project, node] = spending.get((build.project.project, node), 0.0) + amount
    return spending


def _capital_paid(ledger: Ledger) -> dict[tuple[str, str], dict[tuple[str, str], float]]:
    """Grants and loans by project and node, and by who pays and how [amount]."""
    payments: dict[tuple[str, str], dict[tuple[str, str], float]] = {}
    for (name, project, node), amount in received(ledger).items():
        row = programmes(ledger).get(name)
        if row is not None and row.kind in ("grant", "loan"):
            source = row.payer or row.programme, row.kind
            by_source = payments.setdefault((project, node), {})
            by_source[source] = by_source.get(source, 0.0) + amount
    return payments


def public_money_limits(ledger: Ledger) -> AuditLine:
    """A programme pays within its limit at each node, and within its total along each course of events [amount]."""
    tally = Tally("public money limits")
    for name, row in programmes(ledger).items():
        paid: dict[str, float] = {}
        for (programme, _, node), amount in received(ledger).items():
            if programme == name:
                paid[node] = paid.get(node, 0.0) + amount
        for node in ledger.horizon.nodes:
            limit = most(ledger, row, node)
            if limit is not None:
                tally.at_most(paid.get(node, 0.0), limit, f"{name}, {node}")
        if row.total is not None:
            for course, amount in _along(ledger, row, paid).items():
                tally.at_most(amount, row.total, f"{name}, {course}")
    return tally.check()


def _along(ledger: Ledger, row: PublicMoney, paid: Mapping[str, float]) -> dict[str, float]:
    """Payments over the horizon in the undisturbed case, and in each disruption, which does not change first-stage
    decisions [amount]."""
    undisturbed = sum(paid.get(node, 0.0) for node in ledger.horizon.trunk)
    courses = {"undisturbed": undisturbed}
    if row.kind in ("tax credit", "price floor", "price protection"):
        for event in ledger.horizon.events:
            instead = sum(paid.get(node, 0.0) for node in event.nodes)
            usual = sum(paid.get(node, 0.0) * share for node, share in ledger.horizon.replaced(event).items())
            courses[event.name] = undisturbed + instead - usual
    return courses


def loans_repaid(ledger: Ledger) -> AuditLine:
    """Reported repayments of loans are their annuities, and the balance outstanding at the end of the horizon
    [amount]."""
    tally = Tally("loans repaid")
    reported = figures(ledger.plan, "public money", PAYMENT, "repaid")
    lent = {key: amount for key, amount in reported.items() if kind_of(ledger, key[0]) not in FLOORS}
    _compare(tally, lent, owed_back(ledger))
    return tally.check()


def who_pays(ledger: Ledger) -> AuditLine:
    """Reported payers of each project's capital: each pays the amount of its programmes, the planner the rest
    [amount]."""
    tally = Tally("who pays")
    expected: At = {}
    if any(row.kind in ("grant", "loan") for row in programmes(ledger).values()):
        paid = _capital_paid(ledger)
        for (project, node), spending in _capital(ledger).items():
            sources = paid.get((project, node), {})
            period = ledger.horizon.period[node]
            expected[project, "planner", "own funds", period] = spending - sum(sources.values())
            expected |= {(project, *source, period): amount for source, amount in sources.items()}
        _compare(tally, figures(ledger.plan, "who pays", ("project", "who", "how", "period"), "capital"), expected)
    return tally.check()


def _compare(tally: Tally, actual: At, expected: At) -> None:
    for key in dict.fromkeys((*expected, *actual)):
        tally.equal(actual.get(key, 0.0), expected.get(key, 0.0), ", ".join(str(label) for label in key))


AUDITS = {
    "public money": (public_money_allowed, public_money_limits, paid_once, loans_repaid, paid_back, who_pays),
}
EXPENSES = {
    "public money terms": (public_money_expenses,),
}

"""Public money: programmes pay for capital, output and sales as allowed, within their limits; loans are repaid."""

from __future__ import annotations

from collections.abc import Mapping

from model.audit.balance import quantities
from model.audit.check import Tally
from model.audit.ledger import At, Ledger, figures
from model.audit.operating_rules import own_use
from model.audit.plant_costs import capex, spent
from model.audit.public_money_terms import (
    FLOORS,
    PAYMENT,
    given_back,
    is_for,
    kind_of,
    most,
    owed_back,
    programmes,
    received,
    window,
)
from model.families.public_money.rows import Loan, PublicMoney
from model.families.supply.rows import Outlet
from model.results.plan import Check
from model.sheets.common import Supplier
from model.sheets.schema import ANY

LINE = ("programme", "kind", "payer", "recipient", "node")


def public_money_allowed(ledger: Ledger) -> Check:
    """A programme pays only within its scope, and at most its share of capital spent, its credit for capacity used, or
    the gap between floor and price for quantities sold [amount]."""
    tally = Tally("public money")
    for (name, who, node), amount in received(ledger).items():
        row = programmes(ledger).get(name)
        where = f"{name} to {who}, {node}"
        if amount == 0 and any((name, who) == (each.programme, each.project) for each in ledger.plan.tables[Loan]):
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
    period = ledger.horizon.period[node]
    start, end = window(ledger, row, period)
    if row.kind == "tax credit":
        rates = (row.credit.at(year) for year in range(start, end)) if row.credit else ()
        return ledger.large(sum(rates)) * float(own_use(ledger, who, ANY)[ledger.horizon.at[node]])
    if row.kind in FLOORS:
        return _against_floor(ledger, row, who, node)[0] * _counted(ledger, row, who, node)
    if node not in ledger.horizon.trunk:
        return 0.0
    builds = [build for build in ledger.builds if build.project.project == who]
    return (row.share or 0.0) * sum(capex(ledger, build) * spent(build, start, end) for build in builds)


def _counted(ledger: Ledger, row: PublicMoney, who: str, node: str) -> float:
    """Quantity sold or made that a floor is for, at most the covered one [units per year]."""
    sold = ledger.lines.sold.get((who, node), 0.0)
    quantity = sold if row.kind == "price floor" else _made_of_market(ledger, row, who, node)
    return quantity if row.covered_quantity is None else min(quantity, row.covered_quantity)


def _made_of_market(ledger: Ledger, row: PublicMoney, plant: str, node: str) -> float:
    """A plant's output of the commodity of a protection [units per year]."""
    commodity, at, total = ledger.rows.suppliers[row.market].commodity, ledger.horizon.at[node], 0.0
    for each, recipe in ledger.series("ran"):
        if each == plant and (made := quantities(ledger, plant, recipe).get(commodity)) is not None:
            total += max(0.0, made[at]) * ledger.at_nodes("ran", plant, recipe)[at]
    return total


def _against_floor(ledger: Ledger, row: PublicMoney, who: str, node: str) -> tuple[float, float]:
    """Shortfall of the price below a floor, and the share of its excess that is paid back, both year by year and for
    each unit a year [amount]."""
    trader: Supplier | Outlet = ledger.rows.outlets[who] if row.kind == "price floor" else _market(ledger, row)
    below = above = 0.0
    for year in range(*window(ledger, row, ledger.horizon.period[node])):
        price = trader.price.at(year) * ledger.effects.price(trader)[ledger.horizon.at[node]]
        floor = price if row.floor is None else row.floor.at(year)
        below += max(0.0, floor - price)
        above += max(0.0, price - floor)
    return ledger.large(below), ledger.large(row.upside_share * above)


def _market(ledger: Ledger, row: PublicMoney) -> Supplier:
    return ledger.rows.suppliers[row.market]


def paid_back(ledger: Ledger) -> Check:
    """Every recipient pays back at least the upside share of a price above its floor [amount]."""
    tally = Tally("paid back")
    repaid = given_back(ledger)
    for name, row in programmes(ledger).items():
        if row.kind in FLOORS and row.upside_share > 0:
            names = ledger.rows.outlets if row.kind == "price floor" else ledger.rows.plants
            for who in (each for each in names if is_for(ledger, row, each)):
                for node in ledger.horizon.nodes:
                    due = _against_floor(ledger, row, who, node)[1] * _counted(ledger, row, who, node)
                    tally.at_least(repaid.get((name, who, node), 0.0), due, f"{name} of {who}, {node}", due)
    return tally.check()


def paid_once(ledger: Ledger) -> Check:
    """Grants and loans for a project together are at most the capital spent on it [amount]."""
    tally, spending = Tally("paid once"), _capital(ledger)
    for (project, node), paid in _capital_paid(ledger).items():
        tally.at_most(sum(paid.values()), spending.get((project, node), 0.0), f"{project}, {node}")
    return tally.check()


def _capital(ledger: Ledger) -> dict[tuple[str, str], float]:
    """Capital spent by project and node of the trunk [amount]."""
    found: dict[tuple[str, str], float] = {}
    for build in ledger.builds:
        for node in ledger.horizon.trunk:
            start = ledger.horizon.period[node]
            amount = capex(ledger, build) * spent(build, start, start + ledger.horizon.years)
            found[build.project.project, node] = found.get((build.project.project, node), 0.0) + amount
    return found


def _capital_paid(ledger: Ledger) -> dict[tuple[str, str], dict[tuple[str, str], float]]:
    """Grants and loans by project and node, and by who pays and how [amount]."""
    found: dict[tuple[str, str], dict[tuple[str, str], float]] = {}
    for (name, project, node), amount in received(ledger).items():
        row = programmes(ledger).get(name)
        if row is not None and row.kind in ("grant", "loan"):
            source = row.payer or row.programme, row.kind
            by_source = found.setdefault((project, node), {})
            by_source[source] = by_source.get(source, 0.0) + amount
    return found


def public_money_limits(ledger: Ledger) -> Check:
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
    found = {"undisturbed": undisturbed}
    if row.kind in ("tax credit", "price floor", "price protection"):
        for event in ledger.horizon.events:
            instead = (paid.get(node, 0.0) - paid.get(ledger.horizon.undisturbed(node), 0.0) for node in event.nodes)
            found[event.name] = undisturbed + sum(instead)
    return found


def loans_repaid(ledger: Ledger) -> Check:
    """Reported repayments of loans are their annuities, and the balance outstanding at the end of the horizon
    [amount]."""
    tally = Tally("loans repaid")
    told = figures(ledger.plan, "public money", PAYMENT, "repaid")
    lent = {key: amount for key, amount in told.items() if kind_of(ledger, key[0]) not in FLOORS}
    _compare(tally, lent, owed_back(ledger))
    return tally.check()


def who_pays(ledger: Ledger) -> Check:
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


def _compare(tally: Tally, found: At, expected: At) -> None:
    for key in dict.fromkeys((*expected, *found)):
        tally.equal(found.get(key, 0.0), expected.get(key, 0.0), ", ".join(str(each) for each in key))


AUDITS = {"public money": (public_money_allowed, public_money_limits, paid_once, loans_repaid, paid_back, who_pays)}

__all__ = ["loans_repaid", "paid_back", "paid_once", "public_money_allowed", "public_money_limits", "who_pays"]

"""Programmes of public money as the audit reads them: whom they are for, when they pay, how loans are paid back."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.audit.expense import Expense, sized
from model.audit.ledger import At, Ledger, figures
from model.families.public_money.rows import FOR_CAPITAL, Loan, PublicMoney
from model.sheets.schema import ANY
from model.system.memoise import remembered

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


def window(ledger: Ledger, row: PublicMoney, period: int) -> tuple[int, int]:
    """The part of a period in which a programme pays, from the start of a year to the start of another."""
    start, end = period, period + ledger.horizon.years
    if row.from_year is not None:
        start = max(start, row.from_year)
    if row.until_year is not None:
        end = min(end, row.until_year + 1)
    return start, max(start, end)


def most(ledger: Ledger, row: PublicMoney, node: str) -> float | None:
    """The most that a programme pays over a node's period, None without a limit [amount]."""
    if row.limit is None:
        return None
    return sum(row.limit.at(year) for year in range(*window(ledger, row, ledger.horizon.period[node])))


def owed_back(ledger: Ledger) -> At:
    """Repayments of loans received, by programme, project and node [amount]."""
    found: At = {}
    for (name, project, node), amount in received(ledger).items():
        row = programmes(ledger).get(name)
        if row is not None and row.kind == "loan" and node in ledger.horizon.period:
            for each in ledger.horizon.trunk:
                share = _paid_back(ledger, row, ledger.horizon.period[node], ledger.horizon.period[each])
                if share:
                    found[name, project, each] = found.get((name, project, each), 0.0) + share * amount
    for loan in ledger.plan.tables[Loan]:
        for each in ledger.horizon.trunk:
            if amount := _still_owed(ledger, loan, ledger.horizon.period[each]):
                key = (loan.programme, loan.project, each)
                found[key] = found.get(key, 0.0) + amount
    return found


def _still_owed(ledger: Ledger, loan: Loan, period: int) -> float:
    """Repayment in a period of loans drawn before the first year [amount]."""
    horizon, total = ledger.horizon, 0.0
    last, earliest = horizon.end - 1, min(year for year, _ in loan.drawn.points)
    for year in range(max(earliest, horizon.first - loan.term), horizon.first):
        dues = [due for due in range(period, period + horizon.years) if year < due <= min(year + loan.term, last)]
        worth = float(len(dues))
        if period == horizon.periods[-1]:
            worth += _worth(loan.rate, max(0, year + loan.term - last))
        total += loan.drawn.at(year) * worth / _worth(loan.rate, loan.term)
    return total


def _paid_back(ledger: Ledger, row: PublicMoney, lent: int, period: int) -> float:
    """Share of a loan, drawn evenly over the years of a period, that is repaid in a period: equal annuities, the first
    a year later, and at the end of the horizon the present value of the remaining ones."""
    rate, term, horizon = row.rate or 0.0, row.term or 1, ledger.horizon
    last = horizon.end - 1
    total = 0.0
    for year in range(lent, lent + horizon.years):
        paid = [due for due in range(year + 1, min(year + term, last) + 1) if 0 <= due - period < horizon.years]
        total += len(paid) / _worth(rate, term)
        if period == horizon.periods[-1]:
            total += _worth(rate, max(0, year + term - last)) / _worth(rate, term)
    return total / horizon.years


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
            yield Expense(RECEIVED[kind], "public money", f"{name} · {who}", node, *sized(-1.0, amount), site=site,
                          names=frozenset({plant}), ahead=kind in FOR_CAPITAL)  # fmt: skip
    for (name, who, node), amount in given_back(ledger).items():
        site = site_of(ledger, name, who)
        if site:
            yield Expense("paybacks", "public money", f"{name} · {who}", node, *sized(1.0, amount), site=site,
                          names=frozenset({who}))  # fmt: skip
    for (name, who, node), amount in owed_back(ledger).items():
        site = site_of(ledger, name, who)
        if site:
            yield Expense("loan repayments", "public money", f"{name} · {who}", node, *sized(1.0, amount), site=site,
                          names=frozenset({projects[who].plant}), ahead=True)  # fmt: skip


EXPENSES = {"public money terms": (public_money_expenses,)}

__all__ = [
    "FLOORS", "PAYMENT", "given_back", "is_for", "kind_of", "most", "owed_back", "programmes", "received", "site_of",
    "window",
]  # fmt: skip

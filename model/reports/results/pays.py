"""Who pays, by year: capital by payer and by project, public money, and budgets."""

from __future__ import annotations

import math
from collections import defaultdict

from model.ledger.parties import NOBODY
from model.reports.answers.pays import WHO_PAYS_SHEET
from model.reports.book import Book
from model.reports.page import Page
from model.reports.styles import Field
from model.results.accounts import capital_lines
from model.results.public import TAIL, Liabilities, Programme
from model.results.view import Line, View, lines_of, money_by_year, ratio, summed
from model.sheets.names import CALLED

BY_PAYER, BY_PROJECT, PUBLIC_MONEY, BUDGETS = "Capital by payer", "Capital by project", "Public money", "Budgets"
LIABILITY, LIABLE_NOW = "Support for output and sales", "Support for output and sales, present value"
LIABLE = (
    "Support for output and sales: tax credits, price floors and price protection, net of what is paid back above a "
    "floor: as expected, in the worst course of events, also one without a probability, and in the worst 5 % of "
    "courses (CVaR)."
)
PER_UNIT_COVERED = (
    "Per unit covered: present value by discounted quantity. What a unit of security costs takes a plan without the "
    f"programme: {CALLED} security."
)
NO_TAIL = (
    "The probabilities of disruptions add up to more than 100 %: a CVaR over the horizon is not defined, only by year."
)


ADDS_UP = ("undisrupted", "expected")
"""Measures of support whose years add up: the worst years are of several courses."""


def write_payers(book: Book) -> None:
    """The sheet 'Who pays'."""
    view = book.view
    projects, public, budgets = capital_lines(view), _public_money(view), _budgets(view)
    liabilities = Liabilities(view)
    liability = _support_by_year(view, liabilities)
    if not projects and not public and not budgets and not liability:
        book.absent.append((WHO_PAYS_SHEET, "No capital is spent, and there is neither public money nor a budget."))
        return
    page = Page(
        book,
        WHO_PAYS_SHEET,
        "Costs",
        "Who pays",
        f"Capital of investments, undiscounted, loans as paid out. '{NOBODY}': Projects names no sponsor. Operation, "
        f"purchases and people have no payer here: see 'Costs'.{view.undisrupted}",
        pages=4,
    )
    payers = _capital_by_payer(projects)
    page.lay_out(
        ["who", "as", "for"],
        payers,
        projects,
        public,
        budgets,
        liability,
        totals=[f"total {view.horizon}"],
        ruler=True,
        all_on_paper=True,
    )
    for heading, lines, labels in (
        (BY_PAYER, payers, ["who", "as"]),
        (PUBLIC_MONEY, public, ["payer", "kind", "measure"]),
        (BY_PROJECT, projects, ["who", "as", "project"]),
        (BUDGETS, budgets, ["fund", "measure"]),
        (LIABILITY, liability, ["payer", "measure"]),
    ):
        if lines:
            page.years_block(lines, labels, heading=heading)
    if liability:
        page.note(LIABLE)
        page.note(PER_UNIT_COVERED)
        if liabilities.chances is None:
            page.note(NO_TAIL)
        page.table(
            [*liabilities.programmes, *liabilities.payers], _programme_columns(view, liabilities), heading=LIABLE_NOW, sized=False
        )


def _capital_by_payer(projects: list[Line]) -> list[Line]:
    groups: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in projects:
        groups[line.labels[:2]].append(line)
    lines = [summed(those, labels) for labels, those in groups.items()]
    return [*lines, summed(lines, ("total",), "total")] if lines else []


def _public_money(view: View) -> list[Line]:
    """Public money by payer and kind, paid and repaid."""
    return lines_of(view, "public money", ("payer", "kind"), ("paid", "repaid"))


def _budgets(view: View) -> list[Line]:
    """Spending and limit of each fund, and after both the share that is spent."""
    lines: list[Line] = []
    above: Line | None = None
    for line in lines_of(view, "funds", ("fund",), ("spent", "limit")):
        lines.append(line)
        if line.labels[-1] == "spent":
            above = line
        elif above is not None and above.labels[0] == line.labels[0]:
            lines.append(ratio(above, line, (line.labels[0], "share spent")))
    return lines


def _support_by_year(view: View, liabilities: Liabilities) -> list[Line]:
    """Support of each payer by year: undisrupted, expected, in the worst course, and its tail."""
    lines: list[Line] = []
    for payer in liabilities.payers:
        for measure, values in liabilities.by_year(payer):
            totals = (sum(values),) if measure in ADDS_UP else ()
            lines.append(Line((payer.payer, measure), money_by_year(view), values, totals))
    return lines


def _programme_columns(view: View, liabilities: Liabilities) -> list[Field[Programme]]:
    def per_unit(programme: Programme) -> float | None:
        covered = liabilities.covered(programme)
        if not math.isfinite(covered) or covered <= 0:
            return None
        return liabilities.expected(programme) * liabilities.scale / covered

    return [
        Field("payer", lambda programme: programme.payer, "text"),
        Field("programme", lambda programme: programme.name or "all", "text"),
        Field(f"expected ({view.amount})", liabilities.expected),
        Field("worst", lambda programme: liabilities.worst(programme)[0]),
        Field("worst in", lambda programme: liabilities.worst(programme)[1], "text"),
        Field(TAIL, liabilities.tail),
        Field(f"{view.settings.currency} per unit covered", per_unit),
    ]

"""Who pays, by year: capital by payer and by project, public money, and budgets."""

from __future__ import annotations

from collections import defaultdict

from model.families.common.protocol import SPONSOR
from model.families.public_money.rows import OWN_FUNDS
from model.ledger.parties import NOBODY
from model.reports.answers.pays import SHEET
from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.costs import money_by_year
from model.results.build import builds
from model.results.payers import PUBLIC
from model.results.view import Record, View, text
from model.results.year_series import Line, by_year, lines_of, ratio, summed
from model.tolerances import SOLVED

CAPITAL = ("capital", "capital still due")
"""Costs of investments, also of those decided before the plan."""
BY_PAYER, BY_PROJECT, PUBLIC_MONEY, BUDGETS = "Capital by payer", "Capital by project", "Public money", "Budgets"


def write(book: Book) -> None:
    """The sheet 'Who pays'."""
    view = book.view
    projects, public, budgets = capital_lines(view), _public(view), _budgets(view)
    if not projects and not public and not budgets:
        book.absent.append((SHEET, "No capital is spent, and there is neither public money nor a budget."))
        return
    page = Page(
        book, SHEET, "Costs", "Who pays",
        f"Capital of investments, undiscounted, loans as paid out. '{NOBODY}': Projects names no sponsor. Operation, "
        f"purchases and people have no payer here: see 'Costs'.{view.undisrupted}",
        pages=2,
    )  # fmt: skip
    payers = _by_payer(projects)
    page.lay_out(
        ["who", "as", "for"],
        payers,
        projects,
        public,
        budgets,
        totals=[f"total {view.horizon}"],
        ruler=True,
        whole=True,
    )
    for heading, lines, labels in (
        (BY_PAYER, payers, ["who", "as"]), (PUBLIC_MONEY, public, ["payer", "kind", "measure"]),
        (BY_PROJECT, projects, ["who", "as", "project"]), (BUDGETS, budgets, ["fund", "measure"]),
    ):  # fmt: skip
        if lines:
            page.years_block(lines, labels, heading=heading)


def capital_lines(view: View) -> list[Line]:
    """Capital by payer and project: public money first, then sponsors, the largest sums first."""
    sponsors = {build.project: build.sponsor for build in builds(view)}
    spent: dict[str, list[Record]] = defaultdict(list)
    for row in view.trunk("costs"):
        if row["cost"] in CAPITAL:
            spent[text(row["item"]).split(" · ")[0]].append(row)
    granted: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for row in view.trunk("who pays"):
        if row["how"] != OWN_FUNDS:
            granted[text(row["who"]), text(row["project"])].append(row)
    public = [_line(view, (who, PUBLIC, project), by_year(view, rows, "capital"))
              for (who, project), rows in granted.items()]  # fmt: skip
    made = list(public)
    for project, rows in spent.items():
        sponsor = sponsors.get(project, "")
        rest = by_year(view, rows, "amount")
        for line in (each for each in public if each.labels[2] == project):
            rest = tuple(map(_left, rest, line.values))
        made.append(_line(view, (sponsor or NOBODY, SPONSOR if sponsor else "", project), rest))
    order = (PUBLIC, SPONSOR, "")
    return sorted((each for each in made if each.size > 0), key=lambda each: (order.index(each.labels[1]), _less(each)))


def _left(whole: float | None, part: float | None) -> float | None:
    """The rest of a sum; None if it is rounding."""
    left = (whole or 0.0) - (part or 0.0)
    return left if left > SOLVED else None


def _line(view: View, labels: tuple[str, ...], values: tuple[float | None, ...]) -> Line:
    return Line(labels, money_by_year(view), values, (sum(value or 0.0 for value in values),))


def _less(line: Line) -> float:
    return -(line.totals[0] or 0.0)


def _by_payer(projects: list[Line]) -> list[Line]:
    groups: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in projects:
        groups[line.labels[:2]].append(line)
    lines = [summed(those, labels) for labels, those in groups.items()]
    return [*lines, summed(lines, ("total",), "total")] if lines else []


def _public(view: View) -> list[Line]:
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

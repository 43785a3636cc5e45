"""The budgets that the plan must stay within."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.page import Page
from model.results.year_series import Line, lines_of, ratio

SHEET = "Funds"


def write(book: Book) -> None:
    """The sheet 'Funds'."""
    view = book.view
    lines: list[Line] = []
    above: Line | None = None
    for line in lines_of(view, "funds", ("fund",), ("spent", "limit")):
        lines.append(line)
        if line.labels[-1] == "spent":
            above = line
        elif above is not None and above.labels[0] == line.labels[0]:
            lines.append(ratio(above, line, (line.labels[0], "share spent")))
    if not lines:
        book.absent.append((SHEET, "No budget is set, or nothing is spent from it."))
        return
    about = "Spending from each fund, and its annual limit where it has one, undiscounted."
    page = Page(book, SHEET, "Costs", "Budgets", about)
    page.lay_out(["fund", "measure"], lines)
    page.years_block(lines, filters=True)

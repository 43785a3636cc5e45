"""Cost of the plan, item by item; and on average over disruptions."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.costs import cost_lines, expected_columns, expected_costs, in_order, money_by_year, sums

SHEET, BY_ITEM = "Cost items", "By item"
EXPECTED = "From the undisrupted case to expected cost, present values"


def write(book: Book) -> None:
    """The sheet 'Cost items'."""
    view = book.view
    labels = ("category", "cost", "item", "country")
    lines = in_order(cost_lines(view, labels, money_by_year(view)))
    if not lines:
        return
    page = Page(
        book, SHEET, "Costs", "Every cost",
        "Undiscounted by year, then the sum and the present value." + view.undisrupted,
    )  # fmt: skip
    page.lay_out(labels, lines, totals=sums(view), ruler=view.has_branches)
    if view.has_branches:
        categories = list(dict.fromkeys(line.labels[0] for line in lines))
        page.table(
            expected_costs(view, categories), expected_columns(view.amount), heading=EXPECTED, sized=False
        )  # fmt: skip
    page.years_block(lines, heading=BY_ITEM, filters=True)

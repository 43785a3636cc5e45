"""Supply of every stage by country."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.concentration import stage_names, supply_lines
from model.results.figures import supplies

SHEET = "Supply by country"


def write(book: Book) -> None:
    """The sheet 'Supply by country'."""
    view = book.view
    supplied = supplies(view)
    names = stage_names(supplied)
    lines = [line for each in supplied for line in supply_lines(each, names[each.stage, each.unit], view.years)]
    if not lines:
        return
    page = Page(
        book, SHEET, "Risk", "Supply by country",
        "Production of the plants in a country plus purchases there, by stage, within this plan." + view.undisrupted,
    )  # fmt: skip
    page.lay_out(["stage", "country"], lines, totals=[f"total {view.horizon}"])
    page.years_block(lines, filters=True)

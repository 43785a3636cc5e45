"""Demand of each market, and its deliveries."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.demand import market_lines
from model.results.year_series import lines_of

SHEET, MARKETS, DELIVERIES = "Demand by market", "By market", "Deliveries by commodity"


def write(book: Book) -> None:
    """The sheet 'Demand by market'."""
    view = book.view
    markets = market_lines(view)
    deliveries = lines_of(view, "deliveries", ("market", "product", "commodity"), ("delivered",))
    if not markets and not deliveries:
        return
    page = Page(
        book, SHEET, "Demand", "Demand and deliveries of each market",
        "Delivered is demand less shortage; deliveries by commodity, substitutes included, are below."
        + view.undisrupted,
    )  # fmt: skip
    page.lay_out(
        ["market", "product", "commodity / measure"], markets, deliveries, totals=[f"total {view.horizon}"], ruler=True
    )
    for heading, lines, label in ((MARKETS, markets, "measure"), (DELIVERIES, deliveries, "commodity")):
        if lines:
            page.years_block(lines, ["market", "product", label], heading=heading, filters=True)

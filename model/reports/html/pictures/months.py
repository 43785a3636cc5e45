"""The worst disruptions month by month: the fill rate with and without them, and stocks."""

from __future__ import annotations

from collections.abc import Iterator

from model.reports.book import Book
from model.reports.html.elements import Picture
from model.reports.html.pictures.panels import DASH, LINE, Curve, Panel, panels
from model.reports.html.tables import table_data
from model.reports.results.months import (
    FILL,
    SURVIVAL,
    USUAL,
    heading,
    month_columns,
    sentence,
    stock_column,
    stocks_shown,
)
from model.reports.results.stress import STRESS_SHEET
from model.results.risk import ByMonth, by_month
from model.results.view import View

MONTHS = "months"


def draw_months(book: Book) -> Picture | None:
    """Two small charts for each disruption."""
    view, months = book.view, by_month(book.view)
    if not months:
        return None
    shown = [panel for at, month in enumerate(months) for panel in panels_of(view, at, month)]
    says = [
        *map(sentence, months[1:]),
        "The chain responds month by month, with plants, contracts and people as planned. Stocks need be back only by "
        "the last month shown: where they refill late, waiting costs less.",
    ]
    tables = [table_data(book, STRESS_SHEET, title) for title in map(heading, months)]
    survival = table_data(book, STRESS_SHEET, SURVIVAL) if (STRESS_SHEET, SURVIVAL) in book.tables else None
    return Picture(MONTHS, sentence(months[0]).removesuffix("."), says, [panels(shown, across=2)], [*tables, survival])


def panels_of(view: View, at: int, by_months: ByMonth) -> Iterator[Panel]:
    """The fill rate with and without a disruption, and stocks; ``at`` is the number of its table."""
    headers = [column.header for column in month_columns(view, by_months)]
    fill = [
        Curve(name, mark, "demand", columns=(0, headers.index(column)))
        for name, mark, column in (("without the disruption", DASH, USUAL), ("in the disruption", LINE, FILL))
    ]
    yield Panel(f"{heading(by_months)}: share of demand met", at, fill, is_share=True, case=by_months.branch)
    stocks = [
        Curve(stock.of, LINE, "good", columns=(0, headers.index(stock_column(stock).header)))
        for stock in stocks_shown(view, by_months)
    ]
    if stocks:
        yield Panel("Stocks, share of those at the start", at, stocks, is_share=True, case=by_months.branch)

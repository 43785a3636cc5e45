"""Mandates: the values of laws and rules in this plan, as a table."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.html.elements import Picture
from model.reports.html.tables import table_data
from model.reports.results.limits import ABOUT_MANDATES, LATEST, MANDATES_SHEET
from model.results.limits import holds, mandates
from model.sheets.names import count

MANDATES = "mandates"


def draw_mandates(book: Book) -> Picture | None:
    """The table of the workbook, with the number of limits that hold."""
    required = [
        mandate for mandate in mandates(book.view) if mandate.last is not None and mandate.last.slack is not None
    ]
    if not required:
        return None
    met = sum(holds(mandate.last) for mandate in required if mandate.last is not None)
    title = f"{met} of {count(len(required), 'limit')} of mandates met in the last year, in this plan"
    return Picture(MANDATES, title, [ABOUT_MANDATES], [], [table_data(book, MANDATES_SHEET, LATEST)])

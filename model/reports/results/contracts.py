"""Signed contracts, and their deliveries, on one sheet: a plan signs few."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.generic_tables import frame_column
from model.results.year_series import lines_of

SHEET = "Contracts"
LABELS = ("contract", "supplier", "site", "country", "commodity")
MEASURES = ("volume", "taken", "paid", "made_up", "kept")

MEASURE, UNIT, YEAR = 9.0, 11.0, 6.5
"""Widths of columns in the upper table: start of a contract, number signed, and end."""


def write(book: Book) -> None:
    """The sheet 'Contracts'."""
    view = book.view
    signed = view.trunk("contracts")
    if not signed:
        book.absent.append((SHEET, "No contract is signed."))
        return
    page = Page(
        book, SHEET, "What-if", SHEET,
        "What is signed, and from when until when; below, by year, what is delivered under it." + view.undisrupted,
    )  # fmt: skip
    lines = lines_of(view, "contract deliveries", LABELS, MEASURES)
    page.lay_out([*LABELS, "measure"], lines, least=YEAR)
    at = len(LABELS)
    page.set_widths([*page.widths[:at], MEASURE, UNIT, *page.widths[at + 2 :]])
    page.keep_title()
    columns = [frame_column(view, "contracts", column) for column in view.columns("contracts") if column != "node"]
    page.table(signed, columns, heading="Signed", sized=False)
    if lines:
        page.years_block(lines, heading="Deliveries", filters=True)

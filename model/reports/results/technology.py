"""Acquired technology, and experience from building."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.generic_tables import frame_column

SHEET = "Technology"
WIDTHS = (30, 16, 16, 12, 12, 14)
TABLES = {
    "technology": "Technology acquired, and from when it is held",
    "experience": "Experience gained by building",
    "royalties": "Use of licensed plants, on which royalties are due",
}


def write(book: Book) -> None:
    """The sheet 'Technology'."""
    view = book.view
    shown = [name for name in TABLES if view.trunk(name)]
    if not shown:
        book.absent.append((SHEET, "No technology has to be acquired."))
        return
    about = "Technology is decided in advance, the same in every scenario." + view.undisrupted
    page = Page(book, SHEET, "Capacity", "Technology and experience", about)
    page.set_widths(WIDTHS)
    page.keep_title()
    for name in shown:
        columns = [frame_column(view, name, column) for column in view.columns(name) if column != "node"]
        page.table(view.trunk(name), columns, heading=TABLES[name], sized=False)

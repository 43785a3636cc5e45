"""Technology that is acquired, and what has been learned by building."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.others import frame_column

SHEET = "Technology"
TABLES = {"technology": "Technology acquired, and from when it is held", "experience": "Experience gained by building"}


def write(book: Book) -> None:
    """The sheet 'Technology'."""
    view = book.view
    shown = [name for name in TABLES if view.rows(name)]
    if not shown:
        book.absent.append((SHEET, "No technology has to be acquired."))
        return
    page = Page(book, SHEET, "Capacity", "Technology and experience", "Decided in advance, the same in every scenario.")
    page.keep_title()
    for name in shown:
        columns = [frame_column(view, name, column) for column in view.columns(name)]
        page.table(view.rows(name), columns, heading=TABLES[name], sized=name == shown[0])

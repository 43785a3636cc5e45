"""The contents of a workbook: every page with its subject, and a link."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from model.reports.book import Book, fitting, link, put
from model.reports.palette import INK, QUIET, RULE
from model.reports.styles import LINK, WIDEST

NAME = "Contents"
WIDTHS = (22, 30, 68)
"""Widths of the columns: sheet, title, subject."""
LETTERS = 84
"""Letters of the last column on one line."""
LINE, ROW = 17, 20
"""Height of a line, and of a row of one line, in pixels."""

ABOUT = (
    "Result pages are printed whole, long lists with their first rows. Numbers at the left of a list fold what is not "
    "printed; the arrows in its header filter and sort. Units stand in the column 'unit' or in the header."
)


def write_contents(book: Book, sheet: Any, first: tuple[str, str], told: int) -> None:
    """Fill the sheet: the ``first`` page, by name and title, then ``told`` narrative pages, then the annex."""
    assert sum(int(7 * width + 5) for width in WIDTHS) <= WIDEST
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    sheet.set_row_pixels(0, 30)
    put(sheet, 0, 0, "Contents", book.styles.of(bold=True, font_size=14, font_color=INK))
    row = _wrapped(book, sheet, 1, 0, ABOUT, QUIET)
    view = book.view
    basis = f"{view.horizon}, money in {view.amount} at constant prices."
    put(sheet, row, 0, basis, book.styles.of(font_color=QUIET))
    pages = [(page.sheet.get_name(), page.title, first_sentence(page.about)) for page in book.pages]
    row = _part(book, sheet, row + 2, "To read", [(*first, "It answers alone, on one page of paper."), *pages[:told]])
    row = _part(book, sheet, row + 1, "Annex", pages[told:])
    if book.absent:
        row = _heading(book, sheet, row + 1, "Nothing to show")
        for name, why in book.absent:
            put(sheet, row, 0, name, book.styles.of(font_color=QUIET, valign="top"))
            row = _wrapped(book, sheet, row, 1, why, QUIET)
    sheet.freeze_panes(1, 0)
    sheet.print_area(0, 0, row - 1, len(WIDTHS) - 1)


def _part(book: Book, sheet: Any, row: int, heading: str, pages: Iterable[tuple[str, str, str]]) -> int:
    row = _heading(book, sheet, row, heading)
    for name, title, about in pages:
        link(sheet, row, 0, name, name, book.styles.of(**LINK, valign="top"))
        put(sheet, row, 1, title, book.styles.of(valign="top", text_wrap=True))
        row = _wrapped(book, sheet, row, 2, about, QUIET)
    return row


def _heading(book: Book, sheet: Any, row: int, heading: str) -> int:
    for at in range(len(WIDTHS)):
        style = book.styles.of(bold=True, font_size=12, font_color=INK, bottom=1, bottom_color=RULE)
        put(sheet, row, at, "" if at else heading, style)
    sheet.set_row_pixels(row, 26)
    return row + 1


def _wrapped(book: Book, sheet: Any, row: int, column: int, words: str, colour: str) -> int:
    """A text over the columns from one on, in as many lines as it needs. Returns the next row."""
    style = book.styles.of(font_color=colour, text_wrap=True, valign="top")
    last = len(WIDTHS) - 1
    if column < last:
        sheet.merge_range(row, column, row, last, "", style)
    put(sheet, row, column, fitting(words), style)
    room = LETTERS * sum(WIDTHS[column:]) / WIDTHS[-1]
    lines = 1 + int(len(words) / room)
    sheet.set_row_pixels(row, ROW + LINE * (lines - 1))
    return row + 1


def first_sentence(words: str) -> str:
    """Up to the first full stop that ends one."""
    end = words.find(". ")
    return words if end < 0 else words[: end + 1]

"""Capacity of each plant by year, and how much of it is used."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.capacity import PLANT_LABELS, plant_lines

SHEET = "Capacity by plant"


def write(book: Book) -> None:
    """The sheet 'Capacity by plant'."""
    lines = plant_lines(book.view)
    if not lines:
        return
    page = Page(
        book, SHEET, "Capacity", "Capacity and utilisation of each plant",
        "Usable capacity in each year, existing and new, and how much of it is used." + book.view.undisrupted,
    )  # fmt: skip
    page.lay_out([*PLANT_LABELS, "measure"], lines)
    page.years_block(lines, filters=True)

"""Goods of accepted origin, for every exclusion of origins: deliveries, and all their inputs."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.page import Page
from model.results.year_series import Line, lines_of

SHEET = "Origin"

FRAMES = {
    "compliant deliveries": (("market", "product", "commodity"), "delivered"),
    "compliant purchases": (("supplier",), "bought"),
    "compliant production": (("plant", "recipe"), "run"),
    "compliant shipments": (("lane",), "shipped"),
    "compliant stock": (("stockpile",), "stock"),
    "compliant transfers": (("serving", "site", "commodity"), "spared"),
}
"""Labels beside the exclusion, and the measure, of each table."""


def write(book: Book) -> None:
    """The sheet 'Origin'."""
    view = book.view
    lines = [
        Line((line.labels[0], name.removeprefix("compliant "), " · ".join(line.labels[1:])), line.unit, line.values,
             line.totals)
        for name, (labels, measure) in FRAMES.items()
        for line in lines_of(view, name, ("exclusion", *labels), (measure,))
    ]  # fmt: skip
    if not lines:
        book.absent.append((SHEET, "No demand excludes origins or goods."))
        return
    page = Page(
        book, SHEET, "Risk", "Deliveries of accepted origin, and what they are made of",
        "Each exclusion of the sheet that names origins and goods which a demand does not accept." + view.undisrupted,
    )  # fmt: skip
    page.lay_out(["exclusion", "compliant", "of"], lines)
    page.years_block(lines, filters=True)

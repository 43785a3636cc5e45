"""Every decision that is taken ahead, in order of time."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.looks import Field
from model.reports.page import Page
from model.results.commitments import decisions


def write_decisions(book: Book) -> None:
    """The sheet 'Decisions'."""
    view = book.view
    found = decisions(view)
    page = Page(
        book, "Decisions", "Capacity", "Decisions and their timing",
        "What the plan commits to, whatever happens: investments, technology, contracts, closures, stocks and people.",
    )  # fmt: skip
    page.note("Production, purchases, shipments and stock withdrawals are adjusted as events unfold.")
    if not found:
        page.note("None: no investment, technology, contract, closure, strategic stock or workforce change.")
        return
    if view.years > 1:
        page.note(
            f"A year stands for the period of {view.years} years that it begins; people are counted over all of it."
        )
    page.table(
        [
            Field("year", [each.year for each in found], 8, "year"),
            Field("decision", [each.kind for each in found], 14, "text"),
            Field("subject", [each.subject for each in found], 44, "text"),
            Field("location", [each.where for each in found], 20, "text"),
            Field("size", [each.size for each in found]),
            Field("unit", [each.unit for each in found], look="text"),
            Field(f"outlay ({view.amount})", [each.outlay for each in found]),
        ],
        kept=3,
    )

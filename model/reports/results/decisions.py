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
        "Commitments, the same in every scenario: investments, technology, contracts, closures, stocks and people.",
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
        found,
        [
            Field("year", lambda each: each.year, "year", 8),
            Field("decision", lambda each: each.kind, "text", 14),
            Field("subject", lambda each: each.subject, "text", 44),
            Field("location", lambda each: each.where, "text", 20),
            Field("size", lambda each: each.size),
            Field("unit", lambda each: each.unit, "text"),
            Field(f"outlay ({view.amount})", lambda each: each.outlay),
        ],
        kept=3,
    )

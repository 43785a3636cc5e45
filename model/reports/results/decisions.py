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
        book, "Decisions", "Capacity", "What is decided, and when",
        "What the plan commits to, whatever happens: builds, know-how, contracts, closures, strategic stocks, people.",
    )  # fmt: skip
    page.note("What is run, bought, shipped and used goes with the times.")
    if not found:
        page.note("None: nothing is built, acquired, signed or closed, and nobody is trained, recruited or released.")
        return
    if view.years > 1:
        page.note(f"A year is the first of a period of {view.years} years: people are counted over all of it.")
    page.table(
        [
            Field("year", [each.year for each in found], 8, "year"),
            Field("decision", [each.kind for each in found], 14, "text"),
            Field("what", [each.subject for each in found], 44, "text"),
            Field("where", [each.where for each in found], 20, "text"),
            Field("size", [each.size for each in found]),
            Field("unit of size", [each.unit for each in found], look="text"),
            Field(f"outlay ({view.amount})", [each.outlay for each in found]),
        ],
        kept=3,
    )

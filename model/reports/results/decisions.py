"""Every decision that is taken ahead, in order of time, in the columns of the sheet Decisions."""

from __future__ import annotations

from model.families.decisions.rows import FIXED, FORBIDDEN, MOTHBALL, OF_PEOPLE, SIZED
from model.reports.book import Book
from model.reports.page import Page
from model.reports.styles import Field
from model.results.first_stage import REOPEN, Commitment, decisions

SHEET = "Decisions"


def write(book: Book) -> None:
    """The sheet 'Decisions'."""
    view = book.view
    found = decisions(view)
    if not found:
        book.absent.append(
            (SHEET, "No investment, technology, contract, closure, strategic stock or workforce change.")
        )
        return
    page = Page(
        book, SHEET, "Capacity", "Decisions and their timing",
        "Commitments, the same in every scenario: investments, technology, contracts, closures, stocks and people. "
        "Production, purchases, shipments and stock withdrawals are adjusted as events unfold.",
    )  # fmt: skip
    if view.years > 1:
        page.note(
            f"A year stands for the period of {view.years} years that it begins; people are counted over all of it."
        )
    page.note("Up to 'people', the columns are those of the inputs' sheet Decisions: copy rows there to fix them.")
    page.table(
        found,
        [
            Field("decision", name_of, "text", 31),
            Field("action", lambda each: MOTHBALL if each.kind == REOPEN else each.kind, "text", 10),
            Field("subject", lambda each: each.subject, "text", 24),
            Field("place", lambda each: each.place, "text", 12),
            Field("way", lambda each: each.way, "text", 9),
            Field("rule", lambda each: FORBIDDEN if each.kind == REOPEN else FIXED, "text", 8),
            Field("year", lambda each: each.year, "year", 8),
            Field("size", lambda each: each.size if each.kind in SIZED else None),
            Field("people", lambda each: each.size if each.kind in OF_PEOPLE else None),
            Field("unit", lambda each: each.unit, "text"),
            Field("location", lambda each: each.where, "text", 20),
            Field(f"outlay, all years ({view.amount})", lambda each: each.outlay),
        ],
        kept=1,
        whole=True,
    )


def name_of(each: Commitment) -> str:
    """A name for a row of Decisions: 'train cook in A, 2026'."""
    where = f" in {each.place}" if each.place else ""
    return f"{each.kind} {each.title}{where}, {each.year}"

"""Every decision that is taken ahead, in order of time, in the columns of the sheet Decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model.reports.answers.decide import KEPT_COLUMN
from model.reports.book import Book
from model.reports.page import Page
from model.reports.styles import Field
from model.results.first_stage import Commitment, decisions, row_of

DECISIONS_SHEET = "Decisions"

DECISION_COLUMNS = (
    ("decision", "text", 31),
    ("action", "text", 10),
    ("subject", "text", 24),
    ("place", "text", 12),
    ("way", "text", 9),
    ("rule", "text", 8),
    ("year", "year", 8),
    ("size", "number", 0),
    ("people", "number", 0),
)
"""Columns of the inputs' sheet Decisions, with their look and width."""


def cell_of_row(name: str) -> Callable[[Commitment], Any]:
    """A cell of the row that fixes a decision."""
    return lambda decision: getattr(row_of(decision), name)


def write_decisions(book: Book) -> None:
    """The sheet 'Decisions'."""
    view = book.view
    commitments = decisions(view)
    if not commitments:
        book.absent.append(
            (DECISIONS_SHEET, "No investment, technology, contract, closure, strategic stock or workforce change.")
        )
        return
    page = Page(
        book,
        DECISIONS_SHEET,
        "Capacity",
        "Decisions and their timing",
        "Commitments, the same in every scenario: investments, technology, contracts, closures, stocks and people. "
        "Production, purchases, shipments and stock withdrawals are adjusted as events unfold.",
    )
    if view.years > 1:
        page.note(
            f"A year stands for the period of {view.years} years that it begins; people are counted over all of it."
        )
    page.note("Up to 'people', the columns are those of the inputs' sheet Decisions: copy rows there to fix them.")
    page.table(
        commitments,
        [
            *(Field(name, cell_of_row(name), look, width) for name, look, width in DECISION_COLUMNS),
            Field("unit", lambda decision: decision.unit, "text"),
            Field("location", lambda decision: decision.where, "text", 20),
            Field(f"outlay, all years ({view.amount})", lambda decision: decision.outlay),
            *([KEPT_COLUMN] if any(decision.is_kept for decision in commitments) else []),
        ],
        kept=1,
        all_on_paper=True,
    )

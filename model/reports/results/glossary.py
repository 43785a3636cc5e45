"""Meaning of terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.generic_tables import sheet_of
from model.reports.styles import Field
from model.results.columns import (
    BRANCHES,
    BREACHED,
    BY_MONTH,
    COLUMNS,
    COMPARED,
    COSTS,
    IN_FUTURES,
    LIMITS,
    OF_MONTHS,
    TERMS,
    Column,
)
from model.results.optimality import ABOUT
from model.results.risk import BY_MONTHS
from model.results.riskframes import LIMITS_FRAME, REPORTED
from model.results.view import View
from model.results.without import BREACHES, FUTURES, WITHOUT
from model.sheets.tables import filled

ANY_SHEET = "all sheets"

OF_FRAMES: Mapping[str, Mapping[str, Column]] = {
    "costs": COSTS,
    "branches": BRANCHES,
    LIMITS_FRAME: LIMITS,
    REPORTED: LIMITS,
    WITHOUT: COMPARED,
    BREACHES: BREACHED,
    FUTURES: IN_FUTURES,
    BY_MONTHS: BY_MONTH,
}
"""Columns of tables that no family reports."""


@dataclass(frozen=True)
class GlossaryEntry:
    """A term, its unit, its meaning, its place of use."""

    term: str
    unit: str
    meaning: str
    used: str


def write_glossary(book: Book) -> None:
    """The sheet 'Glossary'."""
    page = Page(
        book,
        "Glossary",
        "Settings",
        "Terms, and names of columns",
        "Terms of these pages first, then the columns of their tables; those of the inputs are explained in "
        "the notes of their headers.",
    )
    fields: list[Field[GlossaryEntry]] = [
        Field("term", lambda entry: entry.term, "text", 24),
        Field("meaning", lambda entry: entry.meaning, "wrapped", 70),
        Field("unit", lambda entry: entry.unit, "text", 12),
        Field("used in", lambda entry: entry.used, "text", 15),
    ]
    page.table(list(glossary_entries(book.view)), fields)


def glossary_entries(view: View) -> Iterator[GlossaryEntry]:
    """Terms by name, then columns of the existing tables."""
    terms = {**TERMS, **{name: f"{about[0].upper()}{about[1:]}." for name, about in ABOUT.items()}}
    if BY_MONTHS not in view.plan.frames:
        terms = {name: meaning for name, meaning in terms.items() if name not in OF_MONTHS}
    for term in sorted(terms, key=str.lower):
        yield GlossaryEntry(term, "", terms[term], ANY_SHEET)
    seen: set[tuple[str, str]] = set()
    for name, frame in view.plan.frames.items():
        own = OF_FRAMES.get(name, COLUMNS)
        for column in map(str, frame.columns):
            if column not in own or frame.empty:
                continue
            unit, meaning = own[column]
            if (column, meaning) not in seen:
                seen.add((column, meaning))
                used = sheet_of(name) if own is not COLUMNS else ANY_SHEET
                yield GlossaryEntry(column.replace("_", " "), filled(unit, view.settings), meaning, used)

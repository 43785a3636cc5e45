"""Infeasibility diagnosis as an Excel workbook: in words, the conflicting cells, the repairs, and the nearest plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from model.diagnosis.cells import Cell
from model.diagnosis.figures import Remedy
from model.diagnosis.findings import Answer, Conflict
from model.diagnosis.words import RELAXED, Words
from model.reports.book import Book
from model.reports.page import Page
from model.reports.phrases import money
from model.reports.results import builds, costs, decisions, demand
from model.reports.styles import Field
from model.results.plan import amount_text
from model.results.view import View
from model.scenario.calendar import Calendar
from model.sheets.tables import Tables
from model.sheets.wording import count
from model.system.outputs import Output

WIDTHS = (105,)
"""Widths of the columns of a page in words."""

MOST_PAGES = 4
"""Maximum pages of paper, for all conflicts and repairs in words."""


@dataclass(frozen=True)
class _NoPlan:
    """Contents of a workbook without a plan to show."""

    tables: Tables
    source: None = None

    @property
    def periods(self) -> tuple[int, ...]:
        return Calendar.of(self.tables.settings).periods

    @property
    def amount(self) -> str:
        return amount_text(self.tables)


@dataclass(frozen=True)
class _Line:
    """A cell of a conflict or a remedy."""

    number: int
    cell: Cell
    becomes: Any = None
    when: str = ""


def no_plan_book(answer: Answer) -> Book:
    """The workbook with all its pages."""
    nearest = answer.remedies[0].plan if answer.remedies else None
    words = Words(answer.tables)
    book = Book(View(_NoPlan(answer.tables) if nearest is None else nearest), "Diagnosis", Output.NO_PLAN)
    _write_words(book, answer, words)
    _write_conflicts(book, answer, words)
    _write_remedies(book, answer, words)
    if nearest is not None:
        _write_nearest(book, answer.remedies[0], words)
        for page in (decisions, builds, demand, costs):
            page.write(book)
    return book


def _write_words(book: Book, answer: Answer, words: Words) -> None:
    """The sheet 'Diagnosis'."""
    verdict = "No feasible plan: conflicting cells and smallest changes" if answer.plan is None else "No change needed"
    page = Page(book, "Diagnosis", "Risk", verdict, pages=MOST_PAGES)
    page.set_widths(WIDTHS)
    page.keep_title()
    if answer.plan is not None:
        page.paragraph(words.has_plan(answer.plan))
        return
    for said in words.slips(answer):
        page.paragraph(said)
    page.heading("Remedies")  # first: conflicts may be of many cells
    for said in words.remedies(answer) or ["No change of bounds that makes a plan was found."]:
        page.paragraph(said)
    if len(answer.remedies) > 1:
        page.paragraph("The smallest change comes first, relative to what the cells hold now.")
    page.section("Conflicts", list(_conflicts(answer, words)) or [words.no_conflict(answer)])
    for said in words.unfinished(answer):
        page.paragraph(said)


def _conflicts(answer: Answer, words: Words) -> Iterator[str]:
    """Each conflict in words, a paragraph for each of its cells."""
    for conflict in answer.conflicts:
        yield words.conflict(conflict)
        yield from (f"•  {said}" for said in words.cells(conflict, answer))
        if said := words.necessity(conflict):
            yield said


def _write_conflicts(book: Book, answer: Answer, words: Words) -> None:
    """The sheet 'Conflicts'."""
    page = Page(
        book, "Conflicts", "Risk", "Cells that conflict",
        f"No plan meets all cells of a conflict, {RELAXED}; {words.kept()}.",
    )  # fmt: skip
    lines = [
        _Line(at, cell, when=_when(conflict))
        for at, conflict in enumerate(answer.conflicts, start=1)
        for cell in conflict.cells
    ]
    if not lines:
        page.note(words.no_conflict(answer))
        return
    page.table(
        lines,
        [
            Field("conflict", lambda line: f"Conflict {line.number}", "text"),
            Field("cell", lambda line: line.cell.place, "text"),
            Field("what", lambda line: words.what(line.cell), "text"),
            Field("value", lambda line: words.value(line.cell, line.cell.value), "text"),
            Field("in the disruption", lambda line: line.when, "text"),
            Field("changed by", lambda line: words.changed_by(line.cell, answer).strip(" ()"), "text"),
        ],
        kept=2,
    )


def _when(conflict: Conflict) -> str:
    if not conflict.disruptions:
        return "none: even undisrupted"
    more = len(conflict.disruptions) - 1
    return conflict.disruptions[0] + (f" and {more} more" if more else "")


def _write_remedies(book: Book, answer: Answer, words: Words) -> None:
    """The sheet 'Remedies'."""
    page = Page(
        book, "Remedies", "Risk", "Cells to change, and to what",
        "Change all cells of one remedy. 'Relative change' is what the remedies are ordered by.",
    )  # fmt: skip
    lines = list(_changes(answer))
    if not lines:
        page.note("No remedy was found.")
        return
    plans = [remedy.plan for remedy in answer.remedies]
    page.table(
        lines,
        [
            Field("remedy", lambda line: f"Remedy {line.number}", "text"),
            Field("cell", lambda line: line.cell.place, "text"),
            Field("what", lambda line: words.what(line.cell), "text"),
            Field("from", lambda line: words.value(line.cell, line.cell.value), "text"),
            Field("to", lambda line: words.value(line.cell, line.becomes), "text"),
            Field("relative change", lambda line: line.cell.change_to(line.becomes), "share"),
            Field(f"cost of the plan ({book.view.amount})", lambda line: plans[line.number - 1].objective),
            Field("gap", lambda line: plans[line.number - 1].gap, "share"),
        ],
        kept=2,
    )


def _changes(answer: Answer) -> Iterator[_Line]:
    for at, remedy in enumerate(answer.remedies, start=1):
        for cell, becomes in remedy.values.items():
            yield _Line(at, cell, becomes)


def _write_nearest(book: Book, remedy: Remedy, words: Words) -> None:
    """The sheet 'Nearest plan'."""
    page = Page(book, "Nearest plan", "Risk", "The nearest plan found: not a plan of this workbook")
    page.set_widths(WIDTHS)
    page.keep_title()
    plan = remedy.plan
    page.paragraph(
        f"It violates {count(len(remedy.values), 'cell')} and meets all others. It costs {money(plan.objective)} "
        f"{plan.amount} (gap {plan.gap:.2%}) and is audited against the workbook with these cells changed:"
    )
    for cell, new in remedy.values.items():
        page.paragraph(f"•  {words.change(cell, new)}")
    page.paragraph("The sheets that follow show its decisions, investments, deliveries and costs.")

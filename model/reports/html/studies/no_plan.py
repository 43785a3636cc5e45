"""Infeasibility report: the conflicting cells, and the repairs with the cost of their plans."""

from __future__ import annotations

from model.diagnosis.findings import Answer
from model.diagnosis.words import RELAXED, Words
from model.reports.book import Book
from model.reports.html.bars import Bar, Part, bars
from model.reports.html.drawing import Picture
from model.reports.html.page import study_bytes
from model.reports.html.tables import of_workbook, shown, table_data
from model.reports.palette import HUES
from model.reports.phrases import money


def no_plan_report(answer: Answer, book: Book, file: str) -> bytes:
    """The infeasibility report; ``book`` is the workbook whose tables it shows, ``file`` its name."""
    words = Words(answer.tables)
    verdict = "No feasible plan: conflicting cells and smallest changes" if answer.plan is None else "No change needed"
    said = [each.strip() for each in words.lines(answer)]
    pictures = [_remedies(answer, book, file), _conflicts(answer, book, file, words)]
    return study_bytes(verdict, "Cells of the workbook that cannot all be met, and what to change", said, pictures)


def _remedies(answer: Answer, book: Book, file: str) -> Picture | None:
    if not answer.remedies:
        return None
    rows = []
    for at, remedy in enumerate(answer.remedies, start=1):
        cost = remedy.plan.objective
        tip = f"Remedy {at}: {money(cost)} {remedy.plan.amount}"
        rows.append(Bar(f"Remedy {at}", [Part(cost, HUES[0], tip)]))
    amount = book.view.amount
    many = f"Any one of them is enough. Cost of the plan under each ({amount}), the smallest change first."
    says = [many if len(rows) > 1 else f"Cost of the plan with it ({amount})."]
    return Picture("remedies", "Remedies", says, [bars("remedies", rows, shown)],
                   of_workbook(file, table_data(book, "Remedies")))  # fmt: skip


def _conflicts(answer: Answer, book: Book, file: str, words: Words) -> Picture | None:
    if not answer.conflicts:
        return None
    says = [f"No plan meets all cells of a conflict, {RELAXED}; {words.kept()}."]
    return Picture("conflicts", "Cells that conflict", says, [], of_workbook(file, table_data(book, "Conflicts")))

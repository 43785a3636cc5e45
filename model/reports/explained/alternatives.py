"""The page 'Alternatives': what all plans that cost little more have in common, and plans that differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.explaining.alternatives import Alternatives, SizeRange, Verdict
from model.explaining.subjects import Subject
from model.reports.book import Book
from model.reports.explained.words import must_said, substitutes_said, within_said
from model.reports.looks import FAINT, MARK, Field
from model.reports.page import Page
from model.reports.phrases import money, percent

ORDER = (Verdict.MUST, Verdict.CHOICE, Verdict.OPEN, Verdict.NEVER)

SHEET, SIZES = "Alternatives", "Size of each over all these plans"

MOST_PAGES = 2
"""On paper."""

WIDTHS = (28, 12, 14, 12, 12, 12, 10, 10, 10)
"""Of the columns, in both tables: the second one has a plan in each from the third on."""

DIFFERS = 1e-3
"""Of the greatest size: a plan that differs by less is alike."""


def write_alternatives(book: Book, found: Alternatives) -> None:
    """The sheet 'Alternatives'."""
    amount = found.explanation.plan.amount
    page = Page(
        book, SHEET, "Capacity", f"Plans that cost at most {percent(found.tolerance)} more",
        f"The plan costs {money(found.explanation.plan.objective)} {amount}; plans up to {money(found.at_cost)} count. "
        "Proven: no such plan is outside. Found: some such plan is there.",
        pages=MOST_PAGES,
    )  # fmt: skip
    page.set_widths(WIDTHS)
    page.needed = len(WIDTHS)
    page.keep_title()
    page.paragraph(within_said(found))
    for words in substitutes_said(found):
        page.paragraph(words)
    page.skip()
    subjects = found.explanation.subjects
    ranges = sorted(found.ranges, key=lambda each: ORDER.index(each.verdict))
    if not ranges:
        page.note("There is nothing to decide for.")
        return
    columns: list[Field[SizeRange]] = [
        Field("investment or contract", lambda each: each.subject.title, "text"),
        Field("kind", lambda each: each.subject.action, "text"),
        Field("in all plans", must_said, "text", accent=_accent),
        Field("unit", lambda each: subjects.unit(each.subject), "text"),
        Field("size in the plan", lambda each: each.size),
        Field("at least, proven", lambda each: each.proven[0]),
        Field("least found", lambda each: each.found[0]),
        Field("greatest found", lambda each: each.found[1]),
        Field("at most, proven", lambda each: each.proven[1]),
    ]
    page.table(ranges, columns, heading=SIZES, sized=False)
    _write_different(page, found)


def _accent(each: SizeRange) -> Mapping[str, Any]:
    return FAINT if each.verdict == Verdict.OPEN else MARK if each.verdict == Verdict.MUST else {}


@dataclass(frozen=True)
class _Row:
    """A line of the table of plans: a subject's sizes in each, or what they cost."""

    title: str
    unit: str
    values: tuple[float, ...]
    subject: Subject | None


def _write_different(page: Page, found: Alternatives) -> None:
    """Plans side by side, where they differ."""
    plans = found.different
    if not plans:
        return
    explanation = found.explanation
    subjects = explanation.subjects
    decided = [explanation.plan.decided, *(each.decided for each in plans)]
    costs = (explanation.plan.objective, *(each.cost for each in plans))
    rows = [_Row("cost", explanation.plan.amount, costs, None)]
    for each in found.ranges:
        sizes = tuple(subjects.taken(each.subject, one).size for one in decided)
        if max(sizes) - min(sizes) > DIFFERS * each.most:
            rows.append(_Row(each.subject.title, subjects.unit(each.subject), sizes, each.subject))

    def size(at: int, name: str) -> Field[_Row]:
        def accent(row: _Row) -> Mapping[str, Any]:
            return MARK if row.subject is not None and row.values[at] != row.values[0] else {}

        return Field(name, lambda row: row.values[at], width=14, accent=accent)

    names = ["the plan", *(each.name for each in plans)]
    columns: list[Field[_Row]] = [
        Field("investment or contract", lambda row: row.title, "text"),
        Field("unit", lambda row: row.unit, "text"),
        *(size(at, name) for at, name in enumerate(names)),
    ]
    page.table(
        rows, columns, heading="Plans that differ as much as can be, each from all before it (found)", sized=False
    )

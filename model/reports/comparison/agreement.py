"""Investments of all, most and few of the plans, and decisions due before it is known which what-if materialises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.reports.book import Book
from model.reports.comparison.looks import NAME_HEIGHT, WITHIN, listed, some
from model.reports.looks import Field
from model.reports.page import Page
from model.reports.palette import GOOD
from model.whatif.compare import Comparison
from model.whatif.decide import ALL, MANY, Agreement, agreements, decide_now, differ_in, when_due

SHADES: Mapping[str, Mapping[str, Any]] = {
    ALL: {"bg_color": "#D5EBD9", "font_color": GOOD, "bold": True},
    MANY: {"bg_color": "#EAF5EC"},
}


def write_agreement(book: Book, comparison: Comparison) -> None:
    """The sheet 'No-regret'."""
    page = Page(
        book, "No-regret", "Lead times", "Investments common to the plans",
        "All: in every plan; most: in at least two thirds; few: in fewer. What-ifs without a plan do not count.",
    )  # fmt: skip
    found = agreements(comparison)
    if not found:
        page.note("None: no plan makes any investment." if comparison.solved else "None: no plan was found.")
        return
    page.set_widths([30, 15, 10, 10, 10, 11, 11, 10, 10, 11, 38, 54])
    page.keep_title()
    page.paragraph(knowledge(comparison))
    vague = [plan.name for plan in comparison.solved if plan not in comparison.telling]
    if vague:
        page.paragraph(f"Not counted, as their cost differences are {WITHIN}: {some(vague, 160)}.")
    page.skip()
    page.table(_built(comparison, found), heading="Built at any time", sized=False, height=NAME_HEIGHT)
    due = decide_now(comparison)
    page.heading(f"Decisions due {when_due(comparison)}")
    if due:
        page.table(_due(comparison, due), sized=False, height=NAME_HEIGHT)
    else:
        page.note(f"None: no plan has a decision due {when_due(comparison)}.")


def knowledge(comparison: Comparison) -> str:
    """Until when it is not known which what-if materialises."""
    differ, when = differ_in(comparison), when_due(comparison)
    first = comparison.solved[0].periods[0]
    if differ is None:
        return f"The inputs of all plans are the same. Decisions of {first} are due now."
    if when == "now":
        return (
            f"The inputs of the what-ifs differ from {differ} on. Decisions of {first} have to be taken before it is "
            "known which of them materialises; each plan was made as if that were known."
        )
    return (
        f"The inputs of the what-ifs are the same until {differ - 1}. Decisions due {when} have to be taken before it "
        "is known which of them materialises; each plan was made as if that were known."
    )


def _built(comparison: Comparison, found: Sequence[Agreement]) -> list[Field]:
    names = [plan.name for plan in comparison.telling]
    return [
        *_named(found),
        Field("built in", [each.built_in for each in found], look="text",
              accents={at: SHADES[each.built_in] for at, each in enumerate(found) if each.built_in in SHADES}),
        Field(f"plans (of {len(names)})", [len(each.building) for each in found]),
        Field("earliest first decision", [each.earliest for each in found], look="year"),
        Field("latest first decision", [each.latest for each in found], look="year"),
        Field("minimum capacity", [each.least for each in found]),
        Field("maximum capacity", [each.greatest for each in found]),
        Field("plans deciding in the first period", [len(each.first) for each in found]),
        Field("which plans", [listed(each.building, names, 38) for each in found], look="text"),
    ]  # fmt: skip


def _due(comparison: Comparison, due: Sequence[Agreement]) -> list[Field]:
    names = [plan.name for plan in comparison.telling]
    return [
        *_named(due),
        Field("decided by", [each.due_in for each in due], look="text",
              accents={at: SHADES[each.due_in] for at, each in enumerate(due) if each.due_in in SHADES}),
        Field(f"plans (of {len(names)})", [len(each.due) for each in due]),
        Field("plans building at any time", [len(each.building) for each in due]),
        Field("latest first decision", [each.latest for each in due], look="year"),
        Field("minimum capacity", [each.least_due for each in due]),
        Field("maximum capacity", [each.greatest_due for each in due]),
        Field("plans deciding in the first period", [len(each.first) for each in due]),
        Field("which plans", [listed(each.due, names, 38) for each in due], look="text"),
        Field("recommendation", [each.advice for each in due], look="text"),
    ]  # fmt: skip


def _named(found: Sequence[Agreement]) -> list[Field]:
    return [
        Field("project", [each.project for each in found], look="text"),
        Field("country", [each.country for each in found], look="text"),
        Field("unit", [each.unit for each in found], look="text"),
    ]

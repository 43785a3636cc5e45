"""What is built in all, most and few of the plans, and what has to be decided before it is known what comes."""

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
        book, "No-regret", "Lead times", "What plans agree on",
        "All: in every plan; most: in two thirds of them or more; few: in less. What-ifs without a plan do not count.",
    )  # fmt: skip
    found = agreements(comparison)
    if not found:
        page.note("None: no plan builds anything." if comparison.solved else "None: no plan was found.")
        return
    page.set_widths([30, 15, 10, 10, 10, 11, 11, 10, 10, 11, 38, 54])
    page.keep_title()
    page.paragraph(knowledge(comparison))
    vague = [plan.name for plan in comparison.solved if plan not in comparison.telling]
    if vague:
        page.paragraph(f"Not counted, since what they build otherwise is {WITHIN}: {some(vague, 160)}.")
    page.skip()
    page.table(_built(comparison, found), heading="Built at any time", sized=False, height=NAME_HEIGHT)
    due = decide_now(comparison)
    page.heading(f"To decide {when_due(comparison)}")
    if due:
        page.table(_due(comparison, due), sized=False, height=NAME_HEIGHT)
    else:
        page.note(f"Nothing: no plan decides anything {when_due(comparison)}.")


def knowledge(comparison: Comparison) -> str:
    """Until when it is not known what comes."""
    differ, when = differ_in(comparison), when_due(comparison)
    first = comparison.solved[0].periods[0]
    if differ is None:
        return f"The inputs of all plans are the same. What is decided in {first} is to be decided now."
    if when == "now":
        return (
            f"The inputs of the what-ifs differ from {differ} on. What is decided in {first} has to be decided before "
            "it is known which of them comes; each plan was made as if that were known."
        )
    return (
        f"The inputs of the what-ifs are the same until {differ - 1}. What is decided {when} has to be decided before "
        "it is known which of them comes; each plan was made as if that were known."
    )


def _built(comparison: Comparison, found: Sequence[Agreement]) -> list[Field]:
    names = [plan.name for plan in comparison.telling]
    return [
        *_named(found),
        Field("built in", [each.built_in for each in found], look="text",
              accents={at: SHADES[each.built_in] for at, each in enumerate(found) if each.built_in in SHADES}),
        Field(f"plans of {len(names)}", [len(each.building) for each in found]),
        Field("first decided, earliest", [each.earliest for each in found], look="year"),
        Field("first decided, latest", [each.latest for each in found], look="year"),
        Field("least size", [each.least for each in found]),
        Field("greatest size", [each.greatest for each in found]),
        Field("decided in the first period by", [len(each.first) for each in found]),
        Field("which plans", [listed(each.building, names, 38) for each in found], look="text"),
    ]  # fmt: skip


def _due(comparison: Comparison, due: Sequence[Agreement]) -> list[Field]:
    names = [plan.name for plan in comparison.telling]
    return [
        *_named(due),
        Field("decided by", [each.due_in for each in due], look="text",
              accents={at: SHADES[each.due_in] for at, each in enumerate(due) if each.due_in in SHADES}),
        Field(f"plans of {len(names)}", [len(each.due) for each in due]),
        Field("built at any time by", [len(each.building) for each in due]),
        Field("latest first decision", [each.latest for each in due], look="year"),
        Field("least size", [each.least_due for each in due]),
        Field("greatest size", [each.greatest_due for each in due]),
        Field("in the first period by", [len(each.first) for each in due]),
        Field("which plans", [listed(each.due, names, 38) for each in due], look="text"),
        Field("advice", [each.advice for each in due], look="text"),
    ]  # fmt: skip


def _named(found: Sequence[Agreement]) -> list[Field]:
    return [
        Field("project", [each.project for each in found], look="text"),
        Field("country", [each.country for each in found], look="text"),
        Field("unit of size", [each.unit for each in found], look="text"),
    ]

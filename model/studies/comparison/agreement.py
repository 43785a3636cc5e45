"""Investments of all, most and few of the plans, and decisions due before it is known which what-if materialises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.reports.book import Book
from model.reports.page import Page
from model.reports.palette import GOOD
from model.reports.phrases import some
from model.reports.styles import Field
from model.studies.comparison.styles import WITHIN, listed
from model.whatif.compare import Comparison
from model.whatif.robust_decisions import ALL, MANY, Agreement, agreements, decide_now, differ_in, when_due

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
    page.set_widths([30, 15, 10, 10, 10, 12, 12, 11, 11, 15, 38, 54])
    page.keep_title()
    page.paragraph(knowledge(comparison))
    vague = [plan.name for plan in comparison.solved if plan not in comparison.telling]
    if vague:
        page.paragraph(f"Not counted, as their cost differences are {WITHIN}: {some(vague, 160)}.")
    given = [plan.name for plan in comparison.telling if plan not in comparison.deciding]
    if given:
        why = "as they decide on no investment ('plan' is 'held' or 'none')"
        page.paragraph(f"Not counted, {why}: {some(given, 160)}.")
    page.skip()
    page.table(found, _built(comparison), heading="Built at any time", sized=False)
    due = decide_now(comparison)
    if due:
        page.table(due, _due(comparison), heading=f"Decisions due {when_due(comparison)}", sized=False)
    else:
        page.heading(f"Decisions due {when_due(comparison)}")
        page.note(f"None: no plan has a decision due {when_due(comparison)}.")


def knowledge(comparison: Comparison) -> str:
    """Year until which it is unknown which what-if materialises."""
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


def _built(comparison: Comparison) -> list[Field[Agreement]]:
    names = [plan.name for plan in comparison.deciding]
    return [
        *_named(),
        Field("built in", lambda each: each.built_in, "text", accent=lambda each: SHADES.get(each.built_in, {})),
        Field(f"plans (of {len(names)})", lambda each: len(each.building)),
        Field("earliest first decision", lambda each: each.earliest, "year"),
        Field("latest first decision", lambda each: each.latest, "year"),
        Field("minimum capacity", lambda each: each.least),
        Field("maximum capacity", lambda each: each.greatest),
        Field("plans deciding in the first period", lambda each: len(each.first)),
        Field("which plans", lambda each: listed(each.building, names, 38), "text"),
    ]


def _due(comparison: Comparison) -> list[Field[Agreement]]:
    names = [plan.name for plan in comparison.deciding]
    return [
        *_named(),
        Field("decided by", lambda each: each.due_in, "text", accent=lambda each: SHADES.get(each.due_in, {})),
        Field(f"plans (of {len(names)})", lambda each: len(each.due)),
        Field("plans building at any time", lambda each: len(each.building)),
        Field("latest first decision", lambda each: each.latest, "year"),
        Field("minimum capacity", lambda each: each.least_due),
        Field("maximum capacity", lambda each: each.greatest_due),
        Field("plans deciding in the first period", lambda each: len(each.first)),
        Field("which plans", lambda each: listed(each.due, names, 38), "text"),
        Field("recommendation", lambda each: each.advice, "text"),
    ]


def _named() -> list[Field[Agreement]]:
    return [
        Field("project", lambda each: each.project, "text"),
        Field("country", lambda each: each.country, "text"),
        Field("unit", lambda each: each.unit, "text"),
    ]

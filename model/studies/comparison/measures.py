"""Every measure of every plan: values, and differences to the base."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.page import Page
from model.reports.styles import Field
from model.studies.comparison.styles import (
    CASE_WIDTH,
    EXPLAINED,
    PART_FORM,
    POINTS,
    about,
    change_form,
    change_look,
    shown_change,
    value_form,
)
from model.whatif.compare import Comparison, Measured


def write_measures(book: Book, comparison: Comparison) -> None:
    """The sheet 'Measures'."""
    page = Page(book, "Measures", "Settings", "All measures of all plans", EXPLAINED)
    measures = comparison.measures
    if not measures:
        page.note("None: no plan was found.")
        return
    plans = list(enumerate(comparison.solved))
    values = [_value(at, plan.name) for at, plan in plans]
    page.table(measures, [*_labels(), *values], heading="Values", kept=2)
    if comparison.base.digest is None:
        page.note("The base has no plan, so there is nothing to compare the others with.")
        return
    if not comparison.beside:
        page.note("No other plan was found, so there are no differences.")
        return
    # With a column for the base, too, so that every plan has the same column on the whole page.
    changes = [_change(at, plan.name) for at, plan in plans]
    title = f"Differences from {comparison.base.name}"
    page.table(measures, [*_labels(POINTS), *changes], heading=title, sized=False)
    relative = [each for each in measures if any(difference.part is not None for difference in each.by_case)]
    if relative:
        parts = [_part(at, plan.name) for at, plan in plans]
        title = f"Differences in % of {comparison.base.name}"
        page.table(relative, [*_labels(), *parts], heading=title, sized=False)


def _labels(share: str = "%") -> list[Field[Measured]]:
    return [
        Field("measure", lambda each: each.figure.name, "text", 38),
        Field("group", lambda each: each.figure.group, "text", 13),
        Field("unit", lambda each: share if each.figure.is_share else each.figure.unit, "text", 12),
        Field("better if", lambda each: each.figure.better, "text", 8.5),
    ]


def _value(at: int, name: str) -> Field[Measured]:
    return Field(
        name, lambda each: each.by_case[at].value, width=CASE_WIDTH,
        form=lambda each: value_form(each.figure.unit, each.values),
    )  # fmt: skip


def _change(at: int, name: str) -> Field[Measured]:
    def form(each: Measured) -> str:
        plain = change_form(each.figure.unit, [difference.change for difference in each.by_case])
        return about(plain) if each.by_case[at].within_gaps else plain

    return Field(
        name, lambda each: shown_change(each.figure.unit, each.by_case[at]), width=CASE_WIDTH, form=form,
        accent=lambda each: change_look(each, each.by_case[at]),
    )  # fmt: skip


def _part(at: int, name: str) -> Field[Measured]:
    return Field(
        name, lambda each: each.by_case[at].part, width=CASE_WIDTH,
        form=lambda each: about(PART_FORM) if each.by_case[at].within_gaps else PART_FORM,
        accent=lambda each: change_look(each, each.by_case[at]),
    )  # fmt: skip

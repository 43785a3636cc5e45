"""Every measure of every plan: values, and differences to the base."""

from __future__ import annotations

from collections.abc import Sequence

from model.reports.book import Book
from model.reports.comparison.looks import (
    CASE_WIDTH,
    EXPLAINED,
    NAME_HEIGHT,
    PART_FORM,
    POINTS,
    about,
    change_form,
    change_look,
    shown_change,
    value_form,
)
from model.reports.looks import Field
from model.reports.page import Page
from model.whatif.compare import Comparison, Measured


def write_measures(book: Book, comparison: Comparison) -> None:
    """The sheet 'Measures'."""
    page = Page(book, "Measures", "Settings", "All measures of all plans", EXPLAINED)
    measures = comparison.measures
    if not measures:
        page.note("None: no plan was found.")
        return
    page.table(
        [*_labels(measures), *_values(comparison, measures)], heading="Values", kept=2, height=NAME_HEIGHT
    )  # fmt: skip
    if comparison.base.digest is None:
        page.note("The base has no plan, so there is nothing to compare the others with.")
        return
    if not comparison.beside:
        page.note("No other plan was found, so there are no differences.")
        return
    page.table(
        [*_labels(measures, POINTS), *_changes(comparison, measures)],
        heading=f"Differences from {comparison.base.name}",
        sized=False,
        height=NAME_HEIGHT,
    )
    relative = [each for each in measures if any(difference.part is not None for difference in each.by_case)]
    if relative:
        page.table(
            [*_labels(relative), *_parts(comparison, relative)],
            heading=f"Differences in % of {comparison.base.name}",
            sized=False,
            height=NAME_HEIGHT,
        )


def _labels(measures: Sequence[Measured], share: str = "%") -> list[Field]:
    figures = [each.figure for each in measures]
    return [
        Field("measure", [figure.name for figure in figures], 38, "text"),
        Field("group", [figure.group for figure in figures], 13, "text"),
        Field("unit", [share if figure.is_share else figure.unit for figure in figures], 12, "text"),
        Field("better if", [figure.better for figure in figures], 8.5, "text"),
    ]


def _values(comparison: Comparison, measures: Sequence[Measured]) -> list[Field]:
    forms = [value_form(each.figure.unit, each.values) for each in measures]
    return [
        Field(plan.name, [each.by_case[at].value for each in measures], CASE_WIDTH, forms=forms)
        for at, plan in enumerate(comparison.solved)
    ]


def _changes(comparison: Comparison, measures: Sequence[Measured]) -> list[Field]:
    """With a column of the base, too, so that every plan stands under its name on all of the page."""
    fields = []
    for at, plan in enumerate(comparison.solved):
        cells = [each.by_case[at] for each in measures]
        forms = [change_form(each.figure.unit, [difference.change for difference in each.by_case]) for each in measures]
        fields.append(Field(
            plan.name,
            [shown_change(each.figure.unit, cell) for each, cell in zip(measures, cells, strict=True)],
            CASE_WIDTH,
            forms=[about(form) if cell.within_gaps else form for form, cell in zip(forms, cells, strict=True)],
            accents={row: change_look(each, each.by_case[at]) for row, each in enumerate(measures)},
        ))  # fmt: skip
    return fields


def _parts(comparison: Comparison, measures: Sequence[Measured]) -> list[Field]:
    return [
        Field(
            plan.name,
            [each.by_case[at].part for each in measures],
            CASE_WIDTH,
            forms=[about(PART_FORM) if each.by_case[at].within_gaps else PART_FORM for each in measures],
            accents={row: change_look(each, each.by_case[at]) for row, each in enumerate(measures)},
        )
        for at, plan in enumerate(comparison.solved)
    ]

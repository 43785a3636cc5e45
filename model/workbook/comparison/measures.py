"""Every measure of every plan: values, differences to the base, and an index of the main ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from model.whatif.compare import Comparison, Measured
from model.workbook.book import Book
from model.workbook.comparison.charts import INDEX_BASE, LARGEST_INDEX, MOST_DRAWN, Part, height, index_bars
from model.workbook.comparison.looks import (
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
from model.workbook.frontier_charts import Cells
from model.workbook.looks import Field
from model.workbook.page import Page
from model.workbook.palette import HUES

MOST_INDEXED = 4


def write_measures(book: Book, comparison: Comparison) -> Callable[[], object] | None:
    """The sheet 'Measures'. Returns what draws its index once more, None where there is nothing to draw."""
    page = Page(book, "Measures", "Settings", "Every measure of every plan", EXPLAINED)
    measures = comparison.measures
    if not measures:
        page.note("None: no plan was found.")
        return None
    page.table(
        [*_labels(measures), *_values(comparison, measures)], heading="Values", kept=2, height=NAME_HEIGHT
    )  # fmt: skip
    if comparison.base.digest is None:
        page.note("The base has no plan, so there is nothing to hold the others against.")
        return None
    if not comparison.beside:
        page.note("No other plan was found, so there are no differences.")
        return None
    page.table(
        [*_labels(measures, POINTS), *_changes(comparison, measures)],
        heading=f"Differences to {comparison.base.name}",
        sized=False,
        height=NAME_HEIGHT,
    )
    relative = [each for each in measures if any(difference.part is not None for difference in each.by_case)]
    page.table(
        [*_labels(relative), *_parts(comparison, relative)],
        heading=f"Differences in % of {comparison.base.name}",
        sized=False,
        height=NAME_HEIGHT,
    )
    return _write_index(page, comparison, measures)


def _labels(measures: Sequence[Measured], share: str = "%") -> list[Field]:
    figures = [each.figure for each in measures]
    return [
        Field("measure", [figure.name for figure in figures], 38, "text"),
        Field("of", [figure.group for figure in figures], 13, "text"),
        Field("unit", [share if figure.is_share else figure.unit for figure in figures], 12, "text"),
        Field("better is", [figure.better for figure in figures], 8.5, "text"),
    ]


def _values(comparison: Comparison, measures: Sequence[Measured]) -> list[Field]:
    forms = [value_form(each.figure.unit, each.values) for each in measures]
    return [
        Field(plan.name, [each.by_case[at].value for each in measures], CASE_WIDTH, forms=forms)
        for at, plan in enumerate(comparison.solved)
    ]


def _changes(comparison: Comparison, measures: Sequence[Measured]) -> list[Field]:
    fields = []
    for at, plan in enumerate(comparison.solved[1:], start=1):
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
        for at, plan in enumerate(comparison.solved[1:], start=1)
    ]


# ---------------------------------------------------------------------------------------------- index


def indexed(measures: Sequence[Measured]) -> list[Measured]:
    """Main measures that the base has something of, and that differ anywhere."""
    found = [
        each
        for each in measures
        if each.figure.is_main and each.values[0] and any(difference.change for difference in each.by_case)
    ]
    return found[:MOST_INDEXED]


def _write_index(page: Page, comparison: Comparison, measures: Sequence[Measured]) -> Callable[[], object] | None:
    chosen = indexed(measures)
    if not chosen:
        page.note("No main measure differs, so there is no index to draw.")
        return None
    plans = comparison.solved
    columns = [
        Field(each.figure.name, [_index(each, at) for at in range(len(plans))], CASE_WIDTH,
              forms=["0.0"] * len(plans))
        for each in chosen
    ]  # fmt: skip
    block = page.table(
        [Field("plan", [plan.name for plan in plans], look="text"), *columns],
        heading=f"Index of the main measures, {comparison.base.name} = 100",
        sized=False,
        height=NAME_HEIGHT,
    )
    # The base is 100 by itself, so it is not drawn.
    last = min(len(plans), 1 + MOST_DRAWN) - 1
    cells = Cells(block.sheet, block.first + 1, block.first + last)
    most = max(value for field in columns for value in field.values if value is not None)
    parts = [Part(1 + at, each.figure.name, HUES[at]) for at, each in enumerate(chosen)]
    title = f"Main measures, {comparison.base.name} = 100" + (
        f": first {last} of {len(plans) - 1}" if last < len(plans) - 1 else ""
    )
    beyond = " (longer bars are cut)" if most > LARGEST_INDEX else ""

    def draw() -> object:
        return index_bars(page.book, title + beyond, cells, 0, parts, 1.05 * most)

    page.place(page.reserve(1, height(last, len(parts)), across=1), [draw()])
    return draw


def _index(measured: Measured, at: int) -> float | None:
    base, value = measured.values[0], measured.values[at]
    return None if value is None or not base else INDEX_BASE * value / base

"""An index of the main measures: the base is 100."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from model.reports.book import Book
from model.reports.comparison.charts import INDEX_BASE, LARGEST_INDEX, MOST_DRAWN, Part, height, index_bars
from model.reports.comparison.looks import NAME_HEIGHT
from model.reports.frontier.charts import Cells
from model.reports.looks import Field
from model.reports.page import Page
from model.reports.palette import HUES
from model.whatif.compare import Comparison, Measured

MOST_INDEXED = 4
"""Measures; more bars side by side could not be told apart."""


def indexed(measures: Sequence[Measured]) -> list[Measured]:
    """Main measures that the base has something of, and that differ anywhere."""
    found = [
        each
        for each in measures
        if each.figure.is_main and each.values[0] and any(difference.change for difference in each.by_case)
    ]
    return found[:MOST_INDEXED]


def write_index(book: Book, comparison: Comparison) -> Callable[[], object] | None:
    """The sheet 'Index'. Returns what draws its chart once more, None where there is nothing to draw."""
    page = Page(
        book, "Index", "Settings", "Key measures, indexed",
        f"{comparison.base.name} = 100. For the figures themselves see the sheet 'Measures'.",
    )  # fmt: skip
    chosen = indexed(comparison.measures) if comparison.base.digest is not None else []
    if not chosen:
        page.note("None: no key measure that is not zero in the base differs.")
        return None
    plans = comparison.solved
    if len(plans) <= 1 + MOST_DRAWN:
        page.fit_one_page()  # the chart would be torn in two
    columns = [
        Field(each.figure.name, [_index(each, at) for at in range(len(plans))], 18,
              forms=["0.0"] * len(plans))
        for each in chosen
    ]  # fmt: skip
    block = page.table(
        [Field("plan", [plan.name for plan in plans], 30, "text"), *columns],
        height=NAME_HEIGHT,
    )
    # The base is 100 by itself, so it is not drawn.
    last = min(len(plans), 1 + MOST_DRAWN) - 1
    cells = Cells(block.sheet, block.first + 1, block.first + last)
    known = [value for field in columns for value in field.values if value is not None]
    least, most = min(known), max(known)
    parts = [Part(1 + at, each.figure.name, HUES[at]) for at, each in enumerate(chosen)]
    title = f"Key measures, {comparison.base.name} = 100" + (
        f": first {last} of {len(plans) - 1}" if last < len(plans) - 1 else ""
    )
    beyond = " (longer bars are truncated)" if most > LARGEST_INDEX else ""

    def draw() -> object:
        return index_bars(page.book, title + beyond, cells, 0, parts, (least, most))

    page.place(page.reserve(1, height(last, len(parts)), across=1), [draw()])
    return draw


def _index(measured: Measured, at: int) -> float | None:
    base, value = measured.values[0], measured.values[at]
    return None if value is None or not base else INDEX_BASE * value / base

"""An index of the main measures: the base is 100."""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.reports.book import Book
from model.reports.charts import Chart, two_sided_bars
from model.reports.page import Page
from model.reports.palette import HUES
from model.reports.styles import Field
from model.studies.comparison.styles import MOST_DRAWN, height
from model.whatif.compare import Comparison, Measured

INDEX_BASE = 100.0
STEP = 10
"""Ends of the scale are whole steps."""

LARGEST_INDEX = 250.0
"""Maximum index in the chart; the table has larger ones."""

MOST_INDEXED = 4
"""Measures; more bars side by side could not be distinguished."""


def indexed(measures: Sequence[Measured]) -> list[Measured]:
    """Main measures that the base has something of, and that differ anywhere."""
    found = [
        each
        for each in measures
        if each.figure.is_main and each.values[0] and any(difference.change for difference in each.by_case)
    ]
    return found[:MOST_INDEXED]


def write_index(book: Book, comparison: Comparison) -> Chart | None:
    """Write the sheet 'Index'. Returns its chart, None if it would be empty."""
    page = Page(
        book, "Index", "Settings", "Key measures, indexed",
        f"{comparison.base.name} = 100. For the figures themselves see the sheet 'Measures'.",
    )  # fmt: skip
    chosen = indexed(comparison.measures) if comparison.base.digest is not None else []
    if not chosen:
        page.note("None: no key measure that is not zero in the base differs.")
        return None
    plans = comparison.solved
    columns: list[Field[int]] = [Field("plan", lambda at: plans[at].name, "text", 30), *map(_column, chosen)]
    cells = page.table(range(len(plans)), columns)
    last = min(len(plans), 1 + MOST_DRAWN) - 1
    every = (_index(each, at) for each in chosen for at in range(len(plans)))
    known = [value for value in every if value is not None]
    least, most = min(known), max(known)
    parts = [(1 + at, each.figure.name, HUES[at]) for at, each in enumerate(chosen)]
    first = f": first {last} of {len(plans) - 1}" if last < len(plans) - 1 else ""
    beyond = " (longer bars are truncated)" if most > LARGEST_INDEX else ""
    scale = {
        "crossing": INDEX_BASE, "num_format": "0", "min": max(0, STEP * math.floor(least / STEP - 0.5)),
        "max": min(STEP * math.ceil(most / STEP + 0.5), LARGEST_INDEX),
    }  # fmt: skip
    title = f"Key measures, {comparison.base.name} = 100{first}{beyond}"
    # The base is 100 by itself, so it is not drawn.
    chart = two_sided_bars(title, cells.part(1, 1 + last), parts, scale, {"gap": 60, "overlap": 0})
    page.place(page.reserve(1, height(last, len(parts)), across=1), [chart])
    return chart


def _column(measured: Measured) -> Field[int]:
    return Field(measured.figure.name, lambda at: _index(measured, at), width=18, form="0.0")


def _index(measured: Measured, at: int) -> float | None:
    base, value = measured.values[0], measured.values[at]
    return None if value is None or not base else INDEX_BASE * value / base

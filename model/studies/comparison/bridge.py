"""The way from the base's cost to every other plan's, category by category."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from model.reports.book import Book
from model.reports.charts import Chart, two_sided_bars
from model.reports.number_formats import number_format
from model.reports.page import Page
from model.reports.palette import HUES, category_colours
from model.reports.styles import Field
from model.studies.comparison.styles import CASE_WIDTH, FAINT, MOST_DRAWN, SAME, WITHIN, about, height, signed
from model.whatif.bridge import Bridge, bridges
from model.whatif.compare import Comparison, Measured

FIRST_CATEGORY = 1
"""Position of the first category, after the name."""


def write_bridge(book: Book, comparison: Comparison) -> Chart | None:
    """Write the sheet 'Cost bridge'. Returns its chart, None if it would be empty."""
    base = comparison.base.digest
    page = Page(
        book, "Cost bridge", "Costs", "Cost differences by category",
        f"Differences in discounted cost from {comparison.base.name}, in {comparison.amount}. The categories add up to "
        f"the total difference. Grey: {WITHIN}.",
    )  # fmt: skip
    found = bridges(comparison)
    if base is None or not found:
        page.note("None: there are no two plans of one chain in the same unit of money to compare.")
        return None
    every = dict.fromkeys(name for bridge in found for name in bridge.parts)
    categories = [name for name in every if any(bridge.parts.get(name) for bridge in found)]
    page.set_widths([30, *[CASE_WIDTH + 1.5] * max(len(categories) + 3, len(found))])
    page.keep_title()
    last = min(len(found), MOST_DRAWN)
    slots = page.reserve(1, height(last), across=1) if categories else []
    columns = _fields(comparison, found, categories)
    cells = page.table(found, columns, heading="By category", sized=False)
    others = [each.name for each in comparison.beside if not comparison.is_comparable(each)]
    if others:
        page.note(f"Of another chain or in another unit of money, and not compared: {', '.join(others)}.")
    if not categories:
        page.note("No cost category differs, so there is no chart.")
        return None
    colours = category_colours(categories)
    parts = [(at, name, colours[name]) for at, name in enumerate(categories, start=FIRST_CATEGORY)]
    first = f": first {last} of {len(found)}" if last < len(found) else ""
    title = f"Cost compared with {comparison.base.name}, {comparison.amount}{first}"
    scale = {"num_format": "+#,##0.##;-#,##0.##;0"}
    chart = two_sided_bars(title, cells.part(0, last), parts, scale, {"gap": 45, "overlap": 100}, "stacked")
    page.place(slots, [chart])
    _write_steps(page, comparison, found, categories)
    return chart


def _fields(comparison: Comparison, found: Sequence[Bridge], categories: Sequence[str]) -> list[Field[Bridge]]:
    form = signed(number_format(max(abs(bridge.total) for bridge in found)))

    def faint(bridge: Bridge) -> Mapping[str, Any]:
        return FAINT if bridge.within_gaps else {}

    def part(name: str) -> Field[Bridge]:
        return Field(name, lambda bridge: bridge.parts.get(name, 0.0), width=CASE_WIDTH, form=form, accent=faint)

    def total_form(bridge: Bridge) -> str:
        return about(form) if bridge.within_gaps and bridge.total else form

    amount = comparison.amount
    return [
        Field("plan", lambda bridge: bridge.other.name, "text", accent=faint),
        *map(part, categories),
        Field(f"total difference ({amount})", lambda bridge: bridge.total, width=14, form=total_form, accent=faint),
        Field(f"solver tolerance of both ({amount})", lambda bridge: comparison.noise(bridge.other), width=16),
        Field("finding", _said, "text", 15, accent=faint),
    ]


def _said(bridge: Bridge) -> str:
    if abs(bridge.total) <= 1e-9 * max(abs(bridge.start), abs(bridge.end)):
        return SAME
    return WITHIN if bridge.within_gaps else "more expensive" if bridge.total > 0 else "cheaper"


def _write_steps(page: Page, comparison: Comparison, found: Sequence[Bridge], categories: Sequence[str]) -> None:
    """The bridges read downwards: from the base's cost over all categories to the plan's."""
    start, end = f"cost of {comparison.base.name}", "cost of the plan"
    whole = number_format(max(max(abs(bridge.start), abs(bridge.end)) for bridge in found))
    names = [start, *categories, end]
    ends: dict[int, dict[str, Any]] = {0: {"bold": True}, len(names) - 1: {"bold": True, "top": 1}}

    def accent(at: int) -> Mapping[str, Any]:
        return ends.get(at, {})

    def bridged(bridge: Bridge) -> Field[int]:
        values = [bridge.start, *(bridge.parts.get(name, 0.0) for name in categories), bridge.end]
        return Field(
            bridge.other.name, values.__getitem__, width=CASE_WIDTH, accent=accent,
            form=lambda at: whole if at in ends else signed(whole),
        )  # fmt: skip

    page.table(
        range(len(names)),
        [Field(comparison.amount, names.__getitem__, "text", accent=accent), *map(bridged, found)],
        heading="Step by step",
        sized=False,
    )


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

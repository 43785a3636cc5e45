"""The way from the base's cost to every other plan's, category by category."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from model.reports.document import (
    ChartRow,
    ChartScale,
    ChartSeries,
    DocumentBlock,
    DocumentChart,
    DocumentSheet,
    DocumentTable,
)
from model.reports.palette import HUES, category_colours
from model.reports.styles import Field, number_format
from model.studies.comparison.styles import CASE_WIDTH, FAINT, MOST_DRAWN, SAME, WITHIN, about, height, signed
from model.whatif.compare import Bridge, Comparison, Measured, bridges


def bridge_sheet(comparison: Comparison) -> DocumentSheet:
    """The sheet 'Cost bridge', without a chart where that would be empty."""
    rows = [] if comparison.base.digest is None else bridges(comparison)
    every = dict.fromkeys(name for bridge in rows for name in bridge.parts)
    categories = [name for name in every if any(bridge.parts.get(name) for bridge in rows)]
    nothing = "None: there are no two plans of one chain in the same unit of money to compare."
    fields = _fields(comparison, rows, categories)
    table = DocumentTable(rows, fields, "By category", is_sized=False, nothing=nothing)
    blocks: list[DocumentBlock] = [table, *(_notes(comparison, categories) if rows else [])]
    if categories:
        room = ChartRow([_chart(comparison, table, categories)], height(min(len(rows), MOST_DRAWN)), 1)
        blocks = [room, *blocks, _steps(comparison, rows, categories)]
    about = (
        f"Differences in discounted cost from {comparison.base.name}, in {comparison.amount}. The categories add up to "
        f"the total difference. Grey: {WITHIN}."
    )
    widths = [30, *[CASE_WIDTH + 1.5] * max(len(categories) + 3, len(rows))]
    return DocumentSheet("Cost bridge", "Costs", "Cost differences by category", about, blocks, widths)


def _notes(comparison: Comparison, categories: Sequence[str]) -> Iterator[str]:
    others = [plan.name for plan in comparison.beside if not comparison.is_comparable(plan)]
    if others:
        yield f"Of another chain or in another unit of money, and not compared: {', '.join(others)}."
    if not categories:
        yield "No cost category differs, so there is no chart."


def _chart(comparison: Comparison, table: DocumentTable[Bridge], categories: Sequence[str]) -> DocumentChart:
    many, last = len(table.rows), min(len(table.rows), MOST_DRAWN)
    first = f": first {last} of {many}" if last < many else ""
    colours = category_colours(categories)
    title = f"Cost compared with {comparison.base.name}, {comparison.amount}{first}"
    series = [ChartSeries(name, table, 0, at, "bar", colours[name]) for at, name in enumerate(categories, start=1)]
    scale = ChartScale("+#,##0.##;-#,##0.##;0")
    return DocumentChart("bridge", "stacked", title, series, (scale,), names=colours, rows=(0, last))


def _fields(comparison: Comparison, rows: Sequence[Bridge], categories: Sequence[str]) -> list[Field[Bridge]]:
    form = signed(number_format(max((abs(bridge.total) for bridge in rows), default=0.0)))

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
        Field("finding", _finding, "text", 15, accent=faint),
    ]


def _finding(bridge: Bridge) -> str:
    if abs(bridge.total) <= 1e-9 * max(abs(bridge.start), abs(bridge.end)):
        return SAME
    return WITHIN if bridge.within_gaps else "more expensive" if bridge.total > 0 else "cheaper"


def _steps(comparison: Comparison, rows: Sequence[Bridge], categories: Sequence[str]) -> DocumentTable[int]:
    """The bridges read downwards: from the base's cost over all categories to the plan's."""
    start, end = f"cost of {comparison.base.name}", "cost of the plan"
    form = number_format(max(max(abs(bridge.start), abs(bridge.end)) for bridge in rows))
    names = [start, *categories, end]
    ends: dict[int, dict[str, Any]] = {0: {"bold": True}, len(names) - 1: {"bold": True, "top": 1}}

    def accent(at: int) -> Mapping[str, Any]:
        return ends.get(at, {})

    def form_of(at: int) -> str:
        return form if at in ends else signed(form)

    def bridged(bridge: Bridge) -> Field[int]:
        values = [bridge.start, *(bridge.parts.get(name, 0.0) for name in categories), bridge.end]
        return Field(bridge.other.name, values.__getitem__, width=CASE_WIDTH, form=form_of, accent=accent)

    first = Field(comparison.amount, names.__getitem__, "text", accent=accent)
    return DocumentTable(range(len(names)), [first, *map(bridged, rows)], "Step by step", is_sized=False)


INDEX_BASE = 100.0
STEP = 10
"""Ends of the scale are whole steps."""

LARGEST_INDEX = 250.0
"""Maximum index in the chart; the table has larger ones."""

MOST_INDEXED = 4
"""Measures; more bars side by side could not be distinguished."""


def indexed(measures: Sequence[Measured]) -> list[Measured]:
    """Main measures that the base has something of, and that differ anywhere."""

    def is_indexed(measure: Measured) -> bool:
        is_in_base = measure.figure.is_main and bool(measure.values[0])
        return is_in_base and any(difference.change for difference in measure.by_case)

    return list(filter(is_indexed, measures))[:MOST_INDEXED]


def index_sheet(comparison: Comparison) -> DocumentSheet:
    """The sheet 'Index', without a chart where that would be empty."""
    chosen = indexed(comparison.measures) if comparison.base.digest is not None else []
    plans = comparison.solved
    columns: list[Field[int]] = [Field("plan", lambda at: plans[at].name, "text", 30), *map(_column, chosen)]
    nothing = "None: no key measure that is not zero in the base differs."
    table = DocumentTable(range(len(plans)) if chosen else (), columns, nothing=nothing)
    blocks: list[DocumentBlock] = [table]
    if chosen:
        chart = _index_chart(comparison, table, chosen)
        blocks.append(ChartRow([chart], height(min(len(plans) - 1, MOST_DRAWN), len(chosen)), 1))
    about = f"{comparison.base.name} = 100. For the figures themselves see the sheet 'Measures'."
    return DocumentSheet("Index", "Settings", "Key measures, indexed", about, blocks)


def _index_chart(comparison: Comparison, table: DocumentTable[int], chosen: Sequence[Measured]) -> DocumentChart:
    many, last = len(table.rows) - 1, min(len(table.rows) - 1, MOST_DRAWN)
    every = (_index(measure, at) for measure in chosen for at in table.rows)
    indices = [value for value in every if value is not None]
    least, most = min(indices), max(indices)
    first = f": first {last} of {many}" if last < many else ""
    beyond = " (longer bars are truncated)" if most > LARGEST_INDEX else ""
    low, high = max(0, STEP * math.floor(least / STEP - 0.5)), STEP * math.ceil(most / STEP + 0.5)
    scale = ChartScale("0", least=low, most=min(high, LARGEST_INDEX), start=INDEX_BASE)
    series = [ChartSeries(measure.figure.name, table, 0, 1 + at, "bar", HUES[at]) for at, measure in enumerate(chosen)]
    title = f"Key measures, {comparison.base.name} = 100{first}{beyond}"
    # The base is 100 by itself, so it is not drawn.
    return DocumentChart("index", "grouped", title, series, (scale,), rows=(1, 1 + last))


def _column(measured: Measured) -> Field[int]:
    return Field(measured.figure.name, lambda at: _index(measured, at), width=18, form="0.0")


def _index(measured: Measured, at: int) -> float | None:
    base, value = measured.values[0], measured.values[at]
    return None if value is None or not base else INDEX_BASE * value / base

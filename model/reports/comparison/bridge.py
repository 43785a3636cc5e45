"""The way from the base's cost to every other plan's, category by category."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from model.reports.book import Book, number_format
from model.reports.comparison.charts import MOST_DRAWN, Part, bridge_bars, height
from model.reports.comparison.looks import CASE_WIDTH, FAINT, NAME_HEIGHT, SAME, WITHIN, about, signed
from model.reports.frontier.charts import Cells
from model.reports.looks import Field
from model.reports.page import Page
from model.reports.palette import category_colours
from model.whatif.bridge import Bridge, bridges
from model.whatif.compare import Comparison

FIRST_CATEGORY = 1
"""Column of the first category: only the name stands before them."""


def write_bridge(book: Book, comparison: Comparison) -> Callable[[], object] | None:
    """The sheet 'Cost bridge'. Returns what draws its chart once more, None where there is nothing to draw."""
    base = comparison.base.digest
    page = Page(
        book, "Cost bridge", "Costs", "Cost differences by category",
        f"Differences in discounted cost from {comparison.base.name}, in {comparison.amount}. The categories add up to "
        f"the total difference. Grey: {WITHIN}.",
    )  # fmt: skip
    found = bridges(comparison)
    if base is None or not found:
        page.note("None: there are no two plans in the same unit of money to compare.")
        return None
    every = dict.fromkeys(name for bridge in found for name in bridge.parts)
    categories = [name for name in every if any(bridge.parts.get(name) for bridge in found)]
    page.set_widths([30, *[CASE_WIDTH + 1.5] * max(len(categories) + 3, len(found))])
    page.keep_title()
    last = min(len(found), MOST_DRAWN)
    slots = page.reserve(1, height(last), across=1) if categories else []
    block = page.table(_fields(comparison, found, categories), heading="By category", sized=False, height=NAME_HEIGHT)
    others = [each.name for each in comparison.beside if not comparison.is_comparable(each)]
    if others:
        page.note(f"In another unit of money, and not compared: {', '.join(others)}.")
    if not categories:
        page.note("No cost category differs, so there is nothing to draw.")
        return None
    cells = Cells(block.sheet, block.first, block.first + last - 1)
    colours = category_colours(categories)
    parts = [Part(FIRST_CATEGORY + at, name, colours[name]) for at, name in enumerate(categories)]
    first = f": first {last} of {len(found)}" if last < len(found) else ""
    title = f"Cost compared with {comparison.base.name}, {comparison.amount}{first}"

    def draw() -> object:
        return bridge_bars(book, title, cells, 0, parts)

    page.place(slots, [draw()])
    _write_steps(page, comparison, found, categories)
    return draw


def _fields(comparison: Comparison, found: Sequence[Bridge], categories: Sequence[str]) -> list[Field]:
    form = signed(number_format(max(abs(bridge.total) for bridge in found)))
    faint = {at: FAINT for at, bridge in enumerate(found) if bridge.within_gaps}
    forms = [about(form) if bridge.within_gaps and bridge.total else form for bridge in found]
    return [
        Field("plan", [bridge.other.name for bridge in found], look="text", accents=faint),
        *(
            Field(name, [bridge.parts.get(name, 0.0) for bridge in found], CASE_WIDTH, forms=[form] * len(found),
                  accents=faint)
            for name in categories
        ),
        Field(f"total difference ({comparison.amount})", [bridge.total for bridge in found], 14, forms=forms,
              accents=faint),
        Field(f"solver tolerance of both ({comparison.amount})",
              [comparison.noise(bridge.other) for bridge in found], 16),
        Field("finding", [_said(bridge) for bridge in found], 15, "text", accents=faint),
    ]  # fmt: skip


def _said(bridge: Bridge) -> str:
    if abs(bridge.total) <= 1e-9 * max(abs(bridge.start), abs(bridge.end)):
        return SAME
    return WITHIN if bridge.within_gaps else "more expensive" if bridge.total > 0 else "cheaper"


def _write_steps(page: Page, comparison: Comparison, found: Sequence[Bridge], categories: Sequence[str]) -> None:
    """The bridges read downwards: from the base's cost over all categories to the plan's."""
    names = [f"cost of {comparison.base.name}", *categories, "cost of the plan"]
    size = max(max(abs(bridge.start), abs(bridge.end)) for bridge in found)
    whole = number_format(size)
    forms = [whole, *[signed(whole)] * len(categories), whole]
    bold: dict[int, dict[str, Any]] = {0: {"bold": True}, len(names) - 1: {"bold": True, "top": 1}}
    page.table(
        [
            Field(f"{comparison.amount}", names, look="text", accents=bold),
            *(
                Field(
                    bridge.other.name,
                    [bridge.start, *(bridge.parts.get(name, 0.0) for name in categories), bridge.end],
                    CASE_WIDTH,
                    forms=forms,
                    accents=bold,
                )
                for bridge in found
            ),
        ],
        heading="Step by step",
        sized=False,
        height=NAME_HEIGHT,
    )

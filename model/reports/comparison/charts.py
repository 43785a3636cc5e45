"""Charts of a comparison: the index of the main measures, the cost bridge, cost against risk."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.reports.book import Book
from model.reports.charts import GRID, SMALL
from model.reports.frontier.charts import Axis, Cells
from model.reports.palette import HUES, INK, QUIET, RULE

INDEX_BASE = 100.0
STEP = 10
"""Ends of the scale are whole steps."""

LARGEST_INDEX = 250.0
"""An index beyond runs out of the chart; the table says how far."""

BAR, FRAME = 18, 130
"""Height of a bar and of all that stands around the bars, in pixels."""

MOST_DRAWN = 30
"""Cases in a chart."""


@dataclass(frozen=True)
class Part:
    """A series of bars: its column, name and colour."""

    column: int
    name: str
    colour: str


@dataclass(frozen=True)
class Spot:
    """A point of a scatter: the row of its table, and whose it is."""

    row: int
    name: str
    is_base: bool


def index_bars(
    book: Book, title: str, cells: Cells, names: int, parts: Sequence[Part], span: tuple[float, float]
) -> Any:
    """A group of lying bars for each case, from the base's 100 to the left or to the right."""
    chart = book.file.add_chart({"type": "bar"})
    for part in parts:
        chart.add_series({
            "name": part.name, "categories": cells.column(names), "values": cells.column(part.column), "gap": 60,
            "overlap": 0, "fill": {"color": part.colour}, "border": {"none": True},
        })  # fmt: skip
    _finish(chart, title)
    chart.set_x_axis({
        "crossing": INDEX_BASE, "num_format": "0", "num_font": SMALL, "major_gridlines": GRID, "line": {"none": True},
        "label_position": "high", "min": max(0, STEP * math.floor(span[0] / STEP - 0.5)),
        "max": min(STEP * math.ceil(span[1] / STEP + 0.5), LARGEST_INDEX),
    })  # fmt: skip
    _names_axis(chart)
    return chart


def bridge_bars(book: Book, title: str, cells: Cells, names: int, parts: Sequence[Part]) -> Any:
    """A lying bar for each case: what costs more to the right, what costs less to the left."""
    chart = book.file.add_chart({"type": "bar", "subtype": "stacked"})
    for part in parts:
        chart.add_series({
            "name": part.name, "categories": cells.column(names), "values": cells.column(part.column), "gap": 45,
            "overlap": 100, "fill": {"color": part.colour}, "border": {"none": True},
        })  # fmt: skip
    _finish(chart, title)
    chart.set_x_axis({
        "num_format": "+#,##0.##;-#,##0.##;0", "num_font": SMALL, "major_gridlines": GRID, "line": {"none": True},
        "label_position": "high",
    })  # fmt: skip
    _names_axis(chart)
    return chart


def scatter(
    book: Book, title: str, cells: Cells, columns: tuple[int, int], spots: Sequence[Spot], axes: tuple[Axis, Axis]
) -> Any:
    """A named point for each plan; ``columns`` are those of the risk and of the cost."""
    chart = book.file.add_chart({"type": "scatter"})
    for at, spot in enumerate(spots):
        colour = INK if spot.is_base else HUES[at % len(HUES)]
        chart.add_series({
            "name": spot.name, "categories": cells.cell(spot.row, columns[0]),
            "values": cells.cell(spot.row, columns[1]),
            "marker": {"type": "diamond" if spot.is_base else "circle", "size": 10 if spot.is_base else 8,
                       "fill": {"color": colour}, "border": {"color": "#FFFFFF"}},
            "data_labels": {"series_name": True, "value": False, "position": "right" if at % 2 == 0 else "left",
                            "font": {"size": 8, "color": QUIET, "bold": spot.is_base}},
        })  # fmt: skip
    _finish(chart, title)
    chart.set_legend({"none": True})
    chart.set_x_axis(axes[0].options())
    chart.set_y_axis(axes[1].options())
    return chart


def height(cases: int, bars_each: int = 1) -> int:
    """Of a chart of lying bars."""
    return FRAME + max(cases, 3) * (BAR + 8 * bars_each)


def _names_axis(chart: Any) -> None:
    chart.set_y_axis({
        "reverse": True, "num_font": {"size": 9}, "line": {"color": QUIET}, "major_tick_mark": "none",
        "label_position": "low",
    })  # fmt: skip


def _finish(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": True, "color": INK}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": SMALL})
    chart.set_chartarea({"border": {"color": RULE}, "fill": {"color": "#FFFFFF"}})
    chart.show_blanks_as("gap")

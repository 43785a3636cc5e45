"""The pictures of a frontier: cost against risk, and the price of each step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.reports.book import Book
from model.reports.charts import GRID, SMALL, YEARS
from model.reports.palette import BAD, HUES, INK, NEUTRAL, OTHER, QUIET, RULE

ROOM = 0.08
"""Of the axes' length, left free around the points."""


@dataclass(frozen=True)
class Cells:
    """A table on a sheet: its rows, and where the columns stand."""

    sheet: str
    first: int
    last: int

    def column(self, at: int) -> list[Any]:
        return [self.sheet, self.first, at, self.last, at]

    def cell(self, row: int, at: int) -> list[Any]:
        return [self.sheet, self.first + row, at, self.first + row, at]


@dataclass(frozen=True)
class Axis:
    """A scale: its title, what it must show, how figures are written."""

    title: str
    least: float
    most: float
    form: str
    end: float = math.inf
    """The greatest figure that there can be."""

    def options(self) -> dict[str, Any]:
        step = nice((self.most - self.least) / 4 or abs(self.most) / 4 or 1.0)
        room = ROOM * (self.most - self.least)
        low = step * math.floor((self.least - room) / step)
        low = max(low, 0.0) if self.least >= 0 else low
        return {
            "name": self.title, "name_font": {"size": 9, "bold": False, "color": QUIET}, "num_font": SMALL,
            "num_format": self.form, "major_gridlines": GRID, "line": {"color": RULE}, "major_unit": step,
            "min": low, "max": min(self.end, step * math.ceil((self.most + room) / step)),
        }  # fmt: skip


def nice(width: float) -> float:
    """The next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(width))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= width * (1 - 1e-9))


def curve(
    book: Book, title: str, points: Cells, columns: tuple[int, int, int], axes: tuple[Axis, Axis], *, own: int | None,
    no_plan: tuple[Cells, int, int] | None,
) -> Any:  # fmt: skip
    """Cost over the limit. ``columns`` are those of the limit, the cost and the bound on the cost; ``own`` is the row
    of the sheet's own limit; ``no_plan`` the table, and its columns, of limits that no plan holds."""
    chart = book.file.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    limit, cost, proven = columns
    chart.add_series({
        "name": "lowest cost found", "categories": points.column(limit), "values": points.column(cost),
        "line": {"color": HUES[0], "width": 2.25}, "marker": _marker("circle", HUES[0], 7),
    })  # fmt: skip
    chart.add_series({
        "name": "proven lower bound", "categories": points.column(limit), "values": points.column(proven),
        "line": {"color": NEUTRAL, "width": 1.25, "dash_type": "dash"}, "marker": {"type": "none"},
    })  # fmt: skip
    if own is not None:
        chart.add_series({
            "name": "value in the workbook", "categories": points.cell(own, limit), "values": points.cell(own, cost),
            "line": {"none": True},
            "marker": _marker("circle", HUES[1], 13) | {"fill": {"none": True}},
        })  # fmt: skip
    if no_plan is not None:
        cells, at, height = no_plan
        chart.add_series({
            "name": "no plan", "categories": cells.column(at), "values": cells.column(height),
            "line": {"none": True}, "marker": {"type": "x", "size": 9, "border": {"color": BAD, "width": 2}},
        })  # fmt: skip
    _finish(chart, title)
    chart.set_x_axis(axes[0].options())
    chart.set_y_axis(axes[1].options())
    return chart


def prices(book: Book, title: str, steps: Cells, columns: tuple[int, int, int], form: str, faint: Sequence[int]) -> Any:
    """A column for each step; ``columns`` are those of the step's name, its price and the marginal cost at its end;
    ``faint`` are the steps whose difference the solves leave open."""
    chart = book.file.add_chart({"type": "column"})
    name, price, marginal = columns
    fills = [{"fill": {"color": OTHER if at in faint else HUES[0]}} for at in range(steps.last - steps.first + 1)]
    chart.add_series({
        "name": "price of the step", "categories": steps.column(name), "values": steps.column(price), "gap": 60,
        "fill": {"color": HUES[0]}, "border": {"none": True}, "points": fills,
    })  # fmt: skip
    over = book.file.add_chart({"type": "line"})
    over.add_series({
        "name": "shadow price at its end", "categories": steps.column(name), "values": steps.column(marginal),
        "line": {"none": True}, "marker": _marker("diamond", HUES[1], 8),
    })  # fmt: skip
    chart.combine(over)
    _finish(chart, title)
    chart.set_x_axis({"num_font": YEARS, "line": {"color": QUIET}, "label_position": "low", "major_tick_mark": "none"})
    chart.set_y_axis({"num_font": SMALL, "major_gridlines": GRID, "line": {"none": True}, "num_format": form,
                      "min": 0})  # fmt: skip
    return chart


def _marker(kind: str, colour: str, size: int) -> dict[str, Any]:
    return {"type": kind, "size": size, "fill": {"color": colour}, "border": {"color": colour}}


def _finish(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": True, "color": INK}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": SMALL})
    chart.set_chartarea({"border": {"color": RULE}, "fill": {"color": "#FFFFFF"}})
    chart.show_blanks_as("gap")

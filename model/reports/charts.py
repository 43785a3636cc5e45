"""Native Excel charts over ranges that stand visibly on a sheet, drawn to be read on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from model.reports.book import Book
from model.reports.looks import Block
from model.reports.palette import CONSTRUCTION, IN_OPERATION, INK, PERMIT, QUIET, RAMP_UP, RULE

GRID = {"visible": True, "line": {"color": RULE, "width": 0.5}}
SMALL = {"size": 9, "color": QUIET}
YEARS = {"size": 8, "color": QUIET}
MARKERS = ("circle", "square", "diamond", "triangle")
"""Lines that cross are told apart by more than their colour."""


@dataclass(frozen=True)
class Series:
    """One line of a block in a chart."""

    block: Block
    at: int
    name: str
    colour: str
    is_limit: bool = False
    """Drawn as a dashed line without marks."""


@dataclass(frozen=True)
class Bars:
    """Where the figures of lying bars stand: a row each, a column for every part, with its name and colour."""

    sheet: str
    first: int
    last: int
    name_column: int
    parts: Sequence[tuple[int, str, str]]


def stacked(book: Book, title: str, series: Sequence[Series], *, share: bool = False) -> Any:
    """Columns stacked over the years. ``share``: the lines are fractions that sum to one."""
    chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
    for each in series:
        chart.add_series(_filled(each) | {"gap": 45, "overlap": 100})
    _finish(book, chart, title, share=share, most=1.0 if share else None)
    return chart


def lines(book: Book, title: str, series: Sequence[Series], *, share: bool = False, most: float | None = None) -> Any:
    """A line for each series over the years."""
    chart = book.file.add_chart({"type": "line"})
    for each, marker in zip(series, cycle(MARKERS)):
        chart.add_series(_drawn(each, marker))
    _finish(book, chart, title, share=share, most=most)
    chart.show_blanks_as("gap")
    return chart


def columns_and_line(book: Book, title: str, columns: Sequence[Series], line: Series, *, share: bool = False) -> Any:
    """What is needed or used as columns, what there is as a line over them."""
    chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
    for each in columns:
        chart.add_series(_filled(each) | {"gap": 45, "overlap": 100})
    over = book.file.add_chart({"type": "line"})
    over.add_series(_drawn(line))
    chart.combine(over)
    _finish(book, chart, title, share=share, least=0)
    return chart


def lying_bars(book: Book, title: str, bars: Bars) -> Any:
    """Bars of stacked parts, in the order of the table."""
    chart = book.file.add_chart({"type": "bar", "subtype": "stacked"})
    gap = 35 + 60 * max(0, 6 - (bars.last - bars.first + 1))
    names = [bars.sheet, bars.first, bars.name_column, bars.last, bars.name_column]
    for column, name, colour in bars.parts:
        values = [bars.sheet, bars.first, column, bars.last, column]
        chart.add_series({
            "name": name, "categories": names, "values": values, "gap": gap, "overlap": 100, "fill": {"color": colour},
            "border": {"none": True},
        })  # fmt: skip
    _finish(book, chart, title)
    chart.set_x_axis({
        "min": 0, "num_format": "#,##0.##", "num_font": SMALL, "major_gridlines": GRID, "line": {"none": True},
        "label_position": "high",
    })  # fmt: skip
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "line": {"color": RULE}, "major_tick_mark": "none"})
    return chart


def gantt(book: Book, title: str, bars: Gantt) -> Any:
    """Bars from decision to the end of the horizon, one a project, in the order of the table."""
    chart = book.file.add_chart({"type": "bar", "subtype": "stacked"})
    # A few projects get slim bars, not slabs.
    gap = 35 + 60 * max(0, 6 - (bars.last - bars.first + 1))
    names = [bars.sheet, bars.first, bars.name_column, bars.last, bars.name_column]
    for column, name, colour in zip(bars.columns, GANTT_NAMES, GANTT_COLOURS, strict=True):
        fill = {"fill": {"color": colour}} if colour else {"fill": {"none": True}, "border": {"none": True}}
        values = [bars.sheet, bars.first, column, bars.last, column]
        chart.add_series({"name": name, "categories": names, "values": values, "gap": gap, "overlap": 100, **fill})
    _finish(book, chart, title)
    chart.set_x_axis({
        "min": bars.start, "max": bars.end, "major_unit": bars.step, "num_format": "0", "num_font": SMALL,
        "major_gridlines": GRID, "line": {"none": True}, "label_position": "high",
    })  # fmt: skip
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "line": {"color": RULE}, "major_tick_mark": "none"})
    return chart


@dataclass(frozen=True)
class Gantt:
    """Where a Gantt chart's figures stand: start and four lengths in years, a row a project."""

    sheet: str
    first: int
    last: int
    name_column: int
    columns: tuple[int, int, int, int, int]
    start: int
    end: int
    step: int = 1
    """Years between two marks of the axis."""


TIMELINE = "From decision to operation"

# The first bar is only the way to the start; a legend entry that is blank reads better than a deleted one, of which
# LibreOffice deletes another.
GANTT_NAMES = ("\u00a0", "permitting", "construction", "ramp-up", "in operation")
GANTT_COLOURS = ("", PERMIT, CONSTRUCTION, RAMP_UP, IN_OPERATION)


def _filled(series: Series) -> dict[str, Any]:
    return _plain(series) | {"fill": {"color": series.colour}, "border": {"none": True}}


def _drawn(series: Series, marker: str = "circle") -> dict[str, Any]:
    if series.is_limit:
        line = {"color": series.colour, "width": 1.75, "dash_type": "dash"}
        return _plain(series) | {"line": line, "marker": {"type": "none"}}
    return _plain(series) | {
        "line": {"color": series.colour, "width": 2.25},
        "marker": {"type": marker, "size": 5, "fill": {"color": series.colour}, "border": {"color": series.colour}},
    }


def _plain(series: Series) -> dict[str, Any]:
    return {"name": series.name, "categories": series.block.categories, "values": series.block.values(series.at)}


def _finish(
    book: Book, chart: Any, title: str, *, share: bool = False, most: float | None = None, least: float | None = None
) -> None:
    """Title with its unit, quiet axes, legend below the plot where it covers nothing."""
    periods = len(book.view.periods)
    every = 1 if periods <= 10 else 2 if periods <= 24 else 5
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": True, "color": INK}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": SMALL})
    chart.set_x_axis({"num_font": YEARS, "line": {"color": QUIET}, "label_position": "low", "major_tick_mark": "none",
                      "interval_unit": every})  # fmt: skip
    axis: dict[str, Any] = {"num_font": SMALL, "major_gridlines": GRID, "line": {"none": True}}
    axis["num_format"] = "0%" if share else "#,##0.##"
    if least is not None:
        axis |= {"min": least}
    if most is not None:
        axis |= {"min": 0, "max": most}
    chart.set_y_axis(axis)
    chart.set_chartarea({"border": {"color": RULE}, "fill": {"color": "#FFFFFF"}})

"""Descriptions of native Excel charts: the ranges drawn, and the axes. Ranges are visible on a sheet.

A description is drawn by ``draw``, as often as a workbook shows it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from model.reports.book import Book
from model.reports.palette import CONSTRUCTION, IN_OPERATION, INK, PERMIT, QUIET, RAMP_UP, RULE
from model.reports.styles import FONT_SIZE, Block, Cells

Look = Mapping[str, Any]
"""Options of an axis or a series, as XlsxWriter takes them."""

GRID = {"visible": True, "line": {"color": RULE, "width": 0.5}}
SMALL = {"size": FONT_SIZE, "color": QUIET}
NO_LINE: dict[str, Any] = {"line": {"none": True}}
PLACES: Look = {
    "num_font": SMALL,
    "line": {"color": QUIET},
    "label_position": "low",
    "major_tick_mark": "none",
}
"""An axis of years or names below the plot."""
UPWARDS: Look = {"num_font": SMALL, "major_gridlines": GRID, **NO_LINE}
"""A scale of figures beside the plot."""
LYING: Look = {**UPWARDS, "label_position": "high"}
"""The scale of lying bars, on top: the bars run from there downwards."""
MARKERS = ("circle", "square", "diamond", "triangle")
"""Lines that cross differ in more than their colour."""


@dataclass(frozen=True)
class Drawn:
    """A series: its figures, their years or names, and its style."""

    name: str
    x: list[Any]
    y: list[Any]
    look: Look


@dataclass(frozen=True)
class Chart:
    """A chart: its kind, series and axes; ``over`` are lines over columns."""

    kind: str
    title: str
    series: Sequence[Drawn]
    x: Look
    y: Look
    subtype: str = ""
    over: Sequence[Drawn] = ()
    has_legend: bool = True


def draw(book: Book, chart: Chart) -> Any:
    """Draw a chart: title with its unit, quiet axes, legend below the plot."""
    kind = {"type": chart.kind, **({"subtype": chart.subtype} if chart.subtype else {})}
    drawing = _with_series(book, kind, chart.series)
    if chart.over:
        drawing.combine(_with_series(book, {"type": "line"}, chart.over))
    drawing.set_title({"name": chart.title, "name_font": {"size": 11, "bold": True, "color": INK}, "overlay": False})
    drawing.set_legend({"position": "bottom", "font": SMALL} if chart.has_legend else {"none": True})
    drawing.show_hidden_data()  # of rows that are folded, too
    drawing.set_x_axis(chart.x)
    drawing.set_y_axis(chart.y)
    drawing.set_chartarea({"border": {"color": RULE}, "fill": {"color": "#FFFFFF"}})
    return drawing


def _with_series(book: Book, kind: Look, series: Sequence[Drawn]) -> Any:
    native = book.file.add_chart(kind)
    for item in series:
        native.add_series({"name": item.name, "categories": item.x, "values": item.y, **item.look})
    return native


def filled(colour: str) -> dict[str, Any]:
    return {"fill": {"color": colour}, "border": {"none": True}}


def marker(kind: str, colour: str, size: int) -> dict[str, Any]:
    return {"type": kind, "size": size, "fill": {"color": colour}, "border": {"color": colour}}


# ---------------------------------------------------------------------------------------------- over the years


@dataclass(frozen=True)
class Series:
    """One line of a block in a chart."""

    block: Block
    at: int
    name: str
    colour: str
    is_limit: bool = False
    """Drawn as a dashed line without marks."""


def stacked(title: str, series: Sequence[Series], *, share: bool = False) -> Chart:
    """Columns stacked over the years. ``share``: the lines are fractions that sum to one."""
    scale = _scale(share=share, most=1.0 if share else None)
    return Chart("column", title, [_column(item) for item in series], _years(series), scale, "stacked")


def lines(title: str, series: Sequence[Series], *, share: bool = False, most: float | None = None) -> Chart:
    """A line for each series over the years."""
    drawn = [_line(item, mark) for item, mark in zip(series, cycle(MARKERS))]
    return Chart("line", title, drawn, _years(series), _scale(share=share, most=most))


def columns_and_line(title: str, columns: Sequence[Series], line: Series, *, share: bool = False) -> Chart:
    """Need or use as columns, the available amount as a line over them."""
    drawn = [_column(column) for column in columns]
    return Chart("column", title, drawn, _years(columns), _scale(share=share) | {"min": 0}, "stacked", [_line(line)])


def _column(series: Series) -> Drawn:
    return _drawn(series, {"gap": 45, "overlap": 100} | filled(series.colour))


def _line(series: Series, mark: str = "circle") -> Drawn:
    line: dict[str, Any] = {"color": series.colour, "width": 1.75 if series.is_limit else 2.25}
    if series.is_limit:
        return _drawn(series, {"line": line | {"dash_type": "dash"}, "marker": {"type": "none"}})
    return _drawn(series, {"line": line, "marker": marker(mark, series.colour, 5)})


def _drawn(series: Series, look: Look) -> Drawn:
    return Drawn(series.name, series.block.categories, series.block.values(series.at), look)


def _years(series: Sequence[Series]) -> Look:
    periods = max((item.block.years[1] - item.block.years[0] + 1 for item in series), default=1)
    return {**PLACES, "interval_unit": 1 if periods <= 10 else 2 if periods <= 24 else 5}


def _scale(*, share: bool, most: float | None = None) -> dict[str, Any]:
    scale = {**UPWARDS, "num_format": "0%" if share else "#,##0.##"}
    return scale if most is None else scale | {"min": 0, "max": most}


# ----------------------------------------------------------------------------------------- horizontal bars

Part = tuple[int, str, str]
"""A series of bars: its column, name and colour; one without a colour is only the way to the next."""


def lying_bars(
    title: str, cells: Cells, parts: Sequence[Part], scale: Look, gap: int = 0, overlap: int = 100, subtype: str = ""
) -> Chart:
    """Bars to both sides of a base, with their names next to the plot, in the order of the table, whose first column
    names them."""
    names = {
        "reverse": True,
        "num_font": {"size": FONT_SIZE},
        "line": {"color": QUIET},
        "major_tick_mark": "none",
        "label_position": "low",
        "interval_unit": 1,  # each bar has its name, even in little room
    }
    drawn = bars_of(cells, parts, {"gap": gap, "overlap": overlap})
    return Chart("bar", title, drawn, {**LYING, **scale}, names, subtype)


def stacked_bars(title: str, cells: Cells, parts: Sequence[Part], scale: Look) -> Chart:
    """Bars of parts one after the other; a few are slim, no slabs."""
    return lying_bars(title, cells, parts, scale, 35 + 60 * max(0, 6 - (cells.last - cells.first + 1)), 100, "stacked")


def bars_of(cells: Cells, parts: Sequence[Part], look: Look) -> list[Drawn]:
    empty = {"fill": {"none": True}, "border": {"none": True}}
    return [
        Drawn(name, cells.column(0), cells.column(at), {**look, **(filled(colour) if colour else empty)})
        for at, name, colour in parts
    ]


TIMELINE = "From decision to operation"

# The first bar is only the way to the start; a legend entry that is blank reads better than a deleted one, of which
# LibreOffice deletes another.
GANTT_NAMES = ("\u00a0", "permitting", "construction", "ramp-up", "in operation")
GANTT_COLOURS = ("", PERMIT, CONSTRUCTION, RAMP_UP, IN_OPERATION)


def gantt(title: str, cells: Cells, columns: Sequence[int], start: int, end: int) -> Chart:
    """Bars from decision to the end of the horizon, one a project, in the order of the table: columns of the start and
    of four lengths in years."""
    parts = list(zip(columns, GANTT_NAMES, GANTT_COLOURS, strict=True))
    scale = {"min": start, "max": end, "major_unit": years_apart(start, end), "num_format": "0"}
    return stacked_bars(title, cells, parts, scale)


def years_apart(start: int, end: int) -> int:
    """Years between two marks of an axis."""
    return 1 if end - start <= 24 else 5


# ---------------------------------------------------------------------------------------------- scatters

ROOM = 0.08
"""Free margin around the points, as a share of the axes' length."""


@dataclass(frozen=True)
class Axis:
    """Axis of a scatter: its title, the values it must show, number format."""

    title: str
    least: float
    most: float
    form: str
    end: float = math.inf
    """Maximum possible figure."""

    @property
    def look(self) -> dict[str, Any]:
        step = nice((self.most - self.least) / 4 or abs(self.most) / 4 or 1.0)
        room = ROOM * (self.most - self.least)
        low = step * math.floor((self.least - room) / step)
        low = max(low, 0.0) if self.least >= 0 else low
        return {
            "name": self.title,
            "name_font": {"size": FONT_SIZE, "bold": False, "color": QUIET},
            "num_font": SMALL,
            "num_format": self.form,
            "major_gridlines": GRID,
            "line": {"color": RULE},
            "major_unit": step,
            "min": low,
            "max": min(self.end, step * math.ceil((self.most + room) / step)),
        }


def nice(width: float) -> float:
    """The next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(width))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= width * (1 - 1e-9))

"""Positions and formats on a page: blocks that charts refer to, columns, widths, number formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from model.reports.palette import BAD
from model.results.view import Line
from model.tolerances import SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# Number formats of cells: decimals by the largest figure.


def number_format(size: float, is_integer: bool = False) -> str:
    """Decimals according to the largest figure, none for whole numbers; 0 is a dash."""
    decimals = 0 if is_integer or size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    shown = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'{shown};-{shown};"–"'


def is_whole(values: Iterable[Any]) -> bool:
    """True if no figure among the values has decimals."""
    return all(abs(value - round(value)) < SOLVED for value in values if isinstance(value, (int, float)))


# ----------------------------------------------------------------------------------------------------------------------
# Positions and formats on a page: blocks that charts refer to, columns, widths, number formats.


ROW = 20
"""Height of a row on the screen, in pixels."""

PAPER_WIDTH, PAPER_HEIGHT = 1070, 690
"""Content of a landscape A4 page at full size, in pixels; the height is slightly reduced."""
A3 = 2**0.5
"""Width of A3 paper by that of A4."""
FONT_SIZE, LEAST_SIZE = 10, 9
"""Minimum size of letters on a sheet, and on paper, in points."""
FALLBACK = 4 / 3
"""Ratio of column widths in LibreOffice, without Calibri or a font of its measures, to those in Excel."""
WIDEST = int(PAPER_WIDTH * FONT_SIZE / LEAST_SIZE / FALLBACK)
"""Width that fits on a landscape A4 page with legible letters in either, in pixels."""
WIDEST_A4 = int(PAPER_WIDTH * FONT_SIZE / LEAST_SIZE)
"""Width that fits with legible letters in Excel, in pixels."""
EARLIEST_BREAK, LATEST_BREAK = PAPER_HEIGHT, 725
"""Where a page of full size ends, in pixels, as programs do not agree on the height of a row."""

YEAR_WIDTH, UNIT_WIDTH, TOTAL_WIDTH, TREND_WIDTH = 5.0, 4.5, 9.0, 9.0
SHARE_WIDTH = 6.0
"""Width of '100.0%'."""
TALLEST_TREND = 400
"""Number of lines beyond which there are no sparklines: they would make the file slow to open."""

SHARE_FORMAT = "0.0%;-0.0%;0%"
HEADER = {
    "bold": True,
    "font_color": "#FFFFFF",
    "text_wrap": True,
    "valign": "top",
    "border": 1,
    "border_color": "#FFFFFF",
}
FORMATS = {
    "year": "0",
    "date": "0.0",
    "share": SHARE_FORMAT,
    "text": "@",
    "wrapped": "@",
    "exact": "General",
    "value": "General",
    "mixed": "#,##0.0",
    "tiny": '0.0E+00;-0.0E+00;"–"',
}
LINK = {"font_color": "#0B57A4", "underline": 1}
TEXTS = ("text", "wrapped")
"""Looks of words."""
MARK = {"bg_color": "#FBE0D5", "font_color": BAD}
FAINT: Mapping[str, Any] = {"font_color": "#8C8C8C", "italic": True}
"""Format of insignificant differences."""
HEAT = {
    "type": "2_color_scale",
    "min_type": "num",
    "max_type": "num",
    "min_value": 0,
    "max_value": 1,
    "min_color": "#FFFFFF",
    "max_color": "#F4A582",
}


@dataclass(frozen=True)
class Block:
    """Position of lines on a sheet, to which charts refer."""

    sheet: str
    header: int
    first: int
    years: tuple[int, int]
    lines: tuple[Line, ...]
    headers: tuple[str, ...] = ()
    """Headers of labels, unit, years, sums and trend."""

    def values(self, at: int) -> list[Any]:
        return [self.sheet, self.first + at, self.years[0], self.first + at, self.years[1]]

    @property
    def categories(self) -> list[Any]:
        return [self.sheet, self.header, self.years[0], self.header, self.years[1]]

    def find(self, *labels: str) -> int | None:
        """Place of the line that begins with these labels."""
        places = (at for at, line in enumerate(self.lines) if line.labels[: len(labels)] == labels)
        return next(places, None)


@dataclass(frozen=True)
class Cells:
    """Position of a table's rows on a sheet."""

    sheet: str
    first: int
    last: int

    def column(self, at: int) -> list[Any]:
        return [self.sheet, self.first, at, self.last, at]

    def cell(self, row: int, at: int) -> list[Any]:
        return [self.sheet, self.first + row, at, self.first + row, at]

    def part(self, start: int, stop: int) -> Cells:
        """Rows from one place up to another, within the table."""
        return Cells(self.sheet, self.first + start, min(self.first + stop - 1, self.last))


R = TypeVar("R")
"""Record behind a row of a table."""


@dataclass(frozen=True)
class Field(Generic[R]):
    """A column of a table: its header with its unit, how the cell of a row is got, how it looks."""

    header: str
    get: Callable[[R], Any]
    look: str = "number"
    """'number', 'year' (2031), 'date' (2031.5), 'share', 'text', 'wrapped' (a text of several lines), 'exact', 'value'
    (text or number) or 'mixed' (the same, on the right)."""
    width: float = 0.0
    form: str | Callable[[R], str] = ""
    """Number format, if the look has none; by row, if units differ."""
    accent: Callable[[R], Mapping[str, Any]] | None = None
    """Cell format of highlighted rows."""

    def format_of(self, values: Sequence[Any]) -> str:
        """Number format of the column."""
        if isinstance(self.form, str) and self.form:
            return self.form
        sizes = [abs(value) for value in values if isinstance(value, (int, float))]
        return FORMATS.get(self.look) or number_format(max(sizes, default=0.0), is_whole(values))

    def width_of(self, values: Sequence[Any]) -> float:
        """Its width, by default sufficient for most of its values."""
        words = max([len(word) for word in self.header.split()] + [len(self.header) / 2])
        if self.width:
            return self.width
        if self.look not in TEXTS:
            sizes = [abs(value) for value in values if isinstance(value, (int, float))]
            return max(words + 3.0, 9.5, len(f"{max(sizes, default=0.0):,.0f}") + 2.0)
        longest = max([len(str(value)) for value in values if value is not None] + [words + 3])
        return min(max(text_width(longest), 7.0), 40.0)


@dataclass(frozen=True)
class Table:
    """A table at its position on a sheet, with the source of its cells."""

    cells: Cells
    rows: tuple[Any, ...]
    fields: tuple[Field[Any], ...]


def always(value: Any) -> Callable[[Any], Any]:
    """Function with the same value for every row."""
    return lambda row: value


@dataclass(frozen=True)
class Slot:
    """Space for a chart, in pixels from the left of a row."""

    row: int
    left: int
    width: int
    height: int

    @property
    def last(self) -> int:
        """Its last row."""
        return self.row + -(-self.height // ROW)


def best_across(count: int) -> int:
    """Charts in a row: two, three or four, whichever leaves the least empty room."""
    if count <= 4:
        return max(count, 2)
    return min((3, 4), key=lambda across: (-count % across, across))


def tint(colour: str) -> str:
    """A colour halfway to white."""
    return "#" + "".join(f"{(int(colour[at : at + 2], 16) + 255) // 2:02X}" for at in (1, 3, 5))


def line_format(line: Line) -> str:
    return SHARE_FORMAT if line.look == "share" else number_format(line.size, is_whole(line.values))


def label_width(at: int, label: str, lines: Sequence[Line]) -> float:
    """Wide enough for most of the labels in a column."""
    longest = max([len(line.labels[at]) for line in lines if at < len(line.labels)] + [len(label) + 3])
    return min(max(text_width(longest), 7.0), 32.0)


def year_width(years: Sequence[str], lines: Sequence[Line]) -> float:
    """Wide enough for every figure, so that none is shown as ####."""
    figures = [value for line in lines if line.look != "share" for value in line.values]
    least = SHARE_WIDTH if any(line.look == "share" for line in lines) else YEAR_WIDTH
    return max([least, figure_width(figures)] + [0.85 * len(year) + 1 for year in years])


def total_width(lines: Sequence[Line]) -> float:
    """Wide enough for every sum over the years."""
    return max(TOTAL_WIDTH, figure_width([total for line in lines for total in line.totals]))


def text_width(letters: float) -> float:
    """Width of a column, in digits, for a text with a number of letters."""
    return 0.79 * letters + 1


def figure_width(figures: Sequence[float | None]) -> float:
    """Width of a column, in digits: sufficient for whole figures with their commas and signs."""
    return max([len(f"{figure:,.0f}") * 0.82 + 0.8 for figure in figures if figure is not None] + [0.0])

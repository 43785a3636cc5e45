"""Appearance of an input workbook: cell formats, tab colours, number formats."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from model.sheets.schema import Column, Entry, Kind

MOST_COLUMNS = 16_384


class OutOfOrderError(Exception):
    """A row or cell that is repeated or out of order: which of them counts is unknown."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, ends included."""

    first_column: int
    first_line: int
    last_column: int
    last_line: int

    @property
    def address(self) -> str:
        first, last = get_column_letter(self.first_column), get_column_letter(self.last_column)
        return f"{first}{self.first_line}:{last}{self.last_line}"

    def covers(self, line: int, column: int) -> bool:
        return self.first_line <= line <= self.last_line and self.first_column <= column <= self.last_column


@dataclass
class Marks:
    """Properties of a sheet besides its values."""

    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    has_formulas: bool = False


def read_marks(part: IO[bytes]) -> Marks:
    """The marks of a sheet's part. Raises OutOfOrderError if a row or cell is repeated or out of order."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.ParseFile(part)
    return reader.marks


class _Reader:
    """Takes elements in the order of the file."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.row = self.column = 0
        self.is_in_row = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell(attributes.get("r", ""))
        elif name == "row":
            self._row(attributes)
        elif name == "f" and self.is_in_row:
            self.marks.has_formulas = True
        elif name == "mergeCell" and "ref" in attributes:
            self.marks.merged.append(Area(*range_boundaries(attributes["ref"])))
        elif name == "col" and (_is_true(attributes.get("hidden")) or _is_zero(attributes.get("width"))):
            first, last = int(attributes["min"]), min(int(attributes["max"]), MOST_COLUMNS)
            self.marks.hidden_columns.update(range(first, last + 1))
        elif name in ("sheetData", "mergeCells", "extLst"):
            self.is_in_row = False

    def _row(self, attributes: dict[str, str]) -> None:
        row = int(float(attributes["r"])) if "r" in attributes else self.row + 1
        if row <= self.row:
            raise OutOfOrderError(f"row {row} " + ("twice" if row == self.row else f"after row {self.row}"))
        self.row, self.column, self.is_in_row = row, 0, True
        if _is_true(attributes.get("hidden")) or _is_zero(attributes.get("ht")):
            self.marks.hidden_rows.add(row)

    def _cell(self, address: str) -> None:
        row, column = coordinate_to_tuple(address) if address else (self.row, self.column + 1)
        if row != self.row:
            raise OutOfOrderError(f"the cell {address} in row {self.row}")
        if column <= self.column:
            before = f"{get_column_letter(self.column)}{row}"
            raise OutOfOrderError(f"the cell {address} " + ("twice" if column == self.column else f"after {before}"))
        self.column = column


def _is_true(value: str | None) -> bool:
    return value in ("1", "true")


def _is_zero(value: str | None) -> bool:
    return value is not None and re.fullmatch(r"0+(\.0*)?", value) is not None


TAB_COLOURS = {
    "Settings": "#7F7F7F",
    "Network": "#2F75B5",
    "Capacity": "#548235",
    "Costs": "#BF8F00",
    "Lead times": "#C65911",
    "Skills": "#7030A0",
    "Demand": "#C00000",
    "Risk": "#203864",
    "What-if": "#00808A",
}
OTHER_COLOUR = "#A6A6A6"

INPUT_FILL = "#FFFBE6"
INPUT_FONT = "#0000FF"
FONT = "Calibri"

NUMBER_FORMAT = "General"
LARGE_FORMAT = "#,##0"
LARGE = 1000.0
"""From here on thousands are grouped; smaller figures show the decimals that were typed."""

PERCENT_FORMAT = "0.0%"
YEAR_FORMAT = "0"
TEXT_FORMAT = "@"


def number_format(column: Column, value: Any) -> str:
    """Excel's number format of a cell."""
    if column.kind in (Kind.NAME, Kind.REFERENCE, Kind.TEXT, Kind.CHOICE, Kind.DATE):
        return TEXT_FORMAT
    if isinstance(value, Entry):
        return TEXT_FORMAT if isinstance(value.value, str) else value.number_format
    if column.is_percent:
        return PERCENT_FORMAT
    if column.kind is Kind.YEAR or column.unit == "year":
        return YEAR_FORMAT
    is_large = isinstance(value, (int, float)) and abs(value) >= LARGE
    return LARGE_FORMAT if is_large else NUMBER_FORMAT


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._cells: dict[tuple[bool, str], Any] = {}

    def of(self, **properties: Any) -> Any:
        """The format with these properties."""
        wanted = {"font_name": FONT, "font_size": 10, "valign": "vcenter"} | properties
        name = tuple(sorted(wanted.items()))
        if name not in self._made:
            self._made[name] = self._book.add_format(wanted)
        return self._made[name]

    def header(self, tab: str, column: Column | None = None) -> Any:
        return self.of(
            bold=True,
            font_color="#FFFFFF",
            bg_color=tab_colour(tab),
            text_wrap=True,
            valign="top",
            align=side(column),
            border=1,
            border_color="#FFFFFF",
        )

    def unit(self, column: Column | None = None) -> Any:
        return self.of(
            italic=True,
            font_color="#595959",
            bg_color="#EDEDED",
            text_wrap=True,
            valign="top",
            align=side(column),
            bottom=1,
        )

    def cell(self, column: Column | None, value: Any = None) -> Any:
        """Format of an input: blue on light yellow, keys bold, remarks grey."""
        if column is None:
            return self.of(font_color="#595959", num_format=TEXT_FORMAT, indent=1)
        name = column.is_key, number_format(column, value)
        if name not in self._cells:
            self._cells[name] = self.of(
                font_color=INPUT_FONT,
                bg_color=INPUT_FILL,
                bold=column.is_key,
                num_format=name[1],
                bottom=4,
                bottom_color="#D9D9D9",
            )
        return self._cells[name]


def side(column: Column | None) -> str:
    """Alignment: numbers and their headers to the right."""
    is_number = column is not None and column.kind in (Kind.NUMBER, Kind.PERCENT, Kind.YEAR, Kind.YEARLY)
    return "right" if is_number else "left"


def tab_colour(tab: str) -> str:
    return TAB_COLOURS.get(tab, OTHER_COLOUR)

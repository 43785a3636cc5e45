"""Appearance of an input workbook: cell formats, tab colours, number formats."""

from __future__ import annotations

from typing import Any

from model.sheets.schema import Column, Entry, Kind

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
    if column.kind in (Kind.NAME, Kind.REFERENCE, Kind.TEXT, Kind.CHOICE):
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
        return self.of(
            font_color=INPUT_FONT,
            bg_color=INPUT_FILL,
            bold=column.is_key,
            num_format=number_format(column, value),
            bottom=4,
            bottom_color="#D9D9D9",
        )


def side(column: Column | None) -> str:
    """Alignment: numbers and their headers to the right."""
    is_number = column is not None and column.kind in (Kind.NUMBER, Kind.PERCENT, Kind.YEAR, Kind.YEARLY)
    return "right" if is_number else "left"


def tab_colour(tab: str) -> str:
    return TAB_COLOURS.get(tab, OTHER_COLOUR)

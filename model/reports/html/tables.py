"""The tables behind the pictures: those of the results workbook, figure for figure, with their addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from xlsxwriter.utility import xl_range

from model.reports.book import Book
from model.reports.styles import SHARE_FORMAT, Block, Table, is_whole, line_format, number_format
from model.results.view import Line

MOST_LINES = 60
"""Maximum lines of a table without scripts; the others are in the workbook."""


@dataclass(frozen=True)
class HtmlCell:
    """A cell of the workbook: its value, and its number format."""

    value: Any
    form: str = "@"

    @property
    def shown(self) -> str:
        """As the workbook shows it."""
        return shown(self.value, self.form)


@dataclass(frozen=True)
class HtmlRow:
    """A row of the workbook: its number, counted from 0, and its cells."""

    at: int | None
    """None of a row that only a disruption has, and of a table that the workbook has not."""
    cells: tuple[HtmlCell, ...]


@dataclass(frozen=True)
class Data:
    """A table of the workbook, or some of its rows."""

    sheet: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[HtmlRow, ...]
    book: str = "results workbook"
    """Which workbook it is of."""
    cases: Mapping[str, Mapping[str, Mapping[int, float]]] = field(default_factory=dict)
    """By disruption and heading of the year the figures of rows; other rows are 0 then."""
    added: int = 0
    """Number of rows at the end that only disruptions have."""

    @property
    def caption(self) -> str:
        """Its title, and the cells that it takes up."""
        places = [row.at for row in self.rows if row.at is not None]
        if not places:
            return f"{self.title} – worked out from the {self.book}"
        cells = xl_range(places[0], 0, places[-1], len(self.headers) - 1)
        return f"{self.title or self.sheet} – {self.book}, sheet ‘{self.sheet}’, cells {cells}"


def shown(value: Any, form: str) -> str:
    """A value in a number format of the results: digits after the point, thousands apart, shares in per cent."""
    if value is None:
        return ""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return str(value)
    sections = form.split(";")
    if value == 0 and len(sections) > 2:
        return sections[2].strip('"')
    first = sections[0]
    if first in ("@", "General"):
        return f"{value:.10g}"
    decimals = len(first.partition(".")[2].rstrip("%"))
    # Half is rounded up, as Excel does.
    number = Decimal(repr(float(value))) * (100 if first.endswith("%") else 1)
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded:{',' if ',' in first else ''}f}{'%' if first.endswith('%') else ''}"


T = TypeVar("T")


def content_at(by_place: Mapping[tuple[str, str], T], sheet: str, heading: str) -> T | None:
    """Content under a heading of a sheet; None for an empty sheet. Raises KeyError for another heading."""
    return by_place[sheet, heading] if any(name == sheet for name, _ in by_place) else None


def block_data(book: Book, sheet: str, heading: str = "", keep: Callable[[Line], bool] | None = None) -> Data | None:
    """Lines with years across, or those of them that are kept."""
    block = content_at(book.blocks, sheet, heading)
    if block is None:
        return None
    shown_lines = [at for at, line in enumerate(block.lines) if keep is None or keep(line)]
    rows = tuple(HtmlRow(block.first + at, _line_cells(block, at)) for at in shown_lines)
    return Data(sheet, heading, block.headers[:-1], rows)


def _line_cells(block: Block, at: int) -> tuple[HtmlCell, ...]:
    line = block.lines[at]
    padded = [*line.labels, *[""] * (block.years[0] - 1 - len(line.labels))]
    form = line_format(line)
    cells = [
        *(HtmlCell(label) for label in padded),
        HtmlCell(line.unit),
        *(HtmlCell(value, form) for value in line.values),
    ]
    for place in range(len(block.headers) - 2 - block.years[1]):
        total = line.totals[place] if place < len(line.totals) else None
        number_form = SHARE_FORMAT if line.look == "share" else number_format(abs(total or 0.0), is_whole([total]))
        cells.append(HtmlCell(total, number_form))
    return tuple(cells)


def lines_data(book: Book, title: str, labels: tuple[str, ...], lines: Sequence[Line]) -> Data:
    """Lines that the workbook has not, worked out from its own."""
    rows = tuple(
        HtmlRow(
            None,
            (*map(HtmlCell, (*line.labels, line.unit)), *(HtmlCell(value, line_format(line)) for value in line.values)),
        )
        for line in lines
    )
    return Data("", title, (*labels, "unit", *book.view.year_labels), rows)


def table_data(book: Book, sheet: str, heading: str = "", keep: Callable[[Any], bool] | None = None) -> Data | None:
    """A table, or those of its rows that are kept."""
    table = content_at(book.tables, sheet, heading)
    if table is None:
        return None
    columns = [_column(table, column) for column in table.fields]
    shown_rows = [at for at, row in enumerate(table.rows) if keep is None or keep(row)]
    rows = tuple(HtmlRow(table.cells.first + at, tuple(column[at] for column in columns)) for at in shown_rows)
    return Data(sheet, heading, tuple(column.header for column in table.fields), rows)


def of_workbook(file: str, *data: Data | None) -> list[Data]:
    """Tables that have rows, as those of the workbook of that name."""
    return [replace(table, book=f"workbook {file}") for table in data if table is not None and table.rows]


def _column(table: Table, column: Any) -> list[HtmlCell]:
    values = [column.get(row) for row in table.rows]
    form = column.format_of(values)
    own = column.form if callable(column.form) else None
    return [HtmlCell(value, own(row) if own else form) for row, value in zip(table.rows, values, strict=True)]

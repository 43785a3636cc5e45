"""The overview of a document: one landscape page for a director."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.reports.book import Book
from model.reports.charts import Chart
from model.reports.contents import Grid
from model.reports.document import DocumentOverview, GridTable
from model.reports.palette import INK, QUIET
from model.reports.styles import FAINT, PAPER_HEIGHT, ROW, WIDEST

COLUMNS = 44
COLUMN = WIDEST // COLUMNS
"""Width of a narrow column in pixels; an element takes several."""
LAST = COLUMNS - 1
LETTERS, LINE, MOST_LINES = 155, 17, 9
"""Sentences: letters on a line, height of a line in pixels, and maximum number of lines."""
SMALLEST, TALLEST = 190, 300
"""Heights of a chart, in pixels: one lower than the least is not on paper."""


def write_overview(book: Book, sheet: Any, overview: DocumentOverview, charts: Sequence[Chart]) -> None:
    """Fill its sheet."""
    grid = Grid(book, sheet, COLUMNS, COLUMN)
    grid.height(0, 28)
    grid.put(0, 0, 37, grid.cut(overview.title, 24), bold=True, font_size=16, font_color=INK)
    grid.link(0, 38, LAST, book.home, book.home, align="right")
    grid.put(1, 0, LAST, overview.about, font_color=QUIET)
    row = grid.sentences(3, overview.said, LETTERS, LINE, MOST_LINES)
    for beside in overview.tables:
        row = max(_write(grid, table, row + 1) for table in beside)
    room = min(PAPER_HEIGHT - grid.above(row + 1), TALLEST)
    height = room if room > SMALLEST else TALLEST
    for start in range(0, len(charts), 2):
        grid.charts(row + 1 + start // 2 * (height // ROW + 1), charts[start : start + 2], height)
    if charts and room > SMALLEST:  # the first two are on paper
        row += 1 + height // ROW
    sheet.freeze_panes(1, 0)
    sheet.activate()
    sheet.print_area(0, 0, row, LAST)


def _write(grid: Grid, table: GridTable[Any], row: int) -> int:
    """Returns the row below."""
    row = grid.table(
        row,
        table.at,
        table.heading,
        table.rows,
        table.fields,
        sheet=table.sheet,
        nothing=table.nothing,
        most=table.most,
        wraps=table.wraps,
    )
    if table.note:
        grid.put(row, 0, LAST, grid.cut(table.note, COLUMNS), **FAINT)
        row += 1
    return row

"""A document as an Excel workbook, its overview on one landscape page. Pages are filled first; charts are drawn once
the places of tables are known."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from model.reports.book import Book
from model.reports.charts import NO_LINE, PLACES, UPWARDS, Axis, Chart, Drawn, filled, lying_bars, marker, stacked_bars
from model.reports.contents import COLUMNS, LAST, Grid, write_contents
from model.reports.contents import NAME as CONTENTS
from model.reports.document import (
    ChartRow,
    ChartSeries,
    Document,
    DocumentChart,
    DocumentKey,
    DocumentOverview,
    DocumentSheet,
    DocumentTable,
    GridTable,
    Paragraphs,
    SheetOrWriter,
    Writer,
)
from model.reports.page import Page
from model.reports.palette import INK, OTHER, QUIET
from model.reports.styles import FAINT, FONT_SIZE, HEAT, PAPER_HEIGHT, ROW, Cells

# ----------------------------------------------------------------------------------------------------------------------
# The overview of a document: one landscape page for a director.


LETTERS, LINE, MOST_LINES = 155, 17, 9
"""Sentences: letters on a line, height of a line in pixels, and maximum number of lines."""
SMALLEST, TALLEST = 190, 300
"""Heights of a chart, in pixels: one lower than the least is not on paper."""


def write_overview(book: Book, sheet: Any, overview: DocumentOverview, charts: Sequence[Chart]) -> None:
    """Fill its sheet."""
    grid = Grid(book, sheet)
    grid.height(0, 28)
    grid.put(0, 0, 37, grid.cut(overview.title, 24), bold=True, font_size=16, font_color=INK)
    grid.link(0, 38, LAST, book.home, book.home, align="right")
    grid.put(1, 0, LAST, overview.about, font_color=QUIET)
    row = grid.sentences(3, overview.sentences, LETTERS, LINE, MOST_LINES)
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


# ----------------------------------------------------------------------------------------------------------------------
# A document as an Excel workbook. Pages are filled first; charts are drawn once the places of tables are known.


KEY_COLUMN = 3
"""Where the words on a table's colours begin."""


class DocumentBook:
    """The workbook, and the places of a document's tables in it."""

    def __init__(self, document: Document) -> None:
        self.cells: dict[int, Cells] = {}
        self._charts: list[tuple[Page, Any, ChartRow]] = []
        titles = [self._writer(sheet) for sheet in document.sheets if not _is_annex(sheet)]
        annex = [self._writer(sheet) for sheet in document.sheets if _is_annex(sheet)]
        if document.around is not None:
            self.book = document.around(titles, annex)
        else:
            self.book = Book(document.view, document.title, document.output)
            if document.overview is not None:
                self._write_all(document.overview, titles, annex)
            else:
                for write in (*titles, *annex):
                    write(self.book)
        for page, room, row in self._charts:
            page.place(room, [native(chart, self.cells) for chart in row.charts])

    def _writer(self, sheet: SheetOrWriter) -> Writer:
        return partial(self._write, sheet=sheet) if isinstance(sheet, DocumentSheet) else sheet

    def _write_all(self, overview: DocumentOverview, titles: list[Writer], annex: list[Writer]) -> None:
        """The overview and the contents, which come first and say what all others hold."""
        book = self.book
        first, contents = book.add_sheet(overview.name, overview.tab), book.add_sheet(CONTENTS, "Settings")
        book.home = CONTENTS
        for write in (*titles, *annex):
            write(book)
        write_overview(book, first, overview, [native(chart, self.cells) for chart in overview.charts])
        write_contents(book, contents, (overview.name, overview.title), len(titles))

    def _write(self, book: Book, sheet: DocumentSheet) -> None:
        page = Page(book, sheet.name, sheet.tab, sheet.title, sheet.about, pages=sheet.papers)
        if sheet.is_home:
            book.home = page.sheet.get_name()
        if sheet.widths:
            page.set_widths(sheet.widths)
            page.keep_title()
        page.needed = sheet.needed
        tables = [part for part in sheet.blocks if isinstance(part, DocumentTable) and part.rows and part.is_sized]
        if tables and not sheet.widths:
            page.needed = len(tables[0].fields) if tables[0].is_whole else tables[0].needed or page.needed
            page.fit(tables[0].rows, tables[0].fields)
        for block in sheet.blocks:
            if isinstance(block, ChartRow):
                room = page.reserve(len(block.charts), block.height, across=block.across)
                self._charts.append((page, room, block))
            elif isinstance(block, str):
                page.note(block)
            elif isinstance(block, DocumentTable) and not block.rows:
                _say(page, Paragraphs([block.nothing], is_note=True, heading=block.heading, is_apart=False))
            elif isinstance(block, Paragraphs):
                _say(page, block)
            elif isinstance(block, DocumentKey):
                _explain(page, block)
            else:
                self.cells[id(block)] = _tabulate(page, block)


def _is_annex(sheet: SheetOrWriter) -> bool:
    return isinstance(sheet, DocumentSheet) and sheet.is_annex


def _tabulate(page: Page, table: DocumentTable[Any]) -> Cells:
    page.needed = table.needed or page.needed
    cells = page.table(
        table.rows,
        table.fields,
        heading=table.heading,
        frozen=table.frozen,
        sized=table.is_sized,
        all_on_paper=table.is_whole,
    )
    if table.is_heated:
        scale = {**HEAT, "min_type": "min", "max_type": "max"}
        page.sheet.conditional_format(cells.first, 1, cells.last, len(table.fields) - 1, scale)
    return cells


def _say(page: Page, words: Paragraphs) -> None:
    if words.heading and words.is_apart:
        page.section(words.heading, words.sentences)
        return
    if words.heading:
        page.heading(words.heading)
    for text in words.sentences:
        (page.note if words.is_note else page.paragraph)(text)
    if words.has_gap:
        page.skip()


def _explain(page: Page, key: DocumentKey) -> None:
    row = page.advance()
    for at, (word, look) in enumerate(key.entries, start=KEY_COLUMN):
        page.sheet.write_string(row, at, word, page.styles.of(**look))
    page.skip()


def native(chart: DocumentChart, cells: Mapping[int, Cells]) -> Chart:
    """The chart as Excel draws it, of the cells of its tables."""
    if chart.kind in ("bars", "grouped", "stacked"):
        return _bars(chart, cells)
    drawn = [_drawn(one, cells) for one in chart.series]
    if chart.kind == "scatter":
        x, y = (Axis(scale.title, scale.least, scale.most, scale.form, scale.end).look for scale in chart.scales)
        return Chart("scatter", chart.title, drawn, x, y, "straight_with_markers", has_legend=bool(chart.names))
    up = {**UPWARDS, "num_format": chart.scales[0].form, "min": 0}
    over = [item for item, of in zip(drawn, chart.series, strict=True) if of.mark == "diamond"]
    return Chart("column", chart.title, [item for item in drawn if item not in over], PLACES, up, over=over)


def _bars(chart: DocumentChart, cells: Mapping[int, Cells]) -> Chart:
    (table,) = {id(one.table): one.table for one in chart.series}.values()
    at = cells[id(table)] if chart.rows is None else cells[id(table)].part(*chart.rows)
    parts = [(one.y, one.name, one.colour) for one in chart.series]
    (scales,) = chart.scales
    ends = {"min": scales.least, "max": scales.most, "major_unit": scales.step, "crossing": scales.start}
    scale = {"num_format": scales.form} | {name: value for name, value in ends.items() if not math.isnan(value)}
    if chart.kind == "stacked":
        return stacked_bars(chart.title, at, parts, scale)
    gap, overlap = (35, 100) if chart.kind == "bars" else (60, 0)
    return lying_bars(chart.title, at, parts, scale, gap, overlap)


def _drawn(series: ChartSeries, cells: Mapping[int, Cells]) -> Drawn:
    at = cells[id(series.table)]
    if series.only is not None:
        return Drawn(series.name, at.cell(series.only, series.x), at.cell(series.only, series.y), _look(series))
    return Drawn(series.name, at.column(series.x), at.column(series.y), _look(series))


def _look(series: ChartSeries) -> dict[str, Any]:
    colour = series.colour
    if series.mark == "line":
        return {"line": {"color": colour, "width": 2.25}, "marker": marker("circle", colour, 7)}
    if series.mark == "dash":
        return {"line": {"color": colour, "width": 1.25, "dash_type": "dash"}, "marker": {"type": "none"}}
    if series.mark == "ring":
        return NO_LINE | {"marker": marker("circle", colour, 13) | {"fill": {"none": True}}}
    if series.mark == "cross":
        return NO_LINE | {"marker": {"type": "x", "size": 9, "border": {"color": colour, "width": 2}}}
    if series.mark in ("diamond", "dot"):
        return NO_LINE | {"marker": marker("circle" if series.mark == "dot" else "diamond", colour, 8)}
    if series.mark == "named":
        font = {"size": FONT_SIZE, "color": QUIET, "bold": colour == INK}
        return NO_LINE | {
            "marker": {"type": "circle", "size": 9, "fill": {"color": colour}, "border": {"color": "#FFFFFF"}},
            "data_labels": {"series_name": True, "value": False, "position": "right", "font": font},
        }
    fills = [{"fill": {"color": OTHER if at in series.faint else colour}} for at in range(len(series.table.rows))]
    return {"gap": 60, **filled(colour), "points": fills}

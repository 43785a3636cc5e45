"""A document as an Excel workbook. Pages are filled first; charts are drawn once it is known where tables stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.reports.book import Book
from model.reports.charts import GRID, NO_LINE, PLACES, SMALL, Axis, Chart, Drawn, filled, marker, two_sided_bars
from model.reports.document import (
    BARS,
    CROSS,
    DASH,
    DIAMOND,
    LINE,
    RING,
    SCATTER,
    ChartRow,
    ChartSeries,
    Document,
    DocumentChart,
    DocumentSheet,
    DocumentTable,
    Paragraphs,
)
from model.reports.page import Page
from model.reports.palette import OTHER
from model.reports.styles import Cells, Slot


class DocumentBook:
    """The workbook, and where on it the tables of a document stand."""

    def __init__(self, document: Document) -> None:
        write = document.write or (lambda: Book(document.view, document.title, document.output))
        self.book = write()
        self.cells: dict[int, Cells] = {}
        waiting: list[tuple[Page, Sequence[Slot], Sequence[DocumentChart]]] = []
        for sheet in document.sheets:
            if isinstance(sheet, DocumentSheet):
                waiting += self._write(sheet)
            else:
                sheet(self.book)
        for page, slots, charts in waiting:
            page.place(slots, [native(chart, self.cells) for chart in charts])

    def _write(self, sheet: DocumentSheet) -> list[tuple[Page, Sequence[Slot], Sequence[DocumentChart]]]:
        page = Page(self.book, sheet.name, sheet.tab, sheet.title, sheet.about, pages=sheet.papers)
        if sheet.is_home:
            self.book.home = page.sheet.get_name()
        if sheet.widths:
            page.set_widths(sheet.widths)
            page.keep_title()
        slots: list[tuple[Page, Sequence[Slot], Sequence[DocumentChart]]] = []
        for block in sheet.blocks:
            if isinstance(block, ChartRow):
                room = page.reserve(len(block.charts), block.height, across=block.across)
                slots.append((page, room, block.charts))
            elif isinstance(block, Paragraphs):
                self._say(page, block)
            else:
                page.needed = block.needed or page.needed
                cells = page.table(
                    block.rows,
                    block.fields,
                    heading=block.heading,
                    kept=block.kept,
                    sized=block.is_sized,
                    whole=block.is_whole,
                )
                self.cells[id(block)] = cells
        return slots

    @staticmethod
    def _say(page: Page, words: Paragraphs) -> None:
        if words.heading and words.is_apart:
            page.section(words.heading, words.said)
            return
        if words.heading:
            page.heading(words.heading)
        for said in words.said:
            (page.note if words.is_note else page.paragraph)(said)
        if not words.said:
            page.skip()


def native(chart: DocumentChart, cells: Mapping[int, Cells]) -> Chart:
    """The chart as Excel draws it, of the cells where its tables stand."""
    if chart.kind == BARS:
        (table,) = {id(each.table): each.table for each in chart.series}.values()
        parts = [(each.y, each.name, each.colour) for each in chart.series]
        scale = {"num_format": chart.scales[0].form}
        return two_sided_bars(chart.title, cells[id(table)], parts, scale, {"gap": 35, "overlap": 100})
    drawn = [_drawn(each, cells) for each in chart.series]
    if chart.kind == SCATTER:
        x, y = (Axis(each.title, each.least, each.most, each.form, each.end).look for each in chart.scales)
        return Chart("scatter", chart.title, drawn, x, y, "straight_with_markers")
    up: dict[str, Any] = {
        "num_font": SMALL,
        "major_gridlines": GRID,
        **NO_LINE,
        "num_format": chart.scales[0].form,
        "min": 0,
    }
    over = [each for each, of in zip(drawn, chart.series, strict=True) if of.mark == DIAMOND]
    return Chart("column", chart.title, [each for each in drawn if each not in over], PLACES, up, over=over)


def _drawn(series: ChartSeries, cells: Mapping[int, Cells]) -> Drawn:
    at = cells[id(series.table)]
    if series.only is not None:
        return Drawn(series.name, at.cell(series.only, series.x), at.cell(series.only, series.y), _look(series))
    return Drawn(series.name, at.column(series.x), at.column(series.y), _look(series))


def _look(series: ChartSeries) -> dict[str, Any]:
    colour = series.colour
    if series.mark == LINE:
        return {"line": {"color": colour, "width": 2.25}, "marker": marker("circle", colour, 7)}
    if series.mark == DASH:
        return {"line": {"color": colour, "width": 1.25, "dash_type": "dash"}, "marker": {"type": "none"}}
    if series.mark == RING:
        return NO_LINE | {"marker": marker("circle", colour, 13) | {"fill": {"none": True}}}
    if series.mark == CROSS:
        return NO_LINE | {"marker": {"type": "x", "size": 9, "border": {"color": colour, "width": 2}}}
    if series.mark == DIAMOND:
        return NO_LINE | {"marker": marker("diamond", colour, 8)}
    fills = [{"fill": {"color": OTHER if at in series.faint else colour}} for at in range(len(series.table.rows))]
    return {"gap": 60, **filled(colour), "points": fills}


__all__ = ["DocumentBook", "DocumentTable", "native"]

"""A document as a page for a browser: the findings, then every chart with the tables behind it, and where they stand in
the workbook."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from model.reports.document import BAR, SCATTER, ChartSeries, Document, DocumentChart, DocumentTable
from model.reports.html.drawing import Bar, Dots, PageChart, Part, Picture, bars, scatter, signed
from model.reports.html.elements import tag
from model.reports.html.page import study_bytes
from model.reports.html.tables import Data, of_workbook, shown, table_data
from model.reports.number_formats import number_format
from model.reports.palette import OTHER
from model.reports.render.xlsx import DocumentBook

MOST = 20
"""Maximum number of bars of a chart."""


def page(document: Document, places: DocumentBook, file: str) -> bytes:
    """The page as a file's content; ``file`` is the name of the workbook."""
    pictures: list[Picture] = [picture(chart, places, file) for chart in document.charts]
    for part in document.shown:
        tables = data(part.tables, places, file)
        if part.drawn or tables:
            pictures.append(Picture(part.name, part.heading, part.says, part.drawn, tables))
    first = None
    if document.first is not None:
        lines = tag("ol", *(tag("li", each) for each in document.first.said))
        first = tag("div", tag("h2", document.first.heading), lines)
    return study_bytes(document.heading, document.about, document.findings, pictures, first)


def picture(chart: DocumentChart, places: DocumentBook, file: str, says: Sequence[str] = ()) -> Picture:
    """One chart, for any page."""
    drawn = _scatter(chart) if chart.kind == SCATTER else _bars(chart)
    return Picture(chart.name, chart.heading, [*says, chart.says], [drawn], data(chart.tables, places, file))


def data(tables: Sequence[DocumentTable[Any] | tuple[str, str]], places: DocumentBook, file: str) -> list[Data]:
    """Tables with rows, as they are in the workbook."""
    found = []
    for table in tables:
        if isinstance(table, tuple):
            found.append(table_data(places.book, *table))
        elif id(table) in places.cells:
            found.append(table_data(places.book, places.cells[id(table)].sheet, table.heading))
    return of_workbook(file, *found)


def _points(series: ChartSeries) -> list[tuple[Any, float, float]]:
    table = series.table
    rows = zip(table.rows, table.values(series.x), table.values(series.y), strict=True)
    kept = [row for at, row in enumerate(rows) if series.only in (None, at)]
    return [each for each in kept if all(v is not None and math.isfinite(v) for v in each[1:])]


def _scatter(chart: DocumentChart) -> PageChart:
    across, up = chart.scales
    found = [
        Dots(each.name if each.name in chart.names else "", each.mark, each.colour,
             [(x, y, "" if each.tip is None else each.tip(row), "") for row, x, y in _points(each)])
        for each in chart.series
    ]  # fmt: skip
    end = across.end if across.end < math.inf else None
    return scatter(found, (across.title, chart.title), (across.form, up.form), end)


def _bars(chart: DocumentChart) -> PageChart:
    series = [each for each in chart.series if each.mark == BAR]
    table, names = series[0].table, series[0].table.values(series[0].x)
    of = [each.table.values(each.y) for each in series]
    form = number_format(max([abs(value) for values in of for value in values if value] or [0.0]))
    rows = []
    for at, name in enumerate(names[:MOST]):
        parts = [
            Part(values[at], OTHER if at in each.faint else each.colour,
                 each.tip(table.rows[at]) if each.tip else f"{name}: {signed(values[at], form)}")
            for each, values in zip(series, of, strict=True) if values[at]
        ]  # fmt: skip
        rows.append(Bar(name, parts, "" if parts else "nothing"))
    return bars(rows, chart.names, shown if len(series) == 1 else signed)


def both(document: Document, file: str) -> tuple[bytes, bytes]:
    """The workbook of that name, and its page."""
    book = DocumentBook(document)
    return book.book.content(), page(document, book, file)

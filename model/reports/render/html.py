"""A document as a page for a browser: the findings, then every chart with the tables behind it, and where they stand in
the workbook."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from model.reports.document import (
    BAR,
    CROSS,
    DASH,
    LINE,
    RING,
    SCATTER,
    ChartSeries,
    Document,
    DocumentChart,
    DocumentTable,
)
from model.reports.html.drawing import WIDTH, Bar, Part, Picture, Scale, across, bars, drawing, legend, padded, signed
from model.reports.html.elements import ink, path, tag
from model.reports.html.page import study_bytes
from model.reports.html.tables import Data, of_workbook, shown, table_data
from model.reports.number_formats import number_format
from model.reports.palette import OTHER
from model.reports.render.xlsx import DocumentBook

HIGH, MOST = 380.0, 20
"""Of a scatter; and bars of a chart."""


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
    return Picture(
        chart.name, chart.heading, [*says, chart.says], [drawn, legend(chart.names)], data(chart.tables, places, file)
    )


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


def _scatter(chart: DocumentChart) -> Element:
    points = [(series, *each) for series in chart.series for each in _points(series)]
    x = Scale(*padded([at for _, _, at, _ in points]), 90.0, WIDTH - 40.0)
    y = Scale(*padded([height for series, _, _, height in points if series.mark != CROSS]), HIGH - 40.0, 16.0)
    return drawing(chart.name, HIGH, _parts(chart, x, y))


def _parts(chart: DocumentChart, x: Scale, y: Scale) -> Iterator[Element]:
    on_x, on_y = (each.said or partial(shown, form=each.form) for each in chart.scales)
    yield from across(x, y, on_x, on_y)
    drawn = [
        (series, [(row, x(at), HIGH - 56.0 if series.mark == CROSS else y(h)) for row, at, h in _points(series)])
        for series in chart.series
    ]
    for series, places in drawn:
        if series.mark in (LINE, DASH) and len(places) > 1:
            dashes = "6 4" if series.mark == DASH else None
            line = path([each[1:] for each in places])
            yield tag("path", d=line, class_="line", stroke=ink(series.colour), stroke_dasharray=dashes)
    for series, places in drawn:
        for row, at, height in places:
            tip = None if series.tip is None else series.tip(row)
            if series.mark == RING:
                yield tag("circle", cx=at, cy=height, r=11.0, class_="ring")
            elif series.mark == LINE:
                yield tag("circle", cx=at, cy=height, r=6.0, fill=ink(series.colour), data_tip=tip)
            elif series.mark == CROSS:
                fill = ink(series.colour)
                yield tag("text", "×", x=at, y=height, text_anchor="middle", class_="cross", fill=fill, data_tip=tip)


def _bars(chart: DocumentChart) -> Element:
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
    return bars(chart.name, rows, shown if len(series) == 1 else signed)


def both(document: Document, file: str) -> tuple[bytes, bytes]:
    """The workbook of that name, and its page."""
    book = DocumentBook(document)
    return book.book.content(), page(document, book, file)

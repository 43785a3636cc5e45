"""A document as a page for a browser: the findings, then every chart with the tables behind it, and their places in the
workbook."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from model.reports.answers.answer import PlanAnswer
from model.reports.document import ChartSeries, Document, DocumentChart, DocumentTable
from model.reports.html.answers import cards
from model.reports.html.data import page_colours
from model.reports.html.elements import PageChart, Picture, Square, signed, squares, tag
from model.reports.html.page import study_bytes
from model.reports.html.pictures.chain import draw_existing
from model.reports.html.tables import Data, of_workbook, shown, table_data
from model.reports.palette import OTHER
from model.reports.render.xlsx import DocumentBook
from model.reports.styles import number_format
from model.sheets.names import NO_PLAN, NOT_KNOWN

MOST = 20
"""Maximum number of bars of a chart."""
SIGNS = {NO_PLAN: ("×", 1.0), NOT_KNOWN: ("?", 0.0)}
"""Signs of words in squares, and how dark the squares are."""


def page(document: Document, places: DocumentBook, file: str, answer: PlanAnswer | None = None) -> bytes:
    """The page as a file's content; ``file`` is the name of the workbook. An ``answer`` comes first of all, as the four
    do on the page of a plan, and the map of existing plants last."""
    pictures: list[Picture | None] = [picture(chart, places, file) for chart in document.charts]
    for part in document.shown:
        tables = data(part.tables, places, file)
        if isinstance(part, DocumentChart):
            pictures.append(picture(part, places, file))
        elif part.drawn or tables:
            pictures.append(Picture(part.name, part.heading, part.says, part.drawn, tables))
    first: list[Element] = []
    if answer is not None:
        first.append(cards([answer]))
        pictures.append(draw_existing(document.view, f"workbook {file}"))
    if document.first is not None:
        lines = tag("ol", *(tag("li", text) for text in document.first.sentences))
        first += [tag("h2", document.first.heading), lines]
    common = (page_colours(places.book), document.view.year_labels) if answer else ()
    return study_bytes(document.heading, document.about, document.findings, pictures, first, *common)


def picture(chart: DocumentChart, places: DocumentBook, file: str, says: Sequence[str] = ()) -> Picture:
    """One chart, for any page."""
    drawn = {"scatter": _scatter, "heat": _squares}.get(chart.kind, _bars)(chart)
    return Picture(chart.name, chart.heading, [*says, chart.says], [drawn], data(chart.tables, places, file))


def data(tables: Sequence[DocumentTable[Any]], places: DocumentBook, file: str) -> list[Data]:
    """Tables with rows, as they are in the workbook; one that is not there is an error, and not left out."""
    placed = [table for table in tables if table.rows]
    return of_workbook(file, *(table_data(places.book, places.cells[id(item)].sheet, item.heading) for item in placed))


def _points(series: ChartSeries) -> list[tuple[Any, float, float]]:
    table = series.table
    rows = zip(table.rows, table.values(series.x), table.values(series.y), strict=True)
    shown_rows = [row for at, row in enumerate(rows) if series.only in (None, at)]
    return [row for row in shown_rows if all(v is not None and math.isfinite(v) for v in row[1:])]


def _scatter(chart: DocumentChart) -> PageChart:
    across, up = chart.scales
    marks = []
    for series in chart.series:
        mark, beside = ("dot", series.name) if series.mark == "named" else (series.mark, "")
        places = [(x, y, "" if series.tip is None else series.tip(row), beside) for row, x, y in _points(series)]
        name = series.name if series.name in chart.names else ""
        marks.append({"name": name, "mark": mark, "colour": series.colour, "places": places})
    end = across.end if across.end < math.inf else None
    forms = across.form.split(";")[-1], up.form  # Excel may leave figures out that no name has room beside
    return PageChart("scatter", {"series": marks, "titles": (across.title, chart.title), "forms": forms, "end": end})


def _bars(chart: DocumentChart) -> PageChart:
    series = [one for one in chart.series if one.mark == "bar"]
    table, of = series[0].table, [one.table.values(one.y)[:MOST] for one in series]
    form = number_format(max([abs(value) for values in of for value in values if value] or [0.0]))
    text_of = chart.scales[0].words or partial(signed if chart.kind == "bars" else shown, form=form.split(";")[0])
    names = table.values(series[0].x)[:MOST]
    parts: list[list[tuple[int, float, float, str, str]]] = [[] for _ in names]
    for at, name in enumerate(names):
        ends = {True: 0.0, False: 0.0}
        for item, values in zip(series, of, strict=True):
            if value := values[at]:
                tip = item.tip(table.rows[at]) if item.tip else f"{name}: {signed(value, form)}"
                start = ends[value > 0] if chart.kind == "stacked" else 0.0
                ends[value > 0] += value
                colour = OTHER if at in item.faint else item.colour
                parts[at].append((at, start, start + value, colour, tip))
    beside = [
        text_of(of_row[0][2])
        if len(of_row) == 1
        else ""
        if of_row
        else chart.instead(row)
        if chart.instead
        else "nothing"
        for of_row, row in zip(parts, table.rows, strict=False)
    ]
    return PageChart(
        "bars",
        {
            "rows": names,
            "parts": [part for of_row in parts for part in of_row],
            "beside": beside,
            "share": chart.scales[0].form.endswith("%"),
            "names": chart.names,
        },
    )


def _squares(chart: DocumentChart) -> PageChart:
    series = [one for one in chart.series if one.mark == "square"]
    rings = {(one.only, one.y) for one in chart.series if one.mark == "ring"}
    table, columns = series[0].table, {one.y: one.table.values(one.y) for one in series}
    figures = [value for values in columns.values() for value in values if isinstance(value, (int, float))]
    most = max([*figures, 0.0]) or 1.0
    form = number_format(most).split(";")[0]
    cells = []
    for at, one in enumerate(series):
        for row, value in enumerate(columns[one.y]):
            words, depth = SIGNS.get(value, ("", 0.0))
            if isinstance(value, (int, float)):
                about = "≈ " if row in one.faint else ""
                words, depth = "–" if value == 0 else about + shown(value, form), 0.85 * max(value, 0.0) / most
            tip = "" if one.tip is None else one.tip(table.rows[row])
            cells.append(Square(at, row, depth, words, tip, (row, one.y) in rings))
    return squares([one.name for one in series], list(map(str, table.values(0))), cells, chart.title)


def both(document: Document, file: str, answer: PlanAnswer | None = None) -> tuple[bytes, bytes]:
    """The workbook of that name, and its page."""
    book = DocumentBook(document)
    return book.book.content(), page(document, book, file, answer)

"""What drives the result, where that was worked out: the bars of a tornado."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from model.reports.book import Book, number_format
from model.reports.html.colours import ink
from model.reports.html.drawing import WIDTH, Picture, Scale, drawing, fitted, label, legend
from model.reports.html.elements import tag
from model.reports.html.tables import shown, table_data
from model.reports.palette import HUES, OTHER
from model.reports.tornado.bars import INPUTS
from model.reports.tornado.words import findings
from model.sheets.whatifs import HIGH, LOW
from model.studies.tornado import Bar, Tornado

NAME = "tornado"
BAR, BETWEEN, TOP, NAMES = 18.0, 8.0, 30.0, 260.0
"""Height of a bar, room between two, above the first, and for their names on the left."""
COLOURS = {LOW: HUES[0], HIGH: HUES[1]}
MOST = 20
"""Bars; the table has all."""


def tornado_picture(tornado: Tornado, book: Book, file: str) -> Picture:
    """A picture for the report; ``book`` is the workbook of the tornado, whose table it shows, ``file`` its name."""
    bars = [bar for bar in tornado.bars if tornado.swing(bar) > 0][:MOST]
    high = TOP + (BAR + BETWEEN) * len(bars) + BETWEEN
    names = {"low value": COLOURS[LOW], "high value": COLOURS[HIGH], "not significant": OTHER}
    drawn = [drawing(NAME, high, _bars(tornado, bars, high)), legend(names)] if bars else []
    says = [*findings(tornado), "Each input at its low and its high value, all others as in the workbook."]
    data = table_data(book, "Tornado", INPUTS)
    tables = [] if data is None else [replace(data, book=f"workbook {file}")]
    return Picture(NAME, "What drives the result", says, drawn, tables)


def _bars(tornado: Tornado, bars: list[Bar], high: float) -> Iterator[Element]:
    """Bars to the left and the right of the workbook's plan, the widest on top."""
    extras = [extra for bar in bars for case in bar.ends.values() if (extra := tornado.extra(case)) is not None]
    scale = Scale(min([*extras, 0.0]), max([*extras, 0.0]), NAMES, WIDTH - 60.0)
    form = number_format(max(map(abs, extras)))

    def told(value: float) -> str:
        return f"+{shown(value, form)}" if value > 0 else shown(value, form)

    for mark in scale.marks():
        yield tag("line", x1=scale(mark), x2=scale(mark), y1=TOP - 8, y2=high, class_="rule")
        yield label(scale(mark), TOP - 14, told(mark), anchor="middle", class_="q")
    for at, bar in enumerate(bars):
        y = TOP + at * (BAR + BETWEEN)
        yield label(NAMES - 120.0, y + BAR - 4, fitted(bar.name, NAMES - 120.0), anchor="end")
        for end, case in bar.ends.items():
            extra = tornado.extra(case)
            if not extra:
                continue
            colour = COLOURS[end] if tornado.is_significant(case) else OTHER
            left, right = sorted((scale(0.0), scale(extra)))
            tip = f"{bar.name} {bar.ranged.said(end)}: {told(extra)} {tornado.comparison.amount}"
            yield tag(
                "rect", x=left, y=y, width=right - left, height=BAR, fill=ink(colour), data_tip=tip, class_="span"
            )
    yield tag("line", x1=scale(0.0), x2=scale(0.0), y1=TOP - 8, y2=high, class_="base")

"""Sensitivity report: the bars of a tornado, and the value of a step of each limit."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.html.bars import Bar, Part, bars, signed
from model.reports.html.drawing import Picture, legend, of_tables
from model.reports.html.page import study_bytes
from model.reports.html.tables import Data, of_workbook, table_data
from model.reports.number_formats import number_format
from model.reports.palette import HUES, OTHER
from model.reports.tornado.bars import INPUTS
from model.reports.tornado.words import findings
from model.sheets.whatifs import HIGH, LOW
from model.studies.tornado import Bar as Input
from model.studies.tornado import Tornado

NAME = "tornado"
COLOURS = {LOW: HUES[0], HIGH: HUES[1]}
MOST = 20
"""Bars; the table has all."""


def tornado_picture(tornado: Tornado, book: Book, file: str) -> Picture:
    """A picture for the report; ``book`` is the workbook of the tornado, whose table it shows, ``file`` its name."""
    return _picture(tornado, [*findings(tornado)], of_workbook(file, table_data(book, "Tornado", INPUTS)))


def tornado_report(tornado: Tornado, book: Book, file: str) -> bytes:
    """The report of the workbook alone."""
    title = f"What drives the result: {tornado.comparison.title}"
    about = f"Each input at its low and high value; costs in {tornado.comparison.amount}"
    data = [table_data(book, sheet, heading) for sheet, heading in (("Tornado", INPUTS), ("Ends", ""))]
    pictures = [_picture(tornado, [], of_workbook(file, *data)), of_tables("changes", "Where a decision changes",
                "The two values of an input between which an investment enters or leaves the plan.",
                of_workbook(file, table_data(book, "Break-even"))),
                of_tables("limits", "What a step of each limit is worth",
                "Each limit that binds, one step looser and one step tighter in all years.",
                of_workbook(file, table_data(book, "Limits")))]  # fmt: skip
    return study_bytes(title, about, findings(tornado), pictures)


def _picture(tornado: Tornado, says: list[str], data: list[Data]) -> Picture:
    shown_bars = [bar for bar in tornado.bars if tornado.swing(bar) > 0][:MOST]
    names = {"low value": COLOURS[LOW], "high value": COLOURS[HIGH], "not significant": OTHER}
    form = number_format(max([abs(extra) for bar in shown_bars for extra in _extras(tornado, bar)] or [0.0]))
    drawn = [bars(NAME, [_bar(tornado, bar, form) for bar in shown_bars]), legend(names)] if shown_bars else []
    says = [
        *says,
        f"Each input at its low and its high value, all others as in the workbook: what the plan then costs more or "
        f"less ({tornado.comparison.amount}), what matters most first.",
    ]
    return Picture(NAME, "What drives the result", says, drawn, data)


def _extras(tornado: Tornado, bar: Input) -> list[float]:
    return [extra for case in bar.ends.values() if (extra := tornado.extra(case))]


def _bar(tornado: Tornado, bar: Input, form: str) -> Bar:
    parts = []
    for end, case in bar.ends.items():
        extra = tornado.extra(case)
        if extra:
            colour = COLOURS[end] if tornado.is_significant(case) else OTHER
            said = f"{signed(extra, form)} {tornado.comparison.amount}"
            parts.append(Part(extra, colour, f"{bar.name} {bar.ranged.said(end)}: {said}"))
    return Bar(bar.name, parts)

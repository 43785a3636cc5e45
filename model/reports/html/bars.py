"""Horizontal bars to the left and the right of zero, each with its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from model.reports.html.colours import ink
from model.reports.html.drawing import WIDTH, Scale, drawing, fitted, label
from model.reports.html.elements import tag
from model.reports.html.tables import shown
from model.reports.number_formats import is_whole, number_format

BAR, BETWEEN, TOP, NAMES = 18.0, 8.0, 30.0, 260.0
"""Height of a bar, room between two, above the first, and for their names on the left."""

ENDS = 64.0
"""Room for figures beside the longest bars on either side."""


@dataclass(frozen=True)
class Part:
    """A segment up to a value, from zero or from the end of another one."""

    value: float
    colour: str
    tip: str
    start: float = 0.0


@dataclass(frozen=True)
class Bar:
    """A line of the picture: segments, or without any a text in their place."""

    name: str
    parts: Sequence[Part]
    instead: str = ""
    beside: str = ""
    """Text next to it, in place of the figure of its only segment."""


def signed(value: float, form: str) -> str:
    """A figure with + before increases."""
    return f"+{shown(value, form)}" if value > 0 else shown(value, form)


def bars(name: str, rows: Sequence[Bar], told: Callable[[float, str], str] = signed, region: str = "") -> Element:
    """The picture of some bars; a bar of one part has its figure beside it."""
    return drawing(name, TOP + (BAR + BETWEEN) * len(rows) + BETWEEN, _parts(rows, told), region)


def _parts(rows: Sequence[Bar], told: Callable[[float, str], str]) -> Iterator[Element]:
    values = [part.value for row in rows for part in row.parts]
    least, most = min([*values, 0.0]), max([*values, 0.0])
    scale = Scale(least, most, NAMES + (ENDS if least < 0 else 0.0), WIDTH - ENDS)
    counted = is_whole(values)
    form = number_format(max(map(abs, values), default=0.0), counted).split(";")[0]
    low = TOP + (BAR + BETWEEN) * len(rows) + BETWEEN
    for mark in (each for each in scale.marks() if not counted or is_whole([each])):
        yield tag("line", x1=scale(mark), x2=scale(mark), y1=TOP - 8, y2=low, class_="rule")
        yield label(scale(mark), TOP - 14, told(mark, form), anchor="middle", class_="q")
    for at, row in enumerate(rows):
        y = TOP + at * (BAR + BETWEEN)
        yield label(NAMES - 8, y + BAR - 4, fitted(row.name, NAMES - 12), anchor="end")
        for part in row.parts:
            left, right = sorted((scale(part.start), scale(part.value)))
            yield tag(
                "rect", x=left, y=y, width=right - left, height=BAR, fill=ink(part.colour), data_tip=part.tip,
                class_="span",
            )  # fmt: skip
        if len(row.parts) == 1:
            (part,) = row.parts
            is_left = part.value < 0
            beside = scale(part.value) + (-6 if is_left else 6)
            words = row.beside or told(part.value, form)
            yield label(beside, y + BAR - 4, words, anchor="end" if is_left else "start", class_="q")
        elif row.instead:
            yield label(scale(0.0) + 6, y + BAR - 4, row.instead, class_="q")
    yield tag("line", x1=scale(0.0), x2=scale(0.0), y1=TOP - 8, y2=low, class_="base")

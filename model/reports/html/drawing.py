"""Shared parts of pictures: the frame of a drawing, sliders of years, legends, axes of years."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from model.reports.charts import ROOM, nice
from model.reports.html.colours import PAPERS, mixed, text_on
from model.reports.html.elements import Content, group, ink, tag
from model.reports.html.tables import Data, shown
from model.reports.number_formats import is_whole, number_format
from model.results.view import View

WIDTH = 1000
"""Width of a drawing, in its own units; the browser scales it."""

MOST_YEARS = 20
"""Maximum number of years of a picture with a slider; more would make the page large."""

LETTER = 6.4
"""Width of a letter of a label, about."""


@dataclass(frozen=True)
class PageChart:
    """A chart of the page: the function of ``charts.js`` that draws it, and its data beside the tables."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """A picture of the report: its name in links, its finding, explanatory sentences, charts, and the tables of the
    workbook that it shows."""

    name: str
    title: str
    says: Sequence[str]
    drawn: Sequence[Content | PageChart]
    tables: Sequence[Data | None]


def undisrupted(view: View) -> str:
    """Remark on figures without disruptions, after a full stop."""
    return " Undisrupted case." if view.has_branches else ""


def drawing(name: str, height: float, parts: Iterable[Content], region: str = "") -> Element:
    """An SVG of a picture, in a frame that scrolls sideways on a narrow screen; ``region`` names the frame if a picture
    has several."""
    made = tag(
        "svg", *parts, viewBox=f"0 0 {WIDTH} {height:.0f}", role="img", aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-says", xmlns="http://www.w3.org/2000/svg",
    )  # fmt: skip
    return tag("div", made, class_="wide", tabindex=0, role="region", aria_label=f"Picture: {region or name}")


def moments(years: Sequence[str]) -> list[int]:
    """Places of the years that are drawn: all of a usual horizon, of a long one some, the last in any case."""
    last = len(years) - 1
    return sorted(range(last, -1, -(1 + last // MOST_YEARS)))


@dataclass(frozen=True)
class YearDrawing:
    """A drawing by year. The name matters if there are several."""

    name: str
    years: Sequence[str]


def years_of(cases: Sequence[YearDrawing], draw: Callable[[int, int], Iterable[Content]]) -> Iterator[Element]:
    """Drawings of each case and year; all but the last year of the first case are hidden until chosen."""
    for number, case in enumerate(cases):
        for at in range(len(case.years)):
            is_first_seen = number == 0 and at == len(case.years) - 1
            yield group(draw(number, at), class_=None if is_first_seen else "off", data_year=f"{number}.{at}")


def slider(name: str, cases: Sequence[YearDrawing]) -> Element | None:
    """Selector of a case and one of its years; None if there is only one."""
    years = cases[0].years
    last = len(years) - 1
    if len(cases) == 1 and not last:
        return None
    options = [tag("option", case.name, value=at, data_years="|".join(case.years)) for at, case in enumerate(cases)]
    return tag(
        "p",
        tag("label", "Case ", tag("select", *options), hidden=None if len(cases) > 1 else ""),
        tag("label", "Year ", for_=f"{name}-year"),
        tag("input", type="range", min=0, max=last, value=last, id=f"{name}-year", aria_valuetext=years[last]),
        tag("output", years[last], for_=f"{name}-year"),
        tag("button", "Play", type="button"),
        class_="slider",
        hidden="",
    )


def legend(colours: Mapping[str, str], title: str = "") -> Element:
    """Key of the colours, outside of the drawing, so that it wraps like text."""
    keys = [tag("li", tag("b", f"{title}:"))] if title else []
    for name, colour in colours.items():
        square = tag("rect", width=12, height=12, rx=2, fill=ink(colour))
        keys.append(tag("li", tag("svg", square, viewBox="0 0 12 12", aria_hidden="true"), name))
    return tag("ul", *keys, class_="legend")


def label(x: float, y: float, words: str, *, anchor: str = "start", class_: str = "") -> Element:
    return tag("text", words, x=x, y=y, text_anchor=None if anchor == "start" else anchor, class_=class_ or None)


def fitted(words: str, width: float) -> str:
    """As much of a name as there is room for."""
    most = max(int(width / LETTER), 3)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


@dataclass(frozen=True)
class Scale:
    """From figures to places of a drawing."""

    least: float
    most: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.least) / ((self.most - self.least) or 1.0) * (self.end - self.start)

    def marks(self, number: int = 4) -> list[float]:
        """Round figures along the scale."""
        step = nice(((self.most - self.least) or 1.0) / number)
        first, last = math.ceil(self.least / step - 1e-9), math.floor(self.most / step + 1e-9)
        return [step * at for at in range(first, last + 1)]


def padded(values: Sequence[float]) -> tuple[float, float]:
    """Ends of a scale, with a margin around the outermost values."""
    least, most = min(values), max(values)
    room = ROOM * (most - least) or 0.05 * abs(most) or 1.0
    return least - room, most + room


def year_marks(years: Sequence[str], across: Callable[[int], float], y: float, every: int = 1) -> list[Element]:
    """The years below a drawing."""
    return [label(across(at), y, year, anchor="middle", class_="q") for at, year in enumerate(years) if at % every == 0]


def across(x: Scale, y: Scale, named: Callable[[float], str], high: Callable[[float], str]) -> Iterator[Element]:
    """Lines at round figures of both scales, with the figures below and on the left."""
    yield from grid(y, x.start, x.end, high)
    for mark in x.marks(6):
        yield tag("line", x1=x(mark), x2=x(mark), y1=y.start, y2=y.end, class_="rule")
        yield label(x(mark), y.start + 18, named(mark), anchor="middle", class_="q")


def grid(scale: Scale, left: float, right: float, written: Callable[[float], str]) -> list[Element]:
    """Lines across a drawing at round figures, with the figures on the left."""
    made = []
    for mark in scale.marks():
        y = scale(mark)
        made += [
            tag("line", x1=left, x2=right, y1=y, y2=y, class_="rule"),
            label(left - 6, y + 4, written(mark), anchor="end", class_="q"),
        ]
    return made


LINE = 24.0
"""Height of a row of squares."""

WORST = "#8C1D0A"
"""Colour of the darkest square; lighter ones let more of the background through."""


def square(x: float, y: float, width: float, depth: float, words: str, tip: str | None = None) -> Iterator[Element]:
    """One square in a row of them, from the paper (0) to the darkest (1)."""
    depth = min(max(depth, 0.0), 1.0)
    yield shade(x + 1, y + 1, width - 2, LINE - 2, depth, tip)
    black_or_white = text_on(mixed(PAPERS["light"], WORST, depth))
    yield tag("text", words, x=x + width / 2, y=y + 16, text_anchor="middle", class_="on", fill=black_or_white)


def shade(x: float, y: float, width: float, height: float, depth: float, tip: str | None = None) -> Element:
    """A square without words."""
    return tag(
        "rect", x=x, y=y, width=width, height=height, fill=WORST, fill_opacity=f"{depth:.2f}", class_="square",
        data_tip=tip,
    )  # fmt: skip


def frame(x: float, y: float, width: float) -> Element:
    """Around a square that is marked."""
    return tag("rect", x=x + 1.5, y=y + 1.5, width=width - 3, height=LINE - 3, class_="frame")


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

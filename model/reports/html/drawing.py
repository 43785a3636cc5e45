"""Shared parts of pictures: the frame of a drawing, sliders of years, legends, axes of years."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from model.reports.charts import ROOM, nice
from model.reports.html.colours import ink
from model.reports.html.elements import Part, group, tag
from model.reports.html.tables import Data, details
from model.results.view import View

WIDTH = 1000
"""Width of a drawing, in its own units; the browser scales it."""

MOST_YEARS = 20
"""Maximum number of years of a picture with a slider; more would make the page large."""

LETTER = 6.4
"""Width of a letter of a label, about."""


@dataclass(frozen=True)
class Picture:
    """A picture of the report: its name in links, title, explanatory sentences, drawing, and the tables of the workbook
    that it shows."""

    name: str
    title: str
    says: Sequence[str]
    drawn: Sequence[Part]
    tables: Sequence[Data | None]


def undisrupted(view: View) -> str:
    """Remark on figures without disruptions, after a full stop."""
    return " Undisrupted case." if view.has_branches else ""


def of_tables(name: str, title: str, says: str, data: Sequence[Data]) -> Picture | None:
    """A part of the page with tables alone; None if they have no rows."""
    return Picture(name, title, [says], [], data) if data else None


def section(picture: Picture) -> Element:
    """A picture as a part of the page."""
    head = tag("h2", picture.title, id=picture.name)
    said = tag("div", *(tag("p", each) for each in picture.says if each), id=f"{picture.name}-says", class_="says")
    return tag(
        "section", head, said, *picture.drawn, details(picture.tables), aria_labelledby=picture.name,
        class_=picture.name,
    )  # fmt: skip


def drawing(name: str, height: float, parts: Iterable[Part], region: str = "") -> Element:
    """An SVG of a picture, in a frame that scrolls sideways on a narrow screen; ``region`` names the frame if a picture
    has several."""
    made = tag(
        "svg", *parts, viewBox=f"0 0 {WIDTH} {height:.0f}", role="img", aria_labelledby=name,
        aria_describedby=f"{name}-says", xmlns="http://www.w3.org/2000/svg",
    )  # fmt: skip
    return tag("div", made, class_="wide", tabindex=0, role="region", aria_label=f"Picture: {region or name}")


def moments(years: Sequence[str]) -> list[int]:
    """Places of the years that are drawn: all of a usual horizon, of a long one some, the last in any case."""
    last = len(years) - 1
    return sorted(range(last, -1, -(1 + last // MOST_YEARS)))


@dataclass(frozen=True)
class Case:
    """A drawing by year. The name matters if there are several."""

    name: str
    years: Sequence[str]


def years_of(cases: Sequence[Case], draw: Callable[[int, int], Iterable[Part]]) -> Iterator[Element]:
    """Drawings of each case and year; all but the last year of the first case are hidden until chosen."""
    for number, case in enumerate(cases):
        for at in range(len(case.years)):
            is_first_seen = number == 0 and at == len(case.years) - 1
            yield group(draw(number, at), class_=None if is_first_seen else "off", data_year=f"{number}.{at}")


def slider(name: str, cases: Sequence[Case]) -> Element | None:
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

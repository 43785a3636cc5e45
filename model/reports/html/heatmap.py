"""Squares of a heat map: the darker the worse, with their meaning in words."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from model.reports.html.colours import PAPERS, mixed, text_on
from model.reports.html.elements import tag

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

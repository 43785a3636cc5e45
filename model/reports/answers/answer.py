"""The form of an answer, the words that all of them use, and their small pictures as data: rows of marks along an axis.
The page draws them, the workbook and the brief shade cells, the same marks in all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.reports.document import DocumentTable
from model.reports.html.tables import shown
from model.reports.palette import LOOKS, POINTS
from model.reports.styles import TEXTS
from model.tolerances import SOLVED

MOST_WORDS = 12
"""Words of a headline; a figure with its currency and unit counts as one."""
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class Fact:
    """A figure, and at most twelve words on it."""

    figure: str
    words: str


@dataclass(frozen=True)
class PlanAnswer:
    """A question, its answer in a headline, three facts and a picture, and the rows behind it: the same on the page, in
    the workbook, in the brief and on the desk."""

    question: str
    headline: str
    facts: Sequence[Fact]
    picture: AnswerPicture
    table: DocumentTable[Any]
    link: str
    """Words that lead to the rows."""
    sheet: str
    """Sheet of the results workbook that has all of it."""

    @property
    def is_figure(self) -> list[bool]:
        """Which columns hold figures."""
        return [field.look not in TEXTS for field in self.table.fields]

    def shown(self, most: int) -> list[list[str]]:
        """The first rows as they are shown."""
        return cells(self.table, most)


def cells(table: DocumentTable[Any], most: int) -> list[list[str]]:
    """The first rows of a table as they are shown."""
    rows = table.rows[:most]
    columns = [(field, field.format_of([field.get(row) for row in rows])) for field in table.fields]
    return [
        [shown(field.get(row), field.form(row) if callable(field.form) else form) for field, form in columns]
        for row in rows
    ]


def rate(share: float) -> str:
    """A share in whole per cent, '100 %' and '0 %' only for all and none; tables have tenths."""
    if SOLVED < share < 0.01:
        return "under 1 %"
    return f"{min(round(100 * share), 100 if share >= 1 - SOLVED else 99)} %"


def in_letters(number: int) -> str:
    """A small number as a word."""
    return SMALL[number] if number < len(SMALL) else str(number)


def fits(headline: str) -> bool:
    """Whether a headline has few enough words."""
    return len(FIGURE.sub("9", headline).split()) <= MOST_WORDS


FIGURE = re.compile(r"(?:\b[A-Z]{3} )?\d[\d.,–]*(?: (?:bn|m|%)(?!\w))?")


def all_rows(number: int, noun: str) -> str:
    """'All decisions': words that lead to the rows behind an answer. Their number is not that of the headline, which
    counts investments."""
    return f"All {noun}s" if number > 1 else f"The {noun}" if number else "No rows"


def capital(words: str) -> str:
    """The words with a capital letter."""
    return words[:1].upper() + words[1:]


# ----------------------------------------------------------------------------------------------------------------------
# Small pictures.


@dataclass(frozen=True)
class Mark:
    """A span of the axis or, if it has no length, a point."""

    look: str
    """A key of ``LOOKS`` or ``POINTS``."""
    start: float
    end: float
    text: str = ""


@dataclass(frozen=True)
class MarkedRow:
    """A row: its name, its marks, the figure beside them; and all of it in words, to be read aloud."""

    name: str
    detail: str
    marks: Sequence[Mark]
    figure: str
    words: str


@dataclass(frozen=True)
class Strip:
    """Rows on one axis, with the heading of their figures; ``more`` says how many rows are left out."""

    title: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    rows: Sequence[MarkedRow]
    figures: str = ""
    more: str = ""

    def cells(self, row: MarkedRow, most: int) -> list[tuple[str, str]]:
        """Text and look of ``most`` cells along the axis, or of one for each unit of a shorter one; of marks that
        share a cell the last in the order of ``LOOKS``, points before spans."""
        size = (self.high - self.low) / self.steps(most)
        return [self._cell(row, self.low + at * size, size) for at in range(self.steps(most))]

    def steps(self, most: int) -> int:
        """Number of cells: as many as there is room for, on a short axis of years the same number for each; where ticks
        are in the middle, as those of periods, one."""
        units = int(self.high - self.low)
        if len(self.ticks) != units or units > most:
            return most
        return units * (1 if self.ticks[0][0] > self.low else most // units)

    def _cell(self, row: MarkedRow, start: float, size: float) -> tuple[str, str]:
        room = 1e-6 * size
        points = [mark for mark in row.marks if mark.look in POINTS and start <= mark.start + room < start + size]
        spans = [
            mark
            for mark in row.marks
            if mark.look in LOOKS and mark.start < start + size - room and mark.end > start + room
        ]
        span = max(spans, key=lambda mark: (list(LOOKS).index(mark.look), -mark.start), default=None)
        if points:
            return POINTS[points[-1].look], span.look if span else ""
        if span is None:
            return "", ""
        return span.text if span.end - span.start < 1.5 * size else "", span.look


@dataclass(frozen=True)
class Key:
    """Meaning of a look; with a figure and words it is a line of its own."""

    look: str
    name: str
    figure: str = ""
    words: str = ""


@dataclass(frozen=True)
class AnswerPicture:
    """Strips below each other, the key to their looks, and a remark. ``kind`` is the name of its style."""

    kind: str
    caption: str
    strips: Sequence[Strip] = ()
    key: Sequence[Key] = ()
    note: str = ""

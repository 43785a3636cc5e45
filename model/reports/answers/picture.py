"""Small pictures of the answers as data: rows of marks along an axis. The page draws them, the workbook and the brief
shade cells, the same marks in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.reports.palette import LOOKS, POINTS


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

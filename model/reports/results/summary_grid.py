"""Cells and small tables of any span, on a sheet of narrow columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from model.reports.book import Book, put
from model.reports.charts import Chart, draw
from model.reports.looks import ROW
from model.reports.palette import INK, QUIET, RULE


class Grid:
    """Cells of any span on a sheet of narrow columns."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book, self.sheet = book, sheet
        self._heights: dict[int, int] = {}

    def height(self, row: int, pixels: int) -> None:
        self.sheet.set_row_pixels(row, pixels)
        self._heights[row] = pixels

    def above(self, row: int) -> int:
        """Pixels from the top to a row."""
        return sum(self._heights.get(each, ROW) for each in range(row))

    def put(self, row: int, first: int, last: int, value: Any, **look: Any) -> None:
        """A value over the columns from first to last."""
        style = self.book.styles.of(**look)
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        put(self.sheet, row, first, value, style)


Cell = tuple[Any, dict[str, Any]]
RIGHT = {"align": "right"}
FIT = {"shrink": True}
SHARE = {"num_format": "0%", "align": "right"}


def table(
    grid: Grid, row: int, first: int, spans: Sequence[int], title: str, headers: Sequence[Cell],
    rows: Sequence[Sequence[Cell]], more: Callable[[int], str], nothing: str, most: int,
) -> None:  # fmt: skip
    """A small table of merged cells: what does not fit into ``most`` lines is counted in the last one."""
    starts = [first + sum(spans[:at]) for at in range(len(spans))]
    end = first + sum(spans) - 1
    grid.put(row, first, end, title, bold=True, font_size=12, font_color=INK)
    for start, span, (header, look) in zip(starts, spans, headers, strict=True):
        small = {"bold": True, "font_size": 9, "font_color": QUIET, "bottom": 1, "bottom_color": INK}
        grid.put(row + 1, start, start + span - 1, header, **small, **look)
    shown = rows if len(rows) <= most else rows[: most - 1]
    for offset, cells in enumerate(shown, start=2):
        for start, span, (value, look) in zip(starts, spans, cells, strict=True):
            grid.put(row + offset, start, start + span - 1, value, bottom=1, bottom_color=RULE, **look)
    if len(shown) < len(rows):
        grid.put(row + 2 + len(shown), first, end, more(len(rows) - len(shown)), italic=True, font_color=QUIET)
    if not rows:
        grid.put(row + 2, first, end, nothing, italic=True, font_color=QUIET)


def cautious(share: float | None) -> float | None:
    """Rounded down, so that only what is whole reads 100 %."""
    return None if share is None else int(100 * share + 1e-6) / 100


def side_by_side(book: Book, sheet: Any, charts: Sequence[Chart], row: int, width: int, height: int) -> None:
    """Charts beside each other over a width in pixels, none wider than half of it."""
    each = (width - 12 * (len(charts) - 1)) // max(len(charts), 1)
    for place, chart in enumerate(charts):
        made = draw(book, chart)
        made.set_size({"width": min(each, width // 2), "height": height})
        sheet.insert_chart(row, 0, made, {"x_offset": place * (each + 12), "y_offset": 0, "object_position": 2})

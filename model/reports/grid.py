"""First pages: cells and small tables of any span, and charts side by side, on a sheet of narrow columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.reports.book import Book, put
from model.reports.charts import Chart, draw
from model.reports.looks import ROW, Field, R
from model.reports.palette import INK, QUIET, RULE

LEFT = ("text", "year")
"""Looks of columns that begin at the left."""


class Grid:
    """Cells of any span on a sheet of narrow columns, all printed on one page."""

    def __init__(self, book: Book, sheet: Any, columns: int, pixels: int) -> None:
        self.book, self.sheet = book, sheet
        self.last, self.width = columns - 1, columns * pixels
        self._heights: dict[int, int] = {}
        sheet.set_column_pixels(0, self.last, pixels)
        sheet.fit_to_pages(1, 1)
        sheet.center_horizontally()

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

    def sentences(self, row: int, said: Sequence[str], letters: float, line: int) -> int:
        """Sentences over the whole width, of so many letters and such a height in pixels a line. Returns the row below
        them."""
        for at, sentence in enumerate(said, start=row):
            self.height(at, 3 + line * (1 + int(len(sentence) / letters)))
            self.put(at, 0, self.last, "•  " + sentence, font_size=11, text_wrap=True)
            self.book.said[sentence] = (self.sheet.get_name(), at)
        return row + len(said)

    def heading(self, row: int, first: int, last: int, title: str) -> None:
        self.put(row, first, last, title, bold=True, font_size=12, font_color=INK)

    def table(
        self, row: int, first: int, title: str, rows: Sequence[R], fields: Sequence[Field[R]], *, sheet: str,
        nothing: str, most: int, wraps: bool = False,
    ) -> None:  # fmt: skip
        """A small table of merged cells, as many columns wide as each field says. What does not fit into ``most`` lines
        is counted in the last one; all of it stands on another ``sheet``."""
        end = first + sum(int(field.width) for field in fields) - 1
        self.heading(row, first, end, title)
        shown = rows if len(rows) <= most else rows[: most - 1]
        start, is_figure = first, False
        for field in fields:
            stop = start + int(field.width) - 1
            base: dict[str, Any] = {"shrink": True, "bottom": 1}
            base |= {"align": "left", "indent": int(is_figure)} if field.look in LEFT else {"align": "right"}
            header = {"bold": True, "font_size": 9, "font_color": QUIET, "bottom_color": INK}
            header |= {"text_wrap": True, "valign": "bottom", "shrink": False} if wraps else {}
            self.put(row + 1, start, stop, field.header, **base | header)
            form = field.format_of([field.get(each) for each in rows])
            for at, each in enumerate(shown, start=row + 2):
                own = field.form(each) if callable(field.form) else form
                accent = field.accent(each) if field.accent else {}
                look = {**base, "bottom_color": RULE, "num_format": own, **accent}
                self.put(at, start, stop, field.get(each), **look)
            start, is_figure = stop + 1, field.look not in LEFT
        rest = len(rows) - len(shown)
        if rest or not rows:
            said = f"and {rest} more: see '{sheet}'" if rest else nothing
            self.put(row + 2 + len(shown), first, end, said, italic=True, font_color=QUIET)

    def charts(self, row: int, made: Sequence[Chart], height: int) -> None:
        """Charts beside each other over the whole width, none wider than half of it."""
        each = (self.width - 12 * (len(made) - 1)) // max(len(made), 1)
        for place, described in enumerate(made):
            chart = draw(self.book, described)
            chart.set_size({"width": min(each, self.width // 2), "height": height})
            self.sheet.insert_chart(
                row, 0, chart, {"x_offset": place * (each + 12), "y_offset": 0, "object_position": 2}
            )


def cautious(share: float | None) -> float | None:
    """Rounded down, so that only what is whole reads 100 %."""
    return None if share is None else int(100 * share + 1e-6) / 100

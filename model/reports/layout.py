"""A sheet filled from top to bottom: title, remarks, room for charts; frozen panes, print settings."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from model.reports.book import Book, link, put, set_footer
from model.reports.charts import Chart, draw
from model.reports.palette import INK, QUIET
from model.reports.styles import (
    A3,
    EARLIEST_BREAK,
    FALLBACK,
    LATEST_BREAK,
    LINK,
    PAPER_WIDTH,
    ROW,
    WIDEST,
    WIDEST_A4,
    Slot,
    best_across,
)

DEFAULT_WIDTH = 64
"""Width of a column without a setting, in pixels."""

LETTER, LINE = 6.0, 17
"""Width of a letter and height of a line of text, in pixels, with some room to spare."""
TITLE, HEADING = 30, 24
"""Height of the title and of a heading, in pixels."""
TALLEST = HEADING + 5 * ROW
"""Height that the end of a page does not part of a block which is taller than a page, in pixels."""
LONGEST_REMARK = 150
"""Letters of a line across the page."""
A3_PAPER = 8
LOWEST = 200
"""Height of a chart that can be read, in pixels."""
MOST_FOLDED = 20_000
"""Rows: folding more makes a file slow to open."""


class SheetLayout:
    """A sheet that is filled from top to bottom.

    On paper it is one page, or ``pages`` of them, with legible letters: rows and columns that do not fit are not
    printed, which the footer states, and unprinted rows of tables can be folded. No chart is cut.
    """

    def __init__(self, book: Book, name: str, tab: str, title: str, about: str = "", pages: int = 1) -> None:
        self.book, self.tab, self.title, self.about = book, tab, title, about
        self.view, self.styles = book.view, book.styles
        self.sheet = book.add_sheet(name, tab)
        self.is_large, self.pages = False, pages
        self.sheet.set_row_pixels(0, TITLE)
        self.sheet.write_string(0, 0, title, self.styles.of(bold=True, font_size=14, font_color=INK))
        self.row, self.below = 1, TITLE
        self._heights = {0: TITLE}
        self._kept: tuple[int, int] | None = None  # the row that stays in view, and how many columns
        self._names: dict[int, dict[int, str]] = {}  # by row: name of each column
        self._bodies: list[tuple[int, int]] = []  # first and last rows of tables
        self._headings: list[int] = []
        self._slots: list[Slot] = []
        self._breaks: list[int] = []  # first rows of printed pages
        self.widths: Sequence[float] = ()
        self.columns, self.widest = 0, 0
        self.needed = 0
        """Columns that are always printed, on larger paper if necessary."""
        self.width = 0
        book.pages.append(self)
        if about:
            self.note(about)
        if book.home:
            link(self.sheet, self.advance(), 0, f"← {book.home}", book.home, self.styles.of(**LINK))
        self.skip()

    # ------------------------------------------------------------------------------------------ rows

    def advance(self, height: int = ROW) -> int:
        """Take one row; returns it."""
        if height != ROW:
            self.sheet.set_row_pixels(self.row, height)
            self._heights[self.row] = height
        self.row += 1
        self.below += height
        return self.row - 1

    def skip(self, height: int = 10) -> None:
        self.advance(height)

    def note(self, remark: str, colour: str = QUIET) -> None:
        """A remark that runs over the cells to its right, in as many rows as it needs on paper."""
        style = self.styles.of(italic=True, font_color=colour)
        for line in textwrap.wrap(remark, LONGEST_REMARK) or [remark]:
            put(self.sheet, self.advance(), 0, line, style)

    def paragraph(self, words: str) -> None:
        """A sentence wrapped over the whole width of the page, once its columns are laid out."""
        row = self.advance(self._height_of(words))
        last = self._columns_on_paper() - 1
        style = self.styles.of(text_wrap=True, valign="top")
        if last > 0:
            self.sheet.merge_range(row, 0, row, last, "", style)
        put(self.sheet, row, 0, words, style)

    def _height_of(self, words: str) -> int:
        return LINE * -(-int(LETTER * len(words)) // self._room()) + 3

    def heading(self, title: str) -> None:
        style = self.styles.of(bold=True, font_size=12, font_color=INK)
        self._headings.append(self.row)
        put(self.sheet, self.advance(HEADING), 0, title, style)

    def section(self, title: str, paragraphs: Sequence[str]) -> None:
        """Paragraphs under a heading, kept together with the first at the end of a page; empty without any."""
        if not paragraphs:
            return
        self._pass_page_break(HEADING + self._height_of(paragraphs[0]))
        self.skip()
        self.heading(title)
        for words in paragraphs:
            self.paragraph(words)

    def set_widths(self, widths: Sequence[float]) -> None:
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width)
        # Texts that run over the last column would make LibreOffice print the page smaller.
        self.widths, self.columns = widths, len(widths)
        self.width = sum(self._pixels())

    def _pixels(self) -> list[int]:
        return [int(width * 7 + 5) for width in self.widths]

    def keep_title(self) -> None:
        """Only the title stays in view: for a page of tables with different columns."""
        self._kept = (0, 0)

    def _freeze(self) -> None:
        """Freeze a header and repeat it in print, if it applies to all tables below; else the title."""
        if self._kept is None:
            return
        header, columns = self._kept
        widths = self._names.get(header, {})
        below = [names for row, names in self._names.items() if row > header]
        if any(widths.get(at) and name and name != widths[at] for names in below for at, name in names.items()):
            header, columns = 0, 0
        self.sheet.freeze_panes(header + 1, columns)
        self.sheet.repeat_rows(header)

    # ------------------------------------------------------------------------------------------ on paper

    def close(self) -> None:
        """Set frozen panes, print area, and outline."""
        self._freeze()
        columns = self._columns_on_paper()
        last = self._last_on_paper()
        self.sheet.print_area(0, 0, last, columns - 1)
        self.sheet.set_h_pagebreaks(self._breaks)
        self._fold(last)
        left = [f"rows {last + 2} to {self.row}"] if last < self.row - 2 else []
        every = max(self.columns, self.widest)
        first, end = xl_col_to_name(columns), xl_col_to_name(max(every - 1, 0))
        if columns < every:
            left.append(f"column {first}" if first == end else f"columns {first} to {end}")
        if left:
            set_footer(self.sheet, f"Not printed: {' and '.join(left)}")

    def _column_pixels(self, columns: int) -> list[int]:
        pixels = self._pixels()
        return (pixels + [DEFAULT_WIDTH] * columns)[:columns]

    def _columns_on_paper(self) -> int:
        """As many as fit with letters that can be read; those that are needed in any case, on larger paper."""
        beyond = max(0, WIDEST - self.width) // DEFAULT_WIDTH  # for remarks and charts
        columns = max(self.columns + beyond, self.widest)
        widths = self._column_pixels(columns)
        room = WIDEST
        if sum(widths[: self.needed]) > WIDEST_A4:
            self.sheet.set_paper(A3_PAPER)
            self.is_large = True
            room = int(A3 * WIDEST)
        while columns > max(self.needed, 1) and sum(widths[:columns]) > room:
            columns -= 1
        return columns

    def _last_on_paper(self) -> int:
        """The last row that is printed: the page ends there, or before a chart that it would cut."""
        page, height, last = 1, 0, -1
        for row in range(self.row):
            tall = self._heights.get(row, ROW)
            if row in self._breaks or height + tall > self._earliest:
                page, height = page + 1, TITLE
            if page > self.pages:
                break
            height, last = height + tall, row
        cut = [slot.row for slot in self._slots if slot.row <= last < slot.last]
        last = min([last, *(row - 1 for row in cut)])
        alone = [row for row in self._headings if row <= last < row + 2]
        return min([last, *(row - 1 for row in alone)]) if last < self.row - 1 else last

    def _fold(self, last: int) -> None:
        """Rows of tables that are not printed can be folded; the first row of each stays."""
        for first, end in self._bodies:
            start = max(first + 1, last + 1)
            if 1 < end - start < MOST_FOLDED:
                for row in range(start, end + 1):
                    self.sheet.set_row(row, None, None, {"level": 1})

    # ------------------------------------------------------------------------------------------ charts

    def reserve(self, count: int, height: int, across: int = 0, width: int = 0) -> list[Slot]:
        """Room for charts side by side, in as many rows as needed; none is cut by the end of a page. On a single page
        one is reduced if it would not fit otherwise."""
        left = EARLIEST_BREAK - self.below - 2 * ROW
        height = min(height, left) if self.pages == 1 and left > LOWEST else height
        across = across or best_across(count)
        room = self._room()
        width_of_one = min(width, room) or (room - 12 * (across - 1)) // across
        slots: list[Slot] = []
        for start in range(0, count, across):
            self._pass_page_break(height)
            places = range(min(across, count - start))
            slots += [Slot(self.row, place * (width_of_one + 12), width_of_one, height) for place in places]
            for _ in range(-(-(height + 10) // ROW)):
                self.advance()
        self._slots += slots
        return slots

    def _room(self) -> int:
        """Width of the printed part, in pixels."""
        return sum(self._column_pixels(self._columns_on_paper()))

    def place(self, slots: Sequence[Slot], charts: Sequence[Chart]) -> None:
        """Draw charts in the room reserved for them."""
        for slot, one in zip(slots, charts, strict=True):
            chart = draw(self.book, one)
            chart.set_size({"width": slot.width, "height": slot.height})
            self.sheet.insert_chart(slot.row, 0, chart, {"x_offset": slot.left, "y_offset": 4, "object_position": 2})

    @property
    def _earliest(self) -> float:
        """Where a page may end, in pixels."""
        return EARLIEST_BREAK * (A3 if self.is_large else 1)

    def _pass_page_break(self, height: int) -> None:
        """Begin a page, where a block of this height would meet the end of the printed one."""
        if self.pages == 1:
            return
        if height > self._earliest:
            height = TALLEST
        latest = int(LATEST_BREAK * max(1.0, FALLBACK * self._room() / PAPER_WIDTH))
        page = 1 + max(0, self.below - TITLE) // (latest - TITLE)
        # All pages but the first begin with the title again.
        if self.below + height > TITLE + page * (self._earliest - TITLE):
            self._breaks.append(self.row)
            self.below = TITLE

"""A sheet that is filled from top to bottom: title, remarks, room for charts; what stays in view, what is printed."""

from __future__ import annotations

from collections.abc import Sequence

from model.reports.book import Book, put
from model.reports.charts import Chart, draw
from model.reports.looks import EARLIEST_BREAK, LATEST_BREAK, PAPER_WIDTH, ROW, Slot, best_across
from model.reports.palette import INK, QUIET

DEFAULT_WIDTH = 64
"""Of a column that no page has set, in pixels."""

LETTER, LINE = 6.0, 17
"""Width of a letter and height of a line of text, in pixels, with some room to spare."""
HEADING = 24
"""Height of a heading, in pixels."""


class Layout:
    """A sheet that is filled from top to bottom."""

    def __init__(self, book: Book, name: str, tab: str, title: str, about: str = "") -> None:
        self.book, self.tab, self.title = book, tab, title
        self.view, self.styles = book.view, book.styles
        self.sheet = book.add_sheet(name, tab)
        self.is_one_page = False
        self.sheet.set_row_pixels(0, 30)
        self.sheet.write_string(0, 0, title, self.styles.of(bold=True, font_size=15, font_color=INK))
        self.row, self.below = 1, 30
        self._kept: tuple[int, int] | None = None  # the row that stays in view, and how many columns
        self._names: dict[int, dict[int, str]] = {}  # by row: what each column is called there
        self.widths: Sequence[float] = ()
        self.columns, self.widest, self.reach = 0, 0, 0
        book.pages.append(self)
        if about:
            self.note(about)
        self.skip()

    # ------------------------------------------------------------------------------------------ rows

    def advance(self, height: int = ROW) -> int:
        """Take one row; returns it."""
        if height != ROW:
            self.sheet.set_row_pixels(self.row, height)
        self.row += 1
        self.below += height
        return self.row - 1

    def skip(self, height: int = 10) -> None:
        self.advance(height)

    def note(self, remark: str, colour: str = QUIET) -> None:
        """A remark that runs over the cells to its right."""
        put(self.sheet, self.advance(), 0, remark, self.styles.of(italic=True, font_color=colour))

    def paragraph(self, words: str) -> None:
        """A sentence wrapped over the whole width of the page, once its columns are laid out."""
        row = self.advance(self._height_of(words))
        self.sheet.merge_range(row, 0, row, self.columns - 1, "", self.styles.of(text_wrap=True, valign="top"))
        put(self.sheet, row, 0, words, self.styles.of(text_wrap=True, valign="top"))

    def _height_of(self, words: str) -> int:
        return LINE * -(-int(LETTER * len(words)) // max(self.width, 1)) + 3

    def heading(self, title: str) -> None:
        style = self.styles.of(bold=True, font_size=12, font_color=INK)
        put(self.sheet, self.advance(HEADING), 0, title, style)

    def section(self, title: str, paragraphs: Sequence[str]) -> None:
        """Paragraphs under a heading, which the end of a page does not part from the first; nothing without any."""
        if not paragraphs:
            return
        self._pass_page_break(HEADING + self._height_of(paragraphs[0]))
        self.skip()
        self.heading(title)
        for words in paragraphs:
            self.paragraph(words)

    def close(self) -> None:
        """Say what stays in view, and what is printed: the rows that are filled, as wide as the columns are, or charts
        that stand out."""
        self._freeze()
        if self.columns:
            beyond = -(-max(0, self.reach - self.width) // DEFAULT_WIDTH)
            self.sheet.print_area(0, 0, max(self.row - 1, 0), max(self.columns + beyond, self.widest) - 1)

    def set_widths(self, widths: Sequence[float]) -> None:
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width)
        # Texts that run over the last column would make LibreOffice print the page smaller.
        self.widths, self.columns = widths, len(widths)
        self.width = sum(int(width * 7 + 5) for width in widths)

    def keep_title(self) -> None:
        """Only the title stays in view: for a page of tables with different columns."""
        self._kept = (0, 0)

    def _freeze(self) -> None:
        """Keep a header in view and repeat it in print, if it names what stands below in all tables; else the title."""
        if self._kept is None:
            return
        header, columns = self._kept
        kept = self._names.get(header, {})
        below = [names for row, names in self._names.items() if row > header]
        if any(kept.get(at) and name and name != kept[at] for names in below for at, name in names.items()):
            header, columns = 0, 0
        self.sheet.freeze_panes(header + 1, columns)
        self.sheet.repeat_rows(header)

    # ------------------------------------------------------------------------------------------ charts

    def reserve(self, count: int, height: int, across: int = 0, width: int = 0) -> list[Slot]:
        """Room for charts side by side, in as many rows as they need; none is cut by the end of a page."""
        across = across or best_across(count)
        room = max(self.width, PAPER_WIDTH)
        each = width or (room - 12 * (across - 1)) // across
        slots: list[Slot] = []
        for start in range(0, count, across):
            self._pass_page_break(height)
            places = range(min(across, count - start))
            slots += [Slot(self.row, place * (each + 12), each, height) for place in places]
            for _ in range(-(-(height + 10) // ROW)):
                self.advance()
        return slots

    def place(self, slots: Sequence[Slot], charts: Sequence[Chart]) -> None:
        """Draw charts in the room reserved for them."""
        for slot, each in zip(slots, charts, strict=True):
            chart = draw(self.book, each)
            chart.set_size({"width": slot.width, "height": slot.height})
            self.reach = max(self.reach, slot.left + slot.width)
            self.sheet.insert_chart(slot.row, 0, chart, {"x_offset": slot.left, "y_offset": 4, "object_position": 2})

    def fit_one_page(self) -> None:
        """Print all of it on one page, in which no chart needs to keep clear of page breaks."""
        self.sheet.fit_to_pages(1, 1)
        self.is_one_page = True

    def _pass_page_break(self, height: int) -> None:
        """Leave rows empty until what has this height does not meet the end of a printed page."""
        width = max(self.width, PAPER_WIDTH)
        if self.is_one_page or height > EARLIEST_BREAK * width:
            return
        page = 1 + int(self.below / (LATEST_BREAK * width))
        if self.below + height > page * EARLIEST_BREAK * width:
            while self.below < page * LATEST_BREAK * width:
                self.advance()

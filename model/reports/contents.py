"""The contents of a workbook: every page with its subject, and a link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from model.reports.book import Book, fitting, link, put
from model.reports.charts import Chart, draw
from model.reports.palette import INK, QUIET, RULE
from model.reports.styles import LINK, ROW, WIDEST, Field, R

NAME = "Contents"
WIDTHS = (22, 30, 68)
"""Widths of the columns: sheet, title, subject."""
LETTERS = 84
"""Letters of the last column on one line."""
LINE = 17
"""Height of a line, in pixels."""

ABOUT = (
    "Result pages are printed whole, long lists with their first rows. Numbers at the left of a list fold what is not "
    "printed; the arrows in its header filter and sort. Units stand in the column 'unit' or in the header."
)
TOPICS = {
    "Capacity": "Plants and technology",
    "Network": "Production and trade",
    "Demand": "Markets",
    "Costs": "Money",
    "Risk": "Risk and origin",
    "Skills": "People",
    "What-if": "Further figures",
    "Settings": "Inputs, solver and terms",
}
"""Topic of hidden sheets by the group of their tab."""
BEHIND = (
    "Hidden until you show them: right-click any tab, choose Unhide (LibreOffice: Show Sheet) and select all. Then the "
    "links below work."
)


def write_contents(book: Book, sheet: Any, first: tuple[str, str], level: int) -> None:
    """Fill the sheet: the ``first`` page, by name and title, then ``level`` pages to read, then the annex, then hidden
    sheets by topic."""
    assert sum(int(7 * width + 5) for width in WIDTHS) <= WIDEST
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    sheet.set_row_pixels(0, 30)
    put(sheet, 0, 0, "Contents", book.styles.of(bold=True, font_size=14, font_color=INK))
    row = _wrapped(book, sheet, 1, 0, ABOUT, QUIET)
    view = book.view
    basis = f"{view.horizon}, money in {view.amount} at constant prices."
    put(sheet, row, 0, basis, book.styles.of(font_color=QUIET))
    row = _part(
        book, sheet, row + 2, "To read", [(*first, "It answers alone, on one page of paper.")], book.pages[:level]
    )
    rest = book.pages[level:]
    if listed := [page for page in rest if not page.sheet.hidden]:
        row = _part(book, sheet, row + 1, "Annex", (), listed)
    if len(listed) < len(rest):
        row = _wrapped(book, sheet, row + 1, 0, BEHIND, INK)
    for tab, topic in TOPICS.items():
        if hidden := [page for page in rest if page.sheet.hidden and page.tab == tab]:
            row = _part(book, sheet, row + 1, topic, (), hidden)
    if book.absent:
        row = _lines(book, sheet, _heading(book, sheet, row + 1, "Nothing to show"), book.absent)
    sheet.freeze_panes(1, 0)
    sheet.print_area(0, 0, row - 1, len(WIDTHS) - 1)


def _part(book: Book, sheet: Any, row: int, heading: str, lines: Iterable[tuple[str, str, str]], pages: Any) -> int:
    """Write further ``lines``, then pages, as name, title and subject under a heading. Returns the row below."""
    row = _heading(book, sheet, row, heading)
    for name, title, about in (*lines, *((page.sheet.get_name(), page.title, page.about) for page in pages)):
        link(sheet, row, 0, name, name, book.styles.of(**LINK, valign="top"))
        put(sheet, row, 1, title, book.styles.of(valign="top", text_wrap=True))
        row = _wrapped(book, sheet, row, 2, first_sentence(about), QUIET)
    return row


def _lines(book: Book, sheet: Any, row: int, lines: Iterable[tuple[str, str]]) -> int:
    """Names and subjects, without links."""
    for name, about in lines:
        put(sheet, row, 0, name, book.styles.of(font_color=QUIET, valign="top"))
        row = _wrapped(book, sheet, row, 1, about, QUIET)
    return row


def _heading(book: Book, sheet: Any, row: int, heading: str) -> int:
    for at in range(len(WIDTHS)):
        style = book.styles.of(bold=True, font_size=12, font_color=INK, bottom=1, bottom_color=RULE)
        put(sheet, row, at, "" if at else heading, style)
    sheet.set_row_pixels(row, 26)
    return row + 1


def _wrapped(book: Book, sheet: Any, row: int, column: int, words: str, colour: str) -> int:
    """A text over the columns from one on, in as many lines as it needs. Returns the next row."""
    style = book.styles.of(font_color=colour, text_wrap=True, valign="top")
    last = len(WIDTHS) - 1
    if column < last:
        sheet.merge_range(row, column, row, last, "", style)
    put(sheet, row, column, fitting(words), style)
    room = LETTERS * sum(WIDTHS[column:]) / WIDTHS[-1]
    lines = 1 + int(len(words) / room)
    sheet.set_row_pixels(row, ROW + LINE * (lines - 1))
    return row + 1


def first_sentence(words: str) -> str:
    """Up to the first full stop that ends one."""
    end = words.find(". ")
    return words if end < 0 else words[: end + 1]


LETTER = 5.6
"""Width of a letter of the usual size, in pixels, with some room to spare."""
MANY = 1000
WRAPPED = 36
"""Height of a header of two lines, in pixels."""
LEFT = ("text", "year")
"""Formats of left-aligned columns."""


COLUMNS = 44
LAST = COLUMNS - 1
COLUMN = WIDEST // COLUMNS
"""Width of a narrow column in pixels; an element takes several."""


class Grid:
    """Cells of any span on a sheet of narrow columns, all printed on one page."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book, self.sheet = book, sheet
        self._heights: dict[int, int] = {}
        sheet.set_column_pixels(0, LAST, COLUMN)
        sheet.fit_to_pages(1, 1)
        sheet.center_horizontally()

    def height(self, row: int, pixels: int) -> None:
        self.sheet.set_row_pixels(row, pixels)
        self._heights[row] = pixels

    def above(self, row: int) -> int:
        """Pixels from the top to a row."""
        return sum(self._heights.get(row_above, ROW) for row_above in range(row))

    def put(self, row: int, first: int, last: int, value: Any, *, rows: int = 1, **look: Any) -> None:
        """A value over the columns from first to last, and over several rows."""
        style = self.book.styles.of(**look)
        if last > first or rows > 1:
            self.sheet.merge_range(row, first, row + rows - 1, last, "", style)
        put(self.sheet, row, first, value, style)

    def cut(self, words: str, columns: int) -> str:
        """A text cut to a number of columns, in letters of the usual size; dots show the cut."""
        most = int(columns * COLUMN / LETTER)
        return words if len(words) <= most else words[: max(most - 1, 1)].rstrip(" ,;:") + "…"

    def link(self, row: int, first: int, last: int, words: str, to: str, **look: Any) -> None:
        """A link to another sheet; the text alone if the workbook lacks or hides it."""
        self.put(row, first, last, words, **look)
        if self.book.can_open(to):
            link(self.sheet, row, first, words, to, self.book.styles.of(**{**look, **LINK}))

    def sentences(self, row: int, texts: Sequence[str], letters: float, line: int, most: int = MANY) -> int:
        """Write sentences over the whole width, with the given letters and height in pixels a line, cut to ``most``
        lines. Returns the row below them."""
        for sentence in texts:
            lines = 1 + int(len(sentence) / letters)
            if lines > most:
                continue
            most -= lines
            self.height(row, 3 + line * lines)
            self.put(row, 0, LAST, "•  " + sentence, text_wrap=True)
            self.book.said[sentence] = (self.sheet.get_name(), row)
            row += 1
        return row

    def heading(self, row: int, first: int, last: int, title: str, sheet: str = "") -> None:
        """A heading; with ``sheet`` it leads there."""
        self.link(row, first, last, title, sheet, bold=True, font_size=11, font_color=INK)

    def table(
        self,
        row: int,
        first: int,
        title: str,
        rows: Sequence[R],
        fields: Sequence[Field[R]],
        *,
        sheet: str,
        nothing: str,
        most: int,
        wraps: bool = False,
    ) -> int:
        """Write a small table of merged cells, with the columns that each field takes. Rows beyond ``most`` lines are
        counted in the last one; all of them are on another ``sheet``. Returns the row below the last of them."""
        end = first + sum(int(field.width) for field in fields) - 1
        if wraps:
            self.height(row + 1, max(self._heights.get(row + 1, 0), WRAPPED))
        self.heading(row, first, end, title, sheet)
        lines = rows if len(rows) <= most else rows[: most - 1]
        start, is_figure = first, False
        for field in fields:
            stop = start + int(field.width) - 1
            base: dict[str, Any] = {"bottom": 1}
            base |= {"align": "left", "indent": int(is_figure)} if field.look in LEFT else {"align": "right"}
            header = {"bold": True, "font_color": QUIET, "bottom_color": INK}
            header |= {"text_wrap": True, "valign": "bottom"} if wraps else {}
            self.put(row + 1, start, stop, field.header, **base | header)
            form = field.format_of([field.get(row) for row in rows])
            for at, line in enumerate(lines, start=row + 2):
                own = field.form(line) if callable(field.form) else form
                accent = field.accent(line) if field.accent else {}
                look = {**base, "bottom_color": RULE, "num_format": own, **accent}
                value = field.get(line)
                shown = self.cut(value, stop - start + 1) if isinstance(value, str) else value
                self.put(at, start, stop, shown, **look)
            start, is_figure = stop + 1, field.look not in LEFT
        rest = len(rows) - len(lines)
        if rest or not rows:
            text = f"and {rest} more: see '{sheet}'" if rest else nothing
            at = row + 2 + len(lines)
            if rest:
                self.link(at, first, end, text, sheet, italic=True, font_color=QUIET)
            else:
                self.put(at, first, end, text, italic=True, font_color=QUIET)
        return row + 2 + len(lines) + bool(rest or not rows)

    def charts(self, row: int, drawn: Sequence[Chart], height: int, first: int = 0) -> None:
        """Charts side by side from a column on, none wider than half of the page."""
        width_each = ((COLUMNS - first) * COLUMN - 12 * (len(drawn) - 1)) // max(len(drawn), 1)
        for place, described in enumerate(drawn):
            chart = draw(self.book, described)
            chart.set_size({"width": min(width_each, COLUMNS * COLUMN // 2), "height": height})
            self.sheet.insert_chart(
                row, first, chart, {"x_offset": place * (width_each + 12), "y_offset": 0, "object_position": 2}
            )

"""One sheet of results: title, lines with years across, tables, charts, remarks, set for reading and for paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_range

from model.reports.book import MOST_ROWS, Book, add_table, is_whole, number_format, put
from model.reports.charts import Chart, draw
from model.reports.looks import (
    EARLIEST_BREAK,
    HEADER,
    HEAT,
    LATEST_BREAK,
    MARK,
    PAPER_WIDTH,
    ROW,
    SHARE_FORMAT,
    TALLEST_TREND,
    TOTAL_WIDTH,
    TREND_WIDTH,
    UNIT_WIDTH,
    Block,
    Cells,
    Field,
    R,
    Slot,
    best_across,
    label_width,
    line_format,
    tint,
    year_width,
)
from model.reports.palette import BAD, INK, QUIET, RULE
from model.results.lines import Line
from model.workbook.styles import tab_colour

DEFAULT_WIDTH = 64
"""Of a column that no page has set, in pixels."""

LETTER, LINE = 6.0, 17
"""Width of a letter and height of a line of text, in pixels, with some room to spare."""


class Page:
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
        lines = -(-int(LETTER * len(words)) // max(self.width, 1))
        row = self.advance(LINE * lines + 3)
        self.sheet.merge_range(row, 0, row, self.columns - 1, "", self.styles.of(text_wrap=True, valign="top"))
        put(self.sheet, row, 0, words, self.styles.of(text_wrap=True, valign="top"))

    def heading(self, title: str) -> None:
        style = self.styles.of(bold=True, font_size=12, font_color=INK)
        put(self.sheet, self.advance(24), 0, title, style)

    def close(self) -> None:
        """Say what stays in view, and what is printed: the rows that are filled, as wide as the columns are, or charts
        that stand out."""
        self._freeze()
        if self.columns:
            beyond = -(-max(0, self.reach - self.width) // DEFAULT_WIDTH)
            self.sheet.print_area(0, 0, max(self.row - 1, 0), max(self.columns + beyond, self.widest) - 1)

    # ------------------------------------------------------------------------------------------ years across

    def lay_out(
        self, labels: Sequence[str], *groups: Iterable[Line], totals: Sequence[str] = (), ruler: bool = False
    ) -> None:
        """Fix the columns of a page of years: labels, unit, years, sums, trend. A year has one column in all blocks.

        ``ruler``: the title's row names the years and stays in view, for a page of several blocks. Without it the
        first block's header does.
        """
        lines = [line for group in groups for line in group]
        self.labels, self.totals = list(labels), list(totals)
        self.first_year = len(labels) + 1
        widths = [label_width(at, label, lines) for at, label in enumerate(labels)]
        widths += [min(max([UNIT_WIDTH] + [len(line.unit) + 1.0 for line in lines]), 16.0)]
        widths += [year_width(self.view.year_labels, lines)] * len(self.view.periods)
        if ruler:
            # The title runs over the labels' cells, up to the first year.
            widths[0] += max(0.0, 1.55 * len(self.title) - sum(widths[: self.first_year]))
        self.set_widths([*widths, *[TOTAL_WIDTH] * len(totals), TREND_WIDTH])
        if ruler:
            style = self.styles.of(font_color=QUIET, align="right", valign="bottom", bold=True)
            for at, year in enumerate(self.view.year_labels):
                put(self.sheet, 0, self.first_year + at, year, style)
            self._names[0] = dict(enumerate(self.view.year_labels, start=self.first_year))
            self._kept = (0, 1)

    def set_widths(self, widths: Sequence[float]) -> None:
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width)
        # Texts that run over the last column would make LibreOffice print the page smaller.
        self.columns = len(widths)
        self.width = sum(int(width * 7 + 5) for width in widths)

    def years_block(
        self, lines: Sequence[Line], labels: Sequence[str] | None = None, *, heading: str = "", filters: bool = False,
        heat: bool = False,
    ) -> Block:  # fmt: skip
        """Lines under a header of years; with ``filters`` an Excel table, with ``heat`` shares shaded by their size."""
        if heading:
            self.heading(heading)
        years = self.view.year_labels
        headers = self._headers(
            labels if labels is not None else self.labels, filters or any(any(line.totals) for line in lines)
        )
        header = self.advance(ROW + 2)
        self._write_header(header, headers, filters, len(lines))
        self._names[header] = dict(enumerate(headers))
        if self._kept is None:
            self._kept = (header, min(2, len(self.labels)))
        first = self.row
        for at, line in enumerate(lines):
            self._write_line(line, lines[at - 1].labels if at else (), trend=len(lines) <= TALLEST_TREND)
        block_years = (self.first_year, self.first_year + len(years) - 1)
        if heat and lines:
            self.sheet.conditional_format(first, block_years[0], self.row - 1, block_years[1], HEAT)
        self.skip()
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{min(self.row + 1, MOST_ROWS)}"})
        return Block(self.sheet.get_name(), header, first, block_years, tuple(lines))

    def _headers(self, labels: Sequence[str], with_totals: bool) -> list[str]:
        padded = [*labels, *[""] * (len(self.labels) - len(labels))]
        totals = self.totals if with_totals else [""] * len(self.totals)
        return [*padded, "unit", *self.view.year_labels, *totals, "trend"]

    def _write_header(self, row: int, headers: Sequence[str], filters: bool, lines: int) -> None:
        text_style, number_style = self.styles.header(self.tab), self._number_header()
        last = len(headers) - 1
        styles = [number_style if at >= self.first_year else text_style for at in range(last)]
        styles.append(self.styles.of(**HEADER, bg_color=tab_colour(self.tab), align="center"))
        if filters and lines:
            add_table(self.sheet, row, headers, styles, lines)
            return
        unlabelled = self.styles.of(bg_color=tab_colour(self.tab))
        for at, (header, style) in enumerate(zip(headers, styles, strict=True)):
            put(self.sheet, row, at, header, style if header else unlabelled)

    def _number_header(self) -> Any:
        return self.styles.of(**HEADER, bg_color=tab_colour(self.tab), align="right")

    def _write_line(self, line: Line, above: tuple[str, ...], *, trend: bool) -> None:
        row = self.advance()
        base = self._base(line.look)
        known = 0
        while known < len(line.labels) - 1 and line.labels[: known + 1] == above[: known + 1]:
            known += 1
        for at in range(len(self.labels)):
            label = line.labels[at] if at < len(line.labels) else None
            put(self.sheet, row, at, label, self.styles.of(**base, **({"font_color": "#8C8C8C"} if at < known else {})))
        put(self.sheet, row, len(self.labels), line.unit, self.styles.of(**base | {"font_color": QUIET}))
        style = self.styles.of(**base, num_format=line_format(line))
        marked = self.styles.of(**base | MARK, num_format=line_format(line)) if line.marked else style
        for at, value in enumerate(line.values):
            put(self.sheet, row, self.first_year + at, value, marked if at in line.marked else style)
        after = self.first_year + len(line.values)
        for at in range(len(self.totals)):
            total = line.totals[at] if at < len(line.totals) else None
            shown = SHARE_FORMAT if line.look == "share" else number_format(abs(total or 0.0), is_whole([total]))
            put(self.sheet, row, after + at, total, self.styles.of(**base | {"bold": True, "num_format": shown}))
        after += len(self.totals)
        put(self.sheet, row, after, None, self.styles.of(**base))
        if trend and len(line.values) > 1:
            self._add_trend(row, after, line)

    def _add_trend(self, row: int, column: int, line: Line) -> None:
        last = self.first_year + len(self.view.periods) - 1
        cells = f"{quote_sheetname(self.sheet.get_name())}!{xl_range(row, self.first_year, row, last)}"
        look: dict[str, Any] = {"range": cells, "type": "column", "series_color": tint(tab_colour(self.tab))}
        if line.size > 0 and all(value is None or value >= 0 for value in line.values):
            # Room above the highest column keeps the rows apart on paper.
            look |= {"min": 0, "max": 1.3 * line.size}
        self.sheet.add_sparkline(row, column, look)

    @staticmethod
    def _base(look: str) -> dict[str, Any]:
        if look == "total":
            return {"bold": True, "top": 1, "bottom": 1, "top_color": QUIET, "bottom_color": QUIET}
        return {"bottom": 1, "bottom_color": RULE}

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

    # ------------------------------------------------------------------------------------------ tables

    def table(
        self, rows: Sequence[R], columns: Sequence[Field[R]], *, heading: str = "", kept: int = 1, sized: bool = True,
        height: int = 40,
    ) -> Cells:  # fmt: skip
        """An Excel table with filters. One row is one record; there must be at least one.

        ``sized``: the table gives the sheet its column widths and keeps its header, of a ``height`` in pixels, in view,
        where other tables below have the same columns.
        """
        if heading:
            self.heading(heading)
        headers = [column.header for column in columns]
        self.widest = max(self.widest, len(columns))
        text_style, number_style = self.styles.header(self.tab), self._number_header()
        styles = [text_style if column.look == "text" else number_style for column in columns]
        shown = rows[: MOST_ROWS - self.row - 3]
        header = self.advance(height)
        add_table(self.sheet, header, headers, styles, len(shown))
        self._names[header] = dict(enumerate(headers))
        values = [[column.get(row) for row in shown] for column in columns]
        if sized:
            self._kept = (header, kept)
            self.set_widths([column.width_of(cells) for column, cells in zip(columns, values, strict=True)])
        for at, column in enumerate(columns):
            after_figures = at > 0 and columns[at - 1].look != "text" and column.look == "text"
            self._write_column(header + 1, at, column, shown, values[at], indent=int(after_figures))
        self.row += len(shown)
        self.below += len(shown) * ROW
        if len(shown) < len(rows):
            self.note(f"{len(rows) - len(shown):,} more rows do not fit on the sheet.", BAD)
        self.skip()
        return Cells(self.sheet.get_name(), header + 1, header + len(shown))

    def _write_column(
        self, first: int, at: int, column: Field[R], rows: Sequence[R], values: Sequence[Any], indent: int
    ) -> None:
        base = {"bottom": 1, "bottom_color": RULE, "indent": indent, "num_format": column.format_of(values)}
        base |= {"align": "right"} if column.look == "mixed" else {}
        form, accent, plain = column.form, column.accent, self.styles.of(**base)
        for offset, (row, value) in enumerate(zip(rows, values, strict=True)):
            style = plain
            if callable(form) or accent is not None:
                own = {"num_format": form(row)} if callable(form) else {}
                style = self.styles.of(**{**base, **own, **(accent(row) if accent else {})})
            put(self.sheet, first + offset, at, value, style)

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
        """Leave rows empty until a chart of this height does not meet the end of a printed page."""
        width = max(self.width, PAPER_WIDTH)
        if self.is_one_page or height > EARLIEST_BREAK * width:
            return
        page = 1 + int(self.below / (LATEST_BREAK * width))
        if self.below + height > page * EARLIEST_BREAK * width:
            while self.below < page * LATEST_BREAK * width:
                self.advance()

"""One sheet of results: tables, and lines with years across, set for reading and for paper."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_range

from model.reports.book import MOST_ROWS, add_table, put
from model.reports.layout import DEFAULT_WIDTH, HEADING, LINE, SheetLayout
from model.reports.palette import BAD, QUIET, RULE
from model.reports.styles import (
    HEADER,
    HEAT,
    MARK,
    ROW,
    SHARE_FORMAT,
    TALLEST_TREND,
    TEXTS,
    TREND_WIDTH,
    UNIT_WIDTH,
    Block,
    Cells,
    Field,
    R,
    Table,
    is_whole,
    label_width,
    line_format,
    number_format,
    text_width,
    tint,
    total_width,
    year_width,
)
from model.results.view import Line
from model.sheets.names import count
from model.workbook.styles import tab_colour

MOST_TOGETHER = 3
"""Rows of a table that the end of a printed page does not part from its heading."""

LETTERS, MOST_LINES = 1.1, 5
"""Letters of a header for each unit of a column's width, which is that of a digit; and maximum lines."""
INDENT = 1.3
"""Width, in units of columns, of the indent of texts that begin where figures end; without it both would touch."""
LETTER_WIDTH = 5.8
"""Width of a letter of wrapped text, in pixels."""


class Page(SheetLayout):
    """A sheet of tables and of lines with years across."""

    # ------------------------------------------------------------------------------------------ years across

    def lay_out(
        self,
        labels: Sequence[str],
        *groups: Iterable[Line],
        totals: Sequence[str] = (),
        ruler: bool = False,
        all_on_paper: bool = False,
        least: float = 0.0,
    ) -> None:
        """Fix the columns of a page of years: labels, unit, years, sums, trend. A year has one column in all blocks.

        ``ruler``: the title's row names the years and stays in view, for a page of several blocks. Without it the
        first block's header does. ``all_on_paper``: all years are on paper, on larger paper where they are
        many. ``least``: width of a year, where other tables of the page need more.
        """
        lines = [line for group in groups for line in group]
        self.labels, self.totals = list(labels), list(totals)
        self.first_year = len(labels) + 1
        widths = [label_width(at, label, lines) for at, label in enumerate(labels)]
        widths += [min(max([UNIT_WIDTH] + [text_width(len(line.unit)) for line in lines]), 16.0)]
        widths += [max(least, year_width(self.view.year_labels, lines))] * len(self.view.periods)
        if ruler:
            # The title runs over the labels' cells, up to the first year.
            widths[0] += max(0.0, 1.45 * len(self.title) - sum(widths[: self.first_year]))
        self.set_widths([*widths, *[total_width(lines)] * len(totals), TREND_WIDTH])
        self.needed = self.first_year + len(self.view.periods) if all_on_paper else 0
        if ruler:
            style = self.styles.of(font_color=QUIET, align="right", valign="bottom", bold=True)
            for at, year in enumerate(self.view.year_labels):
                put(self.sheet, 0, self.first_year + at, year, style)
            self._names[0] = dict(enumerate(self.view.year_labels, start=self.first_year))
            self._kept = (0, 1)

    def years_block(
        self,
        lines: Sequence[Line],
        labels: Sequence[str] | None = None,
        *,
        heading: str = "",
        filters: bool = False,
        heat: bool = False,
    ) -> Block:
        """Lines under a header of years; with ``filters`` an Excel table, with ``heat`` shares shaded by their size."""
        if heading:
            self._pass_page_break(ROW * (len(lines) + 3))
            self.heading(heading)
        years = self.view.year_labels
        headers = self._headers(
            labels if labels is not None else self.labels, filters or any(any(line.totals) for line in lines)
        )
        header = self.advance(2 * ROW if filters else ROW + 2)  # below the words there is room for the arrows
        self._write_header(header, headers, filters, len(lines))
        self._names[header] = dict(enumerate(headers))
        if self._kept is None:
            self._kept = (header, min(2, len(self.labels)))
        first = self.row
        for at, line in enumerate(lines):
            self._write_line(line, lines[at - 1].labels if at else (), trend=len(lines) <= TALLEST_TREND)
        self._bodies.append((first, self.row - 1))
        block_years = (self.first_year, self.first_year + len(years) - 1)
        block = Block(self.sheet.get_name(), header, first, block_years, tuple(lines), tuple(headers))
        self.book.blocks[block.sheet, heading] = block
        if heat and lines:
            self.sheet.conditional_format(first, block_years[0], self.row - 1, block_years[1], HEAT)
        self.skip()
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{min(self.row + 1, MOST_ROWS)}"})
        return block

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
        width = 0
        while width < len(line.labels) - 1 and line.labels[: width + 1] == above[: width + 1]:
            width += 1
        for at in range(len(self.labels)):
            label = line.labels[at] if at < len(line.labels) else None
            put(self.sheet, row, at, label, self.styles.of(**base, **({"font_color": "#8C8C8C"} if at < width else {})))
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

    # ------------------------------------------------------------------------------------------ tables

    def table(
        self,
        rows: Sequence[R],
        columns: Sequence[Field[R]],
        *,
        heading: str = "",
        frozen: int = 1,
        sized: bool = True,
        all_on_paper: bool = False,
    ) -> Cells:
        """An Excel table with filters. One row is one record; there must be at least one.

        ``sized``: the table gives the sheet its column widths and keeps its header in view, where other tables below
        have the same columns. ``all_on_paper``: all columns are on paper, on larger paper where need be.
        """
        if all_on_paper:
            self.needed = len(columns)
        if heading:
            self._pass_page_break(HEADING + ROW * (2 + min(len(rows), MOST_TOGETHER)))
            self.heading(heading)
        headers = [column.header for column in columns]
        self.widest = max(self.widest, len(columns))
        text_style, number_style = self.styles.header(self.tab), self._number_header()
        indented = self.styles.of(**HEADER, bg_color=tab_colour(self.tab), align="left", indent=1)
        is_text, indents = [column.look in TEXTS for column in columns], _indents(columns)
        styles = [
            number_style if not own else indented if indent else text_style
            for own, indent in zip(is_text, indents, strict=True)
        ]
        shown = rows[: MOST_ROWS - self.row - 3]
        values = [[column.get(row) for row in shown] for column in columns]
        if sized:
            self.fit(shown, columns)
        header = self.advance(self._header_height(headers))
        add_table(self.sheet, header, headers, styles, len(shown))
        self._names[header] = dict(enumerate(headers))
        if sized:
            self._kept = (header, frozen)
        for at, column in enumerate(columns):
            self._write_column(header + 1, at, column, shown, values[at], indents[at])
        self._bodies.append((self.row, self.row + len(shown) - 1))
        heights = self._heights_of(columns, values, len(shown))
        for height in heights:
            self.advance(height)
        if len(shown) < len(rows):
            self.note(f"{count(len(rows) - len(shown), 'more row does', 'more rows do')} not fit on the sheet.", BAD)
        self.skip()
        cells = Cells(self.sheet.get_name(), header + 1, header + len(shown))
        self.book.tables[cells.sheet, heading] = Table(cells, tuple(shown), tuple(columns))
        return cells

    def fit(self, rows: Sequence[R], columns: Sequence[Field[R]]) -> None:
        """Give the sheet the column widths of a table, so that sentences above it are as wide as what is printed."""
        parts = zip(columns, _indents(columns), strict=True)
        self.set_widths(
            [column.width_of([column.get(row) for row in rows]) + INDENT * indent for column, indent in parts]
        )

    def _header_height(self, headers: Sequence[str]) -> int:
        """Two lines, or as many as the longest header takes in its column, in pixels."""
        widths = [*self.widths, *[DEFAULT_WIDTH / 7] * len(headers)]
        lines = [len(textwrap.wrap(header, int(LETTERS * at))) for header, at in zip(headers, widths, strict=False)]
        return ROW * min(max(2, *lines), MOST_LINES)

    def _heights_of(self, columns: Sequence[Field[R]], values: Sequence[Sequence[Any]], rows: int) -> list[int]:
        """Height of each row: as many lines as texts take that are wrapped, in pixels."""
        lines = [1] * rows
        for width, column, cells in zip(self._column_pixels(len(columns)), columns, values, strict=True):
            if column.look == "wrapped":
                fits = max(int(width / LETTER_WIDTH), 1)
                lines = [max(at, len(textwrap.wrap(str(cell), fits))) for at, cell in zip(lines, cells, strict=True)]
        return [ROW if at <= 1 else LINE * at + 3 for at in lines]

    def _write_column(
        self, first: int, at: int, column: Field[R], rows: Sequence[R], values: Sequence[Any], indent: int
    ) -> None:
        base = {"bottom": 1, "bottom_color": RULE, "indent": indent, "num_format": column.format_of(values)}
        base |= {"align": "right"} if column.look == "mixed" else {}
        base |= {"text_wrap": True, "align": "left"} if column.look == "wrapped" else {}
        form, accent, plain = column.form, column.accent, self.styles.of(**base)
        for offset, (row, value) in enumerate(zip(rows, values, strict=True)):
            style = plain
            if callable(form) or accent is not None:
                own = {"num_format": form(row)} if callable(form) else {}
                style = self.styles.of(**{**base, **own, **(accent(row) if accent else {})})
            put(self.sheet, first + offset, at, value, style)


def _indents(columns: Sequence[Field[R]]) -> list[int]:
    """Columns of words to the right of figures keep apart from them."""
    is_text = [column.look in TEXTS for column in columns]
    return [int(own and not left) for own, left in zip(is_text, [True, *is_text], strict=False)]

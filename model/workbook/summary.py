"""The first sheet: one landscape page for a director."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.workbook import charts
from model.workbook.book import Book, number_format, put
from model.workbook.charts import Gantt, Series
from model.workbook.figures import Supply, first_decisions, services
from model.workbook.looks import ROW
from model.workbook.palette import INK, PAPER, QUIET, RULE
from model.workbook.tiles import badges, tiles
from model.workbook.view import View
from model.workbook.words import plain_words

COLUMNS, COLUMN_PIXELS = 48, 27
LAST = COLUMNS - 1
WIDTH = COLUMNS * COLUMN_PIXELS
HEIGHT = 845
"""Of the page in pixels, so that it fills a landscape A4."""
TABLE_ROWS = 9
MOST_BARS = 12


@dataclass(frozen=True)
class Pictures:
    """What the summary draws, of figures that stand on other sheets."""

    costs: Sequence[Series]
    leading: Sequence[Series]
    bars: Gantt | None


def write_summary(book: Book, sheet: Any, supplies: Sequence[Supply], pictures: Pictures, title: str) -> None:
    """Fill the sheet 'Summary'."""
    view = book.view
    sheet.set_column_pixels(0, COLUMNS - 1, COLUMN_PIXELS)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    grid = Grid(book, sheet)
    row = _write_head(grid, view, title)
    for sentence in plain_words(view, supplies):
        grid.height(row, 19 if len(sentence) < 195 else 36)
        grid.put(row, 0, LAST, "•  " + sentence, font_size=11, text_wrap=True)
        row += 1
    grid.height(row, 8)
    _write_tiles(grid, view, supplies, row + 1)
    grid.height(row + 4, 12)
    _write_tables(grid, view, supplies, row + 5)
    row += 5 + 2 + TABLE_ROWS
    grid.height(row, 10)
    _draw(book, sheet, pictures, row + 1, HEIGHT - grid.above(row + 1))
    sheet.activate()
    sheet.print_area(0, 0, row + 1 + (HEIGHT - grid.above(row + 1)) // ROW, LAST)


def _write_head(grid: Grid, view: View, title: str) -> int:
    """Title, what the figures are in, and the two verdicts."""
    grid.height(0, 34)
    grid.put(0, 0, 29, title, bold=True, font_size=18, font_color=INK)
    subtitle = (
        f"{view.horizon}, in {view.amount} without inflation, discounted at "
        f"{100 * view.settings.discount_rate:g} % a year"
    )
    grid.put(1, 0, 29, subtitle, font_color=QUIET)
    for line, (said, colour) in enumerate(badges(view)):
        grid.put(line, 30, LAST, said, bold=True, font_color="#FFFFFF", bg_color=colour, align="center", border=1,
                 border_color="#FFFFFF", shrink=True)  # fmt: skip
    grid.height(1, 24)
    grid.height(2, 8)
    return 3


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


def _write_tiles(grid: Grid, view: View, supplies: Sequence[Supply], row: int) -> None:
    """Six figures, large."""
    for offset, pixels in enumerate((20, 32, 20)):
        grid.height(row + offset, pixels)
    made = tiles(view, supplies)
    each = COLUMNS // len(made)
    for place, tile in enumerate(made):
        first, last = place * each, place * each + each - 1
        frame = {"bg_color": PAPER, "align": "center"}
        grid.put(row, first, last, tile.label, font_color=QUIET, top=2, top_color=INK, **frame, **_sides())
        grid.put(
            row + 1,
            first,
            last,
            tile.value,
            bold=True,
            font_size=18,
            font_color=INK,
            num_format=tile.form,
            **frame,
            **_sides(),
        )
        grid.put(row + 2, first, last, tile.note, shrink=True, font_size=9, font_color=QUIET, **frame, **_sides())


def _sides() -> dict[str, Any]:
    return {"left": 5, "right": 5, "left_color": "#FFFFFF", "right_color": "#FFFFFF"}


# ---------------------------------------------------------------------------------------------- tables


def _write_tables(grid: Grid, view: View, supplies: Sequence[Supply], row: int) -> None:
    _write_decisions(grid, view, row)
    _write_service(grid, view, row)
    _write_leaders(grid, view, supplies, row)


Cell = tuple[Any, dict[str, Any]]
RIGHT = {"align": "right"}
FIT = {"shrink": True}
SHARE = {"num_format": "0%", "align": "right"}


def _table(
    grid: Grid, row: int, first: int, spans: Sequence[int], title: str, headers: Sequence[Cell],
    rows: Sequence[Sequence[Cell]], more: Callable[[int], str], nothing: str,
) -> None:  # fmt: skip
    """A small table of merged cells: what does not fit is counted in its last line."""
    starts = [first + sum(spans[:at]) for at in range(len(spans))]
    end = first + sum(spans) - 1
    grid.put(row, first, end, title, bold=True, font_size=12, font_color=INK)
    for start, span, (header, look) in zip(starts, spans, headers, strict=True):
        grid.put(
            row + 1,
            start,
            start + span - 1,
            header,
            bold=True,
            font_size=9,
            font_color=QUIET,
            bottom=1,
            bottom_color=INK,
            **look,
        )
    shown = rows if len(rows) <= TABLE_ROWS else rows[: TABLE_ROWS - 1]
    for offset, cells in enumerate(shown, start=2):
        for start, span, (value, look) in zip(starts, spans, cells, strict=True):
            grid.put(row + offset, start, start + span - 1, value, bottom=1, bottom_color=RULE, **look)
    if len(shown) < len(rows):
        grid.put(row + 2 + len(shown), first, end, more(len(rows) - len(shown)), italic=True, font_color=QUIET)
    if not rows:
        grid.put(row + 2, first, end, nothing, italic=True, font_color=QUIET)


def _write_decisions(grid: Grid, view: View, row: int) -> None:
    decisions = first_decisions(view)
    rows: list[list[Cell]] = []
    for each in decisions:
        unit = view.unit("builds", "size", each).replace('"', "")
        size = number_format(each["size"] or 0.0).split(";")[0] + f'" {unit}"'
        capital = number_format(max((other["capex"] or 0.0 for other in decisions), default=0.0))
        rows.append([
            (int(each["decided"]), {"num_format": "0", "align": "left"}), (each["project"], FIT),
            (each["country"], FIT),
            (each["size"], {"num_format": size} | RIGHT | FIT), (each["capex"], {"num_format": capital} | RIGHT),
        ])  # fmt: skip
    last = min(view.periods[0] + 2, view.periods[-1] + view.years - 1)
    _table(
        grid, row, 0, (2, 8, 4, 3, 3), f"To decide first, {view.periods[0]}–{last} (capital in {view.amount})",
        [("year", {}), ("project", {}), ("country", {}), ("size", RIGHT), ("capital", RIGHT)],
        rows, lambda rest: f"and {rest} more: see 'Builds'", "Nothing has to be decided in these years.",
    )  # fmt: skip


def _write_service(grid: Grid, view: View, row: int) -> None:
    served = services(view)
    products = {each.product for each in served}
    one = products.pop() if len(products) == 1 else ""
    rows: list[list[Cell]] = [
        [
            (each.market if one else f"{each.market}: {each.product}", FIT), (_cautious(each.overall), SHARE),
            (_cautious(each.last), SHARE),
        ]
        for each in served
    ]  # fmt: skip
    _table(
        grid, row, 21, (6, 2, 2), f"Delivered of {one}" if one else "Demand delivered",
        [("market" if one else "market: product", {}), ("all years", RIGHT), (view.year_labels[-1], RIGHT)],
        rows, lambda rest: f"and {rest} more: see 'Demand'", "No market needs anything.",
    )  # fmt: skip


def _cautious(share: float | None) -> float | None:
    """Rounded down, so that only what is wholly delivered reads 100 %."""
    return None if share is None else int(100 * share + 1e-6) / 100


def _write_leaders(grid: Grid, view: View, supplies: Sequence[Supply], row: int) -> None:
    rows: list[list[Cell]] = []
    for supply in supplies:
        first, last = supply.leader(0) or ("none", None), supply.leader(-1) or ("none", None)
        rows.append([
            (supply.stage, FIT), (first[0], FIT), (first[1], SHARE), (None, {}), (last[0], FIT), (last[1], SHARE),
        ])  # fmt: skip
    headers: list[Cell] = [
        ("stage", {}), (view.year_labels[0], {}), ("share", RIGHT), ("", {}), (view.year_labels[-1], {}),
        ("share", RIGHT),
    ]  # fmt: skip
    _table(
        grid, row, 32, (4, 4, 2, 1, 3, 2), "Largest supply country", headers, rows,
        lambda rest: f"and {rest} more: see 'Concentration'", "Nothing is made or bought.",
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- charts


def _draw(book: Book, sheet: Any, pictures: Pictures, row: int, height: int) -> None:
    """Up to three charts side by side."""
    view = book.view
    made = []
    if pictures.bars:
        bars = pictures.bars
        shown = replace(
            bars, last=min(bars.last, bars.first + MOST_BARS - 1), step=2 if bars.end - bars.start <= 24 else 5
        )
        count, every = shown.last - shown.first + 1, len(view.rows("builds"))
        title = "From decision to service" if count == every else f"From decision to service: first {count} of {every}"
        made.append(charts.gantt(book, title, shown))
    if pictures.costs:
        made.append(
            charts.stacked(book, f"Cost, {view.amount}" + (" per period" if view.years > 1 else ""), pictures.costs)
        )
    if pictures.leading:
        made.append(charts.lines(book, "Share of the largest supply country", pictures.leading, share=True, most=1.0))
    each = (WIDTH - 12 * (len(made) - 1)) // max(len(made), 1)
    for place, chart in enumerate(made):
        chart.set_size({"width": min(each, 640), "height": height})
        sheet.insert_chart(row, 0, chart, {"x_offset": place * (each + 12), "y_offset": 0, "object_position": 2})

"""The first sheet: one landscape page for a director."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.reports.book import Book, number_format
from model.reports.charts import TIMELINE, Chart, Gantt, Series, gantt, lines, stacked
from model.reports.looks import ROW
from model.reports.palette import INK, PAPER, QUIET
from model.reports.results.summary_grid import FIT, RIGHT, SHARE, Cell, Grid, cautious, side_by_side, table
from model.reports.results.summary_risk import RISK_ROWS, write_risk
from model.reports.results.tiles import badges, tiles
from model.reports.results.words import plain_words
from model.results.bounds import limits
from model.results.commitments import Decision, due_first, years_due_first
from model.results.figures import Supply, services
from model.results.risk import outcomes
from model.results.view import View

COLUMNS = 48
LAST = COLUMNS - 1
PROPORTION = 31.3
"""Height of the page by width of a column, so that it fills a landscape A4."""


@dataclass(frozen=True)
class Shape:
    """How much room things get: with risk on it the page is larger and its tables are shorter."""

    column: int
    rows: int
    bars: int

    @property
    def height(self) -> int:
        return int(PROPORTION * self.column)


PLAIN, WITH_RISK = Shape(27, 9, 12), Shape(30, 6, 10)


@dataclass(frozen=True)
class Pictures:
    """What the summary draws, of figures that stand on other sheets."""

    costs: Sequence[Series]
    leading: Sequence[Series]
    bars: Gantt | None


def write_summary(book: Book, sheet: Any, supplies: Sequence[Supply], pictures: Pictures, title: str) -> None:
    """Fill the sheet 'Summary'."""
    view = book.view
    found, held = outcomes(view), limits(view)
    shape = WITH_RISK if found or held else PLAIN
    sheet.set_column_pixels(0, COLUMNS - 1, shape.column)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    grid = Grid(book, sheet)
    row = _write_head(grid, view, title)
    letters = 7.2 * shape.column
    for sentence in plain_words(view, supplies):
        grid.height(row, 3 + 16 * (1 + int(len(sentence) / letters)))
        grid.put(row, 0, LAST, "•  " + sentence, font_size=11, text_wrap=True)
        row += 1
    grid.height(row, 8)
    _write_tiles(grid, view, supplies, row + 1)
    grid.height(row + 4, 12)
    row += 5
    if shape is WITH_RISK:
        write_risk(grid, view, found, held, row)
        row += 2 + RISK_ROWS
        grid.height(row, 10)
        row += 1
    _write_tables(grid, view, supplies, row, shape.rows)
    row += 2 + shape.rows
    grid.height(row, 10)
    height = shape.height - grid.above(row + 1)
    _draw(book, sheet, pictures, row + 1, shape, height)
    sheet.activate()
    sheet.print_area(0, 0, row + 1 + height // ROW, LAST)


def _write_head(grid: Grid, view: View, title: str) -> int:
    """Title, what the figures are in, and the two verdicts."""
    grid.height(0, 34)
    grid.put(0, 0, 29, title, bold=True, font_size=18, font_color=INK)
    subtitle = (
        f"{view.horizon}, in {view.amount} at constant prices, discounted at "
        f"{100 * view.settings.discount_rate:g} % a year"
    )
    grid.put(1, 0, 29, subtitle, font_color=QUIET)
    for line, (said, colour) in enumerate(badges(view)):
        grid.put(line, 30, LAST, said, bold=True, font_color="#FFFFFF", bg_color=colour, align="center", border=1,
                 border_color="#FFFFFF", shrink=True)  # fmt: skip
    grid.height(1, 24)
    grid.height(2, 8)
    return 3


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
        figure = {"bold": True, "font_size": 18, "font_color": INK, "num_format": tile.form}
        grid.put(row + 1, first, last, tile.value, **figure, **frame, **_sides())
        grid.put(row + 2, first, last, tile.note, shrink=True, font_size=9, font_color=QUIET, **frame, **_sides())


def _sides() -> dict[str, Any]:
    return {"left": 5, "right": 5, "left_color": "#FFFFFF", "right_color": "#FFFFFF"}


# ---------------------------------------------------------------------------------------------- tables


def _write_tables(grid: Grid, view: View, supplies: Sequence[Supply], row: int, most: int) -> None:
    _write_decisions(grid, view, row, most)
    _write_service(grid, view, row, most)
    _write_leaders(grid, view, supplies, row, most)


def _write_decisions(grid: Grid, view: View, row: int, most: int) -> None:
    due = with_room(due_first(view), most)
    outlay = number_format(max((each.outlay or 0.0 for each in due), default=0.0))
    rows: list[list[Cell]] = []
    for each in due:
        unit = each.unit.replace('"', "")
        size = number_format(each.size or 0.0).split(";")[0] + f'" {unit}"'
        rows.append([
            (each.year, {"num_format": "0", "align": "left"}), (each.words, FIT), (each.where, FIT),
            (each.size, {"num_format": size} | RIGHT | FIT), (each.outlay, {"num_format": outlay} | RIGHT),
        ])  # fmt: skip
    table(
        grid, row, 0, (2, 8, 4, 3, 3), f"Decisions due first, {years_due_first(view)} (outlay in {view.amount})",
        [("year", {}), ("decision", {}), ("location", {}), ("size", RIGHT), ("outlay", RIGHT)],
        rows, lambda rest: f"and {rest} more: see 'Decisions'",
        "No decisions on investments, contracts, closures or people fall due in these years.", most,
    )  # fmt: skip


def with_room(due: Sequence[Decision], most: int) -> list[Decision]:
    """Decisions in an order of which the first lines are shown: there half is left to what is not built."""
    if len(due) <= most:
        return list(due)
    lines = most - 1
    others = [each for each in due if each.kind != "build"]
    builds = [each for each in due if each.kind == "build"]
    kept = others[: max(lines // 2, lines - len(builds))]
    kept += builds[: lines - len(kept)]
    return [*(each for each in due if each in kept), *(each for each in due if each not in kept)]


def _write_service(grid: Grid, view: View, row: int, most: int) -> None:
    served = services(view)
    products = {each.product for each in served}
    one = products.pop() if len(products) == 1 else ""
    rows: list[list[Cell]] = [
        [
            (each.market if one else f"{each.market}: {each.product}", FIT), (cautious(each.overall), SHARE),
            (cautious(each.last), SHARE),
        ]
        for each in served
    ]  # fmt: skip
    table(
        grid, row, 21, (6, 2, 2), f"Fill rate of {one}" if one else "Fill rate",
        [("market" if one else "market: product", {}), ("all years", RIGHT), (view.year_labels[-1], RIGHT)],
        rows, lambda rest: f"and {rest} more: see 'Demand'", "No market has any demand.", most,
    )  # fmt: skip


def _write_leaders(grid: Grid, view: View, supplies: Sequence[Supply], row: int, most: int) -> None:
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
    table(
        grid, row, 32, (4, 4, 2, 1, 3, 2), "Largest supplier country", headers, rows,
        lambda rest: f"and {rest} more: see 'Concentration'", "Nothing is produced or purchased.", most,
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- charts


def _draw(book: Book, sheet: Any, pictures: Pictures, row: int, shape: Shape, height: int) -> None:
    """Up to three charts side by side."""
    view = book.view
    made: list[Chart] = []
    if pictures.bars:
        bars = pictures.bars
        cells = bars.cells.part(0, shape.bars)
        count, every = cells.last - cells.first + 1, len(view.rows("builds"))
        title = TIMELINE if count == every else f"{TIMELINE}: first {count} of {every}"
        made.append(gantt(title, replace(bars, cells=cells, step=2 if bars.end - bars.start <= 24 else 5)))
    calm = ", undisrupted case" if view.has_branches else ""
    if pictures.costs:
        per = " per period" if view.years > 1 else ""
        made.append(stacked(f"Cost{calm}, {view.amount}{per}", pictures.costs))
    if pictures.leading:
        made.append(lines("Share of the largest supplier country", pictures.leading, share=True, most=1.0))
    side_by_side(book, sheet, made, row, COLUMNS * shape.column, height)

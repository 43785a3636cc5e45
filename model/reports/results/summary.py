"""The first sheet: one landscape page for a director."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.reports.book import Book, number_format
from model.reports.charts import TIMELINE, Chart, Gantt, Series, gantt, lines, stacked
from model.reports.grid import Grid, cautious
from model.reports.looks import ROW, Field
from model.reports.palette import INK, PAPER, QUIET
from model.reports.results.summary_risk import RISK_ROWS, write_risk
from model.reports.results.tiles import badges, tiles
from model.reports.results.words import plain_words
from model.results.bounds import limits
from model.results.commitments import Commitment, due_first, years_due_first
from model.results.figures import Service, Supply, services
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
    grid = Grid(book, sheet, COLUMNS, shape.column)
    row = _write_head(grid, view, title)
    row = grid.sentences(row, plain_words(view, supplies), 7.2 * shape.column, 16)
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
    grid.charts(row + 1, _charts(view, pictures, shape), height)
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
    def size(each: Commitment) -> str:
        unit = each.unit.replace('"', "")
        return number_format(each.size or 0.0).split(";")[0] + f'" {unit}"'

    fields: list[Field[Commitment]] = [
        Field("year", lambda each: each.year, "year", 2),
        Field("decision", lambda each: each.words, "text", 8),
        Field("location", lambda each: each.where, "text", 4),
        Field("size", lambda each: each.size, width=3, form=size),
        Field("outlay", lambda each: each.outlay, width=3),
    ]
    grid.table(
        row, 0, f"Decisions due first, {years_due_first(view)} (outlay in {view.amount})",
        with_room(due_first(view), most), fields, sheet="Decisions", most=most,
        nothing="No decisions on investments, contracts, closures or people fall due in these years.",
    )  # fmt: skip


def with_room(due: Sequence[Commitment], most: int) -> list[Commitment]:
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
    fields: list[Field[Service]] = [
        Field("market" if one else "market: product",
              lambda each: each.market if one else f"{each.market}: {each.product}", "text", 6),
        Field("all years", lambda each: cautious(each.overall), "share", 2, form="0%"),
        Field(view.year_labels[-1], lambda each: cautious(each.last), "share", 2, form="0%"),
    ]  # fmt: skip
    title = f"Fill rate of {one}" if one else "Fill rate"
    grid.table(
        row, 21, title, served, fields, sheet="Demand", nothing="No market has any demand.", most=most
    )  # fmt: skip


def _write_leaders(grid: Grid, view: View, supplies: Sequence[Supply], row: int, most: int) -> None:
    def leader(at: int, part: int) -> Callable[[Supply], Any]:
        return lambda supply: (supply.leader(at) or ("none", None))[part]

    fields: list[Field[Supply]] = [
        Field("stage", lambda supply: supply.stage, "text", 4),
        Field(view.year_labels[0], leader(0, 0), "text", 4),
        Field("share", leader(0, 1), "share", 2, form="0%"),
        Field("", lambda supply: None, "text", 1),
        Field(view.year_labels[-1], leader(-1, 0), "text", 3),
        Field("share", leader(-1, 1), "share", 2, form="0%"),
    ]
    grid.table(
        row, 32, "Largest supplier country", supplies, fields, sheet="Concentration",
        nothing="Nothing is produced or purchased.", most=most,
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- charts


def _charts(view: View, pictures: Pictures, shape: Shape) -> list[Chart]:
    """Up to three."""
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
    return made

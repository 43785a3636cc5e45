"""The first sheet: the four answers on one landscape page in legible letters, below it their grounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.reports.answers.answer import AnswerPicture, MarkedRow, PlanAnswer, Strip
from model.reports.answers.four import answers
from model.reports.book import Book
from model.reports.contents import COLUMNS, LAST, Grid
from model.reports.palette import BAD, DARK, INK, LOOKS, PAPER, POINTS, QUIET
from model.reports.phrases import money, percent
from model.reports.results.tiles import badges, headline, tiles
from model.reports.results.words import plain_words
from model.reports.styles import Field, number_format
from model.results.build import StageSupply
from model.results.first_stage import Commitment, due_first, due_now, years_due_first
from model.results.limits import PartyLimit, limits, per_unit, sign_of, tightest_parties
from model.results.view import View

LETTERS, LINE, MOST_LINES = 155, 17, 12
"""Sentences: letters on a line, height of a line in pixels, and maximum number of lines."""

TILES = 6
"""Number of figures side by side."""

MOST_DECISIONS = 8
"""Lines of the tables."""


def write_summary(book: Book, sheet: Any, supplies: Sequence[StageSupply], title: str) -> None:
    """Fill the sheet 'Summary'."""
    view = book.view
    grid = Grid(book, sheet)
    row = _write_answers(grid, answers(view), _write_head(grid, view, title))
    sheet.fit_to_pages(1, 0)
    sheet.set_h_pagebreaks([row])
    _write_tiles(grid, view, supplies, row)
    grid.height(row + 3, 6)
    row = grid.sentences(row + 4, plain_words(view, supplies), LETTERS, LINE, MOST_LINES)
    grid.height(row, 6)
    ends = (
        _write_decisions(grid, view, row + 1, MOST_DECISIONS),
        write_tightest(grid, view, tightest_parties(limits(view)), supplies, row + 1, MOST_DECISIONS),
    )
    row = max(ends)
    sheet.activate()
    sheet.print_area(0, 0, row - 1, LAST)


def _write_head(grid: Grid, view: View, title: str) -> int:
    """Write title, units of figures, link to the contents, and the two verdicts."""
    grid.height(0, 28)
    grid.put(0, 0, 23, f"{title} {view.horizon}", bold=True, font_size=16, font_color=INK)
    rate = f"{100 * view.settings.discount_rate:g} % a year"
    subtitle = f"In {view.amount} at constant prices, discounted at {rate}"
    grid.height(1, 22)
    grid.put(1, 0, 19, subtitle, font_color=QUIET)
    grid.link(1, 20, 23, grid.book.home, grid.book.home)
    look: dict[str, Any] = {
        "bold": True,
        "font_color": "#FFFFFF",
        "align": "center",
        "border": 1,
        "border_color": "#FFFFFF",
    }
    for line, (verdict, colour) in enumerate(badges(view)):
        grid.put(line, 24, LAST, grid.cut(verdict, 18), bg_color=colour, **look)
    grid.height(2, 6)
    if (source := view.plan.source) is not None:
        grid.height(2, 16)
        grid.put(2, 0, LAST, f"Plan of {source.words}", font_color=QUIET, font_size=8)
    return 3


# ----------------------------------------------------------------------------------------------------------------------
# The four answers: a band each, with headline and facts at the left, the picture in cells at the right.


BAND, LEFT = 10, 18
"""Rows of a band, of the same height in all, and last column of its words."""
NAMES, AXIS, FIGURES = 20, 25, 40
"""First columns of the picture's names, of its axis and of its figures."""
FACTS = ((0, 5), (7, 12), (14, 19))
"""Columns of the facts."""
FIRST_ROWS, MOST_ROWS = (4, 2), 7
"""Rows of two strips, and of one."""


def _write_answers(grid: Grid, plan_answers: Sequence[PlanAnswer], row: int) -> int:
    """Write the four answers below each other. Returns the row below them."""
    for plan_answer in plan_answers:
        for at in range(row, row + BAND):
            grid.height(at, 15)
        rule: dict[str, Any] = {"top": 2, "top_color": INK}
        grid.put(row, 0, LEFT, plan_answer.question, font_color=QUIET, font_size=10, **rule)
        wrapped: dict[str, Any] = {"text_wrap": True, "valign": "top"}
        headline: dict[str, Any] = {"bold": True, "font_size": 14, "font_color": INK, **wrapped}
        grid.put(row + 1, 0, LEFT, plan_answer.headline, rows=3, **headline)
        for (first, last), fact in zip(FACTS, plan_answer.facts, strict=False):
            grid.put(row + 4, first, last, fact.figure, bold=True, font_size=11)
            grid.put(row + 5, first, last, fact.words, rows=4, font_size=10, font_color=QUIET, **wrapped)
        link = plan_answer.link if plan_answer.table.rows else "More"
        grid.link(row + 9, 0, LEFT, f"{link}: sheet ‘{plan_answer.sheet}’", plan_answer.sheet, font_size=10)
        _write_picture(grid, plan_answer.picture, row)
        row += BAND
    return row


def _write_picture(grid: Grid, picture: AnswerPicture, row: int) -> None:
    """Strips, key and remark, as far as there is room."""
    end = row + BAND
    quiet: dict[str, Any] = {"font_size": 10, "font_color": QUIET}
    ticks: Sequence[tuple[float, str]] = ()
    for strip, most in zip(picture.strips, FIRST_ROWS if len(picture.strips) > 1 else (MOST_ROWS,), strict=False):
        if strip.title:
            shown = f" ({most} of {len(strip.rows)} rows)" if len(strip.rows) > most else ""
            grid.put(row, NAMES, LAST, f"{strip.title}{shown}", font_size=10, bold=True)
            row += 1
        if strip.ticks and strip.ticks != ticks:
            ticks = strip.ticks
            for column, words in _ticks(strip).items():
                grid.put(row, column, column, words, align="center", **quiet)
            grid.put(row, FIGURES, LAST, strip.figures, align="right", **quiet)
            row += 1
        for line in strip.rows[:most]:
            _write_row(grid, strip, line, row)
            row += 1
        if strip.more and row < end and len(strip.rows) <= most:
            grid.put(row, NAMES, LAST, strip.more, **quiet)
            row += 1
    for item in picture.key:
        if item.figure and row < end:
            grid.put(row, NAMES, AXIS - 1, item.name, font_size=10, **_fill(item.look))
            words = grid.cut(f"{item.figure}: {item.words}", LAST - AXIS)
            grid.put(row, AXIS, LAST, words, font_size=10)
            row += 1
    if row < end and (keys := [item for item in picture.key if not item.figure]):
        size = (LAST + 1 - NAMES) // len(keys)
        for first, item in zip(range(NAMES, LAST, size), keys, strict=False):
            grid.put(row, first, first, POINTS.get(item.look), align="center", font_size=10, **_fill(item.look))
            grid.put(row, first + 1, first + size - 1, grid.cut(item.name, size - 1), **quiet)
        row += 1
    if row < end:
        grid.put(row, NAMES, LAST, picture.note, rows=end - row, text_wrap=True, valign="top", **quiet)


def _ticks(strip: Strip) -> dict[int, str]:
    """Words of the axis by column; of ticks that share one the first."""
    size = (strip.high - strip.low) / strip.steps(FIGURES - AXIS)
    columns: dict[int, str] = {}
    for at, words in strip.ticks:
        columns.setdefault(min(AXIS + int((at - strip.low) / size + 1e-6), FIGURES - 1), words)
    return columns


def _write_row(grid: Grid, strip: Strip, line: MarkedRow, row: int) -> None:
    names = [f"{line.name} {line.detail}".strip(), line.name]
    name = next((words for words in names if grid.cut(words, AXIS - NAMES) == words), line.name)
    grid.put(row, NAMES, AXIS - 1, grid.cut(name, AXIS - NAMES), font_size=10)
    for at, (words, look) in enumerate(strip.cells(line, FIGURES - AXIS), start=AXIS):
        grid.put(row, at, at, words, align="center", font_size=10, **_fill(look))
    grid.put(row, FIGURES, LAST, line.figure, align="right", font_size=10)


def _fill(look: str) -> dict[str, Any]:
    """A cell in the colour of a span, with legible text."""
    if look not in LOOKS:
        return {}
    ink = {"font_color": "#FFFFFF"} if look in DARK else {}
    return {"bg_color": LOOKS[look], "top": 1, "bottom": 1, "top_color": "#FFFFFF", "bottom_color": "#FFFFFF", **ink}


def _write_tiles(grid: Grid, view: View, supplies: Sequence[StageSupply], row: int) -> None:
    """Write six large figures: costs of the baseline and the plan first, if known."""
    for offset, pixels in enumerate((34, 28, 50)):
        grid.height(row + offset, pixels)
    first, others = headline(view), tiles(view, supplies)
    if first:
        others = [tile for tile in others if not tile.is_detail]
    shown = [*first, *others][:TILES]
    for place, tile in enumerate(shown):
        start, last = place * COLUMNS // TILES, (place + 1) * COLUMNS // TILES - 1
        frame: dict[str, Any] = {"bg_color": PAPER, "align": "center"}
        top: dict[str, Any] = {"text_wrap": True, "font_color": QUIET, "top": 2, "top_color": INK}
        grid.put(row, start, last, tile.label, **top, **frame, **_sides())
        figure: dict[str, Any] = {"bold": True, "font_size": 16, "font_color": INK, "num_format": tile.form}
        grid.put(row + 1, start, last, tile.value, **figure, **frame, **_sides())
        note = grid.cut(tile.note, 3 * (last - start))
        grid.put(row + 2, start, last, note, text_wrap=True, font_color=QUIET, valign="top", **frame, **_sides())


def _sides() -> dict[str, Any]:
    return {"left": 5, "right": 5, "left_color": "#FFFFFF", "right_color": "#FFFFFF"}


def _write_decisions(grid: Grid, view: View, row: int, most: int) -> int:
    def size(decision: Commitment) -> str:
        unit = decision.unit.replace('"', "")
        return number_format(decision.size or 0.0).split(";")[0] + f'" {unit}"'

    fields: list[Field[Commitment]] = [
        Field("year", lambda decision: decision.year, "year", 2),
        Field("decision", lambda decision: decision.marked, "text", 9),
        Field("location", lambda decision: decision.where, "text", 4),
        Field("size", lambda decision: decision.size or None, width=4, form=size),
        Field("commits", lambda decision: decision.outlay, width=3),
    ]
    due = due_now(view)
    first = view.year_labels[0]
    now = f"{due.count} in {first}: {money(due.outlay)} {view.amount}, {money(due.spent)} paid in {first}"
    when = years_due_first(view)
    heading = f"Due {when} ({now})" if due.count else f"Decisions due first, {when} ({view.amount})"
    return grid.table(
        row,
        0,
        heading,
        with_room(due_first(view), most),
        fields,
        sheet="Decisions",
        most=most,
        nothing="No decisions on investments, contracts, closures or people fall due in these years.",
    )


def with_room(due: Sequence[Commitment], most: int) -> list[Commitment]:
    """Decisions ordered so that the first lines leave half of the room for those other than builds."""
    if len(due) <= most:
        return list(due)
    lines = most - 1
    others = [decision for decision in due if decision.kind != "build"]
    builds = [decision for decision in due if decision.kind == "build"]
    first = others[: max(lines // 2, lines - len(builds))]
    first += builds[: lines - len(first)]
    return [
        *(decision for decision in due if decision in first),
        *(decision for decision in due if decision not in first),
    ]


# ----------------------------------------------------------------------------------------------------------------------
# Main dependencies.


LIMITS_FROM = 23
"""First column of the table of dependencies."""


def write_tightest(
    grid: Grid, view: View, party_limits: Sequence[PartyLimit], supplies: Sequence[StageSupply], row: int, most: int
) -> int:
    """The tightest limits; without any, who supplies most of each stage. Returns the row below."""
    if not party_limits:
        return _write_leaders(grid, view, supplies, row, most)
    return grid.table(
        row,
        LIMITS_FROM,
        f"Tightest limits ({view.amount})",
        party_limits,
        limit_fields(view),
        sheet="Limits",
        nothing="",
        most=most,
    )


def limit_fields(view: View) -> list[Field[PartyLimit]]:
    """Columns of limits, with the narrow columns that each takes."""

    def bound(limit: PartyLimit) -> str:
        spot = limit.tightest
        return "" if spot.bound is None else f"{sign_of(limit)} {limit_figure(view, limit, spot.bound)}"

    def price(limit: PartyLimit) -> str:
        return f"{money(limit.tightest.marginal)} {per_unit(limit)}" if limit.tightest.marginal else ""

    def tight(limit: PartyLimit) -> Mapping[str, Any]:
        return {"font_color": BAD, "bold": True} if limit.tightest.binds else {}

    return [
        Field("limit", lambda limit: limit.limit, "text", 8),
        Field("actual", lambda limit: limit_figure(view, limit, limit.tightest.actual), "mixed", 4, accent=tight),
        Field("limit", bound, "mixed", 4),
        Field("saved if relaxed", price, "mixed", 5),
    ]


def _write_leaders(grid: Grid, view: View, supplies: Sequence[StageSupply], row: int, most: int) -> int:
    def leader(supply: StageSupply, at: int) -> str:
        largest = supply.leader(at)
        return f"{largest[0]} {percent(largest[1])}" if largest else "none"

    fields: list[Field[StageSupply]] = [
        Field("stage", lambda supply: supply.stage, "text", 7),
        Field(view.year_labels[0], lambda supply: leader(supply, 0), "text", 7),
        Field(view.year_labels[-1], lambda supply: leader(supply, -1), "text", 7),
    ]
    return grid.table(
        row,
        LIMITS_FROM,
        "Largest supplier country of each stage",
        supplies,
        fields,
        sheet="Concentration",
        nothing="Nothing is produced or purchased.",
        most=most,
    )


def limit_figure(view: View, limit: PartyLimit, value: float | None) -> str:
    """A figure in the unit of its limit."""
    if value is None:
        return ""
    if limit.is_share:
        return percent(value)
    unit = "" if limit.unit in (view.amount, "0–10000") else f" {limit.unit}"
    return money(value) + unit

"""The first sheet: the four answers, and their grounds, on one landscape page in legible letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.reports.answers.answer import PlanAnswer
from model.reports.answers.four import answers
from model.reports.book import Book
from model.reports.charts import lines, stacked
from model.reports.contents import Grid
from model.reports.palette import INK, PAPER, QUIET
from model.reports.phrases import money
from model.reports.results.concentration import leading
from model.reports.results.costs import category_series
from model.reports.results.summary_risk import write_failures, write_tightest
from model.reports.results.tiles import badges, headline, tiles
from model.reports.results.words import plain_words
from model.reports.styles import PAPER_HEIGHT, ROW, WIDEST, Field, number_format
from model.results.build import StageSupply
from model.results.first_stage import Commitment, due_first, due_now, years_due_first
from model.results.limits import limits, tightest_parties
from model.results.risk import outcomes
from model.results.view import View

COLUMNS = 44
LAST = COLUMNS - 1
COLUMN = WIDEST // COLUMNS
"""Width of a narrow column in pixels; an element takes several."""

LETTERS, LINE, MOST_LINES = 155, 17, 12
"""Sentences: letters on a line, height of a line in pixels, and maximum number of lines."""

HALF = 0.48
"""Share of a line's letters in half of its width."""

TILES = 6
"""Number of figures side by side."""

MOST_DECISIONS, MOST_FAILING = 8, 6
"""Lines of the tables."""

SMALLEST, TALLEST = 150, 300
"""Heights of a chart, in pixels."""


def write_summary(book: Book, sheet: Any, supplies: Sequence[StageSupply], title: str) -> None:
    """Fill the sheet 'Summary'."""
    view = book.view
    grid = Grid(book, sheet, COLUMNS, COLUMN)
    row = _write_answers(grid, answers(view), _write_head(grid, view, title))
    grid.height(row, 6)
    row += 1
    _write_tiles(grid, view, supplies, row)
    grid.height(row + 3, 6)
    row = grid.sentences(row + 4, plain_words(view, supplies), LETTERS, LINE, MOST_LINES)
    grid.height(row, 6)
    all_outcomes, tightest = outcomes(view), tightest_parties(limits(view))
    ends = (_write_decisions(grid, view, row + 1, MOST_DECISIONS), write_tightest(grid, view, tightest, supplies, row + 1, MOST_DECISIONS))
    row = max(ends)
    grid.height(row, 8)
    row = write_failures(grid, view, all_outcomes, row + 1, MOST_FAILING)
    height = min(PAPER_HEIGHT - grid.above(row + 1), TALLEST)
    if height > SMALLEST:
        grid.height(row, 8)
        _draw(grid, view, row + 1, height)
        row += 1 + height // ROW
    sheet.activate()
    sheet.print_area(0, 0, row - 1, LAST)


def _write_head(grid: Grid, view: View, title: str) -> int:
    """Write title, units of figures, link to the contents, and the two verdicts."""
    grid.height(0, 28)
    grid.put(0, 0, 23, title, bold=True, font_size=16, font_color=INK)
    rate = f"{100 * view.settings.discount_rate:g} % a year"
    subtitle = f"{view.horizon}, in {view.amount} at constant prices, discounted at {rate}"
    grid.height(1, 22)
    grid.put(1, 0, 19, subtitle, font_color=QUIET)
    grid.link(1, 20, 23, grid.book.home, grid.book.home)
    for line, (verdict, colour) in enumerate(badges(view)):
        grid.put(
            line,
            24,
            LAST,
            grid.cut(verdict, 18),
            bold=True,
            font_color="#FFFFFF",
            bg_color=colour,
            align="center",
            border=1,
            border_color="#FFFFFF",
        )
    grid.height(2, 6)
    if (source := view.plan.source) is not None:
        grid.height(2, 16)
        grid.put(2, 0, LAST, f"Plan of {source.words}", font_color=QUIET, font_size=8)
    return 3


def _write_answers(grid: Grid, plan_answers: Sequence[PlanAnswer], row: int) -> int:
    """Write the four answers, two beside each other. Returns the row below them."""
    for at in range(0, len(plan_answers), 2):
        pair = plan_answers[at : at + 2]
        grid.height(row, 15)
        grid.height(row + 2, 4 + LINE * max(1 + int(len(plan_answer.words) / (HALF * LETTERS)) for plan_answer in pair))
        for start, plan_answer in zip((0, COLUMNS // 2), pair, strict=False):
            last = start + COLUMNS // 2 - 2
            grid.put(row, start, last, plan_answer.question, font_color=QUIET)
            grid.link(
                row + 1, start, last, plan_answer.lead, plan_answer.sheet, bold=True, font_size=11, font_color=INK
            )
            grid.put(row + 2, start, last, plan_answer.words, text_wrap=True, valign="top")
            grid.book.said[plan_answer.words] = (grid.sheet.get_name(), row + 2)
        row += 3
    return row


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
        frame = {"bg_color": PAPER, "align": "center"}
        top = {"text_wrap": True, "font_color": QUIET, "top": 2, "top_color": INK}
        grid.put(row, start, last, tile.label, **top, **frame, **_sides())
        figure = {"bold": True, "font_size": 16, "font_color": INK, "num_format": tile.form}
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


def _draw(grid: Grid, view: View, row: int, height: int) -> None:
    """Draw the largest shares, and the cost, in the remaining room."""
    shares, costs = leading(grid.book), category_series(grid.book)
    calm, per = ", undisrupted" if view.has_branches else "", " per period" if view.years > 1 else ""
    charts = [lines("Share of the largest supplier country", shares, share=True, most=1.0)] if shares else []
    charts += [stacked(f"Cost{calm}, {view.amount}{per}", costs)] if costs else []
    grid.charts(row, charts, height)

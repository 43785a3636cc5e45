"""The first sheet of a comparison: one landscape page for a director."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.reports.book import Book
from model.reports.charts import Chart
from model.reports.comparison.looks import (
    FAINT,
    PART_FORM,
    POINTS,
    SAME,
    WITHIN,
    about,
    change_form,
    change_look,
    shown_change,
    value_form,
    verdict,
)
from model.reports.comparison.regret import said_shortly
from model.reports.comparison.words import asked, findings
from model.reports.looks import ROW
from model.reports.palette import INK, QUIET
from model.reports.results.summary_grid import FIT, RIGHT, Cell, Grid, side_by_side, table
from model.whatif.compare import Comparison, Measured
from model.whatif.decide import decide_now, when_due
from model.whatif.figures import EXPECTED_COST
from model.whatif.plandiff import build_changes, counted
from model.whatif.regret_matrix import Regret

COLUMNS, COLUMN = 60, 26
"""Narrow columns, and their width in pixels."""
LAST = COLUMNS - 1
LETTERS = 225
"""Letters in a line over all columns."""

NAME, VALUE, CHANGE, PART, VERDICT = 9, 4, 3, 3, 5
"""Columns of each part of the matrix."""
BUILDS = 12
MOST_MEASURES = 3
"""Beside cost; more do not fit."""

MOST_CASES, MOST_DECISIONS = 26, 9
CHART_HEIGHT = 480


def write_overview(
    book: Book, sheet: Any, comparison: Comparison, regret: Regret | None, charts: Sequence[Chart], title: str
) -> None:
    """Fill the sheet 'Comparison'."""
    sheet.set_column_pixels(0, LAST, COLUMN)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    grid = Grid(book, sheet)
    grid.height(0, 34)
    grid.put(0, 0, LAST, title, bold=True, font_size=18, font_color=INK)
    years = f"{comparison.settings.first_year}–{comparison.settings.last_year}"
    money = f"costs in {comparison.amount}, discounted at {100 * comparison.settings.discount_rate:g} % a year"
    grid.put(1, 0, LAST, f"{asked(comparison)}, {years}, {money}", font_color=QUIET)
    row = 3
    for sentence in findings(comparison, regret):
        grid.height(row, 3 + 17 * (1 + len(sentence) // LETTERS))
        grid.put(row, 0, LAST, "•  " + sentence, font_size=11, text_wrap=True)
        row += 1
    row = _write_matrix(grid, comparison, row + 1)
    row = _write_decisions(grid, comparison, regret, row + 1)
    side_by_side(book, sheet, charts, row + 1, COLUMNS * COLUMN, CHART_HEIGHT)
    row += 1 + (CHART_HEIGHT // ROW if charts else 0)
    sheet.freeze_panes(1, 0)
    sheet.activate()
    sheet.print_area(0, 0, row, LAST)


# ---------------------------------------------------------------------------------------------- matrix


def chosen(comparison: Comparison) -> list[Measured]:
    """Main measures beside cost: those first that differ anywhere."""
    main = [each for each in comparison.measures if each.figure.is_main and each.figure.name != EXPECTED_COST]
    known = [each for each in main if any(value is not None for value in each.values)]
    differing = [each for each in known if any(cell.is_finding for cell in each.by_case)]
    return [*differing, *(each for each in known if each not in differing)][:MOST_MEASURES]


def _write_matrix(grid: Grid, comparison: Comparison, row: int) -> int:
    cost, others = comparison.cost, chosen(comparison)
    spans = [NAME]
    headers: list[Cell] = [("plan", {})]
    for measure in [cost] * (cost is not None) + others:
        if measure is None:
            continue
        unit = "" if measure.figure.is_share else f" ({measure.figure.unit})"
        spans += [VALUE, CHANGE]
        headers += [
            (f"{_short(measure)}{unit}", RIGHT | WRAP),
            (f"Δ{POINTS_SHORT if measure.figure.is_share else ''}", RIGHT),
        ]
        if measure is cost:
            spans += [PART, VERDICT]
            headers += [("Δ %", RIGHT), ("finding", {"align": "center"})]
    spans.append(COLUMNS - sum(spans))
    headers.append((f"  investments, compared with {comparison.base.name}", FIT))
    rows = [_line(comparison, case.name, cost, others) for case in comparison.cases]
    grid.height(row + 1, 48)
    table(
        grid, row, 0, spans, "Key measures and their differences", headers, rows,
        lambda rest: f"and {rest} more: see 'Measures'", "Nothing was compared.", MOST_CASES,
    )  # fmt: skip
    return row + 2 + min(len(rows), MOST_CASES)


WRAP = {"text_wrap": True, "valign": "bottom"}
POINTS_SHORT = f" {POINTS}"


def _short(measure: Measured) -> str:
    return measure.figure.name.replace("expected cost, present value", "expected cost")


def _line(comparison: Comparison, name: str, cost: Measured | None, others: Sequence[Measured]) -> list[Cell]:
    plan = comparison.case(name).digest
    is_base = name == comparison.base.name
    cells: list[Cell] = [(name, FIT | {"bold": is_base})]
    at = next((place for place, each in enumerate(comparison.solved) if each is plan), None)
    for measure in [cost] * (cost is not None) + list(others):
        if measure is None:
            continue
        cells += _figures(measure, at, measure is cost)
        if measure is cost:
            words = verdict(comparison, name)
            cells.append((words, FIT | {"align": "center"} | (dict(FAINT) if words == WITHIN else {})))
    base = comparison.base.digest
    words = ""
    if plan is not None and base is not None and not is_base:
        words = ", ".join(f"{number} {word}" for word, number in counted(build_changes(base, plan))) or SAME
        words = "  " + words
    is_faint = plan is not None and plan not in comparison.telling
    faint = dict(FAINT) if is_faint else {}
    words = f"  {WITHIN}" if is_faint else words
    cells.append((words, FIT | faint))
    return cells


def _figures(measure: Measured, at: int | None, with_part: bool) -> list[Cell]:
    """Value, difference and, of cost, difference in per cent."""
    if at is None:
        return [(None, {})] * (3 if with_part else 2)
    cell, unit = measure.by_case[at], measure.figure.unit
    form = change_form(unit, [each.change for each in measure.by_case])
    look = dict(change_look(measure, cell))

    def marked(plain: str) -> dict[str, Any]:
        return {"num_format": about(plain) if cell.within_gaps else plain} | RIGHT | FIT | look

    made: list[Cell] = [
        (cell.value, {"num_format": value_form(unit, measure.values)} | RIGHT | FIT),
        (shown_change(unit, cell) if at else None, marked(form)),
    ]
    return [*made, (cell.part if at else None, marked(PART_FORM))] if with_part else made


# ---------------------------------------------------------------------------------------------- decisions


def _write_decisions(grid: Grid, comparison: Comparison, regret: Regret | None, row: int) -> int:
    """Decisions due first, and beside them the plans by their maximum regret."""
    due = decide_now(comparison)
    rows: list[list[Cell]] = [
        [
            (each.project, FIT),
            (each.country, FIT),
            (_range(each.least_due, each.greatest_due, each.unit), RIGHT | FIT),
            (f"{len(each.due)} of {each.plans}", RIGHT),
            ("  " + each.advice, FIT),
        ]
        for each in due
    ]
    table(
        grid, row, 0, (9, 4, 4, 3, 14),
        f"Decisions due {when_due(comparison)}, before it is known which what-if materialises",
        [("project", {}), ("country", {}), ("capacity", RIGHT), ("plans", RIGHT), ("  recommendation", {})],
        rows, lambda rest: f"and {rest} more: see 'No-regret'", "No plan has a decision due so early.", MOST_DECISIONS,
    )  # fmt: skip
    height = max(1, min(len(rows), MOST_DECISIONS))
    if regret is not None and regret.names:
        lines = said_shortly(regret)
        table(
            grid, row, 36, (10, 5, 9), "Plans by maximum regret",
            [("plan made for", {}), ("maximum regret", RIGHT), ("  if this materialises", {})],
            [
                [
                    (name, FIT | {"bold": name == regret.compromise}),
                    (value, {"num_format": form} | RIGHT | FIT | {"bold": name == regret.compromise}
                     | ({} if regret.is_worst_significant(name) else dict(FAINT))),
                    ("  " + comes, FIT),
                ]
                for name, value, form, comes in lines
            ],
            lambda rest: f"and {rest} more: see 'Regret'", "", MOST_DECISIONS,
        )  # fmt: skip
        height = max(height, min(len(lines), MOST_DECISIONS))
    return row + 2 + height


def _range(least: float, greatest: float, unit: str) -> str:
    low, high = (f"{size:,.0f}" if size >= 100 else f"{size:,.3g}" for size in (least, greatest))
    return f"{low} {unit}" if low == high else f"{low}–{high} {unit}"

"""The first sheet of a comparison: one landscape page for a director."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from model.reports.book import Book, number_format
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
from model.reports.comparison.regret import ranked, size_of, worst_said
from model.reports.comparison.words import asked, findings
from model.reports.grid import Grid
from model.reports.looks import ROW, Field
from model.reports.palette import INK, QUIET
from model.whatif.compare import Case, Comparison, Difference, Measured
from model.whatif.decide import Agreement, decide_now, when_due
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
    grid = Grid(book, sheet, COLUMNS, COLUMN)
    grid.height(0, 34)
    grid.put(0, 0, LAST, title, bold=True, font_size=18, font_color=INK)
    years = f"{comparison.settings.first_year}–{comparison.settings.last_year}"
    money = f"costs in {comparison.amount}, discounted at {100 * comparison.settings.discount_rate:g} % a year"
    grid.put(1, 0, LAST, f"{asked(comparison)}, {years}, {money}", font_color=QUIET)
    row = grid.sentences(3, findings(comparison, regret), LETTERS, 17)
    row = _write_matrix(grid, comparison, row + 1)
    row = _write_decisions(grid, comparison, regret, row + 1)
    grid.charts(row + 1, charts, CHART_HEIGHT)
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
    at = {plan.name: place for place, plan in enumerate(comparison.solved)}
    cost = comparison.cost
    fields: list[Field[Case]] = [
        Field("plan", lambda case: case.name, "text", NAME,
              accent=lambda case: {"bold": case.name == comparison.base.name})
    ]  # fmt: skip
    if cost is not None:
        fields += _figures(cost, at)
        fields.append(_figure(cost, at, "Δ %", lambda cell: cell.part, PART_FORM, PART))
        fields.append(Field("finding", lambda case: verdict(comparison, case.name), "text", VERDICT,
                            accent=lambda case: FAINT if verdict(comparison, case.name) == WITHIN else {}))  # fmt: skip
    for measure in chosen(comparison):
        fields += _figures(measure, at)
    rest = COLUMNS - sum(int(field.width) for field in fields)
    fields.append(Field(f"investments, compared with {comparison.base.name}",
                        lambda case: _changes_said(comparison, case), "text", rest,
                        accent=lambda case: FAINT if _is_vague(comparison, case) else {}))  # fmt: skip
    grid.height(row + 1, 48)
    grid.table(
        row, 0, "Key measures and their differences", comparison.cases, fields, sheet="Measures",
        nothing="Nothing was compared.", most=MOST_CASES, wraps=True,
    )  # fmt: skip
    return row + 2 + min(len(comparison.cases), MOST_CASES)


def _figures(measure: Measured, at: Mapping[str, int]) -> list[Field[Case]]:
    """A measure's value and its difference."""
    figure = measure.figure
    name = figure.name.replace(EXPECTED_COST, "expected cost")
    form = change_form(figure.unit, [each.change for each in measure.by_case])
    value: Field[Case] = Field(
        name if figure.is_share else f"{name} ({figure.unit})",
        lambda case: measure.values[at[case.name]] if case.name in at else None,
        width=VALUE, form=value_form(figure.unit, measure.values),
    )  # fmt: skip
    delta = f"Δ {POINTS}" if figure.is_share else "Δ"
    return [value, _figure(measure, at, delta, lambda cell: shown_change(figure.unit, cell), form, CHANGE)]


def _figure(
    measure: Measured, at: Mapping[str, int], header: str, get: Callable[[Difference], float | None], form: str,
    width: int,
) -> Field[Case]:  # fmt: skip
    """What a measure differs by, in grey where that is not significant; nothing of the base."""

    def cell(case: Case) -> Difference | None:
        return measure.by_case[at[case.name]] if at.get(case.name) else None

    def form_of(case: Case) -> str:
        found = cell(case)
        return about(form) if found is not None and found.within_gaps else form

    def accent(case: Case) -> Mapping[str, Any]:
        found = cell(case)
        return {} if found is None else change_look(measure, found)

    def value(case: Case) -> float | None:
        found = cell(case)
        return None if found is None else get(found)

    return Field(header, value, width=width, form=form_of, accent=accent)


def _is_vague(comparison: Comparison, case: Case) -> bool:
    return case.digest is not None and case.digest not in comparison.telling


def _changes_said(comparison: Comparison, case: Case) -> str:
    """What a plan builds otherwise than the base."""
    base, plan = comparison.base.digest, case.digest
    if plan is None or base is None or plan is base:
        return ""
    if _is_vague(comparison, case):
        return WITHIN
    return ", ".join(f"{number} {word}" for word, number in counted(build_changes(base, plan))) or SAME


# ---------------------------------------------------------------------------------------------- decisions


def _write_decisions(grid: Grid, comparison: Comparison, regret: Regret | None, row: int) -> int:
    """Decisions due first, and beside them the plans by their maximum regret."""
    due = decide_now(comparison)
    fields: list[Field[Agreement]] = [
        Field("project", lambda each: each.project, "text", 9),
        Field("country", lambda each: each.country, "text", 4),
        Field("capacity", lambda each: _range(each.least_due, each.greatest_due, each.unit), "mixed", 4),
        Field("plans", lambda each: f"{len(each.due)} of {each.plans}", "mixed", 3),
        Field("recommendation", lambda each: each.advice, "text", 14),
    ]
    grid.table(
        row, 0, f"Decisions due {when_due(comparison)}, before it is known which what-if materialises", due, fields,
        sheet="No-regret", nothing="No plan has a decision due so early.", most=MOST_DECISIONS,
    )  # fmt: skip
    lines = max(1, len(due))
    if regret is not None and regret.names:
        _write_regret(grid, regret, row)
        lines = max(lines, len(regret.names))
    return row + 2 + min(lines, MOST_DECISIONS)


def _write_regret(grid: Grid, regret: Regret, row: int) -> None:
    form = number_format(size_of(regret))

    def bold(plan: str) -> dict[str, Any]:
        return {"bold": plan == regret.compromise}

    fields: list[Field[str]] = [
        Field("plan made for", str, "text", 10, accent=bold),
        Field("maximum regret", lambda plan: worst_said(regret, plan), "mixed", 5,
              form=lambda plan: form if regret.is_worst_significant(plan) else about(form),
              accent=lambda plan: {**bold(plan), **({} if regret.is_worst_significant(plan) else FAINT)}),
        Field("if this materialises",
              lambda plan: regret.worst_under(plan) if regret.is_worst_significant(plan) else "", "text", 9),
    ]  # fmt: skip
    grid.table(
        row, 36, "Plans by maximum regret", ranked(regret), fields, sheet="Regret", nothing="", most=MOST_DECISIONS
    )


def _range(least: float, greatest: float, unit: str) -> str:
    low, high = (f"{size:,.0f}" if size >= 100 else f"{size:,.3g}" for size in (least, greatest))
    return f"{low} {unit}" if low == high else f"{low}–{high} {unit}"

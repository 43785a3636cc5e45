"""The first sheet of a comparison: what matters, decisions due first, and the best compromise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from model.reports.contents import COLUMNS
from model.reports.document import DocumentChart, DocumentOverview, GridTable
from model.reports.phrases import some
from model.reports.styles import Field, number_format
from model.runs import state_told
from model.studies.comparison.regret_pages import ranked, size_of, worst_case, worst_said
from model.studies.comparison.styles import (
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
)
from model.studies.comparison.words import asked
from model.whatif.compare import Case, Comparison, Difference, Measured
from model.whatif.figures import EXPECTED_COST
from model.whatif.plan_difference import build_changes, counted
from model.whatif.robustness import Agreement, Regret, decide_now, when_due

NAME, VALUE, CHANGE, PART = 9, 4, 3, 3
"""Columns of each part of the matrix."""
MOST_MEASURES = 2
"""Beside cost; more do not fit."""

MOST_CASES, MOST_DECISIONS = 12, 7


def overview(
    comparison: Comparison, regret: Regret | None, charts: Sequence[DocumentChart], says: Sequence[str]
) -> DocumentOverview:
    """The sheet 'Comparison'."""
    tables: list[list[GridTable[Any]]] = [[_matrix(comparison)], [_decisions(comparison, regret)]]
    if regret is not None and regret.names:
        tables[1].append(_regret(regret))
    title = f"What if: {comparison.title}"
    return DocumentOverview("Comparison", "What-if", title, basis(comparison), says, tables, charts)


def basis(comparison: Comparison) -> str:
    """Subject, horizon and money of the comparison."""
    settings = comparison.settings
    money = f"costs in {comparison.amount}, discounted at {100 * settings.discount_rate:g} % a year"
    return f"{asked(comparison)}, {settings.first_year}–{settings.last_year}; {money}"


# ---------------------------------------------------------------------------------------------- matrix


def chosen(comparison: Comparison) -> list[Measured]:
    """Main measures besides cost: those first that differ."""
    main = [measure for measure in comparison.measures if measure.figure.is_main]
    main = [measure for measure in main if measure.figure.name != EXPECTED_COST]
    measured = [measure for measure in main if any(value is not None for value in measure.values)]
    differing = [measure for measure in measured if any(cell.is_finding for cell in measure.by_case)]
    return [*differing, *(measure for measure in measured if measure not in differing)][:MOST_MEASURES]


def by_weight(comparison: Comparison) -> tuple[list[Case], list[Case]]:
    """The cases that tell something: the base, those without a plan, then those whose cost differs significantly, the
    most first, then those in other money; and those that do not."""

    def weight(case: Case) -> tuple[int, float]:
        if case is comparison.base or case.digest is None:
            return (0 if case is comparison.base else 1), 0.0
        extra = comparison.extra(case.digest)
        return (3, 0.0) if extra is None else (2, -abs(extra))

    telling = [case for case in comparison.cases if _tells(comparison, case)]
    return sorted(telling, key=weight), [case for case in comparison.cases if not _tells(comparison, case)]


def _tells(comparison: Comparison, case: Case) -> bool:
    if case is comparison.base or case.digest is None or comparison.base.digest is None:
        return True
    return comparison.is_significant(case.digest) or not comparison.is_comparable(case.digest)


def _matrix(comparison: Comparison) -> GridTable[Case]:
    at = {plan.name: place for place, plan in enumerate(comparison.solved)}
    cost = comparison.cost

    def bold(case: Case) -> Mapping[str, Any]:
        return {"bold": case.name == comparison.base.name}

    def faded(case: Case) -> Mapping[str, Any]:
        return FAINT if _is_vague(comparison, case) else {}

    fields: list[Field[Case]] = [Field("plan", lambda case: case.name, "text", NAME, accent=bold)]
    if cost is not None:
        fields += _figures(cost, at, comparison.amount)
        fields.append(_figure(cost, at, "Δ %", lambda cell: cell.part, PART_FORM, PART))
    for measure in chosen(comparison):
        fields += _figures(measure, at, comparison.amount)
    rest = COLUMNS - sum(int(field.width) for field in fields)
    header = f"investments, compared with {comparison.base.name}"
    fields.append(Field(header, partial(changes_said, comparison), "text", rest, accent=faded))
    telling, faint = by_weight(comparison)
    title = f"What matters, the largest difference of cost first ({len(telling) - 1} of {len(comparison.others)})"
    note = f"Not significant: {some([case.name for case in faint], COLUMNS * 3)}" if faint else ""
    return GridTable(title, telling, fields, "Measures", "Nothing was compared.", MOST_CASES, wraps=True, note=note)


def _figures(measure: Measured, at: Mapping[str, int], amount: str) -> list[Field[Case]]:
    """Columns of a measure's value and its difference; the money unit ``amount`` is in the heading."""
    figure = measure.figure
    name = figure.name.replace(EXPECTED_COST, "expected cost")
    form = change_form(figure.unit, [difference.change for difference in measure.by_case])
    header = name if figure.is_share or figure.unit == amount else f"{name} ({figure.unit})"

    def value(case: Case) -> float | None:
        return measure.values[at[case.name]] if case.name in at else None

    own: Field[Case] = Field(header, value, width=VALUE, form=value_form(figure.unit, measure.values))
    delta = f"Δ {POINTS}" if figure.is_share else "Δ"
    return [own, _figure(measure, at, delta, lambda cell: shown_change(figure.unit, cell), form, CHANGE)]


def _figure(
    measure: Measured,
    at: Mapping[str, int],
    header: str,
    get: Callable[[Difference], float | None],
    form: str,
    width: int,
) -> Field[Case]:
    """Difference of a measure, grey if not significant; empty for the base."""

    def cell(case: Case) -> Difference | None:
        return measure.by_case[at[case.name]] if at.get(case.name) else None

    def form_of(case: Case) -> str:
        difference = cell(case)
        return about(form) if difference is not None and difference.within_gaps else form

    def accent(case: Case) -> Mapping[str, Any]:
        difference = cell(case)
        return {} if difference is None else change_look(measure, difference)

    def value(case: Case) -> float | None:
        difference = cell(case)
        return None if difference is None else get(difference)

    return Field(header, value, width=width, form=form_of, accent=accent)


def _is_vague(comparison: Comparison, case: Case) -> bool:
    return case.digest is not None and case.digest not in comparison.telling


def changes_said(comparison: Comparison, case: Case) -> str:
    """Differences of a plan's builds from the base."""
    base, plan = comparison.base.digest, case.digest
    if plan is None:
        return state_told(case.state)
    if base is None or plan is base:
        return ""
    if not comparison.is_of_chain(plan):
        return "another chain: not compared"
    if _is_vague(comparison, case):
        return WITHIN
    return ", ".join(f"{number} {word}" for word, number in counted(build_changes(base, plan))) or SAME


# ---------------------------------------------------------------------------------------------- decisions


def _decisions(comparison: Comparison, regret: Regret | None) -> GridTable[Agreement]:
    """Decisions due first, and next to them the plans by their maximum regret."""
    has_regret = regret is not None and bool(regret.names)
    fields: list[Field[Agreement]] = [
        Field("project", lambda row: row.marked, "text", 7),
        Field("capacity", lambda row: _range(row.least_due, row.greatest_due, row.unit), "mixed", 5),
        Field("plans", lambda row: f"{len(row.due)} of {row.plans}", "mixed", 3),
        Field("recommendation", lambda row: row.advice, "text", 9 if has_regret else COLUMNS - 15),
    ]
    title = f"Decisions due {when_due(comparison)}, in how many plans"
    nothing = "No plan has a decision due so early."
    return GridTable(title, decide_now(comparison), fields, "No-regret", nothing, MOST_DECISIONS)


def _regret(regret: Regret) -> GridTable[str]:
    form = number_format(size_of(regret))

    def bold(plan: str) -> dict[str, Any]:
        return {"bold": plan == regret.compromise}

    def form_of(plan: str) -> str:
        return form if regret.is_worst_significant(plan) else about(form)

    def accent(plan: str) -> Mapping[str, Any]:
        return {**bold(plan), **({} if regret.is_worst_significant(plan) else FAINT)}

    fields: list[Field[str]] = [
        Field("plan made for", str, "text", 7, accent=bold),
        Field("maximum regret", partial(worst_said, regret), "mixed", 5, form=form_of, accent=accent),
        Field("if this materialises", partial(worst_case, regret), "text", 7),
    ]
    return GridTable("Plans by maximum regret", ranked(regret), fields, "Regret", most=MOST_DECISIONS, at=25)


def _range(least: float, greatest: float, unit: str) -> str:
    low, high = (f"{size:,.0f}" if size >= 100 else f"{size:,.3g}" for size in (least, greatest))
    return f"{low} {unit}" if low == high else f"{low}–{high} {unit}"

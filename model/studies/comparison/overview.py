"""The first sheet of a comparison: what matters, decisions due first, and the best compromise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from model.reports.document import DocumentChart, DocumentOverview, GridTable
from model.reports.phrases import some
from model.reports.render.xlsx import COLUMNS
from model.reports.styles import Field, number_format
from model.runs import state_told
from model.studies.comparison.regret_pages import ranked, size_of, worst_said
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
    comparison: Comparison, regret: Regret | None, charts: Sequence[DocumentChart], said: Sequence[str]
) -> DocumentOverview:
    """The sheet 'Comparison'."""
    tables: list[list[GridTable[Any]]] = [[_matrix(comparison)], [_decisions(comparison, regret)]]
    if regret is not None and regret.names:
        tables[1].append(_regret(regret))
    title = f"What if: {comparison.title}"
    return DocumentOverview("Comparison", "What-if", title, basis(comparison), said, tables, charts)


def basis(comparison: Comparison) -> str:
    """Subject, horizon and money of the comparison."""
    settings = comparison.settings
    money = f"costs in {comparison.amount}, discounted at {100 * settings.discount_rate:g} % a year"
    return f"{asked(comparison)}, {settings.first_year}–{settings.last_year}; {money}"


# ---------------------------------------------------------------------------------------------- matrix


def chosen(comparison: Comparison) -> list[Measured]:
    """Main measures besides cost: those first that differ."""
    main = [each for each in comparison.measures if each.figure.is_main and each.figure.name != EXPECTED_COST]
    known = [each for each in main if any(value is not None for value in each.values)]
    differing = [each for each in known if any(cell.is_finding for cell in each.by_case)]
    return [*differing, *(each for each in known if each not in differing)][:MOST_MEASURES]


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
    fields: list[Field[Case]] = [
        Field("plan", lambda case: case.name, "text", NAME,
              accent=lambda case: {"bold": case.name == comparison.base.name})
    ]  # fmt: skip
    if cost is not None:
        fields += _figures(cost, at, comparison.amount)
        fields.append(_figure(cost, at, "Δ %", lambda cell: cell.part, PART_FORM, PART))
    for measure in chosen(comparison):
        fields += _figures(measure, at, comparison.amount)
    rest = COLUMNS - sum(int(field.width) for field in fields)
    fields.append(Field(f"investments, compared with {comparison.base.name}",
                        lambda case: changes_said(comparison, case), "text", rest,
                        accent=lambda case: FAINT if _is_vague(comparison, case) else {}))  # fmt: skip
    telling, faint = by_weight(comparison)
    title = f"What matters, the largest difference of cost first ({len(telling) - 1} of {len(comparison.others)})"
    note = f"Not significant: {some([case.name for case in faint], COLUMNS * 3)}" if faint else ""
    return GridTable(title, telling, fields, "Measures", "Nothing was compared.", MOST_CASES, wraps=True, note=note)


def _figures(measure: Measured, at: Mapping[str, int], amount: str) -> list[Field[Case]]:
    """Columns of a measure's value and its difference; the money unit ``amount`` is in the heading."""
    figure = measure.figure
    name = figure.name.replace(EXPECTED_COST, "expected cost")
    form = change_form(figure.unit, [each.change for each in measure.by_case])
    value: Field[Case] = Field(
        name if figure.is_share or figure.unit == amount else f"{name} ({figure.unit})",
        lambda case: measure.values[at[case.name]] if case.name in at else None,
        width=VALUE, form=value_form(figure.unit, measure.values),
    )  # fmt: skip
    delta = f"Δ {POINTS}" if figure.is_share else "Δ"
    return [value, _figure(measure, at, delta, lambda cell: shown_change(figure.unit, cell), form, CHANGE)]


def _figure(
    measure: Measured, at: Mapping[str, int], header: str, get: Callable[[Difference], float | None], form: str,
    width: int,
) -> Field[Case]:  # fmt: skip
    """Difference of a measure, grey if not significant; empty for the base."""

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
        Field("project", lambda each: each.marked, "text", 7),
        Field("capacity", lambda each: _range(each.least_due, each.greatest_due, each.unit), "mixed", 5),
        Field("plans", lambda each: f"{len(each.due)} of {each.plans}", "mixed", 3),
        Field("recommendation", lambda each: each.advice, "text", 9 if has_regret else COLUMNS - 15),
    ]
    title = f"Decisions due {when_due(comparison)}, in how many plans"
    nothing = "No plan has a decision due so early."
    return GridTable(title, decide_now(comparison), fields, "No-regret", nothing, MOST_DECISIONS)


def _regret(regret: Regret) -> GridTable[str]:
    form = number_format(size_of(regret))

    def bold(plan: str) -> dict[str, Any]:
        return {"bold": plan == regret.compromise}

    fields: list[Field[str]] = [
        Field("plan made for", str, "text", 7, accent=bold),
        Field("maximum regret", lambda plan: worst_said(regret, plan), "mixed", 5,
              form=lambda plan: form if regret.is_worst_significant(plan) else about(form),
              accent=lambda plan: {**bold(plan), **({} if regret.is_worst_significant(plan) else FAINT)}),
        Field("if this materialises",
              lambda plan: regret.worst_under(plan) if regret.is_worst_significant(plan) else "", "text", 7),
    ]  # fmt: skip
    return GridTable("Plans by maximum regret", ranked(regret), fields, "Regret", most=MOST_DECISIONS, at=25)


def _range(least: float, greatest: float, unit: str) -> str:
    low, high = (f"{size:,.0f}" if size >= 100 else f"{size:,.3g}" for size in (least, greatest))
    return f"{low} {unit}" if low == high else f"{low}–{high} {unit}"

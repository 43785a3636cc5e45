"""A comparison of plans as an Excel workbook: a page for a director, then every figure, then how it was found."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from model.reports.document import Document, DocumentBlock, DocumentSheet, DocumentTable, Paragraphs
from model.reports.no_plan_document import NoPlan
from model.reports.phrases import EARLIER, if_finite
from model.reports.styles import Field
from model.results.view import View
from model.sheets.tables import Tables
from model.studies.comparison.bridge import bridge_sheet, index_sheet
from model.studies.comparison.builds import build_sheets
from model.studies.comparison.differences import agreement_sheet, differences_sheet
from model.studies.comparison.overview import basis, overview
from model.studies.comparison.page import costs_chart, investments_chart, main, main_names, regret_chart
from model.studies.comparison.regret_pages import regret_sheet
from model.studies.comparison.risk import risk_sheet
from model.studies.comparison.styles import (
    CASE_WIDTH,
    EXPLAINED,
    PART_FORM,
    POINTS,
    about,
    change_form,
    change_look,
    shown_change,
    value_form,
    verdict,
)
from model.studies.comparison.words import findings
from model.system.files import Output
from model.whatif.compare import Case, Comparison, Measured
from model.whatif.inputs import InputDifference
from model.whatif.plan_difference import Digest
from model.whatif.robustness import Regret


def document(comparison: Comparison, regret: Regret | None = None) -> Document:
    """Without ``regret`` there is no sheet of it."""
    title, says = f"What if: {comparison.title}", findings(comparison, regret)
    index, bridge = index_sheet(comparison), bridge_sheet(comparison)
    risk = risk_sheet(comparison, main_names(comparison))
    regret_sheets = [] if regret is None else [regret_sheet(comparison, regret)]
    agreement, runs = agreement_sheet(comparison), runs_sheet(comparison)
    sheets = [measures_sheet(comparison), index, *build_sheets(comparison), differences_sheet(comparison), bridge, risk]
    sheets += [*regret_sheets, agreement, inputs_sheet(comparison), runs]
    charts = [costs_chart(comparison, runs.tables), *risk.charts]
    if regret is not None:
        charts.append(regret_chart(comparison, regret, regret_sheets[0].tables[:1]))
    charts.append(investments_chart(comparison, agreement.tables))
    shown = [chart for chart in charts if chart is not None]
    grid = overview(comparison, regret, [*index.charts, *bridge.charts, *risk.charts], says)
    about, view, first = basis(comparison), view_of(comparison), main(comparison)
    return Document(title, title, about, Output.COMPARISON, view, says, sheets, shown=shown, first=first, overview=grid)


def view_of(comparison: Comparison) -> View:
    return View(NoPlan(Tables(comparison.settings, {})))


def inputs_sheet(comparison: Comparison) -> DocumentSheet:
    """The sheet 'Inputs'."""
    lines = [(case, difference) for case in comparison.others for difference in case.inputs]
    same = [case.name for case in comparison.others if not case.inputs]
    left = [f"No cell differs: {', '.join(same)}."] if same and lines else []
    fields: list[Field[tuple[Case, InputDifference]]] = [
        Field("plan", lambda line: line[0].name, "text", 26),
        Field("sheet", lambda line: line[1].sheet, "text", 15),
        Field("cell", lambda line: line[1].cell, "text", 10),
        Field("row", lambda line: line[1].key, "text", 40),
        Field("column", lambda line: line[1].column, "text", 20),
        Field("in the base", lambda line: _shown(line[1].old), "mixed", 18, form="General"),
        Field("in the plan", lambda line: _shown(line[1].new), "mixed", 18, form="General"),
        Field("from", lambda line: line[1].year, "year", 8),
        Field("changed by", lambda line: line[1].by, "text", 16),
    ]
    table = DocumentTable(lines, fields, nothing="None: all inputs are the same.")
    title = f"Input cells that differ from {comparison.base.name}"
    about = "Cells are those of the base's workbook. 'From': the first year that the difference affects."
    return DocumentSheet("Inputs", "What-if", title, about, [table, *left], is_annex=True)


def _shown(value: object) -> object:
    if value is None:
        return "(empty)"
    if isinstance(value, (bool, int, float)):
        return float(f"{value:.10g}") if isinstance(value, float) and math.isfinite(value) else value
    return str(value)


def runs_sheet(comparison: Comparison) -> DocumentSheet:
    """The sheet 'Run log'."""
    amount = comparison.amount

    def of_plan(header: str, get: Callable[[Digest], Any], look: str = "number", width: float = 14) -> Field[Case]:
        return Field(header, lambda case: None if case.digest is None else get(case.digest), look, width)

    fields: list[Field[Case]] = [
        Field("plan", lambda case: case.name, "text", 26),
        Field("based on", lambda case: case.based_on, "text", 18),
        Field("decisions", lambda case: case.decides, "text", 10),
        Field("status", lambda case: case.state, "text", 12),
        Field("from an earlier run", lambda case: "yes" if case.is_reused else "no", "text", 10),
        Field("seconds", lambda case: if_finite(case.seconds), width=10),
        of_plan(f"minimised cost ({amount})", lambda plan: if_finite(plan.objective)),
        of_plan(f"proven lower bound ({amount})", lambda plan: if_finite(plan.bound)),
        of_plan("gap", lambda plan: if_finite(plan.gap), "share", 9),
        of_plan("audit", lambda plan: plan.audit or "none", "text"),
        Field("cost compared with the base", lambda case: verdict(comparison, case.name), "text", 17),
        Field("description", lambda case: case.description, "text", 44),
    ]
    reasons = [f"{case.name}: {' '.join(case.reason.split())}" for case in comparison.cases if case.reason]
    about = "'From an earlier run': that run had solved the same inputs with the same version of the program. "
    blocks: list[DocumentBlock] = [DocumentTable(comparison.cases, fields), Paragraphs(reasons, heading="Reasons")]
    title = "How each plan was found"
    return DocumentSheet("Run log", "Settings", title, about + EARLIER, blocks, papers=3, is_annex=True)


def measures_sheet(comparison: Comparison) -> DocumentSheet:
    """The sheet 'Measures'."""
    note = ""
    if not comparison.measures:
        note = "None: no plan was found."
    elif comparison.base.digest is None:
        note = "The base has no plan, so there is nothing to compare the others with."
    elif not comparison.beside:
        note = "No other plan was found, so there are no differences."
    values = [_values(comparison)] if comparison.measures else []
    rest: Iterable[DocumentBlock] = [note] if note else _changes(comparison)
    return DocumentSheet("Measures", "Settings", "All measures of all plans", EXPLAINED, [*values, *rest])


def _values(comparison: Comparison) -> DocumentTable[Measured]:
    values = [_value(at, plan.name) for at, plan in enumerate(comparison.solved)]
    return DocumentTable(comparison.measures, [*_labels(), *values], "Values", frozen=2)


def _changes(comparison: Comparison) -> Iterator[DocumentTable[Measured]]:
    """With a column of the base, too, so that every plan is under its name on all of the page."""
    measures, plans = comparison.measures, list(enumerate(comparison.solved))
    base = comparison.base.name
    changes = [_change(at, plan.name) for at, plan in plans]
    yield DocumentTable(measures, [*_labels(POINTS), *changes], f"Differences from {base}", is_sized=False)
    relative = [measure for measure in measures if any(difference.part is not None for difference in measure.by_case)]
    if relative:
        parts = [_part(at, plan.name) for at, plan in plans]
        yield DocumentTable(relative, [*_labels(), *parts], f"Differences in % of {base}", is_sized=False)


def _labels(share: str = "%") -> list[Field[Measured]]:
    return [
        Field("measure", lambda row: row.figure.name, "text", 38),
        Field("group", lambda row: row.figure.group, "text", 13),
        Field("unit", lambda row: share if row.figure.is_share else row.figure.unit, "text", 12),
        Field("better if", lambda row: row.figure.better, "text", 8.5),
    ]


def _value(at: int, name: str) -> Field[Measured]:
    def form(measured: Measured) -> str:
        return value_form(measured.figure.unit, measured.values)

    return Field(name, lambda row: row.by_case[at].value, width=CASE_WIDTH, form=form)


def _change(at: int, name: str) -> Field[Measured]:
    def change(measured: Measured) -> float | None:
        return shown_change(measured.figure.unit, measured.by_case[at])

    def form(measured: Measured) -> str:
        plain = change_form(measured.figure.unit, [difference.change for difference in measured.by_case])
        return about(plain) if measured.by_case[at].within_gaps else plain

    return Field(name, change, width=CASE_WIDTH, form=form, accent=lambda row: change_look(row, row.by_case[at]))


def _part(at: int, name: str) -> Field[Measured]:
    def form(measured: Measured) -> str:
        return about(PART_FORM) if measured.by_case[at].within_gaps else PART_FORM

    def accent(measured: Measured) -> Mapping[str, Any]:
        return change_look(measured, measured.by_case[at])

    return Field(name, lambda row: row.by_case[at].part, width=CASE_WIDTH, form=form, accent=accent)

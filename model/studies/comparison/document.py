"""A comparison of plans as an Excel workbook: a page for a director, then every figure, then how it was found."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from model.reports.document import Document, DocumentBlock, DocumentSheet, DocumentTable, Paragraphs
from model.reports.no_plan_document import NoPlan
from model.reports.phrases import EARLIER, known
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
    held = [] if regret is None else [regret_sheet(comparison, regret)]
    agreement, runs = agreement_sheet(comparison), runs_sheet(comparison)
    sheets = [
        measures_sheet(comparison), index, *build_sheets(comparison), differences_sheet(comparison), bridge, risk,
        *held, agreement, inputs_sheet(comparison), runs,
    ]  # fmt: skip
    drawn = [
        costs_chart(comparison, runs.tables), *risk.charts,
        *([] if regret is None else [regret_chart(comparison, regret, held[0].tables[:1])]),
        investments_chart(comparison, agreement.tables),
    ]  # fmt: skip
    return Document(
        title, title, basis(comparison), Output.COMPARISON, view_of(comparison), says, sheets,
        shown=[chart for chart in drawn if chart is not None],
        first=main(comparison),
        overview=overview(comparison, regret, [*index.charts, *bridge.charts, *risk.charts], says),
    )  # fmt: skip


def view_of(comparison: Comparison) -> View:
    return View(NoPlan(Tables(comparison.settings, {})))


def inputs_sheet(comparison: Comparison) -> DocumentSheet:
    """The sheet 'Inputs'."""
    lines = [(case, each) for case in comparison.others for each in case.inputs]
    same = [case.name for case in comparison.others if not case.inputs]
    left = [f"No cell differs: {', '.join(same)}."] if same and lines else []
    table: DocumentTable[tuple[Case, InputDifference]] = DocumentTable(lines, [
        Field("plan", lambda line: line[0].name, "text", 26),
        Field("sheet", lambda line: line[1].sheet, "text", 15),
        Field("cell", lambda line: line[1].cell, "text", 10),
        Field("row", lambda line: line[1].key, "text", 40),
        Field("column", lambda line: line[1].column, "text", 20),
        Field("in the base", lambda line: _shown(line[1].old), "mixed", 18, form="General"),
        Field("in the plan", lambda line: _shown(line[1].new), "mixed", 18, form="General"),
        Field("from", lambda line: line[1].year, "year", 8),
        Field("changed by", lambda line: line[1].by, "text", 16),
    ], nothing="None: all inputs are the same.")  # fmt: skip
    return DocumentSheet(
        "Inputs", "What-if", f"Input cells that differ from {comparison.base.name}",
        "Cells are those of the base's workbook. 'From': the first year that the difference affects.",
        [table, *left], is_annex=True,
    )  # fmt: skip


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

    table = DocumentTable(comparison.cases, [
        Field("plan", lambda case: case.name, "text", 26),
        Field("based on", lambda case: case.based_on, "text", 18),
        Field("decisions", lambda case: case.decides, "text", 10),
        Field("status", lambda case: case.state, "text", 12),
        Field("from an earlier run", lambda case: "yes" if case.is_reused else "no", "text", 10),
        Field("seconds", lambda case: known(case.seconds), width=10),
        of_plan(f"minimised cost ({amount})", lambda plan: known(plan.objective)),
        of_plan(f"proven lower bound ({amount})", lambda plan: known(plan.bound)),
        of_plan("gap", lambda plan: known(plan.gap), "share", 9),
        of_plan("audit", lambda plan: plan.audit or "none", "text"),
        Field("cost compared with the base", lambda case: verdict(comparison, case.name), "text", 17),
        Field("description", lambda case: case.description, "text", 44),
    ])  # fmt: skip
    reasons = [f"{case.name}: {' '.join(case.reason.split())}" for case in comparison.cases if case.reason]
    return DocumentSheet(
        "Run log", "Settings", "How each plan was found",
        "'From an earlier run': that run had solved the same inputs with the same version of the program. " + EARLIER,
        [table, Paragraphs(reasons, heading="Reasons")], papers=3, is_annex=True,
    )  # fmt: skip


def measures_sheet(comparison: Comparison) -> DocumentSheet:
    """The sheet 'Measures'."""
    said = ""
    if not comparison.measures:
        said = "None: no plan was found."
    elif comparison.base.digest is None:
        said = "The base has no plan, so there is nothing to compare the others with."
    elif not comparison.beside:
        said = "No other plan was found, so there are no differences."
    values = [_values(comparison)] if comparison.measures else []
    rest: Iterable[DocumentBlock] = [said] if said else _changes(comparison)
    return DocumentSheet("Measures", "Settings", "All measures of all plans", EXPLAINED, [*values, *rest])


def _values(comparison: Comparison) -> DocumentTable[Measured]:
    values = [_value(at, plan.name) for at, plan in enumerate(comparison.solved)]
    return DocumentTable(comparison.measures, [*_labels(), *values], "Values", kept=2)


def _changes(comparison: Comparison) -> Iterator[DocumentTable[Measured]]:
    """With a column of the base, too, so that every plan is under its name on all of the page."""
    measures, plans = comparison.measures, list(enumerate(comparison.solved))
    base = comparison.base.name
    changes = [_change(at, plan.name) for at, plan in plans]
    yield DocumentTable(measures, [*_labels(POINTS), *changes], f"Differences from {base}", is_sized=False)
    relative = [each for each in measures if any(difference.part is not None for difference in each.by_case)]
    if relative:
        parts = [_part(at, plan.name) for at, plan in plans]
        yield DocumentTable(relative, [*_labels(), *parts], f"Differences in % of {base}", is_sized=False)


def _labels(share: str = "%") -> list[Field[Measured]]:
    return [
        Field("measure", lambda each: each.figure.name, "text", 38),
        Field("group", lambda each: each.figure.group, "text", 13),
        Field("unit", lambda each: share if each.figure.is_share else each.figure.unit, "text", 12),
        Field("better if", lambda each: each.figure.better, "text", 8.5),
    ]


def _value(at: int, name: str) -> Field[Measured]:
    return Field(
        name, lambda each: each.by_case[at].value, width=CASE_WIDTH,
        form=lambda each: value_form(each.figure.unit, each.values),
    )  # fmt: skip


def _change(at: int, name: str) -> Field[Measured]:
    def form(each: Measured) -> str:
        plain = change_form(each.figure.unit, [difference.change for difference in each.by_case])
        return about(plain) if each.by_case[at].within_gaps else plain

    return Field(
        name, lambda each: shown_change(each.figure.unit, each.by_case[at]), width=CASE_WIDTH, form=form,
        accent=lambda each: change_look(each, each.by_case[at]),
    )  # fmt: skip


def _part(at: int, name: str) -> Field[Measured]:
    return Field(
        name, lambda each: each.by_case[at].part, width=CASE_WIDTH,
        form=lambda each: about(PART_FORM) if each.by_case[at].within_gaps else PART_FORM,
        accent=lambda each: change_look(each, each.by_case[at]),
    )  # fmt: skip

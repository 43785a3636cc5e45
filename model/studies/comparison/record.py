"""Record of a comparison: input cells that differ, and the log of all runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from model.reports.book import Book
from model.reports.page import Page
from model.reports.phrases import EARLIER
from model.reports.styles import Field
from model.studies.comparison.styles import verdict
from model.studies.frontier.words import known
from model.whatif.compare import Case, Comparison
from model.whatif.inputs import InputDifference
from model.whatif.plan_summary import Digest


def write_inputs(book: Book, comparison: Comparison) -> None:
    """The sheet 'Inputs'."""
    lines = [(case, each) for case in comparison.others for each in case.inputs]
    page = Page(
        book, "Inputs", "What-if", f"Input cells that differ from {comparison.base.name}",
        "Cells are those of the base's workbook. 'From': the first year that the difference affects.",
    )  # fmt: skip
    same = [case.name for case in comparison.others if not case.inputs]
    if not lines:
        page.note("None: all inputs are the same.")
        return
    columns: list[Field[tuple[Case, InputDifference]]] = [
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
    page.table(lines, columns)
    if same:
        page.note(f"No cell differs: {', '.join(same)}.")


def _shown(value: object) -> object:
    if value is None:
        return "(empty)"
    if isinstance(value, (bool, int, float)):
        return float(f"{value:.10g}") if isinstance(value, float) and math.isfinite(value) else value
    return str(value)


def write_runs(book: Book, comparison: Comparison) -> None:
    """The sheet 'Run log'."""
    cases = comparison.cases
    amount = comparison.amount
    page = Page(
        book, "Run log", "Settings", "How each plan was found",
        "'From an earlier run': that run had solved the same inputs with the same version of the program. " + EARLIER,
        pages=3,
    )  # fmt: skip

    def of_plan(header: str, get: Callable[[Digest], Any], look: str = "number", width: float = 14) -> Field[Case]:
        return Field(header, lambda case: None if case.digest is None else get(case.digest), look, width)

    columns: list[Field[Case]] = [
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
    ]
    page.table(cases, columns)
    page.section("Reasons", [f"{case.name}: {' '.join(case.reason.split())}" for case in cases if case.reason])

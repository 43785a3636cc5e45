"""What was asked and how it was found: input cells that differ, and the log of all runs."""

from __future__ import annotations

import math

from model.reports.book import Book
from model.reports.comparison.looks import NAME_HEIGHT, verdict
from model.reports.frontier.words import known
from model.reports.looks import Field
from model.reports.page import Page
from model.whatif.compare import Case, Comparison


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
    page.table([
        Field("plan", [case.name for case, _ in lines], 26, "text"),
        Field("sheet", [each.sheet for _, each in lines], 15, "text"),
        Field("cell", [each.cell for _, each in lines], 10, "text"),
        Field("row", [each.key for _, each in lines], 40, "text"),
        Field("column", [each.column for _, each in lines], 20, "text"),
        Field("in the base", [_shown(each.old) for _, each in lines], 18, "mixed",
              forms=["General"] * len(lines)),
        Field("in the plan", [_shown(each.new) for _, each in lines], 18, "mixed",
              forms=["General"] * len(lines)),
        Field("from", [each.year for _, each in lines], 8, "year"),
        Field("changed by", [each.by for _, each in lines], 16, "text"),
    ])  # fmt: skip
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
        "'Reused': an earlier run had solved the same inputs with the same version of the program.",
    )  # fmt: skip
    digests = [case.digest for case in cases]
    page.table([
        Field("plan", [case.name for case in cases], 26, "text"),
        Field("based on", [case.based_on for case in cases], 18, "text"),
        Field("status", [case.state for case in cases], 12, "text"),
        Field("reused", ["yes" if case.is_reused else "no" for case in cases], 10, "text"),
        Field("seconds", [known(case.seconds) for case in cases], 10),
        Field(f"minimised cost ({amount})", [None if each is None else known(each.objective) for each in digests], 14),
        Field(f"proven lower bound ({amount})",
              [None if each is None else known(each.bound) for each in digests], 14),
        Field("gap", [None if each is None else known(each.gap) for each in digests], 9, "share"),
        Field("audit", ["" if each is None else each.audit or "none" for each in digests], 14, "text"),
        Field("cost compared with the base", [verdict(comparison, case.name) for case in cases], 17, "text"),
        Field("description", [case.description for case in cases], 44, "text"),
    ], height=NAME_HEIGHT)  # fmt: skip
    troubled = [case for case in cases if case.reason]
    if troubled:
        page.heading("Reasons")
        for case in troubled:
            page.paragraph(_reason(case))


def _reason(case: Case) -> str:
    return f"{case.name}: {' '.join(case.reason.split())}"

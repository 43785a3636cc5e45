"""A comparison of plans as an Excel workbook: a page for a director, then every figure, then how it was found."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from model.reports.book import Book
from model.reports.contents import NAME as CONTENTS
from model.reports.contents import write_contents
from model.reports.document import Document
from model.reports.page import Page
from model.reports.phrases import EARLIER
from model.reports.styles import Field
from model.results.plan import Plan
from model.results.view import View
from model.scenario.calendar import Calendar
from model.sheets.tables import Tables
from model.studies.comparison.bridge import write_bridge, write_index
from model.studies.comparison.builds import write_builds
from model.studies.comparison.differences import write_agreement, write_differences
from model.studies.comparison.overview import write_overview
from model.studies.comparison.page import five, parts
from model.studies.comparison.regret_pages import write_regret
from model.studies.comparison.risk import write_risk
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
from model.studies.comparison.words import asked, findings
from model.studies.frontier.words import known
from model.system.outputs import Output
from model.whatif.compare import Case, Comparison, Measured
from model.whatif.inputs import InputDifference
from model.whatif.plan_summary import Digest
from model.whatif.regret_matrix import Regret

FIRST = "Comparison"


def document(comparison: Comparison, regret: Regret | None = None) -> Document:
    """Without ``regret`` there is no sheet of it."""
    settings, title = comparison.settings, f"What if: {comparison.title}"
    about = (
        f"{asked(comparison)}, {settings.first_year}–{settings.last_year}; costs in {comparison.amount}, discounted at "
        f"{100 * settings.discount_rate:g} % a year"
    )
    return Document(
        title, title, about, Output.COMPARISON, view_of(comparison), findings(comparison, regret), (),
        shown=parts(comparison, regret), first=five(comparison),
        write=lambda: comparison_book(comparison, regret),
    )  # fmt: skip


def comparison_book(comparison: Comparison, regret: Regret | None = None) -> Book:
    """The workbook, written but not yet a file; no sheet of regret without ``regret``."""
    title = f"What if: {comparison.title}"
    book = Book(view_of(comparison), title, Output.COMPARISON)
    first = book.add_sheet(FIRST, "What-if")
    contents = book.add_sheet(CONTENTS, "Settings")
    book.home = CONTENTS
    write_measures(book, comparison)
    index = write_index(book, comparison)
    write_builds(book, comparison)
    write_differences(book, comparison)
    bridge = write_bridge(book, comparison)
    scatter = write_risk(book, comparison)
    if regret is not None:
        write_regret(book, comparison, regret)
    write_agreement(book, comparison)
    told = len(book.pages)
    write_inputs(book, comparison)
    write_runs(book, comparison)
    charts = [chart for chart in (index, bridge, scatter) if chart is not None]
    write_overview(book, first, comparison, regret, charts, title)
    write_contents(book, contents, (FIRST, title), told)
    return book


def view_of(comparison: Comparison) -> View:
    return View(_frame_of(comparison))


def _frame_of(comparison: Comparison) -> Plan:
    """An empty plan with the horizon and money that a workbook needs."""
    return Plan(
        outcome="",
        objective=math.nan,
        bound=math.nan,
        gap=math.nan,
        seconds=0.0,
        tables=Tables(comparison.settings, {}),
        periods=Calendar.of(comparison.settings).periods,
        frames={},
        units={},
    )


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


def write_measures(book: Book, comparison: Comparison) -> None:
    """The sheet 'Measures'."""
    page = Page(book, "Measures", "Settings", "All measures of all plans", EXPLAINED)
    measures = comparison.measures
    if not measures:
        page.note("None: no plan was found.")
        return
    plans = list(enumerate(comparison.solved))
    values = [_value(at, plan.name) for at, plan in plans]
    page.table(measures, [*_labels(), *values], heading="Values", kept=2)
    if comparison.base.digest is None:
        page.note("The base has no plan, so there is nothing to compare the others with.")
        return
    if not comparison.beside:
        page.note("No other plan was found, so there are no differences.")
        return
    # With a column of the base, too, so that every plan stands under its name on all of the page.
    changes = [_change(at, plan.name) for at, plan in plans]
    title = f"Differences from {comparison.base.name}"
    page.table(measures, [*_labels(POINTS), *changes], heading=title, sized=False)
    relative = [each for each in measures if any(difference.part is not None for difference in each.by_case)]
    if relative:
        parts = [_part(at, plan.name) for at, plan in plans]
        title = f"Differences in % of {comparison.base.name}"
        page.table(relative, [*_labels(), *parts], heading=title, sized=False)


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

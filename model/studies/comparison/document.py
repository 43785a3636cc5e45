"""A comparison of plans as an Excel workbook: a page for a director, then every figure, then how it was found."""

from __future__ import annotations

import math

from model.reports.book import Book
from model.reports.contents import NAME as CONTENTS
from model.reports.contents import write_contents
from model.reports.document import Document
from model.results.plan import Plan
from model.results.view import View
from model.scenario.calendar import Calendar
from model.sheets.tables import Tables
from model.studies.comparison.agreement import write_agreement
from model.studies.comparison.bridge import write_bridge
from model.studies.comparison.builds import write_builds
from model.studies.comparison.differences import write_differences
from model.studies.comparison.index import write_index
from model.studies.comparison.measures import write_measures
from model.studies.comparison.overview import write_overview
from model.studies.comparison.page import five, parts
from model.studies.comparison.record import write_inputs, write_runs
from model.studies.comparison.regret_pages import write_regret
from model.studies.comparison.risk import write_risk
from model.studies.comparison.words import asked, findings
from model.system.outputs import Output
from model.whatif.compare import Comparison
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

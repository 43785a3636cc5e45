"""A comparison of plans as an Excel workbook: a page for a director, then every figure, then how it was found."""

from __future__ import annotations

import math

from model.reports.book import Book
from model.reports.comparison.agreement import write_agreement
from model.reports.comparison.bridge import write_bridge
from model.reports.comparison.builds import write_builds
from model.reports.comparison.differences import write_differences
from model.reports.comparison.index import write_index
from model.reports.comparison.measures import write_measures
from model.reports.comparison.overview import write_overview
from model.reports.comparison.record import write_inputs, write_runs
from model.reports.comparison.regret import write_regret
from model.reports.comparison.risk import write_risk
from model.reports.contents import NAME as CONTENTS
from model.reports.contents import write_contents
from model.results.plan import Plan
from model.results.view import View
from model.scenario.calendar import Calendar
from model.sheets.tables import Tables
from model.system.outputs import Output
from model.whatif.compare import Comparison
from model.whatif.regret_matrix import Regret

FIRST = "Comparison"


def comparison_bytes(comparison: Comparison, regret: Regret | None = None) -> bytes:
    """The workbook as a file's content."""
    return comparison_book(comparison, regret).content()


def comparison_book(comparison: Comparison, regret: Regret | None = None) -> Book:
    """The workbook, written but not yet a file; no sheet of regret without ``regret``."""
    title = f"What if: {comparison.title}"
    book = book_of(comparison, title, Output.COMPARISON)
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


def book_of(comparison: Comparison, title: str, output: Output) -> Book:
    """A workbook of several plans, for pages to be written to."""
    return Book(View(_frame_of(comparison)), title, output)


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

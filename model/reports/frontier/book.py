"""A frontier as an Excel workbook: the curve and its slope, builds at each step, and the log of solves."""

from __future__ import annotations

from dataclasses import replace

from model.reports.book import Book
from model.reports.frontier.builds import write_builds
from model.reports.frontier.curve import write_curve
from model.reports.frontier.words import known
from model.reports.page import Page
from model.reports.phrases import EARLIER
from model.reports.results.inputs import write as write_input
from model.reports.styles import Field
from model.results.view import View
from model.runs import Result
from model.studies.frontier import Frontier, Point
from model.system.outputs import Output


def frontier_book(frontier: Frontier) -> Book:
    """The workbook, written but not yet a file: the frontier has a plan at one point at least."""
    plans = [point.plan for point in frontier.points if point.plan is not None]
    view = View(replace(plans[0], tables=frontier.tables))
    book = Book(view, f"Cost against {frontier.limit.limit}", Output.FRONTIER)
    write_curve(book, frontier)
    write_builds(book, frontier)
    write_log(book, frontier)
    write_input(book)
    return book


def write_log(book: Book, frontier: Frontier) -> None:
    """The sheet 'Run log'."""
    page = Page(
        book, "Run log", "Settings", "How each step was solved",
        "Results are stored by key: a step with the same inputs and version of the program is not solved again. "
        + EARLIER,
    )  # fmt: skip
    amount = book.view.amount
    columns: list[Field[Point]] = [
        Field("step", lambda point: point.name, "text", 16),
        Field("status", lambda point: str(point.result.state), "text", 12),
        Field("from an earlier run", lambda point: "yes" if point.result.is_reused else "no", "text", 10),
        Field("seconds", lambda point: point.result.seconds, width=10),
        Field(f"cost ({amount})", lambda point: known(point.result.objective), width=14),
        Field(f"proven lower bound ({amount})", lambda point: known(point.result.bound), width=14),
        Field("gap", lambda point: known(point.result.gap), "share", 9),
        Field("audit", lambda point: audit_said(point.result), "text", 9),
        Field("plan taken from", taken_from, "text", 16),
        Field("key", lambda point: point.result.job.key()[:12], "text", 15),
        Field("remark", lambda point: point.result.reason.partition("\n")[0], "text", 60),
    ]
    page.table(frontier.points, columns)


def taken_from(point: Point) -> str:
    return "" if point.plan is None else point.lent_by or point.name


def audit_said(result: Result) -> str:
    if not result.has_plan:
        return ""
    return "passed" if result.is_audited else "FAILED"

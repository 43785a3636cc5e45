"""A frontier as an Excel workbook: the curve and its price, what is built at each step, and how each was found."""

from __future__ import annotations

from dataclasses import replace

from model.reports.book import Book
from model.reports.frontier.builds import write_builds
from model.reports.frontier.curve import write_curve
from model.reports.frontier.words import known
from model.reports.looks import Field
from model.reports.page import Page
from model.reports.results.record import write_input
from model.results.view import View
from model.studies.frontier import Frontier, Point


def frontier_bytes(frontier: Frontier) -> bytes:
    """The workbook as a file's content. The frontier has a plan at one point at least."""
    plans = [point.plan for point in frontier.points if point.plan is not None]
    view = View(replace(plans[0], tables=frontier.tables))
    book = Book(view, f"Cost against {frontier.limit.limit}")
    write_curve(book, frontier)
    write_builds(book, frontier)
    write_log(book, frontier)
    write_input(book)
    return book.content()


def write_log(book: Book, frontier: Frontier) -> None:
    """The sheet 'Run log'."""
    page = Page(
        book, "Run log", "Settings", "How each step was solved",
        "Results are stored by key: a step with the same inputs and version of the program is not solved again.",
    )  # fmt: skip
    points = frontier.points
    amount = book.view.amount
    page.table([
        Field("step", [point.name for point in points], 16, "text"),
        Field("status", [str(point.result.state) for point in points], 12, "text"),
        Field("reused", ["yes" if point.result.is_reused else "no" for point in points], 10, "text"),
        Field("seconds", [point.result.seconds for point in points], 10),
        Field(f"cost ({amount})", [known(point.result.objective) for point in points], 14),
        Field(f"proven lower bound ({amount})", [known(point.result.bound) for point in points], 14),
        Field("gap", [known(point.result.gap) for point in points], 9, "share"),
        Field("audit", [audit_said(point) for point in points], 9, "text"),
        Field("plan taken from", [taken_from(point) for point in points], 16, "text"),
        Field("key", [point.result.job.key()[:12] for point in points], 15, "text"),
        Field("remark", [point.result.reason.partition("\n")[0] for point in points], 60, "text"),
    ])  # fmt: skip


def taken_from(point: Point) -> str:
    return "" if point.plan is None else point.lent_by or point.name


def audit_said(point: Point) -> str:
    if not point.result.has_plan:
        return ""
    return "passed" if point.result.is_audited else "FAILED"

"""An explanation as an Excel workbook: why, what else would do, how each question ended, and the inputs."""

from __future__ import annotations

from model.explaining.alternatives import Alternatives
from model.explaining.why import Explanation
from model.reports.book import Book
from model.reports.explained.alternatives import write_alternatives
from model.reports.explained.why import write_why
from model.reports.explained.words import known
from model.reports.looks import Field
from model.reports.page import Page
from model.reports.results.inputs import write as write_input
from model.results.view import View
from model.runs import Result
from model.system.outputs import Output


def explained_bytes(explanation: Explanation, alternatives: Alternatives | None = None) -> bytes:
    """The workbook as a file's content."""
    book = Book(View(explanation.plan), "Why this plan", Output.EXPLANATION)
    write_why(book, explanation, alternatives)
    if alternatives is not None:
        write_alternatives(book, alternatives)
    write_log(book, explanation)
    write_input(book)
    return book.content()


def write_log(book: Book, explanation: Explanation) -> None:
    """The sheet 'Run log'."""
    page = Page(
        book, "Run log", "Settings", "How each question was answered",
        "Results are stored by key: a question to the same plan under the same version of the program is not asked "
        "again. A value is a cost, or a sum of sizes where that is asked for.",
    )  # fmt: skip
    columns: list[Field[Result]] = [
        Field("question", lambda result: result.name, "text", 52),
        Field("status", lambda result: str(result.state), "text", 12),
        Field("from an earlier run", lambda result: "yes" if result.is_reused else "no", "text", 10),
        Field("seconds", lambda result: result.seconds, width=10),
        Field("found", lambda result: known(result.objective), width=14),
        Field("proven lower bound", lambda result: known(result.bound), width=14),
        Field("gap", lambda result: known(result.gap), "share", 9),
        Field("key", lambda result: result.job.key()[:12], "text", 15),
        Field("remark", lambda result: result.reason.partition("\n")[0], "text", 60),
    ]
    if explanation.results:
        page.table(explanation.results, columns)
    else:
        page.note("Nothing was asked.")

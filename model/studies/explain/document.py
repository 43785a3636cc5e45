"""An explanation as an Excel workbook: the plan with all its pages, explanation and alternatives after the summary, the
near-optimal range of its lines, and the outcome of each question."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.document import Document
from model.reports.page import Page
from model.reports.phrases import EARLIER, money
from model.reports.results.book import TITLE, Study, Writer, results_book
from model.reports.styles import Field
from model.results.view import View
from model.runs import Result
from model.studies.explain.alternatives import Alternatives
from model.studies.explain.alternatives_page import write_alternatives
from model.studies.explain.explanation import Explanation
from model.studies.explain.findings import findings
from model.studies.explain.jobs import AskedJob
from model.studies.explain.page import parts
from model.studies.explain.questions import OF_COST, Asked
from model.studies.explain.spread import spread_of
from model.studies.explain.why_page import write_why
from model.studies.explain.words import known
from model.system.outputs import Output


def document(explanation: Explanation, alternatives: Alternatives | None = None) -> Document:
    plan = explanation.plan
    about = f"What doing otherwise costs against the plan of {money(plan.objective)} {plan.amount}"
    return Document(
        TITLE, "Why this plan, and why not another", about, Output.EXPLANATION, View(plan),
        findings(explanation, alternatives), (), shown=parts(explanation, alternatives),
        write=lambda: explained_book(explanation, alternatives),
    )  # fmt: skip


def explained_book(explanation: Explanation, alternatives: Alternatives | None = None) -> Book:
    """The workbook with all its pages."""
    first: list[Writer] = [lambda book: write_why(book, explanation, alternatives)]
    if alternatives is not None:
        first.append(lambda book: write_alternatives(book, alternatives))
    spread = None if alternatives is None else spread_of(alternatives)
    study = Study(Output.EXPLANATION, first, [lambda book: write_log(book, explanation)], spread)
    return results_book(explanation.plan, TITLE, study)


def write_log(book: Book, explanation: Explanation) -> None:
    """The sheet 'Run log'."""
    page = Page(
        book, "Run log", "Settings", "How each question was answered",
        "Results are stored by key: a question to the same plan under the same version of the program is not asked "
        "again. Where the cost is asked for, the bound is on it; of sizes 'Alternatives' says what is proven. "
        + EARLIER,
    )  # fmt: skip
    amount = explanation.plan.amount
    columns: list[Field[Result]] = [
        Field("question", lambda result: result.name, "text", 52),
        Field("status", lambda result: str(result.state), "text", 12),
        Field("from an earlier run", lambda result: "yes" if result.is_reused else "no", "text", 10),
        Field("seconds", lambda result: result.seconds, width=10),
        Field(f"cost of the plan found ({amount})", lambda result: known(_cost_found(result, explanation)), width=14),
        Field(f"proven lower bound ({amount})", lambda result: _of_cost(result, result.bound), width=14),
        Field("gap", lambda result: _of_cost(result, result.gap), "share", 9),
        Field("key", lambda result: result.job.key()[:12], "text", 15),
        Field("remark", lambda result: result.reason.partition("\n")[0], "text", 60),
    ]
    if explanation.results:
        page.table(explanation.results, columns)
    else:
        page.note("Nothing was asked.")


def _asked(result: Result) -> Asked | None:
    return result.job.asked if isinstance(result.job, AskedJob) else None


def _cost_found(result: Result, explanation: Explanation) -> float:
    """Cost of the plan found, for any kind of question."""
    asked = _asked(result)
    return result.objective if asked is None else explanation.answers[asked].cost


def _of_cost(result: Result, value: float) -> float | None:
    """The value for questions about cost, None for those about sizes: the sum of sizes is of no use to a reader."""
    asked = _asked(result)
    return known(value) if asked is None or asked.kind in OF_COST else None

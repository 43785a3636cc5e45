"""An explanation as an Excel workbook: the plan with all its pages, explanation and alternatives after the summary, the
near-optimal range of its lines, and the outcome of each question."""

from __future__ import annotations

import math
from collections.abc import Iterable

from model.reports.book import Book
from model.reports.document import Document, PagePart
from model.reports.html.drawing import Bar, Part, bars
from model.reports.html.tables import shown
from model.reports.page import Page
from model.reports.palette import HUES
from model.reports.phrases import EARLIER, exactly, money, percent
from model.reports.results.book import TITLE, FurtherFindings, Writer, results_book
from model.reports.styles import Field
from model.results.view import View
from model.runs import Result
from model.studies.explain import alternatives_page as sizes
from model.studies.explain import why_page as why
from model.studies.explain.alternatives import Alternatives, SizeRange, Verdict, spread_of
from model.studies.explain.alternatives_page import write_alternatives
from model.studies.explain.answers import Extra
from model.studies.explain.explanation import ExplainedDecision, Explanation, Rejected
from model.studies.explain.findings import findings
from model.studies.explain.jobs import AskedJob
from model.studies.explain.questions import OF_COST, Asked
from model.studies.explain.why_page import write_why
from model.studies.explain.words import known
from model.studies.states import NO_PLAN, NOT_KNOWN
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
    study = FurtherFindings(Output.EXPLANATION, first, [lambda book: write_log(book, explanation)], spread)
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


MOST = 25
"""Bars of a picture; the tables have all."""

PROVEN, FOUND = HUES[0], HUES[3]
MUST, ALWAYS, SOMETIMES = HUES[1], HUES[0], HUES[3]
SIZES = {"in every plan found; must be built (proven)": MUST, "in every plan found": ALWAYS, "in some plans": SOMETIMES}

NAMES = {"at least (proven)": PROVEN, "in the plan found": FOUND}


def parts(explanation: Explanation, alternatives: Alternatives | None) -> list[PagePart]:
    """Parts of the page with something to show."""
    found = [
        _costs(explanation, explanation.decisions, "without", "What doing without each decision costs", why.DECIDES),
        _costs(explanation, explanation.rejected, "with", "What having each other option costs", why.REJECTS),
        None if alternatives is None else _ranges(alternatives),
    ]
    return [part for part in found if part is not None]


def _costs(
    explanation: Explanation, asked: Iterable[ExplainedDecision | Rejected], name: str, title: str, heading: str
) -> PagePart | None:
    """Additional cost of each, proven and found; None without questions."""
    extras = [
        (each.subject.title, each.without if isinstance(each, ExplainedDecision) else each.extra) for each in asked
    ]
    if not extras:
        return None
    says = [
        f"Additional cost ({explanation.plan.amount}): every plan costs at least that much more (proven), the plan "
        "found that much more than this one (found)."
    ]
    drawn = [bars([_bar(title, extra) for title, extra in extras[:MOST]], NAMES, shown)]
    return PagePart(name, title, says, [(why.SHEET, heading)], drawn)


def _bar(name: str, extra: Extra | None) -> Bar:
    if extra is None or (extra.at_least == -math.inf and not math.isfinite(extra.found)):
        return Bar(name, [], NOT_KNOWN)
    if extra.is_impossible:
        return Bar(name, [], NO_PLAN)
    if extra.is_free:
        return Bar(name, [], "no more (found)")
    least, most = max(extra.at_least, 0.0), max(extra.found, 0.0)
    parts = [Part(least, PROVEN, f"{name}: at least {money(least)} more (proven)")]
    if math.isfinite(most) and most > least:
        parts.append(Part(most, FOUND, f"{name}: {money(most)} more in the plan found", least))
    return Bar(name, parts)


def _ranges(found: Alternatives) -> PagePart | None:
    """The least and the greatest size of each found, as a share of the maximum possible."""
    some = sorted((each for each in found.ranges if each.most > 0), key=lambda each: sizes.ORDER.index(each.verdict))
    if not some:
        return None
    says = [
        f"Size of each over the plans found that cost at most {exactly(found.tolerance)} more, as a share of the most "
        "that can be decided for."
    ]
    drawn = [bars([_size(each) for each in some[:MOST]], SIZES, lambda value, form: percent(value), is_share=True)]
    tables = [(sizes.SHEET, sizes.SIZES)]
    return PagePart("alternatives", "How far near-optimal plans differ", says, tables, drawn)


def _size(each: SizeRange) -> Bar:
    least, most = (size / each.most for size in each.found)
    if most <= 0:
        return Bar(each.subject.title, [], "in no plan found")
    tip = f"{each.subject.title}: {percent(least)} to {percent(most)}, in the plan {percent(each.size / each.most)}"
    parts = [Part(least, MUST if each.verdict == Verdict.MUST else ALWAYS, tip)] if least > 0 else []
    beside = percent(most) if least == most else f"{round(100 * least)}–{percent(most)}"
    parts += [Part(most, SOMETIMES, tip, least)] if most > least else []
    return Bar(each.subject.title, parts, beside=beside)

"""The study ``explain``: why a plan decides what it decides, why nothing else, and what else would do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from model.errors import ExitCode, InputError
from model.pipeline import PlanJob
from model.reports.book import Book
from model.reports.document import (
    ChartScale,
    Document,
    DocumentSheet,
    DocumentTable,
    DrawnBar,
    Shown,
    Writer,
    bar_chart,
)
from model.reports.palette import HUES
from model.reports.phrases import EARLIER, exactly, if_finite, money, percent
from model.reports.results.book import TITLE, FurtherFindings, results_book
from model.reports.styles import Field
from model.results.plan import CHANGED, HELD
from model.results.view import View
from model.runs import Result, Store
from model.runs.engine import one_by_one
from model.runs.job import Asking, drive
from model.sheets.names import NO_PLAN, NOT_KNOWN
from model.sheets.tables import Tables
from model.studies.explain.alternatives import Alternatives, SizeRange, Verdict, known_alternatives, spread_of
from model.studies.explain.answers import AskedJob, Extra
from model.studies.explain.explanation import Explanation
from model.studies.explain.pages import COLOURS, DECIDES, REJECTS, alternatives_sheet, in_order, why_sheet
from model.studies.explain.questions import OF_COST, Asked
from model.studies.explain.why import NEAREST, Interview, ask_about, ask_alternatives, ask_why
from model.studies.explain.words import closely_said, decision_said, findings, rejected_said
from model.studies.study import RunContext, Study
from model.system.files import Output
from model.whatif.apply import base as base_of

if TYPE_CHECKING:
    from model.results.describing import Source
    from model.results.plan import Plan


@dataclass(frozen=True)
class Explained:
    """Answers of a plan, and its near-optimal alternatives; these are None if only some names were asked about."""

    explanation: Explanation
    alternatives: Alternatives | None

    @property
    def exit_code(self) -> ExitCode:
        return self.explanation.exit_code


class ExplainStudy(Study[Explained]):
    """Questions to the ``plan`` of a workbook, which is solved first unless given: all that matters most, or only
    ``why`` and ``why_not``; and plans that cost at most so much more, if ``within`` is given."""

    def __init__(
        self,
        tables: Tables,
        title: str = "",
        *,
        plan: Plan | None = None,
        why: Sequence[str] = (),
        why_not: Sequence[str] = (),
        within: float | None = None,
        rejected: int | None = None,
        source: Source | None = None,
    ) -> None:
        if plan is not None and base_of(tables).tables != base_of(plan.tables).tables:
            raise InputError("explain: plan takes a plan of these tables; this is one of others, or of another state.")
        if plan is not None and plan.statistics.get(HELD) == CHANGED:
            raise InputError(f"explain: this plan is of {CHANGED}; the answers would be those of its tables.")
        self.tables, self.title, self.plan, self.source = tables, title, plan, source
        self.why, self.why_not, self.within = why, why_not, within
        self.nearest = NEAREST if rejected is None else rejected

    def cases(self, context: RunContext) -> Asking[Explained]:
        plan = self.plan
        if plan is None:
            (result,) = yield [PlanJob(f"the plan of {self.title}", self.tables, is_compared=True)]
            plan = replace(result.required(), source=self.source)
        interview = Interview(plan, context.gap, context.time_limit)
        named = [*self.why, *self.why_not]
        if named:
            subjects = [subject for name in named for subject in interview.subjects.find(name)]
            self._require(interview)
            yield from ask_about(interview, subjects)
            return Explained(interview.explanation, None)
        yield from ask_why(interview, nearest=self.nearest)
        if self.within is None:
            alternatives = known_alternatives(interview.explanation)
        else:
            alternatives = yield from ask_alternatives(interview, self.within)
        return Explained(alternatives.explanation, alternatives)

    def _require(self, interview: Interview) -> None:
        """Raise InputError if a rejected option is asked about as a decision, or vice versa."""
        subjects = interview.subjects
        for name in self.why:
            if not any(subject in subjects.chosen for subject in subjects.find(name)):
                raise InputError(f"The plan does not decide for {name!r}: ask --why-not {name!r}.")
        for name in self.why_not:
            if all(subject in subjects.chosen for subject in subjects.find(name)):
                raise InputError(f"The plan decides for {name!r}: ask --why {name!r}.")

    def document(self, answers: Explained) -> Document | None:
        return None if answers.alternatives is None else document(answers.explanation, answers.alternatives)

    def printed(self, answers: Explained, document: Document | None, wrote: Sequence[Path]) -> Iterator[str]:
        if document is not None:
            yield from super().printed(answers, document, wrote)
            return
        for decision in answers.explanation.decisions:
            yield decision_said(decision, answers.explanation)
            yield from closely_said(decision, answers.explanation.plan.amount)
        for rejected in answers.explanation.rejected:
            yield rejected_said(rejected, answers.explanation)


COLUMNS = ("subject", "action", "is_decided", "at_least", "at_most", "found", "needed_for", "built_at", "not_built_at")


def explained(plan: Plan, names: Sequence[str], gap: float | None) -> pd.DataFrame:
    """Answers about a plan, solved in this process; on the most important subjects if no names are given."""
    with TemporaryDirectory() as folder:
        explanation = _asked(plan, names, gap, Path(folder))
    frame = pd.DataFrame(_rows(explanation), columns=list(COLUMNS)).set_index("subject")
    frame.attrs["units"] = dict.fromkeys(("at_least", "at_most", "found"), plan.amount)
    return frame


def _asked(plan: Plan, names: Sequence[str], gap: float | None, folder: Path) -> Explanation:
    interview = Interview(plan, gap)
    about = [subject for name in names for subject in interview.subjects.find(name)]
    context = RunContext(Store(folder), workers=1, pool=one_by_one)
    drive(ask_about(interview, about) if names else ask_why(interview), context.solve)
    return interview.explanation


def _rows(explanation: Explanation) -> list[tuple[object, ...]]:
    decided = [(True, decision.subject, decision.without, decision.because, None) for decision in explanation.decisions]
    others = [(False, row.subject, row.extra, row.reason, row.break_even) for row in explanation.rejected]
    rows: list[tuple[object, ...]] = []
    for is_decided, subject, extra, reason, break_even in [*decided, *others]:
        if extra is not None:
            costs = extra.at_least, extra.at_most, extra.attained
            shares = (None, None) if break_even is None else (break_even.built_at, break_even.not_at)
            rows.append((subject.title, subject.action, is_decided, *costs, reason, *shares))
    return rows


# ---------------------------------------------------------------------------------------------- the document


def document(explanation: Explanation, alternatives: Alternatives | None = None) -> Document:
    """The plan with all its pages, and those of the explanation among them."""
    plan, says = explanation.plan, findings(explanation, alternatives)
    spread = None if alternatives is None else spread_of(alternatives)
    why = why_sheet(explanation, says)
    others = [] if alternatives is None else [alternatives_sheet(alternatives)]

    def around(first: Sequence[Writer], last: Sequence[Writer]) -> Book:
        return results_book(plan, TITLE, FurtherFindings(Output.EXPLANATION, first, last, spread))

    title = "Why this plan, and why not another"
    about = f"What doing otherwise costs against the plan of {money(plan.objective)} {plan.amount}"
    sheets = [why, *others, log_sheet(explanation)]
    shown = [*_costs(explanation, why), *(_sizes(alternatives, others[0].tables) if alternatives else [])]
    view, output = View(plan), Output.EXPLANATION
    return Document(TITLE, title, about, output, view, says, sheets, shown=shown, around=around)


def log_sheet(explanation: Explanation) -> DocumentSheet:
    """The sheet 'Run log'."""
    amount = explanation.plan.amount
    columns: list[Field[Result]] = [
        Field("question", lambda result: result.name, "text", 52),
        Field("status", lambda result: str(result.state), "text", 12),
        Field("from an earlier run", lambda result: "yes" if result.is_reused else "no", "text", 10),
        Field("seconds", lambda result: result.seconds, width=10),
        Field(f"cost of the plan found ({amount})", lambda result: if_finite(_cost_of(result, explanation)), width=14),
        Field(f"proven lower bound ({amount})", lambda result: _of_cost(result, result.bound), width=14),
        Field("gap", lambda result: _of_cost(result, result.gap), "share", 9),
        Field("key", lambda result: result.job.key()[:12], "text", 15),
        Field("remark", lambda result: result.reason.partition("\n")[0], "text", 60),
    ]
    about = (
        "Results are stored by key: a question to the same plan under the same version of the program is not asked "
        "again. Where the cost is asked for, the bound is on it; of sizes 'Alternatives' says what is proven. "
        + EARLIER
    )
    table = DocumentTable(explanation.results, columns, nothing="Nothing was asked.")
    return DocumentSheet("Run log", "Settings", "How each question was answered", about, [table], is_annex=True)


def _question_of(result: Result) -> Asked | None:
    return result.job.asked if isinstance(result.job, AskedJob) else None


def _cost_of(result: Result, explanation: Explanation) -> float:
    """Cost of the plan found, for any kind of question."""
    asked = _question_of(result)
    return result.objective if asked is None else explanation.answers[asked].cost


def _of_cost(result: Result, value: float) -> float | None:
    """The value for questions about cost, None for those about sizes: the sum of sizes is of no use to a reader."""
    asked = _question_of(result)
    return if_finite(value) if asked is None or asked.kind in OF_COST else None


MOST = 25
"""Bars of a picture; the tables have all."""

MUST, ALWAYS, SOMETIMES = "in every plan found; must be built (proven)", "in every plan found", "in some plans"


def _costs(explanation: Explanation, why: DocumentSheet) -> Iterator[Shown]:
    """Additional cost without each decision and with each rejected option, proven and found."""
    says = (
        f"Additional cost ({explanation.plan.amount}): every plan costs at least that much more (proven), the plan "
        "found that much more than this one (found)."
    )
    without = [(decision.subject.title, decision.without) for decision in explanation.decisions]
    rejected = [(option.subject.title, option.extra) for option in explanation.rejected]
    for name, title, extras, heading in (
        ("without", "What doing without each decision costs", without, DECIDES),
        ("with", "What having each other option costs", rejected, REJECTS),
    ):
        bars = [_bar(*extra) for extra in extras[:MOST]]
        if bars:
            tables = [table for table in why.tables if table.heading == heading]
            yield bar_chart(name, title, says, COLOURS, bars, tables)


def _bar(name: str, extra: Extra | None) -> DrawnBar:
    if extra is None or (extra.at_least == -math.inf and not math.isfinite(extra.attained)):
        return DrawnBar(name, instead=NOT_KNOWN)
    if extra.is_impossible:
        return DrawnBar(name, instead=NO_PLAN)
    if extra.is_free:
        return DrawnBar(name, instead="no more (found)")
    least = max(extra.at_least, 0.0)
    beyond = max(extra.attained - least, 0.0) if math.isfinite(extra.attained) else 0.0
    tips = f"{name}: at least {money(least)} more (proven)", f"{name}: {money(extra.attained)} more in the plan found"
    return DrawnBar(name, [least, beyond], tips)


def _sizes(alternatives: Alternatives, tables: Sequence[DocumentTable[Any]]) -> list[Shown]:
    """The least and the greatest size of each found, as a share of the maximum possible."""
    bars = [_size(size_range) for size_range in in_order(alternatives) if size_range.most > 0][:MOST]
    says = (
        f"Size of each over the plans found that cost at most {exactly(alternatives.tolerance)} more, as a share of "
        "the most that can be decided for."
    )
    colours = {MUST: HUES[1], ALWAYS: HUES[0], SOMETIMES: HUES[3]}
    scale = ChartScale("0%", words=percent)
    heading = "How far near-optimal plans differ"
    return [bar_chart("alternatives", heading, says, colours, bars, tables[:1], scale=scale)] if bars else []


def _size(size_range: SizeRange) -> DrawnBar:
    title, own = size_range.subject.title, size_range.size / size_range.most
    least, most = (size / size_range.most for size in size_range.attained)
    is_must = size_range.verdict == Verdict.MUST
    tip = f"{title}: {percent(least)} to {percent(most)}, in the plan {percent(own)}"
    values = [least if is_must else 0.0, 0.0 if is_must else least, most - least]
    return DrawnBar(title, values, [tip] * 3, "in no plan found")

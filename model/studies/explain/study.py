"""The study ``explain``: why a plan decides what it decides, why nothing else, and what else would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pandas as pd

from model.errors import ExitCode, InputError
from model.pipeline import PlanJob
from model.results.plan import CHANGED, HELD
from model.runs import Store
from model.runs.engine import one_by_one
from model.runs.job import Asking, drive
from model.sheets.tables import Tables
from model.studies.explain.alternatives import Alternatives, known_alternatives
from model.studies.explain.document import document
from model.studies.explain.explanation import Explanation
from model.studies.explain.why import NEAREST, Interview, ask_about, ask_alternatives, ask_why
from model.studies.explain.words import closely_said, decision_said, rejected_said
from model.studies.study import RunContext, Study
from model.whatif.apply import base as base_of

if TYPE_CHECKING:
    from model.reports.document import Document
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
        self, tables: Tables, title: str = "", *, plan: Plan | None = None, why: Sequence[str] = (),
        why_not: Sequence[str] = (), within: float | None = None, rejected: int | None = None,
        source: Source | None = None,
    ) -> None:  # fmt: skip
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
            subjects = [each for name in named for each in interview.subjects.find(name)]
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
            if not any(each in subjects.chosen for each in subjects.find(name)):
                raise InputError(f"The plan does not decide for {name!r}: ask --why-not {name!r}.")
        for name in self.why_not:
            if all(each in subjects.chosen for each in subjects.find(name)):
                raise InputError(f"The plan decides for {name!r}: ask --why {name!r}.")

    def document(self, found: Explained) -> Document | None:
        return None if found.alternatives is None else document(found.explanation, found.alternatives)

    def printed(self, found: Explained, document: Document | None, wrote: Sequence[Path]) -> Iterator[str]:
        if document is not None:
            yield from super().printed(found, document, wrote)
            return
        for decision in found.explanation.decisions:
            yield decision_said(decision, found.explanation)
            yield from closely_said(decision, found.explanation.plan.amount)
        for rejected in found.explanation.rejected:
            yield rejected_said(rejected, found.explanation)


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
    about = [each for name in names for each in interview.subjects.find(name)]
    context = RunContext(Store(folder), workers=1, pool=one_by_one)
    drive(ask_about(interview, about) if names else ask_why(interview), context.solve)
    return interview.explanation


def _rows(explanation: Explanation) -> list[tuple[object, ...]]:
    decided = [(True, each.subject, each.without, each.because, None) for each in explanation.decisions]
    others = [(False, each.subject, each.extra, each.reason, each.break_even) for each in explanation.rejected]
    return [
        (subject.title, subject.action, is_decided, extra.at_least, extra.at_most, extra.found, reason,
         None if found is None else found.built_at, None if found is None else found.not_at)
        for is_decided, subject, extra, reason, found in [*decided, *others]
        if extra is not None
    ]  # fmt: skip

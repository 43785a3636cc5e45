"""An explanation as a DataFrame."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pandas as pd

from model.runs import Store
from model.runs.pool import one_by_one
from model.studies.explain.explanation import Explanation
from model.studies.explain.why import Interview, ask_about, ask_why
from model.studies.study import RunContext, drive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from model.results.plan import Plan

COLUMNS = ("subject", "action", "is_decided", "at_least", "at_most", "found", "needed_for", "built_at", "not_built_at")


def explained(plan: Plan, names: Sequence[str], gap: float | None) -> pd.DataFrame:
    """Answers about a plan, solved in this process; on the most important subjects if no names are given."""
    from pathlib import Path

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
    decided = [
        (
            each.subject.title,
            each.subject.action,
            True,
            extra.at_least,
            extra.at_most,
            extra.found,
            each.because,
            None,
            None,
        )
        for each in explanation.decisions
        if (extra := each.without) is not None
    ]
    others = [
        (each.subject.title, each.subject.action, False, each.extra.at_least, each.extra.at_most, each.extra.found,
         each.reason,
         None if each.break_even is None else each.break_even.built_at,
         None if each.break_even is None else each.break_even.not_at)
        for each in explanation.rejected
        if each.extra is not None
    ]  # fmt: skip
    return [*decided, *others]

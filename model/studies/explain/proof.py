"""Certificates of answers: the least cost without a decision, or that no plan does without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.planning.proving import proven_answer
from model.planning.reoptimise import Prepared, Question
from model.studies.explain.questions import Asked, Query, Translator
from model.studies.explain.subjects import Subjects

if TYPE_CHECKING:
    from model.progress import Progress
    from model.proof.certify import Proven
    from model.results.plan import Plan


def proven_without(plan: Plan, name: str, progress: Progress | None = None) -> Proven:
    """The certificate of the bound on all plans without a decision, or that there is none. Raises InputError if the
    plan does not decide on that name, and as ``proven_plan``."""
    asked = Asked(Query.WITHOUT, tuple(Subjects(plan).find(name)))

    def ask(base: Prepared) -> Question:
        return Translator(base, plan.decided).question(asked)

    return proven_answer(plan, ask, progress)

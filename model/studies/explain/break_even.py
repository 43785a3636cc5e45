"""Break-even capital cost of a rejected project, enclosed by proofs on either side.

The least cost of a plan with the project is a concave function of its capital cost, so that the line through one plan's
cost lies above it. Where the line meets the bound on all plans, a plan with the project is at most as expensive as any
without: there it is built. Where every plan with the project is proven to cost more than the present one, it is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from model.results.plan import Plan
from model.studies.explain.answers import Answer, bound_of
from model.studies.explain.questions import Asked, Query
from model.studies.explain.subjects import Subject
from model.tolerances import SOLVED

MOST_STEPS = 2
"""Questions on each side."""

FINENESS = 0.005
"""Target width of the interval, as a share of the capital cost in the workbook."""


@dataclass(frozen=True)
class BreakEven:
    """Known bounds, as shares of the capital cost in the workbook."""

    subject: Subject
    built_at: float | None = None
    """At this and less every cheapest plan has it: proven, by a plan found here,"""
    built_by: Answer | None = None
    not_at: float | None = None
    """at this and more none has: proven."""
    not_even_free: bool = False
    """Whether it is proven that it is not built even at a capital cost of 0."""
    asked: tuple[Answer, ...] = field(default=(), repr=False)

    @property
    def is_enclosed(self) -> bool:
        return self.built_at is not None and self.not_at is not None


def start(plan: Plan, answer: Answer) -> BreakEven:
    """Bounds from the question with the project at its cost in the workbook."""
    found = BreakEven(answer.asked.subjects[0])
    return learned(plan, found, answer)


def learned(plan: Plan, known: BreakEven, answer: Answer) -> BreakEven:
    """Bounds updated by another question with the project."""
    share, rounding = answer.asked.capex, SOLVED * abs(plan.objective)
    known = replace(known, asked=(*known.asked, answer))
    if answer.bound > plan.objective + rounding:
        known = replace(known, not_at=share if known.not_at is None else min(share, known.not_at))
        if share == 0.0:
            known = replace(known, not_even_free=True)
    if answer.has_plan and answer.cost < bound_of(plan) - rounding:
        is_better = known.built_at is None or share > known.built_at
        known = replace(known, built_at=share, built_by=answer) if is_better else known
    return known


def next_question(plan: Plan, known: BreakEven) -> Asked | None:
    """The next share to ask about; None if it would gain nothing."""
    answers = [each for each in known.asked if each.has_plan and each.capital > 0]
    if not answers or known.not_even_free or len(known.asked) >= 2 * MOST_STEPS:
        return None
    if known.is_enclosed and (known.not_at or 0.0) - (known.built_at or 0.0) <= FINENESS:
        return None
    tried = {each.asked.capex for each in known.asked}
    rounding = SOLVED * abs(plan.objective)
    below = max(_meets(each, bound_of(plan) - 2 * rounding) for each in answers)
    above = min(_proves(each, plan.objective + 2 * rounding) for each in answers)
    for share in (below, above):
        rounded = min(max(round(share, 6), 0.0), 1.0)
        is_news = (known.built_at or -1.0) < rounded < (2.0 if known.not_at is None else known.not_at)
        if is_news and all(abs(rounded - each) > FINENESS / 2 for each in tried):
            return Asked(Query.WITH, (known.subject,), capex=rounded)
    return None


def _meets(answer: Answer, cost: float) -> float:
    """Share at which the plan of an answer has a given cost."""
    return answer.asked.capex - (answer.cost - cost) / answer.capital


def _proves(answer: Answer, cost: float) -> float:
    """Share at which the bound of an answer would be so high, if it rose with the capital cost of its plan."""
    return answer.asked.capex + (cost - answer.bound) / answer.capital + FINENESS / 2

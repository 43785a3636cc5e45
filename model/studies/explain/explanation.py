"""Findings on a plan's decisions and rejected options, from the answers; and the capital cost at which a rejected
project breaks even, enclosed by proofs on either side.

The least cost of a plan with the project is a concave function of its capital cost, so that the line through one plan's
cost lies above it. Where the line meets the bound on all plans, a plan with the project is at most as expensive as any
without: there it is built. Where every plan with the project is proven to cost more than the present one, it is not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from model.families.decisions.rows import BUILD
from model.families.investment.rows import SMALLEST
from model.results.build import Taken
from model.results.optimality import Solved
from model.results.plan import Plan
from model.runs import Result, State
from model.studies.explain.answers import Answer, Extra, bound_of
from model.studies.explain.instead import Instead, capital_of, instead, sketch_of
from model.studies.explain.questions import LEAST_PART, SKETCHED, Asked, Query
from model.studies.explain.subjects import WHOLE, Subject, Subjects
from model.studies.study import OfSolves
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
    break_even = BreakEven(answer.asked.subjects[0])
    return learned(plan, break_even, answer)


def learned(plan: Plan, break_even: BreakEven, answer: Answer) -> BreakEven:
    """Bounds updated by another question with the project."""
    share, rounding = answer.asked.capex, SOLVED * abs(plan.objective)
    break_even = replace(break_even, asked=(*break_even.asked, answer))
    if answer.bound > plan.objective + rounding:
        break_even = replace(break_even, not_at=share if break_even.not_at is None else min(share, break_even.not_at))
        if share == 0.0:
            break_even = replace(break_even, not_even_free=True)
    if answer.has_plan and answer.cost < bound_of(plan) - rounding:
        is_better = break_even.built_at is None or share > break_even.built_at
        break_even = replace(break_even, built_at=share, built_by=answer) if is_better else break_even
    return break_even


def next_question(plan: Plan, break_even: BreakEven) -> Asked | None:
    """The next share to ask about; None if it would gain nothing."""
    answers = [answer for answer in break_even.asked if answer.has_plan and answer.capital > 0]
    if not answers or break_even.not_even_free or len(break_even.asked) >= 2 * MOST_STEPS:
        return None
    if break_even.is_enclosed and (break_even.not_at or 0.0) - (break_even.built_at or 0.0) <= FINENESS:
        return None
    tried = {answer.asked.capex for answer in break_even.asked}
    rounding = SOLVED * abs(plan.objective)
    below = max(_meets(answer, bound_of(plan) - 2 * rounding) for answer in answers)
    above = min(_proves(answer, plan.objective + 2 * rounding) for answer in answers)
    for share in (below, above):
        rounded = min(max(round(share, 6), 0.0), 1.0)
        is_news = (break_even.built_at or -1.0) < rounded < (2.0 if break_even.not_at is None else break_even.not_at)
        if is_news and all(abs(rounded - capex) > FINENESS / 2 for capex in tried):
            return Asked(Query.WITH, (break_even.subject,), capex=rounded)
    return None


def _meets(answer: Answer, cost: float) -> float:
    """Share at which the plan of an answer has a given cost."""
    return answer.asked.capex - (answer.cost - cost) / answer.capital


def _proves(answer: Answer, cost: float) -> float:
    """Share at which the bound of an answer would be so high, if it rose with the capital cost of its plan."""
    return answer.asked.capex + (cost - answer.bound) / answer.capital + FINENESS / 2


# ---------------------------------------------------------------------------------------------- the explanation


@dataclass(frozen=True)
class ExplainedDecision:
    """A decision of the plan, with the findings on it."""

    subject: Subject
    taken: Taken
    outlay: float
    """Spending of the plan on it, undiscounted [amount]."""
    extra: Mapping[Query, Extra]
    """Additional cost of a different decision, by question."""
    reasons: Mapping[Query, str]
    """Violated limits, if there is no plan."""
    instead: Instead | None
    """Replacements in the plan found without it; None if the cheapest one keeps all other decisions."""
    dropped: frozenset[Query] = frozenset()
    """Questions, of later and of half as much, whose plan omits it altogether."""

    @property
    def without(self) -> Extra | None:
        return self.extra.get(Query.WITHOUT)

    @property
    def because(self) -> str:
        """The limits that would be violated without it: in any plan, else with all other decisions held; empty if none
        or unknown."""
        return self.reasons.get(Query.WITHOUT) or self.reasons.get(Query.ALONE, "")

    @property
    def is_needed(self) -> bool:
        """Whether it is proven that every plan needs it."""
        return self.without is not None and self.without.is_impossible


@dataclass(frozen=True)
class Rejected:
    """A rejected option."""

    subject: Subject
    extra: Extra | None
    """Additional cost with it."""
    reason: str
    """Violated limits with it, if there is no plan;"""
    forbidden: str
    """and the cells that forbid it, with the smallest change that allows it; empty if unknown."""
    instead: Instead | None
    """Differences of a plan with it."""
    break_even: BreakEven | None
    taken: Taken | None
    """Its size and timing in the plan found with it, and"""
    capital: float
    """its capital cost there, discounted [amount]."""


@dataclass(frozen=True)
class Explanation(OfSolves):
    """All that is known, the most important first."""

    plan: Plan
    subjects: Subjects
    answers: Mapping[Asked, Answer]
    results: tuple[Result, ...]
    """Results of all questions, in the order in which they were asked."""

    @cached_property
    def decisions(self) -> tuple[ExplainedDecision, ...]:
        """By outlay."""
        return tuple(self._decision(subject) for subject in self.subjects.chosen if self._is_known(subject))

    @cached_property
    def cheaper(self) -> Answer | None:
        """The cheapest plan found that costs less than the plan, within its gap."""
        answers = [
            answer
            for asked, answer in self.answers.items()
            if answer.has_plan and answer.is_sketched and asked.capex == 1.0
            if answer.cost < self.plan.objective - SOLVED * abs(self.plan.objective)
        ]
        return min(answers, key=lambda answer: answer.cost, default=None)

    @cached_property
    def rejected(self) -> tuple[Rejected, ...]:
        """The nearest first."""
        rejected = [self._rejected(subject) for subject in self.subjects.rejected if self._is_known(subject)]
        return tuple(sorted(rejected, key=lambda option: (_nearest(option), -self.subjects.outlay(option.subject))))

    @cached_property
    def unsettled(self) -> tuple[Subject, ...]:
        """Subjects asked about for which the allowed work gave neither a plan nor a proof."""
        ended = {
            asked.subjects[0]
            for asked, answer in self.answers.items()
            if asked.kind in (Query.WITHOUT, Query.WITH) and answer.state != State.STOPPED
        }
        return tuple(subject for subject in self.subjects.all if subject in ended and not self._is_known(subject))

    @property
    def solved(self) -> Solved:
        return Solved(self.plan.objective, bound_of(self.plan))

    def answer(self, kind: Query, *subjects: Subject) -> Answer | None:
        """Answer to a question about cost at the capital cost in the workbook, if any: a plan, or a proof."""
        answer = self.answers.get(Asked(kind, subjects))
        is_known = answer is not None and (answer.has_plan or Extra.of(self.plan, answer).is_proven)
        return answer if is_known else None

    def _is_known(self, subject: Subject) -> bool:
        kinds = (Query.WITHOUT, Query.ALONE, Query.WITH)
        if any(self.answer(kind, subject) for kind in kinds):
            return True
        return any(Asked(kind, (subject,)) in self.answers for kind in kinds) and bool(self._cheapest(subject))

    def _decision(self, subject: Subject) -> ExplainedDecision:
        kinds = (Query.ALONE, Query.WITHOUT, Query.LATER, Query.HALF)
        answers = {kind: answer for kind in kinds if (answer := self.answer(kind, subject)) is not None}
        extra = {kind: Extra.of(self.plan, answer) for kind, answer in answers.items()}
        cheapest = self._cheapest(subject)
        if cheapest is not None or Asked(Query.WITHOUT, (subject,)) in self.answers:
            extra[Query.WITHOUT] = extra.get(Query.WITHOUT, Extra.open(self.plan)).with_plan(self.plan, cheapest)
        return ExplainedDecision(
            subject=subject,
            taken=self.subjects.taken(subject, self.plan.decided),
            outlay=self.subjects.outlay(subject),
            extra=extra,
            reasons={kind: answer.reason for kind, answer in answers.items() if answer.is_impossible},
            instead=self._instead(cheapest, subject),
            dropped=frozenset(
                kind
                for kind in (Query.LATER, Query.HALF)
                if (answer := answers.get(kind)) is not None and answer.has_plan
                if self._is_nothing(self.subjects.taken(subject, answer.decided), subject)
            ),
        )

    def _rejected(self, subject: Subject) -> Rejected:
        answer, cheapest = self.answer(Query.WITH, subject), self._cheapest(subject)
        break_even = None if answer is None else start(self.plan, answer)
        for asked, other in self.answers.items():
            is_at_other_cost = asked.subjects == (subject,) and asked.kind == Query.WITH and asked.capex != 1.0
            if break_even is not None and is_at_other_cost:
                break_even = learned(self.plan, break_even, other)
        extra = Extra.open(self.plan) if answer is None else Extra.of(self.plan, answer)
        forbidden = self.answers.get(Asked(Query.FORBIDDEN, (subject,), at_cost=self.plan.objective))
        return Rejected(
            subject=subject,
            extra=extra.with_plan(self.plan, cheapest),
            reason="" if answer is None else answer.reason,
            forbidden="" if forbidden is None else forbidden.reason,
            instead=self._instead(cheapest, subject),
            break_even=break_even if subject.action == BUILD else None,
            taken=None if cheapest is None else self.subjects.taken(subject, cheapest.decided),
            capital=math.nan if cheapest is None else capital_of(cheapest.measures, subject.name),
        )

    def _cheapest(self, subject: Subject) -> Answer | None:
        """The cheapest plan found without a decision, or with a rejected option, whatever the question: one without a
        licence is also one without the lines that need it."""
        is_chosen = subject in self.subjects.chosen
        answers = [
            answer
            for asked, answer in self.answers.items()
            if asked.kind in SKETCHED and asked.capex == 1.0 and answer.has_plan
            if (self._is_nothing if is_chosen else self._is_had)(self.subjects.taken(subject, answer.decided), subject)
        ]
        return min(answers, key=lambda answer: answer.cost, default=None)

    def _is_nothing(self, taken: Taken, subject: Subject) -> bool:
        return taken.count <= WHOLE and (taken.size <= SMALLEST or not self.subjects.is_sized(subject))

    def _is_had(self, taken: Taken, subject: Subject) -> bool:
        """As much as a question would ask for."""
        least = 0.0 if self.subjects.is_any(subject) else LEAST_PART * self.subjects.most(subject).size
        return taken.count > WHOLE and taken.size >= least * (1 - SOLVED)

    def _instead(self, answer: Answer | None, subject: Subject) -> Instead | None:
        if answer is None or not answer.has_plan:
            return None
        return instead(self.subjects, answer.decided, self.sketch, answer.measures, without=(subject,))

    @cached_property
    def sketch(self) -> dict[str, float]:
        """Sketch of the plan."""
        return sketch_of(self.plan)


def _nearest(option: Rejected) -> float:
    """Sort key by the least additional cost; unknown and impossible options last."""
    return math.inf if option.extra is None else max(option.extra.at_least, -1e300)

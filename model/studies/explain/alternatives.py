"""Near-optimal alternatives: plans within a cost tolerance, their common decisions, and their range.

The least and the greatest size of each investment over all plans within a tolerance are found one by one, and so are
plans that differ: each maximally distant from all before it, by modelling to generate alternatives (Brill, Chang and
Hopkins 1982, 'hop, skip and jump'; for energy systems DeCarolis 2011).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from model.families.decisions.rows import ACQUIRE, BUILD
from model.families.investment.rows import SMALLEST, SMALLEST_SHARE
from model.results.decisions import Decisions
from model.results.optimality import Span, Spread
from model.studies.explain.answers import Answer
from model.studies.explain.explanation import Explanation
from model.studies.explain.instead import SEPARATOR, UNMET
from model.studies.explain.questions import Asked, Query, constant_of
from model.studies.explain.subjects import WHOLE, Subject, Subjects
from model.tolerances import SOLVED

LITTLE_MORE = 0.01
"""Default tolerance as a share of the cost."""

NEARLY = 1e-4
"""Share of the greatest size below which a size counts as 0 or complete."""


class Verdict(StrEnum):
    """Common property of all plans within the tolerance."""

    MUST = "must be built"
    REQUIRED = "required"
    CHOICE = "real choice"
    NEVER = "never"
    OPEN = "open"


@dataclass(frozen=True)
class SizeRange:
    """The size of something over all plans within the tolerance."""

    subject: Subject
    size: float
    """In the plan."""
    proven: tuple[float, float]
    """In every plan at least, and at most;"""
    attained: tuple[float, float]
    """in some plan no more, and no less."""
    most: float
    """Maximum possible decision."""
    is_needed: bool
    """Whether every plan is proven to have some of it,"""
    is_excluded: bool
    """or none."""
    is_required: bool
    """Whether the workbook requires some of it, which is no finding;"""
    is_choice: bool
    """and whether a plan with it was found, and one without."""
    decided: tuple[int, int] | None
    """When it is first decided for in the plans found that have it, at the earliest and at the latest."""

    @property
    def verdict(self) -> Verdict:
        if self.is_needed:
            return Verdict.REQUIRED if self.is_required else Verdict.MUST
        if self.is_excluded:
            return Verdict.NEVER
        return Verdict.CHOICE if self.is_choice else Verdict.OPEN


@dataclass(frozen=True)
class Other:
    """A plan within the tolerance that differs."""

    name: str
    cost: float
    decided: Decisions
    sketch: Mapping[str, float]
    """Sketch of the plan, if it is the cheapest with its decisions."""


@dataclass(frozen=True)
class Alternatives:
    """All plans within a cost limit."""

    explanation: Explanation
    tolerance: float

    @property
    def at_cost(self) -> float:
        """Maximum cost of a plan [amount]."""
        return cap(self.explanation.plan.objective, self.tolerance)

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """Investments and contracts, those of the plan first; a technology is only a means to them."""
        subjects = self.explanation.subjects
        return tuple(subject for subject in (*subjects.chosen, *subjects.rejected) if subject.action != ACQUIRE)

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """Answers whose plan is within the tolerance, whatever the question."""
        most = self.at_cost + SOLVED * abs(self.at_cost)
        return tuple(
            answer
            for asked, answer in self.explanation.answers.items()
            if answer.has_plan and asked.capex == 1.0 and answer.cost <= most
        )

    @cached_property
    def plans(self) -> tuple[Decisions, ...]:
        """Decisions of all plans found within the tolerance, that of the plan first."""
        return (self.explanation.plan.decided, *(answer.decided for answer in self.answers))

    @cached_property
    def ranges(self) -> tuple[SizeRange, ...]:
        """Ranges of sizes, except complete ones that were built before."""
        is_begun = self.explanation.subjects.is_begun
        ranges = map(self._range, self.subjects)
        return tuple(sizes for sizes in ranges if sizes.verdict != Verdict.NEVER or not is_begun(sizes.subject))

    def _range(self, subject: Subject) -> SizeRange:
        subjects = self.explanation.subjects
        taken = [subjects.taken(subject, decided) for decided in self.plans]
        sizes = [of_plan.size for of_plan in taken]
        years = [of_plan.years[0] for of_plan in taken if of_plan.years]
        most = subjects.most(subject).size
        nothing = max(SMALLEST_SHARE * most, SMALLEST)
        without = [of_plan.count <= WHOLE or of_plan.size <= nothing for of_plan in taken]
        least, greatest = 0.0, most
        if (answer := self._size(Query.LEAST, subject)) is not None:
            least = max(least, answer.bound - constant_of(Query.LEAST, most))
        if (answer := self._size(Query.MOST, subject)) is not None:
            greatest = min(greatest, constant_of(Query.MOST, most) - answer.bound)
        least, greatest = _in_modules(subjects, subject, least, greatest)
        is_needed = least > NEARLY * most or self._costs_too_much(Query.WITHOUT, subject)
        if is_needed:
            least = max(least, subjects.smallest(subject))
        is_nought = greatest < NEARLY * most and all(without)
        is_excluded = is_nought or self._costs_too_much(Query.WITH, subject)
        least, greatest = min(least, *sizes), max(greatest, *sizes)  # rounding
        return SizeRange(
            subject=subject,
            size=sizes[0],
            proven=(least, 0.0 if is_excluded else greatest),
            attained=(min(sizes), max(sizes)),
            most=most,
            is_needed=is_needed,
            is_excluded=is_excluded,
            is_required=subjects.is_required(subject),
            is_choice=any(without) and not all(without),
            decided=(min(years), max(years)) if years else None,
        )

    def _size(self, kind: Query, subject: Subject) -> Answer | None:
        asked = Asked(kind, (subject,), at_cost=self.at_cost)
        answer = self.explanation.answers.get(asked)
        return answer if answer is not None and math.isfinite(answer.bound) else None

    def _costs_too_much(self, kind: Query, *subjects: Subject) -> bool:
        """Whether it is proven that a plan with them, or without, costs more than the tolerance leaves."""
        answer = self.explanation.answer(kind, *subjects)
        if kind == Query.WITH and not all(map(self.explanation.subjects.is_any, subjects)):
            return False
        return answer is not None and answer.bound > self.at_cost + SOLVED * abs(self.at_cost)

    @cached_property
    def substitutes(self) -> tuple[tuple[Subject, Subject], ...]:
        """Pairs of which every plan has at least one (proven), while some plan has not the one and some not the
        other."""
        choices = {size_range.subject for size_range in self.ranges if size_range.verdict == Verdict.CHOICE}
        asked = (question.subjects for question in self.explanation.answers if question.kind == Query.WITHOUT)
        return tuple(
            (pair[0], pair[1])
            for pair in asked
            if len(pair) == 2 and choices.issuperset(pair) and self._costs_too_much(Query.WITHOUT, *pair)
        )

    @cached_property
    def different(self) -> tuple[Other, ...]:
        """The plans that were looked for as far apart as can be, but those that come out as one before."""
        counts = {self._counts(self.explanation.plan.decided)}
        others: list[Other] = []
        for asked, answer in self.explanation.answers.items():
            if asked.kind != Query.DIFFERENT or asked.at_cost != self.at_cost or not answer.has_plan:
                continue
            if (own := self._counts(answer.decided)) not in counts:
                counts.add(own)
                sketch = answer.measures if answer.is_sketched else {}
                others.append(Other(f"Alternative {len(others) + 1}", answer.cost, answer.decided, sketch))
        return tuple(others)

    def _counts(self, decided: Decisions) -> tuple[int, ...]:
        """Number of times that each is decided for."""
        return tuple(round(self.explanation.subjects.taken(subject, decided).count) for subject in self.subjects)


def cap(cost: float, tolerance: float) -> float:
    return cost + tolerance * abs(cost)


def _in_modules(subjects: Subjects, subject: Subject, least: float, greatest: float) -> tuple[float, float]:
    """Bounds on a size, rounded to whole modules for projects in modules."""
    module = 1.0 if subject.action != "build" else subjects.projects[subject.name].module_size or 0.0
    if subjects.is_sized(subject) or module <= 0:
        return least, greatest
    return module * math.ceil(least / module - NEARLY), module * math.floor(greatest / module + NEARLY)


def known_alternatives(explanation: Explanation) -> Alternatives:
    """Near-optimal plans among existing answers, without new questions: within the requested gap, and at least 1 %."""
    return Alternatives(explanation, max(explanation.plan.asked.get("gap", 0.0), LITTLE_MORE))


def spread_of(alternatives: Alternatives) -> Spread:
    """Sizes and first years of projects over all plans within the tolerance; shortages of disruptions over those that
    are the cheapest for their decisions, for in others a shortage may be an artefact."""
    own, sketched = alternatives.explanation, [answer for answer in alternatives.answers if answer.is_sketched]
    builds = [size_range for size_range in alternatives.ranges if size_range.subject.action == BUILD]
    sketches = [own.sketch, *(answer.measures for answer in sketched)]
    unmet: dict[str, Span] = {}
    start = UNMET + SEPARATOR
    for name in (name for name in own.sketch if name.startswith(start)):
        figures = [sketch[name] for sketch in sketches if name in sketch]
        unmet[name.removeprefix(start)] = Span(min(figures), max(figures))
    return Spread(
        alternatives.tolerance,
        sizes={build.subject.name: Span(*build.attained, build.verdict, build.is_needed) for build in builds},
        decided={build.subject.name: Span(*build.decided) for build in builds if build.decided is not None},
        others=_distinct(own.plan.decided, alternatives.answers),
        unmet=unmet,
        reacting=_distinct(own.plan.decided, sketched),
    )


def _distinct(own: Decisions, answers: Iterable[Answer]) -> int:
    """Number of plans with different decisions from a plan, and from each other."""
    return len({_what(answer.decided) for answer in answers} - {_what(own)})


def _what(decided: Decisions) -> frozenset[tuple[object, str]]:
    """All decisions above rounding."""
    return frozenset((key, f"{value:.4g}") for key, value in decided.items() if value > SMALLEST)

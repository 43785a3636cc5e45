"""Value of each decision, and break-even of rejected options.

The questions are asked in three lists: one that says which of what is not decided for is nearest to being so; what all
decisions are worth, with the nearest of the others; and at what capital cost those would be built. Each list has the
most important first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from model.families.decisions.rows import BUILD
from model.planning.learning_job import LearningJob, is_worth_learning
from model.results.plan import Plan
from model.runs import Result, State
from model.runs.job import Asking
from model.studies.explain.alternatives import Alternatives, SizeRange, Verdict, cap
from model.studies.explain.answers import Answer, AskedJob, bound_of, held_tight, jobs_of
from model.studies.explain.explanation import Explanation, learned, next_question, start
from model.studies.explain.questions import OF_COST, Asked, Query
from model.studies.explain.subjects import WHOLE, Subject, Subjects
from model.studies.study import OfSolves

NEAREST = 10
"""Default number of rejected options asked about."""

CLOSELY = 5
"""Number of decisions, the largest, that are also asked about a year later and half as large."""


class Interview(OfSolves):
    """Questions to a plan, list by list; none is asked twice."""

    def __init__(self, plan: Plan, gap: float | None = None, time_limit: float | None = None) -> None:
        self.plan, self.subjects = plan, Subjects(plan)
        self.answers: dict[Asked, Answer] = {}
        self.results: list[Result] = []
        self._precision = gap, time_limit
        self._job: Callable[[Asked], AskedJob] | None = None

    def _learned(self) -> Asking[Callable[[Asked], AskedJob]]:
        """What makes a job of a question, with what the plan's solve has learned: without that each is solved from
        nothing."""
        plan = held_tight(self.plan, *self._precision)
        if plan.learned is None and is_worth_learning(plan):
            (result,) = yield [LearningJob.of(plan, *self._precision)]
            self.results.append(result)
            plan = replace(plan, learned=result.plan().learned) if result.has_plan else plan
        return jobs_of(plan, *self._precision)

    def ask(self, wanted: Sequence[Asked]) -> Asking[dict[Asked, Answer]]:
        """Answers to questions. Raises Contradiction if a solve of one did: all are about one program."""
        self._job = self._job or (yield from self._learned())
        new = [question for question in dict.fromkeys(wanted) if question not in self.answers]
        results = yield list(map(self._job, new))
        for result in results:
            if result.state == State.CONTRADICTED:
                result.required()
        self.results += results
        self.answers |= {asked: Answer.of(result) for asked, result in zip(new, results, strict=True)}
        return {question: self.answers[question] for question in wanted}

    @property
    def explanation(self) -> Explanation:
        return Explanation(self.plan, self.subjects, dict(self.answers), tuple(self.results))


def ask_why(interview: Interview, *, nearest: int = NEAREST) -> Asking[None]:
    """Ask about all decisions, and the nearest rejected options."""
    subjects = interview.subjects
    near = list(subjects.rejected)
    if len(near) > nearest:
        near = (yield from _rank(interview, near))[:nearest]
    wanted = [Asked(Query.WITHOUT, (subject,)) for subject in subjects.chosen]
    wanted += [Asked(Query.WITH, (subject,)) for subject in near]
    wanted += [question for subject in subjects.chosen[:CLOSELY] for question in closely(subjects, subject)]
    yield from interview.ask(wanted)
    yield from _ask_alone(interview, subjects.chosen)
    yield from ask_break_even(interview, [subject for subject in near if subject.action == BUILD])
    yield from _ask_what_forbids(interview, near)


def ask_about(interview: Interview, wanted: Sequence[Subject]) -> Asking[None]:
    """Some subjects only, more closely."""
    chosen = [subject for subject in wanted if subject in interview.subjects.chosen]
    others = [subject for subject in wanted if subject not in chosen]
    questions = [Asked(Query.WITHOUT, (subject,)) for subject in chosen]
    questions += [question for subject in chosen for question in closely(interview.subjects, subject)]
    yield from interview.ask([*questions, *(Asked(Query.WITH, (subject,)) for subject in others)])
    yield from _ask_alone(interview, chosen)
    yield from ask_break_even(interview, [subject for subject in others if subject.action == BUILD])
    yield from _ask_what_forbids(interview, others)


def _ask_what_forbids(interview: Interview, subjects: Sequence[Subject]) -> Asking[None]:
    """Ask which cells forbid each that no plan has."""
    cost = interview.plan.objective
    never = [subject for subject in subjects if interview.answers[Asked(Query.WITH, (subject,))].is_impossible]
    yield from interview.ask([Asked(Query.FORBIDDEN, (subject,), at_cost=cost) for subject in never])


def _ask_alone(interview: Interview, subjects: Sequence[Subject]) -> Asking[None]:
    """Ask about each with all other decisions held; not about those already proven necessary."""
    answers = {subject: interview.answers.get(Asked(Query.WITHOUT, (subject,))) for subject in subjects}
    unsettled = [subject for subject, answer in answers.items() if answer is None or not answer.is_impossible]
    yield from interview.ask([Asked(Query.ALONE, (subject,)) for subject in unsettled])


def closely(subjects: Subjects, subject: Subject) -> list[Asked]:
    """A period later, where possible, and half as much of a decision on more than one module."""
    taken = subjects.taken(subject, subjects.plan.decided)
    keys = subject.keys(subjects.plan.decided, subjects.first)
    kinds = [Query.LATER] if taken.years and taken.years[0] < keys[-1][1][-1] else []
    if subject.action == BUILD and (taken.count >= 2 or subjects.is_sized(subject)):
        kinds.append(Query.HALF)
    return [Asked(kind, (subject,)) for kind in kinds]


def ask_break_even(interview: Interview, subjects: Sequence[Subject]) -> Asking[None]:
    """Capital costs at which projects would be built: of all of them a question at a time. Nothing can be proven of one
    that costs less than the gap leaves open, so that it is not asked about."""
    plan = interview.plan
    states = {
        subject: start(plan, answer)
        for subject in subjects
        if interview.subjects.capital(subject) > plan.objective - bound_of(plan)
        and (answer := interview.answers.get(Asked(Query.WITH, (subject,)))) is not None
    }
    while not interview.is_stopped:
        questions = {subject: asked for subject, state in states.items() if (asked := next_question(plan, state))}
        if not questions:
            return
        answers = yield from interview.ask(list(questions.values()))
        states |= {subject: learned(plan, states[subject], answers[asked]) for subject, asked in questions.items()}


def _rank(interview: Interview, subjects: Sequence[Subject]) -> Asking[list[Subject]]:
    """Subjects by reduced cost at the plan's duals, the least first."""
    asked = Asked(Query.NEARNESS, tuple(subjects))
    figures = (yield from interview.ask([asked]))[asked].measures
    return sorted(subjects, key=lambda subject: figures.get(subject.title, math.inf))


DIFFERENT = 3
"""Number of different plans, besides the plan itself."""

MOST_PAIRS = 6
"""Maximum number of pairs for which it is asked whether one of them is needed."""


def ask_alternatives(interview: Interview, tolerance: float) -> Asking[Alternatives]:
    """Near-optimal plans within a cost tolerance; known answers are reused."""
    at_cost = cap(interview.plan.objective, tolerance)

    def so_far() -> Alternatives:
        return Alternatives(interview.explanation, tolerance)

    yield from interview.ask(_extremes(so_far(), at_cost))
    for number in range(DIFFERENT):
        if len(so_far().different) == number:  # else the last one came out as one before
            yield from interview.ask([_farthest(so_far(), at_cost)])
    yield from interview.ask([Asked(Query.WITHOUT, pair) for pair in _pairs(so_far())[:MOST_PAIRS]])
    return so_far()


def _extremes(alternatives: Alternatives, at_cost: float) -> list[Asked]:
    """The questions of size that are not settled by known costs."""
    wanted = []
    for size_range in alternatives.ranges:
        if size_range.proven[0] < size_range.attained[0]:
            wanted.append(Asked(Query.LEAST, (size_range.subject,), at_cost=at_cost))
        if size_range.attained[1] < size_range.proven[1]:
            wanted.append(Asked(Query.MOST, (size_range.subject,), at_cost=at_cost))
    return wanted


def _farthest(alternatives: Alternatives, at_cost: float) -> Asked:
    """A plan maximally distant from the plan and the alternatives so far: present decisions count against it, missing
    ones for it, weighted by outlay."""
    plans = [alternatives.explanation.plan.decided, *(other.decided for other in alternatives.different)]
    subjects = alternatives.explanation.subjects
    open_ = [size_range for size_range in alternatives.ranges if not size_range.is_excluded and size_range.most > 0]
    weights: list[float] = []
    for size_range in open_:
        has = [subjects.taken(size_range.subject, plan).count > WHOLE for plan in plans]
        weight = _price(subjects, size_range)
        weights.append(weight * sum(-1.0 if one else 1.0 for one in has))
    scale = sum(abs(weight) * size_range.most for weight, size_range in zip(weights, open_, strict=True)) or 1.0
    scaled = tuple(round(-weight / scale * len(open_), 9) for weight in weights)
    return Asked(Query.DIFFERENT, tuple(size_range.subject for size_range in open_), at_cost=at_cost, weights=scaled)


def _price(subjects: Subjects, size_range: SizeRange) -> float:
    """Outlay per unit of size, so that differences are weighted by cost."""
    outlay = subjects.outlay(size_range.subject)
    size = size_range.size if size_range.size > 0 else size_range.most
    return max(outlay, 1e-3) / size


def _pairs(alternatives: Alternatives) -> Sequence[tuple[Subject, Subject]]:
    """Pairs of real choices that replaced each other in some plan, the largest outlay first."""
    subjects = alternatives.explanation.subjects
    choices = {sizes.subject: sizes for sizes in alternatives.ranges if sizes.verdict == Verdict.CHOICE}
    pairs: dict[tuple[Subject, Subject], float] = {}
    for asked, answer in alternatives.explanation.answers.items():
        if asked.kind not in OF_COST or len(asked.subjects) != 1 or asked.subjects[0] not in choices:
            continue
        for other in _replacing(subjects, choices, asked, answer):
            pair = _sorted(asked.subjects[0], other)
            pairs[pair] = subjects.outlay(pair[0]) + subjects.outlay(pair[1])
    return sorted(pairs, key=lambda pair: (-pairs[pair], pair[0].labels, pair[1].labels))


def _replacing(subjects: Subjects, choices: Mapping[Subject, SizeRange], asked: Asked, answer: Answer) -> list[Subject]:
    """Subjects decided for where another is not, or vice versa."""
    if asked.kind not in (Query.WITHOUT, Query.WITH) or not answer.has_plan or asked.capex != 1.0:
        return []
    replacing = []
    for other, size_range in choices.items():
        had, has = size_range.size > 0, subjects.taken(other, answer.decided).count > WHOLE
        if other != asked.subjects[0] and had != has and has == (asked.kind == Query.WITHOUT):
            replacing.append(other)
    return replacing


def _sorted(one: Subject, other: Subject) -> tuple[Subject, Subject]:
    return (one, other) if (one.action, one.labels) <= (other.action, other.labels) else (other, one)

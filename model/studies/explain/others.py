"""Questions about other plans that cost little more: how small and how large each decision is in them, and how far they
differ (Brill, Chang and Hopkins 1982; for energy systems DeCarolis 2011)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.studies.explain.alternatives import Alternatives, SizeRange, Verdict, cap
from model.studies.explain.answers import Answer
from model.studies.explain.questions import OF_COST, Asked, Kind
from model.studies.explain.subjects import WHOLE, Subject, Subjects
from model.studies.explain.why import Interview
from model.studies.study import Asking

DIFFERENT = 3
"""Number of different plans, besides the plan itself."""

MOST_PAIRS = 6
"""Maximum number of pairs for which it is asked whether one of them is needed."""


def ask_alternatives(interview: Interview, tolerance: float) -> Asking[Alternatives]:
    """Near-optimal plans within a cost tolerance; known answers are reused."""
    at_cost = cap(interview.plan.objective, tolerance)

    def known() -> Alternatives:
        return Alternatives(interview.explanation, tolerance)

    yield from interview.ask(_extremes(known(), at_cost))
    for number in range(DIFFERENT):
        if len(known().different) == number:  # else the last one came out as one before
            yield from interview.ask([_farthest(known(), at_cost)])
    yield from interview.ask([Asked(Kind.WITHOUT, pair) for pair in _pairs(known())[:MOST_PAIRS]])
    return known()


def _extremes(known: Alternatives, at_cost: float) -> list[Asked]:
    """The questions of size that are not settled by known costs."""
    wanted = []
    for each in known.ranges:
        if each.proven[0] < each.found[0]:
            wanted.append(Asked(Kind.LEAST, (each.subject,), at_cost=at_cost))
        if each.found[1] < each.proven[1]:
            wanted.append(Asked(Kind.MOST, (each.subject,), at_cost=at_cost))
    return wanted


def _farthest(known: Alternatives, at_cost: float) -> Asked:
    """A plan maximally distant from the plan and the alternatives so far: present decisions count against it, missing
    ones for it, weighted by outlay."""
    plans = [known.explanation.plan.decided, *(each.decided for each in known.different)]
    subjects = known.explanation.subjects
    open_ = [each for each in known.ranges if not each.is_excluded and each.most > 0]
    weights: list[float] = []
    for each in open_:
        has = [subjects.taken(each.subject, plan).count > WHOLE for plan in plans]
        weight = _price(subjects, each)
        weights.append(weight * sum(-1.0 if one else 1.0 for one in has))
    scale = sum(abs(weight) * each.most for weight, each in zip(weights, open_, strict=True)) or 1.0
    scaled = tuple(round(-weight / scale * len(open_), 9) for weight in weights)
    return Asked(Kind.DIFFERENT, tuple(each.subject for each in open_), at_cost=at_cost, weights=scaled)


def _price(subjects: Subjects, each: SizeRange) -> float:
    """Outlay per unit of size, so that differences are weighted by cost."""
    whole = subjects.outlay(each.subject)
    size = each.size if each.size > 0 else each.most
    return max(whole, 1e-3) / size


def _pairs(known: Alternatives) -> Sequence[tuple[Subject, Subject]]:
    """Pairs of real choices that replaced each other in some plan, the largest outlay first."""
    subjects = known.explanation.subjects
    choices = {each.subject: each for each in known.ranges if each.verdict == Verdict.CHOICE}
    pairs: dict[tuple[Subject, Subject], float] = {}
    for asked, answer in known.explanation.answers.items():
        if asked.kind not in OF_COST or len(asked.subjects) != 1 or asked.subjects[0] not in choices:
            continue
        for other in _replacing(subjects, choices, asked, answer):
            pair = _sorted(asked.subjects[0], other)
            pairs[pair] = subjects.outlay(pair[0]) + subjects.outlay(pair[1])
    return sorted(pairs, key=lambda pair: (-pairs[pair], pair[0].labels, pair[1].labels))


def _replacing(subjects: Subjects, choices: Mapping[Subject, SizeRange], asked: Asked, answer: Answer) -> list[Subject]:
    """Subjects decided for where another is not, or vice versa."""
    if asked.kind not in (Kind.WITHOUT, Kind.WITH) or not answer.has_plan or asked.capex != 1.0:
        return []
    found = []
    for other, known in choices.items():
        had, has = known.size > 0, subjects.taken(other, answer.decided).count > WHOLE
        if other != asked.subjects[0] and had != has and has == (asked.kind == Kind.WITHOUT):
            found.append(other)
    return found


def _sorted(one: Subject, other: Subject) -> tuple[Subject, Subject]:
    return (one, other) if (one.action, one.labels) <= (other.action, other.labels) else (other, one)

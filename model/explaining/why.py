"""Value of each decision, and break-even of rejected options.

The questions are asked in three lists: one that ranks rejected options by reduced cost; the value of all decisions, and
of the nearest options; and the break-even capital cost of these. Each list has the most important first, and answers
obtained before Ctrl-C are reported.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from model.explaining.answers import Answer, bound_of
from model.explaining.break_even import learned, next_question, start
from model.explaining.explanation import Explanation
from model.explaining.jobs import held_tight, jobs_of, learning_of
from model.explaining.questions import Asked, Kind
from model.explaining.subjects import Subject, Subjects
from model.families.decisions.rows import BUILD
from model.results.plan import Plan
from model.runs import Result, State, Store, solve_all
from model.runs.engine import Pool
from model.runs.pool import solve_in_processes
from model.runs.progress import Board

NEAREST = 10
"""Default number of rejected options asked about."""

CLOSELY = 5
"""Number of decisions, the largest, that are also asked about a year later and half as large."""


class Interview:
    """Interview of a plan, list by list; no question is asked twice, and none after Ctrl-C."""

    def __init__(
        self, plan: Plan, store: Store, *, gap: float | None = None, time_limit: float | None = None,
        workers: int | None = None, board: Board | None = None, pool: Pool = solve_in_processes,
    ) -> None:  # fmt: skip
        self.plan, self.subjects = plan, Subjects(plan)
        self.answers: dict[Asked, Answer] = {}
        self.results: list[Result] = []
        self._store, self._workers, self._board, self._pool = store, workers, board, pool
        tight = held_tight(plan, gap, time_limit)
        self._job = jobs_of(self._learned(tight, gap, time_limit), gap, time_limit)

    def _learned(self, plan: Plan, gap: float | None, time_limit: float | None) -> Plan:
        """The plan with warm-start data of its solve, without which each question is solved from scratch."""
        job = learning_of(plan, gap, time_limit)
        if job is None:
            return plan
        (result,) = solve_all([job], self._store, workers=1, board=self._board, pool=self._pool)
        self.results.append(result)
        return replace(plan, learned=result.plan().learned) if result.has_plan else plan

    def ask(self, wanted: Sequence[Asked]) -> dict[Asked, Answer]:
        """Available answers to questions."""
        new = [each for each in dict.fromkeys(wanted) if each not in self.answers]
        if new and not self.is_stopped:
            jobs = [self._job(each) for each in new]
            results = solve_all(jobs, self._store, workers=self._workers, board=self._board, pool=self._pool)
            self.results += results
            self.answers |= {asked: Answer.of(result) for asked, result in zip(new, results, strict=True)}
        return {each: self.answers[each] for each in wanted if each in self.answers}

    @property
    def is_stopped(self) -> bool:
        return any(result.state == State.STOPPED for result in self.results)

    @property
    def explanation(self) -> Explanation:
        return Explanation(self.plan, self.subjects, dict(self.answers), tuple(self.results))


def ask_why(interview: Interview, *, nearest: int = NEAREST) -> None:
    """Ask about all decisions, and the nearest rejected options."""
    subjects = interview.subjects
    near = list(subjects.rejected)
    if len(near) > nearest:
        near = _rank(interview, near)[:nearest]
    wanted = [Asked(Kind.WITHOUT, (each,)) for each in subjects.chosen]
    wanted += [Asked(Kind.WITH, (each,)) for each in near]
    wanted += [each for subject in subjects.chosen[:CLOSELY] for each in closely(subjects, subject)]
    interview.ask(wanted)
    _ask_alone(interview, subjects.chosen)
    ask_break_even(interview, [each for each in near if each.action == BUILD])


def ask_about(interview: Interview, wanted: Sequence[Subject]) -> None:
    """Some subjects only, more closely."""
    chosen = [each for each in wanted if each in interview.subjects.chosen]
    others = [each for each in wanted if each not in chosen]
    questions = [Asked(Kind.WITHOUT, (each,)) for each in chosen]
    questions += [each for subject in chosen for each in closely(interview.subjects, subject)]
    interview.ask([*questions, *(Asked(Kind.WITH, (each,)) for each in others)])
    _ask_alone(interview, chosen)
    ask_break_even(interview, [each for each in others if each.action == BUILD])


def _ask_alone(interview: Interview, subjects: Sequence[Subject]) -> None:
    """Ask about each with all other decisions fixed; not about those already proven necessary."""
    known = interview.answers
    needed = {each for each in subjects if (found := known.get(Asked(Kind.WITHOUT, (each,)))) and found.is_impossible}
    interview.ask([Asked(Kind.ALONE, (each,)) for each in subjects if each not in needed])


def closely(subjects: Subjects, subject: Subject) -> list[Asked]:
    """A period later, where possible, and half as much of a decision on more than one module."""
    taken = subjects.taken(subject, subjects.plan.decided)
    keys = subject.keys(subjects.plan.decided, subjects.first)
    kinds = [Kind.LATER] if taken.years and taken.years[0] < keys[-1][1][-1] else []
    if subject.action == BUILD and (taken.count >= 2 or subjects.is_sized(subject)):
        kinds.append(Kind.HALF)
    return [Asked(kind, (subject,)) for kind in kinds]


def ask_break_even(interview: Interview, subjects: Sequence[Subject]) -> None:
    """Capital costs at which projects would be built: of all of them a question at a time. Nothing can be proven of one
    that costs less than the gap leaves open, so that it is not asked about."""
    plan = interview.plan
    known = {
        each: start(plan, answer)
        for each in subjects
        if interview.subjects.capital(each) > plan.objective - bound_of(plan)
        and (answer := interview.answers.get(Asked(Kind.WITH, (each,)))) is not None
    }
    while not interview.is_stopped:
        questions = {each: asked for each, state in known.items() if (asked := next_question(plan, state))}
        if not questions:
            return
        answers = interview.ask(list(questions.values()))
        known |= {each: learned(plan, known[each], answers[asked]) for each, asked in questions.items()}


def _rank(interview: Interview, subjects: Sequence[Subject]) -> list[Subject]:
    """Subjects by reduced cost at the plan's duals, the least first."""
    asked = Asked(Kind.NEARNESS, tuple(subjects))
    answer = interview.ask([asked]).get(asked)
    figures = {} if answer is None else answer.measures
    return sorted(subjects, key=lambda each: figures.get(each.title, math.inf))

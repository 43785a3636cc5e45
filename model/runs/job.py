"""One solve of a list, and its result; searches are coroutines that yield lists of them."""

from __future__ import annotations

import hashlib
import json
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from model.errors import Changes, Contradiction, ExitCode, Infeasible, PlannerError, SolveFailed, Unbounded
from model.runs.file import program_version
from model.sheets.names import NO_PLAN, NOT_KNOWN
from model.sheets.tables import Tables

if TYPE_CHECKING:
    from model.progress import Progress
    from model.results.plan import Plan

# ----------------------------------------------------------------------------------------------------------------------
# One solve of a list, and its result.


class State(StrEnum):
    """Outcome of a job."""

    OPTIMAL = "optimal"
    LIMIT = "time limit"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    FAILED = "failed"
    """The solver found no plan, or gave up."""
    CONTRADICTED = "contradiction"
    """A proven bound is above the cost of a plan."""
    CRASHED = "crashed"
    """The program met an error that it does not expect."""
    DIED = "died"
    """Its process ended, twice."""
    STOPPED = "stopped"
    """Ctrl-C came first."""


WITH_PLAN = (State.OPTIMAL, State.LIMIT)
FINAL = (State.OPTIMAL, State.INFEASIBLE, State.UNBOUNDED)
"""States that a longer search would not change."""
KEPT = (*WITH_PLAN, State.INFEASIBLE, State.UNBOUNDED, State.FAILED, State.CONTRADICTED)
"""States that follow from the input. The others may depend on the machine, and are tried again by the next run."""


BROKEN = {State.CRASHED, State.DIED, State.UNBOUNDED, State.CONTRADICTED}
"""States in which a list of solves has failed, whatever the others found."""

ERRORS: Mapping[str, type[PlannerError]] = {
    State.INFEASIBLE: Infeasible,
    State.UNBOUNDED: Unbounded,
    State.CONTRADICTED: Contradiction,
}
"""Errors by state; SolveFailed for the others."""


def state_said(state: str) -> str:
    """Words in place of the figures of a job without a plan."""
    return NO_PLAN if state == State.INFEASIBLE else NOT_KNOWN


def state_told(state: str) -> str:
    """The same with its reason: 'not known: time limit'."""
    return NO_PLAN if state == State.INFEASIBLE else f"{NOT_KNOWN}: {state}"


@dataclass(frozen=True)
class Job(ABC):
    """One solve. A kind of job defines in ``find`` the problem solved and, if it has further inputs, in ``content``
    these.

    ``gap`` and ``time_limit`` are those of Settings unless given.
    """

    name: str
    tables: Tables
    gap: float | None = None
    time_limit: float | None = None

    is_whole: ClassVar[bool] = True
    """Whether its plan has result tables, from which it can be audited."""

    @abstractmethod
    def find(self, progress: Progress) -> Plan:
        """The plan, audited. Raises an error with the reason if there is none."""

    @property
    def precision(self) -> float:
        """Gap of the search."""
        return self.tables.settings.gap if self.gap is None else self.gap

    @property
    def longest(self) -> float:
        """Seconds that the search may take."""
        return self.tables.settings.time_limit if self.time_limit is None else self.time_limit

    def content(self) -> dict[str, Any]:
        """All inputs of the result except the time limit, which is kept with the result; plain JSON."""
        return {"job": type(self).__qualname__, "tables": values_of(self.tables, self.gap)}

    def key(self) -> str:
        """Key of the values and the program version, regardless of the values' places in the workbook."""
        return key_of(self.content())


def values_of(tables: Tables, gap: float | None = None) -> dict[str, Any]:
    """All values of tables but the time limit, with another gap if one is given; plain JSON."""
    from model.runs.record import effective

    record: dict[str, Any] = effective(tables)
    settings = record["Settings"][0]
    settings["gap"] = settings["gap"] if gap is None else gap
    del settings["time_limit"]
    return record


def key_of(content: Any) -> str:
    """The same for the same content under the same program."""
    return hashlib.sha256(json.dumps([program_version(), content], sort_keys=True).encode()).hexdigest()[:40]


@dataclass(frozen=True)
class Result:
    """Outcome of a job. Its plan stays on disk until used: a hundred of them would fill the memory."""

    job: Job
    state: State
    reason: str = ""
    """Why there is no plan, or the failed checks of its audit."""
    seconds: float = 0.0
    objective: float = math.nan
    bound: float = math.nan
    gap: float = math.nan
    is_audited: bool = True
    """Whether the plan holds when recomputed."""
    is_reused: bool = False
    """Whether it was found by an earlier run."""
    file: Path | None = None
    measures: Mapping[str, float] = field(default_factory=dict)
    """Measures of the plan."""
    changes: Changes = ()
    """Cells of each remedy, where remedies were sought."""

    @property
    def name(self) -> str:
        return self.job.name

    @property
    def has_plan(self) -> bool:
        return self.state in WITH_PLAN

    def plan(self) -> Plan:
        """The plan. Raises ValueError if there is none, FileRefused if its file is lost or changed."""
        from model.runs.file import read_plan

        if self.file is None or not self.has_plan:
            raise ValueError(f"{self.name}: {self.state}, no plan")
        return read_plan(self.file, self.job.tables)

    def required(self) -> Plan:
        """The plan. Raises Infeasible, Unbounded, Contradiction or SolveFailed, with the reason, if there is none."""
        if self.state in ERRORS:
            raise ERRORS[self.state](f"{self.name}: {self.reason}")
        if not self.has_plan:
            raise SolveFailed(f"{self.name}: {self.state}. {self.reason}".strip())
        return self.plan()


def exit_code_of(results: Collection[Result]) -> ExitCode:
    """Exit code of a command with several solves: the worst outcome of all."""
    states = {result.state for result in results}
    if not all(result.is_audited for result in results):
        return ExitCode.AUDIT
    if states & BROKEN:
        return ExitCode.FAILED
    return ExitCode.LIMIT if states & {State.LIMIT, State.FAILED, State.STOPPED} else ExitCode.OPTIMAL


def result_of(job: Job, plan: Plan, seconds: float) -> Result:
    """Result of a job with a plan; a failed audit is marked."""
    failed = [f"{check.name}: {check.detail}" for check in plan.audit if not check.passed]
    return Result(
        job,
        State.OPTIMAL if plan.outcome == "optimal" else State.LIMIT,
        f"The audit does not pass: {'; '.join(failed)}" if failed else "",
        seconds,
        plan.objective,
        plan.bound,
        plan.gap,
        is_audited=not failed,
        measures=plan.measures,
    )


# ----------------------------------------------------------------------------------------------------------------------
# Searches as coroutines of jobs: each yields a list of jobs, is sent their results, and returns its finding.


T = TypeVar("T")
Asking = Generator[Sequence[Job], list[Result], T]
"""Asks lists of jobs, each for a list of results in their order; returns what it found."""
Solve = Callable[[Sequence[Job]], list[Result]]


def drive(asking: Asking[T], solve: Solve) -> T:
    """Answer a search until it has found what it looks for."""
    is_stopped = False
    try:
        jobs = next(asking)
        while True:
            results = [Result(job, State.STOPPED) for job in jobs] if is_stopped else solve(jobs) if jobs else []
            is_stopped |= any(result.state == State.STOPPED for result in results)
            jobs = asking.send(results)
    except StopIteration as end:
        result_of_search: T = end.value
        return result_of_search


def together(askings: Sequence[Asking[T]]) -> Asking[list[T]]:
    """Several searches at a time: what each of them asks next is one list."""
    answer_of: dict[int, Any] = {}
    answers: dict[int, list[Result] | None] = dict.fromkeys(range(len(askings)))
    while answers:
        asked: dict[int, Sequence[Job]] = {}
        for at, answer in answers.items():
            try:
                asked[at] = askings[at].send(answer)  # type: ignore[arg-type]  # the first one is None
            except StopIteration as end:
                answer_of[at] = end.value
        if not asked:
            break
        results = iter((yield [job for jobs in asked.values() for job in jobs]))
        answers = {at: [next(results) for _ in jobs] for at, jobs in asked.items()}
    return [answer_of[at] for at in range(len(askings))]

"""Searches as coroutines of jobs: each yields a list of jobs, is sent their results, and returns its finding.

One search asks another through ``yield from``, several side by side through ``together``. None of them knows where jobs
are solved.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar

from model.runs.job import Job, Result, State

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
            is_stopped |= any(each.state == State.STOPPED for each in results)
            jobs = asking.send(results)
    except StopIteration as end:
        found: T = end.value
        return found


def together(askings: Sequence[Asking[T]]) -> Asking[list[T]]:
    """Several searches at a time: what each of them asks next is one list."""
    found: dict[int, Any] = {}
    answers: dict[int, list[Result] | None] = dict.fromkeys(range(len(askings)))
    while answers:
        asked: dict[int, Sequence[Job]] = {}
        for at, given in answers.items():
            try:
                asked[at] = askings[at].send(given)  # type: ignore[arg-type]  # the first one is None
            except StopIteration as end:
                found[at] = end.value
        if not asked:
            break
        results = iter((yield [job for jobs in asked.values() for job in jobs]))
        answers = {at: [next(results) for _ in jobs] for at, jobs in asked.items()}
    return [found[at] for at in range(len(askings))]

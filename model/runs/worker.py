"""Worker process: jobs come in by a pipe, progress and results go out by it."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from model.errors import Contradiction, Infeasible, PlannerError, SolveFailed, Unbounded
from model.progress import Progress
from model.results.plan import AuditFailed, Plan
from model.runs.job import Job, Result, State, result_of
from model.runs.store import pack
from model.system.processes import SIGNALS

TELL_EVERY = 0.5
"""Seconds between two messages of progress at least."""


@dataclass(frozen=True)
class Told:
    """Progress: the stage, and the gap if there is one yet."""

    stage: str
    gap: float | None


@dataclass(frozen=True)
class SolvedJob:
    """A result and the content of its file."""

    result: Result
    content: bytes


def serve(pipe: Connection) -> None:
    """Solve incoming jobs until None comes or the pipe closes."""
    for signal_number in SIGNALS:
        signal.signal(signal_number, signal.SIG_IGN)  # Ctrl-C and its like are for the parent, which ends its workers
    if "fork" in multiprocessing.get_all_start_methods():
        # Nothing is started from here. But a library makes a lock, which only so leaves nothing behind when killed.
        multiprocessing.set_start_method("fork", force=True)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        while (job := pipe.recv()) is not None:
            pipe.send(SolvedJob(*solve_job(job, Reporter(pipe.send))))


def _end_with_parent() -> None:
    """A parent that is killed cannot end its workers; a new run may already be at the same job."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Reporter(Progress):
    """Sends the stage and the gap to whoever waits."""

    def __init__(self, send: Callable[[Told], None]) -> None:
        super().__init__(quiet=True)
        self._send, self._told = send, 0.0

    def stage(self, name: str) -> None:
        super().stage(name)
        self._tell(None)

    def bounds(self, incumbent: float, bound: float, gap: float) -> None:
        if time.monotonic() - self._told >= TELL_EVERY:
            self._tell(gap if gap < 1e3 else None)

    def _tell(self, gap: float | None) -> None:
        self._told = time.monotonic()
        self._send(Told(self._stage, gap))


def solve_job(job: Job, progress: Progress) -> tuple[Result, bytes]:
    """Outcome of a job, and the content of its file. A failure is a result, too."""
    began = time.monotonic()
    try:
        plan = _plan_of(job, progress)
        result = result_of(job, plan, time.monotonic() - began)
        return result, pack(result, plan)
    except Exception as error:
        state, reason = _why(error)
        bound = error.bound if isinstance(error, SolveFailed) else math.nan
        changes = error.changes if isinstance(error, Infeasible) else ()
        result = Result(job, state, reason, seconds=time.monotonic() - began, bound=bound, changes=changes)
        return result, pack(result, None)


def _plan_of(job: Job, progress: Progress) -> Plan:
    """The plan of a job; one that does not pass the audit is a result, too, and is marked as that."""
    try:
        return job.find(progress)
    except AuditFailed as error:
        return error.plan


def _why(error: Exception) -> tuple[State, str]:
    """State and reason of an error; for an unforeseen one with its origin."""
    if isinstance(error, Infeasible):
        return State.INFEASIBLE, str(error)
    if isinstance(error, Unbounded):
        return State.UNBOUNDED, str(error)
    if isinstance(error, Contradiction):
        return State.CONTRADICTED, str(error)
    if isinstance(error, PlannerError):
        return State.FAILED, str(error)
    at = traceback.extract_tb(error.__traceback__)[-1]
    return State.CRASHED, f"{type(error).__name__}: {error} ({Path(at.filename).name}, line {at.lineno})"

"""A list of jobs → their results: known ones are looked up, the rest is solved in processes of their own, and every
result is stored."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Protocol

from model.progress import Progress, StagesOnly
from model.runs.job import Job, Result, State
from model.runs.progress import Board
from model.runs.store import Store
from model.runs.worker import SolvedJob, Told, serve, solve_job
from model.system.processes import THREADS, usable_cores

# ----------------------------------------------------------------------------------------------------------------------
# Worker processes: each has one job at a time and a pipe to itself, so that one that dies is known by its job.


ATTEMPTS = 2
"""Attempts at a job whose worker dies."""

TICK = 0.2
"""Seconds between two looks at the clock."""

PATIENCE = 5.0
"""Seconds that a process whose pipe has ended may take to end itself."""

Finished = tuple[Result, bytes]
"""A result, and the content of its file."""


class Watch(Protocol):
    """Receives the progress of the workers."""

    def started(self, job: Job) -> None: ...

    def progress(self, job: Job, stage: str, gap: float | None) -> None: ...

    def retried(self, job: Job, reason: str) -> None: ...

    def tick(self) -> None: ...


def solve_in_processes(jobs: Iterable[Job], workers: int, watch: Watch) -> Generator[Finished, None, None]:
    """The result of every job as it comes. The processes end with the iterator, whichever way that ends."""
    with Processes() as processes:
        yield from processes.solve(jobs, workers, watch)


class Processes:
    """Workers that persist across lists of jobs, since a process takes seconds to load its libraries; ``solve`` is a
    pool for ``solve_all``."""

    def __init__(self) -> None:
        self._idle: list[_Worker] = []

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        while self._idle:
            self._idle.pop().end()

    def solve(self, jobs: Iterable[Job], workers: int, watch: Watch) -> Generator[Finished, None, None]:
        """The result of every job as it comes. Processes that are at a job when the iterator ends do so, too."""
        waiting = deque((job, 1) for job in jobs)
        threads = usable_cores() // max(1, min(workers, len(waiting)))  # more than one only where cores are left over
        busy: dict[Connection, _Task] = {}
        try:
            while waiting or busy:
                while waiting and len(busy) < workers:
                    worker = self._idle.pop() if self._idle else _Worker.start(threads)
                    task = _Task(worker, *waiting.popleft())
                    busy[worker.pipe] = task
                    worker.give(task.job)
                    watch.started(task.job)
                ready = wait(list(busy), timeout=TICK)
                for pipe, task in [(pipe, task) for pipe, task in busy.items() if pipe in ready]:
                    message = task.worker.receive()
                    if isinstance(message, Told):
                        watch.progress(task.job, message.stage, message.gap)
                        continue
                    del busy[pipe]
                    if isinstance(message, SolvedJob):
                        self._idle.append(task.worker)
                        yield replace(message.result, job=task.job), message.content
                    elif task.attempt < ATTEMPTS:
                        waiting.appendleft((task.job, task.attempt + 1))
                        watch.retried(task.job, message)
                    else:
                        seconds = time.monotonic() - task.began
                        yield Result(task.job, State.DIED, f"{message}, {ATTEMPTS} times", seconds), b""
                watch.tick()
        finally:
            for task in busy.values():
                task.worker.end()


class _Worker:
    """A process and the parent's end of its pipe."""

    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        self.process, self.pipe = process, pipe

    @classmethod
    def start(cls, threads: int) -> _Worker:
        # Not forked: a copy of a process that has threads may hang, and Windows has no copies.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs,), daemon=True)
        with _with_threads(max(1, threads)):
            process.start()
        theirs.close()  # so that the pipe ends with the process
        return cls(process, ours)

    def give(self, job: Job) -> None:
        with suppress(OSError):  # a process that has ended is detected by its reply
            self.pipe.send(job)

    def receive(self) -> Told | SolvedJob | str:
        """The next message; of a process that has ended, how it did."""
        try:
            message: Told | SolvedJob = self.pipe.recv()
            return message
        except (EOFError, OSError):
            self.process.join(PATIENCE)
            self.end()
            return _how_ended(self.process.exitcode)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


@dataclass(frozen=True)
class _Task:
    """Which worker is at which job, and the attempt number."""

    worker: _Worker
    job: Job
    attempt: int
    began: float = field(default_factory=time.monotonic)


def _how_ended(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"its process was ended by {signal.Signals(-code).name}"
    return f"its process ended with exit code {code}"


@contextmanager
def _with_threads(count: int) -> Iterator[None]:
    """The environment of new processes: the number of threads, unless it is set already."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update({name: value or str(count) for name, value in before.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]


class _Ticking(StagesOnly):
    """Forwards stages and bounds of a job, and ticks of the clock."""

    def __init__(self, total: Progress, job: Job, watch: Watch) -> None:
        super().__init__(total)
        self._name, self._watch = job.name, watch

    def stage(self, name: str) -> None:
        self._whole.stage(f"{self._name}: {name}")

    def bounds(self, incumbent: float, bound: float, gap: float) -> None:
        self._whole.bounds(incumbent, bound, gap)

    def tick(self) -> None:
        super().tick()
        self._watch.tick()


def one_by_one(
    jobs: Sequence[Job], workers: int, watch: Watch, progress: Progress | None = None
) -> Generator[Finished, None, None]:
    """A pool that solves in this process."""
    overall = progress or Progress.silent()
    for job in jobs:
        overall.tick()
        watch.tick()
        watch.started(job)
        yield solve_job(job, _Ticking(overall, job, watch))


# ----------------------------------------------------------------------------------------------------------------------
# A list of jobs → their results: known ones are looked up, the rest is solved, and every result is kept at once.


Pool = Callable[[Sequence[Job], int, Watch], Generator[Finished, None, None]]
"""Solves jobs somewhere; yields results as they come, each with the very job that it was given."""


def solve_all(
    jobs: Iterable[Job],
    store: Store,
    *,
    workers: int | None = None,
    board: Board | None = None,
    pool: Pool = solve_in_processes,
) -> list[Result]:
    """The result of every job, in order. A failure is a result, too, and does not affect the others.

    Finished results are kept in the store, from which the next call takes them. Ctrl-C ends the workers; unfinished
    jobs are then 'stopped'. Jobs with the same key are solved once, as the first of them. Raises OutputRefused if the
    store cannot be written.
    """
    store.prepare()
    board = board or Board.silent()
    keyed = [(job, job.key()) for job in jobs]
    first: dict[str, Job] = {}
    for job, key in keyed:
        first.setdefault(key, job)
    key_of = {id(job): key for key, job in first.items()}
    results: dict[str, Result] = {}

    def take(result: Result, key: str) -> None:
        results[key] = result
        for job in (job for job, own in keyed if own == key):
            board.finished(replace(result, job=job))

    board.open([job for job, _ in keyed])
    try:
        for key, job in first.items():
            stored = store.find(job, key, board.warned)
            if stored is not None:
                take(stored, key)
        waiting = [job for key, job in first.items() if key not in results]
        with closing(pool(waiting, workers or usable_cores(), board)) as finished:
            for result, content in finished:
                key = key_of[id(result.job)]
                take(replace(result, file=store.keep(result, key, content, board.warned)), key)
    except KeyboardInterrupt:
        board.stopped()
    finally:
        board.close()
    return [replace(results[key], job=job) if key in results else Result(job, State.STOPPED) for job, key in keyed]

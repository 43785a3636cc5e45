"""Many solves on a Dask cluster, one job at a time per worker; and recourse subproblems of one solve on its workers."""

from __future__ import annotations

import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from model.errors import InputError, SolveFailed
from model.runs.engine import ATTEMPTS, TICK, Finished, Watch
from model.runs.file import program_version
from model.runs.job import Job, Result, State
from model.runs.worker import Reporter, solve_job
from model.solver.arrays import Array
from model.solver.handover import Basis
from model.solver.highs import Interrupt
from model.solver.subproblems import Reaction, Recourse, reactions
from model.solver.warm_start import basis_from, statuses

# ----------------------------------------------------------------------------------------------------------------------
# Many solves on a Dask cluster: one job at a time per worker, so that a dead worker identifies its job.


ALONE = threading.Lock()
"""A worker with several threads still computes one job at a time: building a model is not safe in threads."""

AT_WORK = "executing"
"""State, in a worker's records, of a task that a caller waits for."""


def solve_there(packed: bytes, topic: str) -> bytes:
    """A pickled job → pickled, how it ends and the content of its file. Tells under a topic how far it is."""
    from distributed import get_worker

    worker: Any = get_worker()
    with ALONE:
        try:
            return pickle.dumps(solve_job(pickle.loads(packed), _RemoteReporter(worker, topic)))
        except KeyboardInterrupt:
            raise NobodyWaits from None  # unchanged, it would end the worker


class NobodyWaits(Exception):
    """Whoever sent the job has gone, or does not want it any more."""


class _RemoteReporter(Reporter):
    """Reports by way of the scheduler; stops the search, as Ctrl-C does, when no caller waits for it any more."""

    def __init__(self, worker: Any, topic: str) -> None:
        self._worker, self._task = worker, worker.get_current_task()
        super().__init__(lambda event: worker.log_event(topic, [self._task, event.stage, event.gap]))

    def tick(self) -> None:
        task = self._worker.state.tasks.get(self._task)
        if task is None or task.state != AT_WORK:
            raise KeyboardInterrupt

    def stage(self, name: str) -> None:
        super().stage(name)
        self.tick()


CONNECT = 10.0
"""Seconds that a scheduler may take to answer, and its first worker to come."""

WORKERLESS = 60.0
"""Seconds without any worker after which the rest is given up; a worker that died is back sooner."""

FETCH = 60.0
"""Seconds that the way of a result from its worker may take."""

GONE = (OSError, TimeoutError, RuntimeError)
"""Exceptions when a scheduler no longer answers."""

EXPECTED = "Expected is the address that 'dask scheduler' shows when it starts, such as tcp://192.168.0.10:8786."


@dataclass(frozen=True)
class _ClusterTask:
    """Which job a worker is at, and the attempt number."""

    job: Job
    attempt: int
    future: Any
    began: float = field(default_factory=time.monotonic)


class Cluster:
    """The workers of a Dask scheduler, all of which run this version of the program; ``solve`` is a pool for
    ``solve_all``."""

    def __init__(self, address: str, most: int | None = None) -> None:
        """Connect. Raises InputError if there is no such cluster, or one that cannot solve our jobs.

        ``most`` jobs at a time; unless given, one on each worker.
        """
        self.address, self.most = address, most
        self._dask = _dask()
        _require_address(address)
        try:
            self._client = self._dask.Client(address, timeout=CONNECT, set_as_default=False)
        except (*GONE, TypeError, ValueError) as error:
            raise InputError(f"No Dask scheduler answers at {address!r}: {_in_a_line(error)}. {EXPECTED}") from None
        self._is_ours: dict[str, bool] = {}
        self._told: SimpleQueue[tuple[str, str, float | None]] = SimpleQueue()
        self._topic = f"progress of {uuid4().hex}"
        try:
            self._client.subscribe_topic(self._topic, lambda event: self._told.put(tuple(event[1])))
            self._require_workers()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster, which stays up; only our computations on it end."""
        self._client.close()

    def present(self) -> list[str]:
        """Addresses of the workers that have this program; none if the scheduler no longer answers."""
        with suppress(*GONE):
            return self._workers()
        return []

    def submit(self, function: Callable[..., bytes], *arguments: Any) -> Any:
        """The future of a call on any worker; another one repeats it if that ends."""
        return self._client.submit(function, *arguments, key=f"call-{uuid4().hex}", pure=False)

    # ------------------------------------------------------------------------------------------ the pool

    def solve(self, jobs: Iterable[Job], workers: int, watch: Watch) -> Generator[Finished, None, None]:
        """The result of every job as it comes. ``workers`` is about this machine and does not matter here."""
        waiting = deque((job, 1) for job in jobs)
        busy: dict[str, _ClusterTask] = {}
        seen = time.monotonic()
        try:
            while waiting or busy:
                try:
                    present = self._workers()
                except GONE:
                    yield from _given_up(
                        [*busy.values(), *waiting], f"the scheduler at {self.address} no longer responds"
                    )
                    return
                seen = time.monotonic() if present else seen
                if time.monotonic() - seen > WORKERLESS:
                    yield from _given_up([*busy.values(), *waiting], f"{self.address} has no workers any more")
                    return
                for worker in present:
                    if waiting and worker not in busy and len(busy) < (self.most or len(present)):
                        job, attempt = waiting.popleft()
                        busy[worker] = _ClusterTask(job, attempt, self._send(job, worker))
                        watch.started(job)
                self._listen(busy, watch)
                for worker, task in list(busy.items()):
                    came = self._ended(task, worker, is_there=worker in present)
                    if came is None:
                        continue
                    del busy[worker]
                    if not isinstance(came, str):
                        yield came
                    elif task.attempt < ATTEMPTS:
                        waiting.appendleft((task.job, task.attempt + 1))
                        watch.retried(task.job, came)
                    else:
                        seconds = time.monotonic() - task.began
                        yield Result(task.job, State.DIED, f"{came}, {ATTEMPTS} times", seconds), b""
                watch.tick()
        finally:
            self._cancel(busy.values())

    def _cancel(self, tasks: Iterable[_ClusterTask]) -> None:
        """Take tasks back, if the scheduler still responds."""
        with suppress(Exception):  # a client whose scheduler has gone raises no error of a class of its own
            self._client.cancel([task.future for task in tasks])

    def _send(self, job: Job, worker: str) -> Any:
        """The future of a job that only this worker may solve."""
        # As bytes, for Dask would look into a job for parts of its own.
        packed, key = pickle.dumps(job), f"solve-{uuid4().hex}"
        return self._client.submit(solve_there, packed, self._topic, key=key, workers=[worker], pure=False)

    def _listen(self, busy: dict[str, _ClusterTask], watch: Watch) -> None:
        """Pass on the progress of the workers, for one tick."""
        jobs = {task.future.key: task.job for task in busy.values()}
        until = time.monotonic() + TICK
        while (left := until - time.monotonic()) > 0 and not any(task.future.done() for task in busy.values()):
            try:
                key, stage, gap = self._told.get(timeout=min(left, TICK / 4))
            except Empty:
                continue
            if key in jobs:
                watch.progress(jobs[key], stage, gap)

    def _ended(self, task: _ClusterTask, worker: str, *, is_there: bool) -> Finished | str | None:
        """The result of a task, or how its worker ended; None while it is at work."""
        if task.future.status == "finished":
            try:
                result, content = pickle.loads(task.future.result(timeout=FETCH))
                return replace(result, job=task.job), content
            except Exception as error:  # the worker has ended with its result
                return f"its result was not received from {worker}: {_in_a_line(error)}"
        if task.future.status == "error":
            failure = task.future.exception(timeout=FETCH)
            if isinstance(failure, self._dask.KilledWorker):
                return f"its worker {worker} ended"
            return Result(task.job, State.CRASHED, f"{type(failure).__name__}: {_in_a_line(failure)} ({worker})"), b""
        if not is_there or task.future.status in ("lost", "cancelled"):
            self._cancel([task])
            return f"its worker {worker} ended"
        return None

    # ------------------------------------------------------------------------------------------ its workers

    def _workers(self) -> list[str]:
        """Addresses of the workers that are there and have this program."""
        present = list(self._client.nthreads())
        new = [worker for worker in present if worker not in self._is_ours]
        if new:
            self._is_ours |= {worker: version == program_version() for worker, version in self._versions(new).items()}
        return [worker for worker in present if self._is_ours.get(worker)]

    def _versions(self, workers: list[str]) -> dict[str, Any]:
        """The version of the program on each worker; the exception if it is missing."""
        versions: dict[str, Any] = self._client.run(program_version, workers=workers, on_error="return")
        return versions

    def _require_workers(self) -> None:
        """Raise InputError unless there is a worker and every one has this program."""
        try:
            self._client.wait_for_workers(1, timeout=CONNECT)
            versions = self._versions(list(self._client.nthreads()))
        except TimeoutError:
            raise InputError(
                f"The scheduler at {self.address} has no workers. Start some, from this folder and with this "
                f"installation: dask worker {self.address} --nworkers 4 --nthreads 1"
            ) from None
        others = [worker for worker, version in versions.items() if version != program_version()]
        if others:
            errors = {_in_a_line(version) for version in versions.values() if isinstance(version, Exception)}
            raise InputError(
                f"Not every worker has this program: {', '.join(others)}"
                + (f" ({'; '.join(sorted(errors))})" if errors else "")
                + ". Install the same files, Python and libraries there and restart the workers."
            )
        self._is_ours = dict.fromkeys(versions, True)


def _dask() -> Any:
    """The library. Raises InputError if it is not installed."""
    try:
        import distributed
    except ImportError:
        install = 'python -m pip install -e ".[cluster]"'
        raise InputError(f"A cluster needs Dask, which is not installed: {install}") from None
    return distributed


def _require_address(address: str) -> None:
    """Raise InputError for an invalid address, which Dask would report only after a long while."""
    try:
        parts = urlsplit(address)
        is_one = parts.scheme == "tcp" and bool(parts.hostname) and parts.port is not None
    except ValueError:
        is_one = False
    if not is_one:
        raise InputError(f"{address!r} is not the address of a Dask scheduler. {EXPECTED}")


def _given_up(rest: Iterable[_ClusterTask | tuple[Job, int]], why: str) -> Generator[Finished, None, None]:
    """Results of jobs that no caller waits for any more."""
    for unsolved in rest:
        job = unsolved.job if isinstance(unsolved, _ClusterTask) else unsolved[0]
        yield Result(job, State.DIED, why), b""


def _in_a_line(error: BaseException | None) -> str:
    return " ".join(str(error).split())


# ----------------------------------------------------------------------------------------------------------------------
# Recourse subproblems of one solve on the workers of a cluster.


WORTH = 200_000
"""Columns of all branches together from which a cluster is asked: fewer are solved here while a task is on its way."""

SHARES = 4
"""Tasks for each worker, so that a slow one does not keep the others waiting."""

Packed = tuple[Array, Array] | None
"""Statuses of a basis: HiGHS's own does not travel."""


def react_there(packed: bytes, version: str) -> bytes:
    """Pickled recourse subproblems, right-hand sides and bases → pickled reactions."""
    if version != program_version():
        raise SolveFailed("This worker has another version of the program.")
    tasks: list[tuple[Recourse, Array, Packed]] = pickle.loads(packed)
    reactions = [recourse.reaction(values, None, _basis(near)) for recourse, values, near in tasks]
    return pickle.dumps([replace(reaction, basis=_packed(reaction.basis)) for reaction in reactions])


@dataclass(frozen=True)
class RemoteReactor:
    """A `Reactor` on a cluster."""

    cluster: Cluster

    def __call__(
        self, recourses: Sequence[Recourse], near: Sequence[Basis | None], x: Array, interrupt: Interrupt
    ) -> list[Reaction]:
        """Reactions of the branches in their order."""
        workers = self.cluster.present()
        if not workers or sum(len(recourse.columns) for recourse in recourses) < WORTH:
            return reactions(recourses, near, x, interrupt)
        count = min(len(recourses), SHARES * len(workers))
        shares = [range(first, len(recourses), count) for first in range(count)]
        packed = [[(recourses[at], recourses[at].offset(x), _packed(near[at])) for at in share] for share in shares]
        futures = [self.cluster.submit(react_there, pickle.dumps(load), program_version()) for load in packed]
        results: dict[int, Reaction] = {}
        for share, future in zip(shares, futures, strict=True):
            answers = self._received(future, interrupt)
            if answers is None:
                answers = reactions([recourses[at] for at in share], [near[at] for at in share], x, interrupt)
            results.update(zip(share, answers, strict=True))
        return [results[at] for at in range(len(recourses))]

    def _received(self, future: Any, interrupt: Interrupt) -> list[Reaction] | None:
        """Reactions of a task; None if it fails, or after Ctrl-C."""
        while not (future.done() or interrupt.is_set):
            with suppress(TimeoutError):
                future.result(timeout=TICK)
            if not self.cluster.present():
                break
        if future.status == "finished":
            with suppress(Exception):  # the worker has ended with its result
                return [replace(load, basis=_basis(load.basis)) for load in pickle.loads(future.result(timeout=FETCH))]
        future.cancel()
        return None


def _packed(basis: Basis | None) -> Packed:
    return None if basis is None else statuses(basis)


def _basis(packed: Packed) -> Basis | None:
    return None if packed is None else basis_from(*packed)

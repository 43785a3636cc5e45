"""Execution of jobs on a worker of a Dask cluster."""

from __future__ import annotations

import pickle
import threading
from typing import Any

from model.runs.worker import Reporter, solve_job

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
            raise NobodyWaits from None  # as it is, it would end the worker


class NobodyWaits(Exception):
    """Whoever sent the job has gone, or does not want it any more."""


class _RemoteReporter(Reporter):
    """Reports by way of the scheduler; stops the search, as Ctrl-C does, when no caller waits for it any more."""

    def __init__(self, worker: Any, topic: str) -> None:
        self._worker, self._task = worker, worker.get_current_task()
        super().__init__(lambda told: worker.log_event(topic, [self._task, told.stage, told.gap]))

    def tick(self) -> None:
        task = self._worker.state.tasks.get(self._task)
        if task is None or task.state != AT_WORK:
            raise KeyboardInterrupt

    def stage(self, name: str) -> None:
        super().stage(name)
        self.tick()

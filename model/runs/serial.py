"""A pool without processes: jobs are solved one by one, in this process."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from model.progress import Progress
from model.runs.job import Job
from model.runs.pool import Finished, Watch
from model.runs.worker import solve_job


class _Ticking(Progress):
    """Forwards ticks of the clock."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(quiet=True)
        self._watch = watch

    def tick(self) -> None:
        self._watch.tick()


def one_by_one(jobs: Sequence[Job], workers: int, watch: Watch) -> Generator[Finished, None, None]:
    """A pool that solves in this process."""
    for job in jobs:
        watch.tick()
        watch.started(job)
        yield solve_job(job, _Ticking(watch))

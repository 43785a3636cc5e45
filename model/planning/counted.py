"""Progress of many small solves on the progress line of their plan."""

from __future__ import annotations

import time
from collections.abc import Sequence

from model.progress import Progress
from model.runs import Job, Result
from model.runs.progress import Board
from model.solver.highs import Interrupt

GRACE = 5.0
"""Seconds that solves which ought to have ended have to do so."""


class SolveCounter(Board):
    """Tells how many solves are done; ends them all when time is over, and on Ctrl-C."""

    def __init__(self, progress: Progress, interrupt: Interrupt, until: float) -> None:
        super().__init__(quiet=True)
        self._progress_line, self._interrupt, self._until = progress, interrupt, until
        self._done = self._all = 0

    def open(self, jobs: Sequence[Job]) -> None:
        self._done, self._all = 0, len(jobs)
        super().open(jobs)
        self._progress_line.stage("Value of information")
        self._count_told()

    def finished(self, result: Result) -> None:
        super().finished(result)
        self._done += 1
        self._count_told()

    def _count_told(self) -> None:
        self._progress_line.share(self._done, self._all)

    def tick(self) -> None:
        if self._interrupt.is_set or time.time() > self._until + GRACE:
            raise KeyboardInterrupt
        self._progress_line.tick()

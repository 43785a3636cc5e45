"""Many small solves within one plan: one deadline for all, and one line of progress."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.errors import SolveFailed
from model.progress import Progress
from model.runs import Job, Result
from model.runs.progress import Board
from model.sheets.tables import Tables
from model.solver.highs import Interrupt

if TYPE_CHECKING:
    from model.results.plan import Plan
    from model.solver.solve import Solution

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


NO_TIME = "The time limit left no time for it."


@dataclass(frozen=True)
class TimedJob(Job):
    """A job that may take until a time of the wall clock, whenever it begins."""

    until: float = math.inf
    of: str = ""
    """Identity of the tables for the key of the result, if many jobs share them: to read them once."""

    @property
    def longest(self) -> float:
        return min(super().longest, max(0.0, self.until - time.time()))

    def content(self) -> dict[str, Any]:
        return {"job": type(self).__qualname__, "tables": self.of} if self.of else super().content()

    def require_time(self) -> None:
        """Raise SolveFailed if no time is left."""
        if self.longest <= 0:
            raise SolveFailed(NO_TIME)

    def cost_only(
        self, solution: Solution, measures: Mapping[str, float] | None = None, *, is_done: bool = True
    ) -> Plan:
        """A plan without frames and tables: its cost, and further figures."""
        from model.results.plan import Plan

        return Plan(
            outcome=solution.outcome if is_done else "time limit",
            objective=solution.objective,
            bound=solution.bound,
            gap=solution.gap,
            seconds=solution.seconds,
            tables=Tables(self.tables.settings, {}),
            periods=(),
            frames={},
            units={},
            measures=measures or {},
        )

"""Jobs that have to be done by a time, all together."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.errors import SolveFailed
from model.runs import Job
from model.sheets.tables import Tables

if TYPE_CHECKING:
    from model.results.plan import Plan
    from model.solver.solve import Solution

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

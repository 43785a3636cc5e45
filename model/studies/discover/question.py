"""Scenario discovery: points of the space of uncertain inputs, the outcome of a plan at each, and where it fails."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.errors import ExitCode
from model.results.plan import Plan
from model.runs import Result, State, exit_code_of
from model.solver.arrays import Array
from model.studies.discover.inputs import Space
from model.studies.discover.prim import FailureBox, proven_share
from model.studies.discover.sampling import Influence
from model.studies.study import OfSolves

FEW = 10
"""Failures and successes below which no box is looked for."""
CHECKED, INSIDE, OUTSIDE = 10, 8, 2
"""Fresh points inside a box, and outside all; of a reported box the minimum number of failures inside, and the maximum
outside."""


@dataclass(frozen=True)
class SamplePoint:
    """A point, and the outcome there."""

    values: Array
    result: Result


@dataclass(frozen=True)
class CheckedBox:
    """A box, with fresh points inside it, and the limits that fail at one of its points."""

    box: FailureBox
    inside: tuple[SamplePoint, ...]
    reason: str


@dataclass(frozen=True)
class Discovery(OfSolves):
    """Where a plan fails. It also fails if it costs more than in the workbook by ``cost_overrun``, a share; if that is
    infinite, cost does not count."""

    plan: Plan
    space: Space
    points: tuple[SamplePoint, ...]
    redrawn: int
    """Points that broke the workbook, in place of which others were drawn."""
    cost_overrun: float
    is_replanned: bool
    boxes: tuple[CheckedBox, ...] = ()
    outside: tuple[SamplePoint, ...] = ()
    ranking: tuple[Influence, ...] = ()
    walked: tuple[SamplePoint, ...] = ()
    """Those that the ranking is from."""

    def fails(self, point: SamplePoint) -> bool | None:
        """Whether the plan fails at a point: no reaction holds every limit, proven, or it costs too much; None if
        unknown."""
        return failed(point.result, self.plan, self.cost_overrun)

    def failing(self, points: Sequence[SamplePoint]) -> tuple[int, int]:
        """How many points fail, and of how many it is not known."""
        known = [self.fails(each) for each in points]
        return sum(each is True for each in known), sum(each is None for each in known)

    @cached_property
    def is_open(self) -> bool:
        """Whether there are too few failures, or successes, to look for a box."""
        failing, unknown = self.failing(self.points)
        return min(failing, len(self.points) - failing - unknown) < FEW

    def is_reported(self, checked: CheckedBox) -> bool:
        """Whether fresh points confirm a box."""
        inside, _ = self.failing(checked.inside)
        outside, unknown = self.failing(self.outside)
        return inside >= INSIDE and outside + unknown <= OUTSIDE

    def coverage(self, box: FailureBox) -> float:
        """Share of all failures that lie in a box."""
        return box.failing / max(1, self.failing(self.points)[0])

    def proven(self, checked: CheckedBox) -> float:
        """Share of a box that fails at least, by its fresh points [95 % confidence]."""
        return proven_share(self.failing(checked.inside)[0], len(checked.inside))

    @property
    def reported(self) -> list[CheckedBox]:
        return [each for each in self.boxes if self.is_reported(each)]

    @property
    def results(self) -> list[Result]:
        inside = [each for checked in self.boxes for each in checked.inside]
        return [each.result for each in (*self.points, *inside, *self.outside, *self.walked)]

    @property
    def exit_code(self) -> ExitCode:
        """That a plan fails at a point is a finding, no failure of the command."""
        states = [each for each in self.results if each.state != State.INFEASIBLE]
        return exit_code_of(states) if states else ExitCode.OPTIMAL


def failed(result: Result, plan: Plan, cost_overrun: float) -> bool | None:
    if result.state == State.INFEASIBLE:
        return True
    if not result.has_plan:
        return None
    if math.isinf(cost_overrun):
        return False
    most = plan.objective + cost_overrun * abs(plan.objective)
    return True if result.bound > most else False if result.objective <= most else None


def as_known(points: Sequence[SamplePoint], plan: Plan, cost_overrun: float) -> tuple[list[Array], Array]:
    """Values by input, and whether the plan fails, at the points where that is known."""
    known = [(each.values, fails) for each in points if (fails := failed(each.result, plan, cost_overrun)) is not None]
    if not known:
        return [], np.zeros(0, dtype=bool)
    return list(np.array([values for values, _ in known]).T), np.array([fails for _, fails in known])

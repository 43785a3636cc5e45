"""A first plan for HiGHS to start from.

HiGHS finds first plans of investment models late and by luck. The relaxation knows which openings are worth having, so
a few plans are made from it and the best one is the MIP start; bench/start.py measures what that is worth.

- *Rounding*: every opening is rounded at a threshold, and what remains, a linear program, is solved.
- *Diving*: the clearest openings are rounded a few at a time and the rest is solved again, so that budgets, choices and
  prerequisites have their say in between; an opening that breaks one of them is closed instead.
- *Repair*: only what the relaxation opened may be built, and the small MIP that remains is solved until it has a plan.
  It takes longest, and is left for when neither of the others has found any.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import highspy
import numpy as np

from model.solver.arrays import Array, Matrix
from model.solver.highs import Interrupt, Solver

THRESHOLDS = (0.1, 0.3, 0.6)
"""A fraction above the threshold is rounded up."""

DIVE_SHARES = (0.5, 0.1)
"""Share of the fractional openings that one step of a dive rounds: a quick dive, and where it fails a careful one."""

DIVE_STEPS = 60
"""A dive of more steps is given up. Steps, not seconds: the same plan on any machine."""

OPENED = 1e-4
"""The relaxation opens what it builds more of than this."""

OPTIMAL = highspy.HighsModelStatus.kOptimal


@dataclass(frozen=True)
class FirstPlan:
    """Values of all columns, their cost, and how they were found."""

    values: Array
    cost: float
    bound: float
    """On any plan, by the relaxation."""
    found_by: str


class _Search:
    """The relaxation, and the best plan made from it so far."""

    def __init__(
        self,
        matrix: Matrix,
        gap: float,
        seconds: float,
        interrupt: Interrupt,
        tick: Callable[[], None],
        floor: Array | None = None,
    ) -> None:
        self.matrix, self.interrupt, self.tick = matrix, interrupt, tick
        self.deadline = time.monotonic() + seconds
        self.whole = np.flatnonzero(matrix.integer)
        self.lower, self.upper = matrix.lower[self.whole], matrix.upper[self.whole]
        self.best: FirstPlan | None = None
        self.solver = Solver(matrix, interrupt, tick)
        self.solver.relax()
        if floor is not None:
            self.lower = np.clip(floor, self.lower, self.upper)
            self.solver.set_bounds(self.whole, self.lower, self.upper)
        self.has_relaxation = self.solves()
        self.relaxed = self.solver.values[self.whole] if self.has_relaxation else self.lower
        self.bound = self.solver.objective
        self.enough = self.bound + gap * abs(self.bound)

    @property
    def left(self) -> float:
        """Seconds left; none after an interrupt."""
        return 0.0 if self.interrupt.is_set else self.deadline - time.monotonic()

    @property
    def is_done(self) -> bool:
        return self.left <= 0 or (self.best is not None and self.best.cost <= self.enough)

    def solves(self) -> bool:
        """Whether the relaxation, as bounded now, has an optimum."""
        if self.left <= 0:
            return False
        self.solver.option("time_limit", float(self.solver.highs.getRunTime() + self.left))
        return bool(self.solver.run() == OPTIMAL)

    def keep(self, values: Array, cost: float, found_by: str) -> None:
        if self.best is None or cost < self.best.cost:
            self.best = FirstPlan(values, cost, self.bound, found_by)

    def round(self, threshold: float) -> None:
        """Round every opening, then solve what remains."""
        rounded = np.clip(np.floor(self.relaxed + 1 - threshold), self.lower, self.upper)
        self.solver.set_bounds(self.whole, rounded, rounded)
        if self.solves():
            self.keep(self.solver.values, self.solver.objective, "rounding")

    def dive(self, share: float) -> None:
        """Round the clearest openings, solve again, until all are whole."""
        lower, upper = self.lower.copy(), self.upper.copy()
        values = self.relaxed
        for _ in range(DIVE_STEPS):
            fraction = values - np.floor(values + OPENED)
            open_ones = np.flatnonzero(fraction > OPENED)
            if not len(open_ones):
                self.keep(self.solver.values, self.solver.objective, "diving")
                return
            count = max(1, int(share * len(open_ones)))
            clearest = open_ones[np.argsort(-fraction[open_ones], kind="stable")[:count]]
            raised = lower.copy()
            raised[clearest] = np.minimum(np.ceil(values[clearest]), upper[clearest])
            self.solver.set_bounds(self.whole, raised, upper)
            if self.solves():
                lower = raised
            elif count > 1 and self._solves_with(clearest[:1], values, lower, upper):
                lower[clearest[0]] = np.ceil(values[clearest[0]])
            else:
                upper[clearest[:1]] = np.floor(values[clearest[:1]])
                self.solver.set_bounds(self.whole, lower, upper)
                if not self.solves():
                    return
            values = self.solver.values[self.whole]

    def _solves_with(self, one: Array, values: Array, lower: Array, upper: Array) -> bool:
        raised = lower.copy()
        raised[one] = np.ceil(values[one])
        self.solver.set_bounds(self.whole, raised, upper)
        return self.solves()

    def repair(self) -> None:
        """Solve the MIP in which only what the relaxation opened may be built."""
        solver = Solver(self.matrix, self.interrupt, self.tick)
        upper = np.where(self.relaxed > OPENED, np.ceil(self.relaxed - OPENED), 0.0)
        solver.set_bounds(self.whole, self.lower, np.maximum(upper, self.lower))
        solver.option("time_limit", max(0.1, self.left))
        solver.option("objective_target", self.enough)
        solver.option("mip_rel_gap", (self.enough - self.bound) / max(abs(self.bound), 1e-9))
        solver.run()
        if solver.has_solution:
            self.keep(solver.values, solver.objective, "repair")


def first_plan(
    matrix: Matrix,
    gap: float,
    seconds: float,
    interrupt: Interrupt,
    tick: Callable[[], None] = lambda: None,
    floor: Array | None = None,
) -> FirstPlan | None:
    """The best plan found within about so many seconds, sooner where one is within the gap of the relaxation.

    None where there is nothing to round, and where the relaxation has no solution: the MIP will say why. Whole numbers
    at or above a ``floor``, those of an earlier plan, are looked for first.
    """
    if not matrix.integer.any():
        return None
    if floor is not None:
        above = _Search(matrix, gap, seconds, interrupt, tick, floor)
        if above.has_relaxation:
            above.dive(DIVE_SHARES[0])
        if above.best is not None:
            return replace(above.best, bound=-math.inf)
    search = _Search(matrix, gap, seconds, interrupt, tick)
    if not search.has_relaxation:
        return None
    for share in DIVE_SHARES:
        if search.best is None:
            search.dive(share)
    for threshold in THRESHOLDS:
        if not search.is_done:
            search.round(threshold)
    if search.best is None and search.left > 0:
        search.repair()
    return search.best

"""Tally of a line of the audit: number of comparisons, and the worst of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from model.audit.horizon import Array
from model.audit.ledger import Ledger
from model.results.plan import AuditLine, Plan

TOLERANCE = 1e-6
"""A violation is counted relative to the size of the terms (but at least 1); up to this it is rounding."""

BEYOND_MEASURE = 1e9
"""Violation by a quantity that is not a number."""


Figure = Any
"""A number, or an array of one for each place."""

Where = str | Callable[[int], str]
"""Name of a place, or of each of many by its position."""


def at_each(nodes: Iterable[str], what: str) -> Callable[[int], str]:
    """Names of the places at which something is checked, node by node."""
    return lambda place: f"{what}, {list(nodes)[place]}"


class Tally:
    """Counts the places of a line of the audit, and remembers the worst. Figures are of one place, or of many."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.checked = 0
        self.failed = 0
        self.worst = 0.0
        self._detail = ""

    def equal(self, actual: Figure, expected: Figure, where: Where, size: Figure = 0.0) -> None:
        """Two figures for one thing agree. ``size`` is that of the terms that they are sums of."""
        text = "{:,.6g} in the plan, {:,.6g} recomputed"
        self._count(abs(actual - expected), (actual, expected, size), where, text, actual, expected)

    def balance(self, received: Figure, taken: Figure, where: Where) -> None:
        """Inflow (≥ 0) equals outflow (≥ 0)."""
        size = abs(received) + abs(taken)
        self._count(abs(received - taken), (size,), where, "{:,.6g} in, {:,.6g} out", received, taken)

    def at_most(self, actual: Figure, limit: Figure, where: Where, size: Figure = 0.0) -> None:
        """A figure is not above a limit."""
        self._count(actual - limit, (actual, limit, size), where, "{:,.6g} is above {:,.6g}", actual, limit)

    def at_least(self, actual: Figure, limit: Figure, where: Where, size: Figure = 0.0) -> None:
        """A figure is not below a limit."""
        self._count(limit - actual, (actual, limit, size), where, "{:,.6g} is below {:,.6g}", actual, limit)

    def passed(self, places: int) -> None:
        """Places that were found right together."""
        self.checked += places

    def require(self, holds: bool, where: str, why: str) -> None:
        """Something is so."""
        self._count(0.0 if holds else 1.0, (), where, "{}", why)

    def _count(self, violation: Figure, sizes: Sequence[Figure], where: Where, text: str, *values: Any) -> None:
        """``text`` is formatted with its arguments for the worst comparison alone, out of millions."""
        if not isinstance(where, str):
            self._count_all(violation, sizes, where, text, *values)
            return
        self.checked += 1
        if violation <= 0:  # as nearly all of them are
            return
        scale = max((1.0, *map(abs, sizes)))
        relative = min(violation / scale, BEYOND_MEASURE) if math.isfinite(violation) else BEYOND_MEASURE
        self.failed += int(relative > TOLERANCE)
        if relative > self.worst:
            self.worst, self._detail = float(relative), f"{where}: {text.format(*values)}"

    def _count_all(
        self, violation: Array, sizes: Sequence[Figure], where: Callable[[int], str], text: str, *values: Array
    ) -> None:
        self.checked += len(violation)
        at = np.flatnonzero(~(violation <= 0))
        if not len(at):
            return
        scale = np.ones(len(violation))
        for size in sizes:
            scale = np.maximum(scale, abs(size))
        is_finite = np.isfinite(violation[at])
        relative = np.full(len(at), BEYOND_MEASURE)
        relative[is_finite] = np.minimum(violation[at][is_finite] / scale[at][is_finite], BEYOND_MEASURE)
        self.failed += int((relative > TOLERANCE).sum())
        most = int(relative.argmax())
        if relative[most] > self.worst:
            place = int(at[most])
            figures = (array[place] for array in values)
            self.worst, self._detail = float(relative[most]), f"{where(place)}: {text.format(*figures)}"

    def check(self) -> AuditLine:
        """The present state of the check; the detail names the worst failure."""
        others = f" (and {self.failed - 1} more)" if self.failed > 1 else ""
        detail = self._detail + others if self.failed else ""
        return AuditLine(self.name, self.failed == 0, self.checked, self.worst, detail)


TINY = 1e-9
"""A cost below this has no meaningful gap."""


def optimality(ledger: Ledger) -> AuditLine:
    """Cost, proven bound and gap fit each other: the gap is how far the bound is below the cost, and a plan that is
    called optimal has a bound."""
    return proven(ledger.plan)


def proven(plan: Plan) -> AuditLine:
    """The same of a plan whose ledger cannot be read, since it has no tables of results."""
    tally = Tally("optimality")
    cost, bound, gap = plan.objective, plan.bound, plan.gap
    tally.require(math.isfinite(cost), "total cost", f"{cost} is no cost")
    if math.isfinite(bound):
        tally.at_most(bound, cost, "lower bound on the cost")
        tally.equal(gap, max(0.0, cost - bound) / max(abs(cost), TINY), "gap")
    else:
        tally.require(bound == -math.inf and gap == math.inf, "gap", f"{gap} with a bound of {bound}")
        tally.require(plan.outcome != "optimal", "outcome", "optimal without a bound")
    return tally.check()


AUDITS = {"certificate": (optimality,)}

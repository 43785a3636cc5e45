"""Tally of a check: number of comparisons, and the worst of them."""

from __future__ import annotations

import math

from model.audit.ledger import Ledger
from model.results.plan import Check, Plan

TOLERANCE = 1e-6
"""A violation is counted relative to the size of the terms (but at least 1); up to this it is rounding."""

BEYOND_MEASURE = 1e9
"""Violation by a quantity that is not a number."""


class Tally:
    """Counts the places of a check and remembers the worst."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.checked = 0
        self.failed = 0
        self.worst = 0.0
        self._detail = ""

    def equal(self, found: float, expected: float, where: str, size: float = 0.0) -> None:
        """Two figures for one thing agree. ``size`` is that of the terms that they are sums of."""
        scale = max(abs(found), abs(expected), size)
        self._count(abs(found - expected), scale, where, "{:,.6g} in the plan, {:,.6g} recomputed", found, expected)

    def balance(self, received: float, given: float, where: str) -> None:
        """Inflow (≥ 0) equals outflow (≥ 0)."""
        size = abs(received) + abs(given)
        self._count(abs(received - given), size, where, "{:,.6g} in, {:,.6g} out", received, given)

    def at_most(self, found: float, limit: float, where: str, size: float = 0.0) -> None:
        """A figure is not above a limit."""
        scale = max(abs(found), abs(limit), size)
        self._count(found - limit, scale, where, "{:,.6g} is above {:,.6g}", found, limit)

    def at_least(self, found: float, limit: float, where: str, size: float = 0.0) -> None:
        """A figure is not below a limit."""
        scale = max(abs(found), abs(limit), size)
        self._count(limit - found, scale, where, "{:,.6g} is below {:,.6g}", found, limit)

    def passed(self, places: int) -> None:
        """Places that were found right together."""
        self.checked += places

    def require(self, holds: bool, where: str, why: str) -> None:
        """Something is so."""
        self._count(0.0 if holds else 1.0, 1.0, where, "{}", why)

    def _count(self, violation: float, scale: float, where: str, text: str, *told: object) -> None:
        """``text`` is formatted with its arguments for the worst comparison alone, out of millions."""
        self.checked += 1
        if violation <= 0:  # as nearly all of them are
            return
        relative = min(violation / max(scale, 1.0), BEYOND_MEASURE) if math.isfinite(violation) else BEYOND_MEASURE
        self.failed += relative > TOLERANCE
        if relative > self.worst:
            self.worst = relative
            self._detail = f"{where}: {text.format(*told)}"

    def check(self) -> Check:
        """The present state of the check; the detail names the worst failure."""
        others = f" (and {self.failed - 1} more)" if self.failed > 1 else ""
        detail = self._detail + others if self.failed else ""
        return Check(self.name, self.failed == 0, self.checked, self.worst, detail)


TINY = 1e-9
"""A cost below this has no meaningful gap."""


def optimality(ledger: Ledger) -> Check:
    """Cost, proven bound and gap fit each other: the gap is how far the bound is below the cost, and a plan that is
    called optimal has a bound."""
    return proven(ledger.plan)


def proven(plan: Plan) -> Check:
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


AUDITS = (optimality,)

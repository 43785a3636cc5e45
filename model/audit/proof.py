"""Cost, bound and gap of a plan."""

from __future__ import annotations

import math

from model.audit.check import Tally
from model.audit.ledger import Ledger
from model.results.plan import Check, Plan

TINY = 1e-9
"""A cost below this has no gap that says anything."""


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

__all__ = ["optimality", "proven"]

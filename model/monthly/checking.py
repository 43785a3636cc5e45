"""An independent check of responses in months: as of any plan, by the audit, at the nodes of disruptions.

The undisturbed months are not solved but the plan's even rates, which the audit has checked by year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from model.audit import audits
from model.audit.labels import names_known
from model.audit.ledger import Ledger
from model.audit.reserves import depletion
from model.audit.risk import disruptions_reported
from model.audit.stockpiles import closing_stock
from model.audit.strategic_stocks import stock_budgets
from model.results.plan import Check, Plan

MEASURED_AGAINST = ("flows", "stock", "costs")
"""Tables with the undisturbed reference of responses, and their costs."""

SUMMED_UP = ("branches",)
"""Tables of sums over months, which are not shown."""

OF_WHOLE_PLANS = (closing_stock, depletion, disruptions_reported, names_known, stock_budgets)
"""Checks that need the undisturbed months as well."""


def failed(plan: Plan) -> Iterator[Check]:
    """Checks of a plan in months that do not hold in some disruption."""
    nodes = set(Ledger.of(replace(plan, frames={})).horizon.event_at)
    frames = {
        name: frame if name in MEASURED_AGAINST or "node" not in frame else frame[frame["node"].isin(nodes)]
        for name, frame in plan.frames.items()
        if name not in SUMMED_UP
    }
    ledger = Ledger.of(replace(plan, frames=frames))
    horizon = replace(ledger.horizon, nodes=tuple(node for node in ledger.horizon.nodes if node in nodes))
    ledger = replace(ledger, horizon=horizon)
    for check in audits():
        if check not in OF_WHOLE_PLANS and not (found := check(ledger)).passed:
            yield found

"""An independent audit: feasibility and cost of a plan, recomputed from the workbook and the plan's tables alone.

Neither the algebraic model nor a solver nor their coefficients are used here; lead times, ramps, lags, discounting and
attrition are recomputed from the sheets. If the two disagree, one of them is wrong, and the plan should not be
approved.

    for check in audit(plan):
        print(check.name, check.passed, check.detail)

A new concern is a file here, with functions from `Ledger` to `AuditLine` in AUDITS, and its costs in EXPENSES: tuples
by subject, in alphabetical order of which they come, whatever file they are in. Both are discovered automatically.
"""

from __future__ import annotations

from collections.abc import Callable

from model.audit.accounts import OF_ACCOUNTS
from model.audit.ledger import Ledger
from model.results.columns import ACCOUNTS, PRICES
from model.results.plan import AuditLine, Plan
from model.system.declared import declared


def audits() -> tuple[Callable[[Ledger], AuditLine], ...]:
    """Every check, in the order of the results."""
    return declared(__name__, "AUDITS", "audit")


def audit(plan: Plan) -> list[AuditLine]:
    """All checks of a plan, of its accounts if it has them: how many places each looked at, and the worst of them."""
    ledger = Ledger.of(plan)
    has_accounts = ACCOUNTS in plan.frames or PRICES in plan.frames
    return [check(ledger) for check in audits() if has_accounts or check not in OF_ACCOUNTS]


__all__ = ["AuditLine", "Ledger", "audit", "audits"]

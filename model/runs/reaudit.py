"""Plans that are read back hold only where they are recomputed: a file can be changed, and so can a hash in it."""

from __future__ import annotations

from dataclasses import replace

from model.results.plan import Plan
from model.sheets.wording import count

MOST = 3
"""Failed checks that are listed; a plan that was changed can fail every one."""


def recomputed(plan: Plan, *, is_whole: bool = True) -> Plan:
    """The plan with a new audit. One that is not ``is_whole`` has no result tables, so that only its own statements can
    be checked."""
    from model.audit import audit
    from model.audit.proof import proven

    return replace(plan, audit=audit(plan) if is_whole else [proven(plan)])


def complaints(plan: Plan) -> list[str]:
    """Failed checks of a plan's audit; the first ones, and the number of others."""
    failed = [f"{check.name}: {check.detail}" for check in plan.audit if not check.passed]
    more = [f"and {count(len(failed) - MOST, 'more check')}"] if len(failed) > MOST else []
    return failed[:MOST] + more

"""Results of solves, kept beside their workbooks for later questions: the store of finished solves, in which ``solve``
enters its own."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from model.cli.show import store_beside
from model.pipeline import PlanJob, not_compared
from model.planning.learning_job import base_of, is_worth_learning, keep_learned, with_learned

if TYPE_CHECKING:
    from model.planning.request import Known
    from model.results.plan import Plan


def keep(plan: Plan, out: Path, job: PlanJob | None) -> None:
    """Keep beside its results what the solve of a plan has learned, if anything; with it the plan itself, if it is that
    of a job with which studies begin."""
    if plan.learned is None:
        return
    store = store_beside(out)
    keep_learned(plan, store)
    if job is not None and plan.outcome == "optimal":
        store.enter(job, replace(not_compared(plan), source=None))


def plan_in(results: Path) -> Plan:
    """The plan in a workbook of results, with the warm-start data of its solve, if kept beside it. Raises as
    ``carried_plan`` does."""
    from model.reports.embedded_plan import carried_plan

    return with_learned_beside(results, carried_plan(results))


def with_learned_beside(results: Path, plan: Plan) -> Plan:
    """The same of a plan that has been read."""
    return with_learned(plan, store_beside(results), _warn)


def known_of(plan: Plan | None) -> Known | None:
    """Warm-start data of an earlier plan, for a search that starts there; a line is printed if there is none."""
    base = None if plan is None else base_of(plan)
    if base is not None:
        from model.planning.reoptimise import prepared

        return prepared(base).elsewhere
    if plan is not None and is_worth_learning(plan):
        _warn("nothing is kept of what the earlier search had learned; this one starts from its decisions alone")
    return None


def _warn(words: str) -> None:
    print(f"warning  {words}", file=sys.stderr)

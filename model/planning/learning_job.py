"""Warm-start data of a plan's solve, as a job: kept in the store of finished solves, beside the results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from model.runs.job import Job, key_of, values_of
from model.runs.store import Store
from model.sheets.tables import Tables

if TYPE_CHECKING:
    from model.planning.reoptimise import Base
    from model.progress import Progress
    from model.results.plan import Plan

NAME = "learning again what the plan's solve had learned, as it is not kept here"


@dataclass(frozen=True)
class LearningJob(Job):
    """Warm-start data of a plan's solve, learned again if it was not kept."""

    plan: Plan = field(kw_only=True)

    is_whole: ClassVar[bool] = False

    @classmethod
    def of(cls, plan: Plan, gap: float | None = None, time_limit: float | None = None) -> LearningJob:
        return cls(NAME, plan.tables, gap, time_limit, plan=plan)

    def content(self) -> dict[str, Any]:
        """The program and its plan, whatever the gap of questions to it."""
        return {"job": type(self).__qualname__, "of": plan_content(self.plan)}

    def find(self, progress: Progress) -> Plan:
        from model.planning.reoptimise import Prepared
        from model.planning.request import Request

        base = Prepared.of(self.tables, Request(self.precision, self.longest, progress), self.plan)
        return self.result_with(replace(self.plan, learned=base.learned))

    def result_with(self, plan: Plan) -> Plan:
        """The result with a plan's decisions and warm-start data alone."""
        return replace(
            plan, outcome="optimal", tables=Tables(self.tables.settings, {}), frames={}, units={}, audit=(), source=None
        )


def is_worth_learning(plan: Plan) -> bool:
    """Whether it takes long to solve a plan's program from nothing."""
    from model.solver.solve import TINY

    return int(str(plan.statistics.get("columns", 0))) >= TINY


def plan_content(plan: Plan, gap: float | None = None) -> list[Any]:
    """Inputs and decisions of a plan, as plain JSON."""
    return [values_of(plan.tables, gap), sorted([repr(decision), value] for decision, value in plan.decided.items())]


def keep_learned(plan: Plan, store: Store) -> None:
    """Keep what the solve of a plan has learned."""
    job = LearningJob.of(plan)
    store.enter(job, job.result_with(plan))


def with_learned(plan: Plan, store: Store, warn: Callable[[str], None]) -> Plan:
    """The plan with the warm-start data of its solve, if kept; ``warn`` gets a line on a damaged file."""
    job = LearningJob.of(plan)
    result = store.find(job, job.key(), warn)
    return replace(plan, learned=result.plan().learned) if result is not None and result.has_plan else plan


def base_of(plan: Plan) -> Base | None:
    """A plan as a base for others; None if nothing is known of its solve."""
    from model.planning.reoptimise import Base

    return Base.of(plan, key_of(plan_content(plan)))

"""Out-of-scenario cost: first-stage decisions fixed, recourse re-optimised. Regret itself is counted in
`model.whatif.regret_matrix`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from model.errors import Infeasible
from model.planning.request import Request
from model.results.decisions import Decisions, up_to_rounding
from model.results.significance import Solved, noise
from model.runs import Job, Result, State
from model.whatif.regret_matrix import Regret

if TYPE_CHECKING:
    from model.planning.reoptimise import Base
    from model.progress import Progress
    from model.results.plan import Plan


@dataclass(frozen=True)
class HeldJob(Job):
    """The cost of a plan's first-stage decisions under the tables of another what-if. Its plan has no frames: only cost
    is needed.

    Decisions that would come online after the horizon there are left out, with their cost; so are those that do not
    exist there.
    """

    plan_of: str = ""
    """The what-if whose plan is held,"""
    what_if: str = ""
    """and the one that comes."""
    decided: Decisions = field(default_factory=dict)
    """First-stage decisions of the plan."""
    base: Base | None = None
    """The own plan of the one that comes, to begin from."""

    is_whole: ClassVar[bool] = False

    def content(self) -> dict[str, Any]:
        held = sorted([repr(each), value] for each, value in self.decided.items())
        return super().content() | {"held": held, "base": self.base and self.base.key}

    def find(self, progress: Progress) -> Plan:
        from model.planning.reoptimise import Prepared, prepared
        from model.results.fixing_conflicts import LEFT_OUT, broken, not_held, too_much
        from model.results.plan import Plan

        progress.stage("Building the model")
        program = Prepared(self.tables) if self.base is None else prepared(self.base)
        model, ahead = program.model, program.ahead
        reason = too_much(model, ahead, self.decided)
        if reason:
            raise Infeasible(reason)
        request = Request(self.precision, self.longest, progress)
        decided = ahead.held(self.decided)
        try:
            solution = up_to_rounding(lambda tolerance: program.hold(decided, request, tolerance))
        except Infeasible as error:
            raise Infeasible(broken(ahead, self.decided) or str(error)) from error
        left_out = not_held(model, ahead.left_out(self.decided))
        return Plan(
            outcome=solution.outcome,
            objective=solution.objective,
            bound=solution.bound,
            gap=solution.gap,
            seconds=solution.seconds,
            tables=self.tables,
            periods=program.instance.calendar.periods,
            frames={},
            units={},
            statistics={LEFT_OUT: left_out} if left_out else {},
        )


def regret_jobs(
    jobs: Iterable[Job], decided: Mapping[str, Decisions], bases: Mapping[str, Base | None] | None = None
) -> list[HeldJob]:
    """Every plan under every other what-if. ``jobs`` are those of the what-ifs, with first-stage decisions in
    ``decided`` and warm-start data in ``bases`` by name; a what-if without a plan is left out on both sides."""
    solved = [job for job in jobs if job.name in decided]
    return [
        HeldJob(
            f"{one.name} under {other.name}",
            other.tables,
            gap=other.tables.settings.gap,  # also where plans are solved to another
            time_limit=other.time_limit,
            plan_of=one.name,
            what_if=other.name,
            decided=decided[one.name],
            base=(bases or {}).get(other.name),
        )
        for other in solved
        for one in solved
        if one is not other
    ]


def regret_of(own: Sequence[Result], held_results: Iterable[Result]) -> Regret:
    """The matrix of costs, from the results of the what-ifs and those of ``regret_jobs``."""
    from model.results.fixing_conflicts import LEFT_OUT

    own = [result for result in own if result.has_plan]
    cost = {(result.name, result.name): result.objective for result in own}
    reason: dict[tuple[str, str], str] = {}
    unknown: dict[tuple[str, str], str] = {}
    left_out: dict[tuple[str, str], tuple[str, ...]] = {}
    of_own = {result.name: Solved(result.objective, result.bound) for result in own}
    open_ = {(name, name): noise(each) for name, each in of_own.items()}
    for result in held_results:
        job = result.job
        if not isinstance(job, HeldJob):
            raise TypeError(f"{job.name} holds no plan")
        place = job.plan_of, job.what_if
        cost[place] = result.objective if result.has_plan else math.nan
        if result.has_plan:
            open_[place] = noise(of_own[job.what_if], Solved(result.objective, result.bound))
        if not result.has_plan:
            why = reason if result.state == State.INFEASIBLE else unknown
            why[place] = result.reason or str(result.state)
        elif result.file is not None:
            lacking = result.plan().statistics.get(LEFT_OUT, ())
            left_out[place] = tuple(lacking) if isinstance(lacking, (list, tuple)) else ()
    names = tuple(result.name for result in own)
    known = {place: each for place, each in cost.items() if not math.isnan(each)}
    best = {name: min(each for (_, what_if), each in known.items() if what_if == name) for name in names}
    left_out = {place: each for place, each in left_out.items() if each}
    return Regret(names=names, cost=cost, reason=reason, best=best, left_out=left_out, noise=open_, unknown=unknown)

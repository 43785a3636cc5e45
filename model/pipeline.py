"""From tables to an audited plan: the whole way in one call, for the command line, batches and notebooks."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.errors import Infeasible, SolveFailed
from model.planning.baseline import Baseline, Outlook
from model.planning.request import Held, Known, Request
from model.planning.responses import with_responses_checked
from model.planning.solve import audited, is_large, solve_once
from model.progress import Progress
from model.results.optimality import EVPI, VSS
from model.runs.job import Job
from model.sheets.tables import Tables
from model.system.processes import give_back, results

if TYPE_CHECKING:
    from model.planning.reoptimise import Base
    from model.planning.value import Workers
    from model.results.decisions import Decisions, Incumbent
    from model.results.plan import AuditLine, Plan
    from model.solver.highs import Interrupt
    from model.solver.subproblems import Reactor


NOT_OF_HELD = "not worked out where another plan is held"


def solve_tables(
    tables: Tables,
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
    near: Decisions | None = None,
    held: Held | None = None,
    known: Known | None = None,
    workers: Workers | None = None,
    why: bool = True,
    is_base: bool = False,
    is_compared: bool = False,
    is_proven: bool = False,
    better: Callable[[Incumbent], None] | None = None,
    exported: Path | None = None,
    reactor: Reactor | None = None,
) -> Plan:
    """The plan of validated tables, audited; gap and time limit as in Settings unless given. ``near`` has the decisions
    of another plan to start from, which are replaced only by cheaper ones. ``known`` is warm-start data of another,
    similar workbook. ``held`` fixes the decisions of another plan. The value of information is found in the rest of the
    time limit, by ``workers`` if there are any; then, if it ``is_compared`` and Settings do not forbid it, the
    do-nothing baseline. If it ``is_proven``, its bound is certified where that is quick. If no plan exists, the
    exception carries the conflicting cells, unless ``why`` is off. For a base, warm-start data is kept with the plan.
    ``better`` receives each better plan during the search, to be kept should the search be killed. ``exported`` is an
    empty folder that gets the program in files for other solvers. ``reactor`` solves the recourse subproblems.

    Raises Infeasible, Unbounded, SolveFailed, Contradiction, or AuditFailed, which carries a plan that fails the audit.
    """
    from model.solver.highs import Interrupt

    began, interrupt = time.time(), interrupt or Interrupt()
    settings = tables.settings
    request = Request(
        settings.gap if gap is None else gap,
        settings.time_limit if time_limit is None else time_limit,
        progress or Progress.silent(),
        interrupt,
        near,
        known,
        hold=held,
        is_base=is_base,
        is_proven=is_proven,
        reactor=reactor,
    )
    until = began + request.time_limit
    has_baseline = is_compared and settings.without_the_plan == "yes"
    futures = _futures(tables) if has_baseline else []
    if not futures:
        request.progress.omit("The plan in each future")
    with Baseline(tables, request, until, futures) as baseline:
        if has_baseline:
            request = replace(request, built=baseline.start)
        try:
            plan = solve_once(tables, request, better, exported)
        except Infeasible as infeasible:
            if not why or held is not None:
                raise
            from model.diagnosis.diagnose import why_infeasible

            raise Infeasible(f"{infeasible}\n{why_infeasible(tables, request)}".strip()) from None
        request.progress.bounds(plan.objective, plan.bound, plan.gap)
        request = replace(request, progress=request.progress.other())
        if held is not None:
            from model.results.plan import HELD

            plan = replace(plan, statistics={**plan.statistics, HELD: "another plan"})
        if settings.value_of_information == "yes" and held is None:
            from model.planning.value import valued

            plan = valued(plan, request, until=until, workers=workers)
        elif settings.value_of_information == "yes":
            plan = replace(plan, statistics={**plan.statistics, **dict.fromkeys((EVPI, VSS), NOT_OF_HELD)})
        if not is_compared or held is not None:
            plan = baseline.beside(plan) if has_baseline else plan
            return audited(plan, with_responses_checked if held is None else None)
        return _compared(plan, request, until, baseline.beside if has_baseline else lambda plan: plan)


def _compared(plan: Plan, request: Request, until: float, beside: Callable[[Plan], Plan]) -> Plan:
    """The plan with its do-nothing baseline and months, audited. Months and checks of responses do not depend on each
    other, and are mostly HiGHS, which lets other threads work; then both cores are free for the futures. All at once
    takes longer, as threads wait for one another, and more memory (docs/decisions/0033). Months get half of the time
    that is left."""
    from model.monthly.worst_cases import by_months
    from model.solver.highs import Interrupt
    from model.solver.termination import Deadline

    stop = Interrupt(request.interrupt)
    alone = replace(request, progress=Progress.silent(), interrupt=stop)
    request.progress.stage("The worst disruptions month by month")
    with ThreadPoolExecutor(2) as pool:
        months = pool.submit(by_months, plan, alone, Deadline.after(until - time.time()).share(0.5))
        responses = [pool.submit(with_responses_checked, plan)] if plan.outcomes else []
        try:
            by_month, checks = results([months])[0], results(responses)
        except KeyboardInterrupt:  # the plan stays, with the months that are there
            (request.interrupt or stop).set()
            by_month, checks = results([months])[0], results(responses)

    def checked(plan: Plan) -> tuple[Plan, AuditLine]:
        ((with_costs, line),) = checks
        return replace(plan, frames={**plan.frames, **with_costs.frames}), line

    give_back(cycles=is_large(plan))
    plan = audited(beside(plan), checked)
    frames, statistics = {**by_month.frames, **plan.frames}, {**by_month.statistics, **plan.statistics}
    return replace(plan, frames=frames, statistics=statistics)


def _futures(tables: Tables) -> list[Outlook]:
    """The futures of a workbook's sheet What-ifs."""
    from model.whatif.apply import futures

    return [Outlook(future.name, future.probability, future.tables) for future in futures(tables)]


@dataclass(frozen=True)
class PlanJob(Job):
    """The plan of a workbook's tables, as one solve of a list."""

    is_explained: bool = True
    """Whether infeasibility is diagnosed;"""
    is_compared: bool = False
    """and whether the do-nothing baseline is solved as well."""

    def content(self) -> dict[str, Any]:
        explained = {} if self.is_explained else {"explained": False}
        return super().content() | explained | ({"compared": True} if self.is_compared else {})

    def find(self, progress: Progress) -> Plan:
        return self._solved(progress, is_base=True)

    def _solved(self, progress: Progress, **how: Any) -> Plan:
        return solve_tables(
            self.tables,
            gap=self.gap,
            time_limit=self.longest,
            progress=progress,
            why=self.is_explained,
            is_compared=self.is_compared,
            **how,
        )


@dataclass(frozen=True)
class NearJob(PlanJob):
    """A problem close to a base, such as a what-if, solved from the base's decisions or with these fixed."""

    near: Decisions | None = None
    base: Base | None = None
    """Data about the base."""
    is_held: bool = False

    def content(self) -> dict[str, Any]:
        near = None if self.near is None else sorted([repr(key), value] for key, value in self.near.items())
        hold = {"held": True} if self.is_held else {}
        return super().content() | {"near": near, "base": self.base and self.base.key} | hold

    def find(self, progress: Progress) -> Plan:
        from model.planning.reoptimise import prepared

        if self.is_held and self.near is None:
            raise SolveFailed("The base has no plan that could be held.")
        return self._solved(
            progress,
            near=self.near,
            held=Held(self.near) if self.is_held and self.near is not None else None,
            known=None if self.base is None else prepared(self.base).elsewhere,
            is_base=not self.is_held,
        )


def not_compared(plan: Plan) -> Plan:
    """The plan as it is found without its do-nothing baseline and months."""
    from model.results.risk import BY_MONTHS
    from model.results.without import BREACHES, FUTURES, WITHOUT

    added = (WITHOUT, BREACHES, FUTURES, BY_MONTHS)
    return replace(
        plan,
        frames={name: frame for name, frame in plan.frames.items() if name not in added},
        statistics={name: value for name, value in plan.statistics.items() if name not in added},
    )


def near(job: PlanJob, base: Base | None) -> Job:
    """The same plan from a base, if that is known."""
    return job if base is None else NearJob(**vars(job), near=base.decided, base=base)

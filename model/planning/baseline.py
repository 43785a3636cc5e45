"""The do-nothing baseline solved beside a plan, as the workbook is and in each of its futures.

docs/decisions/0024 defines it. It is a workbook like any other, so it is solved and audited like one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd

from model.errors import Infeasible, PlannerError
from model.families.assemble import build_model
from model.families.demand.rows import Demand
from model.families.instance import read_instance
from model.planning.do_nothing import as_it_stands, deterrents, limits_measured
from model.planning.reoptimise import elsewhere
from model.planning.request import Held, Known, Request, ignored
from model.planning.solve import audited, limits_to_break, solve_once
from model.progress import Progress
from model.results.decisions import LEFT_OUT
from model.results.plan import AuditFailed, Plan
from model.results.riskframes import LIMITS_FRAME, REPORTED
from model.results.without import (
    AS_IT_IS,
    BREACHES,
    BREAKS,
    FUTURES,
    WITHOUT,
    InFuture,
    OneSide,
    breaches_frame,
    breaks,
    futures_frame,
    without_frame,
)
from model.scenario.disruptions import Disruption
from model.scenario.limits import UNDISTURBED, UNLESS_HIT, must_hold
from model.sheets.names import NOT_KNOWN
from model.sheets.tables import Tables
from model.solver.highs import LARGE, Interrupt
from model.solver.matrix import read_matrix
from model.solver.warm_start import ProgramNames
from model.system.processes import results, threads

T = TypeVar("T")
Prices = Mapping[tuple[str, str], float]

ROUGH = 0.04
"""Gap of a future. On the example three linear programs in place of nine; at least and at most are told."""
LATE = "It was not solved before the time limit or Ctrl-C."
FINER = 0.01
"""Part of the requested gap, as most of the cost may be prices of shortage that is not allowed."""


@dataclass(frozen=True)
class Outlook:
    """A future: another workbook that materialises with a probability."""

    name: str
    probability: float
    tables: Tables = field(repr=False)

    @property
    def weighed(self) -> Tables:
        """Its tables without disruptions that have no probability: these are in no expected cost."""
        probable = {row.disruption for row in self.tables[Disruption] if row.probability > 0}
        rows = [row for row in self.tables[Disruption] if row.disruption in probable]
        return replace(self.tables, rows={**self.tables.rows, Disruption: rows})


@dataclass(frozen=True)
class Nothing:
    """The do-nothing baseline, and its cost in each future."""

    plan: Plan
    in_futures: Sequence[OneSide]


class Baseline:
    """The do-nothing baseline of tables, solved in a thread of its own while a large plan is sought: HiGHS lets other
    threads work. It is the same as afterwards, as neither depends on the other."""

    def __init__(
        self, tables: Tables, request: Request, until: float = math.inf, futures: Sequence[Outlook] = ()
    ) -> None:
        """``until`` is a time of the wall clock."""
        self._tables, self._request, self._until, self._futures = tables, request, until, futures
        self._interrupt = Interrupt(request.interrupt)
        self._found: Future[Nothing] | None = None
        self._stands: Tables | None = None
        """The tables of the baseline that has been begun."""

    def __enter__(self) -> Baseline:
        return self

    def __exit__(self, *error: object) -> None:
        self._interrupt.set()

    def start(self, columns: int) -> None:
        """Begin, if there is a core for it and the plan's program has many columns. Without prices of all demand the
        plan comes first."""
        has_prices = all(row.shortage_cost is not None for row in self._tables[Demand])
        if self._found is None and columns >= LARGE and has_prices and threads() > 1:
            self._stands = as_it_stands(self._tables, {})
            request = replace(self._request, progress=Progress.silent(), interrupt=self._interrupt)
            pool = ThreadPoolExecutor(1)
            self._found = pool.submit(self._nothing, self._stands, {}, request)
            pool.shutdown(wait=False)

    def beside(self, plan: Plan) -> Plan:
        """The plan with its do-nothing baseline: figures, those in futures, and breached limits among its frames or,
        among its statistics, why they are unknown."""
        prices, request = deterrents(plan), self._request
        tables = as_it_stands(plan.tables, prices)
        if tables == plan.tables:  # nothing is decided ahead, nothing limited
            return plan
        baseline = self._found if tables == self._stands else None
        if baseline is None and self._is_over(request):
            return _unknown(plan, LATE)
        request.progress.stage("Without the plan")
        try:
            nothing = self._nothing(tables, prices, request) if baseline is None else self._awaited([baseline])[0]
        except AuditFailed as failed:
            return _unknown(plan, f"What was found fails its audit: {failed}")
        except PlannerError as error:
            return _unknown(plan, f"What stands cannot go on as it is. {error}")
        frames = {
            WITHOUT: without_frame(nothing.plan, plan, prices),
            BREACHES: breaches_frame(nothing.plan, plan),
        }
        if self._futures:
            frames[FUTURES] = futures_frame(self._in_futures(plan, nothing, prices))
        return replace(plan, frames={**plan.frames, **frames})

    def _nothing(self, tables: Tables, prices: Prices, request: Request) -> Nothing:
        """The baseline, then that of each future, which starts from it."""
        gap = FINER * request.gap if prices else request.gap
        alone = replace(_alone(request), gap=gap, is_base=bool(self._futures))
        plan = audited(solve_once(tables, replace(alone, time_limit=self._until - time.time())))
        roughly = replace(_roughly(alone), warm_start=_warm_start(plan) if self._futures else None)
        there = [as_it_stands(future.weighed, prices) for future in self._futures]
        return Nothing(plan, [self._without(future, roughly, prices) for future in there])

    def _in_futures(self, plan: Plan, nothing: Nothing, prices: Prices) -> Iterator[InFuture]:
        """Both sides as the workbook is, and in each future with the plan's decisions held."""
        self._request.progress.stage("The plan in each future")
        learned = plan.learned
        if learned is not None:  # with other prices simplex loses its way from the plan's vertex
            learned = replace(learned, settled_at=None)
        warm_start = _warm_start(replace(plan, learned=learned))
        roughly = replace(_roughly(_alone(self._request)), warm_start=warm_start, progress=Progress.silent())
        asked = replace(roughly, hold=Held(plan.decided))
        # Cuts at the plan state what its responses cost; that a limit fails shows sooner with whole disruptions.
        by_cuts = _warm_start(replace(plan, learned=learned and replace(learned, active=frozenset())))
        with ThreadPoolExecutor(threads()) as pool:
            tasks = [
                pool.submit(self._plan_side, future.weighed, replace(asked, warm_start=by_cuts), asked)
                for future in self._futures
            ]
            self._request.progress.follow(tasks)
            outcomes = self._awaited(tasks)
        rest = 1.0 - sum(future.probability for future in self._futures)
        yield InFuture(AS_IT_IS, rest, OneSide.of(nothing.plan, prices), OneSide.of(plan, {}))
        for future, without, with_plan in zip(self._futures, nothing.in_futures, outcomes, strict=True):
            yield InFuture(future.name, future.probability, without, with_plan)

    def _without(self, tables: Tables, request: Request, prices: Prices) -> OneSide:
        try:
            return self._side(tables, request, prices)
        except Infeasible as error:
            return OneSide(remark=str(error))

    def _plan_side(self, tables: Tables, first: Request, request: Request) -> OneSide:
        """The plan's side of a future. If its decisions cannot keep every limit, those that they break undisturbed by
        the least are measured, as on the other side; else those in disruptions, too, or all. The remark names those
        that break. ``first`` asks for the plan with every limit, ``request`` for all that follows."""
        try:
            return self._side(tables, first, {})
        except Infeasible as strict:
            text = str(strict)
        least = limits_to_break(tables, request)
        in_disruptions = [row.limit for row in must_hold(tables) if row.held_during not in (UNDISTURBED, UNLESS_HIT)]
        for only in (least, [*least, *in_disruptions], ()):
            if self._is_over(request):
                return OneSide(remark=LATE)
            if only == []:
                continue
            try:
                measured = limits_measured(tables, only)
                there = audited(solve_once(measured, replace(request, time_limit=self._until - time.time())))
            except PlannerError:
                continue
            return OneSide.of(there, {}, breaks(_breaches(there, tables), is_least=only == least))
        return OneSide(remark=f"{BREAKS}a requirement: {text}")

    def _side(self, tables: Tables, request: Request, prices: Prices) -> OneSide:
        if self._is_over(request):
            return OneSide(remark=LATE)
        try:
            plan = audited(solve_once(tables, replace(request, time_limit=self._until - time.time())))
        except AuditFailed as failed:
            return OneSide(remark=f"What was found fails its audit: {failed}")
        except Infeasible:
            raise
        except PlannerError as error:
            return OneSide(remark=str(error))
        names = plan.statistics.get(LEFT_OUT)
        remark = f"Not held, as it does not exist there: {', '.join(names)}." if isinstance(names, list) else ""
        return OneSide.of(plan, prices, remark)

    def _is_over(self, request: Request) -> bool:
        return time.time() >= self._until or (request.interrupt is not None and request.interrupt.is_set)

    def _awaited(self, tasks: Sequence[Future[T]]) -> list[T]:
        """Results of threads; Ctrl-C asks them to stop with their best plans so far."""
        try:
            return results(tasks)
        except KeyboardInterrupt:
            self._interrupt.set()
            return results(tasks)


def beside(plan: Plan, request: Request, until: float = math.inf, futures: Sequence[Outlook] = ()) -> Plan:
    """The plan with its do-nothing baseline, solved now."""
    return Baseline(plan.tables, request, until, futures).beside(plan)


def _breaches(measured: Plan, tables: Tables) -> pd.DataFrame:
    """Limits of tables that a plan, for which they are measured only, breaches."""
    binding = [row.limit for row in must_hold(tables)]
    lines = [measured.frames[name] for name in (LIMITS_FRAME, REPORTED) if name in measured.frames]
    limits = pd.concat([frame[frame["limit"].isin(binding)] for frame in lines]) if lines else pd.DataFrame()
    there = replace(measured, tables=tables, frames={**measured.frames, LIMITS_FRAME: limits})
    return breaches_frame(there, there)


def _alone(request: Request) -> Request:
    request = replace(request, progress=request.progress.other(), built=ignored, is_proven=False)
    return replace(request, near=None, warm_start=None, hold=None, is_base=False, has_accounts=False)


def _roughly(request: Request) -> Request:
    """For what costs are needed of, not decisions: within half of this gap, or as far as no search is needed."""
    return replace(request, gap=max(request.gap, ROUGH), effort=0.0, is_base=False)


def _warm_start(plan: Plan) -> Known | None:
    """What the solve of a plan has learned, for programs of the same names, and the plan as the solution for cuts."""
    if plan.learned is None:
        return None
    learned = replace(plan.learned, relaxed=np.concatenate(list(plan.values.values())))
    names = learned.names
    if names is None:  # its solve was another process's
        instance = read_instance(plan.tables)
        names = ProgramNames.of(read_matrix(build_model(instance))[0], instance.tree.branches)
    return partial(elsewhere, learned, names)


def _unknown(plan: Plan, why: str) -> Plan:
    return replace(plan, statistics={**plan.statistics, WITHOUT: f"{NOT_KNOWN}: {why}"})

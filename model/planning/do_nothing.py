"""Do-nothing baseline: existing assets continue, no new decisions; solved as a reference for the plan.

docs/decisions/0024 defines it. It is a workbook like any other, so it is solved and audited like one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from model.errors import PlannerError
from model.families.closures.rows import Closure
from model.families.contracts.rows import Contract
from model.families.decisions.rows import ALREADY_MADE, Decision
from model.families.demand.rows import Demand
from model.families.footprints.rows import FootprintLimit
from model.families.funds import Fund
from model.families.investment.rows import Project
from model.families.stockpiles.rows import Stockpile
from model.families.technology.rows import HELD, Technology
from model.planning.request import Request, ignored
from model.planning.solve import audited, solve_once
from model.progress import Progress
from model.results.plan import AuditFailed, Plan
from model.results.without import BREACHES, WITHOUT, breaches_frame, without_frame
from model.scenario.build_context import MONEY
from model.scenario.limits import AT_MOST, Limit
from model.sheets.byyear import ByYear
from model.sheets.common import Supplier
from model.sheets.schema import Row
from model.sheets.tables import Tables
from model.sheets.wording import NOT_KNOWN
from model.solver.highs import LARGE, Interrupt
from model.system.resources import threads
from model.system.waiting import results

ENDLESS = 1e12
"""Effectively infinite bound."""
LOOSEST: Mapping[str, float] = {"share": 1.0, "HHI": 1e4}
"""Bounds of measures with a natural maximum."""

DETERRENT = 10.0
"""Multiple of the highest known price that is put on a shortage that is not allowed,"""
FINER = 0.01
"""and the gap is that part of the requested one, as most of the cost may be such prices."""


class Baseline:
    """The do-nothing baseline of tables, solved in a thread of its own while a large plan is sought: HiGHS lets other
    threads work. It is the same as afterwards, as neither depends on the other."""

    def __init__(self, tables: Tables, request: Request, until: float = math.inf) -> None:
        """``until`` is a time of the wall clock."""
        self._tables, self._request, self._until = tables, request, until
        self._interrupt = Interrupt(request.interrupt)
        self._found: Future[Plan] | None = None
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
            alone = _alone(self._request, self._request.gap, self._until - time.time())
            alone = replace(alone, progress=Progress.silent(), interrupt=self._interrupt)
            pool = ThreadPoolExecutor(1)
            self._found = pool.submit(_solved, self._stands, alone)
            pool.shutdown(wait=False)

    def beside(self, plan: Plan) -> Plan:
        """The plan with its do-nothing baseline: figures and breached limits among its frames or, among its statistics,
        why they are unknown."""
        prices, request = deterrents(plan), self._request
        tables = as_it_stands(plan.tables, prices)
        if tables == plan.tables:  # nothing is decided ahead, nothing limited
            return plan
        left = self._until - time.time()
        found = self._found if tables == self._stands else None
        if found is None and (left <= 0 or (request.interrupt is not None and request.interrupt.is_set)):
            return _unknown(plan, "It was not solved before the time limit or Ctrl-C.")
        request.progress.stage("Without the plan")
        gap = FINER * request.gap if prices else request.gap
        try:
            stands = _solved(tables, _alone(request, gap, left)) if found is None else self._awaited(found)
        except AuditFailed as failed:
            return _unknown(plan, f"What was found fails its audit: {failed}")
        except PlannerError as error:
            return _unknown(plan, f"What stands cannot go on as it is. {error}")
        frames = {WITHOUT: without_frame(stands, plan, prices), BREACHES: breaches_frame(stands, plan)}
        return replace(plan, frames={**plan.frames, **frames})

    def _awaited(self, found: Future[Plan]) -> Plan:
        """The baseline when its thread has ended; Ctrl-C asks it to stop with its best plan so far."""
        try:
            return results([found])[0]
        except KeyboardInterrupt:
            self._interrupt.set()
            return results([found])[0]


def beside(plan: Plan, request: Request, until: float = math.inf) -> Plan:
    """The plan with its do-nothing baseline, solved now."""
    return Baseline(plan.tables, request, until).beside(plan)


def _alone(request: Request, gap: float, left: float) -> Request:
    request = replace(request, gap=gap, time_limit=left, progress=request.progress.other(), built=ignored)
    return replace(request, near=None, known=None, held=None, is_base=False)


def _solved(tables: Tables, request: Request) -> Plan:
    return audited(solve_once(tables, request))


def _unknown(plan: Plan, why: str) -> Plan:
    return replace(plan, statistics={**plan.statistics, WITHOUT: f"{NOT_KNOWN}: {why}"})


def deterrents(plan: Plan) -> dict[tuple[str, str], float]:
    """Penalty on unmet demand that must be served, high enough that it is served if possible. The highest known price
    is one of the workbook, or all spending of the plan divided among all demand."""
    rows = [row for row in plan.tables[Demand] if row.shortage_cost is None]
    if not rows:
        return {}
    demand = float(plan.frames["service"]["demand"].sum())
    spent = float(plan.frames["costs"]["present_value"].abs().sum()) * MONEY[plan.tables.settings.amounts]
    known = [spent / demand if demand > 0 else 0.0]
    known += [row.shortage_cost for row in plan.tables[Demand] if row.shortage_cost is not None]
    known += [price for row in plan.tables[Supplier] for _, price in row.price.points]
    return {(row.market, row.product): DETERRENT * max(known) for row in rows}


def as_it_stands(tables: Tables, prices: Mapping[tuple[str, str], float]) -> Tables:
    """Tables without new decisions or limits; ``prices`` are those of shortage that the workbook does not allow."""
    never, after = tables.settings.first_year - 1, tables.settings.last_year + 1
    changed: dict[type[Row], list[Row]] = {
        Project: [replace(row, latest_decision=never, minimum_modules=0) for row in tables[Project]],
        Contract: [replace(row, latest_start=never, cancellation_fee=None) for row in tables[Contract]],
        Technology: [row if row.way == HELD else replace(row, earliest_decision=after) for row in tables[Technology]],
        Closure: [replace(row, latest=never) for row in tables[Closure]],
        Decision: [row for row in tables[Decision] if row.rule == ALREADY_MADE],
        Stockpile: [_no_higher(row) for row in tables[Stockpile]],
        Fund: [replace(row, total=None, limit=None) for row in tables[Fund]],
        FootprintLimit: [replace(row, total=None, limit=None) for row in tables[FootprintLimit]],
        Limit: [only_measured(row) for row in tables[Limit]],
        Demand: [
            replace(row, minimum_service=0.0, shortage_cost=prices.get((row.market, row.product), row.shortage_cost))
            for row in tables[Demand]
        ],
    }
    rows = {row_class: rows for row_class, rows in changed.items() if tables.rows.get(row_class)}
    return replace(tables, rows={**tables.rows, **rows})


def _no_higher(row: Stockpile) -> Stockpile:
    """A stockpile without further build-up."""
    most = row.opening_stock if row.capacity is None else min(row.opening_stock, row.capacity)
    return replace(row, capacity=most, cover=0.0, minimum_closing_stock=min(row.minimum_closing_stock, most))


def only_measured(row: Limit) -> Limit:
    """A limit relaxed so that it is only measured."""
    if row.measure.startswith("CVaR"):
        return replace(row, value=None, priority=None)
    loosest = LOOSEST.get(row.measure, ENDLESS) if row.sense == AT_MOST else 0.0
    return replace(row, value=ByYear.of(loosest), priority=None)

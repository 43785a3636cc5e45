"""What-ifs in which plants close: investments stay as planned, and each year is decided with those before it held."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from model.families.demand.rows import Demand
from model.families.instance import tree_of
from model.pipeline import PlanJob
from model.planning.do_nothing import only_measured
from model.planning.request import Held
from model.progress import Progress
from model.results.decisions import Decisions
from model.results.plan import Plan
from model.runs import Result, State
from model.runs.job import Asking
from model.scenario.limits import Limit
from model.sheets.tables import Tables
from model.solver.arrays import Array
from model.studies.closures.rule import Closings, cash, due, raised, with_closings, with_floors, with_states
from model.studies.study import OfSolves

TRIALS = 4
"""Times that a floor is raised until it keeps all plants open."""


@dataclass(frozen=True)
class ClosureJob(PlanJob):
    """A workbook with the first-stage decisions of a plan, and operation in years that are over."""

    decided: Decisions = field(default_factory=dict)
    past: Mapping[str, Array] = field(default_factory=dict)
    """Values by variable of the solve of which operation is held,"""
    past_key: str = ""
    """the key of its job,"""
    year: int = 0
    """and the year before which it is."""

    def content(self) -> dict[str, Any]:
        fixed = sorted([repr(key), value] for key, value in self.decided.items())
        return super().content() | {"held": fixed, "past": [self.past_key, self.year]}

    def find(self, progress: Progress) -> Plan:
        nodes = frozenset(node for node in tree_of(self.tables).trunk if int(node) < self.year)
        return self._solved(progress, held=Held(self.decided, past=self.past, at=nodes), near=self.decided)


@dataclass(frozen=True)
class Lasting:
    """A what-if that lasts: plants that close, and the plan with all closures."""

    name: str
    result: Result
    """The last solve, with all closures."""
    closed: Closings
    losses: Mapping[str, Mapping[int, float]]
    """Cash of each plant that closes, in the years before [amount]."""
    floors: Mapping[str, float] = field(default_factory=dict)
    """By commodity: under these the rule closes no plant; empty if none was found [currency/unit]."""
    why_no_floor: str = ""
    misses: bool = False
    """Whether not every target can be met."""

    @cached_property
    def plan(self) -> Plan | None:
        return self.result.plan() if self.result.has_plan else None


@dataclass(frozen=True)
class PlantClosures(OfSolves):
    """Closures in each what-if, beside the plan of the workbook."""

    base: Plan
    """The investments of the plan, undisturbed and without closures."""
    cases: tuple[Lasting, ...]
    results: tuple[Result, ...]

    @cached_property
    def planned(self) -> Plan:
        """The plan of the workbook, disruptions included."""
        return self.results[0].plan()


def lasting(name: str, tables: Tables, decided: Decisions) -> Asking[Lasting]:
    """The closures of a what-if, and the floors that would prevent them."""
    case = yield from closures(name, tables, decided)
    plan, floors, tried = case.plan if case.closed else None, dict[str, float](), case
    for trial in range(1, TRIALS + 1):
        current = tried.plan
        if plan is None or current is None:
            return case
        higher = raised(current, tried.losses, floors)
        if isinstance(higher, str):
            return replace(case, why_no_floor=higher)
        floors, supported = higher, with_floors(tables, plan, case.closed, higher)
        tried = yield from closures(f"{name}, floor {trial}", supported, decided, most=0)
        if tried.result.has_plan and not tried.losses:
            return replace(case, floors=floors)
    return replace(case, why_no_floor=f"{TRIALS} floors, each above the last, are not enough")


def closures(name: str, tables: Tables, decided: Decisions, most: float = math.inf) -> Asking[Lasting]:
    """Plants that close in a what-if, year after year, at most ``most`` times, with losses of the next ones in any
    case. Each further solve holds operation in the years before. Where closures leave no plan that meets every
    target, targets are measured and no longer held."""
    closed: dict[str, int] = {}
    losses: dict[str, dict[int, float]] = {}
    before: dict[str, Any] = {}
    fixed, misses = decided, False
    while True:
        label = ", ".join([name, *map(str, sorted(set(closed.values())))])
        shut = with_closings(tables, closed)
        job = ClosureJob(label, shut, is_explained=False, decided=fixed, **before)
        (result,) = yield [job]
        if result.state == State.INFEASIBLE and not misses:
            tables, misses = without_targets(tables), True
            continue
        plan = result.plan() if result.has_plan else None
        closing = None if plan is None else due(plan, closed)
        if plan is None or closing is None:
            return Lasting(name, result, closed, losses, misses=misses)
        year, plants = closing
        losses |= {plant: {t: amount for t, amount in cash(plan)[plant].items() if t < year} for plant in plants}
        if len(set(closed.values())) >= most:
            return Lasting(name, result, closed, losses, misses=misses)
        closed |= dict.fromkeys(plants, year)
        fixed = with_states(decided, tables, closed, plan.periods)
        before = {"past": plan.values, "past_key": job.key(), "year": year}


def without_targets(tables: Tables) -> Tables:
    """The tables whose limits are measured and not held."""
    served = [replace(row, minimum_service=0.0) for row in tables[Demand]]
    return tables.replaced(Limit, list(map(only_measured, tables[Limit]))).replaced(Demand, served)

"""What-ifs in which plants close: investments stay as planned, and each year is decided with those before it held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from model.errors import ExitCode
from model.families.instance import tree_of
from model.pipeline import PlanJob
from model.planning.request import Held
from model.progress import Progress
from model.results.decisions import Decisions
from model.results.plan import Plan
from model.runs import Result, State, exit_code_of
from model.runs.asking import Asking
from model.sheets.tables import Tables
from model.studies.closures.floors import raised, with_floors
from model.studies.closures.rule import Closings, cash, due, with_closings, with_states

TRIALS = 4
"""Times that a floor is raised until it keeps all plants open."""


@dataclass(frozen=True)
class ClosureJob(PlanJob):
    """A workbook with the first-stage decisions of a plan, and operation in years that are over."""

    decided: Decisions = field(default_factory=dict)
    past: Decisions = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        held = ([[repr(key), value] for key, value in each.items()] for each in (self.decided, self.past))
        return super().content() | dict(zip(("held", "past"), map(sorted, held), strict=True))

    def find(self, progress: Progress) -> Plan:
        return self._solved(progress, held=Held(self.decided, past=self.past), near=self.decided)


@dataclass(frozen=True)
class Lasting:
    """A what-if that lasts: who closes when, and what holds then."""

    name: str
    result: Result
    """The last solve, with all closures."""
    closed: Closings
    losses: Mapping[str, Mapping[int, float]]
    """Cash of each plant that closes, in the years before [amount]."""
    floors: Mapping[str, float] = field(default_factory=dict)
    """By commodity: under these the rule closes no plant; empty if none was found [currency/unit]."""

    @property
    def plan(self) -> Plan | None:
        return self.result.plan() if self.result.has_plan else None


@dataclass(frozen=True)
class PlantClosures:
    """Closures in each what-if, beside the plan of the workbook."""

    base: Plan
    cases: tuple[Lasting, ...]
    results: tuple[Result, ...]

    @property
    def is_stopped(self) -> bool:
        return any(result.state == State.STOPPED for result in self.results)

    @property
    def exit_code(self) -> ExitCode:
        return exit_code_of(self.results)


def lasting(name: str, tables: Tables, decided: Decisions) -> Asking[Lasting]:
    """The closures of a what-if, and the floors that would prevent them."""
    found = yield from closures(name, tables, decided)
    if not found.closed:
        return found
    plan = found.plan
    assert plan is not None
    floors, tried = dict[str, float](), found
    for trial in range(1, TRIALS + 1):
        known = tried.plan
        higher = None if known is None else raised(known, tried.losses, floors)
        if higher is None:
            break
        floors = higher
        supported = with_floors(tables, plan, found.closed, floors)
        tried = yield from closures(f"{name}, floor {trial}", supported, decided)
        if tried.result.has_plan and not tried.closed:
            return replace(found, floors=floors)
    return found


def closures(name: str, tables: Tables, decided: Decisions) -> Asking[Lasting]:
    """Plants that close in a what-if, year after year. Each further solve holds what has been in the years before."""
    closed: dict[str, int] = {}
    losses: dict[str, dict[int, float]] = {}
    (result,) = yield [ClosureJob(name, tables, is_explained=False, decided=decided)]
    while result.has_plan:
        plan = result.plan()
        found = due(plan, closed)
        if found is None:
            break
        year, plants = found
        closed |= dict.fromkeys(plants, year)
        losses |= {plant: {t: each for t, each in cash(plan)[plant].items() if t < year} for plant in plants}
        job = ClosureJob(
            f"{name}, {year}", with_closings(tables, closed), is_explained=False,
            decided=with_states(decided, tables, closed, plan.periods), past=_until(plan, year),
        )  # fmt: skip
        (result,) = yield [job]
    return Lasting(name, result, closed, losses)


def _until(plan: Plan, year: int) -> Decisions:
    """Values of a plan at undisturbed nodes before a year."""
    from model.families.assemble import build_model
    from model.families.instance import read_instance
    from model.solver.matrix import read_matrix

    matrix, _ = read_matrix(build_model(read_instance(plan.tables)))
    nodes = {node for node in tree_of(plan.tables).trunk if int(node) < year}
    values = {name: value for name, value in plan.values.items() if len(value)}
    return {
        (name, key): float(value)
        for name, block in matrix.variables.items()
        if name in values
        for key, value in zip(block.keys, values[name].tolist(), strict=True)
        if (key[-1] if isinstance(key, tuple) else key) in nodes
    }

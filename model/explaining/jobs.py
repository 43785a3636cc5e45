"""Questions to a plan as jobs of a list: what each comes to depends on the plan and the question alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar

from model.errors import Infeasible, SolveFailed
from model.explaining.missed import missed
from model.explaining.questions import OF_COST, Asked, Kind, Translator
from model.explaining.sketch import sketch
from model.results.decisions import TOLERANCES
from model.runs import Job
from model.runs.job import key_of, values_of
from model.sheets.tables import Tables

if TYPE_CHECKING:
    from model.planning.base import Base
    from model.planning.prepared import Prepared
    from model.progress import Progress
    from model.results.plan import Plan
    from model.solver.program import Program
    from model.solver.solve import Solution

COST = "cost"
"""What the plan of an answer costs, among its measures; the others are its sketch."""

RANGE_GAP = 0.02
"""Of the size that is asked for, relative to the greatest."""


@dataclass(frozen=True)
class AskedJob(Job):
    """One question. Its plan has no result tables: only cost, decisions and a sketch of what goes with them."""

    asked: Asked = field(default_factory=lambda: Asked(Kind.NEARNESS))
    base: Base = field(kw_only=True)
    """The plan."""

    is_whole: ClassVar[bool] = False

    def content(self) -> dict[str, Any]:
        return {"job": type(self).__qualname__, "of": self.base.key, "asked": self.asked.content()}

    def find(self, progress: Progress) -> Plan:
        from model.planning.prepared import prepared

        progress.stage("Building the model")
        base = prepared(self.base)
        translator = Translator(base, self.base.decided)
        program = translator.question(self.asked).of(translator.program(self.asked))
        gap = self.precision if self.asked.kind in OF_COST else RANGE_GAP
        solution = self._solved(base, program, gap, progress)
        if self.asked.kind == Kind.DIFFERENT:
            solution = self._cheapest(base, solution, progress)
        measures: dict[str, float] = {COST: program.matrix.cost_of(solution.values)}
        if self.asked.kind == Kind.NEARNESS:
            measures |= {
                each.title: value for each, value in translator.nearness(solution.duals, self.asked.subjects).items()
            }
        elif self.asked.kind in (Kind.WITHOUT, Kind.WITH):
            measures |= sketch(base, solution)
        return self._plan(base, solution, measures)

    def _solved(self, base: Prepared, program: Program, gap: float, progress: Progress) -> Solution:
        """Raises Infeasible with the limits that what comes nearest to a plan misses."""
        rounds = base.rounds(program)
        try:
            if self.asked.kind == Kind.ALONE:
                return rounds.hold(gap=gap, time_limit=self.longest, progress=progress)
            return rounds.solve(gap=gap, time_limit=self.longest, near=base.whole, progress=progress)
        except Infeasible:
            raise Infeasible(missed(base, rounds.learning)) from None

    def _cheapest(self, base: Prepared, solution: Solution, progress: Progress) -> Solution:
        """With the decisions of a plan that was looked for with another aim, the cheapest, for nothing else of it was
        meant; as it was where that is not found."""
        names = {each.variable for each in self.asked.subjects} | {"size"}
        meant = {
            each: solution.values[column]
            for each, column in base.ahead.columns.items()
            if base.matrix.integer[column] or each[0] in names
        }
        program = base.held(meant, TOLERANCES[-1]).of(base.learning.program)
        try:
            found = self._solved(base, program, self.precision, progress)
        except (Infeasible, SolveFailed):
            return solution
        return replace(solution, values=found.values)

    def _plan(self, base: Prepared, solution: Solution, measures: Mapping[str, float]) -> Plan:
        from model.results.plan import Plan

        return Plan(
            outcome=solution.outcome,
            objective=solution.objective,
            bound=solution.bound,
            gap=solution.gap,
            seconds=solution.seconds,
            tables=Tables(self.tables.settings, {}),
            periods=base.instance.calendar.periods,
            frames={},
            units={},
            measures=measures,
            decided=base.ahead.decided(solution.values),
        )


def jobs_of(plan: Plan, gap: float | None, time_limit: float | None) -> Callable[[Asked], AskedJob]:
    """What makes a job of a question to a plan. Bounds with a priority are held as tight as the plan was to hold them.
    Raises as a solve does."""
    from model.planning.base import Base
    from model.planning.priorities import in_order, settled
    from model.planning.solving import Request

    tables, longest = plan.tables, plan.tables.settings.time_limit if time_limit is None else time_limit
    if in_order(tables):
        tables = settled(tables, Request(tables.settings.gap if gap is None else gap, longest, near=plan.decided))
    decided = sorted([repr(each), value] for each, value in plan.decided.items())
    learned = None if plan.learned is None else sha256(plan.learned.packed()).hexdigest()
    base = Base(key_of([values_of(tables, gap), decided, learned]), tables, plan.decided, plan.learned)

    def job(asked: Asked) -> AskedJob:
        return AskedJob(asked.title, tables, gap, time_limit, asked=asked, base=base)

    return job

"""Questions to a plan as jobs of a list: each result depends on the plan and the question alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar

from model.errors import Infeasible, SolveFailed
from model.planning.learning_job import plan_content
from model.planning.request import Request
from model.runs import Job
from model.runs.job import key_of
from model.sheets.tables import Tables
from model.solver.solve import ENOUGH
from model.studies.explain.instead import forbidding, missed, sketch
from model.studies.explain.questions import OF_COST, SKETCHED, Asked, Query, Translator
from model.tolerances import SOLVED

if TYPE_CHECKING:
    from model.planning.reoptimise import Base, Prepared
    from model.progress import Progress
    from model.results.plan import Plan
    from model.solver.program import Program
    from model.solver.solve import Solution

COST = "cost"
"""Name of the cost of an answer's plan, among its measures; the others are its sketch."""

RANGE_GAP = 0.02
"""Within which the least size is found, relative to the greatest."""


MANY = 50_000
"""Columns from which a first plan has to do for an answer."""

EFFORT, EFFORT_TO_DIFFER = 1e7, 1e6
"""Maximum nodes times columns of an answer in a smaller program; for a plan that differs there is no proof."""


@dataclass(frozen=True)
class AskedJob(Job):
    """One question. Its plan has no result tables: only cost, decisions and a sketch."""

    asked: Asked = field(default_factory=lambda: Asked(Query.NEARNESS))
    base: Base = field(kw_only=True)
    """The plan."""

    is_whole: ClassVar[bool] = False

    def content(self) -> dict[str, Any]:
        return {"job": type(self).__qualname__, "of": self.base.key, "asked": self.asked.content()}

    def find(self, progress: Progress) -> Plan:
        """Raises Infeasible with the reason if there is no plan, and always where the cells that forbid one are
        asked for."""
        from model.planning.reoptimise import prepared

        progress.stage("Building the model")
        base = prepared(self.base)
        translator = Translator(base, self.base.decided)
        if self.asked.kind == Query.FORBIDDEN:
            request = Request(self.precision, self.longest, progress.other())
            raise Infeasible(forbidding(translator.required(self.asked.subjects[0]), request, self.asked.at_cost))
        program = translator.question(self.asked).of(translator.program(self.asked))
        gap = self.precision if self.asked.kind in OF_COST else RANGE_GAP
        solution = self._solved(base, program, gap, progress)
        is_sketched = self.asked.kind in SKETCHED
        if self.asked.kind == Query.DIFFERENT and (cheapest := self._cheapest(base, solution, progress)) is not None:
            solution, is_sketched = cheapest, True
        measures: dict[str, float] = {COST: program.matrix.cost_of(solution.values)}
        if self.asked.kind == Query.NEARNESS:
            measures |= {
                each.title: value for each, value in translator.nearness(solution.duals, self.asked.subjects).items()
            }
        elif is_sketched:
            measures |= sketch(base, solution)
        return self._plan(base, solution, measures)

    def _solved(self, base: Prepared, program: Program, gap: float, progress: Progress) -> Solution:
        """Raises Infeasible with the limits violated at the nearest point; SolveFailed if all integers are fixed and
        none is violated: HiGHS's presolve has called programs infeasible that have a solution."""
        rounds = base.rounds(program)
        rounds.leaves_unlikely = self.asked.kind not in (*SKETCHED, Query.DIFFERENT)
        effort = self._effort(base)
        try:
            if self.asked.kind == Query.ALONE:
                return rounds.hold(gap=gap, time_limit=self.longest, progress=progress, effort=effort)
            return rounds.solve(gap=gap, time_limit=self.longest, near=base.whole, progress=progress, effort=effort)
        except Infeasible:
            reason = missed(base, rounds.learning)
            if self.asked.kind == Query.ALONE and not reason:
                raise SolveFailed("HiGHS gives contradictory answers on whether a plan exists.") from None
            raise Infeasible(reason) from None

    def _effort(self, base: Prepared) -> float:
        """Effort of the search for a plan. It need not be within the gap, as bounds and plans are kept apart."""
        if len(base.matrix.cost) >= MANY:
            return 0.0
        return EFFORT_TO_DIFFER if self.asked.kind == Query.DIFFERENT else EFFORT

    def _cheapest(self, base: Prepared, solution: Solution, progress: Progress) -> Solution | None:
        """The cheapest plan with the decisions of one found for another objective, which determines nothing else; None
        if not found."""
        names = {each.variable for each in self.asked.subjects} | {"size"}
        meant = {
            each: solution.values[column]
            for each, column in base.ahead.columns.items()
            if base.matrix.integer[column] or each[0] in names
        }
        program = base.held(meant, SOLVED).of(base.learning.program)
        try:
            found = self._solved(base, program, self.precision, progress)
        except (Infeasible, SolveFailed):
            return None
        return replace(solution, values=found.values)

    def _plan(self, base: Prepared, solution: Solution, measures: Mapping[str, float]) -> Plan:
        from model.results.plan import Plan

        return Plan(
            outcome="optimal" if solution.outcome == ENOUGH else solution.outcome,
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


def held_tight(plan: Plan, gap: float | None, time_limit: float | None) -> Plan:
    """The plan, with tables in which bounds with a priority are as tight as it was to hold them. Raises as a solve
    does."""
    from model.planning.lexicographic import in_order, settled
    from model.planning.request import Request

    tables, longest = plan.tables, plan.tables.settings.time_limit if time_limit is None else time_limit
    if not in_order(tables):
        return plan
    request = Request(tables.settings.gap if gap is None else gap, longest, near=plan.decided)
    return replace(plan, tables=settled(tables, request))


def jobs_of(plan: Plan, gap: float | None, time_limit: float | None) -> Callable[[Asked], AskedJob]:
    """Factory of jobs for questions to a plan."""
    from model.planning.reoptimise import Base

    learned = None if plan.learned is None else sha256(plan.learned.packed()).hexdigest()
    key = key_of([*plan_content(plan, gap), learned])
    base = Base(key, plan.tables, plan.decided, plan.learned)

    def job(asked: Asked) -> AskedJob:
        return AskedJob(asked.title, plan.tables, gap, time_limit, asked=asked, base=base)

    return job

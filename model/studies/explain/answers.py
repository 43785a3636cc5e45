"""Questions to a plan as jobs of a list, each of which depends on the plan and the question alone; and answers about
cost: proven and actual additional cost, and certificates of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar

from model.errors import Infeasible, SolveFailed
from model.planning.learning_job import plan_content
from model.planning.proving import proven_answer
from model.planning.reoptimise import Prepared, Question
from model.planning.request import Request
from model.results.decisions import Decisions
from model.results.plan import HELD, Plan
from model.runs import Job, Result, State
from model.runs.job import key_of
from model.sheets.tables import Tables
from model.solver.solve import ENOUGH
from model.solver.termination import bound_below
from model.studies.explain.instead import capital_of, forbidding, missed, sketch
from model.studies.explain.questions import OF_COST, SKETCHED, Asked, Query, Translator
from model.studies.explain.subjects import Subjects
from model.tolerances import SOLVED

if TYPE_CHECKING:
    from model.planning.reoptimise import Base
    from model.progress import Progress
    from model.proof.certify import Proven
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
            raise forbidding(translator.required(self.asked.subjects[0]), request, self.asked.at_cost)
        program = translator.question(self.asked).of(translator.program(self.asked))
        gap = self.precision if self.asked.kind in OF_COST else RANGE_GAP
        solution = self._solved(base, program, gap, progress)
        is_sketched = self.asked.kind in SKETCHED
        if self.asked.kind == Query.DIFFERENT and (cheapest := self._cheapest(base, solution, progress)) is not None:
            solution, is_sketched = cheapest, True
        measures: dict[str, float] = {COST: program.matrix.cost_of(solution.values)}
        if self.asked.kind == Query.NEARNESS:
            nearness = translator.nearness(solution.duals, self.asked.subjects)
            measures |= {subject.title: cost for subject, cost in nearness.items()}
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
        names = {subject.variable for subject in self.asked.subjects} | {"size"}
        meant = {
            key: solution.values[column]
            for key, column in base.ahead.columns.items()
            if base.matrix.integer[column] or key[0] in names
        }
        program = base.with_fixed(meant, SOLVED).of(base.learning.program)
        try:
            cheapest = self._solved(base, program, self.precision, progress)
        except (Infeasible, SolveFailed):
            return None
        return replace(solution, values=cheapest.values)

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
    from model.planning.request import Request
    from model.planning.solve import settled
    from model.scenario.limits import in_order

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


# ---------------------------------------------------------------------------------------------- answers


@dataclass(frozen=True)
class Answer:
    """Outcome of a question."""

    asked: Asked
    state: State
    reason: str
    """Limits violated at the nearest point, if there is no plan."""
    value: float
    """Value of the plan found: its cost [amount], or a sum of sizes;"""
    bound: float
    """and its proven lower bound."""
    cost: float
    """Cost of the plan found [amount]."""
    decided: Decisions
    measures: Mapping[str, float]

    @classmethod
    def of(cls, result: Result) -> Answer:
        job = result.job
        if not isinstance(job, AskedJob):
            raise TypeError(f"{job.name} is no question")
        if not result.has_plan:
            bound = result.bound if math.isfinite(result.bound) else -math.inf
            proven = math.inf if result.state == State.INFEASIBLE else bound
            return cls(job.asked, result.state, result.reason, math.nan, proven, math.nan, {}, {})
        plan = result.plan()
        measures = dict(plan.measures)
        cost = measures.get(COST, math.nan)
        return cls(job.asked, result.state, "", result.objective, result.bound, cost, plan.decided, measures)

    @property
    def has_plan(self) -> bool:
        return math.isfinite(self.value)

    @property
    def is_impossible(self) -> bool:
        """Whether it is proven that there is no plan."""
        return self.state == State.INFEASIBLE

    @property
    def is_sketched(self) -> bool:
        """Whether its plan is the cheapest found for its decisions, with a sketch."""
        return len(self.measures) > 1 and self.asked.kind != Query.NEARNESS

    @property
    def capital(self) -> float:
        """Capital cost of the first subject in the plan found, at its cost in the workbook [amount]."""
        return capital_of(self.measures, self.asked.subjects[0].name)


def bound_of(plan: Plan) -> float:
    """Proven lower bound on the cost of every plan of the workbook [amount]: none if the plan holds the decisions of
    another one, for its bound is on plans that do so, or if its bound was read from a file."""
    return -math.inf if plan.is_stored or plan.statistics.get(HELD) else plan.bound


@dataclass(frozen=True)
class Extra:
    """Additional cost of a different decision [amount], each decided at least cost. The possible distance of the plan
    itself from least cost is part of the proven bounds."""

    at_least: float
    """Proven: from the bound with the different decision to the cost of the plan; infinite if there is no plan, minus
    infinity if nothing is known."""
    at_most: float
    """Proven: from the bound of the plan to the cost of a plan found with the different decision; infinite if none
    was."""
    attained: float
    """From the cost of the plan to that of a plan found with the different decision; infinite if none was."""
    rounding: float
    """Threshold below which differences are rounding [amount]."""

    @classmethod
    def of(cls, plan: Plan, answer: Answer) -> Extra:
        """From the answer to a question about cost."""
        if answer.asked.kind not in OF_COST:
            raise ValueError(f"{answer.asked.kind} is not about cost")
        bound = answer.bound if answer.asked.capex != 1.0 else max(answer.bound, bound_of(plan))
        extra = cls(bound - plan.objective, math.inf, math.inf, SOLVED * abs(plan.objective))
        return extra.with_plan(plan, answer)

    @classmethod
    def open(cls, plan: Plan) -> Extra:
        """Trivial bounds: no plan costs less than the bound."""
        return cls(bound_of(plan) - plan.objective, math.inf, math.inf, SOLVED * abs(plan.objective))

    def with_plan(self, plan: Plan, other: Answer | None) -> Extra:
        """Tightened by another plan with the decision. Raises Contradiction if it costs less than is proven of those
        with the decision, or if it is one of the workbook and costs less than is proven of all."""
        if other is None or not other.has_plan:
            return self
        bound_below(other.cost, plan.objective + self.at_least)
        bound = bound_of(plan) if other.asked.capex != 1.0 else bound_below(other.cost, bound_of(plan))
        at_most, in_plan = other.cost - bound, other.cost - plan.objective
        return replace(self, at_most=min(self.at_most, at_most), attained=min(self.attained, in_plan))

    @property
    def is_impossible(self) -> bool:
        return self.at_least == math.inf

    @property
    def is_proven(self) -> bool:
        """Whether it is proven to cost more; unproven differences may lie within the gaps."""
        return self.at_least > self.rounding

    @property
    def is_free(self) -> bool:
        """Whether a plan was found that costs no more."""
        return self.attained <= self.rounding


# ---------------------------------------------------------------------------------------------- proof


def proven_without(plan: Plan, name: str, progress: Progress | None = None) -> Proven:
    """The certificate of the bound on all plans without a decision, or that there is none. Raises InputError if the
    plan does not decide on that name, and as ``proven_plan``."""
    asked = Asked(Query.WITHOUT, tuple(Subjects(plan).find(name)))

    def ask(base: Prepared) -> Question:
        return Translator(base, plan.decided).question(asked)

    return proven_answer(plan, ask, progress)

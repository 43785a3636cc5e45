"""Answers to questions about cost: proven and actual additional cost, and certificates of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from model.planning.proving import proven_answer
from model.planning.reoptimise import Prepared, Question
from model.results.decisions import Decisions
from model.results.plan import HELD, Plan
from model.runs import Result, State
from model.solver.termination import bound_below
from model.studies.explain.instead import capital_of
from model.studies.explain.jobs import COST, AskedJob
from model.studies.explain.questions import OF_COST, Asked, Query, Translator
from model.studies.explain.subjects import Subjects
from model.tolerances import SOLVED

if TYPE_CHECKING:
    from model.progress import Progress
    from model.proof.certify import Proven


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
            known = result.bound if math.isfinite(result.bound) else -math.inf
            proven = math.inf if result.state == State.INFEASIBLE else known
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
    found: float
    """From the cost of the plan to that of a plan found with the different decision; infinite if none was."""
    rounding: float
    """Threshold below which differences are rounding [amount]."""

    @classmethod
    def of(cls, plan: Plan, answer: Answer) -> Extra:
        """From the answer to a question about cost."""
        if answer.asked.kind not in OF_COST:
            raise ValueError(f"{answer.asked.kind} is not about cost")
        bound = answer.bound if answer.asked.capex != 1.0 else max(answer.bound, bound_of(plan))
        known = cls(bound - plan.objective, math.inf, math.inf, SOLVED * abs(plan.objective))
        return known.with_plan(plan, answer)

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
        at_most, found = other.cost - bound, other.cost - plan.objective
        return replace(self, at_most=min(self.at_most, at_most), found=min(self.found, found))

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
        return self.found <= self.rounding


# ---------------------------------------------------------------------------------------------- proof


def proven_without(plan: Plan, name: str, progress: Progress | None = None) -> Proven:
    """The certificate of the bound on all plans without a decision, or that there is none. Raises InputError if the
    plan does not decide on that name, and as ``proven_plan``."""
    asked = Asked(Query.WITHOUT, tuple(Subjects(plan).find(name)))

    def ask(base: Prepared) -> Question:
        return Translator(base, plan.decided).question(asked)

    return proven_answer(plan, ask, progress)

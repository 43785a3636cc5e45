"""Answers to questions about cost: what is proven of the additional cost, and what was found."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from model.explaining.jobs import COST, AskedJob
from model.explaining.questions import OF_COST, Asked, Kind
from model.explaining.sketch import capital_of
from model.results.decisions import Decisions
from model.results.plan import HELD, Plan
from model.runs import Result, State
from model.solver.termination import bound_below
from model.tolerances import SOLVED


@dataclass(frozen=True)
class Answer:
    """How a question ended."""

    asked: Asked
    state: State
    reason: str
    """Of no plan: the limits that what comes nearest to one misses."""
    value: float
    """That of the plan found: its cost [amount], or a sum of sizes;"""
    bound: float
    """and what that is proven not to be below."""
    cost: float
    """Of the plan found [amount]."""
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
        """Whether its plan is the cheapest that was found for what it decides, and what goes with that is known."""
        return len(self.measures) > 1 and self.asked.kind != Kind.NEARNESS

    @property
    def capital(self) -> float:
        """What the first subject's capital costs in the plan found, at its cost in the workbook [amount]."""
        return capital_of(self.measures, self.asked.subjects[0].name)


def bound_of(plan: Plan) -> float:
    """What every plan of the workbook is proven to cost at least [amount]: nothing is known of that where the plan
    holds what another one decides, for its bound is on plans that do so, or where its bound was read from a file."""
    return -math.inf if plan.is_stored or plan.statistics.get(HELD) else plan.bound


@dataclass(frozen=True)
class Extra:
    """Additional cost of a different decision [amount], each decided at least cost. How far the plan itself may be from
    least cost is part of what is proven."""

    at_least: float
    """Proven: from the bound with the different decision to the cost of the plan; infinite where there is no plan,
    minus infinity where nothing is known."""
    at_most: float
    """Proven: from the bound of the plan to the cost of a plan found with the different decision; infinite where none
    was."""
    found: float
    """From the cost of the plan to that of a plan found with the different decision; infinite where none was."""
    rounding: float
    """What is smaller is nothing [amount]."""

    @classmethod
    def of(cls, plan: Plan, answer: Answer) -> Extra:
        """Of a question about cost."""
        if answer.asked.kind not in OF_COST:
            raise ValueError(f"{answer.asked.kind} is not about cost")
        bound = answer.bound if answer.asked.capex != 1.0 else max(answer.bound, bound_of(plan))
        known = cls(bound - plan.objective, math.inf, math.inf, SOLVED * abs(plan.objective))
        return known.with_plan(plan, answer)

    @classmethod
    def open(cls, plan: Plan) -> Extra:
        """Where nothing is known but that no plan costs less than the bound."""
        return cls(bound_of(plan) - plan.objective, math.inf, math.inf, SOLVED * abs(plan.objective))

    def with_plan(self, plan: Plan, other: Answer | None) -> Extra:
        """With another plan that was found for what it is about. Raises SolveFailed where that is one of the workbook
        and costs less than is proven of all its plans."""
        if other is None or not other.has_plan:
            return self
        bound = bound_of(plan) if other.asked.capex != 1.0 else bound_below(other.cost, bound_of(plan))
        at_most, found = other.cost - bound, other.cost - plan.objective
        return replace(self, at_most=min(self.at_most, at_most), found=min(self.found, found))

    @property
    def is_impossible(self) -> bool:
        return self.at_least == math.inf

    @property
    def is_proven(self) -> bool:
        """Whether it is proven to cost more at all; what is not may be open in the gaps alone."""
        return self.at_least > self.rounding

    @property
    def is_free(self) -> bool:
        """Whether a plan was found that costs no more."""
        return self.found <= self.rounding

"""Answers to questions about cost: proven and actual additional cost."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from model.results.decisions import Decisions
from model.results.plan import HELD, Plan
from model.results.risk import outcomes
from model.results.view import View, text
from model.runs import Result, State
from model.solver.termination import bound_below
from model.studies.explain.jobs import COST, AskedJob
from model.studies.explain.questions import OF_COST, Asked, Kind
from model.studies.explain.subjects import WHOLE, Subject, Subjects
from model.tolerances import SOLVED
from model.whatif.plandiff import BuildChange, Built, change_words

if TYPE_CHECKING:
    from model.planning.reoptimise import Prepared
    from model.solver.solve import Solution


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
        return len(self.measures) > 1 and self.asked.kind != Kind.NEARNESS

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
        """Tightened by another plan with the decision. Raises SolveFailed if it is one of the workbook and costs less
        than the proven bound."""
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
        """Whether it is proven to cost more; unproven differences may lie within the gaps."""
        return self.at_least > self.rounding

    @property
    def is_free(self) -> bool:
        """Whether a plan was found that costs no more."""
        return self.found <= self.rounding


FEW = 1e-3
"""Share of all purchases of a commodity below which differences are negligible."""


@dataclass(frozen=True)
class Instead:
    """Differences of another plan."""

    changes: tuple[tuple[Subject, BuildChange], ...]
    """Changes of investments, contracts and technologies, the largest outlay first."""
    bought: Mapping[str, float]
    """More purchases by 'commodity from country' [units over all years]."""
    short: Mapping[str, float]
    """More shortage by product [units over all years]."""
    shortage: float
    """Additional expected cost of shortage, disruptions included [amount]."""

    def added(self) -> list[Subject]:
        """New or enlarged subjects."""
        return [each for each, change in self.changes if _size(change.after) > _size(change.before)]


def _size(built: Built | None) -> float:
    return 0.0 if built is None else built.size


def instead(
    subjects: Subjects, other: Decisions, before: Mapping[str, float], after: Mapping[str, float],
    without: Collection[Subject] = (),
) -> Instead:  # fmt: skip
    """Differences of other decisions from the plan's, except those on some subjects; ``before`` and ``after`` are
    sketches."""
    found = [
        (each, BuildChange(each.title, words, one, two))
        for each in subjects.all
        if each not in without
        for one, two in [(_built(subjects, each, subjects.plan.decided), _built(subjects, each, other))]
        if (words := change_words(one, two))
    ]
    ordered = sorted(found, key=lambda each: (-subjects.outlay(each[0]), each[0].labels))
    bought = {
        " from ".join(name.split(SEPARATOR)): more
        for name, more in differences(before, after, BOUGHT).items()
        if abs(more) > FEW * _all_of(name, before, after)
    }
    short = {name: more for name, more in differences(before, after, SHORT).items() if abs(more) > FEW}
    return Instead(tuple(ordered), bought, short, differences(before, after, COSTS).get(SHORTAGE, 0.0))


def _all_of(name: str, *sketches: Mapping[str, float]) -> float:
    """Purchases of a commodity from all countries, in the sketch that has more of them."""
    start = SEPARATOR.join([BOUGHT, name.split(SEPARATOR)[0], ""])
    return max(sum(value for each, value in sketch.items() if each.startswith(start)) for sketch in sketches)


def _built(subjects: Subjects, subject: Subject, decided: Decisions) -> Built | None:
    taken = subjects.taken(subject, decided)
    if taken.count <= WHOLE:
        return None
    first = taken.years[0] if taken.years else 0
    unit = subjects.unit(subject)
    mean = sum(taken.years) / len(taken.years) if taken.years else 0.0
    return Built(taken.size, taken.count, first, math.nan, taken.years, mean, unit, math.nan)


BOUGHT, SHORT, COSTS = "bought", "short", "costs"
"""Purchases by commodity and country, shortage by product [units over all years], costs by category [amount]."""

SHORTAGE = "shortage"
"""The category of shortage costs."""

UNMET = "unmet"
"""Shortage of each disruption in its window, by branch, in units of demand."""

CAPITAL, OF_CAPITAL = "capital", ("capital", "salvage")
"""Cost of each project that goes with its capital cost [amount]."""

SEPARATOR = " | "


def sketch(base: Prepared, solution: Solution) -> dict[str, float]:
    """Sketch of a solution, at the costs of the workbook."""
    from model.results.plan import read_plan

    return sketch_of(read_plan(base.tables, base.instance, base.reader, solution))


def capital_of(measures: Mapping[str, float], project: str) -> float:
    """Capital cost of a project in a sketch, less salvage, discounted [amount]."""
    return measures.get(SEPARATOR.join([CAPITAL, project]), 0.0)


def sketch_of(plan: Plan) -> dict[str, float]:
    """The sums by subject."""
    view = View(plan)
    sums: dict[str, float] = {}
    for kind, frame, labels, measure in (
        (BOUGHT, "purchases", ("commodity", "country"), "bought"),
        (SHORT, "service", ("product",), "shortage"),
    ):
        for row in view.trunk(frame):
            name = SEPARATOR.join([kind, *(text(row[label]) for label in labels)])
            sums[name] = sums.get(name, 0.0) + view.years * float(row[measure] or 0.0)
    for (category,), amount in view.sums("costs", ("category",), "present_value").items():
        sums[SEPARATOR.join([COSTS, category])] = amount
    for (cost, item), amount in view.sums("costs", ("cost", "item"), "present_value").items():
        if cost in OF_CAPITAL:
            name = SEPARATOR.join([CAPITAL, item.rpartition(" · ")[0]])
            sums[name] = sums.get(name, 0.0) + amount
    return sums | {SEPARATOR.join([UNMET, each.branch]): each.unmet for each in outcomes(view)}


def differences(before: Mapping[str, float], after: Mapping[str, float], kind: str) -> dict[str, float]:
    """Increases from one sketch to another, of one kind, the largest differences first."""
    start = kind + SEPARATOR
    names = dict.fromkeys(name for name in (*before, *after) if name.startswith(start))
    found = {name.removeprefix(start): after.get(name, 0.0) - before.get(name, 0.0) for name in names}
    return dict(sorted(found.items(), key=lambda each: (-abs(each[1]), each[0])))

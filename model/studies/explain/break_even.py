"""Break-even capital cost of a rejected project, enclosed by proofs on either side.

The least cost of a plan with the project is a concave function of its capital cost, so that the line through one plan's
cost lies above it. Where the line meets the bound on all plans, a plan with the project is at most as expensive as any
without: there it is built. Where every plan with the project is proven to cost more than the present one, it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from model.results.plan import Plan
from model.solver.highs import LARGE, Interrupt, Solver, Status
from model.solver.ladder import elastic
from model.solver.program import NEED
from model.solver.relaxing import MISSED, misses
from model.solver.termination import Deadline
from model.studies.explain.answers import Answer, bound_of
from model.studies.explain.questions import Asked, Kind
from model.studies.explain.subjects import Subject
from model.tolerances import SOLVED

if TYPE_CHECKING:
    from model.planning.reoptimise import Prepared
    from model.scenario.disruptions import Branch
    from model.solver.arrays import Array
    from model.solver.master import Learning


MOST_STEPS = 2
"""Questions on each side."""

FINENESS = 0.005
"""Target width of the interval, as a share of the capital cost in the workbook."""


@dataclass(frozen=True)
class BreakEven:
    """Known bounds, as shares of the capital cost in the workbook."""

    subject: Subject
    built_at: float | None = None
    """At this and less every cheapest plan has it: proven, by a plan found here,"""
    built_by: Answer | None = None
    not_at: float | None = None
    """at this and more none has: proven."""
    not_even_free: bool = False
    """Whether it is proven that it is not built even at a capital cost of 0."""
    asked: tuple[Answer, ...] = field(default=(), repr=False)

    @property
    def is_enclosed(self) -> bool:
        return self.built_at is not None and self.not_at is not None


def start(plan: Plan, answer: Answer) -> BreakEven:
    """Bounds from the question with the project at its cost in the workbook."""
    found = BreakEven(answer.asked.subjects[0])
    return learned(plan, found, answer)


def learned(plan: Plan, known: BreakEven, answer: Answer) -> BreakEven:
    """Bounds updated by another question with the project."""
    share, rounding = answer.asked.capex, SOLVED * abs(plan.objective)
    known = replace(known, asked=(*known.asked, answer))
    if answer.bound > plan.objective + rounding:
        known = replace(known, not_at=share if known.not_at is None else min(share, known.not_at))
        if share == 0.0:
            known = replace(known, not_even_free=True)
    if answer.has_plan and answer.cost < bound_of(plan) - rounding:
        is_better = known.built_at is None or share > known.built_at
        known = replace(known, built_at=share, built_by=answer) if is_better else known
    return known


def next_question(plan: Plan, known: BreakEven) -> Asked | None:
    """The next share to ask about; None if it would gain nothing."""
    answers = [each for each in known.asked if each.has_plan and each.capital > 0]
    if not answers or known.not_even_free or len(known.asked) >= 2 * MOST_STEPS:
        return None
    if known.is_enclosed and (known.not_at or 0.0) - (known.built_at or 0.0) <= FINENESS:
        return None
    tried = {each.asked.capex for each in known.asked}
    rounding = SOLVED * abs(plan.objective)
    below = max(_meets(each, bound_of(plan) - 2 * rounding) for each in answers)
    above = min(_proves(each, plan.objective + 2 * rounding) for each in answers)
    for share in (below, above):
        rounded = min(max(round(share, 6), 0.0), 1.0)
        is_news = (known.built_at or -1.0) < rounded < (2.0 if known.not_at is None else known.not_at)
        if is_news and all(abs(rounded - each) > FINENESS / 2 for each in tried):
            return Asked(Kind.WITH, (known.subject,), capex=rounded)
    return None


def _meets(answer: Answer, cost: float) -> float:
    """Share at which the plan of an answer has a given cost."""
    return answer.asked.capex - (answer.cost - cost) / answer.capital


def _proves(answer: Answer, cost: float) -> float:
    """Share at which the bound of an answer would be so high, if it rose with the capital cost of its plan."""
    return answer.asked.capex + (cost - answer.bound) / answer.capital + FINENESS / 2


NODES = 1000
"""Nodes of an integer search for the nearest point."""

NO_LIMIT_FAILS = "no plan, even without the limits"

RULES: Mapping[str, Callable[[Any], str]] = {
    "built_for_certain": lambda key: f"'minimum modules' of '{key}' in Projects",
    "decided_at_least": lambda key: f"'{key[0]}' in Decisions",
    "decided_at_most": lambda key: f"'{key[0]}' in Decisions",
}
"""A planner's rules on decisions, in words, by the constraint that enforces them."""


def missed(base: Prepared, learning: Learning) -> str:
    """In words, with the time or disruption; empty if unknown. In a large program only disruptions with a violation at
    the nearest point are examined, and integers are relaxed."""
    looks: list[tuple[Collection[int], bool]]
    if len(base.matrix.cost) >= LARGE:
        looks = [(learning.active | _missing(learning), True)]
    else:
        known = learning.active | {branch for branch, _ in learning.needs}
        whole = range(len(learning.program.probability))
        looks = [(known, True), (known, False), (whole, True), (whole, False)]
    for branches, relaxed in looks:
        rows = _rows(base, learning, branches, relaxed=relaxed)
        if rows is None:
            return NO_LIMIT_FAILS
        if len(rows):
            return _said(base, learning, rows)
    return ""


def _missing(learning: Learning) -> set[int]:
    """Disruptions whose known needs are violated at the nearest point."""
    master = learning.master()
    found = misses(learning, master, Interrupt(), Deadline())
    if found is None:
        return {branch for branch, _ in learning.needs}
    missed = {row for row, amount in zip(*found, strict=True) if amount > MISSED}
    needs = np.flatnonzero(master.rows == NEED)
    return {branch for (branch, _), row in zip(master.needs, needs, strict=True) if row in missed}


def _rows(base: Prepared, learning: Learning, branches: Collection[int], *, relaxed: bool) -> Array | None:
    """Limits and rules violated at the nearest point, undisturbed and in some disruptions; None if no point satisfies
    the rest."""
    master = learning.program.master(branches, [])
    is_given = learning.program.is_limit.copy()
    is_given[[row for name in RULES for row in base.rows(name).values()]] = True
    limits = np.flatnonzero(is_given[master.rows])
    solver = Solver(elastic(master.matrix, limits))
    solver.option("mip_max_nodes", NODES)
    status = solver.run_linear(vertex=True) if relaxed else solver.run()
    if status == Status.kInfeasible:
        return None
    if not solver.has_solution:
        return np.zeros(0, int)
    slack = solver.values[len(master.matrix.cost) :].reshape(2, -1).sum(axis=0)
    return np.asarray(master.rows[limits[slack > MISSED]])


def _said(base: Prepared, learning: Learning, rows: Array) -> str:
    found: dict[str, list[str]] = {}
    for name, moment in _named(base, learning, rows):
        found.setdefault(name, []).append(moment)
    return "; ".join(name + _when(moments) for name, moments in found.items())


def _named(base: Prepared, learning: Learning, rows: Array) -> Iterator[tuple[str, str]]:
    """Limit and moment of each row, or rule; a moment in a disruption is the disruption."""
    branch_of: Mapping[Any, Branch] = base.instance.tree.branch_of
    tangents = {row: (cone.limit, cone.moment) for cone, row in learning.tangent_rows}
    for row in rows:
        if row in tangents:
            name, moment = tangents[row]
        else:
            of, block = next(each for each in base.matrix.constraints.items() if each[1].start <= row < each[1].stop)
            key = block.keys[int(row) - block.start]
            if of in RULES:
                yield RULES[of](key), ""
                continue
            name, moment = key[0], key[-1]
        yield f"'{name}'", branch_of[moment].name if moment in branch_of else str(moment)


def _when(moments: list[str]) -> str:
    first, *others = dict.fromkeys(moments)
    return f" ({first}" + (f" and {len(others)} more" if others else "") + ")" if first else ""

"""Questions to a plan as jobs of a list: what each comes to depends on the plan and the question alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from model.errors import Infeasible, SolveFailed
from model.explaining.questions import OF_COST, Asked, Kind, Translator, nearness
from model.explaining.sketch import sketch
from model.explaining.subjects import Subject
from model.results.decisions import Decisions
from model.runs import Job
from model.runs.job import key_of, values_of
from model.sheets.tables import Tables

if TYPE_CHECKING:
    from model.planning.prepared import Prepared
    from model.progress import Progress
    from model.results.plan import Plan
    from model.solver.arrays import Array
    from model.solver.program import Program
    from model.solver.rounds import Rounds
    from model.solver.solve import Solution

COST, CAPITAL = "cost", "capital"
"""Measures of an answer: what its plan costs, and how much of that is the capital cost of the first subject."""

RANGE_GAP = 0.02
"""Of the size that is asked for, relative to the greatest."""

SLOPE = 0.5
"""Share of the capital cost at which it is looked up what part of a plan's cost it is."""

NO_LIMIT_FAILS = "no plan, even without the limits"


@dataclass(frozen=True)
class AskedJob(Job):
    """One question. Its plan has no result tables: only cost, decisions and a sketch of what goes with them."""

    asked: Asked = field(default_factory=lambda: Asked(Kind.NEARNESS))
    of: str = ""
    """Stands for tables and decisions of the plan, which all questions to it have in common."""
    decided: Decisions = field(default_factory=dict)
    """What the plan decides ahead."""

    is_whole: ClassVar[bool] = False

    def content(self) -> dict[str, Any]:
        return {"job": type(self).__qualname__, "of": self.of, "asked": self.asked.content()}

    @property
    def precision(self) -> float:
        """The gap."""
        return self.tables.settings.gap if self.gap is None else self.gap

    def find(self, progress: Progress) -> Plan:
        base = prepared(self, progress)
        translator = Translator(base, self.decided)
        progress.stage(str(self.asked.kind))
        program = self.asked_of(translator)
        rounds = _rounds(base, program)
        solution = self._solved(base, rounds, program, progress)
        if self.asked.kind == Kind.DIFFERENT:
            solution = self._cheapest(base, solution, progress)
        measures: dict[str, float] = {COST: program.matrix.cost_of(solution.values)}
        if self.asked.kind == Kind.NEARNESS:
            measures |= _named(nearness(base, solution.duals, self.asked.subjects, translator))
        elif self.asked.kind in OF_COST:
            measures |= sketch(base, solution)
        if self.asked.kind == Kind.WITH and self.asked.subjects[0].action == "build":
            measures[CAPITAL] = self._capital(translator, program, solution.values)
        return self._plan(base, solution, measures)

    def asked_of(self, translator: Translator) -> Program:
        return translator.question(self.asked).of(translator.program(self.asked))

    def _solved(self, base: Prepared, rounds: Rounds, program: Program, progress: Progress) -> Solution:
        """Raises Infeasible with the limits that what comes nearest to a plan misses."""
        matrix = program.matrix
        near = None if base.whole is None else np.clip(base.whole, *(
            each[matrix.integer] for each in (matrix.lower, matrix.upper)
        ))  # fmt: skip
        gap = self.precision if self.asked.kind in OF_COST else RANGE_GAP
        try:
            return rounds.solve(gap=gap, time_limit=self.longest, near=near, progress=progress)
        except Infeasible:
            raise Infeasible(_missed(base, rounds)) from None

    def _cheapest(self, base: Prepared, solution: Solution, progress: Progress) -> Solution:
        """With the decisions of a plan that was looked for with another aim, the cheapest, for nothing else of it was
        meant; as it was where that is not found."""
        matrix, columns = base.matrix, base.ahead.columns
        names = {each.variable for each in self.asked.subjects} | {"size"}
        meant = {
            each: solution.values[column]
            for each, column in columns.items()
            if matrix.integer[column] or each[0] in names
        }
        program = base.held(meant).of(base.learning.program)
        try:
            found = self._solved(base, _rounds(base, program), program, progress)
        except (Infeasible, SolveFailed):
            return solution
        return replace(solution, values=found.values)

    def _capital(self, translator: Translator, program: Program, values: Array) -> float:
        """How much of a plan's cost falls with the capital cost of the first subject [amount]."""
        subject, share = self.asked.subjects[0], SLOPE * self.asked.capex
        if share == 0.0:
            return 0.0
        other = translator.at_capex(subject, share).matrix.cost
        return float((program.matrix.cost - other) @ values) / (1 - SLOPE)

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
    """What makes a job of a question to a plan."""
    of = key_of([values_of(plan.tables, gap), sorted([repr(each), value] for each, value in plan.decided.items())])

    def job(asked: Asked) -> AskedJob:
        return AskedJob(asked.title, plan.tables, gap, time_limit, asked=asked, of=of, decided=plan.decided)

    return job


# ---------------------------------------------------------------------------------------------- the prepared program

_PREPARED: dict[str, Prepared] = {}
"""The one of this process: a worker has many questions to the same plan."""


def prepared(job: AskedJob, progress: Progress) -> Prepared:
    """The program of a job's plan."""
    from model.planning.prepared import Prepared
    from model.planning.priorities import in_order, settled
    from model.planning.solving import Request

    if job.of not in _PREPARED:
        _PREPARED.clear()
        progress.stage("Preparing the questions")
        request = Request(job.precision, job.longest, progress, near=job.decided)
        tables = settled(job.tables, request) if in_order(job.tables) else job.tables
        _PREPARED[job.of] = Prepared.of(tables, request)
    return _PREPARED[job.of]


def _rounds(base: Prepared, program: Program) -> Rounds:
    from model.solver.rounds import Rounds

    return Rounds(base.learning.of_neighbour(program, base.learning.tangents))


def _missed(base: Prepared, rounds: Rounds) -> str:
    """The limits that what comes nearest to a plan misses, each with where and when."""
    if rounds.missed is None:
        return ""
    if not len(rounds.missed.rows):
        return NO_LIMIT_FAILS
    found: dict[str, list[str]] = {}
    for name, moment in _limits(base, rounds.missed.rows):
        found.setdefault(name, []).append(moment)
    return "; ".join(f"'{name}' ({_first(moments)})" for name, moments in found.items())


def _limits(base: Prepared, rows: Array) -> Iterator[tuple[str, str]]:
    """Name and moment of each row; a moment in a disruption is the disruption."""
    branch_of = base.instance.tree.branch_of
    for block in base.matrix.constraints.values():
        for row in rows[(rows >= block.start) & (rows < block.stop)]:
            key = block.keys[int(row) - block.start]
            moment = key[-1]
            yield str(key[0]), f"if {branch_of[moment].name}" if moment in branch_of else str(moment)


def _first(moments: list[str]) -> str:
    distinct = list(dict.fromkeys(moments))
    return distinct[0] + (f" and {len(distinct) - 1} more" if len(distinct) > 1 else "")


def _named(figures: Mapping[Subject, float]) -> dict[str, float]:
    return {each.title: value for each, value in figures.items()}

"""Break-even values: the two values of an input between which a decision changes, or a plan ceases to exist.

The interval from the workbook's value to an end of a range is halved a few times, each time by a solve near the base.
The decisions of the plans found indicate the two values; that this is so in every cheapest plan is proven by two more
questions: at either value no plan with the other decision costs as little as the plan found.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from model.families.decisions.rows import BUILD
from model.results.build import new_builds, taken
from model.results.limits import limits
from model.results.plan import Plan
from model.results.view import View
from model.runs import Job, Result, State
from model.runs.job import Asking, together
from model.scenario.limits import AT_MOST, Limit
from model.sheets.schema import SHEET_OF, Entry
from model.sheets.tables import Tables
from model.sheets.whatifs import ADD, Change
from model.studies.comparison.batch import near_jobs
from model.studies.explain.answers import jobs_of
from model.studies.explain.questions import Asked, Query
from model.studies.explain.subjects import Subject, Subjects
from model.studies.limit_path import figure, is_counted, is_share
from model.tolerances import SOLVED
from model.whatif.compare import Case, Comparison
from model.whatif.plan_difference import ADDED, DROPPED, BuildChange, Digest, build_changes
from model.whatif.ranges import Ranged, varied
from model.whatif.validation import problems_of
from model.whatif.variants import Variant

HALVINGS = 4
"""Halvings of the interval: the two values are a sixteenth of it apart, unless they are integers."""


@dataclass(frozen=True)
class Switch:
    """Two values within a range: up to the near one the decision is as in the workbook, from the far one on as at the
    end, as far as tested."""

    ranged: Ranged
    end: str
    project: str
    """The project built on one side only; empty: there is a plan at the near value only."""
    is_built: bool
    """Whether it is at the end."""
    near: float
    """Part of the way,"""
    far: float
    near_proven: bool = False
    """whether no cheapest plan there decides otherwise,"""
    far_proven: bool = False
    """and there."""

    @property
    def is_proven(self) -> bool:
        return self.near_proven and self.far_proven


@dataclass
class _Search:
    """State of one bisection; ``near`` and ``far`` are its shares of the range, with the outcomes of the solves
    there."""

    ranged: Ranged
    end: str
    project: str
    near: tuple[float, Result]
    far: tuple[float, Result]
    at_far: bool
    """Whether the project is built at the end."""
    asked: float = 0.0
    is_over: bool = False

    def next_variant(self) -> Variant | None:
        """The workbook at the midpoint, None if there is no value or nothing more to gain."""
        self.asked = (self.near[0] + self.far[0]) / 2
        tried = {self.ranged.value(self.end, part) for part in (self.near[0], self.far[0])}
        if self.is_over or self.ranged.value(self.end, self.asked) in tried:
            return None
        return self.ranged.between(self.end, self.asked)

    def learn(self, result: Result) -> None:
        if self.project:
            outcome = self.project in taken(new_builds(View(result.plan()))) if result.has_plan else None
        else:
            outcome = True if result.has_plan else False if result.state == State.INFEASIBLE else None
        if outcome is None:
            self.is_over = True
        elif outcome == self.at_far:
            self.far = self.asked, result
        else:
            self.near = self.asked, result


def largest(changes: Iterable[BuildChange]) -> BuildChange | None:
    """The most expensive project built in only one of two plans."""
    of_one = [change for change in changes if {ADDED, DROPPED} & set(change.words)]
    return max(of_one, key=lambda change: max(s.capex for s in (change.before, change.after) if s), default=None)


def turns(comparison: Comparison, digest: Digest) -> BuildChange | None:
    """The largest decision of a plan that differs from the base, if its cost differs significantly."""
    base = comparison.base.digest
    return largest(build_changes(base, digest)) if base is not None and comparison.is_significant(digest) else None


def find_switches(
    comparison: Comparison, base: Result, ends: Sequence[tuple[Ranged, str, Result]]
) -> Asking[list[Switch]]:
    """A switch for every end at which the largest decision of a plan changes, or that has no plan (proven)."""
    searches = [
        search
        for ranged, end, result in ends
        if ranged.is_continuous(end) and (search := _search(comparison, base, ranged, end, result)) is not None
    ]
    return together([_halved(search, base) for search in searches])


def _halved(search: _Search, base: Result) -> Asking[Switch]:
    """The way to one end halved, then proven on both sides."""
    for _ in range(HALVINGS):
        variant = search.next_variant()
        if variant is None:
            break
        (result,) = yield list(near_jobs(base, [variant], is_explained=False))
        search.learn(result)
        if result.state == State.STOPPED:
            return _switch(search)
    return (yield from _proven(search, base.job))


def _search(comparison: Comparison, base: Result, ranged: Ranged, end: str, result: Result) -> _Search | None:
    sides = (0.0, base), (1.0, result)
    if result.state == State.INFEASIBLE:
        return _Search(ranged, end, "", *sides, at_far=False)
    digest = comparison.case(ranged.ends[end].name).digest
    change = None if digest is None else turns(comparison, digest)
    return None if change is None else _Search(ranged, end, change.project, *sides, at_far=ADDED in change.words)


def _switch(search: _Search) -> Switch:
    is_edge = not search.project
    near, far = search.near[0], search.far[0]
    return Switch(search.ranged, search.end, search.project, search.at_far, near, far, is_edge, is_edge)


def _proven(search: _Search, of: Job) -> Asking[Switch]:
    """A switch with what is proven on either side: that no plan that decides otherwise costs as little."""
    switch = _switch(search)
    if not search.project:
        return switch
    asked = {is_near: _question(search, is_near, of) for is_near in (True, False)}
    jobs = [job for job, _ in asked.values() if job is not None]
    answers = iter((yield jobs))
    near, far = (job is None or _costs_more(next(answers), cost) for job, cost in asked.values())
    return replace(switch, near_proven=near, far_proven=far)


def _question(search: _Search, is_near: bool, of: Job) -> tuple[Job | None, float]:
    """Whether a plan that decides otherwise costs as little as the one found [amount]; None where the project cannot
    be decided on, so that nothing has to be asked."""
    part, result = search.near if is_near else search.far
    plan = result.plan()
    subject = Subject(BUILD, (search.project,))
    if subject not in Subjects(plan).all:
        return None, plan.objective
    kind = Query.WITH if search.at_far == is_near else Query.WITHOUT
    job = jobs_of(plan, of.gap, of.time_limit)(Asked(kind, (subject,)))
    name = f"{search.ranged.name} {search.ranged.value_said(search.end, part)}, {job.name}"
    return replace(job, name=name), plan.objective


def _costs_more(answer: Result, cost: float) -> bool:
    """Whether every plan with the other decision is proven to cost more, or not to exist."""
    return answer.state == State.INFEASIBLE or (answer.has_plan and answer.bound > cost + SOLVED * abs(cost))


LOOSER, TIGHTER = "looser", "tighter"

SHARE_STEP, HHI_STEP, ONE = 0.05, 250.0, 1.0
"""A step of a share (five percentage points), of an HHI, and of cover (a month) and counts."""
AMOUNT_STEP = 0.05
"""Step of other limits as a share of the largest value, rounded to one digit."""


@dataclass(frozen=True)
class Worth:
    """A limit that binds, and the plans with it a step looser and a step tighter."""

    limit: Limit
    step: float
    """In the unit of the limit."""
    marginal: float
    """Saving per unit of relaxation with all builds fixed; NaN if unknown [amount per unit]."""
    cases: Mapping[str, Case]
    tables: Tables = field(repr=False)

    def per_unit(self, comparison: Comparison, way: str) -> float:
        """Saving per unit of a step looser, or cost per unit of one tighter; NaN if there is no plan [amount]."""
        digest = self.cases[way].digest if way in self.cases else None
        extra = None if digest is None else comparison.extra(digest)
        return math.nan if extra is None else (extra if way == TIGHTER else -extra) / self.step

    def is_significant(self, comparison: Comparison, way: str) -> bool:
        digest = self.cases[way].digest if way in self.cases else None
        return digest is not None and comparison.is_significant(digest)


def step_of(row: Limit) -> float:
    """Step of a limit, in its unit."""
    if is_counted(row) or row.measure == "cover":
        return ONE
    if is_share(row):
        return SHARE_STEP
    if row.measure == "HHI":
        return HHI_STEP
    largest = max((abs(value) for _, value in row.value.points), default=0.0) if row.value else 0.0
    return float(f"{AMOUNT_STEP * largest:.1g}") or ONE


def step_said(tables: Tables, row: Limit) -> str:
    """A step with its unit: '5 percentage points', '1 month'."""
    step = step_of(row)
    return f"{100 * step:.4g} percentage points" if is_share(row) else figure(tables, row, step)


def binding(plan: Plan) -> list[Limit]:
    """Limits with a value that bind anywhere in a plan, in the order of the sheet; those with a priority are as tight
    as can be, which is not a value that could be moved."""
    names = {row.limit for row in limits(View(plan)) if row.binds}
    rows = plan.tables[Limit]
    return [row for row in rows if row.limit in names and row.value is not None and row.priority is None]


def steps(tables: Tables, row: Limit) -> Iterator[tuple[str, Variant]]:
    """The workbook with a limit one step looser and one tighter, where such values exist."""
    form = "0.0%" if is_share(row) else "General"
    for way in (LOOSER, TIGHTER):
        sign = 1 if (way == LOOSER) == (row.sense == AT_MOST) else -1
        value = Entry(sign * step_of(row), form)
        name = row.limit.replace('"', '""')
        change = Change(
            what_if=f"{row.limit}: {step_said(tables, row)} {way}",
            sheet=SHEET_OF[Limit].name,
            rows=f'"{name}"',
            column="value",
            operation=ADD,
            value=value,
        )
        variant, _, rows = varied(tables, change.what_if, change)
        if variant is not None and all(problem.is_warning for problem in problems_of(rows)):
            yield way, variant


def marginal(plan: Plan, row: Limit) -> float:
    """Saving per unit of relaxation in every year with all builds fixed [amount per unit]."""
    frame = plan.frames["limits"]
    costs = frame[frame["limit"] == row.limit]["marginal_cost"].dropna()
    return math.nan if costs.empty else float(costs.sum())

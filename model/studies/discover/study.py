"""The study ``discover``: many futures at once, and where among them the plan fails."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from model.errors import InputError
from model.pipeline import NearJob, PlanJob
from model.reports.document import Document, DocumentSheet, DocumentTable, PagePart, Paragraphs
from model.reports.phrases import STOPPED_EARLY, if_finite, joined, percent
from model.reports.styles import Field
from model.results.describing import Source
from model.results.plan import Plan
from model.results.view import View
from model.runs import Job, state_told
from model.runs.job import Asking
from model.sheets.names import count
from model.sheets.tables import Tables
from model.sheets.whatifs import WhatIf
from model.solver.arrays import Array
from model.studies.comparison.batch import HeldJob, is_meant
from model.studies.discover.prim import DENSE, FailureBox, boxes
from model.studies.discover.question import (
    CHECKED,
    FEW,
    INSIDE,
    OUTSIDE,
    CheckedBox,
    Discovery,
    SamplePoint,
    Space,
    UncertainInput,
    as_known,
    uncertain,
    what_if_inputs,
)
from model.studies.discover.sampling import Influence, influences, latin_hypercube, trajectories
from model.studies.study import RunContext, Study
from model.system.files import Output
from model.whatif.apply import base
from model.whatif.ranges import ranges_of

POINTS, WALKS = 200, 10
SEED = 5
"""Seed of all points drawn: a workbook has one sample."""
PATIENCE = 2000
"""Draws for a point until the space is given up."""


class DiscoverStudy(Study[Discovery]):
    """Where the ``plan`` of a workbook fails, which is solved first unless given: over all rows of Ranges, and
    ``what_ifs`` that come or do not. It is held; with ``replan`` each point has a plan of its own. With
    ``cost_overrun`` it also fails if it costs more by this share."""

    def __init__(
        self,
        tables: Tables,
        title: str = "",
        *,
        plan: Plan | None = None,
        points: int | None = None,
        what_ifs: Sequence[str] = (),
        cost_overrun: float | None = None,
        replan: bool = False,
        skip_ranking: bool = False,
        source: Source | None = None,
    ) -> None:
        if plan is not None and base(tables).tables != base(plan.tables).tables:
            raise InputError("discover: plan takes a plan of these tables; this is one of others, or of another state.")
        self.tables, self.title, self.plan, self.source = tables, title, plan, source
        self.number, self.cost_overrun = points or POINTS, math.inf if cost_overrun is None else cost_overrun
        self.is_replanned, self.is_ranked = replan, not skip_ranking and not replan
        inputs = map(uncertain, ranges_of(tables))
        self.space = Space(tables, (*inputs, *what_if_inputs(tables, _named(tables, what_ifs))))
        if not self.space.inputs:
            raise InputError("The sheet 'Ranges' is empty: discover varies the inputs that it lists.")

    def cases(self, context: RunContext) -> Asking[Discovery]:
        """Raises Infeasible or SolveFailed where the workbook itself has no plan."""
        plan = self.plan
        if plan is None:
            (result,) = yield [PlanJob(f"the plan of {self.title}", base(self.tables).tables, is_compared=True)]
            plan = replace(result.required(), source=self.source)
        generator = np.random.default_rng(SEED)
        drawing = Drawing(self.space, generator)
        parts = latin_hypercube(self.number, len(self.space.inputs), generator)
        points = yield from self._solved("Point", plan, [drawing.at(part) for part in parts])
        discovery = Discovery(plan, self.space, points, drawing.redrawn, self.cost_overrun, self.is_replanned)
        if not discovery.is_stopped and not discovery.is_open:
            discovery = yield from self._checked(discovery, drawing)
        if not discovery.is_stopped and self.is_ranked:
            discovery = yield from self._ranked(discovery, generator)
        return discovery

    def _checked(self, discovery: Discovery, drawing: Drawing) -> Asking[Discovery]:
        """Boxes, with fresh points inside each, and outside all."""
        seen = boxes(*as_known(discovery.points, discovery.plan, self.cost_overrun), self.space.words)
        checked = []
        for number, box in enumerate(seen, start=1):
            inside = yield from self._solved(
                f"Box {number}", discovery.plan, [drawing.inside(box) for _ in range(CHECKED)]
            )
            reason = next((point.result.reason for point in inside if discovery.fails(point)), "")
            checked.append(CheckedBox(box, inside, reason))
        fresh = [drawing.outside(seen) for _ in range(CHECKED)] if seen else []
        outside = yield from self._solved("Outside", discovery.plan, fresh)
        return replace(discovery, boxes=tuple(checked), outside=outside)

    def _ranked(self, discovery: Discovery, generator: np.random.Generator) -> Asking[Discovery]:
        """The influence of each input on the cost of the plan; a point that breaks the workbook has none."""
        walks = trajectories(WALKS, len(self.space.inputs), generator)
        drawn = [(values, self.space.at(values)) for walk in walks for values in self.space.values(walk)]
        solved = yield from self._solved("Walk", discovery.plan, [point for point in drawn if point[1] is not None])
        costs = iter(point.result.objective if point.result.has_plan else math.nan for point in solved)
        cost_at = np.array([math.nan if tables is None else next(costs) for _, tables in drawn])
        ranking = tuple(influences(walks, cost_at.reshape(walks.shape[:2])))
        return replace(discovery, ranking=ranking, walked=solved)

    def _solved(self, name: str, plan: Plan, drawn: Sequence[Drawn]) -> Asking[tuple[SamplePoint, ...]]:
        names = [f"{name} {at}" for at in range(1, len(drawn) + 1)]
        results = yield [self._job(label, tables, plan) for label, (_, tables) in zip(names, drawn, strict=True)]
        return tuple(SamplePoint(values, result) for (values, _), result in zip(drawn, results, strict=True))

    def _job(self, name: str, tables: Tables | None, plan: Plan) -> Job:
        if tables is None:
            raise ValueError(f"{name} has no workbook")
        if self.is_replanned:
            return NearJob(name, tables, near=plan.decided, is_explained=False)
        return HeldJob(name, tables, plan_of="the plan", what_if=name, decided=plan.decided)

    def document(self, finding: Discovery) -> Document:
        view, says = View(finding.plan), list(findings(finding))
        boxes, ranking, name = list(_boxes(finding)), _ranking(finding), f"When the plan fails: {self.title}"
        sheets = [
            DocumentSheet("Discovery", "Risk", name, ABOUT, [Paragraphs(says), *boxes], is_home=True),
            DocumentSheet("Ranking", "What-if", RANKING, EFFECTS, [ranking]),
            DocumentSheet(
                "Points",
                "What-if",
                "Every point and its outcome",
                _failure_text(finding),
                [_points(finding)],
                is_annex=True,
            ),
        ]
        shown = [PagePart("boxes", "Boxes", [ABOUT], boxes), PagePart("ranking", RANKING, [], [ranking])]
        return Document(name, name, f"Costs in {finding.plan.amount}", Output.DISCOVERY, view, says, sheets, shown)


Drawn = tuple[Array, Tables | None]
"""Values of a point, and the workbook there."""


@dataclass
class Drawing:
    """Points of a space that do not break the workbook, drawn at random; how many did is counted."""

    space: Space
    generator: np.random.Generator
    redrawn: int = 0

    def at(self, part: Array) -> Drawn:
        """A given point; another one if it breaks the workbook."""
        (values,) = self.space.values(part[np.newaxis])
        tables = self.space.at(values)
        return (values, tables) if tables is not None else self._drawn(lambda values: True)

    def inside(self, box: FailureBox) -> Drawn:
        return self._drawn(lambda values: bool(box.holds(values)[0]), count=False)

    def outside(self, seen: Sequence[FailureBox]) -> Drawn:
        return self._drawn(lambda values: not any(box.holds(values)[0] for box in seen), count=False)

    def _drawn(self, is_meant: Callable[[list[Array]], bool], *, count: bool = True) -> Drawn:
        """Raises InputError if no point is found."""
        for _ in range(PATIENCE):
            self.redrawn += count
            (values,) = self.space.values(self.generator.random((1, len(self.space.inputs))))
            tables = self.space.at(values) if is_meant(list(values[:, np.newaxis])) else None
            if tables is not None:
                return values, tables
        raise InputError("discover: no point drawn between the ends of Ranges leaves the workbook whole.")


def _named(tables: Tables, names: Sequence[str]) -> list[str]:
    """What-ifs by name or with wildcards. Raises InputError for a name without any."""
    listed = [row.what_if for row in tables[WhatIf]]
    unknown = [name for name in names if not any(is_meant(name, what_if) for what_if in listed)]
    if unknown:
        raise InputError(f"The sheet What-ifs has no what-if {joined(unknown)}. It has {joined(listed) or 'none'}.")
    return [what_if for what_if in listed if any(is_meant(name, what_if) for name in names)]


# ---------------------------------------------------------------------------------------------- the document


RANKING = "What the cost of the plan hangs on"
EFFECTS = (
    "Morris's elementary effects with the plan held: the mean effect of moving an input by its whole range, whatever "
    "its sign, and how much it varies with the others."
)
ABOUT = (
    "Points are spread evenly between the ends of the rows of Ranges, and what-ifs come at every second point: a share "
    "of points is no probability. A box is a set of restrictions on inputs, found by PRIM; it is reported only if "
    f"fresh points confirm it: {INSIDE} of {CHECKED} fail inside, and at most {OUTSIDE} of {CHECKED} outside all boxes."
)


# ---------------------------------------------------------------------------------------------- in sentences


def findings(discovery: Discovery) -> Iterator[str]:
    """Where the plan fails, first."""
    yield from (_box_text(discovery, checked) for checked in discovery.reported)
    failing, unknown = discovery.failing(discovery.points)
    most = f" to {failing + unknown}" if unknown else ""
    planned = "Planned anew, it fails" if discovery.is_replanned else "The plan fails"
    yield f"{planned} at {failing}{most} of {count(len(discovery.points), 'point')}."
    if discovery.is_stopped:
        yield STOPPED_EARLY
    elif discovery.is_open:
        few = f"With fewer than {FEW} failures, or fewer than {FEW} points without one, no box is looked for"
        yield f"{few}; more --points may find more. The sheet Points has each failure and its reason."
    elif not discovery.boxes:
        yield f"No box of few inputs has {percent(DENSE)} failures and is more than chance."
    elif untold := len(discovery.boxes) - len(discovery.reported):
        yield f"{count(untold, 'box was', 'boxes were')} found and not confirmed by fresh points: not reported."
    yield f"Failure: {_failure_text(discovery)}"
    if unknown:
        yield f"{count(unknown, 'point')} not solved to the end: neither failures nor successes above."
    if discovery.redrawn:
        yield f"{count(discovery.redrawn, 'point')} drawn broke the workbook; others were drawn in their place."


def _box_text(discovery: Discovery, checked: CheckedBox) -> str:
    """'The plan fails where …': with coverage, density and fresh points."""
    inside, outside = discovery.failing(checked.inside)[0], discovery.failing(discovery.outside)[0]
    box = checked.box
    within = joined(discovery.space.restrictions(box))
    where = f"The plan fails where {within}: {box.failing} of {count(box.points, 'point')} there"
    proven = f"so that at least {percent(discovery.proven(checked))} do (95 % confidence)"
    fresh = f"Of {len(checked.inside)} fresh points inside {inside} fail, {proven}, of {len(discovery.outside)} outside"
    return f"{where}, {percent(discovery.coverage(box))} of all failures. {fresh} {outside}."


def _failure_text(discovery: Discovery) -> str:
    """Definition of a failure."""
    subject = "no plan" if discovery.is_replanned else "no reaction of the plan, its decisions held,"
    failure = f"{subject} keeps every limit, proven"
    cost_overrun = (
        ""
        if math.isinf(discovery.cost_overrun)
        else f"; or it costs over {percent(discovery.cost_overrun)} more than in the workbook"
    )
    return f"{failure}{cost_overrun}."


# ---------------------------------------------------------------------------------------------- tables


def _boxes(discovery: Discovery) -> Iterator[DocumentTable[Any]]:
    fields: list[Field[CheckedBox]] = [
        Field("where", lambda checked: joined(discovery.space.restrictions(checked.box)), "wrapped", 44),
        Field("reported", lambda checked: "yes" if discovery.is_reported(checked) else "no", "text", 7),
        Field("points", lambda checked: checked.box.points, width=8),
        Field("failing", lambda checked: checked.box.failing, width=8),
        Field("density", lambda checked: checked.box.density, "share", 9),
        Field("coverage", lambda checked: discovery.coverage(checked.box), "share", 10),
        Field("fresh points that fail", lambda checked: discovery.failing(checked.inside)[0], width=11),
        Field("at least, 95 %", discovery.proven, "share", 10),
        Field("fails by", lambda checked: checked.reason, "wrapped", 50),
    ]
    yield DocumentTable(discovery.boxes, fields, heading="Boxes", nothing="No box.", is_whole=True)


Ranked = tuple[UncertainInput, Influence]


def _ranking(discovery: Discovery) -> DocumentTable[Ranked]:
    ranked = zip(discovery.space.inputs, discovery.ranking, strict=False)
    rows = sorted(ranked, key=lambda line: -line[1].mean if math.isfinite(line[1].mean) else math.inf)
    fields: list[Field[Ranked]] = [
        Field("input", lambda line: line[0].name, "text", 40),
        Field(f"mean effect ({discovery.plan.amount})", lambda line: if_finite(line[1].mean), width=16),
        Field("standard deviation", lambda line: if_finite(line[1].deviation), width=16),
        Field("effects known", lambda line: line[1].effects, width=10),
    ]
    return DocumentTable(rows, fields, nothing="Not asked.")


def _points(discovery: Discovery) -> DocumentTable[SamplePoint]:
    def value(point: SamplePoint, at: int) -> str:
        return discovery.space.inputs[at].text(point.values[at])

    inputs = [
        Field[SamplePoint](variable.name, partial(value, at=at), "mixed", 14)
        for at, variable in enumerate(discovery.space.inputs)
    ]
    fields: list[Field[SamplePoint]] = [
        Field("point", lambda point: point.result.name, "text", 12),
        Field("fails", lambda point: {True: "yes", False: "no", None: "not known"}[discovery.fails(point)], "text", 9),
        Field(
            f"cost ({discovery.plan.amount})",
            lambda point: point.result.objective if point.result.has_plan else None,
            width=14,
        ),
        *inputs,
        Field(
            "why",
            lambda point: "" if point.result.has_plan else point.result.reason or state_told(point.result.state),
            "text",
            60,
        ),
    ]
    return DocumentTable(discovery.points, fields, frozen=3)

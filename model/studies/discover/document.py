"""Scenario discovery as a document: where the plan fails, the influence of each input, every point."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import Any

from model.reports.document import Document, DocumentSheet, DocumentTable, PagePart, Paragraphs
from model.reports.phrases import STOPPED_EARLY, joined, known, percent
from model.reports.styles import Field
from model.results.view import View
from model.runs import state_told
from model.sheets.wording import count
from model.studies.discover.inputs import UncertainInput
from model.studies.discover.prim import DENSE
from model.studies.discover.question import CHECKED, FEW, INSIDE, OUTSIDE, CheckedBox, Discovery, SamplePoint
from model.studies.discover.sampling import Influence
from model.system.files import Output

ABOUT = (
    "Points are spread evenly between the ends of the rows of Ranges, and what-ifs come at every second point: a share "
    "of points is no probability. A box is a set of restrictions on inputs, found by PRIM; it is reported only if "
    f"fresh points confirm it: {INSIDE} of {CHECKED} fail inside, and at most {OUTSIDE} of {CHECKED} outside all boxes."
)


def document(found: Discovery, title: str) -> Document:
    view, says = View(found.plan), list(findings(found))
    boxes, ranking, name = list(_boxes(found)), _ranking(found), f"When the plan fails: {title}"
    sheets = [
        DocumentSheet("Discovery", "Risk", name, ABOUT, [Paragraphs(says), *boxes], is_home=True),
        DocumentSheet("Ranking", "What-if", "What the cost of the plan hangs on",
                      "Morris's elementary effects with the plan held: the mean effect of moving an input by its whole "
                      "range, whatever its sign, and how much it varies with the others.", [ranking]),
        DocumentSheet("Points", "What-if", "Every point and its outcome", _fails_said(found),
                      [_points(found)], is_annex=True),
    ]  # fmt: skip
    shown = [PagePart("boxes", "Boxes", [ABOUT], boxes),
             PagePart("ranking", "What the cost of the plan hangs on", [], [ranking])]  # fmt: skip
    return Document(name, name, f"Costs in {found.plan.amount}", Output.DISCOVERY, view, says, sheets, shown)


# ---------------------------------------------------------------------------------------------- in sentences


def findings(found: Discovery) -> Iterator[str]:
    """Where the plan fails, first."""
    yield from (_told(found, each) for each in found.reported)
    failing, unknown = found.failing(found.points)
    most = f" to {failing + unknown}" if unknown else ""
    planned = "Planned anew, it fails" if found.is_replanned else "The plan fails"
    yield f"{planned} at {failing}{most} of {count(len(found.points), 'point')}."
    if found.is_stopped:
        yield STOPPED_EARLY
    elif found.is_open:
        few = f"With fewer than {FEW} failures, or fewer than {FEW} points without one, no box is looked for"
        yield f"{few}; more --points may find more. The sheet Points has each failure and its reason."
    elif not found.boxes:
        yield f"No box of few inputs has {percent(DENSE)} failures and is more than chance."
    elif untold := len(found.boxes) - len(found.reported):
        yield f"{count(untold, 'box was', 'boxes were')} found and not confirmed by fresh points: not reported."
    yield f"Failure: {_fails_said(found)}"
    if unknown:
        yield f"{count(unknown, 'point')} not solved to the end: neither failures nor successes above."
    if found.redrawn:
        yield f"{count(found.redrawn, 'point')} drawn broke the workbook; others were drawn in their place."


def _told(found: Discovery, checked: CheckedBox) -> str:
    """'The plan fails where …': with coverage, density and fresh points."""
    inside, outside = found.failing(checked.inside)[0], found.failing(found.outside)[0]
    box = checked.box
    said = f"The plan fails where {joined(found.space.said(box))}: {box.failing} of {count(box.points, 'point')} there"
    proven = f"so that at least {percent(found.proven(checked))} do (95 % confidence)"
    fresh = f"Of {len(checked.inside)} fresh points inside {inside} fail, {proven}, of {len(found.outside)} outside"
    return f"{said}, {percent(found.coverage(box))} of all failures. {fresh} {outside}."


def _fails_said(found: Discovery) -> str:
    """Definition of a failure."""
    held = "no plan" if found.is_replanned else "no reaction of the plan, its decisions held,"
    said = f"{held} keeps every limit, proven"
    cost_overrun = (
        ""
        if math.isinf(found.cost_overrun)
        else f"; or it costs over {percent(found.cost_overrun)} more than in the workbook"
    )
    return f"{said}{cost_overrun}."


# ---------------------------------------------------------------------------------------------- tables


def _boxes(found: Discovery) -> Iterator[DocumentTable[Any]]:
    fields: list[Field[CheckedBox]] = [
        Field("where", lambda each: joined(found.space.said(each.box)), "wrapped", 44),
        Field("reported", lambda each: "yes" if found.is_reported(each) else "no", "text", 7),
        Field("points", lambda each: each.box.points, width=8),
        Field("failing", lambda each: each.box.failing, width=8),
        Field("density", lambda each: each.box.density, "share", 9),
        Field("coverage", lambda each: found.coverage(each.box), "share", 10),
        Field("fresh points that fail", lambda each: found.failing(each.inside)[0], width=11),
        Field("at least, 95 %", found.proven, "share", 10),
        Field("fails by", lambda each: each.reason, "wrapped", 50),
    ]  # fmt: skip
    yield DocumentTable(found.boxes, fields, heading="Boxes", nothing="No box.", is_whole=True)


Ranked = tuple[UncertainInput, Influence]


def _ranking(found: Discovery) -> DocumentTable[Ranked]:
    ranked = zip(found.space.inputs, found.ranking, strict=False)
    rows = sorted(ranked, key=lambda each: -each[1].mean if math.isfinite(each[1].mean) else math.inf)
    return DocumentTable(rows, [
        Field("input", lambda each: each[0].name, "text", 40),
        Field(f"mean effect ({found.plan.amount})", lambda each: known(each[1].mean), width=16),
        Field("standard deviation", lambda each: known(each[1].deviation), width=16),
        Field("effects known", lambda each: each[1].effects, width=10),
    ], nothing="Not asked.")  # fmt: skip


def _points(found: Discovery) -> DocumentTable[SamplePoint]:
    def value(point: SamplePoint, at: int) -> str:
        return found.space.inputs[at].said(point.values[at])

    inputs = [
        Field[SamplePoint](each.name, partial(value, at=at), "mixed", 14) for at, each in enumerate(found.space.inputs)
    ]
    return DocumentTable(found.points, [
        Field("point", lambda each: each.result.name, "text", 12),
        Field("fails", lambda each: {True: "yes", False: "no", None: "not known"}[found.fails(each)], "text", 9),
        Field(f"cost ({found.plan.amount})", lambda each: each.result.objective if each.result.has_plan else None,
              width=14),
        *inputs,
        Field("why", lambda each: "" if each.result.has_plan else each.result.reason or state_told(each.result.state),
              "text", 60),
    ], kept=3)  # fmt: skip

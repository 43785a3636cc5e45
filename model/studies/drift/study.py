"""The study ``drift``: causes of the differences between a later plan and the earlier one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from model.errors import Infeasible, InputError
from model.pipeline import NearJob
from model.planning.reoptimise import Base
from model.progress import Progress
from model.reports.document import Document, DocumentSheet, DocumentTable, DrawnBar, PagePart, Shown, bar_chart
from model.reports.html.elements import signed
from model.reports.palette import HUES, OTHER
from model.reports.phrases import money
from model.reports.styles import Field, number_format
from model.results.plan import Plan
from model.results.view import View
from model.rolling.reconcile import carried_on
from model.rolling.roll import rolled
from model.runs import Result, State, exit_code_of
from model.runs.job import Asking
from model.sheets.names import CALLED, NO_PLAN, count
from model.sheets.tables import Tables
from model.studies.drift.question import (
    ChangeGroup,
    DecisionShift,
    Drift,
    changed,
    group_alone,
    shifts_of,
    together,
    with_group,
)
from model.studies.study import RunContext, Study
from model.system.files import Output
from model.whatif.inputs import InputDifference


class DriftStudy(Study[Drift]):
    """Drift of a ``plan`` in the workbook of a later year."""

    def __init__(self, tables: Tables, title: str = "", *, plan: Plan) -> None:
        self.tables, self.plan = tables, plan

    def cases(self, context: RunContext) -> Asking[Drift]:
        """Raises InputError if the plan cannot be rolled to the later year, Infeasible or SolveFailed if one of the
        two workbooks has no plan."""
        begins = self.tables.settings.first_year
        if begins <= self.plan.tables.settings.first_year:
            raise InputError(
                f"Settings: the workbook begins in {begins}, no later than the earlier plan. Name the workbook of a "
                f"later year, as '{CALLED} roll' writes it."
            )
        past = rolled(self.plan, begins)
        progress = context.progress or Progress.silent()
        statement = carried_on(self.plan, past, progress)
        progress.close()  # the board shows all further solves
        before, workbook = statement.later, past.tables
        first = NearJob("Without any change", workbook, near=before.decided)
        (start,) = yield [first]
        unchanged = _plan(start)
        near = partial(NearJob, is_explained=False, base=Base.of(unchanged, first.key()))
        groups = [
            group_alone(workbook, self.tables, name, cells) for name, cells in changed(workbook, self.tables).items()
        ]
        jobs = [
            near(f"With '{group.name}' alone", with_group(workbook, self.tables, group.name), near=before.decided)
            for group in groups
            if not group.why_not
        ]
        alone = yield jobs
        results = iter(alone)
        groups = [group if group.why_not else group.solved(next(results)) for group in groups]
        (last,) = yield [near("With all changes", self.tables, near=together(before.decided, groups))]
        after = _plan(last)
        shifts = list(shifts_of(before, unchanged, after, groups))
        return Drift(statement, unchanged, after, groups, shifts, exit_code_of([start, *alone, last]))

    def document(self, drift: Drift) -> Document:
        past, amount = drift.rolled.past, drift.after.amount
        shifts, groups, cells = _shifts(drift), _groups(drift, amount), _cells(drift)
        about = f"Against the plan of {past.calendar.first_year}–{past.calendar.last_year}, carried on from {past.to}"
        causes = "A change causes a difference if it alone brings it about, all other inputs being held as they were."
        costs = (
            f"With unchanged data: {drift.unchanged.objective:,.6g} {amount}. With all changes: "
            f"{drift.after.objective:,.6g}{open_left(drift, drift.after)}. Together the plans found cost "
            f"{drift.together:+,.6g} on top of what each change does alone."
        )
        changed = "Inputs that differ from the rolled workbook, cell by cell"
        decisions = "Decisions that differ, and the change that causes each"
        sheets = [
            DocumentSheet("Drift", "Risk", decisions, f"{about}. {causes}", [shifts]),
            DocumentSheet("Cost of changes", "Costs", "What each group of changes costs by itself", costs, [groups]),
            DocumentSheet("Changed inputs", "Settings", changed, "", [cells]),
        ]
        shown: list[Shown] = [
            *_cost_of_changes(drift, groups),
            PagePart("decisions", "Decisions that differ", ["Each with the change of data that causes it."], [shifts]),
            PagePart("inputs", "Changed inputs", ["Cells that differ from the rolled workbook."], [cells]),
        ]
        title, view = "What has changed since, and what that causes", View(drift.after)
        return Document("Drift", title, about, Output.DRIFT, view, findings(drift), sheets, shown)

    def printed(self, finding: Drift, document: Document | None, wrote: Sequence[Path]) -> Iterator[str]:
        first, *others = [] if document is None else document.findings
        yield f"{first} Wrote {wrote[0]} and {wrote[1]}."
        yield from (f"  {sentence}" for sentence in others)


def _plan(result: Result) -> Plan:
    """Plan of a workbook as a whole. Raises Infeasible in the words of its solve, or SolveFailed."""
    if result.state == State.INFEASIBLE:
        raise Infeasible(result.reason)
    return result.required()


# ---------------------------------------------------------------------------------------------- the document


def _shifts(drift: Drift) -> DocumentTable[DecisionShift]:
    fields: list[Field[DecisionShift]] = [
        Field("action", lambda shift: shift.kind, "text", 14),
        Field("subject", lambda shift: shift.subject, "text"),
        Field("place", lambda shift: shift.place, "text"),
        Field("way", lambda shift: shift.way, "text"),
        Field("unit", lambda shift: shift.unit, "text", 10),
        Field("earlier plan", lambda shift: by_year(shift.before), "wrapped", 32),
        Field("later plan", lambda shift: by_year(shift.after), "wrapped", 32),
        Field("cause", cause, "wrapped", 40),
    ]
    return DocumentTable(
        drift.shifts, fields, is_whole=True, frozen=2, nothing="No decision that is taken in advance differs."
    )


def _groups(drift: Drift, amount: str) -> DocumentTable[ChangeGroup]:
    def caused(group: ChangeGroup) -> int:
        return sum(group.name in shift.causes for shift in drift.shifts)

    fields: list[Field[ChangeGroup]] = [
        Field("changed", lambda group: group.name, "text"),
        Field("cells", lambda group: len(group.cells), "year", 9),
        Field(f"cost alone ({amount})", drift.cost),
        Field("significant", lambda group: "yes" if drift.is_significant(group.plan) else "no", "text", 12),
        Field("gap", lambda group: None if group.plan is None else group.plan.gap, "share"),
        Field("differences it causes", caused, "year", 12),
        Field("no plan alone", lambda group: group.why_not, "text", 60),
    ]
    return DocumentTable(drift.groups, fields, nothing="No input has changed.")


def _cells(drift: Drift) -> DocumentTable[tuple[str, InputDifference]]:
    cells = [(group.name, cell) for group in drift.groups for cell in group.cells]
    fields: list[Field[tuple[str, InputDifference]]] = [
        Field("changed", lambda line: line[0], "text"),
        Field("cell", lambda line: f"{line[1].sheet}!{line[1].cell}", "text"),
        Field("row", lambda line: line[1].key, "text"),
        Field("column", lambda line: line[1].column, "text"),
        Field("was", lambda line: line[1].old, "value"),
        Field("is", lambda line: line[1].new, "value"),
    ]
    return DocumentTable(cells, fields, nothing="No input has changed.")


def _cost_of_changes(drift: Drift, table: DocumentTable[ChangeGroup]) -> list[Shown]:
    costs = [cost for group in drift.groups if (cost := drift.cost(group))]
    form = number_format(max(map(abs, costs), default=0.0))
    bars = [_bar(drift, group, form) for group in drift.groups]
    says = f"What each group of changes costs by itself ({drift.after.amount}), all other inputs as they were."
    colours = {"what a change costs": HUES[0], "not significant": OTHER}
    return [bar_chart("changes", "What the changes cost", says, colours, bars, [table], "bars")] if costs else []


def _bar(drift: Drift, group: ChangeGroup, form: str) -> DrawnBar:
    cost = drift.cost(group)
    if not cost:
        return DrawnBar(group.name, instead=NO_PLAN if cost is None else "nothing")
    tip = f"{group.name}: {signed(cost, form)} {drift.after.amount}{open_left(drift, group.plan)}"
    values = [cost, None] if drift.is_significant(group.plan) else [None, cost]
    return DrawnBar(group.name, values, [tip, tip])


MOST = 8
"""Maximum number of differences in words."""

NOISE = ", not significant at this gap"
"""Remark on a difference within the gap of two solves."""

FEW = 3
"""Number of differing years listed one by one; further ones are added up."""


def findings(drift: Drift) -> list[str]:
    """Additional cost of the plan, and the first differing decisions with their causes."""
    amount, change = drift.after.amount, drift.after.objective - drift.unchanged.objective
    differs = f"{money(abs(change))} {'more' if change > 0 else 'less'} than" if change else "as much as"
    sentences = [
        f"From {drift.rolled.past.to} on the plan costs {money(drift.after.objective)} {amount}, {differs} with "
        f"unchanged data{open_left(drift, drift.after)}."
    ]
    sentences += [f"{what(shift)}. Cause: {cause(shift)}." for shift in drift.shifts[:MOST]]
    if len(drift.shifts) > MOST:
        sentences.append(f"And {count(len(drift.shifts) - MOST, 'more difference')}.")
    return sentences if drift.shifts else [*sentences, "All that is decided in advance is as it was."]


def open_left(drift: Drift, plan: Plan | None) -> str:
    """Remark on a difference of cost within the joint gap of the two solves."""
    return "" if plan is None or not drift.groups or drift.is_significant(plan) else NOISE


def what(shift: DecisionShift) -> str:
    """A decision that differs, in words."""
    of = " ".join(part for part in (shift.subject, shift.way and f"({shift.way})", shift.place and f"in {shift.place}"))
    words = f"{shift.kind.capitalize()} {' '.join(of.split())}"
    years = {year: (shift.before.get(year, 0.0), shift.after.get(year, 0.0)) for year in shift.years}
    if len(years) > FEW:
        before, after = (_size(sum(sizes)) for sizes in zip(*years.values(), strict=True))
        differ = f"{len(years)} years between {min(years)} and {max(years)}"
        return f"{words}: {differ}, {before} → {after} {shift.unit}".strip() + " in all"
    if not any(shift.before.values()):
        return f"{words}: new, {by_year(shift.after)}"
    if not any(shift.after.values()):
        return f"{words}: dropped, {by_year(shift.before)} before"
    return f"{words}: " + "; ".join(f"{year}: {_size(one)} → {_size(other)}" for year, (one, other) in years.items())


def by_year(sizes: Mapping[int, float]) -> str:
    """'2027: 20; 2029: 10,400'."""
    return "; ".join(f"{year}: {_size(size)}" for year, size in sorted(sizes.items()))


def _size(size: float) -> str:
    return f"{size:,.0f}" if size >= 1000 else f"{size:.3g}"


def cause(shift: DecisionShift) -> str:
    """Which changes bring it about, in words."""
    if shift.is_noise:
        return "no change: as cheap within the gap"
    if shift.causes:
        return " or ".join(f"'{name}' alone" for name in shift.causes)
    if shift.in_part:
        return "several changes together, each of which alone changes it: " + ", ".join(map(repr, shift.in_part))
    return "several changes together"

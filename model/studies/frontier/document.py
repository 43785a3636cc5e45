"""A frontier as a document: the curve and its price, what is built at each step, and how each was found."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from model.families.investment.rows import Project
from model.reports.charts import Axis
from model.reports.document import (
    ChartRow,
    ChartScale,
    ChartSeries,
    Document,
    DocumentBlock,
    DocumentChart,
    DocumentSheet,
    DocumentTable,
    Paragraphs,
    SheetOrWriter,
)
from model.reports.palette import BAD, HUES, NEUTRAL, OTHER
from model.reports.phrases import EARLIER as PHRASE_EARLIER
from model.reports.phrases import if_finite, money
from model.reports.results.record import write_inputs as write_input
from model.reports.styles import FAINT, MARK, Field, always, number_format
from model.results.build import Taken, new_builds, taken
from model.results.view import View
from model.runs import Result, state_said
from model.sheets.common import Plant, Site
from model.sheets.names import NO_PLAN
from model.studies.frontier.question import PERCENT_POINT, Frontier, FrontierPoint, Step, findings, step_said
from model.studies.limit_path import figure, is_share, per_one, subject, unit
from model.system.files import Output
from model.whatif.plan_difference import ADDED, DROPPED, EARLIER, LARGER, LATER, SMALLER, SPREAD, BuildChange, changes

WIDTHS = (21, 13, 13, 16, 18, 9, 16, 9, 21, 7.5, 8, 9.5, 9.5, 25)
CHART_HEIGHT = 330


def document(frontier: Frontier) -> Document:
    return _Writer(frontier).document()


@dataclass(frozen=True)
class _Row:
    """A point of the table, and its builds."""

    point: FrontierPoint
    built: int
    """Projects."""
    changed: Sequence[tuple[str, ...]]
    """Differences of each project from the loosest point."""
    is_vague: bool
    """Whether its cost does not differ significantly from the loosest one's."""


class _Writer:
    """What all pages of a frontier need."""

    def __init__(self, frontier: Frontier) -> None:
        self.frontier, self.row = frontier, frontier.limit
        self.solved, self.without = frontier.solved, [point for point in frontier.points if not point.source.has_plan]
        self.view = View(replace(self.solved[0].plan, tables=frontier.tables))  # type: ignore[type-var]
        self.amount, self.is_share = self.view.amount, is_share(self.row)
        self.unit = unit(frontier.tables, self.row) or "points"
        self.form = "0.0%" if self.is_share else "#,##0.##"
        self.per = f"{self.amount} per {per_one(frontier.tables, self.row)}"
        self.built = [built_by(point) for point in self.solved]

    def document(self) -> Document:
        title = f"Cost against {self.row.limit}"
        about = f"limit '{self.row.limit}' ({subject(self.row)}) tightened step by step, all other inputs as in the "
        sheet_about, web = f"The {about}workbook.", f"The {about}workbook".replace("'", "‘", 1).replace("'", "’", 1)
        points, without = self._points(), self._without()
        step_table, step_sheet = self._steps()
        charts = [self._curve(points, without), *self._prices(step_table)]
        notes = ["Grey: not significant at this gap, so differences in investment are not counted."] * any(
            row.is_vague for row in points.rows
        ) + ["For the step without a limit, 'limit' shows the actual value."] * (self.solved[0].value is None)
        says = findings(self.frontier)
        reasons = Paragraphs([*self._reasons()], heading="Why there is no plan")
        tables: list[DocumentBlock] = [points, *notes, *([without] if without else []), reasons]
        blocks: list[DocumentBlock] = [Paragraphs(says, has_gap=True), ChartRow(charts, CHART_HEIGHT, 2), *tables]
        first = DocumentSheet("Frontier", "Risk", title, sheet_about, blocks, WIDTHS, is_home=True)
        steps = [step_sheet] if step_sheet else []
        sheets: list[SheetOrWriter] = [first, *steps, *self._builds(), self._log(), write_input]
        return Document(title, title, web, Output.FRONTIER, self.view, says, sheets)

    # ------------------------------------------------------------------------------------------ figures

    def at(self, point: FrontierPoint) -> float:
        """The limit, or without one the actual value."""
        return self.frontier.actual(point) if point.value is None else point.value

    def price(self, value: float) -> float | None:
        """A price per unit of the limit, for shares per percentage point; None if unknown."""
        return if_finite(value * PERCENT_POINT if self.is_share else value)

    def marginal(self, point: FrontierPoint) -> float | None:
        return self.price(self.frontier.marginal(point))

    # ------------------------------------------------------------------------------------------ pictures

    def _curve(self, points: DocumentTable[_Row], without: DocumentTable[FrontierPoint] | None) -> DocumentChart:
        at, cost, proven = 1, 3, 4
        own = next((n for n, point in enumerate(self.solved) if self.frontier.is_own(point)), None)

        def tip(row: _Row) -> str:
            return f"{row.point.name}: {money(row.point.cost)}, proven at least {money(row.point.proven)}"

        series = [
            ChartSeries("lowest cost found", points, at, cost, "line", HUES[0], tip=tip),
            ChartSeries("proven lower bound", points, at, proven, "dash", NEUTRAL),
        ]
        if own is not None:
            series.append(ChartSeries("value in the workbook", points, at, cost, "ring", HUES[1], only=own))
        if without is not None:
            crosses = ChartSeries(NO_PLAN, without, 1, 3, "cross", BAD, tip=lambda p: f"{p.name}: {p.result.state}")
            series.append(crosses)
        tighter = "left" if self.row.sense == "at most" else "right"
        heading = f"Cost against {self.row.limit}"
        title = f"Cost ({self.amount}) against {self.row.limit}"
        says = (
            f"The lowest cost found ({self.amount}) at each value of the limit, tighter to the {tighter}, and below it "
            "the proven lower bound. A ring marks the value in the workbook, a cross a value without a plan."
        )
        names = {"lowest cost found": HUES[0], "proven lower bound": NEUTRAL, NO_PLAN: BAD}
        behind: list[DocumentTable[Any]] = [points, *([without] if without else [])]
        return DocumentChart("frontier", "scatter", title, series, self._scales(), heading, says, names, behind)

    def _scales(self) -> tuple[ChartScale, ChartScale]:
        places = [self.at(point) for point in self.frontier.points if math.isfinite(self.at(point))]
        costs = [value for point in self.solved for value in (point.cost, point.proven) if math.isfinite(value)]
        tighter = "tighter to the left" if self.row.sense == "at most" else "tighter to the right"
        title, end = f"{subject(self.row)} ({self.unit}), {tighter}", 1.0 if self.is_share else math.inf
        form = "0%" if self.is_share else "#,##0.##"
        in_words = partial(figure, self.frontier.tables, self.row, digits=3)
        up = ChartScale("#,##0.##", "", min(costs), max(costs), words=money)
        return ChartScale(form, title, min(places), max(places), end, in_words), up

    def _prices(self, steps: DocumentTable[Any] | None) -> Iterator[DocumentChart]:
        """None if no step has a price."""
        if steps is None or not any(self.price(step.price) for step in steps.rows):
            return
        faint = [at for at, step in enumerate(steps.rows) if not step.is_significant]
        form = number_format(max(abs(self.price(step.price) or 0.0) for step in steps.rows))

        def tip(step: Step) -> str:
            return f"{step_said(step)}: {money(self.price(step.price) or 0.0)} {self.per}"

        series = [
            ChartSeries("price of the step", steps, 0, 4, "bar", HUES[0], faint=faint, tip=tip),
            ChartSeries("shadow price at its end", steps, 0, 5, "diamond", HUES[1]),
        ]
        title = f"Price of tightening ({self.per})" + ("; grey: not significant" if faint else "")
        says = f"Additional cost of each step per unit of tightening ({self.per}), investments adjusted."
        names = {"price of the step": HUES[0], "not significant": OTHER}
        scales = (ChartScale(form),)
        yield DocumentChart("price", "columns", title, series, scales, "The price of each step", says, names, [steps])

    # ------------------------------------------------------------------------------------------ tables

    def _points(self) -> DocumentTable[_Row]:
        first, loosest = self.solved[0], self.built[0]
        rows = []
        for point, built in zip(self.solved, self.built, strict=True):
            changed = [change.words for change in changes(loosest, built)]
            rows.append(_Row(point, len(built), changed, is_vague=not self.frontier.tells(point)))

        def faint(row: _Row) -> Mapping[str, Any]:
            return FAINT if row.is_vague else {}

        def counted(header: str, *words: str) -> Field[_Row]:
            """Number of projects that differ in one of these ways; none are counted if insignificant."""

            def number(row: _Row) -> int | None:
                return None if row.is_vague else sum(not set(words).isdisjoint(change) for change in row.changed)

            return Field(header, number)

        def share(row: _Row) -> float:
            return (row.point.cost - first.cost) / abs(first.cost) if first.cost else 0.0

        fields: list[Field[_Row]] = [
            Field("step", lambda row: row.point.name, "text"),
            Field(f"limit ({self.unit})", lambda row: if_finite(self.at(row.point)), form=self.form),
            Field(f"actual ({self.unit})", lambda row: if_finite(self.frontier.actual(row.point)), form=self.form),
            Field(f"cost ({self.amount})", lambda row: row.point.cost),
            Field(f"proven lower bound ({self.amount})", lambda row: if_finite(row.point.proven)),
            Field("gap", lambda row: if_finite(row.point.gap), "share"),
            Field(f"additional cost ({self.amount})", lambda row: row.point.cost - first.cost, accent=faint),
            Field("additional", share, "share", accent=faint),
            Field(f"shadow price ({self.per})", lambda row: self.marginal(row.point)),
            Field("projects", lambda row: row.built),
            counted("added", ADDED),
            counted("dropped", DROPPED),
            counted("resized", LARGER, SMALLER),
            Field("plan", lambda row: _plan_said(row.point, self.frontier.is_own(row.point)), "text"),
        ]
        return DocumentTable(rows, fields, "Steps with a plan", is_sized=False)

    def _without(self) -> DocumentTable[FrontierPoint] | None:
        if not self.without:
            return None
        y = self._scales()[1]
        height = Axis("", y.least, y.most, y.form).look["min"]
        fields: list[Field[FrontierPoint]] = [
            Field("step", lambda point: point.name, "text"),
            Field(f"limit ({self.unit})", lambda point: if_finite(self.at(point)), form=self.form),
            Field("outcome", _outcome, "text"),
            Field(f"drawn at ({self.amount})", always(height)),
        ]
        return DocumentTable(self.without, fields, "Steps without a plan", is_sized=False)

    def _steps(self) -> tuple[DocumentTable[Any] | None, DocumentSheet | None]:
        steps = self.frontier.steps
        if not steps:
            return None, None
        look = "share" if self.is_share else "number"
        fields: list[Field[Step]] = [
            Field("from → to", step_said, "text", 34),
            Field(f"tightened by ({self.unit})", lambda step: step.tightening, look, 14),
            Field(f"additional cost ({self.amount})", lambda step: step.extra, width=16),
            Field(f"solver tolerance of both ({self.amount})", lambda step: if_finite(step.noise), width=18),
            Field(f"price ({self.per})", lambda step: self.price(step.price), width=20),
            Field(f"shadow price at its end ({self.per})", lambda step: self.marginal(step.after), width=27),
            Field("significant", lambda step: "yes" if step.is_significant else "no", "text", 12),
        ]
        table = DocumentTable(steps, fields)
        about = (
            "Price: additional cost per unit of tightening, with investments adjusted. Shadow price: saving per unit "
            "of relaxation at the end of the step, with investments unchanged."
        )
        note = "Solver tolerance: the gaps of the two solves together. A step is significant if it costs more."
        return table, DocumentSheet("Steps", "Risk", "Cost of each step", about, [table, note])

    def _reasons(self) -> Iterator[str]:
        """Why there is no plan, in full."""
        for point in self.without:
            lines = [line.strip() for line in point.result.reason.splitlines() if line.strip()] or [_outcome(point)]
            yield f"{point.name}: {lines[0]}"
            yield from (f"    {line}" for line in lines[1:])

    def _builds(self) -> Iterator[DocumentSheet]:
        """Investments at each step, and how they change against the loosest."""
        points, built, first = self.solved, self.built, self.solved[0].name

        def rank(name: str) -> tuple[int, str]:
            return next((at for at, projects in enumerate(built) if name in projects), 0), name

        projects = sorted({project for projects in built for project in projects}, key=rank)
        about = f"Shaded: differs from the loosest step, '{first}'."
        if not projects:
            nothing = ["No step makes any investment."]
            yield DocumentSheet("Builds", "Capacity", "Investments at each step", about, nothing)
            return
        moved: list[dict[str, set[str]]] = []
        for point, now in zip(points, built, strict=True):
            changed = changes(built[0], now) if self.frontier.tells(point) else []
            moved.append({change.project: set(change.words) for change in changed})

        def table(heading: str, unit: Field[str], name: str, look: str, *words: str) -> DocumentTable[str]:
            def figure(at: int) -> Field[str]:
                def value(project: str) -> Any:
                    return _of(built[at].get(project), name)

                def accent(project: str) -> Mapping[str, Any]:
                    return MARK if moved[at].get(project, set()) & set(words) else {}

                return Field(points[at].name, value, look, 12, accent=accent)

            fields = [*self._labels(), unit, *map(figure, range(len(points)))]
            return DocumentTable(projects, fields, heading, is_sized=name == "size")

        size: Field[str] = Field("unit", lambda project: f"{self.view.capacity_units.get(project) or 'unit'}/y", "text")
        year: Field[str] = Field("unit", always("year"), "text")
        blocks = [
            table("Capacity added over all years", size, "size", "number", ADDED, DROPPED, LARGER, SMALLER),
            table("Year of the first decision", year, "decided", "year", ADDED, DROPPED, EARLIER, LATER, SPREAD),
        ]
        yield DocumentSheet("Builds", "Capacity", "Investments at each step", about, blocks)
        yield DocumentSheet("Build changes", "Capacity", f"Changes from '{first}'", "", [self._changes()])

    def _labels(self) -> list[Field[str]]:
        site = {row.plant: row.site for row in self.view.plan.tables[Plant]}
        country = {row.site: row.country for row in self.view.plan.tables[Site]}
        countries = {row.project: country.get(site.get(row.plant, ""), "") for row in self.view.plan.tables[Project]}
        return [Field("project", str, "text"), Field("country", lambda project: countries.get(project, ""), "text")]

    def _changes(self) -> DocumentTable[tuple[FrontierPoint, BuildChange]]:
        """Differences in investments from the loosest step, without steps whose cost does not differ significantly."""
        lines: list[tuple[FrontierPoint, BuildChange]] = []
        for point, built in list(zip(self.solved, self.built, strict=True))[1:]:
            if self.frontier.tells(point):
                by_project = sorted(changes(self.built[0], built), key=lambda change: change.project)
                lines += [(point, change) for change in by_project]
        same = "Every step whose cost differs significantly from the loosest one's makes the same investments."
        fields: list[Field[tuple[FrontierPoint, BuildChange]]] = [
            Field("project", lambda line: line[1].project, "text"),
            Field("step", lambda line: line[0].name, "text"),
            Field("change", lambda line: ", ".join(line[1].words), "text"),
            Field("capacity in the loosest", lambda line: _of(line[1].before, "size")),
            Field("capacity", lambda line: _of(line[1].after, "size")),
            Field("decided in the loosest", lambda line: _of(line[1].before, "decided"), "year"),
            Field("decided", lambda line: _of(line[1].after, "decided"), "year"),
        ]
        return DocumentTable(lines, fields, nothing=same)

    def _log(self) -> DocumentSheet:
        def of(header: str, get: Any, look: str = "text", width: float = 10) -> Field[FrontierPoint]:
            return Field(header, lambda point: get(point.result), look, width)

        fields: list[Field[FrontierPoint]] = [
            Field("step", lambda point: point.name, "text", 16),
            of("status", lambda result: str(result.state), width=12),
            of("from an earlier run", lambda result: "yes" if result.is_reused else "no"),
            of("seconds", lambda result: result.seconds, "number"),
            of(f"cost ({self.amount})", lambda result: if_finite(result.objective), "number", 14),
            of(f"proven lower bound ({self.amount})", lambda result: if_finite(result.bound), "number", 14),
            of("gap", lambda result: if_finite(result.gap), "share", 9),
            of("audit", _audit, width=9),
            Field("plan taken from", lambda p: (p.lent_by or p.name) if p.source.has_plan else "", "text", 16),
            of("key", lambda result: result.job.key()[:12], width=15),
            of("remark", lambda result: result.reason.partition("\n")[0], width=60),
        ]
        about = (
            "Results are stored by key: a step with the same inputs and version of the program is not solved again. "
        )
        table = DocumentTable(self.frontier.points, fields)
        return DocumentSheet("Run log", "Settings", "How each step was solved", about + PHRASE_EARLIER, [table])


def built_by(point: FrontierPoint) -> dict[str, Taken]:
    """Projects that a point's plan builds."""
    return {} if point.plan is None else taken(new_builds(View(point.plan)))


def _of(built: Taken | None, name: str) -> Any:
    return None if built is None else getattr(built, name)


def _audit(result: Result) -> str:
    return "" if not result.has_plan else "passed" if result.is_audited else "FAILED"


def _outcome(point: FrontierPoint) -> str:
    return state_said(point.result.state)


def _plan_said(point: FrontierPoint, is_own: bool) -> str:
    words = f"plan of {point.lent_by}" if point.lent_by else str(point.result.state)
    audit = "" if point.result.is_audited else ", audit FAILED"
    return words + audit + (", value in the workbook" if is_own else "")

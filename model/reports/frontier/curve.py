"""The first page of a frontier: the curve, the price of each step, and the feasibility boundary."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.reports.book import Book
from model.reports.charts import Axis, Chart
from model.reports.frontier.builds import built_by
from model.reports.frontier.charts import curve, prices
from model.reports.frontier.words import findings, known, step_said
from model.reports.number_formats import number_format
from model.reports.page import Page
from model.reports.styles import FAINT, Cells, Field, always
from model.runs import State
from model.studies.frontier import Frontier, Point, Step
from model.studies.limit_path import is_share, per_one, subject, unit
from model.whatif.plandiff import ADDED, DROPPED, LARGER, SMALLER, changes

WIDTHS = (21, 13, 13, 16, 18, 9, 16, 9, 21, 7.5, 8, 9.5, 9.5, 25)
CHART_HEIGHT = 330
PERCENT_POINT = 0.01

AT, COST, PROVEN = 1, 3, 4
"""Columns of the table of points that are drawn,"""
NAME, PRICE, MARGINAL = 0, 4, 5
"""of the table of steps,"""
NO_PLAN_AT, NO_PLAN_HEIGHT = 1, 3
"""and of that of limits without a plan."""


def write_curve(book: Book, frontier: Frontier) -> None:
    """The sheets 'Frontier' and 'Steps'."""
    row = frontier.limit
    about = f"The limit '{row.limit}' ({subject(row)}) tightened step by step, all other inputs as in the workbook."
    page = Page(book, "Frontier", "Risk", f"Cost against {row.limit}", about)
    book.home = page.sheet.get_name()
    page.set_widths(WIDTHS)
    page.keep_title()
    for words in findings(frontier):
        page.paragraph(words)
    page.skip()
    steps = frontier.steps
    slots = page.reserve(1 + bool(steps), CHART_HEIGHT, across=2)
    points = _write_points(page, frontier)
    without = [point for point in frontier.points if point.plan is None]
    no_plan = (_write_without(page, frontier, without), NO_PLAN_AT, NO_PLAN_HEIGHT) if without else None
    _write_reasons(page, without)
    own = next((at for at, point in enumerate(frontier.solved) if point.is_own), None)
    title = f"Cost ({book.view.amount}) against {row.limit}"
    made = [curve(title, points, (AT, COST, PROVEN), _axes(frontier), own=own, no_plan=no_plan)]
    if steps:
        made.append(_price_chart(frontier, _write_steps(book, frontier, steps)))
    page.place(slots, made)


def _price_chart(frontier: Frontier, cells: Cells) -> Chart:
    steps = frontier.steps
    faint = [at for at, step in enumerate(steps) if not step.is_significant]
    form = number_format(max(abs(price(frontier, step.price) or 0.0) for step in steps))
    title = f"Price of tightening ({price_unit(frontier)})" + ("; grey: not significant" if faint else "")
    return prices(title, cells, (NAME, PRICE, MARGINAL), form, faint)


def drawn_at(frontier: Frontier, point: Point) -> float:
    """The limit, or without one the actual value."""
    return frontier.found(point) if point.value is None else point.value


def _limit_unit(frontier: Frontier) -> str:
    return unit(frontier.tables, frontier.limit) or "points"


def price_unit(frontier: Frontier) -> str:
    per = per_one(frontier.tables, frontier.limit)
    return f"{frontier.solved[0].plan.amount if frontier.solved[0].plan else ''} per {per}"


def price(frontier: Frontier, value: float) -> float | None:
    """A price per unit of the limit, for shares per percentage point; None if unknown."""
    return known(value * PERCENT_POINT if is_share(frontier.limit) else value)


def _look(frontier: Frontier) -> str:
    return "share" if is_share(frontier.limit) else "number"


def _form(frontier: Frontier) -> str:
    """Number format of a limit, with zeros shown."""
    return "0.0%" if is_share(frontier.limit) else "#,##0.##"


def _axes(frontier: Frontier) -> tuple[Axis, Axis]:
    places = [drawn_at(frontier, point) for point in frontier.points if math.isfinite(drawn_at(frontier, point))]
    costs = [value for point in frontier.solved for value in (point.cost, point.proven) if math.isfinite(value)]
    form = "0%" if is_share(frontier.limit) else "#,##0.##"
    tighter = "tighter to the left" if frontier.limit.sense == "at most" else "tighter to the right"
    title = f"{subject(frontier.limit)} ({_limit_unit(frontier)}), {tighter}"
    end = 1.0 if is_share(frontier.limit) else math.inf
    return Axis(title, min(places), max(places), form, end), Axis("", min(costs), max(costs), "#,##0.##")


# ---------------------------------------------------------------------------------------------- tables


@dataclass(frozen=True)
class _Row:
    """A point of the table, and its builds."""

    point: Point
    built: int
    """Projects."""
    changed: Sequence[tuple[str, ...]]
    """Differences of each project from the loosest point."""
    is_vague: bool
    """Whether its cost does not differ significantly from the loosest one's."""


def _write_points(page: Page, frontier: Frontier) -> Cells:
    points = frontier.solved
    amount, unit_said, form = page.view.amount, _limit_unit(frontier), _form(frontier)
    first, loosest = points[0], built_by(points[0])
    rows = [
        _Row(point, len(built), [change.words for change in changes(loosest, built)], not frontier.tells(point))
        for point in points
        for built in [built_by(point)]
    ]

    def faint(row: _Row) -> Mapping[str, Any]:
        return FAINT if row.is_vague else {}

    def counted(header: str, *words: str) -> Field[_Row]:
        """Number of projects that differ in one of these ways; none are counted if insignificant."""

        def count(row: _Row) -> int | None:
            return None if row.is_vague else sum(not set(words).isdisjoint(each) for each in row.changed)

        return Field(header, count)

    def of_point(header: str, get: Callable[[Point], Any], look: str = "number", form: str = "") -> Field[_Row]:
        return Field(header, lambda row: get(row.point), look, form=form)

    def share(row: _Row) -> float:
        return (row.point.cost - first.cost) / abs(first.cost) if first.cost else 0.0

    columns = [
        of_point("step", lambda point: point.name, "text"),
        of_point(f"limit ({unit_said})", lambda point: known(drawn_at(frontier, point)), form=form),
        of_point(f"actual ({unit_said})", lambda point: known(frontier.found(point)), form=form),
        of_point(f"cost ({amount})", lambda point: point.cost),
        of_point(f"proven lower bound ({amount})", lambda point: known(point.proven)),
        of_point("gap", lambda point: known(point.gap), "share"),
        Field(f"additional cost ({amount})", lambda row: row.point.cost - first.cost, accent=faint),
        Field("additional", share, "share", accent=faint),
        of_point(f"shadow price ({price_unit(frontier)})", lambda point: price(frontier, frontier.marginal(point))),
        Field("projects", lambda row: row.built),
        counted("added", ADDED),
        counted("dropped", DROPPED),
        counted("resized", LARGER, SMALLER),
        of_point("plan", _plan_said, "text"),
    ]
    cells = page.table(rows, columns, heading="Steps with a plan", sized=False)
    if any(row.is_vague for row in rows):
        page.note("Grey: not significant at this gap, so differences in investment are not counted.")
    if first.value is None:
        page.note("For the step without a limit, 'limit' shows the actual value.")
    return cells


def _plan_said(point: Point) -> str:
    words = f"plan of {point.lent_by}" if point.lent_by else str(point.result.state)
    audit = "" if point.result.is_audited else ", audit FAILED"
    return words + audit + (", value in the workbook" if point.is_own else "")


def _write_without(page: Page, frontier: Frontier, without: Sequence[Point]) -> Cells:
    height = _axes(frontier)[1].look["min"]
    columns: list[Field[Point]] = [
        Field("step", lambda point: point.name, "text"),
        Field(f"limit ({_limit_unit(frontier)})", lambda point: known(drawn_at(frontier, point)), form=_form(frontier)),
        Field("outcome", outcome, "text"),
        Field(f"drawn at ({page.view.amount})", always(height)),
    ]
    return page.table(without, columns, heading="Steps without a plan", sized=False)


def outcome(point: Point) -> str:
    return "infeasible" if point.result.state == State.INFEASIBLE else str(point.result.state)


def _write_steps(book: Book, frontier: Frontier, steps: Sequence[Step]) -> Cells:
    """The sheet 'Steps'."""
    page = Page(
        book, "Steps", "Risk", "Cost of each step",
        "Price: additional cost per unit of tightening, with investments adjusted. Shadow price: saving per unit of "
        "relaxation at the end of the step, with investments unchanged.",
    )  # fmt: skip
    amount, per = page.view.amount, price_unit(frontier)
    columns: list[Field[Step]] = [
        Field("from → to", step_said, "text", 34),
        Field(f"tightened by ({_limit_unit(frontier)})", lambda step: step.tightening, _look(frontier), 14),
        Field(f"additional cost ({amount})", lambda step: step.extra, width=16),
        Field(f"solver tolerance of both ({amount})", lambda step: known(step.noise), width=18),
        Field(f"price ({per})", lambda step: price(frontier, step.price), width=20),
        Field(
            f"shadow price at its end ({per})", lambda step: price(frontier, frontier.marginal(step.after)), width=27
        ),
        Field("significant", lambda step: "yes" if step.is_significant else "no", "text", 12),
    ]
    cells = page.table(steps, columns)
    page.note("Solver tolerance: the gaps of the two solves together. A step is significant if it costs more.")
    return cells


def _write_reasons(page: Page, without: Sequence[Point]) -> None:
    """Why there is no plan, in full."""
    paragraphs: list[str] = []
    for point in without:
        lines = [line.strip() for line in point.result.reason.splitlines() if line.strip()]
        paragraphs += [f"{point.name}: {lines[0] if lines else outcome(point)}", *(f"    {line}" for line in lines[1:])]
    page.section("Why there is no plan", paragraphs)

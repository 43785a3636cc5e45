"""Risk of every plan: cost against risk, limits and their actual values, concentration over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from model.reports.document import (
    ChartRow,
    ChartScale,
    ChartSeries,
    DocumentBlock,
    DocumentChart,
    DocumentSheet,
    DocumentTable,
)
from model.reports.palette import HUES, INK, OTHER
from model.reports.phrases import fitting, money, percent
from model.reports.styles import MARK, SHARE_FORMAT, Field, always, number_format
from model.studies.comparison.styles import CASE_WIDTH, listed, value_form
from model.whatif.compare import Comparison, Measured
from model.whatif.figures import LARGEST_SHARE, SERVED, WORST_SERVICE, LimitFigure
from model.whatif.plan_difference import Digest

SCATTER_HEIGHT = 380
RISKS = (WORST_SERVICE, LARGEST_SHARE, SERVED)
"""Measures of risk for the scatter: the first one that differs between plans is drawn."""

COINCIDE = 0.03
"""Share of the axes within which points share their label."""

LONGEST_LABEL = 34
SHARE_AXIS = '[>1.0001]"";0.0%'
"""Beyond 100 % there is only room for names."""

ROOM = 0.3
"""Margin around the outermost points, as a share of the range of the risks."""


@dataclass(frozen=True)
class Spot:
    """A point of the scatter: the row of its table, and whose it is."""

    row: int
    name: str
    is_base: bool


@dataclass(frozen=True)
class Dot:
    row: int
    name: str
    risk: float
    cost: float


def risk_sheet(comparison: Comparison, named: Sequence[str]) -> DocumentSheet:
    """The sheet 'Risk', with a scatter unless that would be empty, in which plans are ``named``."""
    plans = comparison.solved
    chart = _scatter(comparison, named)
    blocks: list[DocumentBlock] = ["None: no plan was found."]
    if plans:
        blocks = [] if chart is None else [ChartRow([chart], SCATTER_HEIGHT, 1), *chart.tables]
        blocks += [_limits(plans), *_concentration(plans)]
    about = "Each limit where it is tightest in a plan. Shaded: binding. Concentration of supply: undisrupted case."
    widths = [46, 14, 12, *[CASE_WIDTH] * max(len(plans), 5)] if plans else ()
    return DocumentSheet("Risk", "Risk", "Risk of every plan", about, blocks, widths)


# ---------------------------------------------------------------------------------------------- cost against risk


def drawn_risk(comparison: Comparison) -> Measured | None:
    """The measure of risk that is drawn against cost."""
    measures = [measure for name in RISKS if (measure := comparison.measure(name)) is not None]
    several = [measure for measure in measures if len(_numbers(measure)) > 1]
    differing = [measure for measure in several if len({round(value, 4) for value in _numbers(measure)}) > 1]
    return next(iter([*differing, *several]), None)


def _numbers(measure: Measured) -> list[float]:
    """Values of the plans that have one."""
    return [value for value in measure.values if value is not None]


def _scatter(comparison: Comparison, named: Sequence[str]) -> DocumentChart | None:
    risk, cost = drawn_risk(comparison), comparison.cost
    if risk is None or cost is None:
        return None
    names = [plan.name for plan in comparison.solved]
    fields: list[Field[int]] = [
        Field("plan", names.__getitem__, "text"),
        Field(risk.figure.name, risk.values.__getitem__, form=value_form(risk.figure.unit, risk.values)),
        Field(f"cost ({comparison.amount})", cost.values.__getitem__),
    ]
    table = DocumentTable(range(len(names)), fields, "Cost against risk", is_sized=False)
    points = [
        Dot(at, name, one, other)
        for at, (name, one, other) in enumerate(zip(names, risk.values, cost.values, strict=True))
        if one is not None and other is not None
    ]
    in_words = partial(figure_said, risk)

    def tip(at: int) -> str:
        return f"{names[at]}: {in_words(risk.values[at] or 0.0)}, {money(cost.values[at] or 0.0)} {comparison.amount}"

    spots = together([point for point in points if point.name in named], comparison.base.name)
    series = [ChartSeries("other plans", table, 1, 2, "dot", OTHER, tip=tip)] + [
        ChartSeries(spot.name, table, 1, 2, "named", INK if spot.is_base else HUES[1], only=spot.row, tip=tip)
        for spot in spots
    ]
    better = f"; {risk.figure.better} is better" if risk.figure.better else ""
    title, heading = f"Cost ({comparison.amount}) against risk", "Cost against risk"
    says = (
        f"Each point is a plan: across its {risk.figure.name} ({risk.figure.unit}{better}), upwards its expected cost "
        f"({comparison.amount}). Named: {comparison.base.name}, and what matters most."
    )
    return DocumentChart("risk", "scatter", title, series, _scales(risk, points), heading, says, {}, [table])


def _scales(risk: Measured, points: Sequence[Dot]) -> tuple[ChartScale, ChartScale]:
    """With room on both sides for the names."""
    risks, costs = [point.risk for point in points], [point.cost for point in points]
    room = ROOM * (max(risks) - min(risks))
    least = max(0.0, min(risks) - room) if min(risks) >= 0 else min(risks) - room
    better = f" ({risk.figure.better} is better)" if risk.figure.better else ""
    form = SHARE_AXIS if risk.figure.is_share else "#,##0.##"
    in_words = percent if risk.figure.is_share else money
    x = ChartScale(form, risk.figure.name + better, least, max(risks) + room, words=in_words)
    return x, ChartScale("#,##0.##", "", min(costs), max(costs), words=money)


def figure_said(measure: Measured, value: float) -> str:
    return percent(value) if measure.figure.is_share else f"{money(value)} {measure.figure.unit}"


def together(points: Sequence[Dot], base: str) -> list[Spot]:
    """One spot for plans that all but coincide, with the names of all of them."""
    spans = [max(1e-12, max(values) - min(values)) for values in zip(*((p.risk, p.cost) for p in points), strict=True)]
    groups: list[list[Dot]] = []
    for point in points:
        near = (
            group
            for group in groups
            if abs(group[0].risk - point.risk) <= COINCIDE * spans[0]
            and abs(group[0].cost - point.cost) <= COINCIDE * spans[1]
        )
        group = next(near, None)
        if group is None:
            groups.append([point])
        else:
            group.append(point)
    groups.sort(key=lambda group: group[0].cost)
    return [
        Spot(group[0].row, _label([point.name for point in group]), any(point.name == base for point in group))
        for group in groups
    ]


def _label(names: Sequence[str]) -> str:
    shown = fitting(names, LONGEST_LABEL)
    return ", ".join(shown) + (f" +{len(names) - len(shown)}" if len(shown) < len(names) else "")


# ---------------------------------------------------------------------------------------------- limits


def _limits(plans: Sequence[Digest]) -> DocumentTable[tuple[str, str]]:
    of_plan = [{limit.limit: limit for limit in plan.limits} for plan in plans]
    names = list(dict.fromkeys(name for limits in of_plan for name in limits))
    one = {name: next(limits[name] for limits in of_plan if name in limits) for name in names}

    def form(row: tuple[str, str]) -> str:
        if one[row[0]].is_share:
            return SHARE_FORMAT
        figures = [limits[row[0]] for limits in of_plan if row[0] in limits]
        sizes = [abs(value or 0.0) for limit in figures for value in (limit.bound, limit.actual)]
        return number_format(max(sizes))

    def of(name: str, limits: Mapping[str, LimitFigure]) -> Field[tuple[str, str]]:
        def accent(row: tuple[str, str]) -> Mapping[str, Any]:
            binds = row[1] != "limit" and row[0] in limits and limits[row[0]].binds
            return MARK if binds else {}

        return Field(name, lambda row: getattr(limits.get(row[0]), FIGURES[row[1]], None), form=form, accent=accent)

    columns: list[Field[tuple[str, str]]] = [
        Field("limit", lambda row: row[0], "text"),
        Field("measure", lambda row: f"limit {one[row[0]].sign}" if row[1] == "limit" else row[1], "text"),
        Field("unit", lambda row: one[row[0]].unit, "text"),
        *(of(plan.name, limits) for plan, limits in zip(plans, of_plan, strict=True)),
    ]
    rows = [(name, what) for name in names for what in FIGURES]
    heading = "Limits, actual values and slack"
    return DocumentTable(rows, columns, heading, is_sized=False, nothing="No plan has a limit.")


FIGURES: Mapping[str, str] = {"limit": "bound", "actual": "actual", "slack": "slack"}
"""Figures reported for a limit, with their labels."""


# ---------------------------------------------------------------------------------------------- concentration


def _concentration(plans: Sequence[Digest]) -> Iterator[DocumentTable[Alike]]:
    """The largest share and the HHI of each stage in years across: a line for all plans in which it is the same."""
    names = [plan.name for plan in plans]
    periods = sorted({period for plan in plans for period in plan.periods})
    for title, kind in (("Largest country's share of supply", "shares"), ("HHI of supply, 0 to 10000", "hhi")):
        same: dict[tuple[str, tuple[float | None, ...]], list[str]] = {}
        stages = list(dict.fromkeys(line.labels[0] for plan in plans for line in getattr(plan, kind)))
        for plan in plans:
            for line in getattr(plan, kind):
                of_period = dict(zip(plan.periods, line.values, strict=True))
                of_year = {year: of_period[t] for t in plan.periods for year in plan.calendar.years_of(t)}
                values = tuple(_rounded(of_year.get(period)) for period in periods)
                same.setdefault((line.labels[0], values), []).append(plan.name)
        rows = sorted(same, key=lambda row: stages.index(row[0]))
        if not rows:
            continue
        form, unit = (SHARE_FORMAT, "%") if kind == "shares" else (number_format(1e4), "0–10000")
        columns: list[Field[Alike]] = [
            Field("plans", lambda row: listed(row[1], names, 60), "text"),
            Field("stage", lambda row: row[0][0], "text"),
            Field("unit", always(unit), "text"),
            *(_of_year(at, str(period), form) for at, period in enumerate(periods)),
        ]
        yield DocumentTable([(row, same[row]) for row in rows], columns, title, is_sized=False)


Alike = tuple[tuple[str, tuple[float | None, ...]], list[str]]
"""A stage and its values by year, and the plans in which they are so."""


def _of_year(at: int, header: str, form: str) -> Field[Alike]:
    return Field(header, lambda row: row[0][1][at], form=form)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 5)

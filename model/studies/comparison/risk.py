"""Risk of every plan: cost against risk, limits and their actual values, concentration over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.reports.book import Book
from model.reports.charts import Axis, Chart, Drawn
from model.reports.number_formats import number_format
from model.reports.page import Page
from model.reports.palette import HUES, INK, QUIET
from model.reports.phrases import fitting
from model.reports.styles import FONT_SIZE, MARK, SHARE_FORMAT, Cells, Field, always
from model.studies.comparison.styles import CASE_WIDTH, listed, value_form
from model.whatif.compare import Comparison, Measured
from model.whatif.figures import LARGEST_SHARE, SERVED, WORST_SERVICE, LimitFigure
from model.whatif.plan_summary import Digest

SCATTER_HEIGHT = 380
RISKS = (WORST_SERVICE, LARGEST_SHARE, SERVED)
"""Measures of risk for the scatter: the first one that differs between plans is drawn."""

COINCIDE = 0.03
"""Share of the axes within which points share their label."""

LONGEST_LABEL = 34
SHARE_AXIS = '[>1.0001]"";0%'
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


def write_risk(book: Book, comparison: Comparison) -> Chart | None:
    """Write the sheet 'Risk'. Returns its scatter, None if it would be empty."""
    page = Page(
        book, "Risk", "Risk", "Risk of every plan",
        "Each limit where it is tightest in a plan. Shaded: binding. Concentration of supply: undisrupted case.",
    )  # fmt: skip
    plans = comparison.solved
    if not plans:
        page.note("None: no plan was found.")
        return None
    page.set_widths([46, 14, 12, *[CASE_WIDTH] * max(len(plans), 5)])
    page.keep_title()
    risk = drawn_risk(comparison)
    chart = None if risk is None else _write_scatter(page, comparison, risk)
    _write_limits(page, plans)
    _write_concentration(page, plans)
    return chart


# ---------------------------------------------------------------------------------------------- cost against risk


def drawn_risk(comparison: Comparison) -> Measured | None:
    """The measure of risk that is drawn against cost."""
    found = [each for name in RISKS if (each := comparison.measure(name)) is not None]
    known = [each for each in found if sum(value is not None for value in each.values) > 1]
    differing = [each for each in known if len({round(value, 4) for value in each.values if value is not None}) > 1]
    return next(iter([*differing, *known]), None)


def _write_scatter(page: Page, comparison: Comparison, risk: Measured) -> Chart | None:
    cost = comparison.cost
    if cost is None:
        return None
    names = [plan.name for plan in comparison.solved]
    slots = page.reserve(1, SCATTER_HEIGHT, across=1)
    columns: list[Field[int]] = [
        Field("plan", names.__getitem__, "text"),
        Field(risk.figure.name, risk.values.__getitem__, form=value_form(risk.figure.unit, risk.values)),
        Field(f"cost ({comparison.amount})", cost.values.__getitem__),
    ]
    cells = page.table(range(len(names)), columns, heading="Cost against risk", sized=False)
    points = [
        Dot(at, name, one, other)
        for at, (name, one, other) in enumerate(zip(names, risk.values, cost.values, strict=True))
        if one is not None and other is not None
    ]
    risks, costs = [point.risk for point in points], [point.cost for point in points]
    better = f" ({risk.figure.better} is better)" if risk.figure.better else ""
    # Room on both sides for the names.
    room = ROOM * (max(risks) - min(risks))
    least = max(0.0, min(risks) - room) if min(risks) >= 0 else min(risks) - room
    form = SHARE_AXIS if risk.figure.is_share else "#,##0.##"
    spots = together(points, comparison.base.name)
    chart = Chart(
        "scatter", f"Cost ({comparison.amount}) against risk",
        [_spot(cells, spot, at) for at, spot in enumerate(spots)],
        Axis(risk.figure.name + better, least, max(risks) + room, form).look,
        Axis("", min(costs), max(costs), "#,##0.##").look, has_legend=False,
    )  # fmt: skip
    page.place(slots, [chart])
    return chart


def _spot(cells: Cells, spot: Spot, at: int) -> Drawn:
    """A named point, those of the base apart."""
    shape, size, colour = ("diamond", 10, INK) if spot.is_base else ("circle", 8, HUES[at % len(HUES)])
    look = {
        "marker": {"type": shape, "size": size, "fill": {"color": colour}, "border": {"color": "#FFFFFF"}},
        "data_labels": {"series_name": True, "value": False, "position": "right" if at % 2 == 0 else "left",
                        "font": {"size": FONT_SIZE, "color": QUIET, "bold": spot.is_base}},
    }  # fmt: skip
    return Drawn(spot.name, cells.cell(spot.row, 1), cells.cell(spot.row, 2), look)


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


def _write_limits(page: Page, plans: Sequence[Digest]) -> None:
    of_plan = [{limit.limit: limit for limit in plan.limits} for plan in plans]
    names = list(dict.fromkeys(name for limits in of_plan for name in limits))
    if not names:
        page.heading("Limits")
        page.note("No plan has a limit.")
        return
    one = {name: next(limits[name] for limits in of_plan if name in limits) for name in names}

    def form(row: tuple[str, str]) -> str:
        if one[row[0]].is_share:
            return SHARE_FORMAT
        known = [limits[row[0]] for limits in of_plan if row[0] in limits]
        return number_format(max(abs(each) for limit in known for each in (limit.bound or 0.0, limit.actual or 0.0)))

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
    page.table(rows, columns, heading="Limits, actual values and slack", sized=False)


FIGURES: Mapping[str, str] = {"limit": "bound", "actual": "actual", "slack": "slack"}
"""Figures reported for a limit, with their labels."""


# ---------------------------------------------------------------------------------------------- concentration


def _write_concentration(page: Page, plans: Sequence[Digest]) -> None:
    """The largest share and the HHI of each stage in years across: a line for all plans in which it is the same."""
    names = [plan.name for plan in plans]
    periods = sorted({period for plan in plans for period in plan.periods})
    for title, kind in (("Largest country's share of supply", "shares"), ("HHI of supply, 0 to 10000", "hhi")):
        same: dict[tuple[str, tuple[float | None, ...]], list[str]] = {}
        stages = list(dict.fromkeys(line.labels[0] for plan in plans for line in getattr(plan, kind)))
        for plan in plans:
            for line in getattr(plan, kind):
                of_year = dict(zip(plan.periods, line.values, strict=True))
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
        page.table([(row, same[row]) for row in rows], columns, heading=title, sized=False)


Alike = tuple[tuple[str, tuple[float | None, ...]], list[str]]
"""A stage and its values by year, and the plans in which they are so."""


def _of_year(at: int, header: str, form: str) -> Field[Alike]:
    return Field(header, lambda row: row[0][1][at], form=form)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 5)

"""Risk of every plan: cost against risk, limits and what is found of them, concentration over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from model.reports.book import Book, number_format
from model.reports.comparison.charts import Spot, scatter
from model.reports.comparison.looks import CASE_WIDTH, NAME_HEIGHT, listed, value_form
from model.reports.frontier.charts import Axis, Cells
from model.reports.looks import SHARE_FORMAT, Field
from model.reports.page import Page
from model.whatif.compare import Comparison, Measured
from model.whatif.digest import Digest
from model.whatif.figures import LARGEST_SHARE, SERVED, WORST_SERVICE, LimitFigure

SCATTER_HEIGHT = 380
RISKS = (WORST_SERVICE, LARGEST_SHARE, SERVED)
"""Measures of risk for the scatter: the first one that differs between plans is drawn."""

COINCIDE = 0.03
"""Of the axes: points that are closer than this share their label."""

LONGEST_LABEL = 34
SHARE_AXIS = '[>1.0001]"";0%'
"""Beyond 100 % there is only room for names."""

ROOM = 0.3
"""Of the span of the risks, beside the outermost points."""


@dataclass(frozen=True)
class _Point:
    row: int
    name: str
    risk: float
    cost: float


def write_risk(book: Book, comparison: Comparison) -> Callable[[], object] | None:
    """The sheet 'Risk'. Returns what draws its scatter once more, None where there is nothing to draw."""
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
    draw = None if risk is None else _write_scatter(page, comparison, risk)
    _write_limits(page, plans)
    _write_concentration(page, plans)
    return draw


# ---------------------------------------------------------------------------------------------- cost against risk


def drawn_risk(comparison: Comparison) -> Measured | None:
    """The measure of risk that is drawn against cost."""
    found = [each for name in RISKS if (each := comparison.measure(name)) is not None]
    known = [each for each in found if sum(value is not None for value in each.values) > 1]
    differing = [each for each in known if len({round(value, 4) for value in each.values if value is not None}) > 1]
    return next(iter([*differing, *known]), None)


def _write_scatter(page: Page, comparison: Comparison, risk: Measured) -> Callable[[], object] | None:
    cost = comparison.cost
    if cost is None:
        return None
    of_figures = {plan.name: at for at, plan in enumerate(comparison.solved)}
    slots = page.reserve(1, SCATTER_HEIGHT, across=1)
    block = page.table(
        [
            Field("plan", list(of_figures), look="text"),
            Field(risk.figure.name, list(risk.values),
                  forms=[value_form(risk.figure.unit, risk.values)] * len(of_figures)),
            Field(f"cost ({comparison.amount})", list(cost.values)),
        ],
        heading="Cost against risk",
        sized=False,
        height=NAME_HEIGHT,
    )  # fmt: skip
    cells = Cells(block.sheet, block.first, block.first + len(of_figures) - 1)
    pairs = zip(of_figures, risk.values, cost.values, strict=True)
    points = [
        _Point(at, name, one, other)
        for at, (name, one, other) in enumerate(pairs)
        if one is not None and other is not None
    ]
    risks, costs = [point.risk for point in points], [point.cost for point in points]
    better = f" ({risk.figure.better} is better)" if risk.figure.better else ""
    # Room on both sides for the names.
    room = ROOM * (max(risks) - min(risks))
    least = max(0.0, min(risks) - room) if min(risks) >= 0 else min(risks) - room
    form = SHARE_AXIS if risk.figure.is_share else "#,##0.##"
    axes = (
        Axis(risk.figure.name + better, least, max(risks) + room, form),
        Axis("", min(costs), max(costs), "#,##0.##"),
    )
    spots = together(points, comparison.base.name)

    def draw() -> object:
        return scatter(page.book, f"Cost ({comparison.amount}) against risk", cells, (1, 2), spots, axes)

    page.place(slots, [draw()])
    return draw


def together(points: Sequence[_Point], base: str) -> list[Spot]:
    """One spot for plans that all but coincide, with the names of all of them."""
    spans = [max(1e-12, max(values) - min(values)) for values in zip(*((p.risk, p.cost) for p in points), strict=True)]
    groups: list[list[_Point]] = []
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
    shown = [name for at, name in enumerate(names) if at == 0 or len(", ".join(names[: at + 1])) <= LONGEST_LABEL]
    return ", ".join(shown) + (f" +{len(names) - len(shown)}" if len(shown) < len(names) else "")


# ---------------------------------------------------------------------------------------------- limits


def _write_limits(page: Page, plans: Sequence[Digest]) -> None:
    of_plan = [{limit.limit: limit for limit in plan.limits} for plan in plans]
    names = list(dict.fromkeys(name for limits in of_plan for name in limits))
    if not names:
        page.heading("Limits")
        page.note("No plan has a limit.")
        return
    rows = [(name, what) for name in names for what in ("limit", "actual", "slack")]

    def figure(limits: dict[str, LimitFigure], name: str, what: str) -> float | None:
        limit = limits.get(name)
        return None if limit is None else {"limit": limit.bound, "actual": limit.actual, "slack": limit.slack}[what]

    def form(name: str) -> str:
        known = [limits[name] for limits in of_plan if name in limits]
        if known[0].is_share:
            return SHARE_FORMAT
        return number_format(max(abs(each) for limit in known for each in (limit.bound or 0.0, limit.actual or 0.0)))

    forms = [form(name) for name, _ in rows]
    one = {name: next(limits[name] for limits in of_plan if name in limits) for name in names}
    page.table(
        [
            Field("limit", [name for name, _ in rows], look="text"),
            Field(
                "measure", [f"limit {one[name].sign}" if what == "limit" else what for name, what in rows], look="text"
            ),
            Field("unit", [one[name].unit for name, _ in rows], look="text"),
            *(
                Field(
                    plan.name,
                    [figure(limits, name, what) for name, what in rows],
                    forms=forms,
                    marked=[
                        at
                        for at, (name, what) in enumerate(rows)
                        if what != "limit" and name in limits and limits[name].binds
                    ],
                )
                for plan, limits in zip(plans, of_plan, strict=True)
            ),
        ],
        heading="Limits, actual values and slack",
        sized=False,
        height=NAME_HEIGHT,
    )


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
        form = SHARE_FORMAT if kind == "shares" else number_format(1e4)
        page.table(
            [
                Field("plans", [listed(same[row], names, 60) for row in rows], look="text"),
                Field("stage", [stage for stage, _ in rows], look="text"),
                Field("unit", ["%" if kind == "shares" else "0–10000"] * len(rows), look="text"),
                *(
                    Field(str(period), [values[at] for _, values in rows], forms=[form] * len(rows))
                    for at, period in enumerate(periods)
                ),
            ],
            heading=title,
            sized=False,
        )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 5)

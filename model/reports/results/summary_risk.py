"""Risk on the first page: main dependencies, and remaining failures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from model.reports.contents import Grid
from model.reports.palette import BAD
from model.reports.phrases import money, partial, percent
from model.reports.styles import Field
from model.results.build import Service, StageSupply, services
from model.results.columns import Outcome
from model.results.limits import PartyLimit, per_unit, sign_of
from model.results.risk import largest_costs, named, unmet_unit, worst_starts
from model.results.view import View

HANGS = 23
"""First column of the table of dependencies."""

COLUMNS, YEAR, FIGURE, MOST_YEARS = 44, 2, 4, 14
"""Columns of the page, of a year and of a figure; and maximum number of years."""

SHORT = "[=1]0%;0.0%"
"""Number format of a share in a narrow column."""

WORST = (244, 165, 130)
"""Red, green and blue of a fill rate of half or less; white is full service."""


def write_hangs(
    grid: Grid, view: View, held: Sequence[PartyLimit], supplies: Sequence[StageSupply], row: int, most: int
) -> int:
    """The tightest limits; without any, who supplies most of each stage. Returns the row below."""
    if not held:
        return _write_leaders(grid, view, supplies, row, most)

    def bound(each: PartyLimit) -> str:
        spot = each.tightest
        return "" if spot.bound is None else f"{sign_of(each)} {figure(view, each, spot.bound)}"

    def price(each: PartyLimit) -> str:
        return f"{money(each.tightest.marginal)} {per_unit(each)}" if each.tightest.marginal else ""

    def tight(each: PartyLimit) -> Mapping[str, Any]:
        return {"font_color": BAD, "bold": True} if each.tightest.binds else {}

    fields: list[Field[PartyLimit]] = [
        Field("limit", lambda each: each.limit, "text", 8),
        Field("actual", lambda each: figure(view, each, each.tightest.actual), "mixed", 4, accent=tight),
        Field("limit", bound, "mixed", 4),
        Field("saved if relaxed", price, "mixed", 5),
    ]
    return grid.table(
        row, HANGS, f"Tightest limits ({view.amount})", held, fields, sheet="Limits",
        nothing="", most=most,
    )  # fmt: skip


def _write_leaders(grid: Grid, view: View, supplies: Sequence[StageSupply], row: int, most: int) -> int:
    def leader(supply: StageSupply, at: int) -> str:
        found = supply.leader(at)
        return f"{found[0]} {percent(found[1])}" if found else "none"

    fields: list[Field[StageSupply]] = [
        Field("stage", lambda supply: supply.stage, "text", 7),
        Field(view.year_labels[0], lambda supply: leader(supply, 0), "text", 7),
        Field(view.year_labels[-1], lambda supply: leader(supply, -1), "text", 7),
    ]
    return grid.table(
        row, HANGS, "Largest supplier country of each stage", supplies, fields, sheet="Concentration",
        nothing="Nothing is produced or purchased.", most=most,
    )  # fmt: skip


def write_fails(grid: Grid, view: View, found: Sequence[Outcome], row: int, most: int) -> int:
    """Write remaining failures: the fill rate of each disruption by the year in which it starts; without any
    disruption, the lowest fill rates of markets. Returns the row below it."""
    if not found:
        return _write_markets(grid, view, row, most)
    worst = [each for each in worst_starts(found) if each.hurts]
    if not worst:
        return _write_markets(grid, view, row, most, "no disruption adds to it")
    heading = (
        "What still fails: fill rate by the year in which a disruption starts; "
        f"largest additional shortfall and cost of any start ({view.amount})"
    )
    costs = largest_costs(found)
    starts = sorted({outcome.start for outcome in found})
    every = math.ceil(len(starts) / MOST_YEARS)
    by_start = {(outcome.name, outcome.start): outcome for outcome in found}

    def rate(start: int) -> Field[Outcome]:
        def value(each: Outcome) -> float | None:
            outcome = by_start.get((each.name, start))
            return None if outcome is None or outcome.service is None else partial(outcome.service)

        return Field(str(start), value, "share", YEAR, form=SHORT, accent=lambda each: shade(value(each)))

    fields: list[Field[Outcome]] = [
        Field("disruption", lambda each: named(view, each), "text", COLUMNS - YEAR * len(starts[::every]) - 2 * FIGURE),
        *(rate(start) for start in starts[::every]),
        Field(f"shortfall, {unmet_unit(view)}", lambda each: each.extra_unmet, width=FIGURE),
        Field("cost", lambda each: costs[each.name], width=FIGURE),
    ]
    return grid.table(
        row, 0, heading, worst, fields, sheet="Stress test", nothing="", most=most, wraps=True,
    )  # fmt: skip


def _write_markets(grid: Grid, view: View, row: int, most: int, remark: str = "") -> int:
    fields: list[Field[Service]] = [
        Field("market", lambda each: each.market, "text", 9),
        Field("product", lambda each: each.product, "text", 9),
        Field("all years", lambda each: partial(each.overall), "share", 4, form=SHORT, accent=_of("overall")),
        Field("lowest", lambda each: partial(each.worst), "share", 3, form=SHORT, accent=_of("worst")),
        Field("in", lambda each: each.worst_year, "mixed", 4),
    ]
    heading = "What still fails: share of demand met" + (f" undisrupted ({remark})" if remark else "")
    return grid.table(
        row, 0, heading, services(view), fields, sheet="Demand",
        nothing="No market has any demand.", most=most,
    )  # fmt: skip


def _of(name: str) -> Any:
    return lambda each: shade(getattr(each, name))


def shade(share: float | None) -> dict[str, str]:
    """The darker the less is met."""
    if share is None or share >= 1 - 1e-6:
        return {}
    depth = min(1.0, 0.15 + 2 * (1 - share))
    return {"bg_color": "#" + "".join(f"{round(255 + depth * (part - 255)):02X}" for part in WORST)}


def figure(view: View, held: PartyLimit, value: float | None) -> str:
    """A figure in the unit of its limit."""
    if value is None:
        return ""
    if held.is_share:
        return percent(value)
    unit = "" if held.unit in (view.amount, "0–10000") else f" {held.unit}"
    return money(value) + unit

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

LIMITS_FROM = 23
"""First column of the table of dependencies."""

YEAR_CELLS, FIGURE_CELLS, MOST_YEARS = 2, 4, 14
"""Columns of a year and of a figure, and maximum number of years."""

NARROW_SHARE = "[=1]0%;0.0%"
"""Number format of a share in a narrow column."""

HALF_SERVED = (244, 165, 130)
"""Red, green and blue of a fill rate of half or less; white is full service."""


def write_tightest(
    grid: Grid, view: View, party_limits: Sequence[PartyLimit], supplies: Sequence[StageSupply], row: int, most: int
) -> int:
    """The tightest limits; without any, who supplies most of each stage. Returns the row below."""
    if not party_limits:
        return _write_leaders(grid, view, supplies, row, most)

    def bound(limit: PartyLimit) -> str:
        spot = limit.tightest
        return "" if spot.bound is None else f"{sign_of(limit)} {limit_figure(view, limit, spot.bound)}"

    def price(limit: PartyLimit) -> str:
        return f"{money(limit.tightest.marginal)} {per_unit(limit)}" if limit.tightest.marginal else ""

    def tight(limit: PartyLimit) -> Mapping[str, Any]:
        return {"font_color": BAD, "bold": True} if limit.tightest.binds else {}

    fields: list[Field[PartyLimit]] = [
        Field("limit", lambda limit: limit.limit, "text", 8),
        Field("actual", lambda limit: limit_figure(view, limit, limit.tightest.actual), "mixed", 4, accent=tight),
        Field("limit", bound, "mixed", 4),
        Field("saved if relaxed", price, "mixed", 5),
    ]
    return grid.table(
        row,
        LIMITS_FROM,
        f"Tightest limits ({view.amount})",
        party_limits,
        fields,
        sheet="Limits",
        nothing="",
        most=most,
    )


def _write_leaders(grid: Grid, view: View, supplies: Sequence[StageSupply], row: int, most: int) -> int:
    def leader(supply: StageSupply, at: int) -> str:
        largest = supply.leader(at)
        return f"{largest[0]} {percent(largest[1])}" if largest else "none"

    fields: list[Field[StageSupply]] = [
        Field("stage", lambda supply: supply.stage, "text", 7),
        Field(view.year_labels[0], lambda supply: leader(supply, 0), "text", 7),
        Field(view.year_labels[-1], lambda supply: leader(supply, -1), "text", 7),
    ]
    return grid.table(
        row,
        LIMITS_FROM,
        "Largest supplier country of each stage",
        supplies,
        fields,
        sheet="Concentration",
        nothing="Nothing is produced or purchased.",
        most=most,
    )


def write_failures(grid: Grid, view: View, all_outcomes: Sequence[Outcome], row: int, most: int) -> int:
    """Write remaining failures: the fill rate of each disruption by the year in which it starts; without any
    disruption, the lowest fill rates of markets. Returns the row below it."""
    if not all_outcomes:
        return _write_markets(grid, view, row, most)
    worst = [outcome for outcome in worst_starts(all_outcomes) if outcome.hurts]
    if not worst:
        return _write_markets(grid, view, row, most, "no disruption adds to it")
    heading = (
        "What still fails: fill rate by the year in which a disruption starts; "
        f"largest additional shortfall and cost of any start ({view.amount})"
    )
    costs = largest_costs(all_outcomes)
    starts = sorted({outcome.start for outcome in all_outcomes})
    every = math.ceil(len(starts) / MOST_YEARS)
    by_start = {(outcome.name, outcome.start): outcome for outcome in all_outcomes}

    def rate(start: int) -> Field[Outcome]:
        def value(event: Outcome) -> float | None:
            outcome = by_start.get((event.name, start))
            return None if outcome is None or outcome.service is None else partial(outcome.service)

        return Field(str(start), value, "share", YEAR_CELLS, form=NARROW_SHARE, accent=lambda outcome: service_shade(value(outcome)))

    fields: list[Field[Outcome]] = [
        Field(
            "disruption",
            lambda outcome: named(view, outcome),
            "text",
            COLUMNS - YEAR_CELLS * len(starts[::every]) - 2 * FIGURE_CELLS,
        ),
        *(rate(start) for start in starts[::every]),
        Field(f"shortfall, {unmet_unit(view)}", lambda outcome: outcome.extra_unmet, width=FIGURE_CELLS),
        Field("cost", lambda outcome: costs[outcome.name], width=FIGURE_CELLS),
    ]
    return grid.table(
        row,
        0,
        heading,
        worst,
        fields,
        sheet="Stress test",
        nothing="",
        most=most,
        wraps=True,
    )


def _write_markets(grid: Grid, view: View, row: int, most: int, remark: str = "") -> int:
    fields: list[Field[Service]] = [
        Field("market", lambda service: service.market, "text", 9),
        Field("product", lambda service: service.product, "text", 9),
        Field("all years", lambda service: partial(service.overall), "share", 4, form=NARROW_SHARE, accent=_shaded("overall")),
        Field("lowest", lambda service: partial(service.worst), "share", 3, form=NARROW_SHARE, accent=_shaded("worst")),
        Field("in", lambda service: service.worst_year, "mixed", 4),
    ]
    heading = "What still fails: share of demand met" + (f" undisrupted ({remark})" if remark else "")
    return grid.table(
        row,
        0,
        heading,
        services(view),
        fields,
        sheet="Demand",
        nothing="No market has any demand.",
        most=most,
    )


def _shaded(name: str) -> Any:
    return lambda service: service_shade(getattr(service, name))


def service_shade(share: float | None) -> dict[str, str]:
    """The darker the less is met."""
    if share is None or share >= 1 - 1e-6:
        return {}
    depth = min(1.0, 0.15 + 2 * (1 - share))
    return {"bg_color": "#" + "".join(f"{round(255 + depth * (part - 255)):02X}" for part in HALF_SERVED)}


def limit_figure(view: View, limit: PartyLimit, value: float | None) -> str:
    """A figure in the unit of its limit."""
    if value is None:
        return ""
    if limit.is_share:
        return percent(value)
    unit = "" if limit.unit in (view.amount, "0–10000") else f" {limit.unit}"
    return money(value) + unit

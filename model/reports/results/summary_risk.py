"""What the summary says of risk: its price, the worst disruptions, the tightest limits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from model.planning.information import Interval, information
from model.reports.book import number_format
from model.reports.grid import Grid, cautious
from model.reports.looks import Field
from model.reports.palette import BAD, QUIET, RULE
from model.reports.phrases import money, percent
from model.reports.results.without import write_comparison
from model.results.bounds import Held, moment, per_unit, sign_of, tightest_parties
from model.results.figures import expected_cost
from model.results.risk import Outcome, cost_undisturbed, unmet_unit, worst_starts
from model.results.view import View
from model.results.without import WITHOUT

RISK_ROWS = 6
FACTS_END = 12
IN_WORDS = {
    "EVPI": "value of perfect information (EVPI)",
    "VSS": "value of planning for risk (VSS)",
}


def write_risk(grid: Grid, view: View, found: Sequence[Outcome], held: Sequence[Held], row: int) -> None:
    """Three tables side by side; ``found`` are the branches, the worst first. Where it is known what there would be
    without the plan, that comparison is the first of them."""
    if compared := view.rows(WITHOUT):
        write_comparison(grid, compared, row, RISK_ROWS)
    else:
        _write_facts(grid, view, found, held, row)
    _write_worst(grid, view, worst_starts(found), row)
    _write_limits(grid, view, tightest_parties(held), row)


def _write_facts(grid: Grid, view: View, found: Sequence[Outcome], held: Sequence[Held], row: int) -> None:
    """Single figures, one a line."""
    grid.heading(row, 0, FACTS_END, f"Risk, in {view.amount}")
    for at, (name, value, form) in enumerate(facts(view, found, held)[: RISK_ROWS + 1], start=row + 1):
        grid.put(at, 0, FACTS_END - 4, name, bottom=1, bottom_color=RULE, shrink=True)
        look = {"bold": True, "bottom": 1, "bottom_color": RULE, "num_format": form, "align": "right"}
        grid.put(at, FACTS_END - 3, FACTS_END, value, **look)


def facts(view: View, found: Sequence[Outcome], held: Sequence[Held]) -> list[tuple[str, float | str, str]]:
    """Single figures with their names and number formats."""
    made: list[tuple[str, float | str, str]] = []
    if found:
        expected, usual = expected_cost(view), cost_undisturbed(view)
        hurting = sum(outcome.hurts for outcome in found)
        made += [
            ("expected cost, present value", expected, number_format(expected)),
            ("cost in the undisrupted case", usual, number_format(usual)),
            ("disruptions that increase unmet demand", f"{hurting} of {len(found)}", "@"),
        ]
        share = cautious(found[0].service)
        if hurting and share is not None:
            made.append(("fill rate in the worst of them", share, "0%"))
    if held:
        made.append(
            ("binding limits", f"{len({h.limit for h in held if h.binds})} of {len({h.limit for h in held})}", "@")
        )
    known = information(view.measures)
    for name, words in IN_WORDS.items():
        if name in known:
            made.append((words, *_known(known[name])))
    return made


def _known(value: Interval) -> tuple[float | str, str]:
    """A figure with its number format; of an interval, its bounds."""
    if value.is_exact:
        return value.least, number_format(abs(value.least))
    if value.most == math.inf:
        return f"≥ {money(value.least)}", "@"
    if value.least == -math.inf:
        return f"≤ {money(value.most)}", "@"
    return f"{money(value.least)} to {money(value.most)}", "@"


def _write_worst(grid: Grid, view: View, worst: Sequence[Outcome], row: int) -> None:
    fields: list[Field[Outcome]] = [
        Field("disruption", lambda outcome: outcome.name, "text", 6),
        Field("start", lambda outcome: outcome.start, "year", 2),
        Field(f"additional shortfall, {unmet_unit(view)}", lambda outcome: outcome.extra_unmet, width=4),
        Field("fill rate", lambda outcome: cautious(outcome.service), "share", 2, form="0%"),
        Field("additional cost", lambda outcome: outcome.extra_cost, width=3),
    ]
    grid.table(
        row, 14, "Disruptions at their worst start", worst, fields, sheet="Stress test",
        nothing="No disruptions are defined.", most=RISK_ROWS,
    )  # fmt: skip


def _write_limits(grid: Grid, view: View, held: Sequence[Held], row: int) -> None:
    def bound(each: Held) -> str:
        spot = each.tightest
        return "" if spot.bound is None else f"{sign_of(each)} {figure(view, each, spot.bound)}"

    def price(each: Held) -> str:
        return f"{money(each.tightest.marginal)} {per_unit(each)}" if each.tightest.marginal else ""

    def tight(each: Held) -> Mapping[str, Any]:
        return {"font_color": BAD, "bold": True} if each.tightest.binds else {}

    fields: list[Field[Held]] = [
        Field("limit", lambda each: each.limit, "text", 5),
        Field("tightest in", lambda each: moment(each.tightest), "text", 3, accent=lambda each: {"font_color": QUIET}),
        Field("actual", lambda each: figure(view, each, each.tightest.actual), "mixed", 2, accent=tight),
        Field("limit", bound, "mixed", 2),
        Field("shadow price", price, "mixed", 4),
    ]
    grid.table(
        row, 32, "Limits, tightest first", held, fields, sheet="Limits", nothing="No limits are set.", most=RISK_ROWS
    )  # fmt: skip


def figure(view: View, held: Held, value: float | None) -> str:
    """A figure in the unit of its limit."""
    if value is None:
        return ""
    if held.is_share:
        return percent(value)
    unit = "" if held.unit in (view.amount, "0–10000") else f" {held.unit}"
    return money(value) + unit

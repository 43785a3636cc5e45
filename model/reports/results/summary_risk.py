"""What the summary says of risk: its price, the worst disruptions, the tightest limits."""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.planning.information import Interval, information
from model.reports.book import number_format
from model.reports.palette import BAD, INK, QUIET, RULE
from model.reports.phrases import money, percent
from model.reports.results.summary_grid import FIT, RIGHT, SHARE, Cell, Grid, cautious, table
from model.results.bounds import Held, moment, per_unit, sign_of, tightest_parties
from model.results.figures import expected_cost
from model.results.risk import Outcome, cost_undisturbed, unmet_unit, worst_starts
from model.results.view import View

RISK_ROWS = 6
FACTS_END = 12
IN_WORDS = {
    "EVPI": "value of perfect information (EVPI)",
    "VSS": "value of planning for risk (VSS)",
}


def write_risk(grid: Grid, view: View, found: Sequence[Outcome], held: Sequence[Held], row: int) -> None:
    """Three tables side by side; ``found`` are the branches, the worst first."""
    grid.put(row, 0, FACTS_END, f"Risk, in {view.amount}", bold=True, font_size=12, font_color=INK)
    for at, (name, value, form) in enumerate(facts(view, found, held)[: RISK_ROWS + 1], start=row + 1):
        grid.put(at, 0, FACTS_END - 4, name, bottom=1, bottom_color=RULE, **FIT)
        grid.put(at, FACTS_END - 3, FACTS_END, value, bold=True, bottom=1, bottom_color=RULE, num_format=form, **RIGHT)
    _write_worst(grid, view, worst_starts(found), row)
    _write_limits(grid, view, tightest_parties(held), row)


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
    unit = unmet_unit(view)
    most = number_format(max((outcome.extra_unmet for outcome in worst), default=0.0))
    dearest = number_format(max((abs(outcome.extra_cost) for outcome in worst), default=0.0))
    rows: list[list[Cell]] = [
        [
            (outcome.name, FIT),
            (outcome.start, {"num_format": "0"} | RIGHT),
            (outcome.extra_unmet, {"num_format": most} | RIGHT | FIT),
            (cautious(outcome.service), SHARE),
            (outcome.extra_cost, {"num_format": dearest} | RIGHT | FIT),
        ]
        for outcome in worst
    ]
    headers: list[Cell] = [
        ("disruption", {}), ("start", RIGHT), (f"additional shortfall, {unit}", RIGHT | FIT),
        ("fill rate", RIGHT | FIT), ("additional cost", RIGHT | FIT),
    ]  # fmt: skip
    table(
        grid, row, 14, (5, 2, 5, 2, 3), "Disruptions at their worst start", headers, rows,
        lambda rest: f"and {rest} more: see 'Stress'", "No disruptions are defined.", RISK_ROWS,
    )  # fmt: skip


def _write_limits(grid: Grid, view: View, held: Sequence[Held], row: int) -> None:
    rows: list[list[Cell]] = []
    for each in held:
        spot = each.tightest
        look = RIGHT | FIT | ({"font_color": BAD, "bold": True} if spot.binds else {})
        price = f"{money(spot.marginal)} {per_unit(each)}" if spot.marginal else ""
        rows.append([
            (each.limit, FIT), (moment(spot), FIT | {"font_color": QUIET}), (figure(view, each, spot.actual), look),
            (f"{sign_of(each)} {figure(view, each, spot.bound)}" if spot.bound is not None else "", RIGHT | FIT),
            (price, RIGHT | FIT),
        ])  # fmt: skip
    headers: list[Cell] = [
        ("limit", {}), ("tightest in", {}), ("actual", RIGHT), ("limit", RIGHT), ("shadow price", RIGHT | FIT),
    ]  # fmt: skip
    table(
        grid, row, 32, (5, 3, 2, 2, 4), "Limits, tightest first", headers, rows,
        lambda rest: f"and {rest} more: see 'Limits'", "No limits are set.", RISK_ROWS,
    )  # fmt: skip


def figure(view: View, held: Held, value: float | None) -> str:
    """A figure in the unit of its limit."""
    if value is None:
        return ""
    if held.is_share:
        return percent(value)
    unit = "" if held.unit in (view.amount, "0–10000") else f" {held.unit}"
    return money(value) + unit

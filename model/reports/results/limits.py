"""Targets and constraints: where they bind, and their cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from model.reports.book import Book
from model.reports.charts import Chart, Series, columns_and_line
from model.reports.page import Page
from model.reports.palette import NEED, SHORT
from model.reports.styles import MARK, SHARE_FORMAT, Block, Field, is_whole, number_format
from model.results.bounds import LimitMoment, PartyLimit, limits, moment, price_unit, sign_of, tightest_first
from model.results.view import View
from model.results.year_series import Line
from model.scenario.limits import AT_LEAST

SHEET, MOST_CHARTS, MOST_SPOTS = "Limits", 3, 1000
BOUND, ACTUAL, SLACK, PRICE = "limit value", "actual", "slack", "shadow price"


TIGHTEST = "Each limit at its tightest"


def write(book: Book) -> None:
    """The sheet 'Limits'."""
    view = book.view
    held = tightest_first(limits(view))
    if not held:
        book.absent.append((SHEET, "The sheet 'Limits' is empty."))
        return
    page = Page(
        book, SHEET, "Risk", "Targets and constraints",
        f"Slack is the remaining headroom; a limit without slack binds. Shadow price: {view.amount} saved per unit or "
        "percentage point (pp) by which the limit is relaxed, with investments unchanged.",
    )  # fmt: skip
    over_time = [each for each in held if is_told(each)]
    lines = [line for each in over_time for line in limit_lines(view, each)]
    labels = ["limit", "scope", "measure"]
    page.lay_out(labels, lines, [Line((each.limit, each.scope, what(each)), "", ()) for each in held], least=8.5)
    page.keep_title()
    drawn = [each for each in over_time if any(spot.binds for spot in each.by_period.values())][:MOST_CHARTS]
    slots = page.reserve(len(drawn), 250)
    columns = [
        *_named(),
        Field[Told]("applies (times)", lambda told: len(told[0].spots)),
        Field[Told]("binds (times)", lambda told: told[0].binding),
        Field[Told]("tightest in", lambda told: moment(told[1]), "text"),
    ]
    page.table([(each, each.tightest) for each in held], columns, heading=TIGHTEST, sized=False)
    if lines:
        block = page.years_block(lines, heading="By year: undisrupted case; a CVaR counts every scenario")
        page.place(slots, [_picture(block, each) for each in drawn])
    _write_spots(page, held)


# ---------------------------------------------------------------------------------------------- at a glance


Told = tuple[PartyLimit, LimitMoment]
"""A line of a table: a limit and party, and the moment reported."""


def _named() -> list[Field[Told]]:
    return [
        Field("limit", lambda told: told[0].limit, "text"),
        Field("scope", lambda told: told[0].scope, "text"),
        Field("measure", lambda told: what(told[0]), "text"),
        Field("unit", lambda told: unit_of(told[0]), "text"),
        Field("sense", lambda told: sign_of(told[0]), "text"),
        *(_figure(name, get) for name, get in FIGURES.items()),
        Field(PRICE, lambda told: told[1].marginal, accent=_tight),
    ]


FIGURES: Mapping[str, Callable[[LimitMoment], float | None]] = {
    BOUND: lambda spot: spot.bound, ACTUAL: lambda spot: spot.actual, SLACK: lambda spot: spot.slack,
}  # fmt: skip


def _figure(name: str, get: Callable[[LimitMoment], float | None]) -> Field[Told]:
    return Field(name, lambda told: get(told[1]), form=lambda told: form(told[0], get(told[1])), accent=_tight)


def _tight(told: Told) -> Mapping[str, Any]:
    return MARK if told[1].binds else {}


def what(held: PartyLimit) -> str:
    return f"{held.measure} of {held.of}" if held.of not in ("", "any") else held.measure


def unit_of(held: PartyLimit) -> str:
    return "%" if held.is_share else held.unit


def form(held: PartyLimit, value: float | None) -> str:
    """Number format of a figure in the unit of its limit."""
    return SHARE_FORMAT if held.is_share else number_format(abs(value or 0.0), is_whole([value]))


# ---------------------------------------------------------------------------------------------- over time


def is_told(held: PartyLimit) -> bool:
    """Whether a limit is shown by year; not for a party without supply."""
    spots = held.by_period.values()
    return any(spot.binds or spot.actual or held.sense == AT_LEAST for spot in spots)


def limit_lines(view: View, held: PartyLimit) -> list[Line]:
    """Bound, figure, slack and marginal cost of a limit in the undisturbed plan by period."""
    by_period = held.by_period
    spots = [by_period.get(period) for period in view.periods]
    tight = {at for at, spot in enumerate(spots) if spot and spot.binds}

    def line(name: str, unit: str, look: str, values: Sequence[float | None]) -> Line:
        marked = tight if name in (SLACK, PRICE) else ()
        return Line((held.limit, held.scope, name), unit, tuple(values), look=look, marked=marked)

    unit, look = unit_of(held), "share" if held.is_share else "plain"
    made = [
        line(f"{BOUND} {sign_of(held)}", unit, look, [spot.bound if spot else None for spot in spots]),
        line(ACTUAL, unit, look, [spot.actual if spot else None for spot in spots]),
        line(SLACK, unit, look, [spot.slack if spot else None for spot in spots]),
        line(PRICE, price_unit(view, held), "plain", [spot.marginal if spot else None for spot in spots]),
    ]
    return made if any(made[3].values) else made[:3]


def _picture(block: Block, held: PartyLimit) -> Chart:
    """Actual values as columns, the limit as a dashed line over them."""
    found = block.find(held.limit, held.scope, ACTUAL) or 0
    bound = block.find(held.limit, held.scope, f"{BOUND} {sign_of(held)}") or 0
    party = f", {held.scope}" if held.scope not in ("", "any") else ""
    title = f"{held.limit}{party}: {what(held)}" + ("" if held.is_share else f", {unit_of(held)}")
    columns = [Series(block, found, ACTUAL, NEED)]
    line = Series(block, bound, BOUND, SHORT, is_limit=True)
    return columns_and_line(title, columns, line, share=held.is_share)


# ---------------------------------------------------------------------------------------------- in disruptions


def _write_spots(page: Page, held: Sequence[PartyLimit]) -> None:
    """Limits in disruptions and over the whole horizon, a line each, tightest first."""
    pairs = [(each, spot) for each in held for spot in each.spots if not spot.is_trunk]
    if not pairs:
        return
    pairs.sort(key=lambda pair: (not pair[1].binds, -(pair[1].marginal or 0.0), pair[1].tightness))
    shown = pairs[:MOST_SPOTS]
    columns = [*_named(), Field[Told]("when", lambda told: moment(told[1]), "text")]
    more = f": the tightest {len(shown):,} of {len(pairs):,}" if len(shown) < len(pairs) else ""
    page.table(shown, columns, heading="In disruptions and over all years" + more, sized=False)

"""Limits and mandates: where they bind and at which cost, by how much laws and rules are missed, and from when
they are met."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from model.reports.book import Book
from model.reports.charts import Chart, Series, columns_and_line
from model.reports.page import Page
from model.reports.palette import NEED, SHORT
from model.reports.styles import MARK, SHARE_FORMAT, Block, Field, is_whole, number_format
from model.results.limits import (
    LimitMoment,
    Mandate,
    PartyLimit,
    holds,
    is_at,
    limits,
    mandates,
    missing,
    moment,
    price_unit,
    sign_of,
    tightest_first,
)
from model.results.view import Line, View
from model.scenario.limits import AT_LEAST
from model.sheets.schema import NO

# ----------------------------------------------------------------------------------------------------------------------
# Targets and constraints: where they bind, and their cost.


LIMITS_SHEET, MOST_LIMITS_DRAWN, MOST_SPOTS = "Limits", 3, 1000
BOUND, ACTUAL, SLACK, PRICE = "limit value", "actual", "slack", "shadow price"


TIGHTEST = "Each limit at its tightest"


def write_limits(book: Book) -> None:
    """The sheet 'Limits'."""
    view = book.view
    party_limits = tightest_first(limits(view))
    if not party_limits:
        book.absent.append((LIMITS_SHEET, "The sheet 'Limits' is empty."))
        return
    about = (
        f"Slack is the remaining headroom; a limit without slack binds. Shadow price: {view.amount} saved per unit or "
        "percentage point (pp) by which the limit is relaxed, with investments unchanged."
    )
    page = Page(book, LIMITS_SHEET, "Risk", "Targets and constraints", about)
    over_time = [limit for limit in party_limits if is_shown_by_year(limit)]
    lines = [line for limit in over_time for line in limit_lines(view, limit)]
    labels = ["limit", "scope", "measure"]
    page.lay_out(
        labels, lines, [Line((limit.limit, limit.scope, measured(limit)), "", ()) for limit in party_limits], least=8.5
    )
    page.keep_title()
    drawn = [limit for limit in over_time if any(spot.binds for spot in limit.by_period.values())][:MOST_LIMITS_DRAWN]
    slots = page.reserve(len(drawn), 250)
    columns = [
        *_limit_columns(),
        Field[LimitAt]("applies (times)", lambda line: len(line[0].spots)),
        Field[LimitAt]("binds (times)", lambda line: line[0].binding),
        Field[LimitAt]("tightest in", lambda line: moment(line[1]), "text"),
    ]
    page.table([(limit, limit.tightest) for limit in party_limits], columns, heading=TIGHTEST, sized=False)
    if lines:
        block = page.years_block(lines, heading="By year: undisrupted case; a CVaR counts every scenario")
        page.place(slots, [_limit_picture(block, limit) for limit in drawn])
    _write_spots(page, party_limits)


# ---------------------------------------------------------------------------------------------- at a glance


LimitAt = tuple[PartyLimit, LimitMoment]
"""A line of a table: a limit and party, and the moment reported."""


def _limit_columns() -> list[Field[LimitAt]]:
    return [
        Field("limit", lambda line: line[0].limit, "text"),
        Field("scope", lambda line: line[0].scope, "text"),
        Field("measure", lambda line: measured(line[0]), "text"),
        Field("unit", lambda line: limit_unit(line[0]), "text"),
        Field("sense", lambda line: sign_of(line[0]), "text"),
        *(_moment_figure(name, get) for name, get in FIGURES_OF_MOMENT.items()),
        Field(PRICE, lambda line: line[1].marginal, accent=_tight),
    ]


FIGURES_OF_MOMENT: Mapping[str, Callable[[LimitMoment], float | None]] = {
    BOUND: lambda spot: spot.bound,
    ACTUAL: lambda spot: spot.actual,
    SLACK: lambda spot: spot.slack,
}


def _moment_figure(name: str, get: Callable[[LimitMoment], float | None]) -> Field[LimitAt]:
    return Field(name, lambda line: get(line[1]), form=lambda line: limit_format(line[0], get(line[1])), accent=_tight)


def _tight(line: LimitAt) -> Mapping[str, Any]:
    return MARK if line[1].binds else {}


def measured(limit: PartyLimit) -> str:
    return f"{limit.measure} of {limit.of}" if limit.of not in ("", "any") else limit.measure


def limit_unit(limit: PartyLimit) -> str:
    return "%" if limit.is_share else limit.unit


def limit_format(limit: PartyLimit, value: float | None) -> str:
    """Number format of a figure in the unit of its limit."""
    return SHARE_FORMAT if limit.is_share else number_format(abs(value or 0.0), is_whole([value]))


# ---------------------------------------------------------------------------------------------- over time


def is_shown_by_year(limit: PartyLimit) -> bool:
    """Whether a limit is shown by year; not for a party without supply."""
    spots = limit.by_period.values()
    return any(spot.binds or spot.actual or limit.sense == AT_LEAST for spot in spots)


def limit_lines(view: View, limit: PartyLimit) -> list[Line]:
    """Bound, figure, slack and marginal cost of a limit in the undisturbed plan by period."""
    by_period = limit.by_period
    spots = [by_period.get(period) for period in view.periods]
    tight = {at for at, spot in enumerate(spots) if spot and spot.binds}

    def line(name: str, unit: str, look: str, values: Sequence[float | None]) -> Line:
        marked = tight if name in (SLACK, PRICE) else ()
        return Line((limit.limit, limit.scope, name), unit, tuple(values), look=look, marked=marked)

    unit, look = limit_unit(limit), "share" if limit.is_share else "plain"
    lines = [
        line(f"{BOUND} {sign_of(limit)}", unit, look, [spot.bound if spot else None for spot in spots]),
        line(ACTUAL, unit, look, [spot.actual if spot else None for spot in spots]),
        line(SLACK, unit, look, [spot.slack if spot else None for spot in spots]),
        line(PRICE, price_unit(view, limit), "plain", [spot.marginal if spot else None for spot in spots]),
    ]
    return lines if any(lines[3].values) else lines[:3]


def _limit_picture(block: Block, limit: PartyLimit) -> Chart:
    """Actual values as columns, the limit as a dashed line over them."""
    actual = block.find(limit.limit, limit.scope, ACTUAL) or 0
    bound = block.find(limit.limit, limit.scope, f"{BOUND} {sign_of(limit)}") or 0
    party = f", {limit.scope}" if limit.scope not in ("", "any") else ""
    title = f"{limit.limit}{party}: {measured(limit)}" + ("" if limit.is_share else f", {limit_unit(limit)}")
    columns = [Series(block, actual, ACTUAL, NEED)]
    line = Series(block, bound, BOUND, SHORT, is_limit=True)
    return columns_and_line(title, columns, line, share=limit.is_share)


# ---------------------------------------------------------------------------------------------- in disruptions


def _write_spots(page: Page, party_limits: Sequence[PartyLimit]) -> None:
    """Limits in disruptions and over the whole horizon, a line each, tightest first."""
    pairs = [(limit, spot) for limit in party_limits for spot in limit.spots if not spot.is_trunk]
    if not pairs:
        return
    pairs.sort(key=lambda pair: (not pair[1].binds, -(pair[1].marginal or 0.0), pair[1].tightness))
    shown = pairs[:MOST_SPOTS]
    columns = [*_limit_columns(), Field[LimitAt]("when", lambda line: moment(line[1]), "text")]
    more = f": the tightest {len(shown):,} of {len(pairs):,}" if len(shown) < len(pairs) else ""
    page.table(shown, columns, heading="In disruptions and over all years" + more, sized=False)


# ----------------------------------------------------------------------------------------------------------------------
# Mandates: the values of laws and rules in this plan, by how much they miss, and from when they are met.


MANDATES_SHEET, LATEST = "Mandates", "Each mandate in the last year in which it counts"
NOT_APPLICABLE = "not applicable"

ABOUT_MANDATES = (
    "Values in this plan, undisrupted, against those of laws and rules: above or below, which is no legal opinion. "
    "Need is demand, delivered or not, and inputs of plants; without need a share is not applicable. Shipment is not "
    "origin: by the other reading goods that are neither made nor sold where they are sent from count the other way; "
    "of the N-1 cover it is supply relative to all need."
)

MANDATE_LABELS, MANDATE_FIGURES, MANDATE_WIDTHS = 3, 12, (14, 24, 22, 14, 24, 42)
"""Columns that name a line, those up to the figures, and widths of the words after these."""

MandateAt = tuple[Mandate, LimitMoment]
"""A mandate, and the moment shown."""


def write_mandates(book: Book) -> None:
    """The sheet 'Mandates'."""
    view = book.view
    reported = mandates(view)
    if not reported:
        book.absent.append((MANDATES_SHEET, "No row of the sheet 'Limits' has a mandate, or is reported only."))
        return
    page = Page(book, MANDATES_SHEET, "Risk", "Mandates in this plan", ABOUT_MANDATES)
    lines = [line for mandate in reported if mandate.by_period for line in limit_lines(view, mandate.result)]
    page.lay_out(
        ["limit", "scope", "measure"],
        lines,
        [Line((mandate.result.limit, mandate.result.scope, ""), "", ()) for mandate in reported],
        least=8.5,
    )
    page.keep_title()
    figures = [*page.widths[:MANDATE_LABELS], *[9.5] * (MANDATE_FIGURES - MANDATE_LABELS)]
    page.set_widths([*figures, *MANDATE_WIDTHS])
    latest = [(mandate, mandate.last or mandate.result.spots[-1]) for mandate in reported]
    latest.sort(key=lambda line: holds(line[1]) or line[1].slack is None)
    page.table(latest, _mandate_columns(book), heading=LATEST, sized=False)
    if lines:
        page.years_block(lines, heading="By year: a slack below 0 is missing")


def _mandate_columns(book: Book) -> list[Field[MandateAt]]:
    view = book.view

    def stages(line: MandateAt) -> str:
        goods = view.directory.commodities(line[0].row.of)
        return ", ".join(sorted({view.stage_of(good) for good in goods} - {""}, key=view.stage_rank))

    return [
        Field("limit", lambda line: line[0].result.limit, "text"),
        Field("scope", lambda line: line[0].result.scope, "text"),
        Field("finding", verdict, "text"),
        Field("unit", lambda line: limit_unit(line[0].result), "text"),
        Field("year", lambda line: line[1].period, "year"),
        _mandate_figure("value", lambda line: line[1].actual),
        _mandate_figure("bound", lambda line: line[1].bound),
        _mandate_figure("missing", lambda line: None if line[1].slack is None else missing(line[1])),
        Field("missing, units", lambda line: line[0].units_missing(line[1])),
        Field("met from", lambda line: line[0].met_from, "year"),
        Field("need", lambda line: line[1].base),
        _mandate_figure("other reading", lambda line: line[1].alternative),
        Field("must hold", lambda line: "reported only" if line[0].row.binding == NO else "must hold", "text"),
        Field("mandate", lambda line: line[0].name, "text"),
        Field("goods", lambda line: line[0].row.of, "text"),
        Field("stage", stages, "text"),
        Field("assumed inputs, rows", lambda line: line[0].assumed, "text"),
        Field("source", lambda line: line[0].row.source, "text"),
    ]


def _mandate_figure(header: str, get: Callable[[MandateAt], float | None]) -> Field[MandateAt]:
    return Field(header, get, form=lambda line: limit_format(line[0].result, get(line)))


def verdict(line: MandateAt) -> str:
    """Whether the value is above or below its bound, as no law is complied with by a plan."""
    mandate, spot = line
    if spot.slack is None or spot.actual is None or spot.bound is None:
        return NOT_APPLICABLE
    bound = (
        f"{100 * spot.bound:.4g} %" if mandate.result.is_share else f"{spot.bound:,.3g} {limit_unit(mandate.result)}"
    )
    return f"{'at' if is_at(spot) else 'above' if spot.actual > spot.bound else 'below'} {bound}"

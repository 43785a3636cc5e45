"""The limits that the plan was held to: where they bind, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence

from model.reports import charts
from model.reports.book import Book, is_whole, number_format
from model.reports.charts import Series
from model.reports.looks import SHARE_FORMAT, Block, Field
from model.reports.page import Page
from model.reports.palette import NEED, SHORT
from model.results.bounds import Held, Spot, limits, moment, price_unit, sign_of, tightest_first
from model.results.lines import Line
from model.results.view import View
from model.world.limits import AT_LEAST

MOST_CHARTS, MOST_SPOTS = 6, 1000
BOUND, ACTUAL, SLACK, PRICE = "limit value", "actual", "slack", "shadow price"


def write_limits(book: Book) -> None:
    """The sheet 'Limits'."""
    view = book.view
    held = tightest_first(limits(view))
    page = Page(
        book, "Limits", "Risk", "Targets and constraints",
        f"Slack is the remaining headroom; a limit without slack binds. Shadow price: {view.amount} saved per unit or "
        "percentage point (pp) by which the limit is relaxed, with investments unchanged.",
    )  # fmt: skip
    if not held:
        page.note("None: the sheet 'Limits' is empty.")
        return
    over_time = [each for each in held if is_told(each)]
    lines = [line for each in over_time for line in limit_lines(view, each)]
    labels = ["limit", "scope", "measure"]
    page.lay_out(labels, lines, [Line((each.limit, each.scope, what(each)), "", ()) for each in held])
    page.keep_title()
    drawn = [each for each in over_time if any(spot.binds for spot in each.by_period.values())][:MOST_CHARTS]
    slots = page.reserve(len(drawn), 250)
    page.table(glance_fields(held), heading="Each limit at its tightest", sized=False)
    if lines:
        block = page.years_block(lines, heading="By year: undisrupted case; a CVaR counts every scenario")
        page.place(slots, [_picture(book, block, each) for each in drawn])
    _write_spots(page, held)


# ---------------------------------------------------------------------------------------------- at a glance


def glance_fields(held: Sequence[Held]) -> list[Field]:
    """A line for each limit and party: how close it comes, when, and at what price."""
    spots = [each.tightest for each in held]
    return [
        *_named(held),
        *_figures(held, spots),
        Field("applies (times)", [len(each.spots) for each in held]),
        Field("binds (times)", [each.binding for each in held]),
        Field("tightest in", [moment(spot) for spot in spots], look="text"),
    ]


def _named(held: Sequence[Held]) -> list[Field]:
    return [
        Field("limit", [each.limit for each in held], look="text"),
        Field("scope", [each.scope for each in held], look="text"),
        Field("measure", [what(each) for each in held], look="text"),
        Field("unit", [unit_of(each) for each in held], look="text"),
    ]


def _figures(held: Sequence[Held], spots: Sequence[Spot]) -> list[Field]:
    tight = {at for at, spot in enumerate(spots) if spot.binds}

    def column(header: str, values: Sequence[float | None]) -> Field:
        forms = [form(each, value) for each, value in zip(held, values, strict=True)]
        return Field(header, values, forms=forms, marked=tight)

    return [
        Field("sense", [sign_of(each) for each in held], look="text"),
        column(BOUND, [spot.bound for spot in spots]),
        column(ACTUAL, [spot.actual for spot in spots]),
        column(SLACK, [spot.slack for spot in spots]),
        Field(PRICE, [spot.marginal for spot in spots], marked=tight),
    ]


def what(held: Held) -> str:
    return f"{held.measure} of {held.of}" if held.of not in ("", "any") else held.measure


def unit_of(held: Held) -> str:
    return "%" if held.is_share else held.unit


def form(held: Held, value: float | None) -> str:
    """Number format of a figure in the unit of its limit."""
    return SHARE_FORMAT if held.is_share else number_format(abs(value or 0.0), is_whole([value]))


# ---------------------------------------------------------------------------------------------- over time


def is_told(held: Held) -> bool:
    """Whether a limit is told by year; not of a party that it is no matter for, as it supplies nothing."""
    spots = held.by_period.values()
    return any(spot.binds or spot.actual or held.sense == AT_LEAST for spot in spots)


def limit_lines(view: View, held: Held) -> list[Line]:
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


def _picture(book: Book, block: Block, held: Held) -> object:
    """What was found as columns, the limit as a dashed line over them."""
    found = block.find(held.limit, held.scope, ACTUAL) or 0
    bound = block.find(held.limit, held.scope, f"{BOUND} {sign_of(held)}") or 0
    party = f", {held.scope}" if held.scope not in ("", "any") else ""
    title = f"{held.limit}{party}: {what(held)}" + ("" if held.is_share else f", {unit_of(held)}")
    columns = [Series(block, found, ACTUAL, NEED)]
    line = Series(block, bound, BOUND, SHORT, is_limit=True)
    return charts.columns_and_line(book, title, columns, line, share=held.is_share)


# ---------------------------------------------------------------------------------------------- in disruptions


def _write_spots(page: Page, held: Sequence[Held]) -> None:
    """Limits in disruptions and over the whole horizon, a line each, tightest first."""
    pairs = [(each, spot) for each in held for spot in each.spots if not spot.is_trunk]
    if not pairs:
        return
    pairs.sort(key=lambda pair: (not pair[1].binds, -(pair[1].marginal or 0.0), pair[1].tightness))
    shown = pairs[:MOST_SPOTS]
    limit, spots = [pair[0] for pair in shown], [pair[1] for pair in shown]
    columns = [
        *_named(limit),
        *_figures(limit, spots),
        Field("when", [moment(spot) for spot in spots], look="text"),
    ]
    more = f": the tightest {len(shown):,} of {len(pairs):,}" if len(shown) < len(pairs) else ""
    page.table(columns, heading="In disruptions and over all years" + more, sized=False)

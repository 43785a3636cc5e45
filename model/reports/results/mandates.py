"""Mandates: the values of laws and rules in this plan, by how much they miss, and from when they are met."""

from __future__ import annotations

from collections.abc import Callable

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.limits import limit_format, limit_lines, limit_unit
from model.reports.styles import Field
from model.results.limits import LimitMoment, Mandate, holds, is_at, mandates, missing
from model.results.view import Line
from model.sheets.schema import NO

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
    bound = f"{100 * spot.bound:.4g} %" if mandate.result.is_share else f"{spot.bound:,.3g} {limit_unit(mandate.result)}"
    return f"{'at' if is_at(spot) else 'above' if spot.actual > spot.bound else 'below'} {bound}"

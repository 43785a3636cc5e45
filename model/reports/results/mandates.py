"""Mandates: the values of laws and rules in this plan, by how much they miss, and from when they are met."""

from __future__ import annotations

from collections.abc import Callable

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.limits import form, limit_lines, unit_of
from model.reports.styles import Field
from model.results.limits import LimitMoment, Mandate, holds, is_at, mandates, missing
from model.results.view import Line
from model.sheets.schema import NO

SHEET, LATEST = "Mandates", "Each mandate in the last year in which it counts"
NOT_APPLICABLE = "not applicable"

ABOUT = (
    "Values in this plan, undisrupted, against those of laws and rules: above or below, which is no legal opinion. "
    "Need is demand, delivered or not, and inputs of plants; without need a share is not applicable. Shipment is not "
    "origin: by the other reading goods that are neither made nor sold where they are sent from count the other way; "
    "of the N-1 cover it is supply relative to all need."
)

LABELS, FIGURES, WIDTHS = 3, 12, (14, 24, 22, 14, 24, 42)
"""Columns that name a line, those up to the figures, and widths of the words after these."""

Told = tuple[Mandate, LimitMoment]
"""A mandate, and the moment shown."""


def write(book: Book) -> None:
    """The sheet 'Mandates'."""
    view = book.view
    found = mandates(view)
    if not found:
        book.absent.append((SHEET, "No row of the sheet 'Limits' has a mandate, or is reported only."))
        return
    page = Page(book, SHEET, "Risk", "Mandates in this plan", ABOUT)
    lines = [line for each in found if each.by_period for line in limit_lines(view, each.held)]
    page.lay_out(["limit", "scope", "measure"], lines, [Line((each.held.limit, each.held.scope, ""), "", ()) for each in
                 found], least=8.5)  # fmt: skip
    page.keep_title()
    figures = [*page.widths[:LABELS], *[9.5] * (FIGURES - LABELS)]
    page.set_widths([*figures, *WIDTHS])
    told = [(each, each.last or each.held.spots[-1]) for each in found]
    told.sort(key=lambda each: holds(each[1]) or each[1].slack is None)
    page.table(told, _columns(book), heading=LATEST, sized=False)
    if lines:
        page.years_block(lines, heading="By year: a slack below 0 is missing")


def _columns(book: Book) -> list[Field[Told]]:
    view = book.view

    def stages(told: Told) -> str:
        goods = view.directory.commodities(told[0].row.of)
        return ", ".join(sorted({view.stage_of(each) for each in goods} - {""}, key=view.stage_rank))

    return [
        Field("limit", lambda told: told[0].held.limit, "text"),
        Field("scope", lambda told: told[0].held.scope, "text"),
        Field("finding", verdict, "text"),
        Field("unit", lambda told: unit_of(told[0].held), "text"),
        Field("year", lambda told: told[1].period, "year"),
        _figure("value", lambda told: told[1].actual),
        _figure("bound", lambda told: told[1].bound),
        _figure("missing", lambda told: None if told[1].slack is None else missing(told[1])),
        Field("missing, units", lambda told: told[0].units_missing(told[1])),
        Field("met from", lambda told: told[0].met_from, "year"),
        Field("need", lambda told: told[1].base),
        _figure("other reading", lambda told: told[1].alternative),
        Field("must hold", lambda told: "reported only" if told[0].row.binding == NO else "must hold", "text"),
        Field("mandate", lambda told: told[0].name, "text"),
        Field("goods", lambda told: told[0].row.of, "text"),
        Field("stage", stages, "text"),
        Field("assumed inputs, rows", lambda told: told[0].assumed, "text"),
        Field("source", lambda told: told[0].row.source, "text"),
    ]


def _figure(header: str, get: Callable[[Told], float | None]) -> Field[Told]:
    return Field(header, get, form=lambda told: form(told[0].held, get(told)))


def verdict(told: Told) -> str:
    """Whether the value is above or below its bound, as no law is complied with by a plan."""
    mandate, spot = told
    if spot.slack is None or spot.actual is None or spot.bound is None:
        return NOT_APPLICABLE
    bound = f"{100 * spot.bound:.4g} %" if mandate.held.is_share else f"{spot.bound:,.3g} {unit_of(mandate.held)}"
    return f"{'at' if is_at(spot) else 'above' if spot.actual > spot.bound else 'below'} {bound}"

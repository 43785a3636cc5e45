"""Contingent liability: cost of support for output and sales to each treasury, by year and in the worst course."""

from __future__ import annotations

import math

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.costs import money_by_year
from model.reports.styles import Field
from model.results.liability import TAIL, Liabilities, Programme
from model.results.view import View
from model.results.year_series import Line
from model.sheets.wording import CALLED

SHEET = "Liability"
ABOUT = (
    "Tax credits, price floors and price protection, net of what is paid back above a floor: as expected, in the worst "
    "course of events, also one without a probability, and in the worst 5 % of courses (CVaR). Grants and loans "
    "are in 'Who pays'."
)
PER_UNIT = (
    "Per unit covered: present value by discounted quantity. What a unit of security costs takes a plan without the "
    f"programme: {CALLED} security."
)
NO_TAIL = (
    "The probabilities of disruptions add up to more than 100 %: a CVaR over the horizon is not defined, only by year."
)


def write(book: Book) -> None:
    """The sheet 'Liability'."""
    view = book.view
    found = Liabilities(view)
    if not found.programmes:
        book.absent.append((SHEET, "No public money follows output or sales."))
        return
    page = Page(book, SHEET, "Costs", "Contingent liability of public money", ABOUT)
    page.note(PER_UNIT)
    if found.chances is None:
        page.note(NO_TAIL)
    page.skip()
    lines = [
        Line((each.payer, measure), money_by_year(view), values, (sum(values),) if measure in ADDS_UP else ())
        for each in found.payers
        for measure, values in found.by_year(each)
    ]
    page.lay_out(["payer", "measure"], lines, totals=[f"total {view.horizon}"], ruler=True)
    page.table([*found.programmes, *found.payers], _fields(view, found), heading="Present value", sized=False)
    page.years_block(lines, heading="By year")


ADDS_UP = ("undisrupted", "expected")
"""Measures whose years add up: the worst years are of several courses."""


def _fields(view: View, found: Liabilities) -> list[Field[Programme]]:
    def each_unit(of: Programme) -> float | None:
        covered = found.covered(of)
        return found.expected(of) * found.scale / covered if math.isfinite(covered) and covered > 0 else None

    return [
        Field("payer", lambda each: each.payer, "text"),
        Field("programme", lambda each: each.name or "all", "text"),
        Field(f"expected ({view.amount})", found.expected),
        Field("worst", lambda each: found.worst(each)[0]),
        Field("worst in", lambda each: found.worst(each)[1], "text"),
        Field(TAIL, found.tail),
        Field(f"{view.settings.currency} per unit covered", each_unit),
    ]

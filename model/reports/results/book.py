"""The plan as an Excel workbook: a summary for a director, then every figure by year, then the record.

The same plan gives the same bytes. Charts draw what stands visibly on the sheets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.reports.book import Book
from model.reports.carried import carry
from model.reports.palette import country_colours
from model.reports.results.builds import write_builds, write_capacity
from model.reports.results.concentration import write_concentration
from model.reports.results.costs import write_costs, write_funds
from model.reports.results.decisions import write_decisions
from model.reports.results.demand import write_demand
from model.reports.results.limits import write_limits
from model.reports.results.margins import write_margins
from model.reports.results.movements import MOVEMENTS, write_movement, write_other
from model.reports.results.reactions import write_reactions
from model.reports.results.record import write_input, write_solver
from model.reports.results.stress import write_stress
from model.reports.results.summary import Pictures, write_summary
from model.reports.results.without import SHEET as WITHOUT_SHEET
from model.reports.results.without import write_without
from model.reports.results.workforce import write_workforce
from model.results.figures import Supply, supplies
from model.results.view import View
from model.results.without import BREACHES, WITHOUT

if TYPE_CHECKING:
    from model.results.plan import Plan

TITLE = "Supply diversification plan"

SHEET_OF_FRAME = {
    "builds": "Builds", "capacity": "Capacity", "service": "Demand", "deliveries": "Demand", "workforce": "Workforce",
    "conversion": "Production", "costs": "Costs", "funds": "Funds", "branches": "Stress test", "limits": "Limits",
    WITHOUT: WITHOUT_SHEET, BREACHES: WITHOUT_SHEET,
    **{movement.frame: movement.sheet for movement in MOVEMENTS},
}  # fmt: skip
"""Frames that have a page of their own; every other one that says anything gets a sheet of its name."""


def results_bytes(plan: Plan, title: str = TITLE) -> bytes:
    """The workbook as a file's content."""
    return results_book(plan, title).content()


def results_book(plan: Plan, title: str = TITLE) -> Book:
    """The workbook, written but not yet a file: it knows what stands where."""
    view = View(plan)
    book = Book(view, title)
    summary = book.add_sheet("Summary", "Risk")
    supplied = supplies(view)
    colours = book.colours = country_colours(_largest_first(supplied, view))
    write_decisions(book)
    bars = write_builds(book)
    write_capacity(book)
    for movement in MOVEMENTS:
        write_movement(book, movement)
    write_demand(book)
    write_workforce(book)
    costs = write_costs(book, colours)
    write_margins(book)
    leading = write_concentration(book, supplied, colours)
    write_funds(book)
    write_stress(book)
    write_limits(book)
    write_without(book)
    write_reactions(book, SHEET_OF_FRAME)
    for name, frame in plan.frames.items():
        if name not in SHEET_OF_FRAME and not frame.empty:
            write_other(book, name)
    write_input(book)
    write_solver(book)
    write_summary(book, summary, supplied, Pictures(costs, leading, bars), title)
    carry(book, plan)
    return book


def _largest_first(supplied: list[Supply], view: View) -> list[str]:
    """All countries, those that supply most of some stage first: they get the colours that differ most."""
    weight: dict[str, float] = {}
    for supply in supplied:
        whole = sum(supply.totals)
        for country, values in supply.by_country.items():
            weight[country] = weight.get(country, 0.0) + sum(values) / whole
    spent = {country for (country,) in view.sums("costs", ("country",), "present_value") if country}
    return sorted(weight, key=lambda country: (-weight[country], country)) + sorted(spent - set(weight))

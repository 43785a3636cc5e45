"""The plan as an Excel workbook: a page for a director, narrative pages, then lists of every figure, then the record.

The same plan gives the same bytes. A page is a function of this folder that takes the book, named in ``NARRATIVE``,
so that its tab is visible, or in ``ANNEX``, so that it is hidden until the reader asks for it; an empty one is not
written, which the contents state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from model.reports.book import Book
from model.reports.contents import NAME as CONTENTS
from model.reports.contents import write_contents
from model.reports.document import Writer
from model.reports.embedded_plan import carry
from model.reports.palette import country_colours
from model.reports.phrases import chain_title
from model.reports.results.annex import (
    COUNTRIES,
    MOVEMENTS,
    ORIGIN,
    PLANTS,
    write_contracts,
    write_cost_items,
    write_markets,
    write_other_frames,
    write_technology,
)
from model.reports.results.capacity import write_capacity, write_demand, write_stockpiles, write_workforce
from model.reports.results.concentration import write_concentration
from model.reports.results.costs import write_costs, write_parties, write_payers
from model.reports.results.decisions import write_builds, write_decisions
from model.reports.results.investors import write_investors
from model.reports.results.limits import write_limits, write_mandates
from model.reports.results.reactions import write_responses
from model.reports.results.record import write_glossary, write_inputs, write_solver
from model.reports.results.stress import write_stress_test
from model.reports.results.summary import write_summary
from model.reports.results.without import write_without
from model.results.build import StageSupply, supplies
from model.results.view import View
from model.system.files import Output

if TYPE_CHECKING:
    from model.results.optimality import Spread
    from model.results.plan import Plan

TITLE = "Supply diversification plan"


def title_of(plan: Plan) -> str:
    """The chain's name, which is that of its workbook: 'Rare earths: supply plan'."""
    workbook = Path(plan.source.workbook).stem.strip("_ ") if plan.source else ""
    return chain_title(workbook, "supply plan") if workbook else TITLE


NARRATIVE: tuple[Writer, ...] = (
    write_decisions,
    write_without,
    write_payers,
    write_builds,
    write_workforce,
    write_demand,
    write_stockpiles,
    write_costs,
    write_concentration,
    write_mandates,
    write_stress_test,
    write_limits,
)
"""Pages with a tab, in their order. With the summary and the contents they are at most 14, the most that fit beside
each other on a screen."""

ANNEX: tuple[Writer, ...] = (
    write_capacity,
    PLANTS.write,
    write_technology,
    write_markets,
    COUNTRIES.write,
    *(page.write for page in MOVEMENTS.values()),
    write_contracts,
    write_parties,
    write_investors,
    write_cost_items,
    ORIGIN.write,
    write_responses,
    write_other_frames,
    write_glossary,
    write_inputs,
    write_solver,
)
"""Lists of all figures of the plan, and the record of its solve: hidden sheets, by topic in the contents."""


@dataclass(frozen=True)
class FurtherFindings:
    """Further findings on a plan, for a workbook of both."""

    output: Output
    first: Sequence[Writer]
    """Pages right after the summary,"""
    last: Sequence[Writer]
    """and at the end."""
    spread: Spread | None = None
    """Near-optimal ranges of figures, shown in lines of the results."""


ALONE = FurtherFindings(Output.PLAN, (), ())
"""The study of a plan alone."""


def results_bytes(plan: Plan, title: str = "") -> bytes:
    """The workbook as a file's content."""
    return results_book(plan, title).content()


def results_book(plan: Plan, title: str = "", study: FurtherFindings = ALONE) -> Book:
    """The workbook, written but not yet a file: the addresses of its tables are known."""
    view, title = View(plan), title or title_of(plan)
    book = Book(view, title, study.output)
    book.spread = study.spread
    summary = book.add_sheet("Summary", "Risk")
    supplied = supplies(view)
    book.colours = country_colours(_largest_first(supplied, view))
    book.home = CONTENTS
    contents = book.add_sheet(CONTENTS, "Settings")
    for write in (*study.first, *NARRATIVE):
        write(book)
    first_pages = len(book.pages)
    for write in ANNEX:
        write(book)
    for page in book.pages[first_pages:]:
        page.sheet.hide()
    for write in study.last:
        write(book)
    write_summary(book, summary, supplied, title)
    write_contents(book, contents, ("Summary", title), first_pages)
    carry(book, plan)
    return book


def _largest_first(supplied: list[StageSupply], view: View) -> list[str]:
    """All countries, those that supply most of some stage first: they get the colours that differ most."""
    weight: dict[str, float] = {}
    for supply in supplied:
        total = sum(supply.totals)
        for country, values in supply.by_country.items():
            weight[country] = weight.get(country, 0.0) + sum(values) / total
    spent = {country for (country,) in view.sums("costs", ("country",), "present_value") if country}
    return sorted(weight, key=lambda country: (-weight[country], country)) + sorted(spent - set(weight))

"""Editable brief of two to four pages: the four answers, how firm they are, and pictures of builds and failures. Its
figures are those of the results workbook.

Its pictures are tables of shaded cells: in an editor every square can be changed, and nothing has to draw them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.reports.answers.answer import PlanAnswer
from model.reports.answers.four import answers, hangs_on, robust
from model.reports.book import Book
from model.reports.brief.document import WordDocument
from model.reports.html.tables import shown
from model.reports.palette import CONSTRUCTION, IN_OPERATION, PERMIT, RAMP_UP
from model.reports.phrases import money, percent
from model.reports.results.summary import limit_figure, service_shade
from model.reports.results.tiles import badges, headline, tiles
from model.reports.results.without import WITHOUT_SHEET as WITHOUT
from model.reports.results.words import plain_words, stored
from model.results.build import Build, builds, services, supplies
from model.results.limits import PartyLimit, limits, per_unit, sign_of, tightest_parties
from model.results.risk import largest_costs, named, outcomes, unmet_unit, worst_starts
from model.results.view import View

MOST_ROWS, MOST_BUILDS, MOST_DISRUPTIONS, MOST_LIMITS = 8, 14, 8, 8
MOST_LETTERS = 16
"""Of a column on a line."""
MARGIN = 3
"""Room beside the words of a cell, in letters."""
MOST_YEARS = 16
"""Maximum number of squares in a row of a picture."""

PHASES = (
    ("decided", PERMIT),
    ("building_from", CONSTRUCTION),
    ("online", RAMP_UP),
    ("full", IN_OPERATION),
)
"""Where each phase of an investment begins, and its colour."""


def brief_bytes(book: Book, title: str) -> bytes:
    """The document as a file's content, of a workbook of results under construction."""
    view = book.view
    supplied = supplies(view)
    rate = f"{100 * view.settings.discount_rate:g} %"
    about = f"{view.horizon}, in {view.amount} at constant prices, discounted at {rate} a year. "
    about += f"Plan of {view.plan.source.words}. " if view.plan.source else ""
    document = WordDocument(title, about + ". ".join(badge for badge, _ in badges(view)) + ".")
    for answer in answers(view):
        _write_answer(document, answer)
    document.heading("How firm it is")
    document.bullets([robust(view, book.spread), hangs_on(view)])
    document.heading("The plan in figures and words")
    figures = [*headline(view), *tiles(view, supplied)]
    rows = [[figure.label, shown(figure.value, figure.form), figure.note] for figure in figures]
    document.table(["", "", ""], rows, (58, 24, 96), (1,))
    document.bullets(plain_words(view, supplied))
    if text := stored(view):
        document.remark(text)
    _write_builds(document, view)
    _write_fails(document, view)
    _write_limits(document, view, tightest_parties(limits(view)))
    document.heading("Largest supplier country")
    ends = [(supply.stage, supply.leader(0), supply.leader(-1)) for supply in supplied]
    document.table(
        ["stage", view.year_labels[0], view.year_labels[-1]],
        [[stage, *(f"{end[0]} {percent(end[1])}" if end else "none" for end in both)] for stage, *both in ends],
        (40, 50, 50),
        (),
    )
    document.remark("Every figure is that of the results workbook, which has all of them.")
    return document.content()


def _write_answer(document: WordDocument, plan_answer: PlanAnswer) -> None:
    """A question, its answer, and the first rows behind it."""
    document.heading(f"{plan_answer.question}: {plan_answer.lead}")
    document.bullets([plan_answer.words])
    if plan_answer.sheet == WITHOUT:  # its figures are among the key figures
        return
    rows, headers = plan_answer.shown(MOST_ROWS), [field.header for field in plan_answer.table.fields]
    if rows:
        columns = zip(*rows, strict=True)
        widths = [
            max(*map(len, header.split()), min(max(map(len, column)), MOST_LETTERS)) + MARGIN
            for header, column in zip(headers, columns, strict=True)
        ]
        document.table(headers, rows, widths, [at for at, is_figure in enumerate(plan_answer.is_figure) if is_figure])
    _more(document, len(plan_answer.table.rows) - len(rows), plan_answer.sheet)


def _more(document: WordDocument, rest: int, sheet: str) -> None:
    if rest > 0:
        document.remark(f"and {rest} more: results workbook, sheet ‘{sheet}’")


def _write_builds(document: WordDocument, view: View) -> None:
    """The picture of all investments over time."""
    rows = builds(view)
    if not rows:
        return
    document.heading("From decision to operation")
    horizon = range(view.periods[0], view.calendar.end)
    years = horizon[:: math.ceil(len(horizon) / MOST_YEARS)]
    lines = [
        (row.project + " (kept)" * row.is_kept, [("", _phase(row, year)) for year in years])
        for row in rows[:MOST_BUILDS]
    ]
    document.cells(["", *map(str, years)], lines, (46, *[9.0] * len(years)))
    document.remark("Grey: permitting; orange: construction; light blue: ramp-up; blue: full operation.")
    _more(document, len(rows) - len(lines), "Builds")


def _phase(build: Build, year: int) -> str:
    """The colour of an investment in a year: of the last phase that has begun by its end."""
    begun = [colour for name, colour in PHASES if getattr(build, name) < year + 1]
    return begun[-1] if begun else ""


def _write_fails(document: WordDocument, view: View) -> None:
    """The share of demand that is met, by disruption and start year; without any disruption, by market."""
    document.heading("What still fails: share of demand met")
    results = outcomes(view)
    if not results:
        rows = [
            [service.market, service.product, percent(service.overall), percent(service.worst), service.worst_year]
            for service in services(view)[:MOST_DISRUPTIONS]
        ]
        document.table(["market", "product", view.horizon, "lowest", "in"], rows, (50, 50, 26, 26, 26), (2, 3, 4))
        return
    starts = sorted({outcome.start for outcome in results})
    starts = starts[:: math.ceil(len(starts) / MOST_YEARS)]
    by_start = {(outcome.name, outcome.start): outcome.service for outcome in results}
    worst, costs = worst_starts(results), largest_costs(results)
    lines = []
    for outcome in worst[:MOST_DISRUPTIONS]:
        rates = [by_start.get((outcome.name, start)) for start in starts]
        squares = [
            ("" if rate is None else percent(rate).removesuffix(" %"), service_shade(rate).get("bg_color", ""))
            for rate in rates
        ]
        end = [(money(outcome.extra_unmet), ""), (money(costs[outcome.name]), "")]
        lines.append((named(view, outcome), [*squares, *end]))
    headers = ["% met if it starts in", *map(str, starts), f"short, {unmet_unit(view)}", "cost"]
    document.cells(headers, lines, (40, *[9.0] * len(starts), 16, 16))
    document.remark(f"Largest additional shortfall, and additional cost in {view.amount}, of any start.")
    _more(document, len(worst) - len(lines), "Stress test")


def _write_limits(document: WordDocument, view: View, limits: Sequence[PartyLimit]) -> None:
    if not limits:
        return
    document.heading("Tightest limits")
    rows = []
    for limit in limits[:MOST_LIMITS]:
        spot = limit.tightest
        bound = "" if spot.bound is None else f"{sign_of(limit)} {limit_figure(view, limit, spot.bound)}"
        price = f"{money(spot.marginal)} {per_unit(limit)}" if spot.marginal else ""
        rows.append([limit.limit, limit_figure(view, limit, spot.actual), bound, price])
    document.table(["limit", "actual", "limit", f"saved if relaxed ({view.amount})"], rows, (70, 32, 36, 40), (1, 2, 3))
    _more(document, len(limits) - len(rows), "Limits")

"""Editable brief of two to four pages: the four answers, how firm they are, and pictures of builds and failures. Its
figures are those of the results workbook.

Its pictures are tables of shaded cells: in an editor every square can be changed, and nothing has to draw them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.families.investment.rows import ProjectStatus
from model.reports.answers.answer import PlanAnswer
from model.reports.answers.four import answers, hangs_on, robust
from model.reports.book import Book
from model.reports.brief.document import WordDocument
from model.reports.html.tables import shown
from model.reports.palette import LOOKS
from model.reports.phrases import money, percent
from model.reports.results.investors import questions_in_words
from model.reports.results.summary import limit_figure, service_shade
from model.reports.results.tiles import badges, headline, tiles
from model.reports.results.without import breaks_in_futures
from model.reports.results.words import oddities_in_words, plain_words, stored
from model.results.build import services, supplies
from model.results.limits import PartyLimit, limits, per_unit, sign_of, tightest_parties
from model.results.risk import largest_costs, named, outcomes, unmet_unit, worst_starts
from model.results.view import View

MOST_DISRUPTIONS, MOST_LIMITS = 8, 8
MOST_YEARS = 16
"""Maximum number of squares in a row of a picture."""


def brief_bytes(book: Book, title: str) -> bytes:
    """The document as a file's content, of a workbook of results under construction."""
    view = book.view
    supplied = supplies(view)
    rate = f"{100 * view.settings.discount_rate:g} %"
    about = f"{view.horizon}, in {view.amount} at constant prices, discounted at {rate} a year. "
    newest = max((row.as_of for row in view.plan.tables[ProjectStatus]), default="")
    about += f"Newest fact on a project: {newest}. " if newest else ""
    about += f"Plan of {view.plan.source.words}. " if view.plan.source else ""
    document = WordDocument(title, about + ". ".join(badge for badge, _ in badges(view)) + ".")
    for answer in answers(view):
        _write_answer(document, answer)
    if questions := [*filter(None, [oddities_in_words(view), questions_in_words(view), *breaks_in_futures(view)])]:
        document.heading("Questions before signing")
        document.bullets(questions)
    document.heading("How firm it is")
    document.bullets([robust(view, book.spread), hangs_on(view)])
    document.heading("The plan in figures and words")
    figures = [*headline(view), *tiles(view, supplied)]
    rows = [[figure.label, shown(figure.value, figure.form), figure.note] for figure in figures]
    document.table(["", "", ""], rows, (58, 24, 96), (1,))
    document.bullets(plain_words(view, supplied))
    if text := stored(view):
        document.remark(text)
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
    """A question, its answer, three facts and the picture, together on one page."""
    first = document.length
    document.heading(plan_answer.question)
    document.heading(plan_answer.headline, 2)
    document.columns([(fact.figure, fact.words) for fact in plan_answer.facts])
    for strip in plan_answer.picture.strips:
        steps = strip.steps(MOST_CELLS)
        size = (strip.high - strip.low) / steps
        ticks = {int((at - strip.low) / size + 1e-6): words for at, words in reversed(strip.ticks)}
        lines = []
        for row in strip.rows:
            cells = [(words, LOOKS.get(look, "")) for words, look in strip.cells(row, MOST_CELLS)]
            lines.append((f"{row.name} {row.detail}".strip(), [*cells, (row.figure, "")]))
        headers = [strip.title, *(ticks.get(at, "") for at in range(steps)), strip.figures]
        document.cells(headers, lines, (46, *[110 / steps] * steps, 22))
    picture = plan_answer.picture
    payers = [f"{item.name} {item.figure}: {item.words}." for item in picture.key if item.figure]
    colours = [f"{COLOURS[item.look]}: {item.name}" for item in picture.key if item.look in COLOURS and not item.figure]
    document.keep_together(first)
    words = " ".join([*payers, *([f"{'; '.join(colours)}."] if colours else []), picture.note])
    document.remark(f"{words} Results workbook, sheet ‘{plan_answer.sheet}’.".strip())


MOST_CELLS = 15
"""Cells of a picture's row; a longer axis has several years in one."""
COLOURS = {
    "permits": "grey",
    "building": "blue",
    "ramp": "light blue",
    "online": "○",
    "nothing": "○",
    "planned": "●",
    "short": "pale red",
    "served": "pale",
    "fair": "sand",
    "poor": "orange",
    "bad": "red",
    "untested": "grey",
}
"""Names of looks on paper."""


def _more(document: WordDocument, rest: int, sheet: str) -> None:
    if rest > 0:
        document.remark(f"and {rest} more: results workbook, sheet ‘{sheet}’")


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

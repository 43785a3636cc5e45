"""The answer in words: cost of the plan, decisions due first, and remaining failures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.html.elements import tag
from model.reports.html.tables import details, shown, table_data
from model.reports.palette import BAD
from model.reports.phrases import money, percent
from model.reports.results.risk_words import Events
from model.reports.results.tiles import Tile, badges, headline, tiles
from model.reports.results.without import BREACHED, COMPARISON, SHEET
from model.reports.results.words import plain_words, stored
from model.results.figures import StageSupply, services, supplies
from model.results.first_stage import SOON, Commitment, due_first, due_now, years_due_first
from model.results.risk import outcomes, worst_of_each
from model.results.view import View
from model.results.without import BREACHES, WITHOUT

MOST = 8
"""Maximum lines of a list; the others are in its table."""

MOST_FAILING = 4
"""Maximum number of markets, and of disruptions, listed with their shortages."""

WHOLE = 1 - 1e-6
"""Fill rate from which on demand counts as met."""


def answer(book: Book, title: str) -> Element:
    """The head of the page."""
    view = book.view
    supplied = supplies(view)
    rate = f"{100 * view.settings.discount_rate:g} %"
    return tag(
        "header",
        tag("h1", title),
        tag("p", f"{view.horizon}, in {view.amount} at constant prices, discounted at {rate} a year"),
        tag("p", f"Plan of {view.plan.source.words}") if view.plan.source else None,
        tag("ul", *_verdicts(view), class_="verdicts"),
        tag("p", stored(view)) if view.plan.is_stored else None,
        _figures(headline(view), "tiles headline"),
        _figures(tiles(view, supplied)),
        tag("h2", "The plan in words"),
        *_words(book, supplied),
        _without(book),
        *_first(book),
        *_failing(view),
        class_="answer",
    )


def _verdicts(view: View) -> Iterator[Element]:
    """Reliability of the plan; bad verdicts are highlighted."""
    for said, colour in badges(view):
        yield tag("li", said, class_="verdict bad" if colour == BAD else "verdict")


def _figures(figures: Sequence[Tile], looks: str = "tiles") -> Element | None:
    """Key figures, large."""
    made = [
        tag("div", tag("dt", each.label), tag("dd", tag("b", shown(each.value, each.form)), tag("small", each.note)))
        for each in figures
    ]
    return tag("dl", *made, class_=looks) if made else None


def _words(book: Book, supplied: Sequence[StageSupply]) -> Iterator[Element]:
    """The sentences of the first sheet, and their places there."""
    said = plain_words(book.view, supplied)
    yield tag("ul", *(tag("li", sentence) for sentence in said))
    places = [book.said[sentence] for sentence in said if sentence in book.said]
    if places:
        sheet, first = places[0]
        cells = f"A{first + 1}:A{places[-1][1] + 1}"
        some = "these sentences" if len(places) == len(said) else f"{len(places)} of these sentences"
        where = f"Results workbook, sheet ‘{sheet}’: the key figures, and below them, in cells {cells}, {some}."
        yield tag("p", where, class_="source")


def _without(book: Book) -> Element | None:
    """The do-nothing baseline for comparison."""
    tables = [(WITHOUT, COMPARISON), (BREACHES, BREACHED)]
    return details([table_data(book, SHEET, heading) for frame, heading in tables if book.view.rows(frame)])


def _first(book: Book) -> Iterator[Element | None]:
    """Decisions due first."""
    view = book.view
    due = due_first(view)
    yield tag("h2", f"Decisions due first, {years_due_first(view)}")
    if not due:
        yield tag("p", "No decisions on investments, contracts, closures or people fall due in these years.")
        return
    now = due_now(view)
    if now.count:
        year, outlay, spent = view.year_labels[0], f"{money(now.outlay)} {view.amount}", money(now.spent)
        said = f"{now.count} of {len(due)} are due in {year}; they commit {outlay}, {spent} of it spent in {year}."
        yield tag("p", f"{said} The first:")
    yield tag("ul", *(tag("li", _decision(each, view.amount)) for each in due[:MOST]))
    if len(due) > MOST:
        yield tag("p", f"and {len(due) - MOST} more, in the table")
    last = view.periods[0] + SOON
    yield details([table_data(book, "Decisions", "", lambda each: each.year < last)])


def _decision(decision: Commitment, amount: str) -> str:
    where = f", {decision.where}" if decision.where else ""
    size = f", {shown(decision.size, '#,##0')} {decision.unit}" if decision.size else ""
    outlay = f": {money(decision.outlay)} {amount}" if decision.outlay else ""
    return f"{decision.year}: {decision.words}{where}{size}{outlay}"


def _failing(view: View) -> Iterator[Element]:
    """Unmet demand, undisturbed and in disruptions."""
    short = [each for each in services(view) if each.overall < WHOLE]
    hurting = [outcome for outcome in worst_of_each(outcomes(view)) if outcome.hurts]
    calm = " in the undisrupted case" if view.has_branches else ""
    said = [
        f"{each.product}, {each.market}: {percent(each.overall)} of demand met over all years{calm}, "
        f"{percent(each.worst)} in {each.worst_year}."
        for each in short[:MOST_FAILING]
    ]
    events = Events(view)
    said += [events.sentence(outcome) for outcome in hurting[:MOST_FAILING]]
    yield tag("h2", "What still fails")
    if not said:
        tested = ", and no disruption that was tested increases unmet demand" if view.has_branches else ""
        yield tag("p", f"All demand is met{calm}{tested}.")
        return
    more = len(short) + len(hurting) - len(said)
    yield tag("ul", *(tag("li", each) for each in said))
    if more > 0:
        yield tag("p", f"and {more} more, in the tables below")

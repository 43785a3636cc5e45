"""The first screen: the four answers, then the rows behind each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from model.reports.answers.answer import PlanAnswer
from model.reports.answers.four import answers, hangs_on, robust
from model.reports.book import Book
from model.reports.html.elements import tag
from model.reports.html.tables import shown
from model.reports.palette import BAD
from model.reports.results.tiles import Tile, badges, headline, tiles
from model.reports.results.words import plain_words, stored
from model.results.figures import supplies
from model.results.view import View
from model.sheets.wording import count

WHOLE = "Up to the pictures all is about the whole plan; what is chosen above changes the pictures and their tables."
"""Remark on the answers, where the filter is in use."""

MOST = 12
"""Rows behind an answer; the others are in the workbook."""


def answer(book: Book, title: str) -> Element:
    """The head of the page."""
    view = book.view
    plan_answers, words = answers(view), plain_words(view, supplies(view))
    return tag(
        "header",
        tag("h1", title),
        tag("p", WHOLE, class_="whole", hidden="hidden"),
        tag("p", _about(view), class_="about"),
        tag("ul", *_verdicts(view), class_="verdicts"),
        tag("div", *(_card(book, at, item) for at, item in enumerate(plan_answers)), class_="answers"),
        *(_behind(at, item) for at, item in enumerate(plan_answers)),
        tag("h2", "What is robust"),
        tag("p", robust(view, book.spread)),
        tag("h2", "What it hangs on"),
        tag("p", hangs_on(view)),
        tag("h2", "The plan in figures and words"),
        tag("p", stored(view)) if view.plan.is_stored else None,
        _figures(headline(view), "tiles headline"),
        _figures(tiles(view, supplies(view))),
        *_words(book, words),
        class_="answer",
    )


def _about(view: View) -> str:
    rate = f"{100 * view.settings.discount_rate:g} %"
    source = f". Plan of {view.plan.source.words}" if view.plan.source else ""
    return f"{view.horizon}, in {view.amount} at constant prices, discounted at {rate} a year{source}"


def _verdicts(view: View) -> Iterator[Element]:
    """Reliability of the plan; bad verdicts are highlighted."""
    for badge, colour in badges(view):
        yield tag("li", badge, class_="verdict bad" if colour == BAD else "verdict")


def _card(book: Book, at: int, plan_answer: PlanAnswer) -> Element:
    """A question and its answer, with their place in the workbook."""
    sheet, row = book.said[plan_answer.said]
    place = f"Results workbook: {sheet}!A{row + 1}, sheet ‘{plan_answer.sheet}’"
    words = [tag("p", plan_answer.question, class_="asked"), tag("h2", plan_answer.lead), tag("p", plan_answer.said)]
    more = tag("a", "The rows behind it", href=f"#behind-{at + 1}")
    return tag("div", *words, tag("p", more, " · ", place, class_="source"), class_="card")


def _behind(at: int, plan_answer: PlanAnswer) -> Element:
    """The rows behind an answer, the weightiest first."""
    more = len(plan_answer.table.rows) - MOST
    note = f"and {count(more, 'more row')}" if more > 0 else ""
    return tag(
        "div",
        tag("h2", f"{plan_answer.question}: the rows"),
        _rows(plan_answer) if plan_answer.table.rows else tag("p", plan_answer.said),
        tag("p", f"{note}{', ' if note else ''}sheet ‘{plan_answer.sheet}’ of the results workbook", class_="source"),
        id=f"behind-{at + 1}",
        class_="behind",
    )


def _rows(plan_answer: PlanAnswer) -> Element:
    looks = ["n" if is_figure else None for is_figure in plan_answer.is_figure]
    columns = list(zip(plan_answer.table.fields, looks, strict=True))
    head = tag("tr", *(tag("th", field.header, scope="col", class_=look) for field, look in columns))
    body = [
        tag("tr", *(tag("td", value, class_=look) for value, look in zip(row, looks, strict=True)))
        for row in plan_answer.shown(MOST)
    ]
    table = tag("table", tag("caption", plan_answer.question), tag("thead", head), tag("tbody", *body))
    return tag("div", table, class_="wide", tabindex=0, role="region", aria_label=plan_answer.question)


def _figures(figures: Sequence[Tile], looks: str = "tiles") -> Element | None:
    """Key figures, large."""
    boxes = [
        tag(
            "div",
            tag("dt", figure.label),
            tag("dd", tag("b", shown(figure.value, figure.form)), tag("small", figure.note)),
        )
        for figure in figures
    ]
    return tag("dl", *boxes, class_=looks) if boxes else None


def _words(book: Book, texts: Sequence[str]) -> Iterator[Element]:
    """The sentences of the first sheet, and their places there."""
    yield tag("ul", *(tag("li", sentence) for sentence in texts))
    places = [book.said[sentence] for sentence in texts if sentence in book.said]
    if places:
        sheet, first = places[0]
        cells = f"A{first + 1}:A{places[-1][1] + 1}"
        some = "these sentences" if len(places) == len(texts) else f"{len(places)} of these sentences"
        where = f"Results workbook, sheet ‘{sheet}’: the key figures, and below them, in cells {cells}, {some}."
        yield tag("p", where, class_="source")

"""The four answers as elements of a page: headline, facts, a picture in SVG, and the rows behind each of them; then the
key figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from model.reports.answers.answer import AnswerPicture, Key, Mark, MarkedRow, PlanAnswer, Strip
from model.reports.answers.four import hangs_on, robust
from model.reports.book import Book
from model.reports.html.elements import Content, tag
from model.reports.html.tables import shown
from model.reports.palette import BAD, POINTS
from model.reports.results.tiles import Tile, badges, headline, tiles
from model.reports.results.words import plain_words, stored
from model.results.build import supplies
from model.results.view import View
from model.sheets.names import count

MOST = 100
"""Rows behind an answer; the others are in the workbook."""

GLUED = re.compile(r"(?<=\d) (?=(?:%|bn|m)(?!\w))|(?<=\b[A-Z]{3}) (?=\d)")
"""The spaces within a figure with its currency and unit."""


def glued(words: str) -> str:
    """The words with figures that no line breaks."""
    return GLUED.sub("\u00a0", words)


# ----------------------------------------------------------------------------------------------------------------------
# The first screen.


def first_screen(view: View, title: str, plan_answers: Sequence[PlanAnswer]) -> Element:
    """Title, verdicts, and the four answers."""
    return tag(
        "header",
        tag("h1", title, " ", tag("small", view.horizon)),
        tag("ul", *_verdicts(view), class_="verdicts"),
        cards(plan_answers),
        class_="answer",
    )


def cards(plan_answers: Sequence[PlanAnswer]) -> Element:
    """Questions and their answers, two beside each other."""
    return tag("div", *(card(at, item) for at, item in enumerate(plan_answers, start=1)), class_="answers")


def _verdicts(view: View) -> Iterator[Element]:
    """Reliability of the plan; bad verdicts are highlighted."""
    for badge, colour in badges(view):
        yield tag("li", badge, class_="verdict bad" if colour == BAD else "verdict")


def card(at: int, plan_answer: PlanAnswer) -> Element:
    """A question and its answer."""
    is_linked = bool(plan_answer.link and plan_answer.table.rows)
    items = (tag("li", tag("b", glued(fact.figure)), " ", tag("span", glued(fact.words))) for fact in plan_answer.facts)
    return tag(
        "article",
        tag("p", plan_answer.question, class_="asked"),
        tag("h2", glued(plan_answer.headline), id=f"answer-{at}"),
        tag("ul", *items, class_="facts"),
        picture(plan_answer.picture),
        tag(
            "p",
            tag("a", plan_answer.link, href=f"#behind-{at}") if is_linked else None,
            f"{' · ' if is_linked else ''}workbook sheet ‘{plan_answer.sheet}’",
            class_="source",
        ),
        class_="card",
        aria_labelledby=f"answer-{at}",
    )


# ----------------------------------------------------------------------------------------------------------------------
# Small pictures: a table with an SVG a row, in per cent of its width; no script, no style of its own.


HEIGHTS = {"gantt": (18, 4), "dumbbell": (22, 5), "bars": (26, 3), "heat": (18, 0.5), "stacked": (32, 1)}
"""Height of a row, and margin above and below its spans, in pixels."""
LEFT = 40
"""Per cent of the width up to which a sign is at the right of its point."""
LINES = ("permits", "gain")
"""Spans that are drawn as lines."""


def picture(drawn: AnswerPicture) -> Element:
    """The strips of a picture, its key and its remark."""
    columns = tag("colgroup", tag("col", class_="names"), tag("col"), tag("col", class_="figures"))
    strips = [
        tag(
            "table",
            tag("caption", tag("span", drawn.caption, class_="unseen")),
            columns,
            *_strip(drawn.kind, drawn.strips),
        )
        if drawn.strips
        else None
    ]
    lines = [item for item in drawn.key if item.figure]
    names = [item for item in drawn.key if not item.figure]
    words = [part for item in names for part in (_swatch(item.look), item.name)]
    words += [". "] if names and drawn.note else []
    remark = tag("p", *words, tag("span", glued(drawn.note)), class_="key") if words or drawn.note else None
    return tag("div", *strips, _payers(lines) if lines else None, remark, class_=f"pic {drawn.kind}")


def _swatch(look: str) -> Element:
    point = Mark(look, 0.5, 0.5) if look in POINTS else Mark(look, 0, 1)
    return tag("svg", *_marks([point], 0, 1, 12, 1), width=14, height=12, aria_hidden="true", class_=f"of-{look}")


def _payers(lines: Sequence[Key]) -> Element:
    rows = (
        tag(
            "tr",
            tag("th", _swatch(item.look) if item.look else None, item.name, scope="row"),
            tag("td", tag("b", glued(item.figure)), class_="n"),
            tag("td", glued(item.words)),
        )
        for item in lines
    )
    return tag("table", tag("caption", tag("span", "Sums and names", class_="unseen")), *rows, class_="who")


def _strip(kind: str, strips: Sequence[Strip]) -> Iterator[Element]:
    height, margin = HEIGHTS[kind]
    for strip in strips:
        if strip.title:
            yield tag("tr", tag("th", strip.title, colspan=3, scope="colgroup"), class_="block")
        if strip.ticks:
            texts = [
                tag(
                    "text", words, x=_place(at, strip), y=11, text_anchor="middle", class_="odd" if number % 2 else None
                )
                for number, (at, words) in enumerate(strip.ticks)
            ]
            axis = tag("td", tag("svg", *texts, width="100%", height=14, aria_hidden="true"))
            name = tag("th", tag("span", "Row", class_="unseen"), scope="col")
            yield tag("tr", name, axis, tag("td", strip.figures, class_="n"), class_="axis")
        for row in strip.rows:
            yield _row(kind, strip, row, height, margin)
        if strip.more:
            yield tag("tr", tag("th", glued(strip.more), colspan=3, scope="row"), class_="more")


def _row(kind: str, strip: Strip, row: MarkedRow, height: int, margin: float) -> Element:
    grid = [] if kind == "heat" else [_line("tick", _place(at, strip), "100%") for at, _ in strip.ticks]
    marks = _marks(row.marks, strip.low, strip.high, height, margin)
    drawn = tag("svg", *grid, *marks, width="100%", height=height, role="img", aria_label=row.words)
    name = tag("th", row.name, " ", tag("small", row.detail), scope="row", title=f"{row.name} {row.detail}".strip())
    is_bad = any(mark.look == "fails" for mark in row.marks)
    figure = tag("td", glued(row.figure), class_="n bad" if is_bad else "n")
    return tag(
        "tr",
        name if row.name else None,
        tag("td", drawn, colspan=None if row.name else 3),
        figure if row.name else None,
    )


def _place(at: float, strip: Strip) -> str:
    return f"{100 * (at - strip.low) / (strip.high - strip.low):.2f}%"


def _line(look: str, x: str, end: str) -> Element:
    return tag("line", x1=x, x2=x, y1=0, y2=end, class_=look)


def _marks(marks: Sequence[Mark], low: float, high: float, height: float, margin: float) -> Iterator[Content]:
    """Shapes of the marks; the text of a span in its middle."""
    for mark in marks:
        start, end = (100 * (at - low) / (high - low) for at in (mark.start, mark.end))
        x, middle = f"{start:.2f}%", f"{(start + end) / 2:.2f}%"
        if mark.look in ("fails", "unknown"):
            more = tag("tspan", f" {mark.text}", class_="wide-only")
            # Beside its point, away from the name of the row.
            dx, anchor = (12, "start") if start < LEFT else (-12, "end")
            sign = {"x": x, "dx": dx, "y": height / 2, "dy": ".35em", "text_anchor": anchor, "class_": "is-bad"}
            yield tag("text", POINTS[mark.look], more, **sign)
        elif mark.look in POINTS:
            radius = 4.5 if mark.look == "online" else 5.5
            yield tag("circle", cx=middle, cy=height / 2, r=radius, class_=f"is-{mark.look}")
        elif mark.look in LINES:
            yield tag("line", x1=x, x2=f"{end:.2f}%", y1=height / 2, y2=height / 2, class_=f"is-{mark.look}")
        elif mark.end > mark.start:
            size = {"x": x, "width": f"{end - start:.2f}%", "y": margin, "height": height - 2 * margin}
            yield tag("rect", **size, class_=f"is-{mark.look}")
        if mark.text and mark.look not in POINTS:
            place = {"x": middle, "y": height / 2, "dy": ".35em", "text_anchor": "middle"}
            yield tag("text", mark.text, **place, class_=f"on-{mark.look.removeprefix('on ')}")


# ----------------------------------------------------------------------------------------------------------------------
# The end of the page: the rows behind the answers, and the key figures.


def rows_behind(plan_answers: Sequence[PlanAnswer]) -> Element:
    """The rows behind each answer, the weightiest first."""
    parts = [_behind(at, item) for at, item in enumerate(plan_answers, start=1) if item.table.rows]
    return tag("section", tag("h2", "Rows behind the answers"), *parts, id="rows")


def _behind(at: int, plan_answer: PlanAnswer) -> Element:
    more = len(plan_answer.table.rows) - MOST
    note = f"and {count(more, 'more row')}, " if more > 0 else ""
    where = tag("p", f"{note}sheet ‘{plan_answer.sheet}’ of the results workbook", class_="source")
    return tag("div", tag("h3", plan_answer.question), _rows(plan_answer), where, id=f"behind-{at}", class_="behind")


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


def figures(book: Book) -> Element:
    """Key figures, sentences, how firm the plan is, and its source."""
    view, words = book.view, plain_words(book.view, supplies(book.view))
    return tag(
        "section",
        tag("h2", "The plan in figures and words"),
        tag("p", stored(view)) if view.plan.is_stored else None,
        _tiles(headline(view), "tiles headline"),
        _tiles(tiles(view, supplies(view))),
        *_words(book, words),
        tag("h2", "What is robust"),
        tag("p", robust(view, book.spread)),
        tag("h2", "What it hangs on"),
        tag("p", hangs_on(view)),
        tag("p", about(view), class_="about"),
        id="figures",
    )


def about(view: View) -> str:
    """Horizon, units of money, and where the plan is from."""
    rate = f"{100 * view.settings.discount_rate:g} %"
    source = f". Plan of {view.plan.source.words}" if view.plan.source else ""
    return f"{view.horizon}, in {view.amount} at constant prices, discounted at {rate} a year{source}"


def _tiles(shown_tiles: Sequence[Tile], looks: str = "tiles") -> Element | None:
    """Key figures, large."""
    boxes = [
        tag("div", tag("dt", tile.label), tag("dd", tag("b", shown(tile.value, tile.form)), tag("small", tile.note)))
        for tile in shown_tiles
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

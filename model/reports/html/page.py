"""The page: the four answers, then every picture with the tables behind it, in one self-contained file; or with
styles and scripts apart."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from model.reports.answers.answer import PlanAnswer
from model.reports.answers.four import answers, hangs_on, robust
from model.reports.book import Book
from model.reports.html.data import PAPERS, PageData, case_names, on_papers, page_colours
from model.reports.html.elements import TURNS, Content, Picture, tag
from model.reports.html.pictures import PICTURES
from model.reports.html.pictures.chain import world
from model.reports.html.pictures.disruptions import SIDES
from model.reports.html.tables import MOST_LINES, Data, shown
from model.reports.palette import BAD
from model.reports.results.book import TITLE
from model.reports.results.tiles import Tile, badges, headline, tiles
from model.reports.results.words import plain_words, stored
from model.results.build import builds, supplies
from model.results.view import View
from model.sheets.names import count
from model.system.files import GENERATOR, Output

# ----------------------------------------------------------------------------------------------------------------------
# The first screen: the four answers, then the rows behind each of them.


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
    sheet, row = book.said[plan_answer.words]
    place = f"Results workbook: {sheet}!A{row + 1}, sheet ‘{plan_answer.sheet}’"
    words = [tag("p", plan_answer.question, class_="asked"), tag("h2", plan_answer.lead), tag("p", plan_answer.words)]
    more = tag("a", "The rows behind it", href=f"#behind-{at + 1}")
    return tag("div", *words, tag("p", more, " · ", place, class_="source"), class_="card")


def _behind(at: int, plan_answer: PlanAnswer) -> Element:
    """The rows behind an answer, the weightiest first."""
    more = len(plan_answer.table.rows) - MOST
    note = f"and {count(more, 'more row')}" if more > 0 else ""
    return tag(
        "div",
        tag("h2", f"{plan_answer.question}: the rows"),
        _rows(plan_answer) if plan_answer.table.rows else tag("p", plan_answer.words),
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


# ----------------------------------------------------------------------------------------------------------------------
# The page: the answer, then every picture with the tables behind it, in one self-contained file.


HERE = Path(__file__).parent
SCRIPTS = (
    "vendor/echarts.min.js",
    "vendor/tabulator.min.js",
    "data.js",
    "charts.js",
    "study_charts.js",
    "tables.js",
    "act.js",
)
STYLES = ("vendor/tabulator.min.css", "look.css")


def report_bytes(book: Book, title: str = TITLE, more: Sequence[Picture] = ()) -> bytes:
    """The report of a plan's workbook as a file's content, with ``more`` pictures of questions about the plan."""
    view = book.view
    pictures = [draw(book) for draw in PICTURES]
    shared = {
        "colours": {kind: on_papers(item) for kind, item in page_colours(book).items()},
        "cases": case_names(view),
        "sides": list(SIDES) if any(picture and picture.name == "without" for picture in pictures) else [],
        "decisions": {
            build.project: {"plant": build.plant, "country": build.country, "stage": build.stage}
            for build in builds(view)
        },
        "world": world() if pictures[0] else {},
    }
    return _page(title, answer(book, title), [*pictures, *more], view.year_labels, shared)


def study_bytes(
    title: str, about: str, says: Sequence[str], pictures: Sequence[Picture | None], first: Content = None
) -> bytes:
    """The report of a workbook that compares plans as a file's content: the findings in words, with the most important
    ``first``, then its pictures."""
    words = tag("ul", *(tag("li", sentence) for sentence in says)) if says else None
    head = tag(
        "header", tag("h1", title), tag("p", about), first, words and tag("h2", "In words"), words, class_="answer"
    )
    return _page(title, head, pictures, (), {"colours": {}, "cases": [], "sides": [], "decisions": {}, "world": {}})


def _page(
    title: str, head: Element, drawn: Sequence[Picture | None], years: Sequence[str], shared: Mapping[str, Any]
) -> bytes:
    """A page that begins with the answer, followed by pictures; empty ones are left out."""
    data, shown, charts = PageData(years), [], {}
    for picture in drawn:
        if picture is not None:
            tables = [table for table in picture.tables if table is not None and table.rows]
            shown.append(_section(picture, tables))
            charts[picture.name] = {
                "title": picture.title,
                "tables": [data.add(table) for table in tables],
                "charts": [{"kind": chart.kind, **chart.data} for chart in picture.charts],
            }
    scripts = [Markup((HERE / name).read_text("utf-8")) for name in SCRIPTS]
    style = Markup(_style())
    page = _template().render(
        title=title,
        head=Markup(tostring(head, "unicode", method="html")),
        pictures=shown,
        most=MOST_LINES,
        data=data.json(pictures=charts, **shared),
        cases=data.cases,
        scripts=scripts,
        style=style,
        policy=_policy(style, scripts),
        generator=GENERATOR.format(Output.REPORT),
    )
    return page.translate(TURNS).encode("utf-8", "replace")


def _section(picture: Picture, tables: Sequence[Data]) -> dict[str, Any]:
    return {"name": picture.name, "title": picture.title, "says": picture.says, "tables": tables}


@cache
def _template() -> Template:
    return Environment(loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True).get_template("page.html")


def _style() -> str:
    """The stylesheet, on light and on dark paper."""
    light, dark = (f":root{{--paper:{colour};}}" for colour in PAPERS.values())
    look = "".join((HERE / name).read_text("utf-8") for name in STYLES)
    return f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}{look}"


def _policy(style: str, scripts: Sequence[str]) -> str:
    """Content policy: nothing is loaded or sent; only this style and these scripts are permitted."""
    styles, allowed = (" ".join(map(_hash, part)) for part in ([style], scripts))
    return (
        f"default-src 'none'; img-src data: blob:; style-src {styles}; script-src {allowed}; base-uri 'none'; "
        "form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# ----------------------------------------------------------------------------------------------------------------------
# A report for a server that permits nothing inline: its styles and scripts as files of their own.


INLINE = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
KINDS = {"style": ("css", "text/css"), "script": ("js", "text/javascript")}


@dataclass(frozen=True)
class SplitReport:
    """A page without anything inline, and its parts by name."""

    page: str
    parts: dict[str, tuple[str, str]]
    """Content and type."""


def split(path: Path, place: str) -> SplitReport:
    """A report that refers to its parts, which are at a place beside it."""
    return _split(path, path.stat().st_mtime_ns, place)


@lru_cache(maxsize=4)
def _split(path: Path, written: int, place: str) -> SplitReport:
    parts: dict[str, tuple[str, str]] = {}

    def apart(match: re.Match[str]) -> str:
        ending, kind = KINDS[match[1]]
        name = f"{len(parts)}.{ending}"
        parts[name] = match[2], kind
        at = f"{place}/{name}"
        return f'<link rel="stylesheet" href="{at}">' if ending == "css" else f'<script src="{at}"></script>'

    page = INLINE.sub(apart, POLICY.sub("", path.read_text("utf-8"), count=1))
    return SplitReport(page, parts)

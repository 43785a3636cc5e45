"""The page: the answer, then every picture with the tables behind it, in one self-contained file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from model.reports.book import Book
from model.reports.html.answer import answer
from model.reports.html.cases import case_names
from model.reports.html.colours import PAPERS
from model.reports.html.data import PageData, on_papers, page_colours
from model.reports.html.drawing import Picture
from model.reports.html.elements import TURNS, Content, tag
from model.reports.html.pictures import PICTURES
from model.reports.html.pictures.map import world
from model.reports.html.pictures.without import SIDES
from model.reports.html.tables import MOST_LINES, Data
from model.reports.results.book import TITLE
from model.results.build import builds
from model.system.files import GENERATOR, Output

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

"""The page: the four answers, then every picture with the tables behind it, in one self-contained file; or with
styles and scripts apart."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element, tostring

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from model.reports.answers.four import answers
from model.reports.book import Book
from model.reports.html.answers import figures, first_screen, rows_behind
from model.reports.html.data import PAPERS, PageData, case_names, on_papers, page_colours
from model.reports.html.elements import TURNS, Content, Picture, tag
from model.reports.html.pictures import PICTURES
from model.reports.html.pictures.chain import MAP, world
from model.reports.html.pictures.disruptions import SIDES
from model.reports.html.tables import MOST_LINES, Data
from model.results.build import builds
from model.system.files import GENERATOR, Output

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
STYLES = ("vendor/tabulator.min.css", "look.css", "answers.css")


def report_bytes(book: Book, title: str = "", more: Sequence[Picture] = ()) -> bytes:
    """The report of a plan's workbook as a file's content, with ``more`` pictures of questions about the plan."""
    view, title = book.view, title or book.title
    pictures, plan_answers = [draw(book) for draw in PICTURES], answers(view)
    shared = {
        **_shared(pictures, page_colours(book)),
        "cases": case_names(view),
        "sides": list(SIDES) if any(picture and picture.name == "without" for picture in pictures) else [],
        "decisions": {
            build.project: {"plant": build.plant, "country": build.country, "stage": build.stage}
            for build in builds(view)
        },
    }
    last = tag("div", rows_behind(plan_answers), figures(book))
    return _page(title, first_screen(view, title, plan_answers), [*pictures, *more], view.year_labels, shared, last)


SHORT_NAMES = {
    "map": "Map",
    "flows": "Flows",
    "timeline": "Timeline",
    "stress": "Stress test",
    "months": "Months",
    "without": "Doing nothing",
    "payers": "Payers",
    "costs": "Costs",
    "parties": "Profit",
    "concentration": "Concentration",
    "limits": "Limits",
    "mandates": "Mandates",
    "capacity": "Capacity",
    "people": "People",
}
"""Names of the pictures in links; headings are findings."""


def study_bytes(
    title: str,
    about: str,
    says: Sequence[str],
    pictures: Sequence[Picture | None],
    first: Sequence[Content] = (),
    colours: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    years: Sequence[str] = (),
) -> bytes:
    """The report of a workbook that compares plans as a file's content: the findings in words, with the most important
    ``first``, then its pictures, with their colours by kind, and headings of ``years`` to choose from."""
    words = tag("ul", *(tag("li", sentence) for sentence in says)) if says else None
    head = tag(
        "header", tag("h1", title), tag("p", about), *first, words and tag("h2", "In words"), words, class_="answer"
    )
    return _page(title, head, pictures, years, _shared(pictures, colours))


def _shared(pictures: Sequence[Picture | None], colours: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Data that pictures share: colours on both papers, names for the filter, outlines of countries for a map."""
    has_map = any(picture.name == MAP for picture in pictures if picture)
    shared: dict[str, Any] = {"colours": {kind: on_papers(names) for kind, names in colours.items()}}
    return {**shared, "cases": [], "sides": [], "decisions": {}, "world": world() if has_map else {}}


def _page(
    title: str,
    head: Element,
    drawn: Sequence[Picture | None],
    years: Sequence[str],
    shared: Mapping[str, Any],
    last: Content = None,
) -> bytes:
    """A page that begins with the answer, followed by pictures, and ends with the figures behind it; empty pictures are
    left out."""
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
        head=_markup(head),
        last=_markup(last),
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


def _markup(content: Content) -> Markup:
    return Markup(tostring(content, "unicode", method="html")) if isinstance(content, Element) else Markup("")


def _section(picture: Picture, tables: Sequence[Data]) -> dict[str, Any]:
    name = SHORT_NAMES.get(picture.name, picture.title)
    return {"name": picture.name, "short": name, "title": picture.title, "says": picture.says, "tables": tables}


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

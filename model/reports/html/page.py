"""The page: the answer, then every picture with the tables behind it, in one self-contained file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from model.reports.book import Book
from model.reports.html.answer import answer
from model.reports.html.drawing import Picture, section
from model.reports.html.elements import PAPERS, Content, inks, page_bytes, tag
from model.reports.html.pictures import PICTURES
from model.reports.results.book import TITLE
from model.system.outputs import GENERATOR, Output

HERE = Path(__file__).parent
FOLDER = "model.reports.html.pictures"
FOOT = "Every figure is that of the workbook, where the tables say. This page needs no network."


def report_bytes(book: Book, title: str = TITLE, more: Sequence[Picture] = ()) -> bytes:
    """The report of a plan's workbook as a file's content, with ``more`` pictures of questions about the plan."""
    return _page(title, answer(book, title), [*(_drawn(name, book) for name in PICTURES), *more])


def study_bytes(
    title: str, about: str, says: Sequence[str], pictures: Sequence[Picture | None], first: Content = None
) -> bytes:
    """The report of a workbook that compares plans as a file's content: the findings in words, with the most important
    ``first``, then its pictures."""
    words = tag("ul", *(tag("li", each) for each in says)) if says else None
    head = tag("header", tag("h1", title), tag("p", about), first, words and tag("h2", "In words"), words,
               class_="answer")  # fmt: skip
    return _page(title, head, pictures)


def _page(title: str, head: Element, drawn: Sequence[Picture | None]) -> bytes:
    """A page that begins with the answer, followed by pictures; empty ones are left out."""
    pictures = [picture for picture in drawn if picture is not None]
    links = [tag("a", picture.title, href=f"#{picture.name}") for picture in pictures]
    script = (HERE / "act.js").read_text("utf-8")
    body = tag(
        "body",
        tag("nav", *links, aria_label="Pictures"),
        tag("main", head, *map(section, pictures), tag("footer", tag("p", FOOT))),
        tag("div", id="tip", hidden=""),
    )
    style = _style(tostring(body, "unicode"))
    top = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="generator", content=GENERATOR.format(Output.REPORT)),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", style),
    )
    body.append(tag("script", script))
    return page_bytes(tag("html", top, body, lang="en"))


def _drawn(name: str, book: Book) -> Picture | None:
    found: Picture | None = import_module(f"{FOLDER}.{name}").draw(book)
    return found


def _style(page: str) -> str:
    """The stylesheet, with the colours that the page uses on each paper."""
    light, dark = (f":root{{{inks(page, paper)}--paper:{PAPERS[paper]};}}" for paper in PAPERS)
    look = (HERE / "look.css").read_text("utf-8")
    return f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}{look}"


def _policy(style: str, script: str) -> str:
    """Content policy: nothing is loaded or sent; only this style and this script are permitted."""
    hashes = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; base-uri 'none'; "
        "form-action 'none'"
    )

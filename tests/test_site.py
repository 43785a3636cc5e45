"""The documentation as a site: it builds without a warning, asks nothing of other sites and sets its formulas; each
page is two clicks away, and the folder is searched without a server."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from model.testing import SHEET_OF
from tests.browser import browser, needs_browser

ROOT = Path(__file__).parents[1]
LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}
"""What a browser loads with a page: elements, and where they say from where."""

pytestmark = pytest.mark.xdist_group("test_site")  # the site is built once


class Loads(HTMLParser):
    """The addresses that a page loads, and those that it links."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.links: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in LOADED and given.get("rel") not in ("canonical", "next", "prev"):
            self.addresses += filter(None, [given.get(LOADED[tag])])
        if tag == "a":
            self.links += filter(None, [given.get("href")])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(ROOT / ".mkdocs.yml"), "-d", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_page_loads_only_what_the_site_has(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        for address in Loads(page).addresses:
            path = re.sub(r"[?#].*", "", address)
            folder = site if path.startswith("/") else page.parent  # the page of missing ones does not know where it is
            assert "//" not in address and (folder / path.lstrip("/")).exists(), (page, address)
    for style in site.rglob("*.css"):
        assert not re.search(r"(?:@import|url\()\s*['\"]?(?:https?:)?//", style.read_text(encoding="utf-8")), style


def linked(page: Path) -> Iterator[Path]:
    """The pages to which a page has a link."""
    paths = {re.sub(r"[?#].*", "", address) for address in Loads(page).links if "//" not in address}
    return (target for path in paths - {""} if (target := (page.parent / path).resolve()).suffix == ".html")


def test_each_page_is_at_most_two_clicks_from_the_first(site: Path) -> None:
    first = site / "index.html"
    near = {first, *linked(first)}
    reached = near | {page for one in near for page in linked(one)}
    assert reached == set(site.rglob("*.html")) - {site / "404.html"}


def test_no_page_repeats_the_help_of_the_commands() -> None:
    """Pages answer questions; a list of options is what --help has."""
    listed = re.compile(r"^\s*[-*|]? *`?--[a-z][a-z-]+`?(?: [A-Z_]+)?(?:  | *\|)", re.MULTILINE)
    for page in (ROOT / "docs").rglob("*.md"):
        assert not listed.findall(page.read_text(encoding="utf-8")), page


SEARCH = """
(() => {
  const field = document.querySelector("input.md-search__input");
  field.focus(); field.value = "salvage"; field.dispatchEvent(new Event("keyup"));
  return [...document.querySelectorAll("a.md-search-result__link")].map(link => link.getAttribute("href"));
})()
"""


@needs_browser
def test_search_needs_no_network_and_no_server(site: Path, tmp_path: Path) -> None:
    with browser(tmp_path / "profile") as window:
        window.open(site / "decisions" / "index.html")
        until = time.monotonic() + 60
        while not (hits := window.run(SEARCH)) and time.monotonic() < until:
            time.sleep(0.2)
        pages = {Path(re.sub(r"[?#].*|^file://", "", address)) for address in hits}
        assert {"what-it-does-not-do.html", "inputs.html"} <= {page.name for page in pages}
        assert all((site / "decisions" / page).exists() for page in pages)
        assert {address.partition(":")[0] for address in window.requests} <= {"file", "data"}


@needs_browser
def test_formulas_are_set(site: Path, tmp_path: Path) -> None:
    """Each of them, and nothing is asked of another site."""
    with browser(tmp_path / "profile") as window:
        window.open(site / "mathematics.html")
        formulas, found, wrong = window.run(
            "['.arithmatex', '.arithmatex math', '.katex-error'].map(each => document.querySelectorAll(each).length)"
        )
        assert formulas == found > 200
        assert not wrong
        assert {address.partition(":")[0] for address in window.requests} <= {"file", "data"}


# --- decisions ---------------------------------------------------------------------------------------

DECISIONS = ROOT / "docs" / "decisions"
MARK = re.compile(r"# (\d+)\..*\n\n\*(Superseded(?: in part)?)[^*]*\*\n")
SINCE = {
    "0013-modelling-scope.md": {
        "Lead times": "annuity years",
        "Operations": "delay",
        "Recipes": "delay",
        "Operating rules": "needs recipe",
    },
    "0029-foresight.md": {"What-ifs": "probability"},
}
"""Columns that a decision had left out, by their sheets."""


def test_superseded_decisions_are_marked_where_they_are_listed() -> None:
    marks = {page.name: MARK.match(page.read_text("utf-8")) for page in DECISIONS.glob("[0-9]*.md")}
    listed = re.findall(r"\((\S+\.md)\) \*\((superseded[\w ]*)\)\*", (DECISIONS / "index.md").read_text("utf-8"))
    assert dict(listed) == {name: mark[2].lower() for name, mark in marks.items() if mark}
    assert len(listed) >= 3


def test_figures_of_decisions_have_a_date() -> None:
    """What was measured, or tried, says when; so does a page with times or sizes."""
    date = r"(?:\d+\s)?(?:November|December)\s2026"
    for page in DECISIONS.glob("[0-9]*.md"):
        text = page.read_text("utf-8")
        undated = re.findall(rf"^\*\*(?:Measured|Tried|Earlier)(?!.{{,20}}{date}).*", text, re.MULTILINE)
        assert not undated, (page.name, undated)
        assert re.search(date, text) or not re.search(r"\d (?:s|ms|kB|MB|GB|minutes)\b", text), page.name


@pytest.mark.parametrize("name", SINCE)
def test_what_supersedes_a_decision_is_there(name: str) -> None:
    columns = {(sheet.name, column.header) for sheet in SHEET_OF.values() for column in sheet.columns}
    mark = (DECISIONS / name).read_text("utf-8").split("\n\n")[1]
    assert set(SINCE[name].items()) <= columns
    assert all(column in mark for column in SINCE[name].values())

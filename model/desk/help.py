"""Help: pages of docs/ in the browser, made from their Markdown, and a search over their sections and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from model.system.files import shipped

GUIDES = ("desk", "your-own-plan", "tutorial", "planners-year", "how-to", "goals", "mandates", "what-it-does-not-do")
REFERENCE = ("inputs", "results", "conventions")
CHAINS = ("example", "gallium_germanium", "graphite_anode", "antibiotics")
GROUPS = {"First steps and questions": GUIDES, "Every sheet and column": REFERENCE, "Examples": CHAINS}
"""Pages by group, as the help lists them."""
PAGES = tuple(page for pages in GROUPS.values() for page in pages)
PICTURE = re.compile(r"[\w-]+\.(?:webp|png)", re.ASCII)
LINK = re.compile(r"(?P<page>[\w-]+)\.md(?P<place>#[\w-]+)?", re.ASCII)
MOST_HITS = 30
LONGEST = 240
"""Maximum letters of the line of a hit."""


@dataclass(frozen=True)
class Section:
    """A heading of a page, and the lines below it up to the next."""

    page: str
    title: str
    heading: str
    place: str
    """Id of the heading; empty at the top."""
    lines: Sequence[str]


@dataclass(frozen=True)
class Hit:
    """A section with all words of a search, and its best line."""

    section: Section
    line: str


def slug(heading: str) -> str:
    """Id of a heading, as the site of the documentation makes it."""
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def _text(page: str) -> str:
    text = shipped(f"docs/{page}.md").read_text("utf-8")
    return re.sub(r"<!--.*?-->\n?", "", text, flags=re.DOTALL)


@cache
def title(page: str) -> str:
    """First heading of a page. Raises OSError if the page is missing."""
    return _plain(_text(page).partition("\n")[0])


@cache
def html(page: str) -> str:
    """The page; markup in its text stays text, and links lead to pages of the help."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(_text(page))
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", slug(_plain(inline.content)))
        for token in inline.children or ():
            _link(token)
    written = str(parser.renderer.render(tokens, parser.options, {}))
    return written.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")


def _link(token: Token) -> None:
    """Redirect a link to the help; drop its address if the file is not shipped."""
    if token.type == "image":
        token.attrSet("src", f"/help/{token.attrGet('src')}")
    if token.type != "link_open":
        return
    address = str(token.attrGet("href"))
    match = LINK.fullmatch(address)
    if match and match["page"] in PAGES:
        token.attrSet("href", f"/help/{match['page']}{match['place'] or ''}")
    elif not address.startswith(("#", "https://")):
        token.attrs.pop("href")


@cache
def _sections() -> tuple[Section, ...]:
    return tuple(section for page in PAGES for section in _of_page(page))


def _of_page(page: str) -> Iterator[Section]:
    heading, place, lines = title(page), "", list[str]()
    is_code = False
    for line in _text(page).splitlines()[1:]:
        is_code ^= line.startswith("```")
        if line.startswith("#") and not is_code:
            yield Section(page, title(page), heading, place, lines)
            heading, lines = _plain(line), []
            place = slug(heading)
        elif words := _plain(line):
            lines.append(words)
    yield Section(page, title(page), heading, place, lines)


def _plain(line: str) -> str:
    """A line of Markdown without its marks."""
    line = re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", line.strip().lstrip("#").strip("|"))
    cells = re.sub(r"[`*]|(?<!\w)_|_(?!\w)|^[-|: ]+$|^- ", "", line).split(" | ")
    return " · ".join(filter(None, map(str.strip, cells)))


def search(words: str) -> list[Hit]:
    """Sections with all the words: columns of that name first, then headings, then single lines."""
    wanted = words.casefold().split()
    ranked = [(rank, section) for section in _sections() if wanted and (rank := _rank(section, wanted)) is not None]
    hits = sorted(ranked, key=lambda pair: pair[0][:3])
    return [Hit(section, _line(section, rank[3])) for rank, section in hits[:MOST_HITS]]


def _rank(section: Section, wanted: Sequence[str]) -> tuple[bool, int, int, int] | None:
    """Sort key of a section, and the number of its best line; None if a word is missing."""
    lines = [line.casefold() for line in section.lines]
    head = f"{section.heading} {section.title}".casefold()
    if not all(word in head or any(word in line for line in lines) for word in wanted):
        return None
    counts = [sum(word in line for word in wanted) + line.startswith(f"{' '.join(wanted)} ·") for line in lines] or [0]
    in_heading = sum(word in section.heading.casefold() for word in wanted)
    return max(counts) <= len(wanted), -in_heading, -max(counts), counts.index(max(counts))


def _line(section: Section, number: int) -> str:
    line = section.lines[number] if section.lines else ""
    return f"{line[:LONGEST]}…" if len(line) > LONGEST else line


def picture(name: str) -> Path | None:
    """Path of a picture, or None."""
    path = shipped(f"docs/{name}") if PICTURE.fullmatch(name) else None
    return path if path is not None and path.is_file() else None

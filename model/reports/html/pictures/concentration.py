"""How much of each stage the largest supplier country holds, against the limits on it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.html.colours import ink
from model.reports.html.drawing import Picture, Scale, drawing, grid, label, undisrupted, year_marks
from model.reports.html.elements import path, tag
from model.reports.html.tables import block_data, shown
from model.reports.looks import SHARE_FORMAT
from model.reports.phrases import percent
from model.reports.results.concentration import CAP, stage_names
from model.reports.results.words import concentration
from model.results.figures import Supply, supplies
from model.results.lines import Line

NAME, SHEET = "concentration", "Concentration"
ACROSS, WIDE, HIGH = 3, 320.0, 200.0
"""Small pictures in a row, and their size."""

INSET, TOP, BOTTOM = 46.0, 30.0, 24.0
MOST_STAGES, MOST_COUNTRIES = 9, 4


def draw(book: Book) -> Picture | None:
    """A small picture for each stage."""
    view = book.view
    every = [each for each in supplies(view) if any(each.totals)]
    supplied = every[:MOST_STAGES]
    block = book.blocks.get((SHEET, "Concentration by stage"))
    if not supplied or block is None:
        return None
    names = stage_names(supplied)
    caps = {line.labels[0]: line for line in block.lines if line.labels[1] == CAP}
    parts: list[Element] = []
    for at, supply in enumerate(supplied):
        moved = f"translate({(at % ACROSS) * (WIDE + 20):.0f} {at // ACROSS * (HIGH + 14):.0f})"
        name = names[supply.stage, supply.unit]
        inside = _stage(book, supply, name, caps.get(supply.stage) or caps.get(name))
        parts.append(tag("g", *inside, transform=moved))
    height = -(-len(supplied) // ACROSS) * (HIGH + 14)
    limit = "The dashed line is the limit on any one country." if caps else "No limit is set on single countries."
    says = [
        concentration(view, supplied),
        "Lines are the shares of countries in the supply of a stage: made in their plants or bought there. A share "
        f"near 100 % is a single source. {limit}{undisrupted(view)}",
    ]
    if len(supplied) < len(every):
        says.append(f"Drawn are the first {len(supplied)} of {len(every)} stages.")
    headings = ("Concentration by stage", "Shares with a limit", "Share of supply by country")
    tables = [block_data(book, SHEET, heading) for heading in headings if (SHEET, heading) in book.blocks]
    return Picture(NAME, "Who supplies how much", says, [drawing(NAME, height, parts)], tables)


def _stage(book: Book, supply: Supply, name: str, cap: Line | None) -> Iterator[Element]:
    """Shares of the largest countries of a stage, with the limit."""
    years = book.view.year_labels
    up = Scale(0.0, 1.0, HIGH - BOTTOM, TOP)
    across = Scale(0, max(len(years) - 1, 1), INSET, WIDE - 74)
    yield label(INSET, 14, name, class_="head")
    yield from grid(up, INSET, WIDE - 74, lambda mark: f"{100 * mark:.0f} %")
    yield from year_marks(years, across, HIGH - 8, every=max(1, -(-len(years) // 4)))
    ends = []
    for country in list(supply.by_country)[:MOST_COUNTRIES]:
        shares = [supply.shares(at).get(country) for at in range(len(years))]
        points = [(across(at), up(share)) for at, share in enumerate(shares) if share is not None]
        if not points:
            continue
        yield tag("path", d=path(points), stroke=ink(book.colours[country]), class_="line")
        for at, share in enumerate(shares):
            if share is not None:
                tip = f"{name}, {country}, {years[at]}: {shown(share, SHARE_FORMAT)}"
                yield tag("circle", cx=across(at), cy=up(share), r=2.6, fill=ink(book.colours[country]), data_tip=tip)
        ends.append((points[-1][1], country))
    if cap is not None:
        points = [(across(at), up(value)) for at, value in enumerate(cap.values) if value is not None]
        yield tag("path", d=path(points), class_="limit")
        if points:
            value = [each for each in cap.values if each is not None][-1]
            ends.append((points[-1][1], f"limit {percent(value)}"))
    lowest = 0.0
    for y, words in sorted(ends):
        y = max(y + 4, lowest + 13)
        yield label(WIDE - 70, y, words)
        lowest = y

"""Shares of single countries in the supply of each stage, and in other limited amounts, against their limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.html.drawing import Picture, Scale, drawing, fitted, grid, label, undisrupted, year_marks
from model.reports.html.elements import group, ink, path, tag
from model.reports.html.tables import block_data, found, shown
from model.reports.palette import OTHER
from model.reports.phrases import percent
from model.reports.results.concentration import CAP, REST, limited_shares
from model.reports.results.words import concentration
from model.reports.styles import line_format
from model.results.bounds import limits
from model.results.figures import supplies
from model.results.year_series import Line

NAME, SHEET = "concentration", "Concentration"
ACROSS, WIDE, HIGH = 3, 320.0, 200.0
"""Small pictures in a row, and their size."""

EVERY, DOWN = WIDE + 20.0, HIGH + 14.0
"""From one to the next."""

INSET, TOP, BOTTOM, RIGHT = 46.0, 30.0, 24.0, 74.0
MOST_PANELS, MOST_COUNTRIES = 9, 4


@dataclass(frozen=True)
class Panel:
    """A small picture: shares of countries, the largest first, and the limit on them."""

    title: str
    shares: Sequence[Line]
    bound: Line | None


def draw(book: Book) -> Picture | None:
    """A small picture for each stage and limit; those with a limit come first."""
    view = book.view
    every = sorted(_panels(book), key=lambda panel: panel.bound is None)
    if not every:
        return None
    panels = every[:MOST_PANELS]
    parts = [
        group(_panel(book, panel), transform=f"translate({at % ACROSS * EVERY:.0f} {at // ACROSS * DOWN:.0f})")
        for at, panel in enumerate(panels)
    ]
    has_limits = any(panel.bound for panel in panels)
    limit = "Dashed lines are limits." if has_limits else "No limit is set on single countries."
    says = [
        concentration(view, supplies(view)),
        "Lines are the shares of countries in a supply: made in their plants or bought there. A share near 100 % is a "
        f"single source. {limit}{undisrupted(view)}",
    ]
    if len(panels) < len(every):
        says.append(f"{len(panels)} of {len(every)} are drawn; the tables have all.")
    headings = ("Concentration by stage", "Shares with a limit", "Share of supply by country")
    tables = [block_data(book, SHEET, heading) for heading in headings if (SHEET, heading) in book.blocks]
    height = -(-len(panels) // ACROSS) * DOWN
    return Picture(NAME, "Who supplies how much", says, [drawing(NAME, height, parts)], tables)


def _panels(book: Book) -> Iterator[Panel]:
    """Panels of each stage, then of other limited shares."""
    shares = found(book.blocks, SHEET, "Share of supply by country")
    if shares is None:
        return
    measures = book.blocks[SHEET, "Concentration by stage"].lines
    caps = {line.labels[0]: line for line in measures if line.labels[1] == CAP}
    stages = list(dict.fromkeys(line.labels[0] for line in shares.lines))
    for stage in stages:
        of_stage = [line for line in shares.lines if line.labels[0] == stage and line.labels[1] != REST]
        yield Panel(stage, of_stage, caps.get(stage))
    others = [held for held in limits(book.view) if held.by_period and held.of not in stages]
    for title, (*parties, bound) in limited_shares(book.view, others).items():
        yield Panel(title, parties, bound)


def _panel(book: Book, panel: Panel) -> Iterator[Element]:
    years = book.view.year_labels
    up = Scale(0.0, 1.0, HIGH - BOTTOM, TOP)
    across = Scale(0, max(len(years) - 1, 1), INSET, WIDE - RIGHT)
    yield label(INSET, 14, fitted(panel.title, WIDE - INSET), class_="head")
    yield from grid(up, INSET, WIDE - RIGHT, lambda mark: f"{100 * mark:.0f} %")
    yield from year_marks(years, across, HIGH - 8, every=max(1, -(-len(years) // 4)))
    ends = []
    for line in [*panel.shares[:MOST_COUNTRIES], *([panel.bound] if panel.bound else [])]:
        known = [(at, value) for at, value in enumerate(line.values) if value is not None]
        points = [(across(at), up(value)) for at, value in known]
        if not points:
            continue
        if line is panel.bound:
            yield tag("path", d=path(points), class_="limit")
            limit = "at least" if line.labels[1].endswith("≥") else "limit"
            ends.append((points[-1][1], f"{limit} {percent(known[-1][1])}"))
            continue
        country = line.labels[1]
        colour = ink(book.colours.get(country, OTHER))
        yield tag("path", d=path(points), stroke=colour, class_="line")
        for (at, value), (x, y) in zip(known, points, strict=True):
            tip = f"{panel.title}, {country}, {years[at]}: {shown(value, line_format(line))}"
            yield tag("circle", cx=x, cy=y, r=2.6, fill=colour, data_tip=tip)
        ends.append((points[-1][1], country))
    lowest = 0.0
    for y, words in sorted(ends):
        lowest = max(y + 4, lowest + 13)
        yield label(WIDE - RIGHT + 4, lowest, words)

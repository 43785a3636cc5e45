"""The map: sites with their capacity by stage, and shipments between them, year by year."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.html.drawing import (
    LETTER,
    Picture,
    YearDrawing,
    drawing,
    label,
    legend,
    moments,
    slider,
    undisrupted,
    years_of,
)
from model.reports.html.elements import ink, tag
from model.reports.html.places import MapFrame, Places, apart, land, places
from model.reports.html.tables import block_data, found, shown
from model.reports.html.world import Place
from model.reports.palette import NEUTRAL, stage_colours
from model.reports.phrases import some
from model.reports.styles import Block, line_format
from model.results.year_series import Line
from model.sheets.common import Site

NAME, PLANTS, FLOWS = "map", "Capacity by plant", "Flows"
LARGEST, SMALLEST = 13.0, 2.0
"""Radius of the largest capacity of a stage, and of the least that is drawn."""

WIDEST, THINNEST = 8.0, 1.4
"""Width of arcs at their start: of the largest shipment of a stage, and the minimum."""

BEND = 0.2
"""Bend of arcs, as a share of their length."""

MOST_ARCS, MOST_PLANTS = 100, 120
"""Maximum numbers per year, and over all years: the largest. All of them are in the tables."""

LINE = 11.0
"""Height of a name."""

NAMED_NOT = 80
"""Letters for names of sites with approximate positions."""


def draw(book: Book) -> Picture | None:
    """Capacity and shipments of the undisturbed plan."""
    capacity, flows = found(book.blocks, PLANTS, ""), found(book.blocks, FLOWS, "")
    placed = places(book.view)
    if not placed.known or not (capacity or flows):
        return None
    years = book.view.year_labels
    sheet = MapFrame.around(list(placed.known.values()))
    circles = _circles(capacity, placed, sheet) if capacity else []
    stages = [stage for stage in book.view.stages if stage in _stages(book, circles, flows)]
    colours = stage_colours(stages)
    arcs = _arcs(book, flows, placed, sheet) if flows else []
    case = YearDrawing("", [years[at] for at in moments(years)])

    def drawn_year(_: int, place: int) -> Iterator[Element]:
        at = moments(years)[place]
        shipped = sorted((arc for arc in arcs if arc.line.values[at]), key=lambda arc: -arc.width(at))
        for arc in shipped[:MOST_ARCS]:
            yield arc.drawn(at, years[at], colours.get(arc.stage, NEUTRAL))
        for circle in circles:
            yield from circle.drawn(at, years[at], colours.get(circle.stage, NEUTRAL))

    parts = [land(book.view, sheet), *years_of([case], drawn_year), *_names(book, placed, circles, sheet)]
    says = [
        "Each circle is the capacity of a plant in the year chosen; its dashed ring is the capacity in "
        f"{years[0]}. Arcs are shipments, narrowing towards where they go. Areas of circles and widths of arcs compare "
        f"what is of one stage, since a tonne of one is not a tonne of another.{undisrupted(book.view)}",
        *_remarks(placed),
    ]
    if len(circles) == MOST_PLANTS:
        says.append(f"Drawn are the {MOST_PLANTS} largest plants.")
    if len(arcs) > MOST_ARCS:
        says.append(f"Of each year the {MOST_ARCS} largest shipments are drawn.")
    tables = [
        block_data(book, PLANTS, "", lambda line: line.labels[-1] == "capacity"), block_data(book, FLOWS)
    ]  # fmt: skip
    drawn = [slider(NAME, [case]), drawing(NAME, sheet.height, parts), legend(colours)]
    return Picture(NAME, "Where capacity is, and what moves", says, drawn, tables)


def _remarks(found: Places) -> list[str]:
    """Remarks on sites with approximate positions."""
    said = []
    if found.guessed:
        said.append(
            "Sites without latitude and longitude are drawn around the middle of their country: "
            f"{some(found.guessed, NAMED_NOT)}."
        )
    if found.missing:
        said.append(
            f"Not on the map: {some(found.missing, NAMED_NOT)}. Their country is not known; give their latitude and "
            "longitude in the sheet ‘Sites’."
        )
    return said


def _stages(book: Book, circles: Sequence[Circle], flows: Block | None) -> set[str]:
    shipped = {book.view.stage_of(line.labels[0]) for line in flows.lines} if flows else set()
    return shipped | {circle.stage for circle in circles}


def _names(book: Book, found: Places, circles: Sequence[Circle], sheet: MapFrame) -> Iterator[Element]:
    """The name of each country with sites, below its shapes."""
    country_of = {site.site: site.country for site in book.view.plan.tables[Site]}
    spots: dict[str, list[tuple[float, float, float]]] = {}
    for circle in circles:
        spots.setdefault(country_of.get(circle.site, ""), []).append((*circle.at, circle.size(max(circle.values))))
    for site, place in found.known.items():
        x, y = sheet(place)
        yield tag("rect", x=x - 1.5, y=y - 1.5, width=3, height=3, class_="site", data_tip=site)
        spots.setdefault(country_of[site], []).append((x, y, 2.0))
    taken: list[tuple[float, float, float]] = []
    for country, around in sorted(spots.items(), key=lambda spot: max(y for _, y, _ in spot[1])):
        middle, half = sum(x for x, *_ in around) / len(around), len(country) * LETTER / 2
        low = max(y + size for _, y, size in around) + LINE
        while any(abs(x - middle) < half + wide and abs(y - low) < LINE for x, y, wide in taken):
            low += LINE / 2
        taken.append((middle, low, half))
        yield label(middle, low, country, anchor="middle", class_="place")


# ---------------------------------------------------------------------------------------------- capacity


@dataclass(frozen=True)
class Circle:
    """A plant with its position."""

    plant: str
    site: str
    stage: str
    line: Line
    at: Place
    home: Place
    """Where its site is."""
    most: float
    """The largest figure of its stage."""

    @property
    def values(self) -> list[float]:
        return [value or 0.0 for value in self.line.values]

    def size(self, value: float) -> float:
        """Radius: areas are as the figures are."""
        return _radius(value / self.most) if value else 0.0

    def drawn(self, at: int, year: str, colour: str) -> Iterator[Element]:
        x, y = self.at
        now, first = self.values[at], self.values[0]
        if now:
            name = ", ".join(filter(None, (self.plant, self.stage)))
            tip = f"{name}: {shown(now, line_format(self.line))} {self.line.unit} in {year}"
            yield tag("circle", cx=x, cy=y, r=self.size(now), fill=ink(colour), class_="plant", data_tip=tip)
        if (now or first) and math.hypot(x - self.home[0], y - self.home[1]) > LARGEST / 2:
            yield tag("line", x1=x, y1=y, x2=self.home[0], y2=self.home[1], class_="lead")
        if first:
            yield tag("circle", cx=x, cy=y, r=self.size(first), class_="ring")


def _circles(capacity: Block, found: Places, sheet: MapFrame) -> list[Circle]:
    """A circle for each plant, side by side if they are close."""
    lines = [
        line for line in capacity.lines if line.labels[-1] == "capacity" and line.labels[1] in found.known and line.size
    ]
    most = _most((line.labels[4], line) for line in lines)
    lines = sorted(lines, key=lambda line: -line.size / most[line.labels[4], line.unit])[:MOST_PLANTS]
    tops = [most[line.labels[4], line.unit] for line in lines]
    sizes = [_radius(line.size / top) for line, top in zip(lines, tops, strict=True)]
    homes = [sheet(found.known[line.labels[1]]) for line in lines]
    return [
        Circle(line.labels[0], line.labels[1], line.labels[4], line, at, home, top)
        for line, at, home, top in zip(lines, apart(homes, sizes), homes, tops, strict=True)
    ]


def _radius(share: float) -> float:
    return max(LARGEST * math.sqrt(share), SMALLEST)


def _most(lines: Iterable[tuple[str, Line]]) -> dict[tuple[str, str], float]:
    """The largest figure by stage and unit."""
    made: dict[tuple[str, str], float] = {}
    for stage, line in lines:
        made[stage, line.unit] = max(made.get((stage, line.unit), 0.0), line.size)
    return made


# ---------------------------------------------------------------------------------------------- shipments


@dataclass(frozen=True)
class Arc:
    """A line of the sheet Flows, from site to site."""

    stage: str
    start: Place
    end: Place
    line: Line
    most: float
    """The largest figure of its stage."""

    def width(self, at: int) -> float:
        return max(WIDEST * (self.line.values[at] or 0.0) / self.most, THINNEST)

    def drawn(self, at: int, year: str, colour: str) -> Element:
        value = self.line.values[at] or 0.0
        good, origin, target = self.line.labels[:3]
        tip = f"{good}, {origin} to {target}: {shown(value, line_format(self.line))} {self.line.unit} in {year}"
        (x, y), (right, low) = self.start, self.end
        # A control point to the left of the way makes the two directions of a lane two arcs.
        bent = ((x + right) / 2 + (low - y) * BEND, (y + low) / 2 - (right - x) * BEND)
        half = self.width(at) / 2
        far = math.hypot(bent[0] - x, bent[1] - y) or 1.0
        across, down = half * (bent[1] - y) / far, half * (x - bent[0]) / far
        there = f"M{x + across:.1f} {y + down:.1f}Q{bent[0]:.1f} {bent[1]:.1f} {right:.1f} {low:.1f}"
        back = f"Q{bent[0]:.1f} {bent[1]:.1f} {x - across:.1f} {y - down:.1f}Z"
        return tag("path", d=there + back, fill=ink(colour), stroke=ink(colour), class_="arc", data_tip=tip)


def _arcs(book: Book, flows: Block, found: Places, sheet: MapFrame) -> list[Arc]:
    stages = [book.view.stage_of(line.labels[0]) for line in flows.lines]
    most = _most(zip(stages, flows.lines, strict=True))
    made = []
    for stage, line in zip(stages, flows.lines, strict=True):
        _, origin, target = line.labels[:3]
        if origin in found.known and target in found.known:
            start, end = (sheet(found.known[site]) for site in (origin, target))
            made.append(Arc(stage, start, end, line, most[stage, line.unit]))
    return made

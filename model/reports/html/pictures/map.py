"""The map: sites with their capacity by stage, and what is shipped between them, year by year."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.html.colours import ink
from model.reports.html.drawing import Case, Picture, drawing, label, legend, moments, slider, undisrupted, years_of
from model.reports.html.elements import tag
from model.reports.html.places import Places, Sheet, apart, land, places
from model.reports.html.tables import block_data, shown
from model.reports.html.world import Place
from model.reports.looks import Block, line_format
from model.reports.palette import NEUTRAL, stage_colours
from model.reports.phrases import some
from model.results.lines import Line
from model.sheets.common import Site

NAME = "map"
LARGEST, SMALLEST = 15.0, 2.0
"""Radius of the largest capacity, and of the least that is drawn."""

WIDEST, THINNEST = 13.0, 1.6
"""Of arcs, where they begin."""

BEND = 0.2
"""How far arcs are from straight, as part of their length."""

MOST_ARCS, MOST_PLANTS = 100, 120
"""Of a year, and of all years: the largest. All of them stand in the tables."""

NAMED_NOT = 80
"""Letters of names of sites that are not where they are."""


def draw(book: Book) -> Picture | None:
    """Capacity and shipments of the undisturbed plan."""
    capacity, flows = book.blocks.get(("Capacity", "By plant")), book.blocks.get(("Flows", ""))
    found = places(book.view)
    if not found.known or not (capacity or flows):
        return None
    years = book.view.year_labels
    sheet = Sheet.around(list(found.known.values()))
    circles = _circles(capacity, found, sheet) if capacity else []
    stages = [stage for stage in book.view.stages if stage in _stages(book, circles, flows)]
    colours = stage_colours(stages)
    arcs = list(_arcs(book, flows, found, sheet)) if flows else []
    widest = max((max(value or 0.0 for value in arc.line.values) for arc in arcs), default=1.0)

    case = Case("", [years[at] for at in moments(years)])

    def drawn_year(_: int, place: int) -> Iterator[Element]:
        at = moments(years)[place]
        shipped = sorted((arc for arc in arcs if arc.line.values[at]), key=lambda arc: -(arc.line.values[at] or 0.0))
        for arc in shipped[:MOST_ARCS]:
            yield arc.drawn(at, years[at], colours.get(arc.stage, NEUTRAL), widest)
        for circle in circles:
            yield from circle.drawn(at, years[at], colours.get(circle.stage, NEUTRAL))

    parts = [land(book.view, sheet), *years_of([case], drawn_year), *_names(book, found, circles, sheet)]
    says = [
        "Each circle is the capacity of a plant in the year chosen, by stage; its dashed ring is the capacity in "
        f"{years[0]}. Arcs are shipments: wider for more, and narrowing towards where they go.{undisrupted(book.view)}",
        *_remarks(found),
    ]
    if len(circles) == MOST_PLANTS:
        says.append(f"Drawn are the {MOST_PLANTS} largest plants.")
    if len(arcs) > MOST_ARCS:
        says.append(f"Of each year the {MOST_ARCS} largest shipments are drawn.")
    tables = [
        block_data(book, "Capacity", "By plant", lambda line: line.labels[-1] == "capacity"), block_data(book, "Flows")
    ]  # fmt: skip
    drawn = [slider(NAME, [case]), drawing(NAME, sheet.height, parts), legend(colours)]
    return Picture(NAME, "Where capacity is, and what moves", says, drawn, tables)


def _remarks(found: Places) -> list[str]:
    """What is to be said of sites that are not where they are."""
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


def _names(book: Book, found: Places, circles: Sequence[Circle], sheet: Sheet) -> Iterator[Element]:
    """The name of each country with sites, below what is drawn of it."""
    country_of = {site.site: site.country for site in book.view.plan.tables[Site]}
    spots: dict[str, list[tuple[float, float, float]]] = {}
    for circle in circles:
        spots.setdefault(country_of.get(circle.site, ""), []).append((*circle.at, circle.size(max(circle.values))))
    for site, place in found.known.items():
        x, y = sheet(place)
        yield tag("rect", x=x - 1.5, y=y - 1.5, width=3, height=3, class_="site", data_tip=site)
        spots.setdefault(country_of[site], []).append((x, y, 2.0))
    for country, around in spots.items():
        middle = sum(x for x, *_ in around) / len(around)
        lowest = max(y + size for _, y, size in around)
        yield label(middle, lowest + 11, country, anchor="middle", class_="place")


# ---------------------------------------------------------------------------------------------- capacity


@dataclass(frozen=True)
class Circle:
    """A plant, where it is drawn."""

    plant: str
    site: str
    stage: str
    line: Line
    at: Place
    home: Place
    """Where its site is."""
    most: float

    @property
    def values(self) -> list[float]:
        return [value or 0.0 for value in self.line.values]

    def size(self, value: float) -> float:
        """Radius: areas are as the figures are."""
        return max(LARGEST * math.sqrt(value / self.most), SMALLEST) if value else 0.0

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


def _circles(capacity: Block, found: Places, sheet: Sheet) -> list[Circle]:
    """A circle for each plant, side by side where they are close."""
    lines = [
        line for line in capacity.lines if line.labels[-1] == "capacity" and line.labels[1] in found.known and line.size
    ]
    lines = sorted(lines, key=lambda line: -line.size)[:MOST_PLANTS]
    most = lines[0].size if lines else 1.0
    sizes = [max(LARGEST * math.sqrt(line.size / most), SMALLEST) for line in lines]
    homes = [sheet(found.known[line.labels[1]]) for line in lines]
    return [
        Circle(line.labels[0], line.labels[1], line.labels[4], line, at, home, most)
        for line, at, home in zip(lines, apart(homes, sizes), homes, strict=True)
    ]


# ---------------------------------------------------------------------------------------------- shipments


@dataclass(frozen=True)
class Arc:
    """A line of the sheet Flows, from site to site."""

    stage: str
    start: Place
    end: Place
    line: Line

    def drawn(self, at: int, year: str, colour: str, most: float) -> Element:
        value = self.line.values[at] or 0.0
        good, origin, target = self.line.labels[:3]
        tip = f"{good}, {origin} to {target}: {shown(value, line_format(self.line))} {self.line.unit} in {year}"
        (x, y), (right, low) = self.start, self.end
        # A control point to the left of the way makes the two directions of a lane two arcs.
        bent = ((x + right) / 2 + (low - y) * BEND, (y + low) / 2 - (right - x) * BEND)
        half = max(WIDEST * value / most, THINNEST) / 2
        far = math.hypot(bent[0] - x, bent[1] - y) or 1.0
        across, down = half * (bent[1] - y) / far, half * (x - bent[0]) / far
        there = f"M{x + across:.1f} {y + down:.1f}Q{bent[0]:.1f} {bent[1]:.1f} {right:.1f} {low:.1f}"
        back = f"Q{bent[0]:.1f} {bent[1]:.1f} {x - across:.1f} {y - down:.1f}Z"
        return tag("path", d=there + back, fill=ink(colour), stroke=ink(colour), class_="arc", data_tip=tip)


def _arcs(book: Book, flows: Block, found: Places, sheet: Sheet) -> Iterator[Arc]:
    known: Mapping[str, Place] = found.known
    for line in flows.lines:
        good, origin, target = line.labels[:3]
        if origin in known and target in known:
            yield Arc(book.view.stage_of(good), sheet(known[origin]), sheet(known[target]), line)

"""The map: sites with their capacity by stage, and shipments between them, year by year and in disruptions."""

from __future__ import annotations

from typing import Any

from model.reports.book import Book
from model.reports.html.data import in_cases, with_cases
from model.reports.html.elements import PageChart, Picture
from model.reports.html.places import Places, places
from model.reports.html.tables import block_data, found
from model.reports.html.world import map_name, middle, outlines, projected
from model.reports.phrases import some
from model.reports.styles import Block
from model.sheets.common import Site
from model.sheets.names import count

NAME, PLANTS, FLOWS = "map", "Capacity by plant", "Flows"
PLANT = ("plant", "site", "country", "technology", "stage")
LANE = ("commodity", "origin", "destination", "origin_country", "destination_country")

FINE = 1000
"""Steps of the map in a radius of the globe."""

NAMED_NOT = 80
"""Letters for names of sites with approximate positions."""


def draw(book: Book) -> Picture | None:
    """Capacity and shipments."""
    view = book.view
    placed = places(view)
    if not placed.known or not (found(book.blocks, PLANTS, "") or found(book.blocks, FLOWS, "")):
        return None
    capacity = block_data(book, PLANTS, "", lambda line: line.labels[-1] == "capacity")
    flows = block_data(book, FLOWS)
    tables = [
        capacity and with_cases(capacity, len(PLANT), in_cases(view, "capacity", PLANT, "capacity")),
        flows and with_cases(flows, len(LANE), in_cases(view, "flows", LANE, "shipped")),
    ]
    says = [
        "Circles are capacity of plants, side by side where a site has several; arcs are shipments. Compare sizes only "
        "within one colour.",
        *_remarks(placed),
    ]
    stages = {good: view.stage_of(good) for good in view.commodities}
    sites = {site: [round(FINE * x), round(-FINE * y)] for site, (x, y) in placed.known.items()}
    countries = {map_name(site.country) for site in view.plan.tables[Site]} - {""}
    data = {"sites": sites, "stages": stages, "known": sorted(countries)}
    return Picture(NAME, _finding(book, found(book.blocks, PLANTS, "")), says, [PageChart(NAME, data)], tables)


def _finding(book: Book, capacity: Block | None) -> str:
    """In how many countries there are plants at the beginning and at the end."""
    lines = capacity.lines if capacity else ()
    first, last = (len({line.labels[2] for line in lines if line.values[at]}) for at in (0, -1))
    years = book.view.year_labels
    if len(years) == 1:
        return f"Plants in {count(first, 'country', 'countries')}"
    return f"Plants in {count(first, 'country', 'countries')} in {years[0]}, in {last} in {years[-1]}"


def world() -> dict[str, Any]:
    """Outlines of countries, and where their names are, in the steps of the map, upwards."""
    shapes = {}
    for name, rings in outlines().items():
        x, y = projected(*(middle(name) or (0.0, 0.0)))
        flat = [
            [round(FINE * sign * part) for point in ring for sign, part in zip((1, -1), point, strict=True)]
            for ring in rings
        ]
        shapes[name] = [[round(FINE * x), round(-FINE * y)], flat]
    return shapes


def _remarks(located: Places) -> list[str]:
    """Remarks on sites with approximate positions."""
    texts = []
    if located.guessed:
        texts.append(
            "Sites without latitude and longitude are drawn around the middle of their country: "
            f"{some(located.guessed, NAMED_NOT)}."
        )
    if located.missing:
        texts.append(
            f"Not on the map: {some(located.missing, NAMED_NOT)}. Their country is not known; give their latitude and "
            "longitude in the sheet ‘Sites’."
        )
    return texts

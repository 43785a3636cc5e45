"""The map: sites with their capacity by stage, and shipments between them, year by year and in disruptions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from model.reports.book import Book
from model.reports.html.data import in_cases, with_cases
from model.reports.html.elements import PageChart, Picture
from model.reports.html.places import Places, places
from model.reports.html.tables import block_data, content_at
from model.reports.html.world import map_name, middle, outlines, projected
from model.reports.phrases import some
from model.reports.styles import Block
from model.sheets.common import Site
from model.sheets.names import count

MAP, PLANTS_SHEET, FLOWS_SHEET = "map", "Capacity by plant", "Flows"
PLANT_LABELS = ("plant", "site", "country", "technology", "stage")
LANE_LABELS = ("commodity", "origin", "destination", "origin_country", "destination_country")

FINE = 1000
"""Steps of the map in a radius of the globe."""

NAMED_NOT = 80
"""Letters for names of sites with approximate positions."""


def draw_map(book: Book) -> Picture | None:
    """Capacity and shipments."""
    view = book.view
    placed = places(view)
    if not placed.known or not (content_at(book.blocks, PLANTS_SHEET, "") or content_at(book.blocks, FLOWS_SHEET, "")):
        return None
    capacity = block_data(book, PLANTS_SHEET, "", lambda line: line.labels[-1] == "capacity")
    flows = block_data(book, FLOWS_SHEET)
    tables = [
        capacity and with_cases(capacity, len(PLANT_LABELS), in_cases(view, "capacity", PLANT_LABELS, "capacity")),
        flows and with_cases(flows, len(LANE_LABELS), in_cases(view, "flows", LANE_LABELS, "shipped")),
    ]
    says = [
        "Circles are capacity of plants, side by side where a site has several; arcs are shipments. Compare sizes only "
        "within one colour.",
        *_remarks_on_places(placed),
    ]
    stages = {good: view.stage_of(good) for good in view.commodities}
    sites = {site: [round(FINE * x), round(-FINE * y)] for site, (x, y) in placed.known.items()}
    countries = {map_name(site.country) for site in view.plan.tables[Site]} - {""}
    data = {"sites": sites, "stages": stages, "known": sorted(countries)}
    return Picture(MAP, _countries_with_plants(book, content_at(book.blocks, PLANTS_SHEET, "")), says, [PageChart(MAP, data)], tables)


def _countries_with_plants(book: Book, capacity: Block | None) -> str:
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
        shapes[name] = [[round(FINE * x), round(-FINE * y)], list(map(_in_steps, rings))]
    return shapes


def _in_steps(ring: Iterable[tuple[float, float]]) -> list[int]:
    """Points of an outline in the steps of the map, one coordinate after the other."""
    steps: list[int] = []
    for x, y in ring:
        steps += (round(FINE * x), round(-FINE * y))
    return steps


def _remarks_on_places(located: Places) -> list[str]:
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

"""The chain on a map, and its flows from stage to stage."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.families.conversion.algebra import outputs
from model.families.conversion.terms import existing_in
from model.reports.book import Book
from model.reports.html.data import Figures, Labels, case_names, in_cases, with_cases
from model.reports.html.elements import PageChart, Picture
from model.reports.html.tables import Data, HtmlCell, HtmlRow, block_data, content_at
from model.reports.html.world import Place, map_name, middle, outlines, projected
from model.reports.phrases import joined, some
from model.reports.styles import number_format
from model.results.chain import MARKET, Chain, Links, Station
from model.results.view import View
from model.sheets.common import Plant, Site

# ----------------------------------------------------------------------------------------------------------------------
# The map: sites with their capacity by stage, and shipments between them, year by year and in disruptions.


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
    if not placed.sites or not (content_at(book.blocks, PLANTS_SHEET, "") or content_at(book.blocks, FLOWS_SHEET, "")):
        return None
    capacity = block_data(book, PLANTS_SHEET, "", lambda line: line.labels[-1] == "capacity")
    flows = block_data(book, FLOWS_SHEET)
    tables = [
        capacity and with_cases(capacity, len(PLANT_LABELS), in_cases(view, "capacity", PLANT_LABELS, "capacity")),
        flows and with_cases(flows, len(LANE_LABELS), in_cases(view, "flows", LANE_LABELS, "shipped")),
    ]
    says = [
        "Circles are capacity of plants, side by side where a site has several; arcs are shipments. Compare sizes only "
        f"within one colour.{view.in_disruptions}",
        *_remarks_on_places(placed),
    ]
    return Picture(MAP, "Plants and shipments", says, [_map_chart(view, placed)], tables)


def draw_existing(view: View, book: str) -> Picture | None:
    """The map of existing capacity, for a workbook without a plan."""
    placed, tables = places(view), view.plan.tables
    makes: dict[str, str] = {}
    for plant, _, good in outputs(tables):
        makes.setdefault(plant, view.stage_of(good))
    rows, country = [], {site.site: site.country for site in tables[Site]}
    for plant in tables[Plant]:
        capacity = [existing_in(view.calendar, plant, period) for period in view.periods]
        if any(capacity):
            form, unit = number_format(max(capacity)), f"{view.capacity_units[plant.plant]}/y"
            labels = plant.plant, plant.site, country[plant.site], plant.technology, makes.get(plant.plant, ""), unit
            rows.append(HtmlRow(None, (*map(HtmlCell, labels), *(HtmlCell(amount, form) for amount in capacity))))
    if not rows or not placed.sites:
        return None
    headers = *PLANT_LABELS, "unit", *view.year_labels
    table = Data(PLANTS_SHEET, "Existing capacity by plant", headers, tuple(rows), book)
    about = "Circles are existing capacity, as typed. Compare sizes only within one colour."
    return Picture(MAP, "Existing plants", [about, *_remarks_on_places(placed)], [_map_chart(view, placed)], [table])


def _map_chart(view: View, placed: Places) -> PageChart:
    """Sites, stages of goods, and countries with sites."""
    stages = {good: view.stage_of(good) for good in view.commodities}
    sites = {site: [round(FINE * x), round(-FINE * y)] for site, (x, y) in placed.sites.items()}
    countries = {map_name(site.country) for site in view.plan.tables[Site]} - {""}
    return PageChart(MAP, {"sites": sites, "stages": stages, "known": sorted(countries)})


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


# ----------------------------------------------------------------------------------------------------------------------
# From deposit to market: which countries supply which at each stage, by year and in disruptions.


FLOWS = "flows"
LINK_HEADERS = ("from stage", "from", "to stage", "to", "unit")
UNMET, STOCK = "unmet demand", "stock"
"""The source of shortages, and of deliveries beyond the supply of a year: stored, or under way before."""

TINY = 1e-3
"""Tonnes a year below which a shortage is rounding."""


def draw_flows(book: Book) -> Picture | None:
    """Supply links in the undisrupted case, and in every disruption."""
    view = book.view
    chain = Chain(view)
    calm = _figures(chain, view, view.periods)
    if not any(calm.values()):
        return None
    cases = {case: _figures(Chain(view, case), view, _periods(view, case)) for case in case_names(view)}
    left_out = joined(sorted({view.stage_of(good) for good in chain.left_out} - {""}))
    besides = f", and {left_out}, bought where it is used" if left_out else ""
    says = [
        "Read from left to right: a bar is what the plants and suppliers of a country give at a stage, a band where it "
        "goes. Tonnes change from stage to stage; heights are scaled so that as much leaves a stage as "
        "gets there. Beside each bar: its tonnes, and its share of the stage.",
        "Where a site passes on what it gets, its sources are taken to be mixed. Only masses are drawn; sales, "
        f"disposal and what goes into stock are left out{besides}. What a market gets beyond the supply of a year is "
        f"from stock, or was under way before.{view.in_disruptions}",
    ]
    columns = _stage_columns(view, [calm, *cases.values()])
    tables = [
        with_cases(_link_table(view, calm), len(LINK_HEADERS), cases),
        block_data(book, "Supply by country"),
        _demand_table(book, MARKETS_SHEET),
    ]
    return Picture(FLOWS, "From deposit to market", says, [PageChart("sankey", {"columns": columns})], tables)


MARKETS_SHEET = "Demand by market"
DEMAND = ("demand", "shortage")
DEMAND_LABELS = ("market", "product")


def _demand_table(book: Book, sheet: str) -> Data | None:
    """Demand and shortage of each market, also in disruptions: the heading of the flows is computed from them."""
    table = block_data(book, sheet, "By market", lambda line: line.labels[-1] in DEMAND)
    if table is None:
        return None
    cases: dict[str, dict[str, dict[Labels, float]]] = {}
    for measure in DEMAND:
        for case, years in in_cases(book.view, "service", DEMAND_LABELS, measure).items():
            for year, figures in years.items():
                of_year = cases.setdefault(case, {}).setdefault(year, {})
                of_year.update({(*labels, measure): value for labels, value in figures.items()})
    return with_cases(table, len(DEMAND_LABELS) + 1, cases)


def _periods(view: View, case: str) -> Sequence[int]:
    """The periods that a disruption touches."""
    return sorted({view.calendar.period_of(row["period"]) for row in view.branch("service", case)})


def _figures(chain: Chain, view: View, periods: Iterable[int]) -> Mapping[str, Figures]:
    """By heading of the year the flow of each link, and shortages of markets [t/y]."""
    years = dict(zip(view.periods, view.year_labels, strict=True))
    links = {period: chain.links(period) for period in periods}
    return {years[period]: _links(item) | _beside(chain, period, item) for period, item in links.items()}


def _links(links: Links) -> dict[tuple[str, ...], float]:
    return {(*_name_of(source), *_name_of(user), "t/y"): amount for (source, user), amount in links.items()}


def _beside(chain: Chain, period: int, links: Links) -> dict[tuple[str, ...], float]:
    """Links to markets from unmet demand, and from stock."""
    columns_beside: dict[tuple[str, ...], float] = {}
    for market, (demand, short) in chain.demands(period).items():
        supplied = sum(amount for (_, user), amount in links.items() if user == market)
        for source, amount in ((UNMET, short), (STOCK, demand - short - supplied)):
            if amount > TINY:
                columns_beside["", source, *_name_of(market), "t/y"] = amount
    return columns_beside


def _name_of(station: Station) -> tuple[str, str]:
    return f"{station.stage} (returned)" if station.comes_back else station.stage, station.name


def _stage_columns(view: View, cases: Sequence[Mapping[str, Figures]]) -> list[list[str]]:
    """Stages from left to right; recovered goods are beside the first, shortages beside the last before markets."""
    links: set[Labels] = set()
    for years in cases:
        links.update(*years.values())
    stages = {stage for key in links for stage in (key[0], key[2])} - {"", MARKET}
    own = sorted((stage for stage in sorted(stages) if not stage.endswith(" (returned)")), key=view.stage_rank)
    columns = [[stage] for stage in own] + [[MARKET]]
    columns[0] += sorted(stages - set(own))
    columns[max(len(columns) - 2, 0)].append("")
    return columns


def _link_table(view: View, years: Mapping[str, Figures]) -> Data:
    """The links with years across."""
    keys = list(dict.fromkeys(key for figures in years.values() for key in figures))
    keys.sort(key=lambda key: (view.stage_rank(key[0]), view.stage_rank(key[2])))
    most = max((value for figures in years.values() for value in figures.values()), default=0.0)
    form = number_format(most)
    rows = tuple(
        HtmlRow(None, (*map(HtmlCell, key), *(HtmlCell(years[year].get(key, 0.0), form) for year in years)))
        for key in keys
    )
    return Data("", "Flows from stage to stage", (*LINK_HEADERS, *years), rows)


# ----------------------------------------------------------------------------------------------------------------------
# Positions on the map: from the sheet Sites, else around the middle of the country.

AROUND = 2.0
"""Degrees from the middle of a country at which sites without coordinates are put."""


@dataclass(frozen=True)
class Places:
    """Sites on the map by name, those placed around the middle of their country, and those left out."""

    sites: Mapping[str, Place]
    guessed: Sequence[str]
    missing: Sequence[str]


def places(view: View) -> Places:
    """Where each site is, in units of the globe's radius."""
    located: dict[str, Place] = {}
    guessed, missing, of_country = [], [], dict[str, int]()
    for site in view.plan.tables[Site]:
        if site.latitude is not None and site.longitude is not None:
            located[site.site] = projected(site.longitude, site.latitude)
        elif point := middle(site.country):
            at = of_country[site.country] = of_country.get(site.country, -1) + 1
            located[site.site] = projected(*_around(point, at))
            guessed.append(site.site)
        else:
            missing.append(site.site)
    return Places(located, guessed, missing)


def _around(centre: Place, at: int) -> Place:
    """The next of many places around a middle, each as far from the others as sunflower seeds are."""
    angle, far = at * math.pi * (3 - math.sqrt(5)), AROUND * math.sqrt(at)
    return centre[0] + far * math.cos(angle), centre[1] + far * math.sin(angle)

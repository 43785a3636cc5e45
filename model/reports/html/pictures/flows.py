"""From deposit to market: which countries supply which at each stage of the chain, year by year and in disruptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.html.drawing import Picture, YearDrawing, drawing, legend, moments, slider, years_of
from model.reports.html.sankey import Columns, Demands, YearLayout
from model.reports.html.tables import block_data
from model.reports.phrases import joined
from model.results.chain import MARKET, Chain, Links, Station
from model.results.risk import outcomes, worst_of_each
from model.results.view import View

NAME = "flows"
MOST_DISRUPTIONS = 3
"""The worst that increase unmet demand, each at its worst start."""


@dataclass(frozen=True)
class Year:
    """Flows of a year, and shortages of markets."""

    label: str
    links: Links
    demands: Demands


def draw(book: Book) -> Picture | None:
    """Supply links in the undisturbed plan, and in the worst disruptions."""
    view = book.view
    chain = Chain(view)
    calm = "Undisrupted" if view.has_branches else ""
    chains = {calm: chain} | {
        f"{outcome.name}, from {outcome.start}": Chain(view, outcome.branch)
        for outcome in [each for each in worst_of_each(outcomes(view)) if each.hurts][:MOST_DISRUPTIONS]
    }
    told = {name: years for name, each in chains.items() if (years := _years(view, each))}
    columns = _columns(view, [year for years in told.values() for year in years])
    if calm not in told or columns is None:
        return None

    def drawn_year(case: int, at: int) -> Iterator[Element]:
        year = list(told.values())[case][at]
        layout = YearLayout.of(year.links, year.demands, columns)
        yield from layout.bands(year.links, book.colours, year.label)
        yield from layout.bars(book.colours)

    cases = [YearDrawing(name, [year.label for year in years]) for name, years in told.items()]
    left_out = joined(sorted({view.stage_of(good) for good in chain.left_out} - {""}))
    besides = f", and {left_out}, bought where it is used" if left_out else ""
    others = " Choose a disruption to see who takes whose place while it lasts." if len(cases) > 1 else ""
    says = [
        "Read from left to right: a bar is what the plants and suppliers of a country give at a stage, a band where "
        "it goes. The bars of a stage add up to all of it: heights are shares, tonnes change from stage to stage. "
        f"The empty end of a market's bar is unmet demand.{others}",
        "Where a site passes on what it gets, its sources are taken to be mixed. Only masses are drawn; sales, "
        f"disposal and what goes into stock are left out{besides}.",
    ]
    names = {station.name for station in columns.weights}
    tables = [block_data(book, "Supply by country"), block_data(book, "Demand by market", "By market")]
    drawn = [
        slider(NAME, cases),
        drawing(NAME, columns.height, [*columns.heads(), *years_of(cases, drawn_year)]),
        legend({name: colour for name, colour in book.colours.items() if name in names}),
    ]
    return Picture(NAME, "From deposit to market", says, drawn, tables)


def _years(view: View, chain: Chain) -> list[Year]:
    """The years in which something moves, as many as are drawn."""
    made = []
    for at in moments(view.year_labels):
        period = view.periods[at]
        if links := chain.links(period):
            made.append(Year(view.year_labels[at], links, chain.demands(period)))
    return made


def _columns(view: View, years: Sequence[Year]) -> Columns | None:
    """Stages from left to right; recovered goods next to the first."""
    gives: dict[Station, float] = {}
    takes: dict[Station, float] = {}
    for year in years:
        for (source, user), amount in year.links.items():
            gives[source] = gives.get(source, 0.0) + amount
            takes[user] = takes.get(user, 0.0) + amount
        for market, (need, _) in year.demands.items():
            takes[market] = takes.get(market, 0.0) + need
    weights = takes | gives
    stages = {station.stage for station in weights if not station.comes_back}
    if not stages:
        return None
    back = {station.stage for station in weights if station.comes_back} - stages
    ranked = [[stage] for stage in sorted(stages - {MARKET}, key=view.stage_rank)]
    columns = [*ranked, *([[MARKET]] if MARKET in stages else [])]
    columns[0] += sorted(back, key=view.stage_rank)
    return Columns(columns, weights)

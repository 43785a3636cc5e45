"""How much the supply of each stage hangs on single countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.workbook import charts
from model.workbook.book import Book
from model.workbook.charts import Series
from model.workbook.figures import Supply
from model.workbook.lines import Line, largest
from model.workbook.looks import Block
from model.workbook.page import Page
from model.workbook.palette import OTHER, stage_colours

MOST_COUNTRIES = 8
REST = "other countries"
SHARE, HHI, WEIGHTED = "largest share", "HHI", "HHI, governance"


def write_concentration(book: Book, supplies: Sequence[Supply], colours: Mapping[str, str]) -> list[Series]:
    """The sheet 'Concentration'. Returns the lines of the largest share by stage, for the summary's chart."""
    page = Page(
        book, "Concentration", "Risk", "Where supply comes from",
        "Supply of a stage: what plants in a country make of it and what is bought there, within this plan.",
    )  # fmt: skip
    page.note(
        "HHI: sum of squared shares in %, 10000 is one country. With governance: each square times (2.5 − score) / 5, "
        "after the EU's criticality method; empty where a supplying country has no score."
    )
    page.skip()
    if not supplies:
        page.note("None: nothing is made or bought.")
        return []
    names = stage_names(supplies)
    indices = [line for supply in supplies for line in index_lines(book, supply, names[supply.stage, supply.unit])]
    shares = [line for supply in supplies for line in share_lines(supply, names[supply.stage, supply.unit])]
    tonnes = [
        line for supply in supplies for line in supply_lines(supply, names[supply.stage, supply.unit], book.view.years)
    ]
    page.lay_out(["stage", "country / measure"], indices, shares, tonnes, totals=[f"sum {book.view.horizon}"],
                 ruler=True)  # fmt: skip
    slots, below = page.reserve(2, 290), page.reserve(len(names), 250)
    block = page.years_block(indices, ["stage", "measure"], heading="Concentration by stage")
    stages = list(names.values())
    leading = _by_stage(block, stages, SHARE)
    pictures = [
        charts.lines(book, "Share of the largest supply country, by stage", leading, share=True, most=1.0),
        charts.lines(book, "HHI, by stage (0 to 10000)", _by_stage(block, stages, HHI), most=10000),
    ]
    page.place(slots, pictures)
    block = page.years_block(shares, ["stage", "country"], heading="Share of supply by country", heat=True)
    page.place(below, [_picture(book, block, stage, colours) for stage in stages])
    page.years_block(tonnes, ["stage", "country"], heading="Supply by country", filters=True)
    return leading


def stage_names(supplies: Sequence[Supply]) -> dict[tuple[str, str], str]:
    """How each supply is called: its stage, with the unit where a stage has several."""
    stages = [supply.stage for supply in supplies]
    return {
        (each.stage, each.unit): f"{each.stage}, {each.unit}" if stages.count(each.stage) > 1 else each.stage
        for each in supplies
    }


def index_lines(book: Book, supply: Supply, name: str) -> list[Line]:
    """Largest share and both indices of a stage."""
    periods = range(len(book.view.periods))
    leaders = [supply.leader(at) for at in periods]
    plain = tuple(supply.hhi(at) for at in periods)
    weighted = tuple(supply.weighted_hhi(at, book.view.governance) for at in periods)
    made = [
        Line((name, SHARE), "%", tuple(leader[1] if leader else None for leader in leaders), look="share"),
        Line((name, HHI), "0–10000", plain),
        Line((name, WEIGHTED), "0–10000", weighted),
    ]
    return made if any(weighted) else made[:2]


def supply_lines(supply: Supply, name: str, years: int) -> list[Line]:
    """Supply by country."""
    return [
        Line((name, country), supply.unit, values, (years * sum(values),))
        for country, values in supply.by_country.items()
    ]


def share_lines(supply: Supply, name: str) -> list[Line]:
    """Share of supply by country, the smallest ones together."""
    totals = supply.totals
    made = []
    for line in largest(supply_lines(supply, name, 1), MOST_COUNTRIES, (name, REST)):
        values = tuple(
            (value or 0.0) / total if total > 0 else None for value, total in zip(line.values, totals, strict=True)
        )
        made.append(Line(line.labels, "%", values, look="share"))
    return made


def _by_stage(block: Block, stages: Sequence[str], measure: str) -> list[Series]:
    colours = stage_colours(stages)
    places = ((stage, block.find(stage, measure)) for stage in stages)
    return [Series(block, at, stage, colours[stage]) for stage, at in places if at is not None]


def _picture(book: Book, block: Block, stage: str, colours: Mapping[str, str]) -> object:
    series = [
        Series(block, at, line.labels[1], colours.get(line.labels[1], OTHER))
        for at, line in enumerate(block.lines)
        if line.labels[0] == stage
    ]
    return charts.stacked(book, f"{stage}: share of supply by country", series, share=True)

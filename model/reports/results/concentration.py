"""Dependence of the supply of each stage on single countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.reports.book import Book
from model.reports.charts import Chart, Series, lines, stacked
from model.reports.page import Page
from model.reports.palette import INK, OTHER, country_colours, stage_colours
from model.reports.styles import Block
from model.results.build import StageSupply, supplies
from model.results.columns import TERMS
from model.results.limits import PartyLimit, limits, sign_of
from model.results.view import Line, View, largest, over_years
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import AT_MOST, Limit
from model.sheets.schema import ANY

MOST_COUNTRIES = 8
CONCENTRATION_SHEET, BY_STAGE = "Concentration", "Concentration by stage"
REST = "other countries"
SHARE, HHI, WEIGHTED = "largest share", "HHI", "HHI, governance-weighted"
MEASURES = (SHARE, HHI, WEIGHTED)
CAP, HHI_CAP, BOUND = "limit per country", "limit on the HHI", "limit value"
SHARE_OF = "share"
"""The measure of the sheet Limits."""

MOST_PARTIES, MOST_CAPS = 6, 4


def write_concentration(book: Book) -> None:
    """The sheet 'Concentration'."""
    supplied = supplies(book.view)
    if not supplied:
        book.absent.append((CONCENTRATION_SHEET, "Nothing is produced or purchased."))
        return
    about = "Supply at a stage: production of the plants in a country plus purchases there, within this plan."
    page = Page(book, CONCENTRATION_SHEET, "Risk", "Concentration of supply", about)
    page.note(f"HHI: {TERMS['HHI']} Governance-weighted: {TERMS[WEIGHTED]}")
    exempt = exemptions(book.view)
    if exempt:
        page.note(f"Exempt from a limit: {exempt}. What is shown by stage includes them.")
    names = stage_names(supplied)
    indices: list[Line] = []
    for supply in supplied:
        indices += index_lines(book, supply, names[supply.stage, supply.unit])
    indices.sort(key=lambda line: MEASURES.index(line.labels[1]))
    shares: list[Line] = []
    for supply in supplied:
        shares += share_lines(book.view, supply, names[supply.stage, supply.unit])
    shown_limits = [limit for limit in limits(book.view) if limit.by_period]
    caps = cap_lines(book.view, shown_limits)
    limited = limited_shares(book.view, shown_limits)
    page.lay_out(
        ["stage", "country / measure"], indices, shares, caps, *limited.values(), ruler=True, all_on_paper=True
    )
    slots = page.reserve(2, 230)
    block = page.years_block([*indices, *caps], ["stage", "measure"], heading=BY_STAGE)
    stages = list(names.values())
    index = [*_by_stage(block, stages, HHI), *_caps(block, stages, HHI_CAP)]
    pictures = [
        lines("Share of the largest supplier country, by stage", leading(book), share=True, most=1.0),
        lines("HHI, by stage (0 to 10000)", index, most=10000),
    ]
    page.place(slots, pictures)
    if limited:
        beside = page.reserve(len(limited), 250)
        held_lines = [line for shares in limited.values() for line in shares]
        block = page.years_block(held_lines, ["limit", "scope"], heading="Shares with a limit")
        page.place(beside, [_limited_picture(block, title, shares, book.colours) for title, shares in limited.items()])
    below = page.reserve(len(names), 250)
    block = page.years_block(shares, ["stage", "country"], heading="Share of supply by country", heat=True)
    page.place(below, [_picture(block, stage, book.colours) for stage in stages])


def leading(book: Book) -> list[Series]:
    """The largest share by stage, and its limits, to be drawn."""
    block = book.blocks.get((CONCENTRATION_SHEET, BY_STAGE))
    if block is None:
        return []
    stages = list(dict.fromkeys(line.labels[0] for line in block.lines if line.labels[1] == SHARE))
    return [*_by_stage(block, stages, SHARE), *_caps(block, stages, CAP)]


# ---------------------------------------------------------------------------------------------- limits drawn in


def exemptions(view: View) -> str:
    """Whom limits do not bind: 'Australia (Ore from one country)'."""
    return "; ".join(
        f"{row.exempt} ({row.limit})"
        for row in view.plan.tables[Limit]
        if row.exempt and row.measure in (SHARE_OF, HHI)
    )


def cap_lines(view: View, shown_limits: Sequence[PartyLimit]) -> list[Line]:
    """Limits of the HHI, and those on the share of each country, by subject."""
    each_country = {row.limit for row in view.plan.tables[Limit] if row.scope == EACH_COUNTRY}
    groups: dict[tuple[str, str], list[PartyLimit]] = {}
    for limit in shown_limits:
        if limit.sense == AT_MOST and (
            limit.measure == "HHI" or (limit.measure == SHARE_OF and limit.limit in each_country)
        ):
            groups.setdefault((limit.limit, limit.of), []).append(limit)
    caps = []
    for (_, of), parties in groups.items():
        name, unit, look = (CAP, "%", "share") if parties[0].is_share else (HHI_CAP, parties[0].unit, "plain")
        caps.append(Line((of, name), unit, _bounds(view, parties), look=look))
    return caps


def limited_shares(view: View, shown_limits: Sequence[PartyLimit]) -> dict[str, list[Line]]:
    """By limit on shares: the shares of its parties, the largest first, and the bound as last line."""
    groups: dict[tuple[str, str], list[PartyLimit]] = {}
    for party in shown_limits:
        if party.measure == SHARE_OF:
            groups.setdefault((party.limit, party.of), []).append(party)
    by_title = {}
    for (limit, of), parties in groups.items():
        shares = [Line((limit, party.scope), "%", _actual(view, party), look="share") for party in parties]
        shares.sort(key=lambda line: -line.size)
        shown = [line for line in shares if line.size > 0][:MOST_PARTIES] or shares[:1]
        title = f"{of}: {limit}" if of not in ("", ANY) else limit
        by_title[title] = [
            *shown,
            Line((limit, f"{BOUND} {sign_of(parties[0])}"), "%", _bounds(view, parties), look="share"),
        ]
    return by_title


def _actual(view: View, party: PartyLimit) -> tuple[float | None, ...]:
    spots = party.by_period
    return tuple(spots[period].actual if period in spots else None for period in view.periods)


def _bounds(view: View, parties: Sequence[PartyLimit]) -> tuple[float | None, ...]:
    """The bound by period, which is the same for all parties of a limit."""
    bounds = {period: spot.bound for party in parties for period, spot in party.by_period.items()}
    return tuple(bounds.get(period) for period in view.periods)


def _caps(block: Block, stages: Sequence[str], measure: str) -> list[Series]:
    """Dashed lines in the colour of their stage; equal limits are drawn once."""
    colours = stage_colours(stages)
    alike: dict[tuple[float | None, ...], list[int]] = {}
    for at, line in enumerate(block.lines):
        if line.labels[1] == measure:
            alike.setdefault(line.values, []).append(at)
    caps = []
    for places in alike.values():
        of = [block.lines[at].labels[0] for at in places]
        name = f"limit: {of[0]}" if len(of) == 1 else "limit"
        colour = colours.get(of[0], INK) if len(of) == 1 else INK
        caps.append(Series(block, places[0], name, colour, is_limit=True))
    return caps[:MOST_CAPS]


def _limited_picture(block: Block, title: str, shares: Sequence[Line], colours: Mapping[str, str]) -> Chart:
    """Shares as lines in the colours of their countries, the bound dashed."""
    spare = country_colours(line.labels[1] for line in shares) | dict(colours) | {shares[-1].labels[1]: INK}
    series = [
        Series(block, block.lines.index(line), line.labels[1], spare[line.labels[1]], line is shares[-1])
        for line in shares
    ]
    return lines(f"{title} (share)", series, share=True, most=1.0)


# ---------------------------------------------------------------------------------------------- lines


def stage_names(supplies: Sequence[StageSupply]) -> dict[tuple[str, str], str]:
    """Name of each supply: its stage, with the unit if a stage has several."""
    stages = [supply.stage for supply in supplies]
    return {
        (supply.stage, supply.unit): f"{supply.stage}, {supply.unit}"
        if stages.count(supply.stage) > 1
        else supply.stage
        for supply in supplies
    }


def index_lines(book: Book, supply: StageSupply, name: str) -> list[Line]:
    """Largest share and both indices of a stage."""
    periods = range(len(book.view.periods))
    leaders = [supply.leader(at) for at in periods]
    plain = tuple(supply.hhi(at) for at in periods)
    weighted = tuple(supply.weighted_hhi(at, book.view.governance) for at in periods)
    indices = [
        Line((name, SHARE), "%", tuple(leader[1] if leader else None for leader in leaders), look="share"),
        Line((name, HHI), "0–10000", plain),
        Line((name, WEIGHTED), "0–10000", weighted),
    ]
    return indices if any(weighted) else indices[:2]


def supply_lines(view: View, supply: StageSupply, name: str) -> list[Line]:
    """Supply by country."""
    return [
        Line((name, country), supply.unit, values, (over_years(view, values),))
        for country, values in supply.by_country.items()
    ]


def share_lines(view: View, supply: StageSupply, name: str) -> list[Line]:
    """Share of supply by country, the smallest ones together."""
    totals = supply.totals
    shares = []
    for line in largest(supply_lines(view, supply, name), MOST_COUNTRIES, (name, REST)):
        values = tuple(
            (value or 0.0) / total if total > 0 else None for value, total in zip(line.values, totals, strict=True)
        )
        shares.append(Line(line.labels, "%", values, look="share"))
    return shares


def _by_stage(block: Block, stages: Sequence[str], measure: str) -> list[Series]:
    colours = stage_colours(stages)
    places = ((stage, block.find(stage, measure)) for stage in stages)
    return [Series(block, at, stage, colours[stage]) for stage, at in places if at is not None]


def _picture(block: Block, stage: str, colours: Mapping[str, str]) -> Chart:
    series = [
        Series(block, at, line.labels[1], colours.get(line.labels[1], OTHER))
        for at, line in enumerate(block.lines)
        if line.labels[0] == stage
    ]
    return stacked(f"{stage}: share of supply by country", series, share=True)

"""From deposit to market: which countries supply which at each stage of the chain, year by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.html.colours import ink
from model.reports.html.drawing import WIDTH, Picture, by_year, drawing, fitted, label, legend, slider, undisrupted
from model.reports.html.elements import tag
from model.reports.html.tables import block_data, shown
from model.reports.palette import OTHER
from model.reports.phrases import joined
from model.results.chain import MARKET, Chain, Links, Station
from model.results.view import View, text

NAME = "flows"
TALLEST, A_BAR = 520.0, 110.0
"""Height of the drawing, and of a bar where there are few."""

TOP, GAP = 26.0, 7.0
BAR = 13.0
"""Width of a station."""

LOWEST = 9.0
"""Height of a station from which on its name finds room."""

MOST_MARKETS = 12
"""With more, markets are those of a country together."""


def draw(book: Book) -> Picture | None:
    """What supplies what in the undisturbed plan."""
    view = book.view
    chain = Chain(view)
    links = [_by_country(view, chain.links(period)) for period in view.periods]
    stations = {station for each in links for pair in each for station in pair}
    if not stations:
        return None
    columns = _columns(view, stations)
    weights = _weights(links)
    colours = book.colours
    most = max(sum(_column_of(each, columns) == at for each in stations) for at in range(len(columns)))
    height = min(TALLEST, A_BAR * most)
    unmet = [_unmet(view, period) for period in view.periods]

    def year(at: int) -> Iterator[Element]:
        layout = Layout.of(links[at], columns, weights, unmet[at], height)
        yield from layout.bands(links[at], colours, view.year_labels[at])
        yield from layout.bars(colours)

    heads = [
        label(_left(at, len(columns)) + (BAR if at == len(columns) - 1 else 0), 14, stages,
              anchor="end" if at == len(columns) - 1 else "start", class_="head")
        for at, stages in enumerate(", ".join(column) for column in columns)
    ]  # fmt: skip
    left_out = joined(sorted({view.stage_of(good) for good in chain.left_out} - {""}))
    besides = f", and {left_out}, bought where it is used" if left_out else ""
    says = [
        "Read from left to right: a bar is what the plants and suppliers of a country give at a stage, a band where "
        "it goes. The bars of a stage add up to all of it: heights are shares, tonnes change from stage to stage. "
        f"The empty end of a market's bar is unmet demand.{undisrupted(view)}",
        "Where a site passes on what it gets, its sources are taken to be mixed. Only masses are drawn; sales, "
        f"disposal and what goes into stock are left out{besides}.",
    ]
    shown_colours = {name: colours[name] for name in colours if any(station.name == name for station in stations)}
    tables = [block_data(book, "Concentration", "Supply by country"), block_data(book, "Demand", "By market")]
    drawn = [
        slider(NAME, view.year_labels),
        drawing(NAME, height, [*heads, *by_year(view.year_labels, year)]),
        legend(shown_colours),
    ]
    return Picture(NAME, "From deposit to market", says, drawn, tables)


# ---------------------------------------------------------------------------------------------- who


def _by_country(view: View, links: Links) -> Links:
    """With markets of a country together where there are many."""
    markets = {user for _, user in links if user.stage == MARKET}
    if len(markets) <= MOST_MARKETS:
        return links
    made: Links = {}
    for (source, user), amount in links.items():
        known = view.directory.country_of.get(user.name, user.name) if user.stage == MARKET else user.name
        key = source, Station(user.stage, known, user.comes_back)
        made[key] = made.get(key, 0.0) + amount
    return made


def _columns(view: View, stations: set[Station]) -> list[list[str]]:
    """Stages from left to right; what comes back stands beside the first."""
    stages = {station.stage for station in stations if not station.comes_back}
    back = {station.stage for station in stations if station.comes_back}
    ranked = sorted(stages - {MARKET}, key=view.stage_rank)
    columns = [[stage] for stage in ranked] + ([[MARKET]] if MARKET in stages else [])
    columns[0] += sorted(back - stages, key=view.stage_rank)
    return columns


def _weights(links: Sequence[Links]) -> dict[Station, float]:
    """What each gives over all years, or takes where it gives nothing."""
    gives: dict[Station, float] = {}
    takes: dict[Station, float] = {}
    for each in links:
        for (source, user), amount in each.items():
            gives[source] = gives.get(source, 0.0) + amount
            takes[user] = takes.get(user, 0.0) + amount
    return takes | gives


def _unmet(view: View, period: int) -> dict[str, float]:
    """Share of the demand of each market that is not met."""
    sums: dict[str, list[float]] = {}
    for row in view.trunk("service"):
        if row["period"] == period:
            known = sums.setdefault(text(row["market"]), [0.0, 0.0])
            known[0] += row["shortage"] or 0.0
            known[1] += row["demand"] or 0.0
    return {market: short / need for market, (short, need) in sums.items() if need > 0 and short > 1e-6 * need}


# ---------------------------------------------------------------------------------------------- where


def _left(column: int, columns: int) -> float:
    return (WIDTH - BAR) * column / max(columns - 1, 1)


@dataclass(frozen=True)
class Bar:
    """A station where it is drawn."""

    left: float
    top: float
    height: float
    unmet: float
    gives: float
    takes: float


@dataclass(frozen=True)
class Layout:
    """The bars of a year."""

    places: Mapping[Station, Bar]
    last: float

    @classmethod
    def of(
        cls, links: Links, columns: Sequence[Sequence[str]], weights: Mapping[Station, float],
        unmet: Mapping[str, float], height: float,
    ) -> Layout:  # fmt: skip
        """Bars below each other, the heaviest over all years first, so that each keeps its place."""
        gives, takes = dict[Station, float](), dict[Station, float]()
        for (source, user), amount in links.items():
            gives[source] = gives.get(source, 0.0) + amount
            takes[user] = takes.get(user, 0.0) + amount
        places = {}
        for at, column in enumerate(columns):
            inside = [each for each in {**takes, **gives} if _column_of(each, columns) == at]
            inside.sort(key=lambda each: (column.index(each.stage), -weights[each], each.name))
            whole = {each: gives.get(each) or takes[each] / (1 - unmet.get(each.name, 0.0)) for each in inside}
            room = height - TOP - 4 - GAP * (len(inside) - 1)
            scale, top = room / (sum(whole.values()) or 1.0), TOP
            for each in inside:
                tall = whole[each] * scale
                short = tall * unmet.get(each.name, 0.0) if each.stage == MARKET else 0.0
                left = _left(at, len(columns))
                places[each] = Bar(left, top, tall, short, gives.get(each, 0.0), takes.get(each, 0.0))
                top += tall + GAP
        return cls(places, _left(len(columns) - 1, len(columns)))

    def bands(self, links: Links, colours: Mapping[str, str], year: str) -> Iterator[Element]:
        """What goes from bar to bar, ordered so that bands cross as little as may be."""
        places = self.places
        leaving = dict.fromkeys(places, 0.0)
        starts: dict[tuple[Station, Station], tuple[float, float]] = {}
        for pair in sorted(links, key=lambda pair: (places[pair[0]].top, places[pair[1]].top)):
            start = places[pair[0]]
            thick = start.height * links[pair] / start.gives
            starts[pair] = (start.top + leaving[pair[0]], thick)
            leaving[pair[0]] += thick
        arriving = dict.fromkeys(places, 0.0)
        for pair in sorted(links, key=lambda pair: (places[pair[1]].top, places[pair[0]].top)):
            source, user = pair
            end = places[user]
            thick = (end.height - end.unmet) * links[pair] / end.takes
            low = end.top + arriving[user]
            arriving[user] += thick
            words = (
                f"{year}: {source.stage} from {source.name} to {_user(user)}, about {shown(links[pair], '#,##0')} t/y"
            )
            yield tag(
                "path", d=_band(places[source].left + BAR, *starts[pair], end.left, low, thick),
                fill=ink(colours.get(source.name, OTHER)), class_="band", data_tip=words,
            )  # fmt: skip

    def bars(self, colours: Mapping[str, str]) -> Iterator[Element]:
        for station, bar in self.places.items():
            colour = ink(colours.get(station.name, OTHER))
            yield tag("rect", x=bar.left, y=bar.top, width=BAR, height=max(bar.height, 0.5), fill=colour)
            if bar.unmet:
                top = bar.top + bar.height - bar.unmet
                yield tag("rect", x=bar.left, y=top, width=BAR, height=max(bar.unmet, 2.0), class_="unmet")
            if bar.height >= LOWEST:
                at_end = bar.left >= self.last
                x = bar.left - 5 if at_end else bar.left + BAR + 4
                name = fitted(station.name if not station.comes_back else f"{station.stage}, {station.name}", 120)
                yield label(x, bar.top + bar.height / 2 + 4, name, anchor="end" if at_end else "start", class_="place")


def _user(user: Station) -> str:
    return user.name if user.stage == MARKET else f"{user.stage} plants in {user.name}"


def _column_of(station: Station, columns: Sequence[Sequence[str]]) -> int:
    return next(at for at, column in enumerate(columns) if station.stage in column)


def _band(left: float, top: float, thick: float, right: float, low: float, end: float) -> str:
    """A band that changes its thickness on the way, since heights are shares of a stage."""
    middle = (left + right) / 2
    return (
        f"M{left:.1f} {top:.1f}C{middle:.1f} {top:.1f} {middle:.1f} {low:.1f} {right:.1f} {low:.1f}"
        f"V{low + end:.1f}C{middle:.1f} {low + end:.1f} {middle:.1f} {top + thick:.1f} {left:.1f} {top + thick:.1f}Z"
    )

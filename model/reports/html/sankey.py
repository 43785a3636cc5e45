"""Sankey diagram: bars for the stations of a chain, stage by stage, and bands for the flows between them.

At each stage the bars add up to the whole height, since a tonne of one stage differs from a tonne of the next: a band
changes its thickness on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from model.reports.html.drawing import WIDTH, fitted, label
from model.reports.html.elements import ink, tag
from model.reports.html.tables import shown
from model.reports.palette import OTHER
from model.results.chain import MARKET, Links, Station

TALLEST, A_BAR = 520.0, 110.0
"""Height of the drawing, and of a bar if there are few."""

TOP, GAP, BOTTOM = 26.0, 7.0, 4.0
BAR = 13.0
"""Width of a station."""

LOWEST = 9.0
"""Height of a station from which on its name finds room."""

NAMED = 120.0
"""Room for a name."""

Demands = Mapping[Station, tuple[float, float]]
"""Demand of markets, and its unmet part."""


@dataclass(frozen=True)
class Columns:
    """The stages from left to right, and the weight of each station over all drawings."""

    stages: Sequence[Sequence[str]]
    weights: Mapping[Station, float]

    @property
    def height(self) -> float:
        """Height of the drawing."""
        inside = [self.of(station) for station in self.weights]
        return min(TALLEST, A_BAR * max(map(inside.count, inside)))

    def of(self, station: Station) -> int:
        return next(at for at, stages in enumerate(self.stages) if station.stage in stages)

    def left(self, at: int) -> float:
        return (WIDTH - BAR) * at / max(len(self.stages) - 1, 1)

    def heads(self) -> Iterator[Element]:
        """The names of the stages above them."""
        for at, stages in enumerate(self.stages):
            is_last = at == len(self.stages) - 1
            x = self.left(at) + (BAR if is_last else 0.0)
            yield label(x, 14, ", ".join(stages), anchor="end" if is_last else "start", class_="head")


@dataclass(frozen=True)
class StationBar:
    """A station with its position."""

    left: float
    top: float
    height: float
    unmet: float
    gives: float
    takes: float


@dataclass(frozen=True)
class YearLayout:
    """The bars of a year."""

    places: Mapping[Station, StationBar]
    last: float

    @classmethod
    def of(cls, links: Links, demands: Demands, columns: Columns) -> YearLayout:
        """Bars below each other, the heaviest over all years first, so that each keeps its place."""
        gives, takes = dict[Station, float](), dict[Station, float]()
        for (source, user), amount in links.items():
            gives[source] = gives.get(source, 0.0) + amount
            takes[user] = takes.get(user, 0.0) + amount
        size = takes | gives | {market: need for market, (need, _) in demands.items() if need > 0}
        places = {}
        for at, stages in enumerate(columns.stages):
            inside = [each for each in size if columns.of(each) == at]
            inside.sort(key=lambda each: (stages.index(each.stage), -columns.weights[each], each.name))
            room = columns.height - TOP - BOTTOM - GAP * (len(inside) - 1)
            scale, top = room / (sum(size[each] for each in inside) or 1.0), TOP
            for each in inside:
                need, short = demands.get(each, (1.0, 0.0))
                tall = size[each] * scale
                unmet = tall * short / need if need > 0 else 0.0
                places[each] = StationBar(
                    columns.left(at), top, tall, unmet, gives.get(each, 0.0), takes.get(each, 0.0)
                )
                top += tall + GAP
        return cls(places, columns.left(len(columns.stages) - 1))

    def bands(self, links: Links, colours: Mapping[str, str], year: str) -> Iterator[Element]:
        """Bands from bar to bar, ordered to cross as little as possible."""
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
                name = fitted(f"{station.stage}, {station.name}" if station.comes_back else station.name, NAMED)
                yield label(x, bar.top + bar.height / 2 + 4, name, anchor="end" if at_end else "start", class_="place")


def _user(user: Station) -> str:
    return user.name if user.stage == MARKET else f"{user.stage} plants in {user.name}"


def _band(left: float, top: float, thick: float, right: float, low: float, end: float) -> str:
    """A band that changes its thickness on the way, since heights are shares of a stage."""
    middle = (left + right) / 2
    return (
        f"M{left:.1f} {top:.1f}C{middle:.1f} {top:.1f} {middle:.1f} {low:.1f} {right:.1f} {low:.1f}"
        f"V{low + end:.1f}C{middle:.1f} {low + end:.1f} {middle:.1f} {top + thick:.1f} {left:.1f} {top + thick:.1f}Z"
    )

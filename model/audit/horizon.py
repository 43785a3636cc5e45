"""Time and chance as the audit counts them: nodes, their periods and weights, and spans of decimal years in periods."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from model.audit.events import MOMENT, Event, Timespan, events_of, overlap, years_of_window
from model.results.plan import Plan
from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.names import node_name
from model.system.memoise import remembered

FOREVER = math.inf

Array = npt.NDArray[Any]
"""Figures at every node, or positions of nodes, in the order of `Horizon.period`."""

Stretch = tuple[float, float, float]
"""(start, end, level): a level that holds from one moment to another, decimal years."""


Time = int | Timespan
"""A period, by its first year, or any years."""


class Comings(NamedTuple):
    """Arrivals at nodes from themselves or earlier ones: positions of both, and the rate of arrival for each unit a
    year that departs, or years of departures."""

    at: Array
    sources: Array
    rate: Array


@dataclass(frozen=True)
class Horizon:
    """The nodes of a plan. One of the undisturbed trunk is a period, and has its name, that is its first year; those of
    a branch are the single years that its window touches."""

    first: int
    end: int
    """The year after the last."""
    spans: Mapping[str, Timespan]
    """Years of each node."""
    rate: float
    """Discount rate per year."""
    counted_at: float
    """When in a year its money is counted, in years from its start."""
    nodes: tuple[str, ...]
    period: Mapping[str, int]
    """The period that each node is or lies in."""
    parent: Mapping[str, str]
    """Parent of every node except the first ones of the horizon. That of a branch which starts within a period is the
    trunk's node of this period, of which it sees the years before."""
    chances: Mapping[str, Sequence[float]]
    """Probability of being at a node, in each of its years."""
    events: Sequence[Event]
    event_at: Mapping[str, Event]
    """Event of every node outside the trunk."""

    @classmethod
    def of(cls, plan: Plan) -> Horizon:
        """The trunk, one node a period, and the nodes of every disruption, whose first follows the trunk."""
        settings = plan.tables.settings
        periods = _periods(settings)
        spans = {str(span.start): span for span in periods}
        period = {node: span.start for node, span in spans.items()}
        parent = {later: earlier for earlier, later in pairwise(spans)}
        chances = {node: [1.0] * span.length for node, span in spans.items()}
        events = list(events_of(plan.tables, periods))
        for event in events:
            before: str | None = None
            for touched, year in years_of_window(periods, event.start, event.end):
                node, usual = node_name(event.name, year), str(touched.start)
                chances[usual][year - touched.start] -= event.probability
                spans[node], period[node], chances[node] = Timespan(year, year + 1), touched.start, [event.probability]
                if before is None:
                    before = parent.get(usual) if year == touched.start else usual
                if before is not None:
                    parent[node] = before
                before = node
        return cls(
            first=settings.first_year,
            end=settings.last_year + 1,
            spans=spans,
            rate=settings.discount_rate,
            counted_at={"start of year": 0.0, "mid-year": 0.5}[settings.discounting],
            nodes=tuple(period),
            period=period,
            parent=parent,
            chances=chances,
            events=events,
            event_at={node: event for event in events for node in event.nodes},
        )

    @cached_property
    def periods(self) -> list[int]:
        return [self.period[node] for node in self.spans if node not in self.event_at]

    @cached_property
    def years(self) -> Array:
        """Years of each node."""
        return np.array([span.length for span in self.spans.values()], dtype=float)

    def span(self, time: Time) -> Timespan:
        """Years of a period; one before the horizon is as long as the first."""
        if isinstance(time, Timespan):
            return time
        return self.spans.get(str(time)) or Timespan(time, time + self.spans[str(self.first)].length)

    def length(self, time: Time) -> int:
        """Number of these years."""
        return self.span(time).length

    @cached_property
    def trunk(self) -> list[str]:
        """Nodes of no disruption."""
        return [node for node in self.nodes if node not in self.event_at]

    @cached_property
    def at(self) -> Mapping[str, int]:
        """Position of each node in arrays."""
        return {node: at for at, node in enumerate(self.period)}

    @cached_property
    def checked(self) -> Array:
        """Positions of `nodes`."""
        return np.array([self.at[node] for node in self.nodes], dtype=int)

    @cached_property
    def event_number(self) -> Array:
        """Number of the event at each node; −1 in the trunk."""
        numbers = np.full(len(self.at), -1)
        for number, event in enumerate(self.events):
            numbers[[self.at[node] for node in event.nodes]] = number
        return numbers

    @cached_property
    def period_number(self) -> Array:
        """Number of the period that each node is or lies in."""
        return np.searchsorted(self.periods, list(self.period.values()))

    @cached_property
    def _span_number(self) -> Array:
        """Number of each node's years among those that are different."""
        numbers = {span: number for number, span in enumerate(dict.fromkeys(self.spans.values()))}
        return np.array([numbers[span] for span in self.spans.values()])

    @cached_property
    def ends(self) -> list[str]:
        """Last node of each event."""
        return [event.nodes[-1] for event in self.events]

    @cached_property
    def last(self) -> Array:
        """Their positions."""
        return np.array([self.at[node] for node in self.ends], dtype=int)

    def fall(self, figures: Array, opening: float = 0.0, lead: Array | float = 0.0) -> Array:
        """By how much the figure at each event's last node is below the undisturbed one of that moment, if it is; it is
        also below it by what has come of goods from before the horizon, and undisturbed has not yet."""
        usual = [self.standing(figures, self.spans[node].end, opening) for node in self.ends]
        fallen: Array = np.maximum(0.0, np.array(usual) - figures[self.last] + lead)
        return fallen

    def standing(self, figures: Array, year: int, opening: float) -> float:
        """An amount of the trunk when a year begins, by its figures at the ends of nodes and at the beginning."""
        parts = self._standing(year)
        return math.fsum(part * (figures[self.at[node]] if node else opening) for node, part in parts)

    def _standing(self, year: int) -> list[tuple[str, float]]:
        """Nodes of the trunk, '' for the beginning of the horizon, and their parts in an amount when a year begins:
        that at the end of a period or, within one, in proportion between its beginning and its end."""
        earlier = ""
        for node in map(str, self.periods):
            span = self.spans[node]
            if year <= span.start:
                break
            if year < span.end:
                share = (year - span.start) / span.length
                return [(node, share), (earlier, 1.0 - share)]
            earlier = node
        return [(earlier, 1.0)]

    def by_period(self, figure: Callable[[int], float]) -> Array:
        """The figure, at each node, of the period that it is or lies in."""
        return np.array([figure(period) for period in self.periods], dtype=float)[self.period_number]

    def by_span(self, figure: Callable[[Timespan], float]) -> Array:
        """The figure of its own years at each node."""
        return np.array([figure(span) for span in dict.fromkeys(self.spans.values())], dtype=float)[self._span_number]

    def means(self, values: ByYear) -> Array:
        """Average of a yearly figure over the years of each node."""
        return self.by_span(lambda span: self.mean(values, span))

    def undisturbed(self, node: str) -> str:
        """The node of the trunk in the same period."""
        return str(self.period[node])

    def replaced(self, event: Event) -> dict[str, float]:
        """The nodes of the trunk in whose place an event's are, with the share of their years in which they are."""
        counts = Counter(map(self.undisturbed, event.nodes))
        return {node: count / self.spans[node].length for node, count in counts.items()}

    def replaced_value(self, event: Event) -> dict[str, float]:
        """The same with the share of their discounted years."""
        values: dict[str, float] = {}
        for node in event.nodes:
            usual = self.undisturbed(node)
            share = self.present(self.spans[node]) / self.present(self.spans[usual]) / self.spans[usual].length
            values[usual] = values.get(usual, 0.0) + share
        return values

    def weight(self, node: str) -> float:
        """Probability of being at a node, over its years."""
        return math.fsum(self.chances[node]) / len(self.chances[node])

    @cached_property
    def weights(self) -> Array:
        """Probability of being at each node, over its years as they are discounted."""
        return np.array([self._discounted_chance(node) for node in self.period])

    def _discounted_chance(self, node: str) -> float:
        values = [self.present(Timespan(year, year + 1)) for year in range(*self.spans[node])]
        return math.fsum(p * value for p, value in zip(self.chances[node], values, strict=True)) / math.fsum(values)

    def way(self, node: str) -> Iterator[tuple[str, Timespan]]:
        """A node and all before it, the last first, each with its years until the next begins."""
        at: str | None = node
        end = self.spans[node].end
        while at is not None:
            yield at, Timespan(self.spans[at].start, end)
            end = min(end, self.spans[at].start)
            at = self.parent.get(at)

    def begins(self, node: str) -> list[tuple[str, float]]:
        """Nodes, '' for the beginning of the horizon, and their parts in an amount when a node begins: that at the end
        of the node before or, within its years, in proportion between its beginning and its end."""
        event = self.event_at.get(node)
        is_first = event is not None and node == event.nodes[0]
        return self._standing(self.spans[node].start) if is_first else [(self.parent.get(node, ""), 1.0)]

    @cached_property
    def histories(self) -> dict[str, list[tuple[float, list[tuple[str, Timespan]]]]]:
        """By node, the ways that lead to it, the last node first, each with its part and the years of its nodes. There
        is one, but for an event that starts within a period: to what is on its way then, this is a mixture of an event
        that starts when the period begins and of one that does when it ends."""
        ways = {node: [(1.0, list(self.way(node)))] for node in self.spans}
        for event in self.events:
            start = event.start
            for at, node in enumerate(event.nodes):
                ways[node] = []
                for before, part in self.begins(event.nodes[0]):
                    shift = (self.spans[before].end if before else self.first) - start
                    own = [
                        (one, Timespan(start + years + shift, start + years + 1 + shift))
                        for years, one in enumerate(event.nodes[: at + 1])
                    ]
                    ways[node].append((part, own[::-1] + (list(self.way(before)) if before else [])))
        return ways

    def by_history(self, figure: Callable[[Timespan], float]) -> Array:
        """The figure at each node of the years that it has by its histories."""
        ways = self.histories
        return np.array([math.fsum(part * figure(way[0][1]) for part, way in ways[node]) for node in self.at])

    def lead(self, come: Callable[[int], float]) -> Array:
        """How much more has come by the last node of each event than undisturbed, of what comes by a year."""
        leads = []
        for node in self.ends:
            own = math.fsum(part * come(way[0][1].end) for part, way in self.histories[node])
            usual = self._standing(self.spans[node].end)
            leads.append(own - math.fsum(part * come(self.spans[at].end) for at, part in usual if at))
        return np.array(leads)

    def before(self, figures: Array, opening: float) -> Array:
        """An amount when each node begins, by its figures at the ends of nodes and at the beginning."""
        parts = [(at, self.at.get(of, -1), part) for node, at in self.at.items() for of, part in self.begins(node)]
        at, of, part = (np.array([row[side] for row in parts]) for side in range(3))
        sums: Array = np.bincount(at, part * np.where(of >= 0, figures[of], opening), len(self.at))
        return sums

    def mean(self, values: ByYear, time: Time) -> float:
        """Average of a yearly figure over some years."""
        span = self.span(time)
        if span.length == 1:
            return values.at(span.start)
        return math.fsum(values.at(year) for year in range(*span)) / span.length

    def before_first(self, values: ByYear, start: float, end: float) -> float:
        """Sum of a yearly figure between two moments, evenly within each year, of the years before the first."""
        years = range(math.floor(start), self.first)
        return math.fsum(values.at(year) * overlap(year, year + 1, start, end) for year in years)

    def level(self, stretches: Iterable[Stretch], time: Time) -> float:
        """Average over some years of a level that changes over time; 0 outside all stretches."""
        area, span = 0.0, self.span(time)
        for start, end, level in stretches:
            area += level * overlap(start, end, *span)
        return area / span.length

    def share(self, delay: float, sent: Time, arrived: Time) -> float:
        """Rate of arrival in some years, of one unit a year that departs evenly over others, after a delay in years."""
        source, span = self.span(sent), self.span(arrived)
        later = span.start - source.start
        return overlap(delay, delay + source.length, later, later + span.length) / span.length

    @remembered
    def arrivals(self, delay: float) -> Comings:
        """Arrivals after a delay in years, of departures that are even over the years of a node."""
        return self.comings(lambda sent, arrived: self.share(delay, sent, arrived), delay)

    @remembered
    def under_way(self, delay: float) -> Comings:
        """Years of departures from nodes that have not come when a later node, or they, end."""
        return self.comings(lambda sent, at: min(float(sent.length), max(0.0, sent.end + delay - at.end)), delay)

    def comings(self, rate: Callable[[Timespan, Timespan], float], latest: float) -> Comings:
        """Positive rates from each node to itself and later ones, for delays of at most some years."""
        pairs: list[tuple[int, int, float]] = []
        for node in self.spans:
            for part, way in self.histories[node]:
                for earlier, years in way:
                    if years.end + latest <= way[0][1].start:
                        break
                    if (share := part * rate(years, way[0][1])) > 0:
                        pairs.append((self.at[node], self.at[earlier], share))
        at, sources = (np.array([pair[side] for pair in pairs], dtype=int) for side in (0, 1))
        return Comings(at, sources, np.array([share for *_, share in pairs], dtype=float))

    def brought(self, comings: Comings, figures: Array) -> Array:
        """Sum of arrivals at each node."""
        sums = np.zeros(len(self.at))
        np.add.at(sums, comings.at, comings.rate * figures[comings.sources])
        return sums

    def present(self, time: Time) -> float:
        """Value when the first year starts of one unit of money a year during some years, for each unit spent."""
        total, span = 0.0, self.span(time)
        for year in range(*span):
            total += 1.0 / (1.0 + self.rate) ** (year - self.first + self.counted_at)
        return total / span.length

    @cached_property
    def presents(self) -> Array:
        """The same at each node."""
        return self.by_span(self.present)


def _periods(settings: Settings) -> list[Timespan]:
    """The periods that a cell names by their length, or by lengths each up to a year; parts that are over do not
    count."""
    periods: list[Timespan] = []
    start = settings.first_year
    for part in str(settings.years_per_period).split(","):
        length, *until = map(int, re.findall(r"\d+", part))
        for year in range(start, min([*until, settings.last_year]) + 1, length):
            periods.append(Timespan(year, year + length))
            start = year + length
    return periods


__all__ = ["FOREVER", "MOMENT", "Array", "Comings", "Event", "Horizon", "Stretch", "Time", "Timespan", "overlap"]

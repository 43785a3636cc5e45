"""Time as docs/conventions.md has it: a node a period while undisturbed, a node a year in a disruption."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

FIRST = 2026
LENGTHS = (1, 2, 3, 5)


@dataclass(frozen=True)
class Yearly:
    """A value by year: between two years interpolated, before and after them the nearest."""

    points: Mapping[int, float]

    def at(self, year: int) -> float:
        return float(np.interp(year, sorted(self.points), [self.points[key] for key in sorted(self.points)]))

    def __hash__(self) -> int:
        return hash(tuple(self.points.items()))


@dataclass(frozen=True)
class Node:
    """Years of a period, or one of a disruption."""

    first: int
    length: int
    event: str = ""

    @property
    def end(self) -> int:
        """The year that begins when it ends."""
        return self.first + self.length

    @property
    def years(self) -> range:
        return range(self.first, self.end)


@dataclass(frozen=True)
class Event:
    """A disruption that starts with a year and lasts, recovery included, for some years."""

    name: str
    start: int
    effect: float
    recovery: float = 0.0
    probability: float = 0.0

    def share(self, node: Node) -> float:
        """Share of a node in which it takes effect."""
        return overlap(self.start, self.start + self.effect, node.first, node.end) / node.length


def overlap(start: float, end: float, other_start: float, other_end: float) -> float:
    return max(0.0, min(end, other_end) - max(start, other_start))


def coming(start: float, end: float, first: float, until: float, lag: float, spread: float = 0.0) -> float:
    """Years of what leaves evenly from start to end that arrive between two times, a lag later or evenly around it."""

    def arrived(at: float) -> float:
        """Years of departures since time 0 that have arrived ``at`` years later."""
        if not spread:
            return max(0.0, at - lag)
        early, late = max(0.0, at - lag + spread / 2), max(0.0, at - lag - spread / 2)
        return (early**2 - late**2) / 2 / spread

    return arrived(until - start) - arrived(until - end) - arrived(first - start) + arrived(first - end)


@dataclass(frozen=True)
class Horizon:
    """The periods, and the years of each disruption."""

    lengths: tuple[tuple[int, int], ...]  # (length, how many periods of it)
    rate: float
    is_mid_year: bool
    events: tuple[Event, ...] = ()

    @cached_property
    def trunk(self) -> list[Node]:
        nodes: list[Node] = []
        for length in (length for length, number in self.lengths for _ in range(number)):
            nodes.append(Node(nodes[-1].end if nodes else FIRST, length))
        return nodes

    @cached_property
    def cell(self) -> str:
        """The setting 'years per period'."""
        until, parts = FIRST - 1, []
        for length, number in self.lengths:
            until += length * number
            parts.append(f"{length} to {until}")
        return ", ".join(parts)

    @property
    def end(self) -> int:
        return self.trunk[-1].end

    def period(self, year: int) -> Node:
        return next(node for node in self.trunk if year in node.years)

    def branch(self, event: Event) -> list[Node]:
        """The years of its assessment period."""
        last = min(self.end, event.start + event.effect + event.recovery) - 1e-9
        return [Node(year, 1, event.name) for year in range(event.start, int(last) + 1)]

    @cached_property
    def branches(self) -> dict[str, list[Node]]:
        return {event.name: self.branch(event) for event in self.events}

    @cached_property
    def nodes(self) -> list[Node]:
        return [*self.trunk, *(node for nodes in self.branches.values() for node in nodes)]

    @cached_property
    def event(self) -> dict[str, Event]:
        return {event.name: event for event in self.events}

    def twin(self, node: Node) -> Node:
        """The period that a node is in."""
        return self.period(node.first)

    @cached_property
    def paths(self) -> list[dict[Node, float]]:
        """Shares of nodes of the undisturbed course, then of each disruption with the periods before and after it."""
        courses = [dict.fromkeys(self.trunk, 1.0)]
        for nodes in self.branches.values():
            course = {node: overlap(node.first, node.end, FIRST, nodes[0].first) / node.length for node in self.trunk}
            for node in self.trunk:
                course[node] += overlap(node.first, node.end, nodes[-1].end, self.end) / node.length
            courses.append(course | dict.fromkeys(nodes, 1.0))
        return courses

    def disturbed(self, node: Node) -> float:
        """Years of a node in which a disruption, or the recovery from it, lasts."""
        if not node.event:
            return 0.0
        event = self.event[node.event]
        return overlap(event.start, event.start + event.effect + event.recovery, node.first, node.end)

    # --- values and money

    def mean(self, value: Yearly, node: Node, what: str = "") -> float:
        """Of a column that is named."""
        return sum(value.at(year) for year in node.years) / node.length

    def during(self, value: Yearly, node: Node, start: float, end: float) -> float:
        """Mean over a node of a value by year that counts between two times only."""
        return sum(value.at(year) * overlap(start, end, year, year + 1) for year in node.years) / node.length

    def share(self, node: Node, first: float = -np.inf, end: float = np.inf) -> float:
        """Share of a node between the beginnings of two years."""
        return overlap(first, end, node.first, node.end) / node.length

    def factor(self, year: int) -> float:
        return float((1 + self.rate) ** -(year - FIRST + 0.5 * self.is_mid_year))

    def discount(self, node: Node) -> float:
        """Mean factor of its years."""
        return sum(map(self.factor, node.years)) / node.length

    def likely(self, year: int) -> float:
        """Probability that the undisturbed course is that of a year."""
        return 1 - sum(
            event.probability for event in self.events if any(year in node.years for node in self.branches[event.name])
        )

    def weight(self, node: Node) -> float:
        """Of an expense a year: its mean factor times probability."""
        if node.event:
            return self.event[node.event].probability * self.factor(node.first)
        return sum(self.likely(year) * self.factor(year) for year in node.years) / node.length

    # --- what lasts

    def opens(self, node: Node) -> list[tuple[Node | None, float]]:
        """The ends of nodes that an amount at the start of a node lies between; None is that of the year before all."""
        nodes = self.branches[node.event] if node.event else self.trunk
        at = nodes.index(node)
        if at:
            return [(nodes[at - 1], 1.0)]
        return self.standing(node.first) if node.event else [(None, 1.0)]

    def standing(self, year: int) -> list[tuple[Node | None, float]]:
        """The same of an undisturbed amount when a year begins."""
        earlier: Node | None = None
        for period in self.trunk:
            passed = (year - period.first) / period.length
            if 0 < passed < 1:
                return [(earlier, 1 - passed), (period, passed)]
            if passed >= 1:
                earlier = period
        return [(earlier, 1.0)]

    def starts(self, node: Node) -> list[tuple[float, int]]:
        """When, for what is under way by then, the disruption of a node starts, with the part of each: one within a
        period when this begins and when it ends."""
        if not node.event:
            return [(1.0, self.end)]
        ends = self.standing(self.branches[node.event][0].first)
        return [(part, FIRST if end is None else end.end) for end, part in ends]

    def moved(self, node: Node) -> list[tuple[float, Node]]:
        """The years that it has then."""
        first = self.branches[node.event][0].first if node.event else self.end
        return [(part, Node(node.first + start - first, node.length)) for part, start in self.starts(node)]

    def courses(self, node: Node) -> list[tuple[float, Node, list[tuple[Node, float, float]]]]:
        """What leads to a node: parts, its years, and the nodes of its course, each from a time until another."""
        courses = []
        for (part, at), (_, start) in zip(self.moved(node), self.starts(node), strict=True):
            course = [(other, float(other.first), float(other.end)) for other in self.trunk if other.first < start]
            for other in self.branches[node.event] if node.event else []:
                first = other.first + at.first - node.first
                course.append((other, float(first), float(first + 1)))
            courses.append((part, at, course))
        return courses

    def arrivals(self, node: Node, lag: float, spread: float = 0.0) -> dict[Node, float]:
        """What arrives a year in a node, of a unit a year that leaves in each."""
        rates: dict[Node, float] = {}
        for part, at, course in self.courses(node):
            for source, start, end in course:
                amount = part * coming(start, end, at.first, at.end, lag, spread)
                if amount > 1e-12:
                    rates[source] = rates.get(source, 0.0) + amount / node.length
        return rates

    def under_way(self, node: Node, lag: float, spread: float = 0.0) -> dict[Node, float]:
        """Years of what left in each node, and has not arrived at the end of a node."""
        years: dict[Node, float] = {}
        for part, at, course in self.courses(node):
            far = at.end + lag + spread + self.end - FIRST
            for source, start, end in course:
                if start < at.end:
                    amount = part * coming(start, end, at.end, far, lag, spread)
                    years[source] = years.get(source, 0.0) + amount
        return years

    def lead(self, end: Node, total: Callable[[int], float]) -> float:
        """How much more has come by the end of a disruption than undisturbed, of what comes by the start of a year."""
        own = sum(part * total(at.end) for part, at in self.moved(end))
        return own - sum(part * total(node.end if node else FIRST) for node, part in self.standing(end.end))


class Draw:
    """Random horizons and values; the same for a seed."""

    def __init__(self, kind: str, seed: int) -> None:
        self.random = random.Random(f"{kind} {seed}")

    def number(self, low: float, high: float, places: int = 2) -> float:
        return round(self.random.uniform(low, high), places)

    def chance(self, share: float = 0.5) -> bool:
        return self.random.random() < share

    def horizon(self, parts: int = 4) -> Horizon:
        """Two to four lengths, each for one or two periods, in any order."""
        lengths = self.random.sample(LENGTHS, self.random.randint(2, min(parts, len(LENGTHS))))
        numbers = [1 if length > 2 else self.random.randint(1, 2) for length in lengths]
        rate = self.random.choice((0.0, 0.05, 0.08, 0.2))
        return Horizon(tuple(zip(lengths, numbers, strict=True)), rate, self.chance(0.4))

    def yearly(self, horizon: Horizon, low: float, high: float) -> Yearly:
        """Values in some years of the horizon, or around it."""
        years = range(FIRST - 1, horizon.end + 2)
        number = self.random.choice((1, 2, 3, len(years)))
        return Yearly({year: self.number(low, high) for year in sorted(self.random.sample(years, number))})

    def year(self, horizon: Horizon) -> int:
        return self.random.randrange(FIRST, horizon.end)

    def window(self, horizon: Horizon, earliest: str, latest: str) -> dict[str, int]:
        """Years within which a period begins, or none."""
        first, last = sorted((self.year(horizon), self.year(horizon)))
        years = {name: year for name, year in ((earliest, first), (latest, last)) if self.chance(0.3)}
        starts = (node.first for node in horizon.trunk)
        is_open = any(years.get(earliest, FIRST) <= start <= years.get(latest, last) for start in starts)
        return years if is_open or not years else {}

    def events(self, horizon: Horizon) -> tuple[Event, ...]:
        """One or two disruptions that start with a year."""
        return tuple(
            Event(
                name,
                self.year(horizon),
                self.random.choice((0.5, 1, 1, 1.5, 2.5)),
                self.random.choice((0, 0, 0.5, 1)),
                self.random.choice((0, 0.1, 0.3)),
            )
            for name in ("storm", "strike")[: self.random.randint(1, 2)]
        )

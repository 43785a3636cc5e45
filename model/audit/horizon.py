"""Time and chance as the audit counts them: nodes, their periods and weights, and spans of decimal years in periods."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.polynomial.legendre import leggauss

from model.results.plan import Plan
from model.scenario.disruptions import Branch, Disruption, alone
from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.names import node_name
from model.sheets.tables import Tables

FOREVER = math.inf

Array = npt.NDArray[Any]
"""Figures at every node, or positions of nodes, in the order of `Horizon.period`."""

Stretch = tuple[float, float, float]
"""(start, end, level): a level that holds from one moment to another, decimal years."""


MOMENT = 1e-9
"""Years that two dates may differ by rounding."""


@dataclass(frozen=True)
class Event:
    """One disruption at one start, for one target, or several that coincide, and the nodes at which the plan lives
    through it."""

    name: str
    disruption: str
    subject: str
    start: int
    end: float
    """When duration and recovery are over."""
    probability: float
    actions: Sequence[Disruption]
    """Its rows, with the target filled in."""
    nodes: Sequence[str]
    """In order of time."""
    members: Sequence[str]
    """The disruptions that coincide; one if it occurs alone."""


@dataclass(frozen=True)
class Horizon:
    """The nodes of a plan. A node is a period, named by its first year, in the trunk or in a branch; those of the
    undisturbed trunk have the period's name."""

    first: int
    end: int
    """The year after the last."""
    years: int
    """Years in a period."""
    rate: float
    """Discount rate per year."""
    counted_at: float
    """When in a year its money is counted, in years from its start."""
    nodes: tuple[str, ...]
    period: Mapping[str, int]
    parent: Mapping[str, str]
    """Parent of every node except the first ones of the horizon."""
    weight: Mapping[str, float]
    """Probability of being at a node."""
    events: Sequence[Event]
    event_at: Mapping[str, Event]
    """Event of every node outside the trunk."""

    @classmethod
    def of(cls, plan: Plan) -> Horizon:
        """The trunk, one node a period, and the nodes of every disruption, whose first follows the trunk."""
        settings = plan.tables.settings
        starts = [
            year
            for year in range(settings.first_year, settings.last_year + 1)
            if (year - settings.first_year) % settings.years_per_period == 0
        ]
        period = {str(year): year for year in starts}
        parent = {str(year): str(year - settings.years_per_period) for year in starts[1:]}
        weight = dict.fromkeys(period, 1.0)
        events = list(_events(plan.tables, starts))
        for event in events:
            for node, year in zip(event.nodes, _window(settings, starts, event.start, event.end), strict=True):
                before = str(year - settings.years_per_period)
                period[node], weight[node] = year, event.probability
                weight[str(year)] -= event.probability
                if node != event.nodes[0]:
                    parent[node] = node_name(event.name, before)
                elif before in period:
                    parent[node] = before
        return cls(
            first=settings.first_year,
            end=settings.last_year + 1,
            years=settings.years_per_period,
            rate=settings.discount_rate,
            counted_at={"start of year": 0.0, "mid-year": 0.5}[settings.discounting],
            nodes=tuple(period),
            period=period,
            parent=parent,
            weight=weight,
            events=events,
            event_at={node: event for event in events for node in event.nodes},
        )

    @cached_property
    def periods(self) -> list[int]:
        return sorted(set(self.period.values()))

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
        """Number of each node's period."""
        return np.searchsorted(self.periods, list(self.period.values()))

    @cached_property
    def ends(self) -> list[str]:
        """Last node of each event."""
        return [event.nodes[-1] for event in self.events]

    @cached_property
    def last(self) -> Array:
        """Their positions."""
        return np.array([self.at[node] for node in self.ends], dtype=int)

    def fall(self, figures: Array) -> Array:
        """By how much the figure at each event's last node is below the undisturbed one, if it is."""
        usual = figures[np.array([self.at[self.undisturbed(node)] for node in self.ends], dtype=int)]
        fallen: Array = np.maximum(0.0, usual - figures[self.last])
        return fallen

    def by_period(self, figure: Callable[[int], float]) -> Array:
        """The figure of its period at each node."""
        return np.array([figure(period) for period in self.periods], dtype=float)[self.period_number]

    def means(self, values: ByYear) -> Array:
        """Average of a yearly figure over the years of each node's period."""
        return self.by_period(lambda period: self.mean(values, period))

    def undisturbed(self, node: str) -> str:
        """The node of the trunk in the same period."""
        return str(self.period[node])

    def before(self, node: str, steps: int) -> str | None:
        """The node this many periods earlier; None before the horizon, without shipments."""
        for _ in range(steps):
            if node not in self.parent:
                return None
            node = self.parent[node]
        return node

    def earlier(self, steps: int) -> Array:
        """Position of the node this many periods before each node; −1 before the horizon."""
        ordinals = np.arange(len(self.at))
        for _ in range(steps):
            ordinals = np.where(ordinals >= 0, self._parent_at[ordinals], -1)
        return ordinals

    @cached_property
    def _parent_at(self) -> Array:
        return np.array([self.at.get(self.parent.get(node, ""), -1) for node in self.period])

    def mean(self, values: ByYear, period: int) -> float:
        """Average of a yearly figure over the years of a period."""
        if self.years == 1:
            return values.at(period)
        return math.fsum(values.at(period + year) for year in range(self.years)) / self.years

    def before_first(self, values: ByYear, start: float, end: float) -> float:
        """Sum of a yearly figure between two moments, evenly within each year, of the years before the first."""
        years = range(math.floor(start), self.first)
        return math.fsum(values.at(year) * overlap(year, year + 1, start, end) for year in years)

    def level(self, stretches: Iterable[Stretch], period: int) -> float:
        """Average over a period of a level that changes over time; 0 outside all stretches."""
        area = 0.0
        for start, end, level in stretches:
            area += level * overlap(start, end, period, period + self.years)
        return area / self.years

    def arrivals(self, delay: float) -> list[tuple[int, float]]:
        """(periods later, share) of arrivals after a delay in years, for departures spread evenly over a period."""
        latest = math.ceil(delay / self.years) + 1
        shares = []
        for step in range(latest + 1):
            start = step * self.years
            share = overlap(delay, delay + self.years, start, start + self.years) / self.years
            if share > 0:
                shares.append((step, share))
        return shares

    def present(self, period: int) -> float:
        """Value when the first year starts of one unit of money a year during a period, for each unit spent."""
        total = 0.0
        for year in range(period, period + self.years):
            total += 1.0 / (1.0 + self.rate) ** (year - self.first + self.counted_at)
        return total / self.years


def _events(tables: Tables, periods: Sequence[int]) -> Iterable[Event]:
    """Each disruption at each of its starts, then those that may coincide; cells are read by the module of the sheet.
    The window of each is from its start to the end of its last action and the longest recovery after it."""
    ends: dict[str, float] = {}
    parts: dict[str, Sequence[Branch]] = {}
    for event in alone(tables):
        rows, parts[event.name] = event.actions, [event]
        ends[event.name] = event.start + max(r.after + r.duration for r in rows) + max(r.recovery for r in rows)
    chances = {}
    for group in _free(parts):
        for several, chance in _coinciding(group, tables.settings.coinciding_disruptions):
            labels = [event.name.rpartition(", ")[0] for event in several]
            name = f"{' + '.join(labels)}, {several[0].start}"
            parts[name], chances[name] = several, chance
            ends[name] = max(ends[event.name] for event in several)
    for name, several in parts.items():
        window = _window(tables.settings, periods, several[0].start, ends[name])
        yield Event(
            name=name,
            disruption=" + ".join(event.disruption for event in several),
            subject=" + ".join(event.subject for event in several if event.subject),
            start=several[0].start,
            end=ends[name],
            probability=chances.get(name, _probability(several[0])),
            actions=[row for event in several for row in event.actions],
            nodes=[node_name(name, year) for year in window],
            members=[event.disruption for event in several],
        )


def _free(single: Mapping[str, Sequence[Branch]]) -> Iterable[list[Branch]]:
    """Independent disruptions that start in one year."""
    marked = [event for (event,) in single.values() if any(row.independent == "yes" for row in event.actions)]
    for year in dict.fromkeys(event.start for event in marked):
        yield [event for event in marked if event.start == year]


def _probability(disruption: Branch) -> float:
    return max(row.probability for row in disruption.actions)


def _coinciding(group: Sequence[Branch], most: int) -> Iterable[tuple[Sequence[Branch], float]]:
    """Sets of independent disruptions of one year, with their probabilities.

    Among those that occur, the first few count, in random order. If each comes at a time uniform between 0 and 1, then
    some have come by x and the last of them just then, while another has not with 1 − p·x: over all x this is the
    probability that they are the first ones. The integrand is a polynomial, for which Gauss's rule is exact.
    """
    at, weight = leggauss(len(group) // 2 + 1)
    at, weight = (at + 1) / 2, weight / 2
    for size in range(1, min(most, len(group)) + 1):
        for several in combinations(group, size):
            others = [_probability(event) for event in group if event not in several]
            if size < most:
                rest = math.prod(1 - p for p in others)
            else:
                not_yet = np.prod([1 - p * at for p in others], axis=0)
                rest = float(np.sum(weight * size * at ** (size - 1) * not_yet))
            yield several, rest * math.prod(map(_probability, several))


def _window(settings: Settings, periods: Sequence[int], start: float, end: float) -> list[int]:
    """Periods that a window touches."""
    return [year for year in periods if overlap(start, end, year, year + settings.years_per_period) > MOMENT]


def overlap(a: float, b: float, c: float, d: float) -> float:
    """Years that the spans from a to b and from c to d have in common."""
    return max(0.0, min(b, d) - max(a, c))


__all__ = ["FOREVER", "MOMENT", "Array", "Event", "Horizon", "Stretch", "overlap"]

"""Time and chance as the audit counts them: nodes, their periods and weights, and spans of decimal years in periods."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from model.results.plan import Plan
from model.sheets.byyear import ByYear
from model.sheets.common import Settings
from model.sheets.labels import node_name
from model.sheets.tables import Tables
from model.world.disruptions import Disruption, branches

FOREVER = math.inf

Stretch = tuple[float, float, float]
"""(start, end, level): a level that holds from one moment to another, decimal years."""


MOMENT = 1e-9
"""Years that two dates may differ by rounding."""


@dataclass(frozen=True)
class Event:
    """One disruption at one start, for one target, and the nodes at which the plan lives through it."""

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


@dataclass(frozen=True)
class Horizon:
    """The nodes of a plan. A node stands for a period, which is named by its first year; those of the trunk, where
    nothing has gone wrong, have the period's name."""

    first: int
    end: int
    """The year after the last."""
    years: int
    """Years in a period."""
    rate: float
    """Of discounting, per year."""
    counted_at: float
    """When in a year its money is counted, in years from its start."""
    nodes: tuple[str, ...]
    period: Mapping[str, int]
    parent: Mapping[str, str]
    """Of every node but those that start the horizon."""
    weight: Mapping[str, float]
    """Probability of being at a node."""
    events: Sequence[Event]
    event_at: Mapping[str, Event]
    """Of every node that is not of the trunk."""

    @classmethod
    def of(cls, plan: Plan) -> Horizon:
        """The trunk, one node a period, and the nodes of every disruption, whose first follows the trunk."""
        given = plan.tables.settings
        starts = [year for year in range(given.first_year, given.last_year + 1)
                  if (year - given.first_year) % given.years_per_period == 0]  # fmt: skip
        period = {str(year): year for year in starts}
        parent = {str(year): str(year - given.years_per_period) for year in starts[1:]}
        weight = dict.fromkeys(period, 1.0)
        events = [_event(given, starts, *each) for each in _starting(plan.tables)]
        for event in events:
            for node, year in zip(event.nodes, _window(given, starts, event.start, event.end), strict=True):
                before = str(year - given.years_per_period)
                period[node], weight[node] = year, event.probability
                weight[str(year)] -= event.probability
                if node != event.nodes[0]:
                    parent[node] = node_name(event.name, before)
                elif before in period:
                    parent[node] = before
        return cls(
            first=given.first_year,
            end=given.last_year + 1,
            years=given.years_per_period,
            rate=given.discount_rate,
            counted_at={"start of year": 0.0, "mid-year": 0.5}[given.discounting],
            nodes=tuple(period),
            period=period,
            parent=parent,
            weight=weight,
            events=events,
            event_at={node: event for event in events for node in event.nodes},
        )

    @property
    def periods(self) -> list[int]:
        return sorted(set(self.period.values()))

    @property
    def trunk(self) -> list[str]:
        """Nodes of no disruption."""
        return [node for node in self.nodes if node not in self.event_at]

    def undisturbed(self, node: str) -> str:
        """The node of the trunk in the same period."""
        return str(self.period[node])

    def before(self, node: str, steps: int) -> str | None:
        """The node this many periods earlier; None before the horizon, when nothing was sent."""
        for _ in range(steps):
            if node not in self.parent:
                return None
            node = self.parent[node]
        return node

    def mean(self, values: ByYear, period: int) -> float:
        """Average of a yearly figure over the years of a period."""
        return math.fsum(values.at(period + year) for year in range(self.years)) / self.years

    def level(self, stretches: Iterable[Stretch], period: int) -> float:
        """Average over a period of a level that changes over time; 0 where no stretch says otherwise."""
        area = 0.0
        for start, end, level in stretches:
            area += level * overlap(start, end, period, period + self.years)
        return area / self.years

    def arrivals(self, delay: float) -> list[tuple[int, float]]:
        """(periods later, share): when what leaves evenly over a period arrives, this many years later."""
        latest = math.ceil(delay / self.years) + 1
        found = []
        for step in range(latest + 1):
            start = step * self.years
            share = overlap(delay, delay + self.years, start, start + self.years) / self.years
            if share > 0:
                found.append((step, share))
        return found

    def present(self, period: int) -> float:
        """Value when the first year starts of one unit of money a year during a period, for each unit spent."""
        total = 0.0
        for year in range(period, period + self.years):
            total += 1.0 / (1.0 + self.rate) ** (year - self.first + self.counted_at)
        return total / self.years


Starting = tuple[str, str, str, int, Sequence[Disruption]]
"""(name, disruption, subject, start, rows with the target filled in)"""


def _starting(tables: Tables) -> Iterable[Starting]:
    """Each disruption at each of its starts; reading the cells is left to the module of the sheet."""
    for each in branches(tables):
        yield each.name, each.disruption, each.subject, each.start, each.actions


def _event(
    given: Settings, periods: Sequence[int], name: str, disruption: str, subject: str, start: int,
    rows: Sequence[Disruption],
) -> Event:  # fmt: skip
    """The window is from the start to the end of the last action and the longest recovery after it."""
    end = start + max(row.after + row.duration for row in rows) + max(row.recovery for row in rows)
    nodes = [node_name(name, year) for year in _window(given, periods, start, end)]
    return Event(name, disruption, subject, start, end, max(row.probability for row in rows), rows, nodes)


def _window(given: Settings, periods: Sequence[int], start: float, end: float) -> list[int]:
    """Periods that a window touches."""
    return [year for year in periods if overlap(start, end, year, year + given.years_per_period) > MOMENT]


def overlap(a: float, b: float, c: float, d: float) -> float:
    """Years that the spans from a to b and from c to d have in common."""
    return max(0.0, min(b, d) - max(a, c))


__all__ = ["FOREVER", "MOMENT", "Event", "Horizon", "Stretch", "overlap"]

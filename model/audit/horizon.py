"""Time as the audit counts it: nodes, their periods, and how spans of decimal years fall into periods."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from model.byyear import ByYear
from model.plan import Plan

FOREVER = math.inf

Stretch = tuple[float, float, float]
"""(start, end, level): a level that holds from one moment to another, decimal years."""


@dataclass(frozen=True)
class Horizon:
    """The nodes of a plan. A node stands for a period, which is named by its first year."""

    first: int
    end: int
    """The year after the last."""
    years: int
    """Years in a period."""
    rate: float
    """Of discounting, per year."""
    nodes: tuple[str, ...]
    period: Mapping[str, int]
    parent: Mapping[str, str]
    """Of every node but those that start the horizon."""

    @classmethod
    def of(cls, plan: Plan) -> Horizon:
        """Of a plan without disruptions: one node a period, each after the other."""
        given = plan.tables.settings
        starts = [year for year in range(given.first_year, given.last_year + 1)
                  if (year - given.first_year) % given.years_per_period == 0]  # fmt: skip
        period = {str(year): year for year in starts}
        parent = {str(year): str(year - given.years_per_period) for year in starts[1:]}
        return cls(
            first=given.first_year,
            end=given.last_year + 1,
            years=given.years_per_period,
            rate=given.discount_rate,
            nodes=tuple(period),
            period=period,
            parent=parent,
        )

    @property
    def periods(self) -> list[int]:
        return sorted(set(self.period.values()))

    @property
    def leaves(self) -> list[str]:
        """Nodes that nothing follows."""
        return [node for node in self.nodes if node not in set(self.parent.values())]

    @property
    def trunk(self) -> list[str]:
        """Nodes of no disruption."""
        return [node for node in self.nodes if node == str(self.period[node])]

    def before(self, node: str, steps: int) -> str | None:
        """The node so many periods earlier; None before the horizon, when nothing was sent."""
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
        """(periods later, share): when what leaves evenly over a period arrives, so many years later."""
        latest = math.ceil(delay / self.years) + 1
        found = []
        for step in range(latest + 1):
            start = step * self.years
            share = overlap(delay, delay + self.years, start, start + self.years) / self.years
            if share > 0:
                found.append((step, share))
        return found

    def present(self, period: int) -> float:
        """Value in the first year of one unit of money a year during a period, for each unit spent."""
        total = 0.0
        for year in range(period, period + self.years):
            total += 1.0 / (1.0 + self.rate) ** (year - self.first)
        return total / self.years


def overlap(a: float, b: float, c: float, d: float) -> float:
    """Years that the spans from a to b and from c to d have in common."""
    return max(0.0, min(b, d) - max(a, c))


__all__ = ["FOREVER", "Horizon", "Stretch", "overlap"]

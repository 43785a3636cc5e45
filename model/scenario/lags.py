"""Lags between nodes of shipments, runs and sales, in steps: a step has the years of a period if all nodes have as
many, else a single year.

With a lag of half a year, of 8 t a year sent in 2027, 4 t come in 2027 and 4 t in 2028. If the period after 2027 has
three years, these are 1.33 t a year of it: a shipment keeps its amount.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from model.scenario.calendar import Calendar
from model.scenario.tree import Tree
from model.sheets.names import Node


@dataclass(frozen=True, eq=False)
class Lags:
    """Steps of the nodes of a tree, and which nodes a lag of some steps joins."""

    calendar: Calendar
    tree: Tree

    @cached_property
    def step(self) -> int:
        """Years of a step."""
        return self.tree.step or self.calendar.step

    def steps(self, node: Node) -> int:
        """Number of steps of a node."""
        return self.calendar.length(self.tree.period[node]) // self.step

    def shares(self, duration: float) -> list[tuple[int, float]]:
        """(steps later, share) of arrivals after a duration in years, for departures spread evenly over a step."""
        return self.calendar.lags(duration, self.step)

    def sources(self, lag: int, node: Node) -> dict[Node, float]:
        """Nodes from which something comes at a node after a lag in steps, each with the rate that comes for each unit
        a year sent there: 1, or the part of the node's years that its arrivals reach."""
        size = self.steps(node)
        end = 0
        rates: dict[Node, float] = {}
        for earlier, steps in self._way(node):
            # Steps from the end of the node backwards: the source has end … end + steps, its arrivals are lag later.
            first, last = max(end - lag, 0), min(end + steps - lag, size)
            if last > first:
                rates[earlier] = (last - first) / size
            end += steps
            if end >= size + lag:
                break
        return rates

    def under_way(self, lag: int, node: Node) -> dict[Node, int]:
        """Nodes whose departures are under way when a node ends, of those that take a lag in steps, each with the
        number of its steps of which this is so."""
        counts: dict[Node, int] = {}
        end = 0
        for earlier, steps in self._way(node):
            if lag <= end:
                break
            counts[earlier] = min(steps, lag - end)
            end += steps
        return counts

    def _way(self, node: Node) -> Iterator[tuple[Node, int]]:
        """A node and those before it, back to the first, with their numbers of steps until the next begins."""
        for way, share in self.tree.back(node):
            yield way, round(share * self.steps(way))

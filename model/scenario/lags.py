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
        rates: dict[Node, float] = {}
        for part, way in self._ways(node):
            end = 0
            for earlier, steps in way:
                # Steps from the end of the node backwards: the source has end … end + steps, arrivals are lag later.
                first, last = max(end - lag, 0), min(end + steps - lag, size)
                if last > first:
                    rates[earlier] = rates.get(earlier, 0.0) + part * (last - first) / size
                end += steps
                if end >= size + lag:
                    break
        return rates

    def under_way(self, lag: int, node: Node) -> dict[Node, float]:
        """Nodes whose departures are under way when a node ends, of those that take a lag in steps, each with the
        number of its steps of which this is so."""
        counts: dict[Node, float] = {}
        for part, way in self._ways(node):
            end = 0
            for earlier, steps in way:
                if lag <= end:
                    break
                counts[earlier] = counts.get(earlier, 0.0) + part * min(steps, lag - end)
                end += steps
        return counts

    def _ways(self, node: Node) -> Iterator[tuple[float, list[tuple[Node, int]]]]:
        """The histories that lead to a node: the part of each, and its nodes, the latest first, with their numbers of
        steps."""
        for history in self.tree.histories[node]:
            yield history.part, [(way, self.steps(way)) for way, _ in history.way]

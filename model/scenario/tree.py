"""Time and chance in one index: the node.

The trunk has one node per period: nothing has gone wrong so far. A disruption is a branch that leaves the trunk with
the period in which it starts, so that nothing decided before can know of it, and ends with its window: then the world
is that of the trunk again. Its nodes are years, however long the periods, so that a stop of one year is one. Decisions
taken in advance are indexed by period, responses by node; a plan without disruptions is a tree that is only a trunk.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from model.scenario.calendar import Calendar, Year
from model.scenario.disruptions import Branch
from model.sheets.names import Node, Period, node_name
from model.tolerances import MOMENT, NO_SHARE

NOTHING_HAPPENS = "nothing happens"
"""The outcome without a disruption."""


@dataclass(frozen=True)
class Tree:
    """Nodes in order, a parent before its children."""

    nodes: tuple[Node, ...]
    period: dict[Node, Period]
    """Period of each node of the trunk, and its `Year` of each node of a branch where a period has several."""
    parent: dict[Node, Node]
    """Parent of each node but the root."""
    weight: dict[Node, float]
    """Probability of being there; in every period they add up to 1 over all branches."""
    branch_of: Mapping[Node, Branch] = field(default_factory=dict)
    """Branch of each node outside the trunk."""
    step: int = 0
    """Years of which lags are counted; 0: those of a period, as all have the same."""

    @cached_property
    def alongside(self) -> dict[Node, list[Node]]:
        """The nodes of each node's branch in its period of the trunk, itself among them, in order."""
        groups: dict[tuple[str, Period], list[Node]] = {}
        for node in self.nodes:
            branch = self.branch_of.get(node)
            groups.setdefault((branch.name if branch else "", self.trunk_period[node]), []).append(node)
        return {node: nodes for nodes in groups.values() for node in nodes}

    @cached_property
    def trunk(self) -> list[Node]:
        """The nodes of no disruption."""
        return [node for node in self.nodes if node not in self.branch_of]

    @cached_property
    def branches(self) -> dict[str, list[Node]]:
        """Nodes of each branch, by its name."""
        by_node: dict[str, list[Node]] = {}
        for node, branch in self.branch_of.items():
            by_node.setdefault(branch.name, []).append(node)
        return by_node

    @cached_property
    def trunk_period(self) -> dict[Node, Period]:
        """The period of the trunk that each node falls into: of a single year the one that has it."""
        starts = [self.period[node] for node in self.trunk]
        return {node: starts[bisect_right(starts, time) - 1] for node, time in self.period.items()}

    def undisturbed(self, node: Node) -> Node:
        """The node of the trunk in the same period."""
        return node_name("", self.trunk_period[node])

    def only(self, names: Collection[str]) -> Tree:
        """The tree with some of its branches; weights are those of the whole tree."""
        nodes = [node for node in self.nodes if node not in self.branch_of or self.branch_of[node].name in names]
        return Tree(
            nodes=tuple(nodes),
            period={node: self.period[node] for node in nodes},
            parent={node: self.parent[node] for node in nodes if node in self.parent},
            weight={node: self.weight[node] for node in nodes},
            branch_of={node: self.branch_of[node] for node in nodes if node in self.branch_of},
            step=self.step,
        )

    def weighing(self, weight: Mapping[Node, float]) -> Tree:
        """The tree with other weights."""
        return replace(self, weight=dict(weight))


def trunk(periods: Iterable[Period]) -> Tree:
    """A tree without branches."""
    years = tuple(periods)
    nodes = tuple(node_name("", year) for year in years)
    return Tree(
        nodes=nodes,
        period=dict(zip(nodes, years, strict=True)),
        parent=dict(zip(nodes[1:], nodes, strict=False)),
        weight=dict.fromkeys(nodes, 1.0),
    )


def grow(calendar: Calendar, branches: Iterable[Branch]) -> Tree:
    """The trunk with its branches. Weights are not negative if `model.checks` found no problem in the probabilities."""
    bare = trunk(calendar.periods)
    nodes, period, parent, weight = list(bare.nodes), dict(bare.period), dict(bare.parent), dict(bare.weight)
    branch_of: dict[Node, Branch] = {}
    for branch in branches:
        before = None
        for t in window(calendar, branch):
            weight[node_name("", t)] -= branch.probability
            for time in calendar.times(t):
                node = node_name(branch.name, time)
                nodes.append(node)
                period[node], weight[node], branch_of[node] = time, branch.probability, branch
                previous = before or bare.parent.get(node_name("", t))
                if previous is not None:
                    parent[node] = previous
                before = node
    near_zero = {node: 0.0 for node, item in weight.items() if abs(item) < NO_SHARE}
    is_even = calendar.is_even and not any(isinstance(time, Year) for time in period.values())
    return Tree(tuple(nodes), period, parent, weight | near_zero, branch_of, 0 if is_even else 1)


def window(calendar: Calendar, branch: Branch) -> list[Period]:
    """Periods that a branch touches, from the one in which it starts."""
    return [t for t in calendar.periods if is_within(calendar, branch, t)]


def is_within(calendar: Calendar, branch: Branch, time: Period) -> bool:
    """Whether a period, or a year of one, has a part of a branch's assessment period. All nodes of a branch do where
    periods are years; in a longer period it has further years before and after."""
    return calendar.overlap(branch.start, branch.end, time) > MOMENT

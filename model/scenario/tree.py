"""Time and chance in one index: the node.

The trunk has one node per period: nothing has gone wrong so far. A disruption is a branch that leaves the trunk with
the year in which it starts, so that nothing decided before can know of it, and ends with the last year of its window:
then the world is that of the trunk again. Its nodes are years, however long the periods, so that a stop of one year is
one. If it starts within a period, what there is by then, in stock or under way, is a mixture of what there is when the
period begins and when it ends; and so is what it returns to. Decisions taken in advance are indexed by period,
responses by node; a plan without disruptions is a tree that is only a trunk.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from model.scenario.calendar import Calendar, Year, parts_at
from model.scenario.disruptions import Branch
from model.sheets.names import Node, Period, node_name
from model.tolerances import MOMENT, NO_SHARE

NOTHING_HAPPENS = "nothing happens"
"""The outcome without a disruption."""


class History(NamedTuple):
    """One of the ways whose mixture leads to the end of a node."""

    part: float
    """Its part of the mixture."""
    end: int
    """The year after the node."""
    way: list[tuple[Node, int]]
    """The node and those before it, the latest first, each with its first year. A branch that starts within a period
    starts, by its histories, when the period begins or when it ends."""


@dataclass(frozen=True)
class Tree:
    """Nodes in order, a parent before its children."""

    nodes: tuple[Node, ...]
    period: dict[Node, Period]
    """Period of each node of the trunk, and its `Year` of each node of a branch where a period has several."""
    parent: dict[Node, Node]
    """Parent of each node but the root."""
    chance: dict[Node, tuple[float, ...]]
    """Probability of being there in each of its years; in every year they add up to 1 over all branches."""
    branch_of: Mapping[Node, Branch] = field(default_factory=dict)
    """Branch of each node outside the trunk."""
    step: int = 0
    """Years of which lags are counted; 0: those of a period, as all have the same."""

    @cached_property
    def passed(self) -> dict[Node, float]:
        """Share of its parent's years that are over when the first node of a branch begins, where this is not all."""
        starts = [(node, self.undisturbed(node)) for node, *_ in self.branches.values()]
        return {
            node: (self.period[node] - self.period[usual]) / len(self.chance[usual])
            for node, usual in starts
            if self.parent.get(node) == usual
        }

    @cached_property
    def weight(self) -> dict[Node, float]:
        """Probability of being at each node, the mean of its years."""
        return {node: _mean(chances) for node, chances in self.chance.items()}

    def present_value(self, calendar: Calendar) -> dict[Node, float]:
        """Value, when the first year starts, of one unit of money in each year of each node, weighed by probability."""
        return {node: self.value_at(calendar, node) for node in self.chance}

    def value_at(self, calendar: Calendar, node: Node) -> float:
        """The same at one node."""
        time, chances = self.period[node], self.chance[node]
        if len(set(chances)) == 1:
            return chances[0] * calendar.discount(time)
        years = zip(chances, calendar.times(time), strict=True)
        return sum(chance * calendar.discount(year) for chance, year in years) / len(chances)

    def back(self, node: Node) -> Iterator[tuple[Node, float]]:
        """A node and those before it, the latest first, each with the share of its years until the next begins."""
        way, share = node, 1.0
        yield way, share
        while way in self.parent:
            way, share = self.parent[way], self.passed.get(way, 1.0)
            yield way, share

    def before(self, node: Node) -> dict[Node, float]:
        """Nodes whose amounts at their ends, such as stocks, give the amount when a node begins, with their parts. If
        these are less than 1, the rest is of the beginning of the horizon."""
        if node not in self.parent:
            return {}
        return {self.parent[node]: 1.0} if node not in self.passed else self._amount_at(self.period[node])

    def opening(self, parts: Mapping[Node, float]) -> float:
        """Part of the beginning of the horizon in such an amount."""
        rest = 1.0 - sum(parts.values())
        return rest if rest > NO_SHARE else 0.0

    def rejoined(self, node: Node) -> dict[Node, float]:
        """The same of the trunk when the last node of a branch ends."""
        return self._amount_at(self.period[node] + 1)

    def _amount_at(self, year: int) -> dict[Node, float]:
        """Nodes of the trunk whose amounts at their ends give the amount when a year begins."""
        lengths = {self.period[node]: len(self.chance[node]) for node in self.trunk}
        parts = parts_at(lengths, year)
        return {node_name("", period): part for period, part in parts if period is not None}

    @cached_property
    def histories(self) -> dict[Node, list[History]]:
        """Ways whose mixture leads to the end of each node."""
        ways: dict[Node, list[tuple[Node, int]]] = {}
        for node in self.trunk:
            ways[node] = [(node, int(self.period[node])), *ways.get(self.parent.get(node, node), [])]
        histories = {node: [History(1.0, way[0][1] + len(self.chance[node]), way)] for node, way in ways.items()}
        for first, *rest in self.branches.values():
            before = self.before(first)
            starts = [(part, histories[node][0].end, ways[node]) for node, part in before.items()]
            if opening := self.opening(before):
                starts.append((opening, int(self.period[self.trunk[0]]), []))
            for node in (first, *rest):
                starts = [(part, year + 1, [(node, year), *way]) for part, year, way in starts]
                histories[node] = [History(*start) for start in starts]
        return histories

    def passing(self, name: str) -> dict[Node, tuple[float, ...]]:
        """Whether each year of each node of the trunk, or of a branch, is part of the outcome in which the branch
        occurs: 1 or 0."""
        replaced = {int(self.period[node]) for node in self.branches[name]}
        passes = dict.fromkeys(self.branches[name], (1.0,))
        years = {node: range(self.period[node], self.period[node] + len(self.chance[node])) for node in self.trunk}
        return {node: tuple(float(year not in replaced) for year in span) for node, span in years.items()} | passes

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

    def part_of_period(self, node: Node) -> float:
        """Part of its period's years that the nodes of a node's branch have; 1 in the trunk."""
        usual = len(self.chance[self.undisturbed(node)])
        return len(self.alongside[node]) / usual if node in self.branch_of else 1.0

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
            chance={node: self.chance[node] for node in nodes},
            branch_of={node: self.branch_of[node] for node in nodes if node in self.branch_of},
            step=self.step,
        )

    def weighing(self, chance: Mapping[Node, tuple[float, ...]]) -> Tree:
        """The tree with other probabilities."""
        return replace(self, chance=dict(chance))


def _mean(chances: tuple[float, ...]) -> float:
    return chances[0] if len(set(chances)) == 1 else sum(chances) / len(chances)


def trunk(calendar: Calendar) -> Tree:
    """A tree without branches."""
    nodes = tuple(node_name("", t) for t in calendar.periods)
    return Tree(
        nodes=nodes,
        period=dict(zip(nodes, calendar.periods, strict=True)),
        parent=dict(zip(nodes[1:], nodes, strict=False)),
        chance={node: (1.0,) * calendar.length(t) for node, t in zip(nodes, calendar.periods, strict=True)},
    )


def grow(calendar: Calendar, branches: Iterable[Branch]) -> Tree:
    """The trunk with its branches. Weights are not negative if `model.checks` found no problem in the probabilities."""
    bare = trunk(calendar)
    nodes, period, parent = list(bare.nodes), dict(bare.period), dict(bare.parent)
    left = {node: list(chances) for node, chances in bare.chance.items()}
    chance: dict[Node, tuple[float, ...]] = {}
    branch_of: dict[Node, Branch] = {}
    for branch in branches:
        before: Node | None = None
        for t, time in _times(calendar, branch):
            node, of_trunk = node_name(branch.name, time), node_name("", t)
            left[of_trunk][time - t] -= branch.probability
            if before is None:
                before = of_trunk if time > t else bare.parent.get(of_trunk)
            if before is not None:
                parent[node] = before
            nodes.append(node)
            period[node], branch_of[node], chance[node] = time, branch, (branch.probability,)
            before = node
    every = {node: tuple(0.0 if abs(p) < NO_SHARE else p for p in chances) for node, chances in left.items()} | chance
    is_even = calendar.is_even and not any(isinstance(time, Year) for time in period.values())
    return Tree(tuple(nodes), period, parent, every, branch_of, 0 if is_even else 1)


def _times(calendar: Calendar, branch: Branch) -> list[tuple[Period, Period]]:
    """Years that have a part of a branch's assessment period, or periods of one year, each after its period."""
    times = [(t, time) for t in calendar.periods for time in calendar.times(t)]
    return [(t, time) for t, time in times if calendar.overlap(branch.start, branch.end, time) > MOMENT]

"""Time and chance in one index: the node.

The trunk has one node per period: nothing has gone wrong so far. A disruption is a branch that leaves the trunk with
the year in which it starts, so that nothing decided before can know of it, and ends with the last period of its window:
then the world is that of the trunk again. Its nodes are years, however long the periods, so that a stop of one year is
one. If it starts within a period, it leaves with the stocks of the trunk by then: the rates of a period are those of
each of its years. Decisions taken in advance are indexed by period, responses by node; a plan without disruptions is a
tree that is only a trunk.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
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
        """Nodes whose amounts at their ends, such as stocks, give the amount when a node begins, with their parts: its
        parent, or, within this, it and the one before it, as amounts change evenly over a period. If they are less than
        1, the rest is `opening`."""
        if node not in self.parent:
            return {}
        parent, share = self.parent[node], self.passed.get(node, 1.0)
        earlier = {self.parent[parent]: 1.0 - share} if share < 1.0 and parent in self.parent else {}
        return {parent: share} | earlier

    def opening(self, node: Node) -> float:
        """Part of an amount of the beginning of the horizon in the amount when a node begins."""
        if node not in self.parent:
            return 1.0
        return 0.0 if self.parent[node] in self.parent else 1.0 - self.passed.get(node, 1.0)

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
    """Years of a branch, from that in which it starts to the end of the last period that it touches, each after its
    period."""
    times = [(t, time) for t in window(calendar, branch) for time in calendar.times(t)]
    return [(t, time) for t, time in times if time + 1 - branch.start > MOMENT]


def window(calendar: Calendar, branch: Branch) -> list[Period]:
    """Periods that a branch touches, from the one in which it starts."""
    return [t for t in calendar.periods if is_within(calendar, branch, t)]


def is_within(calendar: Calendar, branch: Branch, time: Period) -> bool:
    """Whether a period, or a year of one, has a part of a branch's assessment period. All nodes of a branch do where
    periods are years; in a longer period it has further years after it."""
    return calendar.overlap(branch.start, branch.end, time) > MOMENT

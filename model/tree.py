"""Time and chance in one index: the node.

The trunk has one node per period: nothing has gone wrong so far. A disruption is a branch that leaves the trunk when
it starts, so that nothing decided before can know of it. What is decided ahead is indexed by period, what reacts by
node; a plan without disruptions is a tree that is only a trunk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Tree:
    """Nodes in order, a parent before its children."""

    nodes: tuple[str, ...]
    period: dict[str, int]
    parent: dict[str, str]
    """Of each node but the root."""
    weight: dict[str, float]
    """Probability of being there."""

    def ancestor(self, node: str, steps: int) -> str | None:
        """The node some steps before; None before the horizon."""
        found: str | None = node
        for _ in range(steps):
            found = self.parent.get(found) if found is not None else None
        return found

    @property
    def trunk(self) -> list[str]:
        """The nodes of no disruption."""
        return [node for node in self.nodes if node == str(self.period[node])]


def trunk(periods: Iterable[int]) -> Tree:
    """A tree without branches."""
    years = tuple(periods)
    nodes = tuple(str(year) for year in years)
    return Tree(
        nodes=nodes,
        period=dict(zip(nodes, years, strict=True)),
        parent=dict(zip(nodes[1:], nodes, strict=False)),
        weight=dict.fromkeys(nodes, 1.0),
    )

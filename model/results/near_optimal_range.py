"""Range of figures over near-optimal plans: smaller differences are no finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Span:
    """A figure over several plans, in its own unit."""

    least: float
    greatest: float
    says: str = ""
    """Common property of all these plans, in a few words;"""
    is_proven: bool = False
    """and whether that is proven of every such plan."""


@dataclass(frozen=True)
class Spread:
    """Over plans found to cost at most a tolerance more than a plan, itself among them."""

    tolerance: float
    """Share of the plan's cost."""
    sizes: Mapping[str, Span] = field(default_factory=dict)
    """Capacity built by project, in all years,"""
    decided: Mapping[str, Span] = field(default_factory=dict)
    """When each project is first decided in those that have it [year];"""
    others: int = 0
    """in this number of other plans;"""
    unmet: Mapping[str, Span] = field(default_factory=dict)
    """shortage of each disruption, by branch;"""
    reacting: int = 0
    """and in how many others that is known, each with its cheapest reactions."""

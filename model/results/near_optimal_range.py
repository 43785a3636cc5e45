"""How far figures of a plan differ over plans that cost little more: what is smaller than that is no finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Span:
    """A figure over several plans, in its own unit."""

    least: float
    greatest: float
    says: str = ""
    """What all these plans have in common, in a few words;"""
    is_proven: bool = False
    """and whether that is proven of every such plan."""


@dataclass(frozen=True)
class Spread:
    """Over plans that were found to cost at most so much more than a plan, itself among them."""

    tolerance: float
    """Of the plan's cost."""
    sizes: Mapping[str, Span] = field(default_factory=dict)
    """What is built of each project, in all years,"""
    decided: Mapping[str, Span] = field(default_factory=dict)
    """When each project is first decided in those that have it [year];"""
    others: int = 0
    """in so many other plans;"""
    unmet: Mapping[str, Span] = field(default_factory=dict)
    """what each disruption leaves unmet, by branch;"""
    reacting: int = 0
    """and in how many others that is known, each with its cheapest reactions."""

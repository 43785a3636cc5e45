"""Significance of differences in cost, decided in this one place.

A solve stops within a gap: between the cost found and the bound proven there may be a cheaper plan. Two solves may so
differ by chance, and a difference is significant only if it exceeds their joint gap. Other differences are never
headlined, coloured or counted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from model.tolerances import SOLVED


@dataclass(frozen=True)
class Solved:
    """The cost of a plan, and its proven lower bound [amount]."""

    cost: float
    bound: float

    @property
    def left_open(self) -> float:
        """Possible saving of another plan; infinite without a bound [amount]."""
        open_ = self.cost - self.bound
        return max(0.0, open_) if math.isfinite(open_) else math.inf


def noise(*solves: Solved) -> float:
    """Joint gap of some solves, with rounding [amount]."""
    rounding = SOLVED * max((abs(each.cost) for each in solves), default=0.0)
    return sum(each.left_open for each in solves) + rounding


def is_significant(difference: float, open_: float) -> bool:
    """Whether a difference exceeds the gap; unknown differences do not."""
    return math.isfinite(difference) and abs(difference) > open_


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

"""The way from the base's cost to another plan's, category by category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.whatif.compare import SAME, Comparison
from model.whatif.plan_summary import Digest


@dataclass(frozen=True)
class Bridge:
    """Cost difference between a plan and the base's, by item of the objective [amount]."""

    other: Digest
    start: float
    end: float
    parts: Mapping[str, float]
    """By category; with the start they add up to the end."""
    within_gaps: bool
    """Whether the whole difference is no more than the two solves leave open."""

    @property
    def total(self) -> float:
        return self.end - self.start


def bridges(comparison: Comparison) -> tuple[Bridge, ...]:
    """A bridge to each plan whose money is in the base's unit."""
    base = comparison.base.digest
    if base is None:
        return ()
    return tuple(
        Bridge(
            other, base.objective, other.objective, _parts(base, other), not comparison.is_significant(other)
        )
        for other in comparison.beside
        if comparison.is_comparable(other)
    )  # fmt: skip


def _parts(base: Digest, other: Digest) -> dict[str, float]:
    names = dict.fromkeys([*base.costs, *other.costs])
    pairs = {name: (base.costs.get(name, 0.0), other.costs.get(name, 0.0)) for name in names}
    size = max(abs(base.objective), abs(other.objective))
    return {
        name: 0.0 if abs(after - before) <= SAME * size else after - before for name, (before, after) in pairs.items()
    }

"""A quantity that changes over the years."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter

YEAR = itemgetter(0)
"""Year of a point."""


@dataclass(frozen=True)
class ByYear:
    """Values at given years; linear between two of them, held before the first and after the last."""

    points: tuple[tuple[int, float], ...]

    @classmethod
    def of(cls, values: Mapping[int, float] | float) -> ByYear:
        """From values by year, or from one value for all years. Raises ValueError on no values."""
        if not isinstance(values, Mapping):
            return cls(((0, float(values)),))
        if not values:
            raise ValueError("no values")
        return cls(tuple(sorted((year, float(value)) for year, value in values.items())))

    def times(self, factor: float) -> ByYear:
        return ByYear(tuple((year, factor * value) for year, value in self.points))

    @property
    def is_zero(self) -> bool:
        """Whether it is 0 in every year."""
        return all(value == 0 for _, value in self.points)

    @property
    def greatest(self) -> float:
        return max(value for _, value in self.points)

    @property
    def least(self) -> float:
        return min(value for _, value in self.points)

    def at(self, year: float) -> float:
        """Value in a year."""
        after = bisect_right(self.points, year, key=YEAR) if len(self.points) > 1 else 0
        if after == 0:
            return self.points[0][1]
        if after == len(self.points):
            return self.points[-1][1]
        (year_0, value_0), (year_1, value_1) = self.points[after - 1], self.points[after]
        return value_0 + (value_1 - value_0) * (year - year_0) / (year_1 - year_0)

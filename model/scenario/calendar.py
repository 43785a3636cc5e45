"""Periods, and how durations that are not whole periods fall into them: always pro rata."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import prod

from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.tolerances import MOMENT


@dataclass(frozen=True)
class Calendar:
    """Periods of equal length; a period is named by its first year and starts when that year does."""

    first_year: int
    last_year: int
    years: int
    """Years per period."""
    discount_rate: float
    counted_at: float = 0.0
    """When in a year its money is counted: 0.5 in its middle."""

    @classmethod
    def of(cls, settings: Settings) -> Calendar:
        counted_at = 0.5 if settings.discounting == "mid-year" else 0.0
        return cls(
            settings.first_year, settings.last_year, settings.years_per_period, settings.discount_rate, counted_at
        )

    @property
    def periods(self) -> tuple[int, ...]:
        return tuple(range(self.first_year, self.end, self.years))

    @property
    def end(self) -> int:
        """The moment the horizon ends, a decimal year."""
        return self.last_year + 1

    def mean(self, values: ByYear, period: int) -> float:
        """Mean over the years of a period."""
        if self.years == 1:
            return values.at(period)
        return sum(values.at(year) for year in self.years_of(period)) / self.years

    @property
    def by_year(self) -> Calendar:
        """The same horizon in periods of one year."""
        return replace(self, years=1)

    def left_from(self, history: ByYear, shares: Sequence[tuple[int, float]], period: int) -> float:
        """Mean over a period of returns from the years before the first, given (years later, share) of each."""
        returns: list[float] = []
        for year in self.years_of(period):
            returns += [share * history.at(year - later) for later, share in shares if year - later < self.first_year]
        return sum(returns) / self.years

    def years_of(self, period: int) -> range:
        """Years of a period."""
        return range(period, period + self.years)

    def overlap(self, start: float, end: float, period: int) -> float:
        """Years of the span from start to end that fall into a period."""
        return max(0.0, min(end, period + self.years) - max(start, period))

    def share(self, start: float, end: float, period: int) -> float:
        """Share of a period that the span from start to end covers."""
        return self.overlap(start, end, period) / self.years

    def factor(self, acting: Iterable[tuple[float, float, float]], period: int) -> float:
        """Mean over a period of the product of factors (start, end, factor), each acting from its start to its end: two
        that act one after the other do not compound."""
        last = period + self.years
        within = [(max(start, period), min(end, last), factor) for start, end, factor in acting]
        moments = sorted({moment for start, end, _ in within if start < end for moment in (start, end)})
        product = 1.0
        for begin, finish in pairwise(moments):
            left = prod(factor for start, end, factor in within if start <= begin and finish <= end)
            product += (finish - begin) / self.years * (left - 1)
        return product

    def spread(self, start: float, end: float, period: int) -> float:
        """Share of the span from start to end that falls into a period; a span without length is a moment."""
        if end <= start:
            return float(period <= start < period + self.years)
        return self.overlap(start, end, period) / (end - start)

    def lags(self, duration: float) -> list[tuple[int, float]]:
        """(periods later, share) of arrivals after a duration in years, for departures spread evenly over a period."""
        steps, rest = divmod(duration / self.years, 1.0)
        shares = [(int(steps), 1.0 - rest), (int(steps) + 1, rest)]
        return [(step, share) for step, share in shares if share > MOMENT]

    def discount(self, period: int) -> float:
        """Mean present value, when the first year starts, of one unit of money in each year of a period."""
        years = range(period - self.first_year, period - self.first_year + self.years)
        factors = [(1.0 + self.discount_rate) ** -(year + self.counted_at) for year in years]
        return float(sum(factors)) / self.years

    def profile(self, start: float, end: float, shares: Sequence[float], period: int) -> float:
        """Mean over a period of a ramp: 0 before start, ``shares[q]`` in the q-th year of it, then 1; 0 from end."""
        total = 0.0
        for year, share in enumerate(shares):
            total += share * self.share(start + year, min(start + year + 1, end), period)
        return total + self.share(start + len(shares), end, period)

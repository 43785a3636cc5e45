"""Periods, and how durations that are not whole periods fall into them: always pro rata."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import prod

from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.names import branch_name, year_of
from model.sheets.periods import lengths_of, parts_of
from model.tolerances import MOMENT


class Year(int):
    """A single year of a longer period, as the time of a node in a branch. It counts as a year, and is another time
    than the period that begins with it."""

    def __eq__(self, other: object) -> bool:
        return type(other) is Year and int(self) == int(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(("year", int(self)))


@dataclass(frozen=True)
class Calendar:
    """Periods of whole years; a period is named by its first year and starts when that year does. Wherever a period is
    asked for, a single `Year` will do."""

    first_year: int
    last_year: int
    years_per_period: int | str
    """Their length, or the lengths up to given years."""
    discount_rate: float
    counted_at: float = 0.0
    """When in a year its money is counted: 0.5 in its middle."""

    @classmethod
    def of(cls, settings: Settings) -> Calendar:
        counted_at = 0.5 if settings.discounting == "mid-year" else 0.0
        return cls(
            settings.first_year, settings.last_year, settings.years_per_period, settings.discount_rate, counted_at
        )

    @cached_property
    def lengths(self) -> dict[int, int]:
        """Years of each period. Raises ValueError if a period would go beyond the last year of its length."""
        return lengths_of(self.years_per_period, self.first_year, self.last_year)

    @property
    def periods(self) -> tuple[int, ...]:
        return tuple(self.lengths)

    @property
    def is_even(self) -> bool:
        """Whether all periods have one length."""
        return len(set(self.lengths.values())) == 1

    @property
    def step(self) -> int:
        """Years of which lags are counted without disruptions: those of a period where all have as many, else one."""
        return self.length(self.first_year) if self.is_even else 1

    def length(self, period: int) -> int:
        """Years of a period. One before the horizon is as long as the cell says of its years, one after it as the
        last."""
        if isinstance(period, Year):
            return 1
        if period in self.lengths:
            return self.lengths[period]
        if period < self.first_year:
            parts = parts_of(self.years_per_period)
            return next(length for length, until in parts if until is None or period <= until)
        return self.lengths[self.periods[-1]]

    def after(self, period: int, steps: int = 1) -> int:
        """The period some periods later, also beyond the horizon."""
        for _ in range(steps):
            period += self.length(period)
        return period

    def parts_at(self, year: int) -> list[tuple[int | None, float]]:
        """Periods, None for the beginning of the horizon, whose amounts at their ends give the amount when a year
        begins, with their parts."""
        return parts_at(self.lengths, year)

    @property
    def is_yearly(self) -> bool:
        """Whether all periods are single years."""
        return set(self.lengths.values()) == {1}

    def period_of(self, year: int) -> int:
        """The period that a year of the horizon falls into."""
        return self._period_of[int(year)]

    @cached_property
    def _period_of(self) -> dict[int, int]:
        return {year: t for t in self.periods for year in self.years_of(t)}

    def time_of(self, node: str) -> int:
        """The period of a node of the trunk, and of a branch in a longer period the single `Year`."""
        year = year_of(node)
        return Year(year) if branch_name(node) and self.length(self.period_of(year)) > 1 else year

    def times(self, period: int) -> list[int]:
        """A period as the nodes of a branch see it: in years. A period of one year is itself."""
        return [period] if self.length(period) == 1 else [Year(year) for year in self.years_of(period)]

    @property
    def end(self) -> int:
        """The moment the horizon ends, a decimal year."""
        return self.last_year + 1

    @property
    def reach(self) -> int:
        """The year after the last to which goods under way come in a disruption: one that starts within a period is to
        them, in part, one that starts when this ends."""
        return self.end + max(self.lengths.values()) - 1

    def mean(self, values: ByYear, period: int) -> float:
        """Mean over the years of a period."""
        return self.mean_over(values, self.years_of(period))

    @staticmethod
    def mean_over(values: ByYear, years: Sequence[int]) -> float:
        """Mean over some years."""
        return values.at(years[0]) if len(years) == 1 else sum(map(values.at, years)) / len(years)

    @property
    def by_year(self) -> Calendar:
        """The same horizon in periods of one year."""
        return replace(self, years_per_period=1)

    def left_from(self, history: ByYear, shares: Sequence[tuple[int, float]], years: Sequence[int]) -> float:
        """Mean over some years of returns from the years before the first, given (years later, share) of each."""
        returns: list[float] = []
        for year in years:
            returns += [share * history.at(year - later) for later, share in shares if year - later < self.first_year]
        return sum(returns) / len(years)

    def years_of(self, period: int) -> range:
        """Years of a period."""
        return range(period, period + self.length(period))

    def overlap(self, start: float, end: float, period: int) -> float:
        """Years of the span from start to end that fall into a period."""
        return max(0.0, min(end, period + self.length(period)) - max(start, period))

    def share(self, start: float, end: float, period: int) -> float:
        """Share of a period that the span from start to end covers."""
        length = self.length(period)
        return max(0.0, min(end, period + length) - max(start, period)) / length

    def factor(self, acting: Iterable[tuple[float, float, float]], period: int) -> float:
        """Mean over a period of the product of factors (start, end, factor), each acting from its start to its end: two
        that act one after the other do not compound."""
        last = period + self.length(period)
        within = [(max(start, period), min(end, last), factor) for start, end, factor in acting]
        moments = sorted({moment for start, end, _ in within if start < end for moment in (start, end)})
        product = 1.0
        for begin, finish in pairwise(moments):
            left = prod(factor for start, end, factor in within if start <= begin and finish <= end)
            product += (finish - begin) / self.length(period) * (left - 1)
        return product

    def spread(self, start: float, end: float, period: int) -> float:
        """Share of the span from start to end that falls into a period; a span without length is a moment."""
        if end <= start:
            return float(period <= start < period + self.length(period))
        return self.overlap(start, end, period) / (end - start)

    @staticmethod
    def lags(duration: float, step: int) -> list[tuple[int, float]]:
        """(steps later, share) of arrivals after a duration in years, for departures spread evenly over a step of some
        years."""
        steps, rest = divmod(duration / step, 1.0)
        shares = [(int(steps), 1.0 - rest), (int(steps) + 1, rest)]
        return [(step, share) for step, share in shares if share > MOMENT]

    def arriving(self, begun: int, duration: float) -> list[tuple[int, float]]:
        """(period, share) of arrivals after a duration, if they begin evenly over a period; some may be after the
        horizon."""
        if self.is_even:
            return [(self.after(begun, steps), share) for steps, share in self.lags(duration, self.step)]
        start, end = begun + duration, self.after(begun) + duration
        shares, period = [], begun
        while period < end:
            shares.append((period, self.spread(start, end, period)))
            period = self.after(period)
        return [(t, share) for t, share in shares if share > MOMENT]

    def discount(self, period: int) -> float:
        """Mean present value, when the first year starts, of one unit of money in each year of a period."""
        return float(sum(map(self.factor_of, self.years_of(period)))) / self.length(period)

    def factor_of(self, year: int) -> float:
        """Present value, when the first year starts, of one unit of money in a year, also one after the last."""
        return float((1.0 + self.discount_rate) ** -(year - self.first_year + self.counted_at))

    def profile(self, start: float, end: float, shares: Sequence[float], period: int) -> float:
        """Mean over a period of a ramp: 0 before start, ``shares[q]`` in the q-th year of it, then 1; 0 from end."""
        last = period + self.length(period)
        if last <= start or end <= period:
            return 0.0
        if start + len(shares) <= period and last <= end:
            return 1.0
        total = 0.0
        for year, share in enumerate(shares):
            total += share * self.share(start + year, min(start + year + 1, end), period)
        return total + self.share(start + len(shares), end, period)


def parts_at(lengths: Mapping[int, int], year: int) -> list[tuple[int | None, float]]:
    """Periods, by their years, whose amounts at their ends give the amount when a year begins, with their parts; None
    for the beginning of the first. Amounts change evenly over a period."""
    earlier: int | None = None
    for period, length in lengths.items():
        share = (year - period) / length
        if 0 < share < 1:
            return [(period, share), (earlier, 1.0 - share)]
        if share >= 1:
            earlier = period
    return [(earlier, 1.0)]

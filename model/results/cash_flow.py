"""Cash flows over the horizon: net present value, internal rates of return, payback."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np

from model.scenario.calendar import Calendar
from model.tolerances import FLOAT

LOWEST_RATE, HIGHEST_RATE = -0.99, 10.0
"""Rates of return that are looked for."""

NOTHING_IN, NEVER_BACK, ALWAYS = "nothing is put in", "never paid back", "above 1000 %"
"""Why there is no rate of return."""

CLOSE = 1e-6
"""Imaginary part of a root that counts as real, as that of a root of even order does."""


@cache
def discount_factors(calendar: Calendar, rate: float) -> tuple[float, ...]:
    """Discount factor of each period at a rate."""
    return tuple(replace(calendar, discount_rate=rate).discount(t) for t in calendar.periods)


@dataclass(frozen=True)
class CashFlow:
    """Money received less money paid in each period [amount], spread evenly over its years."""

    calendar: Calendar
    values: tuple[float, ...]

    def npv(self, rate: float) -> float:
        """Present value when the first year begins."""
        factors = discount_factors(self.calendar, rate)
        return sum(value * factor for value, factor in zip(self.values, factors, strict=True))

    @property
    def total(self) -> float:
        return sum(self.values)

    @cached_property
    def is_empty(self) -> bool:
        """Whether nothing is paid and nothing received."""
        return not any(self._counted)

    @cached_property
    def _counted(self) -> tuple[float, ...]:
        """Values but for rounding."""
        most = max(map(abs, self.values), default=0.0)
        return tuple(value if abs(value) > FLOAT * most else 0.0 for value in self.values)

    @cached_property
    def rates_of_return(self) -> tuple[float, ...]:
        """All rates at which the present value is zero, from −99 % to 1000 %, the lowest first."""
        yearly = np.trim_zeros(np.repeat(self._counted, self.calendar.years))
        if not len(yearly):
            return ()
        roots = np.polynomial.Polynomial(yearly).roots()  # in 1 / (1 + rate), in which a first year is as any other
        real = np.sort(roots.real[abs(roots.imag) <= CLOSE * abs(roots)])
        low, high = 1 / (1 + HIGHEST_RATE), 1 / (1 + LOWEST_RATE)
        apart = real[np.diff(real, prepend=-np.inf) > CLOSE * abs(real)]
        return tuple(sorted(1 / x - 1 for x in apart.tolist() if low <= x <= high))

    @property
    def why_no_rate(self) -> str:
        """Why there is no rate of return; empty if there is one."""
        if self.rates_of_return:
            return ""
        if min(self._counted, default=0.0) >= 0:
            return NOTHING_IN
        return NEVER_BACK if self.npv(0.0) < 0 or max(self._counted) <= 0 else ALWAYS

    @cached_property
    def payback(self) -> float | None:
        """Years from the period of the first outlay until it is paid back, undiscounted; None if it is not."""
        started, balance = None, 0.0
        for at, value in enumerate(self._counted):
            if started is None and value < 0:
                started = at
            if started is None:
                continue
            if balance < 0 <= balance + value:
                return (at - started - balance / value) * self.calendar.years
            balance += value
        return None

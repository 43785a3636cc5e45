"""The rows of a sheet in the months of a disruption, where a family says other than that rates are a twelfth and
durations twelve times.

``IN_MONTHS`` has a function by row class, from the rows in years to those in months; of several the family built last
comes first, and the others get its rows. ``ARRIVING`` are functions that yield rows of goods that are under way when
the months begin, from the lanes of the months.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.families import load_rolls
from model.scenario.calendar import Calendar
from model.scenario.months import FIRST, PER_YEAR, Months
from model.sheets.columns import ByYear
from model.sheets.names import LaneName, node_name
from model.sheets.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

Sent = Mapping[LaneName, float]
"""Units sent a month, by lane."""


@dataclass(frozen=True)
class MonthsAhead:
    """A plan at the start of a year, and the months from then on."""

    tables: Tables
    """Its workbook in years, with stocks, reserves and earlier deliveries as they are by then."""
    frames: Mapping[str, pd.DataFrame]
    calendar: Calendar
    months: Months
    prices: Mapping[tuple[str, str], float]
    """Prices of shortage that the workbook does not allow, by market and product."""

    @property
    def is_first(self) -> bool:
        """Whether the months begin with the plan."""
        return self.months.start == self.calendar.first_year

    def period(self, year: int) -> int:
        """The period of the plan that a year lies in."""
        return max(t for t in self.calendar.periods if t <= year)

    def sent(self, name: str, year: int) -> dict[str, dict[LaneName, float]]:
        """Units that the plan sends a month on each lane in a year, undisrupted, of a table of shipments; by exclusion
        if it has any."""
        frame = self.frames[name]
        frame = frame[frame["node"] == node_name("", self.period(year))]
        exclusions = frame["exclusion"].tolist() if "exclusion" in frame else [""] * len(frame)
        by_exclusion: dict[str, dict[LaneName, float]] = {}
        for exclusion, lane, amount in zip(exclusions, frame["lane"], frame["shipped"], strict=True):
            by_exclusion.setdefault(str(exclusion), {})[lane] = float(amount) * PER_YEAR
        return by_exclusion


InMonths = Callable[[MonthsAhead, list[Any]], Iterator[Any]]
"""Rows of a sheet in months, from those in years or of the families built later."""


def in_months() -> dict[type[Any], list[InMonths]]:
    """The functions of all families, by row class, in the order in which they are applied."""
    by_class: dict[type[Any], list[InMonths]] = {}
    for family in reversed(load_rolls()):
        for row_class, rows in getattr(family, "IN_MONTHS", {}).items():
            by_class.setdefault(row_class, []).append(rows)
    return by_class


def none_in_months(ahead: MonthsAhead, rows: list[Any]) -> Iterator[Any]:
    """No row: what the months need is added by others."""
    yield from ()


def numbered(amounts: Mapping[int, float]) -> ByYear:
    """Amounts by month from the first on, numbered; 0 afterwards."""
    return ByYear.of({FIRST + month: amounts.get(month, 0.0) for month in range(max(amounts) + 2)})

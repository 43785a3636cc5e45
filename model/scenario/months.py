"""A row of a workbook in years as one in months: rates a twelfth, durations twelve times, of years the first month.

Which columns that concerns is read from the unit that each declares, so that a new column is converted as soon as its
sheet exists; one whose unit of time is not known here is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from model.sheets.columns import ByYear
from model.sheets.schema import SHEET_OF, Column, Kind, Row

MONTHS = 12

FIRST = 1001
"""The number of the first month: years are written in four digits, and so are months."""

PER_YEAR = 1 / MONTHS

FACTORS: Mapping[str, float] = {
    "{currency} per {unit} and year": PER_YEAR,
    "{currency}/y per {unit}/y": 1.0,
    "{currency} per {unit}/y": MONTHS,
    "{unit} per {unit}/y": MONTHS,
    "{unit}/y per {unit}": PER_YEAR,
    "years": MONTHS,
    "days": MONTHS,
    "months": MONTHS,
}
"""By unit of time: factor from a value in years to one in months. There a day is a twelfth of a day of the year, as a
year is a month; a month of cover is a twelfth of its value."""

RATIO = " per "
"""Part of units that are no plain rate a year, such as t/y."""

TIME = ("/y", "year", "day", "month")
"""Parts of units with a dimension of time."""

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Months:
    """The months from the start of a year, numbered from ``FIRST`` on."""

    start: int
    """The year."""
    count: int

    @property
    def numbers(self) -> range:
        return range(FIRST, FIRST + self.count)

    @property
    def years(self) -> range:
        """Years of the months."""
        return range(self.start, self.start + -(-self.count // MONTHS))

    def first_of(self, year: int) -> int:
        """The number of a year's first month."""
        return FIRST + MONTHS * (year - self.start)

    def number(self, moment: float) -> float:
        """A decimal year as a number of months."""
        return FIRST + MONTHS * (moment - self.start)

    def moment(self, number: float) -> float:
        """A number of months as a decimal year: when a month starts."""
        return self.start + (number - FIRST) / MONTHS

    def year_of(self, number: int) -> int:
        return self.start + (number - FIRST) // MONTHS

    def by_month(self, values: ByYear, factor: float = 1.0) -> ByYear:
        """Values by year as values by month: the same in all months of a year, also of years before the first."""
        if len(values.points) == 1:
            return values.times(factor)
        first = min(self.start, values.points[0][0])
        points = {}
        for year in range(first, self.years[-1] + 1):
            value = factor * values.at(year)
            points[self.first_of(year)] = points[self.first_of(year) + MONTHS - 1] = value
        return ByYear.of(points)

    def row(self, row: R, **changes: Any) -> R:
        """A row in months, with changes that are in months already."""
        converted = {
            column.attribute: self._value(column, value)
            for column in SHEET_OF[type(row)].columns
            if column.attribute not in changes and (value := getattr(row, column.attribute)) is not None
        }
        return replace(row, **converted, **changes)

    def _value(self, column: Column, value: Any) -> Any:
        if column.kind is Kind.YEAR:
            return self.first_of(value)
        factor = factor_of(column)
        if isinstance(value, ByYear):
            return self.by_month(value, factor)
        return value if factor == 1.0 else value * factor


def factor_of(column: Column) -> float:
    """Factor from years to months for a column. Raises KeyError if its unit of time is unknown."""
    unit = column.unit
    if column.kind is Kind.YEAR or not any(word in unit for word in TIME):
        return 1.0
    return PER_YEAR if unit.endswith("/y") and RATIO not in unit else FACTORS[unit]

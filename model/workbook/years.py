"""Values by year in one row: columns ``price 2030``, or one column ``price`` for all years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from model.errors import Problem
from model.sheets.byyear import ByYear
from model.sheets.schema import Column, Sheet
from model.sheets.wording import count, rows_named, spans
from model.workbook.cells import NOTHING, Terms, expected, fix_of_empty
from model.workbook.grid import address

MOST_PATTERNS = 3
"""Ways of filling years that are listed row by row; the rest is counted."""


@dataclass
class YearlyBlock:
    """The cells of one yearly column, and in which rows years between or beyond them are made up."""

    column: Column
    places: Mapping[int, int | None]
    """Year of each column of the sheet; None: all years."""
    filled_in: dict[str, list[int]] = field(default_factory=dict)
    """Lines by their interpolated years."""

    def value(
        self, line: int, points: Mapping[int, float], terms: Terms, *, is_broken: bool
    ) -> tuple[Any, tuple[str, str, str] | None]:
        """The value of a row from its numbers by column of the sheet, and its problem: value, expected, fix."""
        values = {self.places[at]: number for at, number in points.items()}
        constant = values.pop(None, None)
        by_year = {year: number for year, number in values.items() if year is not None}
        if constant is not None and by_year:
            wanted = f"either one '{self.column.header}' for all years or values by year, not both"
            return ByYear.of(by_year), (f"{constant:.12g}", wanted, "Clear this cell or the cells of the years")
        if constant is not None:
            return ByYear.of(constant), None
        if by_year:
            if not is_broken and not self.column.past:
                self._note(line, by_year, terms)
            return ByYear.of(by_year), None
        if self.column.required:
            wanted = f"{expected(self.column, terms)}, for at least one year, required"
            return NOTHING, ("", wanted, fix_of_empty(self.column, terms))
        return self.column.if_empty, None

    def constant(self, line: int) -> str:
        """Address of a row's value for all years."""
        at = next(at for at, year in self.places.items() if year is None)
        return address(at, line)

    def _note(self, line: int, points: Mapping[int, float], terms: Terms) -> None:
        if terms.horizon and (pattern := filled_in(points, *terms.horizon)):
            self.filled_in.setdefault(pattern, []).append(line)

    def warnings(self, sheet: Sheet, terms: Terms) -> list[Problem]:
        """One warning about the rows whose yearly values are interpolated or held."""
        if not self.filled_in or not terms.horizon:
            return []
        texts = [f"{rows_named(lines)}: {pattern}" for pattern, lines in list(self.filled_in.items())[:MOST_PATTERNS]]
        rest = sum(len(lines) for lines in list(self.filled_in.values())[MOST_PATTERNS:])
        texts += [f"{count(rest, 'more row')} with other patterns"] if rest else []
        at = next(at for at, year in self.places.items() if year is not None)
        line = next(iter(self.filled_in.values()))[0]
        wanted = "'{}' for every year {}–{}".format(self.column.header, *terms.horizon)
        return [Problem(sheet.name, address(at, line), "", wanted, "; ".join(texts), is_warning=True)]


def filled_in(at_years: Iterable[int], first: int, last: int) -> str:
    """Interpolation of values for missing years, in words; empty if all are given."""
    years = sorted(at_years)
    missing = [year for year in range(first, last + 1) if year not in set(years)]
    between = [year for year in missing if years[0] < year < years[-1]]
    parts = []
    if early := [year for year in missing if year < years[0]]:
        parts.append(f"{spans(early)} as {years[0]}")
    if between:
        parts.append(f"{spans(between)} interpolated")
    if late := [year for year in missing if year > years[-1]]:
        parts.append(f"{spans(late)} as {years[-1]}")
    return ", ".join(parts)

"""Rows drawn from the declarations of their sheet: a new family's sheets take part without being named.

The size of a column's numbers follows from its unit: see SCALES. A missing unit is an error, so that whoever declares
one also gives the usual size.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from openpyxl.utils import get_column_letter

from model.scenario.build_context import MONEY
from model.scenario.disruptions import EACH_START
from model.scenario.limits import MEASURES
from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.schema import EVERYWHERE, SHEET_OF, Column, Kind, Sheet
from model.sheets.tables import Tables
from model.sheets.whatifs import Change, Range, WhatIf
from model.whatif.validation import bodies_of
from model.workbook.references import Registry

SCALES: dict[str, tuple[float, float]] = {
    "%": (0.0, 1.0),
    "%/y": (0.0, 0.3),
    "days": (1, 400),
    "degrees": (-60, 60),
    "disruptions": (1, 3),
    "footprint unit": (500, 5000),
    "footprint unit per {unit}": (0.2, 5),
    "footprint unit per {unit} and 1000 km": (0.1, 1),
    "footprint unit/y": (50, 2000),
    "modules": (1, 3),
    "months": (0.2, 4),
    "of the property": (1, 9),
    "order": (1, 2),
    "people": (1, 12),
    "people/y": (1, 4),
    "people per 1000 {unit}/y": (5, 60),
    "people per person": (1, 5),
    "score": (-2.5, 2.5),
    "year": (2018, 2034),
    "": (2018, 2034),
    "years": (0.25, 4),
    "units/y": (2, 80),
    "×": (0.3, 1.6),
    "{amount}": (50, 3000),
    "{amount}/y": (500, 40000),
    "{currency}/{unit}": (2, 300),
    "{currency}/{unit} per 1000 km": (0.5, 10),
    "{currency} per {unit}/y": (10, 500),
    "{currency} per {unit} and year": (1, 50),
    "{currency}/y per {unit}/y": (1, 60),
    "{currency}/y": (50, 800),
    "{currency}/y per person": (10, 200),
    "{currency} per person": (20, 600),
    "{currency}/footprint unit": (1, 60),
    "{unit}": (5, 200),
    "{unit}/y": (5, 150),
    "{unit}/y per person": (2, 40),
    "{unit} per {unit}": (0.3, 1.5),
    "{unit} per {unit}/y": (0.05, 1),
    "{unit}/y per {unit}": (0.3, 2),
    "{unit} per unit run": (0.3, 2),
}
"""Least and greatest number that is drawn in each unit; money in ones."""

MEASURED: dict[str, tuple[float, float]] = {
    "share": (0.3, 1.0),
    "HHI": (3500, 9500),
    "capacity": (10, 80),
    "plants in use": (1, 2),
    "recipes in use": (1, 2),
    "supply": (5, 120),
    "flow": (5, 120),
    "throughput": (5, 120),
    "cover": (0.2, 4),
    "service": (0.05, 0.8),
    "unmet": (5, 200),
    "expected unmet": (5, 200),
    "capacity share": (0.05, 0.8),
    "import share": (0.3, 1.0),
    "N-1 cover": (0.1, 1.0),
    "cost": (2e4, 4e5),
    "CVaR of unmet": (5, 120),
    "CVaR of cost": (2e4, 9e5),
}
"""Likewise for measures of Limits."""

WORDS: dict[str, tuple[str, ...]] = {"unit": ("t", "kg", "piece"), "capacity unit": ("t", "kg")}
"""Texts that mean something, by header; others are names."""

FIXED = {"gap", "time_limit", "value_of_information", "without_the_plan", "currency", "amounts"}
"""Settings of the solve and of money; rules change some of them."""

NOT_OF_THE_PLAN = (WhatIf, Change, Range)
"""Sheets that ask further questions and change no plan."""

FILLED = 0.45
"""Share of cells that are filled where they may be empty."""


def sheets_of_rows() -> list[Sheet]:
    """Every sheet of rows that a plan reads, by name, so that draws do not depend on the order of imports."""
    found = (s for row_class, s in SHEET_OF.items() if not s.vertical and row_class not in NOT_OF_THE_PLAN)
    return sorted(found, key=lambda sheet: sheet.name)


def addressed(row: Any, line: int) -> Any:
    """The row at a line, every column with an address: where problems are reported."""
    if row.line == line and row.cells.get(EVERYWHERE[0].attribute):
        return row
    columns = SHEET_OF[type(row)].all_columns
    cells = {column.attribute: f"{get_column_letter(at)}{line}" for at, column in enumerate(columns, start=1)}
    return replace(row, line=line, cells=cells)


def column_at(sheet: Sheet, cell: str) -> Column | None:
    """The column of an address made by `addressed`; None of a whole row."""
    letters = cell.rstrip("0123456789")
    columns = sheet.all_columns
    return next((c for at, c in enumerate(columns, start=1) if get_column_letter(at) == letters), None)


@dataclass
class Drawer:
    """Draws rows that fit into some tables."""

    chance: random.Random
    tables: Tables

    @cached_property
    def registry(self) -> Registry:
        """All names."""
        return Registry(bodies_of(self.tables, {}), with_off=True)

    @property
    def settings(self) -> Settings:
        return self.tables.settings

    def row(self, sheet: Sheet) -> Any:
        """A row with some of its cells filled."""
        values: dict[str, Any] = {}
        for column in sheet.columns:
            if column.required or column.is_key or self.chance.random() < FILLED:
                value = self.value(sheet, column, values)
                if value is not None:
                    values[column.attribute] = value
        return sheet.row_class(**values)

    def value(self, sheet: Sheet, column: Column, row: dict[str, Any]) -> Any:
        """A value that the column allows; None if there is none, as for a name from an empty sheet."""
        if column.kind is Kind.CHOICE:
            return self.chance.choice(column.options)
        if column.kind is Kind.YEAR:
            return self.chance.randint(self.settings.first_year, self.settings.last_year)
        if column.kind is Kind.REFERENCE:
            return self._reference(column)
        if column.kind is Kind.DATE:
            return "2026-04-30"
        if column.kind in (Kind.NAME, Kind.TEXT):
            return self._name(sheet, column)
        if column.kind is Kind.YEARLY:
            return self._by_year(column, self._scale(column, row))
        return self._number(column, *self._scale(column, row))

    def _reference(self, column: Column) -> str | None:
        names = list(self.registry.names(column.of).all)
        if column.words and (not names or self.chance.random() < 0.25):
            return self.chance.choice(column.words)
        return self.chance.choice(names) if names else None

    def _name(self, sheet: Sheet, column: Column) -> str:
        """A new name, or one that exists under the same header elsewhere."""
        if column.header == "start":
            return self._start()
        if column.header in WORDS:
            return self.chance.choice(WORDS[column.header])
        known = list(dict.fromkeys(namesakes(self.tables, column)))
        is_identity = column.is_key and len(sheet.key) == 1
        if known and not is_identity and self.chance.random() < 0.8:
            return self.chance.choice(known)
        every = {name for names in self.registry.of_sheet.values() for name in names} | set(known)
        number = next(n for n in range(1, 999) if f"{column.header} {n}" not in every)
        return f"{column.header} {number}"

    def _start(self) -> str:
        years = sorted(self.chance.choices(range(self.settings.first_year, self.settings.last_year + 1), k=2))
        return self.chance.choice((EACH_START, str(years[0]), f"{years[0]}-{years[1]}"))

    def _scale(self, column: Column, row: dict[str, Any]) -> tuple[float, float]:
        """Least and greatest number. Raises KeyError where the unit has none."""
        measure = row.get("measure")
        if column.unit == "see measure" and measure in MEASURED:
            low, high, unit = *MEASURED[measure], MEASURES[measure].unit
        else:
            low, high, unit = *SCALES[column.unit], column.unit
        size = MONEY[self.settings.amounts] if "amount" in unit else 1.0
        return low / size, high / size

    def _number(self, column: Column, low: float, high: float) -> float:
        least = column.at_least if column.above is None else column.above
        low, high = max(low, -math.inf if least is None else least), min(high, column.at_most or math.inf)
        if column.whole:
            return self.chance.randint(math.ceil(low), math.floor(high))
        if column.is_percent:
            if self.chance.random() < 0.15:
                return self.chance.choice((0.0, min(high, 1.0)))
            return round(self.chance.uniform(low, min(high, 1.0)), 2)
        if low > 0 and high / low > 20:
            return rounded(math.exp(self.chance.uniform(math.log(low), math.log(high))))
        return rounded(self.chance.uniform(low, high))

    def _by_year(self, column: Column, scale: tuple[float, float]) -> ByYear:
        first, last = self.settings.first_year, self.settings.last_year
        if column.past:
            return ByYear.of({first - back: self._number(column, *scale) for back in (1, 2, 3)})
        if first == last or self.chance.random() < 0.6:
            return ByYear.of(self._number(column, *scale))
        years = sorted(self.chance.sample(range(first, last + 1), 2))
        return ByYear.of({year: self._number(column, *scale) for year in years})


def rounded(value: float, digits: int = 3) -> float:
    """To a few digits, as people type."""
    return float(f"{value:.{digits}g}")


def namesakes(tables: Tables, column: Column) -> Iterator[str]:
    """Names under the same header, in this sheet and in others."""
    for row_class, rows in tables.rows.items():
        for other in SHEET_OF[row_class].columns:
            if other.header == column.header and other.kind in (Kind.NAME, Kind.TEXT):
                yield from (name for row in rows if (name := getattr(row, other.attribute)))


def asked_first(sheet: Sheet, tables: Tables) -> Iterable[Sheet]:
    """Sheets of which a row is needed before this one can have any."""
    found = Registry(bodies_of(tables, {}), with_off=True)
    by_name = {each.name: each for each in sheets_of_rows()}
    for column in sheet.columns:
        if column.kind is Kind.REFERENCE and column.required and not column.words and not found.names(column.of).all:
            yield from [by_name[name] for name in column.of if name in by_name][:1]
        if (
            column.kind is Kind.NAME
            and (len(sheet.key) > 1 or not column.is_key)
            and not any(namesakes(tables, column))
        ):
            yield from (
                other for other in sheets_of_rows()
                if other is not sheet and any(c.header == column.header and c.kind is Kind.NAME for c in other.columns)
            )  # fmt: skip


__all__ = ["FIXED", "MEASURED", "SCALES", "Drawer", "addressed", "asked_first", "column_at", "sheets_of_rows"]

"""What-ifs as tables: the workbook with some of its cells changed, and the change behind each difference."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.schema import IN_USE, SHEET_OF, YES, Column, Kind, Row, Sheet
from model.sheets.tables import Tables
from model.sheets.whatifs import NEW, OF_WHAT_IFS, Change

# ----------------------------------------------------------------------------------------------------------------------
# A what-if as tables: the workbook with some of its cells changed, and the list of these.


@dataclass(frozen=True)
class Changed:
    """One cell of the workbook that a what-if changes."""

    sheet: str
    line: int
    """Line in the planner's sheet."""
    cell: str
    """Address in that sheet, such as ``F7``; of the line if the column is absent."""
    key: str
    """Key of the row, parts joined by `` · ``; empty in Settings."""
    column: str
    """Its header, with the year if it has one."""
    old: Any
    """Old value, None if empty,"""
    new: Any
    """and its value in the what-if."""
    by: str
    """Cell of the change that did it, such as ``Changes!G5``."""


@dataclass(frozen=True)
class Variant:
    """One what-if, ready to be solved."""

    name: str
    tables: Tables
    description: str = ""
    based_on: str = ""
    """The what-if that it is based on; empty: the unchanged workbook."""
    changed: tuple[Changed, ...] = ()
    """Against the unchanged workbook, in the order of the sheets; a cell once, with its last value."""
    plan: str = NEW
    """First-stage decisions: NEW, HELD or NONE, as in What-ifs. For NONE, tables are those of the do-nothing
    baseline."""
    probability: float = 0.0
    """That it materialises; 0 if it is only a question."""
    known_from: int | None = None
    """Year from which a future is known."""


# ----------------------------------------------------------------------------------------------------------------------
# A workbook's rows under successive changes of what-ifs, with the change behind each difference.


Spot = tuple[type[Any], int, str]
"""One column of one row: its class, its place among the rows, the attribute."""

Years = tuple[float, float]
"""First and last year of a change."""

EVER: Years = (-math.inf, math.inf)


@dataclass
class EditableTables:
    """Rows by class, those that are not in use too, in the order of their lines. Settings are a class of one row."""

    rows: dict[type[Any], list[Any]]
    touched: dict[Spot, list[tuple[Years, Change]]] = field(default_factory=dict)
    """Changes of each spot, with their years."""

    @classmethod
    def of(cls, tables: Tables) -> EditableTables:
        tables = tables.without(*OF_WHAT_IFS)
        rows: dict[type[Any], list[Any]] = {Settings: [tables.settings]}
        rows |= {row_class: list(item) for row_class, item in tables.rows.items()}
        for row_class, off in tables.off.items():
            rows[row_class] = sorted([*rows.get(row_class, []), *off], key=lambda row: row.line)
        return cls(rows)

    def copy(self) -> EditableTables:
        return EditableTables(
            {row_class: list(item) for row_class, item in self.rows.items()},
            {spot: list(item) for spot, item in self.touched.items()},
        )

    @property
    def settings(self) -> Settings:
        settings: Settings = self.rows[Settings][0]
        return settings

    def of_sheet(self, sheet: Sheet) -> list[Any]:
        return self.rows.get(sheet.row_class, [])

    def put(self, spot: Spot, value: Any, years: Years, by: Change) -> bool:
        """Change one column of one row; whether that changes anything."""
        row_class, at, attribute = spot
        row = self.rows[row_class][at]
        if getattr(row, attribute) == value:
            return False
        self.rows[row_class][at] = replace(row, **{attribute: value})
        self.touched.setdefault(spot, []).append((years, by))
        return True

    def tables(self) -> Tables:
        """The tables, rows that are not in use aside."""
        lines = (rows for row_class, rows in self.rows.items() if row_class is not Settings)
        return Tables.of(self.settings, [row for rows in lines for row in rows])

    # --------------------------------------------------------------------------------------------------- changes

    def changed_from(self, base: EditableTables) -> tuple[Changed, ...]:
        """Every cell that differs from the unchanged workbook, except in rows used in neither."""
        changed: list[Changed] = []
        for row_class, rows in base.rows.items():
            for at, old in enumerate(rows):
                new = self.rows[row_class][at]
                if new is not old:
                    changed += self._changed_row((row_class, at), old, new)
        return tuple(changed)

    def _changed_row(self, place: tuple[type[Any], int], old: Row, new: Row) -> Iterator[Changed]:
        sheet = SHEET_OF[place[0]]
        for column in (*sheet.columns, IN_USE) if new.in_use == YES else (IN_USE,):
            before, after = getattr(old, column.attribute), getattr(new, column.attribute)
            if before == after:
                continue
            for year, was, becomes in differences(column, before, after):
                name = f"{column.attribute} {year}" if year is not None else column.attribute
                cell = new.cells.get(name) or new.cell(column.attribute)
                yield Changed(
                    sheet=sheet.name,
                    line=int("".join(filter(str.isdecimal, cell))),
                    cell=cell,
                    key=key_of(new, sheet),
                    column=header_of(column, year),
                    old=was,
                    new=becomes,
                    by=cell_of(self.by((*place, column.attribute), year)),
                )

    def by(self, spot: Spot, year: int | None) -> Change:
        """The last change of a spot that is about a year."""
        touches = self.touched[spot]
        covering = [by for (first, last), by in touches if year is not None and first <= year <= last]
        return covering[-1] if covering else touches[-1][1]


def cell_of(change: Change) -> str:
    """Cell with the content of a change, such as ``Changes!H5``."""
    return change.where(change.gist)


def differences(column: Column, old: Any, new: Any) -> Iterator[tuple[int | None, Any, Any]]:
    """(year, old, new) of every cell in which two values of a column differ; the year None if they have none."""
    values = [value for value in (old, new) if isinstance(value, ByYear)]
    years = sorted({year for value in values for year, _ in value.points if year})
    if column.kind is not Kind.YEARLY or not years:
        was, becomes = (value.points[0][1] if isinstance(value, ByYear) else value for value in (old, new))
        yield None, was, becomes
        return
    for year in years:
        was, becomes = (None if value is None else value.at(year) for value in (old, new))
        if was != becomes:
            yield year, was, becomes


def header_of(column: Column, year: int | None) -> str:
    """A column's header in the sheet."""
    if year is None:
        return column.header
    return str(year) if column.bare else f"{column.header} {year}"


def key_of(row: Row, sheet: Sheet) -> str:
    """Key of a row; empty in Settings."""
    return " · ".join(str(getattr(row, column.attribute)) for column in sheet.key)

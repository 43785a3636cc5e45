"""The workbook as typed rows: one list a sheet, every row still knowing its line and cells."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from model.sheets.common import Settings
from model.sheets.schema import NO, SHEET_OF, Row
from model.sheets.wording import count

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, repr=False)
class Tables:
    """All rows of a workbook. ``tables[Route]`` is the list of its routes, empty if the sheet is missing."""

    settings: Settings
    rows: Mapping[type[Any], list[Any]] = field(default_factory=dict)
    off: Mapping[type[Any], list[Any]] = field(default_factory=dict)
    """Rows not in use and not in the plan: a what-if may switch them on, a check may warn of them."""

    @classmethod
    def of(cls, settings: Settings, rows: Iterable[Row]) -> Tables:
        """From row objects of any sheets, in any order."""
        in_use: dict[type[Any], list[Any]] = {}
        off: dict[type[Any], list[Any]] = {}
        for row in rows:
            if type(row) not in SHEET_OF:
                raise TypeError(f"{type(row).__name__} is not the row of a sheet")
            (off if row.in_use == NO else in_use).setdefault(type(row), []).append(row)
        return cls(settings, in_use, off)

    def __repr__(self) -> str:
        sheets = [rows for rows in self.rows.values() if rows]
        years = f"{self.settings.first_year}–{self.settings.last_year}"
        return f"<Tables: {count(sum(map(len, sheets)), 'row')} in {count(len(sheets), 'sheet')}, {years}>"

    def __getitem__(self, row_class: type[R]) -> list[R]:
        return list(self.rows.get(row_class, []))

    def replaced(self, row_class: type[R], rows: list[R]) -> Tables:
        """The tables with other rows of a sheet; the others are looked up in these."""
        others = cast(MutableMapping[type[Any], list[Any]], self.rows)  # nothing is written to it
        return Tables(self.settings, ChainMap({row_class: rows}, others), self.off)

    def without(self, *row_classes: type[Any]) -> Tables:
        """The tables without the rows of some sheets."""
        rows, off = (
            {item: lines for item, lines in part.items() if item not in row_classes} for part in (self.rows, self.off)
        )
        return Tables(self.settings, rows, off)

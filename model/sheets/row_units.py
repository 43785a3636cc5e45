"""The unit of each row: that of the commodity or plant to which its names lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from model.sheets.common import Commodity, Group, Plant, Settings
from model.sheets.schema import ANY, SHEET_OF, Column, Kind, Sheet

SCALES = {"ones": "", "thousands": "thousand ", "millions": "million "}


def unit_text(column: Column, settings: Settings, unit: str = "unit") -> str:
    """A column's unit. In the unit row ``{unit}`` stays the word 'unit': it differs by commodity or plant."""
    return filled(column.unit, settings, unit)


def filled(text: str, settings: Settings, unit: str = "unit") -> str:
    """A declared unit or note with its placeholders filled."""
    amount = SCALES[settings.amounts] + settings.currency
    return text.replace("{currency}", settings.currency).replace("{amount}", amount).replace("{unit}", unit)


OWN = {Commodity: "unit", Plant: "capacity_unit"}
"""Sheets whose rows may state their own unit, with the column."""

Units = frozenset[str]


@dataclass
class RowUnits:
    """Units by sheet and name, of the sheets read so far."""

    known: dict[str, dict[str, Units]] = field(default_factory=dict)
    by_technology: dict[str, Units] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)

    def add(self, sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> None:
        """Takes in the rows of a sheet, by attribute, for others to refer to."""
        if sheet.row_class is Group:
            for row in rows:
                self.members.setdefault(str(row.get("group")), set()).add(str(row.get("member")))
        elif named := _names_one(sheet):
            for row in rows:
                self._add(sheet, str(row.get(named.attribute)), row)

    def _add(self, sheet: Sheet, name: str, row: Mapping[str, Any]) -> None:
        units = self.of(sheet, row)
        self.known.setdefault(SHEET_OF[sheet.row_class].name, {})[name] = units
        if sheet.row_class is Commodity and isinstance(stage := row.get("stage"), str) and stage:
            goods = self.known[SHEET_OF[Commodity].name]
            goods[stage] = goods.get(stage, frozenset()) | units
        if sheet.row_class is Plant and isinstance(technology := row.get("technology"), str):
            self.by_technology[technology] = self.by_technology.get(technology, frozenset()) | units

    def of(self, sheet: Sheet, row: Mapping[str, Any]) -> Units:
        """Possible units of a row: one if it is certain."""
        if sheet.row_class in OWN:
            own = sheet.column(OWN[sheet.row_class])
            if unit := row.get(own.attribute) or own.default:
                return frozenset([str(unit)])
            # What a plant makes is read later; where all goods have one unit, it is that.
            return frozenset().union(*self.known.get(SHEET_OF[Commodity].name, {}).values())
        units: set[str] = set()
        for column in sheet.columns:
            name = row.get(column.attribute)
            if isinstance(name, str) and column.kind is Kind.REFERENCE:
                units |= self._of_name(column.of, name)
            elif isinstance(name, str) and column.attribute == "technology":
                units |= self.by_technology.get(name, frozenset())
        return frozenset(units)

    def _of_name(self, sheets: Iterable[str], name: str, above: frozenset[str] = frozenset()) -> set[str]:
        """Units of the objects that a name in a reference to some sheets may denote."""
        units: set[str] = set()
        goods, members = SHEET_OF[Commodity].name, SHEET_OF[Group].name
        for sheet in sheets:
            names = self.known.get(sheet, {})
            if name == ANY and sheet == goods:
                units = units.union(*names.values())
            units |= names.get(name, frozenset())
            if sheet == members and goods in sheets and name not in above:
                for member in self.members.get(name, ()):
                    units |= self._of_name(sheets, member, above | {name})
        return units


def in_reading_order(sheets: Mapping[Sheet, str]) -> list[tuple[Sheet, str]]:
    """Sheets with their titles, each after those to which its names lead."""
    return sorted(sheets.items(), key=lambda item: _depth(SHEET_OF[item[0].row_class].name, frozenset()))


@cache
def _depth(name: str, above: frozenset[str]) -> int:
    """Maximum number of references to follow to the unit of a sheet's row."""
    sheet = next(sheet for sheet in SHEET_OF.values() if sheet.name == name)
    if sheet.row_class is Group:
        return 0
    if sheet.row_class in OWN:
        return 1 if sheet.row_class is Commodity else 2
    named = {sheet.name for sheet in SHEET_OF.values() if _names_one(sheet)}
    wanted = {of for column in sheet.columns for of in column.of if of in named} - above - {name}
    return 1 + max((_depth(of, above | {name}) for of in wanted), default=0)


def _names_one(sheet: Sheet) -> Column | None:
    """The column that alone names a row; None for sheets with a key of several columns."""
    return sheet.key[0] if len(sheet.key) == 1 and sheet.key[0].kind is Kind.NAME else None

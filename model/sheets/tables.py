"""The workbook as typed rows: one list a sheet; what names in cells mean, and the unit of each row."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, TypeVar, cast

from model.sheets.common import Commodity, Country, Group, Plant, Settings, Site
from model.sheets.names import CommodityName, SiteName, count
from model.sheets.schema import ANY, NO, SHEET_OF, Column, Kind, Row, Sheet

# ----------------------------------------------------------------------------------------------------------------------
# The workbook as typed rows: one list a sheet, every row still knowing its line and cells.


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


# ----------------------------------------------------------------------------------------------------------------------
# Meaning of names in cells: sites and countries of a place, commodities of a stage or group.


class Directory:
    """Resolves references. Blocs and stages are groups that need no rows of their own; groups may hold groups."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.country_of: dict[str, str] = {row.site: row.country for row in tables[Site]}
        self._everywhere = frozenset(row.site for row in tables[Site])
        self._sites_of: dict[str, list[SiteName]] = {}
        for row in tables[Site]:
            self._sites_of.setdefault(row.country, []).append(row.site)
        self._countries = frozenset(row.country for row in tables[Country])
        self._commodities = frozenset(row.commodity for row in tables[Commodity])
        self._sites: dict[str, frozenset[SiteName]] = {}
        self._goods: dict[str, frozenset[CommodityName]] = {}

    @cached_property
    def groups(self) -> dict[str, frozenset[str]]:
        """Direct members of every group, bloc and stage."""
        members: dict[str, set[str]] = {}
        for row in self.tables[Group]:
            members.setdefault(row.group, set()).add(row.member)
        for country in self.tables[Country]:
            if country.bloc:
                members.setdefault(country.bloc, set()).add(country.country)
        for commodity in self.tables[Commodity]:
            if commodity.stage:
                members.setdefault(commodity.stage, set()).add(commodity.commodity)
        return {group: frozenset(item) for group, item in members.items()}

    @cached_property
    def countries_with_sites(self) -> list[str]:
        """Countries covered by 'each country' where sites count: those with a site."""
        return list(dict.fromkeys(self.country_of.values()))

    def sites(self, reference: str) -> frozenset[SiteName]:
        """Sites of a site, country, bloc, group or 'any'."""
        if reference not in self._sites:
            names = self.contents(reference)
            lying = (site for country in names for site in self._sites_of.get(country, ()))
            self._sites[reference] = self._everywhere if reference == ANY else (self._everywhere & names).union(lying)
        return self._sites[reference]

    def countries(self, reference: str) -> frozenset[str]:
        """Countries of a country, bloc or group, of the sites in it, or of 'any'."""
        if reference == ANY:
            return self._countries
        names = self.contents(reference)
        return frozenset(names & self._countries | {self.country_of[site] for site in self._everywhere & names})

    def commodities(self, reference: str) -> frozenset[CommodityName]:
        """Commodities of a commodity, stage, group or 'any'."""
        if reference not in self._goods:
            everything = self._commodities
            self._goods[reference] = everything if reference == ANY else everything & self.contents(reference)
        return self._goods[reference]

    def contents(self, reference: str) -> set[str]:
        """The name itself and all that a group of this name contains, groups within groups included."""
        sheets: set[str] = set()
        waiting = [reference]
        while waiting:
            name = waiting.pop()
            if name not in sheets:
                sheets.add(name)
                waiting.extend(self.groups.get(name, ()))
        return sheets


# ----------------------------------------------------------------------------------------------------------------------
# The unit of each row: that of the commodity or plant to which its names lead.


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

    by_sheet: dict[str, dict[str, Units]] = field(default_factory=dict)
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
        self.by_sheet.setdefault(SHEET_OF[sheet.row_class].name, {})[name] = units
        if sheet.row_class is Commodity and isinstance(stage := row.get("stage"), str) and stage:
            goods = self.by_sheet[SHEET_OF[Commodity].name]
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
            return frozenset().union(*self.by_sheet.get(SHEET_OF[Commodity].name, {}).values())
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
            names = self.by_sheet.get(sheet, {})
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

"""Meaning of names in cells: sites and countries of a place, commodities of a stage or group."""

from __future__ import annotations

from functools import cached_property

from model.sheets.common import Commodity, Country, Group, Site
from model.sheets.names import CommodityName, SiteName
from model.sheets.schema import ANY
from model.sheets.tables import Tables


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

"""Names of places and goods: ambiguous names, groups in circles, groups of the wrong kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from model.errors import Problem
from model.families.common.checking import listed, needs, problem
from model.families.routes.rows import Route
from model.sheets.common import Commodity, Country, Group, Plant, Site, Supplier
from model.sheets.schema import ANY, SHEET_OF, Kind, Row
from model.sheets.tables import Directory, Tables

Owned = tuple[str, Row, str]
"""(kind of object, the row that names it, the field)"""


@needs(Country, Group, Commodity, Site)
def ambiguous_names(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A name of two kinds of place, or of good, unless both mean the same."""
    places = _owners(
        [
            *(("a site", row, "site") for row in tables[Site]),
            *(("a country", row, "country") for row in tables[Country]),
            *(("a bloc", row, "bloc") for row in tables[Country] if row.bloc),
            *(("a group", row, "group") for row in tables[Group]),
        ]
    )
    goods = _owners(
        [
            *(("a commodity", row, "commodity") for row in tables[Commodity]),
            *(("a stage", row, "stage") for row in tables[Commodity] if row.stage),
            *(("a group", row, "group") for row in tables[Group]),
        ]
    )
    for owners in (places, goods):
        for name, kinds in owners.items():
            if len(kinds) > 1 and not _means_one_thing(name, kinds, directory):
                first, *others = kinds
                for what in others:
                    row, attribute = kinds[what]
                    fix = f"'{name}' is also {first}: choose another name for one of the two"
                    yield problem(row, attribute, f"a name of {what} that is not used elsewhere", fix)


def _owners(named: Iterable[Owned]) -> dict[str, dict[str, tuple[Row, str]]]:
    """By name, the kinds of thing that have it, each with its first row and the field."""
    owners: dict[str, dict[str, tuple[Row, str]]] = {}
    for what, row, attribute in named:
        owners.setdefault(getattr(row, attribute), {}).setdefault(what, (row, attribute))
    return owners


def _means_one_thing(name: str, kinds: Mapping[str, object], directory: Directory) -> bool:
    """A site that is all of its country, a stage that is one commodity: whichever is meant, it is the same."""
    if set(kinds) == {"a site", "a country"}:
        return directory.sites(name) == frozenset({name})
    if set(kinds) == {"a country", "a bloc"}:
        return directory.groups.get(name, frozenset()) == frozenset({name})
    if set(kinds) == {"a commodity", "a stage"}:
        return directory.groups.get(name, frozenset()) == frozenset({name})
    return False


@needs(Group)
def circular_groups(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A group that contains itself."""
    for row in tables[Group]:
        path = _path(row.member, row.group, directory)
        if path:
            fix = f"Remove one of them: {' contains '.join([row.group, *path])}"
            yield problem(row, "member", f"a member that does not contain the group '{row.group}'", fix)


def _path(start: str, goal: str, directory: Directory) -> list[str]:
    """Names from start to goal, each containing the next; empty if there is no way."""
    waiting, seen = [[start]], {start}
    while waiting:
        path = waiting.pop(0)
        if path[-1] == goal:
            return path
        for member in sorted(directory.groups.get(path[-1], ())):
            if member not in seen:
                seen.add(member)
                waiting.append([*path, member])
    return []


@needs(Group, Site, Country, Commodity)
def groups_of_the_wrong_kind(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A reference to a place that names a group of commodities, or the other way round."""
    for row_class, sheet in SHEET_OF.items():
        if row_class is Group:
            continue
        for column in sheet.columns:
            if column.kind is not Kind.REFERENCE or "Groups" not in column.of:
                continue
            for row in tables[row_class]:
                name = getattr(row, column.attribute)
                if name not in directory.groups or name == ANY:
                    continue
                is_goods = "Commodities" in column.of
                members = directory.commodities(name) if is_goods else directory.sites(name) | directory.countries(name)
                if not members:
                    what, other = ("commodities", "places") if is_goods else ("places", "commodities")
                    fix = f"'{name}' is a group of {other}: {listed(sorted(directory.groups[name]))}"
                    yield problem(row, column.attribute, f"a name or group of {what}", fix)


def shared_labels(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """One name for two things in different places: their costs could not be separated by country."""
    sites: dict[str, str] = {plant.plant: plant.site for plant in tables[Plant]}
    suppliers: dict[str, str] = {supplier.supplier: supplier.site for supplier in tables[Supplier]}
    first: dict[str, tuple[str, str, Row]] = {row.site: (row.site, "a site", row) for row in tables[Site]}
    for row_class, sheet in SHEET_OF.items():
        attribute, kind = sheet.own_place
        for row in tables[row_class] if attribute else ():
            name = getattr(row, attribute)
            first.setdefault(name, (name, kind, row))
    for row_class, sheet in SHEET_OF.items():
        if not sheet.located:
            continue
        for row in tables[row_class]:
            name = getattr(row, sheet.key[0].attribute)
            site = getattr(row, "site", "") or sites.get(getattr(row, "plant", ""), "")
            site = site or suppliers.get(getattr(row, "supplier", ""), "")
            what = f"in {sheet.name}"
            other_site, other, other_row = first.setdefault(name, (site, what, row))
            is_pair = {sheet.name, SHEET_OF[type(other_row)].name} == {"Capacity", "Projects"}
            if row is not other_row and (other_site != site or is_pair):
                where = f"{other} ({SHEET_OF[type(other_row)].name}, row {other_row.line})"
                wanted = "a name that is not used elsewhere"
                yield problem(row, sheet.key[0].attribute, wanted, f"'{name}' is also {where}: rename one of them")


def reserved_names(tables: Tables, directory: Directory) -> list[Problem]:
    """A name that is a word with a meaning of its own wherever it could be referred to, such as 'each country'."""
    words: dict[str, set[str]] = {}
    for sheet in SHEET_OF.values():
        for column in sheet.columns:
            for of in column.of:
                words.setdefault(of, set()).update(column.words)
    named: list[tuple[str, Row, str]] = []
    for row_class, sheet in SHEET_OF.items():
        if sheet.key and sheet.key[0].kind is Kind.NAME:
            named += [(sheet.name, row, sheet.key[0].attribute) for row in tables[row_class]]
    named += [("Groups", row, "bloc") for row in tables[Country]]
    named += [("Groups", row, "stage") for row in tables[Commodity]]
    named += [("Technologies", row, "technology") for row in tables[Plant]]
    named += [("Corridors", row, "corridor") for row in tables[Route]]
    problems: dict[tuple[str, str], Problem] = {}
    for of, row, attribute in named:
        name = getattr(row, attribute)
        if name.casefold() in words.get(of, ()):
            fix = f"'{name}' is a keyword in other sheets: choose another name"
            problems.setdefault((of, name), problem(row, attribute, "a name that is not a keyword", fix))
    return list(problems.values())


CHECKS = {"places": (reserved_names, ambiguous_names, circular_groups, groups_of_the_wrong_kind, shared_labels)}

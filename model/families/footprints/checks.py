"""Footprints: contradicting rows for one run or lane, rows without effect, limits on footprints without a cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from model.errors import Problem
from model.families.common.checking import listed, needs, problem
from model.families.common.reach import EVERYTHING, reach_of
from model.families.conversion.rows import Operation
from model.families.footprints.rows import Footprint, FootprintLimit, TransportFootprint
from model.families.footprints.terms import Lanes, of_lanes, of_runs, of_suppliers, points
from model.families.routes.algebra import specificity
from model.sheets.common import Country, Group, Plant, Site, Supplier
from model.sheets.names import SiteName, did_you_mean, skeleton
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables

CHANGES_NOTHING = "This row has no effect"


@needs(Plant, Supplier, Operation)
def items(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A name of two things; a recipe that is not run there, or of a supplier."""
    plants = {row.plant: row.technology for row in tables[Plant]}
    suppliers, technologies = {row.supplier for row in tables[Supplier]}, set(plants.values()) - {""}
    for row in tables[Footprint]:
        of_technology = {name for name, technology in plants.items() if technology == row.item}
        kinds = {
            "a plant": row.item in plants,
            "a supplier": row.item in suppliers,
            "a technology": row.item in technologies and of_technology != {row.item},
        }
        matching = [what for what, is_so in kinds.items() if is_so]
        if len(matching) > 1:
            fix = f"'{row.item}' is {' and '.join(matching)}: rename one of them"
            yield problem(row, "item", "a name of one thing only", fix)
        elif row.item in suppliers and row.recipe != ANY:
            fix = "What a supplier sells is by unit bought: clear the cell, or name a plant"
            yield problem(row, "recipe", "an empty cell, since the row is for a supplier", fix)
        elif row.recipe != ANY:
            run = [o.recipe for o in tables[Operation] if row.item in (ANY, o.plant, plants.get(o.plant))]
            if row.recipe not in run:
                who = f"that '{row.item}' runs" if row.item != ANY else "that a plant runs"
                fix = "This row has no effect: correct the recipe, or add it to Operations"
                yield problem(row, "recipe", f"a recipe {who}: {listed(run) or 'it has none'}", fix)


@needs(Footprint, Plant, Operation)
def rival_runs(tables: Tables, directory: Directory) -> list[Problem]:
    """Two rows that fit a recipe at a plant equally well and say different amounts."""

    def expectation(index: tuple[str, ...]) -> str:
        return f"one best-matching row for '{index[2]}' at {index[1]}"

    rank = {row: points(row, tables) for row in tables[Footprint]}
    return _rivals(of_runs(tables), rank, "item", expectation, "name plant or recipe in one of them")


@needs(*EVERYTHING, TransportFootprint)
def rival_lanes(tables: Tables, directory: Directory) -> list[Problem]:
    """The same of lanes."""

    def expectation(index: tuple[str, ...]) -> str:
        return f"one best-matching row for {index[1]}"

    rank = {row: specificity(row.as_route, directory) for row in tables[TransportFootprint]}
    rows = of_lanes(tables, directory, _lanes(directory))
    return _rivals(rows, rank, "origin", expectation, "name sites or commodity in one of them")


def _lanes(directory: Directory) -> Lanes:
    return {lane.label: lane.ends for lane in reach_of(directory).lanes}


def _rivals(
    rows: Mapping[Any, list[Any]], rank: Mapping[Any, int], attribute: str, expectation: Any, how: str
) -> list[Problem]:
    """Problems of the later row of each pair of equally specific rows."""
    problems: dict[tuple[int, int], Problem] = {}
    for index, (best, *others) in rows.items():
        for other in others:
            if rank[other] == rank[best] and other.amount != best.amount:
                fix = f"Rows {best.line} and {other.line} match it equally well: {how}"
                problems.setdefault((best.line, other.line), problem(other, attribute, expectation(index), fix))
    return list(problems.values())


@needs(Footprint, TransportFootprint, Plant, Operation, Supplier)
def unused(tables: Tables, directory: Directory) -> list[Problem]:
    """A row of Footprints that holds nowhere."""
    applied = {id(rows[0]) for rows in of_runs(tables).values()} | {id(row) for row in of_suppliers(tables).values()}
    suppliers = {row.supplier for row in tables[Supplier]}
    fix = f"{CHANGES_NOTHING}: more specific rows apply everywhere, or no plant of it runs anything"
    return [
        problem(row, "item", "a plant to which the row applies", fix, is_warning=True)
        for row in tables[Footprint]
        if id(row) not in applied and row.item not in suppliers
    ]


@needs(*EVERYTHING, TransportFootprint)
def unused_transport(tables: Tables, directory: Directory) -> list[Problem]:
    """A row of Transport footprints that holds on no lane."""
    applied = {id(rows[0]) for rows in of_lanes(tables, directory, _lanes(directory)).values()}
    fix = f"{CHANGES_NOTHING}: nothing is shipped this way, or more specific rows apply everywhere"
    return [
        problem(row, "origin", "a lane to which the row applies", fix, is_warning=True)
        for row in tables[TransportFootprint]
        if id(row) not in applied
    ]


@needs(*EVERYTHING, TransportFootprint)
def unknown_distances(tables: Tables, directory: Directory) -> list[Problem]:
    """A site without position on a lane whose footprint depends on distance."""
    sites, lanes = {row.site: row for row in tables[Site]}, _lanes(directory)
    missing: dict[tuple[SiteName, str], TransportFootprint] = {}
    for (_, label), (row, *_) in of_lanes(tables, directory, lanes).items():
        for name in lanes[label][:2] if row.amount else ():
            for attribute in ("latitude", "longitude"):
                if getattr(sites[name], attribute) is None:
                    missing.setdefault((name, attribute), row)
    return [
        problem(
            sites[name],
            attribute,
            f"a {attribute}, since '{row.footprint}' depends on distance (Transport footprints, row {row.line})",
            f"Fill in the {attribute} in degrees, or exclude the site's lanes from that row",
        )
        for (name, attribute), row in missing.items()
    ]


@needs(Footprint, TransportFootprint)
def units(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Two units of one footprint, or none; one footprint in two spellings on the two sheets."""
    rows: list[Footprint | TransportFootprint] = [*tables[Footprint], *tables[TransportFootprint]]
    first: dict[str, Footprint | TransportFootprint] = {}
    for row in rows:
        if row.unit and first.setdefault(row.footprint, row).unit != row.unit:
            other = first[row.footprint]
            fix = f"Row {other.line} has '{other.unit}': convert the amount, or use another name for what is counted"
            yield problem(row, "unit", f"one unit of '{row.footprint}'", fix)
    for name, row in {row.footprint: row for row in reversed(rows)}.items():  # the first row of each
        if name not in first:
            fix = "The results cannot state its unit: fill it in, such as t or m3"
            yield problem(row, "unit", f"a unit of '{name}'", fix, is_warning=True)
    spelt = {skeleton(row.footprint): row.footprint for row in reversed(tables[Footprint])}
    for row in tables[TransportFootprint]:
        usual = spelt.get(skeleton(row.footprint), row.footprint)
        if row.footprint != usual:
            wanted, fix = "one spelling of each footprint", did_you_mean(row.footprint, usual)
            yield problem(row, "footprint", wanted, fix, meant=usual)


@needs(*EVERYTHING, Footprint, TransportFootprint)
def limits(tables: Tables, directory: Directory) -> list[Problem]:
    """A limit on a footprint without a cause in its scope."""
    site = {row.plant: row.site for row in tables[Plant]}
    there: dict[str, set[tuple[str, str]]] = {}
    for (footprint, plant, _), (row, *_) in of_runs(tables).items():
        if row.amount:
            there.setdefault(footprint, set()).add((plant, site[plant]))
    bought = {row.supplier: row.site for row in tables[Supplier]}
    for (footprint, supplier), purchase in of_suppliers(tables).items():
        if purchase.amount:
            there.setdefault(footprint, set()).add((supplier, bought[supplier]))
    lanes = _lanes(directory)
    for (footprint, label), (transport, *_) in of_lanes(tables, directory, lanes).items():
        if transport.amount:
            there.setdefault(footprint, set()).add((label, lanes[label][1]))
    return list(_of_nobody(tables, directory, there))


def _of_nobody(
    tables: Tables, directory: Directory, there: Mapping[str, Iterable[tuple[str, str]]]
) -> Iterator[Problem]:
    for row in tables[FootprintLimit]:
        causes, sites = list(there.get(row.footprint, ())), directory.sites(row.scope)
        if not causes:
            fix = "This row has no effect: give a plant, supplier or lane an amount above 0"
            yield problem(row, "footprint", "a footprint that something causes", fix, is_warning=True)
        elif row.scope != ANY and not any(place in sites if sites else item == row.scope for item, place in causes):
            fix = f"This row has no effect: '{row.footprint}' is caused by {listed(_names(causes))}"
            yield problem(row, "scope", f"a place or plant that causes '{row.footprint}'", fix, is_warning=True)


def _names(causes: Iterable[tuple[str, str]]) -> list[str]:
    return sorted(item for item, _ in causes)


@needs(Plant, Site, Country, Group)
def empty_limits(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A limit without any figure; one for a name that is a place and a plant."""
    plants = {row.plant for row in tables[Plant]}
    for row in tables[FootprintLimit]:
        if row.charge is None and row.limit is None and row.total is None:
            fix = f"'{row.name}' has no effect: fill in a charge, a limit or a total"
            yield problem(row, "charge", "a charge, a limit or a total", fix, is_warning=True)
        if row.scope in plants and directory.sites(row.scope):
            fix = f"'{row.scope}' is a place and a plant: it is read as the place"
            yield problem(row, "scope", "a name of one thing only", fix, is_warning=True)


CHECKS = (items, rival_runs, rival_lanes, unused, unused_transport, unknown_distances, units, limits, empty_limits)

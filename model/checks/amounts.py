"""Limits on supply and on flows: without supply or lanes, above the possible maximum, or in conflict with other
rows."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from model.checks.limits import problem_of_year, year_of
from model.checks.subjects import CHANGES_NOTHING
from model.errors import Problem
from model.families.common.checking import needs, problem
from model.families.common.reach import EVERYTHING, reach_of
from model.families.common.timeline import Timeline, greatest_capacity, timeline_of
from model.families.conversion.algebra import capacity_uses, outputs, quantities
from model.families.routes.rows import Route
from model.scenario.limits import (
    AT_LEAST,
    AT_MOST,
    OF_LANES,
    Limit,
    bound_at,
    counted_lanes,
    must_hold,
    parties,
    periods_of,
)
from model.sheets.common import Commodity, Country, Group, Plant, Site, Supplier
from model.sheets.names import LaneName, PlantName, RecipeName, rows_named
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT

Parts = frozenset[Hashable]
"""Summands of an amount: outputs of plants and suppliers, or lanes."""


@needs(Commodity, Group, Site, Country, Route)
def corridors(tables: Tables, directory: Directory) -> list[Problem]:
    """A corridor limited by a measure other than flow."""
    of_routes = {row.corridor for row in tables[Route] if row.corridor}
    fix = "Name a place, or limit 'flow'"
    return [
        problem(row, "scope", f"a place for '{row.measure}'", f"'{row.scope}' is a corridor of Routes. {fix}")
        for row in tables[Limit]
        if row.measure != "flow" and row.scope in of_routes and not directory.sites(row.scope)
    ]


@needs(*EVERYTHING, Limit)
def carried_by_nothing(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A flow or throughput without any lane."""
    for row in tables[Limit]:
        goods = directory.commodities(row.of)
        if row.measure not in OF_LANES or not goods or any(_lanes(row, directory).values()):
            continue
        is_shipped = any(lane.commodity in goods for lane in reach_of(directory).lanes)
        is_warning = not row.is_floor
        so = CHANGES_NOTHING if is_warning else "No plan can meet it"
        fix = f"{so}: correct it, or add a route that leads so"
        wanted = f"goods that are shipped{_ends(row) if is_shipped else ''}"
        yield problem(row, "scope" if is_shipped else "of", wanted, fix, is_warning=is_warning)


def _ends(row: Limit) -> str:
    """Between which places, in words."""
    if row.measure == "throughput":
        return f" out of '{row.scope}'"
    return f" from '{row.against}' to or through '{row.scope}'"


def _lanes(row: Limit, directory: Directory) -> dict[str, list[LaneName]]:
    lanes = reach_of(directory).lanes
    ends = {lane.label: lane.ends for lane in lanes}
    return counted_lanes(row, directory, ends, {lane.label: lane.route.corridor for lane in lanes})


@dataclass(frozen=True)
class AmountAsked:
    """Bound of a row for one party in a period."""

    row: Limit
    scope: str
    parts: Parts
    bound: float


@needs(*EVERYTHING, Limit)
def impossible_amounts(tables: Tables, directory: Directory) -> list[Problem]:
    """A minimum amount above the possible maximum, or above the limits of other rows."""
    timeline = timeline_of(directory)
    rows = [row for row in must_hold(tables) if row.measure in ("supply", *OF_LANES) and row.value is not None]
    rows = [row for row in rows if row.holds_undisturbed]
    parts = {row.limit: _parts(row, tables, directory) for row in rows}
    problems: dict[str, Problem] = {}
    for t in timeline.calendar.periods if rows else ():
        most = _Most(tables, timeline, t)
        in_force = [row for row in rows if t in periods_of(row, timeline.calendar) and any(parts[row.limit].values())]
        asked: list[AmountAsked] = []
        for row in in_force:
            bound = bound_at(row, [t], timeline.calendar)
            asked += [AmountAsked(row, scope, summands, bound) for scope, summands in parts[row.limit].items()]
        for row, conflict in _impossible(asked, most, t):
            problems.setdefault(row.limit, conflict)
    return list(problems.values())


def _parts(row: Limit, tables: Tables, directory: Directory) -> dict[str, Parts]:
    """Summands of each party's amount."""
    if row.measure in OF_LANES:
        return {scope: frozenset(lanes) for scope, lanes in _lanes(row, directory).items()}
    goods = directory.commodities(row.of)
    sites: dict[Hashable, str] = {key: site for key, site in outputs(tables).items() if key[2] in goods}
    sites |= {supplier.supplier: supplier.site for supplier in tables[Supplier] if supplier.commodity in goods}
    countries = sorted({directory.country_of[site] for site in sites.values()})
    by_party = parties(row.scope, directory, countries)
    return {w: frozenset(key for key, site in sites.items() if site in places) for w, places in by_party.items()}


def _impossible(asked: Iterable[AmountAsked], most: _Most, t: int) -> Iterator[tuple[Limit, Problem]]:
    floors = [amount for amount in asked if amount.row.sense == AT_LEAST and amount.bound > 0]
    for floor in floors:
        greatest = most.of(floor.row.measure in OF_LANES, floor.parts)
        if floor.bound > greatest * (1 + FLOAT):
            fix = (
                f"In {t} no more is available from {floor.scope}, even with every project built: lower it, or start it "
                "later"
            )
            if floor.row.measure in OF_LANES:
                fix = f"In {t} routes cannot carry more: lower it, or raise their capacity"
            yield floor.row, _problem(floor.row, t, f"at most {greatest:.6g}", fix, floor.bound)
    for cap in (amount for amount in asked if amount.row.sense == AT_MOST):
        inner = apart(floor for floor in floors if floor.parts and floor.parts <= cap.parts)
        least = sum(floor.bound for floor in inner)
        if least > cap.bound * (1 + FLOAT):
            where = rows_named(sorted({floor.row.line for floor in inner}))
            fix = f"In {t} {where} of Limits require more: raise it, or lower them"
            yield cap.row, _problem(cap.row, t, f"at least {least:.6g}, what other rows require", fix, cap.bound)


def apart(floors: Iterable[AmountAsked]) -> list[AmountAsked]:
    """Rows without a part in common, the largest first: their bounds add up."""
    disjoint: list[AmountAsked] = []
    for floor in sorted(floors, key=lambda floor: -floor.bound):
        if all(floor.parts.isdisjoint(other.parts) for other in disjoint):
            disjoint.append(floor)
    return disjoint


def _problem(row: Limit, t: int, wanted: str, fix: str, bound: float) -> Problem:
    return problem_of_year(row, year_of(row, t), wanted, fix, bound)


class _Most:
    """Upper bound on an amount in a period, undisturbed [units per year]."""

    def __init__(self, tables: Tables, timeline: Timeline, period: int) -> None:
        self.tables, self.timeline, self.period = tables, timeline, period
        self.suppliers: dict[str, Supplier] = {row.supplier: row for row in tables[Supplier]}
        self.plants = {row.plant: row for row in tables[Plant]}
        self.use = capacity_uses(tables)
        self.quantity = quantities(tables)

    def of(self, is_lanes: bool, parts: Parts) -> float:
        return self._sent(parts) if is_lanes else self._supplied(parts)

    def _supplied(self, parts: Parts) -> float:
        """Sold by suppliers, and made by each plant as if all its capacity went to the recipe that makes most."""
        mean, total = self.timeline.calendar.mean, 0.0
        output: dict[tuple[PlantName, RecipeName], float] = {}
        for part in parts:
            if isinstance(part, tuple):
                output[part[:2]] = output.get(part[:2], 0.0) + self.quantity[part]
            else:
                limit = self.suppliers[str(part)].limit
                total += math.inf if limit is None else mean(limit, self.period)
        rate: dict[PlantName, float] = {}
        for (plant, recipe), amount in output.items():
            rate[plant] = max(rate.get(plant, 0.0), amount / mean(self.use[plant, recipe], self.period))
        for plant, most in rate.items():
            total += most * greatest_capacity(self.plants[plant], self.period, self.timeline.directory)
        return total

    def _sent(self, parts: Parts) -> float:
        """Capacity of the routes of some lanes."""
        routes: Mapping[str, Route] = {
            lane.route.label: lane.route for lane in reach_of(self.timeline.directory).lanes if lane.label in parts
        }
        mean = self.timeline.calendar.mean
        return sum(math.inf if r.capacity is None else mean(r.capacity, self.period) for r in routes.values())


CHECKS = {"amounts": (corridors, carried_by_nothing, impossible_amounts)}

"""Subjects and amounts of rows of the sheet Limits: goods without supply, markets without demand, stock and capacity
that cannot exist; limits without supply or lanes, above the possible maximum, or in conflict with other rows."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from model.checks.limits import problem_of_year, year_of
from model.errors import Problem
from model.families.closures.rows import Closure
from model.families.closures.terms import not_for_certain
from model.families.common.checking import listed, needs, problem
from model.families.common.reach import EVERYTHING, Reach, reach_of, upstream
from model.families.common.timeline import Timeline, greatest_capacity, timeline_of
from model.families.conversion.algebra import capacity_uses, outputs, quantities
from model.families.conversion.terms import existing_in
from model.families.demand.rows import Demand
from model.families.routes.rows import Route
from model.families.stockpiles.rows import Stockpile
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import (
    AT_LEAST,
    AT_MOST,
    EACH_MARKET,
    EXPECTED_UNMET,
    IN_USE,
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
from model.sheets.schema import ANY, YES
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT

CHANGES_NOTHING = "This row has no effect"


@needs(Commodity, Group)
def technologies(tables: Tables, directory: Directory) -> list[Problem]:
    """A technology limited by a measure of something other than its plants."""
    of_plants = {plant.technology for plant in tables[Plant] if plant.technology}
    fix = "Name what the technology makes, or limit 'capacity', 'plants in use' or 'recipes in use'"
    return [
        problem(row, "of", f"a commodity, stage or group for '{row.measure}'", f"'{row.of}' is a technology. {fix}")
        for row in tables[Limit]
        if row.measure not in ("capacity", *IN_USE) and row.of in of_plants and not directory.commodities(row.of)
    ]


@needs(*EVERYTHING, Limit)
def supplied_by_nobody(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A share, HHI or supply of goods without a source, or of a place that supplies none."""
    reach = reach_of(directory)
    for row in tables[Limit]:
        goods = directory.commodities(row.of)
        if row.measure not in ("share", "HHI", "supply") or not goods:
            continue
        if not _sources(goods, tables, reach):
            fix = "It would count nothing: correct 'of', or add a supplier or a recipe"
            yield problem(row, "of", "goods that are made or sold", fix)
            continue
        attribute, counted = "scope", goods
        if row.counted_at:
            counted = directory.commodities(row.counted_at)
            if not counted & upstream(goods, reach):
                wanted = f"goods that '{row.of}' is made of, or '{row.of}' itself"
                fix = "It would count nothing: name an earlier stage of the chain"
                yield problem(row, "counted_at", wanted, fix)
                continue
        if row.scope not in (ANY, EACH_COUNTRY) and not _sources(counted, tables, reach) & directory.sites(row.scope):
            is_warning = not row.is_floor
            wanted = f"a place that makes or sells '{row.counted_at or row.of}'"
            fix = CHANGES_NOTHING if is_warning else "No supply is then allowed"
            fix = "Nobody can meet it" if row.measure == "supply" and not is_warning else fix
            yield problem(
                row, attribute, wanted, f"{fix}: correct it, or add a supplier or plant", is_warning=is_warning
            )


def _sources(goods: Collection[str], tables: Tables, reach: Reach) -> set[str]:
    """Sites with a supplier of some goods or a plant that can make them."""
    sold = {row.site for row in tables[Supplier] if row.commodity in goods}
    return sold | {run.site for run in reach.runs if not run.makes.isdisjoint(goods)}


@needs(*EVERYTHING, Limit)
def demanded_by_nobody(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Service or unmet demand of goods without demand, or without permitted shortage."""
    for row in tables[Limit]:
        goods, is_each = directory.commodities(row.of), row.scope in (EACH_COUNTRY, EACH_MARKET)
        if row.measure not in ("service", "unmet", EXPECTED_UNMET, "CVaR of unmet") or not goods:
            continue
        sites = directory.sites(ANY if is_each else row.scope)
        of_goods = [demand for demand in tables[Demand] if demand.product in goods]
        counted = [demand for demand in of_goods if demand.market in sites]
        if not counted:
            attribute = "scope" if of_goods else "of"
            options = listed(
                dict.fromkeys(demand.market if of_goods else demand.product for demand in of_goods or tables[Demand])
            )
            wanted = f"{'a market' if of_goods else 'a product'} with demand for it in Demand"
            fix = f"It would count nothing: choose {'one' if options else 'something'} of {options or 'Demand'}"
            yield problem(row, attribute, wanted, fix)
        elif row.value is not None and all(demand.shortage_cost is None for demand in counted):
            fix = f"{CHANGES_NOTHING}: no shortage is allowed there while 'shortage cost' in Demand is empty"
            year, value = row.value.points[0]
            yield problem_of_year(row, year, "a limit on a shortage that is allowed", fix, value, is_warning=True)


@needs(*EVERYTHING, Limit)
def covers_nothing(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A stock cover of goods that are not stored there, or of deliveries that never happen."""
    reach = reach_of(directory)
    for row in tables[Limit]:
        goods, sites = directory.commodities(row.of), directory.sites(row.scope)
        if row.measure != "cover" or row.scope in (ANY, EACH_COUNTRY) or not goods or not sites:
            continue
        stored = {stockpile.commodity for stockpile in tables[Stockpile] if stockpile.site in sites}
        others = directory.sites(ANY if row.against == EACH_COUNTRY else row.against) - sites
        sent = {
            lane.commodity
            for lane in reach.lanes
            if lane.origin in others and lane.destination in sites and lane.commodity in goods
        }
        if not stored & goods:
            wanted = f"goods that are stored in '{row.scope}'"
            fix = (
                f"Add a stockpile there, or choose one of {listed(sorted(stored))}"
                if stored
                else "Add a stockpile there"
            )
            yield problem(row, "of", wanted, fix)
        elif not sent and not row.is_of_need:
            wanted = f"a sender of '{row.of}' to '{row.scope}'"
            fix = f"{CHANGES_NOTHING}: no route leads there from '{row.against}'"
            yield problem(row, "against", wanted, fix, is_warning=True)


@needs(*EVERYTHING, Limit, Closure)
def impossible_capacity(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Capacity limits that match no plant; below existing capacity, or above the possible maximum."""
    for row in tables[Limit]:
        if row.measure == "capacity":
            yield from _impossible_capacity(row, tables, directory)


def _impossible_capacity(row: Limit, tables: Tables, directory: Directory) -> Iterator[Problem]:
    timeline = timeline_of(directory)
    goods = directory.commodities(row.of)
    makers = {run.operation.plant for run in timeline.reach.runs if not run.makes.isdisjoint(goods)}
    meant = [plant for plant in tables[Plant] if row.of in (ANY, plant.technology) or plant.plant in makers]
    countries = sorted({directory.country_of[plant.site] for plant in tables[Plant]})
    turning = not_for_certain(tables, timeline.calendar)
    if not meant or not any(plant.site in directory.sites(_all(row.scope)) for plant in meant):
        is_warning = not row.is_floor
        wanted = f"plants of '{row.of}'" + (f" in '{row.scope}'" if meant and row.scope != ANY else "")
        fix = CHANGES_NOTHING if is_warning else "There is none whose capacity could count"
        fix += ": correct it, or add a plant to Capacity"
        yield problem(row, "scope" if meant else "of", wanted, fix, is_warning=is_warning)
        return
    if row.value is None or row.binding != YES or not row.holds_undisturbed:
        return
    for party, sites in parties(row.scope, directory, countries).items():
        plants = [plant for plant in meant if plant.site in sites]
        for t in periods_of(row, timeline.calendar):
            bound = bound_at(row, [t], timeline.calendar)
            staying = [plant for plant in plants if t < turning.get(plant.plant, math.inf)]
            standing = sum(existing_in(timeline.calendar, plant, t) for plant in staying)
            most = sum(greatest_capacity(plant, t, directory) for plant in plants)
            if row.sense == AT_LEAST and bound > most * (1 + FLOAT):
                fix = (
                    f"In {t} no more capacity is possible in {party}, even with every project built: lower it, or "
                    "start it later"
                )
                yield problem_of_year(row, year_of(row, t), f"at most {most:.6g}", fix, bound)
                return
            if row.sense != AT_LEAST and bound < standing * (1 - FLOAT):
                fix = f"{party} has this much in {t} whatever is built: raise it, or start it later"
                yield problem_of_year(row, year_of(row, t), f"at least {standing:.6g}", fix, bound)
                return


def _all(scope: str) -> str:
    return ANY if scope == EACH_COUNTRY else scope


# ----------------------------------------------------------------------------------------------------------------------
# Amounts of limits.

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


CHECKS = {
    "amounts": (corridors, carried_by_nothing, impossible_amounts),
    "subjects": (technologies, supplied_by_nobody, demanded_by_nobody, covers_nothing, impossible_capacity),
}

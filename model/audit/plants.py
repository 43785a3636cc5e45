"""Plants: existing capacity, closures, usable capacity, and the rules of operation."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np

from model.audit.effects import AuditedBuild
from model.audit.horizon import FOREVER, MOMENT, Array, Stretch, Time, Timespan
from model.audit.lanes import Routing
from model.audit.ledger import At, DecisionDone, Ledger, by_names, dense, figures
from model.audit.tally import Tally, at_each
from model.families.closures.rows import Closure
from model.families.decisions.rows import CLOSE, MOTHBALL, OPERATE
from model.families.operating_rules.rows import OperatingRule
from model.families.shared_capacity import SharedCapacity
from model.results.plan import AuditLine
from model.sheets.common import Plant
from model.sheets.schema import ANY
from model.system.declared import declared
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# Existing capacity: in place or committed without the plan, by year, while in service.


def existing(ledger: Ledger, plant: Plant, time: Time) -> float:
    """Capacity without the plan that is in service, averaged over a period or other years [units per year]."""
    return ledger.horizon.level(_years_of_service(plant, *ledger.horizon.span(time)), time)


def in_service(ledger: Ledger, plant: Plant, period: int) -> float:
    """Share of a period in which any capacity without the plan is in service."""
    years = _years_of_service(plant, *ledger.horizon.span(period))
    return ledger.horizon.level(((start, end, float(level > 0)) for start, end, level in years), period)


def stood(plant: Plant, moment: float) -> bool:
    """Whether any capacity exists without the plan, just before a moment and just after it."""
    return all(
        any(
            start <= at < end and level > 0
            for start, end, level in _years_of_service(plant, math.floor(at), math.floor(at) + 1)
        )
        for at in (moment - MOMENT, moment + MOMENT)
    )


def _years_of_service(plant: Plant, first: int, after: int) -> Iterator[Stretch]:
    """Existing capacity of each year from a first to one before another, while in service."""
    start = -FOREVER if plant.in_service_from is None else plant.in_service_from
    end = FOREVER if plant.in_service_until is None else plant.in_service_until + 1
    for year in range(first, after):
        yield max(start, year), min(end, year + 1), plant.existing_capacity.at(year)


# ----------------------------------------------------------------------------------------------------------------------
# Plants that are mothballed or closed: the state of each, and whether it is allowed.


STATES = ("open", "mothballed", "closed")


@dataclass(frozen=True)
class AuditedStates:
    """The plan's state of each plant and period; a plant that it does not list is open."""

    rows: Mapping[str, Closure]
    reported: Mapping[str, At]
    """By state, then by plant and period."""

    def share(self, state: str, plant: str, period: int) -> float:
        """1 if a plant is in a state, else 0."""
        return self.reported[state].get((plant, period), 1.0 if state == "open" else 0.0)


@remembered
def states(ledger: Ledger) -> AuditedStates:
    """The states of all plants."""
    rows: dict[str, Closure] = {row.plant: row for row in ledger.plan.tables[Closure]}
    return AuditedStates(
        rows, {state: figures(ledger.plan, "closures", ("plant", "period"), state) for state in STATES}
    )


def is_open(ledger: Ledger, plant: str, period: int) -> float:
    """1 if a plant is open, else 0."""
    return states(ledger).share("open", plant, period)


def plant_states(ledger: Ledger) -> AuditLine:
    """Every plant is open, mothballed or closed, the last two only as permitted; closure is permanent."""
    tally, all_states = Tally("plant states"), states(ledger)
    plants = dict.fromkeys(plant for plant, _ in all_states.reported["open"])
    for plant, period in ((plant, period) for plant in plants for period in ledger.horizon.periods):
        where = f"{plant}, {period}"
        shares = [all_states.reported[state].get((plant, period), 0.0) for state in STATES]
        tally.equal(sum(shares), 1.0, f"states of {where}")
        for state, share in zip(STATES, shares, strict=True):
            tally.equal(share, float(share > 0.5), f"{state} or not, {where}")
        tally.require(
            plant in all_states.rows or shares[0] > 0.5, where, "the plant may be neither mothballed nor closed"
        )
    for plant, row in all_states.rows.items():
        _may_be(ledger, tally, plant, row)
    return tally.check()


def was_mothballed(ledger: Ledger, plant: str) -> bool:
    """Whether a plant was mothballed before the first year, by a row of Decisions."""
    return any(row.action == MOTHBALL and row.subject == plant for row in ledger.rows.earlier)


def was_closed(ledger: Ledger, plant: str) -> bool:
    """Whether a plant was closed before the first year, by a row of Decisions."""
    return any(row.action == CLOSE and row.subject == plant for row in ledger.rows.earlier)


def _may_be(ledger: Ledger, tally: Tally, plant: str, row: Closure) -> None:
    """Whether a plant's changes of state are permitted, period by period."""
    all_states = states(ledger)
    state = "closed" if was_closed(ledger, plant) else "mothballed" if was_mothballed(ledger, plant) else "open"
    before = dict.fromkeys(STATES, 0.0) | {state: 1.0}
    for period in ledger.horizon.periods:
        now = {state: all_states.share(state, plant, period) for state in STATES}
        where = f"{plant}, {period}"
        tally.at_least(now["closed"], before["closed"], f"still closed, {where}")
        is_time = (row.earliest is None or period >= row.earliest) and (row.latest is None or period <= row.latest)
        for state, cost in (("mothballed", row.mothball_cost), ("closed", row.closing_cost)):
            is_new = now[state] > before[state] + 0.5
            tally.require(not is_new or (is_time and cost is not None), where, f"it may not be {state} then")
        before = now


def building_sites(ledger: Ledger) -> AuditLine:
    """Nothing is decided and under construction at a plant that is not open [modules]."""
    tally = Tally("building sites")
    for build in ledger.builds:
        most = build.project.maximum_modules if build.project.kind == "modules" else 1
        for period in ledger.horizon.periods:
            if period >= build.decided and (period < build.online or period == build.decided):
                share = is_open(ledger, build.plant.plant, period)
                tally.at_most(build.modules, most * share, f"{build.name}, {period}")
    return tally.check()


# ----------------------------------------------------------------------------------------------------------------------
# Plants: capacity and its use.


@remembered
def standing(ledger: Ledger, build: AuditedBuild) -> Array:
    """Share of each node's years in which a build exists: from coming online to the end of its life."""

    def share(late: float, span: Timespan, _since: float) -> float:
        return ledger.horizon.level([(build.online + late, build.end + late, 1.0)], span)

    return _at_nodes(ledger, build, share)


def usable(ledger: Ledger, build: AuditedBuild, period: int) -> float:
    """Average over an undisturbed period of the usable share of a build: it ramps up year by year."""
    return _level(ledger, build, 0.0, period, 0.0, -FOREVER)


def usable_size(ledger: Ledger, build: AuditedBuild, since: Array | None = None) -> Array:
    """Average usable size of a build over each node's years, from a moment on, with its experience [units per
    year]."""
    experienced = ledger.lines.experienced.get((build.project.project, build.decided), 0.0)

    def size(late: float, span: Timespan, since: float) -> float:
        slow = _level(ledger, build, late, span, 0.0, since)
        fast = max(slow, _level(ledger, build, late, span, skipped(ledger, build.plant), since))
        return build.size * slow + experienced * (fast - slow)

    return _at_nodes(ledger, build, size, since)


def _at_nodes(
    ledger: Ledger, build: AuditedBuild, figure: Callable[[float, Timespan, float], float], since: Array | None = None
) -> Array:
    """A figure of a build at each node, by years that it is late, the node's, and moment from which it counts."""
    horizon, late = ledger.horizon, ledger.effects.delays(build)
    moments = np.full(len(late), -FOREVER) if since is None else since
    cases = list(zip(late.tolist(), horizon.spans.values(), moments.tolist(), strict=True))
    figure_of = {case: figure(*case) for case in set(cases)}
    return np.array([figure_of[case] for case in cases])


@remembered
def skipped(ledger: Ledger, plant: Plant) -> float:
    """Years of ramp-up that experience saves at a plant; none at one that may be closed."""
    if any(row.plant == plant.plant for row in ledger.plan.tables[Closure]):
        return 0.0
    country = ledger.country(plant.site)
    return max(
        (
            row.experience
            for row in ledger.rows.technologies.values()
            if row.technology == plant.technology and country in ledger.directory.countries(row.place)
        ),
        default=0.0,
    )


@remembered
def _level(ledger: Ledger, build: AuditedBuild, late: float, time: Time, years: float, since: float) -> float:
    """Average usable share over a period or other years, of a build that is late, with some years of the ramp-up
    skipped, from a moment on."""
    begun = max(build.online + late, since)
    stretches = ((max(start, begun), end, share) for start, end, share in _ramp(build, late, years))
    return ledger.horizon.level(stretches, time)


def _ramp(build: AuditedBuild, late: float, years: float) -> Iterator[Stretch]:
    lead, start, end = build.lead, build.online + late - years, build.end + late
    for share in (lead.ramp_up_year_1, lead.ramp_up_year_2, lead.ramp_up_year_3):
        yield start, min(start + 1, end), share
        start += 1
    yield start, end, 1.0


@remembered
def stands(ledger: Ledger, plant: str) -> Array:
    """Installed capacity of a plant at each node, existing and built, ramped up or not [units per year]."""
    row, nothing = ledger.rows.plants[plant], np.zeros(len(ledger.horizon.at))
    built = sum((build.size * standing(ledger, build) for build in ledger.builds_at(plant)), nothing)
    return ledger.horizon.by_span(lambda span: existing(ledger, row, span)) + built


@remembered
def capacity(ledger: Ledger, plant: str) -> Array:
    """Usable capacity of an open plant at each node, after outages and a disruption [units per year]."""
    row, horizon = ledger.rows.plants[plant], ledger.horizon
    built = sum((usable_size(ledger, build) for build in ledger.builds_at(plant)), np.zeros(len(horizon.at)))
    there = horizon.by_span(lambda span: existing(ledger, row, span)) + built
    there = there * horizon.by_period(lambda period: is_open(ledger, plant, period))
    return there * horizon.means(row.availability) * ledger.effects.capacity_of_plant(row, makes(ledger, plant))


@remembered
def makes(ledger: Ledger, plant: str) -> set[str]:
    """Commodities that a plant can make."""
    lines = chain.from_iterable(ledger.rows.recipes.get(recipe, ()) for recipe in ledger.rows.operated.get(plant, ()))
    return {line.commodity for line in lines if line.quantity > 0}


def recipes_at_plants(ledger: Ledger) -> AuditLine:
    """A plant runs only recipes that it can run."""
    tally = Tally("recipes at plants")
    for (plant, recipe, node), run in ledger.lines.ran.items():
        allowed = (plant, recipe) in ledger.rows.operations or run == 0
        tally.require(allowed, f"{plant}, {recipe}, {node}", "the plant cannot run this recipe")
    return tally.check()


def plant_capacity(ledger: Ledger) -> AuditLine:
    """Capacity used by runs stays within usable capacity [units per year]."""
    tally, nodes, at = Tally("plant capacity"), ledger.horizon.nodes, ledger.horizon.checked
    for plant in ledger.rows.plants:
        tally.at_most(capacity_taken(ledger, plant)[at], capacity(ledger, plant)[at], at_each(nodes, plant))
    return tally.check()


def capacity_reported(ledger: Ledger) -> AuditLine:
    """Reported capacity and its use follow from builds and runs [units per year]."""
    tally, nodes, at = Tally("capacity reported"), ledger.horizon.nodes, ledger.horizon.checked
    for measure, words, right in (("capacity", "capacity", capacity), ("used", "use", capacity_taken)):
        reported = by_names(ledger.horizon, figures(ledger.plan, "capacity", ("plant", "node"), measure))
        for plant in ledger.rows.plants:
            reported_amounts = dense(ledger.horizon, reported.get((plant,)))
            tally.equal(reported_amounts[at], right(ledger, plant)[at], at_each(nodes, f"{words} of {plant}"))
    return tally.check()


def recipe_shares(ledger: Ledger) -> AuditLine:
    """Each recipe stays within its shares of the capacity that its plant uses [units per year]."""
    tally, nodes, at = Tally("recipe shares"), ledger.horizon.nodes, ledger.horizon.checked
    for (plant, recipe), operation in ledger.rows.operations.items():
        total, own = own_use(ledger, plant, ANY)[at], own_use(ledger, plant, recipe)[at]
        where = at_each(nodes, f"{recipe} at {plant}")
        tally.at_least(own, operation.minimum_share * total, where, total)
        tally.at_most(own, operation.maximum_share * total, where, total)
    return tally.check()


def maximum_capacity(ledger: Ledger) -> AuditLine:
    """Existing and built capacity, if anything is built, stays within the plant's maximum, without delays [units per
    year]."""
    tally = Tally("maximum capacity")
    for name, plant in ledger.rows.plants.items():
        if plant.maximum_capacity is None:
            continue
        for node in ledger.horizon.trunk:
            at = ledger.horizon.at[node]
            if any(build.size * standing(ledger, build)[at] > 0 for build in ledger.builds_at(name)):
                tally.at_most(stands(ledger, name)[at], plant.maximum_capacity, f"{name}, {node}")
    return tally.check()


# ----------------------------------------------------------------------------------------------------------------------
# Shared capacity: recipes that take capacity of other plants.


def uses(ledger: Ledger, plant: str) -> Iterator[Array]:
    """Capacity of a plant that recipes of other plants take, at each node [units per year]."""
    for row in ledger.plan.tables[SharedCapacity]:
        if row.takes_from == plant:
            yield row.capacity_use * ledger.at_nodes("ran", row.plant, row.recipe)


USES = {"shared capacity": (uses,)}


# ----------------------------------------------------------------------------------------------------------------------
# Operating rules: use, set-up and shared capacity, from the plan's runs and its plants in use.


ROUNDING = 1e-6
"""A yes or no this near to a whole number is one."""


def in_use(ledger: Ledger, plant: str, recipe: str, period: int) -> float:
    """Whether a plant or a recipe is in use in a period, according to the plan."""
    return _used(ledger).get((plant, recipe, period), 0.0)


@remembered
def _used(ledger: Ledger) -> At:
    return figures(ledger.plan, "in use", ("plant", "recipe", "period"), "in_use")


def rules_at(ledger: Ledger, plant: str) -> Iterator[OperatingRule]:
    """Operating rules of a plant and of its recipes."""
    return (row for row in ledger.plan.tables[OperatingRule] if row.plant == plant)


@remembered
def own_use(ledger: Ledger, plant: str, recipe: str) -> Array:
    """Capacity that a recipe, or all of them, take of their own plant at each node [units per year]."""
    uses = (
        ledger.horizon.means(operation.capacity_use) * ledger.at_nodes("ran", plant, mode)
        for mode, operation in ledger.rows.operated.get(plant, {}).items()
        if recipe in (ANY, mode)
    )
    return sum(uses, np.zeros(len(ledger.horizon.at)))


@remembered
def capacity_taken(ledger: Ledger, plant: str) -> Array:
    """Capacity of a plant in use at each node: by its recipes, by recipes of other plants that share it, by stock and
    shipments, and by set-ups [units per year]."""
    shared = (use for uses in declared("model.audit", "USES", "audit") for use in uses(ledger, plant))
    nothing = np.zeros(len(ledger.horizon.at))
    rules = list(rules_at(ledger, plant))
    set_up = ledger.horizon.by_period(
        lambda period: sum(row.set_up_capacity * in_use(ledger, plant, row.recipe, period) for row in rules)
    )
    stored = (
        row.capacity_use * ledger.at_nodes("stock", name)
        for name, row in ledger.rows.stores.items()
        if row.capacity_of == plant
    )
    shipped = (ledger.at_nodes("shipped", *lane) for lane in _carried(ledger).get(plant, ()))
    total: Array = own_use(ledger, plant, ANY) + sum((*shared, *stored, *shipped), nothing) + set_up
    return total


@remembered
def _carried(ledger: Ledger) -> dict[str, list[tuple[str, str, str]]]:
    """Lanes in use that take capacity of a plant."""
    loads: dict[str, list[tuple[str, str, str]]] = {}
    if any(row.capacity_of for row in ledger.rows.routes):
        routing = Routing(ledger)
        for origin, destination, commodity in ledger.series("shipped"):
            route = routing.route((origin, destination, commodity))
            if route is not None and route.capacity_of:
                loads.setdefault(route.capacity_of, []).append((origin, destination, commodity))
    return loads


def _is_there(ledger: Ledger, plant: str, period: int) -> bool:
    """Whether a plant is open, and existed or has been built before a period ends."""
    end = ledger.horizon.span(period).end
    is_built = any(build.is_something and build.online < end for build in ledger.builds_at(plant))
    return is_open(ledger, plant, period) > 0.5 and (
        is_built or in_service(ledger, ledger.rows.plants[plant], period) > 0
    )


def _is_kept_in_use(ledger: Ledger, row: OperatingRule, period: int) -> bool:
    """Whether a campaign lasts to a period that started in an earlier one or, as Decisions says, before the first."""
    decisions = (
        decision for decision in ledger.rows.earlier if decision.action == OPERATE and decision.subject == row.plant
    )
    years = [decision.year for decision in decisions if decision.way in ("", row.recipe) and decision.year is not None]
    before, begun = bool(years), [max(years)] if years else []
    for later in ledger.horizon.periods:
        now = in_use(ledger, row.plant, row.recipe, later) > 0.5
        if now and not before and later < period:
            begun.append(later)
        before = now
    return any(period < year + row.minimum_campaign - ROUNDING for year in begun)


def operating_rules(ledger: Ledger) -> AuditLine:
    """Plants and recipes run only while in use, for a campaign and with the recipe that they need; a plant in use is
    open, and runs at least its minimum while undisturbed [units per year]."""
    tally = Tally("operating rules")
    for row in ledger.plan.tables[OperatingRule]:
        for node in ledger.horizon.nodes:
            used = own_use(ledger, row.plant, row.recipe)[ledger.horizon.at[node]]
            on = in_use(ledger, row.plant, row.recipe, ledger.horizon.period[node])
            where = f"{row.plant}, {row.recipe}, {node}"
            tally.require(min(abs(on), abs(on - 1)) <= ROUNDING, where, f"{on:.6g} is neither in use nor not")
            if row.needs_recipe and on > 0.5:
                is_with = in_use(ledger, row.plant, row.needs_recipe, ledger.horizon.period[node]) > 0.5
                tally.require(is_with, where, f"in use without {row.needs_recipe}")
            if on < 0.5:
                is_kept = _is_kept_in_use(ledger, row, ledger.horizon.period[node])
                tally.require(not is_kept, where, f"out of use within its campaign of {row.minimum_campaign:g} years")
                tally.at_most(used, 0.0, where)
            elif not _is_there(ledger, row.plant, ledger.horizon.period[node]):
                tally.require(False, where, "the plant is yet to be built, mothballed or closed")
            elif node not in ledger.horizon.event_at:
                tally.at_least(used, row.minimum_run, where)
    return tally.check()


def states_decided(ledger: Ledger) -> Iterator[DecisionDone]:
    """Plants that are closed, from one period to the next, or mothballed."""
    dates = states(ledger)
    for plant in dates.rows:
        before = float(was_closed(ledger, plant))
        for period in ledger.horizon.periods:
            closed, mothballed = (dates.share(state, plant, period) for state in ("closed", "mothballed"))
            yield DecisionDone(CLOSE, plant, period, closed - before)
            yield DecisionDone(MOTHBALL, plant, period, mothballed)
            before = closed


def use_decided(ledger: Ledger) -> Iterator[DecisionDone]:
    """Plants and recipes that are in use."""
    for (plant, recipe, year), share in figures(ledger.plan, "in use", ("plant", "recipe", "period"), "in_use").items():
        yield DecisionDone(OPERATE, plant, int(year), share, way=recipe)


DONE = {"closures": (states_decided,), "operating rules": (use_decided,)}
AUDITS = {
    "closures": (plant_states, building_sites),
    "capacity": (recipes_at_plants, plant_capacity, capacity_reported, recipe_shares, maximum_capacity),
    "operating rules": (operating_rules,),
}

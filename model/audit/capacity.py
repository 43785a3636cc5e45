"""Plants: capacity and its use."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from model.audit.builds import AuditedBuild
from model.audit.check import Tally, at_each
from model.audit.closures import is_open
from model.audit.existing import existing
from model.audit.horizon import FOREVER, Array, Stretch
from model.audit.ledger import Ledger, by_names, dense, figures
from model.audit.operating_rules import capacity_taken, own_use
from model.families.closures.rows import Closure
from model.results.plan import Check
from model.sheets.common import Plant
from model.sheets.schema import ANY
from model.system.memoise import remembered


@remembered
def standing(ledger: Ledger, build: AuditedBuild) -> Array:
    """Share of each node's period in which a build exists: from coming online to the end of its life."""

    def share(late: float, period: int, _since: float) -> float:
        return ledger.horizon.level([(build.online + late, build.end + late, 1.0)], period)

    return _at_nodes(ledger, build, share)


def usable(ledger: Ledger, build: AuditedBuild, period: int) -> float:
    """Average over an undisturbed period of the usable share of a build: it ramps up year by year."""
    return _level(ledger, build, 0.0, period, 0.0, -FOREVER)


def usable_size(ledger: Ledger, build: AuditedBuild, since: Array | None = None) -> Array:
    """Average usable size of a build over each node's period, from a moment on, with its experience [units per
    year]."""
    experienced = ledger.lines.experienced.get((build.project.project, build.decided), 0.0)

    def size(late: float, period: int, since: float) -> float:
        slow = _level(ledger, build, late, period, 0.0, since)
        fast = max(slow, _level(ledger, build, late, period, skipped(ledger, build.plant), since))
        return build.size * slow + experienced * (fast - slow)

    return _at_nodes(ledger, build, size, since)


def _at_nodes(
    ledger: Ledger, build: AuditedBuild, figure: Callable[[float, int, float], float], since: Array | None = None
) -> Array:
    """A figure of a build at each node, by years that it is late, period, and moment from which it counts."""
    horizon, late = ledger.horizon, ledger.effects.delays(build)
    moments = np.full(len(late), -FOREVER) if since is None else since
    cases = list(zip(late.tolist(), horizon.period.values(), moments.tolist(), strict=True))
    known = {case: figure(*case) for case in set(cases)}
    return np.array([known[case] for case in cases])


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
def _level(ledger: Ledger, build: AuditedBuild, late: float, period: int, years: float, since: float) -> float:
    """Average usable share over a period, of a build that is late, with some years of the ramp-up skipped, from a
    moment on."""
    begun = max(build.online + late, since)
    stretches = ((max(start, begun), end, share) for start, end, share in _ramp(build, late, years))
    return ledger.horizon.level(stretches, period)


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
    built = sum((each.size * standing(ledger, each) for each in ledger.builds_at(plant)), nothing)
    return ledger.horizon.by_period(lambda period: existing(ledger, row, period)) + built


@remembered
def capacity(ledger: Ledger, plant: str) -> Array:
    """Usable capacity of an open plant at each node, after outages and a disruption [units per year]."""
    row, horizon = ledger.rows.plants[plant], ledger.horizon
    built = sum((usable_size(ledger, each) for each in ledger.builds_at(plant)), np.zeros(len(horizon.at)))
    there = horizon.by_period(lambda period: existing(ledger, row, period)) + built
    there = there * horizon.by_period(lambda period: is_open(ledger, plant, period))
    return there * horizon.means(row.availability) * ledger.effects.capacity_of_plant(row, makes(ledger, plant))


@remembered
def makes(ledger: Ledger, plant: str) -> set[str]:
    """Commodities that a plant can make."""
    return {
        line.commodity
        for recipe in ledger.rows.operated.get(plant, ())
        for line in ledger.rows.recipes.get(recipe, ())
        if line.quantity > 0
    }


def recipes_at_plants(ledger: Ledger) -> Check:
    """A plant runs only recipes that it can run."""
    tally = Tally("recipes at plants")
    for (plant, recipe, node), run in ledger.lines.ran.items():
        allowed = (plant, recipe) in ledger.rows.operations or run == 0
        tally.require(allowed, f"{plant}, {recipe}, {node}", "the plant cannot run this recipe")
    return tally.check()


def plant_capacity(ledger: Ledger) -> Check:
    """Capacity used by runs stays within usable capacity [units per year]."""
    tally, nodes, at = Tally("plant capacity"), ledger.horizon.nodes, ledger.horizon.checked
    for plant in ledger.rows.plants:
        tally.at_most(capacity_taken(ledger, plant)[at], capacity(ledger, plant)[at], at_each(nodes, plant))
    return tally.check()


def capacity_reported(ledger: Ledger) -> Check:
    """Reported capacity and its use follow from builds and runs [units per year]."""
    tally, nodes, at = Tally("capacity reported"), ledger.horizon.nodes, ledger.horizon.checked
    for measure, words, right in (("capacity", "capacity", capacity), ("used", "use", capacity_taken)):
        told = by_names(ledger.horizon, figures(ledger.plan, "capacity", ("plant", "node"), measure))
        for plant in ledger.rows.plants:
            found = dense(ledger.horizon, told.get((plant,)))
            tally.equal(found[at], right(ledger, plant)[at], at_each(nodes, f"{words} of {plant}"))
    return tally.check()


def recipe_shares(ledger: Ledger) -> Check:
    """Each recipe stays within its shares of the capacity that its plant uses [units per year]."""
    tally, nodes, at = Tally("recipe shares"), ledger.horizon.nodes, ledger.horizon.checked
    for (plant, recipe), operation in ledger.rows.operations.items():
        total, own = own_use(ledger, plant, ANY)[at], own_use(ledger, plant, recipe)[at]
        where = at_each(nodes, f"{recipe} at {plant}")
        tally.at_least(own, operation.minimum_share * total, where, total)
        tally.at_most(own, operation.maximum_share * total, where, total)
    return tally.check()


def maximum_capacity(ledger: Ledger) -> Check:
    """Existing and built capacity, if anything is built, stays within the plant's maximum, without delays [units per
    year]."""
    tally = Tally("maximum capacity")
    for name, plant in ledger.rows.plants.items():
        if plant.maximum_capacity is None:
            continue
        for node in ledger.horizon.trunk:
            at = ledger.horizon.at[node]
            if any(each.size * standing(ledger, each)[at] > 0 for each in ledger.builds_at(name)):
                tally.at_most(stands(ledger, name)[at], plant.maximum_capacity, f"{name}, {node}")
    return tally.check()


AUDITS = {"capacity": (recipes_at_plants, plant_capacity, capacity_reported, recipe_shares, maximum_capacity)}
# fmt: skip

"""Plants: capacity and its use."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.builds import AuditedBuild
from model.audit.check import Tally
from model.audit.closures import is_open
from model.audit.existing import existing
from model.audit.horizon import FOREVER, Stretch
from model.audit.ledger import Ledger, figures
from model.audit.operating_rules import capacity_taken, own_use
from model.families.closures.rows import Closure
from model.results.plan import Check
from model.sheets.common import Plant
from model.sheets.schema import ANY
from model.system.memoise import remembered


def standing(ledger: Ledger, build: AuditedBuild, node: str) -> float:
    """Share of a node's period in which a build exists: from coming online to the end of its life."""
    late = ledger.effects.delay(build, node)
    return ledger.horizon.level([(build.online + late, build.end + late, 1.0)], ledger.horizon.period[node])


def usable(ledger: Ledger, build: AuditedBuild, node: str) -> float:
    """Average over a node's period of the usable share of a build: it ramps up year by year."""
    return _level(ledger, build, ledger.effects.delay(build, node), ledger.horizon.period[node], 0.0, -FOREVER)


def usable_size(ledger: Ledger, build: AuditedBuild, node: str, since: float = -FOREVER) -> float:
    """Average usable size of a build over a node's period, from a moment on, with its experience [units per year]."""
    late, period = ledger.effects.delay(build, node), ledger.horizon.period[node]
    slow = _level(ledger, build, late, period, 0.0, since)
    fast = max(slow, _level(ledger, build, late, period, skipped(ledger, build.plant), since))
    experienced = ledger.lines.experienced.get((build.project.project, build.decided), 0.0)
    return build.size * slow + experienced * (fast - slow)


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


def stands(ledger: Ledger, plant: str, node: str) -> float:
    """Installed capacity of a plant, existing and built, ramped up or not [units per year]."""
    row = ledger.rows.plants[plant]
    built = sum(each.size * standing(ledger, each, node) for each in ledger.builds_at(plant))
    return existing(ledger, row, ledger.horizon.period[node]) + built


@remembered
def capacity(ledger: Ledger, plant: str, node: str) -> float:
    """Usable capacity of an open plant, after outages and a disruption [units per year]."""
    row, period = ledger.rows.plants[plant], ledger.horizon.period[node]
    built = sum(usable_size(ledger, each, node) for each in ledger.builds_at(plant))
    there = (existing(ledger, row, period) + built) * is_open(ledger, plant, period)
    available = ledger.horizon.mean(row.availability, period)
    return there * available * ledger.effects.capacity_of_plant(row, makes(ledger, plant), node)


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
    tally = Tally("plant capacity")
    for plant in ledger.rows.plants:
        for node in ledger.horizon.nodes:
            tally.at_most(capacity_taken(ledger, plant, node), capacity(ledger, plant, node), f"{plant}, {node}")
    return tally.check()


def capacity_reported(ledger: Ledger) -> Check:
    """Reported capacity and its use follow from builds and runs [units per year]."""
    tally = Tally("capacity reported")
    provided = figures(ledger.plan, "capacity", ("plant", "node"), "capacity")
    used = figures(ledger.plan, "capacity", ("plant", "node"), "used")
    for plant in ledger.rows.plants:
        for node in ledger.horizon.nodes:
            where = f"{plant}, {node}"
            tally.equal(provided.get((plant, node), 0.0), capacity(ledger, plant, node), f"capacity of {where}")
            tally.equal(used.get((plant, node), 0.0), capacity_taken(ledger, plant, node), f"use of {where}")
    return tally.check()


def recipe_shares(ledger: Ledger) -> Check:
    """Each recipe stays within its shares of the capacity that its plant uses [units per year]."""
    tally = Tally("recipe shares")
    for (plant, recipe), operation in ledger.rows.operations.items():
        for node in ledger.horizon.nodes:
            total = own_use(ledger, plant, ANY, node)
            own = own_use(ledger, plant, recipe, node)
            where = f"{recipe} at {plant}, {node}"
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
            if any(each.size * standing(ledger, each, node) > 0 for each in ledger.builds_at(name)):
                tally.at_most(stands(ledger, name, node), plant.maximum_capacity, f"{name}, {node}")
    return tally.check()


AUDITS = (recipes_at_plants, plant_capacity, capacity_reported, recipe_shares, maximum_capacity)
# fmt: skip

"""Plants: capacity and its use."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.books import Books, Build, figures
from model.audit.closures import is_open
from model.audit.existing import existing
from model.audit.horizon import FOREVER, Stretch
from model.audit.operating_rules import capacity_taken, own_use
from model.audit.tally import Tally
from model.families.closures.rows import Closure
from model.results.plan import Check
from model.sheets.common import Plant
from model.sheets.schema import ANY


def standing(books: Books, build: Build, node: str) -> float:
    """Share of a node's period in which what was built stands: from coming online to the end of its life."""
    late = books.effects.delay(build, node)
    return books.horizon.level([(build.online + late, build.end + late, 1.0)], books.horizon.period[node])


def usable(books: Books, build: Build, node: str) -> float:
    """Average over a node's period of the share of what was built that can be used: it ramps up year by year."""
    return _level(books, build, node, 0.0, -FOREVER)


def usable_size(books: Books, build: Build, node: str, since: float = -FOREVER) -> float:
    """Average over a node's period of what can be used of a build from a moment on, with the experience that it has
    [units per year]."""
    slow = _level(books, build, node, 0.0, since)
    fast = max(slow, _level(books, build, node, skipped(books, build.plant), since))
    experienced = books.lines.experienced.get((build.project.project, build.decided), 0.0)
    return build.size * slow + experienced * (fast - slow)


def skipped(books: Books, plant: Plant) -> float:
    """Years of ramp-up that experience saves at a plant; none at one that may be closed."""
    if any(row.plant == plant.plant for row in books.plan.tables[Closure]):
        return 0.0
    country = books.country(plant.site)
    return max(
        (
            row.experience
            for row in books.rows.technologies.values()
            if row.technology == plant.technology and country in books.directory.countries(row.place)
        ),
        default=0.0,
    )


def _level(books: Books, build: Build, node: str, years: float, since: float) -> float:
    """Average usable share where a number of years of the ramp-up are skipped, from a moment on."""
    late = books.effects.delay(build, node)
    begun = max(build.online + late, since)
    stretches = ((max(start, begun), end, share) for start, end, share in _ramp(build, late, years))
    return books.horizon.level(stretches, books.horizon.period[node])


def _ramp(build: Build, late: float, years: float) -> Iterator[Stretch]:
    lead, start, end = build.lead, build.online + late - years, build.end + late
    for share in (lead.ramp_up_year_1, lead.ramp_up_year_2, lead.ramp_up_year_3):
        yield start, min(start + 1, end), share
        start += 1
    yield start, end, 1.0


def stands(books: Books, plant: str, node: str) -> float:
    """Installed capacity of a plant, existing and built, ramped up or not [units per year]."""
    row = books.rows.plants[plant]
    built = sum(each.size * standing(books, each, node) for each in books.builds_at(plant))
    return existing(books, row, books.horizon.period[node]) + built


def capacity(books: Books, plant: str, node: str) -> float:
    """Usable capacity of a plant that is open, as far as outages and a disruption leave it [units per year]."""
    row, period = books.rows.plants[plant], books.horizon.period[node]
    built = sum(usable_size(books, each, node) for each in books.builds_at(plant))
    there = (existing(books, row, period) + built) * is_open(books, plant, period)
    available = books.horizon.mean(row.availability, period)
    return there * available * books.effects.capacity_of_plant(row, makes(books, plant), node)


def makes(books: Books, plant: str) -> set[str]:
    """Commodities that a plant can make."""
    return {
        line.commodity
        for recipe in books.rows.operated.get(plant, ())
        for line in books.rows.recipes.get(recipe, ())
        if line.quantity > 0
    }


def recipes_at_plants(books: Books) -> Check:
    """A plant runs only recipes that it can run."""
    tally = Tally("recipes at plants")
    for (plant, recipe, node), run in books.lines.ran.items():
        allowed = (plant, recipe) in books.rows.operations or run == 0
        tally.require(allowed, f"{plant}, {recipe}, {node}", "the plant cannot run this recipe")
    return tally.check()


def plant_capacity(books: Books) -> Check:
    """Capacity used by runs stays within usable capacity [units per year]."""
    tally = Tally("plant capacity")
    for plant in books.rows.plants:
        for node in books.horizon.nodes:
            tally.at_most(capacity_taken(books, plant, node), capacity(books, plant, node), f"{plant}, {node}")
    return tally.check()


def capacity_reported(books: Books) -> Check:
    """Reported capacity and its use follow from builds and runs [units per year]."""
    tally = Tally("capacity reported")
    provided = figures(books.plan, "capacity", ("plant", "node"), "capacity")
    used = figures(books.plan, "capacity", ("plant", "node"), "used")
    for plant in books.rows.plants:
        for node in books.horizon.nodes:
            where = f"{plant}, {node}"
            tally.equal(provided.get((plant, node), 0.0), capacity(books, plant, node), f"capacity of {where}")
            tally.equal(used.get((plant, node), 0.0), capacity_taken(books, plant, node), f"use of {where}")
    return tally.check()


def recipe_shares(books: Books) -> Check:
    """Each recipe stays within its shares of the capacity that its plant uses [units per year]."""
    tally = Tally("recipe shares")
    for (plant, recipe), operation in books.rows.operations.items():
        for node in books.horizon.nodes:
            total = own_use(books, plant, ANY, node)
            own = own_use(books, plant, recipe, node)
            where = f"{recipe} at {plant}, {node}"
            tally.at_least(own, operation.minimum_share * total, where, total)
            tally.at_most(own, operation.maximum_share * total, where, total)
    return tally.check()


def maximum_capacity(books: Books) -> Check:
    """Existing and built capacity, where something is built, stay within the plant's maximum, without delays [units per
    year]."""
    tally = Tally("maximum capacity")
    for name, plant in books.rows.plants.items():
        if plant.maximum_capacity is None:
            continue
        for node in books.horizon.trunk:
            if any(each.size * standing(books, each, node) > 0 for each in books.builds_at(name)):
                tally.at_most(stands(books, name, node), plant.maximum_capacity, f"{name}, {node}")
    return tally.check()


AUDITS = (recipes_at_plants, plant_capacity, capacity_reported, recipe_shares, maximum_capacity)

__all__ = [
    "capacity_reported", "makes", "maximum_capacity", "plant_capacity", "recipe_shares",
    "recipes_at_plants", "skipped", "standing", "stands", "usable", "usable_size",
]  # fmt: skip

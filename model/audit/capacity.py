"""Plants: what they can do against what they are asked to do."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.books import Books, Build, figures
from model.audit.horizon import FOREVER, Stretch
from model.audit.tally import Tally
from model.plan import Check
from model.sheets import Plant


def in_service(books: Books, plant: Plant, period: int) -> float:
    """Share of a period in which what stood before the plan is in service."""
    start = -FOREVER if plant.in_service_from is None else plant.in_service_from
    end = FOREVER if plant.in_service_until is None else plant.in_service_until + 1
    return books.horizon.level([(start, end, 1.0)], period)


def standing(books: Books, build: Build, period: int) -> float:
    """Share of a period in which what was built stands: from coming online to the end of its life."""
    return books.horizon.level([(build.online, build.end, 1.0)], period)


def usable(books: Books, build: Build, period: int) -> float:
    """Average over a period of the share of what was built that can be used: it ramps up year by year."""
    return books.horizon.level(_ramp(build), period)


def _ramp(build: Build) -> Iterator[Stretch]:
    lead, start = build.lead, build.online
    for share in (lead.ramp_up_year_1, lead.ramp_up_year_2, lead.ramp_up_year_3):
        yield start, min(start + 1, build.end), share
        start += 1
    yield start, build.end, 1.0


def capacity(books: Books, plant: str, node: str) -> float:
    """Usable capacity of a plant [units per year]."""
    row, period = books.rows.plants[plant], books.horizon.period[node]
    built = sum(each.size * usable(books, each, period) for each in books.builds_at(plant))
    return row.existing_capacity * in_service(books, row, period) + built


def _used(books: Books, plant: str, node: str) -> float:
    """Capacity that a plant's runs take [units per year]."""
    total = 0.0
    for (p, recipe), operation in books.rows.operations.items():
        if p == plant:
            total += operation.capacity_use * books.lines.ran.get((plant, recipe, node), 0.0)
    return total


def recipes_at_plants(books: Books) -> Check:
    """A plant runs only what it can run."""
    tally = Tally("recipes at plants")
    for (plant, recipe, node), run in books.lines.ran.items():
        allowed = (plant, recipe) in books.rows.operations or run == 0
        tally.require(allowed, f"{plant}, {recipe}, {node}", "the plant cannot run this recipe")
    return tally.check()


def plant_capacity(books: Books) -> Check:
    """What runs take stays within what is usable [units per year]."""
    tally = Tally("plant capacity")
    for plant in books.rows.plants:
        for node in books.horizon.nodes:
            tally.at_most(_used(books, plant, node), capacity(books, plant, node), f"{plant}, {node}")
    return tally.check()


def capacity_reported(books: Books) -> Check:
    """The reported capacity and its use are what builds and runs give [units per year]."""
    tally = Tally("capacity reported")
    provided = figures(books.plan, "capacity", ("plant", "node"), "capacity")
    used = figures(books.plan, "capacity", ("plant", "node"), "used")
    for plant in books.rows.plants:
        for node in books.horizon.nodes:
            where = f"{plant}, {node}"
            tally.equal(provided.get((plant, node), 0.0), capacity(books, plant, node), f"capacity of {where}")
            tally.equal(used.get((plant, node), 0.0), _used(books, plant, node), f"use of {where}")
    return tally.check()


def recipe_shares(books: Books) -> Check:
    """Each recipe keeps to its shares of the capacity that its plant uses [units per year]."""
    tally = Tally("recipe shares")
    for (plant, recipe), operation in books.rows.operations.items():
        for node in books.horizon.nodes:
            total = _used(books, plant, node)
            own = operation.capacity_use * books.lines.ran.get((plant, recipe, node), 0.0)
            where = f"{recipe} at {plant}, {node}"
            tally.at_least(own, operation.least_share * total, where, total)
            tally.at_most(own, operation.greatest_share * total, where, total)
    return tally.check()


def maximum_capacity(books: Books) -> Check:
    """Existing and built capacity, where something is built, stay within what the place can hold [units per year]."""
    tally = Tally("maximum capacity")
    for name, plant in books.rows.plants.items():
        if plant.maximum_capacity is None:
            continue
        for node, period in books.horizon.period.items():
            built = sum(each.size * standing(books, each, period) for each in books.builds_at(name))
            if built > 0:
                existing = plant.existing_capacity * in_service(books, plant, period)
                tally.at_most(existing + built, plant.maximum_capacity, f"{name}, {node}")
    return tally.check()


__all__ = [
    "capacity_reported", "in_service", "maximum_capacity", "plant_capacity", "recipe_shares", "recipes_at_plants",
    "standing", "usable",
]  # fmt: skip

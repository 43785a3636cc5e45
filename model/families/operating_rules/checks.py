"""Plant operation: shared capacity, blended feeds, plants in use."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.blending import Blending
from model.families.common.checking import calendar_of, listed, needs, problem
from model.families.common.choices import Choices, every_period
from model.families.common.timeline import greatest_capacity
from model.families.conversion.algebra import quantities
from model.families.conversion.rows import Operation
from model.families.decisions.rows import OPERATE
from model.families.investment.rows import LeadTime, Project
from model.families.operating_rules.algebra import counted_rules
from model.families.operating_rules.rows import OperatingRule
from model.families.shared_capacity import SharedCapacity
from model.scenario.limits import IN_USE, PLANTS_IN_USE, Limit, parties
from model.sheets.common import Country, Plant, Property, Settings
from model.sheets.names import Names, did_you_mean
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT


@needs(Operation)
def recipes_elsewhere(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A row about a recipe that its plant does not run."""
    run: dict[str, list[str]] = {}
    for row in tables[Operation]:
        run.setdefault(row.plant, []).append(row.recipe)
    rows: list[SharedCapacity | OperatingRule | Blending] = [
        *tables[SharedCapacity],
        *tables[OperatingRule],
        *tables[Blending],
    ]
    for entry in rows:
        recipes = run.get(entry.plant, [])
        if entry.recipe != ANY and entry.recipe not in recipes:
            wanted = f"a recipe that '{entry.plant}' runs, as in Operations"
            fix = f"It runs {listed(recipes)}" if recipes else "It has no recipe: add a row to Operations"
            yield problem(entry, "recipe", wanted, fix)


def sharing_with_itself(tables: Tables, directory: Directory) -> list[Problem]:
    """A recipe that shares its own plant's capacity."""
    fix = "Capacity of its own plant is in the column 'capacity use' of Operations"
    return [
        problem(row, "takes_from", f"another plant than '{row.plant}'", fix)
        for row in tables[SharedCapacity]
        if row.takes_from == row.plant
    ]


@needs(Property, Operation)
def blends(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Blending of a property without values, or that no feed of the plant has; limits that no feed can meet."""
    names = Names(row.property for row in tables[Property])
    value = {(row.commodity, row.property): row.value for row in tables[Property]}
    taken = [key for key, amount in quantities(tables).items() if amount < 0]
    for row in tables[Blending]:
        if row.property not in names:
            meant = names.meant(row.property)
            fix = did_you_mean(row.property, meant) if meant else "Add rows to Properties that give its values"
            yield problem(row, "property", "a name from the column 'property' of Properties", fix, meant=meant)
            continue
        feeds = {k for p, r, k in taken if p == row.plant and row.recipe in (ANY, r)}
        values = [value[k, row.property] for k in feeds if (k, row.property) in value]
        if not values:
            wanted = f"a property of what '{row.plant}' takes in"
            fix = f"None of {listed(sorted(feeds))} has a value of it: add them to Properties" if feeds else ""
            yield problem(row, "property", wanted, fix)
        else:
            yield from _bounds_of(row, min(values), max(values))


def _bounds_of(row: Blending, least: float, most: float) -> Iterator[Problem]:
    """Bounds that are missing, that contradict each other, or that no mixture of the feeds can meet."""
    if row.at_least is None and row.at_most is None:
        yield problem(row, "at_least", "a number here or in 'at most'", "This row has no effect", value="")
        return
    lowest = row.at_least.points if row.at_least else ()
    highest = row.at_most.points if row.at_most else ()
    for year, value in lowest:
        if row.at_most is not None and value > row.at_most.at(year) + FLOAT:
            yield problem(
                row, "at_least", f"at most {row.at_most.at(year):.6g}, as in 'at most'", "Correct one of them"
            )
            return
    for attribute, missed in (
        ("at_least", [v for _, v in lowest if v > most + FLOAT]),
        ("at_most", [v for _, v in highest if v < least - FLOAT]),
    ):
        if missed:
            wanted = f"a number from {least:.6g} to {most:.6g}, as its feeds have"
            fix = f"No blend reaches {missed[0]:.6g}: '{row.plant}' cannot take any of it then"
            yield problem(row, attribute, wanted, fix, value=f"{missed[0]:.6g}", is_warning=True)


@needs(Plant, Project, LeadTime, Settings, Limit)
def rules(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A rule that no capacity meets, that contradicts another, or that has no effect."""
    plants = {plant.plant: plant for plant in tables[Plant]}
    calendar = calendar_of(tables)
    years, shortest = calendar.periods, min(calendar.lengths.values())
    counting = {row.measure for row in tables[Limit]}
    for row in tables[OperatingRule]:
        plant = plants[row.plant]
        most = max(greatest_capacity(plant, t, directory) * plant.availability.at(t) for t in years)
        if row.minimum_run + row.set_up_capacity > most * (1 + FLOAT):
            attribute = "minimum_run" if row.minimum_run > 0 else "set_up_capacity"
            wanted = f"with 'set up capacity' at most {most:.6g}, the greatest capacity of '{row.plant}'"
            fix = "The plant is never in use: lower it, or give the plant more capacity"
            yield problem(row, attribute, wanted, fix, is_warning=True)
        if 0 < row.minimum_campaign <= shortest:
            wanted = f"more than {shortest}, the years of a period"
            yield problem(row, "minimum_campaign", wanted, "This cell has no effect here; clear it", is_warning=True)
        amounts = (row.minimum_run, row.set_up_capacity, row.start_up_cost, row.minimum_campaign)
        acts = any(amounts) or row.needs_recipe or row.cost_in_use.greatest > 0
        if not (acts or row.counted_by in counting):
            wanted = "a minimum run, a cost or a capacity in use"
            yield problem(row, "plant", wanted, "This row has no effect", is_warning=True)


def needed_recipes(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A recipe that needs itself, or one of which nothing says whether it is in use."""
    ruled = {(row.plant, row.recipe) for row in tables[OperatingRule]}
    for row in tables[OperatingRule]:
        if row.needs_recipe and row.needs_recipe == row.recipe:
            yield problem(row, "needs_recipe", "another recipe of the plant", "It always needs itself: clear the cell")
        elif row.needs_recipe and (row.plant, row.needs_recipe) not in ruled:
            wanted = f"a recipe of '{row.plant}' with a row in Operating rules"
            fix = "Add one for it; its 'minimum run' says how much of it there is at least while in use"
            yield problem(row, "needs_recipe", wanted, fix)


@needs(Plant, Operation, OperatingRule, Country)
def counted_in_use(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A limit on plants or recipes in use that counts one without an operating rule."""
    ruled = {(row.plant, row.recipe) for row in tables[OperatingRule]}
    countries = sorted(set(directory.country_of.values()))
    for row in (row for row in tables[Limit] if row.measure in IN_USE):
        noun = row.measure.split()[0]
        sites = frozenset().union(*parties(row.scope, directory, countries).values())
        counted = counted_rules(tables, directory, row, sites)
        missing = [p if r == ANY else f"{p} · {r}" for p, r in counted if (p, r) not in ruled]
        if not counted:
            fix = f"No {noun[:-1]} matches 'of' and 'scope': correct them"
            yield problem(row, "of", f"{noun} that can be counted", fix)
        elif missing:
            subject = "the plant as a whole" if row.measure == PLANTS_IN_USE else "each recipe"
            wanted = f"{noun} with a row for {subject} in Operating rules"
            yield problem(row, "of", wanted, f"Add one for {listed(missing)}; it may leave all else empty")


operated = every_period(OperatingRule, "plant", way="recipe")
CHOICES = (Choices(OPERATE, "a plant with a row in Operating rules", operated, (OperatingRule,)),)

CHECKS = (recipes_elsewhere, sharing_with_itself, blends, rules, needed_recipes, counted_in_use)

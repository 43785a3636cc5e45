"""Rows of the sheet Disruptions by themselves: names, starts, common cells of one disruption, entries of actions."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import calendar_of, needs, problem
from model.families.common.events import KIND_OF_EACH, kinds_of, risk_of
from model.families.conversion.checks import PRECISION, TONNES, masses, recipe_lines
from model.families.conversion.rows import Operation, Recipe
from model.families.investment.rows import Project
from model.scenario.calendar import Calendar
from model.scenario.disruptions import (
    EACH_COUNTRY,
    EACH_PLANT,
    EACH_START,
    GENERATORS,
    Branch,
    Disruption,
    events,
    starts,
)
from model.sheets.common import Commodity, Country, Group, Plant, Settings, Site, Supplier
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables

KINDS = {
    "capacity": ("a place", "a plant", "a technology", "a supplier"),
    "yield": ("a place", "a plant", "a technology"),
    "exports": ("a place",),
    "price": ("a place", "a supplier"),
    "demand": ("a place",),
    "delay": ("a project", "a plant", "a technology", "a place"),
    "licence": ("a place", "a technology"),
    "sales": ("a place",),
}
"""Permitted kinds of target of each action."""


@needs(Settings)
def start_years(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A start that is no years."""
    calendar = calendar_of(tables)
    for row in tables[Disruption]:
        try:
            starts(row.start, calendar)
        except ValueError as error:
            wanted = f"years from {calendar.first_year} to {calendar.last_year}, or '{EACH_START}' for every year"
            yield problem(row, "start", wanted, _fix_of_start(row.start, str(error), calendar))


def _fix_of_start(start: str, why: str, calendar: Calendar) -> str:
    if start.strip().casefold().startswith(EACH_START):
        return f"Did you mean '{EACH_START}'?"
    first, last = calendar.first_year, min(calendar.first_year + 2, calendar.last_year)
    ways = f"'{first}', '{first}; {last}' or '{first}-{last}', the earlier year first" if first < last else f"'{first}'"
    return f"{why}: type {ways}"


@needs(Settings)
def said_once(tables: Tables, directory: Directory) -> list[Problem]:
    """Rows of one disruption that give different starts, probabilities or recoveries, or disagree on independence."""
    calendar = calendar_of(tables)

    def meaning(row: Disruption, attribute: str) -> object:
        if attribute != "start":
            return getattr(row, attribute)
        try:
            return starts(row.start, calendar)
        except ValueError:
            return row.start

    problems = []
    for name, rows in events(tables).items():
        for attribute in ("start", "probability", "recovery", "independent"):
            filled = [row for row in rows if getattr(row, attribute)]
            for row in filled[1:]:
                if meaning(row, attribute) != meaning(filled[0], attribute):
                    what = "answer" if attribute == "independent" else attribute
                    wanted = f"one {what} of '{name}', whose rows happen together"
                    fix = f"Row {filled[0].line} differs: clear one of the two cells, or rename one disruption"
                    problems.append(problem(row, attribute, wanted, fix))
    return problems


def one_each(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Rows of one disruption with two kinds of 'each …'."""
    for name, rows in events(tables).items():
        of_each = [row for row in rows if row.target in GENERATORS]
        for row in of_each[1:]:
            if row.target != of_each[0].target:
                wanted = f"'{of_each[0].target}' or a fixed target, as in row {of_each[0].line} of '{name}'"
                fix = "'each …' makes one disruption for each target of one kind: split it into two disruptions"
                yield problem(row, "target", wanted, fix)


@needs(Plant, Project, Supplier, Site, Country, Group)
def targets(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A target that the action cannot have."""
    for row in tables[Disruption]:
        kinds = kinds_of(row.target, directory)
        if kinds and not kinds & set(KINDS[row.action]):
            wanted = f"{_or(KINDS[row.action])}, for '{row.action}'"
            yield problem(row, "target", wanted, _instead(row, min(kinds), tables))


def _instead(row: Disruption, kind: str, tables: Tables) -> str:
    """Suggested target in place of a wrong one, in words."""
    site: dict[str, str] = {plant.plant: plant.site for plant in tables[Plant]}
    project = next((candidate for candidate in tables[Project] if candidate.project == row.target), None)
    if project is not None:
        return f"'{row.target}' is a project: use 'delay', or name its plant, '{project.plant}', or its site"
    site |= {supplier.supplier: supplier.site for supplier in tables[Supplier]}
    if row.target in site:
        return f"'{row.target}' is {kind}: name its site, '{site[row.target]}', if the whole site is meant"
    if row.target in KIND_OF_EACH:
        return f"'{row.target}' stands for {kind}, one at a time: choose '{EACH_COUNTRY}' or a target"
    return f"'{row.target}' is {kind}: choose a target of the other kind"


def _or(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def unread(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A column that the action has no use for."""
    for row in tables[Disruption]:
        if row.to != ANY and row.action != "exports":
            fix = "This cell has no effect here; clear it, or use 'exports' to stop what goes there"
            yield problem(row, "to", f"an empty cell, since '{row.action}' has no destination", fix)
        if row.commodity != ANY and row.action == "delay":
            fix = "This cell has no effect here; clear it, and name the delayed projects as target"
            yield problem(row, "commodity", "an empty cell, since a delay is of projects", fix)
        if row.commodity != ANY and row.action == "licence":
            fix = "This cell has no effect here; clear it, and name a technology as target"
            yield problem(row, "commodity", "an empty cell, since licences are of technologies", fix)


@needs(Recipe, Operation, Commodity)
def values(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A value that the action cannot have, or without effect."""
    for row in tables[Disruption]:
        value, shown = row.value, f"{row.value:.6g}"
        if row.action == "delay":
            yield from _delay(row)
        elif row.action == "licence":
            yield from _ban(row)
        elif value == 1:
            fix = "This row has no effect: 0 leaves nothing, 0.5 half of the undisturbed value"
            yield problem(row, "value", "a factor other than 1", fix, is_warning=True)
        elif row.action == "exports" and value > 1:
            fix = f"A disruption cannot add to exports. {_meant_percent(value)}"
            yield problem(row, "value", "a share of undisturbed exports, from 0 to 1", fix)
        elif row.action == "sales" and value > 1:
            fix = f"A disruption cannot add to what outlets take. {_meant_percent(value)}"
            yield problem(row, "value", "a share of undisturbed limits, from 0 to 1", fix)
        elif row.action == "price" and value == 0:
            fix = "At 0 or empty it would be free of charge: type 2 for twice the price"
            yield problem(row, "value", "a factor above 0 on the price", fix)
        elif row.action == "capacity" and value >= 2:
            fix = f"This makes {shown} times as much. {_meant_percent(value)}"
            yield problem(row, "value", "a factor on capacity, as a rule from 0 to 1", fix, is_warning=True)
        elif row.action == "yield" and value > 1:
            yield from _from_nothing(row, tables, directory)


def _meant_percent(value: float) -> str:
    if 10 <= value <= 100:
        return f"Did you mean {value:.6g} %? Type {value / 100:.6g}"
    return "Type 0.5 for half of the undisturbed value"


def _delay(row: Disruption) -> Iterator[Problem]:
    if row.value == 0:
        yield problem(row, "value", "years of delay, above 0", "At 0 or empty nothing is delayed: type the years")
    elif row.value < 1:
        fix = f"{row.value:.6g} years are {12 * row.value:.3g} months; if a factor was meant, choose another action"
        yield problem(row, "value", "years of delay", fix, is_warning=True)


def _ban(row: Disruption) -> Iterator[Problem]:
    if row.value:
        fix = "This cell has no effect here; clear it. No licence is granted for the 'duration'"
        yield problem(row, "value", "an empty cell, since a licence is either granted or not", fix)


def _from_nothing(row: Disruption, tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A yield at which a recipe makes more mass than it takes."""
    risk, lines = risk_of(directory), recipe_lines(tables)
    units = {commodity.commodity: TONNES.get(commodity.unit.strip(), 0.0) for commodity in tables[Commodity]}
    for operation in tables[Operation]:
        plant = risk.plants.get(operation.plant)
        if plant is None or not (row.target == EACH_PLANT or risk.effects.hits_plant(row, plant)):
            continue
        taken, _ = masses(lines.get(operation.recipe, []), units)
        goods = directory.commodities(row.commodity)
        factor = {True: row.value * operation.yield_factor, False: operation.yield_factor}
        produced = sum(
            line.quantity * units.get(line.commodity, 0.0) * factor[line.commodity in goods]
            for line in lines.get(operation.recipe, [])
            if line.quantity > 0
        )
        if taken > 0 and produced > taken * (1 + PRECISION):
            wanted = f"a yield at which '{operation.recipe}' makes no more than it takes"
            yield problem(row, "value", wanted, f"{operation.plant} would make {produced:.6g} t out of {taken:.6g} t")
            return


@needs(Settings)
def namesakes(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Two disruptions whose branches would have one name, those of disruptions that coincide among them."""
    first: dict[str, Branch] = {}
    rows = events(tables)
    for branch in risk_of(directory).branches:
        other = first.setdefault(branch.name, branch)
        if other.members != branch.members:
            mine, taken = (other, branch) if branch.is_combination else (branch, other)
            row, earlier = rows[mine.members[0]][0], rows[taken.members[0]][0]
            fix = f"'{taken.disruption}' (row {earlier.line}) already has a branch named '{branch.name}'"
            yield problem(row, "disruption", "a name of its own", f"{fix}: rename one of them")


CHECKS = {"disruptions": (start_years, said_once, one_each, targets, unread, values, namesakes)}

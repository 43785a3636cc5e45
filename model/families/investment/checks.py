"""Checks of plants and projects: sizes, windows, lead times, dependencies."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import calendar_of, is_outside, listed, needs, problem, projects_in_time, timings_of
from model.families.common.choices import Choices, DatedChoice
from model.families.decisions.rows import BUILD
from model.families.investment.rows import COUNTED, EXPANSION, MODULES, SIZE, LeadTime, Project, ProjectStatus
from model.families.operating_rules.rows import OperatingRule
from model.families.technology.rows import Technology
from model.families.technology.terms import covering
from model.scenario.limits import AT_MOST, must_hold
from model.sheets.common import CostRow, Plant, Settings, Site
from model.sheets.names import Names, count, did_you_mean
from model.sheets.schema import ANY, SHEET_OF, Row
from model.sheets.tables import Directory, Tables
from model.tolerances import MOMENT


def windows(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A span of years that ends before it starts."""
    spans: list[tuple[Row, str, str]] = [
        *((row, "in_service_from", "in_service_until") for row in tables[Plant]),
        *((row, "earliest_decision", "latest_decision") for row in tables[Project]),
    ]
    for row, start, end in spans:
        first, last = getattr(row, start), getattr(row, end)
        if first is not None and last is not None and last < first:
            wanted = f"a year not before {first}, the '{start.replace('_', ' ')}'"
            yield problem(row, end, wanted, f"Swap the two or type a year from {first} on")


def plant_sizes(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A plant larger than its maximum, and a project that its plant has no room for."""
    plants = {plant.plant: plant for plant in tables[Plant]}
    for plant in tables[Plant]:
        existing = plant.existing_capacity.greatest
        if plant.maximum_capacity is not None and existing > plant.maximum_capacity:
            wanted = f"at least the existing capacity, {existing:.6g}"
            yield problem(plant, "maximum_capacity", wanted, "Raise it, or leave it empty for no limit")
    for project in tables[Project]:
        most = plants[project.plant].maximum_capacity if project.plant in plants else None
        attribute = "module_size" if project.kind == MODULES else "minimum_size"
        size = getattr(project, attribute) or 0.0
        if most is not None and size > most:
            wanted = f"at most {most:.6g}, the maximum capacity of '{project.plant}'"
            fix = "The project can never be built"
            yield problem(project, attribute, wanted, fix, is_warning=True)


@needs(Plant)
def sponsors(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A project with another sponsor than its plant, which has one account."""
    owner = {plant.plant: (plant.sponsor, f"the sponsor of '{plant.plant}' in Capacity") for plant in tables[Plant]}
    for row in tables[Project]:
        name, where = owner.get(row.plant, ("", ""))
        if row.sponsor and name and row.sponsor != name:
            fix = "Type the same in both, or make it a plant of its own"
            yield problem(row, "sponsor", f"'{name}', {where}", fix)
        elif row.sponsor and not name:
            owner[row.plant] = row.sponsor, f"the sponsor of '{row.project}', of the same plant"


@needs(LeadTime, Settings)
def certain(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Projects with a minimum that cannot be built."""
    in_time = projects_in_time(directory)
    for row in tables[Project]:
        most = row.maximum_modules if row.kind == MODULES else 1
        if row.minimum_modules > most:
            wanted = f"at most {most}, the most that can be built"
            yield problem(row, "minimum_modules", wanted, "Lower it, or raise 'maximum modules'")
        elif row.minimum_modules and row.project not in in_time:
            wanted = "0, since no decision brings the project online within the horizon"
            yield problem(row, "minimum_modules", wanted, "Clear it, or correct decision years and lead times")


def kinds(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Sizes that a kind of project needs, or does not have."""
    for row in tables[Project]:
        yield from (_modules(row) if row.kind == MODULES else _size(row))


@needs(Settings)
def small_additions(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """An expansion whose minimum size on opening is more than may be added in any period."""
    years = max(calendar_of(tables).lengths.values())
    for row in tables[Project]:
        most = row.maximum_addition if row.kind == EXPANSION else None
        if most is not None and most * years < row.minimum_size:
            wanted = f"at least {row.minimum_size / years:.6g}, so that the minimum size can be added on opening"
            yield problem(row, "maximum_addition", wanted, "Raise it or lower the minimum size")


def _modules(row: Project) -> Iterator[Problem]:
    if row.module_size is None:
        wanted = "a module size, since the project is built in modules"
        yield problem(row, "module_size", wanted, "Fill in the capacity of one module")
    for attribute in ("minimum_size", "maximum_size", "maximum_addition"):
        if getattr(row, attribute):
            other = EXPANSION if attribute == "maximum_addition" else SIZE
            fix = f"This cell has no effect here; clear it, or make the kind '{other}'"
            yield problem(row, attribute, "an empty cell, since the project is built in modules", fix, is_warning=True)


def _size(row: Project) -> Iterator[Problem]:
    if row.maximum_size is None:
        wanted = "a maximum size, since the project is built in any size"
        yield problem(row, "maximum_size", wanted, "Fill in the largest capacity that can be built")
    elif row.maximum_size < row.minimum_size:
        wanted = f"at least the minimum size, {row.minimum_size:.6g}"
        yield problem(row, "maximum_size", wanted, "Raise it or lower the minimum size")
    unread = {
        "module_size": bool(row.module_size),
        "maximum_modules": row.maximum_modules != 1,
        "maximum_addition": row.kind == SIZE and row.maximum_addition is not None,
    }
    for attribute, is_given in unread.items():
        if is_given:
            other = EXPANSION if attribute == "maximum_addition" else MODULES
            fix = f"This cell has no effect here; clear it, or make the kind '{other}'"
            how = "built once in" if row.kind == SIZE else "expanded by"
            wanted = f"an empty cell, since the project is {how} any size"
            yield problem(row, attribute, wanted, fix, is_warning=True)


@needs(CostRow, Settings, Plant, Site)
def sizes_without_least(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A free size without a minimum, where being built has a value at any size and no fixed cost."""
    calendar = calendar_of(tables)
    fixed = {row.item: row.fixed_capex for row in tables[CostRow] if row.recipe == ANY}
    for row in tables[Project]:
        costs = row.project in fixed and all(calendar.mean(fixed[row.project], t) > 0 for t in calendar.periods)
        is_free = row.kind != MODULES and not row.minimum_size and not costs
        worth = _worth_of_being_built(row, tables, directory) if is_free else ""
        if worth:
            fix = f"{worth}, and any size would do, at almost no cost: fill in the smallest meaningful size"
            yield problem(row, "minimum_size", "a minimum size, or a fixed capex in Costs", fix)


def _worth_of_being_built(row: Project, tables: Tables, directory: Directory) -> str:
    """Benefit of building a project, whatever its size; empty if none."""
    plants = {plant.plant: plant for plant in tables[Plant]}
    own = plants.get(row.plant)
    if own is None or row.minimum_modules:
        return "It must be built" if row.minimum_modules else ""
    for other in tables[Project]:
        kin = plants.get(other.plant)
        if other.needs == row.project:
            return f"'{other.project}' needs it"
        if other.project != row.project and kin is not None and kin.technology == own.technology:
            is_near = directory.country_of[kin.site] == directory.country_of[own.site]
            if is_near and any(
                technology.experience > 0 for technology in covering(own, tables[Technology], directory)
            ):
                return f"'{other.project}' learns from it"
    counting = {limit.measure for limit in must_hold(tables) if limit.sense != AT_MOST}
    for rule in tables[OperatingRule] if not own.existing_capacity.greatest else ():
        is_counted = rule.plant == row.plant and rule.counted_by in counting
        if is_counted and not (rule.minimum_run or rule.set_up_capacity):
            return f"'{rule.plant}' counts towards {rule.counted_by}"
    return ""


@needs(LeadTime, Settings)
def too_late(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A project that no decision brings online before the end of the horizon: an error where something needs it, or
    where no period begins in its window of decisions."""
    in_time = projects_in_time(directory)
    calendar = calendar_of(tables)
    needed = {row.needs for row in tables[Project] if row.project in in_time}
    leads = {row.project: row for row in tables[LeadTime]}
    for row in tables[Project]:
        first, last = row.earliest_decision, row.latest_decision
        if row.project in in_time or (first is not None and last is not None and last < first):
            continue
        lead = leads.get(row.project)
        years = lead.permitting + lead.construction if lead else 0.0
        start = row.earliest_decision or calendar.first_year
        is_needed = row.project in needed or row.minimum_modules > 0
        if not is_needed and is_outside(first, last, calendar):
            continue  # of which the check of years outside the horizon warns
        decision = next((t for t in calendar.periods if t >= start), None)
        attribute = "earliest_decision" if row.earliest_decision is not None else "project"
        if decision is None or (row.latest_decision is not None and decision > row.latest_decision):
            wanted = f"a decision window with the start of a period in it ({listed(map(str, calendar.periods), 4)}, …)"
            attribute = "latest_decision" if row.latest_decision is not None else attribute
            fix = "Decisions are taken at the start of a period: widen the window"
            is_needed = True
        else:
            wanted = f"a project that can be online before the end of {tables.settings.last_year}"
            fix = f"Decided in {decision}, with {years:.4g} years for permits and construction, it is online in "
            fix += f"{decision + years:.6g}: allow an earlier decision, shorten its lead time, or remove it"
            fix += "" if is_needed else ". It has no effect as it is"
        yield problem(row, attribute, wanted, fix, is_warning=not is_needed)


@needs(Project)
def circular_needs(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Projects that need each other, so that none can come first."""
    needed = {row.project: row.needs for row in tables[Project] if row.needs}
    for row in tables[Project]:
        chain = [row.project]
        while chain[-1] in needed and needed[chain[-1]] not in chain:
            chain.append(needed[chain[-1]])
        if needed.get(chain[-1]) == row.project:
            fix = f"Clear one of the cells: {' needs '.join([*chain, row.project])}"
            yield problem(row, "needs", "a project that does not itself need this one", fix)


@needs(Project)
def lonely_choices(tables: Tables, directory: Directory) -> list[Problem]:
    """A choice group of one project."""
    groups: dict[str, list[Project]] = {}
    for row in tables[Project]:
        if row.choice_group:
            groups.setdefault(row.choice_group, []).append(row)
    fix = "A choice among one project has no effect: check the spelling, or clear the cell"
    return [
        problem(rows[0], "choice_group", "a choice group of at least two projects", fix, is_warning=True)
        for rows in groups.values()
        if len(rows) == 1
    ]


@needs(CostRow)
def annuities(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """An annuity beside a spend profile, of which it takes the place, or with capital that comes back; a rate alone."""
    of_profile = [c.attribute for c in SHEET_OF[LeadTime].columns if c.attribute.startswith("spend_")]
    annuity = {str(row.project): row for row in tables[LeadTime] if row.annuity_years}
    for row in tables[LeadTime]:
        unread = [attribute for attribute in of_profile if getattr(row, attribute)] if row.annuity_years else []
        if not row.annuity_years:
            unread += ["annuity_rate"] * (row.annuity_rate > 0) + ["payments_after"] * (row.payments_after == COUNTED)
        for attribute in unread:
            wanted = f"an empty cell, since there is {'an' if row.annuity_years else 'no'} annuity"
            yield problem(row, attribute, wanted, "This cell has no effect here; clear it", is_warning=True)
    for cost in tables[CostRow]:
        if cost.item in annuity and cost.salvage > 0 and annuity[cost.item].payments_after != COUNTED:
            fix = "Payments after the last year are left out, so nothing of them comes back: count them, or clear this"
            yield problem(cost, "salvage", f"0, since '{cost.item}' has an annuity in Lead times", fix)


def spending(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Spend profiles that do not add up, or go on after the project is complete."""
    for row in (row for row in tables[LeadTime] if not row.annuity_years):
        if row.spend_permitting > 0 and row.permitting == 0:
            fix = "Fill in the years that permits take, or clear this cell"
            yield problem(row, "spend_permitting", "nothing, since permits take no time", fix)
        if not row.spend:
            continue
        years = max(1, math.ceil(row.construction - MOMENT))
        last = max((year for year, share in enumerate(row.spend, start=1) if share > 0), default=0)
        if last > years:
            wanted = f"spending in the {count(years, 'year')} of construction only"
            fix = f"Construction takes {row.construction:.4g} years: move the share to an earlier year"
            yield problem(row, f"spend_year_{last}", wanted, fix)
        if abs(sum(row.spend) - 1) > 0.0005:
            first = next(year for year in range(1, 6) if getattr(row, f"spend_year_{year}") is not None)
            wanted = "shares of spending that add up to 100 %"
            fix = f"They add up to {100 * sum(row.spend):.6g} %; spending during permits is apart from them"
            yield problem(row, f"spend_year_{first}", wanted, fix)


@needs(Plant, Project)
def statuses(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A status of what is neither a plant nor a project. One not in use may have a status: a what-if that switches a
    project off leaves what is known of it."""
    off = tables.off
    rows: list[Plant | Project] = [*tables[Plant], *tables[Project], *off.get(Plant, ()), *off.get(Project, ())]
    names = Names(row.plant if isinstance(row, Plant) else row.project for row in rows)
    for row in tables[ProjectStatus]:
        if row.item not in names:
            meant = names.meant(row.item)
            fix = did_you_mean(row.item, meant) if meant else "Add it there, or delete the row"
            yield problem(row, "item", "a name from Capacity or Projects", fix, meant=meant)


def built(tables: Tables, directory: Directory) -> Iterator[DatedChoice]:
    """Projects, with the periods in which they can be decided."""
    always = frozenset(calendar_of(tables).periods)
    for row in tables[Project]:
        decided = frozenset(period for project, period in timings_of(directory) if project == row.project)
        yield DatedChoice(row.project, "", "", decided & always)


CHOICES = (Choices(BUILD, "a project, as in Projects", built, (Project, LeadTime, Plant)),)

CHECKS = (
    windows,
    plant_sizes,
    sponsors,
    certain,
    kinds,
    small_additions,
    sizes_without_least,
    too_late,
    circular_needs,
    lonely_choices,
    annuities,
    spending,
    statuses,
)

"""Checks of Decisions: rows about impossible decisions or dates; missing or unused cells; contradictions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from model.errors import Problem
from model.families.common.checking import calendar_of, listed, needs, problem, timings_of
from model.families.common.choices import choices, needs_choices, offered
from model.families.contracts.rows import Contract
from model.families.decisions.contradictions import choices_of, contradictions, impossible, too_many, too_much
from model.families.decisions.rows import (
    ACQUIRE,
    ACTIONS,
    ALREADY_MADE,
    AT_LEAST,
    AT_MOST,
    BEFORE,
    BUILD,
    FIXED,
    NOT_AFTER,
    NOT_BEFORE,
    OF_PEOPLE,
    RECRUIT,
    RETRAIN,
    SIGN,
    SIZED,
    TRAIN,
    Decision,
)
from model.families.decisions.terms import amount_of, is_meant, module_of, projects_of
from model.families.investment.rows import EXPANSION, SIZE, LeadTime, Project
from model.families.workforce.rows import Skill
from model.sheets.common import Settings
from model.sheets.names import Names, ProjectName, did_you_mean
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT, SOLVED

# --------------------------------------------------------------------------------------------- subjects of a row


@needs(Settings)
@needs_choices(*ACTIONS)
def subjects(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A subject of another kind than the action, a place or way that it does not have."""
    for row in tables[Decision]:
        possible = choices(directory, row.action)
        if not (alike := [choice for choice in possible if choice.subject == row.subject]):
            fix = _or_else(row.subject, (choice.subject for choice in possible))
            yield problem(row, "subject", offered()[row.action][0].subject, fix)
            continue
        for attribute in ("place", "way"):
            name = getattr(row, attribute)
            names = list(dict.fromkeys(getattr(choice, attribute) for choice in alike if getattr(choice, attribute)))
            if name and not names:
                wanted = f"an empty cell, since to {row.action} '{row.subject}' has no {attribute}"
                yield problem(row, attribute, wanted, "Clear it")
            elif name and name not in names:
                yield problem(row, attribute, f"a {attribute} of '{row.subject}'", _or_else(name, names))
            elif not name and len(names) > 1 and row.rule == ALREADY_MADE and row.action != RECRUIT:
                fix = f"Choose one of: {listed(names)}"
                yield problem(row, attribute, f"the {attribute} in which it was decided", fix)


def _or_else(name: str, options: Iterable[str]) -> str:
    names = Names(options)
    if not names.all:
        return "There is none in the workbook"
    meant = names.meant(name)
    return did_you_mean(name, meant) if meant else f"Choose one of: {names.some()}"


# -------------------------------------------------------------------------------------------------------- cells


@needs(Settings)
def years(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A year that is missing, or of no use to the rule."""
    calendar = calendar_of(tables)
    first, last = calendar.periods[0], calendar.periods[-1]
    periods = listed(map(str, calendar.periods), 4)
    for row in tables[Decision]:
        if row.rule == ALREADY_MADE and row.action not in BEFORE:
            wanted = f"another rule: '{ALREADY_MADE}' is for {listed(map(repr, BEFORE))}"
            fix = "What else was done before shows in the other sheets: headcount, opening stock, existing capacity"
            yield problem(row, "rule", wanted, fix)
        elif row.year is None and row.rule in (NOT_BEFORE, NOT_AFTER, ALREADY_MADE):
            yield problem(row, "year", f"a year, as the rule is '{row.rule}'", "Fill it in")
        elif row.year is None:
            continue
        elif row.rule == ALREADY_MADE and row.year >= first:
            fix = f"From {first} on decisions are part of the plan: make the rule '{FIXED}'"
            yield problem(row, "year", f"a year before {first}", fix)
        elif row.rule in (NOT_BEFORE, NOT_AFTER):
            if row.year <= first if row.rule == NOT_BEFORE else row.year >= last:
                fix = f"This row has no effect: the plan decides from {first} to {last}"
                yield problem(row, "year", "a year within the horizon", fix, is_warning=True)
        elif row.rule != ALREADY_MADE and row.year not in calendar.periods:
            fix = f"Decisions are taken at the start of a period: choose one of {periods}"
            yield problem(row, "year", "the first year of a period", fix)


def cells(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Missing or unused cells of a row."""
    projects = projects_of(tables)
    for row in tables[Decision]:
        is_counted = row.rule in (FIXED, AT_LEAST, AT_MOST, ALREADY_MADE)
        if is_counted and amount_of(row, projects) is None:
            attribute = "people" if row.action in OF_PEOPLE else "size"
            yield problem(row, attribute, f"a number, as the rule is '{row.rule}'", "Fill it in")
        past_action = row.action if row.rule == ALREADY_MADE else ""
        read = {
            "size": is_counted and row.action in SIZED,
            "people": is_counted and row.action in OF_PEOPLE,
            "effective": past_action in (BUILD, ACQUIRE),
            "prepaid": past_action == SIGN,
            "still_to_pay": past_action == BUILD,
        }
        for attribute, is_read in read.items():
            if not is_read and getattr(row, attribute) is not None:
                wanted = f"an empty cell, with '{row.action}' and '{row.rule}'"
                yield problem(row, attribute, wanted, "This cell has no effect here; clear it", is_warning=True)


def modules(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A size, decided or already built, that is not a whole number of modules."""
    projects = projects_of(tables)
    for row in tables[Decision]:
        if row.action != BUILD or row.rule not in (FIXED, ALREADY_MADE) or row.subject not in projects:
            continue
        size, module = amount_of(row, projects) or 0.0, module_of(projects[row.subject])
        if row.rule == ALREADY_MADE and size == 0 and projects[row.subject].kind != EXPANSION:
            yield problem(row, "size", "above 0, as it was built", "Type its size, or delete the row")
        elif module and not math.isclose(size / module, round(size / module), abs_tol=SOLVED):
            fix = f"A module of '{row.subject}' is {module:.6g}"
            yield problem(row, "size", "a multiple of the module size", fix)


@needs(LeadTime, Settings)
def made_before(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A decision already made that takes effect before it was decided, or too late; duplicates."""
    calendar, timings = calendar_of(tables), timings_of(directory)
    contracts: dict[str, Contract] = {row.contract: row for row in tables[Contract]}
    repeated = {row.project for row in tables[Project] if row.kind != SIZE}
    seen: dict[tuple[str, ...], str] = {}
    for row in tables[Decision]:
        if row.rule != ALREADY_MADE or row.year is None:
            continue
        is_repeatable = row.action in (TRAIN, RETRAIN, RECRUIT) or (row.subject in repeated and row.action == BUILD)
        key = (row.action, row.subject, row.place, row.way, str(row.year) if is_repeatable else "")
        if key in seen:
            yield problem(row, "subject", f"another one than in '{seen[key]}'", "Put both into one row")
        seen.setdefault(key, row.decision)
        span = timings.get((ProjectName(row.subject), row.year)) if row.action == BUILD else None
        if row.effective is not None and row.effective < row.year:
            yield problem(row, "effective", f"at least {row.year}, its year", "Correct one of them")
        elif span is not None and span.online >= calendar.end:
            fix = f"Online in {span.online:.6g}, it is not part of the plan: extend the horizon, or delete the row"
            at = "year" if row.effective is None else "effective"
            yield problem(row, at, f"online before {calendar.end}", fix)
        if row.action == SIGN and row.subject in contracts:
            end = contracts[row.subject].end(row.year)
            if end <= calendar.first_year:
                fix = f"This row has no effect: it ended in {end:.6g}"
                yield problem(row, "year", "a contract that still runs", fix, is_warning=True)


@needs(Settings)
@needs_choices(RECRUIT)
def terms(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """People who joined already, but for no term: they are part of the headcount, and that is all."""
    for row in tables[Decision]:
        if (row.action, row.rule) == (RECRUIT, ALREADY_MADE):
            own = [choice.term for choice in choices_of(row, directory) if choice.way == row.way]
            if own and all(term is None for term in own):
                fix = "This row has no effect: without a term of service they are part of the headcount"
                yield problem(row, "way" if row.way else "subject", "people with a term", fix, is_warning=True)


@needs(Skill, Settings)
def seats(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """More people in training already than there are seats."""
    calendar = calendar_of(tables)
    rows = [row for row in tables[Decision] if row.action == TRAIN and row.rule == ALREADY_MADE and row.year]
    for skill in tables[Skill]:
        begun = [row for row in rows if row.subject == skill.skill and is_meant(row, skill.market)]
        entered = [(row.year or 0, row.people or 0.0) for row in begun]
        for t in calendar.periods if begun else ():
            there = sum(people * calendar.share(year, year + skill.training_time, t) for year, people in entered)
            free = calendar.mean(skill.training_seats, t)
            if there > free * (1 + FLOAT):
                fix = f"{there:.6g} are in training in {t}: raise 'training seats' in Skills, or lower the number"
                yield problem(begun[-1], "people", f"as many as the {free:.6g} seats hold", fix)
                break
        else:
            most = skill.training_seats.greatest / min(1.0, skill.training_time)
            for row in (row for row in begun if (row.people or 0.0) > most * (1 + FLOAT)):
                fix = "In no year are there seats for more: correct it, or 'training seats' in Skills"
                yield problem(row, "people", f"at most {most:.6g} who entered in a year", fix, is_warning=True)


CHECKS = (subjects, years, cells, modules, made_before, terms, seats, impossible, contradictions, too_much, too_many)

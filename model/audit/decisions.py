"""Decisions: rows of the sheet Decisions, and projects."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from model.audit.effects import AuditedBuild
from model.audit.horizon import MOMENT
from model.audit.ledger import DecisionDone, Ledger, figures
from model.audit.tally import Tally
from model.families.decisions.rows import (
    ACQUIRE,
    ALREADY_MADE,
    AT_LEAST,
    AT_MOST,
    BUILD,
    FIXED,
    NOT_AFTER,
    NOT_BEFORE,
    OF_PEOPLE,
    SIGN,
    SIZED,
    STATES,
    Decision,
)
from model.families.investment.rows import EXPANSION, MODULES, SIZE
from model.results.plan import AuditLine
from model.system.declared import declared

# ----------------------------------------------------------------------------------------------------------------------
# Decisions that a row fixes, bounds or forbids, and those that were made before the first year.


def done(ledger: Ledger) -> Iterator[DecisionDone]:
    """All that the plan decides, from its tables."""
    for decided in declared("model.audit", "DONE", "audit"):
        yield from decided(ledger)


def built(ledger: Ledger) -> Iterator[DecisionDone]:
    """Builds of projects, by size."""
    yield from (DecisionDone(BUILD, build.project.project, build.decided, build.size) for build in ledger.builds)


def decisions(ledger: Ledger) -> AuditLine:
    """Fixed decisions are taken, and bounded ones stay within their bounds: over all years, or a year at a time."""
    tally = Tally("decisions")
    rows = [row for row in ledger.plan.tables[Decision] if row.rule != ALREADY_MADE]
    every = list(done(ledger)) if rows else []
    for row in rows:
        by_year = {t: 0.0 for t in ledger.horizon.periods if _speaks_of(row, t)}
        for decision in every:
            if decision.is_about(row) and decision.year in by_year:
                by_year[decision.year] += decision.amount
        for amount in by_year.values() if row.action in STATES else [sum(by_year.values())]:
            if row.rule in (FIXED, AT_LEAST):
                tally.at_least(amount, _asked(ledger, row), row.decision)
            if row.rule != AT_LEAST:
                tally.at_most(amount, _asked(ledger, row) if row.rule in (FIXED, AT_MOST) else 0.0, row.decision)
    return tally.check()


def _speaks_of(row: Decision, year: int) -> bool:
    if row.rule in (NOT_BEFORE, NOT_AFTER):
        return row.year is not None and (year < row.year if row.rule == NOT_BEFORE else year > row.year)
    return row.year in (None, year)


def _asked(ledger: Ledger, row: Decision) -> float:
    """Capacity, a quantity or people; one module for projects in modules, once for any other."""
    if row.action in OF_PEOPLE:
        return row.people or 0.0
    if row.action not in SIZED:
        return 1.0
    if row.size is None and row.action == BUILD:
        project = ledger.rows.projects[row.subject]
        return project.module_size or 0.0 if project.kind == "modules" else 0.0
    return row.size or 0.0


def already_made(ledger: Ledger) -> AuditLine:
    """Decisions made before the first year are in the plan unchanged, and no others of earlier years."""
    tally = Tally("already made")
    rows = [row for row in ledger.rows.earlier if row.action in (BUILD, SIGN, ACQUIRE)]
    before = [decision for decision in done(ledger) if decision.year < ledger.horizon.first]
    for row in rows:
        amounts = [decision.amount for decision in before if decision.year == row.year and decision.is_about(row)]
        for amount in amounts or [0.0]:
            tally.equal(amount, _asked(ledger, row), f"{row.decision} in {row.year}")
    for decision in before:
        is_known = any(decision.year == row.year and decision.is_about(row) for row in rows)
        tally.require(is_known, f"{decision.subject} in {decision.year}", "no row says that this was decided before")
    return tally.check()


# ----------------------------------------------------------------------------------------------------------------------
# Investments: sizes, dates, choice groups and prerequisites.


def build_sizes(ledger: Ledger) -> AuditLine:
    """Modules are whole numbers within their minimum and maximum; a free size is built once, between its minimum and
    maximum; no build has size 0. An expansion is another check."""
    tally = Tally("build sizes")
    modules: dict[str, float] = {}
    for build in ledger.builds:
        project, name = build.project, build.name
        modules[project.project] = modules.get(project.project, 0.0) + build.modules
        tally.require(build.is_something or build.modules <= 0, name, "it has no size but counts as built")
        tally.equal(build.modules, round(build.modules) if math.isfinite(build.modules) else 0.0, f"modules of {name}")
        if build.decision is not None:
            tally.require(build.is_something, name, "it was decided before the first year")
        elif project.kind == MODULES:
            tally.equal(build.size, build.modules * (project.module_size or 0.0), f"size of {name}")
        elif project.kind == SIZE:
            tally.at_least(build.size, build.modules * project.minimum_size, f"size of {name}")
            tally.at_most(build.size, build.modules * (project.maximum_size or 0.0), f"size of {name}")
    for project_name, project in ledger.rows.projects.items():
        count = modules.get(project_name, 0.0)
        tally.at_least(count, project.minimum_modules, f"modules of {project_name}")
        tally.at_most(count, project.maximum_modules if project.kind == MODULES else 1, f"modules of {project_name}")
    return tally.check()


def expansions(ledger: Ledger) -> AuditLine:
    """Expansions have been opened, then or before, at their minimum size; additions stay within the limits per year and
    in total [units per year]."""
    tally = Tally("expansions")
    by_project: dict[str, list[AuditedBuild]] = {}
    for build in sorted(ledger.builds, key=lambda build: build.decided):
        if build.project.kind == EXPANSION:
            by_project.setdefault(build.project.project, []).append(build)
    for name, builds in by_project.items():
        project, total, is_open = builds[0].project, 0.0, False
        most = project.maximum_size or 0.0
        for build in builds:
            total += build.size
            is_open = is_open or build.modules > 0.5
            tally.require(is_open or build.size <= 0, build.name, "it has not been opened")
            if build.decision is None:
                tally.at_least(build.size, round(build.modules) * project.minimum_size, f"size of {build.name}", most)
            if build.decision is None and project.maximum_addition is not None:
                addition = project.maximum_addition * ledger.horizon.length(build.decided)
                tally.at_most(build.size, addition, f"size of {build.name}", most)
        tally.at_most(total, most, f"size of {name}")
    return tally.check()


def build_dates(ledger: Ledger) -> AuditLine:
    """Builds are decided within their window, come online before the horizon ends, and are dated by their lead
    times."""
    tally = Tally("build dates")
    reported = {
        column: figures(ledger.plan, "builds", ("project", "decided"), column)
        for column in ("construction_from", "online", "ramped")
    }
    for build in ledger.builds:
        project = build.project
        _dates_reported(tally, build, reported)
        if build.decision is not None:
            continue
        tally.require(build.decided in ledger.horizon.periods, build.name, "this is not the start of a period")
        if project.earliest_decision is not None:
            tally.at_least(build.decided, project.earliest_decision, build.name, 1.0)
        if project.latest_decision is not None:
            tally.at_most(build.decided, project.latest_decision, build.name, 1.0)
        tally.require(build.online < ledger.horizon.end, build.name, f"online {build.online:.2f}, after the horizon")
    return tally.check()


def _dates_reported(
    tally: Tally, build: AuditedBuild, reported: Mapping[str, Mapping[tuple[object, ...], float]]
) -> None:
    """Dates in the table of builds: they differ by fractions of a year, so they count from the decision."""
    at = build.project.project, build.decided
    lead = build.lead
    below = [
        year
        for year, share in ((1, lead.ramp_up_year_1), (2, lead.ramp_up_year_2), (3, lead.ramp_up_year_3))
        if share < 1
    ]
    expected = {
        "construction_from": build.construction,
        "online": build.online,
        "ramped": build.online + max(below, default=0),
    }
    for column, moment in expected.items():
        reported_date = reported[column].get(at, math.nan)
        tally.equal(reported_date - build.decided, moment - build.decided, f"{column.replace('_', ' ')}, {build.name}")


def choice_groups(ledger: Ledger) -> AuditLine:
    """At most one project of a choice group is built [projects]."""
    tally = Tally("choice groups")
    chosen: dict[str, set[str]] = {}
    for build in ledger.builds:
        if build.project.choice_group and build.is_something:
            chosen.setdefault(build.project.choice_group, set()).add(build.project.project)
    for group, projects in chosen.items():
        tally.at_most(len(projects), 1, f"choice group {group}: {', '.join(sorted(projects))}")
    return tally.check()


def prerequisites(ledger: Ledger) -> AuditLine:
    """No project comes online before its prerequisite."""
    tally = Tally("prerequisites")
    for build in ledger.builds:
        needed = build.project.needs
        if needed and build.is_something and build.decision is None:
            ready = any(
                other_build.project.project == needed
                and other_build.is_something
                and other_build.online <= build.online + MOMENT
                for other_build in ledger.builds
            )
            tally.require(ready, build.name, f"{needed} is not online by then")
    return tally.check()


DONE = {"investment": (built,)}
AUDITS = {
    "decisions": (decisions, already_made),
    "investment": (build_sizes, expansions, build_dates, choice_groups, prerequisites),
}

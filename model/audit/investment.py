"""Investments: sizes, dates, choice groups and prerequisites."""

from __future__ import annotations

import math
from collections.abc import Mapping

from model.audit.builds import AuditedBuild
from model.audit.check import Tally
from model.audit.horizon import MOMENT
from model.audit.ledger import Ledger, figures
from model.families.investment.rows import EXPANSION, MODULES, SIZE
from model.results.plan import Check


def build_sizes(ledger: Ledger) -> Check:
    """Modules are whole numbers within their minimum and maximum; a free size is built once, between its minimum and
    maximum; no build has size 0. An expansion is another check."""
    tally = Tally("build sizes")
    modules: dict[str, float] = {}
    for build in ledger.builds:
        project, name = build.project, build.name
        modules[project.project] = modules.get(project.project, 0.0) + build.modules
        tally.require(build.is_something or build.modules <= 0, name, "it has no size but counts as built")
        tally.equal(build.modules, round(build.modules) if math.isfinite(build.modules) else 0.0, f"modules of {name}")
        if build.made is not None:
            tally.require(build.is_something, name, "it was decided before the first year")
        elif project.kind == MODULES:
            tally.equal(build.size, build.modules * (project.module_size or 0.0), f"size of {name}")
        elif project.kind == SIZE:
            tally.at_least(build.size, build.modules * project.minimum_size, f"size of {name}")
            tally.at_most(build.size, build.modules * (project.maximum_size or 0.0), f"size of {name}")
    for each, project in ledger.rows.projects.items():
        count = modules.get(each, 0.0)
        tally.at_least(count, project.minimum_modules, f"modules of {each}")
        tally.at_most(count, project.maximum_modules if project.kind == MODULES else 1, f"modules of {each}")
    return tally.check()


def expansions(ledger: Ledger) -> Check:
    """Expansions have been opened, then or before, at their minimum size; additions stay within the limits per year and
    in total [units per year]."""
    tally = Tally("expansions")
    by_project: dict[str, list[AuditedBuild]] = {}
    for build in sorted(ledger.builds, key=lambda each: each.decided):
        if build.project.kind == EXPANSION:
            by_project.setdefault(build.project.project, []).append(build)
    for name, builds in by_project.items():
        project, total, is_open = builds[0].project, 0.0, False
        most = project.maximum_size or 0.0
        for build in builds:
            total += build.size
            is_open = is_open or build.modules > 0.5
            tally.require(is_open or build.size <= 0, build.name, "it has not been opened")
            if build.made is None:
                tally.at_least(build.size, round(build.modules) * project.minimum_size, f"size of {build.name}", most)
            if build.made is None and project.maximum_addition is not None:
                tally.at_most(
                    build.size, project.maximum_addition * ledger.horizon.years, f"size of {build.name}", most
                )
        tally.at_most(total, most, f"size of {name}")
    return tally.check()


def build_dates(ledger: Ledger) -> Check:
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
        if build.made is not None:
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
    below = [year for year, share in ((1, lead.ramp_up_year_1), (2, lead.ramp_up_year_2), (3, lead.ramp_up_year_3))
             if share < 1]  # fmt: skip
    expected = {
        "construction_from": build.construction,
        "online": build.online,
        "ramped": build.online + max(below, default=0),
    }
    for column, moment in expected.items():
        found = reported[column].get(at, math.nan)
        tally.equal(found - build.decided, moment - build.decided, f"{column.replace('_', ' ')}, {build.name}")


def choice_groups(ledger: Ledger) -> Check:
    """At most one project of a choice group is built [projects]."""
    tally = Tally("choice groups")
    chosen: dict[str, set[str]] = {}
    for build in ledger.builds:
        if build.project.choice_group and build.is_something:
            chosen.setdefault(build.project.choice_group, set()).add(build.project.project)
    for group, projects in chosen.items():
        tally.at_most(len(projects), 1, f"choice group {group}: {', '.join(sorted(projects))}")
    return tally.check()


def prerequisites(ledger: Ledger) -> Check:
    """No project comes online before its prerequisite."""
    tally = Tally("prerequisites")
    for build in ledger.builds:
        needed = build.project.needs
        if needed and build.is_something and build.made is None:
            ready = any(
                each.project.project == needed and each.is_something and each.online <= build.online + MOMENT
                for each in ledger.builds
            )
            tally.require(ready, build.name, f"{needed} is not online by then")
    return tally.check()


AUDITS = {"investment": (build_sizes, expansions, build_dates, choice_groups, prerequisites)}

__all__ = ["build_dates", "build_sizes", "choice_groups", "expansions", "prerequisites"]

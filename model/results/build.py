"""Builds of a plan: single decisions, and all on one subject together, for pages, comparisons and questions."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from model.families.decisions.rows import BUILD, FIXED, Decision
from model.families.decisions.terms import is_kept
from model.families.investment.rows import Project, ProjectStatus
from model.results.view import View, text


@dataclass(frozen=True)
class Build:
    """One decision to build. Years are decimal."""

    project: str
    plant: str
    site: str
    country: str
    stage: str
    unit: str
    """Unit of the size, a year."""
    decided: int
    building_from: float
    online: float
    full: float
    """From here on the whole capacity is usable,"""
    until: float
    """and to here it is in service, within the horizon."""
    modules: float
    size: float
    capex: float
    """Undiscounted [amount]; for decisions made before the plan, the part still to pay."""
    sponsor: str = ""
    """Firm that has announced the project, empty without any."""
    known: ProjectStatus | None = None
    """What was known of it when the workbook was made."""
    is_kept: bool = field(default=False, compare=False)
    """Whether a row of Decisions asks for it, as large and in this year; no difference between two plans."""

    @property
    def is_opening(self) -> bool:
        """Whether it is an investment of its own, not a later addition to an expansion."""
        return self.modules != 0


def builds(view: View) -> list[Build]:
    """All builds, also those decided before the plan, in order of decision, along the chain within a year."""
    end = float(view.periods[-1] + view.years)
    known = {row.project: (row.life, row.sponsor) for row in view.plan.tables[Project]}
    status = {row.item: row for row in view.plan.tables[ProjectStatus]}
    found = [
        Build(
            project=text(row["project"]), plant=text(row["plant"]), site=text(row["site"]),
            country=text(row["country"]), stage=text(row["stage"]), unit=view.unit("builds", "size", row),
            decided=int(row["decided"]), building_from=float(row["construction_from"]), online=float(row["online"]),
            full=float(row["ramped"]), until=min(end, float(row["online"]) + known.get(row["project"], (end, ""))[0]),
            modules=float(row["modules"] or 0.0), size=float(row["size"] or 0.0), capex=float(row["capex"] or 0.0),
            sponsor=known.get(row["project"], (end, ""))[1], known=status.get(text(row["project"])),
            is_kept=is_kept(_fixing(text(row["project"]), int(row["decided"]), row["size"]), view.plan.tables),
        )
        for row in view.rows("builds")
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.decided, view.stage_rank(each.stage), each.project))


def _fixing(project: str, year: int, size: float | None) -> Decision:
    """The row of Decisions that fixes a build."""
    return Decision(decision=project, action=BUILD, subject=project, way="", rule=FIXED, year=year, size=size)


def new_builds(view: View, since: int | None = None) -> list[Build]:
    """The plan's own decisions; with ``since`` also those already made from that year on, which a plan that begins then
    takes itself."""
    first = view.periods[0] if since is None else min(since, view.periods[0])
    return [each for each in builds(view) if each.decided >= first]


@dataclass(frozen=True)
class Taken:
    """All decisions of a plan on one project, contract or technology."""

    count: float
    """Modules, or 1 if it is built, signed or acquired."""
    size: float
    """Capacity [unit/y]; the count for subjects without size."""
    years: tuple[int, ...]
    """Years of decision,"""
    sizes: tuple[float, ...] = ()
    """and the size of each, if known."""
    unit: str = ""
    online: float = math.nan
    capex: float = math.nan

    @property
    def decided(self) -> int:
        """The first decision; 0 if the year is unknown."""
        return self.years[0] if self.years else 0

    @property
    def mean(self) -> float:
        """Year of decision, weighted by size."""
        weights = self.sizes if any(self.sizes) else (1.0,) * len(self.years)
        return sum(weight * year for weight, year in zip(weights, self.years, strict=True)) / (sum(weights) or 1.0)


def taken(builds: Iterable[Build]) -> dict[str, Taken]:
    """Builds by project."""
    projects: dict[str, list[Build]] = {}
    for build in sorted(builds, key=lambda each: each.decided):
        projects.setdefault(build.project, []).append(build)
    return {
        project: Taken(
            sum(each.modules for each in those), sum(each.size for each in those),
            tuple(each.decided for each in those), tuple(each.size for each in those), those[0].unit,
            min(each.online for each in those), sum(each.capex for each in those),
        )
        for project, those in projects.items()
    }  # fmt: skip

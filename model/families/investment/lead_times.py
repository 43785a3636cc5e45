"""The timeline of a decision: permits, construction, ramp-up, spending and end of life, in decimal years."""

from __future__ import annotations

import math
from dataclasses import dataclass

from model.families.decisions.rows import BUILD, Decision
from model.families.decisions.terms import already_made, amount_of, module_of, projects_of
from model.families.investment.rows import COUNTED, EXPANSION, LeadTime, Project
from model.scenario.build_context import BuildContext
from model.scenario.calendar import Calendar
from model.sheets.names import Period, ProjectName
from model.sheets.tables import Tables

BuildDecision = tuple[ProjectName, Period]
"""(project, period at whose start it is decided)"""


@dataclass(frozen=True)
class Timing:
    """The life of one decision, in decimal years."""

    decided: float
    construction: float
    online: float
    end: float

    def spent(self, lead: LeadTime, calendar: Calendar, period: int) -> float:
        """Share of the capital spent in a period, or paid in it with an annuity."""
        if lead.annuity_years:
            return lead.annuity * calendar.overlap(self.online, self.online + lead.annuity_years, period)
        permit = calendar.spread(self.decided, self.construction, period)
        return lead.spend_permitting * permit + (1 - lead.spend_permitting) * self.built(lead, calendar, period)

    def due_later(self, lead: LeadTime, calendar: Calendar) -> float:
        """Share of the capital that an annuity is still worth in the last period, by its payments after the last year,
        where they are counted."""
        if lead.annuity_years is None or lead.payments_after != COUNTED:
            return 0.0
        until = self.online + lead.annuity_years
        worth = sum(
            max(0.0, min(until, year + 1) - max(self.online, year)) * calendar.factor_of(year)
            for year in range(calendar.end, math.ceil(until))
        )
        return lead.annuity * worth / calendar.discount(calendar.periods[-1])

    def built(self, lead: LeadTime, calendar: Calendar, period: int) -> float:
        """Share of construction done in a period, by the spending of its years where they are given."""
        if lead.annuity_years or not lead.spend:
            return calendar.spread(self.construction, self.online, period)
        building = 0.0
        for year, share in enumerate(lead.spend):
            start = self.construction + year
            building += share * calendar.spread(start, min(start + 1, self.online), period)
        return building


def lead_times(context: BuildContext) -> dict[ProjectName, LeadTime]:
    """A free size without a minimum, if being built has a value at any size and no fixed cost."""
    by_project = {row.project: row for row in context.tables[LeadTime]}
    return {p.project: by_project.get(p.project) or LeadTime(project=p.project) for p in context.tables[Project]}


def made_before(tables: Tables) -> dict[BuildDecision, Decision]:
    """Decisions made before the first year."""
    projects, rows = projects_of(tables), already_made(tables, BUILD)
    decided = (row for row in rows if row.subject in projects)
    return {(ProjectName(row.subject), row.year): row for row in decided if row.year is not None}


def modules_and_size(row: Decision, project: Project) -> tuple[int, float]:
    """For a row about a project: number of modules, or 1 for a free size, and the capacity [unit/y]. An expansion
    counts 1 each time."""
    size = amount_of(row, {project.project: project}) or 0.0
    module = module_of(project)
    return round(size / module) if module else 1, size


def opened_until(project: Project, timing: Timing, calendar: Calendar) -> float:
    """End of life of an opening, whatever its size: expansions may outlive the first capacity."""
    return calendar.end if project.kind == EXPANSION else timing.end


def timings(context: BuildContext) -> dict[BuildDecision, Timing]:
    """Every decision that may be taken and comes online within the horizon, after those made before it."""
    leads, projects = lead_times(context), projects_of(context.tables)
    result = {}
    for (name, decided), row in made_before(context.tables).items():
        construction = decided + leads[name].permitting
        online = construction + leads[name].construction if row.effective is None else row.effective
        result[name, decided] = Timing(decided, min(construction, online), online, online + projects[name].life)
    for project in context.tables[Project]:
        lead = leads[project.project]
        for period in context.calendar.periods:
            early = project.earliest_decision is not None and period < project.earliest_decision
            late = project.latest_decision is not None and period > project.latest_decision
            construction = period + lead.permitting
            online = construction + lead.construction
            if not early and not late and online < context.calendar.end:
                result[project.project, period] = Timing(period, construction, online, online + project.life)
    return result

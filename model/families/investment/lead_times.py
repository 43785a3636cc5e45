"""The timeline of a decision: permits, construction, ramp-up, spending and end of life, in decimal years."""

from __future__ import annotations

from dataclasses import dataclass

from model.families.investment.rows import LeadTime, Project
from model.world.calendar import Calendar
from model.world.world import World

Decision = tuple[str, int]
"""(project, period at whose start it is decided)"""


@dataclass(frozen=True)
class Timing:
    """The life of one decision, in decimal years."""

    decided: float
    construction: float
    online: float
    end: float

    def spent(self, lead: LeadTime, calendar: Calendar, period: int) -> float:
        """Share of the capital spent in a period."""
        permit = calendar.spread(self.decided, self.construction, period)
        building = calendar.spread(self.construction, self.online, period)
        if lead.spend:
            building = 0.0
            for year, share in enumerate(lead.spend):
                start = self.construction + year
                building += share * calendar.spread(start, min(start + 1, self.online), period)
        return lead.spend_permitting * permit + (1 - lead.spend_permitting) * building


def lead_times(world: World) -> dict[str, LeadTime]:
    """The lead time of every project; at once where the sheet has no row."""
    given = {row.project: row for row in world.tables[LeadTime]}
    return {p.project: given.get(p.project) or LeadTime(project=p.project) for p in world.tables[Project]}


def timings(world: World) -> dict[Decision, Timing]:
    """Every decision that may be taken and comes online within the horizon."""
    leads = lead_times(world)
    result = {}
    for project in world.tables[Project]:
        lead = leads[project.project]
        for period in world.calendar.periods:
            early = project.earliest_decision is not None and period < project.earliest_decision
            late = project.latest_decision is not None and period > project.latest_decision
            construction = period + lead.permitting
            online = construction + lead.construction
            if not early and not late and online < world.calendar.end:
                result[project.project, period] = Timing(period, construction, online, online + project.life)
    return result

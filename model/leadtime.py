"""When a decision bears fruit: permits, construction, ramp-up, spending and the end of life, in decimal years."""

from __future__ import annotations

from dataclasses import dataclass

from model.calendar import Calendar
from model.family import World
from model.schema import Row, choice, key, number, percent, reference, sheet, text, year

SMALLEST_SHARE = 1e-6
"""Of its greatest size: a yes that is rounded to a no may still be so much of it, which is the solver's tolerance,"""
SMALLEST = 1e-5
"""and so many units a year are ten times the tolerance of a row."""


@sheet("Projects", tab="Capacity", core=True)
class Project(Row):
    """Something that can be built at a plant: whole modules of a size, or one size between a least and a greatest."""

    project: str = key()
    plant: str = reference("Capacity")
    kind: str = choice(("modules", "size"), note="'modules': whole numbers of a size. 'size': once, any size between.")
    module_size: float | None = number("{unit}/y", default=None, above=0, note="For modules.")
    most_modules: int = number(
        "modules", default=1, whole=True, at_least=1, note="For modules: over all years together."
    )
    least_modules: int = number(
        "modules",
        default=0,
        whole=True,
        at_least=0,
        note="Built for certain, over all years together; a size: 1 or 0.",
    )
    least_size: float = number(
        "{unit}/y",
        default=0.0,
        at_least=0,
        note="For size. Empty: any, but a build of less than a millionth of the greatest size is none. Needed where "
        "to be built is worth something whatever the size, and costs nothing by itself.",
    )
    greatest_size: float | None = number("{unit}/y", default=None, above=0, note="For size.")
    choice_group: str = text(note="At most one project of a choice group is built: give scales of one plant this way.")
    needs: str = reference("Projects", default="", note="May not come online before this project is.")
    earliest_decision: int | None = year(default=None, note="Empty: first year.")
    latest_decision: int | None = year(default=None, note="Empty: last year that still comes online.")
    life: float = number("years", default=25.0, above=0, note="From coming online; then the capacity is gone.")

    @property
    def smallest_size(self) -> float:
        """Least size of a build of free size [unit/y]: less is not told from nothing, and nothing is no build."""
        most = self.greatest_size or 0.0
        return max(self.least_size, min(most, max(SMALLEST_SHARE * most, SMALLEST)))


@sheet("Lead times", tab="Lead times", core=True)
class LeadTime(Row):
    """How long a project takes from decision to full capacity, and when its capital is spent. No row: at once."""

    project: str = key(of="Projects")
    permit: float = number("years", default=0.0, at_least=0, at_most=50)
    construction: float = number("years", default=0.0, at_least=0, at_most=50)
    ramp_up_year_1: float = percent(default=1.0, note="Share of capacity usable in the first year online.")
    ramp_up_year_2: float = percent(default=1.0)
    ramp_up_year_3: float = percent(default=1.0, note="Full from the fourth year.")
    spend_permit: float = percent(default=0.0, note="Share of capital spent evenly while permits are sought.")
    spend_year_1: float | None = percent(default=None, note="Of the rest, by year of construction. All empty: evenly.")
    spend_year_2: float | None = percent(default=None)
    spend_year_3: float | None = percent(default=None)
    spend_year_4: float | None = percent(default=None)
    spend_year_5: float | None = percent(default=None, note="The five must add up to 100 %.")

    @property
    def ramp_up(self) -> tuple[float, ...]:
        return self.ramp_up_year_1, self.ramp_up_year_2, self.ramp_up_year_3

    @property
    def spend(self) -> tuple[float, ...]:
        """Shares of the capital after permits, by year of construction; empty: evenly."""
        given = [self.spend_year_1, self.spend_year_2, self.spend_year_3, self.spend_year_4, self.spend_year_5]
        return tuple(share or 0.0 for share in given) if any(share is not None for share in given) else ()


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
        return lead.spend_permit * permit + (1 - lead.spend_permit) * building


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
            construction = period + lead.permit
            online = construction + lead.construction
            if not early and not late and online < world.calendar.end:
                result[project.project, period] = Timing(period, construction, online, online + project.life)
    return result

"""The sheets of investment."""

from __future__ import annotations

from model.sheets.names import PlantName, ProjectName
from model.sheets.schema import (
    CANDIDATE,
    DECISION,
    EARLIER,
    LATER,
    LESS,
    MORE,
    Row,
    choice,
    date,
    key,
    number,
    percent,
    reference,
    sheet,
    text,
    year,
)

MODULES, SIZE, EXPANSION = "modules", "size", "expansion"

SMALLEST_SHARE = 1e-6
"""As a share of maximum size: the solver's tolerance, by which a yes may be rounded to a no,"""
SMALLEST = 1e-5
"""and in units a year: ten times the feasibility tolerance of a row."""


@sheet("Projects", tab="Capacity", located=True, core=True, in_months=False, is_a=DECISION)
class Project(Row):
    """An investment at a plant: modules of a fixed size, one size between a minimum and a maximum, or an expansion by
    any amount in any year."""

    project: ProjectName = key()
    plant: PlantName = reference("Capacity")
    kind: str = choice(
        (MODULES, SIZE, EXPANSION),
        note=(
            "'modules': a whole number of modules. 'size': once, at any size within the range. 'expansion': opened "
            "once, at the fixed capex, then expanded by any amount in any year, each time with the lead time and life "
            "of the project."
        ),
    )
    module_size: float | None = number("{unit}/y", default=None, above=0, note="For modules.")
    maximum_modules: int = number(
        "modules",
        default=1,
        whole=True,
        at_least=1,
        note="For modules: total over all years.",
        gives=MORE,
    )
    minimum_modules: int = number(
        "modules",
        default=0,
        whole=True,
        at_least=0,
        note="Must be built, total over all years; for a size or an expansion: 1 or 0.",
        gives=LESS,
    )
    minimum_size: float = number(
        "{unit}/y",
        default=0.0,
        at_least=0,
        note=(
            "For size; of an expansion on opening. Empty: any, but less than a millionth of the maximum size counts as "
            "not built. Required where being built has a benefit at any size and no fixed cost."
        ),
        gives=LESS,
    )
    maximum_size: float | None = number(
        "{unit}/y", default=None, above=0, note="For size; of an expansion the total over all years.", gives=MORE
    )
    maximum_addition: float | None = number(
        "{unit}/y",
        default=None,
        above=0,
        note="For an expansion: capacity decided per year. Empty: no limit.",
        gives=MORE,
    )
    choice_group: str = text(
        note="At most one project of a choice group is built, such as alternative scales of one plant."
    )
    needs: ProjectName = reference("Projects", default="", note="A project that must be online first.")
    earliest_decision: int | None = year(default=None, note="Empty: first year.", gives=EARLIER)
    latest_decision: int | None = year(
        default=None, note="Empty: the last that still brings it online in time.", gives=LATER
    )
    life: float = number("years", default=25.0, above=0, note="From coming online until retirement.")
    sponsor: str = text(note="Firm that has announced it, and pays what no public money covers. Empty: none yet.")
    candidate: str = text(default="", note=CANDIDATE)

    @property
    def smallest_size(self) -> float:
        """Least size of a build of free size [unit/y]: less is treated as nothing, and nothing is no build. An
        expansion may be opened at none."""
        if self.kind == EXPANSION:
            return self.minimum_size
        most = self.maximum_size or 0.0
        return max(self.minimum_size, min(most, max(SMALLEST_SHARE * most, SMALLEST)))


COUNTED, LEFT_OUT = "counted", "left out"
"""Whether payments of an annuity after the last year are part of the cost."""

PAYMENTS_AFTER = "payments after the plan"
"""Cost of such payments. Like salvage it is no spending of the years of the plan, which funds see."""


@sheet("Lead times", tab="Lead times", core=True, in_months=False)
class LeadTime(Row):
    """Time from decision to full capacity, and the timing of capital spending. No row: immediately."""

    project: ProjectName = key(of="Projects")
    permitting: float = number("years", default=0.0, at_least=0, at_most=50)
    construction: float = number("years", default=0.0, at_least=0, at_most=50)
    ramp_up_year_1: float = percent(default=1.0, note="Usable share of capacity in the first year online.")
    ramp_up_year_2: float = percent(default=1.0)
    ramp_up_year_3: float = percent(default=1.0, note="Full capacity from the fourth year.")
    spend_permitting: float = percent(default=0.0, note="Share of capital spent evenly during permitting.")
    spend_year_1: float | None = percent(
        default=None, note="Share of the rest by year of construction. All empty: evenly."
    )
    spend_year_2: float | None = percent(default=None)
    spend_year_3: float | None = percent(default=None)
    spend_year_4: float | None = percent(default=None)
    spend_year_5: float | None = percent(default=None, note="The five must add up to 100 %.")
    annuity_years: int | None = number(
        "years",
        default=None,
        whole=True,
        at_least=1,
        note="Capital is paid in this many equal yearly payments, the first in the year of coming online, instead of "
        "as it is spent.",
    )
    annuity_rate: float = percent(default=0.0, unit="%/y", note="Interest in these payments.")
    payments_after: str = choice(
        (LEFT_OUT, COUNTED),
        default=LEFT_OUT,
        note="Payments of an annuity due after the last year. 'counted': their present value is a cost. 'left out': "
        "the sheet Builds of the results says how much they are.",
    )

    @property
    def ramp_up(self) -> tuple[float, ...]:
        return self.ramp_up_year_1, self.ramp_up_year_2, self.ramp_up_year_3

    @property
    def spend(self) -> tuple[float, ...]:
        """Shares of the capital after permits, by year of construction; empty: evenly."""
        by_year = [self.spend_year_1, self.spend_year_2, self.spend_year_3, self.spend_year_4, self.spend_year_5]
        return tuple(share or 0.0 for share in by_year) if any(share is not None for share in by_year) else ()

    @property
    def annuity(self) -> float:
        """Share of the capital paid in each year of an annuity, by which all payments together are worth the capital
        when the first is due; 0 without one."""
        worth = sum((1 + self.annuity_rate) ** -year for year in range(self.annuity_years or 0))
        return 1 / worth if worth else 0.0


RUNNING, UNDER_CONSTRUCTION, FINANCED, PERMITTED, STUDY = (
    "running",
    "under construction",
    "financed",
    "permitted",
    "study",
)
"""How far a project has come, the furthest first."""


@sheet("Project status", tab="Capacity")
class ProjectStatus(Row):
    """What was known of a project or plant on a date. For the reader: the results show it beside the decisions, and no
    plan depends on it."""

    item: str = key(note="A plant of Capacity or a project, in use or not.")
    status: str = choice((RUNNING, UNDER_CONSTRUCTION, FINANCED, PERMITTED, STUDY))
    as_of: str = date(note="When this was so.")
    owner: str = text(note="Who owns it now; who has agreed to buy it.")
    offtake: float | None = percent(default=None, note="Share of output that is sold ahead. Empty: none is known.")
    buyers: str = text(note="To whom.")
    loan: float | None = number("{amount}", default=None, at_least=0, note="Loans granted or committed.")
    permit: str = text(note="Permits held or missing.")
    first_output: int | None = number(
        "",
        default=None,
        whole=True,
        at_least=1900,
        at_most=2200,
        note="Year of first output as its owner promises it.",
    )

"""The sheets of investment."""

from __future__ import annotations

from model.sheets.schema import Row, choice, key, number, percent, reference, sheet, text, year

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

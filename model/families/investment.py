"""Investment: what may be built, when it comes online, what it costs."""

from __future__ import annotations

from model.schema import Row, choice, key, number, percent, reference, sheet, text, year


@sheet("Projects", tab="Capacity")
class Project(Row):
    """Something that can be built at a plant: whole modules of a size, or one size between a least and a greatest."""

    project: str = key()
    plant: str = reference("Capacity")
    kind: str = choice(("modules", "size"), note="'modules': whole numbers of a size. 'size': once, any size between.")
    module_size: float | None = number("{unit}/y", None, above=0, note="For modules.")
    most_modules: int = number("modules", 1, whole=True, at_least=1, note="For modules: over all years together.")
    least_size: float = number("{unit}/y", 0.0, at_least=0, note="For size.")
    greatest_size: float | None = number("{unit}/y", None, above=0, note="For size.")
    choice_group: str = text(note="At most one project of a choice group is built: give scales of one plant this way.")
    needs: str = reference("Projects", "", note="May not come online before this project is.")
    earliest_decision: int | None = year(None, note="Empty: first year.")
    latest_decision: int | None = year(None, note="Empty: last year that still comes online.")
    life: float = number("years", 25.0, above=0, note="From coming online; then the capacity is gone.")


@sheet("Lead times", tab="Lead times")
class LeadTime(Row):
    """How long a project takes from decision to full capacity, and when its capital is spent. No row: at once."""

    project: str = key(of="Projects")
    permit: float = number("years", 0.0, at_least=0, at_most=50)
    construction: float = number("years", 0.0, at_least=0, at_most=50)
    ramp_up_year_1: float = percent(1.0, note="Share of capacity usable in the first year online.")
    ramp_up_year_2: float = percent(1.0)
    ramp_up_year_3: float = percent(1.0, note="Full from the fourth year.")
    spend_permit: float = percent(0.0, note="Share of capital spent evenly while permits are sought.")
    spend_year_1: float | None = percent(None, note="Of the rest, by year of construction. All empty: evenly.")
    spend_year_2: float | None = percent(None)
    spend_year_3: float | None = percent(None)
    spend_year_4: float | None = percent(None)
    spend_year_5: float | None = percent(None, note="The five must add up to 100 %.")

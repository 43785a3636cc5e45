"""Finance: budgets that what is spent must stay within."""

from __future__ import annotations

from model.schema import ByYear, Row, choice, key, number, reference, sheet, yearly
from model.sheets import PLACES

SPENDING = ("capital", "operation", "people", "purchases", "freight", "storage", "everything")
"""What a fund can pay for: the categories of cost, or all of them."""


@sheet("Funds", tab="Costs")
class Fund(Row):
    """A budget: what is spent on something, somewhere, stays within it, by year and in total."""

    fund: str = key()
    pays_for: str = choice(SPENDING)
    whose: str = reference((*PLACES, "Capacity", "Projects"), "any", any=True, note="A place, a plant or a project.")
    total: float | None = number("{amount}", None, at_least=0, note="Over all years, undiscounted. Empty: no limit.")
    limit: ByYear | None = yearly("{amount}/y", None, bare=True, note="In each year. Empty: no limit.")

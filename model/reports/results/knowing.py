"""The value of information, if Settings ask for it: all six figures, in one measure."""

from __future__ import annotations

import math

from model.reports.page import Page
from model.reports.styles import Field
from model.results.optimality import ABOUT, MEASURED_IN, information


def write_value_of_information(page: Page) -> None:
    """Write the table of the value of information at the end of a page, with its remarks; none if it was not
    requested."""
    view = page.view
    statistics = {str(name): str(value) for name, value in view.plan.statistics.items()}
    intervals = information(view.measures)
    names = [name for name in ABOUT if name in intervals or name in statistics]
    if not names:
        return
    amount = view.amount
    page.table(
        names,
        [
            Field("figure", str, "text"),
            Field(f"lower bound ({amount})", lambda name: _bound(intervals[name].least) if name in intervals else None),
            Field(f"upper bound ({amount})", lambda name: _bound(intervals[name].most) if name in intervals else None),
        ],
        heading="Value of information, and of planning for risk",
        sized=False,
    )
    if MEASURED_IN in statistics:
        page.note(f"All in {statistics[MEASURED_IN]}. Where both bounds are equal, the figure is exact.")
    for name in names:
        reason = f" Here: {statistics[name]}" if name in statistics else ""
        page.note(f"{name}, {ABOUT[name]}.{reason}")


def _bound(value: float) -> float | None:
    return value if math.isfinite(value) else None

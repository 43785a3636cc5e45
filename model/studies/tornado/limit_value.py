"""Long-run value of limits: each binding one is moved one step each way, and the plan is re-optimised.

The marginal value of a limit in a plan is the saving per unit of relaxation with all builds fixed. The long-run value
of a step may be greater, since a looser limit needs fewer builds; or 0, if the builds stay.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from model.results.bounds import limits
from model.results.plan import Plan
from model.results.view import View
from model.scenario.limits import AT_MOST, Limit
from model.sheets.schema import SHEET_OF, Entry
from model.sheets.tables import Tables
from model.sheets.whatifs import ADD, Change
from model.studies.limit_path import figure, is_counted, is_share
from model.whatif.compare import Case, Comparison
from model.whatif.ranges import varied
from model.whatif.validation import problems_of
from model.whatif.variant import Variant

LOOSER, TIGHTER = "looser", "tighter"

SHARE_STEP, HHI_STEP, ONE = 0.05, 250.0, 1.0
"""A step of a share (five percentage points), of an HHI, and of cover (a month) and counts."""
AMOUNT_STEP = 0.05
"""Step of other limits as a share of the largest value, rounded to one digit."""


@dataclass(frozen=True)
class Worth:
    """A limit that binds, and the plans with it a step looser and a step tighter."""

    limit: Limit
    step: float
    """In the unit of the limit."""
    marginal: float
    """Saving per unit of relaxation with all builds fixed; NaN if unknown [amount per unit]."""
    cases: Mapping[str, Case]
    tables: Tables = field(repr=False)

    def per_unit(self, comparison: Comparison, way: str) -> float:
        """Saving per unit of a step looser, or cost per unit of one tighter; NaN if there is no plan [amount]."""
        digest = self.cases[way].digest if way in self.cases else None
        extra = None if digest is None else comparison.extra(digest)
        return math.nan if extra is None else (extra if way == TIGHTER else -extra) / self.step

    def is_significant(self, comparison: Comparison, way: str) -> bool:
        digest = self.cases[way].digest if way in self.cases else None
        return digest is not None and comparison.is_significant(digest)


def step_of(row: Limit) -> float:
    """Step of a limit, in its unit."""
    if is_counted(row) or row.measure == "cover":
        return ONE
    if is_share(row):
        return SHARE_STEP
    if row.measure == "HHI":
        return HHI_STEP
    largest = max((abs(value) for _, value in row.value.points), default=0.0) if row.value else 0.0
    return float(f"{AMOUNT_STEP * largest:.1g}") or ONE


def step_said(tables: Tables, row: Limit) -> str:
    """A step with its unit: '5 percentage points', '1 month'."""
    step = step_of(row)
    return f"{100 * step:.4g} percentage points" if is_share(row) else figure(tables, row, step)


def binding(plan: Plan) -> list[Limit]:
    """Limits with a value that bind anywhere in a plan, in the order of the sheet; those with a priority are as tight
    as can be, which is not a value that could be moved."""
    names = {held.limit for held in limits(View(plan)) if held.binds}
    rows = plan.tables[Limit]
    return [row for row in rows if row.limit in names and row.value is not None and row.priority is None]


def steps(tables: Tables, row: Limit) -> Iterator[tuple[str, Variant]]:
    """The workbook with a limit one step looser and one tighter, where such values exist."""
    form = "0.0%" if is_share(row) else "General"
    for way in (LOOSER, TIGHTER):
        sign = 1 if (way == LOOSER) == (row.sense == AT_MOST) else -1
        value = Entry(sign * step_of(row), form)
        name = row.limit.replace('"', '""')
        change = Change(
            what_if=f"{row.limit}: {step_said(tables, row)} {way}", sheet=SHEET_OF[Limit].name,
            rows=f'"{name}"', column="value", operation=ADD, value=value,
        )  # fmt: skip
        variant, _, made = varied(tables, change.what_if, change)
        if variant is not None and all(each.is_warning for each in problems_of(made)):
            yield way, variant


def marginal(plan: Plan, row: Limit) -> float:
    """Saving per unit of relaxation in every year with all builds fixed [amount per unit]."""
    frame = plan.frames["limits"]
    found = frame[frame["limit"] == row.limit]["marginal_cost"].dropna()
    return math.nan if found.empty else float(found.sum())

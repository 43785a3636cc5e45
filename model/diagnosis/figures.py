"""Remedies in figures that can be typed: as small as has a plan, which is solved and audited."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from model.diagnosis.cells import ALLOWED, EARLIER, Cell, typed
from model.errors import Infeasible, SolveFailed, Unbounded
from model.planning.request import Request
from model.planning.solve import audited, solve_once
from model.progress import Progress
from model.results.decisions import decided_in
from model.results.plan import AuditFailed
from model.sheets.schema import LESS, NO, SOONER, YES

if TYPE_CHECKING:
    from model.diagnosis.conflicts import Search
    from model.diagnosis.elastic import Elastic
    from model.diagnosis.repairs import Given
    from model.results.plan import Plan

FOUND = 0.25
"""Gap within which a remedy's plan is found in a large workbook."""

ANY = 1.0
"""Gap of a plan that only demonstrates feasibility."""

ROUNDED = 0.01
"""Maximum relative increase of a change when it is rounded to a figure that can be typed."""

ALMOST = 1e-7
"""Relative; a figure that is off by less is one that was found up to rounding."""

FURTHER = (1.0, 1.02, 1.1, 1.3, 2.0)
"""Multiples of the relaxation found at which a repair is tried: cells that multiply decisions are found only nearly."""

TRIES, FEW_TRIES = 12, 3
"""Plans that are looked for at most to make a remedy smaller; in a large workbook, or with limits on concentration."""

MOST_FIGURES = 99
"""Maximum number of values between a cell's value and its relaxation: two digits of the change."""


MISTYPED, AMBITIOUS = "If a cell is mistyped, or may give", "If the target is too ambitious"
BOTH = "If both are so"
"""Kinds of remedies: facts or options change, targets, or some of both."""


@dataclass(frozen=True)
class Remedy:
    """Cells with other values, with which there is a plan."""

    values: Mapping[Cell, Any]
    weight: float
    """Sum of all changes, each relative to its value."""
    plan: Plan
    """Found with these values and audited."""

    @property
    def kind(self) -> str:
        """When a planner would choose it."""
        targets = sum(cell.is_target for cell in self.values)
        return MISTYPED if not targets else AMBITIOUS if targets == len(self.values) else BOTH


def proven(search: Search, change: Given, request: Request) -> Remedy | None:
    """A repair in the smallest values that have a plan, with that plan; None if none was found."""
    near = decided_in(search.elastic.traced.open.matrix, change.values)
    gap = max(request.gap, FOUND) if search.is_large else request.gap
    trial = Trial(search, replace(request, gap=gap, near=near, progress=Progress.silent()))
    for factor in FURTHER:
        values = {cell: _figure(search.elastic, cell, change, factor) for cell in change.by}
        plan = trial.plan(values)
        if plan is None:
            continue
        smaller = trial.smallest(values, [cell for cell in values if factor > 1 or _is_near(search.elastic, cell)])
        if smaller != values and (smaller_plan := trial.plan(smaller)) is not None:
            values, plan = smaller, smaller_plan
        return Remedy(values, sum(cell.change_to(value) for cell, value in values.items()), plan)
    return None


class Trial:
    """Plans of a workbook with other values in some cells."""

    def __init__(self, search: Search, request: Request) -> None:
        self._search, self._request = search, request
        self._left = FEW_TRIES if search.is_slow else TRIES

    def plan(self, values: Mapping[Cell, Any]) -> Plan | None:
        """The audited plan with given values; None if there is none, or profit has no limit. Raises SolveFailed if
        undecided."""
        try:
            return audited(self._solved(values, self._request.gap))
        except (Infeasible, Unbounded, AuditFailed):
            return None

    def has_plan(self, values: Mapping[Cell, Any]) -> bool:
        """Whether a plan is found with some values."""
        try:
            self._solved(values, ANY)
        except (Infeasible, Unbounded, SolveFailed):
            return False
        return True

    def _solved(self, values: Mapping[Cell, Any], gap: float) -> Plan:
        request = replace(self._request, gap=gap, time_limit=self._search.until.left)
        return solve_once(typed(self._search.tables, values), request)

    def smallest(self, values: Mapping[Cell, Any], cells: Collection[Cell]) -> dict[Cell, Any]:
        """Values that have a plan with some cells changed minimally, one after the other; the smaller the change, the
        fewer plans there are."""
        values_found = dict(values)
        for cell in cells:
            figures = _between(cell, values_found[cell])
            least, most = 0, len(figures) - 1
            while least < most and self._left > 0:
                middle = (least + most) // 2
                self._left -= 1
                if self.has_plan(values_found | {cell: figures[middle]}):
                    most = middle
                else:
                    least = middle + 1
            values_found[cell] = figures[most]
        return values_found


def _is_near(elastic: Elastic, cell: Cell) -> bool:
    """Whether the relaxation of a cell is known only nearly: by prices at a solution, or not in the steps of typed
    values."""
    is_between = cell.is_whole and cell.is_number and cell.value != round(cell.value)
    return cell in elastic.products or is_between or (not cell.is_switch and (cell.is_rule or cell.gives == SOONER))


def _between(cell: Cell, value: Any) -> list[Any]:
    """Values from a cell's present one to the relaxation found, which is the last, in the steps of typed values: years,
    integers, or the second digit of the change."""
    if cell.is_switch or value == cell.value:
        return [value]
    span = abs(value - cell.value)
    way = 1 if value > cell.value else -1
    unit = 1.0 if not cell.is_number or cell.is_whole else 10.0 ** (math.floor(math.log10(span)) - 1)
    unit *= max(1, math.ceil(span / unit / MOST_FIGURES))
    outward = math.floor if way > 0 else math.ceil
    first = outward(cell.value / unit + way * ALMOST)
    figures = [float(f"{(first + way * step) * unit:.12g}") for step in range(1, MOST_FIGURES + 2)]
    inside = [figure for figure in figures if way * (value - figure) > ALMOST * span]
    is_counted = cell.is_whole or isinstance(cell.value, int)
    return [*(round(figure) if is_counted else figure for figure in inside), value]


def _figure(elastic: Elastic, cell: Cell, change_given: Given, factor: float) -> Any:
    """The required value of a cell, in a figure that can be typed; for a rule's year and for years of waiting, one that
    is sufficient in any case."""
    if cell.is_switch:
        return YES if cell.gives == ALLOWED else NO
    if cell.gives == SOONER:
        return 0.0
    if not cell.is_number:
        calendar = elastic.traced.open.instance.calendar
        if cell.is_rule:
            return calendar.first_year if cell.gives == EARLIER else calendar.last_year
        used = [change for column, change in elastic.gates[cell] if change_given.values[column] > 0.5]
        years = max(used, default=change_given.by[cell])
        return round(cell.value - years if cell.gives == EARLIER else cell.value + years)
    step = change_given.by[cell] * factor
    if cell.column.divides:
        step *= cell.value / max(cell.value - step, ROUNDED * cell.value)
    low, high = cell.column.at_least, cell.column.at_most
    value = rounded(cell.value + cell.sign * step, ROUNDED * step, up=cell.gives != LESS, is_integer=cell.is_whole)
    return min(max(value, -math.inf if low is None else low), math.inf if high is None else high)


def rounded(value: float, room: float, *, up: bool, is_integer: bool = False) -> float:
    """The roundest figure that is no more than a room above a value, or below it, and not on the other side."""
    outward = math.ceil if up else math.floor
    if is_integer:
        return outward(value - (1e-6 if up else -1e-6))
    value -= (1.0 if up else -1.0) * ALMOST * abs(value)
    first = math.ceil(math.log10(max(abs(value), room, 1e-12)))
    for digits in range(-first, 15):
        scale = 10.0**digits
        figure = outward(value * scale) / scale
        if abs(figure - value) <= max(room, 2 * ALMOST * abs(value)):
            return figure
    return value

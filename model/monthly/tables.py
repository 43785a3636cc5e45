"""The chain of a plan as a workbook in months: first-stage decisions fixed, recourse free.

Every family reads these tables like any workbook, so that no constraint is written twice. Sheets of first-stage
decisions have no rows there: their results are in the capacity of plants and in running contracts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from model.families.common.months import in_months
from model.monthly.initial_state import DELAY, PlanAtStart
from model.scenario.disruptions import Branch, Disruption
from model.scenario.months import FIRST, PER_YEAR
from model.sheets.columns import ByYear
from model.sheets.common import Commodity, CostRow, Plant, Settings
from model.sheets.schema import ANY, SHEET_OF
from model.sheets.tables import Tables

UNDISRUPTED = "undisrupted"
"""The disruption without any action, to which the others are compared."""

REBUILT = 2.0
"""Multiple of its replacement cost at which stock missing at the end of the months is valued: it is rebuilt wherever
that costs less, and customers come first."""

LEAST_RATE = 0.01
"""A year, of discounting: among responses that cost the same, customers go short as late as can be."""


def month_tables(state: PlanAtStart, branch: Branch, prices: Mapping[tuple[str, str], float]) -> Tables:
    """The plan's chain in months, with a disruption that starts with the first month, and none.

    ``prices`` are those of shortage that the workbook does not allow. Goods in transit are not included.
    """
    ahead = replace(state.ahead, prices=prices)
    months, tables = ahead.months, ahead.tables
    changed: dict[type[Any], Iterable[Any]] = {
        Plant: _plants(state),
        CostRow: _costs(state),
        Commodity: [months.row(row, replacement_cost=REBUILT * row.replacement) for row in tables[Commodity]],
        Disruption: [
            *(list(_disruptions(state, branch)) or [_nothing(state, branch.name)]),
            _nothing(state, UNDISRUPTED),
        ],
    }
    for row_class, functions in in_months().items():
        lines: list[Any] = tables[row_class]
        for rows_of in functions:
            lines = list(rows_of(ahead, lines))
        changed[row_class] = lines
    rows: dict[type[Any], list[Any]] = {
        row_class: [months.row(row) for row in in_years]
        for row_class, in_years in tables.rows.items()
        if SHEET_OF[row_class].in_months and row_class not in changed and row_class is not Settings
    }
    return Tables(_settings(state), rows | {row_class: list(lines) for row_class, lines in changed.items()})


def _settings(state: PlanAtStart) -> Settings:
    settings = state.plan.tables.settings
    rate = max(settings.discount_rate, LEAST_RATE)
    return replace(
        settings,
        first_year=FIRST,
        last_year=FIRST + state.months.count - 1,
        years_per_period=1,
        discount_rate=(1 + rate) ** PER_YEAR - 1,
        coinciding_disruptions=1,
    )


def _plants(state: PlanAtStart) -> Iterator[Plant]:
    """Plants with their usable capacity, net of outages."""
    for row in state.plan.tables[Plant]:
        usable = ByYear.of(dict(zip(state.months.numbers, state.capacity(row), strict=True)))
        yield replace(
            row,
            existing_capacity=usable,
            availability=ByYear.of(1.0),
            in_service_from=None,
            in_service_until=None,
            maximum_capacity=None,
        )


def _costs(state: PlanAtStart) -> Iterator[CostRow]:
    """Running costs of plants; fixed costs do not depend on the response."""
    plants, nothing = {row.plant for row in state.plan.tables[Plant]}, ByYear.of(0.0)
    for row in state.plan.tables[CostRow]:
        if row.item in plants:
            yield state.months.row(row, fixed_opex=nothing, fixed_capex=nothing, capex_per_unit=nothing, salvage=0.0)


def _disruptions(state: PlanAtStart, branch: Branch) -> Iterator[Disruption]:
    """Its actions; none if it only delays projects that are not under way. Delayed projects are missing capacity."""
    name, start, length = branch.name, str(FIRST), float(state.months.count)
    for row in branch.actions:
        if row.action != DELAY:
            yield state.months.row(row, disruption=name, start=start, recovery=length, probability=0.0, independent="")
    for plant, factors in state.late(branch).items():
        for after, (factor, count) in factors:
            yield Disruption(
                disruption=name,
                action="capacity",
                target=plant,
                value=factor,
                start=start,
                after=float(after),
                duration=float(count),
                recovery=length,
            )


def _nothing(state: PlanAtStart, name: str) -> Disruption:
    """A disruption without effect, with the duration of the others."""
    length = float(state.months.count)
    return Disruption(
        disruption=name, action="demand", target=ANY, value=1.0, start=str(FIRST), duration=length, recovery=length
    )

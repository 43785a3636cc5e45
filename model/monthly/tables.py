"""The chain of a plan as a workbook in months: first-stage decisions fixed, recourse free.

Every family reads these tables like any workbook, so that no constraint is written twice. Sheets of first-stage
decisions have no rows there: their results are in the capacity of plants and in running contracts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from model.families.contracts.rows import Contract
from model.families.decisions.rows import ALREADY_MADE, SIGN, Decision
from model.families.demand.rows import OWED, Demand
from model.families.origin.rows import Origin
from model.families.routes.rows import GoodsInTransit
from model.families.stockpiles.rows import Stockpile
from model.families.strategic_stocks.rows import StrategicStock
from model.monthly.initial_state import DELAY, PlanAtStart
from model.monthly.time import FIRST, PER_YEAR
from model.scenario.disruptions import Branch, Disruption
from model.sheets.columns import ByYear
from model.sheets.common import Commodity, CostRow, Plant, Settings
from model.sheets.names import CommodityName, SiteName, node_name
from model.sheets.schema import ANY, SHEET_OF, Row
from model.sheets.tables import Tables
from model.tolerances import FLOAT

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
    months, tables = state.months, state.tables()
    changed: dict[type[Any], Iterable[Row]] = {
        Plant: _plants(state),
        CostRow: _costs(state),
        Contract: _contracts(state),
        Decision: [
            Decision(decision=name, action=SIGN, subject=name, rule=ALREADY_MADE, year=FIRST - 1, way="")
            for name in _running(state)
        ],
        Stockpile: [
            months.row(row, cover=0.0, cover_from=None, minimum_closing_stock=0.0, shelf_life=None, received=None)
            for row in tables[Stockpile]
        ],
        StrategicStock: [
            months.row(row, release_rate=1 - (1 - row.release_rate) ** PER_YEAR) for row in tables[StrategicStock]
        ],
        Commodity: [months.row(row, replacement_cost=REBUILT * row.replacement) for row in tables[Commodity]],
        Demand: list(_with_construction(state, [_demand(state, row, prices) for row in tables[Demand]])),
        Disruption: [
            *(list(_disruptions(state, branch)) or [_nothing(state, branch.name)]),
            _nothing(state, UNDISRUPTED),
        ],
        GoodsInTransit: [],
        Origin: [months.row(row) for row in tables[Origin] if row.stockpile],
    }
    rows: dict[type[Any], list[Any]] = {
        row_class: [months.row(row) for row in lines]
        for row_class, lines in tables.rows.items()
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


def _running(state: PlanAtStart) -> dict[str, tuple[float, float]]:
    """When contracts that the plan has signed start and end, of those that run in some of the months."""
    frame = state.plan.frames["contracts"]
    first, end = state.months.start, state.months.moment(FIRST + state.months.count)
    spans = zip(frame["contract"], frame["signed"], frame["start"], frame["until"], strict=True)
    return {
        str(name): (float(start), float(until))
        for name, signed, start, until in spans
        if signed > FLOAT and start < end and until > first
    }


def _contracts(state: PlanAtStart) -> Iterator[Contract]:
    """Running contracts, as signed the month before the first, with the volume of their months. Volumes paid for and
    not taken are lost: making them up would mean keeping them for years."""
    months, running = state.months, _running(state)
    for row in state.plan.tables[Contract]:
        if row.contract in running:
            start, until = running[row.contract]
            volume = {
                number: PER_YEAR * row.volume.at(months.year_of(number)) * _share(start, until, months.moment(number))
                for number in months.numbers
            }
            yield months.row(
                row,
                volume=ByYear.of(volume),
                make_up=0.0,
                earliest_start=None,
                latest_start=FIRST - 1,
                length=float(months.count + 1),
                cancellation_fee=None,
            )


def _share(start: float, until: float, moment: float) -> float:
    """Share of the month from a moment on that lies between two others."""
    return max(0.0, min(until, moment + PER_YEAR) - max(start, moment)) / PER_YEAR


def _demand(state: PlanAtStart, row: Demand, prices: Mapping[tuple[str, str], float]) -> Demand:
    """Demand with its price of shortage, for backlogs per month of delay."""
    price = prices.get((row.market, row.product), row.shortage_cost)
    if price is not None and row.unmet_demand == OWED:
        price *= PER_YEAR
    return state.months.row(row, minimum_service=0.0, shortage_cost=price)


def _with_construction(state: PlanAtStart, demands: list[Demand]) -> Iterator[Demand]:
    """Demand with goods taken by construction, at the even rates of the plan; without demand, these alone, at the
    highest cost of a shortage."""
    taken = _taken(state)
    for row in demands:
        more = taken.pop((row.market, row.product), {})
        yield (
            replace(
                row, quantity=ByYear.of({number: row.quantity.at(number) + amount for number, amount in more.items()})
            )
            if more
            else row
        )
    most = max((row.shortage_cost or 0.0 for row in demands), default=0.0)
    for (site, commodity), amounts in taken.items():
        yield Demand(
            market=SiteName(site), product=CommodityName(commodity), quantity=ByYear.of(amounts), shortage_cost=most
        )


def _taken(state: PlanAtStart) -> dict[tuple[str, str], dict[int, float]]:
    """Goods that construction takes in each month, by site and commodity [units a month]."""
    frame, by_place = state.plan.frames["construction goods"], dict[tuple[str, str], dict[int, float]]()
    months_of: dict[str, list[int]] = {}
    for number in state.months.numbers:
        months_of.setdefault(node_name("", state.period(state.months.year_of(number))), []).append(number)
    for site, k, node, taken in zip(frame["site"], frame["commodity"], frame["node"], frame["taken"], strict=True):
        if node in months_of:
            by_month = by_place.setdefault((site, k), dict.fromkeys(state.months.numbers, 0.0))
            for number in months_of[node]:
                by_month[number] += PER_YEAR * float(taken)
    return by_place


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

"""Features of a plan that a planner would question before signing it.

Each is least cost for the given workbook, and may be right. The cost of running an idle plant is estimated at transfer
prices; the plan is not solved again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.families.conversion.rows import Operation, Recipe
from model.families.conversion.terms import existing_share
from model.families.demand.rows import Demand, Substitute
from model.families.investment.rows import Project
from model.families.stockpiles.rows import Stockpile
from model.families.supply.rows import Outlet
from model.results.build import builds
from model.results.figures import present_value
from model.results.first_stage import decisions
from model.results.operating_profit import IDLE, OperatingProfit, Usage, operating_profits, usage
from model.results.risk import outcomes
from model.results.view import View, text
from model.scenario.calendar import Calendar
from model.sheets.common import Plant
from model.system.memoise import remembered

KEPT = 0.01
"""Share of its opening stock below which a store counts as emptied."""

LITTLE = 1e-3
"""Share of the plan's cost: an existing plant is questioned if running it would cost less."""

LOW_USE = 0.6
"""A new plant that uses less of its capacity after ramp-up is questioned; one that uses more is well used."""

FEW = 0.5
"""People: releases and hires of fewer are rounding."""

SHUT, UNDERUSED, SALVAGED, EMPTIED, REHIRED, LOSING = (
    "existing plant shut", "new plant underused", "salvage exceeds earnings", "stock emptied at once",
    "released and hired again", "operating loss",
)  # fmt: skip


@dataclass(frozen=True)
class Doubt:
    """One feature: a plant, store, or skill in a labour market, the periods, and the figures of its kind."""

    kind: str
    subject: str
    periods: tuple[int, ...]
    amount: float
    """By which features of a kind are ranked: capacity idle or unused [unit/y], salvage or loss [amount], stock [unit],
    people released."""
    other: float = 0.0
    """Cost of running it [amount], share used, earnings [amount], first start of a disruption [year], people hired in
    the next year with hires, loss that public money pays [amount]."""


@remembered
def doubts(view: View) -> tuple[Doubt, ...]:
    """All features, by kind, the weightiest first."""
    kinds = (_shut(view), _underused(view), _salvaged(view), _emptied(view), _rehired(view), _losing(view))
    return tuple(doubt for kind in kinds for doubt in sorted(kind, key=lambda doubt: (-doubt.amount, doubt.subject)))


def _shut(view: View) -> Iterator[Doubt]:
    """Existing plants that are open and nearly idle, although their output has a use and running them would cost
    little."""
    calendar, wanted = Calendar.of(view.settings), _wanted(view)
    closed = {
        (text(row["plant"]), int(row["period"])) for row in view.rows("closures") if (row["open"] or 0.0) < 1 - IDLE
    }
    plants, use = {row.plant: row for row in view.plan.tables[Plant]}, usage(view)
    most = LITTLE * abs(present_value(view))
    profits = {profit.plant: profit for profit in operating_profits(view)}
    for plant, periods in use.items():
        profit = profits.get(plant)
        idle = [
            period for period, (capacity, used) in periods.items()
            if used < IDLE * capacity and (plant, period) not in closed and plant in plants
            and existing_share(calendar, plants[plant], period) > 0 and profit and profit.product in wanted[period]
        ]  # fmt: skip
        cost = _cost_of_running(view, profit, idle, periods) if idle and profit else None
        if cost is not None and cost < most:
            yield Doubt(SHUT, plant, tuple(idle), sum(periods[period][0] for period in idle), cost)


def _wanted(view: View) -> dict[int, set[str]]:
    """Commodities that somebody could use, by period: in demand or a substitute, bought by an open outlet, or an input
    of a plant that has capacity then."""
    calendar, tables, use = Calendar.of(view.settings), view.plan.tables, usage(view)
    sought = {row.product for row in tables[Demand]} | {row.substitute for row in tables[Substitute]}
    plants: dict[str, set[str]] = defaultdict(set)
    for row in tables[Operation]:
        plants[row.recipe].add(row.plant)
    inputs = [(each.commodity, plants[each.recipe]) for each in tables[Recipe] if each.quantity < 0]
    return {
        period: sought
        | {row.commodity for row in tables[Outlet] if row.limit is None or calendar.mean(row.limit, period) > 0}
        | {commodity for commodity, users in inputs if any(period in use.get(user, {}) for user in users)}
        for period in view.periods
    }


def _cost_of_running(view: View, profit: OperatingProfit, idle: Sequence[int], use: Usage) -> float | None:
    """Loss of a plant at full use in its idle periods [amount, present value], at the operating profit per unit of the
    nearest period in which it is well used, or else runs; None if it never runs."""
    calendar = Calendar.of(view.settings)
    # Where little is made, fixed costs weigh on each unit as they would not at full use.
    busy = [period for period in profit.running if use[period][1] >= LOW_USE * use[period][0]]
    if not profit.running:
        return None
    loss = 0.0
    for period in idle:
        near = min(busy or profit.running, key=lambda example: abs(example - period))
        loss -= profit.earnings[near] / use[near][1] * use[period][0] * calendar.discount(period)
    return loss


def _underused(view: View) -> Iterator[Doubt]:
    """New plants, and enlarged existing ones, with unused capacity after ramp-up."""
    ramped: dict[str, float] = {}
    for each in builds(view):
        ramped[each.plant] = max(ramped.get(each.plant, 0.0), each.full)
    use = usage(view)
    for plant, start in ramped.items():
        after = {period: each for period, each in use[plant].items() if period >= start}
        capacity, used = (sum(each[at] for each in after.values()) for at in (0, 1))
        if capacity and used < LOW_USE * capacity:
            yield Doubt(UNDERUSED, plant, tuple(after), capacity - used, used / capacity)


def _salvaged(view: View) -> Iterator[Doubt]:
    """New plants that run, and whose salvage value at the end exceeds their operating profit until then."""
    calendar = Calendar.of(view.settings)
    plant_of = {row.project: row.plant for row in view.plan.tables[Project]}
    salvage: dict[str, float] = defaultdict(float)
    for row in view.trunk("costs"):
        plant = plant_of.get(text(row["item"]).split(" · ")[0])
        if row["cost"] == "salvage" and plant is not None:
            salvage[plant] -= (row["amount"] or 0.0) * calendar.discount(int(row["period"]))
    for profit in operating_profits(view):
        earned = sum(amount * calendar.discount(period) for period, amount in profit.earnings.items())
        if profit.running and salvage[profit.plant] > max(earned, 0.0):
            yield Doubt(SALVAGED, profit.plant, (), salvage[profit.plant], max(earned, 0.0))


def _emptied(view: View) -> Iterator[Doubt]:
    """Opening stock that is used up in the first period, in which no disruption can start."""
    first = view.periods[0]
    starts = [each.start for each in outcomes(view)]
    if not starts or min(starts) < first + view.years:
        return
    opening = {row.stockpile: row.opening_stock for row in view.plan.tables[Stockpile]}
    for row in view.trunk("stock"):
        held = opening.get(row["stockpile"], 0.0)
        if row["period"] == first and held > 0 and (row["stock"] or 0.0) < KEPT * held:
            yield Doubt(EMPTIED, text(row["stockpile"]), (first,), held, min(starts))


def _rehired(view: View) -> Iterator[Doubt]:
    """People of a skill in a labour market who are released, and others hired there in a later period."""
    released: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    hired: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for each in decisions(view):
        if each.kind in ("release", "recruit", "train") and (each.size or 0.0) >= FEW:
            kept = released if each.kind == "release" else hired
            kept[each.subject, each.where].append((each.year, each.size or 0.0))
    for (skill, market), gone in released.items():
        back = [(year, size) for year, size in hired[skill, market] if year > gone[0][0]]
        if back:
            year, new = back[0]
            away = sum(size for when, size in gone if when < year)
            yield Doubt(REHIRED, f"{skill} in {market}", (gone[0][0], year), away, new)


def _losing(view: View) -> Iterator[Doubt]:
    """Plants that lose money in years in which they run, and how much of it public money for output pays."""
    for profit in operating_profits(view):
        if profit.losing:
            yield Doubt(LOSING, profit.plant, profit.losing, profit.loss, profit.supported)

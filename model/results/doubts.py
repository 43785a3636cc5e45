"""Features of a plan that a planner would question before signing it, and implausible patterns in its flows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import ClassVar

import pandas as pd

from model.families.conversion.rows import Operation, Recipe
from model.families.conversion.terms import existing_share
from model.families.demand.rows import Demand, Substitute
from model.families.investment.rows import Project
from model.families.stockpiles.rows import Stockpile
from model.families.supply.rows import Outlet
from model.results.build import builds, present_value
from model.results.first_stage import decisions
from model.results.operating_profit import IDLE, OperatingProfit, Usage, operating_profits, usage
from model.results.plan import Plan
from model.results.risk import outcomes
from model.results.view import View, in_branch, text
from model.scenario.calendar import Calendar
from model.scenario.coincidence import branches
from model.scenario.disruptions import Branch
from model.scenario.limits import Limit
from model.sheets.common import Plant
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# Implausible patterns in a solution: goods that travel both ways or in circles, goods sold to the country that stops
# exporting while products made from them are short, stock that is built up and never drawn on.


NOTHING = (0, ANY, ANY)
"""Value, goods and destinations of a row that stops all exports."""

SMALLEST = 1e-3
"""Share of all shipments, sales or stock of a commodity in a node below which there is no finding."""


@dataclass(frozen=True)
class Oddity:
    """One finding: subject, and where it is largest. The amount is in the unit of the commodity, a year."""

    kind: str
    commodity: str
    places: tuple[str, ...]
    node: str
    amount: float

    @property
    def words(self) -> str:
        """As a clause: 'NdPr oxide travels both ways between A and B (2031: 40 a year)'."""
        size = f"{self.amount:,.0f}" if self.amount >= 100 else f"{self.amount:.3g}"
        at = f" ({self.node}: {size} a year)"
        if self.kind == BOTH_WAYS:
            return f"{self.commodity} travels both ways between {' and '.join(self.places)}{at}"
        if self.kind == CIRCLE:
            return f"{self.commodity} circles: {' → '.join((*self.places, self.places[0]))}{at}"
        if self.kind == SOLD_WHILE_SHORT:
            to = f"{self.places[0]}, which stops exporting"
            return f"{self.commodity} is sold to {to}, while what is made of it is short{at}"
        return f"{self.places[0]} builds up {self.commodity} that nothing ever uses (in {self.node}: {size})"


BOTH_WAYS, CIRCLE, SOLD_WHILE_SHORT, NEVER_USED = "both ways", "circle", "sold while short", "never used"


@remembered
def oddities(plan: Plan) -> tuple[Oddity, ...]:
    """Every finding once, at the node where it is largest."""
    largest: dict[tuple[str, str, tuple[str, ...]], Oddity] = {}
    for oddity in (*_rounds(plan), *_sold_while_short(plan), *_never_used(plan)):
        key = oddity.kind, oddity.commodity, oddity.places
        if key not in largest or oddity.amount > largest[key].amount:
            largest[key] = oddity
    return tuple(largest.values())


def _rounds(plan: Plan) -> Iterator[Oddity]:
    """Goods that come back to a site without anything having been done with them."""
    flows = _frame(plan, "flows")
    if flows.empty:
        return
    moved = flows[flows["shipped"] > 0]
    # Thousands of groups: pandas would take seconds to cut them out.
    lanes: dict[tuple[str, str], list[tuple[str, str, float]]] = {}
    names = ("commodity", "node", "origin", "destination", "shipped")
    for commodity, node, origin, destination, amount in zip(*(moved[name].tolist() for name in names), strict=True):
        lanes.setdefault((commodity, node), []).append((origin, destination, amount))
    for (commodity, node), of_good in lanes.items():
        least = SMALLEST * math.fsum(amount for *_, amount in of_good)
        sent: dict[str, dict[str, float]] = {}
        for origin, destination, amount in of_good:
            if amount > least:
                sent.setdefault(origin, {})[destination] = amount
        while (sites := circle(sent)) is not None:
            amount = min(sent[a][b] for a, b in zip(sites, (*sites[1:], sites[0]), strict=True))
            for a, b in zip(sites, (*sites[1:], sites[0]), strict=True):
                sent[a][b] -= amount
                if sent[a][b] <= least:
                    del sent[a][b]
            first = sites.index(min(sites))
            places = sites[first:] + sites[:first]
            yield Oddity(BOTH_WAYS if len(sites) == 2 else CIRCLE, str(commodity), places, str(node), amount)


def circle(sent: Mapping[str, Mapping[str, float]]) -> tuple[str, ...] | None:
    """Sites of a directed circle, in order, if there is one."""
    done: set[str] = set()
    for start in sent:
        path = {} if start in done else {start: iter(sent[start])}  # sites on the way, with where else goods go
        while path:
            site, onward = next(reversed(path.items()))
            following = next(onward, None)
            if following is None:
                done.add(site)
                del path[site]
            elif following in path:
                way = list(path)
                return tuple(way[way.index(following) :])
            elif following not in done:
                path[following] = iter(sent.get(following, ()))
    return None


def _sold_while_short(plan: Plan) -> Iterator[Oddity]:
    """Sales, in a country whose exports have stopped, of inputs to a product that is short."""
    sales, service = _frame(plan, "sales"), _frame(plan, "service")
    if sales.empty or service.empty:
        return
    directory, made_of = Directory(plan.tables), _made_of(plan.tables)
    sold = sales[sales["sold"] > 0]
    short = service[service["shortage"] > SMALLEST * service["demand"]]
    for branch in branches(plan.tables):
        stopped = _stopped(branch, directory)
        here = (
            sold[sold["node"].str.startswith(f"{branch.name} / ") & sold["site"].isin(stopped)] if stopped else sold[:0]
        )
        for row in here.to_dict("records"):
            lacking = short.loc[short["node"] == row["node"], "product"]
            good = row["commodity"]
            if any(good in made_of.get(product, {product}) for product in lacking):
                yield Oddity(SOLD_WHILE_SHORT, good, (row["country"],), row["node"], float(row["sold"]))


def _stopped(branch: Branch, directory: Directory) -> frozenset[str]:
    """Sites of the places whose exports stop in a disruption."""
    rows = (row for row in branch.actions if row.action == "exports" and (row.value, row.commodity, row.to) == NOTHING)
    return frozenset(site for row in rows for site in directory.sites(row.target))


def _made_of(tables: Tables) -> dict[str, set[str]]:
    """Direct and indirect inputs of each commodity, itself included, through all recipes."""
    inputs: dict[str, set[str]] = {}
    outputs: dict[str, set[str]] = {}
    for line in tables[Recipe]:
        (inputs if line.quantity < 0 else outputs).setdefault(line.recipe, set()).add(line.commodity)
    inputs_of: dict[str, set[str]] = {row.commodity: {row.commodity} for row in tables[Recipe]}
    changed = True
    while changed:
        changed = False
        for recipe, products in outputs.items():
            taken = {deep for good in inputs.get(recipe, ()) for deep in inputs_of[good]}
            for product in products:
                if not taken <= inputs_of[product]:
                    inputs_of[product] |= taken
                    changed = True
    return inputs_of


def _never_used(plan: Plan) -> Iterator[Oddity]:
    """Stock that grows, falls in no year and in no disruption, and that no row asks for."""
    stock, view = _frame(plan, "stock"), View(plan)
    if stock.empty:
        return
    asked = {row.stockpile for row in plan.tables[Stockpile] if row.cover > 0 or row.minimum_closing_stock > 0}
    directory = Directory(plan.tables)
    covers = [row for row in plan.tables[Limit] if row.measure == "cover"]
    opening = {str(row.stockpile): row.opening_stock for row in plan.tables[Stockpile]}
    for name, part in stock.groupby("stockpile", sort=False):
        row = part.iloc[0]
        if name in asked or any(_covers(cover, row, directory) for cover in covers):
            continue
        by_year = {row["period"]: float(row["stock"]) for row in _undisturbed(part).to_dict("records")}
        in_disruptions = part[in_branch(part)].to_dict("records")
        levels = [opening.get(str(name), 0.0), *(by_year[year] for year in sorted(by_year))]
        least = SMALLEST * max(levels)
        falls = any(after < before - least for before, after in pairwise(levels))
        helps = any(row["stock"] < view.level(by_year, row["period"] + 1, levels[0]) - least for row in in_disruptions)
        if levels[-1] > levels[0] + least and not falls and not helps:
            yield Oddity(NEVER_USED, str(row["commodity"]), (str(name),), str(max(by_year)), levels[-1])


def _covers(limit: Limit, row: pd.Series, directory: Directory) -> bool:
    """Whether a limit on cover counts a stockpile."""
    return row["commodity"] in directory.commodities(limit.of) and row["site"] in directory.sites(limit.scope)


def _frame(plan: Plan, name: str) -> pd.DataFrame:
    """A result table, empty if the plan has none."""
    return plan.frames.get(name, pd.DataFrame())


def _undisturbed(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of no disruption: their node is the period itself."""
    return frame[frame["node"] == frame["period"].astype(str)]


# ----------------------------------------------------------------------------------------------------------------------
# Features of a plan that a planner would question before signing it.


KEPT = 0.01
"""Share of its opening stock below which a store counts as emptied."""

LITTLE = 1e-3
"""Share of the plan's cost: an existing plant is questioned if running it would cost less."""

LOW_USE = 0.6
"""A new plant that uses less of its capacity after ramp-up is questioned; one that uses more is well used."""

FEW = 0.5
"""People: releases and hires of fewer are rounding."""


@dataclass(frozen=True)
class Doubt:
    """One feature of a kind: what it is about, the periods, and the amount by which those of a kind are ranked."""

    kind: ClassVar[str]
    subject: str
    periods: tuple[int, ...]
    amount: float


@dataclass(frozen=True)
class Shut(Doubt):
    """An existing plant and its idle capacity [unit/y]; running it would cost little [amount, present value]."""

    kind = "existing plant shut"
    cost_of_running: float


@dataclass(frozen=True)
class Underused(Doubt):
    """A new plant, its unused capacity after ramp-up [unit/y] and the share of it that is used."""

    kind = "new plant underused"
    share_used: float


@dataclass(frozen=True)
class Salvaged(Doubt):
    """A new plant, its salvage value and its smaller operating profit until then [amount, present value]."""

    kind = "salvage exceeds earnings"
    earnings: float


@dataclass(frozen=True)
class Emptied(Doubt):
    """A store, its opening stock [unit] and the first period in which a disruption may start."""

    kind = "stock emptied at once"
    first_disruption: int


@dataclass(frozen=True)
class Rehired(Doubt):
    """A skill in a labour market, people released and people hired in the next year with hires."""

    kind = "released and hired again"
    hired: float


@dataclass(frozen=True)
class Losing(Doubt):
    """A plant, its operating loss in the years that have one, and what public money pays of it [amount]."""

    kind = "operating loss"
    supported: float


@remembered
def doubts(view: View) -> tuple[Doubt, ...]:
    """All features, by kind, the weightiest first."""
    kinds = (_shut(view), _underused(view), _salvaged(view), _emptied(view), _rehired(view), _losing(view))
    return tuple(chain.from_iterable(sorted(kind, key=lambda doubt: (-doubt.amount, doubt.subject)) for kind in kinds))


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
            period
            for period, (capacity, used) in periods.items()
            if used < IDLE * capacity
            and (plant, period) not in closed
            and plant in plants
            and existing_share(calendar, plants[plant], period) > 0
            and profit
            and profit.product in wanted[period]
        ]
        cost = _cost_of_running(view, profit, idle, periods) if idle and profit else None
        if cost is not None and cost < most:
            yield Shut(plant, tuple(idle), sum(periods[period][0] for period in idle), cost)


def _wanted(view: View) -> dict[int, set[str]]:
    """Commodities that somebody could use, by period: in demand or a substitute, bought by an open outlet, or an input
    of a plant that has capacity then."""
    calendar, tables, use = Calendar.of(view.settings), view.plan.tables, usage(view)
    sought = {row.product for row in tables[Demand]} | {row.substitute for row in tables[Substitute]}
    plants: dict[str, set[str]] = defaultdict(set)
    for row in tables[Operation]:
        plants[row.recipe].add(row.plant)
    inputs = [(row.commodity, plants[row.recipe]) for row in tables[Recipe] if row.quantity < 0]
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
    for build in builds(view):
        ramped[build.plant] = max(ramped.get(build.plant, 0.0), build.full)
    use = usage(view)
    for plant, start in ramped.items():
        after = {period: amounts for period, amounts in use[plant].items() if period >= start}
        capacity, used = (sum(amounts[at] for amounts in after.values()) for at in (0, 1))
        if capacity and used < LOW_USE * capacity:
            yield Underused(plant, tuple(after), capacity - used, used / capacity)


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
            yield Salvaged(profit.plant, (), salvage[profit.plant], max(earned, 0.0))


def _emptied(view: View) -> Iterator[Doubt]:
    """Opening stock that is used up in the first period, in which no disruption can start."""
    first = view.periods[0]
    starts = [outcome.start for outcome in outcomes(view)]
    if not starts or min(starts) < view.calendar.after(first):
        return
    opening = {row.stockpile: row.opening_stock for row in view.plan.tables[Stockpile]}
    for row in view.trunk("stock"):
        stock = opening.get(row["stockpile"], 0.0)
        if row["period"] == first and stock > 0 and (row["stock"] or 0.0) < KEPT * stock:
            yield Emptied(text(row["stockpile"]), (first,), stock, min(starts))


def _rehired(view: View) -> Iterator[Doubt]:
    """People of a skill in a labour market who are released, and others hired there in a later period."""
    released: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    hired: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for decision in decisions(view):
        if decision.kind in ("release", "recruit", "train") and (decision.size or 0.0) >= FEW:
            people = released if decision.kind == "release" else hired
            people[decision.subject, decision.where].append((decision.year, decision.size or 0.0))
    for (skill, market), gone in released.items():
        back = [(year, size) for year, size in hired[skill, market] if year > gone[0][0]]
        if back:
            year, new = back[0]
            away = sum(size for when, size in gone if when < year)
            yield Rehired(f"{skill} in {market}", (gone[0][0], year), away, new)


def _losing(view: View) -> Iterator[Doubt]:
    """Plants that lose money in years in which they run, and how much of it public money for output pays."""
    for profit in operating_profits(view):
        if profit.losing:
            yield Losing(profit.plant, profit.losing, profit.loss, profit.supported)

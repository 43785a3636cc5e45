"""Money: the costs that the plan reports, its objective, and the return on its investments."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from model.audit.accounts import prices_told, spent, traded
from model.audit.costs import Expense, ahead, expenses, weights
from model.audit.goods import converted
from model.audit.horizon import Array
from model.audit.ledger import Ledger, NodeFigures, by_names, dense, figures
from model.audit.limit_values import priced_risk
from model.audit.plant_costs import capital_paid
from model.audit.tally import Tally, at_each
from model.families.funds import SPENDING, Fund
from model.results.plan import AuditLine
from model.sheets.common import Supplier
from model.sheets.schema import ANY
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# Money: every cost line, their discounted sum, and the budgets.


Head = tuple[str, str, str, str]
"""(cost, category, item, country)"""

HEAD = ("cost", "category", "item", "country")


class ToldCosts(NamedTuple):
    """The plan's lines of costs, those of the same names and node added up."""

    heads: list[Head]
    at: dict[str, int]
    """Positions of nodes: those of the horizon, then others."""
    of: Array
    """By line, the number of its names, its node and figures."""
    node: Array
    amount: Array
    value: Array


@remembered
def _reported_costs(ledger: Ledger) -> ToldCosts:
    frame, at, heads = ledger.plan.frames.get("costs"), dict(expenses(ledger).at), dict[Head, int]()
    if frame is None or frame.empty:
        return ToldCosts([], at, np.zeros(0, int), np.zeros(0, int), np.zeros(0), np.zeros(0))
    names = zip(*(frame[column].tolist() for column in HEAD), strict=True)
    of = np.array([heads.setdefault(column, len(heads)) for column in names])
    node = np.array([at.setdefault(node, len(at)) for node in frame["node"].tolist()])
    lines, line = np.unique(of * len(at) + node, return_inverse=True)
    amount, value = (np.bincount(line, frame[column].to_numpy(float)) for column in ("amount", "present_value"))
    return ToldCosts(list(heads), at, lines // len(at), lines % len(at), amount, value)


def cost_lines(ledger: Ledger) -> AuditLine:
    """Every cost item follows from the plan's quantities at the sheets' prices [amount]."""
    tally, due, lines_reported = Tally("cost lines"), expenses(ledger), _reported_costs(ledger)
    heads = {head: number for number, head in enumerate(lines_reported.heads)}
    named = ((item.cost, item.category, item.item, item.market or ledger.country(item.site)) for item in due.items)
    numbers = np.array([heads.setdefault(expense, len(heads)) for expense in named], dtype=int)
    head, node = np.append(numbers[due.of], lines_reported.of), np.append(due.node, lines_reported.node)
    lines, line = np.unique(head * len(lines_reported.at) + node, return_inverse=True)
    expected, reported = line[: len(due.of)], line[len(due.of) :]
    names, nodes = list(heads), list(lines_reported.at)

    def where(place: int) -> str:
        cost, _, item, country = names[lines[place] // len(nodes)]
        return f"{cost} of {item} in {country}, {nodes[lines[place] % len(nodes)]}"

    reported_amounts = np.bincount(reported, lines_reported.amount, len(lines))
    amount, size = (np.bincount(expected, amounts, len(lines)) for amounts in (due.amount, due.size))
    tally.equal(reported_amounts, amount, where, size)
    return tally.check()


def capex_reported(ledger: Ledger) -> AuditLine:
    """The reported capital of each build is its cost from the first year on [amount]."""
    tally = Tally("capital of builds")
    reported = figures(ledger.plan, "builds", ("project", "decided"), "capex")
    for build in ledger.builds:
        reported_size = reported.get((build.project.project, build.decided), math.nan)
        counted = capital_paid(ledger, build, ledger.horizon.first, ledger.horizon.end)
        tally.equal(reported_size, counted, build.name)
    return tally.check()


def present_value(ledger: Ledger) -> AuditLine:
    """Every cost line is discounted as in Settings, and weighted by its probability [amount]."""
    tally, reported = Tally("discounting"), _reported_costs(ledger)
    lines = np.flatnonzero(reported.node < len(ledger.horizon.at))
    of, node = reported.of[lines], reported.node[lines]
    chance = weights(ledger, [cost for cost, *_ in reported.heads], of, node)
    expected = reported.amount[lines] * chance * ledger.horizon.presents[node]

    def where(place: int) -> str:
        cost, _, item, _ = reported.heads[of[place]]
        return f"{cost} of {item}, {list(reported.at)[node[place]]}"

    tally.equal(reported.value[lines], expected, where)
    return tally.check()


def total_cost(ledger: Ledger) -> AuditLine:
    """The plan's cost is the expected discounted cost of its quantities, plus weighted risk, and no less than its bound
    [amount]."""
    tally, due = Tally("total cost"), expenses(ledger)
    of, node, amount = due.of[due.is_known], due.node[due.is_known], due.amount[due.is_known]
    chance = weights(ledger, [item.cost for item in due.items], of, node)
    factor = chance * ledger.horizon.presents[node]
    total, size = sum((factor * amount).tolist()), sum((factor * np.abs(amount)).tolist())
    risk = priced_risk(ledger)
    tally.equal(ledger.plan.objective, total + risk, "total cost", size + abs(risk))
    if "expected cost" in ledger.plan.measures:
        tally.equal(ledger.plan.measures["expected cost"], total, "expected cost", size)
    if math.isfinite(ledger.plan.bound):
        tally.at_most(ledger.plan.bound, ledger.plan.objective, "lower bound on the cost", size)
    return tally.check()


def funds(ledger: Ledger) -> AuditLine:
    """Spending from each fund stays within its limit for the years of a period, and within its total [amount]."""
    tally, due = Tally("funds"), expenses(ledger)
    rows = ledger.plan.tables[Fund]
    line, node, share = _spending(ledger) if rows else (np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    spent, limits = (
        by_names(ledger.horizon, figures(ledger.plan, "funds", ("fund", "node"), measure))
        for measure in ("spent", "limit")
    )
    for fund in rows:
        pays = due.by_item([_pays(ledger, fund, item) for item in due.items])[line]
        paid = np.bincount(node[pays], share[pays] * due.amount[line[pays]], len(ledger.horizon.at))
        _fund(ledger, tally, fund, paid, spent.get((fund.fund,)), limits.get((fund.fund,)))
    return tally.check()


def _fund(
    ledger: Ledger, tally: Tally, fund: Fund, paid: Array, spent: NodeFigures | None, limits: NodeFigures | None
) -> None:
    horizon, name = ledger.horizon, fund.fund
    tally.equal(dense(horizon, spent), paid, at_each(horizon.period, f"spending of {name}"))
    if fund.limit is not None:
        limit = horizon.means(fund.limit) * horizon.years
        tally.at_most(paid, limit, at_each(horizon.period, name))
        tally.equal(dense(horizon, limits, math.nan), limit, at_each(horizon.period, f"limit of {name}"))
    if fund.total is not None:
        total = sum(float(paid[horizon.at[node]]) for node in horizon.trunk)
        tally.at_most(total, fund.total, f"{name}, in total")


def _spending(ledger: Ledger) -> tuple[Array, Array, Array]:
    """Lines of expenses, the nodes at which they are spent, and the share that is: of decisions taken in advance at all
    nodes of their period, at each by its years."""
    due, period = expenses(ledger), ledger.horizon.period_number
    lines = np.flatnonzero(due.is_known)
    by_period, count = np.argsort(period, kind="stable"), np.bincount(period)
    first = np.cumsum(count) - count
    is_ahead, of_period = due.by_item([item.ahead for item in due.items])[lines], period[due.node[lines]]
    several = np.where(is_ahead, count[of_period], 1)
    at = np.repeat(np.arange(len(lines)), several)
    step = np.arange(len(at)) - np.repeat(np.cumsum(several) - several, several)
    spread = by_period[np.where(is_ahead[at], first[of_period[at]] + step, 0)]
    part = ledger.horizon.years / ledger.horizon.by_period(ledger.horizon.length)
    return lines[at], np.where(is_ahead[at], spread, due.node[lines[at]]), np.where(is_ahead[at], part[spread], 1.0)


def _pays(ledger: Ledger, fund: Fund, expense: Expense) -> bool:
    """Whether a fund pays for a cost: by category, and by place or subject."""
    if fund.pays_for == "everything":
        if expense.category not in SPENDING:
            return False
    elif expense.category != fund.pays_for:
        return False
    if fund.scope == ANY:
        return True
    is_plant = fund.scope in ledger.rows.plants or fund.scope in ledger.rows.projects
    if is_plant and not ledger.directory.sites(fund.scope):
        return fund.scope in expense.names
    if expense.market:
        return bool(_named(ledger, fund.scope) & _of_market(ledger, expense.market))
    return expense.site in ledger.directory.sites(fund.scope)


def _named(ledger: Ledger, place: str) -> set[str]:
    """A place and all groups and countries in it, but not the countries of its sites."""
    place_and_names, waiting = {place}, [place]
    while waiting:
        inside = ledger.directory.groups.get(waiting.pop(), frozenset()) - place_and_names
        place_and_names |= inside
        waiting.extend(inside)
    return place_and_names


def _of_market(ledger: Ledger, market: str) -> set[str]:
    """A labour market and its countries."""
    return {market} | ledger.directory.countries(market)


# ----------------------------------------------------------------------------------------------------------------------
# Net present value of a plant at a rate of its own, with a further support: a check of the investor's view.


GRANT, OFFTAKE, FLOOR = "grant", "offtake", "floor"
"""Kinds of support: a share of capital, a price for the main product, a floor on a supplier's price."""


def value_with(
    ledger: Ledger, plant: str, rate: float, support: tuple[str, float], product: str, market: str, case: str = ""
) -> float:
    """The value in a case [amount]: of an event, undisturbed if it is empty, or as expected."""
    horizon = replace(ledger.horizon, rate=rate)
    total, (kind, level) = 0.0, support
    for (_, subject, line), amounts in (*spent(ledger).items(), *traded(ledger, prices_told(ledger)).items()):
        if subject == plant:
            share = 1.0 - level if kind == GRANT and line in ("capital", "capital still due") else 1.0
            course = _weights(ledger, "undisturbed" if line in ahead(ledger) else case)
            total += share * float((course * horizon.presents * amounts).sum())
    if kind == GRANT:
        return total
    value = _output(ledger, plant, product) * horizon.years
    if kind == OFFTAKE:
        site = ledger.rows.plants[plant].site
        more = ledger.large(level) - prices_told(ledger).get((site, product), np.zeros(len(value)))
    else:
        more = np.maximum(0.0, level - _asked(ledger, market)) / ledger.money
    return total + float((_weights(ledger, case) * horizon.presents * value * more).sum())


def _asked(ledger: Ledger, market: str) -> Array:
    """A supplier's price at every node [currency per unit]."""
    row: Supplier = next(pair for name, pair in ledger.rows.suppliers.items() if name == market)
    return ledger.horizon.means(row.price) * ledger.effects.price(row)


def _output(ledger: Ledger, plant: str, product: str) -> Array:
    amount = np.zeros(len(ledger.horizon.at))
    for name, _, commodity, nodes, amounts in converted(ledger):
        if (name, commodity) == (plant, product):
            np.add.at(amount, nodes, np.maximum(amounts, 0.0))
    return amount


def _weights(ledger: Ledger, case: str) -> Array:
    """How much each node counts in a case."""
    horizon = ledger.horizon
    if case == "expected":
        return horizon.weights
    event = next((event for event in horizon.events if event.name == case), None)
    passed = dict.fromkeys(horizon.trunk, 1.0)
    if event is not None:
        passed |= {node: 1.0 - share for node, share in horizon.replaced_value(event).items()}
        passed |= dict.fromkeys(event.nodes, 1.0)
    return np.array([passed.get(node, 0.0) for node in horizon.at])


AUDITS = {
    "money and funds": (cost_lines, capex_reported, present_value, total_cost, funds),
}

"""Money: every cost line, their discounted sum, and the budgets."""

from __future__ import annotations

import math

from model.audit.check import Tally
from model.audit.costs import expenses, weight
from model.audit.expense import Expense
from model.audit.ledger import Ledger, figures
from model.audit.limit_values import priced_risk
from model.audit.plant_costs import capex, due, spent
from model.families.funds import SPENDING, Fund
from model.results.plan import Check
from model.sheets.schema import ANY

Line = tuple[str, str, str, str, str]
"""(cost, category, item, country, node)"""

LINE = ("cost", "category", "item", "country", "node")


def cost_lines(ledger: Ledger) -> Check:
    """Every cost item follows from the plan's quantities at the sheets' prices [amount]."""
    tally = Tally("cost lines")
    reported = figures(ledger.plan, "costs", LINE, "amount")
    expected: dict[Line, tuple[float, float]] = {}
    for each in expenses(ledger):
        country = each.market or ledger.country(each.site)
        line = (each.cost, each.category, each.item, country, each.node)
        amount, size = expected.get(line, (0.0, 0.0))
        expected[line] = amount + each.amount, size + each.size
    for line in dict.fromkeys((*expected, *reported)):
        amount, size = expected.get(line, (0.0, 0.0))
        cost, _, item, country, node = line
        tally.equal(reported.get(line, 0.0), amount, f"{cost} of {item} in {country}, {node}", size)
    return tally.check()


def capex_reported(ledger: Ledger) -> Check:
    """The reported capital of each build is its cost from the first year on [amount]."""
    tally = Tally("capital of builds")
    reported = figures(ledger.plan, "builds", ("project", "decided"), "capex")
    for build in ledger.builds:
        found = reported.get((build.project.project, build.decided), math.nan)
        counted = capex(ledger, build) * spent(build, ledger.horizon.first, ledger.horizon.end)
        counted += sum(due(ledger, build, node) for node in ledger.horizon.trunk)
        tally.equal(found, counted, build.name)
    return tally.check()


def present_value(ledger: Ledger) -> Check:
    """Every cost line is discounted as in Settings, and weighted by its probability [amount]."""
    tally = Tally("discounting")
    amounts = figures(ledger.plan, "costs", LINE, "amount")
    values = figures(ledger.plan, "costs", LINE, "present_value")
    for line, amount in amounts.items():
        node = line[-1]
        if node in ledger.horizon.period:
            expected = amount * weight(ledger, line[0], node) * ledger.horizon.present(ledger.horizon.period[node])
            tally.equal(values[line], expected, f"{line[0]} of {line[2]}, {node}")
    return tally.check()


def total_cost(ledger: Ledger) -> Check:
    """The plan's cost is the expected discounted cost of its quantities, plus weighted risk, and no less than its bound
    [amount]."""
    tally = Tally("total cost")
    total, size = 0.0, 0.0
    for each in expenses(ledger):
        if each.node in ledger.horizon.period:
            factor = weight(ledger, each.cost, each.node) * ledger.horizon.present(ledger.horizon.period[each.node])
            total += factor * each.amount
            size += factor * abs(each.amount)
    risk = priced_risk(ledger)
    tally.equal(ledger.plan.objective, total + risk, "total cost", size + abs(risk))
    if "expected cost" in ledger.plan.measures:
        tally.equal(ledger.plan.measures["expected cost"], total, "expected cost", size)
    if math.isfinite(ledger.plan.bound):
        tally.at_most(ledger.plan.bound, ledger.plan.objective, "lower bound on the cost", size)
    return tally.check()


def funds(ledger: Ledger) -> Check:
    """Spending from each fund stays within its limit for the years of a period, and within its total [amount]."""
    tally, all_expenses = Tally("funds"), expenses(ledger)
    for fund in ledger.plan.tables[Fund]:
        paid: dict[str, float] = {}
        for each in all_expenses:
            if _pays(ledger, fund, each):
                for node in _spending_nodes(ledger, each):
                    paid[node] = paid.get(node, 0.0) + each.amount
        _fund(ledger, tally, fund, paid)
    return tally.check()


def _fund(ledger: Ledger, tally: Tally, fund: Fund, paid: dict[str, float]) -> None:
    spent = figures(ledger.plan, "funds", ("fund", "node"), "spent")
    limits = figures(ledger.plan, "funds", ("fund", "node"), "limit")
    for node, period in ledger.horizon.period.items():
        where = f"{fund.fund}, {node}"
        tally.equal(spent.get((fund.fund, node), 0.0), paid.get(node, 0.0), f"spending of {where}")
        if fund.limit is not None:
            limit = ledger.horizon.mean(fund.limit, period) * ledger.horizon.years
            tally.at_most(paid.get(node, 0.0), limit, where)
            tally.equal(limits.get((fund.fund, node), math.nan), limit, f"limit of {where}")
    if fund.total is not None:
        tally.at_most(sum(paid.get(node, 0.0) for node in ledger.horizon.trunk), fund.total, f"{fund.fund}, in total")


def _spending_nodes(ledger: Ledger, expense: Expense) -> list[str]:
    """Nodes at which a cost is spent: decisions taken in advance at all of its period."""
    if not expense.ahead:
        return [expense.node]
    return [node for node, period in ledger.horizon.period.items() if str(period) == expense.node]


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
    found, waiting = {place}, [place]
    while waiting:
        inside = ledger.directory.groups.get(waiting.pop(), frozenset()) - found
        found |= inside
        waiting.extend(inside)
    return found


def _of_market(ledger: Ledger, market: str) -> set[str]:
    """A labour market and its countries."""
    return {market} | ledger.directory.countries(market)


AUDITS = (cost_lines, capex_reported, present_value, total_cost, funds)

__all__ = ["capex_reported", "cost_lines", "funds", "present_value", "total_cost"]

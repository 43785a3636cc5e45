"""Costs and savings of mothballing, reopening and closing."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.capacity import standing, stands
from model.audit.closures import states, was_closed, was_mothballed
from model.audit.existing import existing
from model.audit.expense import Expense
from model.audit.ledger import Ledger
from model.audit.plant_costs import capex, kept, salvaged
from model.families.closures.rows import Closure


def closure_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Costs of every plant that may be mothballed or closed."""
    for row in ledger.plan.tables[Closure]:
        yield from _saved(ledger, row)
        yield from _changes(ledger, row)
        yield from _salvage_lost(ledger, row)


def _expense(
    ledger: Ledger, row: Closure, cost: str, node: str, rate: float, quantity: float, *, ahead: bool = True
) -> Expense:
    category = "income" if cost == "salvage lost" else "operation"
    site = ledger.rows.plants[row.plant].site
    size = abs(rate) * max(abs(quantity), 1.0)
    names = frozenset({row.plant})
    return Expense(cost, category, row.plant, node, rate * quantity, size, site=site, names=names, ahead=ahead)


def _standing(ledger: Ledger, row: Closure, node: str) -> float:
    """Capacity of a plant if it were open, existing and built [units per year]."""
    return float(stands(ledger, row.plant)[ledger.horizon.at[node]])


def _saved(ledger: Ledger, row: Closure) -> Iterator[Expense]:
    """Fixed opex that a plant would pay if it were open, for existing and built capacity."""
    plant = ledger.rows.plants[row.plant]
    for node, period in ledger.horizon.period.items():
        opex = kept(ledger, row.plant, period) * existing(ledger, plant, period)
        for build in ledger.builds_at(row.plant):
            there = standing(ledger, build)[ledger.horizon.at[node]]
            opex += kept(ledger, build.project.project, period) * build.size * there
        shut = 1.0 - states(ledger).share("open", row.plant, period)
        yield _expense(ledger, row, "fixed cost saved", node, -opex * ledger.horizon.years, shut, ahead=False)


def _changes(ledger: Ledger, row: Closure) -> Iterator[Expense]:
    """Each year of being mothballed; each time of being reopened; closing, once."""
    shut = float(was_closed(ledger, row.plant))
    was_open, closed = float(not (was_mothballed(ledger, row.plant) or shut)), shut
    for node in ledger.horizon.trunk:
        period = ledger.horizon.period[node]
        now = {state: states(ledger).share(state, row.plant, period) for state in ("open", "mothballed", "closed")}
        rate = ledger.large(row.mothball_cost or 0.0) * ledger.horizon.years
        yield _expense(ledger, row, "mothballing", node, rate, now["mothballed"] * _standing(ledger, row, node))
        yield _expense(ledger, row, "reopening", node, row.reopening_cost, max(0.0, now["open"] - was_open))
        yield _expense(ledger, row, "closing", node, row.closing_cost or 0.0, now["closed"] - closed)
        was_open, closed = now["open"], now["closed"]


def _salvage_lost(ledger: Ledger, row: Closure) -> Iterator[Expense]:
    """Salvage value of builds, if the plant were not closed at the end."""
    last = ledger.horizon.periods[-1]
    closed = states(ledger).share("closed", row.plant, last)
    salvage = sum(salvaged(ledger, build) * capex(ledger, build) for build in ledger.builds_at(row.plant))
    yield _expense(ledger, row, "salvage lost", str(last), salvage, closed)


EXPENSES = {"closures": (closure_expenses,)}

"""Costs and savings of mothballing, reopening and closing."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.books import Books
from model.audit.capacity import standing
from model.audit.closures import states, was_closed, was_mothballed
from model.audit.existing import existing
from model.audit.expense import Expense
from model.audit.plant_costs import capex, kept, salvaged
from model.families.closures.rows import Closure


def closure_expenses(books: Books) -> Iterator[Expense]:
    """Costs of every plant that may be mothballed or closed."""
    for row in books.plan.tables[Closure]:
        yield from _saved(books, row)
        yield from _changes(books, row)
        yield from _salvage_lost(books, row)


def _expense(
    books: Books, row: Closure, cost: str, node: str, rate: float, quantity: float, *, ahead: bool = True
) -> Expense:
    category = "income" if cost == "salvage lost" else "operation"
    site = books.rows.plants[row.plant].site
    size = abs(rate) * max(abs(quantity), 1.0)
    names = frozenset({row.plant})
    return Expense(cost, category, row.plant, node, rate * quantity, size, site=site, names=names, ahead=ahead)


def _standing(books: Books, row: Closure, node: str) -> float:
    """What would stand at a plant if it were open, existing and built [units per year]."""
    plant = books.rows.plants[row.plant]
    built = sum(build.size * standing(books, build, node) for build in books.builds_at(row.plant))
    return existing(books, plant, books.horizon.period[node]) + built


def _saved(books: Books, row: Closure) -> Iterator[Expense]:
    """Fixed opex that a plant would pay if it were open, of existing capacity and of what was built."""
    plant = books.rows.plants[row.plant]
    for node, period in books.horizon.period.items():
        opex = kept(books, row.plant, node) * existing(books, plant, period)
        for build in books.builds_at(row.plant):
            opex += kept(books, build.project.project, node) * build.size * standing(books, build, node)
        shut = 1.0 - states(books).share("open", row.plant, period)
        yield _expense(books, row, "fixed cost saved", node, -opex * books.horizon.years, shut, ahead=False)


def _changes(books: Books, row: Closure) -> Iterator[Expense]:
    """Each year of being mothballed; each time of being reopened; closing, once."""
    shut = float(was_closed(books, row.plant))
    was_open, closed = float(not (was_mothballed(books, row.plant) or shut)), shut
    for node in books.horizon.trunk:
        period = books.horizon.period[node]
        now = {state: states(books).share(state, row.plant, period) for state in ("open", "mothballed", "closed")}
        rate = books.large(row.mothball_cost or 0.0) * books.horizon.years
        yield _expense(books, row, "mothballing", node, rate, now["mothballed"] * _standing(books, row, node))
        yield _expense(books, row, "reopening", node, row.reopening_cost, max(0.0, now["open"] - was_open))
        yield _expense(books, row, "closing", node, row.closing_cost or 0.0, now["closed"] - closed)
        was_open, closed = now["open"], now["closed"]


def _salvage_lost(books: Books, row: Closure) -> Iterator[Expense]:
    """What would be salvaged of what was built, if the plant were not closed at the end."""
    last = books.horizon.periods[-1]
    closed = states(books).share("closed", row.plant, last)
    salvage = sum(salvaged(books, build) * capex(books, build) for build in books.builds_at(row.plant))
    yield _expense(books, row, "salvage lost", str(last), salvage, closed)


EXPENSES = (closure_expenses,)

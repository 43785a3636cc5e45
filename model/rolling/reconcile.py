"""Reconciliation of the costs of a plan before and after rolling: a statement, item by item.

A plan's cost is discounted to its first year. Costs of the years that are over are spent; the rest is the cost of the
later plan, discounted to the later first year. The two also differ by disruptions that began in the years that are
over: they did not happen, so their cost is dropped, and undisturbed years are correspondingly likelier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.errors import Infeasible, SolveFailed
from model.families import load
from model.families.instance import tree_of
from model.pipeline import solve_tables
from model.planning.request import Held
from model.planning.solve import unless_stopped
from model.progress import Progress
from model.results.plan import AuditFailed
from model.rolling.roll import Rolled
from model.scenario.build_context import MONEY
from model.sheets.names import Node

if TYPE_CHECKING:
    from model.results.plan import Plan

ROOM = 1e-6
"""Relative to all spending; two solves of one program may differ by this much."""
CENT = 0.01
NOTHING = "Nothing was written."
DIGITS = 6
"""Decimals of printed amounts; a line that rounds to zero is left out."""


@dataclass(frozen=True)
class Item:
    """A cost item, discounted to the first year of the earlier plan [amount]."""

    name: str
    category: str
    before: float
    """In the earlier plan,"""
    over: float
    """in the years that are over,"""
    spared: float
    """and later cost of disruptions that began in them, less that of undisturbed years as these are likelier."""
    after: float
    """In the later plan, discounted as far."""

    @property
    def otherwise(self) -> float:
        """Difference of the later plan: its response to disruptions, and rounding of solves."""
        return self.after - (self.before - self.over - self.spared)


@dataclass(frozen=True)
class Statement:
    """The cost of a plan and that of its continuation."""

    earlier: Plan
    later: Plan
    """With all that the earlier one decides in advance."""
    rolled: Rolled
    items: Sequence[Item]

    def total(self, column: str) -> float:
        """Sum of a column over all items [amount]."""
        return float(sum(getattr(item, column) for item in self.items))

    @property
    def cents(self) -> float:
        """By how much the columns do not add up [currency]."""
        gap = self.total("before") - self.total("over") - self.total("spared") - self.total("after")
        return (gap + self.total("otherwise")) * MONEY[self.earlier.tables.settings.amounts]

    def lines(self) -> list[str]:
        """The statement in short."""
        past, amount = self.rolled.past, self.earlier.amount
        first, years = past.calendar.first_year, past.years
        growth = past.growth
        lines = [
            f"Cost of the plan, discounted to {first}: {self.total('before'):,.{DIGITS}f} {amount}",
            f"  of which in {years}: {self.total('over'):,.{DIGITS}f}",
            f"  disruptions that did not come: {self.total('spared'):,.{DIGITS}f}",
            f"  carried on from {past.to}: {self.total('after'):,.{DIGITS}f}, that is "
            f"{self.total('after') * growth:,.{DIGITS}f} discounted to {past.to}",
            f"  other responses: {-self.total('otherwise'):,.{DIGITS}f}",
        ]
        shown = {2: self.total("spared"), 4: self.total("otherwise")}
        return [line for at, line in enumerate(lines) if round(shown.get(at, 1.0), DIGITS)]


def carried_on(plan: Plan, rolled: Rolled, progress: Progress) -> Statement:
    """The plan carried on in the later workbook, and the reconciliation of both costs. Raises SolveFailed if it cannot
    be carried on, or would cost more, or less than any plan can: the later workbook would not be that of the plan;
    KeyboardInterrupt if it is stopped."""
    try:
        later = unless_stopped(
            lambda stop: solve_tables(
                rolled.tables, gap=0.0, held=Held(plan.decided), progress=progress, interrupt=stop, why=False
            )
        )
    except (Infeasible, AuditFailed) as error:
        raise SolveFailed(f"The plan cannot be carried on in {rolled.past.to}. {error} {NOTHING}") from error
    statement = Statement(plan, later, rolled, _items(plan, later, rolled))
    _agreed(statement)
    return statement


def _agreed(statement: Statement) -> None:
    """Raise SolveFailed if the costs of both plans cannot be those of one: more than it cost, or less than any plan
    can. The relief from disruptions that did not happen is unknown, so that these are not checked."""
    plan, to = statement.earlier, statement.rolled.past.to
    more = statement.total("otherwise")
    room = ROOM * sum(abs(item.before) + abs(item.after) for item in statement.items)
    room += CENT / MONEY[plan.tables.settings.amounts]
    is_spared = any(abs(item.spared) > room for item in statement.items)
    costs = f"Carried on in {to}, the plan would cost {abs(more):,.6g} {plan.amount}"
    if more > room:
        raise SolveFailed(f"{costs} more than it did: something that it has done is not carried over. {NOTHING}")
    if not is_spared and -more > plan.objective - plan.bound + room:
        raise SolveFailed(f"{costs} less, and no plan can: something that it owes is not carried over. {NOTHING}")


def _items(plan: Plan, later: Plan, rolled: Rolled) -> list[Item]:
    past = rolled.past
    tree, later_value = tree_of(plan.tables), tree_of(rolled.tables).present_value(past.calendar)
    by_period = {cost.name for family in load() for cost in getattr(family, "COSTS", ()) if cost.by_period}
    items: dict[str, list[float]] = {}
    category: dict[str, str] = {}
    for cost, kind, node, amount, value in _lines(plan):
        sums = items.setdefault(cost, [0.0, 0.0, 0.0, 0.0])
        category[cost] = kind
        sums[0] += value
        period = int(node) if cost in by_period else tree.period[node]
        if period < past.to:
            sums[1] += value
        elif cost not in by_period:  # its value, given the disruptions of the years that are over
            sums[2] += value - later_value.get(node, 0.0) * amount
    for cost, kind, _, _, value in _lines(later):
        category.setdefault(cost, kind)
        items.setdefault(cost, [0.0, 0.0, 0.0, 0.0])[3] += value / past.growth
    return [Item(name, category[name], *sums) for name, sums in items.items()]


def _lines(plan: Plan) -> Iterator[tuple[str, str, Node, float, float]]:
    """(cost item, category, moment, amount, present value)"""
    columns = ("cost", "category", "node", "amount", "present_value")
    for cost, category, node, amount, value in zip(*(plan.frames["costs"][name] for name in columns), strict=True):
        yield str(cost), str(category), Node(str(node)), float(amount), float(value)

"""Courses of events, and the accounts of parties along them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from model.families.instance import tree_of
from model.ledger.accounts import in_advance
from model.ledger.parties import TREASURY, cost_items
from model.results.cash_flow import CashFlow
from model.results.columns import ACCOUNTS
from model.results.view import View
from model.scenario.build_context import MONEY
from model.scenario.calendar import Calendar
from model.solver.arrays import Array

UNDISTURBED, EXPECTED = "undisturbed", "expected"
"""Courses besides disruptions."""


@dataclass(frozen=True)
class Course:
    """A course of events: the nodes that it passes, one a period, or expectation over all."""

    name: str
    nodes: tuple[int, ...] = ()
    """Positions; empty for the expectation."""


class Sums(NamedTuple):
    """Sums of an account: by period those decided in advance, the same in every course, and those at nodes [amount]."""

    ahead: Array
    amounts: Array


class Courses:
    """A plan's courses of events and its accounts by node."""

    def __init__(self, view: View) -> None:
        self.view, self.tables = view, view.plan.tables
        self.tree, self.calendar = tree_of(self.tables), Calendar.of(view.settings)
        self.scale = MONEY[view.settings.amounts]
        self.at = {str(node): at for at, node in enumerate(self.tree.nodes)}
        self.period_number = np.searchsorted(self.calendar.periods, list(self.tree.period.values()))
        self.trunk = np.array([self.at[str(node)] for node in self.tree.trunk])
        self.public = frozenset(name for name, cost in cost_items().items() if cost.category == "public money")
        self._weight = np.array(list(self.tree.weight.values()))
        self._advance = in_advance()

    @cached_property
    def cases(self) -> list[Course]:
        """Undisturbed, expected, then each disruption with the trunk before and after it."""
        found = [Course(UNDISTURBED, tuple(self.trunk)), Course(EXPECTED)]
        for name, nodes in self.tree.branches.items():
            course = self.trunk.copy()
            course[[self.period_number[self.at[str(node)]] for node in nodes]] = [self.at[str(node)] for node in nodes]
            found.append(Course(name, tuple(course)))
        return found

    def case(self, name: str) -> Course:
        """A course by its name. Raises KeyError if there is none."""
        return {each.name: each for each in self.cases}[name]

    def by_period(self, case: Course, amounts: Array) -> Array:
        """Amounts at nodes, by period of a course."""
        if case.nodes:
            return amounts[list(case.nodes)]
        return np.bincount(self.period_number, self._weight * amounts, len(self.calendar.periods))

    def summed(self, lines: Mapping[str, Array], without: Collection[str] = ()) -> Sums:
        """Lines of an account together."""
        ahead, amounts = np.zeros(len(self.calendar.periods)), np.zeros(len(self.at))
        for line, values in lines.items():
            if line not in without:
                if line in self._advance:
                    ahead += values[self.trunk]
                else:
                    amounts += values
        return Sums(ahead, amounts)

    def flow(self, sums: Sums, case: Course) -> CashFlow:
        """The sums by period of a course."""
        return CashFlow(self.calendar, tuple((sums.ahead + self.by_period(case, sums.amounts)).tolist()))

    @cached_property
    def accounts(self) -> dict[tuple[str, str, str], dict[str, Array]]:
        """By role, party and subject, the amount of each line at each node."""
        found: dict[tuple[str, str, str], dict[str, Array]] = defaultdict(dict)
        frame = self.view.plan.frames.get(ACCOUNTS)
        if frame is None:
            return {}
        names = ("role", "party", "subject", "line", "node", "amount")
        for *who, line, node, amount in zip(*(frame[name].tolist() for name in names), strict=True):
            lines = found[who[0], who[1], who[2]]
            if line not in lines:
                lines[line] = np.zeros(len(self.at))
            lines[line][self.at[node]] += amount
        return dict(found)

    def paid_by(self, programme: str) -> float:
        """Expected present value that a programme of public money pays, net of repayments [amount]."""
        return sum(
            -self.flow(self.summed(lines), self.case(EXPECTED)).npv(self.calendar.discount_rate)
            for (role, _, name), lines in self.accounts.items()
            if role == TREASURY and name == programme
        )

    def expected_shortage(self) -> float:
        """Shortage of all products, expected and discounted [units]."""
        short = np.zeros(len(self.at))
        for row in self.view.rows("service"):
            short[self.at[str(row["node"])]] += self.calendar.years * (row["shortage"] or 0.0)
        return float(self.discounts @ self.by_period(self.case(EXPECTED), short))

    @cached_property
    def discounts(self) -> Array:
        """Discount factor of each period."""
        return np.array(list(map(self.calendar.discount, self.calendar.periods)))

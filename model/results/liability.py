"""Contingent liability: support for output and sales, net of paybacks, in each course of events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.families.public_money.rows import FOR_CAPITAL, PRICE_FLOOR, PROTECTION, PublicMoney
from model.families.public_money.terms import years_of
from model.ledger.parties import TREASURY
from model.results.courses import EXPECTED, Course, Courses
from model.results.riskframes import mean_of_worst
from model.sheets.common import Supplier
from model.solver.arrays import Array
from model.tolerances import FLOAT, SOLVED

CONFIDENCE = 0.95
"""Confidence of a conditional value at risk."""


TAIL = "CVaR 95 %"
"""Name of this risk."""


@dataclass(frozen=True)
class Programme:
    """A programme, or all of a payer, with its net payments at each node [amount]."""

    payer: str
    name: str
    """Empty for all of a payer."""
    paid: Array


class Liabilities(Courses):
    """Net payments of all programmes that follow output and sales."""

    @cached_property
    def programmes(self) -> list[Programme]:
        """By payer and programme."""
        found = []
        for (role, payer, name), lines in self.accounts.items():
            kept = [-amounts for line, amounts in lines.items() if line not in FOR_CAPITAL]
            if role == TREASURY and kept and np.abs(sum(kept)).max() > SOLVED:
                found.append(Programme(payer, name, np.sum(kept, axis=0)))
        return found

    @cached_property
    def payers(self) -> list[Programme]:
        """All programmes of each payer."""
        names = dict.fromkeys(each.payer for each in self.programmes)
        return [Programme(name, "", self._of(name)) for name in names]

    def _of(self, payer: str) -> Array:
        total = np.zeros(len(self.at))
        for each in self.programmes:
            total += each.paid if each.payer == payer else 0.0
        return total

    def worth(self, of: Programme, case: Course) -> float:
        """Present value in a course, or expected [amount]."""
        return float(self.discounts @ self.by_period(case, of.paid))

    @property
    def courses(self) -> list[Course]:
        """Undisturbed, and every disruption, also those without a probability."""
        return [each for each in self.cases if each.name != EXPECTED]

    def expected(self, of: Programme) -> float:
        return self.worth(of, self.case(EXPECTED))

    def worst(self, of: Programme) -> tuple[float, str]:
        """Greatest present value of all courses, and the course [amount]."""
        value, neg = max((self.worth(of, each), -at) for at, each in enumerate(self.courses))
        return value, self.courses[-neg].name

    @cached_property
    def chances(self) -> list[float] | None:
        """Probability of each course; None if those of disruptions exceed 100 %, so that they are no alternatives."""
        tree = self.tree
        chances = [tree.branch_of[nodes[0]].probability for nodes in tree.branches.values()]
        return [max(0.0, 1 - sum(chances)), *chances] if sum(chances) <= 1 + FLOAT else None

    def tail(self, of: Programme, confidence: float = CONFIDENCE) -> float | None:
        """Conditional value at risk of the present value; None if courses are no alternatives [amount]."""
        if self.chances is None:
            return None
        outcomes = [(self.worth(of, each), chance) for each, chance in zip(self.courses, self.chances, strict=True)]
        return mean_of_worst(outcomes, 1 - confidence)

    def tails(self, of: Programme, confidence: float = CONFIDENCE) -> tuple[float, ...]:
        """The same of each period alone, undiscounted [amount]."""
        weight = list(self.tree.weight.values())
        at = [np.flatnonzero(self.period_number == number) for number in range(len(self.calendar.periods))]
        outcomes = ([(float(of.paid[node]), weight[node]) for node in nodes] for nodes in at)
        return tuple(mean_of_worst(each, 1 - confidence) for each in outcomes)

    def by_year(self, of: Programme) -> Iterator[tuple[str, tuple[float, ...]]]:
        """Undiscounted payments by period [amount]."""
        yield "undisrupted", tuple(self.by_period(self.courses[0], of.paid).tolist())
        yield "expected", tuple(self.by_period(self.case(EXPECTED), of.paid).tolist())
        every = np.array([self.by_period(each, of.paid) for each in self.courses])
        yield "worst", tuple(every.max(axis=0).tolist())
        yield TAIL, self.tails(of)

    def covered(self, of: Programme) -> float:
        """Expected discounted quantity that a price floor or protection covers [units]; NaN for others."""
        row = next((each for each in self.tables[PublicMoney] if each.programme == of.name), None)
        if row is None or row.kind not in (PRICE_FLOOR, PROTECTION):
            return np.nan
        frame, goods = self.view.plan.frames["public money"], ""
        name, measure, who = ("sales", "sold", "outlet") if row.kind == PRICE_FLOOR else ("conversion", "made", "plant")
        if row.kind == PROTECTION:
            goods = next(each.commodity for each in self.tables[Supplier] if each.supplier == row.market)
        quantity: dict[tuple[str, str], float] = {}
        paid = set(frame.loc[frame["programme"] == of.name, "recipient"])
        for line in self.view.rows(name):
            if line[who] in paid and goods in ("", line["commodity"]):
                key = str(line[who]), str(line["node"])
                quantity[key] = quantity.get(key, 0.0) + (line[measure] or 0.0)
        most = np.inf if row.covered_quantity is None else row.covered_quantity
        total = np.zeros(len(self.at))
        for (_, node), amount in quantity.items():
            years = years_of(row, self.calendar, self.tree.period[self.tree.nodes[self.at[node]]])
            total[self.at[node]] += min(amount, most) * len(years)
        return self.expected(Programme(of.payer, of.name, total))

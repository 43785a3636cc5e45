"""Results of all parties: profit and loss and cash flow by year and course of events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.ledger.parties import INSIDE, ROUNDING, TREASURY, cost_items
from model.results.cash_flow import CashFlow
from model.results.courses import EXPECTED, UNDISTURBED, Course, Courses, Sums
from model.results.view import View
from model.solver.arrays import Array
from model.system.memoise import remembered
from model.tolerances import SOLVED

ROLES = (*INSIDE, TREASURY)
"""In the order in which they are shown."""


@dataclass(frozen=True)
class PartyResult:
    """A party's sums, with all its plants."""

    role: str
    name: str
    profit: dict[str, Array]
    """By line, at each node [amount]."""


class PartyResults(Courses):
    """Results of all parties of a plan; present values at the discount rate of Settings."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._no_cash = frozenset(
            name for name, cost in cost_items().items() if cost.category in ("income", "shortage") and name != "sales"
        )

    @cached_property
    def parties(self) -> list[PartyResult]:
        """By role, the largest sums first, as expected."""
        found: dict[tuple[str, str], dict[str, Array]] = defaultdict(dict)
        for (role, party, _), lines in self.accounts.items():
            own = found[role, party]
            for line, amounts in lines.items():
                own[line] = own.get(line, 0.0) + amounts
        made = [
            PartyResult(role, name, lines)
            for (role, name), lines in found.items()
            if role != ROUNDING and any(np.abs(each).max() > SOLVED for each in self.summed(lines))
        ]
        order = {each.name: -abs(self.value(each, EXPECTED)) for each in made}
        return sorted(made, key=lambda each: (ROLES.index(each.role), order[each.name], each.name))

    def of_party(self, party: PartyResult, case: str, *, is_cash: bool = False) -> CashFlow:
        """Profit and loss by period; as cash without salvage and the cost of shortage."""
        return self.flow(self._sums(party, is_cash), self._courses[case])

    def _sums(self, party: PartyResult, is_cash: bool) -> Sums:
        key = party.role, party.name, is_cash
        if key not in self._known:
            self._known[key] = self.summed(party.profit, self._no_cash if is_cash else ())
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[str, str, bool], Sums]:
        return {}

    def of_parties(self, parties: Sequence[PartyResult], case: str, *, is_cash: bool = False) -> CashFlow:
        """Several parties together."""
        flows = [self.of_party(each, case, is_cash=is_cash).values for each in parties]
        return CashFlow(self.calendar, tuple(map(sum, zip(*flows, strict=True))))

    def value(self, party: PartyResult, case: str, *, is_cash: bool = False) -> float:
        """Present value."""
        return self.of_party(party, case, is_cash=is_cash).npv(self.calendar.discount_rate)

    def worst(self, party: PartyResult) -> tuple[str, float] | None:
        """The disruption in which the present value is lowest; None without disruptions."""
        values = [(self.value(party, name), name) for name in self.disruptions]
        return min(values)[::-1] if values else None

    @cached_property
    def disruptions(self) -> list[str]:
        return [each.name for each in self.cases if each.name not in (UNDISTURBED, EXPECTED)]

    @cached_property
    def _courses(self) -> dict[str, Course]:
        return {each.name: each for each in self.cases}

    def of_role(self, role: str) -> list[PartyResult]:
        return [each for each in self.parties if each.role == role]


@remembered
def party_results(view: View) -> PartyResults:
    """The results of a plan's parties."""
    return PartyResults(view)

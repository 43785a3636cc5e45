"""With and without: the plan with each wanted set of items, and the worth of an item, between proof and plan.

An item is a candidate project, a programme of public money, or the release from a mandate. Unless an item may cost, a
plan with more items never costs more, so that costs of sets bound each other. Where the plan of a set uses none of some
items, it is also the plan of the set without them, which then takes no solve.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, TypeVar

from model.pipeline import PlanJob
from model.reports.document import Document, DocumentSheet, DocumentTable, PagePart, Paragraphs
from model.reports.phrases import if_finite, money
from model.reports.styles import Field
from model.results.plan import Plan
from model.results.view import View
from model.runs import Result, State
from model.runs.job import Asking
from model.sheets.names import NOT_KNOWN
from model.sheets.tables import Tables
from model.studies.comparison.batch import near_jobs
from model.studies.study import OfSolves, Study
from model.system.files import Output
from model.tolerances import SOLVED
from model.whatif.variants import Variant

Names = frozenset[str]
Interval = tuple[float, float]
"""At least (proven), and at most (of plans found); infinite if unknown, both if no plan exists."""
Coefficients = Mapping[Names, float]
"""A sum of costs of sets."""
UNKNOWN: Interval = (-math.inf, math.inf)
NO_PLAN: Interval = (math.inf, math.inf)


class Items(ABC):
    """Things that can be left out of a workbook."""

    kind: ClassVar[str] = "items"

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """In the order of the workbook."""

    @abstractmethod
    def tables_with(self, members: Names) -> Tables:
        """The workbook with some items only."""

    def used(self, plan: Plan) -> Names:
        """Items without which this would not be a plan; all of them unless it is known better."""
        return frozenset(self.names)

    @property
    def costly(self) -> Names:
        """Items without which a plan may be cheaper."""
        return Names()

    def title(self, members: Names) -> str:
        """Name of the solve with some items only."""
        present = [name for name in self.names if name in members]
        missing = [name for name in self.names if name not in members]
        if not missing:
            return f"With all {self.kind}"
        return (
            f"Without {', '.join(missing)}" if len(missing) <= len(present) else f"With {', '.join(present) or 'none'}"
        )


@dataclass
class SetCosts(OfSolves):
    """Sets of items that were solved, and those that have the plan of a larger set."""

    items: Items
    solved: dict[Names, Result] = field(default_factory=dict)
    values: dict[Names, Interval] = field(default_factory=dict)
    """Cost, or another value, of each set solved."""
    lent_by: dict[Names, Names] = field(default_factory=dict)
    """The larger set, of each set that has its plan."""
    used: dict[Names, Names] = field(default_factory=dict)
    """Items used, of each set solved that has a plan."""

    def add(self, members: Names, result: Result, value: Interval | None = None) -> None:
        """Record a solve. ``value``: bound and cost unless passed."""
        self.solved[members] = result
        if result.has_plan:
            self.used[members] = self.items.used(result.plan())
        self.values[members] = value or interval_of(result)

    def unanswered(self, wanted: Iterable[Names]) -> list[Names]:
        """Sets that take a solve; the others are solved, or have the plan of a larger set from now on."""
        return [members for members in dict.fromkeys(wanted) if members not in self.solved and not self._lent(members)]

    def _lent(self, members: Names) -> bool:
        """Whether the audited plan of a larger set uses none of the rest."""
        for larger, used in self.used.items():
            is_plan = used <= members and self.solved[larger].is_audited
            if is_plan and never_costs_less(members, larger, self.items.costly):
                self.lent_by.setdefault(members, larger)
        return members in self.lent_by

    def result(self, members: Names) -> Result:
        """The solve of a set, or of the set that lends it its plan. Raises KeyError if it was not asked."""
        return self.solved[self.lent_by.get(members, members)]

    def without(self, name: str) -> Result:
        """The solve with all items but one."""
        return self.result(self.everything - {name})

    @cached_property
    def plan(self) -> Plan:
        """The plan with all items."""
        return self.solved[self.everything].required()

    @cached_property
    def costs(self) -> dict[Names, Interval]:
        """Cost of each set, as close as smaller and larger sets prove."""
        lenders = {members: members for members in self.solved} | self.lent_by
        values = {members: self.values[lender] for members, lender in lenders.items()}
        return consistent(values, self.items.costly)

    @property
    def everything(self) -> Names:
        return frozenset(self.items.names)

    def alone(self, name: str) -> Interval:
        """Saved with one item and no other."""
        return saving(Names(), Names({name}), self.costs, self.items.costly)

    def last(self, name: str) -> Interval:
        """Additional cost without one item alone."""
        return saving(self.everything - {name}, self.everything, self.costs, self.items.costly)

    @property
    def total(self) -> Interval:
        """Saved with all items."""
        return saving(Names(), self.everything, self.costs, self.items.costly)

    @property
    def results(self) -> list[Result]:
        return list(self.solved.values())


def solve_sets(
    sets: SetCosts, levels: Iterable[Iterable[Names]], begun: Callable[[Result], None] = lambda first: None
) -> Asking[None]:
    """Solve all items, then the sets of each level that no plan of a larger set answers. ``begun`` is called with the
    first result. Raises Infeasible or SolveFailed if no plan has all items."""
    items, everything = sets.items, sets.everything
    (first,) = yield [PlanJob(items.title(everything), items.tables_with(everything))]
    first.required()
    begun(first)
    sets.add(everything, first)
    for level in levels:
        wanted = sets.unanswered(level)
        variants = [Variant(items.title(members), items.tables_with(members)) for members in wanted]
        for members, result in zip(wanted, (yield list(near_jobs(first, variants, is_explained=False))), strict=True):
            sets.add(members, result)


S = TypeVar("S", bound=SetCosts)


class LeaveOutStudy(Study[S]):
    """A study with a row for each item. Subclasses declare items, sets to be solved, columns and sentences."""

    sheet: ClassVar[str]
    title: ClassVar[str]
    note: ClassVar[str]
    output: ClassVar[Output]
    items: Items

    @abstractmethod
    def fields(self, sets: S) -> list[Field[str]]:
        """Columns, by name of an item."""

    @abstractmethod
    def findings(self, sets: S) -> Iterator[str]:
        """Sentences, the most important first."""

    def document(self, sets: S) -> Document:
        view, sentences = View(sets.plan), list(self.findings(sets))
        table = DocumentTable(list(self.items.names), self.fields(sets), is_whole=True)
        sheet = DocumentSheet(self.sheet, "Costs", self.title, self.note, [Paragraphs(sentences), table])
        shown = [PagePart(self.sheet.lower(), self.title, [self.note], [table])]
        costs = f"Costs in {view.amount}"
        return Document(self.title, self.title, costs, self.output, view, sentences, [sheet], shown)


def without_one(names: Sequence[str]) -> list[Names]:
    """The sets that lack one item."""
    return [frozenset(names) - {name} for name in names]


# ------------------------------------------------------------------------------------------------ intervals


def interval_of(result: Result) -> Interval:
    """Proven bound and cost of the plan found; without a plan, whether that is proven."""
    if result.has_plan:
        return min(result.bound, result.objective), result.objective
    return NO_PLAN if result.state == State.INFEASIBLE else UNKNOWN


def never_costs_less(smaller: Names, larger: Names, costly: Names) -> bool:
    """Whether a set costs at least as much as another: all that the other has more can only save."""
    return smaller <= larger and not (larger - smaller) & costly


def consistent(costs: Mapping[Names, Interval], costly: Names = frozenset()) -> dict[Names, Interval]:
    """Intervals of sets that agree with each other: a set costs no less than a larger one."""
    agreed = {}
    for members in costs:
        high = min(high for other, (_, high) in costs.items() if never_costs_less(other, members, costly))
        low = max(low for other, (low, _) in costs.items() if never_costs_less(members, other, costly))
        agreed[members] = min(high, low), high
    return agreed


def saving(before: Names, after: Names, costs: Mapping[Names, Interval], costly: Names = frozenset()) -> Interval:
    """Saving by a larger set; infinite where the smaller set has no plan."""
    if costs[before][0] == math.inf:
        return NO_PLAN
    least, most = value({before: 1.0, after: -1.0}, costs)
    return (max(0.0, least), most) if never_costs_less(before, after, costly) else (least, most)


def value(coefficients: Coefficients, costs: Mapping[Names, Interval]) -> Interval:
    """Least and greatest sum, each cost between its bound and that of the plan found."""
    ends = [(weight, costs[members]) for members, weight in coefficients.items() if weight]
    least = sum(weight * (low if weight > 0 else high) for weight, (low, high) in ends)
    return least, sum(weight * (high if weight > 0 else low) for weight, (low, high) in ends)


def excludes_zero(ends: Interval, cost: float = 1.0) -> bool:
    """Whether a difference, of costs of some size, is told apart from nothing by more than rounding."""
    rounding = SOLVED * max([1.0, abs(cost), *(abs(end) for end in ends if math.isfinite(end))])
    return ends[0] > rounding or ends[1] < -rounding


def cost_in_words(ends: Interval, amount: str) -> str:
    """'2.1 to 2.3 million USD', or in words why there is no figure."""
    if ends == NO_PLAN:
        return "no plan (proven)"
    if ends[0] <= 0 and math.isinf(ends[1]):
        return NOT_KNOWN
    if not excludes_zero(ends):
        is_nothing = all(abs(end) <= SOLVED for end in ends)
        return "nothing" if is_nothing else "not told apart; a smaller gap would tell"
    if math.isinf(ends[1]):
        return f"at least {money(ends[0])} {amount}"
    return f"{' to '.join(dict.fromkeys(map(money, ends)))} {amount}"


A = TypeVar("A")


def interval_fields(header: str, of: Callable[[A], Interval], amount: str, width: float = 0.0) -> list[Field[A]]:
    """Both ends of an interval as columns; empty if unknown."""
    return [
        Field(f"{header}, at least ({amount})", lambda row: if_finite(of(row)[0]), width=width),
        Field(f"{header}, at most ({amount})", lambda row: if_finite(of(row)[1]), width=width),
    ]

"""The study ``contributions``: the plan with each set of candidates."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from model.pipeline import PlanJob
from model.reports.document import Document
from model.runs import Result
from model.runs.asking import Asking
from model.sheets.tables import Tables
from model.studies.comparison.batch import near_jobs
from model.studies.contributions.candidates import Candidates
from model.studies.contributions.document import document
from model.studies.contributions.game import Names, subsets
from model.studies.contributions.question import Contributions
from model.studies.study import CaseOutcome, RunContext, Study
from model.whatif.apply import base
from model.whatif.variant import Variant

SOLVES = 400
"""Most sets of candidates that are all solved; of more candidates, orders are drawn that take about as many."""
SEED = 5
"""Seed of all orders drawn: a workbook has one sample."""


class ContributionsStudy(Study[Contributions]):
    """Value of each candidate of the sheets Projects, Contracts and Public money. Raises InputError if they cannot be
    compared."""

    def __init__(self, tables: Tables, title: str = "", *, pairs: int | None = None) -> None:
        self.title, self.candidates = title, Candidates(base(tables).tables)
        names = self.candidates.names
        is_exact = pairs is None and 2 ** len(names) <= SOLVES
        wanted = max(2, SOLVES // (2 * len(names))) if pairs is None else pairs
        self.orders = [] if is_exact else list(drawn(names, wanted))

    @property
    def announced(self) -> Sequence[str]:
        """The most sets that may have to be solved: those that a plan leaves out are not."""
        return [self._said(each) for each in dict.fromkeys(each for level in self.levels for each in level)]

    @property
    def levels(self) -> list[list[Names]]:
        """Sets in the order in which they are solved, the largest first."""
        names, everything = self.candidates.names, frozenset(self.candidates.names)
        sizes = range(len(names) - 1, -1, -1)
        if self.orders:
            chosen = [[Names(order[:size]) for order in self.orders] for size in sizes]
        else:
            chosen = [list(subsets(names, size)) for size in sizes]
        lacking = [everything - {name} for name in names]
        return [[everything], list(dict.fromkeys([*chosen[0], *lacking])), *chosen[1:-2],
                list(dict.fromkeys([*chosen[-2], *subsets(names, 1)])), chosen[-1]]  # fmt: skip

    def cases(self, context: RunContext) -> Asking[Contributions]:
        """Raises Infeasible or SolveFailed if there is no plan with all candidates."""
        first, *levels = self.levels
        known = SolvedSets(self.candidates)
        (whole,) = yield [PlanJob(self._said(each), self.candidates.tables) for each in first]
        plan = whole.required()
        known.add(first[0], whole)
        for level in levels:
            wanted = [each for each in dict.fromkeys(level) if not known.has(each)]
            variants = [Variant(self._said(each), self.candidates.without(first[0] - each)) for each in wanted]
            results = yield list(near_jobs(whole, variants, is_explained=False))
            for each, result in zip(wanted, results, strict=True):
                known.add(each, result)
        return Contributions(self.candidates, plan, known.outcomes, known.carried, self.orders)

    def document(self, found: Contributions) -> Document:
        return document(found, self.title)

    def _said(self, members: Names) -> str:
        names = [name for name in self.candidates.names if name in members]
        missing = [name for name in self.candidates.names if name not in members]
        if not missing:
            return "With all candidates"
        return f"Without {', '.join(missing)}" if len(missing) <= len(names) else f"With {', '.join(names) or 'none'}"


@dataclass
class SolvedSets:
    """Sets solved, and those carried: the plan of a larger set takes no more than these, so that it is theirs."""

    candidates: Candidates
    outcomes: dict[Names, CaseOutcome[Names]] = field(default_factory=dict)
    carried: dict[Names, Names] = field(default_factory=dict)
    taken: dict[Names, Names] = field(default_factory=dict)
    """By set: candidates that its plan takes."""

    def add(self, members: Names, result: Result) -> None:
        self.outcomes[members] = CaseOutcome.of(members, result)
        if result.has_plan:
            self.taken[members] = self.candidates.taken(result.plan())

    def has(self, members: Names) -> bool:
        """Whether a set is solved, or one larger by a candidate lends it its plan."""
        if members in self.outcomes or members in self.carried:
            return True
        for name in self.candidates.names:
            larger = members | {name}
            if name not in members and larger in self.taken and name not in self.taken[larger]:
                self.carried[members] = self.carried.get(larger, larger)
                self.taken[members] = self.taken[larger]
                return True
        return False


def drawn(names: Sequence[str], pairs: int) -> Sequence[Sequence[str]]:
    """Random orders, each followed by its reverse."""
    dice, found = random.Random(SEED), []
    for _ in range(pairs):
        order = dice.sample(names, len(names))
        found += [order, order[::-1]]
    return found

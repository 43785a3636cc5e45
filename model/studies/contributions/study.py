"""The study ``contributions``: the plan with each set of candidates."""

from __future__ import annotations

import random
from collections.abc import Sequence

from model.errors import InputError
from model.families.mandates.terms import loosened
from model.pipeline import PlanJob
from model.reports.document import Document
from model.runs import Result, State
from model.runs.asking import Asking
from model.scenario.limits import Limit
from model.sheets.names import LimitName
from model.sheets.schema import YES
from model.sheets.tables import Tables
from model.sheets.wording import count
from model.studies.budget.question import EXPECTED, BudgetStep
from model.studies.budget.study import budget_of, least_unmet
from model.studies.comparison.batch import near_jobs
from model.studies.contributions.candidates import Candidates
from model.studies.contributions.document import document
from model.studies.contributions.game import Interval, Names, subsets
from model.studies.contributions.question import Contributions, SolvedSets
from model.studies.study import RunContext, Study, refuse_priorities, refuse_weights
from model.whatif.apply import base
from model.whatif.variant import Variant

SOLVES = 400
"""Most sets of candidates that are all solved; of more candidates, orders are drawn that take about as many."""
SEED = 5
"""Seed of all orders drawn: a workbook has one sample."""


class ContributionsStudy(Study[Contributions]):
    """Value of each candidate of the sheets Projects, Contracts and Public money. Raises InputError if they cannot be
    compared."""

    def __init__(
        self, tables: Tables, title: str = "", *, pairs: int | None = None, service: bool = False,
    ) -> None:  # fmt: skip
        self.title, self.candidates, self.is_service = title, Candidates(base(tables).tables), service
        refuse_priorities(self.candidates.tables, "contributions", f"compares {'unmet demand' if service else 'costs'}")
        if service:
            refuse_weights(self.candidates.tables, "contributions with --service")
        if pairs == 1:
            raise InputError("contributions: --pairs 1 leaves the error of the draw unknown. Give at least 2.")
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
        (everything,), *levels = self.levels
        candidates, loose = yield from self._kept_by_none(everything)
        if self.is_service:
            candidates = yield from self._within_budget(candidates, everything)
        known = SolvedSets(candidates, unmet_of if self.is_service else cost_of)
        (whole,) = yield [PlanJob(self._said(everything), candidates.tables)]
        plan = whole.required()
        known.add(everything, whole)
        for level in levels:
            wanted = [each for each in dict.fromkeys(level) if not known.has(each)]
            variants = [Variant(self._said(each), candidates.without(everything - each)) for each in wanted]
            jobs = ([PlanJob(each.name, each.tables, is_explained=False) for each in variants] if self.is_service
                    else list(near_jobs(whole, variants, is_explained=False)))  # fmt: skip
            results = yield jobs
            for each, result in zip(wanted, results, strict=True):
                known.add(each, result)
        return Contributions(candidates, plan, known, self.orders, self.is_service, tuple(loose))

    def _kept_by_none(self, everything: Names) -> Asking[tuple[Candidates, list[LimitName]]]:
        """The workbook with limits that can be kept without any candidate, in the order of the sheet; the others are
        reported only, so that every set has a plan."""
        tables = self.candidates.tables
        (none,) = yield [self._without_all(tables, everything)]
        if none.state != State.INFEASIBLE:
            return self.candidates, []
        loose = [row.limit for row in tables[Limit] if row.binding == YES and row.priority is None]
        for name in list(loose):
            others = {each for each in loose if each != name}
            (tried,) = yield [self._without_all(loosened(tables, others), everything)]
            if tried.has_plan:
                loose.remove(name)
        return Candidates(loosened(tables, loose)), loose

    def _without_all(self, tables: Tables, everything: Names) -> PlanJob:
        kept = Candidates(tables).without(everything)
        return PlanJob(f"Without all, {count(len(kept[Limit]), 'limit')}", kept, is_explained=False)

    def _within_budget(self, candidates: Candidates, everything: Names) -> Asking[Candidates]:
        """The workbook in which every set has the budget of none, and unmet demand comes before cost."""
        (none,) = yield [PlanJob("The budget: without all", candidates.without(everything))]
        none.required()
        tables = candidates.tables
        limits = [*tables[Limit], least_unmet(), budget_of(none)]
        return Candidates(tables.replaced(Limit, limits))

    def document(self, found: Contributions) -> Document:
        return document(found, self.title)

    def _said(self, members: Names) -> str:
        names = [name for name in self.candidates.names if name in members]
        missing = [name for name in self.candidates.names if name not in members]
        if not missing:
            return "With all candidates"
        return f"Without {', '.join(missing)}" if len(missing) <= len(names) else f"With {', '.join(names) or 'none'}"


def cost_of(result: Result) -> Interval:
    """Between bound and cost [amount]."""
    return min(result.bound, result.objective), result.objective


def unmet_of(result: Result) -> Interval:
    """Expected unmet demand, which is found exactly [units]."""
    unmet = BudgetStep(1.0, result).unmet(EXPECTED) or 0.0
    return unmet, unmet


def drawn(names: Sequence[str], pairs: int) -> Sequence[Sequence[str]]:
    """Random orders, each followed by its reverse."""
    dice, found = random.Random(SEED), []
    for _ in range(pairs):
        order = dice.sample(names, len(names))
        found += [order, order[::-1]]
    return found

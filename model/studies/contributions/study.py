"""The study ``contributions``: the plan with each set of candidates."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from functools import partial
from itertools import chain

from model.errors import InputError
from model.pipeline import PlanJob
from model.reports.document import Document
from model.runs import Job, Result, State
from model.runs.job import Asking, together
from model.scenario.limits import EXPECTED_UNMET, Limit, loosened
from model.sheets.names import LimitName, count
from model.sheets.schema import YES
from model.sheets.tables import Tables
from model.studies.budget.question import EXPECTED, MOST_TRIED, LeastUnmet, Priced, least_within, up_to
from model.studies.budget.study import slack
from model.studies.comparison.batch import near_jobs
from model.studies.contributions.document import document
from model.studies.contributions.game import subsets
from model.studies.contributions.question import Candidates, Contributions, Programmes
from model.studies.study import RunContext, Study, refuse_priorities, refuse_weights
from model.studies.with_without import Names, SetCosts, solve_sets, without_one
from model.system.files import Output
from model.whatif.apply import base
from model.whatif.variants import Variant

SOLVES = 400
"""Most sets of candidates that are all solved; of more candidates, orders are drawn that take about as many."""
SEED = 5
"""Seed of all orders drawn: a workbook has one sample."""

LONG = 0.1
"""Hours that are announced before they are spent."""

ALIAS = "The command 'security' is now part of 'contributions': the same as 'contributions --programmes'."


class ContributionsStudy(Study[Contributions]):
    """Value of each candidate of the sheets Projects, Contracts and Public money. Raises InputError if they cannot be
    compared."""

    def __init__(
        self,
        tables: Tables,
        title: str = "",
        *,
        pairs: int | None = None,
        service: bool = False,
        programmes: bool = False,
    ) -> None:
        self.title, self.is_service, self.is_last_only = title, service, programmes
        if programmes and (pairs or service):
            raise InputError("contributions: --programmes leaves out one at a time, without --pairs and --service.")
        self.candidates = (Programmes if programmes else Candidates)(base(tables).tables)
        if not programmes:
            compared = "unmet demand" if service else "costs"
            refuse_priorities(self.candidates.tables, "contributions", f"compares {compared}")
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
        """The most sets that may have to be solved: those that a plan leaves out are not. By service a set takes
        several solves, none of which is known before."""
        if self.is_service:
            return []
        return [self.candidates.title(members) for members in dict.fromkeys(chain(*self.levels))]

    @property
    def levels(self) -> list[list[Names]]:
        """Sets in the order in which they are solved, the largest first."""
        names, everything = self.candidates.names, frozenset(self.candidates.names)
        if self.is_last_only:
            return [[everything], without_one(names)]
        sizes = range(len(names) - 1, -1, -1)
        if self.orders:
            chosen = [[Names(order[:size]) for order in self.orders] for size in sizes]
        else:
            chosen = [list(subsets(names, size)) for size in sizes]
        first, last = [*chosen[0], *without_one(names)], [*chosen[-2], *subsets(names, 1)]
        return [[everything], list(dict.fromkeys(first)), *chosen[1:-2], list(dict.fromkeys(last)), chosen[-1]]

    def cases(self, context: RunContext) -> Asking[Contributions]:
        """Raises Infeasible or SolveFailed if there is no plan with all candidates."""
        candidates, loose = self.candidates, list[LimitName]()
        if not self.is_last_only:
            candidates, loose = yield from self._kept_by_none()
        if self.is_service:
            candidates = Candidates(limited(candidates.tables))
            sets = yield from self._service(candidates, context)
        else:
            sets = SetCosts(candidates)
            yield from solve_sets(sets, self.levels, partial(self._warn, context))
        return Contributions(candidates, sets, self.orders, self.is_service, tuple(loose), self.is_last_only)

    def _service(self, candidates: Candidates, context: RunContext) -> Asking[SetCosts]:
        """The least expected unmet demand with each set, at the cost of the plan without any."""
        (none,) = yield [PlanJob("The budget: without all", candidates.tables_with(Names()))]
        none.required()
        self._warn(context, none)
        sets = SetCosts(candidates)
        for level in self.levels:
            wanted = sets.unanswered(level)
            results = yield from together([self._least_unmet(candidates, none, members) for members in wanted])
            for members, least in zip(wanted, results, strict=True):
                sets.add(members, least.result, (least.proven, least.unmet))
        return sets

    def _warn(self, context: RunContext, first: Result) -> None:
        """How long it may take, before it begins: a set takes no longer than the first plan, and by service as many
        solves as are tried."""
        solves = sum(map(len, self.levels)) * (MOST_TRIED if self.is_service else 1)
        hours = solves * first.seconds / context.at_a_time / 3600
        if context.board is not None and hours > LONG:
            context.board.warned(
                f"contributions: up to {solves:,} solves of up to {first.seconds:,.0f} s each, {context.at_a_time} at "
                f"a time: up to {hours:,.1f} hours. Ctrl-C keeps what is solved, and the next run goes on; fewer "
                "--pairs take less."
            )

    def _least_unmet(self, candidates: Candidates, none: Result, members: Names) -> Asking[LeastUnmet]:
        """The least expected unmet demand with a set of candidates, at the cost of the plan without any."""
        tables, name = candidates.tables_with(members), candidates.title(members)

        def ask(value: float) -> Job:
            named = Variant(f"{name}: at most {value:,.6g}", limited(tables, value))
            (job,) = near_jobs(none, [named], is_explained=False)
            return job

        unlimited = [Priced.of(math.inf, none, EXPECTED)]
        return (yield from least_within(none.objective + slack(none), EXPECTED, unlimited, 0.0, ask))

    def _kept_by_none(self) -> Asking[tuple[Candidates, list[LimitName]]]:
        """The workbook with limits that can be kept without any candidate, in the order of the sheet; the others are
        reported only, so that every set has a plan."""
        tables = self.candidates.tables
        (none,) = yield [self._without_all(tables)]
        if none.state != State.INFEASIBLE:
            return self.candidates, []
        loose = [row.limit for row in tables[Limit] if row.binding == YES and row.priority is None]
        for name in list(loose):
            others = {limit for limit in loose if limit != name}
            (trial,) = yield [self._without_all(loosened(tables, others))]
            if trial.has_plan:
                loose.remove(name)
        return Candidates(loosened(tables, loose)), loose

    def _without_all(self, tables: Tables) -> PlanJob:
        without = Candidates(tables).tables_with(Names())
        return PlanJob(f"Without all, {count(len(without[Limit]), 'limit')}", without, is_explained=False)

    def document(self, answer: Contributions) -> Document:
        return document(answer, self.title)


class SecurityStudy(ContributionsStudy):
    """``security``: another name of ``contributions --programmes``, which says so."""

    def __init__(self, tables: Tables, title: str = "") -> None:
        super().__init__(tables, title, programmes=True)

    def document(self, answer: Contributions) -> Document:
        return document(answer, self.title, Output.SECURITY, [ALIAS])


def limited(tables: Tables, most: float = math.inf) -> Tables:
    """The workbook with expected unmet demand of at most a value [units]; without a bound it is reported only."""
    expected = Limit(limit=EXPECTED, measure=EXPECTED_UNMET, mandate="")
    others = [row for row in tables[Limit] if row.limit != EXPECTED]
    return tables.replaced(Limit, [*others, up_to(expected, most)])


def drawn(names: Sequence[str], pairs: int) -> Sequence[Sequence[str]]:
    """Random orders, each followed by its reverse."""
    dice, orders = random.Random(SEED), list[list[str]]()
    for _ in range(pairs):
        order = dice.sample(names, len(names))
        orders += [order, order[::-1]]
    return orders

"""The study ``contributions``: the plan with each set of candidates."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from model.errors import InputError
from model.pipeline import PlanJob
from model.reports.document import Document
from model.runs import Job, Result, State
from model.runs.asking import Asking, together
from model.scenario.limits import EXPECTED_UNMET, Limit, loosened
from model.sheets.names import LimitName
from model.sheets.schema import YES
from model.sheets.tables import Tables
from model.sheets.wording import count
from model.studies.budget.question import EXPECTED
from model.studies.budget.search import MOST_TRIED, LeastUnmet, Priced, least_within, up_to
from model.studies.budget.study import slack
from model.studies.comparison.batch import near_jobs
from model.studies.contributions.candidates import Candidates
from model.studies.contributions.document import document
from model.studies.contributions.game import Names, subsets
from model.studies.contributions.question import Contributions, SolvedSets
from model.studies.study import RunContext, Study, refuse_priorities, refuse_weights
from model.whatif.apply import base
from model.whatif.variant import Variant

SOLVES = 400
"""Most sets of candidates that are all solved; of more candidates, orders are drawn that take about as many."""
SEED = 5
"""Seed of all orders drawn: a workbook has one sample."""

LONG = 0.1
"""Hours that are announced before they are spent."""


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
        """The most sets that may have to be solved: those that a plan leaves out are not. By service a set takes
        several solves, none of which is known before."""
        if self.is_service:
            return []
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
        everything = frozenset(self.candidates.names)
        candidates, loose = yield from self._kept_by_none(everything)
        if self.is_service:
            candidates = Candidates(limited(candidates.tables))
            job = PlanJob("The budget: without all", candidates.without(everything))
        else:
            job = PlanJob(self._said(everything), candidates.tables)
        (base,) = yield [job]
        base.required()
        self._warn(context, base)
        known = SolvedSets(candidates)
        if not self.is_service:
            known.add(everything, base)
        for level in self.levels:
            wanted = [each for each in dict.fromkeys(level) if not known.has(each)]
            if self.is_service:
                found = yield from together([self._least_unmet(candidates, base, each) for each in wanted])
                for each, least in zip(wanted, found, strict=True):
                    known.add(each, least.result, (least.proven, least.unmet))
            else:
                results = yield list(near_jobs(base, self._variants(candidates, wanted), is_explained=False))
                for each, result in zip(wanted, results, strict=True):
                    known.add(each, result)
        plan = known.results[everything].required()
        return Contributions(candidates, plan, known, self.orders, self.is_service, tuple(loose))

    def _warn(self, context: RunContext, base: Result) -> None:
        """How long it may take, before it begins: a set takes no longer than the first plan, and by service as many
        solves as are tried."""
        solves = sum(map(len, self.levels)) * (MOST_TRIED if self.is_service else 1)
        hours = solves * base.seconds / context.at_a_time / 3600
        if context.board is not None and hours > LONG:
            context.board.warned(
                f"contributions: up to {solves:,} solves of up to {base.seconds:,.0f} s each, {context.at_a_time} at a "
                f"time: up to {hours:,.1f} hours. Ctrl-C keeps what is solved, and the next run goes on; fewer --pairs "
                "take less."
            )

    def _variants(self, candidates: Candidates, wanted: Sequence[Names]) -> list[Variant]:
        everything = frozenset(candidates.names)
        return [Variant(self._said(each), candidates.without(everything - each)) for each in wanted]

    def _least_unmet(self, candidates: Candidates, none: Result, members: Names) -> Asking[LeastUnmet]:
        """The least expected unmet demand with a set of candidates, at the cost of the plan without any."""
        (variant,) = self._variants(candidates, [members])

        def ask(value: float) -> Job:
            named = Variant(f"{variant.name}: at most {value:,.6g}", limited(variant.tables, value))
            (job,) = near_jobs(none, [named], is_explained=False)
            return job

        known = [Priced.of(math.inf, none, EXPECTED)]
        return (yield from least_within(none.objective + slack(none), EXPECTED, known, 0.0, ask))

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

    def document(self, found: Contributions) -> Document:
        return document(found, self.title)

    def _said(self, members: Names) -> str:
        names = [name for name in self.candidates.names if name in members]
        missing = [name for name in self.candidates.names if name not in members]
        if not missing:
            return "With all candidates"
        return f"Without {', '.join(missing)}" if len(missing) <= len(names) else f"With {', '.join(names) or 'none'}"


def limited(tables: Tables, most: float = math.inf) -> Tables:
    """The workbook with expected unmet demand of at most a value [units]; without a bound it is reported only."""
    expected = Limit(limit=EXPECTED, measure=EXPECTED_UNMET, mandate="")
    others = [row for row in tables[Limit] if row.limit != EXPECTED]
    return tables.replaced(Limit, [*others, up_to(expected, most)])


def drawn(names: Sequence[str], pairs: int) -> Sequence[Sequence[str]]:
    """Random orders, each followed by its reverse."""
    dice, found = random.Random(SEED), []
    for _ in range(pairs):
        order = dice.sample(names, len(names))
        found += [order, order[::-1]]
    return found

"""A study: a question that takes several solves, as a coroutine of jobs, and its finding as a document."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar

from model.errors import InputError
from model.planning.request import Request
from model.progress import Progress
from model.reports.phrases import joined
from model.results.optimality import Solved
from model.runs import Job, Result, State, Store, exit_code_of, solve_all
from model.runs.engine import Pool, solve_in_processes
from model.runs.job import Asking, drive
from model.runs.progress import Board
from model.scenario.limits import Limit, in_order
from model.solver.termination import bound_below
from model.system.processes import usable_cores
from model.tolerances import FLOAT, SOLVED

if TYPE_CHECKING:
    from pathlib import Path

    from model.errors import ExitCode
    from model.reports.document import Document
    from model.reports.render.xlsx import DocumentBook
    from model.results.plan import Plan
    from model.sheets.tables import Tables
    from model.whatif.plan_difference import Digest

A = TypeVar("A")


@dataclass(frozen=True)
class RunContext:
    """How a study is run: the same for all of its jobs."""

    store: Store
    gap: float | None = None
    """Of jobs that have no precision of their own; as in Settings unless given."""
    time_limit: float | None = None
    workers: int | None = None
    board: Board | None = None
    pool: Pool = solve_in_processes
    progress: Progress | None = None
    """Of a study that solves in this process."""

    @property
    def at_a_time(self) -> int:
        """How many jobs a search may ask at once."""
        return self.workers or usable_cores()

    def gap_of(self, tables: Tables) -> float:
        return tables.settings.gap if self.gap is None else self.gap

    def request(self, tables: Tables) -> Request:
        """A solve in this process."""
        longest = tables.settings.time_limit if self.time_limit is None else self.time_limit
        return Request(self.gap_of(tables), longest, self.progress or Progress.silent())

    def solve(self, jobs: Sequence[Job]) -> list[Result]:
        filled = []
        for job in jobs:
            gap, longest = job.gap, job.time_limit
            gap, longest = self.gap if gap is None else gap, self.time_limit if longest is None else longest
            filled.append(replace(job, gap=gap, time_limit=longest))
        return solve_all(filled, self.store, workers=self.workers, board=self.board, pool=self.pool)


@dataclass(frozen=True)
class CaseOutcome(Generic[A]):
    """What is known of one case: how its own solve ended, and what those of others say of it."""

    at: A
    """Where it is: a value, a pair of values, an input and its end, a plan and what comes."""
    result: Result
    proven: float
    """No plan costs less [amount]."""
    lender: Result | None = None
    """Of a tighter case, whose plan holds here, too, and is cheaper."""

    @classmethod
    def of(cls, at: A, result: Result) -> Self:
        return cls(at, result, result.bound if result.has_plan else -math.inf)

    @property
    def name(self) -> str:
        return self.result.name

    @property
    def lent_by(self) -> str:
        return "" if self.lender is None else self.lender.name

    @property
    def source(self) -> Result:
        """Of which the plan is."""
        return self.lender or self.result

    @cached_property
    def plan(self) -> Plan | None:
        return self.source.plan() if self.source.has_plan else None

    @cached_property
    def digest(self) -> Digest | None:
        """Small, so that a hundred fit into memory; the plan is let go."""
        from model.whatif.plan_difference import digest

        return digest(self.source.name, self.source.plan()) if self.source.has_plan else None

    @property
    def cost(self) -> float:
        """What is minimised [amount]; NaN where no plan is known."""
        return self.source.objective

    @property
    def solved(self) -> Solved:
        return Solved(self.cost, self.proven)

    @property
    def gap(self) -> float:
        return (self.cost - self.proven) / max(abs(self.cost), FLOAT)

    @property
    def is_lost(self) -> bool:
        """Whether it is proven to have no plan."""
        return self.result.state == State.INFEASIBLE and self.lender is None


def refuse_priorities(tables: Tables, study: str, why: str) -> None:
    """Raise InputError if a limit of the workbook comes before cost, so that costs say nothing of what is gained."""
    for row in in_order(tables):
        raise InputError(
            f"{row.where('priority')}: {study} {why}. Give '{row.limit}' a value in place of its priority."
        )


def refuse_weights(tables: Tables, study: str) -> None:
    """Raise InputError if a CVaR has a weight, so that the plan with the least cost is not the cheapest expected."""
    for row in tables[Limit]:
        if row.weight:
            raise InputError(
                f"{row.where('weight')}: {study} has a budget of expected cost. Give '{row.limit}' a value in place of "
                "its weight."
            )


O = TypeVar("O", bound=CaseOutcome[Any])


def settle(outcomes: Sequence[O], is_tighter: Callable[[Any, Any], bool]) -> list[O]:
    """Each with the cheapest plan and the best bound of all that say something of it, the loosest first: what holds a
    case holds every looser one, and a bound of a looser one is one of it."""
    settled = []
    for at, outcome in enumerate(outcomes):
        tighter = [o for o in outcomes[at + 1 :] if o.result.has_plan and is_tighter(o.at, outcome.at)]
        best = min(tighter, key=lambda other: other.cost, default=None)
        is_lent = best is not None and not best.cost >= outcome.cost - SOLVED * abs(outcome.cost)
        lent = replace(outcome, lender=best.result if best is not None and is_lent else None)
        bounds = [o.proven for o in outcomes[: at + 1] if o is outcome or is_tighter(outcome.at, o.at)]
        proven = max(bounds)
        settled.append(replace(lent, proven=bound_below(lent.cost, proven) if lent.source.has_plan else proven))
    return settled


class Finding(Protocol):
    """The finding of a study."""

    @property
    def exit_code(self) -> ExitCode:
        """How the command ends."""


class HasResults(Protocol):
    """A finding of several solves."""

    @property
    def results(self) -> Sequence[Result]: ...


class OfSolves:
    """A finding with the ``results`` of all its solves."""

    @property
    def is_stopped(self: HasResults) -> bool:
        """Whether Ctrl-C came before all were solved."""
        return any(result.state == State.STOPPED for result in self.results)

    @property
    def exit_code(self: HasResults) -> ExitCode:
        """The worst of all."""
        return exit_code_of(self.results)


F = TypeVar("F", bound=Finding)


class Study(ABC, Generic[F]):
    """A question to a workbook. Made from its tables and options; raises InputError where these do not fit."""

    @property
    def announced(self) -> Sequence[str]:
        """Names of jobs that are known from the start."""
        return ()

    @abstractmethod
    def cases(self, context: RunContext) -> Asking[F]:
        """Ask what there is to ask. ``context`` says how many at a time; it solves nothing by itself."""

    @abstractmethod
    def document(self, finding: F) -> Document | None:
        """The finding in words, tables and charts; None if nothing is to be written."""

    def printed(self, finding: F, document: Document | None, wrote: Sequence[Path]) -> Iterator[str]:
        """Lines that the command prints."""
        yield from () if document is None else document.findings
        yield f"Wrote {joined(list(map(str, wrote)))}."

    def outputs(self, out: Path) -> list[Path]:
        """Other pages that it may write, which are claimed before anything is solved."""
        return []

    def beside(self, finding: F, document: Document, book: DocumentBook, out: Path) -> dict[Path, bytes]:
        """The content of those that it does write."""
        return {}


def run(study: Study[F], context: RunContext) -> F:
    """Run a study. Raises what it raises; after Ctrl-C all that it still asks is 'stopped'."""
    return drive(study.cases(context), context.solve)

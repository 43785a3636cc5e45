"""Workbooks with their what-ifs → a result for each: the bases first, then the what-ifs, each near its base.

Two plans of equal cost may build quite different things. To make differences meaningful, a what-if is solved near the
base: the base's decisions are its first plan, replaced only by cheaper ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from model.errors import ExitCode
from model.pipeline import NearJob, PlanJob
from model.planning.reoptimise import Base
from model.runs import Job, Result, State, Store, solve_all
from model.runs.engine import Pool
from model.runs.pool import solve_in_processes
from model.runs.progress import Board
from model.sheets.whatifs import HELD, NEW, NONE
from model.whatif.regret import regret_jobs, regret_of
from model.whatif.regret_matrix import Regret
from model.whatif.variant import Variant


@dataclass(frozen=True)
class Asked:
    """A workbook and the what-ifs to be solved."""

    workbook: Path
    base: Variant
    what_ifs: tuple[Variant, ...]
    is_alone: bool = True
    """Whether it is the only workbook of the batch."""

    @property
    def name(self) -> str:
        return self.workbook.stem

    def shown(self, run: str) -> str:
        """Name of a run among those of all workbooks."""
        return run if self.is_alone else f"{self.name}: {run}"

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The base, then the what-ifs in the order of the sheet."""
        return (self.base, *self.what_ifs)


@dataclass(frozen=True)
class Run:
    """A variant and how its solve ended."""

    variant: Variant
    result: Result

    @property
    def name(self) -> str:
        return self.variant.name


@dataclass(frozen=True)
class Batch:
    """All runs of a workbook, the base first."""

    book: Asked
    runs: tuple[Run, ...]
    regret: Regret | None = None
    is_regret_cut_short: bool = False
    """Whether Ctrl-C came before every plan had been tried under every other what-if."""

    @property
    def solved(self) -> list[Run]:
        """Runs with a plan."""
        return [run for run in self.runs if run.result.has_plan]

    @property
    def planned(self) -> list[Run]:
        """Runs with a plan of their own, which regret compares."""
        return [run for run in self.solved if run.variant.plan == NEW]

    @property
    def is_stopped(self) -> bool:
        """Whether Ctrl-C came before all runs had ended."""
        return _is_stopped(run.result for run in self.runs)

    @property
    def exit_code(self) -> ExitCode:
        """Exit code of the command: the worst of all runs; if none of them has a plan, that of the base."""
        states = {run.result.state for run in self.runs}
        if not all(run.result.is_audited for run in self.runs):
            return ExitCode.AUDIT
        if not self.solved:
            ends = {State.INFEASIBLE: ExitCode.INFEASIBLE, State.UNBOUNDED: ExitCode.UNBOUNDED}
            return ends.get(self.runs[0].result.state, ExitCode.FAILED)
        if states & {State.CRASHED, State.DIED, State.UNBOUNDED}:
            return ExitCode.FAILED
        is_cut_short = self.is_regret_cut_short or bool(states & {State.LIMIT, State.FAILED, State.STOPPED})
        return ExitCode.LIMIT if is_cut_short else ExitCode.OPTIMAL


def chosen(what_ifs: Iterable[Variant], patterns: Sequence[str]) -> tuple[Variant, ...]:
    """The named what-ifs, by name or with the wildcards ``*`` and ``?``; all if none is named."""
    return tuple(each for each in what_ifs if not patterns or any(is_meant(pattern, each.name) for pattern in patterns))


def is_meant(pattern: str, name: str) -> bool:
    """Whether a name, or a pattern with wildcards, matches a what-if; capitals do not matter."""
    pattern, name = pattern.strip().casefold(), name.casefold()
    return pattern == name or fnmatchcase(name, pattern)


def solve_batch(
    books: Sequence[Asked],
    store: Store,
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    workers: int | None = None,
    board: Board | None = None,
    pool: Pool = solve_in_processes,
    with_regret: bool = True,
) -> list[Batch]:
    """Every run of every workbook; gap and time limit as in Settings unless given. Runs do not affect each other.
    Raises OutputRefused if results cannot be kept."""

    def solve(jobs: Sequence[Job]) -> list[Result]:
        return solve_all(jobs, store, workers=workers, board=board, pool=pool)

    def stopped(jobs: Sequence[Job]) -> list[Result]:
        return [Result(job, State.STOPPED) for job in jobs]

    first = [PlanJob(book.shown(book.base.name), book.base.tables, gap, time_limit) for book in books]
    bases = solve(first)
    rest = [list(near_jobs(base, book.what_ifs, book.shown)) for book, base in zip(books, bases, strict=True)]
    flat = [job for jobs in rest for job in jobs]
    others = iter(stopped(flat) if _is_stopped(bases) else solve(flat))
    batches = [
        Batch(book, tuple(_runs(book, [base, *(next(others) for _ in jobs)])))
        for book, base, jobs in zip(books, bases, rest, strict=True)
    ]
    if not with_regret or any(batch.is_stopped for batch in batches):
        return batches
    return _with_regret(batches, solve)


def near_jobs(
    base: Result, what_ifs: Iterable[Variant], shown: Callable[[str], str] = str, *, is_explained: bool = True
) -> Iterator[Job]:
    """The jobs of what-ifs, with their names as ``shown``. One with the inputs of the base is the base."""
    key = base.job.key()
    plan = base.plan() if base.has_plan else None
    near, known = (None, None) if plan is None else (plan.decided, Base.of(plan, key))
    for variant in what_ifs:
        plain = replace(base.job, name=shown(variant.name), tables=variant.tables)
        if plain.key() == key or variant.plan == NONE:
            yield plain
        else:
            is_held = variant.plan == HELD
            asked = vars(plain) | {"is_explained": is_explained}
            yield NearJob(**asked, near=near, base=known, is_held=is_held)


def _runs(book: Asked, results: Sequence[Result]) -> Iterator[Run]:
    """Variants with their results, renamed to the variant. A result shared with the base is as new as the base."""
    base = results[0]
    for variant, result in zip(book.variants, results, strict=True):
        is_reused = base.is_reused if result.file == base.file else result.is_reused
        yield Run(variant, replace(result, job=replace(result.job, name=variant.name), is_reused=is_reused))


def _with_regret(batches: Sequence[Batch], solve: Callable[[Sequence[Job]], list[Result]]) -> list[Batch]:
    """Batches with the cost of every plan under every other what-if; without it after Ctrl-C."""
    jobs = [_held(batch) for batch in batches]
    results = solve([job for each in jobs for job in each])
    if _is_stopped(results):
        return [replace(batch, is_regret_cut_short=True) for batch in batches]
    found = iter(results)
    return [
        replace(batch, regret=regret_of([run.result for run in batch.planned], [next(found) for _ in each]))
        for batch, each in zip(batches, jobs, strict=True)
    ]


def _held(batch: Batch) -> list[Job]:
    """Every plan of a workbook under every other of its what-ifs. Plans are read one at a time: they are large."""
    decided, bases = {}, {}
    for run in batch.planned:
        plan = run.result.plan()
        decided[run.name], bases[run.name] = plan.decided, Base.of(plan, run.result.job.key())
    jobs = regret_jobs([run.result.job for run in batch.planned], decided, bases)
    return [replace(job, name=batch.book.shown(job.name)) for job in jobs]


def _is_stopped(results: Iterable[Result]) -> bool:
    return any(result.state == State.STOPPED for result in results)

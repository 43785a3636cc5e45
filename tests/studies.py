"""Studies for tests: asked in this process, and what they found as a workbook and a page."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from inspect import getmodule
from typing import Any, TypeVar

from model.reports.document import Document
from model.reports.render.html import both
from model.reports.render.xlsx import DocumentBook
from model.studies import catalogue
from model.studies.closures.rule import cash
from model.studies.comparison.batch import HeldJob, regret_jobs, regret_of
from model.studies.comparison.document import document as comparison_document
from model.studies.comparison.regret_pages import regret_sentences
from model.studies.comparison.study import BatchStudy
from model.studies.comparison.words import findings
from model.studies.drift.study import DriftStudy
from model.studies.explain.alternatives import Alternatives, Verdict
from model.studies.explain.study import document as explain_document
from model.studies.explain.subjects import Subject, Subjects
from model.studies.explain.why import Interview, ask_alternatives, ask_why
from model.studies.explain.words import decision_said
from model.studies.foresight.question import futures_of
from model.studies.foresight.study import document as foresight_document
from model.studies.foresight.two_stage_solve import foresight
from model.studies.frontier.document import document as frontier_document
from model.studies.frontier.question import Frontier
from model.studies.frontier.study import FrontierStudy
from model.studies.frontier.surface_document import document as surface_document
from model.studies.goals.question import drawn
from model.studies.limit_path import chosen
from model.studies.shares import coalitions, game
from model.studies.study import Finding, RunContext, Study, run
from model.studies.tornado.study import document as tornado_document
from model.studies.with_without import saving
from tests.figures import (
    Comparison,
    Regret,
)
from tests.jobs import Asking, Finished, Job, Result, Solve, State, Store, Watch, drive, one_by_one

__all__ = [
    "Alternatives",
    "BatchStudy",
    "DriftStudy",
    "Frontier",
    "FrontierStudy",
    "HeldJob",
    "Interview",
    "RunContext",
    "Subject",
    "Subjects",
    "Verdict",
    "ask_alternatives",
    "ask_why",
    "cash",
    "catalogue",
    "chosen",
    "coalitions",
    "comparison_document",
    "decision_said",
    "drawn",
    "explain_document",
    "findings",
    "foresight",
    "foresight_document",
    "frontier_document",
    "futures_of",
    "game",
    "regret_jobs",
    "regret_of",
    "regret_sentences",
    "saving",
    "surface_document",
    "tornado_document",
]

F = TypeVar("F", bound=Finding)
T = TypeVar("T")


def asked(study: Study[F], store: Store, **how: Any) -> F:
    """What a study finds, each solve in this process."""
    return run(study, RunContext(store, **{"pool": one_by_one, **how}))


def answered(study: Study[F], store: Store, instead: Callable[[Sequence[Job], Solve], list[Result]]) -> F:
    """What a study finds where some jobs are answered ``instead``."""
    context = RunContext(store, pool=one_by_one)
    return drive(study.cases(context), lambda jobs: instead(jobs, context.solve))


def stopped_after(batches: int) -> Callable[[Sequence[Job], Solve], list[Result]]:
    """Answers after Ctrl-C in the next batch: half of it is solved, and nothing after."""
    asked: list[int] = []

    def answers(jobs: Sequence[Job], solve: Solve) -> list[Result]:
        asked.append(len(jobs))
        late = len(asked) - batches
        solved = len(jobs) if late <= 0 else len(jobs) // 2 if late == 1 else 0
        return [*solve(jobs[:solved]), *(Result(job, State.STOPPED) for job in jobs[solved:])]

    return answers


def stopped_at(is_late: Callable[[str], bool]) -> Callable[[Sequence[Job], Solve], list[Result]]:
    """Answers after Ctrl-C before some jobs, by name."""
    return lambda jobs, solve: [
        Result(each.job, State.STOPPED) if is_late(each.name) else each for each in solve(jobs)
    ]  # fmt: skip


def noting(names: list[str]) -> Callable[[Sequence[Job], int, Watch], Generator[Finished, None, None]]:
    """A pool that notes the names of what it solves."""

    def pool(jobs: Sequence[Job], workers: int, watch: Watch) -> Generator[Finished, None, None]:
        names.extend(job.name for job in jobs)
        yield from one_by_one(jobs, workers, watch)

    return pool


@contextmanager
def remembered(results: dict[str, tuple[Result, bytes]]) -> Iterator[None]:
    """Jobs that are solved one by one are solved once: the same job has the same result and file."""
    engine: Any = getmodule(one_by_one)
    solve = engine.solve_job

    def solve_once(job: Job, progress: Any) -> tuple[Result, bytes]:
        key = f"{type(job).__qualname__} {job.key()} {job.name}"
        if key not in results:
            results[key] = solve(job, progress)
        result, content = results[key]
        return replace(result, job=job), content

    engine.solve_job = solve_once
    try:
        yield
    finally:
        engine.solve_job = solve


def written(document: Document) -> bytes:
    """The workbook."""
    return DocumentBook(document).book.content()


def comparison_bytes(comparison: Comparison, regret: Regret | None = None) -> bytes:
    """The workbook of a comparison."""
    return written(comparison_document(comparison, regret))


def answer(asking: Asking[T], store: Store, **how: Any) -> T:
    """What a search finds, each solve in this process."""
    return drive(asking, RunContext(store, **{"workers": 1, "pool": one_by_one, **how}).solve)


def written_both(document: Document, answer: Any = None) -> tuple[bytes, bytes]:
    """The workbook and the page of it."""
    return both(document, "a.xlsx", answer)

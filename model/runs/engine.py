"""A list of jobs → their results: known ones are looked up, the rest is solved, and every result is kept at once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import replace

from model.runs.job import Job, Result, State
from model.runs.pool import Finished, Watch, solve_in_processes
from model.runs.progress import Board
from model.runs.store import Store
from model.system.resources import usable_cores

Pool = Callable[[Sequence[Job], int, Watch], Generator[Finished, None, None]]
"""Solves jobs somewhere; yields results as they come, each with the very job that it was given."""


def solve_all(
    jobs: Iterable[Job],
    store: Store,
    *,
    workers: int | None = None,
    board: Board | None = None,
    pool: Pool = solve_in_processes,
) -> list[Result]:
    """The result of every job, in order. A failure is a result, too, and does not affect the others.

    Finished results are kept in the store, from which the next call takes them. Ctrl-C ends the workers; unfinished
    jobs are then 'stopped'. Jobs with the same key are solved once, as the first of them. Raises OutputRefused if the
    store cannot be written.
    """
    store.prepare()
    board = board or Board.silent()
    keyed = [(job, job.key()) for job in jobs]
    first: dict[str, Job] = {}
    for job, key in keyed:
        first.setdefault(key, job)
    key_of = {id(job): key for key, job in first.items()}
    found: dict[str, Result] = {}

    def take(result: Result, key: str) -> None:
        found[key] = result
        for job in (job for job, own in keyed if own == key):
            board.finished(replace(result, job=job))

    board.open([job for job, _ in keyed])
    try:
        for key, job in first.items():
            known = store.find(job, key, board.warned)
            if known is not None:
                take(known, key)
        waiting = [job for key, job in first.items() if key not in found]
        with closing(pool(waiting, workers or usable_cores(), board)) as finished:
            for result, content in finished:
                key = key_of[id(result.job)]
                take(replace(result, file=store.keep(result, key, content, board.warned)), key)
    except KeyboardInterrupt:
        board.stopped()
    finally:
        board.close()
    return [replace(found[key], job=job) if key in found else Result(job, State.STOPPED) for job, key in keyed]

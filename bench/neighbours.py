"""Cost of re-optimising near a solved plan, relative to a solve from scratch: processor time, and results.

    python -m bench.neighbours                          all of it, on the shipped example
    python -m bench.neighbours decisions frontier       some of it
    python -m bench.neighbours what-ifs --only "High demand" "No contracts"
    python -m bench.neighbours held --only "High demand" "No contracts"     each plan under each other of these what-ifs
    python -m bench.neighbours frontier --from-nothing  and every question once more from nothing, for the ratio

What is solved is kept in a folder (``--folder``), so that a second call finds the base; its time is then not known.
Processor time is counted, so that other work on the machine matters less.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from time import process_time

from bench.seconds import EXAMPLE, Account, keep
from model.errors import Infeasible
from model.pipeline import NearJob, PlanJob, near
from model.planning.reoptimise import Base, Prepared, Question, prepared
from model.planning.request import Request
from model.runs import Job, Result, Store, solve_all
from model.runs.engine import one_by_one
from model.sheets.whatifs import Change, WhatIf
from model.studies.comparison.batch import regret_jobs
from model.studies.comparison.study import BatchStudy
from model.studies.limit_path import bounded, chosen, limit_text
from model.whatif.load import load_tables

TIME_LIMIT = 3600.0

FRONTIER = ("Ore from one country", (0.85, 0.7))
"""A limit of the example, and values that it is moved to."""

DECISIONS = (("Columbus lines", 2028, 1.0), ("Hanau lines", 2032, 0.0), ("Songwe Hill", 2026, 0.0))
"""Projects, years, and the number of modules required then, or 0 for none."""


class Measured:
    """Solves one after the other, with the processor time of each."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)

    def solve(self, job: Job) -> tuple[Result, float]:
        """How a job ends, and its processor time."""
        began = process_time()
        (result,) = solve_all([job], self.store, pool=one_by_one)
        seconds = process_time() - began
        how = "known from before" if result.is_reused else f"{seconds:6.1f} s"
        figures = (
            f"{result.objective:,.1f}, proven {result.bound:,.1f}, gap {result.gap:.2%}" if result.has_plan else ""
        )
        print(f"{how:>18}  {result.name}: {result.state} {figures}", flush=True)
        return result, seconds


def decisions(base: Base, measured: Measured, *, from_nothing: bool) -> None:
    """Decisions that are forced or forbidden."""
    began = process_time()
    program = prepared(base)
    print(f"{process_time() - began:16.1f} s  the program of the base", flush=True)
    for project, year, count in DECISIONS:
        each = {("build", (project, year)): count}
        question = program.at_least(each) if count else program.at_most(each)
        name = f"{'at least' if count else 'at most'} {count:g} of {project} in {year}"
        _answered(name, program, question)
        if from_nothing:
            _answered(f"{name}, from nothing", Prepared(base.tables), question)


def _answered(name: str, program: Prepared, question: Question) -> None:
    began = process_time()
    try:
        found = program.ask(question, Request(base_gap(program), TIME_LIMIT))
        figures = f"{found.objective:,.1f}, proven {found.bound:,.1f}, gap {found.gap:.2%}"
    except Infeasible:
        figures = "no plan"
    print(f"{process_time() - began:16.1f} s  {name}: {figures}", flush=True)


def base_gap(program: Prepared) -> float:
    return program.tables.settings.gap


def frontier(base: Base, measured: Measured, *, from_nothing: bool) -> None:
    """Steps of a frontier."""
    name, values = FRONTIER
    row = chosen(base.tables, name)
    for value in values:
        job = PlanJob(
            f"{name} {limit_text(base.tables, row, value)}", bounded(base.tables, row, value), None, TIME_LIMIT
        )
        measured.solve(near(job, base))
        if from_nothing:
            measured.solve(replace(job, name=f"{job.name}, from nothing"))


def what_ifs(book: BatchStudy, base: Base, measured: Measured, *, from_nothing: bool) -> list[Result]:
    """What-ifs near their base."""
    found = []
    for variant in book.variants[1:]:
        job = PlanJob(variant.name, variant.tables, None, TIME_LIMIT)
        found.append(measured.solve(NearJob(**vars(job), near=base.decided, base=base))[0])
        if from_nothing:
            measured.solve(replace(job, name=f"{job.name}, from nothing"))
    return found


def held(own: Iterable[Result], measured: Measured) -> None:
    """Plans of what-ifs, each under each other."""
    plans = {result.name: (result.job, result.plan()) for result in own if result.has_plan}
    bases = {name: Base.of(plan, job.key()) for name, (job, plan) in plans.items()}
    jobs = regret_jobs(
        [job for job, _ in plans.values()], {name: plan.decided for name, (_, plan) in plans.items()}, bases
    )
    for job in jobs:
        measured.solve(job)


PARTS: Sequence[str] = ("decisions", "frontier", "what-ifs", "held")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", nargs="*", choices=PARTS, default=PARTS)
    options.add_argument("--workbook", type=Path, default=EXAMPLE, help="another one, for what-ifs and held plans")
    options.add_argument("--only", nargs="*", default=[], help="what-ifs, by name")
    options.add_argument("--folder", type=Path)
    options.add_argument("--from-nothing", action="store_true")
    options.add_argument("--programs", action="store_true", help="each program that is solved, as bench.seconds")
    given = options.parse_args()
    if given.programs:
        keep(Account())
    book = BatchStudy(load_tables(given.workbook, (WhatIf, Change))[0], given.workbook.stem, only=given.only)
    with tempfile.TemporaryDirectory() as folder:
        measured = Measured(given.folder or Path(folder))
        result, _ = measured.solve(PlanJob("base", book.base.tables, None, TIME_LIMIT))
        base = Base.of(result.plan(), result.job.key())
        if base is None:
            raise RuntimeError("nothing was learned of the base")
        parts: dict[str, Callable[..., None]] = {"decisions": decisions, "frontier": frontier}
        for part in given.what:
            if part in parts:
                parts[part](base, measured, from_nothing=given.from_nothing)
        if {"what-ifs", "held"} & set(given.what):
            own = what_ifs(book, base, measured, from_nothing=given.from_nothing)
            if "held" in given.what:
                held([result, *own], measured)


if __name__ == "__main__":
    main()

"""The next question after a solve: a decision asked about, what-ifs near their base, a batch; relative to the solve.

    python -m bench.questions                                    gallium, graphite and the shipped example
    python -m bench.questions inputs/graphite_anode.xlsx         some workbook
    python -m bench.questions --parts why what-ifs --count 3     some of it
    python -m bench.questions --solved outputs                   without solving what is solved there

Every line is one of the same run: processor time, the ratio to that of a solve from nothing, and both gaps. A what-if
is compared with itself from nothing. The first answer is timed from the start of the command, its processes included.
"""

from __future__ import annotations

import argparse
import math
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import process_time

from model.pipeline import NearJob, PlanJob
from model.planning.reoptimise import Base
from model.progress import Progress
from model.results.plan import Plan
from model.runs import Store
from model.sheets.whatifs import Change, WhatIf
from model.studies.comparison.study import BatchStudy
from model.studies.explain.subjects import Subjects
from model.whatif.load import load_tables

ROOT = Path(__file__).parents[1]
BOOKS = [ROOT / "inputs" / f"{name}.xlsx" for name in ("gallium_germanium", "graphite_anode", "rare_earths")]
PARTS: Sequence[str] = ("why", "what-ifs", "batch")
ABOUT = {"rare_earths": "Browns Range"}
"""Decisions asked about; of other workbooks the largest."""

TIME_LIMIT = 3600.0
ANSWERED = re.compile(r"\d+ of \d+  (?!learning).*: (optimal|infeasible|time limit)")
"""A line of progress that tells of an answer."""


@contextmanager
def of_children() -> Iterator[list[float]]:
    """Processor time and time on the clock of the commands run within."""
    found: list[float] = []
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    yield found
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found += [after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - began]


def command(*words: str | Path) -> float:
    """Run a command; seconds on the clock to its first answer, if it gives any."""
    began, first = time.monotonic(), math.nan
    with subprocess.Popen(
        [sys.executable, ROOT / "run.py", *words],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as run:
        for line in run.stderr or ():
            if math.isnan(first) and ANSWERED.search(line):
                first = time.monotonic() - began
    return first


def measure(book: Path, folder: Path, parts: Sequence[str], count: int) -> None:
    """All parts on one workbook."""
    results = folder / f"{book.stem}_plan.xlsx"
    print(f"\n{book.stem}", flush=True)
    solve = 0.0
    if not results.exists():
        with of_children() as spent:
            command("solve", book, "--out", results)
        solve = spent[0]
        print(f"{solve:8.1f} s  solve ({spent[1]:.0f} s on the clock)", flush=True)
    study = BatchStudy(load_tables(book, (WhatIf, Change))[0], book.stem)
    job = PlanJob("base", study.base.tables)
    known = Store(folder / ".runs").find(job, job.key())
    base = known.plan() if known is not None else job.find(Progress.silent())
    if "why" in parts:
        name = ABOUT.get(book.stem) or Subjects(base).chosen[0].title
        with of_children() as spent:
            first = command("explain", book, results, "--why", name, "--out", folder / "explained.xlsx")
        _told(
            spent[0], solve, f"why '{name}': first answer after {first:.0f} s, all after {spent[1]:.0f} s on the clock"
        )
    if "what-ifs" in parts:
        what_ifs(study, base, job, count)
    if "batch" in parts:
        with of_children() as spent:
            command("batch", book, "--jobs", "2", "--skip-regret", "--out", folder / "comparison.xlsx")
        said = f"batch of {len(study.variants) - 1} on two cores: {spent[1]:.0f} s on the clock"
        _told(spent[0], solve, said)


def what_ifs(study: BatchStudy, base: Plan, job: PlanJob, count: int) -> None:
    """The first what-ifs near their base and from nothing."""
    ratios = []
    for variant in study.variants[1 : 1 + count]:
        plain = PlanJob(variant.name, variant.tables, None, TIME_LIMIT)
        near, seconds = _timed(NearJob(**vars(plain), near=base.decided, base=Base.of(base, job.key())))
        alone, whole = _timed(plain)
        ratios.append(seconds / whole)
        cost = (near.objective - alone.objective) / abs(alone.objective)
        _told(seconds, whole, f"{variant.name}: cost {cost:+.2%}, gap {near.gap:.2%}, from nothing {alone.gap:.2%}")
    print(f"{statistics.median(ratios):17.2f}  median of {len(ratios)} what-ifs", flush=True)


def _timed(job: PlanJob) -> tuple[Plan, float]:
    began = process_time()
    plan = job.find(Progress.silent())
    return plan, process_time() - began


def _told(seconds: float, whole: float, what: str) -> None:
    print(f"{seconds:8.1f} s  {seconds / whole if whole else math.nan:5.2f}  {what}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("books", nargs="*", type=Path, default=BOOKS)
    options.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    options.add_argument("--count", type=int, default=5, help="what-ifs")
    options.add_argument("--solved", type=Path, help="folder of results")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for book in given.books:
            measure(book, given.solved or Path(folder), given.parts, given.count)


if __name__ == "__main__":
    main()

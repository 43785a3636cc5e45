"""Speed-up of batches: by two workers, by known results, by starting near the base.

    python -m bench.batch               all four
    python -m bench.batch workers       sixteen what-ifs of a generated chain, on one worker and on two
    python -m bench.batch known         a hundred what-ifs, then again with ten of them changed, five times another ten
    python -m bench.batch near          each what-if near its base and from nothing, one after the other
    python -m bench.batch own           each what-if again from its own plan: the most that any start could save

Times are those of solving, from tables to results on disk; processes are started within them.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bench.generate import supply_chain
from model.families.demand.rows import Demand
from model.families.workforce.rows import Skill
from model.pipeline import NearJob, PlanJob
from model.results.plan import Plan
from model.runs import Store, solve_all
from model.sheets.common import CostRow
from model.sheets.tables import Tables
from model.sheets.whatifs import BASE
from model.studies.comparison.batch import Batch
from model.studies.comparison.study import BatchStudy
from model.studies.study import RunContext, run
from model.whatif.variants import Variant

GAP = 0.01

Builds = set[tuple[str, int, int]]


def chain(sites: int) -> Tables:
    """A generated chain of middle size."""
    return supply_chain(sites, seed=3)


def changed(given: Tables, draw: random.Random) -> Tables:
    """More or less demand, more expensive or cheaper building, more or fewer training seats: one of them, by up to a
    third."""
    factor = draw.uniform(0.75, 1.33)
    kind = draw.choice((Demand, CostRow, Skill))

    rows: list[object] = []
    for row in given[kind]:
        if isinstance(row, Demand):
            rows.append(replace(row, quantity=row.quantity.times(factor)))
        elif isinstance(row, CostRow):
            fixed, by_size = row.fixed_capex.times(factor), row.capex_per_unit.times(factor)
            rows.append(replace(row, fixed_capex=fixed, capex_per_unit=by_size))
        elif isinstance(row, Skill):
            rows.append(replace(row, training_seats=row.training_seats.times(factor)))
    return replace(given, rows={**given.rows, kind: rows})


def book(given: Tables, count: int, others: Sequence[int] = ()) -> BatchStudy:
    """A workbook with so many what-ifs; those at some places are others than usual."""
    draws = [random.Random(count + at if at in others else at) for at in range(count)]
    what_ifs = [Variant(f"what-if {at}", changed(given, draw)) for at, draw in enumerate(draws)]
    study = BatchStudy(given, "generated", skip_regret=True)
    study.variants = (study.base, *what_ifs)
    return study


def timed(asked: BatchStudy, folder: Path, workers: int) -> tuple[float, Batch]:
    """Seconds for a batch, and what came of it."""
    began = time.perf_counter()
    batch = run(asked, RunContext(Store(folder), GAP, workers=workers))
    seconds = time.perf_counter() - began
    if len(batch.solved) < len(batch.runs):
        raise RuntimeError("a what-if has no plan")
    return seconds, batch


# ---------------------------------------------------------------------------------------------- what is measured


def workers(sites: int, count: int = 16) -> None:
    """Two workers against one."""
    asked = book(chain(sites), count)
    with tempfile.TemporaryDirectory() as name:
        one, batch = timed(asked, Path(name) / "one", 1)
        two, _ = timed(asked, Path(name) / "two", 2)
    own = [run.result.seconds for run in batch.runs]
    print(f"workers: {count} what-ifs of {min(own):.1f} to {max(own):.1f} s each; one worker {one:.1f} s, "
          f"two {two:.1f} s: {one / two:.2f} times as fast")  # fmt: skip


def known(sites: int, count: int = 100, others: int = 10, times: int = 5) -> None:
    """A batch most of which is known against a fresh one. Solves differ much in length: so several tens are changed."""
    given = chain(sites)
    parts: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        fresh, batch = timed(book(given, count), Path(name), 2)
        total = sum(run.result.seconds for run in batch.runs)
        print(f"known: {count} what-ifs fresh {fresh:.1f} s", flush=True)
        for at in range(times):
            again, after = timed(book(given, count, range(at, count, count // others)), Path(name), 2)
            new = [run.result.seconds for run in after.runs if not run.result.is_reused]
            parts.append(again / fresh)
            print(f"known: {len(new)} of them changed, {again:.1f} s: 1 / {fresh / again:.1f}; their solves alone are "
                  f"1 / {total / sum(new):.1f} of all", flush=True)  # fmt: skip
        same, _ = timed(book(given, count), Path(name), 2)
    print(f"known: on average 1 / {1 / statistics.fmean(parts):.1f}; with none changed {same:.2f} s, "
          f"1 / {fresh / same:.0f}")  # fmt: skip


def near(sites: Sequence[int], count: int = 8) -> None:
    """What-ifs near their base against from nothing: seconds, cost, and how much of the base's builds is kept."""
    ratios: list[float] = []
    kept: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as name:
        for each in sites:
            asked = book(chain(each), count)
            (base,) = solve_all([PlanJob(BASE, asked.base.tables, GAP)], Store(Path(name)), workers=1)
            builds, near = _builds(base.plan()), base.plan().decided
            for variant in asked.variants[1:]:
                jobs = [
                    NearJob(variant.name, variant.tables, GAP, near=near),
                    PlanJob(variant.name, variant.tables, GAP),
                ]
                ours, bare = solve_all(jobs, Store(Path(name)), workers=1)
                ratios.append(bare.seconds / ours.seconds)
                kept.append((_alike(builds, _builds(ours.plan())), _alike(builds, _builds(bare.plan()))))
                print(f"near: {each} sites, {variant.name}: {ours.seconds:.1f} s, from nothing {bare.seconds:.1f} s; "
                      f"cost {ours.objective:,.1f} and {bare.objective:,.1f}", flush=True)  # fmt: skip
    print(f"near: {math.exp(statistics.fmean(map(math.log, ratios))):.2f} times as fast (geometric mean of "
          f"{len(ratios)}, {min(ratios):.2f} to {max(ratios):.2f}); builds as in the base "
          f"{statistics.fmean(ours for ours, _ in kept):.0%}, from nothing "
          f"{statistics.fmean(bare for _, bare in kept):.0%}")  # fmt: skip


def own(sites: int, count: int = 16) -> None:
    """What-ifs near their base, and once more near their own plan, which no earlier plan can be nearer than."""
    asked = book(chain(sites), count)
    seconds: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as name:
        first, again = Store(Path(name) / "first"), Store(Path(name) / "again")
        (base,) = solve_all([PlanJob(BASE, asked.base.tables, GAP)], first, workers=1)
        for variant in asked.variants[1:]:
            (ours,) = solve_all(
                [NearJob(variant.name, variant.tables, GAP, near=base.plan().decided)], first, workers=1
            )
            (same,) = solve_all(
                [NearJob(variant.name, variant.tables, GAP, near=ours.plan().decided)], again, workers=1
            )
            seconds.append((ours.seconds, same.seconds))
    one, two = (sum(each) for each in zip(*seconds, strict=True))
    ratio = f"{one / two:.2f} times as fast"
    print(f"own: {count} what-ifs near the base {one:.1f} s, near their own plan {two:.1f} s: {ratio}")


def _alike(base: Builds, other: Builds) -> float:
    """Decisions that two plans have in common, of those that either has."""
    return len(base & other) / max(1, len(base | other))


def _builds(plan: Plan) -> Builds:
    """(project, period, modules) of all that a plan builds."""
    builds = plan.frames["builds"]
    return set(
        zip(builds["project"], builds["decided"].astype(int), builds["modules"].round().astype(int), strict=True)
    )


MEASURED: dict[str, Callable[[], None]] = {
    "workers": lambda: workers(5),
    "known": lambda: known(3),
    "near": lambda: near((4, 5, 6)),
    "own": lambda: own(3),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", nargs="*", choices=list(MEASURED), default=list(MEASURED))
    for what in options.parse_args().what:
        MEASURED[what]()


if __name__ == "__main__":
    main()

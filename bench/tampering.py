"""Detection of tampering: a changed record of the plan in a results workbook, and of a kept solve.

    python -m bench.tampering              every leaf of both
    python -m bench.tampering --leaves 300 --seed 2

One leaf of the quick start's record is changed at a time, and the hash recomputed. Reading it must give an error, the
unchanged plan, or a plan that differs only in values that pages label 'as stored'.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from inputs.build.quickstart import tables as quickstart
from model.errors import InputError
from model.pipeline import PlanJob
from model.progress import Progress
from model.reports.embedded_plan import recorded_plan
from model.results.plan import EXPECTED, AuditFailed, Plan
from model.results.risk import BY_MONTHS
from model.results.without import BREACHES, WITHOUT
from model.runs import Store
from model.runs.file import packed, parts, seal
from model.runs.record import plan_record
from model.runs.worker import solve_job
from model.system.files import save

Leaf = tuple[Any, ...]
Record = Any

STORED = {
    "tables", "outcome", "bound", "statistics", "asked", "marginal costs", "information", "without", "breaches",
    "months", "learned", "seconds", "source",
}  # fmt: skip
"""Parts of a record that pages call 'as stored', or do not show."""

REFUSED, SAME, MARKED, BELIEVED = "refused", "as it was", "marked as stored", "BELIEVED"


@cache
def job() -> PlanJob:
    return PlanJob("quick start", quickstart(), is_compared=True)


@cache
def solved() -> tuple[Any, bytes]:
    """The quick start's result, and the content of its file."""
    return solve_job(job(), Progress.silent())


def leaves(record: Record, at: Leaf = ()) -> Iterator[Leaf]:
    """Paths to all that is no list and no dictionary."""
    if isinstance(record, dict | list):
        for key in record if isinstance(record, dict) else range(len(record)):
            yield from leaves(record[key], (*at, key))
    else:
        yield at


def changed(record: Record, leaf: Leaf, draw: random.Random) -> Record:
    """The record with another value at a leaf."""
    made = part = copy.deepcopy(record)
    for key in leaf[:-1]:
        part = part[key]
    old = part[leaf[-1]]
    others: list[Any] = [1, "x"]
    if isinstance(old, bool):
        others = [not old]
    elif isinstance(old, int | float):
        others = [3 * old + 1, -old - 1, old / 2 if old else 1.5]
    elif isinstance(old, str):
        others = [f"{old}x", "approved", "9.05"]
    part[leaf[-1]] = draw.choice(others)
    return made


RESULTS = Path("results.xlsx")


def of_results(was: Plan, record: Record, leaf: Leaf) -> str:
    """Effect of a changed record in a results workbook, where ``was`` is the plan before."""
    try:
        plan = recorded_plan(record, RESULTS)
    except (InputError, AuditFailed) as error:
        return REFUSED if str(RESULTS) in str(error) else BELIEVED
    return judged(was, plan, leaf)


def of_runs(store: Store, was: Plan, record: Record, leaf: Leaf) -> str:
    """The same of the file of a solve: how that ended, then its plan."""
    content = "\n".join(map(json.dumps, record)).encode()
    save(store.file(job().key()), packed(seal(content) + b"\n" + content, level=1))
    found, right = store.find(job(), job().key()), solved()[0]
    if found is None:
        return REFUSED
    if (found.state, found.reason, found.is_audited, found.objective) != (right.state, "", True, was.objective):
        return BELIEVED
    return SAME if leaf[0] == 0 else judged(was, found.plan(), leaf[1:])


def judged(was: Plan, plan: Plan, leaf: Leaf) -> str:
    """Verdict on a plan that was read back, against the one before the change."""
    was, plan = (replace(each, is_stored=True, audit=(), seconds=0.0) for each in (was, plan))
    if plan_record(was) == plan_record(plan):
        return SAME
    is_same = leaf[0] == "tables" or shown(was) == shown(plan)
    return MARKED if is_same and leaf[0] in STORED else BELIEVED


def shown(plan: Plan) -> str:
    """All of a plan that is recomputed."""
    frames = {name: frame for name, frame in plan.frames.items() if name not in (BREACHES, BY_MONTHS)}
    if "limits" in frames:
        frames["limits"] = frames["limits"].drop(columns="marginal_cost")
    if WITHOUT in frames:
        frames[WITHOUT] = frames[WITHOUT][["figure", "unit", "with_plan", "where_with"]]
    tables = {name: frame.to_csv() for name, frame in frames.items()}
    return repr(
        (
            plan.objective,
            plan.periods,
            plan.units,
            plan.measures[EXPECTED],
            sorted(map(repr, plan.decided.items())),
            tables,
        )
    )


def tally(record: Record, count: int, draw: random.Random, of: Callable[[Record, Leaf], str]) -> Counter[str]:
    """Effects of a number of changes, 0 for one of each leaf; accepted ones by their leaves."""
    every, found = list(leaves(record)), Counter[str]()
    for leaf in draw.sample(every, count) if 0 < count < len(every) else every:
        came = of(changed(record, leaf, draw), leaf)
        found[f"{came}: {'/'.join(map(str, leaf))}" if came == BELIEVED else came] += 1
    return found


def tampered(count: int, seed: int) -> dict[str, Counter[str]]:
    """Effects of changes of both kinds of files."""
    with tempfile.TemporaryDirectory() as name:
        store, draw = Store(Path(name)), random.Random(seed)
        save(store.file(job().key()), solved()[1])
        both = parts(store.file(job().key()))
        was = recorded_plan(both[1], RESULTS)
        return {
            "results": tally(both[1], count, draw, partial(of_results, was)),
            "runs": tally(list(both), count, draw, partial(of_runs, store, was)),
        }


def main() -> None:
    """Print what came of them."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--leaves", type=int, default=0, help="how many of each, drawn at random (default: all)")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    for name, found in tampered(given.leaves, given.seed).items():
        print(f"{name}: {', '.join(f'{count} {each}' for each, count in found.most_common())}")


if __name__ == "__main__":
    main()

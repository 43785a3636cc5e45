"""Trial of one workbook, in any process: importable by a pool of processes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.fuzzing.rules import RULES, Trial, told_by
from bench.fuzzing.shrink import write_failure
from bench.fuzzing.tally import Tally
from bench.fuzzing.wild import becomes
from bench.fuzzing.workbook import random_workbook

FOLDER = Path(__file__).parents[2] / "outputs" / "fuzzing"

WILD = "wild"

Try = Callable[[tuple[int, int]], dict[str, Any]]
"""A workbook by seed and number → its result."""


def tried(work: tuple[int, int]) -> dict[str, Any]:
    """One workbook, drawn and tested by every rule: its number, seconds, counts and disagreements."""
    seed, number = work
    began = time.perf_counter()
    name = f"{seed}-{number}"
    tables = random_workbook(name)
    trial = Trial(tables, name)
    wrong = {rule: said for rule in RULES if (said := told_by(rule, trial))}
    written = {rule: str(write_failure(FOLDER, name, rule, tables, name, said)) for rule, said in wrong.items()}
    return {"number": number, "seconds": time.perf_counter() - began, "tally": Tally.of(trial).as_json(),
            "wrong": wrong, "written": written}  # fmt: skip


def tried_wild(work: tuple[int, int]) -> dict[str, Any]:
    """The same of a workbook as people get them wrong, of which nothing is asked but that it has no traceback."""
    seed, number = work
    began = time.perf_counter()
    became, traceback = becomes(f"{seed}-{number}")
    tally = Tally(shares=Counter({became: 1}))
    return {"number": number, "seconds": time.perf_counter() - began, "tally": tally.as_json(),
            "wrong": {WILD: traceback} if traceback else {}, "written": {WILD: f"seed {seed}-{number}"}}  # fmt: skip

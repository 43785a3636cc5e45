"""Random workbooks over all families, tested against rules that must hold for any.

    python -m bench.fuzzing --count 1000 --seed 0    continues an earlier run; --jobs 2 in two processes
    python -m bench.fuzzing --only 17 --seed 0       one of them, even if it was done
    python -m bench.fuzzing --wild --count 2000      invalid, infeasible and disrupted ones: none may end in a traceback

Results are kept in outputs/fuzzing/ by seed and version of the program; a failure is written there as the smallest
workbook that fails like it, with the disagreement in words. Ends with 1 if there is any.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.fuzzing.rules import RULES
from bench.fuzzing.tally import Tally, report
from bench.fuzzing.trying import FOLDER, WILD, Try, tried, tried_wild
from model.runs.file import program_version

EVERY = 25
"""Workbooks between two lines of progress."""


def file_of(seed: int, kind: str = "") -> Path:
    """Where results of this state of the program are."""
    return FOLDER / f"{kind}seed {seed} {program_version()[:12]}.jsonl"


def kept(file: Path) -> dict[int, dict[str, Any]]:
    """Earlier results, by number; a truncated line is ignored."""
    found = {}
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        try:
            done = json.loads(line)
        except ValueError:
            continue
        found[done["number"]] = done
    return found


def results(trial: Try, seed: int, numbers: list[int], jobs: int) -> Iterator[dict[str, Any]]:
    work = [(seed, number) for number in numbers]
    if jobs == 1:
        yield from map(trial, work)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(trial, work)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.fuzzing", description="Random workbooks, held to rules.")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", type=int, help="the number of one workbook")
    parser.add_argument("--wild", action="store_true", help="workbooks as people get them wrong")
    options = parser.parse_args(arguments)
    trial = tried_wild if options.wild else tried
    FOLDER.mkdir(parents=True, exist_ok=True)
    if options.only is not None:
        done = trial((options.seed, options.only))
        print("\n".join(f"{rule}: {said}" for rule, said in done["wrong"].items()) or "no disagreement")
        return int(bool(done["wrong"]))
    file = file_of(options.seed, f"{WILD} " if options.wild else "")
    done = {n: each for n, each in kept(file).items() if n < options.count}
    missing = [number for number in range(options.count) if number not in done]
    if done and missing:
        print(f"{len(done)} were done before")
    with file.open("a", encoding="utf-8") as log:
        for result in results(trial, options.seed, missing, options.jobs):
            done[result["number"]] = result
            log.write(json.dumps(result) + "\n")
            log.flush()
            for rule, said in result["wrong"].items():
                print(f"{options.seed}-{result['number']} {rule}: {said}\n  {result['written'][rule]}", flush=True)
            if len(done) % EVERY == 0:
                print(progress(done), flush=True)
    return conclusion(done, is_wild=options.wild)


def progress(done: dict[int, dict[str, Any]]) -> str:
    wrong = sum(bool(each["wrong"]) for each in done.values())
    tally = total(done)
    met = sum(1 for n in tally.columns.values() if n)
    seconds = sum(each["seconds"] for each in done.values())
    seen = f", {tally.shares['plan']} plans, {met} columns met" if met else ""
    return f"{len(done)} done{seen}, {wrong} wrong, {seconds:,.0f} s"


def total(done: dict[int, dict[str, Any]]) -> Tally:
    found = Tally()
    for each in done.values():
        found.add(Tally.from_json(each["tally"]))
    return found


def conclusion(done: dict[int, dict[str, Any]], *, is_wild: bool) -> int:
    wrong = {number: each for number, each in sorted(done.items()) if each["wrong"]}
    seconds = sum(each["seconds"] for each in done.values())
    if is_wild:
        print("\n".join(f"{became}: {count}" for became, count in sorted(total(done).shares.items())))
        print(f"{len(done)} workbooks, {seconds:,.0f} s: {len(wrong)} with a traceback")
    else:
        print(report(total(done), len(done)))
        print(f"{len(RULES)} rules, {seconds:,.0f} s: {len(wrong)} workbooks with a disagreement")
    for number, each in wrong.items():
        print(f"  {number}: {', '.join(each['wrong'])}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

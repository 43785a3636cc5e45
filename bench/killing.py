"""Robustness of batches against kills: the whole command, with all its processes, at random moments.

    python -m bench.killing              twenty kills
    python -m bench.killing --kills 50 --seed 2

A workbook of quick what-ifs is solved once undisturbed. Then the same batch is killed again and again, each time after
a number of finished solves and a delay, and resumed; one that ends before it is killed is started again in a folder of
its own. Every final comparison must have the same cells as the undisturbed one, except durations and reuse of results;
and solves finished before a kill must never be repeated: their files stay unchanged.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from inputs.build.quickstart import tables as quickstart
from model.sheets.tables import Tables
from model.sheets.whatifs import Change, WhatIf
from model.workbook.template import write_inputs

ROOT = Path(__file__).parents[1]

CLOCK = ("seconds", "from an earlier run")
"""Columns of the comparison about the run rather than its result."""

LOOK = 0.02
"""Seconds between two checks of finished solves."""

Written = dict[str, tuple[int, int]]
"""When each file of a finished solve was written, and its place on the disk."""


def with_what_ifs(count: int) -> Tables:
    """The quick start with a number of what-ifs: a cheaper plant, and more expensive ones until none is built."""
    given = quickstart()
    factors = {f"plant {at}": round(0.5 * 1.7**at, 2) for at in range(count)}
    rows = [*(row for each in given.rows.values() for row in each)]
    rows += [WhatIf(what_if=name) for name in factors]
    rows += [
        Change(what_if=name, sheet="Costs", rows="item = Separation module", column="fixed capex", operation="multiply",
               value=factor)
        for name, factor in factors.items()
    ]  # fmt: skip
    return Tables.of(given.settings, rows)


@dataclass(frozen=True)
class Moment:
    """A delay after a number of finished solves; never, if there are not that many."""

    solves: int
    seconds: float

    def came(self, process: subprocess.Popen[bytes], folder: Path) -> bool:
        """Wait for it; False if the process has ended before."""
        while len(files_of(folder)) < self.solves:
            if _ends(process, LOOK):
                return False
        return not _ends(process, self.seconds)


def _ends(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


@dataclass(frozen=True)
class Killed:
    """Result of a batch that was repeatedly killed."""

    kills: int
    batches: int
    """Batches that ended,"""
    same: int
    """and of those, with the same comparison."""
    finished: int
    """Solves that were finished when a kill came,"""
    repeated: int
    """and those of them that were solved again."""

    @property
    def left_no_trace(self) -> bool:
        return self.same == self.batches and self.repeated == 0


def killed(book: Path, folder: Path, kills: int, seed: int = 1, jobs: int = 2) -> Killed:
    """Kill the batch of a workbook so often, at random moments, then let it end."""
    draw = random.Random(seed)
    began = time.monotonic()
    run(book, folder / "undisturbed", jobs)
    longest = time.monotonic() - began
    expected = cells(comparison(book, folder / "undisturbed"))
    solves = len(files_of(folder / "undisturbed"))
    done = batches = same = finished = repeated = 0
    written: Written = {}
    is_under_way = True
    while done < kills or is_under_way:
        target = folder / f"batch {batches}"
        moment = Moment(draw.randint(len(written), solves * 3 // 2), draw.uniform(0.0, longest / solves))
        was_killed = run(book, target, jobs, until=moment if done < kills else None)
        now = files_of(target)
        is_under_way = was_killed
        repeated += sum(now.get(name) != each for name, each in written.items())
        if was_killed:
            done += 1
            finished += len(now.keys() - written.keys())
            written = now
            continue
        batches += 1
        same += cells(comparison(book, target)) == expected
        written = {}
    return Killed(done, batches, same, finished, repeated)


def run(book: Path, folder: Path, jobs: int, until: Moment | None = None) -> bool:
    """Run the command, to its end or some moment; whether it was killed."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, str(ROOT / "run.py"), "batch", str(book), "--quiet", "--jobs", str(jobs)]
    command += ["--out", str(comparison(book, folder))]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=os.name == "posix")
    if until is not None and until.came(process, folder):
        kill(process)
        return True
    if code := process.wait():
        raise RuntimeError(f"the batch ended with exit code {code}")
    return False


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it has started, without a word."""
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)
    process.wait()


def comparison(book: Path, folder: Path) -> Path:
    return folder / f"{book.stem}_comparison.xlsx"


def files_of(folder: Path) -> Written:
    """The files of finished solves."""
    found = {file.name: file.stat() for file in (folder / ".runs").glob("*.json.gz")}
    return {name: (stat.st_mtime_ns, stat.st_ino) for name, stat in found.items()}


def cells(workbook: Path) -> list[tuple[str, int, list[object]]]:
    """The rows of a comparison by sheet and line, but for the columns of the clock."""
    return list(_rows(workbook))


def _rows(workbook: Path) -> Iterator[tuple[str, int, list[object]]]:
    book = openpyxl.load_workbook(workbook)
    for sheet in book.worksheets:
        left_out: set[int] = set()
        for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            left_out |= {at for at, value in enumerate(row) if value in CLOCK}
            yield sheet.title, line, [value for at, value in enumerate(row) if at not in left_out]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--what-ifs", type=int, default=8)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        book = Path(name) / "quick.xlsx"
        write_inputs(book, with_what_ifs(given.what_ifs))
        found = killed(book, Path(name), given.kills, given.seed)
    print(
        f"{found.kills} kills; {found.same} of {found.batches} batches ended with the comparison of the undisturbed "
        f"one; of {found.finished} solves finished when a kill came, {found.repeated} were solved again"
    )
    if not found.left_no_trace:
        sys.exit(1)


if __name__ == "__main__":
    main()

"""Processor time of a command by stage: HiGHS, and everything around it.

python -m bench.command                          solves the shipped example as `python run.py solve` does
python -m bench.command inputs/quickstart.xlsx   or another workbook
python -m bench.command --check                  only checks it, as `python run.py check` does

Processor time is counted, not time on the clock, so that other work on the machine matters less. Times of HiGHS are
those of its own threads.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import tempfile
import threading
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

EXAMPLE = Path(__file__).parents[1] / "inputs" / "rare_earths.xlsx"


def spent() -> float:
    """Processor time of this process and of those that it started and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Stages:
    """Processor time in all and in HiGHS, by stage of a command."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float, float, float]] = []
        """Stage, and at its start: processor time, that in HiGHS, and the clock."""
        self.highs = 0.0

    def enter(self, name: str) -> None:
        """Begin a stage."""
        self.rows.append((name, spent(), self.highs, perf_counter()))

    def table(self) -> str:
        """A line for each stage, and one for all."""
        lines = [f"{'stage':<44}{'all':>8}{'HiGHS':>8}{'rest':>8}{'clock':>8}"]
        ends = [*self.rows[1:], ("", spent(), self.highs, perf_counter())]
        for (name, *before), (_, *after) in zip(self.rows, ends, strict=True):
            lines.append(_line(name, *(b - a for a, b in zip(before, after, strict=True))))
        lines.append(_line("whole command", ends[-1][1], self.highs, ends[-1][3] - self.rows[0][3]))
        return "\n".join([*lines, f"HiGHS's share: {self.highs / ends[-1][1]:.2f}"])


def _line(name: str, total: float, highs: float, clock: float) -> str:
    return f"{name:<44}{total:8.2f}{highs:8.2f}{total - highs:8.2f}{clock:8.2f}"


def watch(stages: Stages) -> None:
    """Enter the stages of the command and the time of HiGHS from now on."""
    from model.progress import Progress
    from model.solver import handover

    run, stage = handover._QuietHighs.run, Progress.stage

    def counted(self: Any) -> Any:
        began = thread_time()
        try:
            return run(self)
        finally:
            stages.highs += thread_time() - began

    def told(self: Progress, name: str) -> None:
        if threading.current_thread() is threading.main_thread():  # what runs beside it has stages of its own
            stages.enter(name)
        stage(self, name)

    handover._QuietHighs.run, Progress.stage = counted, told  # type: ignore[method-assign]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("workbook", nargs="?", default=str(EXAMPLE))
    asked.add_argument("--check", action="store_true")
    options = asked.parse_args()
    stages = Stages()
    stages.rows.append(("start", 0.0, 0.0, perf_counter()))
    from model.__main__ import MANY
    from model.cli import app as cli

    gc.set_threshold(MANY)
    if options.check:
        stages.enter("check")
        cli.main(["check", options.workbook])
    else:
        watch(stages)
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            out = Path(folder) / "plan.xlsx"
            cli.main(["solve", options.workbook, "--out", str(out), "--quiet"])
    print(stages.table())


if __name__ == "__main__":
    main()

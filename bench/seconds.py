"""Processor time of a solve: each large linear or mixed-integer program, and all small or brief ones between.

    python -m bench.seconds                the shipped example, as `python run.py solve` solves it
    python -m bench.seconds BOOK.xlsx
    python -m bench.seconds --seed 3       with HiGHS's random numbers beginning elsewhere, on which nothing should hang
    python -m bench.seconds --plain        from tables to an audited plan, with the disruptions and without them

Processor time is counted, not time on the clock, so that other work on the machine matters less. Reactions run in
several threads, whose time is counted once for each: run with one core to know theirs (on Linux, taskset -c 0).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from typing import Any

from model.pipeline import solve_tables
from model.progress import Progress
from model.scenario.disruptions import Disruption
from model.solver.handover import Handover
from model.solver.highs import LARGE, Solver
from model.whatif.load import load_tables

EXAMPLE = Path(__file__).parents[1] / "inputs" / "rare_earths.xlsx"

BRIEF = 0.5
"""Seconds up to which a large program counts as small: rounding solves hundreds of them from the last vertex."""


class Account:
    """Programs as they are solved, one line each; small ones in one line until something else comes."""

    def __init__(self) -> None:
        self._began = process_time()
        self._small, self._seconds, self._iterations = 0, 0.0, 0

    def solved(self, solver: Solver, seconds: float) -> None:
        """A program was solved."""
        if len(solver.matrix.cost) < LARGE or seconds < BRIEF:
            self._small += 1
            self._seconds += seconds
            self._iterations += solver.iterations
            return
        info, size = solver.highs.getInfo(), f"{len(solver.matrix.row_lower)} × {len(solver.matrix.cost)}"
        interior = max(0, int(info.ipm_iteration_count))
        self.line(f"{seconds:6.1f}  {size:>16}  interior {interior:4}  simplex {solver.iterations:6}"
                  f"  cost {solver.objective:,.2f}")  # fmt: skip

    def line(self, text: str) -> None:
        """A line, after that of the small programs so far."""
        if self._small:
            small = f"{self._seconds:6.1f}  {self._small:>6} small ones  {'':13}  simplex {self._iterations:6}"
            self._small, self._seconds, self._iterations = 0, 0.0, 0
            self.line(small)
        print(f"{process_time() - self._began:7.1f}  {text}", flush=True)


def keep(account: Account) -> None:
    """Enter every program and stage in an account from now on."""
    once, stage = Solver._once, Progress.stage

    def counted(self: Solver, *arguments: Any) -> Any:
        began = process_time()
        status = once(self, *arguments)
        account.solved(self, process_time() - began)
        return status

    def told(self: Progress, name: str) -> None:
        account.line(name)
        stage(self, name)

    Solver._once, Progress.stage = counted, told  # type: ignore[method-assign]


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """With HiGHS's random numbers beginning elsewhere."""
    option = Solver.option

    def other(self: Handover, name: str, value: Any) -> None:
        option(self, name, value + seed if name == "random_seed" else value)

    Solver.option = other  # type: ignore[method-assign]
    try:
        yield
    finally:
        Solver.option = option  # type: ignore[method-assign]


def compare(account: Account, workbook: str) -> None:
    """With disruptions and without, and how many times as long the former takes."""
    tables, _ = load_tables(Path(workbook))
    seconds = []
    for each, how in ((tables.without(Disruption), "without"), (tables, "with")):
        began = process_time()
        plan = solve_tables(each)
        seconds.append(process_time() - began)
        account.line(f"{how} disruptions {seconds[-1]:.1f} s: cost {plan.objective:,.1f}, gap {plan.gap:.2%}")
    account.line(f"{seconds[1] / seconds[0]:.2f} times as long with disruptions")


def main() -> None:
    from model.cli import app as cli

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("workbook", nargs="?", default=str(EXAMPLE))
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--plain", action="store_true")
    options = asked.parse_args()
    account = Account()
    keep(account)
    with seeded(options.seed):
        if options.plain:
            compare(account, options.workbook)
        else:
            cli.main(["solve", options.workbook, "--quiet"])
    account.line("done")


if __name__ == "__main__":
    main()

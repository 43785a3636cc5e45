"""Time of the whole command: HiGHS, and everything around it.

python -m bench.command             solves the shipped example as `python run.py` does python -m bench.command BOOK.xlsx
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parents[1] / "inputs" / "rare_earths.xlsx"


def solve_and_count(workbook: str) -> float:
    """Run the command in this process; returns the seconds spent in HiGHS."""
    from model.cli import app as cli
    from model.solver.highs import Solver

    spent = 0.0
    run = Solver.run

    def counted(self: Solver, *arguments: Any) -> Any:
        nonlocal spent
        began = time.perf_counter()
        try:
            return run(self, *arguments)
        finally:
            spent += time.perf_counter() - began

    Solver.run = counted  # type: ignore[method-assign]
    cli.main(["solve", workbook, "--quiet"])
    return spent


def main(workbook: str) -> None:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bench.command", "--one", workbook], capture_output=True, text=True, check=True
    )
    wall = time.perf_counter() - began
    highs = float(done.stdout.split()[-1])
    print(f"whole command {wall:.1f} s, HiGHS {highs:.1f} s ({highs / wall:.0%}), everything else {wall - highs:.1f} s")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(solve_and_count(sys.argv[2]))
    else:
        main(sys.argv[1] if len(sys.argv) > 1 else str(EXAMPLE))

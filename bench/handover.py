"""Time from an Instance to a loaded HiGHS: ours against the bare arrays and against Pyomo's own interface.

    python -m bench.handover            sizes of about 10k, 100k and 1M nonzeros
    python -m bench.handover 10k 100k

Every figure is the median of three runs, each in a process of its own, so that all pay alike for first-touched memory.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.generate import supply_chain
from model.families.instance import Instance, read_instance

SIZES = {"10k": (5, 1), "100k": (15, 2), "1M": (44, 3)}
"""Sites a stage, kinds a commodity."""

ROUTES = ("arrays", "ours", "pyomo")


def instance(size: str) -> Instance:
    sites, kinds = SIZES[size]
    return read_instance(supply_chain(sites, kinds))


def arrays(folder: Path) -> float:
    """Seconds to pass arrays that are already there."""
    from model.solver.arrays import LinearRows, Matrix
    from model.solver.highs import Solver

    saved = np.load(folder / "matrix.npz")
    rows = LinearRows(saved["starts"], saved["columns"], saved["values"], np.zeros(len(saved["row_lower"])))
    fields = {name: saved[name] for name in ("cost", "lower", "upper", "integer", "row_lower", "row_upper")}
    matrix = Matrix(**fields, offset=0.0, rows=rows)
    began = time.perf_counter()
    Solver(matrix)
    return time.perf_counter() - began


def ours(size: str) -> float:
    """Seconds to build the Pyomo model, read it by templates and pass it."""
    from model.families.assemble import build_model
    from model.solver.highs import Solver
    from model.solver.matrix import read_matrix

    given = instance(size)
    began = time.perf_counter()
    matrix, _ = read_matrix(build_model(given))
    Solver(matrix)
    return time.perf_counter() - began


def pyomo(size: str) -> float:
    """Seconds to build the same model row by row and load it through Pyomo's HiGHS interface."""
    from pyomo.contrib.appsi.solvers.highs import Highs

    from model.families.assemble import build_model

    given = instance(size)
    began = time.perf_counter()
    model = build_model(given, use_templates=False)
    solver = Highs()
    solver.set_instance(model)
    return time.perf_counter() - began


def save_matrix(size: str, folder: Path) -> int:
    """Write the arrays of a size; returns the number of nonzeros."""
    from model.families.assemble import build_model
    from model.solver.matrix import read_matrix

    matrix, _ = read_matrix(build_model(instance(size)))
    np.savez(
        folder / "matrix.npz",
        starts=matrix.rows.starts, columns=matrix.rows.columns, values=matrix.rows.values, cost=matrix.cost,
        lower=matrix.lower, upper=matrix.upper, integer=matrix.integer, row_lower=matrix.row_lower,
        row_upper=matrix.row_upper,
    )  # fmt: skip
    return matrix.nonzeros


def measured(route: str, size: str, folder: Path, runs: int = 3) -> float:
    """Median seconds of a route, each run in a new process."""
    command = [sys.executable, "-m", "bench.handover", "--one", route, size, str(folder)]
    seconds = []
    for _ in range(runs):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds.append(float(done.stdout.split()[-1]))
    return statistics.median(seconds)


HEADER = (
    f"{'size':>5} {'nonzeros':>10} {'arrays s':>9} {'ours s':>8} {'Pyomo s':>8} {'ours/arrays':>12} {'ours/Pyomo':>11}"
)


def main(sizes: list[str]) -> None:
    print(HEADER)
    for size in sizes or list(SIZES):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            nonzeros = save_matrix(size, folder)
            bare, mine, theirs = (measured(route, size, folder) for route in ROUTES)
        seconds = f"{size:>5} {nonzeros:>10,} {bare:9.4f} {mine:8.3f} {theirs:8.2f}"
        print(f"{seconds} {mine / bare:11.1f}× {mine / theirs:11.3f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _, _, route, size, folder = sys.argv
        print(arrays(Path(folder)) if route == "arrays" else {"ours": ours, "pyomo": pyomo}[route](size))
    else:
        main(sys.argv[1:])

"""Benefit of our own first plan: cost and gap after a fixed time, with and without it, over several instances.

    python -m bench.start               six generated instances and the shipped example, 15 s each
    python -m bench.start --seconds 60

Each instance is solved twice on the same matrix, once from our first plan and once from nothing, one after the other.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from pathlib import Path

from bench.generate import supply_chain
from model.errors import SolveFailed
from model.families.assemble import build_model
from model.families.instance import read_instance
from model.sheets.tables import Tables
from model.solver.arrays import Matrix
from model.solver.matrix import read_matrix
from model.solver.solve import Solution, solve
from model.whatif.load import load_tables

EXAMPLE = Path(__file__).parents[1] / "inputs" / "rare_earths.xlsx"


def instances() -> Iterator[tuple[str, Tables]]:
    yield "rare earths", load_tables(EXAMPLE)[0]
    for seed in (1, 2, 3):
        yield f"generated {seed}", supply_chain(8, 2, seed=seed)
        yield f"generated {seed}, tight budget", supply_chain(8, 2, seed=seed, budget=120.0)


def attempt(matrix: Matrix, seconds: float, *, start: bool) -> Solution | None:
    try:
        return solve(matrix, gap=1e-4, time_limit=seconds, start=start)
    except SolveFailed:
        return None


def shown(solution: Solution | None, bound: float) -> str:
    """Cost, and its distance from the best bound that either solve proved."""
    if solution is None:
        return f"{'no plan':>12} {'':>8}"
    return f"{solution.objective:12,.1f} {(solution.objective - bound) / abs(bound):8.2%}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=15.0)
    seconds = options.parse_args().seconds
    print(
        f"{'instance':>26} {'columns':>8} {'whole':>6}   {'started':>12} {'gap':>8}   {'from nothing':>12} {'gap':>8}"
    )
    for name, tables in instances():
        matrix, _ = read_matrix(build_model(read_instance(tables)))
        ours, bare = (attempt(matrix, seconds, start=start) for start in (True, False))
        bound = max((each.bound for each in (ours, bare) if each is not None), default=math.nan)
        print(
            f"{name:>26} {len(matrix.cost):8,} {matrix.integer.sum():6,}   {shown(ours, bound)}   {shown(bare, bound)}",
            flush=True,
        )


if __name__ == "__main__":
    main()

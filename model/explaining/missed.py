"""Which limits fail where there is no plan: those that what comes nearest to one misses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from model.solver.highs import Solver, Status
from model.solver.recourse import elastic

if TYPE_CHECKING:
    from model.planning.prepared import Prepared
    from model.solver.arrays import Array
    from model.solver.learning import Learning

MISSED = 1e-6
"""A limit that is missed by more than this, relative to its size, is missed."""

NO_LIMIT_FAILS = "no plan, even without the limits"


def missed(base: Prepared, learning: Learning) -> str:
    """In words, with when, or in which disruption; empty where it is not known, for whole numbers alone stand in the
    way."""
    branches = learning.active | {branch for branch, _ in learning.needs}
    master = learning.program.master(branches, [])
    limits = np.flatnonzero(learning.program.is_limit[master.rows])
    solver = Solver(elastic(master.matrix, limits))
    status = solver.run_linear(vertex=True)
    if status == Status.kInfeasible:
        return NO_LIMIT_FAILS
    if status != Status.kOptimal:
        return ""
    slack = solver.values[len(master.matrix.cost) :].reshape(2, -1).sum(axis=0)
    found: dict[str, list[str]] = {}
    for name, moment in _named(base, master.rows[limits[slack > MISSED]]):
        found.setdefault(name, []).append(moment)
    return "; ".join(f"'{name}' ({_first(moments)})" for name, moments in found.items())


def _named(base: Prepared, rows: Array) -> Iterator[tuple[str, str]]:
    """Limit and moment of each row; a moment in a disruption is the disruption."""
    branch_of = base.instance.tree.branch_of
    for block in base.matrix.constraints.values():
        for row in rows[(rows >= block.start) & (rows < block.stop)]:
            key = block.keys[int(row) - block.start]
            yield str(key[0]), branch_of[key[-1]].name if key[-1] in branch_of else str(key[-1])


def _first(moments: list[str]) -> str:
    distinct = list(dict.fromkeys(moments))
    return distinct[0] + (f" and {len(distinct) - 1} more" if len(distinct) > 1 else "")

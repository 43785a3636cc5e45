"""Which limits fail where there is no plan: those that what comes nearest to one misses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from model.solver.highs import LARGE, Solver, Status
from model.solver.recourse import elastic

if TYPE_CHECKING:
    from model.planning.prepared import Prepared
    from model.solver.arrays import Array
    from model.solver.learning import Learning
    from model.world.disruptions import Branch

MISSED = 1e-6
"""A limit that is missed by more than this, relative to its size, is missed."""

NODES = 1000
"""Of a search with whole numbers for what comes nearest to a plan."""

NO_LIMIT_FAILS = "no plan, even without the limits"


def missed(base: Prepared, learning: Learning) -> str:
    """In words, with when, or in which disruption; empty where it is not known. In a large program only disruptions
    that were found to matter are looked at, and whole numbers are relaxed."""
    known = learning.active | {branch for branch, _ in learning.needs}
    whole = range(len(learning.program.probability))
    looks = [(known, True), (known, False), (whole, True), (whole, False)]
    for branches, relaxed in looks[:1] if len(base.matrix.cost) >= LARGE else looks:
        rows = _rows(learning, branches, relaxed=relaxed)
        if rows is None:
            return NO_LIMIT_FAILS
        if len(rows):
            return _said(base, learning, rows)
    return ""


def _rows(learning: Learning, branches: Collection[int], *, relaxed: bool) -> Array | None:
    """Limits that what comes nearest to a plan misses, undisturbed and in some disruptions; None where nothing holds
    the rest."""
    master = learning.program.master(branches, [])
    limits = np.flatnonzero(learning.program.is_limit[master.rows])
    solver = Solver(elastic(master.matrix, limits))
    solver.option("mip_max_nodes", NODES)
    status = solver.run_linear(vertex=True) if relaxed else solver.run()
    if status == Status.kInfeasible:
        return None
    if not solver.has_solution:
        return np.zeros(0, int)
    slack = solver.values[len(master.matrix.cost) :].reshape(2, -1).sum(axis=0)
    return np.asarray(master.rows[limits[slack > MISSED]])


def _said(base: Prepared, learning: Learning, rows: Array) -> str:
    found: dict[str, list[str]] = {}
    for name, moment in _named(base, learning, rows):
        found.setdefault(name, []).append(moment)
    return "; ".join(f"'{name}' ({_first(moments)})" for name, moments in found.items())


def _named(base: Prepared, learning: Learning, rows: Array) -> Iterator[tuple[str, str]]:
    """Limit and moment of each row; a moment in a disruption is the disruption."""
    branch_of: Mapping[Any, Branch] = base.instance.tree.branch_of
    tangents = {row: (cone.limit, cone.moment) for cone, row in learning.tangent_rows}
    for row in rows:
        if row in tangents:
            name, moment = tangents[row]
        else:
            block = next(each for each in base.matrix.constraints.values() if each.start <= row < each.stop)
            key = block.keys[int(row) - block.start]
            name, moment = key[0], key[-1]
        yield str(name), branch_of[moment].name if moment in branch_of else str(moment)


def _first(moments: list[str]) -> str:
    distinct = list(dict.fromkeys(moments))
    return distinct[0] + (f" and {len(distinct) - 1} more" if len(distinct) > 1 else "")

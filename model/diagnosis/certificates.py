"""Certificates of infeasibility from the duals of elastic programs, and the cells and disruptions they need."""

from __future__ import annotations

import numpy as np

from model.diagnosis.cells import Cell
from model.diagnosis.elastic import Giving, Ways
from model.solver.arrays import Array, Matrix
from model.solver.highs import Solver
from model.solver.master import Learning
from model.solver.program import NEED, SHARED, Master

TAKES_PART = 1e-7
"""Share of the least price that a cell must contribute to count as part of a proof: facts may have a price many times
as high, and still be needed."""

UNCERTAIN = 1e-6
"""Tolerance of interior points within which reduced costs of columns without a bound count as 0."""

HAS_DUAL = 1e-9
"""Duals below this are rounding."""


def proven(a: Matrix, duals: Array) -> float:
    """Lower bound on the objective proven by any duals of rows (weak duality); minus infinity if they prove none."""
    duals = np.where(np.isinf(a.row_lower), np.minimum(duals, 0.0), duals)
    duals = np.where(np.isinf(a.row_upper), np.maximum(duals, 0.0), duals)
    side = np.where(duals > 0, a.row_lower, np.where(duals < 0, a.row_upper, 0.0))
    reduced = a.cost - np.bincount(a.rows.columns, a.rows.values * duals[a.rows.row], len(a.cost))
    bound = np.where(reduced > 0, a.lower, a.upper)
    is_finite = np.isfinite(bound)
    if (np.abs(reduced[~is_finite]) > UNCERTAIN).any():
        return -np.inf
    return float(side @ duals + bound[is_finite] @ reduced[is_finite] + a.offset)


def needed_cells(solver: Solver, giving: Giving, ways: Ways) -> frozenset[Cell]:
    """Priced cells whose price is needed, by the reduced costs of their relaxation and slack."""
    own = solver.reduced_costs[-len(ways.cost) :]
    is_priced = ways.cost > 0
    uses = is_priced & (ways.cost - own > TAKES_PART * ways.cost[is_priced].min(initial=1.0))
    return frozenset(
        cell
        for at, cell in enumerate(giving.cells)
        if uses[at] or (cell in giving.slack and uses[giving.slack[cell] - giving.first])
    )


def needed_branches(solver: Solver, master: Master, learning: Learning) -> frozenset[int]:
    """Disruptions whose rows, or needs, have duals."""
    has_dual = np.abs(solver.row_duals) > HAS_DUAL
    rows = master.rows[has_dual & (master.rows >= 0)]
    of_needs = [branch for (branch, _), has in zip(master.needs, has_dual[master.rows == NEED], strict=True) if has]
    of_rows = learning.program.row_branch[rows]
    return frozenset(of_needs) | frozenset(int(row) for row in np.unique(of_rows) if row != SHARED)

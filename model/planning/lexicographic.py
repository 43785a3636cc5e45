"""Lexicographic priorities: bounds tightened one after the other, before the cheapest plan that holds them all."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from model.errors import Infeasible, Unbounded
from model.scenario.limits import AT_MOST, Limit, in_order, with_value
from model.sheets.tables import Tables

if TYPE_CHECKING:
    from model.planning.request import Request
    from model.solver.arrays import Array, Matrix

ROOM = 1e-8
"""Relative slack of a tightened bound, without which rounding would make the program infeasible."""

PRECISION = 1e-6
"""Relative gap to which the tightest bound is found."""


def settled(tables: Tables, request: Request) -> Tables:
    """The tables with the tightest value of every limit with a priority, in their order: earlier ones take precedence.

    Raises Infeasible if no value has a plan, Unbounded if a bound can be tightened for ever, SolveFailed if none is
    found in time.
    """
    for row in in_order(tables):
        request.progress.stage(f"Tightening '{row.limit}' as far as possible")
        tables = with_value(tables, row, _tightest(tables, row, request))
    return tables


def _tightest(tables: Tables, row: Limit, request: Request) -> float:
    """The tightest value of a limit that some plan satisfies at all its moments, without other limits with a
    priority."""
    from model.families.assemble import build_model
    from model.families.instance import read_instance
    from model.solver.matrix import read_matrix
    from model.solver.solve import solve

    lines = [each for each in tables[Limit] if each.limit == row.limit or each.priority is None]
    alone = replace(tables, rows={**tables.rows, Limit: lines})
    zero, one = (read_matrix(build_model(read_instance(with_value(alone, row, v))))[0] for v in (0.0, 1.0))
    sign = 1.0 if row.sense == AT_MOST else -1.0
    matrix = _for_the_bound(zero, one.row_upper - zero.row_upper, sign)
    try:
        found = solve(
            matrix,
            gap=PRECISION,
            time_limit=request.time_limit,
            progress=request.progress.other(),
            interrupt=request.interrupt,
            polish=False,
        ).values[-1]
    except Infeasible:
        raise Infeasible(f"No plan can satisfy the workbook, whatever the value of '{row.limit}'.") from None
    except Unbounded:
        raise Unbounded(
            f"'{row.limit}' is unbounded: it can grow without limit. In its row of Limits give it a value instead of "
            "the priority, or limit what can be bought, made or shipped."
        ) from None
    return max(0.0, float(found) + sign * ROOM * max(1.0, math.fabs(found)))


def _for_the_bound(matrix: Matrix, moves: Array, sign: float) -> Matrix:
    """The program that minimises (or maximises, sign −1) a bound, a column of its own at the end. ``moves`` is the
    change of each row's right-hand side per unit of the bound."""
    from model.solver.arrays import LinearRows, stack

    moved = np.flatnonzero(np.nan_to_num(moves))
    column = len(matrix.cost)
    rows = [matrix.rows.take(np.array([r])) for r in moved]
    wider = [
        (np.append(each.columns, column), np.append(each.values, -moves[r]))
        for r, each in zip(moved, rows, strict=True)
    ]
    others = np.setdiff1d(np.arange(len(matrix.row_lower)), moved)
    order = np.concatenate([others, moved])
    return replace(
        matrix,
        cost=np.append(np.zeros(column), sign),
        offset=0.0,
        lower=np.append(matrix.lower, 0.0),
        upper=np.append(matrix.upper, np.inf),
        integer=np.append(matrix.integer, False),
        rows=stack([matrix.rows.take(others), LinearRows.of(wider)]),
        row_lower=matrix.row_lower[order],
        row_upper=matrix.row_upper[order],
        constraints={},
    )


__all__ = ["in_order", "settled"]

"""Links for a proof: a column is at most its greatest value times the sum of its openings (`solver.root_bound`)."""

from __future__ import annotations

from typing import Any

from model.proof import check
from model.proof.implied import ImpliedBounds, Step
from model.solver.arrays import LinearRows, Matrix
from model.solver.root_bound import Links

LONG = 40
"""Significant bits of a greatest value."""


def linked(matrix: Matrix, rows: LinearRows, proof: check.Proof) -> tuple[list[dict[str, Any]], list[Step]]:
    """Links as a proof's file has them, from rows whose first column is the limited one; and the steps by which rows
    imply their greatest values, taken in the proof."""
    columns = rows.columns[rows.starts[:-1]].tolist()
    search = ImpliedBounds.of(matrix)
    search.run(tighter=True)
    steps = search.steps(proof, [(column, 1) for column in columns], LONG)
    links = Links(matrix)
    return [_link(proof, links, column, rows.one(at)[0][1:].tolist()) for at, column in enumerate(columns)], steps


def _link(proof: check.Proof, links: Links, column: int, openings: list[int]) -> dict[str, Any]:
    zero: dict[int, int] = {}
    _zero(links, column, zero)
    return {
        "column": column,
        "openings": sorted(openings),
        "greatest": proof.bounds[1][column] / (1 << check.POINT),
        "zero_columns": list(zero),
        "zero_rows": list(zero.values()),
    }


def _zero(links: Links, column: int, fixed: dict[int, int]) -> None:
    """Add the columns that are 0 while openings are, each with its row, after those of which that follows."""
    by = int(links.opened_by[column])
    if not by or column in fixed:
        return
    columns, values = links.matrix.rows.one(abs(by) - 1)
    for each in columns[(values > 0) != (by > 0)].tolist():
        _zero(links, each, fixed)
    fixed[column] = abs(by) - 1

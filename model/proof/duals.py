"""Duals in whole numbers, repaired where a column that nothing bounds would keep a reduced cost.

Rounding leaves reduced costs on most columns. These have bounds, or rows imply some. A few have none, such as the value
at risk of a tail: there a dual is moved by a few units, where it does no harm.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator

import numpy as np

from model.proof import check
from model.proof.implied import Bound
from model.solver.arrays import Array

NOISE = 1e-12
"""Duals below this are left out."""


class WholeDuals:
    """Duals by row of a proof, in whole numbers, and the reduced costs that they leave."""

    def __init__(self, proof: check.Proof, duals: Array, rows: Array) -> None:
        """Those of the wrong sign are left out. ``rows`` are numbers in the proof."""
        self.known = proof
        self.by_row: dict[int, int] = {}
        self.reduced = [cost << check.BITS for cost in proof.cost]
        for at in np.flatnonzero(np.abs(duals) > NOISE).tolist():
            row, dual = int(rows[at]), round(math.ldexp(duals[at], check.BITS))
            if type(proof.sides[dual < 0][row]) is int:
                self._add(row, dual)

    def _add(self, row: int, change: int) -> None:
        """Change the dual of a row."""
        self.by_row[row] = self.by_row.get(row, 0) + change
        for column, value in self._entries(row):
            self.reduced[column] -= value * change

    def _entries(self, row: int) -> Iterator[tuple[int, int]]:
        span = slice(*self.known.starts[row : row + 2])
        return zip(self.known.columns[span], self.known.values[span], strict=True)

    def used(self, columns: Iterable[int] | None = None) -> set[Bound]:
        """Bounds that reduced costs use, of those that the program does not have."""
        columns = range(len(self.reduced)) if columns is None else columns
        used = ((column, int(self.reduced[column] < 0)) for column in columns if self.reduced[column])
        return {(column, side) for column, side in used if type(self.known.bounds[side][column]) is not int}

    def repair(self, absent: Collection[Bound]) -> None:
        """Move duals until no bound is used that rows do not imply, either, as far as that can be."""
        left = self.used() & set(absent)
        tried: set[tuple[int, int]] = set()
        while left:
            for column, row, change in self._moves(left, absent):
                if (column, row) in tried:
                    continue
                tried.add((column, row))
                self._add(row, change)
                touched = {part for part, _ in left} | {entry for entry, _ in self._entries(row)}
                now = self.used(touched) & set(absent)
                if len(now) <= len(left):
                    left = now
                    break
                self._add(row, -change)
            else:
                return

    def _moves(self, left: set[Bound], absent: Collection[Bound]) -> Iterator[tuple[int, int, int]]:
        """Columns, with changes of the dual of a row that would repair them."""
        for column, side in sorted(left):
            for row in [row for row, dual in self.by_row.items() if dual]:
                factor = next((value for entry, value in self._entries(row) if entry == column), 0)
                if factor:
                    change, rest = divmod(self.reduced[column], factor)
                    if not rest or (column, 1 - side) not in absent:
                        yield column, row, change + (rest != 0 and (side == 1) != (factor > 0))

"""Bounds that rows imply for columns that have none: searched in floating point, then found exactly.

In each pass a row with at most one unbounded column bounds that column (M. W. P. Savelsbergh, "Preprocessing and
probing techniques for mixed integer programming problems", *ORSA Journal on Computing* 6, 1994). The rows of the
program come first; what they leave open may be bounded by the cutoff, a limit on cost.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from model.proof import check
from model.solver.arrays import Array, Matrix

PASSES = 15
"""Passes over the rows of the program, and again with the cutoff."""

OUTWARD = 1e-9
"""Relative distance by which bounds are rounded outward while they are searched."""

GAIN = 1e-6
"""Relative gain for which a known bound is replaced."""

LEAST, MOST = 1e-50, 1e50
"""Sizes of bounds: smaller ones are rounded up, greater ones are of no use."""

Bound = tuple[int, int]
"""Column, and side: 0 for lower, 1 for upper."""

Step = tuple[int, int, int, float]
"""Column, side, row and value of a bound that a row implies."""


@dataclass
class ImpliedBounds:
    """Rows as arrays, the bounds found so far, and by pass the row that implies each."""

    row: Array
    column: Array
    value: Array
    sides: tuple[Array, Array]
    bounds: tuple[Array, Array]
    passes: list[dict[Bound, int]] = field(default_factory=list)

    @classmethod
    def of(cls, matrix: Matrix) -> ImpliedBounds:
        """The rows of a program, its own bounds being known."""
        rows = matrix.rows
        is_entry = rows.values != 0
        entries = rows.row[is_entry], rows.columns[is_entry], rows.values[is_entry]
        return cls(*entries, (matrix.row_lower, matrix.row_upper), (matrix.lower.copy(), matrix.upper.copy()))

    def with_cutoff(self, cost: Array, most: float) -> None:
        """Add the row by which cost has a limit."""
        priced = np.flatnonzero(cost)
        self.row = np.append(self.row, np.full(len(priced), len(self.sides[0])))
        self.column, self.value = np.append(self.column, priced), np.append(self.value, cost[priced])
        self.sides = np.append(self.sides[0], -np.inf), np.append(self.sides[1], most)

    def run(self, *, tighter: bool = False) -> None:
        """Make passes until nothing changes; if ``tighter``, bounds that are known are replaced, too. After the first
        pass only rows with changed columns are looked at."""
        entries = np.arange(len(self.row))
        for _ in range(PASSES):
            by_bound: dict[Bound, int] = {}
            before = self.bounds[0].copy(), self.bounds[1].copy()
            for uses in (0, 1):
                self._pass(uses, entries, before, by_bound, tighter)
            if not by_bound:
                return
            self.passes.append(by_bound)
            changed = (self.bounds[0] != before[0]) | (self.bounds[1] != before[1])
            again = np.zeros(len(self.sides[0]), bool)
            again[self.row[changed[self.column]]] = True
            entries = np.flatnonzero(again[self.row])

    def _pass(
        self, uses: int, entries: Array, before: tuple[Array, Array], tightened: dict[Bound, int], tighter: bool
    ) -> None:
        """Bounds by the lower or the upper sides of rows, from those of the last pass."""
        sign, limit = (1.0, self.sides[1]) if uses else (-1.0, -self.sides[0])
        entries = entries[np.isfinite(limit)[self.row[entries]]]
        row, column, factor = self.row[entries], self.column[entries], sign * self.value[entries]
        side = factor > 0  # which bound an entry of the row implies
        lower, upper = before[0][column], before[1][column]
        least = factor * np.where(side, lower, upper)
        is_open = np.isinf(least)
        least[is_open] = 0.0
        is_bounded = np.bincount(row, is_open, len(limit))[row] == is_open
        at = np.flatnonzero(is_bounded if tighter else is_bounded & np.isinf(np.where(side, upper, lower)))
        total = np.bincount(row, least, len(limit))
        value = (limit[row[at]] - total[row[at]] + least[at]) / factor[at]
        for each in (0, 1):
            self._take(each, entries[at[side[at] == each]], value[side[at] == each], tightened)

    def _take(self, side: int, at: Array, value: Array, tightened: dict[Bound, int]) -> None:
        """The tightest of the bounds that entries imply, by column, where it is a gain."""
        sign = 1.0 if side else -1.0
        value = sign * value + OUTWARD * np.maximum(1.0, np.abs(value))
        order = np.lexsort((value, self.column[at]))
        at, value = at[order], value[order]
        bound = sign * self.bounds[side][self.column[at]]
        size = np.where(np.isinf(bound), 0.0, np.maximum(1.0, np.abs(bound)))
        gains = value < bound - GAIN * size
        is_first = np.append(True, np.diff(self.column[at]) != 0)[: len(at)]
        gains &= is_first & (np.abs(value) < MOST)
        column = self.column[at[gains]]
        self.bounds[side][column] = sign * value[gains]
        tightened.update(zip(((row, side) for row in column.tolist()), self.row[at[gains]].tolist(), strict=True))

    @property
    def absent(self) -> set[Bound]:
        """Bounds that were not found."""
        return {(column, side) for side in (0, 1) for column in np.flatnonzero(np.isinf(self.bounds[side])).tolist()}

    def steps(self, proof: check.Proof, wanted: Iterable[Bound], bits: int) -> list[Step]:
        """The steps that bounds need, each exact, rounded outward to a number of bits, and taken in the proof."""
        steps = []
        for _, column, side, row in sorted(self._needed(proof, wanted)):
            with suppress(check.Refused):  # found by rounding alone
                value = outward(proof.implied(proof.bounds, column, side, row) / (1 << check.POINT), side, bits)
                proof.imply(proof.bounds, column, side, row, *check.whole([value], check.POINT))
                steps.append((column, side, row, value))
        return steps

    def _needed(self, proof: check.Proof, wanted: Iterable[Bound]) -> set[tuple[int, int, int, int]]:
        """Pass, column, side and row of all steps that bounds need."""
        needed: set[tuple[int, int, int, int]] = set()
        todo, has_cutoff = [(step, len(self.passes)) for step in wanted], False
        while todo:
            bound, before = todo.pop()
            at = next((n for n in reversed(range(before)) if bound in self.passes[n]), None)
            if at is None:
                continue
            row = self.passes[at][bound]
            if (step := (at, *bound, row)) in needed:
                continue
            needed.add(step)
            if row == proof.own and has_cutoff:  # whose total is found once
                continue
            has_cutoff |= row == proof.own
            span = slice(*proof.starts[row : row + 2])
            entries = list(zip(proof.columns[span], proof.values[span], strict=True))
            own = next(value for column, value in entries if column == bound[0])
            uses = bound[1] if own > 0 else 1 - bound[1]
            todo += [((column, int((value > 0) != uses)), at) for column, value in entries if column != bound[0]]
        return needed


def outward(value: Fraction, side: int, bits: int) -> float:
    """A float of a few bits, not below the value for an upper side, not above it for a lower one."""
    sign = 1 if side else -1
    mantissa, exponent = math.frexp(float(sign * value))
    rounded = math.ldexp(math.ceil(math.ldexp(mantissa, bits)), exponent - bits)
    if abs(rounded) < LEAST:
        rounded = 0.0 if value * sign <= 0 else LEAST
    while Fraction(rounded) < sign * value:
        rounded = math.nextafter(rounded, math.inf)
    return sign * rounded

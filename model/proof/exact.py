"""A proof in exact numbers: bounds that rows imply, duals in whole numbers, and links between columns and their
openings."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from model.proof import verify
from model.solver.arrays import Array, LinearRows, Matrix
from model.solver.root_bound import Links

# ----------------------------------------------------------------------------------------------------------------------
# Bounds that rows imply for columns that have none: searched in floating point, then found exactly.


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
        for end in (0, 1):
            self._take(end, entries[at[side[at] == end]], value[side[at] == end], tightened)

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
        unbounded = [np.flatnonzero(np.isinf(self.bounds[side])).tolist() for side in (0, 1)]
        return {(column, side) for side in (0, 1) for column in unbounded[side]}

    def steps(self, proof: verify.Proof, wanted: Iterable[Bound], bits: int) -> list[Step]:
        """The steps that bounds need, each exact, rounded outward to a number of bits, and taken in the proof."""
        steps = []
        for _, column, side, row in sorted(self._needed(proof, wanted)):
            with suppress(verify.Refused):  # found by rounding alone
                value = outward(proof.implied(proof.bounds, column, side, row) / (1 << verify.POINT), side, bits)
                proof.imply(proof.bounds, column, side, row, *verify.fixed([value], verify.POINT))
                steps.append((column, side, row, value))
        return steps

    def _needed(self, proof: verify.Proof, wanted: Iterable[Bound]) -> set[tuple[int, int, int, int]]:
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


# ----------------------------------------------------------------------------------------------------------------------
# Duals in whole numbers, repaired where a column that nothing bounds would keep a reduced cost.


NOISE = 1e-12
"""Duals below this are left out."""


class WholeDuals:
    """Duals by row of a proof, in whole numbers, and the reduced costs that they leave."""

    def __init__(self, proof: verify.Proof, duals: Array, rows: Array) -> None:
        """Those of the wrong sign are left out. ``rows`` are numbers in the proof."""
        self.known = proof
        self.by_row: dict[int, int] = {}
        self.reduced = [cost << verify.BITS for cost in proof.cost]
        for at in np.flatnonzero(np.abs(duals) > NOISE).tolist():
            row, dual = int(rows[at]), round(math.ldexp(duals[at], verify.BITS))
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


# ----------------------------------------------------------------------------------------------------------------------
# Links for a proof: a column is at most its greatest value times the sum of its openings (`solver.root_bound`).


LONG = 40
"""Significant bits of a greatest value."""


def linked(matrix: Matrix, rows: LinearRows, proof: verify.Proof) -> tuple[list[dict[str, Any]], list[Step]]:
    """Links as a proof's file has them, from rows whose first column is the limited one; and the steps by which rows
    imply their greatest values, taken in the proof."""
    columns = rows.columns[rows.starts[:-1]].tolist()
    search = ImpliedBounds.of(matrix)
    search.run(tighter=True)
    steps = search.steps(proof, [(column, 1) for column in columns], LONG)
    links = Links(matrix)
    return [_link(proof, links, column, rows.one(at)[0][1:].tolist()) for at, column in enumerate(columns)], steps


def _link(proof: verify.Proof, links: Links, column: int, openings: list[int]) -> dict[str, Any]:
    zero: dict[int, int] = {}
    _zero(links, column, zero)
    return {
        "column": column,
        "openings": sorted(openings),
        "greatest": proof.bounds[1][column] / (1 << verify.POINT),
        "zero_columns": list(zero),
        "zero_rows": list(zero.values()),
    }


def _zero(links: Links, column: int, fixed: dict[int, int]) -> None:
    """Add the columns that are 0 while openings are, other with its row, after those of which that follows."""
    by = int(links.opened_by[column])
    if not by or column in fixed:
        return
    columns, values = links.matrix.rows.one(abs(by) - 1)
    for other in columns[(values > 0) != (by > 0)].tolist():
        _zero(links, other, fixed)
    fixed[column] = abs(by) - 1

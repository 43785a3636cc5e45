"""Accumulator for walking a template expression: coefficients by row and column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.solver.arrays import Array, LinearRows


@dataclass
class Frame:
    """Rows under evaluation: the value of each index placeholder in each of them."""

    size: int
    row: Array | None  # None: the identity
    indices: dict[int, Array]

    def rows(self) -> Array:
        return np.arange(self.size) if self.row is None else self.row


class LinearTerms:
    """Collects coefficients while an expression is walked."""

    def __init__(self, rows: int) -> None:
        self.constants = np.zeros(rows)
        self.parts: list[tuple[Array, Array, Array]] = []

    def add_constant(self, frame: Frame, values: Array) -> None:
        if frame.row is None:
            self.constants += values
        else:
            self.constants += np.bincount(frame.row, np.broadcast_to(values, frame.size), minlength=len(self.constants))

    def add(self, frame: Frame, columns: Array, values: Array) -> None:
        self.parts.append((frame.rows(), columns, np.broadcast_to(values, frame.size)))

    def compress(self, column_count: int) -> LinearRows:
        """Sort by row and column, add up duplicates, drop zeros."""
        count = len(self.constants)
        if not self.parts:
            return LinearRows(np.zeros(count + 1, np.int64), np.zeros(0, np.int64), np.zeros(0), self.constants)
        row, column, value = (np.concatenate(part) for part in zip(*self.parts, strict=True))
        place = row * column_count + column
        order = np.argsort(place, kind="stable")
        place, value = place[order], value[order]
        first = np.empty(len(place), dtype=bool)
        first[:1] = True
        np.not_equal(place[1:], place[:-1], out=first[1:])
        if not first.all():
            value = np.add.reduceat(value, np.flatnonzero(first))
            place = place[first]
        keep = value != 0
        if not keep.all():
            place, value = place[keep], value[keep]
        row, column = np.divmod(place, column_count)
        starts = np.zeros(count + 1, np.int64)
        np.cumsum(np.bincount(row, minlength=count), out=starts[1:])
        return LinearRows(starts, column, value, self.constants)

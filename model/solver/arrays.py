"""A mixed-integer program as arrays: columns, rows, which Pyomo component each of them came from, and how a template
expression adds up to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from model.families.common.templates import UnreadableTemplate
from model.tolerances import SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# A mixed-integer program as arrays: columns, rows, and which Pyomo component each of them came from.


Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class IndexedBlock:
    """Consecutive columns of one Var, or rows of one Constraint."""

    name: str
    start: int
    size: int
    index_set: Any

    @cached_property
    def keys(self) -> list[Any]:
        """Index of each column or row, in order."""
        return self.index_set if isinstance(self.index_set, list) else list(self.index_set)

    @property
    def stop(self) -> int:
        return self.start + self.size

    @property
    def span(self) -> slice:
        return slice(self.start, self.stop)


@dataclass(frozen=True)
class LinearRows:
    """Linear expressions, one a row: ``constant[r] + Σ value · x[column]``, compressed by row."""

    starts: Array
    columns: Array
    values: Array
    constants: Array

    def at(self, x: Array) -> Array:
        """Value of each row at the point x."""
        if not len(self.columns):
            return self.constants.copy()
        return self.constants + np.bincount(self.row, self.values * x[self.columns], minlength=len(self.constants))

    @property
    def count(self) -> int:
        return len(self.constants)

    @property
    def row(self) -> Array:
        """Row of each coefficient."""
        return np.repeat(np.arange(len(self.constants)), np.diff(self.starts))

    def take(self, rows: Array) -> LinearRows:
        """Some of the rows, in the order given."""
        counts = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(counts)])
        places = np.repeat(self.starts[rows] - starts[:-1], counts) + np.arange(starts[-1])
        return LinearRows(starts, self.columns[places], self.values[places], self.constants[rows])

    def one(self, row: int) -> tuple[Array, Array]:
        """Columns and values of a row."""
        span = slice(self.starts[row], self.starts[row + 1])
        return self.columns[span], self.values[span]

    @classmethod
    def of(cls, lists: Sequence[tuple[Array, Array]]) -> LinearRows:
        """Rows of (columns, values), without constants."""
        starts = np.concatenate([[0], np.cumsum([len(columns) for columns, _ in lists])]).astype(np.int64)
        columns = np.concatenate([np.zeros(0, np.int64), *(columns for columns, _ in lists)])
        values = np.concatenate([np.zeros(0), *(values for _, values in lists)])
        return cls(starts, columns, values, np.zeros(len(lists)))


@dataclass
class Matrix:
    """min offset + cost·x  over  row_lower ≤ A x ≤ row_upper, lower ≤ x ≤ upper, x[integer] whole."""

    cost: Array
    offset: float
    lower: Array
    upper: Array
    integer: Array
    rows: LinearRows
    row_lower: Array
    row_upper: Array
    variables: dict[str, IndexedBlock] = field(default_factory=dict)
    constraints: dict[str, IndexedBlock] = field(default_factory=dict)

    def with_rows(self, rows: LinearRows, lower: Array, upper: Array) -> Matrix:
        """The program with further rows at the end."""
        return replace(
            self,
            rows=stack([self.rows, rows]),
            row_lower=np.concatenate([self.row_lower, lower]),
            row_upper=np.concatenate([self.row_upper, upper]),
        )

    def cost_of(self, x: Array) -> float:
        return float(self.cost @ x) + self.offset

    def holds(self, x: Array, precision: float = SOLVED) -> bool:
        """Whether values satisfy all rows and bounds, relative to the terms of a row, but at least to 1."""
        at = self.rows.at(x) - self.rows.constants
        if not ((x >= self.lower - precision) & (x <= self.upper + precision)).all():
            return False
        missed = np.maximum(self.row_lower - at, at - self.row_upper)
        far = np.flatnonzero(~(missed <= precision))
        terms, size = self.rows.take(far), np.ones(len(far))
        np.maximum.at(size, terms.row, np.abs(terms.values * x[terms.columns]))
        return bool((missed[far] <= precision * size).all())

    @property
    def nonzeros(self) -> int:
        return len(self.rows.values)

    def column_name(self, column: int) -> str:
        return _name_of(self.variables, column)

    def row_name(self, row: int) -> str:
        return _name_of(self.constraints, row)


def _name_of(blocks: dict[str, IndexedBlock], number: int) -> str:
    for block in blocks.values():
        if block.start <= number < block.stop:
            return f"{block.name}[{block.keys[number - block.start]}]"
    raise IndexError(number)


def stack(blocks: list[LinearRows]) -> LinearRows:
    starts, shift = [np.zeros(1, np.int64)], 0
    for block in blocks:
        starts.append(block.starts[1:] + shift)
        shift += len(block.values)
    return LinearRows(
        np.concatenate(starts),
        np.concatenate([b.columns for b in blocks] or [np.zeros(0, np.int64)]),
        np.concatenate([b.values for b in blocks] or [np.zeros(0)]),
        np.concatenate([b.constants for b in blocks] or [np.zeros(0)]),
    )


class Lookup:
    """Position of an index tuple among given ones, for whole arrays of tuples (integer codes, n × d)."""

    def __init__(self, codes: Array, labels: int) -> None:
        self.size, dimensions = codes.shape
        self.ranks: list[Array] = []
        self.cardinalities: list[int] = []
        for d in range(dimensions):
            rank = np.full(labels + 1, -1, dtype=np.int32)  # the last for labels that came later
            occurs = np.zeros(labels, dtype=bool)
            occurs[codes[:, d]] = True
            unique = np.flatnonzero(occurs)  # np.unique would import numpy.ma, a fifth of the whole hand-over
            rank[unique] = np.arange(len(unique))
            self.ranks.append(rank)
            self.cardinalities.append(len(unique))
        keys, _ = self._keys(codes)
        possible = int(np.prod([float(c) for c in self.cardinalities], initial=1.0))
        self.table: Array | None = None
        if possible <= 8 * self.size + 1024:
            self.table = np.full(possible, -1, dtype=np.int32)
            self.table[keys] = np.arange(self.size)
        else:
            if possible > 2**62:
                raise UnreadableTemplate("index set too wide")
            self.order = np.argsort(keys, kind="stable").astype(np.int32)
            self.sorted = keys[self.order]

    def _keys(self, codes: Array) -> tuple[Array, Array]:
        """One integer a tuple, and whether every part of the tuple occurs at all."""
        keys = np.zeros(len(codes), dtype=np.int64)
        is_listed = np.ones(len(codes), dtype=bool)
        for d, (rank, cardinality) in enumerate(zip(self.ranks, self.cardinalities, strict=True)):
            part = rank[np.minimum(codes[:, d], len(rank) - 1)]
            is_listed &= part >= 0
            keys = keys * cardinality + part
        return keys, is_listed

    def __call__(self, codes: Array) -> Array:
        """Positions of the given tuples, −1 where absent."""
        if not self.size:
            return np.full(len(codes), -1, dtype=np.int64)
        keys, is_in_set = self._keys(codes)
        keys = np.where(is_in_set, keys, 0)
        if self.table is not None:
            position = self.table[keys]
        else:
            place = np.minimum(np.searchsorted(self.sorted, keys), self.size - 1)
            position = np.where(self.sorted[place] == keys, self.order[place], -1)
        return np.where(is_in_set, position, -1)


# ----------------------------------------------------------------------------------------------------------------------
# Accumulator for walking a template expression: coefficients by row and column.


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
        place = row.astype(np.int64, copy=False) * column_count + column  # beyond 32 bits
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

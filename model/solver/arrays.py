"""A mixed-integer program as arrays: columns, rows, and which Pyomo component each of them came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

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
        return list(self.index_set)

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

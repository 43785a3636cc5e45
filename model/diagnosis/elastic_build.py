"""Construction of the elastic program: a relaxation column for each cell, in the rows that it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from model.diagnosis.cell_to_matrix import Moves, Wait
from model.diagnosis.cells import Cell
from model.sheets.schema import LESS, SOONER
from model.solver.arrays import Array, LinearRows, LinearTerms, Matrix

FAR = 1e3
"""Relaxation of a dropped cell in products, as a multiple of its size."""

BEYOND = 4.0
"""Multiple of the maximum of its columns by which a lifted rule is relaxed: other cells may move their bounds."""


@dataclass(frozen=True)
class Product:
    """A row in which a cell multiplies decisions."""

    at: int
    """Number of the cell."""
    row: int
    columns: Array
    changes: Array
    """Changes of the coefficients of these columns at full relaxation of the cell;"""
    moved: float
    """and the reduction of the row's sides then."""


class ElasticBuild:
    """A program under construction. Each cell has a relaxation column; some have another, their *slack*, which frees
    their constraint: cells that multiply decisions, or forbid more than one.

    It serves all questions: whether cells are fixed, priced or dropped is set by the bounds and costs of these columns.
    """

    def __init__(self, matrix: Matrix, numbers: Array, cells: Sequence[Cell], near: Array | None) -> None:
        self._a, self._near, self._cells = matrix, near, cells
        count, width = len(matrix.row_lower), len(matrix.cost)
        parts = np.split(numbers.copy(), np.cumsum([matrix.nonzeros, count, count, width]))
        self._values, self._row_lower, self._row_upper, self._lower, self._upper = parts
        self._entries: list[tuple[Array, Array, Array]] = []
        """(rows, columns, values) beside those of the matrix."""
        self._extra: list[tuple[Array, Array, float, float]] = []
        """(columns, values, least, most) of further rows."""
        self._products: list[Product] = []
        self._other_sides: dict[int, float] = {}
        """The side of equations that a cell which multiplies decisions does not relax."""
        self._further: list[bool] = []
        """Further columns: whether each is a switch, 0 or 1, or else the slack of a cell."""
        self.most = np.zeros(len(cells))
        """Maximum relaxation of each cell."""
        self.slack: dict[Cell, int] = {}
        """Its column, of cells that have one."""

    def gate(self, at: int, columns: Sequence[tuple[int, float]]) -> None:
        """A cell that forbids decisions."""
        self.most[at] = max(change for _, change in columns)
        for column, change in columns:
            columns_given = np.array([self._taken(at, column), len(self._a.cost) + at])
            self._extra.append((columns_given, np.array([change, -1.0]), -np.inf, 0.0))

    def _taken(self, at: int, column: int) -> int:
        """The column that decides whether a decision is taken."""
        most = self._a.upper[column]
        if most <= 1:
            return column
        taken = self._column(is_switch=True)
        parts = np.array([column, taken, self._slack(at)])
        self._extra.append((parts, np.array([1.0, -most, -1.0]), -np.inf, 0.0))
        return taken

    def _column(self, *, is_switch: bool) -> int:
        self._further.append(is_switch)
        return len(self._a.cost) + len(self._cells) + len(self._further) - 1

    def _slack(self, at: int) -> int:
        cell = self._cells[at]
        if cell not in self.slack:
            self.slack[cell] = self._column(is_switch=False)
        return self.slack[cell]

    def rule(self, at: int, rows: Sequence[int]) -> None:
        """A cell that is a rule on decisions: it holds, or it does not."""
        self.most[at] = 1.0
        a, free = self._a, np.array([len(self._a.cost) + at, self._slack(at)])
        for row in rows:
            span = slice(*a.rows.starts[row : row + 2])
            move = self._freeing(a.rows.columns[span], self._values[span], self._row_lower[row], self._row_upper[row])
            self._entries.append((np.full(2, row), free, np.full(2, move)))

    def wait(self, wait: Wait) -> None:
        """A row that is freed if any of some cells is relaxed. A large coefficient in place of another bound is
        enlarged, since cells may move that bound."""
        columns, values = wait.columns, wait.values
        side = -1.0 if np.isfinite(wait.upper) else 1.0
        is_large = self._a.integer[columns] & (self._a.upper[columns] <= 1) & (values * side > 0)
        move = self._freeing(columns, values, wait.lower, wait.upper)
        self.most[list(wait.cells)] = 1.0
        free = [column for at in wait.cells for column in (len(self._a.cost) + at, self._slack(at))]
        values = np.append(np.where(is_large, FAR * values, values), np.full(len(free), move))
        self._extra.append((np.append(columns, free), values, wait.lower, wait.upper))

    def _freeing(self, columns: Array, values: Array, lower: float, upper: float) -> float:
        """Relaxation with which a row becomes redundant within the bounds of its columns, with a margin."""
        most = np.where(values != 0, self._greatest(columns), 0.0)
        least, greatest = (float((values * most)[values * way > 0].sum()) for way in (-1, 1))
        sides = [abs(bound) for bound in (lower, upper) if np.isfinite(bound)]
        far = FAR * max([1.0, *sides, *np.abs(values)])
        least, greatest = (pair if np.isfinite(pair) else way * far for way, pair in ((-1, least), (1, greatest)))
        move = lower - least if np.isfinite(lower) else 0.0
        move = -max(abs(move), greatest - upper) if np.isfinite(upper) else move
        return BEYOND * move

    @cached_property
    def _by_column(self) -> tuple[Array, Array, Array]:
        """The row of each coefficient; coefficients by column, and where those of each column start."""
        rows = self._a.rows
        places = np.argsort(rows.columns, kind="stable")
        starts = np.searchsorted(rows.columns[places], np.arange(len(self._a.cost) + 1))
        return rows.row, places, starts

    def _greatest(self, columns: Array) -> Array:
        """Upper bounds of columns; for unbounded ones, those implied by integers, such as a size by its modules."""
        a, upper = self._a, self._a.upper[columns].copy()
        row, places, starts = self._by_column
        for at in np.flatnonzero(np.isinf(upper)):
            for place in places[slice(*starts[columns[at] : columns[at] + 2])]:
                span = slice(*a.rows.starts[row[place] : row[place] + 2])
                others, parts = a.rows.columns[span], a.rows.values[span]
                most = float((np.abs(parts) * a.upper[others])[a.integer[others] & (parts != 0)].sum())
                upper[at] = min(upper[at], most / abs(a.rows.values[place]) or np.inf)
        return upper

    def number(self, at: int, moves: Moves) -> None:
        """A cell that is a number."""
        cell, a, places, by = self._cells[at], self._a, moves.places, moves.by
        column, count, width = len(a.cost) + at, len(a.row_lower), len(a.cost)
        self.most[at] = room = _room(cell)
        kind = np.searchsorted(np.cumsum([a.nonzeros, count, count, width, width]), places, side="right")
        moved: dict[int, float] = {}
        for start, which, side in ((a.nonzeros, 1, self._row_lower), (a.nonzeros + count, 2, self._row_upper)):
            for place, step in zip(places[kind == which] - start, by[kind == which], strict=True):
                if np.isfinite(side[place]):
                    moved[int(place)] = -cell.sign * step
        inside = kind == 0
        if inside.any():
            self._product(at, places[inside], cell.sign * by[inside], min(room, FAR * cell.scale), moved)
        if moved:
            rows = np.array(list(moved))
            self._entries.append((rows, np.full(len(rows), column), np.array(list(moved.values()))))
        start = a.nonzeros + 2 * count
        for which, bound, free in ((3, self._lower, -np.inf), (4, self._upper, np.inf)):
            for place, step in zip(places[kind == which] - start - (which - 3) * width, by[kind == which], strict=True):
                sides = (bound[place], np.inf) if which == 3 else (-np.inf, bound[place])
                self._extra.append((np.array([place, column]), np.array([1.0, -cell.sign * step]), *sides))
                bound[place] = max(0.0, free) if which == 3 else free

    def _product(self, at: int, places: Array, by: Array, far: float, moved: Mapping[int, float]) -> None:
        """A cell that multiplies decisions. Its slack frees the present rows, which remain in the form for full
        relaxation. ``moved`` are the sides of rows that it also changes."""
        a = self._a
        rows, columns = a.rows.row[places], a.rows.columns[places]
        amounts = np.zeros(len(columns)) if self._near is None else self._near[columns]
        amounts = np.where(a.integer[columns], np.maximum(amounts, 1.0), amounts)
        touched, number = np.unique(rows, return_inverse=True)
        amounts_given = np.bincount(number, by * amounts, len(touched))
        self._entries.append((touched, np.full(len(touched), len(a.cost) + at), amounts_given))
        size = np.zeros(len(touched))
        np.maximum.at(size, number, np.abs(self._values[places]))
        grows = np.bincount(number, by, len(touched))
        is_equation = self._row_lower[touched] == self._row_upper[touched]
        for row, grown in zip(touched[is_equation], grows[is_equation], strict=True):
            side = self._row_upper if grown > 0 else self._row_lower
            self._other_sides[int(row)] = float(side[row])
            side[row] = np.inf if grown > 0 else -np.inf
        way = np.where(np.isfinite(self._row_upper[touched]), -1.0, 1.0) * np.maximum(size, np.abs(by).max())
        self._entries.append((touched, np.full(len(touched), self._slack(at)), way))
        for row in touched:
            mine = rows == row
            self._products.append(Product(at, int(row), columns[mine], by[mine] * far, moved.get(int(row), 0.0) * far))

    def _given_all(self, products: LinearRows) -> Iterator[tuple[Array, Array, float, float]]:
        """Rows at full relaxation of one cell: the relaxation of others, and their slack, frees them like the rows
        themselves. Equations were left one side that is so; the other one holds whatever is relaxed."""
        priced = []
        for product in self._products:
            priced += [len(self._a.cost) + product.at, self._slack(product.at)]
        for product in self._products:
            span = slice(*products.starts[product.row : product.row + 2])
            own = (len(self._a.cost) + product.at, self.slack[self._cells[product.at]])
            is_other = ~np.isin(products.columns[span], own)
            columns = np.append(products.columns[span][is_other], product.columns)
            values = np.append(products.values[span][is_other], product.changes)
            unique, number = np.unique(columns, return_inverse=True)
            sums = np.bincount(number, values, len(unique))
            yield (
                unique,
                sums,
                self._row_lower[product.row] - product.moved,
                self._row_upper[product.row] - product.moved,
            )
        for row, side in self._other_sides.items():
            span = slice(*products.starts[row : row + 2])
            is_kept = ~np.isin(products.columns[span], priced)
            bounds = (-np.inf, side) if np.isinf(self._row_upper[row]) else (side, np.inf)
            yield products.columns[span][is_kept], products.values[span][is_kept], *bounds

    def matrix(self) -> Matrix:
        """The program with all cells held."""
        a, count = self._a, len(self._cells)
        width, is_switch = len(a.cost), np.array(self._further, bool)
        row = np.concatenate([a.rows.row, *(rows for rows, _, _ in self._entries)])
        column = np.concatenate([a.rows.columns, *(columns for _, columns, _ in self._entries)])
        value = np.concatenate([self._values, *(values for _, _, values in self._entries)])
        terms = LinearTerms(len(a.row_lower))
        terms.parts.append((row, column, value))
        is_counted = [
            cell.is_rule or cell.gives == SOONER or (cell.is_number and cell.is_whole) for cell in self._cells
        ]
        whole_matrix = replace(
            a,
            cost=np.zeros(width + count + len(is_switch)),
            offset=0.0,
            lower=np.append(self._lower, np.zeros(count + len(is_switch))),
            upper=np.concatenate([self._upper, np.zeros(count), is_switch.astype(float)]),
            integer=np.concatenate([a.integer, is_counted, is_switch]).astype(bool),
            rows=terms.compress(width + count + len(is_switch)),
            row_lower=self._row_lower,
            row_upper=self._row_upper,
            variables={},
            constraints={},
        )
        further = [*self._extra, *self._given_all(whole_matrix.rows)]
        extra = LinearRows.of([(columns, values) for columns, values, _, _ in further])
        lower, upper = ([rows[side] for rows in further] for side in (2, 3))
        return whole_matrix.with_rows(extra, np.array(lower, float), np.array(upper, float))


def _room(cell: Cell) -> float:
    """Maximum relaxation of a cell; of one that divides that with which nothing is needed, at its present slope."""
    if cell.column.divides:
        return float(cell.value)
    bound = cell.column.at_least if cell.gives == LESS else cell.column.at_most
    if bound is None and cell.column.above is not None and cell.gives == LESS:
        bound = cell.column.above
    return float("inf") if bound is None else abs(cell.value - bound)

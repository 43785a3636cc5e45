"""The program in which cells give way, each at a price: what that costs at least is how far a plan is away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from model.errors import Infeasible
from model.giving.cells import ALLOWED, EARLIER, LESS, LIFTED, Cell, typed
from model.giving.tracing import Moves, Read, Traced, opened, trace
from model.sheets.schema import NO, SHEET_OF
from model.sheets.tables import Tables
from model.solver.arrays import Array, Matrix, Rows
from model.solver.program import SHARED, Program
from model.solver.split import program_of
from model.solver.tangents import OneCone, Tangents
from model.solver.terms import Terms

FAR = 1e3
"""A cell that is left out is moved by so many times its size where it is part of a product."""


@dataclass(frozen=True)
class Elastic:
    """The program of a workbook, in which each cell can be held, left out, or made to cost what it gives."""

    traced: Traced
    cells: Sequence[Cell]
    """All that can give way, less those that move nothing."""
    gates: Mapping[Cell, Sequence[tuple[int, float]]]
    """Of cells that forbid decisions or put them off: columns of these, and by how much the cell would have to change
    for each [years; 1]."""
    rules: Mapping[Cell, Sequence[int]]
    """Of cells that are rules on decisions: rows that hold them."""

    @classmethod
    def of(cls, tables: Tables, cells: Sequence[Cell]) -> Elastic:
        traced = trace(tables, cells)
        gates = _gates(traced.open, tables, [cell for cell in cells if not cell.is_number and cell.gives != LIFTED])
        rules = _rules(traced.open, opened(tables, cells), [cell for cell in cells if cell.gives == LIFTED])
        known = traced.moves.keys() | gates.keys() | rules.keys()
        return cls(traced, [cell for cell in cells if cell in known], gates, rules)

    @property
    def _matrix(self) -> Matrix:
        return self.traced.open.matrix

    @cached_property
    def column(self) -> Mapping[Cell, int]:
        """The column of what each cell gives, in units of the cell."""
        first = len(self._matrix.cost)
        return {cell: first + at for at, cell in enumerate(self.cells)}

    @cached_property
    def _base(self) -> Array:
        """All numbers of the program, with cells as they are in the workbook."""
        numbers = self.traced.open.numbers.copy()
        for cell, moves in self.traced.moves.items():
            numbers[moves.places] -= moves.by * (self.traced.start[cell] - cell.value)
        return numbers

    @cached_property
    def _program(self) -> Program:
        read = self.traced.open
        return program_of(read.model, read.matrix, read.reader, read.instance.tree)

    @cached_property
    def rows_of(self) -> Mapping[Cell, Array]:
        """Rows that each cell moves, or that open its decisions."""
        count, nonzeros = len(self._matrix.row_lower), self._matrix.nonzeros
        found: dict[Cell, Array] = {}
        for cell, moves in self.traced.moves.items():
            in_rows = moves.places[moves.places < nonzeros]
            on_sides = moves.places[(moves.places >= nonzeros) & (moves.places < nonzeros + 2 * count)] - nonzeros
            found[cell] = np.unique(np.concatenate([self._matrix.rows.row[in_rows], on_sides % count]))
        return found | {cell: np.array(rows) for cell, rows in self.rules.items()}

    @cached_property
    def has_products(self) -> bool:
        """Whether some cell multiplies what is decided."""
        return any((moves.places < self._matrix.nonzeros).any() for moves in self.traced.moves.values())

    def touches(self, cell: Cell, rows: Array, program: Program) -> bool:
        """Whether a cell has to do with some of a program's rows."""
        matrix = program.matrix
        if cell in self.rows_of and np.isin(self.rows_of[cell], rows).any():
            return True
        columns = matrix.rows.take(rows).columns
        return bool((columns == self.column[cell]).any())

    def relaxed(self, program: Program) -> Program:
        """A program without whole numbers."""
        matrix = replace(program.matrix, integer=np.zeros(len(program.matrix.integer), bool))
        return replace(program, matrix=matrix)

    def tangents(self, held: Collection[Cell], out: Collection[Cell]) -> Tangents:
        """Tangents to the cones of limits on concentration, those of cells that are left out aside."""
        read, free = self.traced.open, set(out)
        found = Tangents(read.reader, read.model)
        cones = []
        for cone, row in zip(found.cones, self._rows_of_cones(found.cones), strict=True):
            cells = [cell for cell in self.traced.moves if row in self.rows_of[cell]]
            if not free.intersection(cells):
                priced = [cell for cell in cells if cell not in held]
                gives = Rows.of([self._move_of(row, cell) for cell in priced])
                cones.append(replace(cone, gives=gives, by=np.array([self.column[cell] for cell in priced], int)))
        found.cones = cones
        return found

    def _rows_of_cones(self, cones: Sequence[OneCone]) -> list[int]:
        """A row of each cone in which its value stands before what all its parts sum up to."""
        blocks = [self._matrix.constraints[each.constraint] for each in self.traced.open.model.cones]
        rows = {(key[0], key[-1]): block.start + at for block in blocks for at, key in enumerate(block.keys)}
        return [rows[cone.limit, cone.moment] for cone in cones]

    def _move_of(self, row: int, cell: Cell) -> tuple[Array, Array]:
        """Columns of a row that a cell multiplies, and by how much less of each the row counts by a unit given."""
        moves, rows = self.traced.moves[cell], self._matrix.rows
        span = rows.starts[row : row + 2]
        mine = (moves.places >= span[0]) & (moves.places < span[1])
        return rows.columns[moves.places[mine]], -cell.sign * moves.by[mine]

    def program(self, held: Collection[Cell], out: Collection[Cell], near: Array | None = None) -> Program:
        """The program with some cells held and some left out; the others give way at a price, by which it is as cheap
        as can be. Where a cell is multiplied by what is decided, its price is that near a solution of the program."""
        making = _Making(self._matrix, self._base, self.cells, near)
        for at, cell in sorted(enumerate(self.cells), key=lambda each: each[1] in self.gates):
            mode = "held" if cell in held else "out" if cell in out else "priced"
            if cell in self.gates:  # after all numbers, of which some are bounds of what it forbids
                making.gate(at, cell, self.gates[cell], mode)
            elif cell in self.rules:
                making.rule(at, cell, self.rules[cell], mode)
            else:
                making.number(at, cell, self.traced.moves[cell], mode)
        matrix = making.matrix()
        whole, extra = self._program, len(matrix.cost) - len(self._matrix.cost)
        return Program(
            matrix=matrix,
            branch=np.append(whole.branch, np.full(extra, SHARED)),
            unit_cost=np.zeros(len(matrix.cost)),
            probability=[0.0] * len(whole.probability),
            is_limit=np.append(whole.is_limit, np.zeros(len(matrix.row_lower) - len(whole.is_limit), bool)),
            order=np.append(whole.order, np.zeros(extra, int)),
        )


def _gates(read: Read, tables: Tables, cells: Sequence[Cell]) -> dict[Cell, list[tuple[int, float]]]:
    """Of each cell the decisions in whole numbers that it forbids."""
    if not cells:
        return {}
    try:
        closed = Read.of(tables).matrix
    except Infeasible:  # by itself, since what it forbids is all that would serve something
        closed = None
    found: dict[Cell, list[tuple[int, float]]] = {}
    names = {cell: _names(cell) for cell in cells}
    for name, block in read.matrix.variables.items():
        if not block.size or not read.matrix.integer[block.span].any():
            continue
        there = set() if closed is None or name not in closed.variables else set(closed.variables[name].keys)
        for column, key in enumerate(block.keys, block.start):
            labels = _labels(key)
            for cell in cells:
                if key not in there and names[cell] <= labels:
                    change = _change(cell, key)
                    if change > 0:
                        found.setdefault(cell, []).append((column, change))
    return found


def _names(cell: Cell) -> set[str]:
    """What identifies a cell's row."""
    return {str(getattr(cell.row, each.attribute)) for each in SHEET_OF[type(cell.row)].key}


def _labels(key: object) -> set[str]:
    return {str(label) for label in key} if isinstance(key, tuple) else {str(key)}


def _rules(read: Read, tables: Tables, cells: Sequence[Cell]) -> dict[Cell, list[int]]:
    """Of each cell the rows that are there for its rule: those that go with it."""
    if not cells:
        return {}
    without = Read.of(typed(tables, dict.fromkeys(cells, NO))).matrix.constraints
    found: dict[Cell, list[int]] = {}
    for name, block in read.matrix.constraints.items():
        there = set(without[name].keys) if name in without else set()
        for row, key in enumerate(block.keys, block.start):
            if key not in there:
                for cell in cells:
                    if _names(cell) <= _labels(key):
                        found.setdefault(cell, []).append(row)
    return found


def _change(cell: Cell, key: object) -> float:
    """By how much a cell would have to change for a decision."""
    if cell.gives == ALLOWED:
        return 1.0
    period = key[-1] if isinstance(key, tuple) else key
    if not isinstance(period, int):
        return 0.0
    return float(cell.value - period if cell.gives == EARLIER else period - cell.value)


class _Making:
    """A program as it is made."""

    def __init__(self, matrix: Matrix, numbers: Array, cells: Sequence[Cell], near: Array | None) -> None:
        self._a, self._near, self._cells = matrix, near, cells
        count, width = len(matrix.row_lower), len(matrix.cost)
        parts = np.split(numbers.copy(), np.cumsum([matrix.nonzeros, count, count, width]))
        self._values, self._row_lower, self._row_upper, self._lower, self._upper = parts
        self._entries: list[tuple[Array, Array, Array]] = []
        """(rows, columns, values) beside those of the matrix."""
        self._extra: list[tuple[Array, Array, float, float]] = []
        """(columns, values, least, most) of further rows."""
        self._switches = 0
        """Further columns, each 0 or 1."""
        self._cost, self._most = np.zeros(len(cells)), np.zeros(len(cells))

    def gate(self, at: int, cell: Cell, columns: Sequence[tuple[int, float]], mode: str) -> None:
        """A cell that forbids decisions."""
        if mode == "held":
            self._upper[[column for column, _ in columns]] = 0.0
        elif mode == "priced":
            self._cost[at], self._most[at] = 1 / cell.size, max(change for _, change in columns)
            for column, change in columns:
                taken = self._taken(column)
                given = np.array([taken, len(self._a.cost) + at])
                self._extra.append((given, np.array([change, -1.0]), -np.inf, 0.0))

    def _taken(self, column: int) -> int:
        """The column that says whether a decision is taken at all."""
        most = self._a.upper[column]
        if most <= 1:
            return column
        taken = len(self._a.cost) + len(self._cells) + self._switches
        self._switches += 1
        self._extra.append((np.array([column, taken]), np.array([1.0, -most]), -np.inf, 0.0))
        return taken

    def rule(self, at: int, cell: Cell, rows: Sequence[int], mode: str) -> None:
        """A cell that is a rule on decisions: it holds, or it does not."""
        if mode == "held":
            return
        self._cost[at], self._most[at] = 1 / cell.size if mode == "priced" else 0.0, 1.0
        column, a = len(self._a.cost) + at, self._a
        for row in rows:
            span = slice(*a.rows.starts[row : row + 2])
            values, most = self._values[span], a.upper[a.rows.columns[span]]
            least, greatest = (float(np.where(values * way > 0, values * most, 0.0).sum()) for way in (-1, 1))
            lower, upper = self._row_lower[row], self._row_upper[row]
            far = FAR * max(1.0, abs(lower) if np.isfinite(lower) else 0.0, abs(upper) if np.isfinite(upper) else 0.0)
            move = 0.0
            if np.isfinite(lower):
                move = lower - max(least, -far)
            if np.isfinite(upper):
                move = -max(abs(move), min(greatest, far) - upper)
            self._entries.append((np.array([row]), np.array([column]), np.array([move])))

    def number(self, at: int, cell: Cell, moves: Moves, mode: str) -> None:
        """A cell that is a number."""
        if mode == "held":
            return
        a, column, places, by = self._a, len(self._a.cost) + at, moves.places, moves.by
        count, width = len(a.row_lower), len(a.cost)
        self._cost[at] = 1 / cell.size if mode == "priced" else 0.0
        self._most[at] = room = _room(cell)
        kind = np.searchsorted(np.cumsum([a.nonzeros, count, count, width, width]), places, side="right")
        inside = kind == 0
        if inside.any():
            self._product(column, places[inside], cell.sign * by[inside], min(room, FAR * cell.size), mode)
        moved: dict[int, float] = {}
        for start, which, side in ((a.nonzeros, 1, self._row_lower), (a.nonzeros + count, 2, self._row_upper)):
            for place, step in zip(places[kind == which] - start, by[kind == which], strict=True):
                if np.isfinite(side[place]):
                    moved[int(place)] = -cell.sign * step
        if moved:
            rows = np.array(list(moved))
            self._entries.append((rows, np.full(len(rows), column), np.array(list(moved.values()))))
        start = a.nonzeros + 2 * count
        for which, bound, free in ((3, self._lower, -np.inf), (4, self._upper, np.inf)):
            for place, step in zip(places[kind == which] - start - (which - 3) * width, by[kind == which], strict=True):
                sides = (bound[place], np.inf) if which == 3 else (-np.inf, bound[place])
                self._extra.append((np.array([place, column]), np.array([1.0, -cell.sign * step]), *sides))
                bound[place] = max(0.0, free) if which == 3 else free

    def _product(self, column: int, places: Array, by: Array, far: float, mode: str) -> None:
        """A cell that multiplies what is decided."""
        a = self._a
        rows, columns = a.rows.row[places], a.rows.columns[places]
        if mode == "out":
            self._values[places] += by * far
            return
        amounts = np.zeros(len(columns)) if self._near is None else self._near[columns]
        amounts = np.where(a.integer[columns], np.maximum(amounts, 1.0), amounts)
        touched, at = np.unique(rows, return_inverse=True)
        self._entries.append((touched, np.full(len(touched), column), np.bincount(at, by * amounts, len(touched))))
        for row in np.unique(rows[a.integer[columns]]):
            span = slice(*a.rows.starts[row : row + 2])
            values = self._values[span].copy()
            mine = rows == row
            values[places[mine] - span.start] += by[mine] * far
            self._extra.append((a.rows.columns[span], values, self._row_lower[row], self._row_upper[row]))

    def matrix(self) -> Matrix:
        """The program."""
        a, count = self._a, len(self._cells)
        width, switches = len(a.cost), np.zeros(self._switches)
        row = np.concatenate([a.rows.row, *(rows for rows, _, _ in self._entries)])
        column = np.concatenate([a.rows.columns, *(columns for _, columns, _ in self._entries)])
        value = np.concatenate([self._values, *(values for _, _, values in self._entries)])
        terms = Terms(len(a.row_lower))
        terms.parts.append((row, column, value))
        whole = replace(
            a,
            cost=np.concatenate([np.zeros(width), self._cost, switches]),
            offset=0.0,
            lower=np.append(self._lower, np.zeros(count + self._switches)),
            upper=np.concatenate([self._upper, self._most, switches + 1]),
            integer=np.concatenate(
                [a.integer, [cell.is_number and cell.column.whole for cell in self._cells], switches == 0]
            ),
            rows=terms.compress(width + count + self._switches),
            row_lower=self._row_lower,
            row_upper=self._row_upper,
            variables={},
            constraints={},
        )
        extra = Rows.of([(columns, values) for columns, values, _, _ in self._extra])
        lower, upper = ([each[side] for each in self._extra] for side in (2, 3))
        return whole.with_rows(extra, np.array(lower, float), np.array(upper, float))


def _is_whole(cell: Cell) -> bool:
    """Whether what a cell gives is a whole number."""
    return cell.gives == LIFTED or (cell.is_number and cell.column.whole)


def _room(cell: Cell) -> float:
    """How far a cell can give way."""
    bound = cell.column.at_least if cell.gives == LESS else cell.column.at_most
    if bound is None and cell.column.above is not None and cell.gives == LESS:
        bound = cell.column.above
    return float("inf") if bound is None else abs(cell.value - bound)

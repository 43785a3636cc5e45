"""The elastic program of a workbook: cells are relaxed at a price, and the least cost is the distance from
feasibility."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from model.diagnosis.cell_to_matrix import Traced, Wait, gates_of, opened, rules_of, trace, waits_of
from model.diagnosis.cells import Cell
from model.diagnosis.elastic_build import ElasticBuild
from model.sheets.schema import SOONER
from model.sheets.tables import Tables
from model.solver.arrays import Array, LinearRows, Matrix
from model.solver.cone_cuts import OneCone, Tangents
from model.solver.program import SHARED, Program, program_of


@dataclass(frozen=True)
class Ways:
    """Cells of a program that are fixed, priced and dropped, as bounds and costs of consecutive columns."""

    upper: Array
    cost: Array


@dataclass(frozen=True)
class Giving:
    """The program of a workbook with relaxation columns for its cells, all fixed at first."""

    program: Program
    cells: Sequence[Cell]
    most: Array
    """Maximum relaxation of each cell."""
    slack: Mapping[Cell, int]
    """Column that frees the constraint of a cell, for those that need one."""
    first: int
    """Relaxation column of the first cell; those of the others follow in order."""
    near: Array | None
    """A solution at which cells that multiply decisions are priced."""

    @cached_property
    def columns(self) -> Array:
        """Relaxation, slack and switch columns."""
        return np.arange(self.first, len(self.program.matrix.cost))

    def ways(self, priced: Collection[Cell], out: Collection[Cell] = (), *, slackened: bool = False) -> Ways:
        """Some cells relaxed at a price, some dropped, the others fixed. With ``slackened`` priced cells may use their
        slack as well, which decides whether they must be relaxed, but not by how much."""
        upper = self.program.matrix.upper[self.first :].copy()
        cost = np.zeros(len(upper))
        for at, cell in enumerate(self.cells):
            is_priced, is_out = cell in priced, cell in out
            if is_priced or is_out:
                upper[at], cost[at] = self.most[at], 1 / cell.size if is_priced else 0.0
                slack = self.slack.get(cell)
                if slack is not None and (is_out or slackened):
                    upper[slack - self.first], cost[slack - self.first] = np.inf, 1.0 if is_priced else 0.0
        return Ways(upper, cost)

    def of(self, ways: Ways, *, relaxed: bool = False) -> Program:
        """The program with some cells priced or dropped, and without integers if relaxed."""
        a = self.program.matrix
        matrix = replace(
            a,
            upper=np.append(a.upper[: self.first], ways.upper),
            cost=np.append(a.cost[: self.first], ways.cost),
            integer=np.zeros(len(a.integer), bool) if relaxed else a.integer,
        )
        return replace(self.program, matrix=matrix)

    def fixed(self, values: Array) -> Giving:
        """The same with whole numbers as they are in a solution, but for those of cells."""
        a = self.program.matrix
        integers = np.flatnonzero(a.integer[: self.first])
        lower, upper = a.lower.copy(), a.upper.copy()
        lower[integers] = upper[integers] = np.round(values[integers])
        return replace(self, program=replace(self.program, matrix=replace(a, lower=lower, upper=upper)))

    def relaxations(self, values: Array) -> dict[Cell, float]:
        """Relaxation of each cell in a solution."""
        return {cell: float(values[self.first + at]) for at, cell in enumerate(self.cells)}

    def paid(self, values: Array) -> dict[Cell, float]:
        """Relaxation of each cell in a solution, relative to its scale, plus its slack."""
        slack = {cell: float(values[column]) for cell, column in self.slack.items()}
        return {cell: value / cell.size + slack.get(cell, 0.0) for cell, value in self.relaxations(values).items()}

    def loosened(self, values: Array, dust: float) -> frozenset[Cell]:
        """Cells relaxed by a non-negligible share of their size in a solution, or using their slack."""
        slack = {cell for cell, column in self.slack.items() if values[column] > dust}
        return frozenset(
            cell for cell, value in self.relaxations(values).items() if value > dust * cell.scale or cell in slack
        )


@dataclass(frozen=True)
class Elastic:
    """The program of a workbook, in which each cell can be fixed, dropped, or relaxed at a price."""

    traced: Traced
    cells: Sequence[Cell]
    """All cells that can be relaxed, except those without effect."""
    gates: Mapping[Cell, Sequence[tuple[int, float]]]
    """For cells that forbid or delay decisions: columns of these, and the change of the cell required for each [years;
    1]."""
    rules: Mapping[Cell, Sequence[int]]
    """For cells that are rules on decisions: the rows that enforce them."""
    waits: Sequence[Wait]
    """Rows that hold as long as technologies take their years; their cells are numbered as ``cells``."""

    @classmethod
    def of(cls, tables: Tables, cells: Sequence[Cell]) -> Elastic:
        traced = trace(tables, cells)
        rules = [cell for cell in cells if cell.is_rule]
        waiting = [cell for cell in cells if cell.gives == SOONER and not cell.is_rule]
        dates = [cell for cell in cells if not (cell.is_number or cell.is_rule or cell.gives == SOONER)]
        gates = gates_of(traced.open, tables, dates)
        rules_in_force = rules_of(traced.open, opened(tables, cells), rules)
        moved = traced.moves.keys() | gates.keys() | rules_in_force.keys()
        cells_moved = [cell for cell in cells if cell in moved or cell in waiting]
        waits = waits_of(traced.open, opened(tables, [cell for cell in cells if cell not in waiting]), cells_moved)
        freed = {cells_moved[at] for wait in waits for at in wait.cells}
        cells = [cell for cell in cells_moved if cell in moved or cell in freed]
        number = {at: cells.index(cell) for at, cell in enumerate(cells_moved) if cell in freed}
        waits = [replace(wait, cells=tuple(number[at] for at in wait.cells)) for wait in waits]
        return cls(traced, cells, gates, rules_in_force, waits)

    @property
    def _matrix(self) -> Matrix:
        return self.traced.open.matrix

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
    def products(self) -> frozenset[Cell]:
        """Cells that multiply decisions."""
        return frozenset(
            cell for cell, moves in self.traced.moves.items() if (moves.places < self._matrix.nonzeros).any()
        )

    @cached_property
    def plain(self) -> Giving:
        """The program in which cells that multiply decisions are relaxed by their slack alone."""
        return self.giving()

    def giving(self, near: Array | None = None) -> Giving:
        """The program with relaxable cells. Cells that multiply decisions are priced at a solution of the program."""
        making = ElasticBuild(self._matrix, self._base, self.cells, near)
        for at, cell in sorted(enumerate(self.cells), key=lambda item: item[1] in self.gates):
            if cell in self.gates:  # after all numbers, some of which bound the decision that it forbids
                making.gate(at, self.gates[cell])
            elif cell in self.rules:
                making.rule(at, self.rules[cell])
            elif cell in self.traced.moves:
                making.number(at, self.traced.moves[cell])
        for wait in self.waits:
            making.wait(wait)
        matrix = making.matrix()
        matrix_given, extra = self._program, len(matrix.cost) - len(self._matrix.cost)
        program = Program(
            matrix=matrix,
            branch=np.append(matrix_given.branch, np.full(extra, SHARED)),
            unit_cost=np.zeros(len(matrix.cost)),
            probability=[0.0] * len(matrix_given.probability),
            is_limit=np.append(
                matrix_given.is_limit, np.zeros(len(matrix.row_lower) - len(matrix_given.is_limit), bool)
            ),
            order=np.append(matrix_given.order, np.zeros(extra, int)),
        )
        return Giving(program, self.cells, making.most, making.slack, len(self._matrix.cost), near)

    def tangents(self, giving: Giving) -> Tangents:
        """Tangents to the cones of limits on concentration, with the relaxation of their cells."""
        read = self.traced.open
        tangents = Tangents.of(read.reader, read.model)
        cones = []
        for cone, row in zip(tangents.cones, self._rows_of_cones(tangents.cones), strict=True):
            lists, columns, constants = [], [], []
            for at, cell in enumerate(self.cells):
                if cell not in self.products or row not in self._rows_of(cell):
                    continue
                if giving.near is not None:
                    lists.append(self._move_of(row, cell))
                    columns.append(giving.first + at)
                    constants.append(0.0)
                lists.append((np.zeros(0, int), np.zeros(0)))
                columns.append(giving.slack[cell])
                constants.append(1.0)
            gives = replace(LinearRows.of(lists), constants=np.array(constants))
            cones.append(replace(cone, gives=gives, by=np.array(columns, int)))
        tangents.cones = cones
        return tangents

    def _rows_of(self, cell: Cell) -> Array:
        """Rows in which a cell multiplies decisions."""
        places = self.traced.moves[cell].places
        return self._matrix.rows.row[places[places < self._matrix.nonzeros]]

    def _rows_of_cones(self, cones: Sequence[OneCone]) -> list[int]:
        """A row of each cone in which its value multiplies the sum of its parts."""
        blocks = [self._matrix.constraints[cone.constraint] for cone in self.traced.open.model.cones]
        rows = {(key[0], key[-1]): block.start + at for block in blocks for at, key in enumerate(block.keys)}
        return [rows[cone.limit, cone.moment] for cone in cones]

    def _move_of(self, row: int, cell: Cell) -> tuple[Array, Array]:
        """Columns of a row that a cell multiplies, and by how much less of each the row counts by a unit given."""
        moves, rows = self.traced.moves[cell], self._matrix.rows
        span = rows.starts[row : row + 2]
        mine = (moves.places >= span[0]) & (moves.places < span[1])
        return rows.columns[moves.places[mine]], -cell.sign * moves.by[mine]

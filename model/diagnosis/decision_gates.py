"""Cells that are no numbers of the program: those that forbid or delay decisions, and rules on decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from model.diagnosis.cell_to_matrix import Read
from model.diagnosis.cells import ALLOWED, EARLIER, LIFTED, Cell, typed
from model.errors import Infeasible
from model.families.investment.rows import Project
from model.families.technology.rows import Technology
from model.sheets.common import Plant
from model.sheets.schema import IN_USE, NO, SHEET_OF, SOONER
from model.sheets.tables import Tables
from model.solver.arrays import Array

NEARLY = 1e-4
"""Relative, by which numbers differ at most that cells moved from their start."""


@dataclass(frozen=True)
class Wait:
    """A row that holds as long as technologies take their years."""

    cells: tuple[int, ...]
    """Numbers of the cells any of which frees it when relaxed."""
    columns: Array
    values: Array
    lower: float
    upper: float

    def is_as(self, columns: Array, values: Array, lower: float, upper: float) -> bool:
        """Whether a row is the same up to changes by numeric cells."""
        mine, other = np.argsort(self.columns), np.argsort(columns)
        return (
            np.array_equal(self.columns[mine], columns[other])
            and np.allclose(self.values[mine], values[other], rtol=NEARLY)
            and np.allclose([self.lower, self.upper], [lower, upper], rtol=NEARLY)
        )


def gates_of(read: Read, tables: Tables, cells: Sequence[Cell]) -> dict[Cell, list[tuple[int, float]]]:
    """By cell, the integer decisions that it forbids, in a program in which all are open: their columns, and the change
    of the cell required for each."""
    if not cells:
        return {}
    try:
        closed = Read.of(tables).matrix
    except Infeasible:  # alone, since the forbidden decision is the only way to serve a demand
        closed = None
    gates: dict[Cell, list[tuple[int, float]]] = {}
    names = {cell: _names(cell) for cell in cells}
    for name, block in read.matrix.variables.items():
        if not block.size or not read.matrix.integer[block.span].any():
            continue
        there = set() if closed is None or name not in closed.variables else set(closed.variables[name].keys)
        for column, key in enumerate(block.keys, block.start):
            if key in there:
                continue
            labels = _labels(key)
            for cell in cells:
                if names[cell] <= labels:
                    change = _change(cell, key)
                    if change > 0:
                        gates.setdefault(cell, []).append((column, change))
    return gates


def rules_of(read: Read, tables: Tables, cells: Sequence[Cell]) -> dict[Cell, list[int]]:
    """By cell, the rows that exist because of its rule: they vanish with it."""
    if not cells:
        return {}
    rows: dict[Cell, Any] = {cell: 0.0 for cell in cells if cell.gives == SOONER}
    switches = [cell for cell in cells if cell.gives != SOONER]
    rows |= {replace(cell, attribute=IN_USE.attribute, year=None, gives=LIFTED): NO for cell in switches}
    without = Read.of(typed(tables, rows)).matrix.constraints
    rules: dict[Cell, list[int]] = {}
    for name, block in read.matrix.constraints.items():
        there = set(without[name].keys) if name in without else set()
        for row, key in enumerate(block.keys, block.start):
            if key not in there:
                for cell in cells:
                    if _names(cell) <= _labels(key):
                        rules.setdefault(cell, []).append(row)
    return rules


def waits_of(read: Read, tables: Tables, cells: Sequence[Cell]) -> list[Wait]:
    """Rows that delay a technology's projects until it is held, in a program without these delays. ``tables`` have the
    delays, and everything else open. Several ways to hold a technology free a row alike."""
    plants = {str(plant.plant): plant.technology for plant in tables[Plant]}
    openings: dict[str, list[int]] = {}
    for at, cell in enumerate(cells):
        if isinstance(cell.row, Technology) and cell.gives == SOONER:
            openings.setdefault(cell.row.technology, []).append(at)
    about = {plant: openings[technology] for plant, technology in plants.items() if technology in openings}
    about |= {str(row.project): about[row.plant] for row in tables[Project] if row.plant in about}
    if not about:
        return []
    current = Read.of(tables)
    column = {
        (name, key): at
        for name, block in read.matrix.variables.items()
        for at, key in enumerate(block.keys, block.start)
    }
    place = [column.get((name, key)) for name, block in current.matrix.variables.items() for key in block.keys]
    there = {
        (name, key): row
        for name, block in read.matrix.constraints.items()
        for row, key in enumerate(block.keys, block.start)
    }
    waits = []
    for name, block in current.matrix.constraints.items():
        for row, key in enumerate(block.keys, block.start):
            gate = next((about[label] for label in sorted(_labels(key)) if label in about), None)
            if gate is None:
                continue
            columns, values, lower, upper = _row(current, row)
            known_columns = [place[column] for column in columns]
            if None in known_columns:
                continue
            columns = np.array(known_columns, int)
            wait = Wait(tuple(gate), columns, values, lower, upper)
            if (name, key) not in there or not wait.is_as(*_row(read, there[name, key])):
                waits.append(wait)
    return waits


def _row(read: Read, row: int) -> tuple[Array, Array, float, float]:
    a = read.matrix
    span = slice(*a.rows.starts[row : row + 2])
    return a.rows.columns[span], a.rows.values[span], float(a.row_lower[row]), float(a.row_upper[row])


def _names(cell: Cell) -> set[str]:
    """Key of a cell's row."""
    return {str(getattr(cell.row, name.attribute)) for name in SHEET_OF[type(cell.row)].key}


def _labels(key: object) -> set[str]:
    return {str(label) for label in key} if isinstance(key, tuple) else {str(key)}


def _change(cell: Cell, key: object) -> float:
    """By how much a cell would have to change for a decision."""
    if cell.gives == ALLOWED:
        return 1.0
    period = key[-1] if isinstance(key, tuple) else key
    if not isinstance(period, int):
        return 0.0
    return float(cell.value - period if cell.gives == EARLIER else period - cell.value)

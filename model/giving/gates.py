"""Cells that are no numbers of the program: what forbids decisions or puts them off, and rules on decisions."""

from __future__ import annotations

from collections.abc import Sequence

from model.errors import Infeasible
from model.giving.cells import ALLOWED, EARLIER, Cell, typed
from model.giving.tracing import Read
from model.sheets.schema import NO, SHEET_OF
from model.sheets.tables import Tables


def gates_of(read: Read, tables: Tables, cells: Sequence[Cell]) -> dict[Cell, list[tuple[int, float]]]:
    """Of each cell the decisions in whole numbers that it forbids, in a program in which all are open: their columns,
    and by how much the cell would have to change for each."""
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
            if key in there:
                continue
            labels = _labels(key)
            for cell in cells:
                if names[cell] <= labels:
                    change = _change(cell, key)
                    if change > 0:
                        found.setdefault(cell, []).append((column, change))
    return found


def rules_of(read: Read, tables: Tables, cells: Sequence[Cell]) -> dict[Cell, list[int]]:
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


def _names(cell: Cell) -> set[str]:
    """What identifies a cell's row."""
    return {str(getattr(cell.row, each.attribute)) for each in SHEET_OF[type(cell.row)].key}


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

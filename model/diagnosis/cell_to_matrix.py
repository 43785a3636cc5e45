"""Rows and bounds of the program affected by each cell; and cells that are no numbers of it, which forbid or delay
decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np

from model.diagnosis.cells import ALLOWED, LIFTED, Cell, typed
from model.errors import Infeasible
from model.families.assemble import build_model
from model.families.instance import Instance, read_instance
from model.families.investment.rows import Project
from model.sheets.common import Plant
from model.sheets.schema import EARLIER, IN_USE, LATER, NO, SHEET_OF, SOONER, YES
from model.sheets.tables import Tables
from model.solver.arrays import Array, IndexedBlock, Matrix
from model.solver.matrix import read_matrix
from model.solver.reader import Reader

# ----------------------------------------------------------------------------------------------------------------------
# Rows and bounds of the program affected by each cell, and their change per unit of the cell.


PROBES, FEWER = 6, 4
"""Number of probes for all cells together; and for those that are no facts, on numbers not yet identified."""

STEP = 1e-6
"""Minimum perturbation by a probe, relative to a cell's size; at most twice that."""

NEXT_TO_NOTHING = 1e-3
"""Substitute for 0, relative to a cell's size: families omit terms that can only be 0."""

MOVED = 1e-10
"""Relative changes below this are rounding."""

SAME = 1e-4
"""Relative tolerance for explaining changes."""

PARALLEL = 1 - 1e-4
"""Cosine from which two cells are tried together."""


@dataclass(frozen=True)
class Read:
    """A program, and the tables that it was read from."""

    instance: Instance
    model: Any
    matrix: Matrix
    reader: Reader

    @classmethod
    def of(cls, tables: Tables) -> Read:
        instance = read_instance(tables)
        model = build_model(instance)
        matrix, reader = read_matrix(model)
        return cls(instance, model, matrix, reader)

    @property
    def numbers(self) -> Array:
        """All numbers of the program but costs: coefficients, sides of rows, bounds of columns."""
        a = self.matrix
        return np.concatenate([a.rows.values, a.row_lower, a.row_upper, a.lower, a.upper])


@dataclass(frozen=True)
class Moves:
    """Change of the program's numbers per unit of a cell: positions among all numbers, and amounts."""

    places: Array
    by: Array


@dataclass(frozen=True)
class Traced:
    """A program in which every decision is open, and the positions of its cells."""

    open: Read
    moves: dict[Cell, Moves]
    start: dict[Cell, float]
    """Values of the cells in the open program: slightly looser than the workbook, so that no number in it is 0 by
    chance."""
    untold: Array
    """Positions of numbers that change with unidentified cells."""


def opened(tables: Tables, cells: Sequence[Cell]) -> Tables:
    """The tables with every decision that cells forbid, or put off, but for rules on decisions."""
    first, last = tables.settings.first_year, tables.settings.last_year
    loosest = {EARLIER: first, LATER: last, ALLOWED: YES, SOONER: 0.0}
    return typed(tables, {cell: loosest[cell.gives] for cell in cells if cell.gives in loosest and not cell.is_rule})


def trace(tables: Tables, cells: Sequence[Cell]) -> Traced:
    """The program of opened tables, with all cells that are numbers traced."""
    numbers = [cell for cell in cells if cell.is_number]
    draw = np.random.default_rng(0)
    start = {
        cell: (float(cell.value) or NEXT_TO_NOTHING * cell.scale)
        + cell.sign * STEP * cell.scale * draw.uniform(1.0, 2.0)
        for cell in numbers
    }
    whole_program = opened(tables, cells)
    read = Read.of(typed(whole_program, start))
    base = read.numbers
    sizes = np.array([cell.sign * cell.scale for cell in numbers])
    steps = STEP * draw.uniform(1.0, 2.0, (PROBES, len(numbers))) * sizes

    def moved(steps: Array) -> Array:
        """Changes of all numbers under perturbations of the cells."""
        probes = []
        for probe in steps:
            at = {cell: start[cell] + step for cell, step in zip(numbers, probe, strict=True)}
            with np.errstate(invalid="ignore"):
                probes.append(np.where(np.isinf(base), 0.0, Read.of(typed(whole_program, at)).numbers - base))
        return np.array(probes)

    least = MOVED * np.maximum(1.0, np.abs(base))
    changes = moved(steps)
    places = np.flatnonzero(np.abs(changes).max(axis=0, initial=0.0) > least)
    effects = dict(zip(places.tolist(), cells_behind(steps, changes[:, places], _spans(numbers, PROBES)), strict=True))
    untold = np.array([place for place, parts in effects.items() if not parts], int)
    if len(untold):  # facts of many plants add up there: the rest is identified without them
        steps = np.where([cell.is_fact for cell in numbers], 0.0, steps[:FEWER])
        changes = moved(steps)[:, untold]
        is_moved = np.abs(changes).max(axis=0) > least[untold]
        spans = [span for span in _spans(numbers, FEWER) if steps[0, span].all()]
        effects |= dict(zip(untold[is_moved].tolist(), cells_behind(steps, changes[:, is_moved], spans), strict=True))
    by_cell: dict[int, list[tuple[int, float]]] = {}
    for place, parts in effects.items():
        for cell, weight in parts:
            by_cell.setdefault(cell, []).append((place, weight))
    moves = {
        numbers[at]: Moves(np.array([place for place, _ in item]), np.array([weight for _, weight in item]))
        for at, item in by_cell.items()
    }
    return Traced(read, moves, start, np.array([place for place, parts in effects.items() if not parts], int))


def _numbered(blocks: Mapping[str, IndexedBlock]) -> dict[tuple[str, Any], int]:
    """Numbers of columns or rows, by name and index."""
    numbers: dict[tuple[str, Any], int] = {}
    for name, block in blocks.items():
        numbers |= {(name, key): number for number, key in enumerate(block.keys, block.start)}
    return numbers


def _spans(cells: Sequence[Cell], probes: int) -> list[list[int]]:
    """Cells that may be behind one number, the fewest first: one alone, or neighbouring years of one line."""
    lines = [
        [at for at, _ in line]
        for _, line in groupby(enumerate(cells), key=lambda item: (item[1].sheet, item[1].at, item[1].attribute))
    ]
    spans = []
    for width in range(1, probes - 1):
        for line in lines:
            spans += [line[first : first + width] for first in range(len(line) - width + 1)]
    return spans


def cells_behind(steps: Array, changes: Array, spans: Sequence[Sequence[int]]) -> list[list[tuple[int, float]]]:
    """By number, the cells that explain its changes in all probes, and its change per unit of each. What moves in
    proportion has the same cells: hundreds of thousands of numbers have a few hundred directions."""
    directions = changes / np.maximum(np.linalg.norm(changes, axis=0), np.finfo(float).tiny)
    rounded = (directions * np.where(directions[:1] < 0, -1.0, 1.0)).round(7)
    _, first, alike = np.unique(rounded, axis=1, return_index=True, return_inverse=True)
    directions, cells = directions[:, first], dict[int, Sequence[int]]()
    left = np.arange(len(first))
    for span in spans:
        if not len(left):
            break
        part = steps[:, span]
        weights, *_ = np.linalg.lstsq(part, directions[:, left], rcond=None)
        is_explained = np.linalg.norm(directions[:, left] - part @ weights, axis=0) <= SAME
        cells |= dict.fromkeys(left[is_explained].tolist(), span)
        left = left[~is_explained]
    cells |= {number: _pair_behind(steps, directions[:, number]) for number in left.tolist()}
    segments: list[list[tuple[int, float]]] = [[] for _ in range(changes.shape[1])]
    for direction, span in cells.items():
        numbers = np.flatnonzero(alike == direction)
        weights, *_ = np.linalg.lstsq(steps[:, span], changes[:, numbers], rcond=None)
        for number, weight in zip(numbers.tolist(), weights.T.tolist(), strict=True):
            segments[number] = list(zip(span, weight, strict=True))
    return segments


def _pair_behind(steps: Array, change: Array) -> list[int]:
    """Two cells of different lines that explain a change of length 1; none if no two do. Their steps are parallel once
    the part along the change is taken out."""
    across = steps - np.outer(change, change @ steps)
    across /= np.maximum(np.linalg.norm(across, axis=0), np.finfo(float).tiny)
    best, pair = SAME, list[int]()
    for both in np.argwhere(np.triu(np.abs(across.T @ across) > PARALLEL, 1)).tolist():
        if pair and both[0] > pair[0]:
            break
        weights, *_ = np.linalg.lstsq(steps[:, both], change, rcond=None)
        rest = float(np.linalg.norm(change - steps[:, both] @ weights))
        best, pair = (rest, both) if rest <= best else (best, pair)
    return pair


# ----------------------------------------------------------------------------------------------------------------------
# Cells that are no numbers of the program: those that forbid or delay decisions, and rules on decisions.


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
        if cell.gives == SOONER and not cell.is_rule:
            technology = getattr(cell.row, SHEET_OF[type(cell.row)].key[0].attribute)
            openings.setdefault(technology, []).append(at)
    about = {plant: openings[technology] for plant, technology in plants.items() if technology in openings}
    about |= {str(row.project): about[row.plant] for row in tables[Project] if row.plant in about}
    if not about:
        return []
    current = Read.of(tables)
    column, there = _numbered(read.matrix.variables), _numbered(read.matrix.constraints)
    place = [column.get((name, key)) for name, block in current.matrix.variables.items() for key in block.keys]
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

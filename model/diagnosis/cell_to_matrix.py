"""Rows and bounds of the program affected by each cell, and their change per unit of the cell.

It is found without declarations: the tables are rebuilt with every cell perturbed by a small amount of its own, and the
size of each change in the program identifies the cell that caused it. A few such probes are enough for all cells at
once, since a row depends on few of them: one, or neighbouring years of one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from model.diagnosis.cells import ALLOWED, Cell, typed
from model.families.assemble import build_model
from model.families.instance import Instance, read_instance
from model.sheets.schema import EARLIER, LATER, SOONER, YES
from model.sheets.tables import Tables
from model.solver.arrays import Array, Matrix
from model.solver.matrix import read_matrix
from model.solver.reader import Reader

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
    effects = dict(zip(places.tolist(), _explained(steps, changes[:, places], _spans(numbers, PROBES)), strict=True))
    untold = np.array([place for place, parts in effects.items() if not parts], int)
    if len(untold):  # facts of many plants add up there: the rest is identified without them
        steps = np.where([cell.is_fact for cell in numbers], 0.0, steps[:FEWER])
        changes = moved(steps)[:, untold]
        is_moved = np.abs(changes).max(axis=0) > least[untold]
        spans = [span for span in _spans(numbers, FEWER) if steps[0, span].all()]
        effects |= dict(zip(untold[is_moved].tolist(), _explained(steps, changes[:, is_moved], spans), strict=True))
    by_cell: dict[int, list[tuple[int, float]]] = {}
    for place, parts in effects.items():
        for cell, weight in parts:
            by_cell.setdefault(cell, []).append((place, weight))
    moves = {
        numbers[at]: Moves(np.array([place for place, _ in item]), np.array([weight for _, weight in item]))
        for at, item in by_cell.items()
    }
    return Traced(read, moves, start, np.array([place for place, parts in effects.items() if not parts], int))


def _spans(cells: Sequence[Cell], probes: int) -> list[list[int]]:
    """Cells that may be behind one number, the fewest first: one alone, or neighbouring years of one line."""
    lines = [
        [at for at, _ in line]
        for _, line in groupby(enumerate(cells), key=lambda item: (item[1].sheet, item[1].at, item[1].attribute))
    ]
    return [
        line[first : first + width]
        for width in range(1, probes - 1)
        for line in lines
        for first in range(len(line) - width + 1)
    ]


def _explained(steps: Array, changes: Array, spans: Sequence[Sequence[int]]) -> list[list[tuple[int, float]]]:
    """By number, the cells that explain its changes in all probes, and its change per unit of each."""
    segments: list[list[tuple[int, float]]] = [[] for _ in range(changes.shape[1])]
    size = np.linalg.norm(changes, axis=0)
    left = np.arange(changes.shape[1])
    for span in spans:
        if not len(left):
            break
        part = steps[:, span]
        weights, *_ = np.linalg.lstsq(part, changes[:, left], rcond=None)
        rest = np.linalg.norm(changes[:, left] - part @ weights, axis=0)
        is_explained = rest <= SAME * size[left]
        for number, weight in zip(left[is_explained], weights.T[is_explained], strict=True):
            segments[number] = list(zip(span, weight.tolist(), strict=True))
        left = left[~is_explained]
    for number in left:
        segments[number] = _pair(steps, changes[:, number])
    return segments


def _pair(steps: Array, change: Array) -> list[tuple[int, float]]:
    """Two cells of different lines that explain a number's changes; none if no two do."""
    squares, along = (steps**2).sum(axis=0), change @ steps
    for first in range(steps.shape[1]):
        both = steps[:, first] @ steps
        det = squares[first] * squares - both**2
        det[det <= SAME**2 * squares[first] * squares] = np.inf
        one, other = (along[first] * squares - along * both) / det, (along * squares[first] - along[first] * both) / det
        rest = np.linalg.norm(change[:, None] - steps[:, [first]] * one - steps * other, axis=0)
        best = int(rest.argmin())
        if rest[best] <= SAME * np.linalg.norm(change):
            return [(first, float(one[best])), (best, float(other[best]))]
    return []

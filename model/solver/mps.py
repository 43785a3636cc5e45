"""The program in files for other solvers: a core that all branches share, one for each branch, and their columns.

Fixing the shared columns at a plan makes the file of a branch its recourse problem, with the cost if the branch were
certain. So the cost of a plan is that of the core and, by probability, those of the branches.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from model.solver.arrays import Array, IndexedBlock, LinearRows, Matrix
from model.solver.handover import Handover
from model.solver.program import Program
from model.system.files import save

CORE, COLUMNS = "core.mps", "columns.json"

UNSAFE = re.compile(r"[^A-Za-z0-9_.]+")
"""Letters that names in files may not have,"""
LONGEST = 100
"""and how long a name may be."""


def export(program: Program, names: Sequence[str], values: Array, folder: Path) -> None:
    """Write a program whose branches have these names, and a plan's values of the shared columns.

    Branches that share a row, as those of a CVaR do, are in the core.
    """
    core = program.master(program.linked, [])
    _write(core.matrix, core.columns, core.rows, folder / CORE)
    branches = []
    for number, name in enumerate(names):
        is_apart = number not in program.linked
        file = f"branch_{number + 1}.mps" if is_apart else CORE
        branches.append({"branch": name, "probability": program.probability[number], "file": file})
        if is_apart:
            _write(*_of_branch(program, number), folder / file)
    columns = [
        {"column": f"c{at}", "name": program.matrix.column_name(at), "value": float(values[at])}
        for at in core.columns.tolist()
    ]
    described = {"core": CORE, "branches": branches, "columns": columns}
    save(folder / COLUMNS, json.dumps(described, indent=1, ensure_ascii=False).encode())


def _of_branch(program: Program, branch: int) -> tuple[Matrix, Array, Array]:
    """A branch with the shared columns that it sees, at no cost; its columns and rows in the whole program."""
    own, rows = program.of_branch(branch)
    a, taken = program.matrix, program.matrix.rows.take(rows)
    columns = np.union1d(own, taken.columns)
    matrix = Matrix(
        cost=np.where(program.branch[columns] == branch, program.unit_cost[columns], 0.0),
        offset=0.0,
        lower=a.lower[columns],
        upper=a.upper[columns],
        integer=a.integer[columns],
        rows=LinearRows(taken.starts, np.searchsorted(columns, taken.columns), taken.values, taken.constants),
        row_lower=a.row_lower[rows],
        row_upper=a.row_upper[rows],
    )
    return matrix, columns, rows


def _write(matrix: Matrix, columns: Array, rows: Array, file: Path) -> None:
    Handover(matrix).write(file, [f"c{at}" for at in columns], [f"r{at}" for at in rows])


def write_legible(matrix: Matrix, file: Path) -> None:
    """Write the whole program with legible names, in the format of the file's ending, in all digits."""
    Handover(matrix).write(file, legible(matrix.variables), legible(matrix.constraints))


def legible(blocks: Mapping[str, IndexedBlock]) -> list[str]:
    """Names of columns or rows that every format and solver takes, such as ``build.Separation_module.2026``. One that
    is too long, or not the only one of its kind, ends in its number."""
    names: dict[str, None] = {}
    for block in blocks.values():
        for at, key in enumerate(block.keys, block.start):
            labels = key if isinstance(key, tuple) else () if key is None else (key,)
            name = UNSAFE.sub("_", ".".join(map(str, (block.name, *labels))))
            names[f"{name[:LONGEST]}..{at}" if len(name) > LONGEST or name in names else name] = None
    return list(names)

"""Findings of a diagnosis: conflicts, smallest repairs, and how the search ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from model.diagnosis.cells import Cell
from model.diagnosis.figures import Remedy
from model.sheets.tables import Tables

if TYPE_CHECKING:
    from model.proof.certify import Proven
    from model.results.plan import Plan


@dataclass(frozen=True)
class Conflict:
    """Irreducible set of cells that cannot all hold, even if all others are relaxed."""

    cells: Sequence[Cell]
    disruptions: Sequence[str]
    """Disruptions in which, each alone, they conflict; empty if they conflict even undisturbed."""
    is_relaxed: bool
    """Whether linear programs alone say that each cell is necessary; that the cells conflict is proven in any case."""
    is_irreducible: bool = True
    """Whether each cell is necessary; else the search for fewer was ended."""
    suspects: Mapping[Cell, int] = field(default_factory=dict)
    """First years of its limits, each with the earliest later one with which it ends."""


@dataclass(frozen=True)
class Diagnosis:
    """Result of a diagnosis."""

    tables: Tables
    conflicts: Sequence[Conflict]
    remedies: Sequence[Remedy]
    unfinished: Sequence[str] = ()
    """Why there may be more conflicts or remedies, in sentences; empty if the search was complete."""
    plan: Plan | None = None
    """Plan of the unchanged tables, if one exists: no change is needed."""
    slips: Mapping[Cell, float] = field(default_factory=dict)
    """Facts that have a plan if their decimal point is moved, with the figure then."""
    proven: Proven | None = None
    """Certificate that there is no plan."""

    @property
    def is_complete(self) -> bool:
        """Whether the search was complete."""
        return not self.unfinished


CELL = ("sheet", "cell", "column", "year", "value")


def frames_of(answer: Diagnosis) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Conflicts and remedies, a line for each of their cells."""
    conflicts = [
        (number, *_cell(cell), "; ".join(conflict.disruptions))
        for number, conflict in enumerate(answer.conflicts, start=1)
        for cell in conflict.cells
    ]
    remedies = [
        (number, *_cell(item), value, remedy.plan.objective, remedy.plan.gap)
        for number, remedy in enumerate(answer.remedies, start=1)
        for item, value in remedy.values.items()
    ]
    lines = pd.DataFrame(conflicts, columns=["conflict", *CELL, "disruptions"])
    frames = pd.DataFrame(remedies, columns=["remedy", *CELL, "change to", "cost", "gap"])
    for frame in (lines, frames):
        frame.attrs["unfinished"] = list(answer.unfinished)
    return lines, frames


def _cell(cell: Cell) -> tuple[object, ...]:
    where = f"{cell.attribute} {cell.year or ''}".rstrip()
    return cell.sheet, cell.row.cell(where), cell.column.header, cell.year, cell.value

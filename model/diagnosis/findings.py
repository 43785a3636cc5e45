"""Findings of a diagnosis: conflicts, smallest repairs, and how the search ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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

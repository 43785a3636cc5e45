"""What is asked of a solve: how good a plan, by when, from where, and what of another plan is held."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from model.progress import Progress

if TYPE_CHECKING:
    from model.results.decisions import Decisions
    from model.scenario.tree import Tree
    from model.solver.arrays import Matrix
    from model.solver.highs import Interrupt
    from model.solver.warm_start_data import Learned


class Known(Protocol):
    """What was learned of a workbook that is near, for the matrix and the tree of another; None where nothing was."""

    def __call__(self, matrix: Matrix, tree: Tree) -> Learned | None: ...


@dataclass(frozen=True)
class Held:
    """What another plan decides in advance and is kept: all of it, or up to a year."""

    decided: Decisions
    until: float = math.inf


@dataclass(frozen=True)
class Request:
    """How good a plan has to be, how long it is looked for, from where, and what of another plan is held. Without
    ``screen`` every disruption is in the program from the start."""

    gap: float
    time_limit: float
    progress: Progress = field(default_factory=Progress.silent)
    interrupt: Interrupt | None = None
    near: Decisions | None = None
    known: Known | None = None
    screen: bool = True
    held: Held | None = None
    is_base: bool = False
    """Whether what is learned is kept, for others to begin from."""
